/**
 * Requests to the metadata services of clouds, and their answers. Keys and tokens are secrets: the only part of a credential
 * that leaves this file is what names it (key id, type, expiry); tokens in headers and queries never do.
 */
import { type HttpHead, readHttpHead } from './http-head.ts';
import type { StreamReader } from './streams.ts';

export interface ImdsMessage {
  readonly kind: 'request' | 'response';
  readonly provider: string;
  readonly method: string;
  /** Path, with the values of the query taken out that could be secrets. */
  readonly url: string;
  readonly host: string;
  readonly userAgent: string;
  readonly server: string;
  readonly status: number;
  /** AWS: a session token is asked for or used. Of an answer: as of its request. */
  readonly isV2: boolean;
  readonly credentials: {
    readonly type: string;
    readonly code: string;
    readonly accessKeyId: string;
    readonly lastUpdated: string;
    readonly expiration: string;
  } | null;
}

const HEAD_BYTES_MAX = 8192;
const BODY_BYTES_MAX = 8192;

/** What requests of each cloud have that others' have not: a header, or the beginning of the path. */
const REQUEST_SIGNS: readonly (readonly [provider: string, sign: (head: HttpHead) => boolean])[] = [
  ['ibm', ({ headers }) => headers.get('metadata-flavor')?.toLowerCase() === 'ibm'],
  ['gcp', ({ headers, url }) => isGoogle(headers.get('metadata-flavor')) || url.startsWith('/computeMetadata/')],
  [
    'oracle',
    ({ headers, url }) => /^bearer oracle$/i.test(headers.get('authorization') ?? '') || url.startsWith('/opc/'),
  ],
  ['azure', ({ headers }) => headers.get('metadata')?.toLowerCase() === 'true'],
  ['azure', ({ url }) => url.startsWith('/metadata/instance') || url.startsWith('/metadata/identity')],
  ['aws', ({ headers }) => [...headers.keys()].some((name) => name.startsWith('x-aws-ec2-metadata-token'))],
  ['aws', ({ url }) => /^\/(?:latest|\d{4}-\d\d-\d\d|1\.0)(?:\/|$)/.test(url)],
];
const SERVER_SIGNS: readonly (readonly [provider: string, pattern: RegExp])[] = [
  ['aws', /^EC2ws/i],
  ['gcp', /^Metadata Server for VM/i],
  ['azure', /^IMDS\/|Microsoft-IIS/i],
];
const isGoogle = (flavor: string | undefined): boolean => flavor?.toLowerCase() === 'google';

const SECRET_PARAMETER = /([?&][^=&]*(?:token|secret|sig|key|password|auth|credential)[^=&]*=)[^&]*/gi;
/** What may stand in an answer of the credentials service. */
const CREDENTIALS_PATH =
  /^\/[^/]+\/meta-data\/(?:iam\/security-credentials|identity-credentials\/ec2\/security-credentials)\/[^/?]+/;

function providerOf(head: HttpHead): string {
  if (head.status === 0) return REQUEST_SIGNS.find(([, sign]) => sign(head))?.[0] ?? '';
  if (isGoogle(head.headers.get('metadata-flavor'))) return 'gcp';
  const server = head.headers.get('server') ?? '';
  return SERVER_SIGNS.find(([, pattern]) => pattern.test(server))?.[0] ?? '';
}

/** One connection to a metadata service: requests and answers, each with what the other side said. */
export class ImdsExchange {
  readonly #onMessage: (message: ImdsMessage) => void;
  #last: { provider: string; isV2: boolean; isCredentials: boolean } = {
    provider: '',
    isV2: false,
    isCredentials: false,
  };

  constructor(onMessage: (message: ImdsMessage) => void) {
    this.#onMessage = onMessage;
  }

  /** Reader of one direction. */
  reader(): StreamReader {
    let toSkip = 0;
    return {
      take: (bytes) => {
        let at = 0;
        for (;;) {
          const skipped = Math.min(toSkip, bytes.length - at);
          at += skipped;
          toSkip -= skipped;
          if (at >= bytes.length) return at;
          const rest = bytes.subarray(at);
          const head = readHttpHead(rest.subarray(0, HEAD_BYTES_MAX));
          if (head === null) {
            // No head and none to come: not HTTP, or the rest of a body of unknown length.
            return rest.length >= HEAD_BYTES_MAX || !startsLikeHttp(rest) ? bytes.length : at;
          }
          const length = Number(head.headers.get('content-length') ?? 0);
          const bodyBytes = Number.isSafeInteger(length) && length > 0 ? length : 0;
          const body = rest.subarray(head.bytes);
          // The body of an answer is waited for as long as it is small.
          if (head.status !== 0 && bodyBytes <= BODY_BYTES_MAX && body.length < bodyBytes) return at;
          const isChunked = /chunked/i.test(head.headers.get('transfer-encoding') ?? '');
          this.#tell(head, body.subarray(0, isChunked ? BODY_BYTES_MAX : Math.min(bodyBytes, BODY_BYTES_MAX)));
          at += head.bytes;
          toSkip = bodyBytes;
        }
      },
      gap: () => {
        toSkip = 0;
      },
    };
  }

  #tell(head: HttpHead, body: Uint8Array): void {
    const provider = providerOf(head);
    const base = {
      method: head.method,
      url: head.url.replace(SECRET_PARAMETER, '$1***'),
      host: head.headers.get('host') ?? '',
      userAgent: head.headers.get('user-agent') ?? '',
      server: head.headers.get('server') ?? '',
      status: head.status,
    };
    if (head.status === 0) {
      const isV2 =
        head.headers.has('x-aws-ec2-metadata-token') ||
        head.headers.has('x-aws-ec2-metadata-token-ttl-seconds') ||
        (head.method === 'PUT' && head.url.startsWith('/latest/api/token'));
      this.#last = { provider, isV2, isCredentials: CREDENTIALS_PATH.test(head.url) };
      this.#onMessage({ kind: 'request', provider, ...base, isV2, credentials: null });
      return;
    }
    const last = this.#last;
    const isAws = (provider || last.provider) === 'aws';
    const credentials = isAws && head.status === 200 ? readCredentials(body) : null;
    this.#onMessage({ kind: 'response', provider: provider || last.provider, ...base, isV2: last.isV2, credentials });
  }
}

const startsLikeHttp = (bytes: Uint8Array): boolean =>
  /^(?:[A-Z]{1,10}(?: |$)|HTTP)/.test(
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 12)).toString('latin1'),
  ) || 'HTTP/1.'.startsWith(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 7)).toString('latin1'));

/** The parts of a credential that are no secrets; null for what is none. */
function readCredentials(body: Uint8Array): ImdsMessage['credentials'] {
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  if (from < 0 || to < from) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.slice(from, to + 1));
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null || !('AccessKeyId' in parsed)) return null;
  const word = (name: string): string => {
    const value = (parsed as Record<string, unknown>)[name];
    return typeof value === 'string' ? value.slice(0, 128) : '';
  };
  return {
    type: word('Type'),
    code: word('Code'),
    accessKeyId: word('AccessKeyId'),
    lastUpdated: word('LastUpdated'),
    expiration: word('Expiration'),
  };
}
