/** Token buckets per address: many calls, few logins. Forgetting an address is harmless: its bucket is full again. */
const KINDS = {
  call: { perSecond: 100, burst: 500 },
  login: { perSecond: 0.2, burst: 10 },
} as const;
const ADDRESSES_MAX = 20_000;

interface Bucket {
  tokens: number;
  at: number;
}

export class RateLimits {
  private readonly buckets = new Map<string, Bucket>();

  /** Takes one token; false when there is none. */
  allow(address: string, kind: keyof typeof KINDS, nowMs = performance.now()): boolean {
    const { perSecond, burst } = KINDS[kind];
    const key = `${kind} ${address}`;
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: nowMs };
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.at) / 1000) * perSecond);
    bucket.at = nowMs;
    this.buckets.delete(key);
    this.buckets.set(key, bucket);
    if (this.buckets.size > ADDRESSES_MAX) this.buckets.delete(this.buckets.keys().next().value!);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
