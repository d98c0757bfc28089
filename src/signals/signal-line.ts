/** Events and signals as one readable line each. Nothing that a process chose reaches the terminal unescaped. */
import { printableText } from '../base/text.ts';
import type { Cgroup } from '../enrich/container/container.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import { EVENT_VIEWS } from './events/index.ts';
import { nameOf } from './events/words.ts';

const ANCESTORS_SHOWN = 6;

/** What happened, in words: `cat opened /etc/shadow`. */
export const whatHappened = (event: RuntimeEvent): string => EVENT_VIEWS[event.type].words(event);

/** `web (a1b2c3d4e5f6)`: the container of an event, '' on the host. A question mark where nobody vouches for it. */
export function containerText(cgroup: Cgroup): string {
  if (cgroup.containerId === '') return '';
  const id = printableText(
    /^[0-9a-f]{32,}/.test(cgroup.containerId) ? cgroup.containerId.slice(0, 12) : cgroup.containerId,
  );
  const mark = cgroup.confirmed ? '' : '?';
  const name = printableText(cgroup.container?.name ?? '');
  return name === '' || name === id ? `${id}${mark}` : `${name} (${id}${mark})`;
}

/** `cat(12) <- sh(11) <- sshd(3)`: one link per process, not per program run. */
export function lineage(process: ProcessEntry): string {
  const parts = [`${nameOf(process)}(${process.pid})`];
  let last = process;
  for (let p = process.ancestor; p !== null; p = p.ancestor) {
    if (p.pid === last.pid) continue;
    if (parts.length > ANCESTORS_SHOWN) {
      parts.push('…');
      break;
    }
    parts.push(`${nameOf(p)}(${p.pid})`);
    last = p;
  }
  return parts.join(' <- ');
}

/** Detail for the live tail. */
export const eventDetail = (event: RuntimeEvent): string => EVENT_VIEWS[event.type].detail?.(event) ?? '';
