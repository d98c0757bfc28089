import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { readBaseline, writeBaseline } from './baseline-file.ts';
import { readDpkgWords } from './dpkg-sums.ts';
import { findDrift } from './drift.ts';
import { scanTrees } from './scan.ts';

const folder = mkdtempSync(join(tmpdir(), 'shrike-fim-'));
const tree = join(folder, 'tree');
after(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(join(tree, 'd'), { recursive: true });
  writeFileSync(join(tree, 'a'), 'one', { mode: 0o644 });
  writeFileSync(join(tree, 'd/b'), 'two', { mode: 0o600 });
  symlinkSync('a', join(tree, 'l'));
  writeFileSync(Buffer.concat([Buffer.from(`${tree}/`), Buffer.from([0xff, 0x0a])]), 'odd');
});

const scan = () => {
  const found = scanTrees([tree]);
  assert.deepEqual(found.problems, []);
  return found.entries;
};

describe('a tree drifts by', () => {
  const cases: readonly { name: string; act: () => void; want: string[] }[] = [
    { name: 'nothing', act: () => {}, want: [] },
    {
      name: 'content, also of the same length',
      act: () => writeFileSync(join(tree, 'a'), 'eno'),
      want: ['changed /a content'],
    },
    { name: 'mode', act: () => chmodSync(join(tree, 'd/b'), 0o4755), want: ['changed /d/b mode'] },
    {
      name: 'a new name and a lost one',
      act: () => {
        unlinkSync(join(tree, 'a'));
        writeFileSync(join(tree, 'c'), '');
      },
      want: ['removed /a ', 'added /c '],
    },
    {
      name: 'a link that leads elsewhere',
      act: () => {
        unlinkSync(join(tree, 'l'));
        symlinkSync('d/b', join(tree, 'l'));
      },
      want: ['changed /l target'],
    },
    {
      name: 'another type under the same name',
      act: () => {
        unlinkSync(join(tree, 'a'));
        symlinkSync('d/b', join(tree, 'a'));
      },
      want: ['changed /a type'],
    },
  ];
  for (const { name, act, want } of cases) {
    test(name, () => {
      const before = readBaseline(writeBaseline({ made: '', host: '', roots: [tree], entries: scan() }));
      assert.ok(typeof before !== 'string', String(before));
      act();
      const drifts = findDrift(before.entries, scan());
      assert.deepEqual(
        drifts.map((d) => `${d.kind} ${d.path.slice(tree.length)} ${d.changes.map(({ what }) => what).join()}`),
        want,
      );
    });
  }
});

test('modes, owners, sizes and hashes are those of the file', () => {
  const entry = scan().find(({ path }) => path === join(tree, 'd/b'));
  assert.equal(entry?.mode, 0o600);
  assert.equal(entry?.uid, process.getuid?.());
  assert.equal(entry?.size, 3);
  assert.equal(entry?.sha256, '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3');
});

describe('a file that is no baseline is refused with its line', () => {
  const whole = writeBaseline({ made: 'then', host: 'h', roots: ['/'], entries: scanTrees([folder]).entries });
  const lines = whole.trimEnd().split('\n');
  for (const [name, text, want] of [
    ['something else', '{}\n', /^line 1: this is no baseline/],
    ['nothing', '', /^line 1: this is no baseline/],
    ['a newer version', whole.replace('"version":1', '"version":2'), /^line 1: a baseline of version 2/],
    ['one that was cut off', `${lines.slice(0, -1).join('\n')}\n`, /cut off/],
    ['one with a spoilt entry', [lines[0], '{"path":1}', '{"entries":1}'].join('\n'), /^line 2: no entry/],
  ] as const) {
    test(name, () => assert.match(String(readBaseline(text)), want));
  }
});

test('what a package brings is told from what was changed by hand', async () => {
  const root = join(folder, 'root');
  const info = join(root, 'var/lib/dpkg/info');
  mkdirSync(info, { recursive: true });
  mkdirSync(join(root, 'usr/bin'), { recursive: true });
  writeFileSync(
    join(info, '../status'),
    'Package: tool\nStatus: install ok installed\nVersion: 1:2-3\nArchitecture: all\n',
  );
  writeFileSync(join(info, 'tool.list'), '/.\n/bin/same\n/bin/other\n/bin/conf\n');
  writeFileSync(
    join(info, 'tool.md5sums'),
    'f97c5d29941bfb1b2fdab0874906ab82  bin/same\nf97c5d29941bfb1b2fdab0874906ab82  bin/other\n',
  );
  writeFileSync(join(root, 'usr/bin/same'), 'one');
  writeFileSync(join(root, 'usr/bin/other'), 'two');
  const word = await readDpkgWords(root);
  const of = (path: string) => word?.({ ...scan().find(({ type }) => type === 'file')!, path });
  assert.deepEqual(of('/usr/bin/same'), { package: 'tool 1:2-3', isSame: true });
  assert.deepEqual(of('/usr/bin/other'), { package: 'tool 1:2-3', isSame: false });
  assert.deepEqual(of('/usr/bin/conf'), { package: 'tool 1:2-3', isSame: null });
  assert.equal(of('/usr/bin/none'), null);
  assert.equal(await readDpkgWords(join(folder, 'elsewhere')), null);
});
