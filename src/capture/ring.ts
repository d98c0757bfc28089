/**
 * Draining a BPF ring buffer in place.
 *
 *     consumer ───────► ┌ header 8 B ┬ record ┐┌ header ┬ record ┐ … ◄─── producer
 *                       length + busy/discard bits; records are 8-byte aligned
 *
 * The kernel's contract (kernel/bpf/ringbuf.c): read the producer position, then headers from the consumer position on; a
 * busy bit means that the record is still being written, and everything behind it has to wait; a discard bit means skip.
 * The consumer position is stored once per drain: what has been read stays valid until then.
 *
 * Surprising: the kernel offers the data area mapped twice in a row, so that no record is ever in two pieces; we map it
 * once, because each mapped page counts as resident, and put the one record per round that wraps together in a spare buffer.
 */
import { RecordView } from '../decode/record-view.ts';
import type { RingMemory } from './native.ts';

const BUSY = 0x80000000;
const DISCARD = 0x40000000;
const LENGTH = 0x3fffffff;
const HEADER_BYTES = 8;
/** Where `time_ns` lies in the record header. */
const TIME_OFFSET = 16;
/** Most wrapping records fit; the buffer grows for the others. */
const SPARE_BYTES = 16 * 1024;

/** Takes one record at `view.base`, `length` bytes long. Must not keep the view. */
export type RecordHandler = (view: RecordView, length: number) => void;

/**
 * One ring as JavaScript reads it. Offsets and distances are whole numbers below 2^31, which JavaScript handles in registers;
 * positions outgrow that within minutes and are computed once per drain.
 */
export class RingReader {
  readonly view: RecordView;
  readonly #consumer: BigInt64Array;
  readonly #producer: BigInt64Array;
  /** Size of the data area, a power of two, less one. */
  readonly #mask: number;
  /** Where a record that wraps is put together. Valid until the next one is taken. */
  #spare: RecordView | null = null;
  /** Position of `#offset` at the last commit. Positions count bytes since the ring was made: 2^53 last for centuries. */
  #committed: number;
  /** Bytes taken since. */
  #taken = 0;
  /** Bytes behind `#offset` that may be looked at: produced by the last `refresh`. */
  #left = 0;
  /** Where the next record's header lies in the data area. */
  #offset: number;

  constructor(memory: RingMemory) {
    this.view = new RecordView(memory.data);
    this.#consumer = new BigInt64Array(memory.consumer, 0, 1);
    this.#producer = new BigInt64Array(memory.producer, 0, 1);
    this.#mask = memory.data.byteLength - 1;
    this.#committed = Number(Atomics.load(this.#consumer, 0));
    this.#offset = this.#committed % memory.data.byteLength;
  }

  /** Bytes waiting. */
  get pending(): number {
    return Number(Atomics.load(this.#producer, 0)) - this.#committed - this.#taken;
  }

  /** Reads the producer position anew; what has been produced by then is what `peekTime` and `take` see. */
  refresh(): void {
    this.#left = this.pending;
  }

  /**
   * Time of the next record, or Infinity when there is none or it is still being written. Discarded records are skipped.
   * As a double: exact to 104 days of uptime, then to a few nanoseconds, which is enough to order records.
   */
  peekTime(): number {
    const { u32 } = this.view;
    while (this.#left > 0) {
      const length = u32[this.#offset >>> 2]!;
      if ((length & BUSY) !== 0) return Number.POSITIVE_INFINITY;
      if ((length & DISCARD) === 0) {
        const time = ((this.#offset + HEADER_BYTES + TIME_OFFSET) & this.#mask) >>> 2;
        return u32[time]! + u32[time + 1]! * 0x100000000;
      }
      this.#skip(length & LENGTH);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Hands over the record that `peekTime` found. The handler must not throw. */
  take(handler: RecordHandler): void {
    const bytes = this.view.u32[this.#offset >>> 2]! & LENGTH;
    const at = (this.#offset + HEADER_BYTES) & this.#mask;
    this.#skip(bytes);
    if (at + bytes <= this.#mask + 1) handler(this.view.at(at), bytes);
    else handler(this.#joined(at, bytes), bytes);
  }

  /** Gives everything taken back to the kernel. Records handed over before are no longer valid. */
  commit(): void {
    if (this.#taken === 0) return;
    this.#committed += this.#taken;
    this.#taken = 0;
    Atomics.store(this.#consumer, 0, BigInt(this.#committed));
  }

  /** Goes behind a record of so many bytes. */
  #skip(bytes: number): void {
    const step = (bytes + HEADER_BYTES + 7) & ~7;
    this.#offset = (this.#offset + step) & this.#mask;
    this.#taken += step;
    this.#left -= step;
  }

  /** Puts the two pieces of a record that wraps side by side. */
  #joined(at: number, bytes: number): RecordView {
    if (this.#spare === null || this.#spare.u8.length < bytes + 8)
      this.#spare = new RecordView(new ArrayBuffer(Math.max(SPARE_BYTES, (bytes + 15) & ~7)));
    const { u8 } = this.view;
    const first = u8.length - at;
    this.#spare.u8.set(u8.subarray(at), 0);
    this.#spare.u8.set(u8.subarray(0, bytes - first), first);
    return this.#spare.at(0);
  }
}
