/**
 * Regular expressions in RE2 syntax, through re2js: time grows linearly with the input whatever the pattern, so a
 * rule cannot stall the event path. A JavaScript RegExp would differ in look-around, flags and cost.
 */
import { RE2JS } from 're2js';

export type CompiledRegexp =
  | { readonly ok: true; readonly find: (value: string) => boolean }
  | { readonly ok: false; readonly problem: string };

/** Longest pattern that is compiled, in UTF-16 units. */
export const REGEXP_LENGTH_MAX = 4096;

/** Compiles an unanchored search. `ignoreCase` is the same as writing `(?i)` in front. */
export function compileRegexp(pattern: string, ignoreCase = false): CompiledRegexp {
  const compiled = compile(pattern, ignoreCase);
  if (typeof compiled === 'string') return { ok: false, problem: compiled };
  return { ok: true, find: (value) => compiled.matcher(value).find() };
}

export type CompiledCapture =
  | { readonly ok: true; readonly capture: (value: string) => string | undefined }
  | { readonly ok: false; readonly problem: string };

/**
 * Compiles a search that gives its first capture group; undefined when nothing is found or the group took no part.
 * A pattern without a capture group is refused.
 */
export function compileCapture(pattern: string): CompiledCapture {
  const compiled = compile(pattern, false);
  if (typeof compiled === 'string') return { ok: false, problem: compiled };
  if (compiled.groupCount() < 1) return { ok: false, problem: 'the pattern has no capture group' };
  return {
    ok: true,
    capture: (value) => {
      const matcher = compiled.matcher(value);
      return matcher.find() ? (matcher.group(1) ?? undefined) : undefined;
    },
  };
}

function compile(pattern: string, ignoreCase: boolean): RE2JS | string {
  if (pattern.length > REGEXP_LENGTH_MAX) return `the pattern is longer than ${REGEXP_LENGTH_MAX} characters`;
  try {
    return RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'it does not compile';
  }
}
