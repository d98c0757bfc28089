/** Opens by every door, each field compared with what fstat and /proc/self/fd say about the descriptor. */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ACTS, type EventJson, kernelAtLeast, Watch } from './watch.ts';

let watch: Watch;
let dir: string;
before(async () => {
  watch = await Watch.start();
  dir = watch.folder;
  chmodSync(dir, 0o755);
  mkdirSync(join(dir, 'd/e'), { recursive: true });
  writeFileSync(join(dir, 'd/e/f'), 'x');
  writeFileSync(join(dir, 'd/only'), 'x');
  writeFileSync(join(dir, 'd/secret'), 'x', { mode: 0o400 });
  chmodSync(join(dir, 'd/e/f'), 0o4751);
  chownSync(join(dir, 'd/e/f'), 98, 99);
  symlinkSync(join(dir, 'd'), join(dir, 'link'));
  linkSync(join(dir, 'd/e/f'), join(dir, 'd/hard'));
});
after(() => watch.stop());

const ns = (iso: string): string => {
  const [seconds, fraction] = iso.slice(0, -1).split('.');
  return `${Date.parse(`${seconds}Z`) / 1000}${fraction}`;
};

/** Compares every field of an event with the truth that the act printed. */
function sameFile(event: EventJson, truth: EventJson): void {
  const { file } = event;
  assert.equal(file.path, truth.target);
  assert.equal(file.inode, truth.inode);
  assert.equal(file.mode, truth.mode);
  assert.equal(file.uid, truth.uid);
  assert.equal(file.gid, truth.gid);
  assert.equal(file.hard_links, truth.nlink);
  assert.deepEqual(file.device, { major: truth.major, minor: truth.minor });
  assert.equal(ns(file.modification_time), truth.mtime);
  assert.equal(ns(file.change_time), truth.ctime);
  assert.equal(file.resolution, 'exact');
  assert.equal(event.syscall.retval, truth.fd);
  assert.equal(event.process.pid, truth.pid);
  assert.equal(event.evt.outcome, 'Success');
}

/** The open of the act itself, not of its libraries. */
const opened = (truth: EventJson, name: string): Promise<EventJson> =>
  watch.event('open', truth.pid, (e) => e.file.name === name && e.syscall.retval === truth.fd);

describe('each door gives the same exact file', () => {
  const f = (): string => join(dir, 'd/e/f');
  for (const [name, door, args, flags] of [
    ['open(2)', 'open', (): string[] => ['open', f(), '0'], ['O_RDONLY']],
    ['openat(2)', 'openat', (): string[] => ['openat', f(), '02001'], ['O_WRONLY', 'O_APPEND']],
    ['openat2(2)', 'openat2', (): string[] => ['openat2', f(), '02'], ['O_RDWR']],
    ['creat(2)', 'creat', (): string[] => ['creat', f(), '0600'], ['O_WRONLY', 'O_CREAT', 'O_TRUNC']],
    [
      'open_by_handle_at(2), where no path is passed',
      'open_by_handle_at',
      (): string[] => ['open-by-handle', join(dir, 'd/only'), dir],
      ['O_RDONLY'],
    ],
  ] as const) {
    test(name, async () => {
      const truth = watch.act(...args());
      const event = await watch.event(
        'open',
        truth.pid,
        (e) => e.syscall.retval === truth.fd && e.syscall.name === door,
      );
      sameFile(event, truth);
      assert.deepEqual(
        event.file.flags.filter((x: string) => x !== 'O_LARGEFILE'),
        flags,
      );
    });
  }

  test('the 32-bit entry of a 64-bit kernel', {
    skip: process.arch !== 'x64' && 'int 0x80 exists on x86 only',
  }, async () => {
    const truth = watch.act('compat', f(), '0');
    const event = await opened(truth, 'f');
    sameFile(event, truth);
    assert.equal(event.syscall.name, 'open');
  });

  for (const act of ['io_uring', 'io_uring-worker']) {
    test(`${act}, which passes no system call of its own`, {
      skip: !kernelAtLeast(5, 19) && 'the tracepoint hands over the request since 5.19',
    }, async () => {
      const truth = watch.act(act, f(), '0');
      const event = await opened(truth, 'f');
      sameFile(event, truth);
      assert.equal(event.syscall.name, 'io_uring');
    });
  }
});

describe('the path is what the kernel used', () => {
  for (const [name, args, leaf] of [
    ['`..` and doubled slashes', () => ['open', `${dir}/d//e/../e/./f`, '0'], 'f'],
    ['a symbolic link on the way', () => ['open', join(dir, 'link/e/f'), '0'], 'f'],
    ['a hard link reports the name used', () => ['open', join(dir, 'd/hard'), '0'], 'hard'],
    ['relative to a directory descriptor', () => ['openat-dirfd', join(dir, 'd'), 'e/f'], 'f'],
    [
      'a directory descriptor is ignored for an absolute path',
      () => ['openat-dirfd', '/proc', join(dir, 'd/e/f')],
      'f',
    ],
  ] as const) {
    test(name, async () => {
      const truth = watch.act(...args());
      sameFile(await opened(truth, leaf), truth);
    });
  }

  test('in a chroot the path is that of the host', async () => {
    const truth = watch.act('open-in-chroot', join(dir, 'd'), '/e/f');
    const event = await watch.event('open', truth.pid, (e) => e.file.name === 'f');
    assert.equal(event.file.path, join(dir, 'd/e/f'));
    assert.equal(event.file.inode, truth.inode);
  });

  test('on a mount made in a namespace of its own', async () => {
    const truth = watch.act('open-in-mountns', join(dir, 'd'), 'made');
    const event = await watch.event('open', truth.pid, (e) => e.file.name === 'made');
    sameFile(event, truth);
    assert.equal(event.file.path, join(dir, 'd/made'));
    assert.equal(event.file.filesystem, 'tmpfs');
    assert.equal(event.file.created, true);
  });

  test('through a bind mount the path leads through the mount point', async () => {
    mkdirSync(join(dir, 'b'), { recursive: true });
    const truth = watch.act('open-bind', join(dir, 'd/e'), join(dir, 'b'), 'f');
    const event = await watch.event('open', truth.pid, (e) => e.file.name === 'f' && e.syscall.retval === truth.fd);
    sameFile(event, truth);
    assert.equal(event.file.path, join(dir, 'b/f'));
  });

  test('an unlinked file that is opened again is called deleted', async () => {
    const truth = watch.act('open-deleted', join(dir, 'd/gone'));
    const event = await watch.event('open', truth.pid, (e) => e.syscall.retval === truth.fd && e.file.deleted === true);
    assert.equal(event.file.inode, truth.inode);
    assert.equal(event.file.hard_links, 0);
    assert.equal(event.file.path, join(dir, 'd/gone'));
  });

  test('names of 255 bytes, depths of 3,900 bytes, newlines and bytes that are no UTF-8', async () => {
    const long = 'n'.repeat(255);
    const deep = join(dir, ...Array.from({ length: 14 }, () => long));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'leaf'), '');
    const truth = watch.act('open', join(deep, 'leaf'), '0');
    const event = await watch.event('open', truth.pid, (e) => e.file.name === 'leaf');
    assert.equal(event.file.path, join(deep, 'leaf'));
    assert.equal(event.file.path_truncated, undefined);
    const odd = Buffer.concat([Buffer.from(join(dir, 'd/')), Buffer.from([0x0a, 0x1b, 0xff, 0x22, 0x5c, 0x80])]);
    writeFileSync(odd, '');
    // argv of a child can hold any byte only through a shell.
    const { pid } = await watch.run('/bin/sh', ['-c', `exec cat "${dir}/d/$(printf '\\012\\033\\377"\\134\\200')"`]);
    const strange = await watch.event('open', pid, (e) => e.file.path.startsWith(join(dir, 'd/\n')));
    assert.equal(strange.file.path, `${dir}/d/\n\u001b\udcff"\\\udc80`);
    assert.equal(JSON.stringify(strange).includes('\n'), false, 'one line of JSON');
  });
});

/** Whether this kernel keeps its copies of paths where they can be read: 5.17 to 6.x. */
const keepsNames = (): boolean => kernelAtLeast(5, 17) && !kernelAtLeast(7, 0);

describe('refused opens', () => {
  test('carry the errno, the credentials of the moment and the path used', async () => {
    const path = join(dir, 'd/secret');
    const truth = watch.act('open-as', path, '4001');
    assert.equal(truth.errno, 13);
    const event = await watch.event('open', truth.pid, (e) => e.syscall.retval === -13);
    assert.equal(event.file.path, path);
    assert.equal(event.syscall.path, path);
    assert.equal(event.evt.outcome, 'Refused');
    assert.equal(event.process.uid, 4001);
    assert.equal(event.process.credentials.euid, 4001);
    assert.deepEqual(event.process.credentials.cap_effective, []);
    assert.equal(event.file.resolution, keepsNames() ? 'string-exact' : 'user');
  });

  test('relative to the working directory', async () => {
    const { pid } = await watch.run(ACTS, ['open-as', '../d/secret', '4001'], { cwd: join(dir, 'd') });
    const event = await watch.event('open', pid, (e) => e.syscall.retval === -13 && e.file.name === 'secret');
    assert.equal(event.file.path, join(dir, 'd/secret'));
    assert.equal(event.syscall.path, '../d/secret');
  });

  test("a thread that flips the path meanwhile does not fool the kernel's copy", {
    skip:
      (!kernelAtLeast(5, 17) && 'needs bpf_strncmp (5.17)') ||
      (kernelAtLeast(7, 0) && 'since 7.0 the kernel keeps its copies of paths elsewhere'),
  }, async () => {
    const truth = watch.act('open-raced', join(dir, 'd/secret'), '/nonexistent/decoy');
    await watch.settle();
    const refused = watch.events.filter(
      (e) => e.evt.name === 'open' && e.process.pid === truth.pid && e.syscall.retval === -13,
    );
    assert.equal(refused.length, truth.refused, 'one event per refused call');
    assert.ok(truth.refused > 100, `the race was on: ${truth.refused} refused`);
    const exact = refused.filter((e) => e.file.resolution === 'string-exact');
    assert.deepEqual(
      exact.filter((e) => e.file.path !== join(dir, 'd/secret')).map((e) => e.file.path),
      [],
      'what is called exact is right',
    );
    assert.ok(exact.length >= refused.length * 0.95, `${exact.length} of ${refused.length} have the kernel's copy`);
  });
});
