import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Intern } from './intern.ts';
import { decodeText, encodeText } from './text.ts';

const texts = (options: { entriesMax?: number; bytesMax?: number; lengthMax?: number; seed?: number } = {}) =>
  new Intern<string>({ make: decodeText, ...options });

test('the same bytes give the same id and are decoded once, wherever they lie', () => {
  const intern = texts();
  const bytes = Buffer.from('..usr/bin/x...usr/bin/x');
  const id = intern.id(bytes, 2, 9);
  assert.ok(id > 0);
  assert.equal(intern.id(bytes, 14, 9), id);
  assert.equal(intern.misses, 1);
  assert.equal(intern.valueOf(id), 'usr/bin/x');
  assert.equal(intern.get(bytes, 14, 9), 'usr/bin/x');
  assert.notEqual(intern.id(bytes, 2, 8), id, 'a prefix is another text');
  assert.equal(intern.get(bytes, 5, 0), '');
});

test('bytes of any kind come back as they were decoded', () => {
  const intern = texts();
  for (const text of ['é', 'a\udcffb', '\0', '日本', '\ufeffx']) {
    const bytes = encodeText(text);
    assert.equal(intern.get(bytes, 0, bytes.length), text);
    assert.equal(intern.get(bytes, 0, bytes.length), text);
  }
  assert.equal(intern.misses, 5);
});

test('the interned bytes are a copy: what happens to the ring later does not matter', () => {
  const intern = texts();
  const bytes = Buffer.from('first');
  const id = intern.id(bytes, 0, 5);
  bytes.write('other');
  assert.equal(intern.get(bytes, 0, 5), 'other');
  assert.equal(intern.valueOf(id), 'first');
  assert.equal(intern.id(Buffer.from('first'), 0, 5), id);
});

test('texts that are too long are made each time and have no id', () => {
  const intern = texts({ lengthMax: 4 });
  const bytes = Buffer.from('longer');
  assert.equal(intern.id(bytes, 0, 6), 0);
  assert.equal(intern.valueOf(0), undefined);
  assert.equal(intern.get(bytes, 0, 6), 'longer');
  assert.equal(intern.get(bytes, 0, 6), 'longer');
  assert.equal(intern.misses, 2);
  assert.ok(texts({ bytesMax: 3 }).id(bytes, 0, 4) === 0, 'longer than all the room there is');
});

test('an entry count that is no power of two is refused', () => {
  for (const entriesMax of [0, 3, -4, 2 ** 25]) assert.throws(() => texts({ entriesMax }), RangeError);
});

test('whatever is asked, the answer is right, an id never changes its meaning, and memory is bounded', () => {
  let state = 99;
  const random = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % n;
  };
  for (const limits of [
    { entriesMax: 16, bytesMax: 4096 },
    { entriesMax: 64, bytesMax: 200 },
    { entriesMax: 1, bytesMax: 64 },
    { entriesMax: 1024, bytesMax: 65_536 },
  ]) {
    const intern = texts({ ...limits, seed: 5 });
    const meant = new Map<number, string>();
    for (let round = 0; round < 20_000; round++) {
      // Small numbers are frequent, as with paths.
      const text = `/${random(2) === 0 ? random(8) : random(3000)}`.repeat(1 + random(3));
      const bytes = Buffer.from(text);
      const id = intern.id(bytes, 0, bytes.length);
      assert.equal(meant.get(id) ?? text, text);
      meant.set(id, text);
      assert.equal(intern.valueOf(id), text);
    }
    assert.ok(intern.turnovers > 0);
    let alive = 0;
    for (const [id, text] of meant) {
      const value = intern.valueOf(id);
      if (value === undefined) continue;
      assert.equal(value, text);
      alive++;
    }
    assert.ok(alive <= 2 * limits.entriesMax, `${alive} of ${meant.size} alive`);
    assert.equal(intern.valueOf(Math.max(...meant.keys()) + 1), undefined);
  }
});

test('a text in use survives any number of others', () => {
  const intern = texts({ entriesMax: 16 });
  const kept = Buffer.from('/bin/sh');
  intern.get(kept, 0, kept.length);
  const before = intern.misses;
  for (let i = 0; i < 5000; i++) {
    const other = Buffer.from(`/tmp/${i}`);
    intern.get(other, 0, other.length);
    if (i % 8 === 0) assert.equal(intern.get(kept, 0, kept.length), '/bin/sh');
  }
  assert.equal(intern.misses - before, 5000, 'only the others were made');
  assert.ok(intern.turnovers > 300);
});

test('texts that crowd one table are still told apart, and cost no more than being made again', () => {
  // With one entry each table has two places, so that almost every text meets another one there.
  const tiny = texts({ entriesMax: 1, bytesMax: 64, seed: 1 });
  const full = texts({ entriesMax: 4096, bytesMax: 1 << 20, seed: 1 });
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 4096; i++) {
      const bytes = Buffer.from(`/proc/${i}/stat`);
      assert.equal(tiny.get(bytes, 0, bytes.length), `/proc/${i}/stat`);
      assert.equal(full.get(bytes, 0, bytes.length), `/proc/${i}/stat`);
    }
  }
  assert.ok(full.misses < 4096 + 40, `${full.misses} made: a text may be lost where too many meet, rarely`);
});
