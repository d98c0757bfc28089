/** Seldom and powerful calls, io_uring, calls on demand, control groups and kernel parameters. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { withCgroupRoot } from '../../src/probe/cgroup-root.ts';
import { act, watchRecords } from './kernel-acts.ts';
import { kernelAtLeast, type Watch } from './watch.ts';

let watch: Watch;
before(async () => {
  watch = await watchRecords('kernel_call', 'io_uring', 'ondemand', 'cgroup_write', 'sysctl', 'self_protection');
  watch.probe.sensor.setOndemandCalls(['truncate', 'no_such_call']);
});
after(() => watch.stop());

describe('seldom calls', () => {
  test('chroot names the directory that became the root', async () => {
    const truth = act('chroot', watch.folder);
    const event = await watch.event('kernel_call', truth.pid);
    assert.equal(event.kernel_call.name, 'chroot');
    assert.equal(event.file.path, watch.folder);
    assert.equal(event.file.inode, String(statSync(watch.folder).ino));
    assert.equal(event.syscall.path, watch.folder);
  });
  test('chroot that is refused', async () => {
    const truth = act('chroot-refused', watch.folder);
    const event = await watch.event('kernel_call', truth.pid);
    assert.equal(event.syscall.retval, -truth.errno);
    assert.equal(event.syscall.path, watch.folder);
  });
  test('pivot_root with both paths', async () => {
    const truth = act('pivot-root', '/nonexistent/new', '/nonexistent/old');
    const event = await watch.event('kernel_call', truth.pid);
    assert.equal(event.kernel_call.name, 'pivot_root');
    assert.equal(event.syscall.path, '/nonexistent/new');
    assert.equal(event.syscall.destination_path, '/nonexistent/old');
  });
  for (const [name, path] of [
    ['reboot', undefined],
    ['kexec_load', undefined],
    ['swapon', '/nonexistent/swap'],
    ['swapoff', '/nonexistent/swap'],
    ['quotactl', '/nonexistent/device'],
    ['userfaultfd', undefined],
    ['keyctl', undefined],
    ['add_key', 'user'],
    ['perf_event_open', undefined],
    ['acct', '/nonexistent/acct'],
  ] as const) {
    test(name, async () => {
      const truth = act('seldom', name);
      const event = await watch.event('kernel_call', truth.pid);
      assert.equal(event.kernel_call.name, name);
      assert.equal(event.syscall.retval, truth.ret);
      assert.equal(event.syscall.path, path);
    });
  }
});

describe('io_uring', { skip: !kernelAtLeast(5, 19) && 'the tracepoint hands over the request since 5.19' }, () => {
  test('set up, and an operation under its owner', async () => {
    const truth = act('io-uring', 'plain');
    const made = await watch.event('io_uring', truth.pid, (e) => e.io_uring.action === 'setup');
    assert.equal(made.io_uring.fd, truth.ring);
    assert.equal(made.io_uring.entries, 4);
    const event = await watch.event('io_uring', truth.pid, (e) => e.io_uring.action === 'submit');
    assert.equal(event.io_uring.operation, 'fsync');
    assert.equal(event.io_uring.user_data, '0x5eed');
    assert.equal(event.io_uring.fd, truth.fd);
    assert.equal(event.file.path, '/dev/null');
    assert.equal(event.io_uring.polled, undefined);
  });
  test('an operation that a polling thread picks up is that of the owner too', async () => {
    const truth = act('io-uring', 'poll');
    const event = await watch.event('io_uring', truth.pid, (e) => e.io_uring.action === 'submit');
    assert.equal(event.io_uring.operation, 'fsync');
    assert.equal(event.io_uring.polled, true);
    assert.notEqual(event.process.tid, truth.pid);
  });
});

test('any system call on demand, with its arguments', async () => {
  const truth = act('ondemand', '/nonexistent/file');
  const event = await watch.event('ondemand', truth.pid);
  assert.equal(event.ondemand.name, 'syscall:truncate');
  assert.equal(event.ondemand.args[0].str, '/nonexistent/file');
  assert.equal(event.ondemand.args[1].uint, '0x5');
  assert.equal(event.syscall.retval, -truth.errno);
});

describe('moves between control groups', () => {
  test('in the v2 hierarchy', async () => {
    await withCgroupRoot(async (root) => {
      const folder = join(root, 'shrike-test-move');
      mkdirSync(folder, { recursive: true });
      const truth = act('cgroup-move', folder);
      const event = await watch.event('cgroup_write', truth.pid);
      assert.equal(event.cgroup_write.pid, truth.child);
      assert.equal(event.target.pid, truth.child);
      assert.equal(event.cgroup_write.path, '/shrike-test-move');
      assert.equal(event.cgroup_write.cgroup_id, String(statSync(folder).ino));
      assert.equal(event.file.name, 'cgroup.procs');
      assert.equal(event.file.path, join(folder, 'cgroup.procs'));
      assert.equal(event.file.inode, truth.inode);
      rmdirSync(folder);
    });
  });
  const v1 = '/sys/fs/cgroup/pids';
  test('in a v1 hierarchy', { skip: !existsSync(`${v1}/tasks`) && 'no v1 hierarchy is mounted here' }, async () => {
    const folder = `${v1}/shrike-test-move`;
    mkdirSync(folder, { recursive: true });
    const truth = act('cgroup-move', folder);
    const event = await watch.event('cgroup_write', truth.pid);
    assert.equal(event.cgroup_write.pid, truth.child);
    assert.equal(event.file.path, `${folder}/cgroup.procs`);
    rmdirSync(folder);
  });
});

describe('kernel parameters', () => {
  const file = '/proc/sys/kernel/core_pattern';
  test('a read has the value', async () => {
    const truth = act('read-from', '/proc/sys/kernel/ostype');
    const event = await watch.event('sysctl', truth.pid);
    assert.equal(event.sysctl.name, 'kernel/ostype');
    assert.equal(event.sysctl.action, 'read');
    assert.equal(event.sysctl.value, truth.value);
    assert.equal(event.sysctl.file_position, 0);
  });
  test('a write has the value before and after', async () => {
    const old = readFileSync(file, 'utf8').trimEnd();
    try {
      const truth = act('write-to', 'core.shrike-test', file);
      assert.equal(truth.errno, 0);
      const event = await watch.event('sysctl', truth.pid);
      assert.equal(event.sysctl.name, 'kernel/core_pattern');
      assert.equal(event.sysctl.action, 'write');
      assert.equal(event.sysctl.old_value, old);
      assert.equal(event.sysctl.value, 'core.shrike-test');
      assert.equal(readFileSync(file, 'utf8').trimEnd(), 'core.shrike-test');
    } finally {
      writeFileSync(file, old);
    }
  });
});
