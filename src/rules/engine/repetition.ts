/**
 * Whether values come again, so that a memory of them pays. While they do, each is looked up and remembered. While nearly
 * none does, only one in a few is, which is enough to notice when that ends; the others are worked out anew, which is
 * then the cheaper thing.
 */

/** Look-ups between two decisions, while memory pays and while it does not. */
const WINDOW = 1024;
const WINDOW_SAMPLED = 128;
/** Memory pays from one known value in this many. */
const PAYS_FROM = 4;
/** Otherwise one value in this many is looked up. */
const SAMPLE = 8;

export class Repetition {
  private seen = 0;
  private known = 0;
  private skipped = 0;
  private pays = true;

  /** Whether to look a value up in memory, and to remember it if it is new. */
  shouldAsk(): boolean {
    if (this.pays) return true;
    if (++this.skipped < SAMPLE) return false;
    this.skipped = 0;
    return true;
  }

  /** What a look-up found. */
  note(isKnown: boolean): void {
    if (isKnown) this.known++;
    if (++this.seen < (this.pays ? WINDOW : WINDOW_SAMPLED)) return;
    this.pays = this.known * PAYS_FROM >= this.seen;
    this.seen = 0;
    this.known = 0;
  }
}
