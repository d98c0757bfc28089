/** Tables of the kernel: which bits stand where, and what happens to files that cannot be found. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DenyClause } from '../../rules/engine/deny-clauses.ts';
import { buildDenyTables, type PlacedClause } from './deny-tables.ts';
import { kernelDevice, type Resolution, resolveFile } from './file-identity.ts';

const file = (path: string) => ({ kind: 'file', path, followLinks: false }) as const;
const network = (prefix: number, lo: bigint) => ({ kind: 'network', network: { hi: 0n, lo, prefix } }) as const;
const placed = (clause: DenyClause, hook: PlacedClause['hook'] = 'open'): PlacedClause => ({
  hook,
  ruleId: 'rule',
  auditOnly: false,
  clause,
});
const resolve = (path: string): Resolution => {
  if (path === '/gone') return { missing: 'gone' };
  if (path === '/strange') return { inexact: 'strange' };
  return { inode: BigInt(path.length), device: 0x100001 };
};

test('a clause asks only the dimensions that it names', () => {
  const clauses: DenyClause[] = [
    new Map([['path', { negated: false, values: [file('/a')] }]]),
    new Map([
      ['path', { negated: false, values: [file('/a')] }],
      ['uid', { negated: true, values: [{ kind: 'number', value: 0 }] }],
    ]),
  ];
  const tables = buildDenyTables(
    clauses.map((clause) => placed(clause)),
    [],
    resolve,
  );
  assert.equal(tables.hookClauses[1], 0b11n);
  assert.equal(tables.without[0], 0n);
  assert.equal(tables.without[4], 0b01n);
  assert.equal(tables.negated[4], 0b10n);
  assert.deepEqual([...tables.maps.files], [['02000000000000000100100000000000', `03${'00'.repeat(23)}`]]);
  assert.deepEqual(tables.fileBits, [1n << 2n, ...Array.from({ length: 63 }, () => 0n)]);
});

test('every file of the table has its bit, by the low and by the higher bits of its inode number', () => {
  const inodes = [63n, 64n, 4096n + 5n, (1n << 40n) + 77n];
  const clause: DenyClause = new Map([['path', { negated: false, values: inodes.map((inode) => file(`/${inode}`)) }]]);
  const { fileBits } = buildDenyTables([placed(clause)], [], (path) => ({ inode: BigInt(path.slice(1)), device: 1 }));
  for (const [word, bit] of [
    [0, 63],
    [1, 0],
    [0, 4],
    [1, 13],
  ] as const)
    assert.ok(fileBits[word]! & (1n << BigInt(bit)), `${word}, ${bit}`);
});

for (const [path, isIn] of [
  ['/gone', true],
  ['/strange', false],
] as const) {
  test(`an exception that is ${path.slice(1)} ${isIn ? 'excepts nobody' : 'takes its clause out of force'}`, () => {
    const clause: DenyClause = new Map([
      ['path', { negated: false, values: [file('/a')] }],
      ['exe', { negated: true, values: [file(path)] }],
    ]);
    const tables = buildDenyTables([placed(clause)], [], resolve);
    assert.equal(tables.hookClauses[1], isIn ? 1n : 0n);
    assert.equal(tables.incomplete.has('rule'), !isIn);
    assert.ok(tables.unresolved.has(path));
  });
}

test('a narrow network carries the clauses of the wider ones around it', () => {
  const clauses = [
    network(96 + 8, 0xffff0a000000n),
    network(96 + 16, 0xffff0a010000n),
    network(96 + 16, 0xffff0b000000n),
  ];
  const tables = buildDenyTables(
    clauses.map((value) => placed(new Map([['address', { negated: false, values: [value] }]]), 'connect')),
    [],
    resolve,
  );
  assert.deepEqual(
    [...tables.maps.addresses.values()].map((hex) => hex.slice(0, 2)),
    ['01', '03', '04'],
  );
});

test('devices are numbered as the kernel does', () => {
  assert.equal(kernelDevice(0x801n), 0x800001);
  assert.equal(kernelDevice(0x10_0023n), 0x123); // minor 0x123 of major 0
});

test('a path that leads through a symbolic link means the file only where rules see links', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'shrike-identity-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'file'), '');
  symlinkSync('file', join(folder, 'link'));
  assert.ok('missing' in resolveFile(join(folder, 'link'), false));
  assert.ok('missing' in resolveFile(join(folder, 'nothing'), true));
  assert.ok(!('missing' in resolveFile(join(folder, 'link'), true)));
});
