/**
 * Partial evaluation: can a rule still be true when only one field is known? Three values: true, false and unknown.
 * What depends on another field, a variable or the clock is unknown, and stays so under `not`; only a false that
 * holds whatever the rest may be comes out as false. So nothing is ever dropped that a rule could match.
 */
import type { CheckedRule, Expr, FieldExpr } from './ast.ts';
import { REGISTER_ELEMENTS_MAX } from './ast.ts';
import { evaluateValue, type Frame, isTrue } from './evaluate.ts';
import { dependsOnEnvironment, fieldsOf } from './expressions.ts';
import type { FieldValue, Model } from './model.ts';
import { emptyEnvironment } from './variables.ts';

type Truth = boolean | undefined;

/**
 * Whether the rule can be true for an event of which only `field` is known. Alternatives of the field (overlay and
 * symlink paths) belong to the same file and count as known.
 */
export function canMatch<E>(rule: CheckedRule, model: Model<E>, field: string, event: E): boolean {
  return canBeTrue(rule, model, event, { name: newestName(model, field), alternatives: 'known' });
}

/** Whether the rule can be true when `field` has this value; its alternatives are unknown. */
export function canMatchValue<E>(rule: CheckedRule, model: Model<E>, field: string, value: FieldValue): boolean {
  const name = newestName(model, field);
  const fixed: Model<E> = {
    field: (wanted) => model.field(wanted),
    fieldNames: () => model.fieldNames(),
    constant: (wanted) => model.constant(wanted),
    constantNames: () => model.constantNames(),
    eventTypes: () => model.eventTypes(),
    read: () => () => value,
    readAt: () => () => value,
    iteratorLength: () => () => 1,
  };
  return canBeTrue(rule, fixed, undefined as E, { name, alternatives: 'unknown' });
}

/** The field's own name, whether it was given by an older one or with a subscript. */
function newestName<E>(model: Model<E>, field: string): string {
  const plain = field.replace(/\[[^[\]]*\]/g, '');
  return model.field(plain)?.name ?? plain;
}

interface Known {
  readonly name: string;
  readonly alternatives: 'known' | 'unknown';
}

function canBeTrue<E>(rule: CheckedRule, model: Model<E>, event: E, known: Known): boolean {
  const env = emptyEnvironment<E>();
  const iterated = rule.register !== null && model.field(known.name)?.iterator === rule.register.iterator;
  if (!iterated) return truthOf(rule.expression, { model, event, env, index: 0 }, known) !== false;
  const length = Math.min(model.iteratorLength(rule.register?.iterator ?? '')(event), REGISTER_ELEMENTS_MAX);
  for (let index = 0; index < length; index++) {
    if (truthOf(rule.expression, { model, event, env, index }, known) !== false) return true;
  }
  return false;
}

function truthOf<E>(expr: Expr, frame: Frame<E>, known: Known): Truth {
  switch (expr.kind) {
    case 'and':
      return all(expr.operands.map((operand) => truthOf(operand, frame, known)));
    case 'or':
      return any(expr.operands.map((operand) => truthOf(operand, frame, known)));
    case 'any-of': {
      const isKnown = known.alternatives === 'known' && expr.primary.name === known.name;
      const alternatives = isKnown ? [known.name, ...(expr.primary.alternatives ?? [])] : [known.name];
      return any(expr.tests.map((test) => leafTruth(test, frame, alternatives)));
    }
    case 'not': {
      const inner = truthOf(expr.operand, frame, known);
      return inner === undefined ? undefined : !inner;
    }
    case 'compare':
      if (expr.left.type === 'bool' && !expr.left.array) return sameTruth(expr.left, expr.right, frame, known);
      return leafTruth(expr, frame, [known.name]);
    default:
      return leafTruth(expr, frame, [known.name]);
  }
}

function sameTruth<E>(left: Expr, right: Expr, frame: Frame<E>, known: Known): Truth {
  const one = truthOf(left, frame, known);
  const other = truthOf(right, frame, known);
  return one === undefined || other === undefined ? undefined : one === other;
}

function leafTruth<E>(expr: Expr, frame: Frame<E>, names: readonly string[]): Truth {
  if (expr.kind === 'any-of') return any(expr.tests.map((test) => leafTruth(test, frame, names)));
  const isKnown = (field: FieldExpr): boolean => names.includes(field.spec.name);
  if (dependsOnEnvironment(expr) || !fieldsOf(expr).every(isKnown)) return undefined;
  return expr.type === 'bool' && expr.kind === 'field' ? evaluateValue(expr, frame) === true : isTrue(expr, frame);
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}
