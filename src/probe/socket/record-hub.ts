/**
 * Hands finished records from the event path to whoever subscribed. Everything here runs on the event path: it never waits,
 * and each subscriber has a queue with limits.
 *
 *     signal ──► pending (until acknowledged) ──► subscribers with a name
 *            └─► queue ─────────────────────────► onlookers
 *     event  ──► filter ──► queue ──────────────► subscribers that asked for events
 *
 * What does not fit is counted by class and reason, and told to the subscriber as a `lost_events` record as soon as there
 * is room. JSON of an event is made at most once, and only when some queue takes it.
 */
import { create } from '@bufbuild/protobuf';
import { BoundedQueue } from '../../base/bounded-queue.ts';
import { UuidSource } from '../../base/uuid.ts';
import { RecordClass, RecordSchema, type Severity, type Record as WireRecord } from '../../wire/record.gen.ts';
import { PendingSignals } from './pending-signals.ts';

/** Limits of the hub; each is a promise about memory. */
export interface HubLimits {
  readonly pendingEntriesMax: number;
  readonly pendingBytesMax: number;
  readonly queueEntriesMax: number;
  readonly queueBytesMax: number;
  readonly subscribersMax: number;
  readonly consumersMax: number;
}

export const HUB_LIMITS: HubLimits = {
  pendingEntriesMax: 20_000,
  pendingBytesMax: 32 << 20,
  queueEntriesMax: 8192,
  queueBytesMax: 16 << 20,
  subscribersMax: 16,
  consumersMax: 16,
};

/** Most of one message. */
const BATCH_ENTRIES_MAX = 512;
const BATCH_BYTES_MAX = 1 << 20;

/** What a subscriber wants. */
export interface Subscription<E> {
  /** '' is an onlooker. */
  readonly consumer: string;
  readonly classes: ReadonlySet<RecordClass>;
  /** Kinds of events, null: all. */
  readonly eventTypes: ReadonlySet<string> | null;
  readonly eventFilter: ((event: E) => boolean) | null;
}

/** A record before it has an envelope. */
export interface Draft {
  readonly json: Uint8Array;
  readonly timeUnixNs: bigint;
  readonly type: string;
}

export interface SignalDraft extends Draft {
  readonly ruleId: string;
  readonly severity: Severity;
}

/** An event on the event path: valid only during the call. */
export interface HubEvent {
  readonly type: string;
  readonly timestampNs: bigint;
}

export interface HubOptions<E extends HubEvent> {
  readonly hostId: string;
  /** JSON of an event; called on the event path. */
  readonly eventJson: (event: E) => string;
  /** JSON of an internal record: its kind and what it says. */
  readonly internalJson: (type: string, facts: Readonly<Record<string, unknown>>) => string;
  readonly nowUnixNs?: () => bigint;
  readonly limits?: HubLimits;
  /** Consumers for whom signals are kept before they first connect. */
  readonly expected?: readonly string[];
}

const sizeOf = (record: WireRecord): number => record.json.length + 160;

/** Losses of one subscriber by class and reason, e.g. `event queue_full`. */
type LossCounts = Map<string, number>;

/** One stream. */
export class Subscriber<E> {
  readonly want: Subscription<E>;
  readonly queue: BoundedQueue<WireRecord>;
  sent = 0;
  /** All losses, ever. */
  readonly losses: LossCounts = new Map();
  /** Losses that it has not been told. */
  readonly untold: LossCounts = new Map();
  /** The next signal to send, for named consumers. */
  nextSignal = 0;
  ended = false;
  #wake: (() => void) | null = null;

  constructor(want: Subscription<E>, limits: HubLimits) {
    this.want = want;
    this.queue = new BoundedQueue<WireRecord>({
      entriesMax: limits.queueEntriesMax,
      bytesMax: limits.queueBytesMax,
      bytesOf: sizeOf,
      whenFull: 'refuse',
    });
  }

  get dropped(): number {
    let sum = 0;
    for (const count of this.losses.values()) sum += count;
    return sum;
  }

  count(what: string, by = 1): void {
    this.losses.set(what, (this.losses.get(what) ?? 0) + by);
    this.untold.set(what, (this.untold.get(what) ?? 0) + by);
  }

  wake(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  /** Resolves with the next `wake`. */
  asleep(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** See the head of the file. */
export class RecordHub<E extends HubEvent> {
  readonly pending: PendingSignals<WireRecord>;
  /** Identifies this numbering of signals. */
  readonly streamId: string;
  readonly subscribers = new Set<Subscriber<E>>();
  readonly #ids = new UuidSource();
  readonly #options: HubOptions<E>;
  readonly #limits: HubLimits;
  /** Told when the first subscriber wants events, and when the last one left. */
  onDemand: (wantsEvents: boolean) => void = () => {};
  #wantsEvents = false;
  #dropped: LossCounts = new Map();

  constructor(options: HubOptions<E>) {
    this.#options = options;
    this.#limits = options.limits ?? HUB_LIMITS;
    const { pendingEntriesMax, pendingBytesMax, consumersMax } = this.#limits;
    this.pending = new PendingSignals(
      { entriesMax: pendingEntriesMax, bytesMax: pendingBytesMax, consumersMax },
      options.expected ?? [],
    );
    this.streamId = this.#ids.next();
  }

  /** Whether `offerEvent` would do anything: lets the pipeline skip the call. */
  get wantsEvents(): boolean {
    return this.#wantsEvents;
  }

  /** Losses of streams that have ended and of those that run, by class and reason. */
  losses(): ReadonlyMap<string, number> {
    const all = new Map(this.#dropped);
    for (const { losses } of this.subscribers) addTo(all, losses);
    return all;
  }

  /** A signal, in all its JSON. Returns its record. */
  publishSignal({ json, timeUnixNs, type, ruleId, severity }: SignalDraft): WireRecord {
    const { value: record } = this.pending.add(json.length + 160, (sequence) =>
      create(RecordSchema, {
        id: this.#ids.next(),
        class: RecordClass.SIGNAL,
        timeUnixNs,
        hostId: this.#options.hostId,
        json,
        severity,
        type,
        ruleId,
        sequence: BigInt(sequence),
      }),
    );
    for (const subscriber of this.subscribers) {
      if (!subscriber.want.classes.has(RecordClass.SIGNAL)) continue;
      if (subscriber.want.consumer === '' && !subscriber.queue.push(record)) subscriber.count('signal queue_full');
      subscriber.wake();
    }
    return record;
  }

  /** An event, before rules. */
  offerEvent(event: E): void {
    let record: WireRecord | null = null;
    for (const subscriber of this.subscribers) {
      const { classes, eventTypes, eventFilter } = subscriber.want;
      if (!classes.has(RecordClass.EVENT)) continue;
      if (eventTypes !== null && !eventTypes.has(event.type)) continue;
      if (eventFilter !== null && !eventFilter(event)) continue;
      if (subscriber.queue.length >= this.#limits.queueEntriesMax) {
        subscriber.count('event queue_full');
        continue;
      }
      record ??= this.#record(RecordClass.EVENT, event.type, this.#options.eventJson(event), event.timestampNs);
      if (!subscriber.queue.push(record)) subscriber.count('event queue_full');
      subscriber.wake();
    }
  }

  /** A record about Shrike itself, to all who asked for them. */
  publishInternal(type: string, facts: Readonly<Record<string, unknown>>): void {
    const record = this.#internal(type, facts);
    for (const subscriber of this.subscribers) {
      if (!subscriber.want.classes.has(RecordClass.INTERNAL)) continue;
      if (!subscriber.queue.push(record)) subscriber.count('internal queue_full');
      subscriber.wake();
    }
  }

  /** Begins a stream, or says why not. A second stream of a consumer ends its first. */
  subscribe(want: Subscription<E>): Subscriber<E> | string {
    if (this.subscribers.size >= this.#limits.subscribersMax) {
      return `there are ${this.#limits.subscribersMax} subscribers already`;
    }
    const nextSignal = want.consumer === '' ? 0 : this.pending.connect(want.consumer);
    if (nextSignal === null) return `there are ${this.#limits.consumersMax} consumers already`;
    for (const other of this.subscribers) {
      if (want.consumer !== '' && other.want.consumer === want.consumer) this.unsubscribe(other);
    }
    const subscriber = new Subscriber(want, this.#limits);
    subscriber.nextSignal = nextSignal;
    this.subscribers.add(subscriber);
    this.#update();
    return subscriber;
  }

  unsubscribe(subscriber: Subscriber<E>): void {
    if (!this.subscribers.delete(subscriber)) return;
    subscriber.ended = true;
    addTo(this.#dropped, subscriber.losses);
    subscriber.wake();
    this.#update();
  }

  #update(): void {
    const wants = [...this.subscribers].some(({ want }) => want.classes.has(RecordClass.EVENT));
    if (wants === this.#wantsEvents) return;
    this.#wantsEvents = wants;
    this.onDemand(wants);
  }

  /** The next records for a subscriber: losses first, then signals, then its queue. Empty: nothing there now. */
  take(subscriber: Subscriber<E>): WireRecord[] {
    const { want, queue, untold } = subscriber;
    const batch: WireRecord[] = [];
    let bytes = 0;
    const isNamed = want.consumer !== '' && want.classes.has(RecordClass.SIGNAL);
    if (isNamed) {
      const missed = this.pending.takeMissed(want.consumer);
      if (missed > 0) subscriber.count('signal pending_full', missed);
    }
    if (untold.size > 0) {
      batch.push(this.#internal('lost_events', { consumer: want.consumer, lost: Object.fromEntries(untold) }));
      untold.clear();
    }
    if (isNamed) {
      for (const { sequence, value, bytes: size } of this.pending.from(
        subscriber.nextSignal,
        BATCH_ENTRIES_MAX,
        BATCH_BYTES_MAX,
      )) {
        batch.push(value);
        bytes += size;
        subscriber.nextSignal = sequence + 1;
      }
      this.pending.noteSent(want.consumer, subscriber.nextSignal);
    }
    while (batch.length < BATCH_ENTRIES_MAX && bytes < BATCH_BYTES_MAX) {
      const record = queue.shift();
      if (record === undefined) break;
      batch.push(record);
      bytes += sizeOf(record);
    }
    subscriber.sent += batch.length;
    return batch;
  }

  /** Waits until all streams have taken what is there and signals are acknowledged, at most so long. */
  async drained(msMax: number): Promise<void> {
    const isOpen = ({ want, queue }: Subscriber<E>): boolean =>
      queue.length > 0 || (want.consumer !== '' && this.pending.openOf(want.consumer) > 0);
    for (const end = performance.now() + msMax; [...this.subscribers].some(isOpen) && performance.now() < end; ) {
      for (const subscriber of this.subscribers) subscriber.wake();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  #internal(type: string, facts: Readonly<Record<string, unknown>>): WireRecord {
    const now = this.#options.nowUnixNs?.() ?? BigInt(Date.now()) * 1_000_000n;
    return this.#record(RecordClass.INTERNAL, type, this.#options.internalJson(type, facts), now);
  }

  #record(recordClass: RecordClass, type: string, json: string, timeUnixNs: bigint): WireRecord {
    return create(RecordSchema, {
      id: this.#ids.next(),
      class: recordClass,
      timeUnixNs,
      hostId: this.#options.hostId,
      json: Buffer.from(json),
      type,
    });
  }
}

function addTo(all: LossCounts, more: ReadonlyMap<string, number>): void {
  for (const [what, count] of more) all.set(what, (all.get(what) ?? 0) + count);
}
