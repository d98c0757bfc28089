/**
 * Records of the running kernel.
 *
 * Wake-ups adapt: the first record after a quiet time wakes at once; then the ring is read by a timer every few
 * milliseconds until it is found empty, and the wake-up is armed again. A wake-up per record would cost the traced process
 * some 3 µs each. Both rings are read together in the order of their records' times, so that a rule sees an exec before the
 * opens that follow it. Every drain has a budget, so that the loop stays free for timers and signals under any load.
 */
import type { Native, RingMemory } from './native.ts';
import { type RecordHandler, RingReader } from './ring.ts';
import { type RecordSink, type RecordSource, RING_EVENTS, RING_URGENT } from './source.ts';

/** Records per drain before other work gets a turn. */
const DRAIN_RECORDS_MAX = 4096;
/** How long records may gather while the rings are busy. */
const GATHER_MS = 4;

export interface RingPlace {
  readonly fd: number;
  /** Size of the data area. */
  readonly bytes: number;
}

interface Ring {
  readonly number: number;
  readonly bytes: number;
  /** Hands a record to the sink; one function per ring, made once. */
  readonly hand: RecordHandler;
  readonly memory: RingMemory;
  readonly reader: RingReader;
}

/** What the live source counts. */
export interface LiveCounts {
  wakeUps: number;
  drains: number;
  /** Most bytes ever seen waiting, by ring. */
  pendingMax: [number, number];
}

/** The kernel's two rings. */
export class LiveSource implements RecordSource {
  readonly counts: LiveCounts = { wakeUps: 0, drains: 0, pendingMax: [0, 0] };
  readonly #native: Native;
  readonly #rings: Ring[];
  #sink: RecordSink | null = null;
  /** The next round, when one is planned; while it is, no wake-up is needed. */
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #finish: (() => void) | null = null;
  #draining = false;
  #closed = false;

  /** @param places urgent ring first */
  constructor(native: Native, places: readonly [RingPlace, RingPlace]) {
    this.#native = native;
    this.#rings = places.map(({ fd, bytes }, number) => {
      const memory = native.openRing(fd, bytes);
      const hand: RecordHandler = (view, length) => this.#sink!(number, view, length);
      return { number, bytes, memory, hand, reader: new RingReader(memory, bytes) };
    });
  }

  run(sink: RecordSink): Promise<void> {
    this.#sink = sink;
    for (const ring of this.#rings) this.#native.watchRing(ring.memory, () => this.#wake());
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#wake();
    });
  }

  stop(): void {
    if (this.#closed) return;
    // What is in the rings by now has happened under our eyes: hand it over.
    this.#drainAll(Number.MAX_SAFE_INTEGER);
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    for (const ring of this.#rings) this.#native.closeRing(ring.memory);
    this.#finish?.();
  }

  #wake(): void {
    if (this.#closed || this.#timer !== null || this.#immediate !== null) return;
    this.counts.wakeUps++;
    for (const ring of this.#rings) this.#native.pauseRing(ring.memory);
    this.#turn();
  }

  /** One round: drain, then come back at once (budget used up), later (busy), or on the next wake-up (quiet). */
  #turn(): void {
    this.#timer = null;
    this.#immediate = null;
    if (this.#closed) return;
    const taken = this.#drainAll(DRAIN_RECORDS_MAX);
    if (this.#closed) return;
    if (taken >= DRAIN_RECORDS_MAX) {
      // Not a timer, whose least delay of 1 ms would cap the rate; timers and other input still have their turn before.
      this.#immediate = setImmediate(() => this.#turn());
    } else if (taken > 0) {
      this.#timer = setTimeout(() => this.#turn(), GATHER_MS);
    } else {
      for (const ring of this.#rings) this.#native.resumeRing(ring.memory);
    }
  }

  /** Takes records of both rings in the order of their times; the urgent ring goes first when it fills up. */
  #drainAll(budget: number): number {
    if (this.#draining || this.#sink === null || this.#closed) return 0;
    this.#draining = true;
    this.counts.drains++;
    const urgent = this.#rings[RING_URGENT]!;
    const events = this.#rings[RING_EVENTS]!;
    let taken = 0;
    try {
      // Events first: an event that is there has its process's records in the urgent ring by then.
      events.reader.refresh();
      urgent.reader.refresh();
      this.#note(urgent);
      this.#note(events);
      const urgentOnly = urgent.reader.pending > urgent.bytes / 2;
      while (taken < budget) {
        const urgentTime = urgent.reader.peekTime();
        const eventTime =
          urgentOnly && urgentTime !== Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : events.reader.peekTime();
        if (urgentTime === Number.POSITIVE_INFINITY && eventTime === Number.POSITIVE_INFINITY) break;
        if (urgentTime <= eventTime) urgent.reader.take(urgent.hand);
        else events.reader.take(events.hand);
        taken++;
      }
    } finally {
      urgent.reader.commit();
      events.reader.commit();
      this.#draining = false;
    }
    return taken;
  }

  #note(ring: Ring): void {
    const { pendingMax } = this.counts;
    const { pending } = ring.reader;
    if (pending > pendingMax[ring.number]!) pendingMax[ring.number] = pending;
  }
}
