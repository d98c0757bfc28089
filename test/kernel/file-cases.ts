/**
 * The table behind file-cases.test.ts: what a rule about files must see, one case per way to do it.
 *
 * Each case has a folder of its own, `at`, that its rules name; what it asserts is learnt another way, from stat mostly.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { FieldValue } from '../../src/rules/language/model.ts';
import {
  AT_FDCWD,
  type CallsResult,
  call,
  call32,
  callsBeside,
  lstat,
  NO_COMPAT,
  NULL,
  num,
  opened,
  result,
  type Step,
  sameFields,
  stat,
  text,
} from './file-calls.ts';
import { kernelAtLeast } from './watch.ts';

/** A match: the rule fields of its event. */
export interface Seen {
  readonly type: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** How the event tells of its file. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read JSON by name
  readonly json: any;
}

/** What a case works with. */
export interface Bench {
  readonly at: string;
  /** A path in its folder. */
  readonly in: (...names: string[]) => string;
  /** Makes the calls; fails when the last one did, unless its errno is told. */
  readonly run: (steps: readonly Step[], errno?: number) => CallsResult;
  /** Runs a program of another kind; its pid is in what it prints. */
  readonly act: (...args: string[]) => { pid: number; errno: number; inode: string };
  /** The match of a rule by a process. */
  readonly match: (pid: number, rule?: string) => Promise<Seen>;
  /** All matches so far, when what happened before has been looked at. */
  readonly all: (pid: number, rule?: string) => Promise<readonly Seen[]>;
}

export interface FileCase {
  readonly id: string;
  readonly what: string;
  /** Rules by name; a text alone is the rule named ''. `$AT` is the folder of the case. */
  readonly rules: string | Readonly<Record<string, string>>;
  readonly run: (t: Bench) => void | Promise<void>;
  /** Why this kernel cannot show it. */
  readonly limit?: string | false;
  /** Needs what was made before the probe began. */
  readonly beforeStart?: (at: string) => void | Promise<void>;
}

const HOUR_NS = 3_600_000_000_000n;
const OWNER = 98;
const GROUP = 99;
const MODE = num(0o640);
const MS = { bind: 0x1000, move: 0x2000, recursive: 0x4000, private: 0x40000 };

const mkdirAt = (path: string): Step => call('mkdirat', AT_FDCWD, text(path), num(0o755));
const chmodAt = (path: string): Step => call('fchmodat', AT_FDCWD, text(path), MODE);
const create = (path: string): Step => call('openat', AT_FDCWD, text(path), num(0o101), num(0o600));
const openAt = (path: string, flags = 0): Step => call('openat', AT_FDCWD, text(path), num(flags));
const unlinkAt = (path: string): Step => call('unlinkat', AT_FDCWD, text(path), num(0));
const mount = (source: string, on: string, type: string, flags = 0, data = ''): Step =>
  call('mount', text(source), text(on), text(type), num(flags), data === '' ? NULL : text(data));
const bind = (source: string, on: string, flags = 0): Step => mount(source, on, '', MS.bind | flags);
const apart = (): Step[] => [call('unshare', num(0x20000)), mount('none', '/', '', MS.recursive | MS.private)];
const become = (id: number): Step => call('setresuid', num(id), num(id), num(id));
const sleepSeconds = (seconds: number): Step => call('nanosleep', `t:${seconds},0`, NULL);
const as = (id: string, what: string, rules: FileCase['rules'], run: FileCase['run'], more = {}): FileCase => ({
  id,
  what,
  rules,
  run,
  ...more,
});

/** A file that belongs to somebody. */
function owned(path: string, mode = 0o600): string {
  writeFileSync(path, 'x');
  chownSync(path, OWNER, GROUP);
  chmodSync(path, mode);
  return path;
}

function isRecent(fields: Seen['fields'], prefix: string): void {
  for (const name of ['modification_time', 'change_time']) {
    const age = BigInt(Date.now()) * 1_000_000n - (fields[`${prefix}.${name}`] as bigint);
    assert.ok(age > -HOUR_NS && age < HOUR_NS, `${prefix}.${name} is ${age} ns ago`);
  }
}

const NO_OLD_CALL = process.arch === 'arm64' && 'this architecture has no such call';
const NO_CREATE_TIME_CALLS = !kernelAtLeast(5, 2) && 'since 5.2';
const NO_OVERLAY =
  !readFileSync('/proc/filesystems', 'latin1').includes('overlay') && 'the kernel has no overlay file system';
/** Before 6.6 tmpfs, on which test machines work, has no attributes of users. */
const NO_USER_XATTR =
  process.env.SHRIKE_VM !== undefined && !kernelAtLeast(6, 6) && 'tmpfs has no user attributes before 6.6';

const TEXT_ONLY =
  !kernelAtLeast(5, 17) && 'before 5.17 a path that the kernel refuses before its own check is known as a text only';

/** One chmod by each call. */
const chmodCases = (
  [
    ['chmod-001', 'fchmod on a descriptor', 0o707, (t: Bench) => call('fchmod', opened(t.in('f')), num(0o707)), false],
    [
      'chmod-002',
      'fchmodat with an absolute path',
      0o757,
      (t: Bench) => call('fchmodat', num(0), text(t.in('f')), num(0o757)),
      false,
    ],
    [
      'chmod-003',
      'fchmodat2 with a descriptor alone',
      0o757,
      (t: Bench) => call('fchmodat2', opened(t.in('f')), text(''), num(0o757), num(0x1000)),
      !kernelAtLeast(6, 6) && 'fchmodat2 came with 6.6',
    ],
    ['chmod-004', 'chmod', 0o717, (t: Bench) => call('chmod', text(t.in('f')), num(0o717)), NO_OLD_CALL],
  ] as const
).map(([id, what, mode, step, limit]) =>
  as(
    id,
    what,
    'chmod.file.path == "$AT/f" && chmod.file.destination.rights in [0707, 0717, 0757] && chmod.file.uid == 98 && chmod.file.gid == 99',
    async (t) => {
      const was = lstat(owned(t.in('f'), 0o644));
      const { fields } = await t.match(t.run([step(t)]).pid);
      sameFields(fields, 'chmod.file', t.in('f'), was);
      isRecent(fields, 'chmod.file');
      assert.equal(fields['chmod.file.destination.mode'], mode);
      assert.equal(fields['chmod.syscall.mode'], mode);
      assert.equal(fields['event.async'], false);
      assert.equal(fields['chmod.syscall.path'], id === 'chmod-001' || id === 'chmod-003' ? '' : t.in('f'));
    },
    { limit },
  ),
);

/** One chown by each call. */
const chownCases = (
  [
    ['chown-001', 'fchown', 100, (t: Bench) => call('fchown', opened(t.in('f')), num(100), num(200)), false],
    [
      'chown-002',
      'fchownat',
      101,
      (t: Bench) => call('fchownat', AT_FDCWD, text(t.in('f')), num(101), num(201), num(0)),
      false,
    ],
    ['chown-003', 'chown', 103, (t: Bench) => call('chown', text(t.in('f')), num(103), num(203)), NO_OLD_CALL],
    [
      'chown-005 chown32',
      'chown of a 32-bit program',
      100,
      (t: Bench) => call32('chown', text(t.in('f')), num(100), num(200)),
      NO_COMPAT,
    ],
    [
      'chown-005 fchown32',
      'fchown of a 32-bit program',
      101,
      (t: Bench) => call32('fchown', opened(t.in('f')), num(101), num(201)),
      NO_COMPAT,
    ],
    [
      'chown-005 lchown32',
      'lchown of a 32-bit program',
      102,
      (t: Bench) => call32('lchown', text(t.in('f')), num(102), num(202)),
      NO_COMPAT,
    ],
    [
      'chown-005 chown16',
      'chown with ids of 16 bits',
      103,
      (t: Bench) => call32('chown16', text(t.in('f')), num(103), num(203)),
      NO_COMPAT,
    ],
  ] as const
).map(([id, what, uid, step, limit]) =>
  as(
    id,
    what,
    'chown.file.path == "$AT/f" && chown.file.destination.uid in [100,101,102,103] && chown.file.destination.gid in [200,201,202,203]',
    async (t) => {
      const was = lstat(owned(t.in('f')));
      const { fields, json } = await t.match(t.run([step(t)]).pid);
      if (json.file.as_after_call === true) assert.equal(fields['chown.file.inode'], was.ino);
      else sameFields(fields, 'chown.file', t.in('f'), was);
      assert.equal(fields['chown.file.destination.uid'], uid);
      assert.equal(fields['chown.file.destination.gid'], uid + 100);
      assert.equal(fields['chown.retval'], 0);
    },
    { limit },
  ),
);

const RENAMED =
  'rename.file.path == "$AT/a" && rename.file.uid == 98 && rename.file.destination.path == "$AT/b" && rename.file.destination.gid == 99';
const renameCases = (
  [
    ['rename-001', 'rename', (t: Bench) => [call('rename', text(t.in('a')), text(t.in('b')))], NO_OLD_CALL],
    [
      'rename-002',
      'renameat',
      (t: Bench) => [call('renameat', num(0), text(t.in('a')), num(0), text(t.in('b')))],
      false,
    ],
    [
      'rename-003',
      'renameat2',
      (t: Bench) => [call('renameat2', num(0), text(t.in('a')), num(0), text(t.in('b')), num(0))],
      false,
    ],
    [
      'rename-011',
      'a target given by a descriptor of its directory and a name',
      (t: Bench) => [call('renameat2', AT_FDCWD, text(t.in('a')), opened(t.at), text('b'), num(0))],
      false,
    ],
  ] as const
).map(([id, what, steps, limit]) =>
  as(
    id,
    what,
    RENAMED,
    async (t) => {
      const was = lstat(owned(t.in('a'), 0o640));
      const { pid } = t.run(steps(t));
      const { fields } = await t.match(pid);
      sameFields(fields, 'rename.file', t.in('a'), was);
      sameFields(fields, 'rename.file.destination', t.in('b'), lstat(t.in('b')));
      assert.equal(fields['event.async'], false);
      assert.equal((await t.all(pid)).length, 1);
    },
    { limit },
  ),
);

const REMOVED = 'unlink.file.path in ["$AT/a", "$AT/b"] && unlink.file.uid == 98 && unlink.file.gid == 99';
const removalCases = (
  [
    ['unlink-001', 'unlink', (t: Bench) => call('unlink', text(t.in('a'))), NO_OLD_CALL],
    ['unlink-002', 'unlinkat', (t: Bench) => call('unlinkat', num(0), text(t.in('a')), num(0)), false],
  ] as const
).map(([id, what, step, limit]) =>
  as(
    id,
    what,
    REMOVED,
    async (t) => {
      const was = lstat(owned(t.in('a'), 0o604));
      const { fields } = await t.match(t.run([step(t)]).pid);
      sameFields(fields, 'unlink.file', t.in('a'), was);
      isRecent(fields, 'unlink.file');
      assert.equal(fields['unlink.flags'], 0);
      assert.equal(fields['unlink.syscall.path'], t.in('a'));
      assert.equal(fields['unlink.syscall.dirfd'], id === 'unlink-002' ? 0 : -100);
      assert.equal(fields['event.async'], false);
    },
    { limit },
  ),
);

const TIMES = 'utimes.file.path == "$AT/f" && utimes.file.uid == 98 && utimes.file.gid == 99';
const timesCases = (
  [
    ['utimes-001', 'utime', (t: Bench) => call('utime', text(t.in('f')), 't:123,456'), 456_000_000_000n, NO_OLD_CALL],
    [
      'utimes-002',
      'utimes keeps microseconds',
      (t: Bench) => call('utimes', text(t.in('f')), 't:111,222,333,444'),
      333_000_444_000n,
      NO_OLD_CALL,
    ],
    [
      'utimes-003',
      'utimensat keeps nanoseconds',
      (t: Bench) => call('utimensat', num(0), text(t.in('f')), 't:111,222,555,666', num(0)),
      555_000_000_666n,
      false,
    ],
    [
      'utimes-004',
      'utimensat on a descriptor, to now',
      (t: Bench) => call('utimensat', opened(t.in('f')), NULL, NULL, num(0)),
      null,
      false,
    ],
  ] as const
).map(([id, what, step, mtimeNs, limit]) =>
  as(
    id,
    what,
    TIMES,
    async (t) => {
      const was = lstat(owned(t.in('f')));
      const { fields, json } = await t.match(t.run([step(t)]).pid);
      const now = lstat(t.in('f'));
      if (mtimeNs !== null) assert.equal(now.mtimeNs, mtimeNs);
      sameFields(fields, 'utimes.file', t.in('f'), json.file.as_after_call === true ? now : was);
      const { modification_time, access_time } = json.file.destination;
      assert.equal(BigInt(Date.parse(modification_time)), now.mtimeNs / 1_000_000n);
      assert.equal(BigInt(Date.parse(access_time)), now.atimeNs / 1_000_000n);
      if (mtimeNs !== null)
        assert.ok(
          modification_time.includes(
            String(mtimeNs % 1_000_000_000n)
              .padStart(9, '0')
              .replace(/0+$/, ''),
          ),
        );
    },
    { limit },
  ),
);

const overlay = (t: Bench): Step[] => {
  return [
    ...apart(),
    mount(
      'o',
      t.in('merged'),
      'overlay',
      0,
      `lowerdir=${t.in('lower')},upperdir=${t.in('upper')},workdir=${t.in('work')}`,
    ),
    bind(t.in('merged'), t.in('bind')),
  ];
};
/** An overlay seen through a bind mount; file `f` is in the lower layer. */
const overlayCase = (
  id: string,
  what: string,
  type: string,
  steps: (path: string) => readonly Step[],
  check: (t: Bench, fields: Seen['fields'], path: string) => void,
  limit: string | false = false,
): FileCase => ({
  id,
  what: `an overlay through a bind mount: ${what}`,
  rules: {
    '': `${type}.file.path == "$AT/bind/f.txt"`,
    end: 'unlink.file.path == "$AT/bind/f.txt" || rmdir.file.path == "$AT/bind/f.txt"'.split(' || ')[
      type === 'mkdir' ? 1 : 0
    ]!,
  },
  limit: NO_OVERLAY || limit,
  async run(t) {
    for (const name of ['lower', 'upper', 'work', 'merged', 'bind']) mkdirSync(t.in(name));
    if (type !== 'mkdir') writeFileSync(t.in('lower/f.txt'), 'content');
    const path = t.in('bind/f.txt');
    const { pid } = t.run([...overlay(t), ...steps(path)]);
    const { fields } = await t.match(pid);
    assert.notEqual(fields[`${type}.file.inode`], 0n);
    check(t, fields, path);
    if (type === 'rename' || type === 'link') return;
    const end = await t.match(pid, 'end');
    const kind = type === 'mkdir' ? 'rmdir' : 'unlink';
    assert.equal(end.fields[`${kind}.file.in_upper_layer`], true, 'the removed one is in the upper layer');
    assert.equal(end.fields[`${kind}.file.inode`], fields[`${type}.file.inode`]);
  },
});
const isLower =
  (type: string) =>
  (_: Bench, fields: Seen['fields']): void =>
    assert.equal(fields[`${type}.file.in_upper_layer`], false);

/** Processes that hold a mount namespace of their own; ended by {@link endHolders}. */
const holders: { kill: () => void }[] = [];
export function endHolders(): void {
  for (const { kill } of holders.splice(0)) kill();
}
const sleepMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
function namespaceOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return '';
  }
}
/** Starts a process with mounts of its own, and waits until it has made them: its last step makes the file `ready`. */
async function hold(steps: readonly Step[], ready: string): Promise<{ pid: number; kill: () => void }> {
  const { child, pid } = callsBeside([...apart(), ...steps, create(ready), sleepSeconds(600)]);
  const held = { pid, kill: () => child.kill('SIGKILL') };
  holders.push(held);
  const isThere = (): boolean => {
    try {
      return statSync(ready).isFile();
    } catch {
      return false;
    }
  };
  for (const end = Date.now() + 60_000; !isThere(); await sleepMs(20))
    assert.ok(Date.now() < end, 'the process that holds a namespace did not come so far');
  return held;
}
const enter = (pid: number): Step[] => [openAt(`/proc/${pid}/ns/mnt`), call('setns', result(0), num(0x20000))];
/** Mounts on mounts, with a file of its own name at their end. */
const nested = (at: string, leaf: string): Step[] => {
  const path = join(at, 'a');
  return [
    mount('t', path, 'tmpfs'),
    mkdirAt(join(path, 'b')),
    mount('t', join(path, 'b'), 'tmpfs'),
    mkdirAt(join(path, 'b/c')),
    mount('t', join(path, 'b/c'), 'tmpfs'),
    create(join(path, 'b/c', leaf)),
  ];
};

export const FILE_CASES: readonly FileCase[] = [
  as(
    'open-001',
    'open with O_CREAT',
    'open.file.path == "$AT/f" && open.flags & O_CREAT > 0 && open.file.destination.mode == 0711',
    async (t) => {
      const { fields } = await t.match(t.run([call('openat', AT_FDCWD, text(t.in('f')), num(0o101), num(0o711))]).pid);
      sameFields(fields, 'open.file', t.in('f'), lstat(t.in('f')));
    },
  ),
  as(
    'open-004',
    'creat',
    'open.file.path == "$AT/f" && open.flags & O_CREAT != 0',
    async (t) => {
      const { fields } = await t.match(t.run([call('creat', text(t.in('f')), num(0o711))]).pid);
      assert.equal(fields['open.flags'], 0o1101);
      assert.equal(fields['open.file.destination.mode'], 0o711);
    },
    { limit: NO_OLD_CALL },
  ),
  as(
    'open-006',
    'a handle, where no path is passed',
    'open.file.path == "$AT/f" && open.flags & O_CREAT != 0',
    async (t) => {
      writeFileSync(t.in('f'), '');
      const truth = t.act('open-by-handle', t.in('f'), t.at, String(0o100));
      const { fields } = await t.match(truth.pid);
      sameFields(fields, 'open.file', t.in('f'), lstat(t.in('f')));
    },
  ),
  as(
    'open-009',
    'owner and mode as they are when it is opened',
    'open.file.path == "$AT/f" && open.file.uid == 98 && open.file.gid == 99',
    async (t) => {
      const path = t.in('f');
      const { pid } = t.run([
        create(path),
        call('fchownat', AT_FDCWD, text(path), num(98), num(99), num(0)),
        call('fchmodat', AT_FDCWD, text(path), num(0o447)),
        openAt(path),
      ]);
      const { fields } = await t.match(pid);
      sameFields(fields, 'open.file', path, lstat(path));
      isRecent(fields, 'open.file');
      assert.equal(fields['open.file.rights'], 0o447);
      assert.equal((await t.all(pid)).length, 1, 'the first open is none of them');
    },
  ),
  as('open-010', 'a refused open', 'open.file.path == "$AT/f" && open.retval == -13', async (t) => {
    writeFileSync(t.in('f'), '', { mode: 0o400 });
    chownSync(t.in('f'), 2002, 2002);
    const truth = t.act('open-as', t.in('f'), '4001');
    assert.equal(truth.errno, 13);
    const { fields } = await t.match(truth.pid);
    assert.equal(fields['open.retval'], -13);
    assert.equal(fields['process.uid'], 4001);
  }),
  as(
    'open-011',
    'a missing file, when all errors are asked for',
    'open.syscall.path == "$AT/none" && open.retval == ENOENT',
    async (t) => {
      const { fields } = await t.match(t.run([openAt(t.in('none'))], 2).pid);
      assert.equal(fields['open.retval'], -2);
      assert.equal(fields['open.file.inode'], 0n);
    },
  ),
  as('open-014', 'a field inside a text', 'open.file.path != "" && "%{open.file.path}:x" == "$AT/f:x"', async (t) => {
    const { fields } = await t.match(t.run([create(t.in('f'))]).pid);
    assert.equal(fields['open.file.path'], t.in('f'));
  }),
  as(
    'open-015',
    'a FIFO has no hash and holds nobody up',
    'open.file.hashes not in [r".*"] && open.file.path == "$AT/fifo"',
    async (t) => {
      const { pid } = t.run([
        call('mknodat', AT_FDCWD, text(t.in('fifo')), num(0o10600), num(0)),
        openAt(t.in('fifo'), 0o4000),
      ]);
      const { fields } = await t.match(pid);
      assert.equal((fields['open.file.mode'] as number) & 0o170000, 0o10000);
    },
  ),
  as(
    'open-016',
    'a file on a mount that never was attached',
    'open.file.name == "only-open-016" && open.flags & O_CREAT > 0',
    async (t) => {
      const { pid } = t.run([
        call('fsopen', text('tmpfs'), num(0)),
        call('fsconfig', result(0), num(6), NULL, NULL, num(0)),
        call('fsmount', result(0), num(0), num(0)),
        call('openat', result(2), text('only-open-016'), num(0o101), num(0o600)),
      ]);
      const { fields } = await t.match(pid);
      assert.equal(fields['open.file.path'], '/only-open-016');
      assert.equal(fields['open.file.mount_detached'], true);
      assert.equal(fields['open.file.filesystem'], 'tmpfs');
    },
    { limit: NO_CREATE_TIME_CALLS },
  ),
  as(
    'open-018',
    'a file without a name that gets one',
    {
      '': 'open.flags & O_TMPFILE == O_TMPFILE && open.file.path =~ "$AT/d/**"',
      named: 'link.file.destination.path == "$AT/d/f"',
    },
    async (t) => {
      mkdirSync(t.in('d'));
      const { pid } = t.run([
        openAt(t.in('d'), 0o20200002),
        call('dup2', result(0), num(77)),
        call('linkat', AT_FDCWD, text('/proc/self/fd/77'), AT_FDCWD, text(t.in('d/f')), num(0x400)),
      ]);
      const { ino } = lstat(t.in('d/f'));
      assert.equal((await t.match(pid)).fields['open.file.inode'], ino);
      const { fields } = await t.match(pid, 'named');
      assert.equal(fields['link.file.inode'], ino);
      assert.equal(fields['link.file.destination.inode'], ino);
    },
  ),
  as(
    'open-020',
    'through a link, and a link that is not to be followed',
    { '': 'open.file.path == "$AT/target"', refused: 'open.file.path == "$AT/link" && open.retval == ELOOP' },
    async (t) => {
      writeFileSync(t.in('target'), '');
      symlinkSync('target', t.in('link'));
      const { pid } = t.run([openAt(t.in('link')), openAt(t.in('link'), 0o400000)], 40);
      assert.equal((await t.match(pid)).fields['open.file.inode'], stat(t.in('target')).ino);
      assert.equal((await t.match(pid, 'refused')).fields['open.retval'], -40);
    },
    { limit: process.arch === 'arm64' && 'O_NOFOLLOW has another number' },
  ),
  as(
    'open-021',
    'a path of 3,900 bytes in names of 255',
    'open.file.path.length > 250 && open.file.name == "leaf-021"',
    async (t) => {
      let deep = t.at;
      while (deep.length + 256 < 3900) deep = join(deep, 'n'.repeat(255));
      mkdirSync(deep, { recursive: true });
      const { fields, json } = await t.match(t.run([create(join(deep, 'leaf-021'))]).pid);
      assert.equal(fields['open.file.path'], join(deep, 'leaf-021'));
      assert.equal(fields['open.file.path.length'], join(deep, 'leaf-021').length);
      assert.equal(json.file.path_truncated, undefined);
    },
  ),
  as(
    'open-022',
    'extension and file system',
    'open.file.extension == ".conf" && open.file.filesystem == "tmpfs" && open.file.path =~ "$AT/**"',
    async (t) => {
      mkdirSync(t.in('t'));
      const { pid } = t.run([...apart(), mount('t', t.in('t'), 'tmpfs'), create(t.in('t/x.conf'))]);
      assert.equal((await t.match(pid)).fields['open.file.path'], t.in('t/x.conf'));
    },
  ),
  ...chmodCases,
  as(
    'chmod-005',
    'a missing file, when all errors are asked for',
    'chmod.syscall.path == "$AT/none" && chmod.retval == ENOENT',
    async (t) => {
      const { fields } = await t.match(t.run([chmodAt(t.in('none'))], 2).pid);
      assert.equal(fields['chmod.retval'], -2);
      assert.equal(fields['chmod.file.inode'], 0n);
    },
  ),
  ...chownCases,
  as('chown-004', 'lchown of a link', 'chown.file.path == "$AT/l" && chown.file.destination.uid == 102', async (t) => {
    symlinkSync('nowhere', t.in('l'));
    const was = lstat(t.in('l'));
    const { fields } = await t.match(
      t.run([call('fchownat', AT_FDCWD, text(t.in('l')), num(102), num(-1), num(0x100))]).pid,
    );
    sameFields(fields, 'chown.file', t.in('l'), was);
    assert.equal(fields['chown.file.rights'], 0o777);
    assert.equal(fields['chown.file.destination.gid'], -1, 'left as it is');
  }),
  as(
    'chown-005 65535',
    'an id of 16 bits that leaves the owner',
    'chown.file.path == "$AT/f" && chown.file.destination.uid == -1',
    async (t) => {
      owned(t.in('f'));
      const { fields } = await t.match(t.run([call32('chown16', text(t.in('f')), num(65535), num(7))]).pid);
      assert.equal(fields['chown.file.destination.gid'], 7);
      assert.equal(lstat(t.in('f')).uid, 98n);
    },
    { limit: NO_COMPAT },
  ),
  as(
    'chown-006',
    'on a mount that was taken away lazily: the kernel has forgotten where it lay, and the event says so',
    'chown.file.name == "only-chown-006"',
    async (t) => {
      mkdirSync(t.in('m'));
      const { pid } = t.run([
        ...apart(),
        mount('t', t.in('m'), 'tmpfs'),
        create(t.in('m/only-chown-006')),
        call('umount2', text(t.in('m')), num(2)),
        call('fchownat', result(3), text(''), num(1), num(1), num(0x1000)),
      ]);
      const { fields } = await t.match(pid);
      assert.equal(fields['chown.file.path'], '/only-chown-006');
      assert.equal(fields['chown.file.mount_detached'], true);
      assert.equal(fields['chown.file.mount_visible'], false);
    },
  ),
  as(
    'link-001',
    'a hard link',
    'link.file.path == "$AT/a" && link.file.destination.path == "$AT/b" && link.file.uid == 98 && link.file.gid == 99 && link.file.destination.uid == 98',
    async (t) => {
      const was = lstat(owned(t.in('a')));
      const { fields } = await t.match(
        t.run([call('linkat', AT_FDCWD, text(t.in('a')), AT_FDCWD, text(t.in('b')), num(0))]).pid,
      );
      sameFields(fields, 'link.file', t.in('a'), was);
      sameFields(fields, 'link.file.destination', t.in('b'), lstat(t.in('b')));
      assert.equal(fields['event.async'], false);
    },
  ),
  as(
    'mkdir-001',
    'a directory with its mode',
    'mkdir.file.path == "$AT/d" && mkdir.file.destination.mode == 0707',
    async (t) => {
      const { fields } = await t.match(t.run([call('mkdirat', AT_FDCWD, text(t.in('d')), num(0o707))]).pid);
      sameFields(fields, 'mkdir.file', t.in('d'), lstat(t.in('d')));
    },
  ),
  as('mkdir-005', 'macros', '$macroA in $macroB && mkdir.file.path in $macroB', async (t) => {
    await t.match(t.run([mkdirAt(t.in('d'))]).pid);
  }),
  ...renameCases,
  as('rename-005', 'there and back, five times', 'rename.file.path in ["$AT/a", "$AT/b"]', async (t) => {
    writeFileSync(t.in('a'), '');
    const there = call('renameat', AT_FDCWD, text(t.in('a')), AT_FDCWD, text(t.in('b')));
    const back = call('renameat', AT_FDCWD, text(t.in('b')), AT_FDCWD, text(t.in('a')));
    const { pid } = t.run(Array.from({ length: 5 }, () => [there, back]).flat());
    assert.deepEqual(
      (await t.all(pid)).map(({ fields }) => fields['rename.file.destination.path']),
      Array.from({ length: 5 }, () => [t.in('b'), t.in('a')]).flat(),
    );
  }),
  as(
    'rename-007',
    'the directory is renamed between two creations',
    'open.file.name == "f" && open.flags & O_CREAT > 0 && open.file.path =~ "$AT/**"',
    async (t) => {
      mkdirSync(t.in('old'));
      const steps: Step[] = [];
      const paths: string[] = [];
      for (let round = 0; round < 5; round++) {
        const [from, to] = round % 2 === 0 ? ['old', 'new'] : ['new', 'old'];
        steps.push(create(t.in(from!, 'f')), call('renameat', AT_FDCWD, text(t.in(from!)), AT_FDCWD, text(t.in(to!))));
        paths.push(t.in(from!, 'f'));
      }
      const { pid } = t.run(steps);
      assert.deepEqual(
        (await t.all(pid)).map(({ fields }) => fields['open.file.path']),
        paths,
      );
    },
  ),
  as('rename-008', 'two files that change places', RENAMED, async (t) => {
    owned(t.in('a'));
    owned(t.in('b'));
    const { pid } = t.run([call('renameat2', AT_FDCWD, text(t.in('a')), AT_FDCWD, text(t.in('b')), num(2))]);
    const { fields } = await t.match(pid);
    assert.equal(fields['rename.file.destination.inode'], lstat(t.in('b')).ino, 'what is called b now');
    assert.equal(fields['rename.file.inode'], lstat(t.in('b')).ino, 'it was called a');
    assert.equal((await t.all(pid)).length, 1);
  }),
  ...(['bind', 'tmpfs'] as const).map((kind) =>
    as(
      `rename-009 ${kind}`,
      kind === 'bind' ? 'from mount to mount of one file system' : 'from file system to file system',
      'rename.retval == EXDEV && rename.file.path == "$AT/s/f" && rename.file.destination.path == "$AT/m/f"',
      async (t) => {
        mkdirSync(t.in('s'));
        mkdirSync(t.in('m'));
        writeFileSync(t.in('s/f'), '');
        const over = kind === 'bind' ? bind(t.in('s'), t.in('m')) : mount('t', t.in('m'), 'tmpfs');
        const { pid } = t.run(
          [...apart(), over, call('renameat', AT_FDCWD, text(t.in('s/f')), AT_FDCWD, text(t.in('m/f')))],
          18,
        );
        assert.equal((await t.match(pid)).fields['rename.retval'], -18);
      },
    ),
  ),
  ...(
    [
      ['rmdir-001', 'rmdir', (t: Bench) => call('rmdir', text(t.in('d'))), NO_OLD_CALL],
      [
        'rmdir-002',
        'unlinkat with AT_REMOVEDIR',
        (t: Bench) => call('unlinkat', num(0), text(t.in('d')), num(0x200)),
        false,
      ],
    ] as const
  ).map(([id, what, step, limit]) =>
    as(
      id,
      what,
      { '': 'rmdir.file.path == "$AT/d" && rmdir.file.uid == 0', other: 'unlink.file.path == "$AT/d"' },
      async (t) => {
        mkdirSync(t.in('d'));
        const was = lstat(t.in('d'));
        const { pid } = t.run([step(t)]);
        sameFields((await t.match(pid)).fields, 'rmdir.file', t.in('d'), was);
        assert.equal((await t.all(pid, 'other')).length, 0);
      },
      { limit },
    ),
  ),
  ...removalCases,
  as('unlink-003', 'five files, one after the other', 'unlink.file.path =~ "$AT/u-*"', async (t) => {
    const paths = [0, 1, 2, 3, 4].map((n) => t.in(`u-${n}`));
    const { pid } = t.run(paths.flatMap((path) => [create(path), unlinkAt(path)]));
    assert.deepEqual(
      (await t.all(pid)).map(({ fields }) => fields['unlink.file.path']),
      paths,
    );
  }),
  as('unlink-005', 'a refused removal', 'unlink.file.path == "$AT/f" && unlink.retval == -13', async (t) => {
    writeFileSync(t.in('f'), '');
    const { pid } = t.run([become(4001), unlinkAt(t.in('f'))], 13);
    assert.equal((await t.match(pid)).fields['unlink.retval'], -13);
  }),
  as(
    'unlink-006',
    'flags that no call knows',
    'unlink.flags == 256 && unlink.syscall.flags == 256 && unlink.syscall.path == "$AT/f"',
    async (t) => {
      writeFileSync(t.in('f'), '');
      const { pid } = t.run([call('unlinkat', AT_FDCWD, text(t.in('f')), num(0x100))], 22);
      assert.equal((await t.match(pid)).fields['unlink.retval'], -22);
    },
  ),
  ...timesCases,
  as(
    'xattr-001',
    'setxattr',
    'setxattr.file.path == "$AT/f" && setxattr.file.destination.namespace == "user" && setxattr.file.destination.name == "user.test_x"',
    async (t) => {
      const was = lstat(owned(t.in('f')));
      const { pid } = t.run([call('setxattr', text(t.in('f')), text('user.test_x'), text('v'), num(1), num(0))]);
      sameFields((await t.match(pid)).fields, 'setxattr.file', t.in('f'), was);
    },
    { limit: NO_USER_XATTR },
  ),
  as(
    'xattr-002',
    'lsetxattr of a link, which is refused',
    'setxattr.file.path == "$AT/l" && setxattr.file.destination.namespace == "user" && setxattr.file.destination.name == "user.test_x"',
    async (t) => {
      symlinkSync('f', t.in('l'));
      writeFileSync(t.in('f'), '');
      const { pid } = t.run(
        [call('lsetxattr', text(t.in('l')), text('user.test_x'), text('v'), num(1), num(0))],
        NO_USER_XATTR === false ? 1 : 95,
      );
      const { fields } = await t.match(pid);
      assert.ok((fields['setxattr.retval'] as number) < 0);
      sameFields(fields, 'setxattr.file', t.in('l'), lstat(t.in('l')));
      assert.equal(fields['setxattr.file.rights'], 0o777);
    },
    { limit: TEXT_ONLY },
  ),
  as(
    'xattr-003',
    'fsetxattr',
    'setxattr.file.path == "$AT/f" && setxattr.file.destination.namespace == "user" && setxattr.file.destination.name == "user.test_x"',
    async (t) => {
      owned(t.in('f'));
      const { pid } = t.run([call('fsetxattr', opened(t.in('f')), text('user.test_x'), text('v'), num(1), num(0))]);
      const { fields } = await t.match(pid);
      assert.equal(fields['setxattr.file.inode'], lstat(t.in('f')).ino);
      assert.equal(fields['setxattr.file.uid'], 98);
    },
    { limit: NO_USER_XATTR },
  ),
  as(
    'xattr-004',
    'removexattr',
    'removexattr.file.path == "$AT/f" && removexattr.file.destination.namespace == "user" && removexattr.file.destination.name == "user.test_x"',
    async (t) => {
      owned(t.in('f'));
      const { pid } = t.run([
        call('setxattr', text(t.in('f')), text('user.test_x'), text('v'), num(1), num(0)),
        call('removexattr', text(t.in('f')), text('user.test_x')),
      ]);
      const { fields } = await t.match(pid);
      assert.equal(fields['removexattr.file.inode'], lstat(t.in('f')).ino);
      assert.equal(fields['removexattr.file.gid'], 99);
      isRecent(fields, 'removexattr.file');
    },
    { limit: NO_USER_XATTR },
  ),
  as(
    'mount-001',
    'a mount and its end',
    {
      '': 'mount.mountpoint.path == "$AT/t" && mount.fs_type == "tmpfs" && process.file.name == "calls"',
    },
    async (t) => {
      mkdirSync(t.in('t'));
      const { pid } = t.run([...apart(), mount('t', t.in('t'), 'tmpfs'), call('umount2', text(t.in('t')), num(0))]);
      const { fields } = await t.match(pid);
      assert.equal(fields['mount.root.path'], '/');
      assert.equal(fields['mount.syscall.mountpoint.path'], t.in('t'));
    },
  ),
  as('mount-004', 'a file through a bind mount', 'chmod.file.path == "$AT/b/f"', async (t) => {
    mkdirSync(t.in('s'));
    mkdirSync(t.in('b'));
    writeFileSync(t.in('s/f'), '');
    const { pid } = t.run([...apart(), bind(t.in('s'), t.in('b')), chmodAt(t.in('b/f'))]);
    assert.equal((await t.match(pid)).fields['chmod.file.inode'], lstat(t.in('s/f')).ino);
  }),
  as('mount-005', 'a mount that came along with a recursive bind', 'chmod.file.path == "$AT/d2/drv/f"', async (t) => {
    mkdirSync(t.in('d1/drv'), { recursive: true });
    mkdirSync(t.in('d2'));
    const { pid } = t.run([
      ...apart(),
      mount('t', t.in('d1/drv'), 'tmpfs'),
      create(t.in('d1/drv/f')),
      bind(t.in('d1'), t.in('d2'), MS.recursive),
      chmodAt(t.in('d2/drv/f')),
    ]);
    await t.match(pid);
  }),
  as(
    'mount-009',
    'fsmount: flags as passed, and the id of the mount; then moved to its place',
    { moved: 'mount.mountpoint.path == "$AT/m"', made: 'mount.detached == true && mount.fs_type == "tmpfs"' },
    async (t) => {
      mkdirSync(t.in('m'));
      const { pid } = t.run([
        ...apart(),
        call('fsopen', text('tmpfs'), num(0)),
        call('fsconfig', result(2), num(1), text('size'), text('1m'), num(0)),
        call('fsconfig', result(2), num(6), NULL, NULL, num(0)),
        call('fsmount', result(2), num(0), num(1)),
        call('move_mount', result(5), text(''), AT_FDCWD, text(t.in('m')), num(4)),
      ]);
      const made = await t.match(pid, 'made');
      assert.ok(made.json.mount.mount_id > 0);
      assert.equal(made.json.mount.flags, 1);
      const moved = await t.match(pid, 'moved');
      assert.equal(moved.json.mount.mount_id, made.json.mount.mount_id);
    },
    { limit: NO_CREATE_TIME_CALLS },
  ),
  as(
    'mount-011',
    'a tree that is moved takes its mounts along',
    'chmod.file.path in ["$AT/to/1/f", "$AT/to/2/f"]',
    async (t) => {
      mkdirSync(t.in('from'));
      mkdirSync(t.in('to'));
      const { pid } = t.run([
        ...apart(),
        mount('t', t.in('from'), 'tmpfs'),
        ...['1', '2'].flatMap((name) => [
          mkdirAt(t.in('from', name)),
          mount('t', t.in('from', name), 'tmpfs'),
          create(t.in('from', name, 'f')),
        ]),
        call('move_mount', AT_FDCWD, text(t.in('from')), AT_FDCWD, text(t.in('to')), num(0)),
        chmodAt(t.in('to/1/f')),
        chmodAt(t.in('to/2/f')),
      ]);
      assert.equal((await t.all(pid)).length, 2);
    },
    { limit: NO_CREATE_TIME_CALLS },
  ),
  as(
    'mount-013',
    'a mount in a namespace of its own, over a file of that name',
    'open.file.path == "$AT/x/f"',
    async (t) => {
      mkdirSync(t.in('x'));
      writeFileSync(t.in('x/f'), 'of the host');
      const { pid } = t.run([...apart(), mount('t', t.in('x'), 'tmpfs'), create(t.in('x/f'))]);
      const { fields } = await t.match(pid);
      assert.equal(fields['open.file.filesystem'], 'tmpfs');
      const other = lstat(t.in('x/f'));
      assert.equal(other.size, 11n, 'the file of the host is as it was');
    },
  ),
  as('mount-014', 'a file system bound into itself, three levels deep', 'open.file.path =~ "$AT/n/**"', async (t) => {
    mkdirSync(t.in('n'));
    const { pid } = t.run([
      ...apart(),
      mount('t', t.in('n'), 'tmpfs'),
      mkdirAt(t.in('n/n')),
      bind(t.in('n'), t.in('n/n')),
      bind(t.in('n'), t.in('n/n/n')),
      create(t.in('n/n/n/f')),
      create(t.in('n/n/g')),
      create(t.in('n/h')),
    ]);
    assert.deepEqual(
      (await t.all(pid)).map(({ fields }) => fields['open.file.path']),
      [t.in('n/n/n/f'), t.in('n/n/g'), t.in('n/h')],
    );
  }),
  as(
    'mount-015',
    'in a chroot paths begin at the root of the namespace',
    'open.file.path == "$AT/d/f" && open.syscall.path == "/f"',
    async (t) => {
      mkdirSync(t.in('d'));
      const { pid } = t.run([call('chroot', text(t.in('d'))), create('/f')]);
      assert.equal((await t.match(pid)).fields['open.file.inode'], lstat(t.in('d/f')).ino);
    },
  ),
  overlayCase(
    'ovl-002',
    'a lower file opened for writing',
    'open',
    (path) => [openAt(path, 2), unlinkAt(path)],
    isLower('open'),
    'the copy is made inside the call, and an open is seen at its end',
  ),
  overlayCase(
    'ovl-001',
    'a lower file opened for reading',
    'open',
    (path) => [openAt(path), chmodAt(path), unlinkAt(path)],
    isLower('open'),
  ),
  overlayCase(
    'ovl-004',
    'a lower file renamed',
    'rename',
    (path) => [call('renameat', AT_FDCWD, text(path), AT_FDCWD, text(`${path}.2`))],
    (_, fields, path) => {
      assert.equal(fields['rename.file.in_upper_layer'], false);
      assert.equal(fields['rename.file.destination.in_upper_layer'], true);
      assert.equal(fields['rename.file.destination.path'], `${path}.2`);
    },
  ),
  overlayCase(
    'ovl-007',
    'a new directory',
    'mkdir',
    (path) => [mkdirAt(path), call('unlinkat', AT_FDCWD, text(path), num(0x200))],
    (_, fields) => assert.equal(fields['mkdir.file.in_upper_layer'], true),
  ),
  overlayCase(
    'ovl-008',
    'a lower file with another mode',
    'chmod',
    (path) => [chmodAt(path), unlinkAt(path)],
    isLower('chmod'),
  ),
  overlayCase(
    'ovl-009',
    'a lower file with another owner',
    'chown',
    (path) => [call('fchownat', AT_FDCWD, text(path), num(5), num(5), num(0)), unlinkAt(path)],
    isLower('chown'),
  ),
  overlayCase(
    'ovl-010',
    'a lower file with an attribute',
    'setxattr',
    (path) => [call('setxattr', text(path), text('trusted.x'), text('v'), num(1), num(0)), unlinkAt(path)],
    isLower('setxattr'),
  ),
  overlayCase(
    'ovl-011',
    'a lower file cut to nothing by an open',
    'open',
    (path) => [openAt(path, 0o1001), unlinkAt(path)],
    isLower('open'),
    'the copy is made inside the call, and an open is seen at its end',
  ),
  overlayCase(
    'ovl-012',
    'a hard link to a lower file',
    'link',
    (path) => [call('linkat', AT_FDCWD, text(path), AT_FDCWD, text(`${path}.2`), num(0))],
    (_, fields, path) => {
      assert.equal(fields['link.file.in_upper_layer'], false);
      assert.equal(fields['link.file.destination.in_upper_layer'], true);
      assert.equal(fields['link.file.destination.path'], `${path}.2`);
    },
  ),
  as(
    'splice-001',
    'a file into a pipe',
    'splice.file.path == "$AT/sp" && process.file.name == "calls" && splice.pipe_entry_flag == 0 && splice.pipe_exit_flag == 0',
    async (t) => {
      writeFileSync(t.in('sp'), 'content');
      // Descriptors are handed out from 3 on.
      const { pid } = t.run([
        call('pipe2', 'b:8', num(0)),
        openAt(t.in('sp')),
        call('splice', result(1), NULL, num(4), NULL, num(1), num(0)),
      ]);
      assert.equal((await t.match(pid)).fields['splice.file.inode'], lstat(t.in('sp')).ino);
    },
  ),
  as(
    'splice-002',
    'buffers that take more, before a splice; none that shares a page of the file does afterwards',
    {
      '': 'splice.file.path == "$AT/sp" && splice.pipe_entry_flag & PIPE_BUF_FLAG_CAN_MERGE > 0',
      unsafe: 'splice.file.path == "$AT/sp" && splice.pipe_exit_flag & PIPE_BUF_FLAG_CAN_MERGE > 0',
    },
    async (t) => {
      writeFileSync(t.in('sp'), 'content');
      const { pid } = t.run([
        call('pipe2', 'b:8', num(0)),
        call('write', num(4), text('x'), num(1)),
        openAt(t.in('sp')),
        call('splice', result(2), NULL, num(4), NULL, num(1), num(0)),
      ]);
      await t.match(pid);
      assert.equal((await t.all(pid, 'unsafe')).length, 0, 'every kernel here is mended');
    },
  ),
  as('chdir-001', 'chdir', 'chdir.file.path == "$AT/d"', async (t) => {
    mkdirSync(t.in('d'));
    const { pid } = t.run([call('chdir', text(`${t.at}/./d`))]);
    assert.equal((await t.match(pid)).fields['chdir.syscall.path'], `${t.at}/./d`);
  }),
  as('filter-001', 'a name of 255 bytes, and another one', `open.file.path == "$AT/${'a'.repeat(255)}"`, async (t) => {
    const { pid } = t.run([create(t.in('a'.repeat(254))), create(t.in('a'.repeat(255)))]);
    assert.equal((await t.all(pid)).length, 1);
  }),
  as('filter-005', 'a file that is renamed to what a rule wants', 'open.file.path =~ "$AT/a*/t"', async (t) => {
    mkdirSync(t.in('a1'));
    mkdirSync(t.in('b'));
    const { pid } = t.run([
      create(t.in('b/t')),
      ...Array.from({ length: 8 }, () => openAt(t.in('b/t'))),
      call('renameat', AT_FDCWD, text(t.in('b/t')), AT_FDCWD, text(t.in('a1/t'))),
      openAt(t.in('a1/t')),
    ]);
    assert.deepEqual(
      (await t.all(pid)).map(({ fields }) => fields['open.file.path']),
      [t.in('a1/t')],
    );
  }),
  as('fim-001', 'every change of a file by one rule, and no reading', 'fim.write.file.path == "$AT/f"', async (t) => {
    const { pid } = t.run([create(t.in('f')), chmodAt(t.in('f')), openAt(t.in('f'))]);
    assert.deepEqual(
      (await t.all(pid)).map(({ type }) => type),
      ['open', 'chmod'],
    );
  }),
  // What sensors have got wrong.
  as('bug-005', 'a directory descriptor is ignored for an absolute path', 'open.file.path == "$AT/f"', async (t) => {
    const { pid } = t.run([call('openat', opened('/tmp'), text(t.in('f')), num(0o101), num(0o600))]);
    assert.equal((await t.match(pid)).fields['open.file.inode'], lstat(t.in('f')).ino);
  }),
  as(
    'bug-011',
    'the hash of a file is that of its own mount namespace, not of the file of that name on the host',
    {
      '': `open.file.path == "$AT/x/f" && open.file.hashes in ["sha256:${createHash('sha256').update('inside').digest('hex')}"]`,
      host: `open.file.path == "$AT/x/f" && open.file.hashes in ["sha256:${createHash('sha256').update('of the host').digest('hex')}"]`,
    },
    async (t) => {
      mkdirSync(t.in('x'));
      writeFileSync(t.in('x/f'), 'of the host');
      const { child, pid } = callsBeside([
        ...apart(),
        mount('t', t.in('x'), 'tmpfs'),
        create(t.in('x/f')),
        call('write', result(3), text('inside'), num(6)),
        call('close', result(3)),
        openAt(t.in('x/f')),
        sleepSeconds(600),
      ]);
      try {
        await t.match(pid);
        assert.equal((await t.all(pid, 'host')).length, 0);
      } finally {
        child.kill('SIGKILL');
      }
      // One that has ended takes its namespace along: the host's file is not taken for it.
      const gone = t.run([...apart(), mount('t', t.in('x'), 'tmpfs'), create(t.in('x/f'))]);
      await sleepMs(500);
      assert.equal((await t.all(gone.pid, 'host')).length, 0);
    },
  ),
  as(
    'bug-012',
    'a mount namespace whose first process ends while a second one lives',
    'open.file.path == "$AT/m/late"',
    async (t) => {
      mkdirSync(t.in('m'));
      const first = await hold([mount('t', t.in('m'), 'tmpfs')], t.in('ready'));
      const own = namespaceOf(first.pid);
      const second = callsBeside([...enter(first.pid), sleepSeconds(2), create(t.in('m/late'))]);
      for (const end = Date.now() + 60_000; namespaceOf(second.pid) !== own; await sleepMs(5))
        assert.ok(Date.now() < end && second.child.exitCode === null, 'the second process joined');
      first.kill();
      assert.ok((await second.done).steps.every(([r]) => r >= 0));
      await t.match(second.pid);
    },
  ),
  as(
    'bug-014',
    'a write through a bind mount of a host folder: the path is the one that was used, the inode the same',
    { '': 'open.file.path == "$AT/inside/tool"', host: 'open.file.path == "$AT/bin/tool"' },
    async (t) => {
      mkdirSync(t.in('bin'));
      mkdirSync(t.in('inside'));
      const { pid } = t.run([...apart(), bind(t.in('bin'), t.in('inside')), create(t.in('inside/tool'))]);
      assert.equal((await t.match(pid)).fields['open.file.inode'], lstat(t.in('bin/tool')).ino);
      assert.equal((await t.all(pid, 'host')).length, 0);
    },
  ),
  as(
    'bug-015',
    'mounts on mounts that were there before the start',
    'chmod.file.path == "$AT/a/b/c/f"',
    async (t) => {
      const { pid } = t.run([...enter(early.get('bug-015')!), chmodAt(t.in('a/b/c/f'))]);
      await t.match(pid);
    },
    { beforeStart: (at: string) => holdEarly('bug-015', at, 'f') },
  ),
  as('bug-016', 'a mount on a mount that was made after the start', 'open.file.path == "$AT/1/2/f"', async (t) => {
    mkdirSync(t.in('1'));
    const { pid } = t.run([
      ...apart(),
      mount('t', t.in('1'), 'tmpfs'),
      mkdirAt(t.in('1/2')),
      mount('t', t.in('1/2'), 'tmpfs'),
      create(t.in('1/2/f')),
    ]);
    await t.match(pid);
  }),
  as(
    'bug-017',
    'several mount namespaces that were there before the start do not mix',
    'chmod.file.path in ["$AT/a/b/c/one", "$AT/a/b/c/two"]',
    async (t) => {
      for (const name of ['one', 'two']) {
        const { pid } = t.run([...enter(early.get(`bug-017 ${name}`)!), chmodAt(t.in('a/b/c', name))]);
        assert.deepEqual(
          (await t.all(pid)).map(({ fields }) => fields['chmod.file.path']),
          [t.in('a/b/c', name)],
        );
      }
    },
    {
      beforeStart: async (at: string) => {
        await holdEarly('bug-017 one', at, 'one');
        await holdEarly('bug-017 two', at, 'two');
      },
    },
  ),
  as(
    'bug-018',
    'a file on an overlay that was mounted in the same moment, again and again',
    'open.file.name =~ "quo*te" && open.file.path =~ "$AT/**"',
    async (t) => {
      for (const name of ['lower', 'upper', 'work', 'merged', 'bind']) mkdirSync(t.in(name));
      writeFileSync(t.in('lower/quo"te'), '');
      const [unshare, makePrivate, over] = overlay(t);
      const rounds = 18;
      const pids = Array.from(
        { length: 11 },
        () =>
          t.run([
            unshare!,
            makePrivate!,
            ...Array.from({ length: rounds }, () => [
              over!,
              openAt(t.in('merged/quo"te')),
              call('umount2', text(t.in('merged')), num(2)),
            ]).flat(),
          ]).pid,
      );
      for (const pid of pids) {
        const seen = await t.all(pid);
        assert.equal(seen.length, rounds);
        for (const { fields, json } of seen) {
          assert.equal(fields['open.file.path'], t.in('merged/quo"te'));
          assert.equal(JSON.parse(JSON.stringify(json)).file.name, 'quo"te');
        }
      }
    },
    { limit: NO_OVERLAY },
  ),
  as(
    'bug-021',
    'hard links inside an overlay: each access has the name that was used',
    'chmod.file.path in ["$AT/merged/one", "$AT/merged/two"]',
    async (t) => {
      for (const name of ['lower', 'upper', 'work', 'merged', 'bind']) mkdirSync(t.in(name));
      writeFileSync(t.in('lower/one'), '');
      const { pid } = t.run([
        ...overlay(t),
        call('linkat', AT_FDCWD, text(t.in('merged/one')), AT_FDCWD, text(t.in('merged/two')), num(0)),
        chmodAt(t.in('merged/one')),
        chmodAt(t.in('merged/two')),
      ]);
      const seen = await t.all(pid);
      assert.deepEqual(
        seen.map(({ fields }) => fields['chmod.file.path']),
        [t.in('merged/one'), t.in('merged/two')],
      );
      assert.equal(seen[0]!.fields['chmod.file.inode'], seen[1]!.fields['chmod.file.inode']);
    },
    { limit: NO_OVERLAY },
  ),
  as(
    'bug-022',
    'a watched file that is written by its other name: the name used, and that there are two',
    'open.file.name in ["watched", "other"] && open.flags & O_WRONLY > 0 && open.file.path =~ "$AT/**"',
    async (t) => {
      writeFileSync(t.in('watched'), '');
      linkSync(t.in('watched'), t.in('other'));
      const { pid } = t.run([openAt(t.in('other'), 1)]);
      const { fields, json } = await t.match(pid);
      assert.equal(fields['open.file.path'], t.in('other'));
      assert.equal(json.file.hard_links, 2);
    },
  ),
  as('bug-023', 'both sides of a link have the same inode', 'link.file.path == "$AT/a"', async (t) => {
    writeFileSync(t.in('a'), '');
    const { pid } = t.run([call('linkat', AT_FDCWD, text(t.in('a')), AT_FDCWD, text(t.in('b')), num(0))]);
    const { fields } = await t.match(pid);
    assert.equal(fields['link.file.inode'], lstat(t.in('b')).ino);
    assert.equal(fields['link.file.destination.inode'], lstat(t.in('b')).ino);
  }),
  as(
    'bug-024',
    'a rule by path is dodged by a hard link, whose making is an event',
    { path: 'open.file.path == "$AT/f"', made: 'link.file.path == "$AT/f"' },
    async (t) => {
      writeFileSync(t.in('f'), '');
      const { pid } = t.run([
        call('linkat', AT_FDCWD, text(t.in('f')), AT_FDCWD, text(t.in('g')), num(0)),
        openAt(t.in('g'), 0o2001),
      ]);
      assert.equal((await t.match(pid, 'made')).fields['link.file.destination.path'], t.in('g'));
      assert.equal((await t.all(pid, 'path')).length, 0);
    },
  ),
  as(
    'bug-027',
    'a symbolic link appears in a watched folder: seen when it is used, by the file that it leads to',
    'open.file.path == "$AT/elsewhere/f"',
    async (t) => {
      mkdirSync(t.in('elsewhere'));
      mkdirSync(t.in('watched'));
      writeFileSync(t.in('elsewhere/f'), '');
      const { pid } = t.run([
        call('symlinkat', text('../elsewhere/f'), AT_FDCWD, text(t.in('watched/l'))),
        openAt(t.in('watched/l')),
      ]);
      await t.match(pid);
    },
  ),
  as(
    'bug-029',
    'a new file with the inode of a removed one has its own path',
    'open.file.path =~ "$AT/*" && open.file.name == "second"',
    async (t) => {
      const { pid } = t.run([
        create(t.in('first')),
        call('renameat', AT_FDCWD, text(t.in('first')), AT_FDCWD, text(t.in('moved'))),
        unlinkAt(t.in('moved')),
        call('close', result(0)),
        create(t.in('second')),
      ]);
      const { fields } = await t.match(pid);
      sameFields(fields, 'open.file', t.in('second'), lstat(t.in('second')));
    },
  ),
  as(
    'bug-033',
    'files below a mount point that no rule wants keep nothing else out',
    'open.file.path == "$AT/m/f"',
    async (t) => {
      mkdirSync(t.in('m'));
      const { pid } = t.run([
        ...apart(),
        mount('t', t.in('m'), 'tmpfs'),
        create(t.in('m/unwanted')),
        ...Array.from({ length: 8 }, () => openAt(t.in('m/unwanted'))),
        create(t.in('m/f')),
      ]);
      assert.equal((await t.all(pid)).length, 1);
    },
  ),
  as(
    'bug-036',
    'a new version that is renamed over the old one',
    'rename.file.destination.path == "$AT/f"',
    async (t) => {
      writeFileSync(t.in('f'), 'old');
      const { pid } = t.run([
        create(t.in('f.dpkg-new')),
        call('renameat', AT_FDCWD, text(t.in('f.dpkg-new')), AT_FDCWD, text(t.in('f'))),
      ]);
      const { fields } = await t.match(pid);
      assert.equal(fields['rename.file.path'], t.in('f.dpkg-new'));
      assert.equal(fields['rename.file.destination.inode'], lstat(t.in('f')).ino);
    },
  ),
  as('bug-037', 'files and folders that are made after the start', 'fim.write.file.path =~ "$AT/w/**"', async (t) => {
    mkdirSync(t.in('w'));
    const { pid } = t.run([
      mkdirAt(t.in('w/new')),
      create(t.in('w/new/f')),
      openAt(t.in('w/new/f'), 1),
      unlinkAt(t.in('w/new/f')),
    ]);
    assert.deepEqual(
      (await t.all(pid)).map(({ type }) => type),
      ['open', 'open', 'unlink'],
    );
  }),
  as(
    'bug-098',
    'text, glob and regular expression in one list',
    'open.file.name in ["text-098", ~"glob-*", r"^re[^/]+-x$"] && open.file.path in ["$AT/text-098", ~"$AT/glob/*", ~"$AT/regex/*"]',
    async (t) => {
      for (const name of ['glob', 'regex']) mkdirSync(t.in(name));
      const paths = ['text-098', 'glob/glob-a', 'regex/regex-x'].map((name) => t.in(name));
      const { pid } = t.run([...paths, t.in('none'), t.in('regex/regex-y'), t.in('glob/text-098')].map(create));
      assert.deepEqual(
        (await t.all(pid)).map(({ fields }) => fields['open.file.path']),
        [...paths, t.in('glob/text-098')],
      );
    },
  ),
  as(
    'bug-138',
    'an argument that cannot be read',
    'mount.retval == EFAULT && mount.syscall.fs_type == "tmpfs" && process.file.name == "calls"',
    async (t) => {
      mkdirSync(t.in('m'));
      const { pid } = t.run([...apart(), call('mount', text('t'), num(8), text('tmpfs'), num(0), NULL)], 14);
      assert.equal((await t.match(pid)).fields['mount.retval'], -14);
    },
  ),
];

/** Processes that held namespaces when the probe began, by what they are for. */
const early = new Map<string, number>();
async function holdEarly(name: string, at: string, leaf: string): Promise<void> {
  mkdirSync(join(at, 'a'), { recursive: true });
  const ready = join(at, `ready ${leaf}`);
  rmSync(ready, { force: true });
  early.set(name, (await hold(nested(at, leaf), ready)).pid);
}
