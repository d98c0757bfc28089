/** Events and signals as one readable line each. Nothing that a process chose reaches the terminal unescaped. */
import type { RuntimeEvent } from '../enrich/event.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import { EVENT_VIEWS } from './events/index.ts';
import { nameOf } from './events/words.ts';

const ANCESTORS_SHOWN = 6;

/** What happened, in words: `cat opened /etc/shadow`. */
export const whatHappened = (event: RuntimeEvent): string => EVENT_VIEWS[event.type].words(event);

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
