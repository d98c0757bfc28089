/** Paths that are hard to tell: each test reaches a file in a way of its own, and the event names it as the kernel does. */
import assert from 'node:assert/strict';
import { linkSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  AT_FDCWD,
  call,
  calls,
  flip,
  lstat,
  NULL,
  num,
  opened,
  result,
  type Step,
  text,
  watchFiles,
} from './file-calls.ts';
import { kernelAtLeast, type Watch } from './watch.ts';

let watch: Watch;
let dir: string;
before(async () => {
  watch = await watchFiles(['open', 'chmod', 'chown', 'unlink', 'rename', 'link', 'mkdir', 'rmdir', 'setxattr']);
  dir = watch.folder;
  for (const name of ['d/e', 'b', 'd1/drv', 'd2', 'new', 'self', 'lower', 'upper', 'work', 'merged', 'race'])
    mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, 'd/f'), '');
});
after(() => watch.stop());

const MODE = num(0o640);
const chmodAt = (path: string): Step => call('fchmodat', AT_FDCWD, text(path), MODE);
const touch = (path: string): Step => call('openat', AT_FDCWD, text(path), num(0o101), num(0o600));
const mkdir = (path: string): Step => call('mkdirat', AT_FDCWD, text(path), num(0o755));
const mount = (source: string, at: string, type: string, flags: number, data = ''): Step =>
  call('mount', text(source), text(at), text(type), num(flags), data === '' ? NULL : text(data));
const bind = (source: string, at: string, recursive = false): Step =>
  mount(source, at, '', recursive ? 0x5000 : 0x1000);
/** A mount namespace of its own, whose mounts nobody else sees. */
const apart = (): Step[] => [call('unshare', num(0x20000)), mount('none', '/', '', 0x44000)];

interface Case {
  readonly name: string;
  readonly steps: () => readonly Step[];
  readonly path: () => string;
  readonly detached?: boolean;
}
const cases: readonly Case[] = [
  {
    name: 'through a bind mount',
    steps: () => [...apart(), bind(join(dir, 'd'), join(dir, 'b')), chmodAt(join(dir, 'b/f'))],
    path: () => join(dir, 'b/f'),
  },
  {
    name: 'a mount that came along with a recursive bind',
    steps: () => [
      ...apart(),
      mount('t', join(dir, 'd1/drv'), 'tmpfs', 0),
      touch(join(dir, 'd1/drv/f')),
      bind(join(dir, 'd1'), join(dir, 'd2'), true),
      chmodAt(join(dir, 'd2/drv/f')),
    ],
    path: () => join(dir, 'd2/drv/f'),
  },
  {
    name: 'mounts on mounts on mounts',
    steps: () => [
      ...apart(),
      mount('t', join(dir, 'b'), 'tmpfs', 0),
      mkdir(join(dir, 'b/1')),
      mount('t', join(dir, 'b/1'), 'tmpfs', 0),
      mkdir(join(dir, 'b/1/2')),
      mount('t', join(dir, 'b/1/2'), 'tmpfs', 0),
      mount('t', join(dir, 'b/1/2'), 'tmpfs', 0),
      touch(join(dir, 'b/1/2/f')),
      chmodAt(join(dir, 'b/1/../1/2/f')),
    ],
    path: () => join(dir, 'b/1/2/f'),
  },
  {
    name: '`..` out of a mount',
    steps: () => [...apart(), mount('t', join(dir, 'b'), 'tmpfs', 0), chmodAt(join(dir, 'b/../d/f'))],
    path: () => join(dir, 'd/f'),
  },
  {
    name: 'a file system bound into itself',
    steps: () => [
      ...apart(),
      mount('t', join(dir, 'self'), 'tmpfs', 0),
      mkdir(join(dir, 'self/n')),
      touch(join(dir, 'self/f')),
      bind(join(dir, 'self'), join(dir, 'self/n')),
      bind(join(dir, 'self'), join(dir, 'self/n/n')),
      chmodAt(join(dir, 'self/n/n/f')),
    ],
    path: () => join(dir, 'self/n/n/f'),
  },
  {
    name: 'in a chroot, from its root',
    steps: () => [call('chroot', text(join(dir, 'd'))), chmodAt('/../f')],
    path: () => join(dir, 'd/f'),
  },
  {
    name: 'after pivot_root the path begins at the new root of the namespace',
    steps: () => [
      ...apart(),
      bind(join(dir, 'd'), join(dir, 'new')),
      call('chdir', text(join(dir, 'new'))),
      call('pivot_root', text('.'), text('.')),
      call('umount2', text('.'), num(2)),
      chmodAt('/f'),
    ],
    path: () => '/f',
  },
  {
    name: 'on a mount that was taken away lazily',
    steps: () => [
      ...apart(),
      mount('t', join(dir, 'b'), 'tmpfs', 0),
      touch(join(dir, 'b/f')),
      call('umount2', text(join(dir, 'b')), num(2)),
      call('fchownat', result(3), text(''), num(1), num(1), num(0x1000)),
    ],
    path: () => '/f',
    detached: true,
  },
  {
    name: 'on a mount that never was attached',
    steps: () => [
      call('fsopen', text('tmpfs'), num(0)),
      call('fsconfig', result(0), num(6), NULL, NULL, num(0)),
      call('fsmount', result(0), num(0), num(0)),
      call('openat', result(2), text('t'), num(0o101), num(0o600)),
      call('fchmodat', result(2), text('t'), MODE),
    ],
    path: () => '/t',
    detached: true,
  },
  {
    name: 'through links: relative, absolute, many, with a slash at the end',
    steps: () => {
      symlinkSync('d', join(dir, 'l1'));
      symlinkSync(join(dir, 'l1/../l1'), join(dir, 'l2'));
      symlinkSync('l2/e/../f', join(dir, 'l3'));
      return [chmodAt(join(dir, 'l3'))];
    },
    path: () => join(dir, 'd/f'),
  },
  {
    name: 'a hard link by the name that was used',
    steps: () => {
      linkSync(join(dir, 'd/f'), join(dir, 'd/hard'));
      return [chmodAt(join(dir, 'd/hard'))];
    },
    path: () => join(dir, 'd/hard'),
  },
  {
    name: 'a name of 255 bytes',
    steps: () => [touch(join(dir, 'n'.repeat(255))), chmodAt(join(dir, 'n'.repeat(255)))],
    path: () => join(dir, 'n'.repeat(255)),
  },
  {
    name: 'more than 4,096 bytes by relative steps',
    steps: () => [
      call('chdir', text(dir)),
      ...Array.from({ length: 20 }, () => 'x'.repeat(250)).flatMap((name) => [mkdir(name), call('chdir', text(name))]),
      touch('f'),
      chmodAt('f'),
    ],
    path: () => join(dir, ...Array.from({ length: 20 }, () => 'x'.repeat(250)), 'f'),
  },
  {
    name: 'newline, escape and quotes',
    steps: () => [touch(join(dir, 'a\n\u001b"\\b')), chmodAt(join(dir, 'a\n\u001b"\\b'))],
    path: () => join(dir, 'a\n\u001b"\\b'),
  },
  {
    name: 'through /proc/self/cwd and /proc/self/root',
    steps: () => [call('chdir', text(join(dir, 'd'))), chmodAt(`/proc/self/root/proc/self/cwd/e/../f`)],
    path: () => join(dir, 'd/f'),
  },
];

describe("the path is the kernel's", () => {
  for (const { name, steps, path, detached } of cases) {
    test(name, async () => {
      const { pid, steps: results } = calls(steps());
      assert.equal(results.at(-1)![0], 0, JSON.stringify(results));
      const event = await watch.find(
        `change of ${pid}`,
        (e) => e.process.pid === pid && /^ch(mod|own)$/.test(e.evt.name),
      );
      assert.equal(event.file.path, path());
      assert.equal(event.file.resolution, 'exact');
      assert.notEqual(event.file.inode, '0');
      assert.equal(event.file.mount_detached === true, detached === true);
      assert.equal(event.fields[`${event.evt.name}.file.mount_detached`], detached === true);
    });
  }
});

describe('an overlay', {
  skip: !readFileSync('/proc/filesystems', 'latin1').includes('overlay') && 'the kernel has no overlay file system',
}, () => {
  const overlay = (): Step[] => [
    ...apart(),
    mount('o', join(dir, 'merged'), 'overlay', 0, `lowerdir=${dir}/lower,upperdir=${dir}/upper,workdir=${dir}/work`),
  ];
  for (const name of ['chmod', 'rename', 'link', 'unlink'] as const) writeFileSyncLater(name);
  function writeFileSyncLater(name: string): void {
    before(() => writeFileSync(join(dir, `lower/${name}.txt`), 'x'));
  }

  test('a lower file that is changed is copied up: lower before, upper after', async () => {
    const path = join(dir, 'merged/chmod.txt');
    const { pid, steps } = calls([...overlay(), chmodAt(path), call('unlinkat', AT_FDCWD, text(path), num(0))]);
    assert.deepEqual(steps.at(-1), [0, 0], JSON.stringify(steps));
    const changed = await watch.event('chmod', pid);
    assert.equal(changed.file.path, path);
    assert.equal(changed.file.filesystem, 'overlay');
    assert.equal(changed.fields['chmod.file.in_upper_layer'], false);
    const removed = await watch.event('unlink', pid);
    assert.equal(removed.fields['unlink.file.in_upper_layer'], true);
    assert.equal(removed.file.inode, changed.file.inode);
  });

  for (const type of ['rename', 'link'] as const) {
    test(`a lower file that gets another name by ${type}`, async () => {
      const from = join(dir, `merged/${type}.txt`);
      const to = join(dir, `merged/${type}-2.txt`);
      const { pid, steps } = calls([...overlay(), call(`${type}at`, AT_FDCWD, text(from), AT_FDCWD, text(to), num(0))]);
      assert.deepEqual(steps.at(-1), [0, 0], JSON.stringify(steps));
      const event = await watch.event(type, pid);
      assert.equal(event.file.path, from);
      assert.equal(event.file.destination.path, to);
      assert.equal(event.fields[`${type}.file.in_upper_layer`], false);
      assert.equal(event.fields[`${type}.file.destination.in_upper_layer`], true);
    });
  }

  test('a new directory is in the upper layer', async () => {
    const { pid } = calls([...overlay(), mkdir(join(dir, 'merged/new'))]);
    const event = await watch.event('mkdir', pid);
    assert.equal(event.file.path, join(dir, 'merged/new'));
    assert.equal(event.fields['mkdir.file.in_upper_layer'], true);
  });
});

describe('what changes meanwhile', () => {
  test('a directory is renamed between two calls: each has the name of its moment', async () => {
    const steps: Step[] = [mkdir(join(dir, 'race/old'))];
    const expected: string[] = [];
    for (let round = 0; round < 5; round++) {
      const [from, to] = round % 2 === 0 ? ['old', 'new'] : ['new', 'old'];
      steps.push(
        call('openat', AT_FDCWD, text(join(dir, 'race', from!, 'f')), num(0o101), num(0o600)),
        call('renameat', AT_FDCWD, text(join(dir, 'race', from!)), AT_FDCWD, text(join(dir, 'race', to!))),
      );
      expected.push(join(dir, 'race', from!, 'f'));
    }
    const { pid } = calls(steps);
    await watch.settle();
    const seen = watch.events.filter((e) => e.evt.name === 'open' && e.process.pid === pid && e.file.name === 'f');
    assert.deepEqual(
      seen.map((e) => e.file.path),
      expected,
    );
  });

  test('a text that another thread swaps leads to the file that was removed', {
    skip:
      (!kernelAtLeast(5, 17) && 'needs bpf_loop (5.17)') ||
      (kernelAtLeast(7, 0) && 'since 7.0 the kernel keeps its copies of paths elsewhere'),
  }, async () => {
    const rounds = 12;
    const one = join(dir, 'race/one');
    const two = join(dir, 'race/two');
    let told = 0;
    for (let round = 0; round < rounds; round++) {
      writeFileSync(one, '1');
      writeFileSync(two, '2');
      const was = new Map([one, two].map((path) => [path, String(lstat(path).ino)]));
      const { pid, steps } = calls([
        flip(one, two),
        call('unlinkat', AT_FDCWD, 'f:', num(0)),
        call('unlinkat', AT_FDCWD, 'f:', num(0)),
      ]);
      const removed = steps.slice(1).filter(([r]) => r === 0).length;
      await watch.settle();
      const events = watch.events.filter(
        (e) => e.evt.name === 'unlink' && e.process.pid === pid && e.syscall.retval === 0,
      );
      assert.equal(events.length, removed);
      for (const event of events) {
        // The path is right; the inode is that of the path, or not claimed.
        const path = event.file.path as string;
        assert.ok(was.has(path), path);
        if (event.file.inode !== '0') assert.equal(event.file.inode, was.get(path));
        told++;
      }
      const paths = events.map((e) => e.file.path as string);
      const gone = [one, two].filter((path) => !exists(path));
      assert.deepEqual(paths.sort(), gone.sort());
    }
    assert.ok(told >= rounds);
  });
});

function exists(path: string): boolean {
  try {
    lstat(path);
    return true;
  } catch {
    return false;
  }
}

test('a parent that somebody else moves while files below it change', async () => {
  mkdirSync(join(dir, 'moving-a'));
  writeFileSync(join(dir, 'moving-a/f'), '');
  let name = 'moving-a';
  const pids: number[] = [];
  for (let i = 0; i < 10; i++) {
    const next = name === 'moving-a' ? 'moving-b' : 'moving-a';
    const { pid } = calls([call('fchmod', opened(join(dir, name, 'f')), MODE)]);
    pids.push(pid);
    renameSync(join(dir, name), join(dir, next));
    name = next;
  }
  await watch.settle();
  for (const [i, pid] of pids.entries()) {
    const event = await watch.event('chmod', pid);
    assert.equal(event.file.path, join(dir, i % 2 === 0 ? 'moving-a' : 'moving-b', 'f'));
  }
});
