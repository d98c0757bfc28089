/**
 * Whether a rule sees a case only by the name that its author gave to a file: whoever attacks chooses other names. Each string
 * literal of the rule is held against the names that the case makes up; one that matches such a name must as well match it
 * with other letters (`*.sh` does), or the name must be one that systems give.
 */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { compileGlob, compilePattern } from '../../src/rules/language/patterns.ts';

interface Literal {
  readonly text: string;
  readonly matches: (value: string) => boolean;
}

/** Paths below which attackers put files of their own. */
const SCRATCH = /(?:\/tmp|\/var\/tmp|\/dev\/shm|~|\$HOME|\/root|\.)\/([\w.+/-]*[\w+-])/g;
/** Names there that systems or programs give: they are the act itself. */
const GIVEN = new Set([
  ...['.bashrc', '.bash_profile', '.bash_login', '.profile', '.bash_history', '.netrc'],
  ...['.ssh', 'authorized_keys', 'id_rsa', '.aws', 'credentials'],
  // Masquerading: the name of a system's program is the point of the case.
  ...['crond', 'sh'],
]);
const STAND_IN = 'qzkwvjxq'.repeat(8);

/** The name with other letters; what is not at the front (an extension, a version) stays. */
const renamed = (name: string): string =>
  name.replace(
    /^(\.*)([A-Za-z0-9_+-]+)/,
    (_, dots: string, stem: string) => `${dots}${STAND_IN.slice(0, stem.length)}`,
  );

function literalOf(text: string): Literal {
  const compiled = text.startsWith('/') ? compileGlob(text) : compilePattern(text);
  return { text, matches: compiled.ok ? compiled.test : (value) => value === text };
}

const literalsIn = (expression: string): string[] =>
  [...expression.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text!).filter((text) => /[A-Za-z]/.test(text));

/** Literals of each rule in a folder of policies, with those of the macros that it names. */
export function literalsByRule(folder: string): ReadonlyMap<string, readonly Literal[]> {
  const macros = new Map<string, string[]>();
  const rules: { id: string; expression: string }[] = [];
  for (const file of globSync(`${fileURLToPath(new URL(`../../${folder}`, import.meta.url))}/*.policy`)) {
    const policy = parse(readFileSync(file, 'utf8'));
    rules.push(...(policy.rules ?? []));
    for (const { id, expression = '', values = [] } of policy.macros ?? [])
      macros.set(id, [...(macros.get(id) ?? []), ...literalsIn(expression), ...values.map(String)]);
  }
  return new Map(
    rules.map(({ id, expression = '' }) => {
      const named = [...macros].filter(([name]) => new RegExp(`\\b${name}\\b`).test(expression));
      return [id, [...new Set([...literalsIn(expression), ...named.flatMap(([, own]) => own)])].map(literalOf)];
    }),
  );
}

/** The literal of a rule that matches a name which the script made up, undefined where none does. */
export function madeUpNameIn(script: string, literals: readonly Literal[]): string | undefined {
  const names = new Set([...script.matchAll(SCRATCH)].flatMap(([, below]) => below!.split('/')));
  for (const name of names) {
    // One letter is an option of some program rather than a file.
    if (GIVEN.has(name) || name.length < 2) continue;
    for (const front of ['', '/tmp/', '/root/', 'sh /tmp/'])
      for (const { text, matches } of literals)
        if (matches(`${front}${name}`) && !matches(`${front}${renamed(name)}`)) return `${name} by "${text}"`;
  }
  return undefined;
}
