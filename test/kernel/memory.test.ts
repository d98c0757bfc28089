/** Mappings and protections of memory, files in memory, and the kernel's filter of these frequent calls. */
import assert from 'node:assert/strict';

import { after, before, describe, test } from 'node:test';
import { buildNumberApprover } from '../../src/rules/engine/number-approvers.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { readRule } from '../../src/rules/language/index.ts';
import { act, KERNEL_ACTS, watchRecords } from './kernel-acts.ts';
import type { Watch } from './watch.ts';

let watch: Watch;
before(async () => {
  watch = await watchRecords('mmap', 'mprotect', 'memfd_create');
  // Everybody maps memory all the time: only what programs of this test do is kept.
  watch.keep = (event) =>
    event.process.image.file.path === KERNEL_ACTS || event.process.image.file.path.startsWith('memfd:');
});
after(() => watch.stop());

describe('mmap', () => {
  test('anonymous, shared, readable, writable and executable', async () => {
    const truth = act('mmap-rwx');
    const event = await watch.event('mmap', truth.pid, (e) => e.mmap.address === truth.address);
    assert.deepEqual(event.mmap.protection, ['PROT_READ', 'PROT_WRITE', 'PROT_EXEC']);
    assert.deepEqual(event.mmap.flags, ['MAP_SHARED', 'MAP_ANONYMOUS']);
    assert.equal(event.mmap.length, '4096');
    assert.equal(event.file, undefined);
    assert.equal(event.syscall.retval, 0);
  });
  test('a file, from an offset', async () => {
    const truth = act('mmap-file', KERNEL_ACTS);
    const event = await watch.event('mmap', truth.pid, (e) => e.mmap.address === truth.address);
    assert.equal(event.file.path, KERNEL_ACTS);
    assert.equal(event.file.inode, truth.inode);
    assert.deepEqual(event.mmap.protection, ['PROT_READ', 'PROT_EXEC']);
    assert.equal(event.mmap.offset, '4096');
  });
  test('refused', async () => {
    const truth = act('mmap-refused');
    const event = await watch.event('mmap', truth.pid, (e) => e.syscall.retval < 0);
    assert.equal(event.syscall.retval, -truth.errno);
    assert.equal(event.mmap.address, '0x0');
  });
});

describe('mprotect', () => {
  test('says what the protection was', async () => {
    const truth = act('mprotect');
    const event = await watch.event('mprotect', truth.pid, (e) => e.mprotect.address === truth.address);
    assert.deepEqual(event.mprotect.req_protection, ['PROT_READ', 'PROT_WRITE', 'PROT_EXEC']);
    assert.ok(event.mprotect.vm_protection.includes('VM_WRITE'));
    assert.ok(!event.mprotect.vm_protection.includes('VM_EXEC'));
    assert.equal(event.file, undefined);
  });
  test('names the file that is mapped there', async () => {
    const truth = act('mprotect-file', KERNEL_ACTS);
    const event = await watch.event('mprotect', truth.pid, (e) => e.mprotect.address === truth.address);
    assert.equal(event.file.inode, truth.inode);
    assert.ok(event.mprotect.vm_protection.includes('VM_READ'));
    assert.ok(!event.mprotect.vm_protection.includes('VM_EXEC'));
  });
});

test('memfd_create', async () => {
  const truth = act('memfd', 'payload');
  const event = await watch.event('memfd_create', truth.pid);
  assert.equal(event.memfd_create.name, 'payload');
  assert.equal(event.memfd_create.flags, 1);
  assert.equal(event.file.inode, truth.inode);
  assert.equal(event.file.memfd, true);
  assert.equal(event.syscall.retval, truth.fd);
});

describe('the filter by number', () => {
  const approver = (type: 'mmap' | 'mprotect', ...rules: string[]) =>
    buildNumberApprover(
      type,
      rules.map((source) => ({ checked: readRule(source, liveModel, { eventType: 'single' }).rule! })),
      liveModel,
    );

  test('what a rule could match passes, the rest ends in the kernel', async () => {
    watch.probe.sensor.setNumberApprover('mmap', approver('mmap', 'mmap.protection & PROT_EXEC > 0'));
    watch.probe.sensor.setNumberApprover(
      'mprotect',
      approver('mprotect', 'mprotect.req_protection & VM_EXEC > 0 && mprotect.vm_protection & VM_WRITE > 0'),
    );
    const before = watch.probe.sensor.counts();
    const mapped = act('mmap-rwx');
    await watch.event('mmap', mapped.pid, (e) => e.mmap.address === mapped.address);
    const changed = act('mprotect');
    await watch.event('mprotect', changed.pid, (e) => e.mprotect.address === changed.address);
    const others = watch.events.filter((e) => e.evt.name === 'mmap' && e.process.pid === mapped.pid);
    assert.ok(others.every((e) => e.mmap.protection.includes('PROT_EXEC')));
    const { mmap } = watch.probe.sensor.counts();
    assert.ok(mmap!.filtered > before.mmap!.filtered, 'the others are counted');
  });
});
