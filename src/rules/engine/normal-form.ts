/**
 * A rule's condition as rows: the rule holds when one of its rows does, and a row holds when for each field it names a
 * condition on that one field's value holds. What no single field decides (a variable, the clock, an iterator variable,
 * two fields compared) drops out and leaves its row inexact: then the row is only necessary, and the rule's own function
 * has the last word. Multiplying out is bounded; beyond the bound rows are merged into a weaker, inexact one.
 *
 * Surprising: an OR of conditions on the same field stays one condition, so long lists of alternatives cost no rows.
 */
import type { CheckedRule, Expr, FieldExpr } from '../language/ast.ts';
import { type Atom, predicateOf } from '../language/atoms.ts';
import { dependsOnEnvironment, expressionKey, fieldsOf, isLeaf } from '../language/expressions.ts';
import type { FieldValue } from '../language/model.ts';

/** Most rows that one rule becomes. */
export const ROWS_MAX = 24;
/** Most nodes of a rule's normal form; what is beyond is left to the rule's own function. */
const NODES_MAX = 4096;

/** A boolean function of one field's value. */
export type Condition =
  | { readonly kind: 'atom'; readonly atom: Atom; readonly negated: boolean }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] };

export interface Row {
  /** By key of the field. */
  readonly conditions: ReadonlyMap<string, Condition>;
  /** The row alone decides; otherwise the rule's function has to be asked. */
  readonly exact: boolean;
}

/** Makes atoms, each distinct one once, for all rules of one model. */
export class Atoms {
  private readonly byKey = new Map<string, Atom | null>();
  private readonly isOpaque: (field: FieldExpr) => boolean;

  /** `isOpaque` names fields whose value depends on more than the event. */
  constructor(isOpaque: (field: FieldExpr) => boolean) {
    this.isOpaque = isOpaque;
  }

  /** The predicate of a leaf, or null when one field's value does not decide it. */
  of(leaf: Expr): Atom | null {
    const key = expressionKey(leaf);
    let atom = this.byKey.get(key);
    if (atom === undefined) {
      atom = fieldsOf(leaf).some(this.isOpaque) ? null : (predicateOf(leaf) ?? null);
      this.byKey.set(key, atom);
    }
    return atom;
  }
}

type Node =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'atom'; readonly atom: Atom; readonly negated: boolean }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Node[] };

const UNKNOWN: Node = { kind: 'unknown' };
const ALWAYS: Row = { conditions: new Map(), exact: true };
const PERHAPS: Row = { conditions: new Map(), exact: false };

/** Rows of a rule; none when it can never hold. */
export function rowsOfRule(rule: CheckedRule, atoms: Atoms): readonly Row[] {
  const rows = rowsOf(new Normaliser(atoms).node(rule.expression, true));
  // Without elements a rule with an iterator variable is false, whatever the rest of it says.
  return rule.register === null ? rows : rows.map(({ conditions }) => ({ conditions, exact: false }));
}

/** Pushes negations down to the leaves. */
class Normaliser {
  private readonly atoms: Atoms;
  private nodes = 0;

  constructor(atoms: Atoms) {
    this.atoms = atoms;
  }

  node(expr: Expr, wanted: boolean): Node {
    if (++this.nodes > NODES_MAX) return UNKNOWN;
    switch (expr.kind) {
      case 'const':
        return { kind: 'constant', value: (expr.value === true) === wanted };
      case 'not':
        return this.node(expr.operand, !wanted);
      case 'and':
      case 'or':
        return this.join(expr.kind, expr.operands, wanted);
      case 'any-of':
        return this.join('or', expr.tests, wanted);
      default: {
        const atom = isLeaf(expr) ? this.atoms.of(expr) : null;
        if (atom !== null) return { kind: 'atom', atom, negated: !wanted };
        if (expr.kind === 'compare' && isCondition(expr.left) && isCondition(expr.right)) {
          // a == b of two conditions: both or neither; negated, exactly one.
          return {
            kind: 'or',
            parts: [
              { kind: 'and', parts: [this.node(expr.left, true), this.node(expr.right, wanted)] },
              { kind: 'and', parts: [this.node(expr.left, false), this.node(expr.right, !wanted)] },
            ],
          };
        }
        return UNKNOWN;
      }
    }
  }

  private join(kind: 'and' | 'or', operands: readonly Expr[], wanted: boolean): Node {
    return {
      kind: wanted ? kind : kind === 'and' ? 'or' : 'and',
      parts: operands.map((operand) => this.node(operand, wanted)),
    };
  }
}

function isCondition(expr: Expr): boolean {
  return expr.type === 'bool' && !expr.array && !dependsOnEnvironment(expr);
}

function rowsOf(node: Node): readonly Row[] {
  switch (node.kind) {
    case 'constant':
      return node.value ? [ALWAYS] : [];
    case 'unknown':
      return [PERHAPS];
    case 'atom':
      return [{ conditions: new Map([[node.atom.fieldKey, node]]), exact: true }];
    case 'or':
      return anyOf(node.parts.flatMap(rowsOf));
    case 'and': {
      // Fewest rows first, so that what has to be weakened is what would multiply most.
      const factors = node.parts.map(rowsOf).sort((left, right) => left.length - right.length);
      let rows: readonly Row[] = [ALWAYS];
      for (const factor of factors) {
        const fits = rows.length * factor.length <= ROWS_MAX;
        rows = multiply(rows, fits ? factor : [weaken(factor)]);
      }
      return rows;
    }
  }
}

function multiply(rows: readonly Row[], factor: readonly Row[]): readonly Row[] {
  return rows.flatMap((row) =>
    factor.map((other) => {
      const conditions = new Map(row.conditions);
      for (const [key, condition] of other.conditions) {
        const known = conditions.get(key);
        conditions.set(key, known === undefined ? condition : combine('and', [known, condition]));
      }
      return { conditions, exact: row.exact && other.exact };
    }),
  );
}

/** Rows of which one must hold, those about one and the same field merged. */
function anyOf(rows: readonly Row[]): readonly Row[] {
  const always = rows.find(({ conditions, exact }) => conditions.size === 0 && exact);
  if (always !== undefined) return [always];
  const single = new Map<string, Condition[]>();
  const merged: Row[] = [];
  for (const row of rows) {
    const key = row.exact && row.conditions.size === 1 ? [...row.conditions.keys()][0]! : undefined;
    if (key === undefined) merged.push(row);
    else {
      const list = single.get(key) ?? [];
      list.push(row.conditions.get(key)!);
      single.set(key, list);
    }
  }
  for (const [key, list] of single) merged.push({ conditions: new Map([[key, combine('or', list)]]), exact: true });
  return merged.length > ROWS_MAX ? [weaken(merged)] : merged;
}

/** One row that holds whenever one of the rows does. */
function weaken(rows: readonly Row[]): Row {
  const [first, ...rest] = rows;
  if (first === undefined) return PERHAPS;
  const conditions = new Map<string, Condition>();
  for (const key of first.conditions.keys()) {
    if (!rest.every((row) => row.conditions.has(key))) continue;
    conditions.set(
      key,
      combine(
        'or',
        rows.map((row) => row.conditions.get(key)!),
      ),
    );
  }
  return { conditions, exact: false };
}

function combine(kind: 'and' | 'or', parts: readonly Condition[]): Condition {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const distinct = new Map(flat.map((part) => [conditionKey(part), part]));
  return distinct.size === 1 ? flat[0]! : { kind, parts: [...distinct.values()] };
}

/** Equal keys are equal functions. */
export function conditionKey(condition: Condition): string {
  if (condition.kind === 'atom') return condition.negated ? `!${condition.atom.key}` : condition.atom.key;
  return `${condition.kind}(${condition.parts.map(conditionKey).join()})`;
}

/** The function itself. Throws only if the value is not of the field's type. */
export function conditionTest(condition: Condition): (value: FieldValue) => boolean {
  if (condition.kind === 'atom') {
    const { test } = condition.atom;
    return condition.negated ? (value) => !test(value) : test;
  }
  const tests = condition.parts.map(conditionTest);
  if (condition.kind === 'and') {
    return (value) => {
      for (const test of tests) if (!test(value)) return false;
      return true;
    };
  }
  return (value) => {
    for (const test of tests) if (test(value)) return true;
    return false;
  };
}

/** The field that a condition is about. */
export function fieldOf(condition: Condition): FieldExpr {
  return condition.kind === 'atom' ? condition.atom.field : fieldOf(condition.parts[0]!);
}
