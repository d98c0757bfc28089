import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Repetition } from './repetition.ts';

/** Meets `count` values, known or not; gives how many were looked up. */
function meet(repetition: Repetition, count: number, isKnown: boolean): number {
  let asked = 0;
  for (let index = 0; index < count; index++) {
    if (!repetition.shouldAsk()) continue;
    asked++;
    repetition.note(isKnown);
  }
  return asked;
}

test('every value is looked up while values repeat', () => {
  assert.equal(meet(new Repetition(), 10_000, true), 10_000);
});

test('few values are looked up once none repeats, and all again when they do', () => {
  const repetition = new Repetition();
  assert.ok(meet(repetition, 10_000, false) < 2500);
  meet(repetition, 10_000, true);
  assert.equal(meet(repetition, 1000, true), 1000);
});
