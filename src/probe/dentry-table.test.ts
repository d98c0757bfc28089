import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findDentryTable } from './dentry-table.ts';

const TABLE = 0xffff_8880_0400_0000n;

/** Entries as a kernel with this table would have them; every fourth is not first in its bucket. */
function samples(count: number, shift: number, chained = 4): { hash: number; pprev: bigint }[] {
  let state = 12345;
  return Array.from({ length: count }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const pprev = i % chained === 0 ? 0xffff_8881_2000_0008n + BigInt(i * 192) : TABLE + BigInt(state >>> shift) * 8n;
    return { hash: state, pprev };
  });
}

describe('the table of directory entries', () => {
  for (const shift of [8, 10, 13, 19]) {
    test(`is found with a shift of ${shift}`, () => {
      assert.deepEqual(findDentryTable(samples(200, shift)), { table: TABLE, shift });
    });
  }

  test('is not guessed from a few entries', () => {
    assert.equal(findDentryTable(samples(10, 10)), null);
  });

  test('is not guessed when hardly any entry is the first of its bucket', () => {
    assert.equal(
      findDentryTable(samples(200, 10).map((s, i) => (i % 5 === 0 ? s : { ...s, pprev: s.pprev + 8n * BigInt(i) }))),
      null,
    );
  });
});
