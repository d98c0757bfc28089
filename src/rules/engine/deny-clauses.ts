/**
 * From a rule to what the kernel can decide alone: a disjunction of clauses, each a conjunction of conditions about one
 * dimension (bpf/deny.bpf.c).
 *
 * Surprising: nothing is approximated. A rule of which any part cannot be decided exactly in the hook is not compiled at all,
 * and the answer names that part: a rule that refuses more than it says would hit the wrong process.
 */
import type { CheckedRule, CompareExpr, Expr, FieldExpr, Span } from '../language/ast.ts';
import type { FieldValue, IpNetwork } from '../language/model.ts';

/** In the order of `enum hook`: the event types of which calls can be refused. */
export const DENY_HOOKS = [
  'exec',
  'open',
  'unlink',
  'rmdir',
  'rename',
  'mount',
  'bpf',
  'load_module',
  'connect',
] as const;
export type DenyHook = (typeof DENY_HOOKS)[number];

/** In the order of `enum dimension`. */
export const DENY_DIMENSIONS = [
  'path',
  'name',
  'exe',
  'exe_name',
  'uid',
  'gid',
  'euid',
  'egid',
  'command',
  'port',
  'flags',
  'address',
] as const;
export type DenyDimension = (typeof DENY_DIMENSIONS)[number];

/** One value of a condition. A file or folder is found by its path once, and known to the kernel by device and inode. */
export type DenyValue =
  | { readonly kind: 'file'; readonly path: string; readonly followLinks: boolean }
  /** What lies in a folder: `deep` at any depth, else directly. */
  | { readonly kind: 'folder'; readonly path: string; readonly deep: boolean; readonly followLinks: boolean }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  /** Any of the bits. */
  | { readonly kind: 'bits'; readonly mask: number }
  | { readonly kind: 'network'; readonly network: IpNetwork };

export interface DenyCondition {
  readonly negated: boolean;
  readonly values: readonly DenyValue[];
}

/** Conditions that must all hold. */
export type DenyClause = ReadonlyMap<DenyDimension, DenyCondition>;

export interface DenyProblem {
  /** The part of the rule that cannot be decided in the kernel. */
  readonly span: Span;
  readonly reason: string;
  readonly hint?: string;
}

export type DenyPlan = { readonly clauses: readonly DenyClause[] } | { readonly problem: DenyProblem };

/** Most clauses of all rules together: the kernel keeps them as bits of one number. */
export const DENY_CLAUSES_MAX = 64;
/** Longest name that the kernel compares, and its end. */
const NAME_BYTES_MAX = 63;

const FILE_HOOKS: ReadonlySet<string> = new Set(['exec', 'open', 'unlink', 'rmdir', 'rename', 'load_module']);
/** Of these a clause with negations only would refuse nearly every call of the machine. */
const NEEDS_POSITIVE: ReadonlySet<string> = new Set(['exec', 'open', 'unlink', 'rmdir', 'rename', 'connect']);

/** What decides a field in the hook of an event type; undefined: nothing does. */
function dimensionOf(field: string, hook: DenyHook): DenyDimension | undefined {
  if (FILE_HOOKS.has(hook) && field === `${hook}.file.path`) return 'path';
  if (FILE_HOOKS.has(hook) && field === `${hook}.file.name`) return 'name';
  // Rules see an exec with the new program in place already; its effective ids are not yet settled in the hook.
  const isExec = hook === 'exec';
  switch (field) {
    case 'process.file.path':
      return isExec ? 'path' : 'exe';
    case 'process.file.name':
      return isExec ? 'name' : 'exe_name';
    case 'process.uid':
      return 'uid';
    case 'process.gid':
      return 'gid';
    case 'process.euid':
      return isExec ? undefined : 'euid';
    case 'process.egid':
      return isExec ? undefined : 'egid';
    case 'mount.mountpoint.path':
      return hook === 'mount' ? 'path' : undefined;
    case 'bpf.cmd':
      return hook === 'bpf' ? 'command' : undefined;
    case 'open.flags':
      return hook === 'open' ? 'flags' : undefined;
    case 'connect.addr.ip':
      return hook === 'connect' ? 'address' : undefined;
    case 'connect.addr.port':
      return hook === 'connect' ? 'port' : undefined;
    default:
      return undefined;
  }
}

/** Thrown within this file only: a plain way out of a tree. */
class Undecidable extends Error {
  readonly problem: DenyProblem;
  constructor(span: Span, reason: string, hint?: string) {
    super(reason);
    this.problem = { span, reason, ...(hint === undefined ? {} : { hint }) };
  }
}

/** Compiles a rule about one event type. */
export function compileDeny(checked: CheckedRule, eventType: string): DenyPlan {
  const whole = checked.expression.span;
  const hook = DENY_HOOKS.find((name) => name === eventType);
  if (hook === undefined) {
    const hint = `deny works in rules about ${DENY_HOOKS.join(', ')}`;
    return { problem: { span: whole, reason: `calls of ${eventType} events cannot be refused`, hint } };
  }
  try {
    const clauses = new ClauseCompiler(hook).of(checked.expression, true, false);
    if (clauses.length === 0) throw new Undecidable(whole, 'it never holds');
    for (const clause of clauses) {
      if (clause.size === 0) throw new Undecidable(whole, `it would refuse every ${hook}`);
      if (NEEDS_POSITIVE.has(hook) && [...clause.values()].every(({ negated }) => negated))
        throw new Undecidable(
          whole,
          'it would refuse everything but what it names',
          'add a condition that names what is refused, and not only what is not',
        );
    }
    return { clauses };
  } catch (error) {
    if (error instanceof Undecidable) return { problem: error.problem };
    throw error;
  }
}

class ClauseCompiler {
  private readonly hook: DenyHook;

  constructor(hook: DenyHook) {
    this.hook = hook;
  }

  /** Clauses of which one holds exactly when the expression is `wanted`. */
  of(expr: Expr, wanted: boolean, followLinks: boolean): readonly DenyClause[] {
    switch (expr.kind) {
      case 'const':
        return expr.value === wanted ? [new Map()] : [];
      case 'not':
        return this.of(expr.operand, !wanted, followLinks);
      case 'and':
      case 'or': {
        const parts = expr.operands.map((operand) => this.of(operand, wanted, followLinks));
        const clauses = (expr.kind === 'and') === wanted ? product(parts, expr.span) : parts.flat();
        if (clauses.length > DENY_CLAUSES_MAX)
          throw new Undecidable(
            expr.span,
            `it makes more than ${DENY_CLAUSES_MAX} cases`,
            'use lists, or several rules',
          );
        return clauses;
      }
      case 'any-of':
        // The alternatives are other names of the same file, and the kernel knows files, not names.
        return this.of(expr.tests[0]!, wanted, true);
      case 'match': {
        const dimension = this.dimension(expr.value, expr.span);
        if (expr.matcher.ignoreCase && dimension !== 'path' && dimension !== 'exe')
          throw new Undecidable(expr.span, 'names are compared with their case in the kernel');
        const isName = dimension === 'name' || dimension === 'exe_name';
        const values = expr.literals.map(({ form, text }) =>
          isName ? nameValue(form, text, expr.span) : pathValue(form, text, expr.span, followLinks),
        );
        return [new Map([[dimension, { negated: !wanted, values }]])];
      }
      case 'compare':
        return [this.comparison(expr, wanted)];
      case 'member': {
        const list = expr.right.kind === 'const' ? expr.right : expr.left.kind === 'const' ? expr.left : undefined;
        if (list === undefined) throw new Undecidable(expr.span, 'only constants can be compared with in the kernel');
        const dimension = this.dimension(list === expr.right ? expr.left : expr.right, expr.span);
        const members = (list.array ? list.value : [list.value]) as readonly FieldValue[];
        const values = members.map((member) => numberValue(member, dimension, expr.span));
        return [new Map([[dimension, { negated: !wanted, values }]])];
      }
      case 'network': {
        const list = expr.right.kind === 'const' ? expr.right : expr.left.kind === 'const' ? expr.left : undefined;
        const dimension = this.dimension(list === expr.right ? expr.left : expr.right, expr.span);
        if (list === undefined || expr.quantifier !== 'any' || dimension !== 'address')
          throw new Undecidable(expr.span, 'only constant networks can be compared with in the kernel');
        const members = (list.array ? list.value : [list.value]) as readonly IpNetwork[];
        const values = members.map((network): DenyValue => ({ kind: 'network', network }));
        return [new Map([[dimension, { negated: !wanted, values }]])];
      }
      default:
        throw new Undecidable(expr.span, this.why(expr));
    }
  }

  private dimension(expr: Expr, span: Span): DenyDimension {
    if (expr.kind !== 'field' || expr.access.kind !== 'all' || expr.at !== undefined)
      throw new Undecidable(span, this.why(expr));
    const dimension = dimensionOf(expr.spec.name, this.hook);
    if (dimension !== undefined) return dimension;
    throw new Undecidable(
      span,
      this.why(expr),
      `the kernel decides ${this.hook} by ${decidable(this.hook).join(', ')}`,
    );
  }

  private why(expr: Expr): string {
    const name =
      expr.kind === 'field' ? (expr as FieldExpr).spec.name : expr.kind === 'variable' ? 'a variable' : 'this';
    return `${name} cannot be decided exactly in the kernel`;
  }

  private comparison(expr: CompareExpr, wanted: boolean): DenyClause {
    const swapped = expr.left.kind === 'const';
    const tested = swapped ? expr.right : expr.left;
    const constant = swapped ? expr.left : expr.right;
    if (constant.kind !== 'const' || constant.array)
      throw new Undecidable(expr.span, 'only constants can be compared with in the kernel');
    if (tested.kind === 'arithmetic' && tested.operator === '&') {
      const maskExpr = tested.left.kind === 'const' ? tested.left : tested.right;
      const field = maskExpr === tested.left ? tested.right : tested.left;
      const dimension = this.dimension(field, expr.span);
      const mask = maskExpr.kind === 'const' ? Number(maskExpr.value) : Number.NaN;
      const bound = Number(constant.value);
      const isOneBit = (mask & (mask - 1)) === 0;
      const operator = swapped && expr.operator === '<' ? '>' : swapped && expr.operator !== '==' ? '?' : expr.operator;
      const any =
        operator === '>' && bound === 0 ? true : operator === '==' && bound === mask && isOneBit ? true : null;
      const none = operator === '==' && bound === 0;
      if (dimension !== 'flags' || !(mask > 0 && mask < 2 ** 32) || (any === null && !none))
        throw new Undecidable(
          expr.span,
          'of flags the kernel only decides whether any of some bits is set',
          'flags & (A|B) > 0',
        );
      return new Map([['flags', { negated: none ? wanted : !wanted, values: [{ kind: 'bits', mask }] }]]);
    }
    const dimension = this.dimension(tested, expr.span);
    if (expr.operator !== '==') throw new Undecidable(expr.span, 'the kernel decides equality only, not order');
    return new Map([
      [dimension, { negated: !wanted, values: [numberValue(constant.value as FieldValue, dimension, expr.span)] }],
    ]);
  }
}

/** Fields that decide in the hook of an event type, for hints. */
function decidable(hook: DenyHook): string[] {
  const own: Readonly<Partial<Record<DenyHook, readonly string[]>>> = {
    open: ['open.flags'],
    mount: ['mount.mountpoint.path'],
    bpf: ['bpf.cmd'],
    connect: ['connect.addr.ip', 'connect.addr.port'],
  };
  const files = FILE_HOOKS.has(hook) ? [`${hook}.file.path`, `${hook}.file.name`] : [];
  const ids = ['process.uid', 'process.gid', 'process.euid', 'process.egid'];
  const all = [...files, ...(own[hook] ?? []), 'process.file.path', 'process.file.name', ...ids];
  return all.filter((name) => dimensionOf(name, hook) !== undefined);
}

function nameValue(form: string, text: string, span: Span): DenyValue {
  if (form !== 'scalar') throw new Undecidable(span, 'names are compared whole in the kernel, not with patterns');
  if (text === '' || Buffer.byteLength(text) > NAME_BYTES_MAX)
    throw new Undecidable(span, `a name has 1 to ${NAME_BYTES_MAX} bytes in the kernel`);
  return { kind: 'name', text };
}

function pathValue(form: string, text: string, span: Span, followLinks: boolean): DenyValue {
  const hint = 'a whole path, or all below a folder: ~"/folder/*", ~"/folder/**"';
  if (form === 'regexp') throw new Undecidable(span, 'the kernel decides no regular expressions', hint);
  const folder = /^((?:\/[^/*?[\]{}\\]+)+)\/(\*\*?)$/.exec(text);
  if (form === 'pattern' && folder !== null)
    return { kind: 'folder', path: folder[1]!, deep: folder[2] === '**', followLinks };
  if (!/^\/[^/]/.test(text) || (form === 'pattern' && /[*?[\]{}\\]/.test(text)))
    throw new Undecidable(
      span,
      `${JSON.stringify(text)} names no file that the kernel could know by device and inode`,
      hint,
    );
  return { kind: 'file', path: text, followLinks };
}

function numberValue(value: FieldValue, dimension: DenyDimension, span: Span): DenyValue {
  const number = Number(value);
  if (!['uid', 'gid', 'euid', 'egid', 'command', 'port'].includes(dimension) || !(number >= 0 && number < 2 ** 32))
    throw new Undecidable(span, 'this comparison cannot be decided exactly in the kernel');
  return { kind: 'number', value: number };
}

function product(parts: readonly (readonly DenyClause[])[], span: Span): readonly DenyClause[] {
  let clauses: readonly DenyClause[] = [new Map()];
  for (const part of parts) {
    clauses = clauses.flatMap((left) => part.flatMap((right) => both(left, right, span) ?? []));
    if (clauses.length > DENY_CLAUSES_MAX)
      throw new Undecidable(span, `it makes more than ${DENY_CLAUSES_MAX} cases`, 'use lists, or several rules');
  }
  return clauses;
}

/** Both clauses at once; null when that cannot hold. */
function both(left: DenyClause, right: DenyClause, span: Span): DenyClause | null {
  const merged = new Map(left);
  for (const [dimension, condition] of right) {
    const known = merged.get(dimension);
    if (known === undefined) merged.set(dimension, condition);
    else if (known.negated && condition.negated)
      merged.set(dimension, { negated: true, values: [...known.values, ...condition.values] });
    else {
      const isExact = (values: readonly DenyValue[]) =>
        values.every(({ kind }) => kind === 'number' || kind === 'name');
      if (!isExact(known.values) || !isExact(condition.values))
        throw new Undecidable(
          span,
          'two conditions about the same thing in one case cannot be decided in the kernel',
          'one list of what is meant, or one list of exceptions',
        );
      const keys = (values: readonly DenyValue[]) => new Set(values.map((value) => JSON.stringify(value)));
      const [positive, other] = known.negated ? [condition, known] : [known, condition];
      const others = keys(other.values);
      const values = positive.values.filter((value) => others.has(JSON.stringify(value)) !== other.negated);
      if (values.length === 0) return null;
      merged.set(dimension, { negated: false, values });
    }
  }
  return merged;
}
