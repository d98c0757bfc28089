/**
 * Names, types and literals: a syntax tree becomes a typed tree, or every mistake of the rule at once. Conversions
 * do not exist. Negative operators become `not` around the positive form, so `!=` on a list means "none equals".
 * Macros are put in place of their name and checked there; an error inside is reported at the name.
 */
import type {
  ArithmeticOperator,
  CheckedRule,
  ComparisonOperator,
  ConstantValue,
  ConstExpr,
  Expr,
  FieldExpr,
  FieldLiteral,
  MembershipOperator,
  NotExpr,
  RegisterUse,
  Span,
  SyntaxNode,
  TextLiteral,
  ValueExpr,
} from './ast.ts';
import { conditionCost } from './cost.ts';
import { DIAGNOSTICS_MAX, type Diagnostic, type DiagnosticCode, diagnosticAt } from './diagnostics.ts';
import { evaluateValue, isTrue } from './evaluate.ts';
import { validatePath } from './field-validators.ts';
import { LIMITS } from './limits.ts';
import type { Constant, FieldSpec, LiteralUse, Model, ScalarType } from './model.ts';
import { nearestName } from './nearest-name.ts';
import { parseNetwork, printNetwork } from './network.ts';
import { compileMatcher, refuseEmpty } from './patterns.ts';
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

type Extra = { readonly expected?: string | undefined; readonly hint?: string | undefined };

const NO_MACROS: ReadonlyMap<string, MacroDefinition> = new Map();
const NO_VARIABLES: VariableTable = new Map();
const INTERPOLATION = /\$\{([A-Za-z_][A-Za-z0-9_.]*)\}|%\{([A-Za-z_][A-Za-z0-9_.[\]]*)\}/g;
const TYPE_NAMES: Readonly<Record<ScalarType, string>> = {
  bool: 'a bool',
  int: 'an integer',
  string: 'a string',
  ip: 'an address',
};

class Checker<E> {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly source: string;
  private readonly model: Model<E>;
  private readonly macros: ReadonlyMap<string, MacroDefinition>;
  private readonly variables: VariableTable;
  private readonly eventType: 'required' | 'single' | 'any';
  private readonly result: 'condition' | 'value';
  private readonly fields = new Map<string, { readonly spec: FieldSpec; readonly span: Span }>();
  private readonly usedVariables = new Set<string>();
  private readonly literals: FieldLiteral[] = [];
  private register: RegisterUse | null = null;
  private nodes = 0;
  /** Where the macro that is being put in place was named. */
  private site: { readonly span: Span; readonly name: string } | null = null;
  private readonly visibleMacros: string[];
  private visibleCount: number;
  private macroDepth = 0;

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

  private report(span: Span, code: DiagnosticCode, message: string, extra: Extra = {}): null {
    const text = this.site === null ? message : `in macro ${this.site.name}: ${message}`;
    const at = this.site?.span ?? span;
    const known = this.diagnostics.some((one) => one.code === code && one.message === text && one.offset === at.offset);
    if (!known && this.diagnostics.length < DIAGNOSTICS_MAX) {
      this.diagnostics.push(diagnosticAt(this.source, at, code, text, extra));
    }
    return null;
  }

  private place(span: Span): Span {
    return this.site?.span ?? span;
  }

  private checkEventType(): void {
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
  private condition(node: SyntaxNode): Expr | null {
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

  private describe(expr: Expr): string {
    const base = expr.array ? `a list of ${expr.type === 'ip' ? 'addresses' : `${expr.type}s`}` : TYPE_NAMES[expr.type];
    if (expr.kind === 'field') return `${this.nameOf(expr)} (${base})`;
    if (expr.kind === 'texts' && !expr.array && expr.items[0]!.form !== 'scalar') return `a ${expr.items[0]!.form}`;
    if (expr.kind === 'const' && expr.duration === true) return 'a duration';
    return base;
  }

  private nameOf({ spec, at }: FieldExpr): string {
    return at === undefined ? spec.name : `${spec.name}[${at}]`;
  }

  private expr(node: SyntaxNode): Expr | null {
    if (++this.nodes > LIMITS.nodesMax) {
      return this.report(node.span, 'SECL-TOO-MANY', `the rule has more than ${LIMITS.nodesMax} parts with its macros`);
    }
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

  private constant(type: ScalarType, value: ConstantValue, span: Span): ConstExpr {
    return { kind: 'const', type, array: false, value, span: this.place(span) };
  }

  private address(text: string, span: Span): Expr | null {
    const parsed = parseNetwork(text);
    if (parsed.ok) return this.constant('ip', parsed.network, span);
    return this.report(span, 'SECL-ADDRESS', `${text} is no address: ${parsed.problem}`);
  }

  private text(node: SyntaxNode & { readonly kind: 'text' }): Expr | null {
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
  private template(text: string, span: Span): Expr | null | undefined {
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
    return { kind: 'template', type: 'string', array: false, parts, span: this.place(span) };
  }

  private list(items: readonly SyntaxNode[], span: Span): Expr | null {
    const first = items[0]!;
    if (first.kind === 'text') {
      const texts: TextLiteral[] = [];
      for (const item of items) {
        if (item.kind !== 'text') return null;
        texts.push({ form: item.form, text: item.text, span: this.place(item.span) });
      }
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
    if (type === 'bool') {
      return this.report(span, 'SECL-LIST', 'a list of bools has no use', {
        hint: 'a bool field is a condition by itself',
      });
    }
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

  private listConstant(name: string, span: Span): Expr | null {
    const value = this.lookupConstant(name);
    if (value !== undefined) return this.constantExpr(value, span);
    const nearest = nearestName(name, this.model.constantNames());
    const isField = this.model.field(name) !== undefined;
    const hint = isField
      ? 'a field cannot be a list member; compare with == and join with ||'
      : nearest === undefined
        ? 'strings stand in quotes'
        : `did you mean ${nearest}?`;
    return this.report(span, 'SECL-UNKNOWN-CONSTANT', `${name} is no constant`, { expected: 'a constant', hint });
  }

  private lookupConstant(name: string): Constant | undefined {
    if (name === 'true') return true;
    if (name === 'false') return false;
    return this.model.constant(name);
  }

  private constantExpr(value: Constant, span: Span): Expr {
    if (typeof value === 'boolean') return this.constant('bool', value, span);
    if (typeof value !== 'string') return this.constant('int', BigInt(value), span);
    const item: TextLiteral = { form: 'scalar', text: value, span: this.place(span) };
    return { kind: 'texts', type: 'string', array: false, items: [item], span: this.place(span) };
  }

  private ident(name: string, span: Span): Expr | null {
    const constant = this.lookupConstant(name);
    if (constant !== undefined) return this.constantExpr(constant, span);
    const macro = this.macros.get(name);
    if (macro !== undefined) {
      const order = this.visibleMacros.indexOf(name);
      if (order < this.visibleCount) return this.inMacro(macro, order, span);
      return this.report(span, 'SECL-UNKNOWN-NAME', `the macro ${name} is defined later`, {
        hint: `move ${name} in front of the macro that uses it`,
      });
    }
    if (name.startsWith('fim.write.')) {
      return this.report(span, 'SECL-FIM', `${name} stands for fields of several event types`, {
        hint: 'it works in the expression of a rule only, not in macros or filters',
      });
    }
    return this.field(name, span, true);
  }

  private inMacro(macro: MacroDefinition, order: number, span: Span): Expr | null {
    if (this.macroDepth >= LIMITS.macroDepthMax) {
      return this.report(span, 'SECL-TOO-DEEP', `macros are nested deeper than ${LIMITS.macroDepthMax} levels`);
    }
    const { site, visibleCount } = this;
    this.site ??= { span, name: macro.name };
    this.visibleCount = order;
    this.macroDepth++;
    const expr = this.expr(macro.tree);
    this.macroDepth--;
    this.visibleCount = visibleCount;
    this.site = site;
    return expr;
  }

  /** Resolves a field name with its subscripts. */
  private field(name: string, span: Span, registers: boolean): FieldExpr | null {
    const parts = /^([^[\]]*)(?:\[([^[\]]*)\])?((?:\.[^[\]]+)?)(?:\[([^[\]]*)\])?$/.exec(name);
    if (parts === null) {
      return this.report(span, 'SECL-SUBSCRIPT', `the subscripts of ${name} cannot be read`, {
        expected: 'list[N] at the end, or list[A].field',
      });
    }
    const [, base, middle, rest, last] = parts as unknown as [
      string,
      string,
      string | undefined,
      string,
      string | undefined,
    ];
    const isMiddle = middle !== undefined && rest !== '';
    const end = isMiddle || middle === undefined ? last : middle;
    if (!isMiddle && middle !== undefined && last !== undefined) {
      return this.report(span, 'SECL-SUBSCRIPT', `${name} has two subscripts at its end`);
    }
    const spec = this.model.field(base + rest);
    if (spec === undefined) return this.unknownField(base + rest, span, registers);
    let access: FieldExpr['access'] = { kind: 'all' };
    if (isMiddle) {
      const resolved = this.middleSubscript(base, middle, spec, base + rest, span, registers);
      if (resolved === null) return null;
      access = resolved;
    }
    const elementArray = access.kind === 'element' ? spec.elementArray === true : spec.array;
    let at: number | undefined;
    if (end !== undefined) {
      const indexable = access.kind === 'all' ? spec.array : spec.elementArray === true;
      const index = this.endSubscript(end, indexable, name, span);
      if (index === null) return null;
      at = index;
    }
    if (!this.fields.has(spec.name)) this.fields.set(spec.name, { spec, span: this.place(span) });
    const common = { kind: 'field', spec, type: spec.type, access, span: this.place(span) } as const;
    return at === undefined ? { ...common, array: elementArray } : { ...common, array: false, at };
  }

  private endSubscript(text: string, indexable: boolean, name: string, span: Span): number | null {
    if (!/^\d{1,9}$/.test(text)) {
      const message =
        text === '' ? `the subscript of ${name} is empty` : `a subscript at the end is a number, not ${text}`;
      return this.report(span, 'SECL-SUBSCRIPT', message, {
        hint: 'an iterator variable stands in the middle: list[A].field',
      });
    }
    if (!indexable) {
      return this.report(
        span,
        'SECL-SUBSCRIPT',
        `${name.slice(0, name.lastIndexOf('['))} is no list: it takes no subscript`,
      );
    }
    return Number(text);
  }

  private middleSubscript(
    base: string,
    text: string,
    spec: FieldSpec,
    fullName: string,
    span: Span,
    registers: boolean,
  ): FieldExpr['access'] | null {
    const isList = spec.iterator !== undefined && spec.array && (spec.iterator === base || spec.name !== fullName);
    if (!isList) {
      const hint =
        spec.iterator === undefined ? undefined : `write ${spec.iterator}[A]${spec.name.slice(spec.iterator.length)}`;
      return this.report(span, 'SECL-SUBSCRIPT', `${base} is no list of elements`, { hint });
    }
    if (/^\d{1,9}$/.test(text)) return { kind: 'element', index: Number(text) };
    if (text === '' || text === '_' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) {
      const message =
        text === '' ? 'a subscript cannot be empty' : text === '_' ? '_ is reserved' : `${text} is no name`;
      return this.report(span, 'SECL-SUBSCRIPT', message, { expected: 'a name such as A, or a number' });
    }
    if (!registers) {
      return this.report(span, 'SECL-SUBSCRIPT', 'a reference takes no iterator variable', { expected: 'a number' });
    }
    const iterator = spec.iterator ?? base;
    if (this.register === null) this.register = { name: text, iterator };
    if (this.register.name !== text) {
      return this.report(
        span,
        'SECL-REGISTER',
        `the rule already iterates with ${this.register.name}; ${text} would be a second`,
        {
          hint: 'one iterator variable per rule',
        },
      );
    }
    if (this.register.iterator !== iterator) {
      const message = `${text} already stands for an element of ${this.register.iterator}, not of ${iterator}`;
      return this.report(span, 'SECL-REGISTER', message, { hint: 'one list per rule can be iterated' });
    }
    return { kind: 'register' };
  }

  private unknownField(name: string, span: Span, anyName: boolean): null {
    const code = anyName && !name.includes('.') ? 'SECL-UNKNOWN-NAME' : 'SECL-UNKNOWN-FIELD';
    const message =
      code === 'SECL-UNKNOWN-NAME' ? `${name} is no constant, macro or field` : `there is no field ${name}`;
    return this.report(span, code, message, { hint: this.fieldHint(name, anyName) });
  }

  private fieldHint(name: string, anyName: boolean): string | undefined {
    const lower = name.toLowerCase();
    const word = { and: 'and', or: 'or', not: 'not', true: 'true', false: 'false' }[lower];
    if (word !== undefined && word !== name) return `write ${word} in lower case`;
    if (this.variables.has(name)) return `the variable is written \${${name}}`;
    const tail = name.slice(name.indexOf('.') + 1);
    const owners: string[] = [];
    if (name.includes('.')) {
      for (const known of this.model.fieldNames()) {
        if (known.slice(known.indexOf('.') + 1) !== tail) continue;
        const spec = this.model.field(known);
        if (spec?.eventType != null) owners.push(known);
      }
    }
    const names = [
      ...this.model.fieldNames(),
      ...(anyName ? [...this.model.constantNames(), ...this.macros.keys()] : []),
    ];
    const nearest = nearestName(name, names);
    const other = owners.filter((owner) => owner !== nearest).slice(0, 5);
    const elsewhere = other.length > 0 ? `other events have it: ${other.join(', ')}` : undefined;
    const parts = [nearest === undefined ? undefined : `did you mean ${nearest}?`, elsewhere];
    const hint = parts.filter((part) => part !== undefined).join(' ');
    return hint === '' ? undefined : hint;
  }

  private variable(name: string, span: Span): Expr | null {
    const spec = this.variables.get(name);
    if (spec !== undefined) {
      this.usedVariables.add(name);
      return { kind: 'variable', name, type: spec.type, array: spec.array, span: this.place(span) };
    }
    if (name.endsWith('.length')) {
      const inner = this.variables.get(name.slice(0, -'.length'.length));
      if (inner !== undefined) {
        this.usedVariables.add(inner.name);
        const { type, array } = inner;
        const of: ValueExpr = { kind: 'variable', name: inner.name, type, array, span: this.place(span) };
        return this.length(of, type === 'string' || (array && (type === 'int' || type === 'ip')), span);
      }
    }
    const nearest = nearestName(name, this.variables.keys());
    const hint =
      this.model.field(name) !== undefined
        ? `${name} is a field: write ${name}, or %{${name}} in a string`
        : nearest === undefined
          ? 'variables are defined by the set actions of rules'
          : `did you mean \${${nearest}}?`;
    return this.report(span, 'SECL-UNKNOWN-VARIABLE', `there is no variable ${name}`, { hint });
  }

  private length(of: ValueExpr, allowed: boolean, span: Span): Expr | null {
    if (allowed) return { kind: 'length', type: 'int', array: false, of, span: this.place(span) };
    return this.report(span, 'SECL-TYPE', `${this.describe(of)} has no length`, { expected: 'a string or a list' });
  }

  private reference(name: string, span: Span): Expr | null {
    for (const suffix of ['.length', '.root_domain']) {
      if (!name.endsWith(suffix)) continue;
      const inner = name.slice(0, -suffix.length);
      const plain = name.replace(/\[[^[\]]*\]/g, '');
      if (this.model.field(plain) !== undefined) break;
      if (this.model.field(inner.replace(/\[[^[\]]*\]/g, '')) === undefined) break;
      const of = this.field(inner, span, false);
      if (of === null) return null;
      if (suffix === '.length') return this.length(of, of.type === 'string' || (of.array && of.type === 'int'), span);
      if (of.type === 'string' && !of.array) {
        return { kind: 'root-domain', type: 'string', array: false, of, span: this.place(span) };
      }
      return this.report(span, 'SECL-TYPE', `${this.describe(of)} has no root domain`, { expected: 'a string field' });
    }
    if (this.variables.has(name) && this.model.field(name) === undefined) {
      return this.report(span, 'SECL-UNKNOWN-FIELD', `there is no field ${name}`, {
        hint: `the variable is written \${${name}}`,
      });
    }
    return this.field(name, span, false);
  }

  private unary(operator: '!' | '-' | '^', operand: SyntaxNode, span: Span): Expr | null {
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

  private isInt(expr: Expr, operator: string, span: Span): boolean {
    if (expr.type === 'int' && !expr.array) return true;
    const hint = expr.type === 'int' ? 'name one element, such as list[0]' : undefined;
    this.report(span, 'SECL-TYPE', `${operator} takes integers, not ${this.describe(expr)}`, {
      expected: 'an integer',
      hint,
    });
    return false;
  }

  private not(operand: Expr, from: NotExpr['from'], span: Span): Expr {
    const cost = conditionCost(operand);
    return this.fold({ kind: 'not', type: 'bool', array: false, operand, from, cost, span: this.place(span) });
  }

  private logic(kind: 'and' | 'or', nodes: readonly SyntaxNode[], span: Span): Expr | null {
    const operands = nodes.map((node) => this.condition(node));
    if (operands.includes(null)) return null;
    const checked = operands as Expr[];
    const planned = [...checked].sort((left, right) => conditionCost(left) - conditionCost(right));
    const cost = checked.reduce((sum, operand) => sum + conditionCost(operand), 0);
    return { kind, type: 'bool', array: false, operands: checked, planned, cost, span: this.place(span) };
  }

  private binary(node: SyntaxNode & { readonly kind: 'binary' }): Expr | null {
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

  private arithmetic(
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

  /** Records an int literal that meets a field. */
  private noteInt(field: Expr, literal: Expr, kind: 'bitmask' | 'scalar' | 'range'): void {
    const target = field.kind === 'arithmetic' && field.operator === '&' ? field.left : field;
    if (target.kind !== 'field' || literal.kind !== 'const') return;
    const values = (literal.array ? literal.value : [literal.value]) as readonly ConstantValue[];
    for (const value of values) this.literals.push({ field: target.spec.name, kind, value });
  }

  /** Reduces what depends on nothing to a constant. */
  private fold(expr: Expr): Expr {
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

  private comparison(
    operator: ComparisonOperator,
    left: Expr,
    right: Expr,
    node: SyntaxNode & { readonly kind: 'binary' },
  ): Expr | null {
    const negative = operator === '!=' || operator === '!~';
    const positive = operator === '!=' ? '==' : operator === '!~' ? '=~' : operator;
    const test = this.positiveComparison(positive, operator, left, right, node);
    if (test === null) return null;
    return negative ? this.not(test, operator, node.span) : test;
  }

  private positiveComparison(
    operator: '==' | '=~' | '<' | '<=' | '>' | '>=',
    written: ComparisonOperator,
    left: Expr,
    right: Expr,
    node: SyntaxNode & { readonly kind: 'binary' },
  ): Expr | null {
    if (left.type === 'string' && right.type === 'string' && (operator === '==' || operator === '=~')) {
      return this.stringComparison(operator, written, left, right, node);
    }
    if (operator === '=~') {
      if (left.type !== 'string') return this.mismatch(written, left, right, node, 'a string on the left');
      return this.report(
        node.right.span,
        'SECL-NOT-STATIC',
        `${written} needs a literal on the right, not ${this.describe(right)}`,
        {
          expected: 'a string, pattern or regexp literal',
        },
      );
    }
    if (left.type !== right.type) return this.mismatch(written, left, right, node);
    switch (left.type) {
      case 'int':
        return this.intComparison(operator, written, left, right, node);
      case 'bool':
        if (operator !== '==' || right.array) return this.mismatch(written, left, right, node);
        return this.compare(operator, left, right, node.span);
      case 'ip':
        if (operator !== '==' || right.array) return this.mismatch(written, left, right, node);
        this.noteAddresses(left, right, written);
        this.noteAddresses(right, left, written);
        return this.network('any', left, right, node.span);
      case 'string':
        return this.mismatch(written, left, right, node, 'strings have no order; use ==, !=, =~ or !~');
    }
  }

  private mismatch(
    operator: string,
    left: Expr,
    right: Expr,
    node: SyntaxNode & { readonly kind: 'binary' },
    expected?: string,
  ): null {
    const message = `${operator} cannot compare ${this.describe(left)} with ${this.describe(right)}`;
    return this.report(node.operatorSpan, 'SECL-TYPE', message, { expected, hint: this.mismatchHint(left, right) });
  }

  private mismatchHint(left: Expr, right: Expr): string | undefined {
    const literal = left.kind === 'texts' ? left : right.kind === 'texts' ? right : undefined;
    const other = literal === left ? right : left;
    if (literal !== undefined && other.type === 'int' && /^-?\d+$/.test(literal.items[0]!.text)) {
      return `write ${literal.items[0]!.text} without quotes`;
    }
    if (literal !== undefined && other.type === 'ip') return 'write the address without quotes';
    if (right.array && !left.array) return 'use in, or put the list on the left';
    return undefined;
  }

  private intComparison(
    operator: '==' | '<' | '<=' | '>' | '>=',
    written: ComparisonOperator,
    left: Expr,
    right: Expr,
    node: SyntaxNode & { readonly kind: 'binary' },
  ): Expr | null {
    if (right.kind === 'const' && right.duration === true) {
      if (written === '!=') {
        return this.report(node.operatorSpan, 'SECL-TYPE', '!= cannot compare with a duration', {
          expected: '<, <=, > or >=',
        });
      }
      if (left.kind === 'field') {
        if (left.array && operator === '==') {
          return this.report(node.operatorSpan, 'SECL-TYPE', 'the ages of a list can only be ordered', {
            expected: '<, <=, > or >=',
          });
        }
        const ns = right.value as bigint;
        const cost = left.spec.cost + 1;
        return {
          kind: 'age',
          type: 'bool',
          array: false,
          operator,
          field: left,
          ns,
          cost,
          span: this.place(node.span),
        };
      }
    }
    if (left.array && right.array) return this.mismatch(written, left, right, node, 'one of them a single integer');
    if (!this.validateInts(left, right, written, node) || !this.validateInts(right, left, written, node)) return null;
    this.noteInt(left, right, operator === '==' ? 'scalar' : 'range');
    this.noteInt(right, left, operator === '==' ? 'scalar' : 'range');
    return this.compare(operator, left, right, node.span);
  }

  private validateInts(field: Expr, literal: Expr, operator: string, node: { readonly span: Span }): boolean {
    if (field.kind !== 'field' || literal.kind !== 'const') return true;
    const values = (literal.array ? literal.value : [literal.value]) as readonly ConstantValue[];
    let valid = true;
    for (const [index, value] of values.entries()) {
      const span = literal.memberSpans?.[index] ?? literal.span ?? node.span;
      valid = this.validateLiteral(field.spec, { kind: 'int', text: String(value), operator }, span) && valid;
    }
    return valid;
  }

  private validateLiteral(spec: FieldSpec, literal: LiteralUse, span: Span): boolean {
    const isPath =
      spec.matching === 'path' && /(^|\.)path$/.test(spec.name) && !/\.syscall\.([^.]+\.)?path$/.test(spec.name);
    const problem = (isPath ? validatePath(literal) : null) ?? spec.validate?.(literal) ?? null;
    if (problem === null) return true;
    this.report(span, 'SECL-VALUE', `${spec.name} cannot be compared with this: ${problem}`);
    return false;
  }

  private compare(operator: '==' | '<' | '<=' | '>' | '>=', left: Expr, right: Expr, span: Span): Expr {
    const ignoreCase = left.type === 'string' && (ignoresCase(left) || ignoresCase(right));
    const cost = conditionCost(left) + conditionCost(right) + 1;
    return this.fold({
      kind: 'compare',
      type: 'bool',
      array: false,
      operator,
      left,
      right,
      ignoreCase,
      cost,
      span: this.place(span),
    });
  }

  private network(quantifier: 'any' | 'every', left: Expr, right: Expr, span: Span): Expr {
    const cost = conditionCost(left) + conditionCost(right) + 10;
    return this.fold({
      kind: 'network',
      type: 'bool',
      array: false,
      quantifier,
      left,
      right,
      cost,
      span: this.place(span),
    });
  }

  private noteAddresses(field: Expr, literal: Expr, operator: string): void {
    if (field.kind !== 'field' || literal.kind !== 'const') return;
    const values = (literal.array ? literal.value : [literal.value]) as readonly ConstantValue[];
    for (const [index, value] of values.entries()) {
      const text = printNetwork(value as never);
      this.validateLiteral(field.spec, { kind: 'ip', text, operator }, literal.memberSpans?.[index] ?? literal.span);
      this.literals.push({ field: field.spec.name, kind: 'ip', value });
    }
  }

  private stringComparison(
    operator: '==' | '=~',
    written: ComparisonOperator,
    left: Expr,
    right: Expr,
    node: SyntaxNode & { readonly kind: 'binary' },
  ): Expr | null {
    if (operator === '=~') {
      if (right.kind !== 'texts' || right.array) {
        return this.report(node.right.span, 'SECL-NOT-STATIC', `${written} needs a literal on the right`, {
          expected: 'a string, pattern or regexp literal',
          hint: right.array ? 'use in for a list' : 'a computed string can be compared with == only',
        });
      }
      if (left.kind === 'texts' && left.items[0]!.form !== 'scalar') return this.mismatch(written, left, right, node);
      const item = right.items[0]!;
      const promoted: TextLiteral = item.form === 'scalar' ? { ...item, form: 'pattern' } : item;
      return this.match(left, [promoted], written, false, node);
    }
    if (left.kind === 'texts' && left.array) return this.mismatch(written, left, right, node);
    if (right.kind === 'texts') {
      if (right.array) return this.mismatch(written, left, right, node);
      if (left.kind !== 'texts' || left.items[0]!.form === 'scalar')
        return this.match(left, right.items, written, false, node);
      if (right.items[0]!.form !== 'scalar') return this.mismatch(written, left, right, node);
      return this.match(right, left.items, written, true, node);
    }
    if (right.array) return this.mismatch(written, left, right, node, 'the list on the left of ==');
    if (left.kind === 'texts') return this.match(right, left.items, written, true, node);
    return this.spreadBoth(left, right, (one, other) => this.compare('==', one, other, node.span), node.span);
  }

  /** A test of a field and, or-ed, of its alternatives. An alternative that the event does not have matches nothing. */
  private spread(value: Expr, test: (value: Expr, optional: boolean) => Expr, span: Span): Expr {
    if (value.kind !== 'field' || value.spec.alternatives === undefined) return test(value, false);
    const tests = [test(value, false), ...this.alternativesOf(value).map((one) => test(one, true))];
    if (tests.length === 1) return tests[0]!;
    const cost = tests.reduce((sum, one) => sum + conditionCost(one), 0);
    return { kind: 'any-of', type: 'bool', array: false, primary: value.spec, tests, cost, span: this.place(span) };
  }

  /** A test of two computed strings, each with its alternatives. */
  private spreadBoth(left: Expr, right: Expr, test: (left: Expr, right: Expr) => Expr, span: Span): Expr {
    return this.spread(
      left,
      (one, leftOptional) =>
        this.spread(
          right,
          (other, rightOptional) => {
            const present = [...(leftOptional ? [one] : []), ...(rightOptional ? [other] : [])].map((value) =>
              this.isPresent(value, span),
            );
            const tested = test(one, other);
            return present.length === 0 ? tested : this.both([...present, tested], span);
          },
          span,
        ),
      span,
    );
  }

  private isPresent(value: Expr, span: Span): Expr {
    const literal: TextLiteral = { form: 'scalar', text: '', span: this.place(span) };
    const { matcher } = compileMatcher([literal], { matching: 'plain', ignoreCase: false });
    const common = { type: 'bool', array: false, span: this.place(span) } as const;
    const cost = conditionCost(value) + 1;
    const empty = {
      kind: 'match',
      ...common,
      value,
      literals: [literal],
      matcher: matcher!,
      swapped: false,
      cost,
    } as const;
    return this.not(empty, '!', span);
  }

  private both(operands: readonly Expr[], span: Span): Expr {
    const cost = operands.reduce((sum, operand) => sum + conditionCost(operand), 0);
    return { kind: 'and', type: 'bool', array: false, operands, planned: operands, cost, span: this.place(span) };
  }

  private alternativesOf(field: FieldExpr): readonly FieldExpr[] {
    const alternatives: FieldExpr[] = [];
    for (const name of field.spec.alternatives ?? []) {
      const spec = this.model.field(name);
      if (spec !== undefined) alternatives.push({ ...field, spec });
    }
    return alternatives;
  }

  /** A string value against literals; the field decides how patterns are read. */
  private match(
    value: Expr,
    literals: readonly TextLiteral[],
    operator: string,
    swapped: boolean,
    node: SyntaxNode & { readonly kind: 'binary' },
  ): Expr | null {
    const spec = value.kind === 'field' ? value.spec : undefined;
    let valid = true;
    if (spec !== undefined) {
      for (const { form, text, span } of literals) {
        valid = this.validateLiteral(spec, { kind: form, text, operator }, span) && valid;
        const kind = form === 'pattern' ? (spec.matching === 'path' ? 'glob' : 'pattern') : form;
        this.literals.push({ field: spec.name, kind, value: text });
      }
    }
    const { matcher, problems } = compileMatcher(literals, {
      matching: spec?.matching ?? 'plain',
      ignoreCase: ignoresCase(value),
      normalise: spec?.normalise,
    });
    for (const { index, code, problem } of problems) {
      const what = code === 'SECL-REGEXP' ? 'regular expression' : 'pattern';
      this.report(literals[index]!.span, code, `this ${what} cannot be used: ${problem}`);
    }
    if (matcher === undefined || !valid) return null;
    return this.spread(
      value,
      (one, optional) => {
        const cost = conditionCost(one) + matchCost(literals);
        const common = { type: 'bool', array: false, span: this.place(node.span) } as const;
        const accepts = optional ? refuseEmpty(matcher) : matcher;
        return this.fold({ kind: 'match', ...common, value: one, literals, matcher: accepts, swapped, cost });
      },
      node.span,
    );
  }

  private membership(
    operator: MembershipOperator,
    left: Expr,
    right: Expr,
    node: SyntaxNode & { readonly kind: 'binary' },
  ): Expr | null {
    const positive = operator === 'not in' ? 'in' : operator;
    const test = this.positiveMembership(positive, operator, left, right, node);
    if (test === null) return null;
    return operator === 'not in' ? this.not(test, 'not in', node.span) : test;
  }

  private positiveMembership(
    operator: 'in' | 'allin',
    written: MembershipOperator,
    left: Expr,
    right: Expr,
    node: SyntaxNode & { readonly kind: 'binary' },
  ): Expr | null {
    if (left.kind === 'texts' && left.array)
      return this.mismatch(written, left, right, node, 'a single value or a field on the left');
    if (!right.array && right.type !== 'ip') {
      return this.report(
        node.right.span,
        'SECL-TYPE',
        `${written} needs a list on the right, not ${this.describe(right)}`,
        {
          expected: 'a list',
          hint: 'use == for a single value',
        },
      );
    }
    if (left.type !== right.type)
      return this.mismatch(written, left, right, node, `a list of ${left.type === 'ip' ? 'addresse' : left.type}s`);
    switch (left.type) {
      case 'string':
        return this.stringMembership(written, left, right, node);
      case 'int':
        if (!this.validateInts(left, right, written, node) || !this.validateInts(right, left, written, node))
          return null;
        this.noteInt(left, right, 'scalar');
        this.noteInt(right, left, 'scalar');
        return this.member(left, right, node.span);
      case 'bool':
        return left.array ? this.mismatch(written, left, right, node) : this.member(left, right, node.span);
      case 'ip':
        this.noteAddresses(left, right, written);
        this.noteAddresses(right, left, written);
        return this.network(operator === 'allin' && left.array ? 'every' : 'any', left, right, node.span);
    }
  }

  private stringMembership(
    written: MembershipOperator,
    left: Expr,
    right: Expr,
    node: SyntaxNode & { readonly kind: 'binary' },
  ): Expr | null {
    if (right.kind === 'texts') {
      if (left.kind === 'texts' && left.items[0]!.form !== 'scalar') return this.mismatch(written, left, right, node);
      return this.match(left, right.items, written, false, node);
    }
    if (left.kind === 'texts') return this.match(right, left.items, written, true, node);
    return this.spreadBoth(left, right, (one, other) => this.member(one, other, node.span), node.span);
  }

  private member(left: Expr, right: Expr, span: Span): Expr {
    const ignoreCase = left.type === 'string' && (ignoresCase(left) || ignoresCase(right));
    const cost = conditionCost(left) + conditionCost(right) + 10;
    return this.fold({
      kind: 'member',
      type: 'bool',
      array: false,
      left,
      right,
      ignoreCase,
      cost,
      span: this.place(span),
    });
  }
}

function ignoresCase(expr: Expr): boolean {
  return expr.kind === 'field' && expr.spec.caseInsensitive === true;
}

function matchCost(literals: readonly TextLiteral[]): number {
  if (literals.length === 1) return literals[0]!.form === 'scalar' ? 1 : literals[0]!.form === 'pattern' ? 80 : 100;
  return literals.every(({ form }) => form === 'scalar') ? 10 : 1000;
}
