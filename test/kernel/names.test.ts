/** mkdir, rmdir, unlink, rename and link by every door: both names, and the file as it was before the call. */
import assert from 'node:assert/strict';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  AT_FDCWD,
  call,
  call32,
  calls,
  type Door,
  lstat,
  NO_COMPAT,
  num,
  opened,
  sameFile,
  text,
  uring,
  uringWorker,
  watchFiles,
} from './file-calls.ts';
import { kernelAtLeast, type Watch } from './watch.ts';

let watch: Watch;
let a: string;
let b: string;
before(async () => {
  watch = await watchFiles(['mkdir', 'rmdir', 'unlink', 'rename', 'link']);
  a = join(watch.folder, 'a');
  b = join(watch.folder, 'b');
});
after(() => watch.stop());
beforeEach(() => {
  rmSync(a, { recursive: true, force: true });
  rmSync(b, { recursive: true, force: true });
});

const NO_CALL = process.arch === 'arm64' && 'no such call';
const NO_IO_URING = !kernelAtLeast(5, 19) && 'the tracepoint hands over the request since 5.19';
/** Options of include/uapi/linux/io_uring.h. */
const IO = { rename: 35, unlink: 36, mkdir: 37, link: 39 };

describe('mkdir', () => {
  const doors: readonly Door[] = [
    { name: 'mkdir', door: 'mkdir', steps: () => [call('mkdir', text(a), num(0o711))], skip: NO_CALL },
    { name: 'mkdirat', door: 'mkdirat', steps: () => [call('mkdirat', AT_FDCWD, text(a), num(0o711))] },
    {
      name: 'mkdirat with a descriptor and slashes',
      door: 'mkdirat',
      steps: () => [call('mkdirat', opened(watch.folder), text('./a///'), num(0o711))],
    },
    { name: '32-bit', door: 'mkdir', steps: () => [call32('mkdir', text(a), num(0o711))], skip: NO_COMPAT },
    {
      name: 'io_uring',
      door: 'io_uring',
      steps: () => [uring(IO.mkdir, AT_FDCWD, text(a), num(0o711))],
      skip: NO_IO_URING,
    },
  ];
  for (const { name, door, steps, skip } of doors) {
    test(name, { skip: skip ?? false }, async () => {
      const { pid, steps: results } = calls(steps());
      assert.deepEqual(results[0], [0, 0]);
      const event = await watch.event('mkdir', pid);
      sameFile(event, 'file', a, lstat(a));
      assert.equal(event.syscall.name, door);
      assert.equal(event.fields['mkdir.file.destination.mode'], 0o711);
    });
  }
});

describe('removal', () => {
  const doors: readonly (Door & { readonly type: 'unlink' | 'rmdir' })[] = [
    { type: 'unlink', name: 'unlink', door: 'unlink', steps: () => [call('unlink', text(a))], skip: NO_CALL },
    { type: 'unlink', name: 'unlinkat', door: 'unlinkat', steps: () => [call('unlinkat', AT_FDCWD, text(a), num(0))] },
    {
      type: 'unlink',
      name: 'unlink, 32-bit',
      door: 'unlink',
      steps: () => [call32('unlink', text(a))],
      skip: NO_COMPAT,
    },
    {
      type: 'unlink',
      name: 'unlink, io_uring',
      door: 'io_uring',
      steps: () => [uring(IO.unlink, AT_FDCWD, text(a))],
      skip: NO_IO_URING,
    },
    {
      type: 'unlink',
      name: 'unlink, io_uring worker',
      door: 'io_uring',
      steps: () => [uringWorker(IO.unlink, AT_FDCWD, text(a))],
      skip: NO_IO_URING,
    },
    { type: 'rmdir', name: 'rmdir', door: 'rmdir', steps: () => [call('rmdir', text(a))], skip: NO_CALL },
    {
      type: 'rmdir',
      name: 'unlinkat with AT_REMOVEDIR',
      door: 'unlinkat',
      steps: () => [call('unlinkat', opened(watch.folder), text('a/'), num(0x200))],
    },
    { type: 'rmdir', name: 'rmdir, 32-bit', door: 'rmdir', steps: () => [call32('rmdir', text(a))], skip: NO_COMPAT },
    {
      type: 'rmdir',
      name: 'rmdir, io_uring',
      door: 'io_uring',
      steps: () => [uring(IO.unlink, AT_FDCWD, text(a), '0', '0', num(0x200))],
      skip: NO_IO_URING,
    },
  ];
  for (const { type, name, door, steps, skip } of doors) {
    test(name, { skip: skip ?? false }, async () => {
      if (type === 'unlink') writeFileSync(a, '', { mode: 0o604 });
      else mkdirSync(a);
      chownSync(a, 98, 99);
      const was = lstat(a);
      const { pid, steps: results } = calls(steps());
      assert.deepEqual(results[0], [0, 0]);
      assert.equal(existsSync(a), false);
      const event = await watch.event(type, pid);
      sameFile(event, 'file', a, was);
      assert.equal(event.syscall.name, door);
      assert.equal(event.file.resolution, 'exact');
    });
  }

  test('a directory of others is refused with the file that it is about', async () => {
    writeFileSync(a, '');
    const was = lstat(a);
    const { pid } = calls([
      call('setresuid', num(4001), num(4001), num(4001)),
      call('unlinkat', AT_FDCWD, text(a), num(0)),
    ]);
    const event = await watch.event('unlink', pid);
    assert.equal(event.syscall.retval, -13);
    // The folder may not be searched by this user either: then the kernel did not get as far as the file.
    if (event.file.inode !== '0') assert.equal(event.file.inode, String(was.ino));
    assert.equal(event.file.path, a);
  });
});

describe('rename and link', () => {
  const doors: readonly (Door & { readonly type: 'rename' | 'link' })[] = [
    { type: 'rename', name: 'rename', door: 'rename', steps: () => [call('rename', text(a), text(b))], skip: NO_CALL },
    {
      type: 'rename',
      name: 'renameat with directory descriptors',
      door: 'renameat',
      steps: () => [call('renameat', opened(watch.folder), text('a'), opened(watch.folder), text('b'))],
    },
    {
      type: 'rename',
      name: 'renameat2',
      door: 'renameat2',
      steps: () => [call('renameat2', AT_FDCWD, text(a), AT_FDCWD, text(b), num(1))],
    },
    {
      type: 'rename',
      name: 'rename, 32-bit',
      door: 'rename',
      steps: () => [call32('rename', text(a), text(b))],
      skip: NO_COMPAT,
    },
    {
      type: 'rename',
      name: 'rename, io_uring',
      door: 'io_uring',
      steps: () => [uring(IO.rename, AT_FDCWD, text(a), AT_FDCWD, text(b))],
      skip: NO_IO_URING,
    },
    { type: 'link', name: 'link', door: 'link', steps: () => [call('link', text(a), text(b))], skip: NO_CALL },
    {
      type: 'link',
      name: 'linkat',
      door: 'linkat',
      steps: () => [call('linkat', AT_FDCWD, text(a), opened(watch.folder), text('b'), num(0))],
    },
    {
      type: 'link',
      name: 'linkat of a descriptor',
      door: 'linkat',
      steps: () => [call('linkat', opened(a), text(''), AT_FDCWD, text(b), num(0x1000))],
    },
    {
      type: 'link',
      name: 'link, 32-bit',
      door: 'link',
      steps: () => [call32('link', text(a), text(b))],
      skip: NO_COMPAT,
    },
    {
      type: 'link',
      name: 'link, io_uring',
      door: 'io_uring',
      steps: () => [uring(IO.link, AT_FDCWD, text(a), AT_FDCWD, text(b))],
      skip: NO_IO_URING,
    },
  ];
  for (const { type, name, door, steps, skip } of doors) {
    test(name, { skip: skip ?? false }, async () => {
      writeFileSync(a, 'x', { mode: 0o604 });
      chownSync(a, 98, 99);
      const was = lstat(a);
      const { pid, steps: results } = calls(steps());
      assert.deepEqual(results.at(-1), [0, 0]);
      const event = await watch.event(type, pid);
      // Some kernels copy no text for a descriptor: without checks to see it before, it is seen afterwards and marked.
      const isAfter = name === 'linkat of a descriptor' && event.file.as_after_call === true;
      sameFile(event, 'file', a, isAfter ? lstat(b) : was);
      sameFile(event, 'file.destination', b, lstat(b));
      assert.equal(event.syscall.name, door);
    });
  }

  test('an exchange shows both names and where the first file is now', async () => {
    writeFileSync(a, 'a');
    writeFileSync(b, 'b');
    const [wasA, wasB] = [lstat(a), lstat(b)];
    const { pid } = calls([call('renameat2', AT_FDCWD, text(a), AT_FDCWD, text(b), num(2))]);
    assert.equal(lstat(b).ino, wasA.ino);
    const event = await watch.event('rename', pid);
    sameFile(event, 'file', a, wasA);
    sameFile(event, 'file.destination', b, lstat(b));
    assert.notEqual(event.file.inode, String(wasB.ino));
  });

  test('over an existing file', async () => {
    writeFileSync(a, 'a');
    writeFileSync(b, 'b');
    const was = lstat(a);
    const { pid } = calls([call('renameat', AT_FDCWD, text(a), AT_FDCWD, text(b))]);
    const event = await watch.event('rename', pid);
    sameFile(event, 'file', a, was);
    sameFile(event, 'file.destination', b, lstat(b));
  });

  test('five times to and fro', async () => {
    writeFileSync(a, 'a');
    const steps = Array.from({ length: 10 }, (_, i) =>
      call('renameat', AT_FDCWD, text(i % 2 === 0 ? a : b), AT_FDCWD, text(i % 2 === 0 ? b : a)),
    );
    const { pid } = calls(steps);
    await watch.settle();
    const seen = watch.events.filter((e) => e.evt.name === 'rename' && e.process.pid === pid);
    assert.deepEqual(
      seen.map((e) => [e.file.path, e.file.destination.path]),
      steps.map((_, i) => (i % 2 === 0 ? [a, b] : [b, a])),
    );
  });
});
