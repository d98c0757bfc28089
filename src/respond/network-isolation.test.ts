import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Isolation, type IsolationRequest, NetworkIsolation } from './network-isolation.ts';

const request: IsolationRequest = {
  ruleId: 'r',
  filter: 'port 53',
  policy: 'drop',
  scope: 'process',
  pid: 10,
  startNs: 5n,
  cgroupId: 7n,
  cgroupPath: '/a',
  sinceNs: 1n,
};

/** The kernel's side, as far as the registry can tell: what it was asked to do. */
function recorder(answer = ''): { asked: string[]; install: (i: Isolation) => string; remove: (i: Isolation) => void } {
  const asked: string[] = [];
  return {
    asked,
    install: ({ id }) => {
      asked.push(`+${id}`);
      return answer;
    },
    remove: ({ id }) => asked.push(`-${id}`),
  };
}

test('without a packet hook every request is answered with the reason', () => {
  const isolation = new NetworkIsolation(null);
  const result = isolation.apply(request);
  assert.ok('error' in result && /not available on this kernel/.test(result.error));
  assert.deepEqual(isolation.list(), []);
  assert.equal(isolation.undo('net-1'), false);
});

test('a filter is put in force once per scope and taken back by its id, its rule or its process', () => {
  const kernel = recorder();
  const isolation = new NetworkIsolation(kernel);
  for (const one of [request, request, { ...request, pid: 11 }, { ...request, ruleId: 'other' }]) isolation.apply(one);
  assert.deepEqual(kernel.asked, ['+net-1', '+net-2', '+net-3']);
  assert.equal(isolation.undo('net-2'), true);
  assert.equal(
    isolation.undoWhere(({ ruleId }) => ruleId === 'other'),
    1,
  );
  assert.deepEqual(kernel.asked.slice(3), ['-net-2', '-net-3']);
  assert.deepEqual(
    isolation.list().map(({ id }) => id),
    ['net-1'],
  );
});

test('what the kernel refuses is not in force, and the number of filters is bounded', () => {
  const refused = new NetworkIsolation(recorder('the filter is too long'));
  assert.deepEqual(refused.apply(request), { error: 'the filter is too long' });
  assert.deepEqual(refused.list(), []);
  const isolation = new NetworkIsolation(recorder());
  for (let pid = 0; pid < 300; pid++) isolation.apply({ ...request, pid });
  assert.equal(isolation.list().length, 256);
});
