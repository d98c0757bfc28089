import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateLimiter } from './rate-limit.ts';

const MS = 1_000_000n;
const passed = (everyNs: bigint | null, times: readonly bigint[]): number => {
  const limiter = new RateLimiter();
  return times.filter((t) => limiter.allow('r', everyNs, t)).length;
};

test('a burst of forty passes, then ten a second', () => {
  assert.equal(
    passed(
      null,
      Array.from({ length: 100 }, () => 5n),
    ),
    40,
  );
  assert.equal(
    passed(
      null,
      Array.from({ length: 100 }, (_, i) => (i < 50 ? 0n : 1000n * MS)),
    ),
    50,
  );
});

test('`every` lets one pass per period and zero lifts the limit', () => {
  assert.equal(passed(1000n * MS, [0n, 500n * MS, 999n * MS, 1000n * MS, 1500n * MS, 2000n * MS]), 3);
  assert.equal(
    passed(
      0n,
      Array.from({ length: 100 }, () => 5n),
    ),
    100,
  );
});

test('rules do not share a limit, and time that runs backwards gives nothing', () => {
  const limiter = new RateLimiter();
  assert.equal(limiter.allow('a', 10n, 100n), true);
  assert.equal(limiter.allow('b', 10n, 100n), true);
  assert.equal(limiter.allow('a', 10n, 50n), false);
});
