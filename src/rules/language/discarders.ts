/**
 * Discarders: after an event matched nothing, the values of it that alone make every rule of its type false. Events
 * with such a value need not leave the kernel. What the kernel can filter by, and for how long an answer holds, is
 * not known here.
 */
import type { CheckedRule } from './ast.ts';
import type { FieldValue, Model } from './model.ts';
import { canMatch } from './partial.ts';

export interface Discarder {
  readonly field: string;
  readonly value: FieldValue;
}

/**
 * Finds the discarders of an event among the fields that the rules read.
 *
 * @param rules the rules of the event's type, without those that an approver-only field lets through
 * @param only the fields the kernel can discard by; all fields when absent
 */
export function findDiscarders<E>(
  rules: readonly CheckedRule[],
  model: Model<E>,
  event: E,
  only?: ReadonlySet<string>,
): readonly Discarder[] {
  if (rules.length === 0) return [];
  const names = new Set(rules.flatMap((rule) => rule.fields));
  const discarders: Discarder[] = [];
  for (const name of names) {
    if (only !== undefined && !only.has(name)) continue;
    const spec = model.field(name);
    if (spec === undefined || rules.some((rule) => canMatch(rule, model, name, event))) continue;
    discarders.push({ field: name, value: model.read(spec)(event) });
  }
  return discarders;
}
