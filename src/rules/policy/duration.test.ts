/** Durations of policy files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDurationNs, printDuration } from './duration.ts';

const second = 1_000_000_000n;

for (const [value, ns] of [
  ['10m', 600n * second],
  ['1h30m', 5400n * second],
  ['1.5s', 1_500_000_000n],
  ['.5s', 500_000_000n],
  ['250ms', 250_000_000n],
  ['3us', 3000n],
  ['7ns', 7n],
  ['0', 0n],
  ['0s', 0n],
  [0, 0n],
  [60_000_000_000n, 60n * second],
  ['', null],
  ['10', null],
  ['10 m', null],
  ['-5m', null],
  [-1, null],
  [1.5, null],
  ['m', null],
  ['.s', null],
  ['5d', null],
  ['999999999999h', null],
] as const) {
  test(`${typeof value} ${String(value)} is ${ns === null ? 'no duration' : `${ns} ns`}`, () => {
    assert.equal(parseDurationNs(value), ns);
  });
}

test('printing gives a text that reads back the same', () => {
  for (const ns of [0n, 1n, 999n, 1_000_000n, 90n * 60n * second, 3_661_000_000_007n]) {
    assert.equal(parseDurationNs(printDuration(ns)), ns);
  }
});
