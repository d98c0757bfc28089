import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomSource } from '../../../bench/server-events.ts';
import { RecentIds } from './recent-ids.ts';

const record = (id: string, time: number, hostId = 'h') => ({ id, timeUnixNs: BigInt(time), hostId });

describe('recent ids', () => {
  test('what is later than everything in the store is new; what is not has to be asked', () => {
    const recent = new RecentIds(new Map([['h', 100n]]));
    assert.equal(recent.verdict(record('a', 101)), 'new');
    assert.equal(recent.verdict(record('b', 100)), 'ask');
    assert.equal(recent.verdict(record('c', 1, 'unknown host')), 'new');
  });

  test('what was added is known, and after a doubt has to be asked', () => {
    const recent = new RecentIds(new Map());
    recent.add(record('a', 5));
    assert.equal(recent.verdict(record('a', 5)), 'known');
    recent.doubt(record('a', 5));
    assert.equal(recent.verdict(record('a', 5)), 'ask');
  });

  test('no repetition is ever called new, whatever was forgotten', () => {
    const random = randomSource(7);
    const recent = new RecentIds(new Map(), 50);
    const stored: ReturnType<typeof record>[] = [];
    let asked = 0;
    for (let step = 0; step < 5000; step++) {
      const isRepeat = stored.length > 0 && random() < 0.3;
      const one = isRepeat
        ? stored[Math.floor(random() * stored.length)]!
        : record(`id-${step}`, Math.floor(step + random() * 40 - 20), `host-${Math.floor(random() * 3)}`);
      const verdict = recent.verdict(one);
      if (isRepeat) assert.notEqual(verdict, 'new', one.id);
      else assert.notEqual(verdict, 'known', one.id);
      if (verdict === 'ask') asked += 1;
      if (!isRepeat) {
        recent.add(one);
        stored.push(one);
      }
    }
    assert.ok(asked > 0 && asked < 2500, `${asked} questions`);
  });
});
