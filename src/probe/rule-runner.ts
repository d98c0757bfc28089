/** A rule set on the event path: which rules hold, and the variables that their actions set. */
import type { RuntimeEvent } from '../enrich/event.ts';
import type { ProcessTree } from '../enrich/process/process-tree.ts';
import { NO_REACTION } from '../respond/reaction.ts';
import { createRuleEngine, type RuleEngine } from '../rules/engine/engine.ts';
import { liveModel, programRun } from '../rules/field-readers.ts';
import { isFetchedField, LATE_FIELDS, preparePackages, type Wait, waitsOf } from '../rules/fields/readers.ts';
import { matchedParts } from '../rules/language/index.ts';
import { applyActions, createEnvironment, type RuleEnvironment } from '../rules/policy/apply-actions.ts';
import type { LoadedRule, RuleSet } from '../rules/policy/rule-set.ts';
import { type OwnerFinder, VariableStore } from '../rules/policy/variable-store.ts';
import { HoldQueue } from '../signals/hold-queue.ts';
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
  /** Rules that read facts of files which must be fetched (packages, hashes, content), apart from all others. */
  readonly #fetching: RuleEngine<RuntimeEvent, Rule> | null;
  readonly #fetchingTypes: ReadonlySet<string>;
  readonly #waiting = new HoldQueue<() => void>({
    entriesMax: WAITING_MAX,
    holdMs: WAIT_MS,
    release: (again) => {
      // A bug of ours must not end the process: nobody is on the stack to catch it.
      try {
        again();
      } catch (error) {
        this.#failures.set('(waiting for facts of files)', error);
      }
    },
  });

  /** @param before the runner that this one takes over from: variables keep their values over a reload */
  constructor(set: RuleSet<RuntimeEvent>, tree: ProcessTree, before?: RuleRunner) {
    this.set = set;
    this.store = before?.store ?? new VariableStore(set.declarations);
    before?.store.redeclare(set.declarations);
    const all = [...set.byEventType.values()].flat();
    const fetching = all.filter(({ checked }) => checked.fields.some(isFetchedField));
    const rules = all.filter((rule) => !fetching.includes(rule));
    if (fetching.some(({ checked }) => checked.fields.some((name) => name.includes('.package.')))) preparePackages();
    const createEngine = (some: Rule[]) =>
      createRuleEngine<RuntimeEvent, Rule>(some, liveModel, {
        programRun,
        onRuleError: (rule, error) => this.#failures.set(rule.id, error),
      });
    this.#engine = createEngine(rules);
    this.#fetching = fetching.length === 0 ? null : createEngine(fetching);
    this.#fetchingTypes = new Set(fetching.map(({ eventType }) => eventType));
    const late = rules.filter(readsLateFields);
    this.#lateTypes = new Set(late.map(({ eventType }) => eventType));
    this.#split =
      late.length === 0
        ? null
        : { prompt: createEngine(rules.filter((rule) => !late.includes(rule))), late: createEngine(late) };
    this.#changing = new Set(
      all.filter((r) => r.checked.variables.length > 0 && r.actions.some((a) => a.step.kind === 'set')),
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
    engine.evaluate(event.type, event, environment, (rule) => this.#act(rule, event, environment, onMatch));
    if (which !== 'late' && this.#fetchingTypes.has(event.type)) this.#evaluateFetching(event, onMatch);
  }

  /** The kernel decided by a rule about a call whose event is of another kind: nothing of it can be quoted. */
  raise(ruleId: string, event: RuntimeEvent, onMatch: OnMatch<Rule>): void {
    const rule = this.set.rules.get(ruleId);
    if (rule === undefined) return;
    const environment = createEnvironment(this.store, this.#owners, event.timestampNs);
    const responses = rule.actions.flatMap(({ step }) => (step.kind === 'deny' ? [step] : []));
    const actions = { stored: [], logs: [], responses };
    onMatch(rule, event, { actions, reaction: NO_REACTION, environment, parts: [] });
  }

  #act(rule: Rule, event: RuntimeEvent, environment: RuleEnvironment<RuntimeEvent>, onMatch: OnMatch<Rule>): void {
    // A rule may change the variables that it reads; what decided must be asked before.
    const parts = this.#changing.has(rule) ? matchedParts(rule.checked, liveModel, event, environment) : null;
    const actions = applyActions(rule, event, environment);
    onMatch(rule, event, { actions, reaction: NO_REACTION, environment, parts });
  }

  /**
   * Rules that read facts which must be fetched. Those that come as far as asking for one that is not there are looked at
   * again when it is, on a copy of the event; what has not come by then reads as its zero value.
   */
  #evaluateFetching(event: RuntimeEvent, onMatch: OnMatch<Rule>): void {
    const look = (at: RuntimeEvent): { waits: readonly Wait[]; act: () => void } => {
      const environment = createEnvironment(this.store, this.#owners, at.timestampNs);
      const matched: Rule[] = [];
      const waits = waitsOf(() => this.#fetching?.evaluate(at.type, at, environment, (rule) => matched.push(rule)));
      return { waits, act: () => matched.forEach((rule) => void this.#act(rule, at, environment, onMatch)) };
    };
    const first = look(event);
    if (first.waits.length === 0) {
      first.act();
      return;
    }
    const kept = event.keep();
    // A second fact may be asked for only when the first is known.
    let rounds = 0;
    const again = (): void => {
      const next = look(kept);
      if (next.waits.length === 0 || ++rounds > ROUNDS_MAX) next.act();
      else hold(next.waits);
    };
    const hold = (waits: readonly Wait[]): void => {
      const held = this.#waiting.hold(
        again,
        waits.map((_, i) => `fact ${i}`),
      );
      waits.forEach((wait, i) => {
        const fact = `fact ${i}`;
        if (wait.settled) held.settle(fact);
        else wait.onSettled = () => held.settle(fact);
      });
    };
    hold(first.waits);
  }

  /** Looks at what still waits for facts of files a last time. */
  stop(): void {
    this.#waiting.stop();
  }

  /** Rules that were switched off because their evaluation failed: a bug of ours, and visible. */
  get failures(): ReadonlyMap<string, unknown> {
    return this.#failures;
  }
}

/** Events that wait for facts of files, and how long, in ms; a queue that is full lets the oldest go without. */
const WAITING_MAX = 512;
const WAIT_MS = 6000;
/** How often an event may ask for one more fact. */
const ROUNDS_MAX = 4;

function readsLateFields({ checked }: Rule): boolean {
  return checked.fields.some((name) => {
    for (const field of LATE_FIELDS) if (name.endsWith(`.${field}`)) return true;
    return false;
  });
}
