/**
 * The table of field readers and the ways to fill it: whole groups (a file, a process) under a prefix, or single fields.
 * Families of events fill it in files of their own beside this one.
 */
import { type Cgroup, NO_CGROUP } from '../../enrich/container/container.ts';
import { capabilityUse } from '../../enrich/credentials/used-capabilities.ts';
import { baseName, RuntimeEvent } from '../../enrich/event.ts';
import type { PackageFacts } from '../../enrich/package/package-list.ts';
import { argsFlags, argsOptions } from '../../enrich/process/args.ts';
import type { ProcessEntry } from '../../enrich/process/process-entry.ts';
import type { Credentials, FileFacts } from '../../enrich/process/types.ts';
import { NO_ADDRESS, type UserSession } from '../../enrich/session/user-session.ts';
import type { FieldValue } from '../language/model.ts';

/** Reads one field; never throws, never waits. */
export type FieldReader = (event: RuntimeEvent) => FieldValue;

/** What names of users and groups are asked with. */
export interface NameSource {
  userName(uid: number, mntNs: number, pid: number): string;
  groupName(gid: number, mntNs: number, pid: number): string;
}

/** Readers by field name. */
export const readers = new Map<string, FieldReader>();
/** Readers of one element of an iterated list, by field name. */
export const elementReaders = new Map<string, (entry: ProcessEntry, event: RuntimeEvent) => FieldValue>();

let names: NameSource = { userName: () => '', groupName: () => '' };
/** Gives the readers a source of user and group names. */
export function setNameSource(source: NameSource): void {
  names = source;
}

/** What the content of a file looks like, as numbers of the constants of its fields. */
export interface ContentFacts {
  readonly size: number;
  readonly type: number;
  readonly isExecutable: boolean;
  readonly architecture: number;
  readonly abi: number;
  readonly compression: number;
  readonly isUpxPacked: boolean;
  readonly isGarbleObfuscated: boolean;
}

/**
 * Facts of files that must be fetched. Each answer is undefined while it is not there; `done` is then called once, later.
 * Arguments are only valid during the call.
 */
export interface FileFactSource {
  /** Rules will ask for packages: what can be read beforehand is. */
  preparePackages(): void;
  packageOf(file: FileFacts, mntNs: number, pid: number, done?: () => void): PackageFacts | null | undefined;
  hashesOf(file: FileFacts, pid: number, done?: () => void): readonly string[] | undefined;
  contentOf(file: FileFacts, pid: number, done?: () => void): ContentFacts | null | undefined;
}

let factSource: FileFactSource | null = null;
/** Gives the readers a source of facts that must be fetched; without one they read as zero values. */
export function setFileFactSource(source: FileFactSource | null): void {
  factSource = source;
}

/** Tells the source, if there is one, that rules will ask for packages. */
export const preparePackages = (): void => factSource?.preparePackages();

/** A fact that is being fetched. */
export interface Wait {
  settled: boolean;
  onSettled: (() => void) | null;
}
let waits: Wait[] | null = null;

/** Runs something and tells which facts it asked for that are not there yet. */
export function waitsOf(run: () => void): readonly Wait[] {
  const before = waits;
  const mine: Wait[] = [];
  waits = mine;
  try {
    run();
  } finally {
    waits = before;
  }
  return mine.filter(({ settled }) => !settled);
}

function fetched<T>(ask: (source: FileFactSource, done?: () => void) => T | undefined): T | undefined {
  if (factSource === null) return undefined;
  if (waits === null) return ask(factSource);
  const wait: Wait = { settled: false, onSettled: null };
  const value = ask(factSource, () => {
    wait.settled = true;
    wait.onSettled?.();
  });
  if (value === undefined) waits.push(wait);
  return value;
}

/** Whether the value of a field must be fetched. */
export const isFetchedField = (name: string): boolean => /\.(?:hashes|package\.\w+|file\.metadata\.\w+)$/.test(name);

const NO_HASHES: readonly string[] = [];
type PackagePart = readonly [read: (facts: PackageFacts) => FieldValue, zero: FieldValue];
const PACKAGE: Record<string, PackagePart> = {
  'package.epoch': [(p) => p.epoch, 0],
  'package.name': [(p) => p.name, ''],
  'package.release': [(p) => p.release, ''],
  'package.source_epoch': [(p) => p.sourceEpoch, 0],
  'package.source_release': [(p) => p.sourceRelease, ''],
  'package.source_version': [(p) => p.sourceVersion, ''],
  'package.version': [(p) => p.version, ''],
};

/** Facts of the content of a file, by the field name below `file.metadata.`. */
const CONTENT: Record<string, readonly [read: (facts: ContentFacts) => FieldValue, zero: FieldValue]> = {
  abi: [(c) => c.abi, 0],
  architecture: [(c) => c.architecture, 0],
  compression: [(c) => c.compression, 0],
  is_executable: [(c) => c.isExecutable, false],
  is_garble_obfuscated: [(c) => c.isGarbleObfuscated, false],
  is_upx_packed: [(c) => c.isUpxPacked, false],
  size: [(c) => c.size, 0],
  type: [(c) => c.type, 0],
};

/** Everything below `prefix.metadata`. */
export function addContent(prefix: string, pick: (event: RuntimeEvent) => FileFacts): void {
  for (const [name, [read, zero]] of Object.entries(CONTENT)) {
    readers.set(`${prefix}.metadata.${name}`, (event) => {
      const facts = fetched((source, done) => source.contentOf(pick(event), event.process.pid, done));
      return facts ? read(facts) : zero;
    });
  }
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
  mount_detached: (f) => f.mountDetached === true,
  mount_visible: (f) => f.inode !== 0n && f.mountDetached !== true && f.anonymous !== true,
  hashes: (f, _mntNs, pid) => fetched((source, done) => source.hashesOf(f, pid, done)) ?? NO_HASHES,
  ...Object.fromEntries(
    Object.entries(PACKAGE).map(([name, [read, zero]]) => [
      name,
      (f: FileFacts, mntNs: number, pid: number): FieldValue => {
        const facts = fetched((source, done) => source.packageOf(f, mntNs, pid, done));
        return facts ? read(facts) : zero;
      },
    ]),
  ),
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
  caps_attempted: (p) => capabilityUse(p).attempted,
  caps_used: (p) => capabilityUse(p).used,
};

/** The cgroup of a process and the container it claims to be, by the field name below the process. */
export const WORKLOAD: Record<string, (c: Cgroup, event: RuntimeEvent) => FieldValue> = {
  'container.id': (c) => c.containerId,
  'container.confirmed': (c) => c.confirmed,
  'container.created_at': (c, event) => c.containerCreatedAtNs(event.wallOffsetNs),
  'container.image': (c) => imageText(c),
  'container.name': (c) => c.container?.name ?? '',
  'container.runtime': (c) => c.container?.runtime ?? c.runtime,
  'container.tags': (c) => c.container?.tags ?? NO_TAGS,
  'cgroup.id': (c) => c.path,
  'cgroup.version': (c) => c.version,
  'cgroup.file.inode': (c) => c.inode,
  'cgroup.file.mount_id': (c) => mountIdOf(c),
  'cgroup.created_at': (c, event) => (c.createdAtNs === 0n ? 0n : c.createdAtNs + event.wallOffsetNs),
};

/** Fields whose value a container runtime has to tell, so that it may come late. */
export const LATE_FIELDS: ReadonlySet<string> = new Set([
  'container.confirmed',
  'container.image',
  'container.name',
  'container.tags',
]);

const NO_TAGS: readonly string[] = [];
let mountIdOf: (cgroup: Cgroup) => number = () => 0;
/** Gives the readers a source of the mounts that cgroups are on. */
export function setCgroupMountSource(source: (cgroup: Cgroup) => number): void {
  mountIdOf = source;
}

function imageText({ container }: Cgroup): string {
  if (container === null || container.image.name === '') return '';
  const { name, tag } = container.image;
  return tag === '' ? name : `${name}:${tag}`;
}

/** Sessions of processes; nobody has one while there is no source. */
let sessionOf: (process: ProcessEntry) => UserSession | null = () => null;
/** Gives the readers a source of sessions. */
export function setSessionSource(source: (process: ProcessEntry) => UserSession | null): void {
  sessionOf = source;
}

/** The session of a process, by the field name below the process. Those of Kubernetes need its admission webhook. */
const SESSION: Record<string, readonly [read: (s: UserSession) => FieldValue, zero: FieldValue]> = {
  'user_session.id': [(s) => s.id, ''],
  'user_session.identity': [(s) => names.userName(s.uid, s.leader.namespaces.mnt, s.leader.pid), ''],
  'user_session.session_type': [(s) => s.type, 0],
  'user_session.ssh_auth_method': [(s) => s.method, 0],
  'user_session.ssh_client_ip': [(s) => s.clientAddress, NO_ADDRESS],
  'user_session.ssh_client_port': [(s) => s.clientPort, 0],
  'user_session.ssh_public_key': [(s) => s.publicKey, ''],
  'user_session.ssh_session_id': [(s) => s.number, 0n],
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

/** Credentials, by the field name below the process. */
export const CREDENTIALS: Record<string, (c: Credentials, mntNs: number, pid: number) => FieldValue> = {
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
export function addProcess(prefix: string, pick: (event: RuntimeEvent) => ProcessEntry | null): void {
  const add = (name: string, read: (p: ProcessEntry, e: RuntimeEvent) => FieldValue, zero: FieldValue): void => {
    readers.set(`${prefix}.${name}`, (event) => {
      const process = pick(event);
      return process === null ? zero : read(process, event);
    });
  };
  for (const [name, read, zero] of processParts()) add(name, read, zero);
}

/** The parts of each process of a list. */
export function addElements(prefix: string): void {
  for (const [name, read] of processParts()) elementReaders.set(`${prefix}.${name}`, read);
}

/** What a field of no process at all is read from. */
const NO_EVENT = new RuntimeEvent();

type Part = readonly [string, (p: ProcessEntry, e: RuntimeEvent) => FieldValue, FieldValue];

function processParts(): Part[] {
  const parts: Part[] = [];
  for (const [name, read] of Object.entries(PROCESS)) parts.push([name, read, zeroOf(name)]);
  for (const [name, read] of Object.entries(WORKLOAD)) {
    parts.push([name, (p, event) => read(p.cgroup, event), read(NO_CGROUP, NO_EVENT)]);
  }
  for (const [name, [read, zero]] of Object.entries(SESSION)) {
    const readSession = (p: ProcessEntry): FieldValue => {
      const session = sessionOf(p);
      return session === null ? zero : read(session);
    };
    parts.push([name, readSession, zero]);
  }
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

const WIDE = new Set([
  'inode',
  'modification_time',
  'change_time',
  'created_at',
  'cap_effective',
  'cap_permitted',
  'caps_attempted',
  'caps_used',
]);
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
const FLAGS = new Set([
  'mount_detached',
  'mount_visible',
  'in_upper_layer',
  'args_truncated',
  'envs_truncated',
  'is_exec',
  'is_thread',
  'is_kworker',
]);
const LISTS = new Set(['hashes', 'argv', 'args_flags', 'args_options', 'envs', 'envp']);

function zeroOf(name: string): FieldValue {
  if (WIDE.has(name)) return 0n;
  if (TEXTS.has(name)) return '';
  if (FLAGS.has(name)) return false;
  if (LISTS.has(name)) return [];
  if (Object.hasOwn(PACKAGE, name)) return PACKAGE[name]![1];
  return 0;
}

/** Name of a user or group by the caller's own files; '' for -1, which leaves the owner. */
export function ownerName(kind: 'user' | 'group', id: number, event: RuntimeEvent): string {
  if (id < 0) return '';
  const { mntNs, process } = event;
  return kind === 'user' ? names.userName(id, mntNs, process.pid) : names.groupName(id, mntNs, process.pid);
}

/** Everything below a file. */
export function addFile(prefix: string, pick: (event: RuntimeEvent) => FileFacts): void {
  for (const [name, read] of Object.entries(FILE)) {
    readers.set(`${prefix}.${name}`, (e) => read(pick(e), e.mntNs, e.process.pid));
  }
}
