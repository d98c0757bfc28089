import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scan } from './scan.ts';

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['10min', ['Duration 10m', 'Ident in']],
  ['10mss', ['Duration 10mss']],
  ['10d', ['Int 10', 'Ident d']],
  ['5 -1', ['Int 5', 'Int -1']],
  ['5 - 1', ['Int 5', 'Punct -', 'Int 1']],
  ['a >= 1', ['Ident a', 'Punct >', 'Punct =', 'Int 1']],
  ['10.0.0.0//8', ['IP 10.0.0.0']],
  ['::ffff:10.0.0.0/104', ['CIDR ::ffff:10.0.0.0/104']],
  ['::', ['IP ::']],
  ['2001:db8::1', ['IP 2001:db8::1']],
  ['999.1.1.1', ['IP 999.1.1.1']],
  ['${a.b_1}', ['Variable ${a.b_1}']],
  ['${1}', ['Punct $', 'Punct {', 'Int 1', 'Punct }']],
  ['%{process.argv[0]}', ['FieldReference %{process.argv[0]}']],
  ['process.list[A].key', ['Ident process.list[A].key']],
  ['[A,B]', ['Punct [', 'Ident A', 'Punct ,', 'Ident B', 'Punct ]']],
  ['in[a[0]]', ['Ident in[a[0]]']],
  [String.raw`r"\.pid$"`, [String.raw`Regexp \.pid$`]],
  [String.raw`"a\"b"`, [String.raw`String a\"b`]],
  ['~"a\nb"', ['Pattern a\nb']],
  ['"a # b" # c\n// d', ['String a # b']],
];

for (const [source, expected] of cases) {
  test(`${JSON.stringify(source)} scans to ${expected.length} tokens`, () => {
    const { tokens, diagnostics } = scan(source);
    assert.deepEqual(diagnostics, []);
    const shown = tokens.filter(({ kind }) => kind !== 'EOF').map(({ kind, value }) => `${kind} ${value}`);
    assert.deepEqual(shown, expected);
  });
}

test('every token covers its text', () => {
  const source = 'process.name =~ ~"/x/*" && %{a.b} in [ r"y", "z" ]';
  const { tokens } = scan(source);
  for (const { value, span } of tokens) assert.ok(source.slice(span.offset, span.offset + span.length).includes(value));
});

test('a carriage return, a curly quote and an open literal are each named', () => {
  const { diagnostics } = scan('a\r == “b” && "c');
  assert.deepEqual(
    diagnostics.map(({ code, offset }) => `${code} ${offset}`),
    ['SECL-CHARACTER 1', 'SECL-CHARACTER 6', 'SECL-CHARACTER 8', 'SECL-UNTERMINATED 13'],
  );
});
