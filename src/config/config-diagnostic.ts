/**
 * What can be wrong with a configuration, as values. Nothing here stops the program: an error means that something that
 * was written has no effect, a warning that something was probably meant otherwise, a note only informs.
 */
import { printableText } from '../base/text.ts';
import type { Place } from '../rules/policy/policy-diagnostics.ts';

/** Stable codes with what each stands for. A code is never reused for something else. */
export const CONFIG_CODES = {
  'CONFIG-READ': 'a file or folder that cannot be read, or is no UTF-8 text',
  'CONFIG-LIMIT': 'a file that is larger, or has more parts, than the limit',
  'CONFIG-YAML': 'a file that is no YAML',
  'CONFIG-TYPE': 'a value that the key does not take',
  'CONFIG-KEY': 'a key or an environment variable that does not exist',
  'CONFIG-CONFLICT': 'a key that is set to different values',
  'CONFIG-OBSOLETE': 'a key that has no effect any more',
  'CONFIG-UNUSED': 'keys that are set and have no effect here yet',
} as const;

export type ConfigCode = keyof typeof CONFIG_CODES;

export interface ConfigDiagnostic {
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: ConfigCode;
  readonly message: string;
  /** Where it stands in a file. */
  readonly place?: Place;
  /** The environment variable that it is about. */
  readonly variable?: string;
  readonly hint?: string;
}

/** Longest line that is shown with its mark; longer ones are not shown. */
const LINE_SHOWN_MAX = 160;

/** Lines that may hold a secret are not repeated. */
const SECRET_LINE = /key|secret|token|passw|credential|https?:\/\/[^/\s]*@/i;

/**
 * The diagnostic as text:
 *
 *     /etc/shrike/shrike.yaml:2:12: error CONFIG-TYPE: runtime_security_config.enabled takes true or false, not 'maybe'
 *         enabled: maybe
 *                  ^^^^^
 *       hint: write true or false
 */
export function renderConfigDiagnostic({ severity, code, message, place, variable, hint }: ConfigDiagnostic): string {
  const where =
    place !== undefined
      ? `${printableText(place.file)}:${place.line}:${place.column}: `
      : variable !== undefined
        ? `environment variable ${printableText(variable)}: `
        : '';
  const lines = [`${where}${severity} ${code}: ${message}`];
  if (place?.lineText !== undefined && place.lineText.length <= LINE_SHOWN_MAX && !SECRET_LINE.test(place.lineText)) {
    const shown = place.lineText.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Cs}/gu, ' ').trimEnd();
    lines.push(`  ${shown}`, `  ${' '.repeat(place.column - 1)}${'^'.repeat(Math.max(1, place.width ?? 1))}`);
  }
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.join('\n');
}
