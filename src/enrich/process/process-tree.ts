/**
 * The process tree: who runs what, started by whom. Fed by fork, exec and exit records, completed from /proc.
 *
 * Life of an entry (one exec image of one process):
 *
 *     created ─► running ──exec or exit──► retired, has children ──last child gone──► retired leaf ──grace over──► released
 *
 * Its surprising choice: an entry is kept exactly as long as something running descends from it, plus a grace time for
 * late events, and this is not left to the garbage collector: child links make it possible to count entries, to bound
 * them and to take one out of the middle of a line without losing what is above (the gap is marked).
 *
 * Nothing here throws, awaits or blocks. The only system calls on the event path are reads of /proc files that do not
 * touch the memory of other processes, at a bounded rate, when a record must have been lost. Reading arguments and
 * environments, refreshing parents and noticing vanished processes is left to `process-upkeep.ts`, the first fill to
 * `start-snapshot.ts`.
 */

import type { Cgroup } from '../container/container.ts';
import { createBootClock } from './boot-clock.ts';
import { EntryQueue } from './entry-queue.ts';
import { ImageFacts, SLIM_BYTES, UNKNOWN_IMAGE } from './image-facts.ts';
import type { ProcessCore, ProcessDetails, ProcReader } from './proc-reader.ts';
import { ProcessEntry, ProcessLife } from './process-entry.ts';
import { TextPool } from './text-pool.ts';
import { TokenBucket } from './token-bucket.ts';
import {
  type ChangeRecord,
  type Credentials,
  EXEC_ID_UNKNOWN,
  type ExecRecord,
  type ExitRecord,
  type ForkRecord,
  type NamespaceFacts,
  NO_CREDENTIALS,
  NO_NAMESPACES,
  type ProcessKey,
  type TaskRecord,
} from './types.ts';

/** /proc/PID/stat gives the start in clock ticks; USER_HZ is 100 on every architecture that we support. */
export const CLOCK_TICK_NS = 10_000_000n;
const CLONE_THREAD = 0x10000n;
/** Retired entries looked at per record, so that expiry keeps up with any rate of arrivals. */
const EXPIRED_PER_RECORD = 8;
/** Running entries looked at for one without children before the oldest is evicted. */
const EVICTION_SCAN = 16;

export interface ProcessTreeOptions {
  /** Source of facts about processes whose records were lost; null never looks (replay of recordings). */
  readonly reader?: Pick<ProcReader, 'readCore'> | null;
  /** Nanoseconds since boot, to date reads of /proc; records bring their own time. */
  readonly clock?: () => bigint;
  /** Most entries; a process that forked and executed has two. */
  readonly entriesMax?: number;
  /** Most bytes of arguments, environments and paths that processes do not share; beyond, the oldest are cut short. */
  readonly textBytesMax?: number;
  /** Longest line of ancestors before retired ones are taken out of its middle. */
  readonly depthMax?: number;
  /** How long an entry without running descendants is kept for late events. */
  readonly graceNs?: bigint;
  /** Reads of /proc on the event path. */
  readonly readsPerSecond?: number;
  readonly readsBurst?: number;
  /** Most entries waiting for background completion. */
  readonly pendingMax?: number;
}

/** Sizes (first group) and counters since start. */
export interface ProcessTreeStats {
  entries: number;
  running: number;
  retiredLeaves: number;
  retiredInner: number;
  processes: number;
  pending: number;
  /** Bytes of texts that processes do not share. */
  textBytes: number;

  forks: number;
  threads: number;
  execs: number;
  exits: number;
  changes: number;
  /** Records about something already known in full. */
  duplicates: number;
  /** Processes first met by a record that a fork record should have come before. */
  forksLost: number;
  /** Exec ids that were passed over. */
  execsLost: number;
  /** Processes closed because their pid was re-used or because they had vanished. */
  exitsLost: number;
  exitsVanished: number;
  lookupsUnknown: number;
  readsDone: number;
  readsFailed: number;
  readsRefused: number;
  pendingFull: number;
  released: number;
  evictedLeaves: number;
  evictedInner: number;
  evictedRunning: number;
  trimmedFromLines: number;
  snapshotProcesses: number;
  /** Images whose arguments and environment were cut short to save memory. */
  imagesSlimmed: number;
}

/** What `shrike tree` shows of one process. Holds no environment values. */
export interface ProcessRow {
  pid: number;
  ppid: number;
  ppidAtBirth: number;
  startNs: bigint;
  comm: string;
  path: string;
  argv: readonly string[];
  uid: number;
  cgroupPath: string;
  isExec: boolean;
  isKworker: boolean;
  source: string;
}

/** See the head of the file. */
export class ProcessTree {
  readonly texts = new TextPool();
  readonly #byPid = new Map<number, ProcessLife>();
  readonly #running = new EntryQueue(false);
  readonly #leaves = new EntryQueue(true);
  readonly #inner = new EntryQueue(true);
  readonly #pending = new Set<ProcessEntry>();
  /** Images worth slimming, oldest first. */
  readonly #longImages = new Set<ImageFacts>();
  #textBytes = 0;
  readonly #textBytesMax: number;
  readonly #reader: Pick<ProcReader, 'readCore'> | null;
  readonly #clock: () => bigint;
  readonly #bucket: TokenBucket;
  readonly #entriesMax: number;
  readonly #depthMax: number;
  readonly #graceNs: bigint;
  readonly #pendingMax: number;
  /** pid 0, the parent of init and of kthreadd. Stands in no queue. */
  readonly #idle: ProcessEntry;
  #processes = 0;
  #nowNs = 0n;
  readonly #counts = {
    forks: 0,
    threads: 0,
    execs: 0,
    exits: 0,
    changes: 0,
    duplicates: 0,
    forksLost: 0,
    execsLost: 0,
    exitsLost: 0,
    exitsVanished: 0,
    lookupsUnknown: 0,
    readsDone: 0,
    readsFailed: 0,
    readsRefused: 0,
    pendingFull: 0,
    released: 0,
    evictedLeaves: 0,
    evictedInner: 0,
    evictedRunning: 0,
    trimmedFromLines: 0,
    snapshotProcesses: 0,
    imagesSlimmed: 0,
  };

  constructor(options: ProcessTreeOptions = {}) {
    this.#reader = options.reader ?? null;
    this.#clock = options.clock ?? createBootClock();
    this.#entriesMax = Math.max(16, options.entriesMax ?? 100_000);
    this.#depthMax = Math.max(8, options.depthMax ?? 512);
    this.#graceNs = options.graceNs ?? 10_000_000_000n;
    this.#textBytesMax = options.textBytesMax ?? 134_217_728;
    this.#pendingMax = options.pendingMax ?? 8192;
    this.#bucket = new TokenBucket(options.readsPerSecond ?? 200, options.readsBurst ?? 64);
    const idle = new ProcessLife(0, 0n, true);
    idle.isKthread = true;
    idle.current.source = 'kernel';
    idle.current.comm = 'swapper';
    this.#idle = idle.current;
  }

  // ---- records -------------------------------------------------------------------------------------------------------

  /**
   * A process was made. Returns its entry as it was at the fork; for a thread, the entry of its process.
   */
  onFork(record: ForkRecord): ProcessEntry {
    this.#advance(record.timestampNs);
    if ((record.cloneFlags & CLONE_THREAD) !== 0n || record.tid !== record.pid) {
      this.#counts.threads++;
      return this.lookup(record.pid, record.startNs, record.execId);
    }
    this.#counts.forks++;
    // The child has inherited the forker's exec id; the parent's may be another's with CLONE_PARENT.
    const parent = this.lookup(record.parent.pid, record.parent.startNs, record.execId);
    const known = this.#find(record.pid, record.startNs);
    if (known) return this.#lateFork(known, parent, record);
    const life = new ProcessLife(record.pid, record.startNs, true);
    life.isKthread = record.isKthread ?? parent.life.isKthread;
    this.#setBirth(life, record);
    const entry = life.current;
    this.#fillForked(entry, parent, record);
    this.#register(life);
    this.#link(entry, parent);
    this.#bound(entry);
    return entry;
  }

  /** A program replaced another. Returns the new image's entry; its ancestor is the image before. */
  onExec(record: ExecRecord): ProcessEntry {
    this.#advance(record.timestampNs);
    this.#counts.execs++;
    const life = this.#find(record.pid, record.startNs);
    if (!life) return this.#execOfUnknown(record);
    this.#hear(life, record);
    const current = life.current;
    if (current.execId === EXEC_ID_UNKNOWN) {
      // /proc may have been read before or after this exec. After: the entry already is the new image.
      if (current.readAtNs >= record.timestampNs || current.source === 'unknown') {
        this.#fillExec(current, record);
        return current;
      }
      current.execId = record.execId - 1n;
    }
    if (record.execId > current.execId) {
      if (record.execId > current.execId + 1n) this.#counts.execsLost += Number(record.execId - current.execId - 1n);
      // Read from /proc as the image before, but after this exec: the facts are those of a later image.
      if (current.source !== 'kernel' && current.readAtNs >= record.timestampNs) this.#setImage(current, UNKNOWN_IMAGE);
      const entry = this.#pushImage(life, record.execId, record.timestampNs);
      entry.lineageGap = record.execId > current.execId + 1n;
      this.#fillExec(entry, record);
      this.#bound(entry);
      return entry;
    }
    const entry = this.#imageAt(life, record.execId);
    if (entry.source === 'kernel' && entry.isExec) this.#counts.duplicates++;
    else this.#fillExec(entry, record);
    return entry;
  }

  /** A process ended. Returns the entry of its last image, which stays for the grace time. */
  onExit(record: ExitRecord): ProcessEntry {
    this.#advance(record.timestampNs);
    this.#counts.exits++;
    let life = this.#find(record.pid, record.startNs);
    if (!life) {
      this.#counts.forksLost++;
      life = this.#createLife(record.pid, record.startNs, record.execId);
      this.#fillState(life.current, record);
      this.#linkByPpid(life.current, record.ppid);
    }
    this.#hear(life, record);
    const entry = this.#imageFor(life, record.execId, false);
    if (life.exit?.observed) {
      this.#counts.duplicates++;
      return entry;
    }
    if (life.current.source === 'unknown') this.#fillState(life.current, record);
    const { code, signal, coreDumped, timestampNs } = record;
    this.#end(life, { timeNs: timestampNs, code, signal, coreDumped, observed: true });
    return entry;
  }

  /** Credentials, namespaces or cgroup changed. */
  onChange(record: ChangeRecord): ProcessEntry {
    this.#advance(record.timestampNs);
    this.#counts.changes++;
    const entry = this.lookup(record.pid, record.startNs, record.execId);
    this.#hear(entry.life, record);
    this.#fillState(entry, record);
    return entry;
  }

  /** The cgroup that a process runs in was found out. */
  placeIn(entry: ProcessEntry, cgroup: Cgroup): void {
    entry.cgroup = cgroup;
  }

  /** An event named the present parent of a process: cheap enough to be called for every event. */
  noteParent(entry: ProcessEntry, ppid: number): void {
    if (entry.life.ppid !== ppid && !entry.ended) entry.life.ppid = ppid;
  }

  // ---- questions -----------------------------------------------------------------------------------------------------

  /**
   * The entry of an event's process. Never null: what cannot be learnt is an entry whose `source` is `unknown`.
   * @param startNs 0n when unknown: the newest process with that pid is meant then
   * @param execId {@link EXEC_ID_UNKNOWN} when unknown: the present image is meant then
   */
  lookup(pid: number, startNs = 0n, execId: bigint = EXEC_ID_UNKNOWN): ProcessEntry {
    const life = this.#find(pid, startNs);
    if (life) {
      const current = life.current;
      return current.execId === execId ? current : this.#imageFor(life, execId, true);
    }
    if (pid === 0) return this.#idle;
    this.#counts.lookupsUnknown++;
    return this.#missing(pid, startNs, execId);
  }

  /** As {@link lookup} with a key. */
  lookupKey(key: ProcessKey): ProcessEntry {
    return this.lookup(key.pid, key.startNs, key.execId);
  }

  /** The entry when it is known; never reads /proc nor makes anything. */
  peek(pid: number, startNs = 0n): ProcessEntry | null {
    return this.#find(pid, startNs)?.current ?? null;
  }

  /** Ancestors from the nearest on. The limit keeps a rule from walking a hostile line for ever. */
  *ancestors(entry: ProcessEntry, limit = 256): Generator<ProcessEntry, void> {
    let at = entry.ancestor;
    for (let i = 0; at !== null && i < limit; i++) {
      if (at === this.#idle) return;
      yield at;
      at = at.ancestor;
    }
  }

  /** Running processes without a running parent: init, kthreadd, and those whose parent is not known. */
  roots(): ProcessEntry[] {
    return this.running().filter((entry) => {
      const parent = this.#byPid.get(entry.life.ppid);
      return entry.life.ppid === 0 || !parent || parent.exit !== null;
    });
  }

  /** Running processes whose present parent this is. Looks at all processes: not for the event path. */
  children(entry: ProcessEntry): ProcessEntry[] {
    return this.running().filter((child) => child.life.ppid === entry.life.pid && child !== entry);
  }

  /** Present images of all running processes, oldest first. */
  running(): ProcessEntry[] {
    const entries: ProcessEntry[] = [];
    for (let at = this.#running.head; at; at = at.queueNext) entries.push(at);
    return entries;
  }

  /** One row per running process, parents before children, for `shrike tree` and dumps. */
  snapshot(): ProcessRow[] {
    return this.running()
      .sort((a, b) => (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : a.pid - b.pid))
      .map((entry) => ({
        pid: entry.pid,
        ppid: entry.ppid,
        ppidAtBirth: entry.ppidAtBirth,
        startNs: entry.startNs,
        comm: entry.comm,
        path: entry.image.file.path,
        argv: entry.image.argv,
        uid: entry.credentials.uid,
        cgroupPath: entry.cgroupPath,
        isExec: entry.isExec,
        isKworker: entry.isKworker,
        source: entry.source,
      }));
  }

  stats(): ProcessTreeStats {
    return {
      entries: this.#size(),
      running: this.#running.size,
      retiredLeaves: this.#leaves.size,
      retiredInner: this.#inner.size,
      processes: this.#processes,
      pending: this.#pending.size,
      textBytes: this.#textBytes,
      ...this.#counts,
    };
  }

  // ---- upkeep, called from the background ------------------------------------------------------------------------------

  /** Lets time pass when no record does: releases what outlived its grace time, at most `limit` entries. */
  expire(nowNs: bigint, limit = 1000): void {
    if (nowNs > this.#nowNs) this.#nowNs = nowNs;
    this.#expire(limit);
  }

  /** The next running entry whose facts are incomplete or whose parent changed; null when none waits. */
  takePending(): ProcessEntry | null {
    for (const entry of this.#pending) {
      this.#pending.delete(entry);
      if (!entry.released && !entry.ended) return entry;
    }
    return null;
  }

  /**
   * A process found in /proc. What the kernel told wins: facts only fill gaps.
   * @param details null while only the core is read; the entry then waits for the rest
   * @param readAtNs time after the read ended: an exec record from before may have been seen by it
   */
  adopt(core: ProcessCore, details: ProcessDetails | null, readAtNs: bigint, fromSnapshot = false): ProcessEntry {
    const life = this.#find(core.pid, core.startNs);
    if (!life) {
      const newest = this.#byPid.get(core.pid);
      // The record of a successor has overtaken this read.
      if (newest && newest.startNs > core.startNs) return newest.current;
      if (fromSnapshot) this.#counts.snapshotProcesses++;
      return this.#adoptNew(core, core.startNs, false, EXEC_ID_UNKNOWN, details, readAtNs, !fromSnapshot);
    }
    const entry = life.current;
    if (!entry.ended) life.ppid = core.ppid;
    if (life.nsPid === 0) life.nsPid = core.nsPid;
    if (!entry.ended || entry.source === 'unknown') this.#fillFromProc(entry, core, details, readAtNs);
    return entry;
  }

  /** Connects running processes from /proc that were read before their parents. */
  linkOrphans(entries: Iterable<ProcessEntry>): void {
    for (const entry of entries) {
      if (entry.released || entry.ancestor !== null) continue;
      this.#linkByPpid(entry, entry.life.ppid);
      this.#compareWithParent(entry);
    }
  }

  /**
   * A sweep did not find the process. Closed only when two sweeps agree, since its exit record may be on its way.
   * Returns true when it was closed.
   */
  noteMissing(entry: ProcessEntry, nowNs: bigint, confirmNs = 2_000_000_000n): boolean {
    const { life } = entry;
    if (entry.ended || entry.released) return false;
    if (life.missingSinceNs === 0n) {
      life.missingSinceNs = nowNs;
      return false;
    }
    if (nowNs - life.missingSinceNs < confirmNs) return false;
    this.#counts.exitsVanished++;
    this.#end(life, { timeNs: nowNs, code: 0, signal: 0, coreDumped: false, observed: false });
    return true;
  }

  /** Checks the links, queues and sizes against each other. For tests and the doctor; empty when all agree. */
  checkConsistency(): string[] {
    const problems: string[] = [];
    const all = new Set<ProcessEntry>();
    for (const queue of [this.#running, this.#leaves, this.#inner]) {
      let size = 0;
      for (let at = queue.head; at; at = at.queueNext) {
        size++;
        all.add(at);
        if (at.queue !== queue) problems.push(`pid ${at.pid}: stands in another queue`);
        if (at.released) problems.push(`pid ${at.pid}: released but queued`);
        if (queue === this.#leaves && at.firstChild) problems.push(`pid ${at.pid}: leaf with children`);
        if (queue === this.#inner && !at.firstChild) problems.push(`pid ${at.pid}: inner without children`);
        if (queue === this.#running && (at.life.exit !== null || at.life.current !== at)) {
          problems.push(`pid ${at.pid}: running but ended or replaced`);
        }
      }
      if (size !== queue.size) problems.push(`queue holds ${size} but counts ${queue.size}`);
    }
    for (const entry of all) {
      const { ancestor } = entry;
      if (ancestor && ancestor !== this.#idle) {
        if (!all.has(ancestor)) problems.push(`pid ${entry.pid}: ancestor ${ancestor.pid} is not kept`);
        let found = false;
        for (let c = ancestor.firstChild; c && !found; c = c.nextSibling) found = c === entry;
        if (!found) problems.push(`pid ${entry.pid}: not in its ancestor's child list`);
      }
    }
    const images = new Map<ImageFacts, number>();
    for (const entry of all) images.set(entry.image, (images.get(entry.image) ?? 0) + 1);
    images.delete(UNKNOWN_IMAGE);
    let textBytes = 0;
    for (const [image, holders] of images) {
      textBytes += image.bytes;
      if (image.holders !== holders) problems.push(`image ${image.comm}: ${holders} holders, counts ${image.holders}`);
    }
    if (textBytes !== this.#textBytes) problems.push(`texts take ${textBytes} bytes but count ${this.#textBytes}`);
    let processes = 0;
    for (const newest of this.#byPid.values()) {
      for (let life: ProcessLife | null = newest; life; life = life.olderSamePid) {
        processes++;
        if (!all.has(life.current)) problems.push(`pid ${life.pid}: indexed but not kept`);
        if (life !== newest && life.exit === null) problems.push(`pid ${life.pid}: two running processes`);
      }
    }
    if (processes !== this.#processes)
      problems.push(`index holds ${processes} processes but counts ${this.#processes}`);
    return problems;
  }

  // ---- finding ---------------------------------------------------------------------------------------------------------

  #find(pid: number, startNs: bigint): ProcessLife | null {
    let life = this.#byPid.get(pid) ?? null;
    while (life) {
      if (life.startNs === startNs || startNs === 0n) return life;
      if (!life.startExact && isSameTick(life.startNs, startNs)) {
        // Ticks from /proc stay inexact; only a finer value settles the matter.
        if (startNs % CLOCK_TICK_NS !== 0n) {
          life.startNs = startNs;
          life.startExact = true;
        }
        return life;
      }
      if (life.startExact && startNs % CLOCK_TICK_NS === 0n && isSameTick(startNs, life.startNs)) return life;
      life = life.olderSamePid;
    }
    return null;
  }

  /** The image of a process by exec id, repairing what lost exec records left out. */
  #imageFor(life: ProcessLife, execId: bigint, mayRead: boolean): ProcessEntry {
    const current = life.current;
    if (execId === current.execId || execId < 0n) return current;
    if (current.execId === EXEC_ID_UNKNOWN) {
      current.execId = execId;
      // Taken on trust: an exec between the read of /proc and this event may have been lost. Looked up again soon.
      if (current.source === 'snapshot' && life.exit === null) {
        current.unverified = true;
        this.#want(current);
      }
      return current;
    }
    if (execId < current.execId) return this.#imageAt(life, execId);
    this.#counts.execsLost += Number(execId - current.execId);
    const entry = this.#pushImage(life, execId, this.#nowNs);
    entry.isExec = true;
    entry.lineageGap = execId > current.execId + 1n;
    if (mayRead && life.exit === null) {
      const core = this.#readCore(life.pid);
      if (core !== 'gone' && core !== 'unread' && this.#find(core.pid, core.startNs) === life) {
        this.#fillFromProc(entry, core, null, this.#clock());
      }
      this.#want(entry);
    }
    this.#bound(entry);
    return entry;
  }

  /** An image before the present one; made unknown when its exec record was lost. */
  #imageAt(life: ProcessLife, execId: bigint): ProcessEntry {
    let newer = life.current;
    if (newer.execId === execId) return newer;
    while (
      newer.ancestor?.life === life &&
      newer.ancestor.execId !== EXEC_ID_UNKNOWN &&
      newer.ancestor.execId > execId
    ) {
      newer = newer.ancestor;
    }
    const at = newer.ancestor;
    if (at?.life === life) {
      if (at.execId === EXEC_ID_UNKNOWN) at.execId = execId;
      if (at.execId === execId) return at;
    }
    const entry = new ProcessEntry(life);
    entry.execId = execId;
    entry.credentials = newer.credentials;
    entry.namespaces = newer.namespaces;
    entry.lineageGap = newer.lineageGap;
    entry.endedAtNs = newer.execTimeNs !== 0n ? newer.execTimeNs : this.#nowNs;
    this.#leaves.push(entry);
    if (at) this.#link(entry, at);
    this.#relink(newer, entry);
    newer.lineageGap = false;
    this.#bound(entry);
    return entry;
  }

  #missing(pid: number, startNs: bigint, execId: bigint): ProcessEntry {
    const core = this.#readCore(pid);
    if (core !== 'gone' && core !== 'unread' && (startNs === 0n || isSameTick(core.startNs, startNs))) {
      const exactNs = startNs === 0n ? core.startNs : startNs;
      // The index may know it although the caller had no start time, or have met it while its parents were read.
      const known = this.#find(pid, exactNs);
      if (known) return this.#imageFor(known, execId, false);
      this.#counts.forksLost++;
      const entry = this.#adoptNew(core, exactNs, startNs !== 0n, execId, null, this.#clock(), true);
      this.#want(entry);
      return entry;
    }
    // Without a start time nothing tells the process from its successors: the answer is not remembered.
    if (startNs === 0n) {
      const entry = new ProcessLife(pid, 0n, false).current;
      entry.released = true;
      return entry;
    }
    this.#counts.forksLost++;
    const life = this.#createLife(pid, startNs, execId);
    // Gone, or somebody else has the pid now.
    if (core !== 'unread') this.#end(life, { timeNs: 0n, code: 0, signal: 0, coreDumped: false, observed: false });
    else this.#want(life.current);
    return life.current;
  }

  #readCore(pid: number): ProcessCore | 'gone' | 'unread' {
    if (this.#reader === null) return 'unread';
    if (!this.#bucket.take(this.#nowNs)) {
      this.#counts.readsRefused++;
      return 'unread';
    }
    const core = this.#reader.readCore(pid);
    if (core) this.#counts.readsDone++;
    else this.#counts.readsFailed++;
    return core ?? 'gone';
  }

  #want(entry: ProcessEntry): void {
    if (entry.ended || entry.released) return;
    if (this.#pending.size >= this.#pendingMax) this.#counts.pendingFull++;
    else this.#pending.add(entry);
  }

  // ---- filling ---------------------------------------------------------------------------------------------------------

  #fillForked(entry: ProcessEntry, parent: ProcessEntry, record: ForkRecord): void {
    entry.execId = record.execId;
    this.#setImage(entry, parent.image);
    entry.comm = record.comm !== undefined ? this.texts.share(record.comm) : parent.comm;
    entry.source = 'kernel';
    entry.isExec = false;
    entry.execTimeNs = 0n;
    this.#fillState(entry, record, parent);
  }

  #fillExec(entry: ProcessEntry, record: ExecRecord): void {
    const { texts } = this;
    const like = entry.ancestor?.image ?? null;
    const freshBefore = texts.freshBytes;
    const image = new ImageFacts('kernel', {
      file: { ...record.file, path: texts.share(record.file.path), filesystem: texts.share(record.file.filesystem) },
      interpreter: record.interpreter ?? null,
      filename: texts.share(record.filename ?? ''),
      argv: texts.shareList(record.argv, like?.argv),
      argc: record.argc ?? record.argv.length,
      argvTruncated: record.argvTruncated,
      argv0: texts.share(record.argv0),
      envp: texts.shareList(record.envp, like?.envp),
      envsTruncated: record.envsTruncated,
      tty: texts.share(record.tty),
      cwd: texts.share(record.cwd),
      comm: texts.share(record.comm),
    });
    image.bytes = texts.freshBytes - freshBefore;
    this.#setImage(entry, image);
    entry.execId = record.execId;
    entry.comm = entry.image.comm;
    entry.source = 'kernel';
    entry.isExec = true;
    entry.execTimeNs = record.timestampNs;
    entry.unverified = false;
    this.#pending.delete(entry);
    this.#fillState(entry, record);
  }

  /** Credentials, namespaces and cgroup; equal ones share the object of `like`. */
  #fillState(entry: ProcessEntry, record: TaskRecord, like: ProcessEntry | null = entry.ancestor): void {
    const { credentials, namespaces } = record;
    entry.credentials = shareCredentials(credentials, entry.credentials, like?.credentials);
    entry.namespaces = shareNamespaces(namespaces, entry.namespaces, like?.namespaces);
    const sameCgroup = entry.cgroupId === record.cgroupId ? entry : like?.cgroupId === record.cgroupId ? like : null;
    entry.cgroupId = record.cgroupId;
    entry.cgroupPath = this.texts.share(record.cgroupPath ?? sameCgroup?.cgroupPath ?? '');
    entry.cgroupLegacyPath = this.texts.share(record.cgroupLegacyPath ?? sameCgroup?.cgroupLegacyPath ?? '');
    if (record.comm !== undefined) entry.comm = this.texts.share(record.comm);
  }

  /** What every record tells of its process. */
  #hear(life: ProcessLife, record: TaskRecord): void {
    // A dead process's late records tell the parent it had; that is still the best answer.
    if (life.exit === null || life.ppid === 0) life.ppid = record.ppid;
    if (life.ppidAtBirth === 0) life.ppidAtBirth = record.ppid;
    life.nsPid = record.nsPid;
    life.sid = record.sid ?? life.sid;
    if (record.isKthread !== undefined) life.isKthread = record.isKthread;
    life.missingSinceNs = 0n;
    const { exit, current } = life;
    if (exit && !exit.observed && exit.timeNs !== 0n && record.timestampNs > exit.timeNs && !current.released) {
      // Taken for vanished by mistake: a record made after that proves it runs.
      if (this.#byPid.get(life.pid) !== life) return;
      life.exit = null;
      current.endedAtNs = 0n;
      this.#running.push(current);
    }
  }

  #setBirth(life: ProcessLife, record: ForkRecord): void {
    life.ppidAtBirth = record.ppid;
    life.birthObserved = true;
    life.forkTimeNs = record.timestampNs;
    if (life.exit === null || life.ppid === 0) life.ppid = record.ppid;
    life.nsPid = record.nsPid;
    life.sid = record.sid ?? life.sid;
  }

  #adoptNew(
    core: ProcessCore,
    startNs: bigint,
    startExact: boolean,
    execId: bigint,
    details: ProcessDetails | null,
    readAtNs: bigint,
    mayRead: boolean,
  ): ProcessEntry {
    const life = this.#createLife(core.pid, startNs, execId, startExact);
    life.ppid = core.ppid;
    life.ppidAtBirth = core.ppid;
    life.isKthread = core.isKthread;
    life.nsPid = core.nsPid;
    life.sid = core.sid;
    const entry = life.current;
    this.#fillFromProc(entry, core, details, readAtNs);
    this.#linkByPpid(entry, core.ppid, mayRead);
    this.#compareWithParent(entry);
    return entry;
  }

  #fillFromProc(entry: ProcessEntry, core: ProcessCore, details: ProcessDetails | null, readAtNs: bigint): void {
    if (entry.source === 'kernel' && entry.image.quality !== 'none') return;
    const { texts } = this;
    if (entry.source !== 'kernel') {
      if (entry.source === 'unknown') {
        entry.comm = texts.share(core.comm);
        entry.isExec = !core.isKthread;
      }
      entry.source = 'snapshot';
      entry.life.isKthread = core.isKthread;
      entry.credentials = shareCredentials(core.credentials, entry.credentials, entry.ancestor?.credentials);
      entry.namespaces = shareNamespaces(core.namespaces, entry.namespaces, entry.ancestor?.namespaces);
      entry.cgroupPath = texts.share(core.cgroupPath);
      entry.cgroupLegacyPath = texts.share(core.cgroupLegacyPath);
    }
    if (details && entry.cgroupId === 0n) entry.cgroupId = details.cgroupId;
    const before = entry.image;
    if (entry.unverified) {
      entry.unverified = false;
      if (isSameProgram(before, core, details)) {
        entry.readAtNs = readAtNs;
        return;
      }
      entry.comm = texts.share(core.comm);
      entry.isExec = !core.isKthread;
    } else if (before.quality === 'snapshot' || (before.quality === 'core' && details === null)) return;
    entry.readAtNs = readAtNs;
    const file = details?.file ?? core.file;
    const freshBefore = texts.freshBytes;
    const image = new ImageFacts(details ? 'snapshot' : 'core', {
      file: { ...file, path: texts.share(file.path), filesystem: texts.share(file.filesystem) },
      interpreter: details?.interpreter ?? null,
      filename: '',
      argv: texts.shareList(details?.argv ?? []),
      argc: details?.argv.length ?? 0,
      argvTruncated: details?.argvTruncated ?? false,
      argv0: texts.share(details?.argv[0] ?? ''),
      envp: texts.shareList(details?.envp ?? [], entry.ancestor?.image.envp),
      envsTruncated: details?.envsTruncated ?? false,
      tty: texts.share(core.tty),
      cwd: texts.share(core.cwd),
      comm: texts.share(core.comm),
    });
    image.bytes = texts.freshBytes - freshBefore;
    this.#setImage(entry, image);
    this.#spread(entry, before);
  }

  /** All changes of an entry's image go through here, so that the cost of all kept texts is known and bounded. */
  #setImage(entry: ProcessEntry, image: ImageFacts): void {
    const before = entry.image;
    entry.image = image;
    if (entry.released || before === image) return;
    if (image !== UNKNOWN_IMAGE && image.holders++ === 0) {
      this.#textBytes += image.bytes;
      if (image.bytes > SLIM_BYTES) this.#longImages.add(image);
    }
    this.#letGo(before);
    // The oldest gives way, not the new one: rules are about to look at that.
    for (const oldest of this.#longImages) {
      if (this.#textBytes <= this.#textBytesMax || oldest === image) break;
      const bytes = oldest.bytes;
      oldest.slim();
      this.#textBytes -= bytes - oldest.bytes;
      this.#longImages.delete(oldest);
      this.#counts.imagesSlimmed++;
    }
  }

  /** One entry less shows the image. */
  #letGo(image: ImageFacts): void {
    if (image === UNKNOWN_IMAGE || --image.holders > 0) return;
    this.#textBytes -= image.bytes;
    this.#longImages.delete(image);
  }

  /** Forked children run the same image: they learn with their parent. */
  #spread(entry: ProcessEntry, before: ImageFacts): void {
    const stack = [entry];
    for (let at = stack.pop(), i = 0; at !== undefined && i < 10_000; at = stack.pop(), i++) {
      for (let child = at.firstChild; child; child = child.nextSibling) {
        if (child.isExec || child.source !== 'kernel' || child.image !== before) continue;
        this.#setImage(child, entry.image);
        stack.push(child);
      }
    }
  }

  /** /proc does not tell a forked image from an executed one; the same file and arguments as the parent's say forked. */
  #compareWithParent(entry: ProcessEntry): void {
    const parent = entry.ancestor;
    if (entry.source !== 'snapshot' || !parent || parent === this.#idle || parent.life === entry.life) return;
    const mine = entry.image;
    const theirs = parent.image;
    if (mine.quality !== 'snapshot' || theirs.file.inode === 0n) return;
    const same =
      mine.file.inode === theirs.file.inode &&
      mine.file.dev === theirs.file.dev &&
      mine.argv.length === theirs.argv.length &&
      mine.argv.every((argument, i) => argument === theirs.argv[i]);
    if (!same) return;
    entry.isExec = false;
    this.#setImage(entry, theirs);
  }

  // ---- growing ---------------------------------------------------------------------------------------------------------

  #execOfUnknown(record: ExecRecord): ProcessEntry {
    this.#counts.forksLost++;
    const life = this.#createLife(record.pid, record.startNs, record.execId);
    const entry = life.current;
    this.#hear(life, record);
    this.#linkByPpid(entry, record.ppid);
    // The forked image between the parent and this one was never seen.
    entry.lineageGap = true;
    this.#fillExec(entry, record);
    return entry;
  }

  /** A fork record for a process that /proc or a faster record has made known. */
  #lateFork(life: ProcessLife, parent: ProcessEntry, record: ForkRecord): ProcessEntry {
    if (life.birthObserved) {
      this.#counts.duplicates++;
      return this.#imageFor(life, record.execId, false);
    }
    this.#setBirth(life, record);
    let first = life.current;
    while (first.ancestor?.life === life) first = first.ancestor;
    if (first.execId !== EXEC_ID_UNKNOWN && first.execId > record.execId) {
      const entry = new ProcessEntry(life);
      entry.endedAtNs = first.execTimeNs !== 0n ? first.execTimeNs : record.timestampNs;
      this.#fillForked(entry, parent, record);
      this.#leaves.push(entry);
      this.#link(entry, parent);
      this.#relink(first, entry);
      first.lineageGap = false;
      this.#bound(entry);
      return entry;
    }
    this.#relink(first, parent);
    first.lineageGap = false;
    // Only an exec record makes another image of it; without one (lost) a lookup with a higher exec id repairs.
    if (parent.image.quality !== 'none') this.#fillForked(first, parent, record);
    else first.execId = record.execId;
    this.#pending.delete(first);
    return first;
  }

  /** A new life with an empty present image, indexed and queued, not linked. */
  #createLife(pid: number, startNs: bigint, execId: bigint, startExact = true): ProcessLife {
    const life = new ProcessLife(pid, startNs, startExact);
    life.current.execId = execId;
    life.current.lineageGap = true;
    this.#register(life);
    this.#bound(life.current);
    return life;
  }

  /** Puts a life into the index. A running one with the same pid that began earlier must have ended unseen. */
  #register(life: ProcessLife): void {
    const { pid } = life;
    this.#processes++;
    this.#running.push(life.current);
    const newest = this.#byPid.get(pid);
    if (!newest || newest.startNs <= life.startNs) {
      life.olderSamePid = newest ?? null;
      this.#byPid.set(pid, life);
      if (newest && newest.exit === null) {
        this.#counts.exitsLost++;
        this.#end(newest, { timeNs: life.startNs, code: 0, signal: 0, coreDumped: false, observed: false });
      }
      return;
    }
    let newer = newest;
    while (newer.olderSamePid && newer.olderSamePid.startNs > life.startNs) newer = newer.olderSamePid;
    life.olderSamePid = newer.olderSamePid;
    newer.olderSamePid = life;
    this.#counts.exitsLost++;
    this.#end(life, { timeNs: newer.startNs, code: 0, signal: 0, coreDumped: false, observed: false });
  }

  #pushImage(life: ProcessLife, execId: bigint, timeNs: bigint): ProcessEntry {
    const before = life.current;
    const entry = new ProcessEntry(life);
    entry.execId = execId;
    entry.execTimeNs = timeNs;
    entry.credentials = before.credentials;
    entry.namespaces = before.namespaces;
    entry.cgroup = before.cgroup;
    entry.cgroupId = before.cgroupId;
    entry.cgroupPath = before.cgroupPath;
    entry.cgroupLegacyPath = before.cgroupLegacyPath;
    entry.comm = before.comm;
    life.current = entry;
    if (life.exit === null) {
      this.#running.push(entry);
      before.endedAtNs = timeNs;
    } else {
      entry.endedAtNs = life.exit.timeNs;
      this.#leaves.push(entry);
    }
    this.#inner.push(before);
    this.#pending.delete(before);
    this.#link(entry, before);
    return entry;
  }

  #linkByPpid(entry: ProcessEntry, ppid: number, mayRead = true): void {
    if (entry.ancestor !== null) return;
    if (ppid === 0) {
      this.#link(entry, this.#idle);
      entry.lineageGap = false;
      return;
    }
    let parent = this.#byPid.get(ppid);
    if ((!parent || parent.exit !== null) && mayRead && this.#reader !== null) {
      // Each step upwards costs a token, which bounds the recursion.
      const found = this.#missing(ppid, 0n, EXEC_ID_UNKNOWN);
      if (!found.released) parent = found.life;
      if (entry.ancestor !== null) return;
    }
    // A parent that began after its child is another process, unless a subreaper stepped in: still the present parent.
    if (!parent || parent === entry.life || parent.exit !== null) return;
    if (isBelow(parent.current, entry)) return;
    this.#link(entry, parent.current);
    entry.lineageGap = entry.source !== 'snapshot';
  }

  // ---- links -----------------------------------------------------------------------------------------------------------

  #link(entry: ProcessEntry, ancestor: ProcessEntry): void {
    if (ancestor.released) {
      // Evicted between lookup and link, or never kept: the line goes on above it.
      entry.lineageGap = true;
      let kept = ancestor.ancestor;
      while (kept?.released) kept = kept.ancestor;
      if (kept === null) return;
      ancestor = kept;
    }
    entry.ancestor = ancestor;
    addChild(ancestor, entry);
    if (ancestor.queue === this.#leaves) this.#inner.push(ancestor);
    entry.depth = ancestor.depth + 1;
    if (entry.depth > this.#depthMax) this.#trimLine(entry);
  }

  #relink(entry: ProcessEntry, ancestor: ProcessEntry): void {
    if (entry.ancestor === ancestor || isBelow(ancestor, entry)) return;
    const before = entry.ancestor;
    if (before) removeChild(before, entry);
    entry.ancestor = null;
    this.#link(entry, ancestor);
    // Only now: the new ancestor may hang below the old one.
    if (before) this.#childless(before);
  }

  /** A retired entry may have lost its last child: it waits out its grace time or goes, and its line with it. */
  #childless(from: ProcessEntry): void {
    let at: ProcessEntry | null = from;
    while (at !== null && at.queue === this.#inner && at.firstChild === null) {
      if (this.#nowNs - at.endedAtNs < this.#graceNs) {
        this.#leaves.push(at);
        return;
      }
      const above: ProcessEntry | null = at.ancestor;
      this.#drop(at);
      at = above;
    }
  }

  /**
   * Takes retired entries out of the far half of a line that became too long (a process that executes itself for ever, a
   * daemon that forks and dies for ever). The near half and everything that still runs stays.
   */
  #trimLine(entry: ProcessEntry): void {
    const near = this.#depthMax >>> 1;
    let kept = 0;
    let at: ProcessEntry | null = entry.ancestor;
    for (let i = 0; at !== null && at !== this.#idle && i < this.#depthMax * 2; i++) {
      const above: ProcessEntry | null = at.ancestor;
      if (i >= near && at.queue?.retired) {
        this.#counts.trimmedFromLines++;
        this.#evict(at);
      } else kept++;
      at = above;
    }
    // The depth only says when to look again; a long line of running processes is looked at seldom.
    entry.depth = Math.min(kept, near);
  }

  // ---- ending ----------------------------------------------------------------------------------------------------------

  #end(life: ProcessLife, exit: NonNullable<ProcessLife['exit']>): void {
    const again = life.exit !== null;
    life.exit = exit;
    const entry = life.current;
    this.#pending.delete(entry);
    if (again) return;
    entry.endedAtNs = exit.timeNs !== 0n ? exit.timeNs : this.#nowNs;
    if (!entry.released) (entry.firstChild ? this.#inner : this.#leaves).push(entry);
    this.#reparent(life);
  }

  /** Children get another parent now; which one only the kernel knows (subreapers). */
  #reparent(life: ProcessLife): void {
    for (let image: ProcessEntry | null = life.current; image?.life === life; image = image.ancestor) {
      for (let child = image.firstChild; child; child = child.nextSibling) {
        const { life: childLife } = child;
        if (childLife !== life && childLife.exit === null && childLife.ppid === life.pid) this.#want(childLife.current);
      }
    }
  }

  #expire(limit: number): void {
    for (let i = 0; i < limit; i++) {
      const oldest = this.#leaves.head;
      if (!oldest || this.#nowNs - oldest.endedAtNs < this.#graceNs) return;
      const above = oldest.ancestor;
      this.#drop(oldest);
      if (above) this.#childless(above);
    }
  }

  #size(): number {
    return this.#running.size + this.#leaves.size + this.#inner.size;
  }

  /** Keeps the number of entries within its bound, the least useful first; never the one being made. */
  #bound(made: ProcessEntry): void {
    while (this.#size() > this.#entriesMax) {
      let victim = this.#leaves.head === made ? made.queueNext : this.#leaves.head;
      if (victim) this.#counts.evictedLeaves++;
      else {
        victim = this.#inner.head === made ? made.queueNext : this.#inner.head;
        if (victim) this.#counts.evictedInner++;
        else {
          victim = this.#runningVictim(made);
          if (!victim) return;
          this.#counts.evictedRunning++;
        }
      }
      this.#evict(victim);
    }
  }

  #runningVictim(made: ProcessEntry): ProcessEntry | null {
    let at = this.#running.head;
    for (let i = 0; at && i < EVICTION_SCAN; i++, at = at.queueNext) {
      if (at !== made && at.firstChild === null) return at;
    }
    const head = this.#running.head;
    return head === made ? made.queueNext : head;
  }

  /** Takes an entry out of its line: its children hang on its ancestor from now on, with the gap marked. */
  #evict(entry: ProcessEntry): void {
    const above = entry.ancestor;
    for (let child = entry.firstChild; child; ) {
      const next: ProcessEntry | null = child.nextSibling;
      removeChild(entry, child);
      child.lineageGap = true;
      child.ancestor = above;
      if (above) addChild(above, child);
      child = next;
    }
    this.#drop(entry);
    if (above) this.#childless(above);
  }

  /** Removes a childless entry. Its own `ancestor` stays for those who still hold it. */
  #drop(entry: ProcessEntry): void {
    if (entry.ancestor) removeChild(entry.ancestor, entry);
    entry.queue?.remove(entry);
    entry.released = true;
    this.#letGo(entry.image);
    this.#pending.delete(entry);
    this.#counts.released++;
    const { life } = entry;
    if (life.current !== entry) return;
    this.#processes--;
    const newest = this.#byPid.get(life.pid);
    if (newest === life) {
      if (life.olderSamePid) this.#byPid.set(life.pid, life.olderSamePid);
      else this.#byPid.delete(life.pid);
      return;
    }
    for (let newer = newest; newer; newer = newer.olderSamePid ?? undefined) {
      if (newer.olderSamePid === life) {
        newer.olderSamePid = life.olderSamePid;
        return;
      }
    }
  }

  #advance(timestampNs: bigint): void {
    if (timestampNs > this.#nowNs) this.#nowNs = timestampNs;
    this.#expire(EXPIRED_PER_RECORD);
  }
}

/** Whether a new read of /proc shows what was read before. Arguments can't be compared while only the core is known. */
function isSameProgram(image: ImageFacts, core: ProcessCore, details: ProcessDetails | null): boolean {
  if (details === null) return image.quality !== 'core' ? image.comm === core.comm : image.file.path === core.file.path;
  return (
    image.quality === 'snapshot' &&
    image.file.inode === details.file.inode &&
    image.file.dev === details.file.dev &&
    image.argv.length === details.argv.length &&
    image.argv.every((argument, i) => argument === details.argv[i])
  );
}

function addChild(ancestor: ProcessEntry, child: ProcessEntry): void {
  child.previousSibling = null;
  child.nextSibling = ancestor.firstChild;
  if (ancestor.firstChild) ancestor.firstChild.previousSibling = child;
  ancestor.firstChild = child;
}

function removeChild(ancestor: ProcessEntry, child: ProcessEntry): void {
  if (child.previousSibling) child.previousSibling.nextSibling = child.nextSibling;
  else if (ancestor.firstChild === child) ancestor.firstChild = child.nextSibling;
  if (child.nextSibling) child.nextSibling.previousSibling = child.previousSibling;
  child.previousSibling = null;
  child.nextSibling = null;
}

/** Whether `entry` hangs somewhere below `above`: a link the other way round would close a circle. */
function isBelow(entry: ProcessEntry, above: ProcessEntry): boolean {
  for (let at: ProcessEntry | null = entry; at; at = at.ancestor) if (at === above) return true;
  return false;
}

/** A tick-rounded start (from /proc) against an exact one; rounding is downwards, one millisecond is slack. */
function isSameTick(roundedNs: bigint, exactNs: bigint): boolean {
  const difference = exactNs - roundedNs;
  return difference > -1_000_000n && difference < CLOCK_TICK_NS + 1_000_000n;
}

function shareCredentials(
  fresh: Credentials,
  present: Credentials,
  like: Credentials | undefined = NO_CREDENTIALS,
): Credentials {
  return sameCredentials(fresh, present) ? present : sameCredentials(fresh, like) ? like : fresh;
}

function shareNamespaces(
  fresh: NamespaceFacts,
  present: NamespaceFacts,
  like: NamespaceFacts | undefined = NO_NAMESPACES,
): NamespaceFacts {
  return sameNamespaces(fresh, present) ? present : sameNamespaces(fresh, like) ? like : fresh;
}

function sameCredentials(a: Credentials, b: Credentials): boolean {
  return (
    a === b ||
    (a.uid === b.uid &&
      a.gid === b.gid &&
      a.euid === b.euid &&
      a.egid === b.egid &&
      a.suid === b.suid &&
      a.sgid === b.sgid &&
      a.fsuid === b.fsuid &&
      a.fsgid === b.fsgid &&
      a.auid === b.auid &&
      a.sessionId === b.sessionId &&
      a.capEffective === b.capEffective &&
      a.capPermitted === b.capPermitted &&
      a.capInheritable === b.capInheritable &&
      a.capBounding === b.capBounding &&
      a.capAmbient === b.capAmbient &&
      a.securebits === b.securebits)
  );
}

function sameNamespaces(a: NamespaceFacts, b: NamespaceFacts): boolean {
  return (
    a === b ||
    (a.mnt === b.mnt &&
      a.pid === b.pid &&
      a.net === b.net &&
      a.user === b.user &&
      a.uts === b.uts &&
      a.ipc === b.ipc &&
      a.cgroup === b.cgroup)
  );
}
