/**
 * Brings records from the spool to one sink: reads, filters, delivers, tries again, commits.
 *
 *     read ─► filter ─► deliver ─┬─ done ────► commit
 *       ▲                        ├─ retry ───► wait, deliver again      (for ever: the spool has the limits)
 *       │                        └─ refused ─► halve; a batch of one goes to the dead letters
 *       └────────────────────────────┘
 *
 * A record is committed only after it was delivered or put aside, so that nothing is skipped; after a crash the last batch is
 * delivered again.
 */
import { create, fromBinary } from '@bufbuild/protobuf';
import { type SinkStatus, SinkStatus_State, SinkStatusSchema } from '../wire/ingest.gen.ts';
import { RecordSchema, type Record as WireRecord } from '../wire/record.gen.ts';
import type { DeadLetters } from './dead-letters.ts';
import { passes, type RecordFilterOptions } from './record-filter.ts';
import { pause, RetryDelay, type RetryOptions } from './retry-delay.ts';
import { type DeliveryResult, retry, type Sink } from './sinks/sink.ts';
import type { Spool, SpoolReader } from './spool/spool.ts';

export interface SinkRunnerOptions {
  readonly name: string;
  readonly sink: Sink;
  readonly filter: RecordFilterOptions;
  readonly retry: RetryOptions;
  readonly deadLetters: DeadLetters;
  /** In order of preference: signals before events. The reader of each has the sink's name. */
  readonly spools: readonly Spool[];
}

/** What a sink that cannot be made looks like in a status. */
export function misconfiguredStatus(name: string, kind: string, reason: string): SinkStatus {
  return create(SinkStatusSchema, { name, kind, state: SinkStatus_State.MISCONFIGURED, lastError: reason });
}

/** One per sink. */
export class SinkRunner {
  readonly #options: SinkRunnerOptions;
  readonly #delay: RetryDelay;
  readonly #abort = new AbortController();
  readonly #readers: readonly SpoolReader[];
  #done: Promise<void> | null = null;
  #delivered = 0;
  #filtered = 0;
  #dead = 0;
  #retries = 0;
  #lastError = '';
  #lastSuccessMs = 0;
  #lastFailureMs = 0;

  constructor(options: SinkRunnerOptions) {
    this.#options = options;
    this.#delay = new RetryDelay(options.retry);
    this.#readers = options.spools.map((spool) => spool.reader(options.name));
  }

  start(): void {
    this.#done ??= this.#run();
  }

  /** Ends after the batch under way, which is given `graceMs`; what is not delivered stays in the spool. */
  async stop(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#abort.abort(), graceMs);
    this.#stopping = true;
    this.#wake.abort();
    await this.#done;
    clearTimeout(timer);
    this.#abort.abort();
    await this.#options.sink.close();
  }

  #stopping = false;
  /** Ends waiting, not a delivery. */
  readonly #wake = new AbortController();

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const reader = this.#readers.find((r, i) => r.next < this.#options.spools[i]!.end);
      if (reader === undefined) {
        await this.#arrival();
        continue;
      }
      await this.#forward(reader);
    }
  }

  /** Resolves when some spool has something new. */
  async #arrival(): Promise<void> {
    const found = new AbortController();
    const signal = AbortSignal.any([found.signal, this.#wake.signal]);
    await Promise.race(this.#options.spools.map((spool, i) => spool.arrival(this.#readers[i]!.next, signal)));
    found.abort();
  }

  async #forward(reader: SpoolReader): Promise<void> {
    const { sink, filter } = this.#options;
    const entries = reader.read(Math.max(sink.entriesMax, FILTER_AHEAD), sink.bytesMax);
    if (entries.length === 0) return;
    let batch: WireRecord[] = [];
    let batchBytes = 0;
    let last = 0;
    const flush = async (): Promise<boolean> => {
      if (batch.length > 0 && !(await this.#deliver(batch))) return false;
      reader.commit(last);
      batch = [];
      batchBytes = 0;
      return true;
    };
    for (const { sequence, payload } of entries) {
      const record = decode(payload);
      if (record === null || !passes(record, filter)) {
        this.#filtered++;
      } else {
        if (batch.length >= sink.entriesMax || (batch.length > 0 && batchBytes + record.json.length > sink.bytesMax)) {
          if (!(await flush())) {
            reader.rewind();
            return;
          }
        }
        batch.push(record);
        batchBytes += record.json.length;
      }
      last = sequence;
    }
    if (!(await flush())) reader.rewind();
    // Sinks that never wait for anything must not keep everybody else from running.
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Delivers until it is done; false when it was told to stop before. */
  async #deliver(batch: readonly WireRecord[]): Promise<boolean> {
    for (;;) {
      if (this.#abort.signal.aborted) return false;
      const result = await this.#attempt(batch);
      switch (result.kind) {
        case 'done': {
          const dead = result.dead ?? [];
          for (const { index, reason } of dead) {
            if (!(await this.#bury([batch[index]!], reason))) return false;
          }
          this.#delivered += batch.length - dead.length;
          this.#lastSuccessMs = Date.now();
          this.#delay.succeeded();
          this.#lastError = '';
          if (result.waitMs !== undefined) await pause(result.waitMs, this.#wake.signal);
          return true;
        }
        case 'refused': {
          if (batch.length === 1) return this.#bury(batch, result.reason);
          const half = batch.length >> 1;
          return (await this.#deliver(batch.slice(0, half))) && this.#deliver(batch.slice(half));
        }
        case 'retry':
          this.#retries++;
          this.#lastError = result.reason;
          this.#lastFailureMs = Date.now();
          if (this.#stopping) return false;
          await pause(this.#delay.next(result.afterMs), this.#wake.signal);
          if (this.#stopping) return false;
      }
    }
  }

  async #attempt(batch: readonly WireRecord[]): Promise<DeliveryResult> {
    try {
      return await this.#options.sink.deliver(batch, this.#abort.signal);
    } catch (error) {
      return retry(error);
    }
  }

  async #bury(records: readonly WireRecord[], reason: string): Promise<boolean> {
    for (;;) {
      try {
        this.#options.deadLetters.add(records, reason);
        this.#dead += records.length;
        this.#lastError = reason;
        this.#lastFailureMs = Date.now();
        return true;
      } catch (error) {
        // A full disk: the record stays in the spool until it can be put aside.
        this.#lastError = `cannot write the dead-letter file: ${(error as Error).message}`;
        if (this.#stopping) return false;
        await pause(this.#delay.next(), this.#wake.signal);
        if (this.#stopping) return false;
      }
    }
  }

  status(): SinkStatus {
    const sum = (of: (reader: SpoolReader) => number): bigint =>
      BigInt(this.#readers.reduce((all, reader) => all + of(reader), 0));
    return create(SinkStatusSchema, {
      name: this.#options.name,
      kind: this.#options.sink.kind,
      state: this.#delay.failures > 0 ? SinkStatus_State.RETRYING : SinkStatus_State.HEALTHY,
      delivered: BigInt(this.#delivered),
      filtered: BigInt(this.#filtered),
      dead: BigInt(this.#dead),
      retries: BigInt(this.#retries),
      waiting: sum(({ waiting }) => waiting),
      missed: sum(({ missed }) => missed),
      lastError: this.#lastError,
      lastSuccessUnixNs: BigInt(this.#lastSuccessMs) * 1_000_000n,
      lastFailureUnixNs: BigInt(this.#lastFailureMs) * 1_000_000n,
    });
  }
}

/** Entries read at once at least, so that a sink with a narrow filter gets through a flood of others. */
const FILTER_AHEAD = 256;

/** Null for bytes that are no record: a bug of whoever wrote them, and nothing that a sink could take. */
function decode(payload: Uint8Array): WireRecord | null {
  try {
    return fromBinary(RecordSchema, payload);
  } catch {
    return null;
  }
}
