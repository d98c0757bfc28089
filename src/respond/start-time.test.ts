import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStart } from './start-time.ts';

test('a start that is known to the nanosecond is compared so; one known by tick only counts as proof for the old enough', () => {
  const ms = 1_000_000n;
  for (const [startNs, startExact, aliveAtNs, readNs, exact, expected] of [
    [1234n * ms + 1n, true, 1234n * ms + 2n, 1234n * ms + 1n, true, 'same'],
    [1234n * ms + 1n, true, 1234n * ms + 2n, 1234n * ms + 2n, true, 'other'],
    [1234n * ms, true, 1239n * ms, 1230n * ms, false, 'uncertain'],
    [1234n * ms, true, 1240n * ms, 1230n * ms, false, 'same'],
    [1234n * ms, true, 9999n * ms, 1240n * ms, false, 'other'],
    [1230n * ms, false, 1239n * ms, 1234n * ms, true, 'uncertain'],
    [1230n * ms, false, 1250n * ms, 1234n * ms, true, 'same'],
  ] as const) {
    assert.equal(compareStart({ startNs, startExact, aliveAtNs }, { startNs: readNs, exact }), expected);
  }
});
