/** chown by every door: the file as it was before the call, and the owner it was given. */
import assert from 'node:assert/strict';
import { chownSync, lchownSync, symlinkSync, writeFileSync } from 'node:fs';
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
  sameFile,
  text,
  watchFiles,
} from './file-calls.ts';
import type { Watch } from './watch.ts';

let watch: Watch;
let file: string;
let link: string;
before(async () => {
  watch = await watchFiles(['chown']);
  file = join(watch.folder, 'f-chown');
  link = join(watch.folder, 'l');
  writeFileSync(file, 'x', { mode: 0o640 });
  symlinkSync('f-chown', link);
});
after(() => watch.stop());

const NO_CALL = process.arch === 'arm64' && 'no such call';
const U = num(4100);
const G = num(4200);
const doors: readonly (Door & { readonly onLink?: boolean })[] = [
  { name: 'chown', door: 'chown', steps: () => [call('chown', text(file), U, G)], skip: NO_CALL },
  { name: 'chown through a link', door: 'chown', steps: () => [call('chown', text(link), U, G)], skip: NO_CALL },
  { name: 'fchown', door: 'fchown', steps: () => [call('fchown', opened(file), U, G)] },
  {
    name: 'lchown of a link',
    door: 'lchown',
    steps: () => [call('lchown', text(link), U, G)],
    skip: NO_CALL,
    onLink: true,
  },
  { name: 'fchownat', door: 'fchownat', steps: () => [call('fchownat', AT_FDCWD, text(file), U, G, num(0))] },
  {
    name: 'fchownat of a link itself',
    door: 'fchownat',
    steps: () => [call('fchownat', opened(watch.folder), text('l'), U, G, num(0x100))],
    onLink: true,
  },
  {
    name: 'fchownat with an empty path',
    door: 'fchownat',
    steps: () => [call('fchownat', opened(file), text(''), U, G, num(0x1000))],
  },
  { name: 'chown32', door: 'chown', steps: () => [call32('chown', text(file), U, G)], skip: NO_COMPAT },
  {
    name: 'lchown32',
    door: 'lchown',
    steps: () => [call32('lchown', text(link), U, G)],
    skip: NO_COMPAT,
    onLink: true,
  },
  {
    name: 'chown with 16-bit ids',
    door: 'chown16',
    steps: () => [call32('chown16', text(file), U, G)],
    skip: NO_COMPAT,
  },
];

describe('chown', () => {
  for (const { name, door, steps, skip, onLink } of doors) {
    test(name, { skip: skip ?? false }, async () => {
      chownSync(file, 98, 99);
      lchownSync(link, 98, 99);
      const path = onLink === true ? link : file;
      const was = lstat(path);
      const { pid, steps: results } = calls(steps());
      assert.deepEqual(results.at(-1), [0, 0]);
      assert.equal(lstat(path).uid, 4100n);
      const event = await watch.event('chown', pid);
      sameFile(event, 'file', path, was);
      assert.equal(event.syscall.name, door);
      assert.equal(event.file.resolution, 'exact');
      assert.deepEqual(event.file.destination, { uid: 4100, gid: 4200, user: '', group: '' });
      assert.equal(event.fields['chown.file.destination.uid'], 4100);
      assert.equal(event.fields['chown.file.destination.gid'], 4200);
      assert.equal(event.fields['chown.syscall.uid'], 4100);
    });
  }

  for (const [name, steps] of [
    ['-1 leaves the group', () => [call('fchownat', AT_FDCWD, text(file), num(0), num(-1), num(0))]],
    ['65535 of a 16-bit call leaves the group', () => [call32('chown16', text(file), num(0), num(0xffff))]],
  ] as const) {
    test(name, { skip: name.startsWith('65535') && NO_COMPAT }, async () => {
      chownSync(file, 98, 99);
      const { pid } = calls(steps());
      const event = await watch.event('chown', pid);
      assert.equal(lstat(file).gid, 99n);
      assert.equal(event.fields['chown.file.destination.uid'], 0);
      assert.equal(event.fields['chown.file.destination.user'], 'root');
      assert.equal(event.fields['chown.file.destination.gid'], -1);
      assert.equal(event.fields['chown.file.destination.group'], '');
    });
  }
});
