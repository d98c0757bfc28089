/**
 * Which parts of a rule's text made it true for an event: the field and the literal (of a list, the member) of every
 * comparison that held on the way. Follows the order of evaluation, so a comparison that was not looked at is not
 * shown. For a negative operator that held, the field and the whole literal are shown.
 */
import type { CheckedRule, ConstantValue, Expr, Span } from './ast.ts';
import { REGISTER_ELEMENTS_MAX } from './ast.ts';
import { evaluateValue, type Frame, isTrue } from './evaluate.ts';
import type { Model } from './model.ts';
import { networksOverlap } from './network.ts';
import type { Environment } from './variables.ts';

/** A stretch of the rule with the value it stood for. */
export interface Fragment {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
  /** Name of the field, when the fragment is one. */
  readonly field?: string;
  readonly value: ConstantValue | readonly ConstantValue[];
}

export interface Highlight {
  readonly matched: boolean;
  /** By offset, none twice. When the rule did not match: what held before it failed. */
  readonly fragments: readonly Fragment[];
}

/** Evaluates the rule and collects what held. For a rule with an iterator variable: for the element that matched. */
export function highlight<E>(rule: CheckedRule, model: Model<E>, event: E, env: Environment<E>): Highlight {
  const length =
    rule.register === null ? 1 : Math.min(model.iteratorLength(rule.register.iterator)(event), REGISTER_ELEMENTS_MAX);
  for (let index = 0; index < length; index++) {
    const collector = new Collector(rule.source, { model, event, env, index });
    const matched = collector.visit(rule.expression);
    if (matched || rule.register === null) return { matched, fragments: collector.sorted() };
  }
  return { matched: false, fragments: [] };
}

class Collector<E> {
  private readonly source: string;
  private readonly frame: Frame<E>;
  private readonly found = new Map<string, Fragment>();

  constructor(source: string, frame: Frame<E>) {
    this.source = source;
    this.frame = frame;
  }

  sorted(): readonly Fragment[] {
    return [...this.found.values()].sort((left, right) => left.offset - right.offset);
  }

  /** Evaluates; records the leaves that hold. */
  visit(expr: Expr): boolean {
    switch (expr.kind) {
      case 'and':
        return expr.planned.every((operand) => this.visit(operand));
      case 'or':
        return expr.planned.some((operand) => this.visit(operand));
      case 'any-of':
        return expr.tests.some((test) => this.visit(test));
      case 'not': {
        const held = !isTrue(expr.operand, this.frame);
        if (held && expr.from !== '!') this.negative(expr.operand);
        return held;
      }
      default: {
        const held = isTrue(expr, this.frame);
        if (held) this.leaf(expr);
        return held;
      }
    }
  }

  private add(expr: Expr, value?: ConstantValue | readonly ConstantValue[], span?: Span): void {
    const { offset, length } = span ?? expr.span;
    const shown = value ?? evaluateValue(expr, this.frame);
    const text = this.source.slice(offset, offset + length);
    const field = expr.kind === 'field' ? { field: expr.spec.name } : {};
    this.found.set(`${offset}:${length}`, { offset, length, text, ...field, value: shown });
  }

  private all(expr: Expr): readonly ConstantValue[] {
    const value = evaluateValue(expr, this.frame);
    return (Array.isArray(value) ? value : [value]) as readonly ConstantValue[];
  }

  private leaf(expr: Expr): void {
    switch (expr.kind) {
      case 'field':
      case 'variable':
        this.add(expr, true);
        return;
      case 'match': {
        const value = this.all(expr.value).find((one) => expr.matcher.test(one as string));
        const literal = expr.literals[expr.matcher.which(value as string)];
        this.add(expr.value, value);
        if (literal !== undefined) this.add(expr.value, literal.text, literal.span ?? expr.literalsSpan);
        return;
      }
      case 'age':
        this.add(expr.field);
        return;
      case 'compare':
        this.side(expr.left);
        this.side(expr.right);
        return;
      case 'member':
      case 'network': {
        const meets = (left: ConstantValue, right: ConstantValue): boolean =>
          expr.kind === 'network' ? networksOverlap(left as never, right as never) : left === right;
        for (const left of this.all(expr.left)) {
          const index = this.all(expr.right).findIndex((right) => meets(left, right));
          if (index === -1) continue;
          this.add(expr.left, left);
          this.member(expr.right, index);
          return;
        }
        this.side(expr.left);
        this.side(expr.right);
        return;
      }
      default:
        return;
    }
  }

  private member(list: Expr, index: number): void {
    const span = list.kind === 'const' ? list.memberSpans?.[index] : undefined;
    this.add(list, this.all(list)[index], span);
  }

  private side(expr: Expr): void {
    if (expr.kind === 'compare' || expr.kind === 'match' || expr.kind === 'member' || expr.kind === 'network') {
      this.visit(expr);
    } else this.add(expr);
  }

  private negative(expr: Expr): void {
    switch (expr.kind) {
      case 'any-of':
        this.negative(expr.tests[0]!);
        return;
      case 'match': {
        this.add(expr.value);
        const first = expr.literals[0]!;
        const last = expr.literals[expr.literals.length - 1]!;
        const from = (first.span ?? expr.literalsSpan).offset;
        const { offset, length } = last.span ?? expr.literalsSpan;
        this.add(expr.value, first.text, { offset: from, length: offset + length - from });
        return;
      }
      case 'compare':
      case 'member':
      case 'network':
        this.side(expr.left);
        this.side(expr.right);
        return;
      default:
        return;
    }
  }
}
