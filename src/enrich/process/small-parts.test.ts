import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBootClock } from './boot-clock.ts';
import { EntryQueue } from './entry-queue.ts';
import { ProcessLife } from './process-entry.ts';
import { TextPool } from './text-pool.ts';
import { TokenBucket } from './token-bucket.ts';

describe('small parts of the process tree', () => {
  test('the pool holds at most two generations and keeps what is asked for', () => {
    const pool = new TextPool(10);
    for (let i = 0; i < 1000; i++) {
      pool.share(`text ${i}`);
      pool.share('kept');
    }
    assert.ok(pool.size <= 20);
    const list = pool.shareList(['a', 'b']);
    assert.equal(pool.shareList(['a', 'b'], list), list);
    assert.notEqual(pool.shareList(['a', 'c'], list), list);
    assert.equal(pool.share('x'.repeat(1000)).length, 1000);
    assert.ok(pool.size <= 20);
  });

  test('the bucket gives its burst, then its rate, and nothing for time that runs backwards', () => {
    const bucket = new TokenBucket(10, 3);
    const take = (nowNs: bigint): number => {
      let count = 0;
      while (bucket.take(nowNs)) count++;
      return count;
    };
    assert.deepEqual(
      [take(5_000_000_000n), take(5_100_000_000n), take(1n), take(5_350_000_000n), take(99_000_000_000n)],
      [3, 1, 0, 2, 3],
    );
  });

  test('an entry leaves a queue from anywhere and stands in one at a time', () => {
    const one = new EntryQueue(false);
    const two = new EntryQueue(true);
    const entries = [1, 2, 3].map((pid) => new ProcessLife(pid, 1n, true).current);
    for (const entry of entries) one.push(entry);
    two.push(entries[1]!);
    assert.deepEqual(
      [one.size, two.size, one.head, one.tail, entries[0]!.queueNext],
      [2, 1, entries[0], entries[2], entries[2]],
    );
    one.remove(entries[1]!);
    assert.equal(two.size, 1);
    one.remove(entries[0]!);
    one.remove(entries[2]!);
    assert.deepEqual([one.head, one.tail, one.size], [null, null, 0]);
  });

  test('the boot clock goes with /proc/uptime and never backwards', () => {
    const clock = createBootClock();
    const first = clock();
    assert.ok(clock() >= first);
    assert.ok(createBootClock('/nowhere')() > 0n);
  });
});
