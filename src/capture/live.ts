/**
 * Records of the running kernel.
 *
 *          ┌──── nothing taken, or wake-ups are left ────┐
 *     asleep ─ a ring wakes ─► drain ─► events taken: every GATHER_MS (FLOOD_GATHER_MS), but the urgent ring still wakes
 *                               ▲  ├──► urgent ones taken: after URGENT_GATHER_MS
 *                               └──┴──► budget used up: at once, after other work had its turn
 *
 * Wake-ups adapt, because one per record would cost the traced process some 3 µs and us ten times that: up to
 * WAKE_UPS_SAVED in a row, and WAKE_UPS_PER_S on average, records wake at once; beyond that they gather. Both rings are read together in the order of their records' times, so that a
 * rule sees an exec before the opens that follow it. Every drain has a budget of records and of time, so that the loop
 * stays free for timers and signals under any load.
 */
import type { Native, RingMemory } from './native.ts';
import { type RecordHandler, RingReader } from './ring.ts';
import { type RecordSink, type RecordSource, RING_URGENT } from './source.ts';

/** Records per drain before other work gets a turn. */
const DRAIN_RECORDS_MAX = 4096;
/** Longest time of a drain, whatever rules cost; looked at every so many records. */
const DRAIN_MS_MAX = 8;
const RECORDS_PER_TIME_CHECK = 64;
/** How long records may gather while the rings are busy. */
const GATHER_MS = 5;
/** The same under a flood: from so many records in a round on, fewer and longer rounds. */
const FLOOD_GATHER_MS = 8;
const FLOOD_RECORDS = 400;
/** The same while rules end processes: what an attacker has in the meantime counts more than a few wake-ups. */
const PROMPT_GATHER_MS = 1;
/** The same for life-cycle records, which reactions hang on; longer than none, or a storm of forks would wake for each. */
const URGENT_GATHER_MS = 1;

/** What a machine that has little to do may spend on being told at once: under half a percent of a CPU. */
const WAKE_UPS_PER_S = 100;
const WAKE_UPS_SAVED = 40;

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
  pendingMax: number[];
}

/** The kernel's rings. */
export class LiveSource implements RecordSource {
  readonly counts: LiveCounts = { wakeUps: 0, drains: 0, pendingMax: [0, 0, 0] };
  readonly #native: Native;
  readonly #rings: Ring[];
  #sink: RecordSink | null = null;
  /** The next round, when one is planned; while it is, no wake-up is needed. */
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #finish: (() => void) | null = null;
  /** Records are not to gather for long; see PROMPT_GATHER_MS. */
  prompt = false;
  /** Wake-ups that may come at once, and when they were last counted (ms, performance.now). */
  #wakeUpsLeft = WAKE_UPS_SAVED;
  #wakeUpsAt = performance.now();
  #draining = false;
  #stopping = false;
  #closed = false;

  /** @param places urgent ring first */
  constructor(native: Native, places: readonly [urgent: RingPlace, ...others: RingPlace[]]) {
    this.#native = native;
    this.#rings = places.map(({ fd, bytes }, number) => {
      const memory = native.openRing(fd, bytes);
      const hand: RecordHandler = (view, length) => this.#sink!(number, view, length);
      return { number, bytes, memory, hand, reader: new RingReader(memory) };
    });
  }

  run(sink: RecordSink): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#sink = sink;
    return new Promise((resolve) => {
      this.#finish = resolve;
      for (const ring of this.#rings) this.#native.watchRing(ring.memory, () => this.#wake());
      this.#wake();
    });
  }

  stop(): void {
    if (this.#closed || this.#stopping) return;
    this.#stopping = true;
    // From inside the sink: the drain that is under way closes the rings when it is done.
    if (!this.#draining) this.#close();
  }

  #close(): void {
    // What is in the rings by now has happened under our eyes: hand it over.
    this.#drain(Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY);
    this.#closed = true;
    this.#planNothing();
    for (const ring of this.#rings) this.#native.closeRing(ring.memory);
    this.#finish?.();
  }

  #planNothing(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timer = null;
    this.#immediate = null;
  }

  #wake(): void {
    // A round that is planned right away needs no wake-up.
    if (this.#closed || this.#draining || this.#immediate !== null) return;
    this.#planNothing();
    this.counts.wakeUps++;
    for (const ring of this.#rings) this.#native.pauseRing(ring.memory);
    this.#turn();
  }

  /** What is planned, made once: a round clears only what has not come yet, as clearing a timer that fires costs Node dear. */
  readonly #planned = (): void => {
    this.#timer = null;
    this.#immediate = null;
    this.#turn();
  };

  /** One round: drain, then come back as the picture above says. */
  #turn(): void {
    if (this.#closed) return;
    const { usedUp, taken, takenUrgent } = this.#drain(DRAIN_RECORDS_MAX, DRAIN_MS_MAX);
    if (this.#closed) return;
    if (this.#stopping) {
      this.#close();
    } else if (usedUp) {
      // Not a timer, whose least delay of 1 ms would cap the rate; timers and other input still have their turn before.
      this.#immediate = setImmediate(this.#planned);
    } else if (taken > 0 && this.#mayWake()) {
      for (const ring of this.#rings) this.#native.resumeRing(ring.memory);
    } else if (takenUrgent || (taken === 0 && this.#rings.some((ring) => ring.reader.pending > 0))) {
      // The second: a record is still being written, and an armed wake-up would fire until it is.
      this.#timer = setTimeout(this.#planned, URGENT_GATHER_MS);
    } else if (taken > 0) {
      this.#timer = setTimeout(this.#planned, this.#gatherMs(taken));
      this.#native.resumeRing(this.#rings[RING_URGENT]!.memory);
    } else {
      for (const ring of this.#rings) this.#native.resumeRing(ring.memory);
    }
  }

  /** Whether the next record may wake at once; takes the wake-up that it will be. */
  #mayWake(): boolean {
    const now = performance.now();
    this.#wakeUpsLeft = Math.min(WAKE_UPS_SAVED, this.#wakeUpsLeft + ((now - this.#wakeUpsAt) * WAKE_UPS_PER_S) / 1000);
    this.#wakeUpsAt = now;
    if (this.#wakeUpsLeft < 1) return false;
    this.#wakeUpsLeft--;
    return true;
  }

  #gatherMs(taken: number): number {
    if (taken >= FLOOD_RECORDS) return FLOOD_GATHER_MS;
    return this.prompt ? PROMPT_GATHER_MS : GATHER_MS;
  }

  /** Takes records of both rings in the order of their times; the urgent ring goes first when it fills up. */
  #drain(recordsMax: number, msMax: number): { usedUp: boolean; taken: number; takenUrgent: boolean } {
    const result = { usedUp: false, taken: 0, takenUrgent: false };
    if (this.#draining || this.#sink === null || this.#closed) return result;
    this.#draining = true;
    this.counts.drains++;
    const urgent = this.#rings[RING_URGENT]!;
    try {
      const until = performance.now() + msMax;
      // Events first: an event that is there has its process's records in the urgent ring by then.
      for (let i = this.#rings.length - 1; i >= 0; i--) this.#rings[i]!.reader.refresh();
      for (const ring of this.#rings) this.#note(ring);
      const urgentOnly = urgent.reader.pending > urgent.bytes / 2;
      for (; ; result.taken++) {
        const { taken } = result;
        if (taken >= recordsMax || (taken % RECORDS_PER_TIME_CHECK === 0 && taken > 0 && performance.now() >= until)) {
          result.usedUp = true;
          break;
        }
        const urgentTime = urgent.reader.peekTime();
        let next = urgent;
        let nextTime = urgentTime;
        if (!urgentOnly || urgentTime === Number.POSITIVE_INFINITY) {
          for (let i = 1; i < this.#rings.length; i++) {
            const time = this.#rings[i]!.reader.peekTime();
            if (time >= nextTime) continue;
            next = this.#rings[i]!;
            nextTime = time;
          }
        }
        if (nextTime === Number.POSITIVE_INFINITY) break;
        if (next === urgent) result.takenUrgent = true;
        next.reader.take(next.hand);
      }
    } finally {
      for (const ring of this.#rings) ring.reader.commit();
      this.#draining = false;
    }
    return result;
  }

  #note(ring: Ring): void {
    const { pendingMax } = this.counts;
    const { pending } = ring.reader;
    if (pending > pendingMax[ring.number]!) pendingMax[ring.number] = pending;
  }
}
