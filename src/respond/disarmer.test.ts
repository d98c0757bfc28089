import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Disarmer } from './disarmer.ts';

const SECOND = 1_000_000_000n;
const limits = { enabled: true, max: 5, periodNs: 60n * SECOND };
const create = (): Disarmer => new Disarmer({ container: limits, executable: limits });
const hit = (container: string, executable: string): { container: string; executable: string } => ({
  container,
  executable,
});

test('five different executables in a minute may be hit, the sixth disarms for good', () => {
  const disarmer = create();
  for (let i = 0; i < 5; i++)
    assert.equal(disarmer.allow('r', 'd', hit('', `/bin/${i}`), BigInt(i) * SECOND), 'allowed');
  assert.equal(disarmer.allow('r', 'd', hit('', '/bin/0'), 6n * SECOND), 'allowed', 'a known one does not count again');
  assert.deepEqual(disarmer.allow('r', 'd', hit('', '/bin/5'), 7n * SECOND), { disarmed: 'executable' });
  assert.deepEqual(disarmer.allow('r', 'd', hit('', '/bin/0'), 1000n * SECOND), { disarmed: 'executable' });
  assert.equal(disarmer.allow('other', 'd', hit('', '/bin/9'), 7n * SECOND), 'allowed', 'rules are apart');
});

test('hits that are older than the period do not count', () => {
  const disarmer = create();
  for (let i = 0; i < 100; i++)
    assert.equal(disarmer.allow('r', 'd', hit(`c${i}`, ''), BigInt(i) * 13n * SECOND), 'allowed');
});

test('containers are counted apart from executables, and a limit that is off counts nothing', () => {
  const disarmer = create();
  for (let i = 0; i < 5; i++) disarmer.allow('r', 'd', hit(`c${i}`, '/bin/sh'), SECOND);
  assert.deepEqual(disarmer.allow('r', 'd', hit('c5', '/bin/sh'), SECOND), { disarmed: 'container' });
  const free = new Disarmer({ container: { ...limits, enabled: false }, executable: limits });
  for (let i = 0; i < 50; i++) assert.equal(free.allow('r', 'd', hit(`c${i}`, '/bin/sh'), SECOND), 'allowed');
});

test('a changed rule starts afresh, a dismantled one stays so until it is armed again', () => {
  const disarmer = create();
  for (let i = 0; i < 6; i++) disarmer.allow('r', 'd', hit('', `/bin/${i}`), SECOND);
  assert.equal(disarmer.allow('r', 'changed', hit('', '/bin/x'), SECOND), 'allowed');
  disarmer.dismantle('r');
  assert.equal(disarmer.allow('r', 'changed again', hit('', '/bin/x'), SECOND), 'dismantled');
  assert.equal(disarmer.rearm('r'), true);
  assert.equal(disarmer.rearm('r'), false);
  assert.equal(disarmer.allow('r', 'changed again', hit('', '/bin/x'), SECOND), 'allowed');
});

test('memory is bounded, and rules that may not act are kept longest', () => {
  const disarmer = create();
  disarmer.dismantle('bad');
  for (let i = 0; i < 20_000; i++) disarmer.allow(`r${i}`, 'd', hit('', '/bin/sh'), SECOND);
  assert.ok(disarmer.list().length <= 10_000);
  assert.equal(disarmer.allow('bad', 'd', hit('', '/bin/sh'), SECOND), 'dismantled');
});
