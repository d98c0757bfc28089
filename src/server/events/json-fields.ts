/**
 * The fields of the rule language, read from an event's JSON. So the same rule that an agent evaluates can be asked of
 * stored events. Surprising: JSON does not hold every field that the sensor knows; what is missing reads as its zero
 * value, and {@link isInJson} says which those are.
 */
import { type FieldDefinition, findField } from '../../../schema/fields.ts';
import { wholeAncestors } from '../../base/short-ancestors.ts';
import { argsFlags, argsOptions } from '../../enrich/process/args.ts';
import { createEventModel, eventModel, type FieldReaders } from '../../rules/event-model.ts';
import type { FieldValue } from '../../rules/language/index.ts';
import { parseNetwork, zeroValue } from '../../rules/language/index.ts';

/** An event as parsed JSON. */
export type EventDocument = { readonly [name: string]: unknown };

type Part = EventDocument | undefined;
type Leaf = (part: EventDocument) => unknown;

const objectAt = (part: Part, ...path: readonly string[]): Part => {
  let at: unknown = part;
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as EventDocument)[name];
  }
  return typeof at === 'object' && at !== null ? (at as EventDocument) : undefined;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const nanoseconds = (value: unknown): bigint => {
  const parts = /^(.{19})(?:\.(\d{1,9}))?Z$/.exec(text(value));
  if (parts === null) return 0n;
  const ms = Date.parse(`${parts[1]}Z`);
  return Number.isNaN(ms) ? 0n : BigInt(ms) * 1_000_000n + BigInt((parts[2] ?? '').padEnd(9, '0') || '0');
};

/** Parts of a file by the field name below `file.`. */
const FILE: Readonly<Record<string, Leaf>> = {
  path: (f) => f.path,
  'path.length': (f) => Buffer.byteLength(text(f.path)),
  name: (f) => f.name,
  'name.length': (f) => Buffer.byteLength(text(f.name)),
  extension: (f) => /\.[^.]*$/.exec(text(f.name))?.[0] ?? '',
  inode: (f) => f.inode,
  mode: (f) => f.mode,
  rights: (f) => Number(f.mode ?? 0) & 0o7777,
  mount_id: (f) => f.mount_id,
  uid: (f) => f.uid,
  gid: (f) => f.gid,
  user: (f) => f.user,
  group: (f) => f.group,
  filesystem: (f) => f.filesystem,
  in_upper_layer: (f) => f.in_upper_layer,
  modification_time: (f) => nanoseconds(f.modification_time),
  change_time: (f) => nanoseconds(f.change_time),
  hashes: (f) => f.hashes,
  mount_detached: (f) => f.mount_detached,
  'package.name': (f) => f.package_name ?? objectAt(f, 'package')?.name,
  'package.version': (f) => f.package_version ?? objectAt(f, 'package')?.version,
};

const credential =
  (name: string): Leaf =>
  (p) =>
    objectAt(p, 'credentials')?.[name] ?? p[name];

/** Parts of a process by the field name below it. */
const PROCESS: Readonly<Record<string, Leaf>> = {
  pid: (p) => p.pid,
  ppid: (p) => p.ppid,
  tid: (p) => p.tid ?? p.pid,
  comm: (p) => p.comm,
  tty_name: (p) => p.tty,
  argv0: (p) => p.argv0,
  args: (p) => list(p.args).map(text).join(' '),
  argv: (p) => list(p.args),
  args_flags: (p) => argsFlags(list(p.args).map(text)),
  args_options: (p) => argsOptions(list(p.args).map(text)),
  args_truncated: (p) => p.args_truncated,
  envs: (p) => list(p.envs).map((one) => text(one).split('=', 1)[0]),
  envp: (p) => list(p.envs).filter((one) => text(one).includes('=')),
  envs_truncated: (p) => p.envs_truncated,
  created_at: (p) => nanoseconds(p.exec_time ?? p.fork_time),
  is_exec: (p) => p.is_exec,
  is_thread: (p) => p.is_thread,
  is_kworker: (p) => p.is_kworker,
  mntns: (p) => p.mnt_ns,
  netns: (p) => p.net_ns,
  sid: (p) => p.sid,
  ...Object.fromEntries(
    [
      'uid',
      'gid',
      'user',
      'group',
      'euid',
      'egid',
      'euser',
      'egroup',
      'fsuid',
      'fsgid',
      'fsuser',
      'fsgroup',
      'auid',
    ].map((name) => [name, credential(name)]),
  ),
  cap_effective: (p) => capabilityBits(objectAt(p, 'credentials')?.cap_effective),
  cap_permitted: (p) => capabilityBits(objectAt(p, 'credentials')?.cap_permitted),
  ...Object.fromEntries(
    Object.entries(FILE).flatMap(([name, leaf]) => [
      [`file.${name}`, (p: EventDocument) => apply(leaf, objectAt(p, 'executable'))],
      [`interpreter.file.${name}`, (p: EventDocument) => apply(leaf, objectAt(p, 'interpreter'))],
    ]),
  ),
};

const apply = (leaf: Leaf, part: Part): unknown => (part === undefined ? undefined : leaf(part));

/** Bit numbers of include/uapi/linux/capability.h. */
const CAPABILITIES =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'.split(
    ' ',
  );

function capabilityBits(names: unknown): bigint {
  let mask = 0n;
  for (const name of list(names)) {
    const bit = CAPABILITIES.indexOf(text(name).replace(/^CAP_/, ''));
    if (bit !== -1) mask |= 1n << BigInt(bit);
  }
  return mask;
}

/** The parent of somebody whom something was done to: the first of its ancestors. */
const parentOf = (target: Part): Part => wholeAncestors(target)[0];

/** Where processes stand in the document, longest prefix first. */
const PROCESSES: readonly (readonly [string, (d: EventDocument) => Part])[] = [
  ['signal.target.parent.', (d) => parentOf(objectAt(d, 'target'))],
  ['signal.target.', (d) => objectAt(d, 'target')],
  ['ptrace.tracee.parent.', (d) => parentOf(objectAt(d, 'target'))],
  ['ptrace.tracee.', (d) => objectAt(d, 'target')],
  ['setrlimit.target.parent.', (d) => parentOf(objectAt(d, 'target'))],
  ['setrlimit.target.', (d) => objectAt(d, 'target')],
  ['process.parent.', (d) => objectAt(d, 'process', 'parent')],
  ['process.', (d) => objectAt(d, 'process')],
  ['exec.', (d) => objectAt(d, 'process')],
  ['exit.', (d) => objectAt(d, 'process')],
];

/** Lists of processes by the name of the iterated list. */
const ANCESTORS: Readonly<Record<string, (d: EventDocument) => readonly unknown[]>> = {
  'process.ancestors': (d) => wholeAncestors(d.process),
  'signal.target.ancestors': (d) => wholeAncestors(d.target),
  'ptrace.tracee.ancestors': (d) => wholeAncestors(d.target),
  'setrlimit.target.ancestors': (d) => wholeAncestors(d.target),
};

/** Fields with a place of their own. */
const OWN: Readonly<Record<string, Leaf>> = {
  'event.hostname': (d) => d.hostname,
  'event.timestamp': (d) => nanoseconds(d.date),
  'event.async': (d) => objectAt(d, 'evt')?.async,
  'event.origin': (d) => objectAt(d, 'agent')?.origin ?? 'ebpf',
  'event.os': () => 'linux',
  'event.service': (d) => d.service,
  'event.source': () => 'runtime',
  'open.flags': (d) => objectAt(d, 'syscall')?.flags,
  'exit.cause': (d) => ['EXITED', 'COREDUMPED', 'SIGNALED'].indexOf(text(objectAt(d, 'exit')?.cause)),
  'exit.code': (d) => objectAt(d, 'exit')?.code,
};
const CONTAINER: Readonly<Record<string, Leaf>> = {
  'container.id': (d) => objectAt(d, 'container')?.id,
  'container.created_at': (d) => nanoseconds(objectAt(d, 'container')?.created_at),
  'container.tags': (d) => objectAt(d, 'container')?.tags,
  'container.runtime': (d) => objectAt(d, 'container')?.runtime,
  'cgroup.id': (d) => objectAt(d, 'cgroup')?.id,
};

/** Finds the place of a field; undefined when nothing in the JSON could hold it. */
function leafOf(name: string): Leaf | undefined {
  const own = OWN[name] ?? CONTAINER[name] ?? CONTAINER[name.replace(/^(process|exec|exit)\./, '')];
  if (own !== undefined) return own;
  for (const [prefix, locate] of PROCESSES) {
    if (!name.startsWith(prefix)) continue;
    const leaf = PROCESS[name.slice(prefix.length)];
    if (leaf !== undefined) return (d) => apply(leaf, locate(d));
  }
  const file = /^[a-z_]+\.file\.(destination\.)?(.+)$/.exec(name);
  if (file !== null) {
    const leaf = FILE[file[2]!];
    if (leaf === undefined) return undefined;
    return file[1] === undefined
      ? (d) => apply(leaf, objectAt(d, 'file'))
      : (d) => apply(leaf, objectAt(d, 'file', 'destination') ?? objectAt(d, 'file_destination'));
  }
  const [type, ...rest] = name.split('.');
  const last = rest.pop();
  if (last === undefined) return undefined;
  if (last === 'retval' && rest.length === 0) return (d) => objectAt(d, 'syscall')?.retval;
  if (last === 'length') {
    const inner = leafOf([type, ...rest].join('.'));
    return inner === undefined ? undefined : (d) => sizeOf(inner(d));
  }
  if (type === 'load_module' || type === 'unload_module') return (d) => objectAt(d, 'module', ...rest)?.[last];
  if (name === 'dns.question.length') return (d) => objectAt(d, 'dns', 'question')?.size;
  // `dns.question.name` stands under `dns`; `connect.syscall.path` under `syscall`.
  return (d) => objectAt(d, type!, ...rest)?.[last] ?? (rest.length === 0 ? undefined : objectAt(d, ...rest)?.[last]);
}

const sizeOf = (value: unknown): number => (Array.isArray(value) ? value.length : Buffer.byteLength(text(value)));

function coerce(value: unknown, definition: FieldDefinition): FieldValue {
  if (value === undefined || value === null) return zeroValue(definition.type, false, definition.wide);
  switch (definition.type) {
    case 'bool':
      return value === true;
    case 'string':
      return typeof value === 'string' ? value : typeof value === 'object' ? '' : String(value);
    case 'ip': {
      const parsed = parseNetwork(text(value));
      return parsed.ok ? parsed.network : zeroValue('ip', false);
    }
    case 'int': {
      const known = integerOf(value);
      return definition.wide === true ? known : Number(known);
    }
  }
}

/** A number, a number as text, the name of a constant (`A`, `AF_INET`, `SIGKILL`), or a list of names of bits. */
function integerOf(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (Array.isArray(value)) {
    let bits = 0n;
    for (const one of value) bits |= integerOf(one);
    return bits;
  }
  const written = String(value);
  if (/^-?\d+$/.test(written)) return BigInt(written);
  const constant = eventModel.constant(written);
  return typeof constant === 'bigint' || typeof constant === 'number' ? BigInt(constant) : 0n;
}

const coerceAll = (value: unknown, definition: FieldDefinition): FieldValue =>
  (Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value]).map((one) =>
    coerce(one, definition),
  );

/** Readers for {@link createEventModel}. None throws, whatever the document holds. */
export const jsonReaders: FieldReaders<EventDocument> = {
  readerOf: (name) => {
    const definition = findField(name);
    if (definition === undefined || definition.iterator !== undefined) return undefined;
    const listed = Object.keys(ANCESTORS).find((iterator) => name === `${iterator}.length`);
    if (listed !== undefined) return (d) => ANCESTORS[listed]!(d).length;
    const leaf = leafOf(definition.name);
    if (leaf === undefined) return undefined;
    return definition.array ? (d) => coerceAll(leaf(d), definition) : (d) => coerce(leaf(d), definition);
  },
  elementReaderOf: (name) => {
    const definition = findField(name);
    const iterator = definition?.iterator;
    if (definition === undefined || iterator === undefined) return undefined;
    const leaf = PROCESS[definition.name.slice(iterator.length + 1)];
    const elements = ANCESTORS[iterator];
    if (leaf === undefined || elements === undefined) return undefined;
    return (d, index) => {
      const element = elements(d)[index];
      const value = typeof element === 'object' && element !== null ? leaf(element as EventDocument) : undefined;
      return definition.elementArray === true ? coerceAll(value, definition) : coerce(value, definition);
    };
  },
  iteratorLengthOf: (iterator) => (d) => ANCESTORS[iterator]?.(d).length ?? 0,
};

/** The model of stored events for the rule language. */
export const jsonModel = createEventModel(jsonReaders);

/** Whether the JSON has a place for the field. */
export const isInJson = (name: string): boolean => jsonModel.unimplemented([name]).length === 0;
