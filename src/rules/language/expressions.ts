/**
 * Questions about checked trees that several stages ask: which fields are read, does it depend on anything but the
 * event, what is the identity of a test.
 */
import type { ConstantValue, Expr, FieldExpr, ValueExpr } from './ast.ts';
import { printNetwork } from './network.ts';

/** Direct parts of a node, in order. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'and':
    case 'or':
      return expr.operands;
    case 'any-of':
      return expr.tests;
    case 'not':
    case 'negative':
    case 'complement':
      return [expr.operand];
    case 'compare':
    case 'member':
    case 'network':
    case 'arithmetic':
      return [expr.left, expr.right];
    case 'match':
      return [expr.value];
    case 'age':
      return [expr.field];
    case 'length':
    case 'root-domain':
      return [expr.of];
    case 'template':
      return expr.parts.filter((part): part is ValueExpr => typeof part !== 'string');
    default:
      return [];
  }
}

/** Calls `visit` for the node and everything below it. */
export function walk(expr: Expr, visit: (expr: Expr) => void): void {
  visit(expr);
  for (const child of childrenOf(expr)) walk(child, visit);
}

/** Every reading of a field below the node. */
export function fieldsOf(expr: Expr): readonly FieldExpr[] {
  const fields: FieldExpr[] = [];
  walk(expr, (node) => {
    if (node.kind === 'field') fields.push(node);
  });
  return fields;
}

/** True when the value depends on more than the event: a variable or the time. */
export function dependsOnEnvironment(expr: Expr): boolean {
  let depends = false;
  walk(expr, (node) => {
    depends ||= node.kind === 'variable' || node.kind === 'age';
  });
  return depends;
}

/** True for a node that is a value of its own in the boolean tree: not a connective of other conditions. */
export function isLeaf(expr: Expr): boolean {
  return expr.kind !== 'and' && expr.kind !== 'or' && expr.kind !== 'not' && expr.kind !== 'any-of';
}

/** Identity of a field reading: two equal keys read the same value from an event. */
export function fieldKey({ spec, access, at }: FieldExpr): string {
  const where = access.kind === 'all' ? '' : access.kind === 'register' ? '[*]' : `[${access.index}]`;
  return `${spec.name}${where}${at === undefined ? '' : `@${at}`}`;
}

/** Identity of an expression: equal keys mean equal results on every event, within one model. */
export function expressionKey(expr: Expr): string {
  switch (expr.kind) {
    case 'field':
      return fieldKey(expr);
    case 'const':
      return constantKey(expr.value);
    case 'texts':
      return `[${expr.items.map((item) => `${item.form}${JSON.stringify(item.text)}`).join()}]`;
    case 'variable':
      return `\${${expr.name}}`;
    case 'template':
      return `"${expr.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : expressionKey(part))).join('+')}"`;
    case 'match': {
      const { matcher, literals } = expr;
      const exact = [...matcher.scalars.keys()].sort().map((text) => JSON.stringify(text));
      const others = literals
        .filter(({ form }) => form !== 'scalar')
        .map(({ form, text }) => `${form}${JSON.stringify(text)}`);
      const field = expr.value.kind === 'field' ? expr.value.spec.matching : undefined;
      const how = `${matcher.ignoreCase ? 'i' : ''}${matcher.refusesEmpty ? '!' : ''}${others.length > 0 ? (field ?? 'plain') : ''}`;
      return `match(${expressionKey(expr.value)} ${how}[${[...exact, ...others].join()}])`;
    }
    case 'compare':
    case 'arithmetic':
      return `(${expressionKey(expr.left)} ${expr.operator}${caseMark(expr)} ${expressionKey(expr.right)})`;
    case 'member':
      return `(${expressionKey(expr.left)} in${caseMark(expr)} ${expressionKey(expr.right)})`;
    case 'network':
      return `(${expressionKey(expr.left)} ${expr.quantifier} ${expressionKey(expr.right)})`;
    case 'age':
      return `age(${fieldKey(expr.field)} ${expr.operator} ${expr.ns})`;
    default:
      return `${expr.kind}(${childrenOf(expr).map(expressionKey).join()})`;
  }
}

function caseMark(expr: Expr): string {
  return (expr.kind === 'compare' || expr.kind === 'member') && expr.ignoreCase ? 'i' : '';
}

function constantKey(value: ConstantValue | readonly ConstantValue[]): string {
  if (Array.isArray(value)) return `[${value.map((one) => constantKey(one)).join()}]`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object') return `${printNetwork(value as never)}/${(value as { prefix: number }).prefix}`;
  return String(value);
}
