/**
 * How often one rule may raise a signal: ten a second with bursts of forty, or once per `every`. Time is the event's own,
 * so a replayed recording is limited as the live run was.
 */
const PER_SECOND = 10n;
const BURST = 40n;
const SECOND_NS = 1_000_000_000n;

interface Bucket {
  /** In units of 1/SECOND_NS of a token. */
  tokens: bigint;
  atNs: bigint;
}

/** One limiter for all rules; state is one small object per rule that ever matched. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();

  /**
   * @param everyNs null: the built-in limit; 0n: none; else the least distance in ns
   * @param nowNs time of the event
   */
  allow(ruleId: string, everyNs: bigint | null, nowNs: bigint): boolean {
    if (everyNs === 0n) return true;
    const full = everyNs === null ? BURST * SECOND_NS : everyNs;
    const rate = everyNs === null ? PER_SECOND : 1n;
    const price = everyNs === null ? SECOND_NS : everyNs;
    const bucket = this.#buckets.get(ruleId);
    if (bucket === undefined) {
      this.#buckets.set(ruleId, { tokens: full - price, atNs: nowNs });
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
