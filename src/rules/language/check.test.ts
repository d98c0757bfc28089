import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testModel as model } from '../../../test/secl/test-model.ts';
import { type CheckOptions, checkMacro, type MacroDefinition } from './check.ts';
import { compileRule } from './compile.ts';
import { evaluate } from './evaluate.ts';
import { LIMITS } from './limits.ts';
import { macroOfValues, parseMacro, parseRule } from './parse.ts';
import { canMatch } from './partial.ts';
import { printGrouping } from './print.ts';
import { readRule } from './read-rule.ts';
import { emptyEnvironment, type VariableSpec } from './variables.ts';

function macros(sources: Readonly<Record<string, string>>): ReadonlyMap<string, MacroDefinition> {
  return new Map(Object.entries(sources).map(([name, source]) => [name, { name, tree: parseMacro(source).tree! }]));
}

const variables = new Map<string, VariableSpec>(
  (
    [
      ['text', 'string', false],
      ['texts', 'string', true],
      ['count', 'int', false],
      ['flag', 'bool', false],
      ['nets', 'ip', true],
    ] as const
  ).map(([name, type, array]) => [name, { name, type, array }]),
);

const accepted: readonly string[] = [
  'process.is_root',
  'process.is_root in [ true, false ]',
  'process.list.key == 1',
  '1 == process.list.key',
  'process.list.value == "a"',
  'process.list.value == %{process.name}',
  '"a" in process.list.value',
  '~"*.sh" in process.list.value',
  'process.list[0].value == "a"',
  '"a" == process.list[0].value',
  'process.list.key[1] + 1 == 2',
  'process.list[A].key == 1 && process.list.value == "AAA"',
  'process.created_at > 5s',
  'process.created_at == 5s',
  'process.list.key > 5s',
  'open.opened_at - process.created_at < 5s',
  'process.name in ${texts}',
  'network.ip in ${nets}',
  'network.ip in network.cidr',
  '${text.length} > 3 && ${texts.length} < 4',
  '%{process.name.length} == 3',
  '%{process.argv0.root_domain} == "example.com"',
  'process.name == "${text}:${count}:${texts}:%{process.uid}"',
  '"${x" == process.name',
  'process.legacy_name == "x"',
  '${flag} || ${flag} == true',
  'open.mode == 0644',
  '"a" =~ "a*"',
];

for (const source of accepted) {
  test(`${source} is accepted`, () => {
    assert.deepEqual(readRule(source, model, { variables }).diagnostics, []);
  });
}

/** Source, then per diagnostic: code, the text it covers, and a piece of message, expectation or hint. */
const refused: readonly (readonly [string, readonly (readonly [string, string, string])[]])[] = [
  ['process.nmae == "a"', [['SECL-UNKNOWN-FIELD', 'process.nmae', 'process.name']]],
  ['mkdir.flags == 1', [['SECL-UNKNOWN-FIELD', 'mkdir.flags', 'open.flags']]],
  ['O_CRAET == 1', [['SECL-UNKNOWN-NAME', 'O_CRAET', 'O_CREAT']]],
  ['True', [['SECL-UNKNOWN-NAME', 'True', 'true']]],
  ['text == "a"', [['SECL-UNKNOWN-NAME', 'text', '${text}']]],
  ['${process.name} == "a"', [['SECL-UNKNOWN-VARIABLE', '${process.name}', '%{process.name}']]],
  ['${tetx} == "a"', [['SECL-UNKNOWN-VARIABLE', '${tetx}', '${text}']]],
  ['%{text} == "a"', [['SECL-UNKNOWN-FIELD', '%{text}', '${text}']]],
  ['process.name == "x${gone}"', [['SECL-UNKNOWN-VARIABLE', '${gone}', 'no variable']]],
  ['process.name == "${flag}"', [['SECL-INTERPOLATION', '${flag}', 'a string, an integer']]],
  ['process.uid', [['SECL-NOT-BOOLEAN', 'process.uid', 'compare it']]],
  ['process.array.flag', [['SECL-NOT-BOOLEAN', 'process.array.flag', '== true']]],
  ['1 && true', [['SECL-NOT-BOOLEAN', '1', 'an integer']]],
  ['process.uid == "12"', [['SECL-TYPE', '==', 'without quotes']]],
  ['process.name > "a"', [['SECL-TYPE', '>', 'no order']]],
  ['"a" == process.list.value', [['SECL-TYPE', '==', 'on the left']]],
  ['process.name == process.list.value', [['SECL-TYPE', '==', 'on the left']]],
  ['process.list.key == process.array.key', [['SECL-TYPE', '==', 'single']]],
  ['process.list.key + 1 == 2', [['SECL-TYPE', 'process.list.key', 'list[0]']]],
  ['process.created_at != 5s', [['SECL-TYPE', '!=', 'duration']]],
  ['process.list.key == 5s', [['SECL-TYPE', '==', 'ordered']]],
  ['network.ip > 10.0.0.1', [['SECL-TYPE', '>', 'cannot compare']]],
  ['network.ip == "10.0.0.1"', [['SECL-TYPE', '==', 'without quotes']]],
  ['network.ip == network.ips', [['SECL-TYPE', '==', 'list']]],
  ['process.name in process.argv0', [['SECL-TYPE', 'process.argv0', '==']]],
  ['process.name =~ process.argv0', [['SECL-NOT-STATIC', 'process.argv0', 'literal']]],
  ['process.name =~ "/x/${text}"', [['SECL-NOT-STATIC', '"/x/${text}"', 'literal']]],
  ['process.name == ~"/x/${text}"', [['SECL-NOT-STATIC', '"/x/${text}"', 'plain string']]],
  ['process.argv0 =~ "a**b"', [['SECL-PATTERN', '"a**b"', 'one *']]],
  ['process.name =~ "/a/**/**"', [['SECL-PATTERN', '"/a/**/**"', 'only one **']]],
  ['process.argv0 =~ r"("', [['SECL-REGEXP', '"("', 'missing closing']]],
  [
    'process.argv0 in [ r"a(?=b)", r"[" ]',
    [
      ['SECL-REGEXP', '"a(?=b)"', ''],
      ['SECL-REGEXP', '"["', ''],
    ],
  ],
  ['network.ip == 10.0.0.256', [['SECL-ADDRESS', '10.0.0.256', '255']]],
  ['network.ip in 10.0.0.0/33', [['SECL-ADDRESS', '10.0.0.0/33', '32']]],
  ['network.ip == 0.0.0.0', [['SECL-ADDRESS', '0.0.0.0', '0.0.0.0/32']]],
  ['process.uid == -1', [['SECL-VALUE', '-1', 'never negative']]],
  ['process.uid in [ 1, -1 ]', [['SECL-VALUE', '-1', 'never negative']]],
  ['retval in [ EPERM, true ]', [['SECL-LIST', 'true', 'one type']]],
  ['retval in [ EPERM, process.uid ]', [['SECL-UNKNOWN-CONSTANT', 'process.uid', 'join with ||']]],
  ['process.list[_].key == 1', [['SECL-SUBSCRIPT', 'process.list[_].key', 'reserved']]],
  ['process.list[].key == 1', [['SECL-SUBSCRIPT', 'process.list[].key', 'empty']]],
  ['process.list.key[] == 1', [['SECL-SUBSCRIPT', 'process.list.key[]', 'empty']]],
  ['process[A].list.key == 1', [['SECL-SUBSCRIPT', 'process[A].list.key', 'process.list[A].key']]],
  ['process.name[0] == "a"', [['SECL-SUBSCRIPT', 'process.name[0]', 'no list']]],
  ['process.list[A].key == 1 && process.list[B].key == 2', [['SECL-REGISTER', 'process.list[B].key', 'second']]],
  [
    'process.list[A].key == 1 && process.array[A].key == 2',
    [['SECL-REGISTER', 'process.array[A].key', 'process.list']],
  ],
  ['fim.write.file.path == "/a"', [['SECL-FIM', 'fim.write.file.path', 'rule']]],
  [
    'process.nmae == "a" && process.uid == "b" && (x == 1',
    [
      ['SECL-UNKNOWN-FIELD', 'process.nmae', ''],
      ['SECL-TYPE', '==', ''],
      ['SECL-SYNTAX', '(', ''],
      ['SECL-UNKNOWN-NAME', 'x', ''],
    ],
  ],
];

for (const [source, expected] of refused) {
  test(`${source} is refused, all of it at once`, () => {
    const { rule, diagnostics } = readRule(source, model, { variables });
    assert.equal(rule, undefined);
    const shown = diagnostics.map(({ code, offset, length }) => `${code} ${source.slice(offset, offset + length)}`);
    assert.deepEqual(
      shown,
      expected.map(([code, text]) => `${code} ${text}`),
    );
    for (const [index, [, , piece]] of expected.entries()) {
      const { message, expected: right, hint } = diagnostics[index]!;
      assert.ok(`${message} ${right} ${hint}`.includes(piece), `${message} / ${right} / ${hint} lacks ${piece}`);
    }
  });
}

test('a rule is about one event type', () => {
  const required: CheckOptions = { eventType: 'required' };
  const codes = (source: string, options: CheckOptions): string[] =>
    readRule(source, model, options).diagnostics.map((one) => one.code);
  assert.deepEqual(codes('process.uid == 1', required), ['SECL-NO-EVENT-TYPE']);
  assert.deepEqual(codes('process.uid == 1', { eventType: 'single' }), []);
  assert.deepEqual(codes('open.mode == 1 && mkdir.mode == 1', required), ['SECL-EVENT-TYPES']);
  assert.deepEqual(codes('open.mode == 1 && mkdir.mode == 1', {}), []);
  assert.equal(readRule('process.uid == 1 && open.mode == 1', model, required).rule?.eventType, 'open');
  const inMacro = { ...required, macros: macros({ opened: 'open.mode == 1' }) };
  assert.equal(readRule('process.uid == 1 && opened', model, inMacro).rule?.eventType, 'open');
});

test('macros see those before them, and their mistakes are reported where they are used', () => {
  const known = macros({
    one: '[ "a", ~"b*" ]',
    two: 'process.argv0 in one',
    early: 'late',
    late: 'true',
    bad: 'process.uid == "x"',
  });
  assert.deepEqual(readRule('two && process.argv0 not in one', model, { macros: known }).diagnostics, []);
  const [early] = readRule('early', model, { macros: known }).diagnostics;
  assert.equal(early?.code, 'SECL-UNKNOWN-NAME');
  const [bad] = readRule('two && bad', model, { macros: known }).diagnostics;
  assert.equal(bad?.offset, 7);
  assert.match(bad?.message ?? '', /^in macro bad: /);
  assert.equal(readRule('one', model, { macros: known }).diagnostics[0]?.code, 'SECL-NOT-BOOLEAN');
  const fim = parseMacro('fim.write.file.path == "/a"');
  assert.equal(checkMacro(fim.tree!, 'fim.write.file.path == "/a"', model)[0]?.code, 'SECL-FIM');
});

test('a macro of values holds exact strings', () => {
  const known = new Map([['names', { name: 'names', tree: macroOfValues(['a*', 'b']) }]]);
  const { rule } = readRule('process.argv0 in names', model, { macros: known });
  assert.deepEqual(
    rule?.literals.map(({ kind, value }) => [kind, value]),
    [
      ['scalar', 'a*'],
      ['scalar', 'b'],
    ],
  );
});

test('macros within macros are bounded in depth and in size', () => {
  const deep: Record<string, string> = { m0: 'true' };
  for (let index = 1; index <= LIMITS.macroDepthMax + 1; index++) deep[`m${index}`] = `m${index - 1}`;
  const codes = (source: string, sources: Record<string, string>): string[] =>
    readRule(source, model, { macros: macros(sources) }).diagnostics.map((one) => one.code);
  assert.deepEqual(codes(`m${LIMITS.macroDepthMax - 1}`, deep), []);
  assert.deepEqual(codes(`m${LIMITS.macroDepthMax + 1}`, deep), ['SECL-TOO-DEEP']);
  const wide: Record<string, string> = { w0: 'process.is_root' };
  for (let index = 1; index <= 20; index++) wide[`w${index}`] = `w${index - 1} && w${index - 1}`;
  assert.deepEqual(codes('w8', wide), []);
  assert.deepEqual(codes('w20', wide), ['SECL-TOO-MANY']);
});

test('the deepest rule still goes through every stage, and a deeper one is refused', () => {
  const chain = (times: number, last: string): string =>
    `${'process.uid == 1 && process.gid == 2 || '.repeat(times)}${last}`;
  const event = { 'process.uid': 1 };
  const { rule, diagnostics } = readRule(chain(198, 'true'), model);
  assert.deepEqual(diagnostics, []);
  assert.equal(compileRule(rule!, model)(event, emptyEnvironment()), true);
  assert.equal(evaluate(rule!, model, event, emptyEnvironment()), true);
  assert.equal(canMatch(rule!, model, 'process.uid', event), true);
  assert.ok(printGrouping(parseRule(rule!.source).tree!).length > 0);
  const nested = macros({ a: chain(150, 'true'), b: chain(150, 'a') });
  assert.ok(readRule('b', model, { macros: nested }).diagnostics.some((one) => one.code === 'SECL-TOO-DEEP'));
  const parentheses = `${'('.repeat(90)}1${` ${'+ 1 '.repeat(90)})`.repeat(90)} > 0`;
  assert.deepEqual(
    readRule(parentheses, model).diagnostics.map((one) => one.code),
    ['SECL-TOO-DEEP'],
  );
});
