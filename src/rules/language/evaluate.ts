/**
 * The reference interpreter: what every checked node means, written to be read rather than to be fast. Integers are
 * bigint throughout. The generated code of compile.ts must agree with it on every rule and event; a differential
 * fuzz test holds them together.
 */
import type { CheckedRule, ConstantValue, Expr, FieldExpr } from './ast.ts';
import { REGISTER_ELEMENTS_MAX } from './ast.ts';
import { rootDomainOf } from './domains.ts';
import type { FieldValue, IpNetwork, Model } from './model.ts';
import { networksOverlap } from './network.ts';
import { wrapInt64 } from './numbers.ts';
import { type Environment, printInterpolated, zeroValue } from './variables.ts';

/** What an expression is evaluated against; `index` is where the register stands. */
export interface Frame<E> {
  readonly model: Model<E>;
  readonly event: E;
  readonly env: Environment<E>;
  readonly index: number;
}

/** Whether the rule holds for the event. Never throws, provided the model's readers do not. */
export function evaluate<E>(rule: CheckedRule, model: Model<E>, event: E, env: Environment<E>): boolean {
  if (rule.register === null) return isTrue(rule.expression, { model, event, env, index: 0 });
  const length = Math.min(model.iteratorLength(rule.register.iterator)(event), REGISTER_ELEMENTS_MAX);
  for (let index = 0; index < length; index++) {
    if (isTrue(rule.expression, { model, event, env, index })) return true;
  }
  return false;
}

/** Evaluates a scalar bool expression. */
export function isTrue<E>(expr: Expr, frame: Frame<E>): boolean {
  switch (expr.kind) {
    case 'and':
      return expr.planned.every((operand) => isTrue(operand, frame));
    case 'or':
      return expr.planned.some((operand) => isTrue(operand, frame));
    case 'any-of':
      return expr.tests.some((test) => isTrue(test, frame));
    case 'not':
      return !isTrue(expr.operand, frame);
    case 'compare': {
      const left = allOf(expr.left, frame);
      const right = allOf(expr.right, frame);
      return left.some((one) => right.some((other) => compare(expr.operator, one, other, expr.ignoreCase)));
    }
    case 'match':
      return allOf(expr.value, frame).some((value) => expr.matcher.test(value as string));
    case 'member': {
      const left = allOf(expr.left, frame);
      const right = allOf(expr.right, frame);
      return left.some((one) => right.some((other) => compare('==', one, other, expr.ignoreCase)));
    }
    case 'network': {
      const left = allOf(expr.left, frame) as IpNetwork[];
      const right = allOf(expr.right, frame) as IpNetwork[];
      return expr.quantifier === 'any'
        ? left.some((one) => right.some((other) => networksOverlap(one, other)))
        : left.every((one) => right.every((other) => networksOverlap(one, other)));
    }
    case 'age':
      return allOf(expr.field, frame).some((value) =>
        compare(expr.operator, frame.env.nowNs - (value as bigint), expr.ns, false),
      );
    default:
      return evaluateValue(expr, frame) === true;
  }
}

function compare(operator: string, left: ConstantValue, right: ConstantValue, ignoreCase: boolean): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return ignoreCase && typeof left === 'string' && typeof right === 'string'
        ? left.toLowerCase() === right.toLowerCase()
        : left === right;
  }
}

/** The value as a list: its elements, or the one value. */
function allOf<E>(expr: Expr, frame: Frame<E>): readonly ConstantValue[] {
  const value = evaluateValue(expr, frame);
  return Array.isArray(value) ? value : [value as ConstantValue];
}

/** Evaluates any expression. Ints come as bigint. */
export function evaluateValue<E>(expr: Expr, frame: Frame<E>): ConstantValue | readonly ConstantValue[] {
  switch (expr.kind) {
    case 'const':
      return expr.value;
    case 'texts':
      return expr.array ? expr.items.map((item) => item.text) : expr.items[0]!.text;
    case 'field':
      return widen(fieldReader(frame.model, expr)(frame.event, frame.index));
    case 'variable':
      return widen(frame.env.variable(expr.name, frame.event) ?? zeroValue(expr.type, expr.array));
    case 'length': {
      const value = evaluateValue(expr.of, frame);
      return BigInt(lengthOf(value as FieldValue));
    }
    case 'root-domain':
      return rootDomainOf(evaluateValue(expr.of, frame) as string);
    case 'template':
      return expr.parts
        .map((part) => (typeof part === 'string' ? part : printInterpolated(evaluateValue(part, frame) as FieldValue)))
        .join('');
    case 'arithmetic':
      return calculate(
        expr.operator,
        evaluateValue(expr.left, frame) as bigint,
        evaluateValue(expr.right, frame) as bigint,
      );
    case 'negative':
      return wrapInt64(-(evaluateValue(expr.operand, frame) as bigint));
    case 'complement':
      return ~(evaluateValue(expr.operand, frame) as bigint);
    default:
      return isTrue(expr, frame);
  }
}

/** 64-bit two's complement arithmetic. */
export function calculate(operator: '+' | '-' | '&' | '|' | '^', left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return wrapInt64(left + right);
    case '-':
      return wrapInt64(left - right);
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
  }
}

function widen(value: FieldValue): ConstantValue | readonly ConstantValue[] {
  if (typeof value === 'number') return BigInt(Number.isSafeInteger(value) ? value : 0);
  if (Array.isArray(value)) return value.map((one: FieldValue) => widen(one) as ConstantValue);
  return value as ConstantValue;
}

/** Elements of a list, or bytes of a string in UTF-8. */
export function lengthOf(value: FieldValue): number {
  if (Array.isArray(value)) return value.length;
  let bytes = 0;
  for (const character of String(value)) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/**
 * Reads what a field expression stands for: the whole field, the element at a register's index, a fixed element, each
 * with an optional subscript at the end. What does not exist gives the zero value. Under a register a field is still a
 * list, of the one element (or of the element's own list).
 */
export function fieldReader<E>(model: Model<E>, expr: FieldExpr): (event: E, index: number) => FieldValue {
  const { spec, access, at } = expr;
  const zero = zeroValue(spec.type, expr.array, spec.wide);
  const inElement = elementReader(model, expr);
  if (at !== undefined) {
    return (event, index) => {
      const list = inElement(event, index);
      return Array.isArray(list) ? ((list as readonly FieldValue[])[at] ?? zero) : zero;
    };
  }
  if (access.kind !== 'register') return (event, index) => inElement(event, index) ?? zero;
  return (event, index) => {
    const value = inElement(event, index);
    return value === undefined ? zero : Array.isArray(value) ? value : [value];
  };
}

function elementReader<E>(
  model: Model<E>,
  { spec, access }: FieldExpr,
): (e: E, index: number) => FieldValue | undefined {
  if (access.kind === 'all') return model.read(spec);
  const readAt = model.readAt(spec);
  if (access.kind === 'register') return readAt;
  const length = model.iteratorLength(spec.iterator ?? '');
  return (event) => (access.index < length(event) ? readAt(event, access.index) : undefined);
}
