/** Mounts by the old calls and the new: where the mount shows, what it shows, and its id as /proc has it. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  AT_FDCWD,
  call,
  call32,
  calls,
  NO_COMPAT,
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
  watch = await watchFiles(['mount', 'umount']);
  dir = watch.folder;
  for (const name of ['t', 's/sub', 'b', 'm']) mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, 's/f'), '');
});
after(() => watch.stop());

const MS_BIND = num(4096);
/** A mount namespace of its own, whose mounts nobody else sees. */
const apart = (): Step[] => [
  call('unshare', num(0x20000)),
  call('mount', text('none'), text('/'), NULL, num(0x44000), NULL),
];
const apartSteps = 2;

describe('mount(2)', () => {
  for (const [name, mount, umount, skip] of [
    ['64-bit', call, (path: string) => call('umount2', text(path), num(0)), false],
    ['32-bit', call32, (path: string) => call32('umount', text(path)), NO_COMPAT],
  ] as const) {
    test(`a tmpfs and its end, ${name}`, { skip }, async () => {
      const at = join(dir, 't');
      const { pid, steps } = calls([
        ...apart(),
        mount('mount', text('source'), text(at), text('tmpfs'), num(2), text('size=1m')),
        umount(at),
      ]);
      assert.deepEqual(steps.slice(apartSteps), [
        [0, 0],
        [0, 0],
      ]);
      const event = await watch.event('mount', pid, (e) => e.mount.mountpoint.path === at);
      assert.equal(event.mount.fs_type, 'tmpfs');
      assert.equal(event.mount.device, 'source');
      assert.equal(event.mount.root.path, '/');
      assert.equal(event.mount.new, true);
      assert.equal(event.mount.detached, false);
      assert.equal(event.mount.mount_ns, event.process.mnt_ns);
      assert.equal(event.syscall.source_path, 'source');
      const { fields } = event;
      assert.equal(fields['mount.mountpoint.path'], at);
      assert.equal(fields['mount.fs_type'], 'tmpfs');
      assert.equal(fields['mount.syscall.fs_type'], 'tmpfs');
      assert.equal(fields['mount.syscall.mountpoint.path'], at);
      assert.equal(fields['mount.syscall.source.path'], 'source');
      assert.equal(fields['mount.root.path'], '/');
      assert.equal(fields['mount.source.path'], '');
      assert.equal(fields['mount.visible'], true);
      assert.equal(fields['mount.detached'], false);
      assert.equal(fields['mount.retval'], 0);
      const end = await watch.event('umount', pid);
      assert.equal(end.file.path, at);
      assert.equal(end.mount.mount_id, event.mount.mount_id);
    });
  }

  test('a bind mount shows its source and its root, a change of it is no new mount', async () => {
    const { pid, steps } = calls([
      ...apart(),
      call('mount', text(join(dir, 's/sub')), text(join(dir, 'b')), NULL, MS_BIND, NULL),
      call('mount', NULL, text(join(dir, 'b')), NULL, num(4096 | 32 | 1), NULL),
      call('umount2', text(join(dir, 'b')), num(2)),
    ]);
    assert.ok(
      steps.every(([r]) => r === 0),
      JSON.stringify(steps),
    );
    const made = await watch.event('mount', pid, (e) => e.mount.new && e.file.path === join(dir, 'b'));
    // Before 5.17 paths cannot be followed, and no check is handed the source.
    assert.equal(made.fields['mount.source.path'], kernelAtLeast(5, 17) ? join(dir, 's/sub') : '');
    assert.ok(join(dir, 's/sub').endsWith(made.fields['mount.root.path']), made.fields['mount.root.path']);
    assert.match(made.fields['mount.root.path'], /\/s\/sub$/);
    const changed = await watch.event('mount', pid, (e) => !e.mount.new && e.file.path === join(dir, 'b'));
    assert.equal(changed.mount.mount_id, made.mount.mount_id);
    const end = await watch.event('umount', pid);
    assert.equal(end.mount.mount_id, made.mount.mount_id);
    assert.equal(end.mount.flags, 2);
  });

  test('a refused mount', async () => {
    const { pid } = calls([
      call('setresuid', num(4001), num(4001), num(4001)),
      call('mount', text('none'), text('/tmp'), text('tmpfs'), num(0), NULL),
    ]);
    const event = await watch.event('mount', pid);
    assert.equal(event.syscall.retval, -1);
    assert.equal(event.evt.outcome, 'Refused');
    assert.equal(event.fields['mount.syscall.mountpoint.path'], '/tmp');
    assert.equal(event.fields['mount.visible'], false);
  });
});

describe('the new calls', { skip: !kernelAtLeast(5, 2) && 'since 5.2' }, () => {
  test('fsopen, fsmount and move_mount: detached first, then in its place', async () => {
    const at = join(dir, 'm');
    const { pid, steps } = calls([
      ...apart(),
      call('fsopen', text('tmpfs'), num(0)),
      call('fsconfig', result(2), num(6), NULL, NULL, num(0)),
      call('fsmount', result(2), num(0), num(1)),
      call('move_mount', result(4), text(''), AT_FDCWD, text(at), num(4)),
    ]);
    assert.equal(steps[5]![0], 0, JSON.stringify(steps));
    const made = await watch.event('mount', pid, (e) => e.syscall.name === 'fsmount');
    assert.equal(made.fields['mount.detached'], true);
    assert.equal(made.fields['mount.visible'], false);
    assert.equal(made.fields['mount.fs_type'], 'tmpfs');
    assert.equal(made.fields['mount.mountpoint.path'], '');
    assert.equal(made.mount.flags, 1);
    assert.ok(made.mount.mount_id > 0);
    const moved = await watch.event('mount', pid, (e) => e.syscall.name === 'move_mount');
    assert.equal(moved.mount.mount_id, made.mount.mount_id);
    assert.equal(moved.fields['mount.mountpoint.path'], at);
    assert.equal(moved.fields['mount.detached'], false);
    assert.equal(moved.mount.new, true);
  });

  test('open_tree clones a tree', async () => {
    const { pid, steps } = calls([call('open_tree', AT_FDCWD, text(join(dir, 's')), num(1))]);
    assert.ok(steps[0]![0] > 0, JSON.stringify(steps));
    const event = await watch.event('mount', pid, (e) => e.syscall.name === 'open_tree');
    assert.equal(event.fields['mount.detached'], true);
    assert.match(event.fields['mount.root.path'], /\/s$/);
  });

  test('open_tree without a clone only opens', async () => {
    const { pid } = calls([call('open_tree', AT_FDCWD, text(join(dir, 's')), num(0)), call('fchdir', opened(dir))]);
    await watch.settle();
    assert.equal(
      watch.events.some((e) => e.evt.name === 'mount' && e.process.pid === pid),
      false,
    );
  });
});
