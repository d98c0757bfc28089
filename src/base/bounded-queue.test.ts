import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedQueue } from './bounded-queue.ts';

const drain = <T>(queue: BoundedQueue<T>): T[] => {
  const all: T[] = [];
  while (queue.length > 0) all.push(queue.shift()!);
  return all;
};

const cases = [
  { whenFull: 'refuse', kept: [0, 1, 2], accepted: [true, true, true, false, false] },
  { whenFull: 'drop-oldest', kept: [2, 3, 4], accepted: [true, true, true, true, true] },
] as const;
for (const { whenFull, kept, accepted } of cases) {
  test(`a full queue with ${whenFull} keeps ${kept} and counts the others`, () => {
    const queue = new BoundedQueue<number>({ entriesMax: 3, whenFull });
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((n) => queue.push(n)),
      accepted,
    );
    assert.deepEqual(queue.dropped, { entries: 2, bytes: 0 });
    assert.deepEqual(drain(queue), kept);
    assert.equal(queue.shift(), undefined);
    assert.equal(queue.peek(), undefined);
  });
}

test('bytes are limited too, and one entry may push out several', () => {
  const queue = new BoundedQueue<string>({
    entriesMax: 10,
    bytesMax: 6,
    bytesOf: (s) => s.length,
    whenFull: 'drop-oldest',
  });
  for (const s of ['aa', 'bb', 'cc']) queue.push(s);
  assert.equal(queue.bytes, 6);
  assert.equal(queue.push('dddd'), true);
  assert.deepEqual(queue.dropped, { entries: 0, bytes: 2 });
  assert.equal(queue.push('eeeeeee'), false, 'longer than everything');
  assert.deepEqual(queue.dropped, { entries: 0, bytes: 3 });
  assert.deepEqual(drain(queue), ['cc', 'dddd']);
  assert.equal(queue.bytes, 0);
});

test('order and sums hold over many turns, against a plain array', () => {
  const queue = new BoundedQueue<number>({
    entriesMax: 37,
    bytesMax: 500,
    bytesOf: (n) => n % 29,
    whenFull: 'drop-oldest',
  });
  const plain: number[] = [];
  let seed = 3;
  let dropped = 0;
  for (let i = 0; i < 20_000; i++) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    if (seed % 5 < 3) {
      queue.push(i);
      plain.push(i);
      const sum = (): number => plain.reduce((a, n) => a + (n % 29), 0);
      while (plain.length > 37 || sum() > 500) {
        plain.shift();
        dropped++;
      }
    } else assert.equal(queue.shift(), plain.shift());
    assert.equal(queue.length, plain.length);
  }
  assert.ok(dropped > 100);
  assert.equal(queue.dropped.entries + queue.dropped.bytes, dropped);
  assert.deepEqual(drain(queue), plain);
});

test('limits that make no sense are refused, and a cleared queue is empty', () => {
  assert.throws(() => new BoundedQueue({ entriesMax: 0, whenFull: 'refuse' }), RangeError);
  assert.throws(() => new BoundedQueue({ entriesMax: 1, bytesMax: 1, whenFull: 'refuse' }), TypeError);
  const queue = new BoundedQueue<number>({ entriesMax: 9, whenFull: 'refuse' });
  for (let n = 0; n < 9; n++) queue.push(n);
  queue.clear();
  assert.equal(queue.length, 0);
  queue.push(5);
  assert.equal(queue.peek(), 5);
});
