import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeAncestors } from './short-ancestors.ts';

test('what an ancestor does not say is as with the process below it', () => {
  const root = { uid: 0 };
  const user = { uid: 1000 };
  const process = {
    credentials: root,
    envs: ['PATH'],
    ancestors: [{ pid: 3 }, { pid: 2, credentials: user }, { pid: 1, envs: [] }],
  };
  assert.deepEqual(wholeAncestors(process), [
    { pid: 3, credentials: root, envs: ['PATH'] },
    { pid: 2, credentials: user, envs: ['PATH'] },
    { pid: 1, credentials: user, envs: [] },
  ]);
});

test('anything else has no ancestors, or empty ones', () => {
  for (const odd of [undefined, null, 'x', 7, [], {}, { ancestors: 'x' }]) assert.deepEqual(wholeAncestors(odd), []);
  assert.deepEqual(wholeAncestors({ envs: ['A'], ancestors: [null, 5] }), [{ envs: ['A'] }, { envs: ['A'] }]);
});
