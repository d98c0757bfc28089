import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MapEvent, NOW_NS } from '../../../test/secl/map-model.ts';
import { testModel as model } from '../../../test/secl/test-model.ts';
import { REGISTER_ELEMENTS_MAX } from './ast.ts';
import { atomsOf, predicateOf } from './atoms.ts';
import { compileRule } from './compile.ts';
import { evaluate } from './evaluate.ts';
import { expandFim } from './fim-expansion.ts';
import { canMatch } from './partial.ts';
import { readRule } from './read-rule.ts';
import type { VariableSpec } from './variables.ts';

const variables = new Map<string, VariableSpec>([
  ['seen', { name: 'seen', type: 'string', array: true }],
  ['count', { name: 'count', type: 'int', array: false }],
]);
const env = { nowNs: NOW_NS, variable: (name: string) => (name === 'seen' ? ['a', 'b'] : undefined) };

function read(source: string) {
  const { rule, diagnostics } = readRule(source, model, { variables });
  assert.deepEqual(diagnostics, []);
  return rule!;
}

const list = (...keys: number[]): MapEvent => ({ 'process.list': keys.map((key) => ({ key, value: `v${key}` })) });

const cases: readonly (readonly [source: string, event: MapEvent, expected: boolean])[] = [
  ['process.created_at + 0 == 9007199254740993', { 'process.created_at': 9007199254740993n }, true],
  ['process.created_at == 9007199254740992', { 'process.created_at': 9007199254740993n }, false],
  ['process.uid + 9223372036854775807 < 0', { 'process.uid': 1 }, true],
  ['- (-9223372036854775808) == -9223372036854775808', {}, true],
  ['process.gid & 4294967296 > 0', { 'process.gid': 4294967297 }, true],
  ['process.gid & 2147483647 == 1', { 'process.gid': 4294967297 }, true],
  ['process.list[1].key == 20', list(10, 20), true],
  ['process.list[5].key == 0', list(10), true],
  ['process.list.key[1] == 20', list(10, 20), true],
  ['process.list[A].key == 10 || true', {}, false],
  ['process.list.key != 10', {}, true],
  ['process.argv0 in ${seen}', { 'process.argv0': 'b' }, true],
  ['${count} == 0', {}, true],
  ['process.argv0 == "${seen}"', { 'process.argv0': 'a,b' }, true],
  ['%{process.argv0.length} == 6', { 'process.argv0': '日本' }, true],
  ['%{process.argv0.root_domain} == "example.co.uk"', { 'process.argv0': 'a.b.example.co.uk' }, true],
  ['process.created_at > 5s', { 'process.created_at': 'now-6s' }, true],
  ['process.created_at > 5s', { 'process.created_at': 'now-4s' }, false],
  ['process.created_at + 0 > 5s', { 'process.created_at': 'now-4s' }, true],
  ['event.title != ""', { 'event.title': 'x' }, true],
  ['network.ips allin [ 10.0.0.0/8, 10.1.0.0/16 ]', { 'network.ips': ['10.1.1.1', '10.2.1.1'] }, false],
];

for (const [source, event, expected] of cases) {
  test(`${source} is ${expected} both ways`, () => {
    const rule = read(source);
    assert.equal(evaluate(rule, model, event, env), expected);
    assert.equal(compileRule(rule, model)(event, env), expected);
  });
}

test('an iterator variable looks at no more than the allowed elements', () => {
  const keys = Array.from({ length: REGISTER_ELEMENTS_MAX + 1 }, (_, index) => index);
  const run = (source: string): boolean => compileRule(read(source), model)(list(...keys), env);
  assert.equal(run(`process.list[A].key == ${REGISTER_ELEMENTS_MAX - 1}`), true);
  assert.equal(run(`process.list[A].key == ${REGISTER_ELEMENTS_MAX}`), false);
  assert.equal(run(`process.list.key == ${REGISTER_ELEMENTS_MAX}`), true);
});

test('text of a rule never becomes code', () => {
  const nasty = '\\";globalThis.hurt=1;//\u2028${`}';
  const rule = read(`process.argv0 == "${nasty}"`);
  assert.equal(compileRule(rule, model)({ 'process.argv0': nasty }, env), true);
  assert.equal('hurt' in globalThis, false);
});

test('without code generation the interpreter stands in', () => {
  const original = globalThis.Function;
  globalThis.Function = (() => {
    throw new EvalError('code generation is not allowed');
  }) as never;
  try {
    assert.equal(compileRule(read('process.uid == 1'), model)({ 'process.uid': 1 }, env), true);
    assert.equal(predicateOf(read('process.uid & 1 > 0').expression)?.test(3), true);
  } finally {
    globalThis.Function = original;
  }
});

test('the cheapest operand is evaluated first', () => {
  let reads = 0;
  const counting = { ...model, read: (spec: never) => (event: MapEvent) => (reads++, model.read(spec)(event)) };
  const rule = read('process.list.key == 1 && process.argv0 =~ "a*" && process.uid == 1');
  assert.equal(compileRule(rule, counting)({ 'process.uid': 2 }, env), false);
  assert.equal(reads, 1);
});

test('a field is read once per evaluation however often it is named', () => {
  let reads = 0;
  const counting = { ...model, read: (spec: never) => (event: MapEvent) => (reads++, model.read(spec)(event)) };
  const rule = read('process.uid == 1 || process.uid == 2 || process.uid > 7');
  assert.equal(compileRule(rule, counting)({ 'process.uid': 3 }, env), false);
  assert.equal(reads, 1);
});

test('atoms are the leaves about one field, without iterator variables, variables or the clock', () => {
  const source =
    'process.uid == 1 && process.uid == 1 && process.argv0 in [ "a", ~"b*" ] && open.flags & 3 > 0 && ' +
    'process.list.key == 4 && process.list[A].key == 1 && process.gid == ${count} && process.created_at > 5s && ' +
    'process.uid == process.gid && process.is_root';
  const keys = atomsOf(read(source).expression).map(({ key, field }) => `${field.spec.name}: ${key}`);
  assert.deepEqual(keys, [
    'process.uid: (process.uid == 1)',
    'process.argv0: match(process.argv0 plain["a",pattern"b*"])',
    'open.flags: ((open.flags & 3) > 0)',
    'process.list.key: (process.list.key == 4)',
    'process.is_root: process.is_root',
  ]);
});

test('what depends on more than the known field is undetermined, also under not', () => {
  const event: MapEvent = { 'process.uid': 1, 'process.argv0': 'a' };
  const verdicts: readonly (readonly [string, boolean])[] = [
    ['not (process.argv0 == "a")', true],
    ['not (process.argv0 == "a" && process.uid == 1)', true],
    ['not (process.argv0 == "a" || process.uid == 1)', false],
    ['process.uid == process.gid', true],
    ['process.uid == 2 && process.argv0 == "a"', false],
    ['(process.uid == 2) == (process.argv0 == "a")', true],
    ['process.uid > 5s', true],
  ];
  for (const [source, expected] of verdicts)
    assert.equal(canMatch(read(source), model, 'process.uid', event), expected, source);
});

test('the expansion of fim.write leaves literals and comments alone', () => {
  const source = 'fim.write.file.path == "fim.write.x" # fim.write.file.name';
  const expanded = expandFim('r', source, 'g');
  assert.equal(expanded.length, 8);
  assert.equal(expanded[4]?.id, '__fim_expanded_rename_g_r');
  assert.equal(expanded[4]?.expression, 'rename.file.path == "fim.write.x" # fim.write.file.name');
  assert.match(expanded[0]!.expression, /# fim\.write\.file\.name\n\) && open\.flags/);
  assert.deepEqual(expandFim('r', 'open.file.path == "/a"'), [{ id: 'r', expression: 'open.file.path == "/a"' }]);
});
