import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { mapIdInside, parseIdMap, parseNameFile } from './name-files.ts';
import { readRootedFile } from './rooted-file.ts';
import { UserNames } from './user-names.ts';

const directory = mkdtempSync(join(tmpdir(), 'user-names-'));
after(() => rmSync(directory, { recursive: true }));

/** A false /proc/PID with a root of its own. */
function makeProcess(proc: string, pid: number, mntNs: number, passwd: string | null, group = '', uidMap = ''): string {
  const base = join(proc, String(pid));
  mkdirSync(join(base, 'ns'), { recursive: true });
  const root = join(directory, `root-${mntNs}`);
  mkdirSync(join(root, 'etc'), { recursive: true });
  if (passwd !== null) writeFileSync(join(root, 'etc/passwd'), passwd);
  writeFileSync(join(root, 'etc/group'), group);
  symlinkSync(root, join(base, 'root'));
  symlinkSync(`mnt:[${mntNs}]`, join(base, 'ns/mnt'));
  writeFileSync(join(base, 'uid_map'), uidMap);
  writeFileSync(join(base, 'gid_map'), uidMap);
  return root;
}

describe('account files', () => {
  const cases: [string, string, [number, string][]][] = [
    [
      'ordinary lines',
      'root:x:0:0::/root:/bin/sh\nwww:x:33:33::/:\n',
      [
        [0, 'root'],
        [33, 'www'],
      ],
    ],
    ['the first of two names wins', 'root:x:0:0\ntoor:x:0:0\n', [[0, 'root']]],
    ['comments and NIS markers', '# a:b:1\n+::1:\n-x:x:2:2\nok:x:3:3', [[3, 'ok']]],
    ['broken lines', 'a\n::\nb:x\nc:x:y:1\nd:x:-1:1\ne:x::1\nf:x:99999999999:1\n:x:4:4\n', []],
    ['id without more fields', 'g:x:7', [[7, 'g']]],
    ['names of any bytes', 'é:x:8:8', [[8, 'é']]],
    ['empty', '', []],
  ];
  for (const [name, text, expected] of cases) {
    test(`${name}: read as getpwuid would`, () => {
      assert.deepEqual([...parseNameFile(Buffer.from(text))], expected);
    });
  }

  test('a huge file is cut, not refused', () => {
    const text = Array.from({ length: 30_000 }, (_, i) => `u${i}:x:${i}:${i}`).join('\n');
    assert.equal(parseNameFile(Buffer.from(text)).size, 20_000);
  });

  test('id maps translate host ids to those inside', () => {
    const map = parseIdMap('         0     100000      65536\n     70000       1000          1\n');
    assert.equal(mapIdInside(map, 100_033), 33);
    assert.equal(mapIdInside(map, 1000), 70_000);
    assert.equal(mapIdInside(map, 0), -1);
    assert.equal(mapIdInside(map, 165_536), -1);
  });
});

describe('a file below a root', () => {
  const root = join(directory, 'rooted');
  mkdirSync(join(root, 'etc'), { recursive: true });
  mkdirSync(join(root, 'real'), { recursive: true });
  writeFileSync(join(root, 'real/passwd'), 'inside');
  const read = async (path: string): Promise<string | null> => {
    const file = await readRootedFile(root, path, 100);
    return file === null || file === 'unchanged' ? null : file.bytes.toString();
  };

  test('absolute and climbing links stay below the root', async () => {
    symlinkSync('/real/passwd', join(root, 'etc/absolute'));
    symlinkSync('../../../../../real/passwd', join(root, 'etc/climbing'));
    symlinkSync('/etc/hostname', join(root, 'etc/outside'));
    assert.equal(await read('/etc/absolute'), 'inside');
    assert.equal(await read('/etc/climbing'), 'inside');
    assert.equal(await read('/etc/outside'), null);
  });

  test('loops, pipes, directories and large files are refused without blocking', async () => {
    symlinkSync('/etc/loop', join(root, 'etc/loop'));
    execFileSync('mkfifo', [join(root, 'etc/pipe')]);
    writeFileSync(join(root, 'etc/large'), 'x'.repeat(101));
    for (const name of ['loop', 'pipe', 'large', 'missing', '']) assert.equal(await read(`/etc/${name}`), null);
  });
});

describe('names of users and groups', () => {
  const proc = join(directory, 'proc');
  makeProcess(proc, 1, 100, 'root:x:0:0\nhost:x:1000:1000\n', 'wheel:x:10:\n');
  const containerRoot = makeProcess(proc, 50, 200, 'admin:x:0:0\n', 'staff:x:10:\n');
  makeProcess(proc, 60, 300, 'inner:x:0:0\nweb:x:33:33\n', '', '0 100000 65536\n');
  makeProcess(proc, 70, 400, null);

  test("the host's are there after start", async () => {
    const names = new UserNames({ procRoot: proc });
    await names.loadHost();
    assert.equal(names.userName(0, 100, 99), 'root');
    assert.equal(names.userName(1000, 0, 0), 'host');
    assert.equal(names.groupName(10, 100, 99), 'wheel');
    assert.equal(names.userName(4294967295, 100, 1), '');
    assert.equal(names.userName(77, 100, 1), '');
  });

  test("a container's come from its own root, after an empty first answer", async () => {
    const names = new UserNames({ procRoot: proc });
    await names.loadHost();
    assert.equal(names.userName(0, 200, 50), '');
    await names.settled();
    assert.equal(names.userName(0, 200, 50), 'admin');
    assert.equal(names.groupName(10, 200, 50), 'staff');
    assert.equal(names.userName(1000, 200, 50), '');
  });

  test('ids are translated into the user namespace of the container', async () => {
    const names = new UserNames({ procRoot: proc });
    await names.loadHost();
    names.userName(0, 300, 60);
    await names.settled();
    assert.equal(names.userName(100_000, 300, 60), 'inner');
    assert.equal(names.userName(100_033, 300, 60), 'web');
    assert.equal(names.userName(1000, 300, 60), 'host');
  });

  test('changed files are noticed after the refresh time and names stay meanwhile', async () => {
    let nowMs = 0;
    const names = new UserNames({ procRoot: proc, nowMs: () => nowMs, refreshMs: 1000, retryMs: 1000 });
    await names.loadHost();
    names.userName(0, 200, 50);
    await names.settled();
    writeFileSync(join(containerRoot, 'etc/passwd'), 'changed:x:0:0\n');
    utimesSync(join(containerRoot, 'etc/passwd'), 1, 1);
    assert.equal(names.userName(0, 200, 50), 'admin');
    nowMs = 1000;
    assert.equal(names.userName(0, 200, 50), 'admin');
    await names.settled();
    assert.equal(names.userName(0, 200, 50), 'changed');
  });

  test('a process that is gone or in another namespace spoils nothing', async () => {
    const names = new UserNames({ procRoot: proc });
    await names.loadHost();
    names.userName(0, 555, 50);
    names.userName(0, 556, 9999);
    await names.settled();
    assert.equal(names.userName(0, 555, 50), '');
    assert.equal(names.stats().loadsFailed, 2);
    names.userName(0, 400, 70);
    await names.settled();
    assert.equal(names.userName(0, 400, 70), '');
  });

  test('stays within its bounds and never drops the host', async () => {
    const names = new UserNames({ procRoot: proc, namespacesMax: 4, queueMax: 3 });
    await names.loadHost();
    for (let i = 0; i < 10; i++) names.userName(0, 1000 + i, 50);
    assert.equal(names.stats().queueFull, 7);
    for (let i = 0; i < 10; i++) {
      names.userName(0, 1000 + i, 50);
      await names.settled();
    }
    assert.equal(names.stats().namespaces, 4);
    assert.equal(names.userName(0, 100, 1), 'root');
  });

  test('works on this machine', async () => {
    const names = new UserNames();
    await names.loadHost();
    assert.equal(names.userName(0, 0, 0), 'root');
    const child = spawn('sleep', ['30']);
    try {
      const mntNs = Number(/\d+/.exec(readlinkSync(`/proc/${child.pid}/ns/mnt`))![0]);
      names.userName(0, mntNs, child.pid!);
      await names.settled();
      assert.equal(names.userName(0, mntNs, child.pid!), 'root');
      assert.equal(names.groupName(0, mntNs, child.pid!), 'root');
    } finally {
      child.kill('SIGKILL');
    }
  });
});
