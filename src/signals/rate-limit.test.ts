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

test('limits are bounded in number: the oldest starts afresh', () => {
  const limiter = new RateLimiter();
  for (let i = 0; i < 70_000; i++) assert.equal(limiter.allow(`rule\0${i}`, 1000n, 5n), true);
  assert.equal(limiter.allow('rule\u00000', 1000n, 6n), true, 'forgotten');
  assert.equal(limiter.allow('rule\u000069999', 1000n, 6n), false, 'remembered');
});
