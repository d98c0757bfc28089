/** A rule set on the event path: which rules hold, and the variables that their actions set. */
import type { RuntimeEvent } from '../enrich/event.ts';
import type { ProcessTree } from '../enrich/process/process-tree.ts';
import { createRuleEngine, type RuleEngine } from '../rules/engine/engine.ts';
import { liveModel, programRun } from '../rules/field-readers.ts';
import { applyActions, createEnvironment } from '../rules/policy/apply-actions.ts';
import type { LoadedRule, RuleSet } from '../rules/policy/rule-set.ts';
import { type OwnerFinder, VariableStore } from '../rules/policy/variable-store.ts';
import type { Evaluator } from './pipeline.ts';

type Rule = LoadedRule<RuntimeEvent>;

/** Evaluates all rules of the event's type, in their order; the actions of a match run before the next rule is looked at. */
export class RuleRunner implements Evaluator<Rule> {
  readonly set: RuleSet<RuntimeEvent>;
  readonly store: VariableStore;
  readonly #owners: OwnerFinder<RuntimeEvent>;
  readonly #engine: RuleEngine<RuntimeEvent, Rule>;
  readonly #failures = new Map<string, unknown>();

  /** @param before the runner that this one takes over from: variables keep their values over a reload */
  constructor(set: RuleSet<RuntimeEvent>, tree: ProcessTree, before?: RuleRunner) {
    this.set = set;
    this.store = before?.store ?? new VariableStore(set.declarations);
    before?.store.redeclare(set.declarations);
    this.#engine = createRuleEngine<RuntimeEvent, Rule>([...set.byEventType.values()].flat(), liveModel, {
      programRun,
      onRuleError: (rule, error) => this.#failures.set(rule.id, error),
    });
    this.#owners = {
      process: (event) => event.process,
      ancestors: (event) => event.ancestors,
      container: (event) => event.cgroup.containerId || null,
      cgroup: (event) => event.cgroup.path || null,
      processById: (pid) => tree.peek(pid),
    };
  }

  evaluate(event: RuntimeEvent, onMatch: (rule: Rule, event: RuntimeEvent) => void): void {
    const environment = createEnvironment(this.store, this.#owners, event.timestampNs);
    this.#engine.evaluate(event.type, event, environment, (rule) => {
      if (rule.actions.length > 0) applyActions(rule, event, environment);
      onMatch(rule, event);
    });
  }

  /** Rules that were switched off because their evaluation failed: a bug of ours, and visible. */
  get failures(): ReadonlyMap<string, unknown> {
    return this.#failures;
  }
}

/** Rules whose actions would act on the system: loaded and reported, but nobody carries those actions out yet. */
export function rulesWithoutResponse(set: RuleSet<RuntimeEvent>): string[] {
  const acts = new Set(['kill', 'coredump', 'hash', 'network_filter']);
  return [...set.rules.values()].filter((r) => r.actions.some((a) => acts.has(a.step.kind))).map((r) => r.id);
}
