/**
 * How each rule field is read from an event. A field that is not here has no live source yet: rules that use it load, read
 * its zero value, and are reported as such.
 *
 * Readers give bigint exactly where the schema calls a field wide, number for other integers; a test compares both.
 */
import { baseName, type RuntimeEvent } from '../enrich/event.ts';
import { argsFlags, argsOptions } from '../enrich/process/args.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import type { Credentials, FileFacts } from '../enrich/process/types.ts';
import { createEventModel } from './event-model.ts';
import type { FieldValue } from './language/model.ts';

export type FieldReader = (event: RuntimeEvent) => FieldValue;

/** What names of users and groups are asked with. */
export interface NameSource {
  userName(uid: number, mntNs: number, pid: number): string;
  groupName(gid: number, mntNs: number, pid: number): string;
}

const readers = new Map<string, FieldReader>();
/** Readers of one element of an iterated list, by field name. */
const elementReaders = new Map<string, (entry: ProcessEntry, event: RuntimeEvent) => FieldValue>();

let names: NameSource = { userName: () => '', groupName: () => '' };
/** Gives the readers a source of user and group names. */
export function setNameSource(source: NameSource): void {
  names = source;
}

/** Parts of a file, by the field name below `file.`. */
const FILE: Record<string, (f: FileFacts, mntNs: number, pid: number) => FieldValue> = {
  path: (f) => (f.path.startsWith('/') ? f.path : ''),
  'path.length': (f) => (f.path.startsWith('/') ? Buffer.byteLength(f.path) : 0),
  name: (f) => baseName(f.path),
  'name.length': (f) => Buffer.byteLength(baseName(f.path)),
  extension: (f) => extensionOf(baseName(f.path)),
  inode: (f) => f.inode,
  mount_id: (f) => f.mountId,
  mode: (f) => f.mode,
  rights: (f) => f.mode & 0o7777,
  uid: (f) => f.uid,
  gid: (f) => f.gid,
  user: (f, mntNs, pid) => names.userName(f.uid, mntNs, pid),
  group: (f, mntNs, pid) => names.groupName(f.gid, mntNs, pid),
  modification_time: (f) => f.mtimeNs,
  change_time: (f) => f.ctimeNs,
  filesystem: (f) => f.filesystem,
  in_upper_layer: (f) => f.inUpperLayer,
};

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

/** Parts of a process that its entry knows, by the field name below the process. */
const PROCESS: Record<string, (p: ProcessEntry, event: RuntimeEvent) => FieldValue> = {
  pid: (p) => p.pid,
  ppid: (p) => p.ppid,
  tid: (p) => p.pid,
  comm: (p) => p.comm,
  argv0: (p) => p.image.argv0,
  argv: (p) => p.image.argv.slice(1),
  args: (p) => argumentText(p),
  args_flags: (p) => argsFlags(p.image.argv.slice(1)),
  args_options: (p) => argsOptions(p.image.argv.slice(1)),
  args_truncated: (p) => p.image.argvTruncated,
  envs: (p) => p.image.envs,
  envp: (p) => p.image.envp,
  envs_truncated: (p) => p.image.envsTruncated,
  tty_name: (p) => p.image.tty,
  is_exec: (p) => p.isExec,
  is_thread: (p) => p.isThread,
  is_kworker: (p) => p.isKworker,
  created_at: (p, event) => (p.createdAtNs === 0n ? 0n : p.createdAtNs + event.wallOffsetNs),
  mntns: (p) => p.namespaces.mnt,
  netns: (p) => p.namespaces.net,
  sid: (p) => p.life.sid,
};

/** Arguments joined by spaces, made once per program run. */
const argumentTexts = new WeakMap<object, string>();
function argumentText(p: ProcessEntry): string {
  let text = argumentTexts.get(p.image);
  if (text === undefined) {
    text = p.image.argv.slice(1).join(' ');
    argumentTexts.set(p.image, text);
  }
  return text;
}

const CREDENTIALS: Record<string, (c: Credentials, mntNs: number, pid: number) => FieldValue> = {
  uid: (c) => c.uid,
  gid: (c) => c.gid,
  euid: (c) => c.euid,
  egid: (c) => c.egid,
  fsuid: (c) => c.fsuid,
  fsgid: (c) => c.fsgid,
  auid: (c) => c.auid,
  user: (c, m, p) => names.userName(c.uid, m, p),
  group: (c, m, p) => names.groupName(c.gid, m, p),
  euser: (c, m, p) => names.userName(c.euid, m, p),
  egroup: (c, m, p) => names.groupName(c.egid, m, p),
  fsuser: (c, m, p) => names.userName(c.fsuid, m, p),
  fsgroup: (c, m, p) => names.groupName(c.fsgid, m, p),
  cap_effective: (c) => c.capEffective,
  cap_permitted: (c) => c.capPermitted,
};

/** Everything below a process whose entry `pick` gives; `null` reads as zero values. */
function addProcess(prefix: string, pick: (event: RuntimeEvent) => ProcessEntry | null): void {
  const add = (name: string, read: (p: ProcessEntry, e: RuntimeEvent) => FieldValue, zero: FieldValue): void => {
    readers.set(`${prefix}.${name}`, (event) => {
      const process = pick(event);
      return process === null ? zero : read(process, event);
    });
  };
  for (const [name, read, zero] of processParts()) add(name, read, zero);
}

function addElements(prefix: string): void {
  for (const [name, read] of processParts()) elementReaders.set(`${prefix}.${name}`, read);
}

type Part = readonly [string, (p: ProcessEntry, e: RuntimeEvent) => FieldValue, FieldValue];

function processParts(): Part[] {
  const parts: Part[] = [];
  for (const [name, read] of Object.entries(PROCESS)) parts.push([name, read, zeroOf(name)]);
  for (const [name, read] of Object.entries(CREDENTIALS)) {
    parts.push([name, (p) => read(p.credentials, p.namespaces.mnt, p.pid), zeroOf(name)]);
  }
  for (const [name, read] of Object.entries(FILE)) {
    parts.push([`file.${name}`, (p) => read(p.image.file, p.namespaces.mnt, p.pid), zeroOf(name)]);
    parts.push([
      `interpreter.file.${name}`,
      (p) => (p.image.interpreter === null ? zeroOf(name) : read(p.image.interpreter, p.namespaces.mnt, p.pid)),
      zeroOf(name),
    ]);
  }
  return parts;
}

const WIDE = new Set(['inode', 'modification_time', 'change_time', 'created_at', 'cap_effective', 'cap_permitted']);
const TEXTS = new Set([
  'path',
  'name',
  'extension',
  'user',
  'group',
  'euser',
  'egroup',
  'fsuser',
  'fsgroup',
  'filesystem',
  'comm',
  'argv0',
  'args',
  'tty_name',
]);
const FLAGS = new Set(['in_upper_layer', 'args_truncated', 'envs_truncated', 'is_exec', 'is_thread', 'is_kworker']);
const LISTS = new Set(['argv', 'args_flags', 'args_options', 'envs', 'envp']);

function zeroOf(name: string): FieldValue {
  if (WIDE.has(name)) return 0n;
  if (TEXTS.has(name)) return '';
  if (FLAGS.has(name)) return false;
  if (LISTS.has(name)) return [];
  return 0;
}

function addFile(prefix: string, pick: (event: RuntimeEvent) => FileFacts): void {
  for (const [name, read] of Object.entries(FILE)) {
    readers.set(`${prefix}.${name}`, (e) => read(pick(e), e.mntNs, e.process.pid));
  }
}

// The acting process: its entry for what belongs to the program, the record for what belongs to the moment and thread.
addProcess('process', (e) => e.process);
addProcess('process.parent', (e) => e.process.ancestor);
addProcess('exec', (e) => e.process);
addProcess('exit', (e) => e.process);
addElements('process.ancestors');
for (const prefix of ['process', 'exec', 'exit']) {
  for (const [name, read] of Object.entries(CREDENTIALS)) {
    readers.set(`${prefix}.${name}`, (e) => read(e.credentials, e.mntNs, e.process.pid));
  }
  readers.set(`${prefix}.tid`, (e) => e.tid);
  readers.set(`${prefix}.ppid`, (e) => e.ppid);
  readers.set(`${prefix}.comm`, (e) => e.comm);
  readers.set(`${prefix}.mntns`, (e) => e.mntNs);
  readers.set(`${prefix}.netns`, (e) => e.netNs);
  readers.set(`${prefix}.container.id`, (e) => e.cgroup.containerId);
  readers.set(`${prefix}.container.created_at`, (e) => (e.cgroup.containerId === '' ? 0n : e.cgroupCreatedAtNs));
  readers.set(`${prefix}.cgroup.id`, (e) => e.cgroup.path);
  readers.set(`${prefix}.cgroup.created_at`, (e) => e.cgroupCreatedAtNs);
}

addFile('open.file', (e) => e.file);
readers.set('open.flags', (e) => e.openFlags);
readers.set('open.retval', (e) => e.retval);
readers.set('open.file.destination.mode', (e) => e.openMode);
readers.set('open.syscall.flags', (e) => e.openFlags);
readers.set('open.syscall.mode', (e) => e.openMode);
readers.set('open.syscall.path', (e) => e.passedPath);
readers.set('exec.syscall.path', (e) => e.passedPath);

readers.set('exit.code', (e) => {
  const exit = e.process.life.exit;
  return exit === null ? 0 : exit.signal !== 0 ? exit.signal : exit.code;
});
readers.set('exit.cause', (e) => {
  const exit = e.process.life.exit;
  if (exit === null || exit.signal === 0) return 0;
  return exit.coreDumped ? 1 : 2;
});

readers.set('event.timestamp', (e) => e.timestampNs);
readers.set('event.hostname', (e) => e.hostname);
readers.set('event.async', () => false);
readers.set('event.origin', () => 'ebpf');
readers.set('event.os', () => 'linux');
readers.set('event.source', () => 'runtime');

/** Reader of a field, or undefined when nothing live gives it. */
export function readerOf(fieldName: string): FieldReader | undefined {
  return readers.get(fieldName);
}

/** The model of live events: every field of the schema, read from a {@link RuntimeEvent} where there is a source. */
export const liveModel = createEventModel<RuntimeEvent>({
  readerOf,
  elementReaderOf: (name) => {
    const read = elementReaders.get(name);
    if (read === undefined) return undefined;
    return (event, index) => read(event.ancestors[index]!, event);
  },
  iteratorLengthOf: (iterator) => (iterator === 'process.ancestors' ? (event) => event.ancestors.length : undefined),
});

/** Names of all fields that are read live, those of ancestors included. */
export function liveFieldNames(): string[] {
  return [...readers.keys(), ...elementReaders.keys()];
}

/** Parts of a process that belong to its program run: as long as it runs the same program, they stay the same. */
const PROGRAM_PARTS: ReadonlySet<string> = new Set(
  [
    'argv0 argv args args_flags args_options args_truncated envs envp envs_truncated tty_name',
    'file.path file.name file.extension file.inode file.mount_id file.filesystem file.in_upper_layer',
    'interpreter.file.path interpreter.file.name',
  ].flatMap((names) => names.split(' ').map((name) => `process.${name}`)),
);

/** What the rule engine may remember per program run. */
export const programRun = {
  keyOf: (event: RuntimeEvent): object => event.process.image,
  covers: ({ name }: { readonly name: string }): boolean => PROGRAM_PARTS.has(name),
};
