/**
 * What loading policies gives: rules ready to run in their order, the variables they share, and a report of every
 * definition. A rule set is never changed after it was built; a reload builds another and swaps.
 */
import type {
  CheckedRule,
  Environment,
  FieldValue,
  MacroDefinition,
  VariableScope,
  VariableTable,
} from '../language/index.ts';
import type {
  ActionDefinition,
  CoreDumpDefinition,
  HashDefinition,
  KillDefinition,
  NetworkFilterDefinition,
  PolicyIdentity,
  PolicyType,
  RuleSource,
} from './policy-definition.ts';
import type { PolicyDiagnostic } from './policy-diagnostics.ts';
import type { VariableDeclaration } from './variable-store.ts';

/** A compiled condition. */
export type Condition<E> = (event: E, env: Environment<E>) => boolean;

/** What a set action does, compiled. */
export interface SetStep<E> {
  readonly kind: 'set';
  /** Full name with the scope prefix. */
  readonly variable: string;
  readonly scope: VariableScope;
  readonly append: boolean;
  readonly value: (event: E, env: Environment<E>) => FieldValue;
  /** Id of the process that gets the variable, when it is not the acting one. */
  readonly processId?: (event: E, env: Environment<E>) => number;
}

export interface LogStep {
  readonly kind: 'log';
  /** Lower case; a word that is no level logs nothing. */
  readonly level: string;
  readonly message: string;
}

/** Actions that somebody else carries out after the set and log actions. */
export type ResponseStep =
  | ({ readonly kind: 'kill' } & KillDefinition)
  | ({ readonly kind: 'coredump' } & CoreDumpDefinition)
  | ({ readonly kind: 'hash' } & HashDefinition)
  | ({ readonly kind: 'network_filter' } & NetworkFilterDefinition)
  | { readonly kind: 'deny'; readonly mode: 'audit' | 'enforce' };

export type ActionStep<E> = SetStep<E> | LogStep | ResponseStep;

export interface LoadedAction<E> {
  readonly filter?: Condition<E>;
  readonly step: ActionStep<E>;
  readonly definition: ActionDefinition;
}

export interface LoadedRule<E> {
  /** Unique; for a rule that was expanded not the id in the file, see `source.id`. */
  readonly id: string;
  readonly source: RuleSource;
  /** Policy that decides about the order: the owner of the definition, or who enabled it again. */
  readonly policy: PolicyIdentity;
  readonly groupId: string;
  readonly eventType: string;
  readonly checked: CheckedRule;
  readonly matches: Condition<E>;
  readonly actions: readonly LoadedAction<E>[];
  /** `key:value` tags and product tags. */
  readonly tags: readonly string[];
  /** Undefined: the built-in limit. 0: none. */
  readonly everyNs?: bigint;
  /** Values by which the limit of `every` is kept apart. */
  readonly limiterToken: readonly ((event: E) => FieldValue)[];
  readonly silent: boolean;
}

/** Why a definition is not in force. */
export type OutcomeReason = 'agent version' | 'agent filter' | 'event type disabled' | 'syntax error' | 'other';

export type Outcome =
  | 'loaded'
  | 'filtered'
  | 'error'
  /** Switched off. */
  | 'disabled'
  /** Changed an earlier definition of the same id. */
  | 'merged'
  /** A second definition that changes nothing. */
  | 'ignored';

export interface DefinitionReport {
  readonly kind: 'rule' | 'macro';
  readonly id: string;
  readonly policy: string;
  readonly outcome: Outcome;
  readonly reason?: OutcomeReason;
  readonly diagnostics: readonly PolicyDiagnostic[];
  readonly eventType?: string;
  /** Ids of the rules that an expanded rule became. */
  readonly expandedTo?: readonly string[];
  /** Actions that were left out, by their index in the merged rule; the rule runs without them. */
  readonly actionsSkipped?: readonly number[];
  /** Fields without a live source: they read as zero. */
  readonly unreadFields?: readonly string[];
}

export interface PolicyReport extends PolicyIdentity {
  /** `stale`: the file is broken since the last load, and its definitions of then are still in force. */
  readonly outcome: 'loaded' | 'error' | 'stale';
  readonly diagnostics: readonly PolicyDiagnostic[];
  readonly definitions: readonly DefinitionReport[];
}

/** One thing that went wrong; its diagnostics say what. */
export interface LoadError {
  readonly policy: string;
  readonly id?: string;
  readonly reason: OutcomeReason;
  readonly diagnostics: readonly PolicyDiagnostic[];
}

export interface LoadedMacro {
  readonly id: string;
  readonly policy: PolicyIdentity;
  /** Text, or exact strings. */
  readonly body: string | readonly string[];
  /** As the language takes it. */
  readonly definition: MacroDefinition;
}

export interface RuleSet<E> {
  /** In order of definition. */
  readonly rules: ReadonlyMap<string, LoadedRule<E>>;
  /** In the order they are evaluated in. */
  readonly byEventType: ReadonlyMap<string, readonly LoadedRule<E>[]>;
  readonly macros: ReadonlyMap<string, LoadedMacro>;
  /** Variables that set actions declare, by full name. */
  readonly declarations: ReadonlyMap<string, VariableDeclaration>;
  /** The same and the built-in ones, as the language takes them. */
  readonly variables: VariableTable;
  readonly policies: readonly PolicyReport[];
  readonly errors: readonly LoadError[];
}

const rank: Readonly<Record<PolicyType, number>> = { default: 0, internal: 1, custom: 1 };

/**
 * Rules of one event type in the order they are evaluated in: those that set the execution context first, then those
 * of the default policy, then by priority; otherwise as they were defined.
 */
export function inEvaluationOrder<E>(rules: readonly LoadedRule<E>[]): readonly LoadedRule<E>[] {
  const isContext = ({ source }: LoadedRule<E>) => (source.tags.get('execution_context') === 'true' ? 0 : 1);
  return [...rules].sort(
    (left, right) =>
      isContext(left) - isContext(right) ||
      rank[left.policy.type] - rank[right.policy.type] ||
      right.source.priority - left.source.priority,
  );
}
