/** Heads of HTTP/1 messages, as far as metadata services use them. Bytes are attacker-chosen: everything has a limit. */

export interface HttpHead {
  /** `GET`, or '' for a response. */
  readonly method: string;
  /** Path with query; '' for a response. */
  readonly url: string;
  /** 0 for a request. */
  readonly status: number;
  /** Lower-case name → first value, trimmed. */
  readonly headers: ReadonlyMap<string, string>;
  /** Length of the head with its blank line. */
  readonly bytes: number;
}

const HEADERS_MAX = 64;
const REQUEST = /^([A-Z]{3,10}) (\S{1,2048}) HTTP\/1\.[01]$/;
const RESPONSE = /^HTTP\/1\.[01] (\d{3})(?: .*)?$/;

/** Reads a whole head at the start of `bytes`; null when there is none, or none yet. */
export function readHttpHead(bytes: Uint8Array): HttpHead | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first, ...lines] = text.slice(0, end).split('\r\n');
  const request = REQUEST.exec(first!);
  const response = request === null ? RESPONSE.exec(first!) : null;
  if (request === null && response === null) return null;
  const headers = new Map<string, string>();
  for (const line of lines.slice(0, HEADERS_MAX)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return {
    method: request?.[1] ?? '',
    url: request?.[2] ?? '',
    status: response === null ? 0 : Number(response[1]),
    headers,
    bytes: end + 4,
  };
}
