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
const HEADER_BYTES = 8;

/** Takes one record at `view.base`, `length` bytes long. Must not keep the view. */
export type RecordHandler = (view: RecordView, length: number) => void;

/** One ring as JavaScript reads it. */
export class RingReader {
  readonly view: RecordView;
  readonly #consumer: BigInt64Array;
  readonly #producer: BigInt64Array;
  readonly #mask: number;
  /** Consumer position modulo nothing: 2^53 bytes last for centuries. */
  #position: number;

  /** @param bytes size of the data area (half of the doubly mapped memory) */
  constructor(memory: RingMemory, bytes: number) {
    this.view = new RecordView(memory.data);
    this.#consumer = new BigInt64Array(memory.consumer, 0, 1);
    this.#producer = new BigInt64Array(memory.producer, 0, 1);
    this.#mask = bytes - 1;
    this.#position = Number(Atomics.load(this.#consumer, 0));
  }

  /** Bytes waiting. */
  get pending(): number {
    return Number(Atomics.load(this.#producer, 0)) - this.#position;
  }

  /**
   * Hands over up to `recordsMax` records.
   * @returns how many were taken; fewer than `recordsMax` means that the ring is empty or its next record is being written
   */
  drain(handler: RecordHandler, recordsMax: number): number {
    const { view } = this;
    const mask = this.#mask;
    const end = Number(Atomics.load(this.#producer, 0));
    let position = this.#position;
    let taken = 0;
    try {
      while (position < end && taken < recordsMax) {
        const at = position % (mask + 1);
        const length = view.u32[at >>> 2]!;
        if ((length & BUSY) !== 0) break;
        const bytes = length & ~DISCARD & 0x3fffffff;
        position += (bytes + HEADER_BYTES + 7) & ~7;
        taken++;
        if ((length & DISCARD) === 0) handler(view.at(at + HEADER_BYTES), bytes);
      }
    } finally {
      this.#position = position;
      Atomics.store(this.#consumer, 0, BigInt(position));
    }
    return taken;
  }
}
