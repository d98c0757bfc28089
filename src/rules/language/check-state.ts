/**
 * What all parts of the checker share: the rule's state as it is read, reporting, and the building of simple nodes.
 * The checker is one object in layers, because names, comparisons and expressions call each other; each layer is a
 * file: this one, then check-names.ts, check-comparisons.ts, and check.ts on top.
 */
import type {
  ConstantValue,
  ConstExpr,
  Expr,
  FieldExpr,
  FieldLiteral,
  NotExpr,
  RegisterUse,
  Span,
  SyntaxNode,
  TextLiteral,
} from './ast.ts';
import { conditionCost } from './cost.ts';
import { DIAGNOSTICS_MAX, type Diagnostic, type DiagnosticCode, diagnosticAt } from './diagnostics.ts';
import { evaluateValue, isTrue } from './evaluate.ts';
import { validatePath } from './field-validators.ts';
import type { Constant, FieldSpec, LiteralUse, Model, ScalarType } from './model.ts';
import { emptyEnvironment, type VariableTable } from './variables.ts';

/** A macro that rules and later macros may name. */
export interface MacroDefinition {
  readonly name: string;
  readonly tree: SyntaxNode;
}

export interface CheckOptions {
  /** In order of definition: a macro sees only those before it. */
  readonly macros?: ReadonlyMap<string, MacroDefinition>;
  readonly variables?: VariableTable;
  /**
   * `required`: some field must say which event type the rule is about, and all must agree (what a rule needs).
   * `single`: those that say must agree. `any`: do not look (filters). Default `any`.
   */
  readonly eventType?: 'required' | 'single' | 'any';
  /** `condition`: must give yes or no (default). `value`: may give anything, as the expression of a set action does. */
  readonly result?: 'condition' | 'value';
}

type Extra = { readonly expected?: string | undefined; readonly hint?: string | undefined };

const NO_MACROS: ReadonlyMap<string, MacroDefinition> = new Map();
const NO_VARIABLES: VariableTable = new Map();
export const TYPE_NAMES: Readonly<Record<ScalarType, string>> = {
  bool: 'a bool',
  int: 'an integer',
  string: 'a string',
  ip: 'an address',
};

/** State and reporting; subclasses add what they check. */
export abstract class CheckState<E> {
  protected readonly diagnostics: Diagnostic[] = [];
  protected readonly source: string;
  protected readonly model: Model<E>;
  protected readonly macros: ReadonlyMap<string, MacroDefinition>;
  protected readonly variables: VariableTable;
  protected readonly eventType: 'required' | 'single' | 'any';
  protected readonly result: 'condition' | 'value';
  protected readonly fields = new Map<string, { readonly spec: FieldSpec; readonly span: Span }>();
  protected readonly usedVariables = new Set<string>();
  protected readonly literals: FieldLiteral[] = [];
  protected register: RegisterUse | null = null;
  protected nodes = 0;
  /** Where the macro that is being put in place was named. */
  protected site: { readonly span: Span; readonly name: string } | null = null;
  protected readonly visibleMacros: string[];
  protected visibleCount: number;
  protected macroDepth = 0;

  constructor(source: string, model: Model<E>, options: CheckOptions) {
    this.source = source;
    this.model = model;
    this.macros = options.macros ?? NO_MACROS;
    this.variables = options.variables ?? NO_VARIABLES;
    this.eventType = options.eventType ?? 'any';
    this.result = options.result ?? 'condition';
    this.visibleMacros = [...this.macros.keys()];
    this.visibleCount = this.visibleMacros.length;
  }

  protected report(span: Span, code: DiagnosticCode, message: string, extra: Extra = {}): null {
    const text = this.site === null ? message : `in macro ${this.site.name}: ${message}`;
    const at = this.site?.span ?? span;
    const known = this.diagnostics.some((one) => one.code === code && one.message === text && one.offset === at.offset);
    if (!known && !this.isFull()) {
      this.diagnostics.push(diagnosticAt(this.source, at, code, text, extra));
    }
    return null;
  }

  /** True when no further diagnostic would be kept. */
  protected isFull(): boolean {
    return this.diagnostics.length >= DIAGNOSTICS_MAX;
  }

  protected place(span: Span): Span {
    return this.site?.span ?? span;
  }

  protected describe(expr: Expr): string {
    const base = expr.array ? `a list of ${expr.type === 'ip' ? 'addresses' : `${expr.type}s`}` : TYPE_NAMES[expr.type];
    if (expr.kind === 'field') return `${this.nameOf(expr)} (${base})`;
    if (expr.kind === 'texts' && !expr.array && expr.items[0]!.form !== 'scalar') return `a ${expr.items[0]!.form}`;
    if (expr.kind === 'const' && expr.duration === true) return 'a duration';
    return base;
  }

  protected nameOf({ spec, at }: FieldExpr): string {
    return at === undefined ? spec.name : `${spec.name}[${at}]`;
  }

  protected constant(type: ScalarType, value: ConstantValue, span: Span): ConstExpr {
    return { kind: 'const', type, array: false, value, span: this.place(span) };
  }

  protected constantExpr(value: Constant, span: Span): Expr {
    if (typeof value === 'boolean') return this.constant('bool', value, span);
    if (typeof value !== 'string') return this.constant('int', BigInt(value), span);
    const item: TextLiteral = { form: 'scalar', text: value, span: this.place(span) };
    return { kind: 'texts', type: 'string', array: false, items: [item], span: this.place(span) };
  }

  protected isInt(expr: Expr, operator: string, span: Span): boolean {
    if (expr.type === 'int' && !expr.array) return true;
    const hint = expr.type === 'int' ? 'name one element, such as list[0]' : undefined;
    this.report(span, 'SECL-TYPE', `${operator} takes integers, not ${this.describe(expr)}`, {
      expected: 'an integer',
      hint,
    });
    return false;
  }

  protected not(operand: Expr, from: NotExpr['from'], span: Span): Expr {
    const cost = conditionCost(operand);
    return this.fold({ kind: 'not', type: 'bool', array: false, operand, from, cost, span: this.place(span) });
  }

  /** Records an int literal that meets a field. */
  protected noteInt(field: Expr, literal: Expr, kind: 'bitmask' | 'scalar' | 'range'): void {
    const target = field.kind === 'arithmetic' && field.operator === '&' ? field.left : field;
    if (target.kind !== 'field' || literal.kind !== 'const') return;
    const values = (literal.array ? literal.value : [literal.value]) as readonly ConstantValue[];
    for (const value of values) this.literals.push({ field: target.spec.name, kind, value });
  }

  /** Reduces what depends on nothing to a constant. */
  protected fold(expr: Expr): Expr {
    const parts =
      expr.kind === 'compare' || expr.kind === 'member' || expr.kind === 'network' || expr.kind === 'arithmetic'
        ? [expr.left, expr.right]
        : expr.kind === 'match'
          ? [expr.value]
          : expr.kind === 'not' || expr.kind === 'negative' || expr.kind === 'complement'
            ? [expr.operand]
            : [];
    if (parts.length === 0 || parts.some((part) => part.kind !== 'const' && part.kind !== 'texts')) return expr;
    const frame = { model: this.model, event: undefined as E, env: emptyEnvironment<E>(), index: 0 };
    const value = expr.type === 'bool' ? isTrue(expr, frame) : (evaluateValue(expr, frame) as bigint);
    return { kind: 'const', type: expr.type, array: false, value, span: expr.span };
  }

  protected validateLiteral(spec: FieldSpec, literal: LiteralUse, span: Span): boolean {
    const isPath =
      spec.matching === 'path' && /(^|\.)path$/.test(spec.name) && !/\.syscall\.([^.]+\.)?path$/.test(spec.name);
    const problem = (isPath ? validatePath(literal) : null) ?? spec.validate?.(literal) ?? null;
    if (problem === null) return true;
    this.report(span, 'SECL-VALUE', `${spec.name} cannot be compared with this: ${problem}`);
    return false;
  }

  protected both(operands: readonly Expr[], span: Span): Expr {
    const cost = operands.reduce((sum, operand) => sum + conditionCost(operand), 0);
    return { kind: 'and', type: 'bool', array: false, operands, planned: operands, cost, span: this.place(span) };
  }
}
