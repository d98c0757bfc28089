/** Events and signals as one readable line each. Nothing that a process chose reaches the terminal unescaped. */
import { printableText } from '../base/text.ts';
import { baseName, type RuntimeEvent } from '../enrich/event.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import { openFlagNames } from './event-json.ts';

const ANCESTORS_SHOWN = 6;
const ARGS_LENGTH_SHOWN = 160;

/** What happened, in words: `cat opened /etc/shadow`. */
export function whatHappened(event: RuntimeEvent): string {
  const who = nameOf(event.process);
  switch (event.type) {
    case 'open': {
      const path = printableText(event.file.path || event.passedPath);
      if (event.retval < 0) return `${who} was refused ${path} (${errnoName(-event.retval)})`;
      const writes = (event.openFlags & 3) !== 0;
      const verb = event.openCreated ? 'created' : writes ? 'opened for writing' : 'opened';
      return `${who} ${verb} ${path}`;
    }
    case 'exec': {
      const { image } = event.process;
      const args = cut(printableText(image.argv.slice(1).join(' ')), ARGS_LENGTH_SHOWN);
      const script = image.interpreter === null ? '' : ` (script, run by ${printableText(image.interpreter.path)})`;
      return `${printableText(image.file.path)}${args === '' ? '' : ` ${args}`} started${script}`;
    }
    case 'exec_failed':
      return `${who} could not run ${printableText(event.passedPath)} (${errnoName(-event.retval)})`;
    case 'exit': {
      const exit = event.process.life.exit;
      if (exit === null) return `${who} ended`;
      if (exit.signal !== 0)
        return `${who} was ended by signal ${exit.signal}${exit.coreDumped ? ' with a core dump' : ''}`;
      return `${who} ended with code ${exit.code}`;
    }
    case 'fork':
      return `${who} was forked`;
  }
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

function nameOf(process: ProcessEntry): string {
  return printableText(baseName(process.image.file.path) || process.comm || 'unknown');
}

/** Detail for the live tail: flags of an open. */
export function eventDetail(event: RuntimeEvent): string {
  return event.type === 'open' ? openFlagNames(event.openFlags).join('|') : '';
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

const ERRNO = new Map([
  [1, 'EPERM'],
  [2, 'ENOENT'],
  [4, 'EINTR'],
  [7, 'E2BIG'],
  [8, 'ENOEXEC'],
  [12, 'ENOMEM'],
  [13, 'EACCES'],
  [14, 'EFAULT'],
  [16, 'EBUSY'],
  [17, 'EEXIST'],
  [20, 'ENOTDIR'],
  [21, 'EISDIR'],
  [22, 'EINVAL'],
  [23, 'ENFILE'],
  [24, 'EMFILE'],
  [26, 'ETXTBSY'],
  [28, 'ENOSPC'],
  [30, 'EROFS'],
  [36, 'ENAMETOOLONG'],
  [40, 'ELOOP'],
]);

function errnoName(errno: number): string {
  return ERRNO.get(errno) ?? `errno ${errno}`;
}
