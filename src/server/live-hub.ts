/** Tells live listeners what is new. A listener that does not keep up loses messages, is told how many, and stops nobody. */
import type { SignalSummary } from './api/contract.ts';

/** Messages that may wait for one listener. */
const WAITING_MAX = 1000;
const LISTENERS_MAX = 200;

/** One open stream. Read it with for-await; `close` ends it. */
export class LiveListener<T> implements AsyncIterable<T> {
  /** Messages left out since they were last asked for. */
  dropped = 0;
  private waiting: T[] = [];
  private wake: (() => void) | undefined;
  private closed = false;

  push(message: T): void {
    if (this.waiting.length >= WAITING_MAX) {
      this.dropped += 1;
      return;
    }
    this.waiting.push(message);
    this.wake?.();
  }

  close(): void {
    this.closed = true;
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    while (!this.closed) {
      const batch = this.waiting;
      this.waiting = [];
      yield* batch;
      if (this.waiting.length === 0 && !this.closed) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }
}

/** A topic with its listeners. */
export class LiveTopic<T> {
  private readonly listeners = new Set<LiveListener<T>>();

  get size(): number {
    return this.listeners.size;
  }

  /** Null when there are too many listeners already. */
  listen(): LiveListener<T> | null {
    if (this.listeners.size >= LISTENERS_MAX) return null;
    const listener = new LiveListener<T>();
    this.listeners.add(listener);
    return listener;
  }

  leave(listener: LiveListener<T>): void {
    listener.close();
    this.listeners.delete(listener);
  }

  send(message: T): void {
    for (const listener of this.listeners) listener.push(message);
  }

  close(): void {
    for (const listener of this.listeners) this.leave(listener);
  }
}

/** All topics. */
export class LiveHub {
  readonly signals = new LiveTopic<SignalSummary>();
  /** Newest `received` of stored events, µs: listeners ask the store for what is new. */
  readonly stored = new LiveTopic<number>();

  close(): void {
    this.signals.close();
    this.stored.close();
  }
}
