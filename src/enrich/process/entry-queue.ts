/**
 * A first-in first-out queue whose links live in the entries: joining, leaving from the middle and counting are constant
 * time and allocate nothing. An entry stands in one queue at a time.
 */
import type { ProcessEntry } from './process-entry.ts';

/** One of the tree's queues. */
export class EntryQueue {
  /** Entries in it no longer run. */
  readonly retired: boolean;
  head: ProcessEntry | null = null;
  tail: ProcessEntry | null = null;
  size = 0;

  constructor(retired: boolean) {
    this.retired = retired;
  }

  /** Puts an entry at the end, leaving the queue it was in. */
  push(entry: ProcessEntry): void {
    entry.queue?.remove(entry);
    entry.queue = this;
    entry.queuePrevious = this.tail;
    entry.queueNext = null;
    if (this.tail) this.tail.queueNext = entry;
    else this.head = entry;
    this.tail = entry;
    this.size++;
  }

  remove(entry: ProcessEntry): void {
    if (entry.queue !== this) return;
    if (entry.queuePrevious) entry.queuePrevious.queueNext = entry.queueNext;
    else this.head = entry.queueNext;
    if (entry.queueNext) entry.queueNext.queuePrevious = entry.queuePrevious;
    else this.tail = entry.queuePrevious;
    entry.queue = null;
    entry.queuePrevious = null;
    entry.queueNext = null;
    this.size--;
  }
}
