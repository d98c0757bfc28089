/**
 * Relative cost of evaluating, which decides the order of the operands of `&&` and `||`. Only ratios matter: reading
 * a field costs what the model says (1 from the record, 50 through a resolver, 2000 through an iterator).
 */
import type { Expr } from './ast.ts';

/** Cost of any node: its own, or that of the fields it reads. */
export function conditionCost(expr: Expr): number {
  switch (expr.kind) {
    case 'const':
    case 'texts':
      return 0;
    case 'field':
      return expr.spec.cost;
    case 'variable':
      return 50;
    case 'length':
    case 'root-domain':
      return conditionCost(expr.of) + 5;
    case 'template':
      return expr.parts.reduce((sum, part) => sum + (typeof part === 'string' ? 0 : conditionCost(part)), 5);
    case 'arithmetic':
      return conditionCost(expr.left) + conditionCost(expr.right) + 1;
    case 'negative':
    case 'complement':
      return conditionCost(expr.operand) + 1;
    default:
      return expr.cost;
  }
}
