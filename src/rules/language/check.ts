/**
 * Names, types and literals: a syntax tree becomes a typed tree, or every mistake of the rule at once. Conversions
 * do not exist. Negative operators become `not` around the positive form, so `!=` on a list means "none equals".
 * Macros are put in place of their name and checked there; an error inside is reported at the name.
 */
import type {
  ArithmeticOperator,
  CheckedRule,
  ConstantValue,
  Expr,
  Span,
  SyntaxNode,
  TextLiteral,
  ValueExpr,
} from './ast.ts';
import { ComparisonChecker } from './check-comparisons.ts';
import { type CheckOptions, TYPE_NAMES } from './check-state.ts';
import { conditionCost } from './cost.ts';
import type { Diagnostic } from './diagnostics.ts';
import { LIMITS } from './limits.ts';
import type { FieldSpec, Model } from './model.ts';
import { parseNetwork } from './network.ts';

export type { CheckOptions, MacroDefinition } from './check-state.ts';

export interface Checked {
  /** Absent when there is any diagnostic. */
  readonly rule?: CheckedRule;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks a parsed rule against a model. Never throws. */
export function checkRule<E>(tree: SyntaxNode, source: string, model: Model<E>, options: CheckOptions = {}): Checked {
  return new Checker(source, model, options).rule(tree);
}

/** Checks a macro's body with the macros defined so far; the same mistakes would be reported where it is used. */
export function checkMacro<E>(
  tree: SyntaxNode,
  source: string,
  model: Model<E>,
  options: CheckOptions = {},
): readonly Diagnostic[] {
  return new Checker(source, model, options).macro(tree);
}

const INTERPOLATION = /\$\{([A-Za-z_][A-Za-z0-9_.]*)\}|%\{([A-Za-z_][A-Za-z0-9_.[\]]*)\}/g;
/** Lists of macros, made once: a hundred rules name the same list of programs, and copies would be most of a rule set's memory. */
const textsOfMacros = new WeakMap<readonly SyntaxNode[], readonly TextLiteral[]>();

class Checker<E> extends ComparisonChecker<E> {
  private treeDepth = 0;

  rule(tree: SyntaxNode): Checked {
    const expression = this.result === 'value' ? this.expr(tree) : this.condition(tree);
    this.checkEventType();
    if (expression === null || this.diagnostics.length > 0) return { diagnostics: this.diagnostics };
    const types = [...this.fields.values()].map(({ spec }) => spec.eventType).filter((type) => type !== null);
    const restrictions = [...this.fields.values()].flatMap(({ spec }) =>
      spec.onlyEventTypes ? [spec.onlyEventTypes] : [],
    );
    const only = restrictions.length === 0 ? null : restrictions.reduce((a, b) => a.filter((type) => b.includes(type)));
    return {
      diagnostics: [],
      rule: {
        source: this.source,
        expression,
        eventType: types[0] ?? null,
        onlyEventTypes: only,
        fields: [...this.fields.keys()],
        variables: [...this.usedVariables],
        literals: this.literals,
        register: this.register,
      },
    };
  }

  macro(tree: SyntaxNode): readonly Diagnostic[] {
    this.expr(tree);
    return this.diagnostics;
  }

  protected checkEventType(): void {
    if (this.eventType === 'any') return;
    let owner: FieldSpec | undefined;
    for (const { spec, span } of this.fields.values()) {
      if (spec.eventType === null) continue;
      if (owner === undefined) owner = spec;
      else if (owner.eventType !== spec.eventType) {
        const message = `${spec.name} belongs to ${spec.eventType} events, but ${owner.name} to ${owner.eventType} events`;
        this.report(span, 'SECL-EVENT-TYPES', message, { hint: 'a rule is about one event type; write two rules' });
        return;
      }
    }
    for (const { spec, span } of this.fields.values()) {
      if (owner?.eventType == null || spec.onlyEventTypes === undefined) continue;
      if (spec.onlyEventTypes.includes(owner.eventType)) continue;
      const message = `${spec.name} exists in ${spec.onlyEventTypes.join(', ')} events only, the rule is about ${owner.eventType}`;
      this.report(span, 'SECL-EVENT-TYPES', message);
    }
    if (this.eventType === 'required' && owner === undefined && this.diagnostics.length === 0) {
      this.report(
        { offset: 0, length: this.source.length },
        'SECL-NO-EVENT-TYPE',
        'no field says which event this is about',
        {
          expected: 'at least one field of an event type, such as exec.file.name',
          hint: 'process.*, event.* and container.* fields exist in every event',
        },
      );
    }
  }

  /** A node that must give one bool. */
  protected condition(node: SyntaxNode): Expr | null {
    const expr = this.expr(node);
    if (expr === null) return null;
    if (expr.type === 'bool' && !expr.array) {
      if (expr.kind === 'field') this.literals.push({ field: expr.spec.name, kind: 'scalar', value: true });
      return expr;
    }
    const what = this.describe(expr);
    const hint =
      expr.type === 'bool'
        ? 'write == true behind it'
        : expr.kind === 'field'
          ? 'compare it with something'
          : undefined;
    return this.report(node.span, 'SECL-NOT-BOOLEAN', `${what} is no condition`, { expected: 'a condition', hint });
  }

  protected expr(node: SyntaxNode): Expr | null {
    if (++this.nodes > LIMITS.nodesMax) {
      return this.report(node.span, 'SECL-TOO-MANY', `the rule has more than ${LIMITS.nodesMax} parts with its macros`);
    }
    if (this.treeDepth >= LIMITS.treeDepthMax) {
      const message = `the rule is deeper than ${LIMITS.treeDepthMax} levels with its macros`;
      return this.report(node.span, 'SECL-TOO-DEEP', message);
    }
    this.treeDepth++;
    const expr = this.node(node);
    this.treeDepth--;
    return expr;
  }

  private node(node: SyntaxNode): Expr | null {
    switch (node.kind) {
      case 'ident':
        return this.ident(node.name, node.span);
      case 'variable':
        return this.variable(node.name, node.span);
      case 'reference':
        return this.reference(node.name, node.span);
      case 'int':
        return this.constant('int', node.value, node.span);
      case 'duration':
        return { ...this.constant('int', node.ns, node.span), duration: true };
      case 'ip':
        return this.address(node.text, node.span);
      case 'text':
        return this.text(node);
      case 'list':
        return this.list(node.items, node.span);
      case 'unary':
        return this.unary(node.operator, node.operand, node.span);
      case 'logic':
        return this.logic(node.operator === '&&' ? 'and' : 'or', node.operands, node.span);
      case 'binary':
        return this.binary(node);
      case 'error':
        return null;
    }
  }

  protected address(text: string, span: Span): Expr | null {
    const parsed = parseNetwork(text);
    if (parsed.ok) return this.constant('ip', parsed.network, span);
    return this.report(span, 'SECL-ADDRESS', `${text} is no address: ${parsed.problem}`);
  }

  protected text(node: SyntaxNode & { readonly kind: 'text' }): Expr | null {
    const { form, text, span } = node;
    if (form !== 'regexp' && (text.includes('${') || text.includes('%{'))) {
      const template = this.template(text, span);
      if (template === null) return null;
      if (template !== undefined) {
        if (form === 'scalar') return template;
        return this.report(span, 'SECL-NOT-STATIC', 'a pattern cannot contain variables or fields', {
          hint: 'compare with a plain string',
        });
      }
    }
    const item: TextLiteral = { form, text, span: this.place(span) };
    return { kind: 'texts', type: 'string', array: false, items: [item], span: this.place(span) };
  }

  /** The parts of a string with interpolations; undefined when it has none. */
  protected template(text: string, span: Span): Expr | null | undefined {
    const parts: (string | ValueExpr)[] = [];
    let end = 0;
    let failed = false;
    for (const match of text.matchAll(INTERPOLATION)) {
      const inner = { offset: span.offset + 1 + match.index, length: match[0].length };
      if (match.index > end) parts.push(text.slice(end, match.index));
      end = match.index + match[0].length;
      const value = match[1] !== undefined ? this.variable(match[1], inner) : this.reference(match[2]!, inner);
      if (value === null) failed = true;
      else if (value.type !== 'string' && value.type !== 'int') {
        failed = true;
        this.report(inner, 'SECL-INTERPOLATION', `${this.describe(value)} cannot be put into a string`, {
          expected: 'a string, an integer, or a list of them',
        });
      } else parts.push(value as ValueExpr);
    }
    if (failed) return null;
    if (end === 0) return undefined;
    if (end < text.length) parts.push(text.slice(end));
    return { kind: 'template', type: 'string', array: false, parts, text, span: this.place(span) };
  }

  protected list(items: readonly SyntaxNode[], span: Span): Expr | null {
    const first = items[0]!;
    if (first.kind === 'text') {
      const texts = (this.site === null ? undefined : textsOfMacros.get(items)) ?? this.texts(items);
      if (texts === null) return null;
      if (this.site !== null) textsOfMacros.set(items, texts);
      return { kind: 'texts', type: 'string', array: true, items: texts, span: this.place(span) };
    }
    const members = items.map((item) =>
      item.kind === 'ident' ? this.listConstant(item.name, item.span) : this.expr(item),
    );
    const values: ConstantValue[] = [];
    const memberSpans: Span[] = [];
    for (const [index, member] of members.entries()) {
      if (member === null) return null;
      const type = members[0]!.type;
      if (member.type !== type) {
        const message = `a list holds one type only: the first member is ${TYPE_NAMES[type]}, this is ${TYPE_NAMES[member.type]}`;
        return this.report(items[index]!.span, 'SECL-LIST', message);
      }
      if (member.kind === 'texts') {
        values.push(member.items[0]!.text);
      } else if (member.kind === 'const') values.push(member.value as ConstantValue);
      memberSpans.push(this.place(items[index]!.span));
    }
    const { type } = members[0]!;
    if (type === 'string') {
      const texts = values.map((text, index) => ({
        form: 'scalar' as const,
        text: text as string,
        span: memberSpans[index]!,
      }));
      return { kind: 'texts', type, array: true, items: texts, span: this.place(span) };
    }
    return { kind: 'const', type, array: true, value: values, memberSpans, span: this.place(span) };
  }

  private texts(items: readonly SyntaxNode[]): readonly TextLiteral[] | null {
    const texts: TextLiteral[] = [];
    for (const item of items) {
      if (item.kind !== 'text') return null;
      texts.push({ form: item.form, text: item.text, ...(this.site === null ? { span: item.span } : {}) });
    }
    return texts;
  }

  protected unary(operator: '!' | '-' | '^', operand: SyntaxNode, span: Span): Expr | null {
    if (operator === '!') {
      const inner = this.condition(operand);
      return inner === null ? null : this.not(inner, '!', span);
    }
    const inner = this.expr(operand);
    if (inner === null) return null;
    if (!this.isInt(inner, operator, operand.span)) return null;
    const kind = operator === '-' ? 'negative' : 'complement';
    return this.fold({ kind, type: 'int', array: false, operand: inner, span: this.place(span) });
  }

  protected logic(kind: 'and' | 'or', nodes: readonly SyntaxNode[], span: Span): Expr | null {
    const operands = nodes.map((node) => this.condition(node));
    if (operands.includes(null)) return null;
    const checked = operands as Expr[];
    const planned = [...checked].sort((left, right) => conditionCost(left) - conditionCost(right));
    const cost = checked.reduce((sum, operand) => sum + conditionCost(operand), 0);
    return { kind, type: 'bool', array: false, operands: checked, planned, cost, span: this.place(span) };
  }

  protected binary(node: SyntaxNode & { readonly kind: 'binary' }): Expr | null {
    const left = this.expr(node.left);
    const right = this.expr(node.right);
    if (left === null || right === null) return null;
    switch (node.operator) {
      case '+':
      case '-':
      case '&':
      case '|':
      case '^':
        return this.arithmetic(node.operator, left, right, node);
      case 'in':
      case 'not in':
      case 'allin':
        return this.membership(node.operator, left, right, node);
      default:
        return this.comparison(node.operator, left, right, node);
    }
  }

  protected arithmetic(
    operator: ArithmeticOperator,
    left: Expr,
    right: Expr,
    node: SyntaxNode & { readonly kind: 'binary' },
  ): Expr | null {
    const leftFits = this.isInt(left, operator, node.left.span);
    const rightFits = this.isInt(right, operator, node.right.span);
    if (!leftFits || !rightFits) return null;
    if (operator === '&') {
      this.noteInt(left, right, 'bitmask');
      this.noteInt(right, left, 'bitmask');
    }
    return this.fold({
      kind: 'arithmetic',
      type: 'int',
      array: false,
      operator,
      left,
      right,
      span: this.place(node.span),
    });
  }
}
