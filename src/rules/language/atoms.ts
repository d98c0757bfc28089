/**
 * Single-field predicates ("atoms"): the leaves of a rule that depend on the value of one field and nothing else, no
 * iterator variable, no variable, no clock. An engine that runs many rules evaluates each distinct atom once per
 * event, by its key, and combines the bits; whatever is no atom stays a function of the event (compileExpression).
 */
import type { Expr, FieldExpr } from './ast.ts';
import { compilePredicate } from './compile.ts';
import { conditionCost } from './cost.ts';
import { dependsOnEnvironment, expressionKey, fieldKey, fieldsOf, isLeaf, walk } from './expressions.ts';
import type { FieldValue } from './model.ts';

export interface Atom {
  /** What to read (fieldReader): equal `fieldKey` means equal value. */
  readonly field: FieldExpr;
  readonly fieldKey: string;
  /** Equal keys are equal predicates, across the rules of one model. */
  readonly key: string;
  /** The value as the model's accessor gives it. Never throws. */
  readonly test: (value: FieldValue) => boolean;
  readonly cost: number;
  readonly leaf: Expr;
}

/** The predicate of a leaf, or undefined when the leaf depends on more than one field's value. */
export function predicateOf(leaf: Expr): Atom | undefined {
  if (!isLeaf(leaf) || leaf.type !== 'bool' || leaf.array || dependsOnEnvironment(leaf)) return undefined;
  const fields = fieldsOf(leaf);
  const field = fields[0];
  if (field === undefined || field.access.kind === 'register') return undefined;
  const key = fieldKey(field);
  if (fields.some((other) => fieldKey(other) !== key)) return undefined;
  const test = compilePredicate(leaf);
  return { field, fieldKey: key, key: expressionKey(leaf), test, cost: conditionCost(leaf), leaf };
}

/** All distinct atoms below a node, in order of the text. */
export function atomsOf(expr: Expr): readonly Atom[] {
  const atoms = new Map<string, Atom>();
  walk(expr, (node) => {
    if (node.type !== 'bool' || !isLeaf(node) || node.kind === 'const') return;
    const key = expressionKey(node);
    if (atoms.has(key)) return;
    const atom = predicateOf(node);
    if (atom !== undefined) atoms.set(key, atom);
  });
  return [...atoms.values()];
}
