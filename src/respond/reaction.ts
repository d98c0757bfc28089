/** What a match has set going: the reports of its actions, and the facts that its signal may wait for. */
import type { ActionReport } from './action-report.ts';

export class Reaction {
  readonly reports: ActionReport[] = [];
  /** Facts that are still to come, by name; each comes later than the call that gave this reaction. */
  readonly open = new Set<string>();
  /** Told of each fact that has come. */
  onFact: ((fact: string) => void) | null = null;

  /** Says that a fact has come. */
  settle(fact: string): void {
    if (this.open.delete(fact)) this.onFact?.(fact);
  }
}

/** Of matches that set nothing going; never changed. */
export const NO_REACTION = new Reaction();
