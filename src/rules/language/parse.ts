/**
 * Tokens to a syntax tree; names stay unresolved. `&&` and `||` have one precedence and group to the right, so
 * `a && b || c` is `a && (b || c)`: surprising, and kept on purpose, because existing policies rely on it.
 * After an error the parser goes on behind the next `&&` or `||`, so that one reading reports every mistake.
 */
import type {
  ArithmeticOperator,
  ComparisonOperator,
  LogicOperator,
  MembershipOperator,
  Span,
  SyntaxNode,
} from './ast.ts';
import { DIAGNOSTICS_MAX, type Diagnostic, type DiagnosticCode, diagnosticAt } from './diagnostics.ts';
import { LIMITS } from './limits.ts';
import { parseDuration, parseInteger } from './numbers.ts';
import { scan, type Token } from './scan.ts';

export interface Parsed {
  /** What could be read; `error` nodes stand for the rest. Null when nothing could. */
  readonly tree: SyntaxNode | null;
  /** Empty when the text is well formed. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads one rule. Never throws. */
export function parseRule(source: string): Parsed {
  const parser = new Parser(source);
  const tree = parser.rule();
  return { tree, diagnostics: parser.diagnostics };
}

/** Reads one macro: an expression, an array, or a single value. Never throws. */
export function parseMacro(source: string): Parsed {
  const parser = new Parser(source);
  const tree = parser.macro();
  return { tree, diagnostics: parser.diagnostics };
}

/** The tree of a macro given as a list of exact strings. */
export function macroOfValues(values: readonly string[]): SyntaxNode {
  const span = { offset: 0, length: 0 };
  return { kind: 'list', items: values.map((text) => ({ kind: 'text', form: 'scalar', text, span })), span };
}

const COMPARISONS: readonly ComparisonOperator[] = ['>=', '<=', '>', '<', '!=', '==', '=~', '!~'];

class Parser {
  readonly diagnostics: Diagnostic[] = [];
  private readonly source: string;
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;
  /** Set by an error until the chain that contains it has skipped to its next operand. */
  private lost = false;
  /** Set when reading further makes no sense; nothing is reported any more. */
  private stopped = false;
  /** One unclosed parenthesis is reported, the innermost; the outer ones follow from it. */
  private reportedOpen = false;

  constructor(source: string) {
    this.source = source;
    const { tokens, diagnostics } = scan(source);
    this.tokens = tokens;
    this.diagnostics.push(...diagnostics);
  }

  rule(): SyntaxNode | null {
    if (this.isEmpty()) return null;
    return this.bounded(this.chain(false));
  }

  macro(): SyntaxNode | null {
    if (this.isEmpty()) return null;
    if (!this.isPunct('[')) return this.bounded(this.chain(false));
    const list = this.list();
    if (!this.lost && this.token().kind !== 'EOF') this.unexpected('the end of the macro');
    return list;
  }

  /** The tree, unless later stages, which follow it by recursion, would run out of stack. */
  private bounded(tree: SyntaxNode): SyntaxNode {
    if (treeDepth(tree) <= LIMITS.treeDepthMax) return tree;
    const message = `the expression is deeper than ${LIMITS.treeDepthMax} levels`;
    return this.report(tree.span, 'SECL-TOO-DEEP', message, { hint: 'do not alternate && and || so often' });
  }

  private isEmpty(): boolean {
    if (this.token().kind !== 'EOF') return false;
    if (this.diagnostics.length === 0) {
      this.report({ offset: 0, length: this.source.length }, 'SECL-EMPTY', 'there is no expression', {
        hint: 'a rule is a condition such as exec.file.name == "nc"',
      });
    }
    return true;
  }

  private token(ahead = 0): Token {
    return this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)]!;
  }

  private next(): Token {
    const token = this.token();
    if (token.kind !== 'EOF') this.position++;
    return token;
  }

  private isPunct(value: string, ahead = 0): boolean {
    const token = this.token(ahead);
    return token.kind === 'Punct' && token.value === value;
  }

  private isWord(value: string, ahead = 0): boolean {
    const token = this.token(ahead);
    return token.kind === 'Ident' && token.value === value;
  }

  private report(
    span: Span,
    code: DiagnosticCode,
    message: string,
    extra: { readonly expected?: string | undefined; readonly hint?: string | undefined } = {},
  ): SyntaxNode {
    if (!this.lost && !this.stopped && this.diagnostics.length < DIAGNOSTICS_MAX) {
      this.diagnostics.push(diagnosticAt(this.source, span, code, message, extra));
    }
    return { kind: 'error', span };
  }

  /** Reports the token at hand as wrong and gives up on the operand. */
  private unexpected(expected: string): SyntaxNode {
    const token = this.token();
    const problem = this.diagnostics.length > 0 && token.kind === 'EOF' && this.endsUnterminated();
    const what = token.kind === 'EOF' ? 'the expression ends too early' : `${describe(token)} does not fit here`;
    const node: SyntaxNode = problem
      ? { kind: 'error', span: token.span }
      : this.report(token.span, 'SECL-SYNTAX', what, { expected, hint: this.hintFor(token) });
    this.lost = true;
    return node;
  }

  /** An open literal swallowed the rest of the text: reporting the missing rest as well would only confuse. */
  private endsUnterminated(): boolean {
    return this.diagnostics.some((one) => one.code === 'SECL-UNTERMINATED' || one.code === 'SECL-TOO-LONG');
  }

  private hintFor(token: Token): string | undefined {
    if (token.kind === 'Int' && /^[-+]/.test(token.value)) {
      return `the sign belongs to the number; write "${token.value[0]} ${token.value.slice(1)}" to calculate`;
    }
    if (token.kind === 'Ident') {
      const lower = token.value.toLowerCase();
      if (lower === 'notin') return 'write "not in"';
      if (/^(all)?in\[/.test(lower)) return 'write a blank in front of [';
      if (['and', 'or', 'in', 'not', 'allin'].includes(lower) && lower !== token.value) return `write "${lower}"`;
    }
    if (token.kind === 'Pattern' || (token.kind === 'Punct' && this.token(1).kind === 'Pattern'))
      return 'write a blank before ~" so that it is not read as part of the operator';
    if (this.isPunct('=') && !this.isPunct('=', 1)) return 'equality is written ==';
    if (this.isPunct("'")) return 'literals stand in double quotes';
    if (this.isPunct('?') || this.isPunct('*')) return 'patterns stand in quotes: ~"/etc/*"';
    return undefined;
  }

  private tooDeep(): SyntaxNode {
    const span = this.token().span;
    const message = `the expression is nested deeper than ${LIMITS.depthMax} levels`;
    const node = this.report(span, 'SECL-TOO-DEEP', message, { hint: 'move parts into macros' });
    // What follows would be read at the wrong level: one report, and the end.
    this.position = this.tokens.length - 1;
    this.lost = true;
    this.stopped = true;
    return node;
  }

  /** Operands joined by `&&` and `||`, up to the end of the text or the closing parenthesis. */
  private chain(inParentheses: boolean): SyntaxNode {
    const operands: SyntaxNode[] = [];
    const operators: LogicOperator[] = [];
    for (;;) {
      operands.push(this.comparison());
      if (!this.lost && !this.isPunct(')') && this.token().kind !== 'EOF' && this.logicOperatorLength() === 0) {
        this.unexpected(inParentheses ? 'an operator or )' : 'an operator or the end of the rule');
      }
      if (this.lost) this.skipOperand();
      const length = this.logicOperatorLength();
      if (length === 0) {
        if (!this.isPunct(')') || inParentheses) break;
        this.report(this.token().span, 'SECL-SYNTAX', 'this ) closes nothing', { expected: 'the end of the rule' });
        while (this.isPunct(')')) this.position++;
        if (this.token().kind === 'EOF') break;
        if (this.logicOperatorLength() === 0) {
          this.lost = true;
          this.skipOperand();
        }
        if (this.logicOperatorLength() > 0) this.position += this.logicOperatorLength();
        if (this.token().kind === 'EOF') break;
        operators.push('&&');
        continue;
      }
      if (operands.length >= LIMITS.chainLengthMax) {
        const message = `more than ${LIMITS.chainLengthMax} operands in one chain`;
        this.report(this.token().span, 'SECL-TOO-MANY', message, { hint: 'use a list with in' });
        this.position = this.tokens.length - 1;
        break;
      }
      operators.push(this.isPunct('|') || this.isWord('or') ? '||' : '&&');
      this.position += length;
    }
    return foldRight(operands, operators);
  }

  /** Tokens of the logic operator at hand: 0 for none. */
  private logicOperatorLength(): number {
    if (this.isWord('and') || this.isWord('or')) return 1;
    if (this.isPunct('&') && this.isPunct('&', 1)) return 2;
    if (this.isPunct('|') && this.isPunct('|', 1)) return 2;
    return 0;
  }

  /** After an error: moves to the next logic operator, or to the parenthesis that closes the chain. */
  private skipOperand(): void {
    let open = 0;
    while (this.token().kind !== 'EOF') {
      if (open === 0 && (this.logicOperatorLength() > 0 || this.isPunct(')'))) break;
      if (this.isPunct('(')) open++;
      if (this.isPunct(')')) open--;
      this.position++;
    }
    this.lost = false;
  }

  private comparison(): SyntaxNode {
    const left = this.arithmetic();
    return this.lost ? left : this.comparisonAfter(left);
  }

  /** One level deeper, if there is one. */
  private nested(read: () => SyntaxNode): SyntaxNode {
    if (this.depth >= LIMITS.depthMax) return this.tooDeep();
    this.depth++;
    const node = read();
    this.depth--;
    return node;
  }

  private comparisonAfter(left: SyntaxNode): SyntaxNode {
    const start = this.token().span;
    const operator = COMPARISONS.find((candidate) =>
      [...candidate].every((character, ahead) => this.isPunct(character, ahead)),
    );
    if (operator !== undefined) {
      this.position += operator.length;
      const operatorSpan = this.spanFrom(start);
      return binary(
        operator,
        operatorSpan,
        left,
        this.nested(() => this.comparison()),
      );
    }
    const membership = this.membershipOperator();
    if (membership === undefined) return left;
    const operatorSpan = this.spanFrom(start);
    return binary(membership, operatorSpan, left, this.array());
  }

  /** From the start of `start` to the end of the last token taken. */
  private spanFrom(start: Span): Span {
    const last = this.tokens[this.position - 1]!.span;
    return { offset: start.offset, length: last.offset + last.length - start.offset };
  }

  private membershipOperator(): MembershipOperator | undefined {
    if (this.isWord('in')) {
      this.position++;
      return 'in';
    }
    if (this.isWord('allin')) {
      this.position++;
      return 'allin';
    }
    if (this.isWord('not') && this.isWord('in', 1)) {
      this.position += 2;
      return 'not in';
    }
    return undefined;
  }

  private arithmetic(): SyntaxNode {
    let left = this.bits();
    // Left-associative, but the tree grows with every operand, hence the count.
    for (let count = 1; !this.lost; count++) {
      const operator: ArithmeticOperator | undefined = this.isPunct('+') ? '+' : this.isPunct('-') ? '-' : undefined;
      if (operator === undefined) break;
      if (count >= LIMITS.depthMax) return this.tooDeep();
      const { span } = this.next();
      left = binary(operator, span, left, this.bits());
    }
    return left;
  }

  private bits(): SyntaxNode {
    const left = this.unary();
    const operator = this.lost ? undefined : this.bitOperator();
    if (operator === undefined) return left;
    const { span } = this.next();
    return binary(
      operator,
      span,
      left,
      this.nested(() => this.bits()),
    );
  }

  private bitOperator(): ArithmeticOperator | undefined {
    if (this.isPunct('&') && !this.isPunct('&', 1)) return '&';
    if (this.isPunct('|') && !this.isPunct('|', 1)) return '|';
    return this.isPunct('^') ? '^' : undefined;
  }

  private unary(): SyntaxNode {
    const token = this.token();
    const operator = this.isWord('not')
      ? '!'
      : token.kind === 'Punct' && (token.value === '!' || token.value === '-' || token.value === '^')
        ? token.value
        : undefined;
    if (operator === undefined) return this.primary();
    this.position++;
    const operand = this.nested(() => this.unary());
    return { kind: 'unary', operator, operand, span: join(token.span, operand.span) };
  }

  private primary(): SyntaxNode {
    const token = this.token();
    if (this.isPunct('(')) return this.parenthesised();
    const node = this.literal(token) ?? this.named(token);
    if (node === undefined) return this.unexpected('a field, a constant, a literal or (');
    this.position++;
    return node;
  }

  private parenthesised(): SyntaxNode {
    const open = this.next().span;
    const inner = this.nested(() => this.chain(true));
    if (!this.isPunct(')')) {
      if (!this.endsUnterminated() && !this.reportedOpen) {
        this.reportedOpen = true;
        this.report(open, 'SECL-SYNTAX', 'this parenthesis is not closed', { expected: ')' });
      }
      this.lost = true;
      return inner;
    }
    this.position++;
    return inner;
  }

  private named(token: Token): SyntaxNode | undefined {
    const { span } = token;
    switch (token.kind) {
      case 'Ident':
        if (['in', 'allin', 'and', 'or'].includes(token.value)) return undefined;
        return { kind: 'ident', name: token.value, span };
      case 'Variable':
        return { kind: 'variable', name: token.value.slice(2, -1), span };
      case 'FieldReference':
        return { kind: 'reference', name: token.value.slice(2, -1), span };
      default:
        return undefined;
    }
  }

  private literal(token: Token): SyntaxNode | undefined {
    const { span, value: text } = token;
    switch (token.kind) {
      case 'String':
        return { kind: 'text', form: 'scalar', text, span };
      case 'Pattern':
        return { kind: 'text', form: 'pattern', text, span: { offset: span.offset + 1, length: span.length - 1 } };
      case 'Regexp':
        return { kind: 'text', form: 'regexp', text, span: { offset: span.offset + 1, length: span.length - 1 } };
      case 'IP':
      case 'CIDR':
        return { kind: 'ip', text, span };
      case 'Int': {
        const value = parseInteger(text);
        if (typeof value === 'bigint') return { kind: 'int', value, text, span };
        return this.report(span, 'SECL-NUMBER', value);
      }
      case 'Duration': {
        const ns = parseDuration(text);
        if (typeof ns === 'bigint') return { kind: 'duration', ns, text, span };
        return this.report(span, 'SECL-DURATION', ns, { expected: 'digits and one of ms, s, m, h' });
      }
      default:
        return undefined;
    }
  }

  /** Right side of a membership operator. */
  private array(): SyntaxNode {
    const token = this.token();
    if (this.isPunct('[')) return this.list();
    if (token.kind === 'CIDR') {
      this.position++;
      return { kind: 'ip', text: token.value, span: token.span };
    }
    const node = this.named(token);
    if (node !== undefined) {
      this.position++;
      return node;
    }
    return this.unexpected(
      token.kind === 'IP'
        ? 'a list, or a network with its prefix length'
        : 'a list in brackets, a macro or a list field',
    );
  }

  private list(): SyntaxNode {
    const open = this.next().span;
    const items: SyntaxNode[] = [];
    if (this.isPunct(']')) {
      this.report(join(open, this.next().span), 'SECL-LIST', 'a list needs at least one member');
      return { kind: 'error', span: open };
    }
    for (;;) {
      const item = this.member(items[0]);
      if (this.lost) return item;
      items.push(item);
      if (this.isPunct(',')) {
        if (items.length >= LIMITS.listLengthMax) {
          const node = this.report(open, 'SECL-TOO-MANY', `a list may have ${LIMITS.listLengthMax} members at most`);
          this.lost = true;
          return node;
        }
        this.position++;
        continue;
      }
      if (this.isPunct(']')) break;
      return this.unexpected(', or ]');
    }
    return { kind: 'list', items, span: join(open, this.next().span) };
  }

  private member(first: SyntaxNode | undefined): SyntaxNode {
    const token = this.token();
    const node = token.kind === 'Duration' ? undefined : (this.literal(token) ?? this.named(token));
    if (node === undefined || node.kind === 'variable' || node.kind === 'reference') {
      const hint = node === undefined ? '' : '; variables and references cannot be members';
      return this.unexpected(`a string, an integer, an address or a constant${hint}`);
    }
    if (first !== undefined && node.kind !== 'error' && first.kind !== 'error' && node.kind !== first.kind) {
      const message = `a list holds one kind only: the first member is ${kindName(first)}, this is ${kindName(node)}`;
      const hint = node.kind === 'ident' || first.kind === 'ident' ? 'combine two tests with ||' : undefined;
      this.report(token.span, 'SECL-LIST', message, { hint });
      this.position++;
      return { kind: 'error', span: token.span };
    }
    this.position++;
    return node;
  }
}

/** Longest way from the root to a leaf, counted level by level and so without recursion. */
function treeDepth(tree: SyntaxNode): number {
  let depth = 0;
  for (let level: readonly SyntaxNode[] = [tree]; level.length > 0; depth++) {
    level = level.flatMap((node) => {
      switch (node.kind) {
        case 'unary':
          return [node.operand];
        case 'binary':
          return [node.left, node.right];
        case 'logic':
          return node.operands;
        default:
          return [];
      }
    });
  }
  return depth;
}

function kindName(node: SyntaxNode): string {
  switch (node.kind) {
    case 'text':
      return 'a string';
    case 'int':
      return 'an integer';
    case 'ip':
      return 'an address';
    default:
      return 'a constant';
  }
}

function describe(token: Token): string {
  return token.kind === 'String' || token.kind === 'Pattern' || token.kind === 'Regexp'
    ? 'this literal'
    : JSON.stringify(token.value);
}

function join(left: Span, right: Span): Span {
  const end = Math.max(left.offset + left.length, right.offset + right.length);
  return { offset: left.offset, length: end - left.offset };
}

function binary(
  operator: ComparisonOperator | MembershipOperator | ArithmeticOperator,
  operatorSpan: Span,
  left: SyntaxNode,
  right: SyntaxNode,
): SyntaxNode {
  return { kind: 'binary', operator, left, right, span: join(left.span, right.span), operatorSpan };
}

/** Groups to the right, keeping runs of one operator in one node: `a && b || c || d` is `a && (b || c || d)`. */
function foldRight(operands: readonly SyntaxNode[], operators: readonly LogicOperator[]): SyntaxNode {
  let last = operands[operands.length - 1]!;
  for (let end = operators.length; end > 0; ) {
    const operator = operators[end - 1]!;
    let start = end - 1;
    while (start > 0 && operators[start - 1] === operator) start--;
    const run = [...operands.slice(start, end), last];
    last = { kind: 'logic', operator, operands: run, span: join(run[0]!.span, last.span) };
    end = start;
  }
  return last;
}
