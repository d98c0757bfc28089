import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGuestReport } from './guest-report.ts';
import { caseTable, programTable } from './guest-tables.ts';

const reports = (texts: Readonly<Record<string, string>>) =>
  new Map(
    Object.entries(texts).map(([kernel, text]) => [kernel, readGuestReport(`#file f\n${text}\n#exit 0 1`, ['f'])]),
  );

test('programs have their instructions on each kernel, and what the verifier walked where it is known', () => {
  const table = programTable(
    reports({
      '5.10': 'on_open: 74 instructions, 0 verified\r\nok 1 - x',
      '6.1': '# on_open: 70 instructions, 900 verified\non_new: 5 instructions, 6 verified',
    }),
  );
  assert.equal(table, ['program  5.10  6.1', 'on_open  74    70 (900)', 'on_new   -     5 (6)'].join('\n'));
});

test('cases are counted by event, and what a kernel cannot show is told apart', () => {
  const table = caseTable(
    reports({
      '6.1 lsm':
        'ok 1 - open-001: a\nok 2 - open-002 bind: b: c\nnot ok 3 - chmod-001: d\nok 4 - ovl-002: e # SKIP why',
    }),
  );
  assert.equal(table, ['event  6.1 lsm', 'open   pass 2', 'chmod  FAIL 1', 'ovl    limit 1'].join('\n'));
});

test('where nothing of it ran there is no table', () => {
  assert.equal(programTable(reports({ sid: 'ok 1 - opens' })), '');
  assert.equal(caseTable(reports({ sid: 'ok 1 - opens' })), '');
});
