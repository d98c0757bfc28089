/**
 * Whether credentials change by calls or behind the kernel's back.
 *
 * Every record carries the credentials of its thread. They are compared with those of the thread's record before: a
 * difference must be explained by the record itself (set*id, capset, prctl, unshare, setns, exec of a file with setuid
 * bits or capabilities, birth in a new user namespace). What nothing explains is what a kernel exploit leaves behind.
 *
 * Surprising: silence is preferred to a false alarm. A thread that was never seen, or not since records were lost, is
 * taken as it is; records whose credentials the kernel borrows for a moment (io_uring personalities, control groups,
 * capability checks) are not looked at.
 */
import type { RecordView } from '../../decode/record-view.ts';
import {
  EXEC_SECURE,
  ExecRecord,
  ForkRecord,
  Header,
  RecordType,
  SetuidRecord,
  TASK_IO_WORKER,
  TASK_KTHREAD,
} from '../../decode/records.gen.ts';
import type { CredentialsBefore } from '../event.ts';

/** Threads that are remembered; the least recently changed go first. */
const THREADS_MAX = 32_768;
/** Different credentials that are remembered of one process, for its threads that have not been seen. */
const KNOWN_MAX = 16;

/** `ids` are words 0 to 7: uid, gid, euid, egid, suid, sgid, fsuid, fsgid. */
const SECUREBITS = 8;
const USER_NS = 9;
/** Two words each. */
const EFFECTIVE = 10;
const PERMITTED = 12;
const INHERITABLE = 14;
const BOUNDING = 16;
const AMBIENT = 18;
const WORDS = 20;
const WORD_NAMES = [
  ...['uid', 'gid', 'euid', 'egid', 'suid', 'sgid', 'fsuid', 'fsgid', 'securebits', 'user_ns'],
  ...['cap_effective', 'cap_permitted', 'cap_inheritable', 'cap_bounding', 'cap_ambient'].flatMap((n) => [n, n]),
];

/** Inode number of the first user namespace (PROC_USER_INIT_INO, include/linux/proc_ns.h): ids are passed as they are. */
const FIRST_USER_NS = 0xeffffffd;
const S_ISUID = 0o4000;
const S_ISGID = 0o2000;
const CLONE_NEWUSER = 0x10000000n;
const KEEP = 0xffffffff;

interface ThreadState {
  /** Start of the process, in two halves: with the thread's number it names the thread well enough. */
  startLow: number;
  startHigh: number;
  /** When these credentials were first seen, ns since boot. */
  timeNs: bigint;
  epoch: number;
  words: Uint32Array;
  /** Of the leader: every set of credentials that was explained in this process. */
  known: Uint32Array[];
}

/** Records written at the end of a call or by the scheduler, where a thread has its own credentials. */
const WATCHED = new Uint8Array(64);
/** The record changes nothing by itself and ends nothing. */
const ONLY_SHOWS = 1;
const CHANGES_TOO = 2;
for (const name of [
  ...([
    'exec_failed',
    'open',
    'setrlimit',
    'ptrace',
    'mmap',
    'mprotect',
    'bpf',
    'load_module',
    'unload_module',
  ] as const),
  ...(['memfd_create', 'process_memory', 'kernel_call', 'ondemand'] as const),
])
  WATCHED[RecordType[name]] = ONLY_SHOWS;
for (const name of ['fork', 'exec', 'exit', 'setuid', 'setgid', 'capset', 'prctl', 'unshare', 'setns'] as const)
  WATCHED[RecordType[name]] = CHANGES_TOO;

/** Records whose thread has new credentials because of the call itself. */
const CHANGING: ReadonlySet<number> = new Set([
  RecordType.setuid,
  RecordType.setgid,
  RecordType.capset,
  RecordType.prctl,
  RecordType.unshare,
  RecordType.setns,
]);

/** What a record shows. */
export interface CredentialFinding {
  /** Credentials of the thread before this record; null when they are not known. */
  readonly before: CredentialsBefore | null;
  /** True when the difference is not explained. */
  readonly unexplained: boolean;
}

const NOTHING: CredentialFinding = { before: null, unexplained: false };

/** Compares the credentials of each record with those of the thread's record before. */
export class CredentialWatch {
  readonly #threads = new Map<number, ThreadState>();
  readonly #now = new Uint32Array(WORDS);
  #epoch = 0;

  /** To be called when records were lost: what explains a change may be among them. */
  forget(): void {
    this.#epoch++;
  }

  /**
   * Takes a record.
   * @param isIoUring the record is of a request through io_uring, whose credentials may be borrowed
   */
  observe(type: number, r: RecordView, isIoUring: boolean): CredentialFinding {
    if (WATCHED[type] === 0 || isIoUring || (ForkRecord.taskFlags(r) & TASK_IO_WORKER) !== 0) return NOTHING;
    // Nearly always nothing has changed: answered without a copy and without the wide numbers.
    if (WATCHED[type] === ONLY_SHOWS && this.#isUnchanged(r)) return NOTHING;
    const now = this.#read(r);
    const timeNs = Header.timeNs(r);
    if (type === RecordType.fork) return this.#observeFork(r, now, timeNs);
    const tid = ForkRecord.taskTid(r);
    const pid = ForkRecord.taskPid(r);
    const caller = type === RecordType.exec ? ExecRecord.oldTid(r) || tid : tid;
    const state = this.#find(caller, r) ?? this.#find(pid, r);
    if (type === RecordType.exit) {
      const last = this.#find(tid, r);
      this.#threads.delete(tid);
      this.#threads.delete(pid);
      if (last === null || equal(last.words, now)) return NOTHING;
      return finding(last.words, now, r, true);
    }
    if (state === null) {
      this.#keep(tid, pid, r, now, timeNs);
      return NOTHING;
    }
    // An older record that was handed over late.
    if (timeNs < state.timeNs) return NOTHING;
    const own = this.#find(caller, r);
    if (own === null) return this.#observeUnseen(type, tid, pid, state, r, now, timeNs);
    const isSame = equal(own.words, now);
    if (type === RecordType.exec) {
      const before = own.words;
      const unexplained = !isSame && !execExplains(before, now, r);
      if (caller !== pid) this.#threads.delete(caller);
      this.#keep(pid, pid, r, now, timeNs, true);
      return isSame ? NOTHING : finding(before, now, r, unexplained);
    }
    if (isSame) {
      return CHANGING.has(type) ? finding(own.words, now, r, false) : NOTHING;
    }
    const before = own.words;
    const unexplained = !callExplains(type, before, now, r);
    this.#keep(tid, pid, r, now, timeNs);
    return finding(before, now, r, unexplained);
  }

  /** The thread is known, and its credentials are those of its record before. */
  #isUnchanged(r: RecordView): boolean {
    const { u32, base } = r;
    const state = this.#threads.get(u32[(base + TID_AT) >>> 2]!);
    if (state === undefined || state.epoch !== this.#epoch) return false;
    const at = (base + START_AT) >>> 2;
    if (state.startLow !== u32[at] || state.startHigh !== u32[at + 1]) return false;
    const { words } = state;
    for (let i = 0; i < WORDS; i++) if (words[i] !== u32[(base + PLACES[i]!) >>> 2]) return false;
    return true;
  }

  /** A thread that has not been seen has one of the sets of credentials that its process had. */
  #observeUnseen(
    type: number,
    tid: number,
    pid: number,
    leader: ThreadState,
    r: RecordView,
    now: Uint32Array,
    timeNs: bigint,
  ): CredentialFinding {
    const isKnown = leader.known.length >= KNOWN_MAX || leader.known.some((words) => equal(words, now));
    const explains = CHANGING.has(type) || type === RecordType.exec;
    const before = leader.words;
    this.#keep(type === RecordType.exec ? pid : tid, pid, r, now, timeNs, type === RecordType.exec);
    // What a call of it explains cannot be checked: its credentials before are only guessed.
    if (isKnown || explains) return NOTHING;
    return finding(before, now, r, true);
  }

  #observeFork(r: RecordView, now: Uint32Array, timeNs: bigint): CredentialFinding {
    const tid = ForkRecord.taskTid(r);
    const parent = this.#threads.get(ForkRecord.forkerTid(r));
    this.#keep(tid, ForkRecord.taskPid(r), r, now, timeNs, true);
    // Kernel threads start programs with credentials of their own making.
    if (parent === undefined || parent.epoch !== this.#epoch || (ForkRecord.taskFlags(r) & TASK_KTHREAD) !== 0)
      return NOTHING;
    const start = ForkRecord.forkerStartNs(r);
    if (parent.startLow !== Number(start & 0xffffffffn) || parent.startHigh !== Number(start >> 32n)) return NOTHING;
    if (equal(parent.words, now) || timeNs < parent.timeNs) return NOTHING;
    const explained = (ForkRecord.cloneFlags(r) & CLONE_NEWUSER) !== 0n && sameIds(parent.words, now, 0, 8);
    // The parent's credentials may be what changed; either way the child is where it shows.
    return explained ? NOTHING : finding(parent.words, now, r, true);
  }

  #find(tid: number, r: RecordView): ThreadState | null {
    const state = this.#threads.get(tid);
    if (state === undefined || state.epoch !== this.#epoch) return null;
    const at = (r.base + START_AT) >>> 2;
    return state.startLow === r.u32[at] && state.startHigh === r.u32[at + 1] ? state : null;
  }

  #keep(tid: number, pid: number, r: RecordView, now: Uint32Array, timeNs: bigint, isNew = false): void {
    const at = (r.base + START_AT) >>> 2;
    const words = Uint32Array.from(now);
    const old = isNew ? null : this.#find(tid, r);
    // Least recently changed first: the order of a Map is that of insertion.
    this.#threads.delete(tid);
    this.#threads.set(tid, {
      startLow: r.u32[at]!,
      startHigh: r.u32[at + 1]!,
      timeNs,
      epoch: this.#epoch,
      words,
      known: old?.known ?? [],
    });
    const leader = this.#threads.get(pid) ?? this.#threads.get(tid)!;
    if (leader.known.length < KNOWN_MAX && !leader.known.some((one) => equal(one, words))) leader.known.push(words);
    if (this.#threads.size > THREADS_MAX) this.#threads.delete(this.#threads.keys().next().value!);
  }

  #read(r: RecordView): Uint32Array {
    const { u32, base } = r;
    const now = this.#now;
    for (let i = 0; i < WORDS; i++) now[i] = u32[(base + PLACES[i]!) >>> 2]!;
    return now;
  }
}

/** Byte offsets of the words in a record, learnt from the accessors so that they follow the layout. */
const PLACES: readonly number[] = (() => {
  const base = findPlace((r) => ForkRecord.taskUid(r));
  const caps = [
    ForkRecord.taskCapEffective,
    ForkRecord.taskCapPermitted,
    ForkRecord.taskCapInheritable,
    ForkRecord.taskCapBounding,
    ForkRecord.taskCapAmbient,
  ].flatMap((read) => {
    const at = findPlace((r) => Number(read(r) & 0xffffffffn));
    return [at, at + 4];
  });
  return [
    base,
    findPlace((r) => ForkRecord.taskGid(r)),
    findPlace((r) => ForkRecord.taskEuid(r)),
    findPlace((r) => ForkRecord.taskEgid(r)),
    findPlace((r) => ForkRecord.taskSuid(r)),
    findPlace((r) => ForkRecord.taskSgid(r)),
    findPlace((r) => ForkRecord.taskFsuid(r)),
    findPlace((r) => ForkRecord.taskFsgid(r)),
    findPlace((r) => ForkRecord.taskSecurebits(r)),
    findPlace((r) => ForkRecord.taskUserNs(r)),
    ...caps,
  ];
})();
const TID_AT = findPlace((r) => ForkRecord.taskTid(r));
const START_AT = findPlace((r) => Number(ForkRecord.taskStartNs(r) & 0xffffffffn));

/** Where an accessor reads: a record in which each word is its own offset answers it. */
function findPlace(read: (r: RecordView) => number): number {
  const bytes = new ArrayBuffer(1024);
  const u32 = new Uint32Array(bytes);
  for (let i = 0; i < u32.length; i++) u32[i] = 4 * i;
  const view = {
    u8: new Uint8Array(bytes),
    u16: new Uint16Array(bytes),
    u32,
    u64: new BigUint64Array(bytes),
    base: 0,
  } as unknown as RecordView;
  return read(view);
}

function equal(a: Uint32Array, b: Uint32Array): boolean {
  for (let i = 0; i < WORDS; i++) if (a[i] !== b[i]) return false;
  return true;
}

function sameIds(a: Uint32Array, b: Uint32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether the set of capabilities at `at` has nothing that `old` lacks. */
const within = (now: Uint32Array, old: Uint32Array, at: number, oldAt = at): boolean =>
  (now[at]! & ~old[oldAt]!) === 0 && (now[at + 1]! & ~old[oldAt + 1]!) === 0;

const USER_IDS = [0, 2, 4, 6] as const;
const GROUP_IDS = [1, 3, 5, 7] as const;

function callExplains(type: number, old: Uint32Array, now: Uint32Array, r: RecordView): boolean {
  switch (type) {
    case RecordType.setuid:
    case RecordType.setgid: {
      const [mine, others] = type === RecordType.setuid ? [USER_IDS, GROUP_IDS] : [GROUP_IDS, USER_IDS];
      if (others.some((i) => old[i] !== now[i]) || old[USER_NS] !== now[USER_NS]) return false;
      if (!within(now, old, PERMITTED) || !within(now, old, BOUNDING) || !within(now, now, EFFECTIVE, PERMITTED))
        return false;
      // In other user namespaces the ids passed are not those that the kernel keeps.
      if (now[USER_NS] !== FIRST_USER_NS) return true;
      const passed = [SetuidRecord.arg1(r), SetuidRecord.arg2(r), SetuidRecord.arg3(r)];
      // 16-bit calls pass 65535 to leave an id as it is.
      return mine.every((i) => mine.some((k) => old[k] === now[i]) || passed.includes(now[i]!) || now[i] === KEEP);
    }
    case RecordType.capset:
      return (
        sameIds(old, now, 0, 10) &&
        within(now, old, PERMITTED) &&
        within(now, old, BOUNDING) &&
        within(now, now, EFFECTIVE, PERMITTED) &&
        within(now, old, AMBIENT)
      );
    case RecordType.prctl:
      return (
        sameIds(old, now, 0, 8) &&
        old[USER_NS] === now[USER_NS] &&
        within(now, old, PERMITTED) &&
        within(now, old, BOUNDING)
      );
    case RecordType.unshare:
    case RecordType.setns:
      // In a user namespace that it made or entered a thread has every capability, but it stays who it is.
      return sameIds(old, now, 0, 8) && old[USER_NS] !== now[USER_NS];
    default:
      return false;
  }
}

/** What an exec may change (security/commoncap.c, cap_bprm_creds_from_file). */
function execExplains(old: Uint32Array, now: Uint32Array, r: RecordView): boolean {
  const mode = ExecRecord.fileMode(r) | ExecRecord.interpreterMode(r);
  const secure = (ExecRecord.flags(r) & EXEC_SECURE) !== 0;
  if (old[0] !== now[0] || old[1] !== now[1] || old[USER_NS] !== now[USER_NS]) return false;
  if (now[2] !== old[2] && (mode & S_ISUID) === 0) return false;
  if (now[3] !== old[3] && (mode & S_ISGID) === 0) return false;
  if (!within(now, old, BOUNDING) || !within(now, old, AMBIENT)) return false;
  // Root gains by running anything; others by capabilities of the file, which the kernel calls a secure exec.
  const isRoot = now[0] === 0 || now[2] === 0 || now[USER_NS] !== FIRST_USER_NS;
  return within(now, old, PERMITTED) || isRoot || secure;
}

function finding(before: Uint32Array, now: Uint32Array, r: RecordView, unexplained: boolean): CredentialFinding {
  const changed: string[] = [];
  for (let i = 0; i < WORDS; i++) {
    const name = WORD_NAMES[i]!;
    if (before[i] !== now[i] && !changed.includes(name)) changed.push(name);
  }
  const wide = (at: number): bigint => BigInt(before[at]!) | (BigInt(before[at + 1]!) << 32n);
  return {
    unexplained,
    before: {
      changed,
      userNs: before[USER_NS]!,
      credentials: {
        uid: before[0]!,
        gid: before[1]!,
        euid: before[2]!,
        egid: before[3]!,
        suid: before[4]!,
        sgid: before[5]!,
        fsuid: before[6]!,
        fsgid: before[7]!,
        auid: ForkRecord.taskAuid(r),
        sessionId: ForkRecord.taskSessionId(r),
        securebits: before[SECUREBITS]!,
        capEffective: wide(EFFECTIVE),
        capPermitted: wide(PERMITTED),
        capInheritable: wide(INHERITABLE),
        capBounding: wide(BOUNDING),
        capAmbient: wide(AMBIENT),
      },
    },
  };
}
