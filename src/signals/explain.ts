/** Why a signal is what it is: the parts of the rule that held, variables, ATT&CK ids, evidence, and an account in words. */

import { findField } from '../../schema/fields.ts';
import { printableText } from '../base/text.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import { shownText } from '../enrich/process/shown-arguments.ts';
import { type ActionReport, reportWords } from '../respond/action-report.ts';
import { liveModel } from '../rules/field-readers.ts';
import { type MatchedPart, matchedParts, printNetwork } from '../rules/language/index.ts';
import type { RuleEnvironment } from '../rules/policy/apply-actions.ts';
import type { LoadedRule } from '../rules/policy/rule-set.ts';
import type { JsonObject } from './events/parts.ts';
import { cut } from './events/words.ts';

type Rule = LoadedRule<RuntimeEvent>;

const VALUE_LENGTH_MAX = 1024;
const VALUES_MAX = 100;

/** Fields of environment variables: names may be shown, values not. */
const ENVIRONMENT_FIELD = /(?:^|\.)envp$/;

/** A value as JSON may show it: without secrets, of bounded length. */
function shownValue(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.slice(0, VALUES_MAX).map((one) => shownValue(one, field));
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'string') {
    const equals = ENVIRONMENT_FIELD.test(field) ? value.indexOf('=') : -1;
    return cut(equals < 0 ? shownText(value) : `${value.slice(0, equals)}=…`, VALUE_LENGTH_MAX);
  }
  if (typeof value === 'object' && value !== null && 'prefix' in value) return printNetwork(value as never);
  return value;
}

/** The parts of the rule that decided; taken from the match where only the moment before its actions could tell. */
export function partsOf(
  rule: Rule,
  event: RuntimeEvent,
  environment: RuleEnvironment<RuntimeEvent>,
  known: readonly MatchedPart[] | null,
): readonly MatchedPart[] {
  return known ?? matchedParts(rule.checked, liveModel, event, environment);
}

/** `evt.rule_context`: offsets are in UTF-16 units of the expression. */
export function ruleContextJson(rule: Rule, parts: readonly MatchedPart[]): JsonObject {
  return {
    expression: rule.checked.source,
    matching_subexprs: parts.map(({ offset, length, field, values, negated }) => ({
      offset,
      length,
      text: rule.checked.source.slice(offset, offset + length),
      ...(field === '' ? {} : { field, value: textOf(values.map((v) => shownValue(v, field))) }),
      ...(negated ? { negated: true } : {}),
    })),
  };
}

function textOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : cut(values.map(String).join(', '), VALUE_LENGTH_MAX);
}

/** Variables that the event may show, by name without the scope: those of the process, and the others. */
export function variablesJson(
  event: RuntimeEvent,
  environment: RuleEnvironment<RuntimeEvent>,
): { readonly process: JsonObject; readonly others: JsonObject } {
  const process: JsonObject = {};
  const others: JsonObject = {};
  for (const [name, value] of environment.store.visible(event, environment.owners, environment.nowNs)) {
    if (name.startsWith('process.')) process[name.slice('process.'.length)] = shownValue(value);
    else others[name] = shownValue(value);
  }
  return { process, others };
}

/** ATT&CK ids that a rule's tags name. */
export interface Attack {
  /** `T1003`, `T1003.008`. */
  readonly techniques: readonly string[];
  /** `credential-access`, or `TA0006` where only the id is given. */
  readonly tactics: readonly string[];
}

const ATTACK_TAG = /^(?:technique|techniques|tactic|tactics|mitre|attack|mitre_attack|subtechnique)\b[^:]*:(.*)$/i;

/** Reads tags such as `technique:T1003.008`, `tactic:TA0006-credential-access`, `mitre:T1059`. */
export function attackOf(tags: readonly string[]): Attack {
  const techniques = new Set<string>();
  const tactics = new Set<string>();
  for (const tag of tags) {
    const match = ATTACK_TAG.exec(tag);
    if (match === null) continue;
    const value = match[1]!.slice(0, 200);
    const ids = value.match(/\bT\d{4}(?:\.\d{3})?(?!\d)/g);
    for (const id of ids ?? []) techniques.add(id);
    if (/^tactic/i.test(tag)) {
      const name = value.replace(/^\s*TA\d{4}-?/, '').trim();
      tactics.add(name === '' ? value.trim() : name);
    }
  }
  return { techniques: [...techniques], tactics: [...tactics] };
}

/** One thing that speaks for the signal. */
export interface Evidence {
  readonly kind: 'condition' | 'process' | 'file' | 'variable' | 'action';
  readonly text: string;
}

/** What a part of a rule says, in words: `path of the opened file is /etc/shadow`. */
function partWords(rule: Rule, part: MatchedPart): string {
  const text = rule.checked.source
    .slice(part.offset, part.offset + part.length)
    .replace(/\s+/g, ' ')
    .trim();
  if (part.field === '') return printableText(cut(text, 200));
  const name = part.field.replace(/\[\d+\]/g, '');
  const doc = findField(name)?.doc.replace(/\.$/, '') ?? '';
  const about = doc === '' || doc.length > 80 ? part.field : `${part.field} (${doc[0]!.toLowerCase()}${doc.slice(1)})`;
  const values = part.values.slice(0, 5).map((v) => {
    const shown = shownValue(v, part.field);
    return typeof shown === 'string' ? `"${cut(shown, 120)}"` : String(shown);
  });
  const is = values.length === 0 ? 'is empty' : `is ${values.join(', ')}`;
  return printableText(`${about} ${is}${part.negated ? `, so that ${cut(text, 120)} does not hold` : ''}`);
}

/** What speaks for the signal, as a list. */
export function evidenceOf(rule: Rule, parts: readonly MatchedPart[], reports: readonly ActionReport[]): Evidence[] {
  const list: Evidence[] = parts.slice(0, 20).map((part) => ({ kind: 'condition', text: partWords(rule, part) }));
  for (const report of reports) {
    const text = reportWords(report);
    if (text !== '') list.push({ kind: 'action', text: printableText(text) });
  }
  return list;
}

/** What the account is made of. */
export interface AccountFacts {
  readonly what: string;
  readonly lineage: string;
  readonly user: string;
  readonly container: string;
  readonly rule: Rule;
  readonly parts: readonly MatchedPart[];
  readonly reports: readonly ActionReport[];
  readonly attack: Attack;
  readonly repeats: number;
  readonly storySignals: number;
  readonly storyRoot: string;
}

/** One paragraph for a person who has never seen the rule. */
export function accountOf(facts: AccountFacts): string {
  const { rule, parts, reports, attack } = facts;
  const where = facts.container === '' ? '' : ` in container ${facts.container}`;
  const sentences = [`${facts.what}${where}, as user ${facts.user}.`, `Who started whom: ${facts.lineage}.`];
  const description = rule.source.description.trim().replace(/\s+/g, ' ');
  sentences.push(
    description === ''
      ? `The rule ${rule.source.id} looks for this.`
      : `The rule ${rule.source.id} looks for this: ${description.replace(/\.$/, '')}.`,
  );
  if (parts.length > 0) {
    const words = parts.slice(0, 4).map((part) => partWords(rule, part));
    const more = parts.length > words.length ? ` (and ${parts.length - words.length} more conditions)` : '';
    sentences.push(`It matched because ${words.join('; ')}${more}.`);
  }
  if (attack.techniques.length > 0)
    sentences.push(
      `In ATT&CK this is ${attack.techniques.join(', ')}${attack.tactics.length > 0 ? ` (${attack.tactics.join(', ')})` : ''}.`,
    );
  if (facts.repeats > 1) sentences.push(`It is the ${ordinal(facts.repeats)} time in this story.`);
  if (facts.storySignals > 1)
    sentences.push(`It is signal ${facts.storySignals} of what ${facts.storyRoot} and its children did.`);
  for (const report of reports) {
    const words = reportWords(report);
    if (words !== '') sentences.push(`Shrike's answer: ${printableText(words)}.`);
  }
  return sentences.join(' ');
}

function ordinal(n: number): string {
  const rest = n % 100;
  const suffix = rest > 10 && rest < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
}
