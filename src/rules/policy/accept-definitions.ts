/**
 * Decides which definitions of a policy take part at all: ids, version constraints, filters on the machine. A definition
 * for another machine or version is filtered, which is no error.
 */
import { compileRule, emptyEnvironment, readRule } from '../language/index.ts';
import { parseVersionConstraint } from './agent-version.ts';
import { languageDiagnostics } from './expression-diagnostics.ts';
import { createHostModel, type HostFacts } from './host-model.ts';
import type { MacroSource, RuleSource, SourceText } from './policy-definition.ts';
import { type PolicyDiagnostic, problem } from './policy-diagnostics.ts';
import { ID_PATTERN } from './policy-shape.ts';
import type { OutcomeReason } from './rule-set.ts';

export type Acceptance =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'filtered'; readonly reason: OutcomeReason }
  | { readonly kind: 'error'; readonly reason: OutcomeReason; readonly diagnostics: readonly PolicyDiagnostic[] };

/** Ids of the sensor's own events, which no rule may take. */
export const RESERVED_IDS: ReadonlySet<string> = new Set([
  'abnormal_path',
  'anomaly_detection',
  'broken_process_lineage',
  'event_lost',
  'failed_dns',
  'heartbeat',
  'internal_core_dump',
  'lost_events',
  'lost_events_read',
  'lost_events_write',
  'no_process_context',
  'noisy_process',
  'rawpacket_action',
  'refresh_user_cache',
  'rule_set_loaded',
  'ruleset_loaded',
  'self_test',
]);

const ID = new RegExp(ID_PATTERN);

const ACCEPTED: Acceptance = { kind: 'accepted' };

export class Acceptor {
  private readonly model = createHostModel();
  private readonly host: HostFacts;
  private readonly version: string;
  private readonly ruleFilter: ((id: string) => boolean) | undefined;
  /** Most filters are the same few texts. */
  private readonly filters = new Map<string, boolean | readonly PolicyDiagnostic[]>();

  constructor(host: HostFacts, version: string, ruleFilter?: (id: string) => boolean) {
    this.host = host;
    this.version = version;
    this.ruleFilter = ruleFilter;
  }

  macro(macro: MacroSource): Acceptance {
    return this.checkId('macro', macro) ?? this.checkFilters(macro) ?? ACCEPTED;
  }

  rule(rule: RuleSource): Acceptance {
    const early = this.checkId('rule', rule) ?? this.checkFilters(rule);
    if (early !== undefined) return early;
    if (this.ruleFilter !== undefined && !this.ruleFilter(rule.id)) return { kind: 'filtered', reason: 'other' };
    if ((rule.expression?.text ?? '').trim() === '' && !rule.disabled && rule.combine === '') {
      const message = `rule ${rule.id} has no expression`;
      return refuse(problem('error', 'POLICY-MISSING', rule.place, message, 'add expression, or disabled: true'));
    }
    return ACCEPTED;
  }

  private checkId(kind: 'rule' | 'macro', { id, place }: RuleSource | MacroSource): Acceptance | undefined {
    if (id === '') return refuse(problem('error', 'POLICY-ID', place, `a ${kind} has no id`));
    if (!ID.test(id)) {
      const message = `${JSON.stringify(id)} is no id of a ${kind}: letters, digits and _ only`;
      return refuse(problem('error', 'POLICY-ID', place, message));
    }
    if (kind === 'rule' && RESERVED_IDS.has(id)) {
      return refuse(problem('error', 'POLICY-ID', place, `${id} is the id of an event of the sensor itself`));
    }
    return undefined;
  }

  private checkFilters({ agentVersion, filters, place }: RuleSource | MacroSource): Acceptance | undefined {
    if (agentVersion !== '') {
      const test = parseVersionConstraint(agentVersion);
      if (test === null) {
        const message = `${JSON.stringify(agentVersion)} is no version constraint`;
        return refuse(problem('error', 'POLICY-VERSION', place, message, 'write ">= 7.42, < 7.50"'), 'agent version');
      }
      if (!test(this.version)) return { kind: 'filtered', reason: 'agent version' };
    }
    if (filters.length === 0) return undefined;
    let anyTrue = false;
    for (const filter of filters) {
      const result = this.evaluate(filter);
      if (typeof result !== 'boolean') return { kind: 'error', reason: 'agent filter', diagnostics: result };
      anyTrue ||= result;
    }
    return anyTrue ? undefined : { kind: 'filtered', reason: 'agent filter' };
  }

  private evaluate(filter: SourceText): boolean | readonly PolicyDiagnostic[] {
    const known = this.filters.get(filter.text);
    if (typeof known === 'boolean') return known;
    const { rule, diagnostics } = readRule(filter.text, this.model, { eventType: 'any' });
    const result =
      rule === undefined
        ? languageDiagnostics(filter, diagnostics, 'POLICY-FILTER')
        : compileRule(rule, this.model)(this.host, emptyEnvironment());
    this.filters.set(filter.text, result);
    return result;
  }
}

function refuse(diagnostic: PolicyDiagnostic, reason: OutcomeReason = 'other'): Acceptance {
  return { kind: 'error', reason, diagnostics: [diagnostic] };
}
