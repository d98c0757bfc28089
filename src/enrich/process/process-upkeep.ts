/**
 * Background work for the process tree: completes entries whose records were lost, asks who is the parent now of children
 * whose parent died, and sweeps for processes that vanished without an exit record. Everything is sliced; the tree stays
 * correct without it, only less complete.
 */
import { createBootClock } from './boot-clock.ts';
import type { ProcReader } from './proc-reader.ts';
import type { ProcessEntry } from './process-entry.ts';
import type { ProcessTree } from './process-tree.ts';

export interface UpkeepOptions {
  /** Pause between two looks at the pending list. */
  readonly intervalMs?: number;
  /** Pause between two sweeps. */
  readonly sweepIntervalMs?: number;
  readonly sliceMs?: number;
  /** Two sweeps this far apart must agree that a process is gone. */
  readonly confirmNs?: bigint;
  readonly clock?: () => bigint;
}

/** Counters since start. */
export interface UpkeepStats {
  completed: number;
  parentsRefreshed: number;
  sweeps: number;
  vanished: number;
}

/** See the head of the file. */
export class ProcessUpkeep {
  readonly #tree: ProcessTree;
  readonly #reader: ProcReader;
  readonly #intervalMs: number;
  readonly #sweepIntervalMs: number;
  readonly #sliceMs: number;
  readonly #confirmNs: bigint;
  readonly #clock: () => bigint;
  #timer: NodeJS.Timeout | null = null;
  #sweepTimer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #sweeping: Promise<void> | null = null;
  readonly #stats: UpkeepStats = { completed: 0, parentsRefreshed: 0, sweeps: 0, vanished: 0 };

  constructor(tree: ProcessTree, reader: ProcReader, options: UpkeepOptions = {}) {
    this.#tree = tree;
    this.#reader = reader;
    this.#intervalMs = options.intervalMs ?? 20;
    this.#sweepIntervalMs = options.sweepIntervalMs ?? 15_000;
    this.#sliceMs = options.sliceMs ?? 3;
    this.#confirmNs = options.confirmNs ?? 2_000_000_000n;
    this.#clock = options.clock ?? createBootClock(reader.procRoot);
  }

  /** Starts the timers; they do not keep the process alive. */
  start(): void {
    this.#timer ??= setInterval(() => void this.workOff(), this.#intervalMs).unref();
    this.#sweepTimer ??= setInterval(() => void this.sweep(), this.#sweepIntervalMs).unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    if (this.#sweepTimer) clearInterval(this.#sweepTimer);
    this.#timer = null;
    this.#sweepTimer = null;
  }

  stats(): UpkeepStats {
    return { ...this.#stats };
  }

  /** Works off the pending entries. Resolves when none is left. */
  workOff(): Promise<void> {
    this.#working ??= this.#workOff().finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  async #workOff(): Promise<void> {
    this.#tree.expire(this.#clock());
    for (let entry = this.#tree.takePending(); entry; entry = this.#tree.takePending()) {
      await this.#repair(entry);
      await nextTurn();
    }
  }

  async #repair(entry: ProcessEntry): Promise<void> {
    const { life } = entry;
    const { quality } = entry.image;
    const complete = !entry.unverified && (quality === 'kernel' || quality === 'snapshot');
    if (complete) {
      const facts = this.#reader.readStat(life.pid);
      if (!facts || !isSame(entry, facts.startNs)) this.#missing(entry);
      else {
        this.#tree.noteParent(entry, facts.ppid);
        this.#stats.parentsRefreshed++;
      }
      return;
    }
    const core = this.#reader.readCore(life.pid);
    if (!core || !isSame(entry, core.startNs)) {
      this.#missing(entry);
      return;
    }
    const details = await this.#reader.readDetails(core);
    // It may have executed or ended meanwhile; the tree then knows better.
    if (entry.ended || entry.released || life.current !== entry) return;
    this.#tree.adopt(core, details, this.#clock());
    this.#stats.completed++;
  }

  /** Looks whether each running process still exists, and who its parent is. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = null;
    });
    return this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const entries = this.#tree.running();
    let sliceStart = performance.now();
    for (const entry of entries) {
      if (performance.now() - sliceStart > this.#sliceMs) {
        await nextTurn();
        sliceStart = performance.now();
      }
      if (entry.ended || entry.released) continue;
      const facts = this.#reader.readStat(entry.pid);
      // A zombie whose threads are all gone has exited; only its parent has not looked yet.
      const gone = !facts || !isSame(entry, facts.startNs) || (facts.state === 'Z' && facts.threads <= 1);
      if (gone) this.#missing(entry);
      else {
        entry.life.missingSinceNs = 0n;
        this.#tree.noteParent(entry, facts.ppid);
      }
    }
    this.#reader.forgetMounts();
    this.#stats.sweeps++;
  }

  #missing(entry: ProcessEntry): void {
    if (this.#tree.noteMissing(entry, this.#clock(), this.#confirmNs)) this.#stats.vanished++;
  }
}

function isSame(entry: ProcessEntry, roundedNs: bigint): boolean {
  const difference = entry.startNs - roundedNs;
  return difference > -1_000_000n && difference < 11_000_000n;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
