/** Diagnostics of the rule language, moved from positions in an expression to places in the policy file. */
import type { Diagnostic } from '../language/index.ts';
import type { SourceText } from './policy-definition.ts';
import { type PolicyCode, type PolicyDiagnostic, problem } from './policy-diagnostics.ts';

/**
 * @param expanded true when the diagnostics are about a text made from the expression, whose positions mean nothing
 * in the file
 */
export function languageDiagnostics(
  source: SourceText,
  diagnostics: readonly Diagnostic[],
  code: PolicyCode = 'POLICY-EXPRESSION',
  expanded = false,
): readonly PolicyDiagnostic[] {
  return diagnostics.map(({ code: inner, message, offset, length, expected, hint }) => {
    const place = expanded ? source.place : source.placeAt(offset, length);
    const advice = [expected === undefined ? '' : `expected ${expected}`, hint ?? ''].filter((part) => part !== '');
    return problem('error', code, place, `${message} (${inner})`, advice.length === 0 ? undefined : advice.join('; '));
  });
}
