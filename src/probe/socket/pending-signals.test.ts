import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PendingSignals } from './pending-signals.ts';

const LIMITS = { entriesMax: 5, bytesMax: 1000, consumersMax: 2 };
const sequences = (pending: PendingSignals<string>, from: number): number[] =>
  pending.from(from, 100, 10_000).map(({ sequence }) => sequence);
const add = (pending: PendingSignals<string>, count: number): void => {
  for (let i = 0; i < count; i++) pending.add(10, (sequence) => `s${sequence}`);
};

test('what was not acknowledged is sent again to the consumer that comes back', () => {
  const pending = new PendingSignals<string>(LIMITS, ['agent']);
  add(pending, 3);
  assert.equal(pending.connect('agent'), 1);
  assert.deepEqual(sequences(pending, 1), [1, 2, 3]);
  pending.noteSent('agent', 4);
  assert.equal(pending.acknowledge('agent', 2), 1);
  assert.equal(pending.connect('agent'), 3);
  assert.deepEqual(sequences(pending, 3), [3]);
  assert.equal(pending.takeMissed('agent'), 0);
});

test('a signal goes only when every consumer has acknowledged it', () => {
  const pending = new PendingSignals<string>(LIMITS, ['a', 'b']);
  add(pending, 3);
  pending.acknowledge('a', 3);
  assert.equal(pending.length, 3);
  pending.acknowledge('b', 1);
  assert.equal(pending.length, 2);
  pending.acknowledge('b', 99);
  assert.equal(pending.length, 0);
  assert.equal(pending.acknowledge('c', 1), null);
});

test('a new consumer gets what comes after it, and there is a limit on consumers', () => {
  const pending = new PendingSignals<string>(LIMITS, ['agent']);
  add(pending, 2);
  assert.equal(pending.connect('late'), 3);
  assert.equal(pending.connect('third'), null);
});

test('what is dropped before it was sent is missed; what was sent counts only when the connection ends unacknowledged', () => {
  const pending = new PendingSignals<string>(LIMITS, ['agent']);
  pending.connect('agent');
  add(pending, 5);
  pending.noteSent('agent', 4);
  add(pending, 5); // 1 to 5 are dropped: 1 to 3 were sent, 4 and 5 were not.
  assert.equal(pending.takeMissed('agent'), 2);
  assert.equal(pending.dropped, 2);
  assert.equal(pending.acknowledge('agent', 3), 5);
  assert.equal(pending.connect('agent'), 6);
  assert.equal(pending.takeMissed('agent'), 0, 'all that was sent was acknowledged');

  add(pending, 5);
  pending.noteSent('agent', 12);
  add(pending, 2); // 11 and 12 are dropped; 11 was sent and never acknowledged.
  assert.equal(pending.connect('agent'), 13);
  assert.equal(pending.takeMissed('agent'), 2 + 5, '6 to 10 went unsent, 12 too, 11 in doubt');
});

test('nobody loses anything before the first consumer came, yet it is told what it missed', () => {
  const pending = new PendingSignals<string>(LIMITS, ['agent']);
  add(pending, 8);
  assert.equal(pending.dropped, 0);
  assert.equal(pending.connect('agent'), 4);
  assert.equal(pending.takeMissed('agent'), 3);
});

test('a limit on bytes holds, and a signal larger than it is missed at once', () => {
  const pending = new PendingSignals<string>({ ...LIMITS, bytesMax: 25 }, ['agent']);
  pending.connect('agent');
  add(pending, 3);
  assert.equal(pending.length, 2);
  pending.add(26, () => 'huge');
  assert.equal(pending.length, 2);
  assert.equal(pending.takeMissed('agent'), 2);
});

test('sizes stay bounded over many signals', () => {
  const pending = new PendingSignals<string>(LIMITS, ['agent']);
  pending.connect('agent');
  for (let round = 0; round < 5000; round++) {
    add(pending, 3);
    pending.noteSent('agent', pending.nextSequence);
    assert.equal(pending.acknowledge('agent', pending.nextSequence - 1), 0);
  }
  assert.equal(pending.length, 0);
  assert.equal(pending.dropped, 0);
});
