import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveModel } from '../rules/field-readers.ts';
import { loadRules } from '../rules/policy/load-rules.ts';
import { SelfTest } from './self-test.ts';

const inForce = (selfTest: SelfTest, types?: readonly string[]): ReadonlyMap<string, unknown> =>
  loadRules([selfTest.policy], liveModel, types === undefined ? {} : { enabledEventTypes: new Set(types) }).rules;

test('its rules load, and a match of each makes it pass', async () => {
  const selfTest = new SelfTest();
  const rules = inForce(selfTest);
  assert.equal(selfTest.count(rules), 3);
  const result = selfTest.run(rules);
  for (const id of rules.keys()) assert.equal(selfTest.note(id), true);
  assert.deepEqual(
    (await result).map(({ name, passed, reason }) => [name, passed, reason]),
    [
      ['exec', true, ''],
      ['open', true, ''],
      ['chmod', true, ''],
    ],
  );
  assert.deepEqual(selfTest.results, await result);
});

test('a kind that does not arrive fails with its reason; the others pass', async () => {
  const selfTest = new SelfTest(50);
  const rules = inForce(selfTest);
  const result = selfTest.run(rules);
  for (const id of rules.keys()) if (!id.endsWith('chmod')) selfTest.note(id);
  const failed = (await result).filter(({ passed }) => !passed);
  assert.deepEqual(
    failed.map(({ name, reason }) => [name, reason]),
    [['chmod', 'no event within 0.05 s']],
  );
});

test('kinds that are switched off are left out, and rules of others are not its business', async () => {
  const selfTest = new SelfTest(50);
  const rules = inForce(selfTest, ['exec']);
  const result = selfTest.run(rules);
  assert.equal(selfTest.note('some_rule'), false);
  for (const id of rules.keys()) selfTest.note(id);
  assert.deepEqual(
    (await result).map(({ name }) => name),
    ['exec'],
  );
});
