/** Codes of diagnostics and their page, both ways; and that a long line is shown around the place. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { POLICY_CODES, problem, renderPolicyDiagnostic } from './policy-diagnostics.ts';

const page = readFileSync(new URL('../../../docs/reference/policies.md', import.meta.url), 'utf8');

test('the page lists exactly the codes that exist, with their meaning', () => {
  const rows = [...page.matchAll(/^\| `(POLICY-[A-Z]+)` \| (.+) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
  assert.deepEqual(Object.fromEntries(rows), POLICY_CODES);
});

test('every code is given by some part of the loader', () => {
  const folder = new URL('.', import.meta.url).pathname;
  const source = globSync('*.ts', { cwd: folder })
    .filter((name) => !name.endsWith('.test.ts') && name !== 'policy-diagnostics.ts')
    .map((name) => readFileSync(`${folder}${name}`, 'utf8'))
    .join('\n');
  for (const code of Object.keys(POLICY_CODES)) assert.ok(source.includes(`'${code}'`), code);
});

test('of a long line the part around the place is shown, and control characters are blanks', () => {
  const lineText = `${' '.repeat(4)}${'a'.repeat(500)}\tHERE${'b'.repeat(500)}`;
  const place = { file: 'p', line: 3, column: 506, lineText, width: 4 };
  const [head, shown, carets] = renderPolicyDiagnostic(problem('error', 'POLICY-KEY', place, 'm')).split('\n');
  assert.equal(head, 'p:3:506: error POLICY-KEY: m');
  assert.ok(shown!.length < 200);
  assert.equal(shown!.slice(carets!.indexOf('^'), carets!.lastIndexOf('^') + 1), 'HERE');
  assert.ok(!shown!.includes('\t'));
});
