import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testModel as model } from '../../../test/secl/test-model.ts';
import { type ApproverCapability, bitmaskCombinations, findApprovers } from './approvers.ts';
import { readRule } from './read-rule.ts';

const capabilities: readonly ApproverCapability[] = [
  { field: 'process.name', kinds: ['scalar', 'glob'], weight: 10 },
  { field: 'open.flags', kinds: ['scalar', 'bitmask'], weight: 5 },
  { field: 'process.gid', kinds: ['scalar', 'range'], weight: 1, mode: 'approver-only', range: [0n, 4294967294n] },
];

function approversOf(sources: readonly string[]) {
  const rules = sources.map((source) => {
    const { rule, diagnostics } = readRule(source, model);
    assert.deepEqual(diagnostics, []);
    return rule!;
  });
  const { byField, uncovered } = findApprovers(rules, model, capabilities);
  const shown = [...(byField ?? [])].map(
    ([field, values]) =>
      `${field}: ${values.map((one) => (one.kind === 'range' ? `${one.from}..${one.to}` : `${one.kind} ${String(one.value)}`)).join(', ')}`,
  );
  return { shown, uncovered };
}

const cases: readonly (readonly [rules: readonly string[], approvers: readonly string[]])[] = [
  [['process.name == "/a" && process.uid == 0'], ['process.name: scalar /a']],
  [['process.name in [ "/a", ~"/b/*" ]'], ['process.name: scalar /a, glob /b/*']],
  [['process.name in [ "/a", r"b" ]'], []],
  [['process.name != "/a"'], []],
  [['!(process.name != "/a")'], ['process.name: scalar /a']],
  [['process.name == "/a" || process.uid == 0'], []],
  [['process.name == "/a" || process.name == "/b"'], ['process.name: scalar /a, scalar /b']],
  [['process.name in [ "/a", "/b" ] && process.name == "/b"'], ['process.name: scalar /b']],
  [['process.name == %{process.argv0}'], []],
  [['open.flags & O_CREAT > 0'], ['open.flags: bitmask 64']],
  [['open.flags & O_CREAT == 0'], []],
  [['(open.flags & O_CREAT > 0 || open.flags & O_EXCL > 0) && open.flags & O_RDWR > 0'], ['open.flags: bitmask 2']],
  [['open.flags & (O_CREAT | O_EXCL) == O_CREAT'], ['open.flags: bitmask 64']],
  [['open.flags & (O_CREAT | O_EXCL) == O_RDWR'], []],
  [['open.flags == O_RDONLY'], ['open.flags: scalar 0']],
  [['open.flags & 1 > 0 || open.flags > 0'], []],
  [['process.gid >= 1000'], ['process.gid: 1000..4294967294']],
  [['process.gid != 4294967295'], ['process.gid: 0..4294967294']],
  [['process.gid > 1000 && process.gid < 2000'], ['process.gid: 1001..4294967294, 0..1999']],
  [['process.gid >= 1000 && process.gid != 4294967295'], ['process.gid: 1000..4294967294']],
  [['not (process.gid < 1000)'], ['process.gid: 1000..4294967294']],
  [
    ['process.name == "/a"', 'open.flags == 2'],
    ['process.name: scalar /a', 'open.flags: scalar 2'],
  ],
];

for (const [rules, expected] of cases) {
  test(`${rules.join(' ; ')} is approved by ${expected.join(' ; ') || 'nothing'}`, () => {
    assert.deepEqual(approversOf(rules).shown, expected);
  });
}

test('the rule that switches filtering off is named', () => {
  assert.deepEqual(approversOf(['process.name == "/a"', 'process.name != ""', 'process.uid == 1']).uncovered, [1, 2]);
});

test('combinations of masks are all unions, each once', () => {
  assert.deepEqual(bitmaskCombinations([1n, 2n, 4n]), [1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  assert.deepEqual(bitmaskCombinations([1n, 1n]), [1n]);
  assert.deepEqual(bitmaskCombinations([]), []);
});
