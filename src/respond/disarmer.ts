/**
 * Takes the right to act from a rule that hits too much: a rule that matches what everybody does would otherwise end every
 * workload of a machine. Counted per rule: different containers, and different executables, within a period.
 *
 *     armed ──one too many within the period──► disarmed ──rearm, or the rule was changed──► armed
 *     armed ──dismantle (a person)────────────► dismantled ──rearm──► armed
 *
 * Surprising: a disarmed rule does not recover by itself. What made it hit too much is still in the rule.
 */

export type DisarmReason = 'container' | 'executable';

export interface DisarmerLimits {
  readonly enabled: boolean;
  /** Different ones that a rule may hit within the period. */
  readonly max: number;
  readonly periodNs: bigint;
}

export interface DisarmerOptions {
  readonly container: DisarmerLimits;
  readonly executable: DisarmerLimits;
}

/** What a rule would hit; '' for what does not count. */
export interface Hit {
  readonly container: string;
  readonly executable: string;
}

export type Verdict = 'allowed' | 'dismantled' | { readonly disarmed: DisarmReason };

/** A rule that has acted, as people see it. */
export interface RuleArming {
  readonly ruleId: string;
  readonly state: 'armed' | 'disarmed' | 'dismantled';
  readonly reason: DisarmReason | null;
}

interface RuleState {
  /** Definition that the state belongs to. */
  definition: string;
  state: 'armed' | 'dismantled' | { disarmed: DisarmReason };
  /** Time of the last hit by what was hit, oldest first. */
  readonly hits: Record<DisarmReason, Map<string, bigint>>;
}

/** Rules remembered; each holds at most `max` names per kind. */
const RULES_MAX = 10_000;

export class Disarmer {
  readonly #options: DisarmerOptions;
  readonly #rules = new Map<string, RuleState>();

  constructor(options: DisarmerOptions) {
    this.#options = options;
  }

  /**
   * Whether a rule may act now; counts the hit if so.
   * @param definition text of the rule's actions and expression: another one starts afresh, unless a person dismantled it
   * @param nowNs time of the event
   */
  allow(ruleId: string, definition: string, hit: Hit, nowNs: bigint): Verdict {
    const rule = this.#ruleOf(ruleId, definition);
    if (rule.state !== 'armed') return rule.state;
    for (const reason of ['container', 'executable'] as const) {
      const limits = this.#options[reason];
      const name = hit[reason];
      if (!limits.enabled || name === '') continue;
      const names = rule.hits[reason];
      for (const [old, atNs] of names) {
        if (nowNs - atNs < limits.periodNs) break;
        names.delete(old);
      }
      if (!names.has(name) && names.size >= limits.max) {
        rule.state = { disarmed: reason };
        return rule.state;
      }
      names.delete(name);
      names.set(name, nowNs);
    }
    return 'allowed';
  }

  #ruleOf(ruleId: string, definition: string): RuleState {
    let rule = this.#rules.get(ruleId);
    if (rule === undefined) {
      if (this.#rules.size >= RULES_MAX) this.#forgetOne();
      rule = { definition, state: 'armed', hits: { container: new Map(), executable: new Map() } };
      this.#rules.set(ruleId, rule);
    } else if (rule.definition !== definition) {
      rule.definition = definition;
      if (rule.state !== 'dismantled') this.#arm(rule);
    }
    return rule;
  }

  /** An armed rule goes before one that may not act. */
  #forgetOne(): void {
    for (const [id, { state }] of this.#rules) {
      if (state !== 'armed') continue;
      this.#rules.delete(id);
      return;
    }
    this.#rules.delete(this.#rules.keys().next().value!);
  }

  #arm(rule: RuleState): void {
    rule.state = 'armed';
    rule.hits.container.clear();
    rule.hits.executable.clear();
  }

  /** Takes the right to act from a rule until {@link rearm}; the rule need not have acted yet. */
  dismantle(ruleId: string): void {
    const known = this.#rules.get(ruleId);
    if (known !== undefined) known.state = 'dismantled';
    else
      this.#rules.set(ruleId, {
        definition: '',
        state: 'dismantled',
        hits: { container: new Map(), executable: new Map() },
      });
  }

  isDismantled(ruleId: string): boolean {
    return this.#rules.get(ruleId)?.state === 'dismantled';
  }

  /** Gives it back, whoever took it. @returns whether it had been taken */
  rearm(ruleId: string): boolean {
    const rule = this.#rules.get(ruleId);
    if (rule === undefined || rule.state === 'armed') return false;
    this.#arm(rule);
    return true;
  }

  /** Rules that have acted, and those that may not. */
  list(): RuleArming[] {
    return [...this.#rules].map(([ruleId, { state }]) => ({
      ruleId,
      state: typeof state === 'string' ? state : 'disarmed',
      reason: typeof state === 'string' ? null : state.disarmed,
    }));
  }
}
