/**
 * Where signals wait for facts that come late (a hash, an exit, tags of a container) without anybody else waiting for them.
 *
 *     hold ─► waiting ──all facts there──► release 'complete'
 *                 ├────deadline──────────► release 'deadline'   (marked with what is missing)
 *                 ├────too many waiting──► release 'full'       (the oldest leaves first)
 *                 └────stop──────────────► release 'stopped'
 *
 * Surprising: nothing is ever dropped here. A full queue makes the oldest entry leave early, without its late facts.
 * What the facts are, and what is done with an entry that leaves, is the business of whoever holds it.
 */

/** Why an entry left. */
export type ReleaseReason = 'complete' | 'deadline' | 'full' | 'stopped';

export interface HoldQueueOptions<T> {
  /** Most entries that wait. */
  readonly entriesMax: number;
  /** How long an entry may wait, in ms. */
  readonly holdMs: number;
  /**
   * Takes an entry that leaves. Called exactly once for each, never while `hold` of the same entry runs; must not throw.
   * @param missing facts that have not come, in the order they were named
   */
  readonly release: (value: T, reason: ReleaseReason, missing: readonly string[]) => void;
  /** Milliseconds of a clock that is never set; for tests. */
  readonly now?: () => number;
}

/** An entry that waits. */
export interface Held {
  /** Says that a fact is there. Facts that nobody waits for, and facts that come too late, change nothing. */
  settle(fact: string): void;
}

interface Entry<T> extends Held {
  readonly value: T;
  readonly missing: Set<string>;
  readonly deadlineMs: number;
}

/** See the head of the file. */
export class HoldQueue<T> {
  /** Entries that left, by reason; they only grow. */
  readonly released: Record<ReleaseReason, number> = { complete: 0, deadline: 0, full: 0, stopped: 0 };
  /** Facts that did not come in time, by name. */
  readonly late = new Map<string, number>();
  readonly #options: HoldQueueOptions<T>;
  readonly #now: () => number;
  /** In order of arrival, which is that of the deadlines. */
  readonly #entries = new Set<Entry<T>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: HoldQueueOptions<T>) {
    if (!Number.isSafeInteger(options.entriesMax) || options.entriesMax < 1)
      throw new RangeError(`entriesMax must be a positive integer, not ${options.entriesMax}`);
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Entries that wait. */
  get size(): number {
    return this.#entries.size;
  }

  /** Keeps an entry until all facts are there. With no fact to wait for it waits for the deadline. */
  hold(value: T, facts: Iterable<string>): Held {
    if (this.#entries.size >= this.#options.entriesMax) {
      const [oldest] = this.#entries;
      this.#release(oldest!, 'full');
    }
    const entry: Entry<T> = {
      value,
      missing: new Set(facts),
      deadlineMs: this.#now() + this.#options.holdMs,
      settle: (fact) => {
        if (entry.missing.delete(fact) && entry.missing.size === 0) this.#release(entry, 'complete');
      },
    };
    this.#entries.add(entry);
    this.#arm();
    return entry;
  }

  /** Lets every entry go whose deadline is over. The queue does so by itself; tests call it with their own clock. */
  expire(): void {
    const nowMs = this.#now();
    for (const entry of this.#entries) {
      if (entry.deadlineMs > nowMs) break;
      this.#release(entry, 'deadline');
    }
    this.#arm();
  }

  /** Lets everything go. */
  stop(): void {
    for (const entry of this.#entries) this.#release(entry, 'stopped');
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #release(entry: Entry<T>, reason: ReleaseReason): void {
    if (!this.#entries.delete(entry)) return;
    this.released[reason]++;
    const missing = [...entry.missing];
    entry.missing.clear();
    for (const fact of missing) this.late.set(fact, (this.late.get(fact) ?? 0) + 1);
    this.#options.release(entry.value, reason, missing);
  }

  /** One timer for the entry that is due first. It does not keep the process alive: `stop` ends the wait. */
  #arm(): void {
    if (this.#timer !== null) return;
    const [first] = this.#entries;
    if (first === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.expire();
      },
      Math.max(1, first.deadlineMs - this.#now()),
    ).unref();
  }
}
