/**
 * Runs the actions of a rule that matched, before the next rule is looked at: all set actions in order, then the log
 * actions, then what others carry out. Each filter is asked just before its action, so it sees what earlier actions
 * stored. Nothing here waits or throws; what acts on the system is handed back.
 */
import { randomUUID } from 'node:crypto';
import type { Environment, FieldValue } from '../language/index.ts';
import type { LoadedAction, LoadedRule, LogStep, ResponseStep, RuleSet, SetStep } from './rule-set.ts';
import type { Owner, OwnerFinder, VariableStore } from './variable-store.ts';

/** What rules read besides the event, over a store of variables. */
export interface RuleEnvironment<E> extends Environment<E> {
  readonly store: VariableStore;
  readonly owners: OwnerFinder<E>;
}

/**
 * Environment of one evaluation. `${process.pid}` is the id of this sensor; `${builtins.uuid4}` is new at each reading.
 * @param nowNs time of the evaluation, nanoseconds since the epoch
 */
export function createEnvironment<E>(store: VariableStore, owners: OwnerFinder<E>, nowNs: bigint): RuleEnvironment<E> {
  const variable = (name: string, event: E): FieldValue | undefined => {
    if (name === 'process.pid') return process.pid;
    if (name === 'builtins.uuid4') return randomUUID();
    return store.read(name, event, owners, nowNs);
  };
  return { nowNs, variable, store, owners };
}

export interface ActionOutcome {
  /** Full names of the variables that were stored, in order. */
  readonly stored: readonly string[];
  /** Variable whose scope had no owner, which ended the set actions of this rule for this event. */
  readonly orphan?: string;
  readonly logs: readonly LogStep[];
  readonly responses: readonly ResponseStep[];
}

const NOTHING: ActionOutcome = { stored: [], logs: [], responses: [] };

function ownerOf<E>(step: SetStep<E>, event: E, env: RuleEnvironment<E>): Owner | null {
  if (step.scope === 'global') return null;
  if (step.processId === undefined) return env.owners[step.scope](event);
  return env.owners.processById(step.processId(event, env), event);
}

/** Runs the actions of `rule` for `event`. */
export function applyActions<E>(rule: LoadedRule<E>, event: E, env: RuleEnvironment<E>): ActionOutcome {
  if (rule.actions.length === 0) return NOTHING;
  const stored: string[] = [];
  let orphan: string | undefined;
  const passes = ({ filter }: LoadedAction<E>) => filter === undefined || filter(event, env);
  for (const action of rule.actions) {
    const { step } = action;
    if (step.kind !== 'set' || !passes(action)) continue;
    const owner = ownerOf(step, event, env);
    if (env.store.set(step.variable, owner, step.value(event, env), step.append, env.nowNs)) stored.push(step.variable);
    else {
      orphan = step.variable;
      break;
    }
  }
  const logs: LogStep[] = [];
  const responses: ResponseStep[] = [];
  for (const action of rule.actions) if (action.step.kind === 'log' && passes(action)) logs.push(action.step);
  for (const action of rule.actions) {
    const { step } = action;
    if (step.kind !== 'set' && step.kind !== 'log' && passes(action)) responses.push(step);
  }
  return { stored, logs, responses, ...(orphan === undefined ? {} : { orphan }) };
}

export interface RuleMatch<E> {
  readonly rule: LoadedRule<E>;
  readonly actions: ActionOutcome;
}

/**
 * Evaluates the rules of one event type for an event, in their order, running the actions of each match at once.
 * @returns all matches, also those that will give no signal
 */
export function evaluateRules<E>(
  rules: RuleSet<E>,
  eventType: string,
  event: E,
  env: RuleEnvironment<E>,
): readonly RuleMatch<E>[] {
  const matches: RuleMatch<E>[] = [];
  for (const rule of rules.byEventType.get(eventType) ?? []) {
    if (rule.matches(event, env)) matches.push({ rule, actions: applyActions(rule, event, env) });
  }
  return matches;
}
