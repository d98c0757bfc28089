/**
 * Comparisons and membership: which types meet, what a literal means to a field, and the positive test that each
 * operator stands for. A field with alternatives becomes one test per alternative, or-ed, inside any negation.
 */
import type {
  ComparisonOperator,
  ConstantValue,
  Expr,
  FieldExpr,
  MembershipOperator,
  Span,
  SyntaxNode,
  TextLiteral,
} from './ast.ts';
import { NameChecker } from './check-names.ts';
import { conditionCost } from './cost.ts';
import { printNetwork } from './network.ts';
import { compileMatcher, refuseEmpty } from './patterns.ts';

/** A comparison as it was written. */
type BinaryNode = SyntaxNode & { readonly kind: 'binary' };

/** Checks the operands of comparisons and of `in`. */
export abstract class ComparisonChecker<E> extends NameChecker<E> {
  protected comparison(operator: ComparisonOperator, left: Expr, right: Expr, node: BinaryNode): Expr | null {
    const negative = operator === '!=' || operator === '!~';
    const positive = operator === '!=' ? '==' : operator === '!~' ? '=~' : operator;
    const test = this.positiveComparison(positive, operator, left, right, node);
    if (test === null) return null;
    return negative ? this.not(test, operator, node.span) : test;
  }

  protected positiveComparison(
    operator: '==' | '=~' | '<' | '<=' | '>' | '>=',
    written: ComparisonOperator,
    left: Expr,
    right: Expr,
    node: BinaryNode,
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

  protected mismatch(operator: string, left: Expr, right: Expr, node: BinaryNode, expected?: string): null {
    const message = `${operator} cannot compare ${this.describe(left)} with ${this.describe(right)}`;
    return this.report(node.operatorSpan, 'SECL-TYPE', message, { expected, hint: this.mismatchHint(left, right) });
  }

  protected mismatchHint(left: Expr, right: Expr): string | undefined {
    const literal = left.kind === 'texts' ? left : right.kind === 'texts' ? right : undefined;
    const other = literal === left ? right : left;
    if (literal !== undefined && other.type === 'int' && /^-?\d+$/.test(literal.items[0]!.text)) {
      return `write ${literal.items[0]!.text} without quotes`;
    }
    if (literal !== undefined && other.type === 'ip') return 'write the address without quotes';
    if (right.array && !left.array) return 'use in, or put the list on the left';
    return undefined;
  }

  protected intComparison(
    operator: '==' | '<' | '<=' | '>' | '>=',
    written: ComparisonOperator,
    left: Expr,
    right: Expr,
    node: BinaryNode,
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

  protected validateInts(field: Expr, literal: Expr, operator: string, node: { readonly span: Span }): boolean {
    if (field.kind !== 'field' || literal.kind !== 'const') return true;
    const values = (literal.array ? literal.value : [literal.value]) as readonly ConstantValue[];
    let valid = true;
    for (const [index, value] of values.entries()) {
      const span = literal.memberSpans?.[index] ?? literal.span ?? node.span;
      valid = this.validateLiteral(field.spec, { kind: 'int', text: String(value), operator }, span) && valid;
    }
    return valid;
  }

  protected compare(operator: '==' | '<' | '<=' | '>' | '>=', left: Expr, right: Expr, span: Span): Expr {
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

  protected network(quantifier: 'any' | 'every', left: Expr, right: Expr, span: Span): Expr {
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

  protected noteAddresses(field: Expr, literal: Expr, operator: string): void {
    if (field.kind !== 'field' || literal.kind !== 'const') return;
    const values = (literal.array ? literal.value : [literal.value]) as readonly ConstantValue[];
    for (const [index, value] of values.entries()) {
      const text = printNetwork(value as never);
      this.validateLiteral(field.spec, { kind: 'ip', text, operator }, literal.memberSpans?.[index] ?? literal.span);
      this.literals.push({ field: field.spec.name, kind: 'ip', value });
    }
  }

  protected stringComparison(
    operator: '==' | '=~',
    written: ComparisonOperator,
    left: Expr,
    right: Expr,
    node: BinaryNode,
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
      return this.match(left, [promoted], right.span, written, false, node);
    }
    if (left.kind === 'texts' && left.array) return this.mismatch(written, left, right, node);
    if (right.kind === 'texts') {
      if (right.array) return this.mismatch(written, left, right, node);
      if (left.kind !== 'texts' || left.items[0]!.form === 'scalar')
        return this.match(left, right.items, right.span, written, false, node);
      if (right.items[0]!.form !== 'scalar') return this.mismatch(written, left, right, node);
      return this.match(right, left.items, left.span, written, true, node);
    }
    if (right.array) return this.mismatch(written, left, right, node, 'the list on the left of ==');
    this.noteComputed(left, right);
    this.noteComputed(right, left);
    if (left.kind === 'texts') return this.match(right, left.items, left.span, written, true, node);
    return this.spreadBoth(left, right, (one, other) => this.compare('==', one, other, node.span), node.span);
  }

  /** Records that a field is compared with a text that is known only at run time. */
  private noteComputed(field: Expr, text: Expr): void {
    if (field.kind !== 'field' || text.kind !== 'template') return;
    this.literals.push({ field: field.spec.name, kind: 'variable', value: text.text });
  }

  /** A test of a field and, or-ed, of its alternatives. An alternative that the event does not have matches nothing. */
  protected spread(value: Expr, test: (value: Expr, optional: boolean) => Expr, span: Span): Expr {
    if (value.kind !== 'field' || value.spec.alternatives === undefined) return test(value, false);
    const tests = [test(value, false), ...this.alternativesOf(value).map((one) => test(one, true))];
    if (tests.length === 1) return tests[0]!;
    const cost = tests.reduce((sum, one) => sum + conditionCost(one), 0);
    return { kind: 'any-of', type: 'bool', array: false, primary: value.spec, tests, cost, span: this.place(span) };
  }

  /** A test of two computed strings, each with its alternatives. */
  protected spreadBoth(left: Expr, right: Expr, test: (left: Expr, right: Expr) => Expr, span: Span): Expr {
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

  protected isPresent(value: Expr, span: Span): Expr {
    const literal: TextLiteral = { form: 'scalar', text: '', span: this.place(span) };
    const { matcher } = compileMatcher([literal], { matching: 'plain', ignoreCase: false });
    const common = { type: 'bool', array: false, span: this.place(span) } as const;
    const cost = conditionCost(value) + 1;
    const empty = {
      kind: 'match',
      ...common,
      value,
      literals: [literal],
      literalsSpan: common.span,
      matcher: matcher!,
      swapped: false,
      cost,
    } as const;
    return this.not(empty, '!', span);
  }

  protected alternativesOf(field: FieldExpr): readonly FieldExpr[] {
    const alternatives: FieldExpr[] = [];
    for (const name of field.spec.alternatives ?? []) {
      const spec = this.model.field(name);
      if (spec !== undefined) alternatives.push({ ...field, spec });
    }
    return alternatives;
  }

  /** A string value against literals; the field decides how patterns are read. */
  protected match(
    value: Expr,
    literals: readonly TextLiteral[],
    place: Span,
    operator: string,
    swapped: boolean,
    node: BinaryNode,
  ): Expr | null {
    const spec = value.kind === 'field' ? value.spec : undefined;
    let valid = true;
    if (spec !== undefined) {
      for (const { form, text, span } of literals) {
        valid = this.validateLiteral(spec, { kind: form, text, operator }, span ?? place) && valid;
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
      this.report(literals[index]!.span ?? place, code, `this ${what} cannot be used: ${problem}`);
    }
    if (matcher === undefined || !valid) return null;
    return this.spread(
      value,
      (one, optional) => {
        const cost = conditionCost(one) + matchCost(literals);
        const common = { type: 'bool', array: false, span: this.place(node.span) } as const;
        const accepts = optional ? refuseEmpty(matcher) : matcher;
        return this.fold({
          kind: 'match',
          ...common,
          value: one,
          literals,
          literalsSpan: place,
          matcher: accepts,
          swapped,
          cost,
        });
      },
      node.span,
    );
  }

  protected membership(operator: MembershipOperator, left: Expr, right: Expr, node: BinaryNode): Expr | null {
    const positive = operator === 'not in' ? 'in' : operator;
    const test = this.positiveMembership(positive, operator, left, right, node);
    if (test === null) return null;
    return operator === 'not in' ? this.not(test, 'not in', node.span) : test;
  }

  protected positiveMembership(
    operator: 'in' | 'allin',
    written: MembershipOperator,
    left: Expr,
    right: Expr,
    node: BinaryNode,
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

  protected stringMembership(written: MembershipOperator, left: Expr, right: Expr, node: BinaryNode): Expr | null {
    if (right.kind === 'texts') {
      if (left.kind === 'texts' && left.items[0]!.form !== 'scalar') return this.mismatch(written, left, right, node);
      return this.match(left, right.items, right.span, written, false, node);
    }
    if (left.kind === 'texts') return this.match(right, left.items, left.span, written, true, node);
    return this.spreadBoth(left, right, (one, other) => this.member(one, other, node.span), node.span);
  }

  protected member(left: Expr, right: Expr, span: Span): Expr {
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
