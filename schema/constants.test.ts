/** The constant table against what the machine and the manual pages say, and against itself. */
import assert from 'node:assert/strict';
import { constants as fs } from 'node:fs';
import { constants as os } from 'node:os';
import { test } from 'node:test';
import { architectureOf, buildConstants, CONSTANT_GROUPS, constantsOf } from './constants.ts';

test('a name means one number, whatever group it stands in', () => {
  for (const architecture of ['amd64', 'arm64'] as const) {
    const seen = new Map<string, { value: number; group: string }>();
    for (const group of CONSTANT_GROUPS) {
      for (const { name, value, architecture: only } of constantsOf(group)) {
        if (only !== undefined && only !== architecture) continue;
        const before = seen.get(name);
        if (before !== undefined) assert.equal(value, before.value, `${name} in ${group.key} and ${before.group}`);
        seen.set(name, { value, group: group.key });
      }
    }
  }
});

test('every name can be written in a rule and every group has a key of its own', () => {
  const keys = CONSTANT_GROUPS.map((group) => group.key);
  assert.equal(new Set(keys).size, keys.length);
  for (const group of CONSTANT_GROUPS) {
    assert.ok(group.doc.length > 0 && group.source.length > 0, group.key);
    for (const { name } of constantsOf(group)) assert.match(name, /^[A-Za-z_][A-Za-z0-9_]*$/);
  }
});

test('error and signal numbers are those of this machine, errors negative', () => {
  const table = buildConstants(architectureOf(process.arch));
  for (const [name, value] of Object.entries(os.errno)) {
    if (table.has(name)) assert.equal(table.get(name), -value, name);
  }
  for (const [name, value] of Object.entries(os.signals)) {
    if (table.has(name)) assert.equal(table.get(name), value, name);
  }
});

test('open flags and file modes are those of this machine', () => {
  const table = buildConstants(architectureOf(process.arch));
  const names = Object.keys(fs).filter((name) => /^(O_|S_I)/.test(name) && table.has(name));
  assert.ok(names.length > 20);
  for (const name of names) assert.equal(table.get(name), fs[name as keyof typeof fs], name);
});

for (const [name, amd64, arm64] of [
  ['O_DIRECTORY', 0o200000, 0o40000],
  ['O_NOFOLLOW', 0o400000, 0o100000],
  ['O_DIRECT', 0o40000, 0o200000],
  ['MAP_32BIT', 0x40, undefined],
  ['PTRACE_SINGLEBLOCK', 33, undefined],
  ['PTRACE_PEEKMTETAGS', undefined, 33],
  ['CAP_SYS_ADMIN', 1 << 21, 1 << 21],
  ['CAP_CHECKPOINT_RESTORE', 2 ** 40, 2 ** 40],
  ['EPERM', -1, -1],
  ['AUDIT_AUID_UNSET', 4294967295, 4294967295],
  ['SO_ATTACH_FILTER', 26, 26],
  ['BPF_PROG_LOAD', 5, 5],
  ['BPF_PROBE_WRITE_USER', 36, 36],
  ['PIPE_BUF_FLAG_CAN_MERGE', 16, 16],
] as const) {
  test(`${name} has its kernel number on both architectures`, () => {
    assert.equal(buildConstants('amd64').get(name), amd64);
    assert.equal(buildConstants('arm64').get(name), arm64);
  });
}
