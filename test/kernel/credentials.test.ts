/** Changes of ids, capabilities and namespaces: each form of the calls, compared with what the process says of itself. */
import assert from 'node:assert/strict';
import { readlinkSync, statSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { act, hold, watchRecords } from './kernel-acts.ts';
import type { EventJson, Watch } from './watch.ts';

let watch: Watch;
before(async () => {
  watch = await watchRecords('setuid', 'setgid', 'capset', 'prctl', 'unshare', 'setns', 'credential_change');
});
after(() => watch.stop());

const X86_ONLY = { skip: process.arch !== 'x64' && 'int 0x80 exists on x86 only' };

function sameIds(event: EventJson, truth: EventJson, names: readonly string[]): void {
  const got = event.setuid ?? event.setgid;
  for (const name of names) assert.equal(got[name], truth[name], name);
}

describe('user ids', () => {
  const NAMES = ['uid', 'euid', 'suid', 'fsuid'];
  for (const [name, args, options] of [
    ['setuid', ['setuid', '1001'], {}],
    ['setreuid', ['setreuid', '1002', '1003'], {}],
    ['setresuid', ['setresuid', '1002', '1003', '-1'], {}],
    ['setfsuid', ['setfsuid', '1004'], {}],
    ['setuid', ['setuid-compat', '1001'], X86_ONLY],
    ['setuid16', ['setuid16', '1001'], X86_ONLY],
  ] as const) {
    test(args.join(' '), options, async () => {
      const truth = act(...args);
      const event = await watch.event('setuid', truth.pid);
      sameIds(event, truth, NAMES);
      assert.equal(event.syscall.name, name);
      assert.equal(event.process.uid, 0, 'rules see who made the change');
      assert.equal(event.setuid.before.euid, 0);
    });
  }

  test('a change of one thread is that of this thread', async () => {
    const truth = act('setuid-in-thread', '1005');
    const event = await watch.event('setuid', truth.pid);
    assert.equal(event.setuid.uid, 1005);
    assert.notEqual(event.process.tid, truth.pid);
    assert.equal(truth.uid, 0, 'the leader stays who it was');
  });

  test('a refused change is no change', async () => {
    const truth = act('setuid-refused');
    assert.equal(truth.errno, 1);
    await watch.event('exit', truth.pid);
    assert.equal(watch.events.filter((e) => e.evt.name === 'setuid' && e.process.pid === truth.pid).length, 1);
  });
});

describe('group ids', () => {
  for (const args of [
    ['setgid', '1005'],
    ['setregid', '1006', '1007'],
    ['setresgid', '1006', '1007', '-1'],
    ['setfsgid', '1008'],
  ]) {
    test(args.join(' '), async () => {
      const truth = act(...args);
      const event = await watch.event('setgid', truth.pid);
      sameIds(event, truth, ['gid', 'egid', 'sgid', 'fsgid']);
      assert.equal(event.syscall.name, args[0]);
      assert.equal(event.setgid.before.gid, 0);
    });
  }
});

test('capset gives the new capabilities, and those before', async () => {
  const truth = act('capset');
  const event = await watch.event('capset', truth.pid);
  assert.deepEqual(event.capset.cap_effective, ['CAP_CHOWN', 'CAP_BPF']);
  assert.deepEqual(event.capset.cap_permitted, ['CAP_CHOWN', 'CAP_KILL', 'CAP_BPF']);
  assert.ok(event.capset.before.cap_effective.length > 10);
});

describe('prctl', () => {
  test('a new name is the one that the thread has', async () => {
    const truth = act('prctl-name', 'masquerade');
    const event = await watch.event('prctl', truth.pid, (e) => e.prctl.option === 'PR_SET_NAME');
    assert.equal(event.prctl.new_name, truth.name);
    assert.equal(event.prctl.is_name_truncated, false);
    assert.equal(event.process.comm, 'masquerade');
  });
  test('a name that is too long is cut, and says so', async () => {
    const truth = act('prctl-name', 'kworker/u64:2-events');
    const event = await watch.event('prctl', truth.pid, (e) => e.prctl.option === 'PR_SET_NAME');
    assert.equal(event.prctl.new_name, truth.name);
    assert.equal(event.prctl.is_name_truncated, true);
  });
  test('other options with their arguments and result', async () => {
    const truth = act('prctl', '4', '0'); // PR_SET_DUMPABLE
    const event = await watch.event('prctl', truth.pid, (e) => e.prctl.option === 'PR_SET_DUMPABLE');
    assert.equal(event.prctl.arg2, '0x0');
    assert.equal(event.syscall.retval, truth.ret);
  });
});

describe('namespaces', () => {
  test('unshare', async () => {
    const truth = act('unshare', String(0x04000000)); // CLONE_NEWUTS
    const event = await watch.event('unshare', truth.pid);
    assert.deepEqual(event.unshare.flags, ['CLONE_NEWUTS']);
    assert.equal(event.syscall.retval, 0);
  });
  test('setns with the file of a namespace', async () => {
    const truth = act('setns', '/proc/self/ns/uts', '0');
    const event = await watch.event('setns', truth.pid);
    assert.equal(event.file.inode, truth.inode);
    assert.equal(event.file.filesystem, 'nsfs');
    assert.equal(String(statSync('/proc/self/ns/uts').ino), truth.inode, readlinkSync('/proc/self/ns/uts'));
  });
  test('setns with the descriptor of a process names the process', async () => {
    const truth = act('setns-pidfd');
    const event = await watch.event('setns', truth.pid);
    assert.equal(event.syscall.retval, truth.errno === 0 ? 0 : -truth.errno);
    assert.equal(event.target.pid, truth.child);
    assert.deepEqual(event.setns.flags, ['CLONE_NEWUTS']);
  });
});

test('nothing of all this is called an unexplained change', async () => {
  const held = await hold('hold');
  held.end();
  await watch.settle();
  assert.deepEqual(
    watch.events.filter((e) => e.evt.name === 'credential_change').map((e) => [e.process.comm, e.credential_change]),
    [],
  );
});
