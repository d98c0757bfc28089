/**
 * Folds the definitions of all policies, in order, into one table by id. What a later definition may do to an earlier
 * one is narrow on purpose: nothing changes an expression, and only rules of the default policy can be switched off.
 */
import type { MacroSource, PolicyIdentity, RuleSource } from './policy-definition.ts';
import { type PolicyDiagnostic, problem } from './policy-diagnostics.ts';

/** A rule with the policy it counts as. */
export interface MergedRule {
  readonly rule: RuleSource;
  readonly policy: PolicyIdentity;
}

/** What became of a definition that met an earlier one. */
export interface MergeResult {
  readonly outcome: 'merged' | 'ignored' | 'error';
  readonly diagnostics: readonly PolicyDiagnostic[];
}

/** Puts a rule into the table, or applies it to the rule of the same id. */
export function mergeRule(table: Map<string, MergedRule>, next: RuleSource): MergeResult | undefined {
  const base = table.get(next.id);
  if (base === undefined) {
    table.set(next.id, { rule: next, policy: next.policy });
    return undefined;
  }
  const overrides = next.combine === 'override' && !next.disabled;
  if (!overrides && next.disabled === base.rule.disabled) {
    const message = `${next.id} is defined already, in ${base.rule.policy.name}; this definition is not used`;
    const hint = 'a rule keeps its first definition; use another id, or combine: override';
    return { outcome: 'ignored', diagnostics: [problem('warning', 'POLICY-DUPLICATE', next.place, message, hint)] };
  }
  let { rule, policy } = base;
  let changed = false;
  if (overrides) {
    const overridden = override(rule, next);
    changed = overridden !== rule;
    rule = overridden;
  }
  if (base.rule.disabled) {
    if (!next.disabled) {
      rule = { ...rule, disabled: false };
      policy = next.policy;
      changed = true;
    }
  } else if (next.disabled && base.rule.policy.type === 'default' && next.policy.type === 'custom') {
    rule = { ...rule, disabled: true };
    changed = true;
  }
  table.set(next.id, { rule, policy });
  if (changed) return { outcome: 'merged', diagnostics: [] };
  const message = overrides
    ? `nothing of ${next.id} is changed: ${whyUnchanged(base.rule, next)}`
    : `${next.id} of ${base.rule.policy.name} cannot be switched off here: only rules of the default policy can`;
  return { outcome: 'ignored', diagnostics: [problem('warning', 'POLICY-DUPLICATE', next.place, message)] };
}

function whyUnchanged(base: RuleSource, next: RuleSource): string {
  if (next.overrideFields.length === 0) return 'override_options.fields names no part of the rule';
  if (next.overrideFields.includes('all') && base.policy.type !== 'default') {
    return 'fields: [all] works on rules of the default policy only';
  }
  if (next.overrideFields.includes('expression')) {
    return 'an expression cannot be changed; disable the rule and add one of your own';
  }
  return 'override_options.fields names nothing that differs';
}

/** The base with the parts that the override names; the base itself when there are none. */
function override(base: RuleSource, next: RuleSource): RuleSource {
  const fields = new Set(next.overrideFields);
  if (fields.has('all') && base.policy.type === 'default') {
    const { expression: _dropped, every: _every, ...rest } = next;
    return {
      ...rest,
      place: base.place,
      policy: base.policy,
      disabled: base.disabled,
      combine: base.combine,
      ...(base.expression === undefined ? {} : { expression: base.expression }),
      ...(next.every === undefined ? {} : { every: next.every }),
    };
  }
  let rule = base;
  if (fields.has('actions')) {
    const known = new Set(base.actions.map(({ key }) => key));
    const added = next.actions.filter(({ key }) => !known.has(key));
    if (added.length > 0) rule = { ...rule, actions: [...rule.actions, ...added] };
  }
  if (fields.has('every')) {
    const { every: _every, ...rest } = rule;
    rule = next.every === undefined ? rest : { ...rest, every: next.every };
  }
  if (fields.has('tags')) rule = { ...rule, tags: new Map([...rule.tags, ...next.tags]) };
  if (fields.has('product_tags')) rule = { ...rule, productTags: next.productTags };
  return rule;
}

/** Puts a macro into the table, or applies it to the macro of the same id. */
export function mergeMacro(table: Map<string, MacroSource>, next: MacroSource): MergeResult | undefined {
  const base = table.get(next.id);
  if (base === undefined) {
    table.set(next.id, next);
    return undefined;
  }
  if (next.combine === 'merge') {
    if (base.expression !== undefined || next.expression !== undefined) {
      const message = `macro ${next.id} cannot be merged: only values can, not expressions`;
      return { outcome: 'error', diagnostics: [problem('error', 'POLICY-MERGE', next.place, message)] };
    }
    table.set(next.id, { ...base, values: [...(base.values ?? []), ...(next.values ?? [])] });
    return { outcome: 'merged', diagnostics: [] };
  }
  if (next.combine === 'override') {
    const { values: _values, ...rest } = base;
    table.set(next.id, { ...rest, ...(next.values === undefined ? {} : { values: next.values }) });
    return { outcome: 'merged', diagnostics: [] };
  }
  const message = `macro ${next.id} is defined already, in ${base.policy.name}; this definition is not used`;
  const hint = 'use combine: merge to add values, or combine: override to replace them';
  return { outcome: 'ignored', diagnostics: [problem('warning', 'POLICY-DUPLICATE', next.place, message, hint)] };
}
