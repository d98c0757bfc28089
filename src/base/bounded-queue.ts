/**
 * A queue with a limit on entries and on bytes, which counts what it drops.
 *
 *     shift ◄─ [head … head+length) ◄─ push        slots are used in a circle; nothing moves
 *
 * Whoever makes it says who gives way when it is full: the newcomer (`refuse`) or the oldest (`drop-oldest`).
 */

/** Why an entry was dropped. */
export type DropReason = 'entries' | 'bytes';

export interface BoundedQueueOptions<T> {
  readonly entriesMax: number;
  /** Limit on the sum of `bytesOf`; none when absent. */
  readonly bytesMax?: number;
  /** Size of an entry; must say the same each time. Needed for `bytesMax`. */
  readonly bytesOf?: (entry: T) => number;
  readonly whenFull: 'refuse' | 'drop-oldest';
}

/** First in, first out. */
export class BoundedQueue<T> {
  /** Entries dropped, by the limit that was reached. */
  readonly dropped: Record<DropReason, number> = { entries: 0, bytes: 0 };
  readonly #options: BoundedQueueOptions<T>;
  /** Grows to the limit by doubling, so that a queue that stays short stays small. */
  #slots: (T | undefined)[] = new Array(4).fill(undefined);
  #head = 0;
  #length = 0;
  #bytes = 0;

  constructor(options: BoundedQueueOptions<T>) {
    const { entriesMax, bytesMax, bytesOf } = options;
    if (!Number.isSafeInteger(entriesMax) || entriesMax < 1)
      throw new RangeError(`entriesMax must be a positive integer, not ${entriesMax}`);
    if (bytesMax !== undefined && bytesOf === undefined) throw new TypeError('bytesMax needs bytesOf');
    this.#options = options;
  }

  get length(): number {
    return this.#length;
  }

  /** Sum of `bytesOf`; 0 without it. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns whether the entry is in the queue now; an entry above `bytesMax` by itself never is */
  push(entry: T): boolean {
    const { entriesMax, bytesMax = Number.POSITIVE_INFINITY, whenFull } = this.#options;
    const bytes = this.#options.bytesOf?.(entry) ?? 0;
    if (bytes > bytesMax) {
      this.dropped.bytes++;
      return false;
    }
    for (;;) {
      const reason = this.#length >= entriesMax ? 'entries' : this.#bytes + bytes > bytesMax ? 'bytes' : null;
      if (reason === null) break;
      this.dropped[reason]++;
      if (whenFull === 'refuse') return false;
      this.shift();
    }
    if (this.#length === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#length) % this.#slots.length] = entry;
    this.#length++;
    this.#bytes += bytes;
    return true;
  }

  /** Takes the oldest entry; undefined when there is none. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const entry = this.#slots[this.#head] as T;
    this.#slots[this.#head] = undefined; // Not kept alive by us.
    this.#head = (this.#head + 1) % this.#slots.length;
    this.#length--;
    this.#bytes -= this.#options.bytesOf?.(entry) ?? 0;
    return entry;
  }

  /** The oldest entry, left where it is. */
  peek(): T | undefined {
    return this.#length === 0 ? undefined : this.#slots[this.#head];
  }

  clear(): void {
    this.#slots = new Array(4).fill(undefined);
    this.#head = 0;
    this.#length = 0;
    this.#bytes = 0;
  }

  #grow(): void {
    const size = Math.min(this.#slots.length * 2, Math.max(this.#options.entriesMax, 4));
    const slots: (T | undefined)[] = new Array(size).fill(undefined);
    for (let i = 0; i < this.#length; i++) slots[i] = this.#slots[(this.#head + i) % this.#slots.length];
    this.#slots = slots;
    this.#head = 0;
  }
}
