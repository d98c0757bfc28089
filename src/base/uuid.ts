/**
 * UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then a counter, then chance. Surprising: the
 * 12 bits after the version are a counter (method 1 of section 6.2), so that the ids of one process sort by birth also
 * within a millisecond; where the counter overflows, the time is borrowed from the next millisecond.
 */
import { randomFillSync } from 'node:crypto';

/** A wall clock set back by more than this restarts the times; below it ids go on from the last time. */
const SET_BACK_MS = 10_000;
const COUNTER_MAX = 0xfff;

/** Makes ids; one per process is enough. */
export class UuidSource {
  readonly #nowMs: () => number;
  readonly #pool = Buffer.alloc(4096);
  #at = this.#pool.length;
  #lastMs = 0;
  #counter = 0;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** The next id, in lower case. */
  next(): string {
    const nowMs = this.#nowMs();
    if (nowMs > this.#lastMs || this.#lastMs - nowMs > SET_BACK_MS) {
      this.#lastMs = nowMs;
      this.#counter = 0;
    } else if (++this.#counter > COUNTER_MAX) {
      this.#lastMs++;
      this.#counter = 0;
    }
    if (this.#at === this.#pool.length) {
      randomFillSync(this.#pool);
      this.#at = 0;
    }
    const chance = this.#pool.subarray(this.#at, this.#at + 8);
    this.#at += 8;
    chance[0] = (chance[0]! & 0x3f) | 0x80;
    const time = this.#lastMs.toString(16).padStart(12, '0');
    const counter = this.#counter.toString(16).padStart(3, '0');
    const rest = chance.toString('hex');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${rest.slice(0, 4)}-${rest.slice(4)}`;
  }
}
