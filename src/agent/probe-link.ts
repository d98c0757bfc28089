/**
 * The agent's end of the probe's socket: subscribes, writes what comes into the spools, and acknowledges signals when the disk
 * has them. Surprising: the next message is only read after the one before is safe, so that a full disk or a slow one holds
 * the stream, and the probe keeps the signals (up to its limits) instead of us.
 *
 *     connect ─► subscribe ─► message ─► append ─► flush ─► acknowledge ─┐
 *        ▲                       ▲─────────────────────────────────────┘
 *        └── wait ◄── broken
 */
import { toBinary } from '@bufbuild/protobuf';
import { type Client, ConnectError, createClient } from '@connectrpc/connect';
import { connectLocal } from '../wire/local-client.ts';
import { type GetStatusResponse, Probe } from '../wire/probe.gen.ts';
import { RecordClass, RecordSchema, type Record as WireRecord } from '../wire/record.gen.ts';
import { pause, RetryDelay } from './retry-delay.ts';
import type { Spool } from './spool/spool.ts';

/** What the agent asks the probe for. */
export interface Wanted {
  readonly classes: readonly RecordClass[];
  /** Empty: all. */
  readonly eventTypes: readonly string[];
}

export interface ProbeLinkOptions {
  readonly path: string;
  readonly signals: Spool;
  readonly events: Spool;
  readonly wanted: Wanted;
}

const RETRY = { firstMs: 100, longestMs: 5000 };
const DISK_RETRY_MS = 1000;
const CALL_MS_MAX = 5000;

export class ProbeLink {
  /** '' while connected, else why not. */
  problem = 'not connected yet';
  /** '' while the disk takes what comes, else why not. */
  diskProblem = '';
  /** Events that the disk did not take. */
  eventsDropped = 0;
  received = 0;
  readonly #options: ProbeLinkOptions;
  readonly #abort = new AbortController();
  #client: Client<typeof Probe> | null = null;
  readonly #done: Promise<void>;

  constructor(options: ProbeLinkOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  get isConnected(): boolean {
    return this.problem === '';
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  /** The probe's status, or null when it does not answer. */
  async status(): Promise<GetStatusResponse | null> {
    try {
      return (await this.#client?.getStatus({}, { timeoutMs: CALL_MS_MAX })) ?? null;
    } catch {
      return null;
    }
  }

  async #run(): Promise<void> {
    const delay = new RetryDelay(RETRY);
    const { signal } = this.#abort;
    while (!signal.aborted) {
      const { transport, close } = connectLocal(this.#options.path);
      const stop = (): void => close();
      signal.addEventListener('abort', stop);
      try {
        this.#client = createClient(Probe, transport);
        const { wanted } = this.#options;
        for await (const { records, streamId } of this.#client.subscribe(
          { consumer: 'agent', classes: [...wanted.classes], eventTypes: [...wanted.eventTypes] },
          { signal },
        )) {
          this.problem = '';
          delay.succeeded();
          await this.#take(records, streamId);
        }
        this.problem = 'the probe ended the stream';
      } catch (error) {
        this.problem = ConnectError.from(error).rawMessage;
      } finally {
        signal.removeEventListener('abort', stop);
        this.#client = null;
        close();
      }
      await pause(delay.next(), signal);
    }
  }

  async #take(records: readonly WireRecord[], streamId: string): Promise<void> {
    if (records.length === 0) return;
    this.received += records.length;
    const kept = records.filter((record) => record.class !== RecordClass.EVENT);
    const events = records.filter((record) => record.class === RecordClass.EVENT);
    if (kept.length > 0) await this.#keep(kept);
    if (events.length > 0) {
      try {
        this.#options.events.append(events.map((record) => toBinary(RecordSchema, record)));
      } catch (error) {
        this.eventsDropped += events.length;
        this.diskProblem = (error as Error).message;
      }
    }
    const last = kept.findLast((record) => record.class === RecordClass.SIGNAL);
    if (last === undefined) return;
    // Not awaited: the next message need not wait, and a lost acknowledgement only means that signals come again.
    this.#client?.acknowledge({ consumer: 'agent', streamId, sequence: last.sequence }).catch(() => {});
  }

  /** Writes until the disk has it. */
  async #keep(records: readonly WireRecord[]): Promise<void> {
    const { signals } = this.#options;
    const payloads = records.map((record) => toBinary(RecordSchema, record));
    for (;;) {
      try {
        signals.append(payloads);
        await signals.flush();
        this.diskProblem = '';
        return;
      } catch (error) {
        this.diskProblem = (error as Error).message;
        if (this.#abort.signal.aborted) throw error;
        await pause(DISK_RETRY_MS, this.#abort.signal);
        if (this.#abort.signal.aborted) throw error;
      }
    }
  }
}
