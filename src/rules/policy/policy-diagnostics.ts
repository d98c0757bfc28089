/**
 * What can be wrong with a policy, as values. A diagnostic points into the file, at the very token inside an expression
 * where it can; its code is stable. Errors cost something (a policy, a rule, an action); warnings cost nothing and say
 * what somebody probably meant.
 */

/** Stable codes with what each stands for. A code is never reused for something else. */
export const POLICY_CODES = {
  'POLICY-READ': 'the file cannot be read or is no UTF-8 text',
  'POLICY-LIMIT': 'the file is larger, or has more parts, than the limit',
  'POLICY-YAML': 'the file is no YAML',
  'POLICY-TYPE': 'a value of a type that the key does not take',
  'POLICY-KEY': 'a key that does not exist',
  'POLICY-MISSING': 'a key that has to be there',
  'POLICY-CHOICE': 'keys that exclude each other, or a word that is not one of the known ones',
  'POLICY-EMPTY': 'a policy without rules and macros',
  'POLICY-ID': 'an id that is missing, misspelt or reserved',
  'POLICY-VERSION': 'a version constraint that cannot be read',
  'POLICY-FILTER': 'a filter that cannot be used',
  'POLICY-DUPLICATE': 'a second definition of an id, which changes nothing',
  'POLICY-MERGE': 'definitions that cannot be combined',
  'POLICY-EXPRESSION': 'an expression that does not compile',
  'POLICY-EVENT': 'an event type that this rule, or this machine, does not have',
  'POLICY-ACTION': 'an action that cannot be used',
  'POLICY-VARIABLE': 'a variable that is declared in two ways, or named like something else',
  'POLICY-LIMITER': 'a field of a rate limit that cannot be used',
} as const;

export type PolicyCode = keyof typeof POLICY_CODES;

/** A place in a file; line and column are counted from one, the column in characters. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line itself, and how many characters are meant; absent when there is nothing to show. */
  readonly lineText?: string;
  readonly width?: number;
}

export interface PolicyDiagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: PolicyCode;
  readonly message: string;
  readonly place: Place;
  readonly hint?: string;
}

/** Builds a diagnostic; an undefined hint is left out. */
export function problem(
  severity: 'error' | 'warning',
  code: PolicyCode,
  place: Place,
  message: string,
  hint?: string,
): PolicyDiagnostic {
  return { severity, code, message, place, ...(hint === undefined ? {} : { hint }) };
}

/** Longest part of a line that is shown around the place. */
const LINE_SHOWN_MAX = 160;

/**
 * The diagnostic as text:
 *
 *     custom.policy:4:18: error POLICY-EXPRESSION: there is no field open.file.pth
 *       expression: open.file.pth == "/etc/passwd"
 *                   ^^^^^^^^^^^^^
 *       hint: did you mean open.file.path?
 */
export function renderPolicyDiagnostic({ severity, code, message, place, hint }: PolicyDiagnostic): string {
  const lines = [`${place.file}:${place.line}:${place.column}: ${severity} ${code}: ${message}`];
  if (place.lineText !== undefined) {
    const visible = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
    const characters = [...visible(place.lineText)];
    const indent = characters.findIndex((character) => character !== ' ');
    const from = Math.max(0, Math.min(Math.max(indent, place.column - 1 - LINE_SHOWN_MAX / 2), place.column - 1));
    const shown = characters.slice(from, from + LINE_SHOWN_MAX).join('');
    lines.push(`  ${shown}`);
    const at = place.column - 1 - from;
    const width = Math.max(1, Math.min(place.width ?? 1, LINE_SHOWN_MAX - at));
    lines.push(`  ${' '.repeat(at)}${'^'.repeat(width)}`);
  }
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.join('\n');
}
