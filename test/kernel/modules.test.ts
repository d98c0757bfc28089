/** Kernel modules, from file and from memory, with parameters; refused ones on any kernel. SELinux where it runs. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { act, watchRecords } from './kernel-acts.ts';
import type { Watch } from './watch.ts';

let watch: Watch;
before(async () => {
  watch = await watchRecords('load_module', 'unload_module', 'selinux', 'memory_file');
});
after(() => watch.stop());

/** A harmless module of this kernel. */
const MODULE = `/lib/modules/${release()}/kernel/drivers/net/dummy.ko`;
const withModules = existsSync('/proc/modules') && existsSync(MODULE);

describe('kernel modules', { skip: !withModules && 'this kernel was built without modules, or brings none' }, () => {
  const isLoaded = (): boolean => /^dummy /m.test(readFileSync('/proc/modules', 'utf8'));

  test('from a file, with parameters', async () => {
    const truth = act('finit-module', MODULE, 'numdummies=2');
    assert.equal(truth.errno, 0);
    assert.ok(isLoaded());
    const event = await watch.event('load_module', truth.pid);
    assert.equal(event.module.name, 'dummy');
    assert.equal(event.module.args, 'numdummies=2');
    assert.deepEqual(event.module.argv, ['numdummies=2']);
    assert.equal(event.module.args_truncated, false);
    assert.equal(event.module.loaded_from_memory, false);
    assert.equal(event.file.path, MODULE);
    assert.equal(event.file.inode, truth.inode);
    assert.equal(event.syscall.retval, 0);
  });
  test('is unloaded', async () => {
    const truth = act('delete-module', 'dummy');
    const event = await watch.event('unload_module', truth.pid);
    assert.equal(event.module.name, 'dummy');
    assert.equal(event.syscall.retval, -truth.errno || 0);
  });
  test('from memory, where only the kernel knows the name', async () => {
    const truth = act('init-module', MODULE, '');
    assert.equal(truth.errno, 0);
    const event = await watch.event('load_module', truth.pid);
    assert.equal(event.module.name, 'dummy');
    assert.equal(event.module.loaded_from_memory, true);
    assert.deepEqual(event.module.argv, []);
    assert.equal(event.file, undefined);
    act('delete-module', 'dummy');
  });
});

describe('refused modules', () => {
  test('what is no module, from a file', async () => {
    const path = join(watch.folder, 'no-module.ko');
    writeFileSync(path, 'not an ELF file');
    const truth = act('finit-module', path, 'a=2 b=3');
    assert.notEqual(truth.errno, 0);
    const event = await watch.event('load_module', truth.pid);
    assert.equal(event.syscall.retval, -truth.errno);
    assert.equal(event.file.path, path);
    assert.equal(event.file.inode, String(statSync(path).ino));
    assert.equal(event.module.name, 'no_module', 'the name of its file stands for its own');
    assert.deepEqual(event.module.argv, ['a=2', 'b=3']);
  });
  test('what is no module, from memory', async () => {
    const path = join(watch.folder, 'no-module.ko');
    const truth = act('init-module', path, 'a=1');
    const event = await watch.event('load_module', truth.pid);
    assert.equal(event.syscall.retval, -truth.errno);
    assert.equal(event.module.loaded_from_memory, true);
    assert.deepEqual(event.module.argv, ['a=1']);
  });
  test('unloading one that is not there', async () => {
    const truth = act('delete-module', 'no_such_module');
    const event = await watch.event('unload_module', truth.pid);
    assert.equal(event.module.name, 'no_such_module');
    assert.equal(event.syscall.retval, -truth.errno);
  });
});

const SELINUX = '/sys/fs/selinux';
describe('SELinux', { skip: !existsSync(`${SELINUX}/enforce`) && 'SELinux does not run here' }, () => {
  test('the mode of enforcement', async () => {
    const now = readFileSync(`${SELINUX}/enforce`, 'utf8');
    const truth = act('write-to', now, `${SELINUX}/enforce`);
    const event = await watch.event('selinux', truth.pid);
    assert.equal(event.selinux.written, now);
    assert.equal(event.selinux.enforce?.status, truth.errno ? undefined : now === '1' ? 'enforcing' : 'permissive');
    assert.equal(event.file.path, `${SELINUX}/enforce`);
  });
  const booleans = existsSync(`${SELINUX}/booleans`) ? readdirSync(`${SELINUX}/booleans`) : [];
  test('a boolean', { skip: booleans.length === 0 && 'no policy with booleans is loaded' }, async () => {
    const truth = act('write-to', '1', `${SELINUX}/booleans/${booleans[0]}`);
    const event = await watch.event('selinux', truth.pid);
    assert.deepEqual(event.selinux.bool, { name: booleans[0], state: 'on' });
  });
});
