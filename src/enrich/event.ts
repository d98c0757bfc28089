/**
 * One event with its context, as rules and outputs read it.
 *
 * The surprising choice: there is one object per pipeline, not per event. It is a window on the record in ring memory and
 * on the process tree; strings are made when a rule or an output asks. Who wants to keep an event turns it into JSON
 * (`src/signals/event-json.ts`) before returning.
 */
import { posix } from 'node:path';
import { internedInline, internedPath, internedText } from '../decode/interned.ts';
import { RecordView } from '../decode/record-view.ts';
import {
  FileFacts as Access,
  FILE_ANONYMOUS,
  FILE_DELETED,
  FILE_MOUNT_DETACHED,
  FILE_PATH_TRUNCATED,
  FILE_UPPER_LAYER,
  Header,
  OpenRecord,
  PATH_FROM_KERNEL,
  PATH_UNREADABLE,
  RecordType,
  SHARED_FIELDS,
  SOCKET_OUTCOME,
} from '../decode/records.gen.ts';
import { type Cgroup, NO_CGROUP } from './container/container.ts';
import type { AddressNames } from './dns/address-names.ts';
import { type NetworkFacts, NO_NETWORK } from './network/facts.ts';
import { type ProcessEntry, ProcessLife } from './process/process-entry.ts';
import { type Credentials, type FileFacts, NO_CREDENTIALS } from './process/types.ts';

/** Records that only make the context of others known. */
export const CONTEXT_RECORDS = ['cgroup_made', 'cgroup_removed', 'cgroup_joined'] as const;

/** Names of the events that the pipeline gives: a record of each kind is an event, but for the context records. */
export type EventType = Exclude<keyof typeof RecordType, (typeof CONTEXT_RECORDS)[number]>;

/** All of them. */
export const EVENT_TYPES: readonly EventType[] = Object.keys(RecordType).filter(
  (name): name is EventType => !CONTEXT_RECORDS.some((context) => context === name),
);

/** How far a path can be trusted: by the kernel's objects, by the kernel's copy of the text, or by user memory only. */
export type PathResolution = 'exact' | 'string-exact' | 'user' | 'unreadable';

/**
 * One file of a record, read from the record when asked.
 * A record may have two (`file`, and `destination` of a rename or link), each with the passed text beside it.
 */
export class RecordFile implements FileFacts {
  readonly #r: RecordView;
  readonly #places: FilePlaces;
  #at = 0;
  #filename = 0;
  #cwd = 0;
  #path: string | null = null;

  constructor(record: RecordView, places: FilePlaces) {
    this.#r = record;
    this.#places = places;
  }

  /** Points at the file of a record of this type and forgets what was read from the record before. */
  reset(type: number): void {
    this.#path = null;
    this.#at = this.#places.file[type] ?? 0;
    this.#filename = this.#places.filename[type] ?? 0;
    this.#cwd = this.#places.cwd[type] ?? 0;
  }

  /** Whether the record has this file at all. */
  get present(): boolean {
    return this.#at !== 0;
  }
  get #flags(): number {
    return this.#at === 0 ? 0 : Access.flags(this.#r, this.#at);
  }
  get path(): string {
    this.#path ??= this.walked ? this.#walkedPath() : this.#lexicalPath();
    return this.#path;
  }
  /** Whether the path was walked by the kernel half, and is not put together from texts. */
  get walked(): boolean {
    return this.#at !== 0 && Access.pathLength(this.#r, this.#at) !== 0;
  }
  #walkedPath(): string {
    const r = this.#r;
    const anonymous = (this.#flags & FILE_ANONYMOUS) !== 0;
    return internedPath(r.u8, Access.pathOffset(r, this.#at), Access.pathLength(r, this.#at), anonymous);
  }
  /** Without an object: the passed text, taken from the directory it is relative to, without looking at links. */
  #lexicalPath(): string {
    const text = this.passedPath;
    if (text === '' || text.startsWith('/')) return text === '' ? '' : normalize(text);
    const from = this.cwd;
    return from === '' ? text : normalize(`${from}/${text}`);
  }
  /** The text that the caller passed for this file, '' when it was not carried. */
  get passedPath(): string {
    return textAt(this.#r, this.#filename);
  }
  /** Directory that a relative passed text starts from, '' when it was not carried. */
  get cwd(): string {
    const r = this.#r;
    if (this.#cwd === 0) return '';
    const index = (r.base + this.#cwd) >>> 2;
    return r.u32[index + 1] === 0 ? '' : internedPath(r.u8, r.base + r.u32[index]!, r.u32[index + 1]!);
  }

  get inode(): bigint {
    return this.#at === 0 ? 0n : Access.inode(this.#r, this.#at);
  }
  get mountId(): number {
    return this.#at === 0 ? 0 : Access.mountId(this.#r, this.#at);
  }
  get dev(): number {
    return this.#at === 0 ? 0 : Access.dev(this.#r, this.#at);
  }
  get mode(): number {
    return this.#at === 0 ? 0 : Access.mode(this.#r, this.#at);
  }
  get uid(): number {
    return this.#at === 0 ? 0 : Access.uid(this.#r, this.#at);
  }
  get gid(): number {
    return this.#at === 0 ? 0 : Access.gid(this.#r, this.#at);
  }
  get mtimeNs(): bigint {
    return this.#at === 0 ? 0n : Access.mtimeNs(this.#r, this.#at);
  }
  get ctimeNs(): bigint {
    return this.#at === 0 ? 0n : Access.ctimeNs(this.#r, this.#at);
  }
  get nlink(): number {
    return this.#at === 0 ? 0 : Access.nlink(this.#r, this.#at);
  }
  get filesystem(): string {
    return this.#at === 0 ? '' : internedInline(this.#r.u8, Access.filesystemOffset(this.#r, this.#at));
  }
  get inUpperLayer(): boolean {
    return (this.#flags & FILE_UPPER_LAYER) !== 0;
  }
  get deleted(): boolean {
    return (this.#flags & FILE_DELETED) !== 0;
  }
  get memfd(): boolean {
    return this.path.startsWith('memfd:');
  }
  get pathTruncated(): boolean {
    return (this.#flags & FILE_PATH_TRUNCATED) !== 0;
  }
  get anonymous(): boolean {
    return (this.#flags & FILE_ANONYMOUS) !== 0;
  }
  get mountDetached(): boolean {
    return (this.#flags & FILE_MOUNT_DETACHED) !== 0;
  }
}

/** Where the parts of a file lie, by record number. */
interface FilePlaces {
  readonly file: readonly number[];
  readonly filename: readonly number[];
  readonly cwd: readonly number[];
}
const FIRST: FilePlaces = SHARED_FIELDS;
const SECOND: FilePlaces = {
  file: SHARED_FIELDS.destination,
  filename: SHARED_FIELDS.destination_filename,
  cwd: SHARED_FIELDS.destination_cwd,
};

/** The text whose reference lies at `at` in the record; '' for 0. */
function textAt(r: RecordView, at: number): string {
  if (at === 0) return '';
  const index = (r.base + at) >>> 2;
  return internedText(r.u8, r.base + r.u32[index]!, r.u32[index + 1]!);
}

const { normalize } = posix;

/** Number of the root of every cgroup hierarchy (kernfs). */
const ROOT_CGROUP_ID = 1n;

/** Longest chain that is looked at. */
const ANCESTORS_MAX = 512;

function ancestorsOf(process: ProcessEntry | null): ProcessEntry[] {
  const chain: ProcessEntry[] = [];
  for (let p = process?.ancestor ?? null; p !== null && chain.length < ANCESTORS_MAX; p = p.ancestor) chain.push(p);
  return chain;
}

/** Credentials that a change left behind. */
export interface CredentialsBefore {
  readonly credentials: Credentials;
  readonly userNs: number;
  /** Names of what changed; empty where the change is the event itself (setuid and its like). */
  readonly changed: readonly string[];
}

/** What somebody did to the sensor. */
export interface Attack {
  readonly action: string;
  readonly detail: string;
}

/** Events whose credentials are those before: the new ones are what the event is about. */
const CHANGING: ReadonlySet<EventType> = new Set(['setuid', 'setgid', 'capset']);

const NO_PROCESS = new ProcessLife(0, 0n, false).current;

/** What rules are evaluated on. Valid until the pipeline moves on. */
export class RuntimeEvent {
  record: RecordView = new RecordView(new ArrayBuffer(0));
  #file = new RecordFile(this.record, FIRST);
  #destination = new RecordFile(this.record, SECOND);
  #number = 0;
  type: EventType = 'open';
  /** ns since boot. */
  bootTimeNs = 0n;
  /** Wall clock minus boot clock, ns. */
  wallOffsetNs = 0n;
  process: ProcessEntry = NO_PROCESS;
  /** Who something is done to (a signal's receiver, a tracee), null when the record has nobody or he was not there. */
  target: ProcessEntry | null = null;
  /** What a change of credentials changed from; null where none is known. Only of events that change credentials. */
  before: CredentialsBefore | null = null;
  /** Of a `self_protection` event. */
  attack: Attack | null = null;
  /** For events made on top of a record (`credential_change`, `self_protection`): the record's own type. */
  seenBy: EventType = 'open';
  /** Of the moment and thread of the event; the process entry has those of its last life-cycle record. */
  #credentials: Credentials | null = null;
  cgroup: Cgroup = NO_CGROUP;
  hostname = '';
  /** What a network event knows beside its record. */
  network: NetworkFacts = NO_NETWORK;
  /** Names of addresses; null where none are learnt. */
  addressNames: AddressNames | null = null;

  /** When the cgroup was made, ns since the epoch, 0n when unknown. */
  get cgroupCreatedAtNs(): bigint {
    const { createdAtNs } = this.cgroup;
    return createdAtNs === 0n ? 0n : createdAtNs + this.wallOffsetNs;
  }

  /** Points at a record. `credentials` are read from the record when asked for. */
  set(
    type: EventType,
    record: RecordView,
    process: ProcessEntry,
    target: ProcessEntry | null = null,
    before: CredentialsBefore | null = null,
  ): void {
    if (record !== this.record) {
      this.record = record;
      this.#file = new RecordFile(record, FIRST);
      this.#destination = new RecordFile(record, SECOND);
    }
    this.#number = RecordType[type];
    this.#file.reset(this.#number);
    this.#destination.reset(this.#number);
    this.type = type;
    this.process = process;
    this.bootTimeNs = Header.timeNs(record);
    this.target = target;
    this.before = before;
    this.attack = null;
    this.seenBy = type;
    this.#credentials = null;
    this.#ancestors = null;
    this.network = NO_NETWORK;
    this.#targetAncestors = null;
  }

  /** Makes an event of another type of the same record (`credential_change`, `self_protection`), or takes that back. */
  retype(type: EventType, target: ProcessEntry | null, before: CredentialsBefore | null): void {
    const { seenBy, cgroup } = this;
    this.set(type, this.record, this.process, target, before);
    this.seenBy = seenBy;
    this.cgroup = cgroup;
  }

  /** A copy that stays valid when the pipeline moves on, for what has to wait. Costs a copy of the record. */
  keep(): RuntimeEvent {
    const { u8, base } = this.record;
    // An event that no record is behind has no bytes.
    const size = u8.length === 0 ? 0 : (Header.size(this.record) + 7) & ~7;
    const bytes = new Uint8Array(size);
    bytes.set(u8.subarray(base, base + size));
    const kept = new RuntimeEvent();
    kept.set(this.type, new RecordView(bytes.buffer), this.process, this.target, this.before);
    kept.seenBy = this.seenBy;
    kept.attack = this.attack;
    kept.wallOffsetNs = this.wallOffsetNs;
    kept.cgroup = this.cgroup;
    kept.hostname = this.hostname;
    kept.network = this.network;
    kept.addressNames = this.addressNames;
    return kept;
  }

  #ancestors: ProcessEntry[] | null = null;
  #targetAncestors: ProcessEntry[] | null = null;
  /** The chain of ancestors, nearest first, up to a limit that no honest chain reaches. */
  get ancestors(): readonly ProcessEntry[] {
    this.#ancestors ??= ancestorsOf(this.process);
    return this.#ancestors;
  }
  /** The same of the target. */
  get targetAncestors(): readonly ProcessEntry[] {
    this.#targetAncestors ??= ancestorsOf(this.target);
    return this.#targetAncestors;
  }

  get timestampNs(): bigint {
    return this.bootTimeNs + this.wallOffsetNs;
  }

  get tid(): number {
    return OpenRecord.taskTid(this.record);
  }
  get ppid(): number {
    return OpenRecord.taskPpid(this.record);
  }
  get comm(): string {
    return internedInline(this.record.u8, OpenRecord.taskCommOffset(this.record));
  }
  get userNs(): number {
    return OpenRecord.taskUserNs(this.record);
  }
  get mntNs(): number {
    return OpenRecord.taskMntNs(this.record);
  }
  /** Id of the cgroup that tells the acting task's workload: in the v1 hierarchy where that is used for it, else in v2. */
  get cgroupId(): bigint {
    const legacy = OpenRecord.taskCgroupV1Id(this.record);
    return legacy > ROOT_CGROUP_ID ? legacy : OpenRecord.taskCgroupId(this.record);
  }
  get netNs(): number {
    return OpenRecord.taskNetNs(this.record);
  }

  /** Those before the change, of events that change credentials; else those of the record. */
  get credentials(): Credentials {
    return this.before !== null && CHANGING.has(this.type) ? this.before.credentials : this.recordCredentials;
  }

  /** As the record has them: after the change, of events that change credentials. */
  get recordCredentials(): Credentials {
    const r = this.record;
    if (r.u8.length === 0) return NO_CREDENTIALS;
    this.#credentials ??= {
      uid: OpenRecord.taskUid(r),
      gid: OpenRecord.taskGid(r),
      euid: OpenRecord.taskEuid(r),
      egid: OpenRecord.taskEgid(r),
      suid: OpenRecord.taskSuid(r),
      sgid: OpenRecord.taskSgid(r),
      fsuid: OpenRecord.taskFsuid(r),
      fsgid: OpenRecord.taskFsgid(r),
      auid: OpenRecord.taskAuid(r),
      sessionId: OpenRecord.taskSessionId(r),
      capEffective: OpenRecord.taskCapEffective(r),
      capPermitted: OpenRecord.taskCapPermitted(r),
      capInheritable: OpenRecord.taskCapInheritable(r),
      capBounding: OpenRecord.taskCapBounding(r),
      capAmbient: OpenRecord.taskCapAmbient(r),
      securebits: OpenRecord.taskSecurebits(r),
    };
    return this.#credentials;
  }

  /** The file the event is about; of events that are about a process, its program. */
  get file(): FileFacts {
    return this.#file.present && this.type !== 'exec' ? this.#file : this.process.image.file;
  }
  /** The file in the record; its zero values when the record has none. */
  get recordFile(): RecordFile {
    return this.#file;
  }
  /** The second file, of a rename or link: what the file is called afterwards. */
  get destination(): RecordFile {
    return this.#destination;
  }

  /** A number that records of this type share with others (`SHARED_FIELDS`), 0 where the record has none. */
  #shared(field: 'retval' | 'door' | 'flags'): number {
    const at = SHARED_FIELDS[field][this.#number] ?? 0;
    return at === 0 ? 0 : this.record.u32[(this.record.base + at) >>> 2]! | 0;
  }
  /** Which call it was (`schema/calls.ts`), 0 where no call is behind the event. */
  get door(): number {
    return this.#shared('door');
  }
  /** Bits of the record: PATH_*, and those of its type. */
  get flags(): number {
    return this.#shared('flags');
  }
  /** Result of the call: a descriptor, 0, or a negative errno. */
  get retval(): number {
    return this.#shared('retval');
  }

  /** Whether it tells the later outcome of a call that has returned before. */
  get isLate(): boolean {
    return this.type === 'connect' && (this.flags & SOCKET_OUTCOME) !== 0;
  }

  /** A text of the record, by place and length of a text field; '' when empty. */
  text(offset: number, length: number): string {
    return internedText(this.record.u8, offset, length);
  }
  /** A path of the record that belongs to no file of it, by place and length; '' when empty. */
  path(offset: number, length: number): string {
    return length === 0 ? '' : internedPath(this.record.u8, offset, length);
  }

  /** The text that the caller passed, '' when it was not carried. */
  get passedPath(): string {
    return this.type === 'exec' ? this.process.image.filename : this.#file.passedPath;
  }

  /** How good the path of this event is. */
  get resolution(): PathResolution {
    if (this.#file.walked || (SHARED_FIELDS.filename[this.#number] ?? 0) === 0) return 'exact';
    const { flags } = this;
    if ((flags & PATH_UNREADABLE) !== 0) return 'unreadable';
    return (flags & PATH_FROM_KERNEL) !== 0 ? 'string-exact' : 'user';
  }
}

/** Name of a file from its path: what stands behind the last slash. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
