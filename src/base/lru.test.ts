import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lru } from './lru.ts';

test('what was not used for longest gives way, and is counted and told', () => {
  const dropped: [string, number][] = [];
  const lru = new Lru<string, number>(3, (key, value) => dropped.push([key, value]));
  for (const [i, key] of ['a', 'b', 'c'].entries()) lru.set(key, i);
  lru.get('a');
  lru.peek('b');
  lru.has('b');
  lru.set('d', 3);
  assert.deepEqual(dropped, [['b', 1]]);
  assert.deepEqual(
    [...lru.entries()].map(([k]) => k),
    ['c', 'a', 'd'],
  );
  assert.equal(lru.evictions, 1);
});

test('setting a key that is there makes no room, but uses it', () => {
  const lru = new Lru<string, number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.set('a', 3);
  assert.equal(lru.evictions, 0);
  lru.set('c', 4);
  assert.equal(lru.get('b'), undefined);
  assert.equal(lru.get('a'), 3);
});

test('a value may be undefined, and a deleted one leaves room', () => {
  const lru = new Lru<string, number | undefined>(2);
  lru.set('a', undefined);
  lru.set('b', 2);
  lru.get('a');
  lru.set('c', 3);
  assert.equal(lru.has('a'), true);
  assert.equal(lru.delete('a'), true);
  assert.equal(lru.delete('a'), false);
  lru.set('d', 4);
  assert.equal(lru.evictions, 1);
  lru.clear();
  assert.equal(lru.size, 0);
});

test('it stays within its bound whatever comes', () => {
  const lru = new Lru<number, number>(100);
  for (let i = 0; i < 10_000; i++) lru.set((i * 7919) % 1009, i);
  assert.equal(lru.size, 100);
  assert.throws(() => new Lru(0), RangeError);
  assert.throws(() => new Lru(1.5), RangeError);
});
