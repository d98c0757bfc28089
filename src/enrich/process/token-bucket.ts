/** Bounds the rate of costly steps on the event path, in the time of the records, so that replays behave alike. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #lastNs = -1n;

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** Takes one token; false when there is none. Time that runs backwards adds nothing. */
  take(nowNs: bigint): boolean {
    if (nowNs > this.#lastNs) {
      if (this.#lastNs >= 0n) {
        const seconds = Number(nowNs - this.#lastNs) / 1e9;
        this.#tokens = Math.min(this.#burst, this.#tokens + seconds * this.#perSecond);
      }
      this.#lastNs = nowNs;
    }
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
