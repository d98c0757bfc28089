/** How long to wait before the next attempt: twice as long each time, within bounds, and never the same for all agents. */

export interface RetryOptions {
  readonly firstMs: number;
  readonly longestMs: number;
}

export class RetryDelay {
  /** Attempts that failed since the last success. */
  failures = 0;
  readonly #options: RetryOptions;
  readonly #random: () => number;

  constructor(options: RetryOptions, random: () => number = Math.random) {
    this.#options = options;
    this.#random = random;
  }

  /** An attempt failed: how long to wait, ms. `atLeastMs` is what the other side asked for. */
  next(atLeastMs = 0): number {
    const { firstMs, longestMs } = this.#options;
    const whole = Math.min(longestMs, firstMs * 2 ** Math.min(this.failures++, 30));
    // Between half and all of it: a fleet that lost its server together must not come back together.
    return Math.max(atLeastMs, Math.round(whole * (0.5 + this.#random() / 2)));
  }

  succeeded(): void {
    this.failures = 0;
  }
}

/** Waits; ends early when the signal aborts. Never throws. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
