/**
 * The two glob languages and the matcher of string literals. Which one a pattern speaks is chosen by the field it is
 * compared with: paths match segment by segment, everything else in one piece. Neither ever backtracks: each literal
 * piece takes its first occurrence and the end is anchored, so `*b` does not match `abcb`. That is the language's
 * definition, not an optimisation, and an ordinary glob library accepts more.
 */
import type { StringMatching } from './model.ts';
import { compileRegexp } from './regexp.ts';

export type Test = (value: string) => boolean;

export type CompiledTest =
  | { readonly ok: true; readonly test: Test }
  | { readonly ok: false; readonly problem: string };

/** Compiles a pattern for a field that is no path. `*` also stands for `/`; `**` is refused. */
export function compilePattern(pattern: string, ignoreCase = false): CompiledTest {
  if (pattern.includes('**')) return { ok: false, problem: '** has a meaning for paths only; write one *' };
  return { ok: true, test: patternTest(pattern, ignoreCase) };
}

/** Like {@link compilePattern}, runs of `*` counting as one. */
function patternTest(pattern: string, ignoreCase: boolean): Test {
  if (ignoreCase) {
    const folded = patternTest(pattern.toLowerCase(), false);
    return (value) => folded(value.toLowerCase());
  }
  const pieces = pattern.split(/\*+/);
  const first = pieces[0]!;
  if (pieces.length === 1) return (value) => value === pattern;
  const endsWithStar = pieces[pieces.length - 1] === '';
  const rest = pieces.slice(1).filter((piece) => piece !== '');
  if (rest.length === 0) return (value) => value.startsWith(first);
  return (value) => {
    if (!value.startsWith(first)) return false;
    let at = first.length;
    for (const piece of rest) {
      const found = value.indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
    }
    return endsWithStar || at === value.length;
  };
}

interface Glob {
  readonly elements: readonly string[];
  /** Index of the `**` element, or -1. */
  readonly deep: number;
  /** True for a pattern that starts with a slash-less `*` element, which stands in for the root slash. */
  readonly startsWithStar: boolean;
}

function parseGlob(pattern: string): Glob | string {
  const elements = pattern.split('/');
  const deep = elements.indexOf('**');
  if (deep !== -1 && elements.indexOf('**', deep + 1) !== -1) return 'only one ** may stand in a path pattern';
  return { elements, deep, startsWithStar: elements.length > 1 && elements[0] === '*' };
}

/**
 * Compiles a path glob. `*` stays within one segment; one `**` segment stands for one or more segments, also for the
 * empty one after a trailing slash. An empty value never matches.
 */
export function compileGlob(pattern: string, ignoreCase = false): CompiledTest {
  const glob = parseGlob(pattern);
  if (typeof glob === 'string') return { ok: false, problem: glob };
  if (!pattern.includes('*')) {
    const wanted = ignoreCase ? pattern.toLowerCase() : pattern;
    return { ok: true, test: (value) => value !== '' && (ignoreCase ? value.toLowerCase() : value) === wanted };
  }
  const tests = glob.elements.map((element) => patternTest(element, ignoreCase));
  const { deep, startsWithStar } = glob;
  const head = deep === -1 ? tests : tests.slice(0, deep);
  const tail = deep === -1 ? [] : tests.slice(deep + 1);
  return {
    ok: true,
    test: (value) => {
      if (value === '') return false;
      const segments = (startsWithStar && value.startsWith('/') ? value.slice(1) : value).split('/');
      if (deep === -1 ? segments.length !== head.length : segments.length < head.length + tail.length + 1) return false;
      for (let index = 0; index < head.length; index++) {
        if (!head[index]!(segments[index]!)) return false;
      }
      const tailStart = segments.length - tail.length;
      for (let index = 0; index < tail.length; index++) {
        if (!tail[index]!(segments[tailStart + index]!)) return false;
      }
      return true;
    },
  };
}

/**
 * Whether a path glob could match the directory itself or something below it; used to find directories that no rule
 * cares about. Too many yeses are harmless, so a pattern that ends above the directory counts as yes.
 */
export function globReachesBelow(pattern: string, directory: string, ignoreCase = false): boolean {
  const glob = parseGlob(pattern);
  if (typeof glob === 'string') return true;
  if (pattern === '' || directory === '') return false;
  if (pattern === '/') return true;
  const path = glob.startsWithStar && directory.startsWith('/') ? directory.slice(1) : directory;
  const segments = (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path).split('/');
  const root = segments.length === 2 && segments[0] === '' && segments[1] === '';
  const compared = Math.min(glob.elements.length, root ? 1 : segments.length);
  for (let index = 0; index < compared; index++) {
    const element = glob.elements[index]!;
    if (element === '**') return true;
    if (!patternTest(element, ignoreCase)(segments[index]!)) return false;
  }
  return true;
}

/** A set of literals compiled for one field. */
export interface StringMatcher {
  readonly test: Test;
  /** Index of the literal that accepts the value (exact ones first, then in order of the list), or -1. */
  readonly which: (value: string) => number;
  /** Exact literals, folded to lower case when case does not count. */
  readonly scalars: ReadonlyMap<string, number>;
  readonly ignoreCase: boolean;
  /** True when there is nothing but exact literals. */
  readonly exactOnly: boolean;
  /** True when the empty string is never accepted, whatever the literals say. */
  readonly refusesEmpty: boolean;
}

/** The same matcher for a value that may be absent: absent is the empty string, and that matches nothing. */
export function refuseEmpty(matcher: StringMatcher): StringMatcher {
  if (!matcher.test('')) return matcher;
  const scalars = new Map(matcher.scalars);
  scalars.delete('');
  return {
    ...matcher,
    scalars,
    refusesEmpty: true,
    test: (value) => value !== '' && matcher.test(value),
    which: (value) => (value === '' ? -1 : matcher.which(value)),
  };
}

export interface MatcherOptions {
  readonly matching: StringMatching;
  readonly ignoreCase: boolean;
  /** Applied to exact literals only: a pattern says itself what may stand around it. */
  readonly normalise?: ((literal: string) => string) | undefined;
}

export interface MatcherProblem {
  readonly index: number;
  readonly code: 'SECL-PATTERN' | 'SECL-REGEXP';
  readonly problem: string;
}

/**
 * Compiles literals into one test; gives the problems instead when one of them is wrong. The list is remembered with its
 * matchers, so it must not change.
 */
export function compileMatcher(literals: readonly MatcherLiteral[], options: MatcherOptions): CompiledMatcher {
  if (literals.length < REMEMBERED_MIN) return compileAlone(literals, options);
  const known = COMPILED.get(literals) ?? [];
  for (const { of, compiled } of known)
    if (of.matching === options.matching && of.ignoreCase === options.ignoreCase && of.normalise === options.normalise)
      return compiled;
  const compiled = compileAlone(literals, options);
  const { matching, ignoreCase, normalise } = options;
  COMPILED.set(literals, [...known, { of: { matching, ignoreCase, normalise }, compiled }]);
  return compiled;
}

type MatcherLiteral = { readonly form: 'scalar' | 'pattern' | 'regexp'; readonly text: string };
type CompiledMatcher = { readonly matcher?: StringMatcher; readonly problems: readonly MatcherProblem[] };

/** Long lists come from macros, which hundreds of rules name: a matcher serves them all. */
const REMEMBERED_MIN = 6;
const COMPILED = new WeakMap<
  readonly MatcherLiteral[],
  readonly { readonly of: MatcherOptions; readonly compiled: CompiledMatcher }[]
>();

function compileAlone(literals: readonly MatcherLiteral[], options: MatcherOptions): CompiledMatcher {
  const scalars = new Map<string, number>();
  const tests: { readonly index: number; readonly test: Test }[] = [];
  const problems: MatcherProblem[] = [];
  for (const [index, literal] of literals.entries()) {
    if (literal.form === 'scalar') {
      const text = options.normalise === undefined ? literal.text : options.normalise(literal.text);
      const key = options.ignoreCase ? text.toLowerCase() : text;
      if (!scalars.has(key)) scalars.set(key, index);
      continue;
    }
    if (literal.form === 'regexp') {
      const compiled = compileRegexp(literal.text);
      if (compiled.ok) tests.push({ index, test: compiled.find });
      else problems.push({ index, code: 'SECL-REGEXP', problem: compiled.problem });
      continue;
    }
    const compile = options.matching === 'path' ? compileGlob : compilePattern;
    const compiled = compile(literal.text, options.ignoreCase);
    if (compiled.ok) tests.push({ index, test: compiled.test });
    else problems.push({ index, code: 'SECL-PATTERN', problem: compiled.problem });
  }
  if (problems.length > 0) return { problems };
  return { problems, matcher: assembleMatcher(scalars, tests, options.ignoreCase) };
}

function assembleMatcher(
  scalars: ReadonlyMap<string, number>,
  tests: readonly { readonly index: number; readonly test: Test }[],
  ignoreCase: boolean,
): StringMatcher {
  const which = (value: string): number => {
    const exact = scalars.get(ignoreCase ? value.toLowerCase() : value);
    if (exact !== undefined) return exact;
    for (const { index, test } of tests) if (test(value)) return index;
    return -1;
  };
  const only = tests.length === 1 && scalars.size === 0 ? tests[0]!.test : undefined;
  const exactOnly = tests.length === 0;
  const exact: Test = ignoreCase ? (value) => scalars.has(value.toLowerCase()) : (value) => scalars.has(value);
  return {
    test: only ?? (exactOnly ? exact : (value) => which(value) !== -1),
    which,
    scalars,
    ignoreCase,
    exactOnly,
    refusesEmpty: false,
  };
}
