/** The strict check of policies, and the places that diagnostics point to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderPolicyDiagnostic } from './policy-diagnostics.ts';
import { checkPolicyText, readPolicy } from './read-policy.ts';

const rule = (rest: string) => `rules:\n  - id: r\n    expression: exec.file.name == "foo"\n${rest}`;

for (const [what, text, code] of [
  ['a rule', rule(''), null],
  ['a disabled rule', 'rules:\n  - id: r\n    disabled: true\n', null],
  ['every as text', rule('    every: 1h30m\n'), null],
  ['every as nanoseconds', rule('    every: 0\n'), null],
  ['hash without options', rule('    actions:\n      - hash: {}\n'), null],
  ['a level in capitals', rule('    actions:\n      - log: {level: INFO}\n'), null],
  ['a macro with values', 'macros:\n  - id: m\n    values: [a, b]\n', null],
  ['a rule without id', 'rules:\n  - expression: exec.file.name == "foo"\n', 'POLICY-MISSING'],
  ['a number as id', 'rules:\n  - id: 2\n    disabled: true\n', 'POLICY-TYPE'],
  ['a dash in an id', 'rules:\n  - id: a-b\n    disabled: true\n', 'POLICY-ID'],
  ['only an id', 'rules:\n  - id: r\n', 'POLICY-MISSING'],
  ['an unknown key', rule('    expresion: x\n'), 'POLICY-KEY'],
  ['an unknown key at the top', 'rulez: []\n', 'POLICY-KEY'],
  ['no list', 'rules: 5\n', 'POLICY-TYPE'],
  ['an empty list key', 'rules:\n', 'POLICY-TYPE'],
  [
    'two kinds of action',
    rule('    actions:\n      - set: {name: v, value: true}\n        kill: {signal: SIGKILL}\n'),
    'POLICY-CHOICE',
  ],
  ['no kind of action', rule('    actions:\n      - filter: "true"\n'), 'POLICY-MISSING'],
  ['value and field', rule('    actions:\n      - set: {name: v, value: 1, field: exec.pid}\n'), 'POLICY-CHOICE'],
  ['neither value nor field', rule('    actions:\n      - set: {name: v}\n'), 'POLICY-MISSING'],
  ['an unknown scope', rule('    actions:\n      - set: {name: v, value: 1, scope: host}\n'), 'POLICY-CHOICE'],
  ['a mixed list', rule('    actions:\n      - set: {name: v, value: [1, a]}\n'), 'POLICY-TYPE'],
  ['an empty coredump', rule('    actions:\n      - coredump: {}\n'), 'POLICY-MISSING'],
  ['a bad duration', rule('    every: soon\n'), 'POLICY-TYPE'],
  ['expression and values', 'macros:\n  - id: m\n    values: [a]\n    expression: "[\\"a\\"]"\n', 'POLICY-CHOICE'],
  ['a list at the top', '- rules\n', 'POLICY-TYPE'],
  ['an empty file', '', 'POLICY-YAML'],
  ['a key twice', rule('    expression: x\n'), 'POLICY-YAML'],
] as const) {
  test(`${what} is ${code ?? 'fine'}`, () => {
    const codes = checkPolicyText('p', text).map((one) => one.code);
    if (code === null) assert.deepEqual(codes, []);
    else assert.ok(codes.includes(code), codes.join());
  });
}

test('reading takes unknown keys with a warning that names the nearest', () => {
  const { policy, diagnostics } = readPolicy('p', rule('    expresion: x\n'), 'custom');
  assert.equal(policy?.rules.length, 1);
  assert.equal(diagnostics[0]?.severity, 'warning');
  assert.equal(diagnostics[0]?.hint, 'did you mean expression?');
});

test('a wrong type anywhere refuses the whole file', () => {
  const { policy, diagnostics } = readPolicy('p', rule('    silent: perhaps\n'), 'custom');
  assert.equal(policy, undefined);
  assert.equal(diagnostics[0]?.code, 'POLICY-TYPE');
});

test('text keys take numbers as they are written', () => {
  const { policy } = readPolicy(
    'p',
    'version: 1.10\nrules:\n  - id: 007\n    tags: {score: 5}\n    disabled: true\n',
    'custom',
  );
  assert.equal(policy?.version, '1.10');
  assert.equal(policy?.rules[0]?.id, '007');
  assert.equal(policy?.rules[0]?.tags.get('score'), '5');
});

for (const [form, text] of [
  ['a plain scalar', 'rules:\n  - id: r\n    expression: a == NAME && b\n'],
  ['a single-quoted scalar', "rules:\n  - id: r\n    expression: 'a == \"it''s\" || NAME'\n"],
  ['a double-quoted scalar', 'rules:\n  - id: r\n    expression: "a == \\"x\\" || NAME"\n'],
  ['a folded block', 'rules:\n  - id: r\n    expression: >-\n      a == "x"\n      || NAME\n      || c\n'],
  ['a literal block', 'rules:\n  - id: r\n    expression: |\n      a == "x"\n      || NAME\n'],
  ['a plain scalar over two lines', 'rules:\n  - id: r\n    expression: a == b\n      || NAME\n'],
] as const) {
  test(`a place inside ${form} is found in the file`, () => {
    const source = readPolicy('p', text, 'custom').policy!.rules[0]!.expression!;
    const { line, column, width } = source.placeAt(source.text.indexOf('NAME'), 4);
    const lines = text.split('\n');
    const wanted = lines.findIndex((one) => one.includes('NAME'));
    assert.deepEqual([line, column, width], [wanted + 1, lines[wanted]!.indexOf('NAME') + 1, 4]);
  });
}

test('a rendered diagnostic shows the line with carets below the place', () => {
  const [diagnostic] = checkPolicyText('custom.policy', rule('    silnt: true\n'));
  assert.equal(
    renderPolicyDiagnostic(diagnostic!),
    [
      'custom.policy:4:5: error POLICY-KEY: rules[0] has no key silnt',
      '  silnt: true',
      '  ^^^^^',
      '  hint: did you mean silent?',
    ].join('\n'),
  );
});

test('an anchor bomb and deep nesting end in a diagnostic', () => {
  const bomb = `a: &a [x,x]\n${[...'bcdefgh'].map((name, i) => `${name}: &${name} [*${'abcdefgh'[i]},*${'abcdefgh'[i]}]`).join('\n')}\nrules: *h\n`;
  assert.doesNotThrow(() => readPolicy('p', bomb, 'custom'));
  assert.doesNotThrow(() => readPolicy('p', `rules: ${'['.repeat(3000)}`, 'custom'));
});
