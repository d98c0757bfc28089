/**
 * Checked rule to JavaScript function. The text of the function is generated, so that a rule runs as straight-line
 * code with no tree to walk; everything that comes from the rule's author goes in as a captured constant, never as
 * code. Ints stay numbers where that is exact and become bigint where it may not be. Where the platform forbids
 * code generation (a browser's content policy) the interpreter stands in, with the same results.
 */
import type { CheckedRule, CompareExpr, ConstantValue, Expr, FieldExpr, MemberExpr, NetworkExpr } from './ast.ts';
import { REGISTER_ELEMENTS_MAX } from './ast.ts';
import { rootDomainOf } from './domains.ts';
import { evaluate, fieldReader, isTrue, lengthOf } from './evaluate.ts';
import { fieldKey, fieldsOf } from './expressions.ts';
import type { FieldValue, IpNetwork, Model } from './model.ts';
import { networksOverlap } from './network.ts';
import { wrapInt64 } from './numbers.ts';
import { type Environment, printInterpolated, zeroValue } from './variables.ts';

/** Whether a rule holds for an event. Never throws, provided the model's readers do not. */
export type CompiledRule<E> = (event: E, env: Environment<E>) => boolean;

/** Whether one expression holds; `index` is where the register stands, when it uses one. */
export type CompiledExpression<E> = (event: E, env: Environment<E>, index?: number) => boolean;

type Reader<E> = (event: E, index: number) => FieldValue;

/** Compiles a whole rule, its iteration included. */
export function compileRule<E>(rule: CheckedRule, model: Model<E>): CompiledRule<E> {
  const emitter = new Emitter<E>((field) => fieldReader(model, field));
  const register = rule.register;
  return emitter.build(
    () => {
      const body = emitter.condition(rule.expression, rule.expression);
      if (register === null) return `return (e, env) => { const x = 0; ${emitter.slots()} return ${body}; };`;
      const length = emitter.capture(model.iteratorLength(register.iterator));
      return `return (e, env) => {
        const n = Math.min(${length}(e), ${REGISTER_ELEMENTS_MAX});
        for (let x = 0; x < n; x++) { ${emitter.slots()} if (${body}) return true; }
        return false;
      };`;
    },
    () => (event: E, env: Environment<E>) => evaluate(rule, model, event, env),
  );
}

/** Compiles any bool expression of a rule. */
export function compileExpression<E>(expr: Expr, model: Model<E>): CompiledExpression<E> {
  const emitter = new Emitter<E>((field) => fieldReader(model, field));
  return emitter.build(
    () => `return (e, env, x = 0) => { ${emitter.slotsAfter(emitter.condition(expr, expr))} };`,
    () =>
      (event: E, env: Environment<E>, index = 0) =>
        isTrue(expr, { model, event, env, index }),
  );
}

/**
 * Compiles an expression that reads one field only, as a function of that field's value. The caller guarantees that
 * it reads no other field, no variable and no time.
 */
export function compilePredicate(expr: Expr): (value: FieldValue) => boolean {
  const emitter = new Emitter<FieldValue>(() => (value) => value);
  return emitter.build(
    () => `return (e) => { const x = 0; ${emitter.slotsAfter(emitter.condition(expr, expr))} };`,
    () => interpretedPredicate(expr),
  ) as (value: FieldValue) => boolean;
}

/** The interpreter's reading of {@link compilePredicate}. */
export function interpretedPredicate(expr: Expr): (value: FieldValue) => boolean {
  const model = {
    field: () => undefined,
    fieldNames: () => [],
    constant: () => undefined,
    constantNames: () => [],
    eventTypes: () => [],
    read: () => (value: FieldValue) => value,
    readAt: () => (value: FieldValue) => value,
    iteratorLength: () => () => Number.MAX_SAFE_INTEGER,
  } satisfies Model<FieldValue>;
  // A subscript is part of what the value already is: read the value itself in its place.
  const plain = new Map<Expr, Expr>();
  const strip = (node: Expr): Expr => {
    if (node.kind === 'field') return { ...node, access: { kind: 'all' }, at: undefined as never };
    return node;
  };
  const whole = mapFields(expr, strip, plain);
  return (value) => isTrue(whole, { model, event: value, env: { nowNs: 0n, variable: () => undefined }, index: 0 });
}

function mapFields(expr: Expr, change: (expr: Expr) => Expr, seen: Map<Expr, Expr>): Expr {
  const known = seen.get(expr);
  if (known !== undefined) return known;
  const inner = (child: Expr): Expr => mapFields(child, change, seen);
  let result: Expr;
  switch (expr.kind) {
    case 'field':
      result = change(expr);
      break;
    case 'and':
    case 'or':
      result = { ...expr, operands: expr.operands.map(inner), planned: expr.planned.map(inner) };
      break;
    case 'any-of':
      result = { ...expr, tests: expr.tests.map(inner) };
      break;
    case 'not':
    case 'negative':
    case 'complement':
      result = { ...expr, operand: inner(expr.operand) };
      break;
    case 'compare':
    case 'member':
    case 'network':
    case 'arithmetic':
      result = { ...expr, left: inner(expr.left), right: inner(expr.right) };
      break;
    case 'match':
      result = { ...expr, value: inner(expr.value) };
      break;
    case 'length':
    case 'root-domain':
      result = { ...expr, of: inner(expr.of) as never };
      break;
    case 'template':
      result = { ...expr, parts: expr.parts.map((part) => (typeof part === 'string' ? part : (inner(part) as never))) };
      break;
    default:
      result = expr;
  }
  seen.set(expr, result);
  return result;
}

/** How an int comes out of a piece of code; `mixed` may be either. */
type IntForm = 'number' | 'bigint' | 'mixed';

interface IntCode {
  readonly code: string;
  readonly form: IntForm;
}

class Emitter<E> {
  private readonly captured: unknown[] = [];
  private readonly readerOf: (field: FieldExpr) => Reader<E>;
  private readonly readers = new Map<string, string>();
  private readonly uses = new Map<string, number>();
  private readonly slotNames: string[] = [];
  private readonly slotByKey = new Map<string, string>();

  constructor(readerOf: (field: FieldExpr) => Reader<E>) {
    this.readerOf = readerOf;
  }

  /** Generates the code and makes a function of it, or falls back where that is not allowed. */
  build<F>(source: () => string, fallback: () => F): F {
    try {
      const code = source();
      const names = this.captured.map((_, index) => `k${index}`);
      const unpack = names.length === 0 ? '' : `const [${names.join()}] = k;`;
      return new Function('k', 'u', `'use strict'; ${unpack} ${code}`)(this.captured, RUNTIME) as F;
    } catch {
      return fallback();
    }
  }

  /** Makes a value available to the code and gives its name. */
  capture(value: unknown): string {
    return `k${this.captured.push(value) - 1}`;
  }

  /** Declarations of the fields that are read once and used again. */
  slots(): string {
    return this.slotNames.length === 0 ? '' : `let ${this.slotNames.join()};`;
  }

  slotsAfter(body: string): string {
    return `${this.slots()} return ${body};`;
  }

  /** Code of a bool expression. `root` is given once, to count how often each field is read. */
  condition(expr: Expr, root?: Expr): string {
    if (root !== undefined) {
      for (const field of fieldsOf(root)) {
        const key = fieldKey(field);
        this.uses.set(key, (this.uses.get(key) ?? 0) + 1);
      }
    }
    switch (expr.kind) {
      case 'const':
        return String(expr.value === true);
      case 'and':
        return `(${expr.planned.map((operand) => this.condition(operand)).join(' && ')})`;
      case 'or':
        return `(${expr.planned.map((operand) => this.condition(operand)).join(' || ')})`;
      case 'any-of':
        return `(${expr.tests.map((test) => this.condition(test)).join(' || ')})`;
      case 'not':
        return `!${this.condition(expr.operand)}`;
      case 'compare':
        return this.compare(expr);
      case 'match': {
        const value = this.value(expr.value);
        const { matcher } = expr;
        if (expr.value.array) return `u.someMatch(${value}, ${this.capture(matcher.test)})`;
        if (matcher.exactOnly && !matcher.ignoreCase && matcher.scalars.size === 1) {
          return `(${value} === ${this.capture([...matcher.scalars.keys()][0])})`;
        }
        return `${this.capture(matcher.test)}(${value})`;
      }
      case 'member':
        return this.member(expr);
      case 'network':
        return this.network(expr);
      case 'age': {
        const ns = `${expr.ns}n`;
        const value = this.value(expr.field);
        if (expr.field.array) return `u.someAge(${value}, env.nowNs, ${this.capture(ORDER[expr.operator])}, ${ns})`;
        return `(env.nowNs - BigInt(${value}) ${expr.operator} ${ns})`;
      }
      default:
        return `(${this.value(expr)} === true)`;
    }
  }

  private compare(expr: CompareExpr): string {
    const { left, right, operator, ignoreCase } = expr;
    if (left.type === 'int') {
      if (left.array)
        return `u.someCompare(${this.value(left)}, ${this.capture(ORDER[operator])}, ${this.int(right).code})`;
      if (right.array) {
        return `u.someCompare(${this.value(right)}, ${this.capture(ORDER[FLIPPED[operator]])}, ${this.int(left).code})`;
      }
      return this.compareInts(left, operator, right);
    }
    if (left.array) return `u.someSame(${this.value(left)}, ${this.value(right)}, ${ignoreCase})`;
    if (ignoreCase) return `(${this.value(left)}.toLowerCase() === ${this.value(right)}.toLowerCase())`;
    return `(${this.value(left)} === ${this.value(right)})`;
  }

  private compareInts(left: Expr, operator: CompareExpr['operator'], right: Expr): string {
    // Ordering and == between number and bigint are exact in JavaScript, so mixed forms need no conversion.
    const one = left.kind === 'const' ? undefined : this.int(left);
    const other = right.kind === 'const' ? undefined : this.int(right);
    const leftCode = one?.code ?? intLiteral(constantOf(left), other?.form ?? 'bigint');
    const rightCode = other?.code ?? intLiteral(constantOf(right), one?.form ?? 'bigint');
    return `(${leftCode} ${operator} ${rightCode})`;
  }

  private member(expr: MemberExpr): string {
    const { left, right, ignoreCase } = expr;
    if (left.type === 'int' && right.kind === 'const') return this.intInSet(left, right.value as readonly bigint[]);
    if (left.type === 'int' && left.kind === 'const' && !left.array) {
      return `u.someCompare(${this.value(right)}, ${this.capture(ORDER['=='])}, ${left.value}n)`;
    }
    return `u.intersects(${this.value(left)}, ${this.value(right)}, ${ignoreCase})`;
  }

  private intInSet(left: Expr, members: readonly bigint[]): string {
    const isSafe = (member: bigint): boolean => BigInt(Number(member)) === member;
    const numbers = this.capture(new Set(members.filter(isSafe).map(Number)));
    if (left.array) return `u.someIn(${this.value(left)}, ${numbers}, ${this.capture(new Set(members))})`;
    const { code, form } = this.int(left);
    if (form === 'number') return `${numbers}.has(${code})`;
    return `${this.capture(new Set(members))}.has(${toBigint(code, form)})`;
  }

  private network(expr: NetworkExpr): string {
    const call = expr.quantifier === 'any' ? 'anyOverlap' : 'everyOverlap';
    return `u.${call}(${this.value(expr.left)}, ${this.value(expr.right)})`;
  }

  private int(expr: Expr): IntCode {
    switch (expr.kind) {
      case 'const':
        return { code: `${expr.value}n`, form: 'bigint' };
      case 'field':
        return { code: this.value(expr), form: expr.spec.wide === true ? 'bigint' : 'number' };
      case 'length':
        return { code: this.value(expr), form: 'number' };
      case 'arithmetic': {
        const narrow = this.narrowMask(expr.operator, expr.left, expr.right);
        if (narrow !== undefined) return { code: narrow, form: 'number' };
        const left = this.bigint(expr.left);
        const right = this.bigint(expr.right);
        const code = `(${left} ${expr.operator} ${right})`;
        return { code: expr.operator === '+' || expr.operator === '-' ? `u.wrap(${code})` : code, form: 'bigint' };
      }
      case 'negative':
        return { code: `u.wrap(-(${this.bigint(expr.operand)}))`, form: 'bigint' };
      case 'complement':
        return { code: `(~(${this.bigint(expr.operand)}))`, form: 'bigint' };
      default:
        return { code: this.value(expr), form: 'mixed' };
    }
  }

  private bigint(expr: Expr): string {
    const { code, form } = this.int(expr);
    return toBigint(code, form);
  }

  /** `x & mask` on numbers: JavaScript's 32-bit & is exact when the mask has only the low 31 bits. */
  private narrowMask(operator: string, left: Expr, right: Expr): string | undefined {
    if (operator !== '&') return undefined;
    const mask = left.kind === 'const' ? left : right.kind === 'const' ? right : undefined;
    if (mask === undefined) return undefined;
    const bits = constantOf(mask);
    if (bits < 0n || bits > 0x7fffffffn) return undefined;
    const value = this.int(mask === left ? right : left);
    return value.form === 'number' ? `(${value.code} & ${bits})` : undefined;
  }

  /** Code of any expression; ints in whatever form they come. */
  private value(expr: Expr): string {
    switch (expr.kind) {
      case 'const':
        return expr.type === 'bool' ? String(expr.value) : this.capture(expr.value);
      case 'texts':
        return this.capture(expr.array ? expr.items.map((item) => item.text) : expr.items[0]!.text);
      case 'field':
        return this.read(expr);
      case 'variable': {
        const zero = this.capture(zeroValue(expr.type, expr.array));
        return `(env.variable(${this.capture(expr.name)}, e) ?? ${zero})`;
      }
      case 'length':
        return `u.length(${this.value(expr.of)})`;
      case 'root-domain':
        return `u.rootDomain(${this.value(expr.of)})`;
      case 'template': {
        const parts = expr.parts.map((part) =>
          typeof part === 'string' ? this.capture(part) : `u.print(${this.value(part)})`,
        );
        return `('' + ${parts.join(' + ')})`;
      }
      case 'arithmetic':
      case 'negative':
      case 'complement':
        return this.int(expr).code;
      default:
        return this.condition(expr);
    }
  }

  private read(field: FieldExpr): string {
    const key = fieldKey(field);
    let reader = this.readers.get(key);
    if (reader === undefined) {
      reader = this.capture(this.readerOf(field));
      this.readers.set(key, reader);
    }
    const call = `${reader}(e, x)`;
    if ((this.uses.get(key) ?? 1) < 2) return call;
    let slot = this.slotByKey.get(key);
    if (slot === undefined) {
      slot = `f${this.slotNames.length}`;
      this.slotNames.push(slot);
      this.slotByKey.set(key, slot);
    }
    return `(${slot} ??= ${call})`;
  }
}

function constantOf(expr: Expr): bigint {
  return expr.kind === 'const' ? (expr.value as bigint) : 0n;
}

/** An int constant in the form of what it meets. Beyond 53 bits it stays a bigint. */
function intLiteral(value: bigint, form: IntForm): string {
  return form === 'number' && BigInt(Number(value)) === value ? `(${Number(value)})` : `(${value}n)`;
}

function toBigint(code: string, form: IntForm): string {
  return form === 'bigint' ? code : `BigInt(${code})`;
}

type Int = number | bigint;
type Order = (left: Int, right: Int) => boolean;

/** Exact between number and bigint, hence the loose equality. */
const ORDER: Readonly<Record<CompareExpr['operator'], Order>> = {
  // biome-ignore lint/suspicious/noDoubleEquals: number and bigint of one value are equal only loosely
  '==': (left, right) => left == right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

const FLIPPED: Readonly<Record<CompareExpr['operator'], CompareExpr['operator']>> = {
  '==': '==',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** What generated code calls. */
const RUNTIME = {
  wrap: wrapInt64,
  length: lengthOf,
  rootDomain: rootDomainOf,
  print: printInterpolated,
  someMatch(list: readonly string[], test: (value: string) => boolean): boolean {
    for (const value of list) if (test(value)) return true;
    return false;
  },
  someCompare(list: readonly Int[], order: Order, value: Int): boolean {
    for (const one of list) if (order(one, value)) return true;
    return false;
  },
  someAge(list: readonly Int[], nowNs: bigint, order: Order, ns: bigint): boolean {
    for (const one of list) if (order(nowNs - BigInt(one), ns)) return true;
    return false;
  },
  someSame(list: readonly ConstantValue[], value: ConstantValue, ignoreCase: boolean): boolean {
    return RUNTIME.intersects(list, value, ignoreCase);
  },
  someIn(list: readonly Int[], numbers: ReadonlySet<number>, bigints: ReadonlySet<bigint>): boolean {
    for (const one of list) if (typeof one === 'number' ? numbers.has(one) : bigints.has(one)) return true;
    return false;
  },
  /** Whether two values or lists share an element. Long pairs of lists go through a set. */
  intersects(
    left: ConstantValue | readonly ConstantValue[],
    right: ConstantValue | readonly ConstantValue[],
    ignoreCase: boolean,
  ): boolean {
    const members = new Set(listOf(right).map((one) => identity(one, ignoreCase)));
    for (const one of listOf(left)) if (members.has(identity(one, ignoreCase))) return true;
    return false;
  },
  anyOverlap(left: IpNetwork | readonly IpNetwork[], right: IpNetwork | readonly IpNetwork[]): boolean {
    for (const one of listOf(left)) for (const other of listOf(right)) if (networksOverlap(one, other)) return true;
    return false;
  },
  everyOverlap(left: IpNetwork | readonly IpNetwork[], right: IpNetwork | readonly IpNetwork[]): boolean {
    for (const one of listOf(left)) for (const other of listOf(right)) if (!networksOverlap(one, other)) return false;
    return true;
  },
};

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

function identity(value: unknown, ignoreCase: boolean): unknown {
  if (typeof value === 'number') return BigInt(value);
  return ignoreCase && typeof value === 'string' ? value.toLowerCase() : value;
}
