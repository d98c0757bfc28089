import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HoldQueue, type ReleaseReason } from './hold-queue.ts';

function createQueue(entriesMax = 10): {
  queue: HoldQueue<string>;
  left: [string, ReleaseReason, string][];
  clock: { ms: number };
} {
  const left: [string, ReleaseReason, string][] = [];
  const clock = { ms: 0 };
  const queue = new HoldQueue<string>({
    entriesMax,
    holdMs: 100,
    release: (value, reason, missing) => left.push([value, reason, missing.join()]),
    now: () => clock.ms,
  });
  return { queue, left, clock };
}

test('an entry leaves when its last fact is there, whatever came before it', () => {
  const { queue, left } = createQueue();
  const first = queue.hold('first', ['hash', 'exit']);
  const second = queue.hold('second', ['hash']);
  first.settle('hash');
  second.settle('hash');
  first.settle('hash');
  assert.deepEqual(left, [['second', 'complete', '']]);
  first.settle('exit');
  first.settle('exit');
  assert.deepEqual(left.slice(1), [['first', 'complete', '']]);
  assert.equal(queue.size, 0);
  assert.deepEqual(queue.released, { complete: 2, deadline: 0, full: 0, stopped: 0 });
});

test('an entry whose facts do not come leaves at its deadline and says what is missing', () => {
  const { queue, left, clock } = createQueue();
  const held = queue.hold('a', ['hash', 'exit']);
  clock.ms = 50;
  queue.hold('b', ['tags']);
  held.settle('hash');
  clock.ms = 100;
  queue.expire();
  assert.deepEqual(left, [['a', 'deadline', 'exit']]);
  held.settle('exit');
  assert.equal(left.length, 1, 'what comes too late changes nothing');
  clock.ms = 150;
  queue.expire();
  assert.deepEqual(left[1], ['b', 'deadline', 'tags']);
  assert.deepEqual(
    [...queue.late],
    [
      ['exit', 1],
      ['tags', 1],
    ],
  );
});

test('a full queue lets the oldest leave early and drops nothing', () => {
  const { queue, left } = createQueue(2);
  for (const name of ['a', 'b', 'c', 'd']) queue.hold(name, ['hash']);
  assert.deepEqual(
    left.map(([name, reason]) => `${name} ${reason}`),
    ['a full', 'b full'],
  );
  queue.stop();
  assert.deepEqual(
    left.map(([name, reason]) => `${name} ${reason}`),
    ['a full', 'b full', 'c stopped', 'd stopped'],
  );
});

test('the deadline passes by itself', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const queue = new HoldQueue<string>({ entriesMax: 4, holdMs: 5, release: (v, reason) => resolve(`${v} ${reason}`) });
  queue.hold('x', ['never']);
  const alive = setTimeout(() => resolve('nothing came'), 5000);
  assert.equal(await promise, 'x deadline');
  clearTimeout(alive);
});
