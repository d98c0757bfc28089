/**
 * Writes a syntax tree back as text with every grouping spelled out, so that a person (or a test) sees how a rule was
 * read: `a && b || c` prints as `a && (b || c)`.
 */
import type { SyntaxNode } from './ast.ts';

/** Text of the tree; parentheses around every nested operation. */
export function printGrouping(node: SyntaxNode): string {
  switch (node.kind) {
    case 'ident':
      return node.name;
    case 'variable':
      return `\${${node.name}}`;
    case 'reference':
      return `%{${node.name}}`;
    case 'int':
    case 'duration':
    case 'ip':
      return node.text;
    case 'text':
      return `${node.form === 'pattern' ? '~' : node.form === 'regexp' ? 'r' : ''}"${node.text}"`;
    case 'list':
      return `[${node.items.map(printGrouping).join(', ')}]`;
    case 'unary':
      return `${node.operator}${printNested(node.operand)}`;
    case 'binary':
      return `${printNested(node.left)} ${node.operator} ${printNested(node.right)}`;
    case 'logic': {
      const [first, ...rest] = node.operands;
      const tail: SyntaxNode = rest.length === 1 ? rest[0]! : { ...node, operands: rest };
      return `${printNested(first!)} ${node.operator} ${printNested(tail)}`;
    }
    case 'error':
      return '<error>';
  }
}

function printNested(node: SyntaxNode): string {
  const text = printGrouping(node);
  return node.kind === 'binary' || node.kind === 'logic' ? `(${text})` : text;
}
