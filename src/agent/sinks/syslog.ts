/**
 * Syslog over UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425).
 *
 * Surprising: none of these is ever acknowledged. On streams the last batches before a connection broke may have been lost
 * on the way, so they are sent again on the next connection: receivers may see some messages twice (the `id` parameter tells),
 * instead of missing some. UDP promises nothing; use it inside one machine.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { connect as connectTcp, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Record as WireRecord } from '../../wire/record.gen.ts';
import { type DeliveryResult, DONE, retry, type Sink } from './sink.ts';
import { lineFramed, octetCounted, type SyslogMessageOptions, syslogMessage } from './syslog-message.ts';
import type { TlsFiles } from './tls-files.ts';

export interface SyslogSinkOptions {
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly host: string;
  readonly port: number;
  readonly framing: 'octets' | 'lines';
  readonly message: SyslogMessageOptions;
  readonly tls?: TlsFiles;
  readonly timeoutMs: number;
}

/** Sent again after a connection broke: what was written within this time before, and at most so many bytes. */
const DOUBT_MS = 60_000;
const DOUBT_BYTES_MAX = 4 << 20;

/** How long a batch of datagrams waits for the host to refuse it. */
const REFUSAL_MS = 5;

/** UDP and streams share nothing but the message. */
export function createSyslogSink(options: SyslogSinkOptions): Sink {
  return options.transport === 'udp' ? new UdpSyslogSink(options) : new StreamSyslogSink(options);
}

class UdpSyslogSink implements Sink {
  readonly kind = 'syslog';
  readonly entriesMax = 64;
  readonly bytesMax = 1 << 20;
  readonly #options: SyslogSinkOptions;
  #socket: UdpSocket | null = null;
  #refusal = new Error('the receiver refuses');

  constructor(options: SyslogSinkOptions) {
    this.#options = options;
  }

  async deliver(records: readonly WireRecord[]): Promise<DeliveryResult> {
    try {
      const socket = await this.#open();
      for (const record of records) await this.#send(socket, syslogMessage(record, this.#options.message));
      // A host that refuses says so a moment later, if at all.
      await new Promise((resolve) => setTimeout(resolve, REFUSAL_MS));
      if (this.#socket !== socket) throw this.#refusal;
      return DONE;
    } catch (error) {
      await this.close();
      return retry(error);
    }
  }

  /** Connected, so that a refusal by the host (ICMP) is heard of. */
  async #open(): Promise<UdpSocket> {
    if (this.#socket !== null) return this.#socket;
    const { host, port } = this.#options;
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(port, host, () => {
        socket.off('error', reject);
        resolve();
      });
    }).catch((error) => {
      socket.close();
      throw error;
    });
    socket.on('error', (error) => {
      this.#refusal = error;
      if (this.#socket === socket) this.#socket = null;
      socket.close();
    });
    this.#socket = socket;
    return socket;
  }

  #send(socket: UdpSocket, message: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      socket.send(message, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    try {
      socket?.close();
    } catch {
      // Its error handler was faster.
    }
  }
}

class StreamSyslogSink implements Sink {
  readonly kind = 'syslog';
  readonly entriesMax = 256;
  readonly bytesMax = 1 << 20;
  readonly #options: SyslogSinkOptions;
  #socket: Socket | null = null;
  /** Written lately: nobody knows whether it arrived. */
  #inDoubt: { bytes: Buffer; atMs: number }[] = [];

  constructor(options: SyslogSinkOptions) {
    this.#options = options;
  }

  async deliver(records: readonly WireRecord[], signal: AbortSignal): Promise<DeliveryResult> {
    const { framing, message } = this.#options;
    const frame = framing === 'octets' ? octetCounted : lineFramed;
    const bytes = Buffer.concat(records.map((record) => frame(syslogMessage(record, message))));
    try {
      const known = this.#socket;
      const socket = await this.#open(signal);
      if (socket !== known && this.#inDoubt.length > 0) {
        await this.#write(socket, Buffer.concat(this.#inDoubt.map((batch) => batch.bytes)), signal);
      }
      await this.#write(socket, bytes, signal);
      this.#remember(bytes);
      return DONE;
    } catch (error) {
      this.#socket?.destroy();
      this.#socket = null;
      return retry(error);
    }
  }

  #remember(bytes: Buffer): void {
    const nowMs = performance.now();
    this.#inDoubt.push({ bytes, atMs: nowMs });
    let sum = this.#inDoubt.reduce((all, batch) => all + batch.bytes.length, 0);
    while (this.#inDoubt.length > 1 && sum > DOUBT_BYTES_MAX) sum -= this.#inDoubt.shift()!.bytes.length;
    this.#forget(nowMs);
  }

  #forget(nowMs: number): void {
    this.#inDoubt = this.#inDoubt.filter(({ atMs }) => nowMs - atMs <= DOUBT_MS);
  }

  #open(signal: AbortSignal): Promise<Socket> {
    if (this.#socket !== null && !this.#socket.destroyed && this.#socket.writable) return Promise.resolve(this.#socket);
    const { transport, host, port, tls, timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const socket =
        transport === 'tls'
          ? connectTls({ host, port, minVersion: 'TLSv1.2', servername: isName(host) ? host : '', ...tls?.read() })
          : connectTcp({ host, port });
      const fail = (error: Error): void => {
        clearTimeout(timer);
        socket.destroy();
        reject(error);
      };
      const abort = (): void => fail(new Error('stopped'));
      const timer = setTimeout(() => fail(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs);
      signal.addEventListener('abort', abort, { once: true });
      socket.once('error', fail);
      socket.once(transport === 'tls' ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        socket.off('error', fail);
        socket.on('error', () => socket.destroy());
        // Receivers say nothing; an end means that they are leaving.
        socket.on('end', () => socket.destroy());
        // What was written long before the connection broke has arrived.
        socket.on('close', () => this.#forget(performance.now()));
        socket.resume();
        socket.setKeepAlive(true, 30_000);
        this.#socket = socket;
        resolve(socket);
      });
    });
  }

  #write(socket: Socket, bytes: Buffer, signal: AbortSignal): Promise<void> {
    const { timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null): void => {
        clearTimeout(timer);
        socket.off('close', gone);
        signal.removeEventListener('abort', abort);
        if (error) reject(error);
        else resolve();
      };
      const gone = (): void => done(new Error('the receiver closed the connection'));
      const abort = (): void => done(new Error('stopped'));
      const timer = setTimeout(() => {
        socket.destroy();
        done(new Error(`the receiver took nothing for ${timeoutMs} ms`));
      }, timeoutMs);
      socket.once('close', gone);
      signal.addEventListener('abort', abort, { once: true });
      socket.write(bytes, (error) => done(error));
    });
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.end();
      setTimeout(() => socket.destroy(), 500).unref();
    });
  }
}

const isName = (host: string): boolean => !/^[\d.]+$/.test(host) && !isIPv6(host);
