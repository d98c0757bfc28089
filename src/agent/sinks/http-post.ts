/**
 * POST, with limits and a judgement of the answer. Proxies are taken from HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Redirects are
 * not followed: they would carry a secret URL's body to somebody else.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { gzipSync } from 'node:zlib';
import { type DeliveryResult, DONE, retry } from './sink.ts';
import type { TlsFiles } from './tls-files.ts';

export interface HttpPosterOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly tls?: TlsFiles;
  /** Compress bodies from this size on; undefined: never. */
  readonly gzipFromBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The start of the body. */
  readonly body: Buffer;
}

const BODY_BYTES_MAX = 64 << 10;
const RETRY_AFTER_MS_MAX = 3_600_000;

export class HttpPoster {
  readonly #options: HttpPosterOptions;
  readonly #url: URL;
  #agent: HttpAgent | HttpsAgent | null = null;

  constructor(options: HttpPosterOptions) {
    this.#options = options;
    this.#url = new URL(options.url);
  }

  /** Rejects with the system's error when there is no answer. */
  async post(body: Uint8Array, contentType: string, signal: AbortSignal): Promise<HttpAnswer> {
    const { headers, timeoutMs, tls, gzipFromBytes } = this.#options;
    const isTls = this.#url.protocol === 'https:';
    this.#agent ??= isTls
      ? new HttpsAgent({ keepAlive: true, maxSockets: 2, proxyEnv: process.env, ...tls?.read() })
      : new HttpAgent({ keepAlive: true, maxSockets: 2, proxyEnv: process.env });
    const zipped = gzipFromBytes !== undefined && body.length >= gzipFromBytes ? gzipSync(body) : null;
    const sent = zipped ?? body;
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    return new Promise((resolve, reject) => {
      const call = (isTls ? httpsRequest : httpRequest)(
        this.#url,
        {
          method: 'POST',
          agent: this.#agent!,
          signal: deadline,
          headers: {
            'user-agent': 'shrike',
            ...headers,
            'content-type': contentType,
            'content-length': sent.length,
            ...(zipped === null ? {} : { 'content-encoding': 'gzip' }),
          },
        },
        (response) => {
          const pieces: Buffer[] = [];
          let bytes = 0;
          response.on('data', (piece: Buffer) => {
            if (bytes < BODY_BYTES_MAX) pieces.push(piece);
            bytes += piece.length;
          });
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(pieces).subarray(0, BODY_BYTES_MAX),
            }),
          );
        },
      );
      call.on('error', (error) =>
        reject(deadline.aborted && !signal.aborted ? new Error(`no answer within ${timeoutMs} ms`) : error),
      );
      call.end(sent);
    });
  }

  /** POST as a delivery. `judge` may look closer at a good answer. */
  async deliver(
    body: Uint8Array,
    contentType: string,
    signal: AbortSignal,
    judge: (answer: HttpAnswer) => DeliveryResult = () => DONE,
  ): Promise<DeliveryResult> {
    try {
      const answer = await this.post(body, contentType, signal);
      return answer.status >= 200 && answer.status < 300 ? judge(answer) : judgeFailure(answer);
    } catch (error) {
      this.close();
      return retry(error);
    }
  }

  close(): void {
    this.#agent?.destroy();
    this.#agent = null;
  }
}

/**
 * What a status above 299 means. Nearly everything may pass: a wrong key (401, 403) or address (404) is mended by people, and
 * signals must wait for that. Only what says that this body is at fault is final.
 */
export function judgeFailure({ status, headers, body }: HttpAnswer): DeliveryResult {
  const said = body.toString('utf8', 0, 200).replaceAll(/\s+/g, ' ').trim();
  const reason = `the receiver answered ${status}${said === '' ? '' : `: ${said}`}`;
  if (status === 400 || status === 413 || status === 415 || status === 422) return { kind: 'refused', reason };
  const afterMs = retryAfterMs(headers['retry-after']);
  return { kind: 'retry', reason, ...(afterMs === null ? {} : { afterMs }) };
}

/** RFC 9110 section 10.2.3: seconds or a date. Null when absent or no sense. */
export function retryAfterMs(value: string | undefined, nowMs = Date.now()): number | null {
  if (value === undefined) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), RETRY_AFTER_MS_MAX) : null;
}
