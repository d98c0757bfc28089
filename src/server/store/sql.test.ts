import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allOf, anyOf, raw, sql, tabSeparated } from './sql.ts';

describe('sql', () => {
  const cases: readonly (readonly [string, Parameters<typeof sql>[1], string])[] = [
    ['a text', 'plain', "'plain'"],
    ['a quote', "it's", "'it\\'s'"],
    ['a backslash before a quote', "\\' OR 1=1 --", "'\\\\\\' OR 1=1 --'"],
    ['a null byte', 'a\0b', "'a\\0b'"],
    ['a number', 1.5, '1.5'],
    ['a wide number', 18_446_744_073_709_551_615n, '18446744073709551615'],
    ['a truth value', true, 'true'],
    ['a list', ['a', "b'"], "('a','b\\'')"],
    ['an empty list, which nothing is in', [], '(NULL)'],
    ['another piece', raw('now()'), 'now()'],
  ];
  for (const [name, value, expected] of cases) {
    test(`${name} becomes a literal`, () => assert.equal(sql`x = ${value}`.text, `x = ${expected}`));
  }

  test('no number that is none gets in', () => assert.throws(() => sql`${Number.NaN}`, RangeError));

  test('no conditions hold, no alternatives do not', () => {
    assert.equal(allOf([]).text, '1');
    assert.equal(anyOf([]).text, '0');
    assert.equal(allOf([raw('a OR b'), raw('c')]).text, '(a OR b) AND (c)');
  });

  test('fields of rows keep what would end them', () => {
    assert.equal(tabSeparated('a\tb\nc\\d\0'), 'a\\tb\\nc\\\\d\\0');
    assert.equal(tabSeparated('plain'), 'plain');
  });
});
