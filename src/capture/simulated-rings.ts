/**
 * The kernel's side of ring buffers, played in ordinary memory: what the addon would hand out, and a producer that keeps to
 * the contract (kernel/bpf/ringbuf.c). With it the live source is tested to the byte on any machine: wrapping, busy and
 * discarded records, full rings, wake-ups. Never part of the running product.
 */
import type { Native, RingMemory } from './native.ts';

const BUSY = 0x80000000;
const DISCARD = 0x40000000;
const HEADER_BYTES = 8;

/** One ring and its producer. */
export class SimulatedRing {
  readonly memory: RingMemory;
  readonly #size: number;
  readonly #consumer: BigInt64Array;
  readonly #producer: BigInt64Array;
  readonly #u8: Uint8Array;
  readonly #u32: Uint32Array;
  closed = false;
  /** Called when there is something to read, once per turn of the loop, as epoll does. */
  onReadable: (() => void) | null = null;
  #paused = false;
  #planned: NodeJS.Immediate | null = null;
  /** How often a wake-up was armed and paused. */
  resumes = 0;

  /** @param size of the data area, a power of two */
  constructor(size: number) {
    this.#size = size;
    this.memory = {
      consumer: new ArrayBuffer(4096),
      producer: new ArrayBuffer(4096),
      data: new ArrayBuffer(size),
    };
    this.#consumer = new BigInt64Array(this.memory.consumer, 0, 1);
    this.#producer = new BigInt64Array(this.memory.producer, 0, 1);
    this.#u8 = new Uint8Array(this.memory.data);
    this.#u32 = new Uint32Array(this.memory.data);
  }

  get pending(): number {
    return Number(this.#producer[0]! - this.#consumer[0]!);
  }

  /** @returns where the record begins, to be given to `commit` or `discard`; null when the ring is full */
  reserve(bytes: Uint8Array): number | null {
    const total = (HEADER_BYTES + bytes.length + 7) & ~7;
    if (this.pending + total > this.#size - 1) return null;
    const at = Number(this.#producer[0]! % BigInt(this.#size));
    this.#put(at, Uint8Array.from({ length: total }));
    this.#header(at, (bytes.length | BUSY) >>> 0);
    this.#put(at + HEADER_BYTES, bytes);
    Atomics.store(this.#producer, 0, this.#producer[0]! + BigInt(total));
    return at;
  }

  commit(at: number): void {
    this.#header(at, (this.#u32[at >>> 2]! & ~BUSY) >>> 0);
    this.#arm();
  }

  discard(at: number): void {
    this.#header(at, ((this.#u32[at >>> 2]! & ~BUSY) | DISCARD) >>> 0);
    this.#arm();
  }

  /** @returns whether there was room */
  write(bytes: Uint8Array): boolean {
    const at = this.reserve(bytes);
    if (at !== null) this.commit(at);
    return at !== null;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.resumes++;
    this.#paused = false;
    this.#arm();
  }

  close(): void {
    this.closed = true;
    if (this.#planned !== null) clearImmediate(this.#planned);
    // As the addon does: who still reads gets nothing.
    for (const area of [this.memory.consumer, this.memory.producer, this.memory.data]) {
      if (!area.detached) area.transfer();
    }
  }

  /** Level-triggered: fires as long as something is there, unless paused. */
  #arm(): void {
    if (this.#planned !== null || this.closed || this.onReadable === null) return;
    this.#planned = setImmediate(() => {
      this.#planned = null;
      if (this.closed || this.#paused || this.pending === 0) return;
      this.onReadable?.();
      this.#arm();
    });
  }

  #header(at: number, value: number): void {
    this.#put(at, new Uint8Array(Uint32Array.of(value, 0).buffer));
  }

  #put(at: number, bytes: Uint8Array): void {
    bytes.forEach((byte, i) => {
      this.#u8[(at + i) % this.#size] = byte;
    });
  }
}

/** The part of the addon that a live source uses, over simulated rings; a ring's descriptor is its index. */
export function simulatedNative(rings: readonly SimulatedRing[]): Native {
  const of = (memory: RingMemory): SimulatedRing => rings.find((ring) => ring.memory === memory)!;
  const part: Pick<Native, 'openRing' | 'watchRing' | 'pauseRing' | 'resumeRing' | 'closeRing'> = {
    openRing: (fd) => rings[fd]!.memory,
    watchRing: (memory, callback) => {
      of(memory).onReadable = callback;
    },
    pauseRing: (memory) => of(memory).pause(),
    resumeRing: (memory) => of(memory).resume(),
    closeRing: (memory) => of(memory).close(),
  };
  return part as Native;
}
