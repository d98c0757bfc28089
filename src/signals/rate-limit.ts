/**
 * How often one rule may raise a signal: ten a second with bursts of forty, or once per `every`. Time is the event's own,
 * so a replayed recording is limited as the live run was.
 */
const PER_SECOND = 10;
const BURST = 40;
const SECOND_NS = 1_000_000_000n;

interface Bucket {
  /** In units of 1/SECOND_NS of a token. */
  tokens: bigint;
  atNs: bigint;
}

/** Most limits kept; beyond it the one made longest ago starts afresh. */
const LIMITS_MAX = 65_536;

/** One limiter for all rules; state is one small object per rule (and token values) that ever matched. */
export class RateLimiter {
  readonly #perSecond: bigint;
  readonly #burst: bigint;
  readonly #buckets = new Map<string, Bucket>();

  /** The built-in limit: signals a second, and at once. */
  constructor(perSecond = PER_SECOND, burst = BURST) {
    this.#perSecond = BigInt(perSecond);
    this.#burst = BigInt(burst);
  }

  /**
   * @param key the rule, with the values that its limit is kept apart by
   * @param everyNs null: the built-in limit; 0n: none; else the least distance in ns
   * @param nowNs time of the event
   */
  allow(key: string, everyNs: bigint | null, nowNs: bigint): boolean {
    if (everyNs === 0n) return true;
    const full = everyNs === null ? this.#burst * SECOND_NS : everyNs;
    const rate = everyNs === null ? this.#perSecond : 1n;
    const price = everyNs === null ? SECOND_NS : everyNs;
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#buckets.size >= LIMITS_MAX) {
        for (const oldest of this.#buckets.keys()) {
          this.#buckets.delete(oldest);
          break;
        }
      }
      this.#buckets.set(key, { tokens: full - price, atNs: nowNs });
      return true;
    }
    if (nowNs > bucket.atNs) {
      const grown = bucket.tokens + (nowNs - bucket.atNs) * rate;
      bucket.tokens = grown > full ? full : grown;
      bucket.atNs = nowNs;
    }
    if (bucket.tokens < price) return false;
    bucket.tokens -= price;
    return true;
  }
}
