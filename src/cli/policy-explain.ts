/** Rules in words and parts: what each condition is about, and for one event which of them hold. */
import { findField } from '../../schema/fields.ts';
import type { FieldMap } from '../rules/event-model.ts';
import { type Environment, type Expr, fieldReader, fieldsOf, isTrue, type Model } from '../rules/language/index.ts';
import { printDuration } from '../rules/policy/duration.ts';
import type { LoadedAction, LoadedRule } from '../rules/policy/rule-set.ts';

/** Longest piece of a rule or value shown on one line. */
const SHOWN_MAX = 160;

export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= SHOWN_MAX ? line : `${line.slice(0, SHOWN_MAX - 1)}…`;
}

/** The text of a part of a rule. */
function partText({ checked }: Pick<LoadedRule<unknown>, 'checked'>, expr: Expr): string {
  const { offset, length } = expr.span;
  return shorten(checked.source.slice(offset, offset + length));
}

const isBranch = (expr: Expr) => expr.kind === 'and' || expr.kind === 'or' || expr.kind === 'not';

function childrenOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'and' || expr.kind === 'or') return expr.operands;
  return expr.kind === 'not' ? [expr.operand] : [];
}

const BRANCH_WORDS: Readonly<Record<string, string>> = { and: 'all of', or: 'any of', not: 'not' };

/** True when a `not` only stands for a negative operator, whose text says so already. */
const isNegativeOperator = (expr: Expr) => expr.kind === 'not' && expr.from !== '!';

/** The conditions of a rule as an indented outline. */
export function outline<E>(rule: LoadedRule<E>): string[] {
  const lines: string[] = [];
  const visit = (expr: Expr, depth: number): void => {
    const indent = '  '.repeat(depth);
    if (!isBranch(expr) || isNegativeOperator(expr)) {
      lines.push(`${indent}${partText(rule, expr)}`);
      return;
    }
    lines.push(`${indent}${BRANCH_WORDS[expr.kind]}`);
    for (const child of childrenOf(expr)) visit(child, depth + 1);
  };
  visit(rule.checked.expression, 0);
  return lines;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'object' && value !== null && 'prefix' in value) return 'an address';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

export interface Judgement {
  readonly depth: number;
  readonly holds: boolean;
  readonly text: string;
  /** Values of the fields in a condition. */
  readonly values: readonly string[];
}

/** Judges each condition of a rule for an event; with an iterator variable, at one element of the list. */
export function judge(
  rule: LoadedRule<FieldMap>,
  model: Model<FieldMap>,
  event: FieldMap,
  env: Environment<FieldMap>,
  index: number,
): Judgement[] {
  const judgements: Judgement[] = [];
  const frame = { model, event, env, index };
  const visit = (expr: Expr, depth: number): void => {
    const holds = isTrue(expr, frame);
    if (isBranch(expr) && !isNegativeOperator(expr)) {
      judgements.push({ depth, holds, text: BRANCH_WORDS[expr.kind]!, values: [] });
      for (const child of childrenOf(expr)) visit(child, depth + 1);
      return;
    }
    const seen = new Set<string>();
    const values: string[] = [];
    for (const field of fieldsOf(expr)) {
      if (field.spec.name.includes('#') || seen.has(field.spec.name)) continue;
      seen.add(field.spec.name);
      values.push(`${field.spec.name} = ${shorten(valueText(fieldReader(model, field)(event, index)))}`);
    }
    judgements.push({ depth, holds, text: partText(rule, expr), values });
  };
  visit(rule.checked.expression, 0);
  return judgements;
}

function actionText<E>({ step, definition, filter }: LoadedAction<E>): string {
  const when = filter === undefined ? '' : ` if ${shorten(definition.filter!.text)}`;
  switch (step.kind) {
    case 'set': {
      const { set } = definition;
      const from = set?.field ?? set?.expression?.text ?? valueText(set?.value);
      const ttl = set !== undefined && set.ttlNs > 0n ? `, kept for ${printDuration(set.ttlNs)}` : '';
      return `${step.append ? 'adds' : 'stores'} ${shorten(from)} ${step.append ? 'to' : 'in'} \${${step.variable}}${ttl}${when}`;
    }
    case 'log':
      return `logs ${JSON.stringify(step.message)} as ${step.level}${when}`;
    case 'kill':
      return `sends ${step.signal} to the ${step.scope}${when}`;
    case 'hash':
      return `hashes ${step.field}${when}`;
    case 'network_filter':
      return `${step.policy}s packets of the ${step.scope} that match ${JSON.stringify(step.filter)}${when}`;
    case 'coredump':
      return `dumps caches of the sensor${when}`;
    case 'deny':
      return step.mode === 'audit' ? 'tells which calls would be refused' : 'refuses the call';
  }
}

/** Everything about a rule, for people. */
export function explainRule<E>(rule: LoadedRule<E>, unread: readonly string[]): string[] {
  const { source, checked } = rule;
  const limit =
    rule.everyNs === undefined
      ? 'the built-in limit'
      : rule.everyNs === 0n
        ? 'no limit'
        : `one signal per ${printDuration(rule.everyNs)}${source.limiterToken.length > 0 ? ` for each ${source.limiterToken.join(', ')}` : ''}`;
  const lines = [`${rule.id} (${source.policy.name}:${source.place.line})`];
  if (source.description !== '') lines.push(`  ${source.description}`);
  lines.push(
    '',
    `  about     ${rule.eventType} events${checked.register === null ? '' : `, for some element of ${checked.register.iterator}`}`,
    `  signals   ${rule.silent ? 'none: it runs its actions silently' : limit}`,
  );
  if (rule.tags.length > 0) lines.push(`  tags      ${rule.tags.join(', ')}`);
  lines.push('', '  conditions', ...outline(rule).map((line) => `    ${line}`), '', '  fields');
  for (const name of checked.fields) {
    const note = unread.includes(name) ? ' (no live source yet: reads as empty)' : '';
    lines.push(`    ${name}: ${findField(name)?.doc ?? ''}${note}`);
  }
  if (checked.variables.length > 0)
    lines.push('', `  reads     ${checked.variables.map((name) => `\${${name}}`).join(', ')}`);
  if (rule.actions.length > 0) lines.push('', '  then', ...rule.actions.map((action) => `    ${actionText(action)}`));
  return lines;
}
