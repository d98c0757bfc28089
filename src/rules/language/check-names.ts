/**
 * Names: an ident is a constant, else a macro, else a field; `${}` is a variable only and `%{}` a field only.
 * Subscripts: a number at the end takes one element of a list; a name in the middle is the rule's iterator variable;
 * a number in the middle is that element, `process.ancestors[0].pid` being the parent's (other engines read it as a
 * variable called 0, that is as "some ancestor").
 */
import type { Expr, FieldExpr, Span, SyntaxNode, ValueExpr } from './ast.ts';
import { CheckState, type MacroDefinition } from './check-state.ts';
import { LIMITS } from './limits.ts';
import type { Constant, FieldSpec } from './model.ts';
import { nearestName } from './nearest-name.ts';

/** Resolves names; knows nothing of operators. */
export abstract class NameChecker<E> extends CheckState<E> {
  /** Checks a node in the layers above: bodies of macros are any expression. */
  protected abstract expr(node: SyntaxNode): Expr | null;

  protected listConstant(name: string, span: Span): Expr | null {
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

  protected lookupConstant(name: string): Constant | undefined {
    if (name === 'true') return true;
    if (name === 'false') return false;
    return this.model.constant(name);
  }

  protected ident(name: string, span: Span): Expr | null {
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

  protected inMacro(macro: MacroDefinition, order: number, span: Span): Expr | null {
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
  protected field(name: string, span: Span, registers: boolean): FieldExpr | null {
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

  protected endSubscript(text: string, indexable: boolean, name: string, span: Span): number | null {
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

  protected middleSubscript(
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

  protected unknownField(name: string, span: Span, anyName: boolean): null {
    const code = anyName && !name.includes('.') ? 'SECL-UNKNOWN-NAME' : 'SECL-UNKNOWN-FIELD';
    const message =
      code === 'SECL-UNKNOWN-NAME' ? `${name} is no constant, macro or field` : `there is no field ${name}`;
    // Looking for near names takes its time, which a text full of wrong names must not multiply.
    const hint = this.isFull() ? undefined : this.fieldHint(name, anyName);
    return this.report(span, code, message, { hint });
  }

  protected fieldHint(name: string, anyName: boolean): string | undefined {
    const lower = name.toLowerCase();
    const word = { and: 'and', or: 'or', not: 'not', true: 'true', false: 'false' }[lower];
    if (word !== undefined && word !== name) return `write ${word} in lower case`;
    if (this.variables.has(name)) return `the variable is written \${${name}}`;
    const names = [
      ...this.model.fieldNames(),
      ...(anyName ? [...this.model.constantNames(), ...this.macros.keys()] : []),
    ];
    const nearest = nearestName(name, names) ?? this.sameEnd(name);
    const other = this.otherOwners(name).filter((owner) => owner !== nearest);
    const parts = [
      nearest === undefined ? undefined : `did you mean ${nearest}?`,
      other.length > 0 ? `other events have it: ${other.slice(0, 5).join(', ')}` : undefined,
    ];
    const hint = parts.filter((part) => part !== undefined).join(' ');
    return hint === '' ? undefined : hint;
  }

  /** A field of the same event with the same last part: `chmod.rights` is `chmod.file.rights`. */
  private sameEnd(name: string): string | undefined {
    const start = `${name.slice(0, name.indexOf('.'))}.`;
    const end = name.slice(name.lastIndexOf('.'));
    if (start === '.') return undefined;
    let shortest: string | undefined;
    for (const known of this.model.fieldNames()) {
      if (!known.startsWith(start) || !known.endsWith(end)) continue;
      if (shortest === undefined || known.length < shortest.length) shortest = known;
    }
    return shortest;
  }

  /** Fields of other event types with the same name behind the type. */
  private otherOwners(name: string): readonly string[] {
    if (!name.includes('.')) return [];
    const tail = name.slice(name.indexOf('.') + 1);
    return [...this.model.fieldNames()].filter(
      (known) => known.slice(known.indexOf('.') + 1) === tail && this.model.field(known)?.eventType != null,
    );
  }

  protected variable(name: string, span: Span): Expr | null {
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

  protected length(of: ValueExpr, allowed: boolean, span: Span): Expr | null {
    if (allowed) return { kind: 'length', type: 'int', array: false, of, span: this.place(span) };
    return this.report(span, 'SECL-TYPE', `${this.describe(of)} has no length`, { expected: 'a string or a list' });
  }

  protected reference(name: string, span: Span): Expr | null {
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
}
