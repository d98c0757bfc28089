import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ValueMemo } from './value-memo.ts';

test('keeps what is still asked for and forgets the rest', () => {
  const memo = new ValueMemo<number>(100);
  memo.set('hot', -1);
  for (let index = 0; index < 10_000; index++) {
    memo.set(`cold${index}`, index);
    assert.equal(memo.get('hot'), -1);
    assert.ok(memo.size <= 200);
  }
  assert.equal(memo.get('cold0'), undefined);
  assert.equal(memo.get('cold9999'), 9999);
});

test('long values are bounded by their text, not only by their number', () => {
  const memo = new ValueMemo<number>(4096);
  for (let index = 0; index < 4000; index++) memo.set(`${index}${'x'.repeat(4000)}`, index);
  assert.ok(memo.size < 600, `${memo.size} values`);
});

test('addresses are told apart by both halves and the prefix', () => {
  const memo = new ValueMemo<string>(10);
  const network = (hi: bigint, lo: bigint, prefix: number) => ({ hi, lo, prefix });
  memo.set(network(1n, 2n, 128), 'a');
  memo.set(network(3n, 2n, 128), 'b');
  assert.equal(memo.get(network(1n, 2n, 128)), 'a');
  assert.equal(memo.get(network(3n, 2n, 128)), 'b');
  assert.equal(memo.get(network(1n, 2n, 64)), undefined);
  for (let index = 0n; index < 1000n; index++) memo.set(network(index, 7n, 128), 'many');
  assert.ok(memo.size <= 20);
});
