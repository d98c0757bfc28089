/**
 * Repeats of a signal: the same rule about the same program and the same thing, in the same story. The first says so by its
 * count; whoever shows signals can fold them by their fingerprint.
 */
import { createHash } from 'node:crypto';
import { Lru } from '../base/lru.ts';

const GROUPS_MAX = 20_000;
/** A group that was quiet for so long is over. */
const QUIET_NS = 3_600_000_000_000n;

export interface Repeats {
  /** Same for all signals of the group, on every host. */
  readonly fingerprint: string;
  /** Signals of the group so far, this one included. */
  count: number;
  /** ns since the epoch. */
  firstNs: bigint;
  lastNs: bigint;
}

export class RepeatCounter {
  readonly #groups = new Lru<string, Repeats>(GROUPS_MAX);

  /**
   * Counts a signal.
   * @param parts what makes signals the same: rule, program, object
   * @param story keeps groups of different stories apart
   */
  note(parts: readonly string[], story: string, nowNs: bigint): Repeats {
    const fingerprint = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);
    const key = `${fingerprint} ${story}`;
    const known = this.#groups.get(key);
    if (known === undefined || nowNs - known.lastNs > QUIET_NS) {
      const group = { fingerprint, count: 1, firstNs: nowNs, lastNs: nowNs };
      this.#groups.set(key, group);
      return { ...group };
    }
    known.count++;
    known.lastNs = nowNs;
    return { ...known };
  }
}
