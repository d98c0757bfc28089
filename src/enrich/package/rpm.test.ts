import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { Packages } from './packages.ts';
import { parseRpmHeader, readRpm } from './rpm.ts';

const folder = mkdtempSync(join(tmpdir(), 'shrike-rpm-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A header as rpm writes it: texts as type 6 (one) or 8 (several), numbers as type 4. */
function header(tags: Readonly<Record<number, readonly string[] | readonly number[]>>): Uint8Array {
  const entries: number[][] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const [tag, values] of Object.entries(tags)) {
    const isText = typeof values[0] === 'string';
    while (!isText && offset % 4 !== 0) {
      data.push(Buffer.alloc(1));
      offset++;
    }
    const type = isText ? (values.length === 1 && Number(tag) < 1100 ? 6 : 8) : 4;
    entries.push([Number(tag), type, offset, values.length]);
    for (const value of values) {
      const bytes = Buffer.alloc(4);
      if (typeof value === 'number') bytes.writeUInt32BE(value);
      data.push(typeof value === 'number' ? bytes : Buffer.from(`${value}\0`));
      offset += data.at(-1)!.length;
    }
  }
  const head = Buffer.alloc(8 + 16 * entries.length);
  for (const [i, number] of [entries.length, offset, ...entries.flat()].entries()) head.writeUInt32BE(number, 4 * i);
  return Buffer.concat([head, ...data]);
}

const tool = header({
  1000: ['tool-libs'],
  1001: ['1.2'],
  1002: ['4.el9'],
  1003: [3],
  1044: ['tool-suite-1.3-5.el9.src.rpm'],
  1116: [0, 1, 1],
  1117: ['tool', 'libtool.so', 'other.so'],
  1118: ['/usr/bin/', '/usr/lib64/'],
});
const TOOL = {
  name: 'tool-libs',
  epoch: 3,
  version: '1.2',
  release: '4.el9',
  source: 'tool-suite',
  sourceEpoch: 3,
  sourceVersion: '1.3',
  sourceRelease: '5.el9',
};

function database(root: string, blobs: readonly Uint8Array[]): void {
  const path = join(root, 'var/lib/rpm');
  mkdirSync(path, { recursive: true });
  const db = new DatabaseSync(join(path, 'rpmdb.sqlite'));
  db.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)',
  );
  for (const blob of blobs) db.prepare('INSERT INTO Packages (blob) VALUES (?)').run(blob);
  db.close();
}

test('a header tells the package, its source and its paths', () => {
  assert.deepEqual(parseRpmHeader(tool), {
    facts: TOOL,
    paths: ['/usr/bin/tool', '/usr/lib64/libtool.so', '/usr/lib64/other.so'],
  });
});

describe('what is no header is left out', () => {
  const far = Buffer.from(tool);
  far.writeUInt32BE(0xfffffff0, 8 + 8); // where the name is
  for (const [what, blob] of [
    ['nothing', new Uint8Array()],
    ['a part of one', tool.subarray(0, tool.length - 9)],
    ['entries without end', Buffer.from('ffffffffffffffff0000', 'hex')],
    ['a name that lies outside', far],
    ['a package without a name', header({ 1001: ['1'] })],
  ] as const) {
    test(what, () => assert.equal(parseRpmHeader(blob), null));
  }
});

test('a database below the root of a process', async () => {
  database(join(folder, '7/root'), [Buffer.from('none'), tool, header({ 1000: ['empty'], 1001: ['2'], 1002: ['1'] })]);
  const packages = new Packages({ procRoot: folder });
  await new Promise<void>((resolve) => void packages.of('/usr/bin/tool', 1, 7, resolve));
  assert.deepEqual(packages.of('/usr/lib64/other.so', 1, 7), TOOL);
  assert.equal(packages.of('/usr/bin/none', 1, 7), null);
});

test('a file that is no database belongs to nobody and ends nothing', async () => {
  const at = join(folder, '8/root/usr/lib/sysimage/rpm');
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'rpmdb.sqlite'), 'x'.repeat(5000));
  const packages = new Packages({ procRoot: folder });
  await new Promise<void>((resolve) => void packages.of('/usr/bin/tool', 2, 8, resolve));
  assert.equal(packages.of('/usr/bin/tool', 2, 8), null);
});

test('what rpm itself has installed', {
  skip: ['rpmbuild', 'rpm'].some((name) => spawnSync(name, ['--version']).status !== 0) && 'no rpm here',
}, async () => {
  const at = join(folder, 'real');
  const rpmdb = join(at, 'root/var/lib/rpm');
  mkdirSync(rpmdb, { recursive: true });
  writeFileSync(
    join(at, 'tool.spec'),
    `Name: tool\nEpoch: 3\nVersion: 1.2\nRelease: 4\nSummary: x\nLicense: MIT\nBuildArch: noarch\n%description\nx\n%install\nmkdir -p %{buildroot}/opt/tool\necho x > %{buildroot}/opt/tool/run\n%files\n/opt/tool\n`,
  );
  execFileSync('rpmbuild', ['-bb', '--define', `_topdir ${at}/build`, join(at, 'tool.spec')], { stdio: 'ignore' });
  const out = join(at, 'build/RPMS/noarch');
  const [file] = readdirSync(out);
  const install = ['--dbpath', rpmdb, '-i', '--justdb', '--nodeps', '--noscripts'];
  execFileSync('rpm', [...install, join(out, file!)], { stdio: 'ignore' });
  const read = await readRpm(join(at, 'root'));
  assert.ok(read !== null && read !== 'unchanged');
  assert.deepEqual(read.list.ownerOf('/opt/tool/run'), {
    name: 'tool',
    epoch: 3,
    version: '1.2',
    release: '4',
    source: 'tool',
    sourceEpoch: 3,
    sourceVersion: '1.2',
    sourceRelease: '4',
  });
  assert.equal(await readRpm(join(at, 'root'), read.stamp), 'unchanged');
});
