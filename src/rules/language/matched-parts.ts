/**
 * Which parts of a rule made it hold for an event, with the values that decided. For people: run after the match, not on
 * the way to it.
 *
 * Surprising: of `a || b` only what held is listed, and below a `not` what did not hold. Every part that is listed
 * would, had it been otherwise, have had a say.
 */
import type { CheckedRule, ConstantValue, Expr, FieldExpr } from './ast.ts';
import { REGISTER_ELEMENTS_MAX } from './ast.ts';
import { evaluateValue, type Frame, isTrue } from './evaluate.ts';
import { fieldsOf } from './expressions.ts';
import type { Model } from './model.ts';
import type { Environment } from './variables.ts';

/** One part, with its place in the rule's source (UTF-16 units). */
export interface MatchedPart {
  readonly offset: number;
  readonly length: number;
  /** Field that it is about; '' when it is about variables only. */
  readonly field: string;
  /** Values of the field that decided: of a list the elements that count, at most {@link VALUES_MAX}. */
  readonly values: readonly ConstantValue[];
  /** The part stands below a negation: it did not hold. */
  readonly negated: boolean;
}

/** Most values that a part shows, and most parts. */
export const VALUES_MAX = 16;
const PARTS_MAX = 64;

/** The parts of a rule that decided, in the order of the text; empty when the rule does not hold. */
export function matchedParts<E>(
  rule: CheckedRule,
  model: Model<E>,
  event: E,
  env: Environment<E>,
): readonly MatchedPart[] {
  const { expression, register } = rule;
  const length =
    register === null ? 1 : Math.min(model.iteratorLength(register.iterator)(event), REGISTER_ELEMENTS_MAX);
  for (let index = 0; index < length; index++) {
    const frame: Frame<E> = { model, event, env, index };
    if (!isTrue(expression, frame)) continue;
    const parts: MatchedPart[] = [];
    collect(expression, frame, true, parts);
    return parts.sort((a, b) => a.offset - b.offset);
  }
  return [];
}

/** Adds the parts below a node that has the wanted truth. */
function collect<E>(expr: Expr, frame: Frame<E>, wanted: boolean, parts: MatchedPart[]): void {
  if (parts.length >= PARTS_MAX) return;
  switch (expr.kind) {
    case 'and':
    case 'or':
      for (const operand of expr.operands)
        if (isTrue(operand, frame) === wanted) collect(operand, frame, wanted, parts);
      return;
    case 'any-of':
      for (const one of expr.tests) if (isTrue(one, frame) === wanted) collect(one, frame, wanted, parts);
      return;
    case 'not':
      // A negative operator is one part with its positive form: `a != "b"`.
      collectNegated(expr.operand, expr.from === '!' ? null : expr, frame, wanted, parts);
      return;
    default:
      parts.push(partOf(expr, expr, frame, wanted));
  }
}

function collectNegated<E>(
  operand: Expr,
  operator: Expr | null,
  frame: Frame<E>,
  wanted: boolean,
  parts: MatchedPart[],
): void {
  if (operator === null) collect(operand, frame, !wanted, parts);
  else {
    const leaf = operand.kind === 'any-of' ? operand.tests[0]! : operand;
    parts.push({ ...partOf(leaf, operator, frame, !wanted), negated: !wanted });
  }
}

function partOf<E>(leaf: Expr, shown: Expr, frame: Frame<E>, wanted: boolean): MatchedPart {
  const field = fieldsOf(leaf)[0];
  const { offset, length } = shown.span;
  return {
    offset,
    length,
    field: field === undefined ? '' : fieldName(field),
    values: field === undefined ? [] : decisive(leaf, field, frame, wanted),
    negated: !wanted,
  };
}

function fieldName({ spec, access, at }: FieldExpr): string {
  const where = access.kind === 'element' ? `[${access.index}]` : '';
  return `${spec.name}${where}${at === undefined ? '' : `[${at}]`}`;
}

function decisive<E>(leaf: Expr, field: FieldExpr, frame: Frame<E>, wanted: boolean): readonly ConstantValue[] {
  const value = evaluateValue(field, frame);
  const all: readonly ConstantValue[] = Array.isArray(value) ? value : [value as ConstantValue];
  // Of a list that was compared, only what fits is of interest; of one that nothing fitted, everything.
  const fitting = wanted && leaf.kind === 'match' ? all.filter((one) => leaf.matcher.test(one as string)) : all;
  return [...new Set(fitting)].slice(0, VALUES_MAX);
}
