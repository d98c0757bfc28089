/** Stored events for people: what happened in one line, and the shape that the API gives. */
import { printableText } from '../../base/text.ts';
import type { StoredEvent } from '../api/contract.ts';
import type { EventDocument } from './json-fields.ts';

const CLASS_NAMES = ['event', 'signal', 'event', 'internal'] as const;

/** Columns that a stored event is made of. */
export const EVENT_ROW =
  'toString(id) AS id, toString(toUnixTimestamp64Nano(time)) AS time_ns, class, host_id, host, type, rule_id, user, comm, pid, container_id, json';

export interface EventRow {
  readonly id: string;
  readonly time_ns: string;
  readonly class: number;
  readonly host_id: string;
  readonly host: string;
  readonly type: string;
  readonly rule_id: string;
  readonly user: string;
  readonly comm: string;
  readonly pid: number;
  readonly container_id: string;
  readonly json: string;
}

/** ISO 8601 with nanoseconds. */
export function isoTime(ns: bigint): string {
  const ms = Number(ns / 1_000_000n);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(ns % 1_000_000n).padStart(6, '0')}Z`;
}

/** The document; an empty one when it cannot be read, which is then what people see. */
export function parseDocument(json: string): EventDocument {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as EventDocument) : {};
  } catch {
    return {};
  }
}

export function storedEvent(row: EventRow, document = parseDocument(row.json)): StoredEvent {
  return {
    id: row.id,
    time: isoTime(BigInt(row.time_ns)),
    host: row.host || row.host_id,
    type: row.type,
    class: CLASS_NAMES[row.class] ?? 'event',
    ...(row.rule_id === '' ? {} : { rule_id: row.rule_id }),
    what: whatHappened(row.type, document),
    user: row.user,
    process: row.comm,
    pid: row.pid,
    container: row.container_id,
    json: document as { [name: string]: unknown },
  };
}

const at = (value: unknown, ...path: readonly string[]): unknown => {
  let found = value;
  for (const name of path)
    found = typeof found === 'object' && found !== null ? (found as EventDocument)[name] : undefined;
  return found;
};
const textAt = (value: unknown, ...path: readonly string[]): string => {
  const found = at(value, ...path);
  return typeof found === 'string' ? printableText(found) : typeof found === 'number' ? String(found) : '';
};

/** Verbs for events that are about one file. */
const FILE_VERBS: Readonly<Record<string, string>> = {
  unlink: 'deleted',
  rmdir: 'deleted directory',
  mkdir: 'made directory',
  chmod: 'changed the mode of',
  chown: 'changed the owner of',
  utimes: 'changed the times of',
  setxattr: 'set an attribute of',
  removexattr: 'removed an attribute of',
  chdir: 'went to',
  mmap: 'mapped',
  splice: 'spliced',
  load_module: 'loaded kernel module',
  cgroup_write: 'wrote to cgroup file',
};

/** What an event did, in one line. Nothing that a process chose comes out unescaped. */
export function whatHappened(type: string, d: EventDocument): string {
  const who = textAt(d, 'process', 'executable', 'name') || textAt(d, 'process', 'comm') || 'a process';
  const path = textAt(d, 'file', 'path') || textAt(d, 'file', 'name') || textAt(d, 'syscall', 'path');
  const refused = at(d, 'evt', 'outcome') === 'Refused' || Number(at(d, 'syscall', 'retval') ?? 0) < 0;
  const flags = at(d, 'file', 'flags');
  const address = (): string => {
    const ip = textAt(d, type, 'addr', 'ip') || textAt(d, 'network', 'destination', 'ip') || textAt(d, 'addr', 'ip');
    const port =
      textAt(d, type, 'addr', 'port') || textAt(d, 'network', 'destination', 'port') || textAt(d, 'addr', 'port');
    return port === '' ? ip : ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
  };
  switch (type) {
    case 'open': {
      const writes =
        Array.isArray(flags) &&
        flags.some((flag) => ['O_WRONLY', 'O_RDWR', 'O_TRUNC', 'O_APPEND'].includes(String(flag)));
      if (refused) return `${who} was refused ${path}`;
      return `${who} ${at(d, 'file', 'created') === true ? 'created' : writes ? 'opened for writing' : 'opened'} ${path}`;
    }
    case 'exec': {
      const args = at(d, 'process', 'args');
      const line = Array.isArray(args) ? printableText(args.join(' ')).slice(0, 160) : '';
      return `${textAt(d, 'process', 'executable', 'path') || path || who}${line === '' ? '' : ` ${line}`} started`;
    }
    case 'exec_failed':
      return `${who} could not run ${textAt(d, 'syscall', 'path')}`;
    case 'fork':
      return `${who} was forked`;
    case 'exit':
      return at(d, 'exit', 'cause') === 'EXITED'
        ? `${who} ended with code ${textAt(d, 'exit', 'code') || '0'}`
        : `${who} was ended by signal ${textAt(d, 'exit', 'code') || '?'}`;
    case 'rename':
    case 'link': {
      const to = textAt(d, 'file', 'destination', 'path') || textAt(d, 'syscall', 'destination', 'path');
      return `${who} ${type === 'rename' ? 'renamed' : 'linked'} ${path} to ${to}`;
    }
    case 'dns':
      return `${who} asked for ${textAt(d, 'dns', 'question', 'name')}`;
    case 'connect':
      return `${who} connected to ${address()}`;
    case 'accept':
      return `${who} accepted a connection from ${address()}`;
    case 'bind':
      return `${who} listens on ${address()}`;
    case 'setuid':
    case 'setgid':
      return `${who} became ${textAt(d, type, type === 'setuid' ? 'user' : 'group') || textAt(d, type, type === 'setuid' ? 'uid' : 'gid')}`;
    case 'ptrace':
      return `${who} traced ${textAt(d, 'target', 'comm') || 'a process'}`;
    case 'signal':
      return `${who} sent ${textAt(d, 'signal', 'type') || 'a signal'} to ${textAt(d, 'target', 'comm') || textAt(d, 'signal', 'pid')}`;
    case 'mount':
      return `${who} mounted ${textAt(d, 'mount', 'source', 'path')} on ${textAt(d, 'mount', 'mountpoint', 'path')}`;
    default: {
      const verb = FILE_VERBS[type];
      if (verb !== undefined)
        return `${who} ${refused ? 'tried: ' : ''}${verb} ${path || textAt(d, 'module', 'name') || textAt(d, type, 'name')}`.trim();
      const title = textAt(d, 'title').replace(/^[\w.-]+: /, '');
      return title === '' ? `${who}: ${type}` : title;
    }
  }
}
