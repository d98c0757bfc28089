import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverageOf, isCovered, techniquesOf } from './coverage.ts';
import { parentOf, TECHNIQUES } from './techniques.ts';

const one = (coverage: ReturnType<typeof coverageOf>, id: string) => coverage.techniques.find((t) => t.id === id)!;

test('a rule covers the technique of its tag, and its parent covers sub-techniques less exactly', () => {
  const coverage = coverageOf([
    { id: 'shadow', techniques: ['T1003.008'] },
    { id: 'dumping', techniques: ['T1003'] },
  ]);
  assert.deepEqual(one(coverage, 'T1003.008').exact, ['shadow']);
  assert.deepEqual(one(coverage, 'T1003.008').byParent, ['dumping']);
  assert.deepEqual([one(coverage, 'T1003.007').exact, one(coverage, 'T1003.007').byParent], [[], ['dumping']]);
  assert.equal(isCovered(one(coverage, 'T1003.007')), true);
  assert.equal(isCovered(one(coverage, 'T1005')), false);
});

test('a sub-technique does not cover its parent', () => {
  assert.equal(isCovered(one(coverageOf([{ id: 'shadow', techniques: ['T1003.008'] }]), 'T1003')), false);
});

test('tags that name no technique of this platform are told', () => {
  assert.deepEqual([...coverageOf([{ id: 'odd', techniques: ['T9999'] }]).unknown], [['T9999', ['odd']]]);
});

test('ids are read from a tag that lists several, each once', () => {
  assert.deepEqual(techniquesOf(new Map([['technique', 'T1003.008,T1003, T1003.008']])), ['T1003.008', 'T1003']);
  assert.deepEqual(techniquesOf(new Map()), []);
});

test('the table is whole: ids are unique and in order, each has a name and a tactic, and parents stand in it', () => {
  const ids = [...TECHNIQUES.keys()];
  assert.deepEqual(ids, [...new Set(ids)].sort());
  for (const { id, name, tactics } of TECHNIQUES.values()) {
    assert.match(id, /^T\d{4}(\.\d{3})?$/);
    assert.ok(name.length > 1 && tactics.every((tactic) => /^[a-z-]+$/.test(tactic)), id);
  }
  // Some parents are techniques of other platforms only.
  assert.ok(ids.filter((id) => TECHNIQUES.has(parentOf(id))).length > ids.length * 0.9);
});
