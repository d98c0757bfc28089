import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DIAGNOSTIC_CODES, diagnosticAt, displayWidth, renderDiagnostic } from './diagnostics.ts';

test('carets stand below the place, with wide characters counted twice', () => {
  const source = 'a == 1 &&\n\t"日本" == bäd';
  const at = source.indexOf('bäd');
  const diagnostic = diagnosticAt(source, { offset: at, length: 3 }, 'SECL-UNKNOWN-NAME', 'no such name', {
    expected: 'a name',
    hint: 'look again',
  });
  assert.deepEqual([diagnostic.line, diagnostic.column], [2, 10]);
  assert.equal(
    renderDiagnostic(diagnostic, source),
    [
      'SECL-UNKNOWN-NAME at 2:10: no such name',
      '   "日本" == bäd',
      '             ^^^',
      '  expected: a name',
      '  hint: look again',
    ].join('\n'),
  );
});

test('an empty place still gets one caret, and a long line is cut around it', () => {
  const source = `${'x'.repeat(500)}!${'y'.repeat(500)}`;
  const lines = renderDiagnostic(diagnosticAt(source, { offset: 500, length: 0 }, 'SECL-SYNTAX', 'here'), source).split(
    '\n',
  );
  assert.equal(lines[1]!.length, 2 + 1 + 100 + 100 + 1);
  assert.equal(lines[2]!.indexOf('^'), lines[1]!.indexOf('!'));
});

test('width counts what a terminal shows', () => {
  const widths: readonly (readonly [string, number])[] = [
    ['abc', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['😀', 2],
    ['한글', 4],
    ['Ａ', 2],
  ];
  for (const [text, width] of widths) assert.equal(displayWidth(text), width, text);
});

test('the reference lists every code with its meaning, and no other', () => {
  const page = readFileSync(new URL('../../../docs/reference/language.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| (SECL-[A-Z-]+) \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
  assert.deepEqual(listed, Object.entries(DIAGNOSTIC_CODES));
});
