/**
 * Text to checked rule in one step, with the mistakes of both readings in the order of the text.
 */
import { type Checked, type CheckOptions, checkRule } from './check.ts';
import type { Model } from './model.ts';
import { parseRule } from './parse.ts';

/** Parses and checks. A text with syntax errors is still checked, so that unknown names are reported with them. */
export function readRule<E>(source: string, model: Model<E>, options: CheckOptions = {}): Checked {
  const { tree, diagnostics } = parseRule(source);
  if (tree === null) return { diagnostics };
  const checked = checkRule(tree, source, model, options);
  if (diagnostics.length === 0) return checked;
  const all = [...diagnostics, ...checked.diagnostics];
  return { diagnostics: all.sort((left, right) => left.offset - right.offset) };
}
