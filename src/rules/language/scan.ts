/**
 * Text to tokens. Rules are tried in a fixed order and the first that matches wins, which is *not* the longest match:
 * `10min` is the duration `10m` and then `in`, and a sign before a digit belongs to the number. White space is gone
 * before the parser looks, so `> =` is `>=`. Literals keep their backslashes. One thing is milder than the original:
 * a `]` that closes nothing inside a name ends the name, so `[A, B]` needs no blank before the bracket.
 */
import type { Span } from './ast.ts';
import { type Diagnostic, diagnosticAt } from './diagnostics.ts';
import { LIMITS } from './limits.ts';

export type TokenKind =
  | 'CIDR'
  | 'IP'
  | 'Variable'
  | 'FieldReference'
  | 'Duration'
  | 'Regexp'
  | 'Ident'
  | 'String'
  | 'Pattern'
  | 'Int'
  | 'Punct'
  | 'EOF';

export interface Token {
  readonly kind: TokenKind;
  /** Content without quotes and their prefix; everything else as written. */
  readonly value: string;
  readonly span: Span;
}

export interface Scanned {
  /** Always ends with one EOF token. */
  readonly tokens: readonly Token[];
  readonly diagnostics: readonly Diagnostic[];
}

const BLANK = /(?:[ \t\n]|(?:#|\/\/)[^\n]*)+/y;
const ADDRESS = String.raw`(?:\d+\.\d+\.\d+\.\d+|(?:[0-9a-fA-F]*:){2,}(?:\d+\.\d+\.\d+\.\d+|[0-9a-fA-F]*))`;

/** In the order they are tried. `cut` is how much of front and back is not part of the value. */
const RULES: readonly { readonly kind: TokenKind; readonly form: RegExp; readonly cut?: readonly [number, number] }[] =
  [
    { kind: 'CIDR', form: new RegExp(String.raw`${ADDRESS}/\d+`, 'y') },
    { kind: 'IP', form: new RegExp(ADDRESS, 'y') },
    { kind: 'Variable', form: /\$\{[A-Za-z_][A-Za-z0-9_.]*\}/y },
    { kind: 'FieldReference', form: /%\{[A-Za-z_][A-Za-z0-9_.[\]]*\}/y },
    { kind: 'Duration', form: /\d+[msh]s*/y },
    { kind: 'Regexp', form: /r"(?:\\[\s\S]|[^"\\])*"/y, cut: [2, 1] },
    { kind: 'Ident', form: /[A-Za-z_][A-Za-z0-9_.[\]]*/y },
    { kind: 'String', form: /"(?:\\[\s\S]|[^"\\])*"/y, cut: [1, 1] },
    { kind: 'Pattern', form: /~"(?:\\[\s\S]|[^"\\])*"/y, cut: [2, 1] },
    { kind: 'Int', form: /[-+]?\d+/y },
    { kind: 'Punct', form: /[!-/:-@[-`{-~]/y },
  ];

/** Scans the whole text; reports every bad character, and stops at a literal that does not end. */
export function scan(source: string): Scanned {
  const tokens: Token[] = [];
  const diagnostics: Diagnostic[] = [];
  if (source.length > LIMITS.sourceLengthMax) {
    const span = { offset: LIMITS.sourceLengthMax, length: 0 };
    const message = `the expression is longer than ${LIMITS.sourceLengthMax} characters`;
    diagnostics.push(diagnosticAt(source, span, 'SECL-TOO-LONG', message, { hint: 'split the rule' }));
    return { tokens: [endToken(source.length)], diagnostics };
  }
  let at = 0;
  while (at < source.length) {
    const blank = matchAt(BLANK, source, at);
    if (blank > 0) {
      at += blank;
      continue;
    }
    const token = tokenAt(source, at);
    if (token === undefined) {
      // The first few say enough; a binary file must not give thousands of reports.
      if (diagnostics.length < 10) diagnostics.push(characterProblem(source, at));
      at += (source.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      continue;
    }
    if (token.kind === 'Punct' && token.value === '"') {
      const span = { offset: at, length: source.length - at };
      const extra = { expected: 'a closing "', hint: 'a backslash before a quote keeps the literal open' };
      diagnostics.push(diagnosticAt(source, span, 'SECL-UNTERMINATED', 'this literal does not end', extra));
      break;
    }
    tokens.push(token);
    at += token.span.length;
  }
  tokens.push(endToken(source.length));
  return { tokens, diagnostics };
}

function endToken(offset: number): Token {
  return { kind: 'EOF', value: '', span: { offset, length: 0 } };
}

function matchAt(form: RegExp, source: string, at: number): number {
  form.lastIndex = at;
  return form.test(source) ? form.lastIndex - at : 0;
}

function tokenAt(source: string, at: number): Token | undefined {
  for (const { kind, form, cut } of RULES) {
    let length = matchAt(form, source, at);
    if (length === 0) continue;
    if (kind === 'Ident') length = balancedLength(source, at, length);
    const text = source.slice(at, at + length);
    const value = cut === undefined ? text : text.slice(cut[0], text.length - cut[1]);
    return { kind, value, span: { offset: at, length } };
  }
  return undefined;
}

/** Length of a name up to the first `]` that closes nothing. */
function balancedLength(source: string, at: number, length: number): number {
  let open = 0;
  for (let index = 0; index < length; index++) {
    const character = source[at + index];
    if (character === '[') open++;
    else if (character === ']' && --open < 0) return index;
  }
  return length;
}

function characterProblem(source: string, at: number): Diagnostic {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  const span = { offset: at, length: character.length };
  if (character === '\r') {
    const hint = 'save the file with plain newlines';
    return diagnosticAt(source, span, 'SECL-CHARACTER', 'a carriage return is no white space here', { hint });
  }
  const quotes = /[\u2018\u2019\u201c\u201d]/.test(character);
  const hint = quotes ? 'use the plain double quote "' : 'text outside quotes is ASCII';
  return diagnosticAt(source, span, 'SECL-CHARACTER', `no token starts with ${JSON.stringify(character)}`, { hint });
}
