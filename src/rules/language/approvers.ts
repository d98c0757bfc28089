/**
 * Approvers: values of a field of which every event that a rule can match must have one, so that the kernel may drop
 * events with none of them. Found by structure: a condition joined with && needs one side that limits the field, one
 * joined with || needs all sides; negations go inwards. A value that makes the rule impossible is left out. By
 * construction the result never excludes an event that a rule could match. One rule without a limit switches
 * filtering off for its whole event type; the result says which rule that is.
 */
import type { CheckedRule, CompareExpr, ConstantValue, Expr } from './ast.ts';
import { dependsOnEnvironment, fieldsOf } from './expressions.ts';
import type { FieldValue, Model } from './model.ts';
import { canMatchValue } from './partial.ts';

export type ApproverKind = 'scalar' | 'pattern' | 'glob' | 'bitmask' | 'range' | 'ip';

/** One value that lets an event pass. A bitmask passes when any of its bits is set; a range includes both ends. */
export type ApproverValue =
  | { readonly kind: 'scalar' | 'pattern' | 'glob' | 'bitmask' | 'ip'; readonly value: FieldValue }
  | { readonly kind: 'range'; readonly from: bigint; readonly to: bigint };

/** What the kernel can check of one field. */
export interface ApproverCapability {
  readonly field: string;
  readonly kinds: readonly ApproverKind[];
  /** Of the fields that work for a rule, the one with the greatest weight is taken. */
  readonly weight: number;
  /** An approver-only field cannot be discarded by; rules approved by it do not take part in finding discarders. */
  readonly mode?: 'normal' | 'approver-only';
  /** Values the field can have when it is set, for ranges. */
  readonly range?: readonly [bigint, bigint];
  /** Refuses values the kernel cannot check; the field is then out for the rule. */
  readonly accepts?: (value: ApproverValue) => boolean;
}

export interface RuleApproval {
  readonly field: string;
  readonly values: readonly ApproverValue[];
}

export interface Approvers {
  /** Values by field; null when every event has to pass. */
  readonly byField: ReadonlyMap<string, readonly ApproverValue[]> | null;
  /** Index of each rule that has no approver: these switch filtering off. */
  readonly uncovered: readonly number[];
  /** By rule: what approves it, or null. */
  readonly byRule: readonly (RuleApproval | null)[];
}

/** Finds the approvers of all rules of one event type. */
export function findApprovers<E>(
  rules: readonly CheckedRule[],
  model: Model<E>,
  capabilities: readonly ApproverCapability[],
): Approvers {
  const byRule = rules.map((rule) => approvalOf(rule, model, capabilities));
  const uncovered = byRule.flatMap((approval, index) => (approval === null ? [index] : []));
  if (uncovered.length > 0 || rules.length === 0) return { byField: null, uncovered, byRule };
  const byField = new Map<string, readonly ApproverValue[]>();
  for (const approval of byRule) {
    if (approval !== null) byField.set(approval.field, union([byField.get(approval.field) ?? [], approval.values]));
  }
  return { byField, uncovered, byRule };
}

/** The best field for one rule, or null when none limits it. */
export function approvalOf<E>(
  rule: CheckedRule,
  model: Model<E>,
  capabilities: readonly ApproverCapability[],
): RuleApproval | null {
  let best: { readonly approval: RuleApproval; readonly weight: number } | null = null;
  for (const capability of capabilities) {
    const spec = model.field(capability.field);
    if (spec === undefined || !rule.fields.includes(spec.name)) continue;
    if (best !== null && capability.weight <= best.weight) continue;
    const isPossible = (value: FieldValue): boolean => canMatchValue(rule, model, spec.name, value);
    const values = new Cover(spec.name, capability, isPossible).of(rule.expression, true);
    if (values === null || values.length === 0) continue;
    best = { approval: { field: spec.name, values }, weight: capability.weight };
  }
  return best?.approval ?? null;
}

/** Every union of at least one of the masks, ascending, each once. */
export function bitmaskCombinations(masks: readonly bigint[]): readonly bigint[] {
  const combinations = new Set<bigint>();
  for (const mask of masks) {
    for (const known of [...combinations]) combinations.add(known | mask);
    combinations.add(mask);
  }
  return [...combinations].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}

/** Values that cover an expression; null: the expression may be true for any value; empty: it is never true. */
type Values = readonly ApproverValue[] | null;

const INVERSE = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;
const FLIPPED = { '==': '==', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

class Cover {
  private readonly field: string;
  private readonly capability: ApproverCapability;
  private readonly isPossible: (value: FieldValue) => boolean;

  constructor(field: string, capability: ApproverCapability, isPossible: (value: FieldValue) => boolean) {
    this.field = field;
    this.capability = capability;
    this.isPossible = isPossible;
  }

  /** Values the field must have for the expression to be `wanted`. */
  of(expr: Expr, wanted: boolean): Values {
    switch (expr.kind) {
      case 'const':
        return expr.value === wanted ? null : [];
      case 'not':
        return this.of(expr.operand, !wanted);
      case 'and':
      case 'or': {
        const parts = expr.operands.map((operand) => this.of(operand, wanted));
        return (expr.kind === 'and') === wanted ? narrowest(parts) : either(parts);
      }
      case 'any-of':
        // The alternatives are other names of the same file; what the kernel checks of a path holds for them too.
        return wanted && expr.primary.name === this.field ? this.of(expr.tests[0]!, true) : null;
      default:
        return this.readsOnlyField(expr) ? this.accepted(this.leaf(expr, wanted)) : null;
    }
  }

  private readsOnlyField(expr: Expr): boolean {
    const fields = fieldsOf(expr);
    return (
      fields.length > 0 &&
      !dependsOnEnvironment(expr) &&
      fields.every(({ spec, access, at }) => spec.name === this.field && access.kind === 'all' && at === undefined)
    );
  }

  private accepted(values: Values): Values {
    if (values === null) return null;
    const { kinds, accepts } = this.capability;
    const possible = values.filter((one) => one.kind !== 'scalar' || this.isPossible(one.value));
    return possible.every((one) => kinds.includes(one.kind) && (accepts?.(one) ?? true)) ? possible : null;
  }

  private leaf(expr: Expr, wanted: boolean): Values {
    switch (expr.kind) {
      case 'field':
        // "false" is not a value the kernel can look for.
        return wanted ? [{ kind: 'scalar', value: true }] : null;
      case 'match': {
        if (!wanted || expr.value.kind !== 'field') return null;
        const glob = expr.value.spec.matching === 'path' ? 'glob' : 'pattern';
        const normalise = expr.value.spec.normalise ?? ((text: string) => text);
        const values: ApproverValue[] = [];
        for (const { form, text } of expr.literals) {
          if (form === 'regexp') return null;
          values.push(form === 'scalar' ? { kind: form, value: normalise(text) } : { kind: glob, value: text });
        }
        return union([values]);
      }
      case 'member': {
        const list = expr.right.kind === 'const' ? expr.right : expr.left.kind === 'const' ? expr.left : undefined;
        if (!wanted || list === undefined) return null;
        const members = (list.array ? list.value : [list.value]) as readonly ConstantValue[];
        if (members.includes(false)) return null;
        const tested = list === expr.right ? expr.left : expr.right;
        if (tested.kind === 'arithmetic' && tested.operator === '&') {
          return either(members.map((value) => this.compareMasked(tested, '==', value as bigint, true)));
        }
        if (tested.kind !== 'field' || members.some((member) => typeof member === 'bigint' && member < 0n)) return null;
        return union([members.map((value) => ({ kind: 'scalar', value }))]);
      }
      case 'network': {
        const list = expr.right.kind === 'const' ? expr.right : expr.left.kind === 'const' ? expr.left : undefined;
        if (!wanted || list === undefined || expr.quantifier !== 'any') return null;
        const members = (list.array ? list.value : [list.value]) as readonly ConstantValue[];
        return members.map((value) => ({ kind: 'ip', value }));
      }
      case 'compare':
        return this.compare(expr, wanted);
      default:
        return null;
    }
  }

  private compare(expr: CompareExpr, wanted: boolean): Values {
    const swap = expr.left.kind === 'const';
    const tested = swap ? expr.right : expr.left;
    const constant = swap ? expr.left : expr.right;
    const operator = swap ? FLIPPED[expr.operator] : expr.operator;
    // On a list, the negation says something about all elements, the empty list included.
    if (constant.kind !== 'const' || constant.array || (tested.array && !wanted)) return null;
    if (tested.type === 'bool') {
      return tested.kind === 'field' && (constant.value === true) === wanted ? [{ kind: 'scalar', value: true }] : null;
    }
    if (tested.type !== 'int') return null;
    const value = constant.value as bigint;
    if (tested.kind === 'field') return this.compareInt(operator, value, wanted);
    return tested.kind === 'arithmetic' && tested.operator === '&'
      ? this.compareMasked(tested, operator, value, wanted)
      : null;
  }

  private compareInt(operator: CompareExpr['operator'], value: bigint, wanted: boolean): Values {
    const [min, max] = this.capability.range ?? [-(1n << 63n), (1n << 63n) - 1n];
    if (operator === '==') {
      if (wanted) return value < 0n ? null : [{ kind: 'scalar', value }];
      const excludesUnset = this.capability.range !== undefined && (value < min || value > max);
      return excludesUnset ? [{ kind: 'range', from: min, to: max }] : null;
    }
    if (!this.capability.kinds.includes('range')) return null;
    const effective = wanted ? operator : INVERSE[operator];
    const from = effective === '>' ? value + 1n : effective === '>=' ? value : min;
    const to = effective === '<' ? value - 1n : effective === '<=' ? value : max;
    const cut = { kind: 'range', from: from < min ? min : from, to: to > max ? max : to } as const;
    return cut.from > cut.to ? [] : [cut];
  }

  /** `field & mask OP value`: which bits must be set, when at least one must. */
  private compareMasked(
    tested: Expr & { readonly kind: 'arithmetic' },
    operator: CompareExpr['operator'],
    value: bigint,
    wanted: boolean,
  ): Values {
    const maskExpr = tested.left.kind === 'const' ? tested.left : tested.right;
    const other = maskExpr === tested.left ? tested.right : tested.left;
    if (maskExpr.kind !== 'const' || other.kind !== 'field') return null;
    const mask = maskExpr.value as bigint;
    if (mask < 0n || holds(0n, operator, value) === wanted) return null;
    if (operator === '==' && wanted) {
      return (value & ~mask) !== 0n ? [] : [{ kind: 'bitmask', value }];
    }
    return [{ kind: 'bitmask', value: mask }];
  }
}

function holds(left: bigint, operator: CompareExpr['operator'], right: bigint): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

/** Of several limits that hold together, any one is enough: the one with the fewest values. */
function narrowest(parts: readonly Values[]): Values {
  const limits = parts.filter((part) => part !== null);
  if (limits.length === 0) return null;
  const ranges = limits.filter((limit) => limit.length > 0 && limit.every((one) => one.kind === 'range'));
  if (ranges.length === limits.length) return overlapping(ranges);
  return limits.reduce((best, limit) => (limit.length < best.length ? limit : best));
}

/**
 * Ranges that hold together. The kernel keeps one range per end, so a pair that overlaps stays a pair (which passes
 * more than needed); only a range around another one is dropped.
 */
function overlapping(limits: readonly (readonly ApproverValue[])[]): Values {
  const all = union(limits);
  return all.filter(
    (outer) =>
      !all.some(
        (inner) =>
          inner !== outer &&
          inner.kind === 'range' &&
          outer.kind === 'range' &&
          outer.from <= inner.from &&
          inner.to <= outer.to,
      ),
  );
}

/** Of several conditions any may hold: all must be limited. */
function either(parts: readonly Values[]): Values {
  const limits = parts.filter((part) => part !== null);
  return limits.length < parts.length ? null : union(limits);
}

function union(lists: readonly (readonly ApproverValue[])[]): readonly ApproverValue[] {
  const values = new Map<string, ApproverValue>();
  for (const list of lists) {
    for (const one of list) {
      const key =
        one.kind === 'range' ? `range ${one.from} ${one.to}` : `${one.kind} ${typeof one.value} ${keyOf(one.value)}`;
      if (!values.has(key)) values.set(key, one);
    }
  }
  return [...values.values()];
}

function keyOf(value: FieldValue): string {
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? value.map(keyOf).join() : Object.values(value).join();
}
