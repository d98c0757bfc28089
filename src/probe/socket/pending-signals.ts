/**
 * Signals that a consumer has not acknowledged yet, numbered, within limits.
 *
 *      first                                        next
 *        ▼                                            ▼
 *     ───[ s17 s18 s19 s20 s21 s22 s23 s24 s25 s26 ]──►
 *              ▲                   ▲
 *        acknowledged by A    acknowledged by B        (a signal goes when every consumer has it)
 *
 * When it is full the oldest signal goes, and each consumer that had not seen it learns how many it missed. What has not
 * been acknowledged survives a consumer, not the probe.
 */

/** A signal as it waits. */
export interface PendingSignal<T> {
  readonly sequence: number;
  readonly value: T;
  readonly bytes: number;
}

export interface PendingLimits {
  readonly entriesMax: number;
  readonly bytesMax: number;
  readonly consumersMax: number;
}

interface Consumer {
  /** Everything below is safe. */
  acknowledgedBelow: number;
  /** Everything below was sent on the present connection. */
  sentBelow: number;
  /** Signals dropped before they were sent, since last told. */
  missed: number;
  /** Which signals that it has not acknowledged were counted as missed: ranges [from, below), oldest first. */
  missedRanges: { from: number; below: number }[];
  /** Whether it ever connected: until then nobody is there to lose anything. */
  isSeen: boolean;
}

/** See the head of the file. Sequences begin with 1. */
export class PendingSignals<T> {
  /** Signals dropped for lack of room that at least one consumer had not acknowledged. */
  dropped = 0;
  readonly #limits: PendingLimits;
  readonly #consumers = new Map<string, Consumer>();
  #entries: PendingSignal<T>[] = [];
  /** Entries below this index are gone; the array is cut now and then. */
  #head = 0;
  #bytes = 0;
  #next = 1;

  /** @param expected consumers for whom signals are kept before they first appear */
  constructor(limits: PendingLimits, expected: readonly string[]) {
    this.#limits = limits;
    for (const name of expected) this.#consumers.set(name, newConsumer(1, false));
  }

  get length(): number {
    return this.#entries.length - this.#head;
  }

  get nextSequence(): number {
    return this.#next;
  }

  /**
   * A consumer connected: signals are kept for it from now on; a known one goes on with the first that it has not
   * acknowledged. Returns the first signal to send, or null when there are too many consumers.
   */
  connect(name: string): number | null {
    let consumer = this.#consumers.get(name);
    if (consumer === undefined) {
      if (this.#consumers.size >= this.#limits.consumersMax) return null;
      consumer = newConsumer(this.#next, true);
      this.#consumers.set(name, consumer);
    }
    consumer.isSeen = true;
    // What was sent on an earlier connection and is gone now may never have arrived.
    const first = this.#entries[this.#head]?.sequence ?? this.#next;
    const counted = consumer.missedRanges.reduce((sum, { from, below }) => sum + below - from, 0);
    const gone = first - consumer.acknowledgedBelow - counted;
    if (gone > 0) {
      consumer.missed += gone;
      this.dropped += gone;
    }
    if (first > consumer.acknowledgedBelow) {
      consumer.acknowledgedBelow = first;
      consumer.missedRanges = [];
    }
    consumer.sentBelow = consumer.acknowledgedBelow;
    return consumer.acknowledgedBelow;
  }

  /** Everything below was handed to the connection of this consumer. */
  noteSent(name: string, below: number): void {
    const consumer = this.#consumers.get(name);
    if (consumer !== undefined && below > consumer.sentBelow) consumer.sentBelow = below;
  }

  /** First signal that a consumer has not acknowledged. */
  startOf(name: string): number {
    return this.#consumers.get(name)?.acknowledgedBelow ?? this.#next;
  }

  /** Numbers and keeps a signal; `make` gets its number. */
  add(bytes: number, make: (sequence: number) => T): PendingSignal<T> {
    const entry = { sequence: this.#next, value: make(this.#next), bytes };
    this.#next++;
    if (bytes > this.#limits.bytesMax) {
      this.#countMissed(entry.sequence);
      return entry;
    }
    this.#entries.push(entry);
    this.#bytes += bytes;
    while (this.length > this.#limits.entriesMax || this.#bytes > this.#limits.bytesMax) {
      this.#countMissed(this.#entries[this.#head]!.sequence);
      this.#dropOldest();
    }
    return entry;
  }

  /** At most `entriesMax` signals from `sequence` on. */
  from(sequence: number, entriesMax: number, bytesMax: number): PendingSignal<T>[] {
    const first = this.#entries[this.#head]?.sequence ?? this.#next;
    let at = this.#head + Math.max(0, sequence - first);
    const taken: PendingSignal<T>[] = [];
    let bytes = 0;
    for (; at < this.#entries.length && taken.length < entriesMax; at++) {
      const entry = this.#entries[at]!;
      if (taken.length > 0 && bytes + entry.bytes > bytesMax) break;
      bytes += entry.bytes;
      taken.push(entry);
    }
    return taken;
  }

  /** Everything up to `sequence` is safe with the consumer. Returns how many are still open for it, null: unknown name. */
  acknowledge(name: string, sequence: number): number | null {
    const consumer = this.#consumers.get(name);
    if (consumer === undefined) return null;
    const below = Math.min(sequence + 1, this.#next);
    if (below > consumer.acknowledgedBelow) {
      consumer.acknowledgedBelow = below;
      consumer.missedRanges = consumer.missedRanges.filter((range) => range.from >= below);
    }
    let least = this.#next;
    for (const { acknowledgedBelow } of this.#consumers.values()) least = Math.min(least, acknowledgedBelow);
    while (this.length > 0 && this.#entries[this.#head]!.sequence < least) this.#dropOldest();
    return this.openOf(name);
  }

  /** Signals that wait for a consumer. */
  openOf(name: string): number {
    const first = this.#entries[this.#head]?.sequence ?? this.#next;
    return this.#next - Math.max(first, this.startOf(name));
  }

  /** How many signals a consumer missed since it was last asked. */
  takeMissed(name: string): number {
    const consumer = this.#consumers.get(name);
    if (consumer === undefined) return 0;
    const { missed } = consumer;
    consumer.missed = 0;
    return missed;
  }

  #countMissed(sequence: number): void {
    let isMissed = false;
    for (const consumer of this.#consumers.values()) {
      if (consumer.acknowledgedBelow > sequence || consumer.sentBelow > sequence) continue;
      consumer.missed++;
      const last = consumer.missedRanges.at(-1);
      if (last?.below === sequence) last.below++;
      else consumer.missedRanges.push({ from: sequence, below: sequence + 1 });
      consumer.sentBelow = sequence + 1;
      isMissed ||= consumer.isSeen;
    }
    if (isMissed) this.dropped++;
  }

  #dropOldest(): void {
    this.#bytes -= this.#entries[this.#head]!.bytes;
    this.#entries[this.#head] = undefined as never; // Not kept alive by us.
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }
}

function newConsumer(start: number, isSeen: boolean): Consumer {
  return {
    acknowledgedBelow: start,
    sentBelow: start,
    missed: 0,
    missedRanges: [],
    isSeen,
  };
}
