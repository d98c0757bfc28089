/**
 * A Shrike server: batches over Connect with a client certificate, and a heartbeat beside them. The server stores each record
 * once, whatever is sent again.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import type { HostFacts, ProbeStatus } from '../../wire/host.gen.ts';
import { type AgentStatus, Ingest } from '../../wire/ingest.gen.ts';
import type { Record as WireRecord } from '../../wire/record.gen.ts';
import type { Enrolment, Identity } from './enrolment.ts';
import type { DeliveryResult, Sink } from './sink.ts';

/** What a heartbeat says. */
export interface Heartbeat {
  readonly host: HostFacts;
  /** Null while the probe is not reached. */
  readonly probe: ProbeStatus | null;
  readonly agent: AgentStatus;
}

export interface ServerSinkOptions {
  readonly url: string;
  readonly enrolment: Enrolment;
  readonly timeoutMs: number;
  readonly heartbeat: () => Promise<Heartbeat>;
  readonly heartbeatMs: number;
}

const RENEW_RETRY_MS = 3_600_000;
const RETRY_AFTER_MS_MAX = 3_600_000;

const CODE_WORDS: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(Code).map(([word, code]) => [code, word.toLowerCase()]),
);

export class ServerSink implements Sink {
  readonly kind = 'shrike';
  readonly entriesMax = 1000;
  readonly bytesMax = 4 << 20;
  readonly #options: ServerSinkOptions;
  #transport: Transport | null = null;
  #agent: HttpAgent | HttpsAgent | null = null;
  #identity: Identity | null = null;
  #renewedMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #beating: Promise<void> | null = null;

  constructor(options: ServerSinkOptions) {
    this.#options = options;
    this.#beatAfter(0);
  }

  async deliver(records: readonly WireRecord[], signal: AbortSignal): Promise<DeliveryResult> {
    try {
      const client = createClient(Ingest, await this.#connect());
      const { rejected, retryAfterMs } = await client.deliver(
        { records: [...records] },
        { signal, timeoutMs: this.#options.timeoutMs },
      );
      const index = new Map(records.map(({ id }, i) => [id, i]));
      return {
        kind: 'done',
        dead: rejected.flatMap(({ id, reason }) => (index.has(id) ? [{ index: index.get(id)!, reason }] : [])),
        ...(retryAfterMs === 0 ? {} : { waitMs: retryAfterMs }),
      };
    } catch (error) {
      return this.#judge(error);
    }
  }

  #judge(error: unknown): DeliveryResult {
    const { code, rawMessage, metadata } = ConnectError.from(error);
    if (code === Code.InvalidArgument) return { kind: 'refused', reason: rawMessage };
    // A certificate that the server no longer takes: the next attempt enrols again if there is a token.
    if (code === Code.Unauthenticated) this.#disconnect(true);
    else if (code !== Code.ResourceExhausted) this.#disconnect(false);
    const asked = Number(metadata.get('retry-after-ms') ?? 0);
    const afterMs = Number.isFinite(asked) ? Math.min(Math.max(0, asked), RETRY_AFTER_MS_MAX) : 0;
    return { kind: 'retry', reason: `${CODE_WORDS[code] ?? 'error'}: ${rawMessage}`, afterMs };
  }

  /** One at a time: a delivery and a heartbeat must not both trade the token. */
  #connect(): Promise<Transport> {
    const turn = this.#connecting.then(() => this.#connectNow());
    this.#connecting = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }

  #connecting: Promise<void> = Promise.resolve();

  /** The connection, with an identity that is valid; enrols or renews when that is due. */
  async #connectNow(): Promise<Transport> {
    const { enrolment, url } = this.#options;
    if (!url.startsWith('https:')) {
      this.#transport ??= this.#transportWith({});
      return this.#transport;
    }
    if (this.#identity === null || this.#transport === null) {
      const identity = enrolment.load();
      if (identity === null || (this.#refused && enrolment.hasToken)) {
        const { host } = await this.#options.heartbeat();
        this.#identity = await enrolment.enroll((ca) => this.#transportWith(ca === undefined ? {} : { ca }), host);
        this.#refused = false;
      } else {
        this.#identity = identity;
      }
      this.#useIdentity();
    }
    if (enrolment.isDue(this.#identity!) && Date.now() - this.#renewedMs > RENEW_RETRY_MS) {
      this.#renewedMs = Date.now();
      const { host } = await this.#options.heartbeat();
      try {
        this.#identity = await enrolment.renew(this.#transport!, this.#identity!, host.hostId);
        this.#useIdentity();
      } catch {
        // The old one holds for a third of its life yet.
      }
    }
    return this.#transport!;
  }

  #refused = false;

  #useIdentity(): void {
    const { certificate, key, ca } = this.#identity!;
    this.#transport = this.#transportWith({ cert: certificate, key, ...(ca === undefined ? {} : { ca }) });
  }

  #transportWith(tls: { cert?: string; key?: string; ca?: string }): Transport {
    this.#agent?.destroy();
    const isTls = this.#options.url.startsWith('https:');
    this.#agent = isTls
      ? new HttpsAgent({ keepAlive: true, maxSockets: 2, minVersion: 'TLSv1.3', ...tls })
      : new HttpAgent({ keepAlive: true, maxSockets: 2 });
    return createConnectTransport({
      baseUrl: this.#options.url,
      httpVersion: '1.1',
      nodeOptions: { agent: this.#agent },
    });
  }

  #disconnect(isRefused: boolean): void {
    this.#refused ||= isRefused;
    this.#transport = null;
    this.#agent?.destroy();
    this.#agent = null;
  }

  #beatAfter(ms: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#beating = this.#beat();
    }, ms).unref();
  }

  async #beat(): Promise<void> {
    let nextMs = this.#options.heartbeatMs;
    try {
      const { host, probe, agent } = await this.#options.heartbeat();
      const client = createClient(Ingest, await this.#connect());
      const answer = await client.heartbeat(
        { host, agent, ...(probe === null ? {} : { probe }) },
        { timeoutMs: this.#options.timeoutMs },
      );
      if (answer.nextAfterMs > 0) nextMs = Math.min(answer.nextAfterMs, 3_600_000);
    } catch {
      // Deliveries say what is wrong; a heartbeat that is missing is what the server reports.
    }
    this.#beatAfter(nextMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#disconnect(false);
    await this.#beating;
  }
}
