/**
 * Definitions to a rule set, in the order that decides what a policy means:
 *
 *     policies ─► accept (ids, versions, filters) ─► merge by id ─► declare variables ─► macros ─► rules ─► order
 *
 * Variables come before everything that compiles, from all rules, so that a rule may read what a later one sets. One
 * bad definition is reported and left out; it never takes another with it.
 */

import { withRuleTags } from '../event-model.ts';
import {
  type CheckedRule,
  type CompiledRule,
  checkMacro,
  compileRule,
  expandFim,
  type MacroDefinition,
  type Model,
  macroOfValues,
  parseMacro,
  readRule,
  usesFim,
  type VariableSpec,
} from '../language/index.ts';
import { type Acceptance, Acceptor } from './accept-definitions.ts';
import { COMPATIBLE_AGENT_VERSION } from './agent-version.ts';
import { type ActionContext, compileAction } from './compile-actions.ts';
import { BUILTIN_VARIABLES, findFieldUse, VariableDeclarer } from './declare-variables.ts';
import { languageDiagnostics } from './expression-diagnostics.ts';
import { type HostFacts, readHostFacts } from './host-model.ts';
import { type MergedRule, mergeMacro, mergeRule } from './merge-definitions.ts';
import type { MacroSource, PolicyIdentity, RuleSource, SourceText } from './policy-definition.ts';
import { type PolicyDiagnostic, problem } from './policy-diagnostics.ts';
import type { ReadPolicy } from './read-policy.ts';
import {
  type DefinitionReport,
  inEvaluationOrder,
  type LoadError,
  type LoadedAction,
  type LoadedMacro,
  type LoadedRule,
  type Outcome,
  type OutcomeReason,
  type PolicyReport,
  type RuleSet,
} from './rule-set.ts';

export interface LoadOptions {
  /** The machine that filters are about; this one by default. */
  readonly host?: HostFacts;
  /** What `agent_version` is compared with. */
  readonly agentVersion?: string;
  /** Event types this machine delivers; all by default. Rules about others are filtered. */
  readonly enabledEventTypes?: ReadonlySet<string>;
  /** Whether rules may act on the system (kill, network_filter); yes by default. */
  readonly enforcement?: boolean;
  /** Only rules whose id passes are used. */
  readonly ruleFilter?: (id: string) => boolean;
}

/** A policy as {@link readPolicy} gave it, with who it is even when it could not be read. */
export interface NamedPolicy extends PolicyIdentity {
  readonly read: ReadPolicy;
}

type Draft = { -readonly [Key in keyof DefinitionReport]: DefinitionReport[Key] };

const SYNTAX_CODES = /\(SECL-(?:SYNTAX|UNTERMINATED|CHARACTER|EMPTY|NUMBER|TOO-[A-Z]+)\)/;

/** A start need not wait for it: the engine asks whole rules seldom. */
function compileWhenAsked<E>(rule: CheckedRule, model: Model<E>): CompiledRule<E> {
  let compiled: CompiledRule<E> | undefined;
  return (event, environment) => {
    compiled ??= compileRule(rule, model);
    return compiled(event, environment);
  };
}

const isError = ({ severity }: PolicyDiagnostic): boolean => severity === 'error';

/** `syntax error` when the text could not be read, `other` when it could but means nothing. */
function reasonOf(diagnostics: readonly PolicyDiagnostic[]): OutcomeReason {
  return diagnostics.some(({ message }) => SYNTAX_CODES.test(message)) ? 'syntax error' : 'other';
}

class Loader<E> {
  private readonly model: Model<E>;
  private readonly options: LoadOptions;
  private readonly acceptor: Acceptor;
  private readonly errors: LoadError[] = [];
  private readonly reports = new Map<RuleSource | MacroSource, Draft>();
  private readonly macroTable = new Map<string, MacroSource>();
  private readonly ruleTable = new Map<string, MergedRule>();
  private readonly macros = new Map<string, MacroDefinition>();
  private readonly loadedMacros = new Map<string, LoadedMacro>();
  private readonly rules = new Map<string, LoadedRule<E>>();
  private readonly declarer: VariableDeclarer<E>;
  private readonly variables = new Map<string, VariableSpec>();
  private readonly skipped = new Map<RuleSource, Set<number>>();
  private readonly ondemandKinds = new Map<string, string>();

  constructor(model: Model<E>, options: LoadOptions) {
    this.model = model;
    this.options = options;
    const host = options.host ?? readHostFacts();
    this.acceptor = new Acceptor(host, options.agentVersion ?? COMPATIBLE_AGENT_VERSION, options.ruleFilter);
    this.declarer = new VariableDeclarer(model);
  }

  load(policies: readonly NamedPolicy[]): RuleSet<E> {
    const accepted = policies.map((policy) => this.accept(policy));
    for (const { macros } of accepted)
      for (const macro of macros) this.merge(macro, mergeMacro(this.macroTable, macro));
    for (const { rules } of accepted) for (const rule of rules) this.merge(rule, mergeRule(this.ruleTable, rule));
    this.declareVariables();
    for (const macro of this.macroTable.values()) this.compileMacro(macro);
    for (const merged of this.ruleTable.values()) this.compile(merged);
    this.forgetFiltered();
    return this.result(policies);
  }

  private accept({ name, type, read }: NamedPolicy): { macros: readonly MacroSource[]; rules: readonly RuleSource[] } {
    const { policy, diagnostics } = read;
    const wrong = diagnostics.filter(isError);
    if (wrong.length > 0) this.errors.push({ policy: name, reason: 'other', diagnostics: wrong });
    if (policy === undefined) return { macros: [], rules: [] };
    if (policy.macros.length === 0 && policy.rules.length === 0 && type === 'custom') {
      const empty = problem('error', 'POLICY-EMPTY', policy.place, `policy ${name} has no rules and no macros`);
      this.errors.push({ policy: name, reason: 'other', diagnostics: [empty] });
    }
    return {
      macros: policy.macros.filter((macro) => this.keep('macro', macro, this.acceptor.macro(macro))),
      rules: policy.rules.filter((rule) => this.keep('rule', rule, this.acceptor.rule(rule))),
    };
  }

  private keep(kind: 'rule' | 'macro', source: RuleSource | MacroSource, acceptance: Acceptance): boolean {
    const draft: Draft = { kind, id: source.id, policy: source.policy.name, outcome: 'loaded', diagnostics: [] };
    this.reports.set(source, draft);
    if (acceptance.kind === 'accepted') return true;
    draft.outcome = acceptance.kind;
    draft.reason = acceptance.reason;
    if (acceptance.kind === 'error') this.fail(source, acceptance.reason, acceptance.diagnostics);
    return false;
  }

  /** Rejects a definition. */
  private fail(
    source: RuleSource | MacroSource,
    reason: OutcomeReason,
    diagnostics: readonly PolicyDiagnostic[],
  ): void {
    this.note(source, 'error', diagnostics, reason);
    this.errors.push({ policy: source.policy.name, id: source.id, reason, diagnostics });
  }

  private note(
    source: RuleSource | MacroSource,
    outcome: Outcome,
    diagnostics: readonly PolicyDiagnostic[],
    reason?: OutcomeReason,
  ): void {
    const draft = this.reportOf(source);
    draft.outcome = outcome;
    draft.diagnostics = [...draft.diagnostics, ...diagnostics];
    if (reason !== undefined) draft.reason = reason;
  }

  /** Report of a definition; a merged one is a new object under the first definition's place. */
  private reportOf(source: RuleSource | MacroSource): Draft {
    const known = this.reports.get(source);
    if (known !== undefined) return known;
    for (const [original, draft] of this.reports) {
      if (original.place === source.place && original.id === source.id) return draft;
    }
    const draft: Draft = {
      kind: 'rule',
      id: source.id,
      policy: source.policy.name,
      outcome: 'loaded',
      diagnostics: [],
    };
    this.reports.set(source, draft);
    return draft;
  }

  private merge(source: RuleSource | MacroSource, result: ReturnType<typeof mergeRule>): void {
    if (result === undefined) return;
    if (result.outcome === 'error') this.fail(source, 'other', result.diagnostics);
    else this.note(source, result.outcome, result.diagnostics);
  }

  private declareVariables(): void {
    for (const { rule } of this.ruleTable.values()) {
      for (const [index, action] of rule.actions.entries()) {
        const wrong = this.declarer.action(rule, action);
        if (wrong === null) continue;
        const skipped = this.skipped.get(rule) ?? new Set<number>();
        this.skipped.set(rule, skipped.add(index));
        const draft = this.reportOf(rule);
        draft.diagnostics = [...draft.diagnostics, wrong];
        draft.actionsSkipped = [...skipped];
        this.errors.push({ policy: rule.policy.name, id: rule.id, reason: 'other', diagnostics: [wrong] });
      }
    }
    for (const { name, type, array } of [...BUILTIN_VARIABLES, ...this.declarer.declarations.values()]) {
      this.variables.set(name, { name, type, array });
    }
  }

  private compileMacro(macro: MacroSource): void {
    const { id, expression, values, place, policy } = macro;
    const refuse = (message: string) => this.fail(macro, 'other', [problem('error', 'POLICY-CHOICE', place, message)]);
    const text = expression?.text ?? '';
    if (text !== '' && values !== undefined && values.length > 0) {
      refuse(`macro ${id} has an expression and values; it can have one of them`);
      return;
    }
    if (values !== undefined && values.length > 0) {
      const definition = { name: id, tree: macroOfValues(values) };
      this.macros.set(id, definition);
      this.loadedMacros.set(id, { id, policy, body: values, definition });
      return;
    }
    if (text.trim() === '') {
      refuse(`macro ${id} has neither an expression nor values`);
      return;
    }
    const { tree, diagnostics } = parseMacro(text);
    const options = { macros: this.macros, variables: this.variables };
    const all = tree === null || diagnostics.length > 0 ? diagnostics : checkMacro(tree, text, this.model, options);
    if (tree === null || all.length > 0) {
      const placed = languageDiagnostics(expression!, all);
      this.fail(macro, reasonOf(placed), placed);
      return;
    }
    const definition = { name: id, tree };
    this.macros.set(id, definition);
    this.loadedMacros.set(id, { id, policy, body: text, definition });
  }

  private compile({ rule, policy }: MergedRule): void {
    if (rule.disabled) {
      this.note(rule, 'disabled', []);
      return;
    }
    const source = rule.expression ?? { text: '', place: rule.place, placeAt: () => rule.place };
    const parts = usesFim(source.text) ? expandFim(rule.id, source.text, rule.groupId) : undefined;
    const compiled: LoadedRule<E>[] = [];
    for (const part of parts ?? [{ id: rule.id, expression: source.text }]) {
      const one = this.compileOne(rule, policy, part.id, source, part.expression, parts !== undefined);
      if ('filtered' in one) {
        this.note(rule, 'filtered', [one.filtered], 'event type disabled');
        continue;
      }
      if ('problems' in one) {
        this.fail(rule, reasonOf(one.problems), one.problems);
        return;
      }
      compiled.push(one.rule);
    }
    if (compiled.length === 0) return;
    const draft = this.reportOf(rule);
    draft.outcome = 'loaded';
    delete draft.reason;
    for (const one of compiled) this.rules.set(one.id, one);
    if (parts === undefined) draft.eventType = compiled[0]!.eventType;
    else draft.expandedTo = compiled.map(({ id }) => id);
    const unread = this.unread(compiled);
    if (unread.length > 0) draft.unreadFields = unread;
  }

  /** Fields of rules without a live source, when the model knows. */
  private unread(rules: readonly LoadedRule<E>[]): readonly string[] {
    const known = this.model as Model<E> & { unimplemented?: (fields: Iterable<string>) => readonly string[] };
    return known.unimplemented?.(rules.flatMap(({ checked }) => checked.fields)) ?? [];
  }

  private compileOne(
    rule: RuleSource,
    policy: PolicyIdentity,
    id: string,
    source: SourceText,
    text: string,
    expanded: boolean,
  ): { rule: LoadedRule<E> } | { problems: readonly PolicyDiagnostic[] } | { filtered: PolicyDiagnostic } {
    const { macros, variables, options } = this;
    const model = rule.productTags.length > 0 ? withRuleTags(this.model, rule.productTags) : this.model;
    const { rule: checked, diagnostics } = readRule(text, model, { macros, variables, eventType: 'required' });
    if (checked === undefined || checked.eventType === null) {
      return { problems: languageDiagnostics(source, diagnostics, 'POLICY-EXPRESSION', expanded) };
    }
    const { eventType } = checked;
    if (options.enabledEventTypes !== undefined && !options.enabledEventTypes.has(eventType)) {
      const message = `rule ${rule.id} is about ${eventType} events, which are switched off here`;
      return { filtered: problem('warning', 'POLICY-EVENT', rule.place, message) };
    }
    const context: ActionContext<E> = {
      ruleId: rule.id,
      eventType,
      model,
      macros,
      variables,
      declarations: this.declarer.declarations,
      enforcement: options.enforcement ?? true,
      enabledEventTypes: options.enabledEventTypes,
    };
    const problems: PolicyDiagnostic[] = [...this.checkOndemand(rule, checked.literals, eventType)];
    const actions: LoadedAction<E>[] = [];
    for (const [index, action] of rule.actions.entries()) {
      if (this.skipped.get(rule)?.has(index)) continue;
      const compiled = compileAction(action, context);
      if ('ok' in compiled) actions.push(compiled.ok);
      else problems.push(...compiled.problems);
    }
    const limiter = this.compileLimiter(rule, context);
    if ('problems' in limiter) problems.push(...limiter.problems);
    if (problems.length > 0 || !('ok' in limiter)) return { problems };
    return {
      rule: {
        id,
        source: rule,
        policy,
        groupId: rule.groupId,
        eventType,
        // Only packet filters are asked for again; long lists would otherwise lie in memory twice.
        checked: { ...checked, literals: checked.literals.filter(({ field }) => field === 'packet.filter') },
        matches: compileWhenAsked(checked, model),
        actions,
        tags: [...[...rule.tags].map(([key, value]) => `${key}:${value}`), ...rule.productTags],
        ...(rule.every === undefined ? {} : { everyNs: rule.every.ns }),
        limiterToken: limiter.ok,
        silent: rule.silent,
      },
    };
  }

  private compileLimiter(
    rule: RuleSource,
    { model, eventType }: ActionContext<E>,
  ): { ok: LoadedRule<E>['limiterToken'] } | { problems: readonly PolicyDiagnostic[] } {
    const readers: LoadedRule<E>['limiterToken'][number][] = [];
    for (const name of rule.limiterToken) {
      const use = findFieldUse(model, name);
      const foreign =
        typeof use !== 'string' && use.spec.eventType !== null && use.spec.eventType !== eventType
          ? `${name} belongs to ${use.spec.eventType} events, but rule ${rule.id} is about ${eventType}`
          : null;
      if (typeof use === 'string' || foreign !== null) {
        const message = `limiter_token: ${foreign ?? (use as string)}`;
        return { problems: [problem('error', 'POLICY-LIMITER', rule.place, message)] };
      }
      readers.push(model.read(use.spec));
    }
    return { ok: readers };
  }

  /** A rule on demand names one function, and all rules on it agree what its arguments are. */
  private checkOndemand(
    rule: RuleSource,
    literals: readonly { readonly field: string; readonly kind: string; readonly value: unknown }[],
    eventType: string,
  ): readonly PolicyDiagnostic[] {
    if (eventType !== 'ondemand') return [];
    const names = literals.filter(({ field }) => field === 'ondemand.name');
    const wrong = (message: string) => [
      problem('error', 'POLICY-EXPRESSION', rule.place, `rule ${rule.id} ${message}`),
    ];
    if (names.length !== 1 || names[0]!.kind !== 'scalar')
      return wrong('must compare ondemand.name with one plain string');
    const text = rule.expression?.text ?? '';
    for (const [, argument, kind] of text.matchAll(/\bondemand\.(arg\d)\.(str|uint)\b/g)) {
      const key = `${String(names[0]!.value)} ${argument}`;
      const known = this.ondemandKinds.get(key);
      if (known !== undefined && known !== kind)
        return wrong(`reads ${argument} of the call as ${kind}, another as ${known}`);
      this.ondemandKinds.set(key, kind!);
    }
    return [];
  }

  /** A definition that was filtered is not worth a word when another of the same id is in force. */
  private forgetFiltered(): void {
    const inForce = new Set<string>();
    for (const { kind, id, outcome } of this.reports.values()) {
      if (outcome !== 'filtered') inForce.add(`${kind} ${id}`);
    }
    for (const [source, { kind, id, outcome, reason }] of this.reports) {
      if (outcome === 'filtered' && reason !== 'event type disabled' && inForce.has(`${kind} ${id}`)) {
        this.reports.delete(source);
      }
    }
  }

  private result(policies: readonly NamedPolicy[]): RuleSet<E> {
    const byPolicy = Map.groupBy([...this.reports], ([source]) => source.policy);
    const reports = policies.map(({ name, type, version, read }): PolicyReport => {
      const first = read.policy?.rules[0] ?? read.policy?.macros[0];
      const definitions = first === undefined ? [] : (byPolicy.get(first.policy) ?? []).map(([, draft]) => draft);
      return {
        name,
        type,
        version,
        outcome: read.policy === undefined ? 'error' : read.diagnostics.some(isError) ? 'stale' : 'loaded',
        diagnostics: read.diagnostics,
        definitions,
      };
    });
    const byEventType = Map.groupBy(this.rules.values(), ({ eventType }) => eventType);
    return {
      rules: this.rules,
      byEventType: new Map([...byEventType].map(([type, rules]) => [type, inEvaluationOrder(rules)])),
      macros: this.loadedMacros,
      declarations: this.declarer.declarations,
      variables: this.variables,
      policies: reports,
      errors: this.errors,
    };
  }
}

/**
 * Builds a rule set of policies, which come in the order of their weight: the default policy first.
 * Never throws for anything a policy says.
 */
export function loadRules<E>(policies: readonly NamedPolicy[], model: Model<E>, options: LoadOptions = {}): RuleSet<E> {
  return new Loader(model, options).load(policies);
}
