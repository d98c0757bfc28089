/**
 * Draining a BPF ring buffer in place.
 *
 *     consumer ───────► ┌ header 8 B ┬ record ┐┌ header ┬ record ┐ … ◄─── producer
 *                       length + busy/discard bits; records are 8-byte aligned
 *
 * The kernel's contract (kernel/bpf/ringbuf.c): read the producer position, then headers from the consumer position on; a
 * busy bit means that the record is still being written, and everything behind it has to wait; a discard bit means skip.
 * The consumer position is stored once per drain: what has been read stays valid until then.
 */
import { RecordView } from '../decode/record-view.ts';
import type { RingMemory } from './native.ts';

const BUSY = 0x80000000;
const DISCARD = 0x40000000;
const LENGTH = 0x3fffffff;
const HEADER_BYTES = 8;
/** Where `time_ns` lies in the record header. */
const TIME_OFFSET = 16;

/** Takes one record at `view.base`, `length` bytes long. Must not keep the view. */
export type RecordHandler = (view: RecordView, length: number) => void;

/** One ring as JavaScript reads it. */
export class RingReader {
  readonly view: RecordView;
  readonly #consumer: BigInt64Array;
  readonly #producer: BigInt64Array;
  readonly #size: number;
  /** Positions count bytes since the ring was made: 2^53 last for centuries. */
  #position: number;
  #end: number;

  /** @param bytes size of the data area (half of the doubly mapped memory) */
  constructor(memory: RingMemory, bytes: number) {
    this.view = new RecordView(memory.data);
    this.#consumer = new BigInt64Array(memory.consumer, 0, 1);
    this.#producer = new BigInt64Array(memory.producer, 0, 1);
    this.#size = bytes;
    this.#position = Number(Atomics.load(this.#consumer, 0));
    this.#end = this.#position;
  }

  /** Bytes waiting. */
  get pending(): number {
    return Number(Atomics.load(this.#producer, 0)) - this.#position;
  }

  /** Reads the producer position anew; what has been produced by then is what `peekTime` and `take` see. */
  refresh(): void {
    this.#end = Number(Atomics.load(this.#producer, 0));
  }

  /**
   * Time of the next record, or Infinity when there is none or it is still being written. Discarded records are skipped.
   * As a double: exact to 104 days of uptime, then to a few nanoseconds, which is enough to order records.
   */
  peekTime(): number {
    const { u32 } = this.view;
    while (this.#position < this.#end) {
      const at = this.#position % this.#size;
      const length = u32[at >>> 2]!;
      if ((length & BUSY) !== 0) return Number.POSITIVE_INFINITY;
      if ((length & DISCARD) === 0) {
        const time = (at + HEADER_BYTES + TIME_OFFSET) >>> 2;
        return u32[time]! + u32[time + 1]! * 0x100000000;
      }
      this.#position += ((length & LENGTH) + HEADER_BYTES + 7) & ~7;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Hands over the record that `peekTime` found. The handler must not throw. */
  take(handler: RecordHandler): void {
    const at = this.#position % this.#size;
    const bytes = this.view.u32[at >>> 2]! & LENGTH;
    this.#position += (bytes + HEADER_BYTES + 7) & ~7;
    handler(this.view.at(at + HEADER_BYTES), bytes);
  }

  /** Gives everything taken back to the kernel. Records handed over before are no longer valid. */
  commit(): void {
    Atomics.store(this.#consumer, 0, BigInt(this.#position));
  }
}
