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
  ExecFailedRecord,
  FILE_ANONYMOUS,
  FILE_DELETED,
  FILE_MOUNT_DETACHED,
  FILE_PATH_TRUNCATED,
  FILE_UPPER_LAYER,
  Header,
  OPEN_CREATED,
  OpenRecord,
  PATH_FROM_KERNEL,
  PATH_UNREADABLE,
} from '../decode/records.gen.ts';
import { type CgroupFacts, NO_CGROUP } from './container/cgroup-path.ts';
import { type ProcessEntry, ProcessLife } from './process/process-entry.ts';
import { type Credentials, type FileFacts, NO_CREDENTIALS } from './process/types.ts';

/** Names of the events that the pipeline gives. */
export type EventType = 'fork' | 'exec' | 'exit' | 'exec_failed' | 'open';

/** How far a path can be trusted: by the kernel's objects, by the kernel's copy of the text, or by user memory only. */
export type PathResolution = 'exact' | 'string-exact' | 'user' | 'unreadable';

/** The file of a record, read from the record when asked. It is the second field of every record that has one. */
export class RecordFile implements FileFacts {
  readonly #r: RecordView;
  #path: string | null = null;

  constructor(record: RecordView) {
    this.#r = record;
  }

  /** Forgets what was read from the record before. */
  reset(): void {
    this.#path = null;
  }

  get #flags(): number {
    return OpenRecord.fileFlags(this.#r);
  }
  get path(): string {
    this.#path ??=
      this.inode === 0n
        ? this.#lexicalPath()
        : internedPath(
            this.#r.u8,
            OpenRecord.filePathOffset(this.#r),
            OpenRecord.filePathLength(this.#r),
            (this.#flags & FILE_ANONYMOUS) !== 0,
          );
    return this.#path;
  }
  /** Of a failed call: the passed text, taken from the directory it is relative to, without looking at links. */
  #lexicalPath(): string {
    const r = this.#r;
    const text = internedText(r.u8, OpenRecord.filenameOffset(r), OpenRecord.filenameLength(r));
    if (text === '' || OpenRecord.cwdLength(r) === 0) return text.startsWith('/') ? normalize(text) : text;
    return text.startsWith('/')
      ? normalize(text)
      : normalize(`${internedPath(r.u8, OpenRecord.cwdOffset(r), OpenRecord.cwdLength(r))}/${text}`);
  }

  get inode(): bigint {
    return OpenRecord.fileInode(this.#r);
  }
  get mountId(): number {
    return OpenRecord.fileMountId(this.#r);
  }
  get dev(): number {
    return OpenRecord.fileDev(this.#r);
  }
  get mode(): number {
    return OpenRecord.fileMode(this.#r);
  }
  get uid(): number {
    return OpenRecord.fileUid(this.#r);
  }
  get gid(): number {
    return OpenRecord.fileGid(this.#r);
  }
  get mtimeNs(): bigint {
    return OpenRecord.fileMtimeNs(this.#r);
  }
  get ctimeNs(): bigint {
    return OpenRecord.fileCtimeNs(this.#r);
  }
  get nlink(): number {
    return OpenRecord.fileNlink(this.#r);
  }
  get filesystem(): string {
    return internedInline(this.#r.u8, OpenRecord.fileFilesystemOffset(this.#r));
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
  get mountDetached(): boolean {
    return (this.#flags & FILE_MOUNT_DETACHED) !== 0;
  }
}

const { normalize } = posix;

/** Longest chain that is looked at. */
const ANCESTORS_MAX = 512;

const NO_PROCESS = new ProcessLife(0, 0n, false).current;

/** What rules are evaluated on. Valid until the pipeline moves on. */
export class RuntimeEvent {
  record: RecordView = new RecordView(new ArrayBuffer(0));
  #file = new RecordFile(this.record);
  type: EventType = 'open';
  /** ns since boot. */
  bootTimeNs = 0n;
  /** Wall clock minus boot clock, ns. */
  wallOffsetNs = 0n;
  process: ProcessEntry = NO_PROCESS;
  /** Of the moment and thread of the event; the process entry has those of its last life-cycle record. */
  #credentials: Credentials | null = null;
  cgroup: CgroupFacts = NO_CGROUP;
  /** When the cgroup was made, ns since the epoch, 0n when unknown. */
  cgroupCreatedAtNs = 0n;
  hostname = '';

  /** Points at a record. `credentials` are read from the record when asked for. */
  set(type: EventType, record: RecordView, process: ProcessEntry): void {
    if (record !== this.record) {
      this.record = record;
      this.#file = new RecordFile(record);
    } else this.#file.reset();
    this.type = type;
    this.process = process;
    this.bootTimeNs = Header.timeNs(record);
    this.#credentials = null;
    this.#ancestors = null;
  }

  #ancestors: ProcessEntry[] | null = null;
  /** The chain of ancestors, nearest first, up to a limit that no honest chain reaches. */
  get ancestors(): readonly ProcessEntry[] {
    if (this.#ancestors === null) {
      this.#ancestors = [];
      for (let p = this.process.ancestor; p !== null && this.#ancestors.length < ANCESTORS_MAX; p = p.ancestor)
        this.#ancestors.push(p);
    }
    return this.#ancestors;
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
  get mntNs(): number {
    return OpenRecord.taskMntNs(this.record);
  }
  get netNs(): number {
    return OpenRecord.taskNetNs(this.record);
  }

  get credentials(): Credentials {
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

  /** The file the event is about: of an open the opened one, of an exec or exit the program. */
  get file(): FileFacts {
    return this.type === 'open' ? this.#file : this.process.image.file;
  }

  get recordFile(): RecordFile {
    return this.#file;
  }

  get openFlags(): number {
    return OpenRecord.openFlags(this.record);
  }
  get openMode(): number {
    return OpenRecord.mode(this.record);
  }
  get openCreated(): boolean {
    return (OpenRecord.flags(this.record) & OPEN_CREATED) !== 0;
  }
  get openDoor(): number {
    return OpenRecord.door(this.record);
  }

  /** Result of the call: a descriptor, 0, or a negative errno. */
  get retval(): number {
    if (this.type === 'open') return OpenRecord.retval(this.record);
    if (this.type === 'exec_failed') return ExecFailedRecord.retval(this.record);
    return 0;
  }

  /** The text that the caller passed, '' when it was not carried. */
  get passedPath(): string {
    const r = this.record;
    if (this.type === 'open') return internedText(r.u8, OpenRecord.filenameOffset(r), OpenRecord.filenameLength(r));
    if (this.type === 'exec_failed')
      return internedText(r.u8, ExecFailedRecord.filenameOffset(r), ExecFailedRecord.filenameLength(r));
    return this.process.image.filename;
  }

  /** Directory that a failed call's relative path starts from; '' when not carried. */
  get cwd(): string {
    const r = this.record;
    if (this.type !== 'open' || OpenRecord.cwdLength(r) === 0) return '';
    return internedPath(r.u8, OpenRecord.cwdOffset(r), OpenRecord.cwdLength(r));
  }

  /** How good the path of this event is. */
  get resolution(): PathResolution {
    if (this.type === 'open' && this.#file.inode !== 0n) return 'exact';
    if (this.type !== 'open' && this.type !== 'exec_failed') return 'exact';
    const flags = this.type === 'open' ? OpenRecord.flags(this.record) : ExecFailedRecord.flags(this.record);
    if ((flags & PATH_UNREADABLE) !== 0) return 'unreadable';
    return (flags & PATH_FROM_KERNEL) !== 0 ? 'string-exact' : 'user';
  }
}

/** Name of a file from its path: what stands behind the last slash. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
