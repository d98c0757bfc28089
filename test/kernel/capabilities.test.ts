/** Capabilities that a program asks for: the first time, per program. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { act, KERNEL_ACTS, watchRecords } from './kernel-acts.ts';
import type { Watch } from './watch.ts';

describe('capabilities', () => {
  let watch: Watch;
  before(async () => {
    watch = await watchRecords('capabilities');
  });
  after(() => watch.stop());

  const last = (pid: number) =>
    watch.events
      .filter(
        (e) => e.evt.name === 'capabilities' && e.process.pid === pid && e.process.executable.path === KERNEL_ACTS,
      )
      .at(-1);

  test('chroot uses CAP_SYS_CHROOT and nothing else', async () => {
    const truth = act('chroot-exec');
    await watch.event('capabilities', truth.pid);
    await watch.settle();
    const event = last(truth.pid);
    assert.deepEqual(event.capabilities, { attempted: ['CAP_SYS_CHROOT'], used: ['CAP_SYS_CHROOT'] });
  });
  test('it is that of the program that asked, not of the next', async () => {
    const truth = act('caps');
    const event = await watch.event('capabilities', truth.pid, (e) => e.capabilities.used.includes('CAP_SETGID'));
    assert.equal(event.process.executable.path, KERNEL_ACTS);
  });
  test('a second one is reported with the first', async () => {
    const truth = act('caps-twice');
    const event = await watch.event('capabilities', truth.pid, (e) =>
      e.capabilities.attempted.includes('CAP_SYS_PACCT'),
    );
    assert.ok(event.capabilities.attempted.includes('CAP_SETUID'));
  });
  test('one that the process does not have was only tried', async () => {
    const truth = act('caps-refused');
    assert.equal(truth.errno, 1);
    const event = await watch.event('capabilities', truth.pid, (e) =>
      e.capabilities.attempted.includes('CAP_SYS_CHROOT'),
    );
    assert.ok(!event.capabilities.used.includes('CAP_SYS_CHROOT'));
  });
});
