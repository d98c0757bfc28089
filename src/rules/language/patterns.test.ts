import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileGlob, compileMatcher, compilePattern, globReachesBelow, refuseEmpty } from './patterns.ts';

type Case = readonly [pattern: string, value: string, expected: boolean];

const patterns: readonly Case[] = [
  ['*b', 'abcb', false],
  ['a*b', 'abab', false],
  ['a*bc', 'abXbc', true],
  ['a*bc', 'aXbc', true],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a*', 'a/b', true],
  ['*a*', 'bab', true],
  ['a*a', 'a', false],
  ['*ab*ab*', 'xabyab', true],
  ['a?c', 'abc', false],
];

for (const [pattern, value, expected] of patterns) {
  test(`the pattern ${pattern} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(value)}`, () => {
    const compiled = compilePattern(pattern);
    assert.ok(compiled.ok);
    assert.equal(compiled.test(value), expected);
  });
}

const globs: readonly Case[] = [
  ['/dir/*', '/dir/', true],
  ['/dir/*', '/dir/x', true],
  ['/dir/*', '/dir', false],
  ['/dir/*', '/dir/x/y', false],
  ['/dir/**', '/dir/', true],
  ['/dir/**', '/dir/x/y', true],
  ['/dir/**', '/dir', false],
  ['/a/**/b', '/a/x/y/b', true],
  ['/a/**/b', '/a/b', false],
  ['**/b', '/b', true],
  ['*/abc/*', '/1/abc/2', true],
  ['*/abc', '/2/abc/3', false],
  ['/usr/b**', '/usr/bin', true],
  ['/usr/b**', '/usr/bin/x', false],
  ['/*', '/usr/bin', false],
  ['*', '/usr', false],
  ['', '', false],
  ['/a', '/a', true],
];

for (const [pattern, value, expected] of globs) {
  test(`the glob ${pattern} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(value)}`, () => {
    const compiled = compileGlob(pattern);
    assert.ok(compiled.ok);
    assert.equal(compiled.test(value), expected);
  });
}

test('** is refused in patterns, and twice in globs', () => {
  assert.equal(compilePattern('a**').ok, false);
  assert.equal(compileGlob('/**/a/**').ok, false);
});

const below: readonly Case[] = [
  ['/', '/var/log', true],
  ['/var/log/*', '/var/log', true],
  ['/var/log/*', '/var/lib', false],
  ['/var/log/x/y', '/var/log', true],
  ['/etc/passwd', '/var', false],
  ['/var/**', '/var/log/nginx', true],
  ['*/*/http*', '/var/log/httpd', true],
  ['*/*/http*', '/var/log/nginx', false],
  ['/etc/*', '/', true],
];

for (const [pattern, directory, expected] of below) {
  test(`the glob ${pattern} ${expected ? 'may match' : 'cannot match'} below ${directory}`, () => {
    assert.equal(globReachesBelow(pattern, directory), expected);
  });
}

test('case is ignored for exact strings, patterns and globs, not for regular expressions', () => {
  const literals = [
    { form: 'scalar', text: 'ABC' },
    { form: 'pattern', text: 'X*' },
    { form: 'regexp', text: '^R$' },
  ] as const;
  const { matcher } = compileMatcher(literals, { matching: 'plain', ignoreCase: true });
  assert.deepEqual(['abc', 'xyz', 'R', 'r', 'q'].map(matcher!.which), [0, 1, 2, -1, -1]);
});

test('an exact string is normalised, a pattern is not', () => {
  const dotted = (text: string): string => (text.startsWith('.') ? text : `.${text}`);
  const literals = [
    { form: 'scalar', text: 'so' },
    { form: 'pattern', text: 'p*' },
  ] as const;
  const { matcher } = compileMatcher(literals, { matching: 'plain', ignoreCase: false, normalise: dotted });
  assert.deepEqual(['.so', 'so', 'py', '.py'].map(matcher!.test), [true, false, true, false]);
});

test('a matcher that refuses the empty string keeps the rest', () => {
  const { matcher } = compileMatcher([{ form: 'pattern', text: '*' }], { matching: 'plain', ignoreCase: false });
  assert.deepEqual(['', 'a'].map(refuseEmpty(matcher!).test), [false, true]);
});
