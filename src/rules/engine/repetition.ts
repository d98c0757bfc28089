/**
 * Whether values come again, so that remembering a new one pays. While they do, each is remembered; while nearly none
 * does, only one in a few, which is enough for a value that turns hot to be caught soon and spares the rest of the work.
 */

/** Look-ups between two decisions. */
const WINDOW = 1024;
/** Remembering pays from one known value in this many. */
const PAYS_FROM = 4;
/** Otherwise one new value in this many is remembered. */
const SAMPLE = 8;

export class Repetition {
  private seen = 0;
  private known = 0;
  private skipped = 0;
  private pays = true;

  /** A value was met that is remembered. */
  noteKnown(): void {
    this.known++;
    if (++this.seen >= WINDOW) this.decide();
  }

  /** A value was met that is not; gives whether to remember it. */
  noteNew(): boolean {
    if (++this.seen >= WINDOW) this.decide();
    if (this.pays) return true;
    if (++this.skipped < SAMPLE) return false;
    this.skipped = 0;
    return true;
  }

  private decide(): void {
    this.pays = this.known * PAYS_FROM >= this.seen;
    this.seen = 0;
    this.known = 0;
  }
}
