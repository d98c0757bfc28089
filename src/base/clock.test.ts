import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BootClock } from './clock.ts';

const SECOND = 1_000_000_000n;
const world = (offsetNs = 1_700_000_000n * SECOND) => {
  const now = { bootNs: 100n * SECOND, offsetNs };
  const clock = new BootClock({ bootNs: () => now.bootNs, offsetNs: () => now.offsetNs });
  return { now, clock };
};

test('boot time becomes wall clock and back', () => {
  const { now, clock } = world();
  for (const boot of [0n, 1n, 100n * SECOND, 10n ** 16n]) {
    assert.equal(clock.toWallNs(boot), boot + now.offsetNs);
    assert.equal(clock.toBootNs(clock.toWallNs(boot)), boot);
  }
});

test('jitter of the readings changes nothing, and what adds up is taken over', () => {
  const { now, clock } = world();
  const before = clock.toWallNs(5n);
  now.offsetNs += 999_999n;
  assert.equal(clock.refresh(), 0n);
  assert.equal(clock.toWallNs(5n), before);
  now.offsetNs += 1n;
  assert.equal(clock.refresh(), 1_000_000n);
  assert.equal(clock.jumps, 1);
});

for (const [name, jump] of [
  ['forward', 3600n * SECOND],
  ['back', -3600n * SECOND],
] as const) {
  test(`a wall clock set ${name} leaves the past as it was`, () => {
    const { now, clock } = world();
    const past = 50n * SECOND;
    const told = clock.toWallNs(past);
    now.bootNs = 200n * SECOND;
    now.offsetNs += jump;
    assert.equal(clock.refresh(), jump);
    assert.equal(clock.toWallNs(past), told);
    const later = 300n * SECOND;
    assert.equal(clock.toWallNs(later), later + now.offsetNs);
    assert.equal(clock.toBootNs(clock.toWallNs(later)), later);
    if (jump > 0n) {
      assert.equal(clock.toBootNs(told), past);
      const never = clock.toWallNs(200n * SECOND) - 5n;
      assert.equal(clock.toBootNs(never), 200n * SECOND, 'a time that never was is the moment of the jump');
    } else {
      const twice = clock.toWallNs(later);
      assert.equal(clock.toBootNs(twice), later, 'a time shown twice means the later moment');
    }
  });
}

test('a clock that is set all the time costs no memory and stays right about now', () => {
  const { now, clock } = world();
  for (let i = 0; i < 1000; i++) {
    now.bootNs += SECOND;
    now.offsetNs += i % 2 === 0 ? 7n * SECOND : -7n * SECOND;
    clock.refresh();
  }
  assert.equal(clock.jumps, 1000);
  assert.equal(clock.toWallNs(now.bootNs), now.bootNs + now.offsetNs);
  assert.equal(clock.toBootNs(now.bootNs + now.offsetNs), now.bootNs);
});
