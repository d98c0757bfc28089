/** A rule set on the event path: which rules hold, and the variables that their actions set. */
import type { RuntimeEvent } from '../enrich/event.ts';
import type { ProcessTree } from '../enrich/process/process-tree.ts';
import { NO_REACTION } from '../respond/reaction.ts';
import { createRuleEngine, type RuleEngine } from '../rules/engine/engine.ts';
import { liveModel, programRun } from '../rules/field-readers.ts';
import { LATE_FIELDS } from '../rules/fields/readers.ts';
import { matchedParts } from '../rules/language/index.ts';
import { applyActions, createEnvironment } from '../rules/policy/apply-actions.ts';
import type { LoadedRule, RuleSet } from '../rules/policy/rule-set.ts';
import { type OwnerFinder, VariableStore } from '../rules/policy/variable-store.ts';
import type { Evaluator, OnMatch } from './pipeline.ts';

type Rule = LoadedRule<RuntimeEvent>;

/** Evaluates all rules of the event's type, in their order; the actions of a match run before the next rule is looked at. */
export class RuleRunner implements Evaluator<Rule> {
  readonly set: RuleSet<RuntimeEvent>;
  readonly store: VariableStore;
  readonly #owners: OwnerFinder<RuntimeEvent>;
  readonly #engine: RuleEngine<RuntimeEvent, Rule>;
  /** Rules that read variables and set some. */
  readonly #changing: ReadonlySet<Rule>;
  readonly #failures = new Map<string, unknown>();
  /** For events whose container is not described yet: rules that need the description, and the rest. */
  readonly #split: {
    readonly prompt: RuleEngine<RuntimeEvent, Rule>;
    readonly late: RuleEngine<RuntimeEvent, Rule>;
  } | null;
  readonly #lateTypes: ReadonlySet<string>;

  /** @param before the runner that this one takes over from: variables keep their values over a reload */
  constructor(set: RuleSet<RuntimeEvent>, tree: ProcessTree, before?: RuleRunner) {
    this.set = set;
    this.store = before?.store ?? new VariableStore(set.declarations);
    before?.store.redeclare(set.declarations);
    const rules = [...set.byEventType.values()].flat();
    const createEngine = (some: Rule[]) =>
      createRuleEngine<RuntimeEvent, Rule>(some, liveModel, {
        programRun,
        onRuleError: (rule, error) => this.#failures.set(rule.id, error),
      });
    this.#engine = createEngine(rules);
    const late = rules.filter(readsLateFields);
    this.#lateTypes = new Set(late.map(({ eventType }) => eventType));
    this.#split =
      late.length === 0
        ? null
        : { prompt: createEngine(rules.filter((rule) => !late.includes(rule))), late: createEngine(late) };
    this.#changing = new Set(
      rules.filter((r) => r.checked.variables.length > 0 && r.actions.some((a) => a.step.kind === 'set')),
    );
    this.#owners = {
      process: (event) => event.process,
      ancestors: (event) => event.ancestors,
      container: (event) => event.cgroup.containerId || null,
      cgroup: (event) => event.cgroup.path || null,
      processById: (pid) => tree.peek(pid),
    };
  }

  /** Whether rules of this event type read what only a container's runtime can tell. */
  hasLateRules(eventType: string): boolean {
    return this.#lateTypes.has(eventType);
  }

  evaluate(event: RuntimeEvent, onMatch: OnMatch<Rule>, which: 'all' | 'prompt' | 'late' = 'all'): void {
    const environment = createEnvironment(this.store, this.#owners, event.timestampNs);
    const engine = which === 'all' || this.#split === null ? this.#engine : this.#split[which];
    engine.evaluate(event.type, event, environment, (rule) => {
      // A rule may change the variables that it reads; what decided must be asked before.
      const parts = this.#changing.has(rule) ? matchedParts(rule.checked, liveModel, event, environment) : null;
      const actions = applyActions(rule, event, environment);
      onMatch(rule, event, { actions, reaction: NO_REACTION, environment, parts });
    });
  }

  /** Rules that were switched off because their evaluation failed: a bug of ours, and visible. */
  get failures(): ReadonlyMap<string, unknown> {
    return this.#failures;
  }
}

function readsLateFields({ checked }: Rule): boolean {
  return checked.fields.some((name) => {
    for (const field of LATE_FIELDS) if (name.endsWith(`.${field}`)) return true;
    return false;
  });
}
