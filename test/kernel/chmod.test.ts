/** chmod by every door: the file as it was before the call, and the mode it was given. */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, symlinkSync, writeFileSync } from 'node:fs';
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
  num,
  opened,
  result,
  sameFile,
  text,
  watchFiles,
} from './file-calls.ts';
import { kernelAtLeast, type Watch } from './watch.ts';

let watch: Watch;
let file: string;
before(async () => {
  watch = await watchFiles(['chmod']);
  file = join(watch.folder, 'f-chmod');
  writeFileSync(file, 'x');
  chownSync(file, 98, 99);
  symlinkSync(file, join(watch.folder, 'link'));
});
after(() => watch.stop());

const MODE = num(0o707);
const doors: readonly Door[] = [
  {
    name: 'chmod',
    door: 'chmod',
    steps: () => [call('chmod', text(file), MODE)],
    skip: process.arch === 'arm64' && 'no such call',
  },
  { name: 'fchmod', door: 'fchmod', steps: () => [call('fchmod', opened(file), MODE)] },
  { name: 'fchmodat', door: 'fchmodat', steps: () => [call('fchmodat', AT_FDCWD, text(file), MODE)] },
  {
    name: 'fchmodat relative to a descriptor, through a link',
    door: 'fchmodat',
    steps: () => [call('fchmodat', opened(watch.folder), text(`../${watch.folder.slice(5)}//./link`), MODE)],
  },
  {
    name: 'fchmodat2',
    door: 'fchmodat2',
    steps: () => [call('fchmodat2', AT_FDCWD, text(file), MODE, num(0x100))],
    skip: !kernelAtLeast(6, 6) && 'since 6.6',
  },
  {
    name: 'fchmodat2 with an empty path',
    door: 'fchmodat2',
    steps: () => [call('fchmodat2', opened(file), text(''), MODE, num(0x1000))],
    skip: !kernelAtLeast(6, 6) && 'since 6.6',
  },
  {
    name: 'through /proc/self/fd',
    door: 'fchmodat',
    steps: () => [
      call('openat', AT_FDCWD, text(file), num(0)),
      call('dup2', result(0), num(77)),
      call('fchmodat', AT_FDCWD, text('/proc/self/fd/77'), MODE),
    ],
  },
  { name: 'chmod, 32-bit', door: 'chmod', steps: () => [call32('chmod', text(file), MODE)], skip: NO_COMPAT },
  {
    name: 'fchmodat, 32-bit',
    door: 'fchmodat',
    steps: () => [call32('fchmodat', AT_FDCWD, text(file), MODE)],
    skip: NO_COMPAT,
  },
];

describe('chmod', () => {
  for (const { name, door, steps, skip } of doors) {
    test(name, { skip: skip ?? false }, async () => {
      chmodSync(file, 0o4751);
      const was = lstat(file);
      const { pid, steps: results } = calls(steps());
      assert.deepEqual(results.at(-1), [0, 0]);
      const event = await watch.event('chmod', pid);
      sameFile(event, 'file', file, was);
      assert.equal(event.syscall.name, door);
      assert.equal(event.syscall.retval, 0);
      assert.equal(event.file.resolution, 'exact');
      assert.equal(event.file.destination.mode, 0o707);
      assert.equal(event.fields['chmod.file.destination.rights'], 0o707);
      assert.equal(event.fields['chmod.file.user'], '');
      assert.equal(event.evt.outcome, 'Success');
    });
  }

  test('fchmod, 32-bit, shows the mode after the call and says so', { skip: NO_COMPAT }, async () => {
    chmodSync(file, 0o600);
    const { pid } = calls([call32('fchmod', opened(file), MODE)]);
    const event = await watch.event('chmod', pid);
    assert.equal(event.file.path, file);
    assert.equal(event.file.inode, String(lstat(file).ino));
    assert.equal(event.file.destination.mode, 0o707);
    if (event.file.as_after_call === true) assert.equal(event.file.mode & 0o7777, 0o707);
    else assert.equal(event.file.mode & 0o7777, 0o600);
  });

  test('a refused call has its errno and its file', async () => {
    const was = lstat(file);
    const { pid, steps: results } = calls([
      call('setresuid', num(4001), num(4001), num(4001)),
      call('fchmodat', AT_FDCWD, text(file), MODE),
    ]);
    assert.equal(results[1]![1], results[1]![1] === 13 ? 13 : 1);
    const event = await watch.event('chmod', pid);
    assert.equal(event.syscall.retval, -results[1]![1]);
    assert.equal(event.evt.outcome, 'Refused');
    assert.equal(event.syscall.path, file);
    if (results[1]![1] === 1) sameFile(event, 'file', file, was);
  });
});
