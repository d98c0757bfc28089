/**
 * TCP payload in order, from segments as a socket sends or receives them: repeated, swapped, split anywhere, or lost on the
 * way to us. One table for all streams, with a limit on streams, on bytes of each and on bytes of all.
 *
 * What is kept of a stream is the message that has begun and segments that came too early. A hole that does not fill makes
 * the reader lose its place: it says so once, and begins again with the next segment.
 */
import { Lru } from '../../base/lru.ts';

/** What reads a stream. */
export interface StreamReader {
  /**
   * Takes bytes that follow those taken before; returns how many at the front are done with. What is left is handed in again
   * together with what follows.
   */
  take(bytes: Uint8Array): number;
  /** Bytes are missing from here on. */
  gap(): void;
}

interface Stream {
  /** Sequence number of the next byte. */
  next: number;
  /** Message that has begun, in the first `used` bytes. */
  left: Uint8Array;
  used: number;
  early: { seq: number; bytes: Uint8Array }[];
  earlyBytes: number;
  readonly reader: StreamReader;
}

const STREAMS_MAX = 2048;
const EARLY_SEGMENTS_MAX = 32;
const BYTES_PER_STREAM_MAX = 70_000;
const BYTES_MAX = 8 << 20;
const NONE = new Uint8Array(0);
const FIN = 1;
const SYN = 2;
const RST = 4;

/** Signed distance between sequence numbers. */
const distance = (a: number, b: number): number => (a - b) | 0;

export class TcpStreams {
  /** Streams that lost their place. */
  gaps = 0;
  #bytes = 0;
  readonly #streams: Lru<string, Stream>;

  constructor(streamsMax = STREAMS_MAX) {
    this.#streams = new Lru(streamsMax, (_, stream) => {
      this.#bytes -= held(stream);
    });
  }

  get size(): number {
    return this.#streams.size;
  }
  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes one segment. `payload` may be memory that changes later.
   * @param missing bytes at the end of the segment that were not copied
   */
  take(
    key: string,
    seq: number,
    flags: number,
    payload: Uint8Array,
    missing: number,
    makeReader: () => StreamReader,
  ): void {
    let stream = this.#streams.get(key);
    // A new connection on an old key, or a stream that is seen from its middle on.
    if (stream === undefined || (flags & SYN) !== 0) {
      if (stream !== undefined) this.#bytes -= held(stream);
      stream = {
        next: (flags & SYN) !== 0 ? seq + 1 : seq,
        left: NONE,
        used: 0,
        early: [],
        earlyBytes: 0,
        reader: makeReader(),
      };
      this.#streams.set(key, stream);
    }
    const before = held(stream);
    this.#segment(stream, seq + ((flags & SYN) !== 0 ? 1 : 0), payload, missing);
    this.#bytes += held(stream) - before;
    if ((flags & (FIN | RST)) !== 0) {
      this.#bytes -= held(stream);
      this.#streams.delete(key);
    } else if (this.#bytes > BYTES_MAX) {
      // Whoever made it too much pays.
      this.#lose(stream);
      this.#bytes -= held(stream);
      this.#streams.delete(key);
      this.#bytes = Math.max(0, this.#bytes);
    }
  }

  #segment(stream: Stream, seq: number, payload: Uint8Array, missing: number): void {
    const ahead = distance(seq, stream.next);
    if (ahead > 0) {
      if (ahead > BYTES_PER_STREAM_MAX || stream.early.length >= EARLY_SEGMENTS_MAX) {
        this.#restart(stream, seq, payload, missing);
        return;
      }
      stream.early.push({ seq, bytes: payload.slice() });
      stream.earlyBytes += payload.length;
      if (stream.earlyBytes > BYTES_PER_STREAM_MAX) this.#restart(stream, seq, payload, missing);
      return;
    }
    if (-ahead < payload.length) this.#append(stream, payload.subarray(-ahead));
    if (missing > 0) {
      this.#lose(stream);
      stream.next = seq + payload.length + missing;
    }
    if (stream.early.length > 0) this.#useEarly(stream);
  }

  #useEarly(stream: Stream): void {
    for (let found = true; found; ) {
      found = false;
      for (let i = 0; i < stream.early.length; i++) {
        const { seq, bytes } = stream.early[i]!;
        const ahead = distance(seq, stream.next);
        if (ahead > 0) continue;
        stream.early.splice(i, 1);
        stream.earlyBytes -= bytes.length;
        if (-ahead < bytes.length) this.#append(stream, bytes.subarray(-ahead));
        found = true;
        break;
      }
    }
  }

  #append(stream: Stream, bytes: Uint8Array): void {
    stream.next = (stream.next + bytes.length) | 0;
    if (stream.used === 0) {
      // Mostly a segment holds whole messages: nothing is kept, and nothing copied.
      const done = stream.reader.take(bytes);
      if (done < bytes.length) this.#keep(stream, bytes.subarray(done));
      return;
    }
    this.#keep(stream, bytes);
    const done = stream.reader.take(stream.left.subarray(0, stream.used));
    if (done === 0) return;
    stream.left.copyWithin(0, done, stream.used);
    stream.used -= done;
    if (stream.used === 0) stream.left = NONE;
  }

  /** Doubles its room when it is full, so that a message of single bytes costs no more than its length. */
  #keep(stream: Stream, bytes: Uint8Array): void {
    const used = stream.used + bytes.length;
    if (used > BYTES_PER_STREAM_MAX) {
      this.#lose(stream);
      return;
    }
    if (used > stream.left.length) {
      const room = new Uint8Array(Math.max(used, 2 * stream.left.length, 256));
      room.set(stream.left.subarray(0, stream.used));
      stream.left = room;
    }
    stream.left.set(bytes, stream.used);
    stream.used = used;
  }

  #lose(stream: Stream): void {
    this.gaps++;
    stream.left = NONE;
    stream.used = 0;
    stream.early = [];
    stream.earlyBytes = 0;
    stream.reader.gap();
  }

  #restart(stream: Stream, seq: number, payload: Uint8Array, missing: number): void {
    this.#lose(stream);
    stream.next = seq;
    this.#append(stream, payload);
    if (missing > 0) stream.next = seq + payload.length + missing;
  }
}

const held = (stream: Stream): number => stream.left.length + stream.earlyBytes;
