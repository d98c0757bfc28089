/**
 * Boot time (CLOCK_BOOTTIME, which records carry) and wall clock, one into the other, in ns.
 *
 *     wall = boot + offset;   the offset changes only when somebody sets the wall clock
 *
 * A clock that is set does not change when things happened: offsets are kept with the time since when they hold, and each
 * moment is told with the offset of its own time. Reading both clocks jitters by some ns; as long as nobody sets the clock
 * the same moment is always told the same.
 */

export interface ClockReadings {
  /** CLOCK_BOOTTIME now. */
  readonly bootNs: () => bigint;
  /** CLOCK_REALTIME minus CLOCK_BOOTTIME now. */
  readonly offsetNs: () => bigint;
}

/** Less is jitter of the reading, not somebody setting the clock. */
const JUMP_NS_MIN = 1_000_000n;
/** Offsets kept; a clock that is set more often forgets the oldest. */
const SPANS_MAX = 16;

interface Span {
  /** Boot time from which on the offset holds. */
  readonly sinceNs: bigint;
  readonly offsetNs: bigint;
}

/** Tells boot time as wall clock and back. */
export class BootClock {
  /** How often the wall clock was seen to have been set. */
  jumps = 0;
  readonly #readings: ClockReadings;
  /** Oldest first, never empty. */
  readonly #spans: Span[];

  constructor(readings: ClockReadings) {
    this.#readings = readings;
    this.#spans = [{ sinceNs: 0n, offsetNs: readings.offsetNs() }];
  }

  /** Offset that holds now, as of the last `refresh`. */
  get offsetNs(): bigint {
    return this.#spans.at(-1)!.offsetNs;
  }

  /**
   * Looks whether the clock was set; to be called now and then. A jump counts from this moment on, as nobody says when it was.
   * @returns by how much the wall clock was set forward (back: negative); 0n when it was not
   */
  refresh(): bigint {
    const offsetNs = this.#readings.offsetNs();
    const jump = offsetNs - this.offsetNs;
    if (jump < JUMP_NS_MIN && jump > -JUMP_NS_MIN) return 0n;
    this.jumps++;
    this.#spans.push({ sinceNs: this.#readings.bootNs(), offsetNs });
    if (this.#spans.length > SPANS_MAX) this.#spans.shift();
    return jump;
  }

  /** Wall clock at a boot time, as it was then. */
  toWallNs(bootNs: bigint): bigint {
    let i = this.#spans.length - 1;
    while (i > 0 && bootNs < this.#spans[i]!.sinceNs) i--;
    return bootNs + this.#spans[i]!.offsetNs;
  }

  /**
   * Boot time at which the wall clock showed a time. A time that it showed twice (it was set back) means the later moment;
   * one that it never showed (it was set forward), the moment when it was set.
   */
  toBootNs(wallNs: bigint): bigint {
    for (let i = this.#spans.length - 1; i >= 0; i--) {
      const { sinceNs, offsetNs } = this.#spans[i]!;
      const bootNs = wallNs - offsetNs;
      if (bootNs < sinceNs && i > 0) continue;
      const next = this.#spans[i + 1];
      return next !== undefined && bootNs > next.sinceNs ? next.sinceNs : bootNs;
    }
    return wallNs - this.offsetNs;
  }
}
