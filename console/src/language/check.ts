/**
 * Checks an expression in the browser, with the same language package and the same fields as the sensor. Runs on every
 * pause of typing; what only the server knows (macros of its policies) is asked there by the page.
 */
import { eventModel } from '../../../src/rules/event-model.ts';
import { type Diagnostic, readRule } from '../../../src/rules/language/index.ts';

/** What is wrong with a filter (any events) or a rule (must be about one event type). */
export function checkExpression(text: string, what: 'filter' | 'rule'): readonly Diagnostic[] {
  if (text.trim() === '') return [];
  return readRule(text, eventModel, { eventType: what === 'rule' ? 'required' : 'any' }).diagnostics;
}
