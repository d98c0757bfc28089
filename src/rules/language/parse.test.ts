import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from './limits.ts';
import { parseMacro, parseRule } from './parse.ts';
import { printGrouping } from './print.ts';

const groupings: readonly (readonly [string, string])[] = [
  ['a && b || c', 'a && (b || c)'],
  ['a || b && c', 'a || (b && c)'],
  ['a and b and c or d', 'a && (b && (c || d))'],
  ['(a && b) || c', '(a && b) || c'],
  ['a == b == c', 'a == (b == c)'],
  ['1 == 1 & 1', '1 == (1 & 1)'],
  ['3 - 1 & 1', '3 - (1 & 1)'],
  ['1 - 2 + 3', '(1 - 2) + 3'],
  ['4 & 6 | 1', '4 & (6 | 1)'],
  ['not a == b', '!a == b'],
  ['!a in [ 1 ]', '!a in [1]'],
  ['a not in [ 1 ]', 'a not in [1]'],
  ['a > = 1', 'a >= 1'],
  ['a ! = 1', 'a != 1'],
  ['a !~ "x"', 'a !~ "x"'],
  ['a == 0644', 'a == 0644'],
];

for (const [source, expected] of groupings) {
  test(`${source} reads as ${expected}`, () => {
    const { tree, diagnostics } = parseRule(source);
    assert.deepEqual(diagnostics, []);
    assert.equal(printGrouping(tree!), expected);
  });
}

/** Source, then each diagnostic as code, line:column and the text it covers. */
const mistakes: readonly (readonly [string, readonly string[]])[] = [
  ['', ['SECL-EMPTY 1:1 ']],
  ['# only a comment', ['SECL-EMPTY 1:1 # only a comment']],
  ['a ==', ['SECL-SYNTAX 1:5 ']],
  ['a == "x', ['SECL-UNTERMINATED 1:6 "x']],
  ['(a == 1', ['SECL-SYNTAX 1:1 (']],
  ['a == 1)', ['SECL-SYNTAX 1:7 )']],
  ['a -1 > 0', ['SECL-SYNTAX 1:3 -1']],
  ['a =~"x"', ['SECL-SYNTAX 1:3 =']],
  ['a == 08', ['SECL-NUMBER 1:6 08']],
  ['a == 9223372036854775808', ['SECL-NUMBER 1:6 9223372036854775808']],
  ['a > 5ss', ['SECL-DURATION 1:5 5ss']],
  ['a in []', ['SECL-LIST 1:6 []']],
  ['a in [ "x", 1 ]', ['SECL-LIST 1:13 1']],
  ['a in [ 1, ]', ['SECL-SYNTAX 1:11 ]']],
  ['a in "x"', ['SECL-SYNTAX 1:6 "x"']],
  ['a in 10.0.0.1', ['SECL-SYNTAX 1:6 10.0.0.1']],
  ['a in [ 5s ]', ['SECL-SYNTAX 1:8 5s']],
  ['a notin [ 1 ]', ['SECL-SYNTAX 1:3 notin']],
  ['a == &&\n(b == ) ||\nc in [ 1', ['SECL-SYNTAX 1:6 &', 'SECL-SYNTAX 2:7 )', 'SECL-SYNTAX 3:9 ']],
];

for (const [source, expected] of mistakes) {
  test(`${JSON.stringify(source)} gives ${expected.length} diagnostic(s) at the right place`, () => {
    const { diagnostics } = parseRule(source);
    const shown = diagnostics.map(
      ({ code, line, column, offset, length }) => `${code} ${line}:${column} ${source.slice(offset, offset + length)}`,
    );
    assert.deepEqual(shown, expected);
  });
}

test('a macro may be a list, a value or a condition, and nothing after it', () => {
  for (const source of ['[ "a", ~"b" ]', '[ 1, 2 ]', '10.0.0.0/8', '"x"', 'a == 1 && b', '1 in [ 1 ]']) {
    assert.deepEqual(parseMacro(source).diagnostics, [], source);
  }
  assert.equal(parseMacro('[ 1 ] && a').diagnostics.length, 1);
  assert.equal(parseRule('[ 1 ]').diagnostics.length, 1);
});

const bounds: readonly (readonly [string, string, string, string])[] = [
  ['parentheses', '('.repeat(90) + 'a' + ')'.repeat(90), '('.repeat(9000) + 'a' + ')'.repeat(9000), 'SECL-TOO-DEEP'],
  ['negations', `${'!'.repeat(90)}a`, `${'!'.repeat(90_000)}a`, 'SECL-TOO-DEEP'],
  ['bit operators', `a${' & 1'.repeat(90)} > 0`, `a${' & 1'.repeat(5000)} > 0`, 'SECL-TOO-DEEP'],
  ['sums', `a${' + 1'.repeat(90)} > 0`, `a${' + 1'.repeat(5000)} > 0`, 'SECL-TOO-DEEP'],
  ['comparisons', `a${' == a'.repeat(90)}`, `a${' == a'.repeat(5000)}`, 'SECL-TOO-DEEP'],
  [
    'operands',
    `a${' && a'.repeat(LIMITS.chainLengthMax - 1)}`,
    `a${' && a'.repeat(LIMITS.chainLengthMax)}`,
    'SECL-TOO-MANY',
  ],
  ['alternations', `a${' && a || a'.repeat(190)}`, `a${' && a || a'.repeat(300)}`, 'SECL-TOO-DEEP'],
  [
    'list members',
    `a in [ 1${', 1'.repeat(LIMITS.listLengthMax - 1)} ]`,
    `a in [ 1${', 1'.repeat(LIMITS.listLengthMax)} ]`,
    'SECL-TOO-MANY',
  ],
  [
    'characters',
    `a${' '.repeat(LIMITS.sourceLengthMax - 1)}`,
    `a${' '.repeat(LIMITS.sourceLengthMax)}`,
    'SECL-TOO-LONG',
  ],
];

for (const [what, within, beyond, code] of bounds) {
  test(`${what} are bounded, with ${code} beyond the bound`, () => {
    assert.deepEqual(parseRule(within).diagnostics, []);
    assert.deepEqual([...new Set(parseRule(beyond).diagnostics.map((one) => one.code))], [code]);
  });
}
