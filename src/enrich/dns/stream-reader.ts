/** DNS over TCP: messages behind a length of two bytes (RFC 1035 4.2.2, RFC 7766). */
import type { StreamReader } from '../network/streams.ts';

const LENGTH_BYTES = 2;
/** The shortest message is a header. */
const MESSAGE_BYTES_MIN = 12;

export class DnsStreamReader implements StreamReader {
  readonly #onMessage: (u8: Uint8Array, at: number, length: number) => void;
  readonly #onFailure: (reason: 'stream_gap' | 'stream_length') => void;
  /** Set when lengths make no sense: what follows would be rubbish, and one failure says enough. */
  #isLost = false;

  constructor(
    onMessage: (u8: Uint8Array, at: number, length: number) => void,
    onFailure: (reason: 'stream_gap' | 'stream_length') => void,
  ) {
    this.#onMessage = onMessage;
    this.#onFailure = onFailure;
  }

  take(bytes: Uint8Array): number {
    if (this.#isLost) return bytes.length;
    let at = 0;
    while (bytes.length - at >= LENGTH_BYTES) {
      const length = (bytes[at]! << 8) | bytes[at + 1]!;
      if (length < MESSAGE_BYTES_MIN) {
        this.#isLost = true;
        this.#onFailure('stream_length');
        return bytes.length;
      }
      if (bytes.length - at - LENGTH_BYTES < length) break;
      this.#onMessage(bytes, at + LENGTH_BYTES, length);
      at += LENGTH_BYTES + length;
    }
    return at;
  }

  gap(): void {
    if (!this.#isLost) this.#onFailure('stream_gap');
    this.#isLost = true;
  }
}
