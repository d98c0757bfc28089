import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UuidSource } from './uuid.ts';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('ids have the form of version 7 and carry the time', () => {
  const id = new UuidSource(() => 0x0123456789ab).next();
  assert.match(id, FORM);
  assert.equal(id.slice(0, 13), '01234567-89ab');
});

test('ids of one source sort by birth, also within a millisecond and past the counter', () => {
  const source = new UuidSource(() => 1_700_000_000_000);
  const ids = Array.from({ length: 20_000 }, () => source.next());
  assert.deepEqual(ids, ids.toSorted());
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, FORM);
});

test('a clock set back a little keeps the order; set back far, the new time is taken', () => {
  let nowMs = 1_700_000_000_000;
  const source = new UuidSource(() => nowMs);
  const first = source.next();
  nowMs -= 5_000;
  const second = source.next();
  assert.ok(second > first);
  nowMs -= 3_600_000;
  assert.ok(source.next() < first);
});
