import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parseApkInstalled } from './apk.ts';
import { parseDpkgStatus } from './dpkg.ts';
import { PackageList, splitVersion } from './package-list.ts';
import { Packages } from './packages.ts';

describe('versions', () => {
  for (const [text, epoch, version, release] of [
    ['1:2.36.1-8+deb12u1', 1, '2.36.1', '8+deb12u1'],
    ['5.2.15', 0, '5.2.15', ''],
    ['20230311-1', 0, '20230311', '1'],
    ['2:1.0-rc1-3', 2, '1.0-rc1', '3'],
  ] as const) {
    test(text, () => assert.deepEqual(splitVersion(text), { epoch, version, release }));
  }
});

test('a source package with a version of its own is told apart from the package', () => {
  const [tool, gone] = parseDpkgStatus(
    [
      'Package: tool\nStatus: install ok installed\nArchitecture: amd64\nSource: suite (2:4-5)\nVersion: 1:2-3',
      'Package: gone\nStatus: deinstall ok config-files\nVersion: 1',
    ].join('\n\n'),
  );
  assert.equal(gone, undefined);
  assert.deepEqual(tool, {
    name: 'tool',
    epoch: 1,
    version: '2',
    release: '3',
    source: 'suite',
    sourceEpoch: 2,
    sourceVersion: '4',
    sourceRelease: '5',
    architecture: 'amd64',
  });
});

test('apk names packages, origins and files', () => {
  const list = parseApkInstalled('P:musl-utils\nV:1.2.4-r2\no:musl\nF:sbin\nR:ldconfig\nF:usr/bin\nR:getent\n\n');
  const owner = list.ownerOf('/usr/bin/getent');
  assert.equal(`${owner?.name} ${owner?.version} ${owner?.release} ${owner?.source}`, 'musl-utils 1.2.4 r2 musl');
  assert.equal(list.ownerOf('/usr/bin/other'), null);
});

test('many paths keep their owners, and old names of merged folders are the same', () => {
  const list = new PackageList();
  const facts = {
    epoch: 0,
    version: '',
    release: '',
    source: '',
    sourceEpoch: 0,
    sourceVersion: '',
    sourceRelease: '',
  };
  for (let n = 0; n < 100; n++) list.add({ name: `p${n}`, ...facts });
  for (let i = 0; i < 50_000; i++) list.claim(`/usr/share/files/${i}`, i % 100);
  list.claim('/bin/tool', 7);
  for (let i = 0; i < 50_000; i++) assert.equal(list.ownerOf(`/usr/share/files/${i}`)?.name, `p${i % 100}`);
  assert.equal(list.ownerOf('/usr/share/files/50000'), null);
  assert.equal(list.ownerOf('/usr/bin/tool')?.name, 'p7');
});

describe('databases below the root of a process', () => {
  const proc = mkdtempSync(join(tmpdir(), 'shrike-packages-'));
  after(() => rmSync(proc, { recursive: true }));
  const info = join(proc, '7/root/var/lib/dpkg/info');
  mkdirSync(info, { recursive: true });
  const write = (version: string): void =>
    writeFileSync(
      join(info, '../status'),
      `Package: tool\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n`,
    );
  write('1-1');
  writeFileSync(join(info, 'tool:amd64.list'), '/.\n/usr\n/usr/bin\n/usr/bin/tool\n');

  test('the first answer comes later, and a change is noticed', async () => {
    let nowMs = 0;
    const packages = new Packages({ procRoot: proc, refreshMs: 10, nowMs: () => nowMs });
    const ask = (path: string) =>
      new Promise<string | undefined>((resolve) => {
        const answer = packages.of(path, 1, 7, () => resolve(packages.of(path, 1, 7)?.version));
        if (answer !== undefined) resolve(answer?.version);
      });
    assert.equal(packages.peek('/usr/bin/tool', 1), null);
    assert.equal(await ask('/usr/bin/tool'), '1');
    assert.equal(await ask('/usr/bin/other'), undefined);
    write('2.0-1');
    nowMs = 20;
    assert.equal(packages.of('/usr/bin/tool', 1, 7)?.version, '1', 'the old answer serves until the new is there');
    for (let i = 0; i < 200 && packages.of('/usr/bin/tool', 1, 7)?.version === '1'; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(packages.of('/usr/bin/tool', 1, 7)?.version, '2.0');
  });

  test('a root without a database has no packages', async () => {
    const packages = new Packages({ procRoot: proc });
    await new Promise<void>((resolve) => void packages.of('/usr/bin/tool', 2, 8, resolve));
    assert.equal(packages.of('/usr/bin/tool', 2, 8), null);
  });
});
