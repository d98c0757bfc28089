/** utimes, setxattr and removexattr by every door, and chdir. */
import assert from 'node:assert/strict';
import { chownSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  AT_FDCWD,
  call,
  call32,
  calls,
  type Door,
  lstat,
  NO_COMPAT,
  NULL,
  num,
  opened,
  sameFile,
  text,
  uring,
  watchFiles,
} from './file-calls.ts';
import { kernelAtLeast, type Watch } from './watch.ts';

let watch: Watch;
let file: string;
before(async () => {
  watch = await watchFiles(['utimes', 'setxattr', 'removexattr', 'chdir']);
  file = join(watch.folder, 'f');
  writeFileSync(file, 'x');
  chownSync(file, 98, 99);
  symlinkSync('f', join(watch.folder, 'l'));
  mkdirSync(join(watch.folder, 'd'));
});
after(() => watch.stop());

const NO_CALL = process.arch === 'arm64' && 'no such call';
const NO_IO_URING = !kernelAtLeast(5, 19) && 'the tracepoint hands over the request since 5.19';

/** The file system of the test machines (tmpfs) keeps attributes of users since 6.6, and trusted ones on every kernel. */
const SPACE = process.env.SHRIKE_VM !== undefined && !kernelAtLeast(6, 6) ? 'trusted' : 'user';
const NAME = `${SPACE}.test_x`;

describe('utimes', () => {
  const doors: readonly (Door & { readonly mtimeNs: bigint | null })[] = [
    {
      name: 'utime',
      door: 'utime',
      steps: () => [call('utime', text(file), 't:123,456')],
      skip: NO_CALL,
      mtimeNs: 456_000_000_000n,
    },
    {
      name: 'utimes',
      door: 'utimes',
      steps: () => [call('utimes', text(file), 't:111,222,333,444')],
      skip: NO_CALL,
      mtimeNs: 333_000_444_000n,
    },
    {
      name: 'futimesat',
      door: 'futimesat',
      steps: () => [call('futimesat', opened(watch.folder), text('l'), 't:111,222,333,444')],
      skip: NO_CALL,
      mtimeNs: 333_000_444_000n,
    },
    {
      name: 'utimensat',
      door: 'utimensat',
      steps: () => [call('utimensat', AT_FDCWD, text(file), 't:111,222,555,666', num(0))],
      mtimeNs: 555_000_000_666n,
    },
    {
      name: 'utimensat of a descriptor, to now',
      door: 'utimensat',
      steps: () => [call('utimensat', opened(file), NULL, NULL, num(0))],
      mtimeNs: null,
    },
    {
      name: 'utimes, 32-bit',
      door: 'utimes',
      steps: () => [call32('utimes', text(file), 'T:111,222,333,444')],
      skip: NO_COMPAT,
      mtimeNs: 333_000_444_000n,
    },
    {
      name: 'utimensat, 32-bit',
      door: 'utimensat',
      steps: () => [call32('utimensat', AT_FDCWD, text(file), 'T:111,222,555,666', num(0))],
      skip: NO_COMPAT,
      mtimeNs: 555_000_000_666n,
    },
    {
      name: 'utimensat_time64',
      door: 'utimensat_time64',
      steps: () => [call32('utimensat_time64', AT_FDCWD, text(file), 't:111,222,555,666', num(0))],
      skip: NO_COMPAT,
      mtimeNs: 555_000_000_666n,
    },
  ];
  for (const { name, door, steps, skip, mtimeNs } of doors) {
    test(name, { skip: skip ?? false }, async () => {
      utimesSync(file, 1, 2);
      const was = lstat(file);
      const { pid, steps: results } = calls(steps());
      assert.deepEqual(results[0], [0, 0]);
      const now = lstat(file);
      if (mtimeNs !== null) assert.equal(now.mtimeNs, mtimeNs);
      const event = await watch.event('utimes', pid);
      // A call that names no path is seen when it is over.
      sameFile(event, 'file', file, event.file.as_after_call === true ? now : was);
      assert.equal(event.syscall.name, door);
      assert.equal(BigInt(Date.parse(event.file.destination.modification_time)), now.mtimeNs / 1_000_000n);
      assert.equal(BigInt(Date.parse(event.file.destination.access_time)), now.atimeNs / 1_000_000n);
    });
  }
});

describe('extended attributes', () => {
  const value = (): string[] => [text(NAME), text('value'), num(5), num(0)];
  const doors: readonly (Door & { readonly type: 'setxattr' | 'removexattr' })[] = [
    { type: 'setxattr', name: 'setxattr', door: 'setxattr', steps: () => [call('setxattr', text(file), ...value())] },
    {
      type: 'removexattr',
      name: 'removexattr',
      door: 'removexattr',
      steps: () => [call('removexattr', text(file), text(NAME))],
    },
    {
      type: 'setxattr',
      name: 'lsetxattr',
      door: 'lsetxattr',
      steps: () => [call('lsetxattr', text(file), ...value())],
    },
    {
      type: 'removexattr',
      name: 'lremovexattr',
      door: 'lremovexattr',
      steps: () => [call('lremovexattr', text(file), text(NAME))],
    },
    {
      type: 'setxattr',
      name: 'fsetxattr',
      door: 'fsetxattr',
      steps: () => [call('fsetxattr', opened(file), ...value())],
    },
    {
      type: 'removexattr',
      name: 'fremovexattr',
      door: 'fremovexattr',
      steps: () => [call('fremovexattr', opened(file), text(NAME))],
    },
    {
      type: 'setxattr',
      name: 'setxattrat',
      door: 'setxattrat',
      steps: () => [call('setxattrat', AT_FDCWD, text(file), num(0), text(NAME), 'a:value', num(16))],
      skip: !kernelAtLeast(6, 13) && 'since 6.13',
    },
    {
      type: 'removexattr',
      name: 'removexattrat with an empty path',
      door: 'removexattrat',
      steps: () => [call('removexattrat', opened(file), text(''), num(0x1000), text(NAME))],
      skip: !kernelAtLeast(6, 13) && 'since 6.13',
    },
    {
      type: 'setxattr',
      name: 'setxattr, 32-bit',
      door: 'setxattr',
      steps: () => [call32('setxattr', text(file), ...value())],
      skip: NO_COMPAT,
    },
    {
      type: 'setxattr',
      name: 'setxattr, io_uring',
      door: 'io_uring',
      steps: () => [uring(42, num(0), text(NAME), num(5), text('value'), num(0), num(0), text(file))],
      skip: NO_IO_URING,
    },
    {
      type: 'setxattr',
      name: 'fsetxattr, io_uring',
      door: 'io_uring',
      steps: () => [uring(41, opened(file), text(NAME), num(5), text('value'))],
      skip: NO_IO_URING,
    },
  ];
  for (const { type, name, door, steps, skip } of doors) {
    test(name, { skip: skip ?? false }, async () => {
      const { pid, steps: results } = calls(steps());
      assert.deepEqual(results[0], [0, 0]);
      const event = await watch.event(type, pid);
      assert.equal(event.file.path, file);
      assert.equal(event.file.inode, String(lstat(file).ino));
      assert.equal(event.syscall.name, door);
      assert.equal(event.fields[`${type}.file.destination.name`], NAME);
      assert.equal(event.fields[`${type}.file.destination.namespace`], SPACE);
    });
  }

  test('a refused attribute of a link is about the link itself', {
    skip: !kernelAtLeast(5, 17) && 'before 5.17 a path that is refused before the check is known as a text only',
  }, async () => {
    const link = join(watch.folder, 'l');
    const { pid, steps } = calls([call('lsetxattr', text(link), text('user.test_x'), text('value'), num(5), num(0))]);
    assert.equal(steps[0]![1], 1);
    const event = await watch.event('setxattr', pid);
    sameFile(event, 'file', link, lstat(link));
    assert.equal(event.syscall.retval, -1);
  });
});

describe('chdir', () => {
  for (const [name, steps] of [
    ['chdir', () => [call('chdir', text(`${watch.folder}/./d/../d`))]],
    ['fchdir', () => [call('fchdir', opened(join(watch.folder, 'd')))]],
  ] as const) {
    test(name, async () => {
      const { pid } = calls(steps());
      const event = await watch.event('chdir', pid, (e) => e.file.path.endsWith('/d'));
      const path = join(watch.folder, 'd');
      sameFile(event, 'file', path, lstat(path));
      assert.equal(event.syscall.name, name);
      if (name === 'chdir') assert.equal(event.fields['chdir.syscall.path'], `${watch.folder}/./d/../d`);
    });
  }
});
