/**
 * Errors as values. A diagnostic says what is wrong, where, what would be right, and the nearest thing that exists;
 * its code is stable and is what tests and tools match on. Positions are UTF-16 offsets; line and column are counted
 * from one, the column in characters. {@link renderDiagnostic} shows the line with carets below the place.
 */
import type { Span } from './ast.ts';

/** Stable codes with what each stands for. A code is never reused for something else. */
export const DIAGNOSTIC_CODES = {
  'SECL-EMPTY': 'there is no expression',
  'SECL-TOO-LONG': 'the source is longer than the limit',
  'SECL-TOO-DEEP': 'nesting is deeper than the limit',
  'SECL-TOO-MANY': 'a list, a chain or the expanded rule has more parts than the limit',
  'SECL-CHARACTER': 'a character that no token starts with',
  'SECL-UNTERMINATED': 'a quoted literal that does not end',
  'SECL-SYNTAX': 'a token that does not fit here',
  'SECL-NUMBER': 'an integer that cannot be read or is out of range',
  'SECL-DURATION': 'a duration with an unknown unit or out of range',
  'SECL-LIST': 'a list that is empty or mixes kinds',
  'SECL-UNKNOWN-NAME': 'a name that is no constant, macro or field',
  'SECL-UNKNOWN-FIELD': 'a field that does not exist',
  'SECL-UNKNOWN-VARIABLE': 'a variable that is not defined',
  'SECL-UNKNOWN-CONSTANT': 'a list member that is no constant',
  'SECL-SUBSCRIPT': 'a subscript that is empty, reserved or on something that is no list',
  'SECL-REGISTER': 'a second iterator variable or a second list under one variable',
  'SECL-TYPE': 'operands that the operator does not take',
  'SECL-NOT-BOOLEAN': 'an expression that gives no yes or no',
  'SECL-NOT-STATIC': 'a computed value where a literal is needed',
  'SECL-PATTERN': 'a pattern that cannot be used here',
  'SECL-REGEXP': 'a regular expression that does not compile',
  'SECL-ADDRESS': 'an address or prefix length that does not exist',
  'SECL-INTERPOLATION': 'a value that cannot be put into a string',
  'SECL-VALUE': 'a literal that the field can never have or does not accept',
  'SECL-NO-EVENT-TYPE': 'no field says which event the rule is about',
  'SECL-EVENT-TYPES': 'fields of more than one event type',
  'SECL-FIM': 'fim.write used where it cannot be expanded',
} as const;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly offset: number;
  readonly length: number;
  /** From one. */
  readonly line: number;
  /** From one, in characters. */
  readonly column: number;
  /** What would have been right here. */
  readonly expected?: string;
  /** A way out: the nearest known name, the usual mistake. */
  readonly hint?: string;
}

/** Most diagnostics kept for one source; further ones would only be noise. */
export const DIAGNOSTICS_MAX = 50;

/** Builds a diagnostic with its line and column. The span is cut to the source. */
export function diagnosticAt(
  source: string,
  span: Span,
  code: DiagnosticCode,
  message: string,
  extra: { readonly expected?: string | undefined; readonly hint?: string | undefined } = {},
): Diagnostic {
  const offset = Math.max(0, Math.min(span.offset, source.length));
  const length = Math.max(0, Math.min(span.length, source.length - offset));
  let line = 1;
  let lineStart = 0;
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  const column = [...source.slice(lineStart, offset)].length + 1;
  return {
    code,
    message,
    offset,
    length,
    line,
    column,
    ...(extra.expected === undefined ? {} : { expected: extra.expected }),
    ...(extra.hint === undefined ? {} : { hint: extra.hint }),
  };
}

/**
 * The diagnostic as text: message, the source line, carets under the place, what was expected and the hint.
 *
 *     SECL-UNKNOWN-FIELD at 1:1: there is no field open.file.pth
 *       open.file.pth == "/etc/passwd"
 *       ^^^^^^^^^^^^^
 *       hint: did you mean open.file.path?
 */
export function renderDiagnostic(diagnostic: Diagnostic, source: string): string {
  const lineStart = source.lastIndexOf('\n', diagnostic.offset - 1) + 1;
  const lineBreak = source.indexOf('\n', diagnostic.offset);
  const lineEnd = lineBreak === -1 ? source.length : lineBreak;
  const before = source.slice(lineStart, diagnostic.offset);
  const marked = source.slice(diagnostic.offset, Math.min(diagnostic.offset + diagnostic.length, lineEnd));
  const after = source.slice(diagnostic.offset + marked.length, lineEnd);
  const { left, right } = cutLine(before, after);
  const shown = visible(left + marked + right);
  const carets = '^'.repeat(Math.max(1, displayWidth(visible(marked))));
  const lines = [
    `${diagnostic.code} at ${diagnostic.line}:${diagnostic.column}: ${diagnostic.message}`,
    `  ${shown}`,
    `  ${' '.repeat(displayWidth(visible(left)))}${carets}`,
  ];
  if (diagnostic.expected !== undefined) lines.push(`  expected: ${diagnostic.expected}`);
  if (diagnostic.hint !== undefined) lines.push(`  hint: ${diagnostic.hint}`);
  return lines.join('\n');
}

/** Keeps a very long line readable: some text on both sides of the place. */
function cutLine(before: string, after: string): { left: string; right: string } {
  const sideMax = 100;
  const left = before.length > sideMax ? `…${before.slice(-sideMax)}` : before;
  const right = after.length > sideMax ? `${after.slice(0, sideMax)}…` : after;
  return { left, right };
}

/** Tabs and control characters as one blank each, so that carets stay aligned. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, ' ');
}

/** Columns a text takes in a terminal: wide characters two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}|\u200b|\u200d|[\ufe00-\ufe0f]/u.test(character)) continue;
    width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  }
  return width;
}

/** East Asian wide and full-width ranges, and emoji (Unicode TR 11, coarse). */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
