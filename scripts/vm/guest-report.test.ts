import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FileReport, readGuestReport, reportTable } from './guest-report.ts';

const tap = (counts: { pass?: number; fail?: number; cancelled?: number }, ...tests: string[]) =>
  [
    'TAP version 13',
    ...tests,
    `# pass ${counts.pass ?? 0}`,
    `# fail ${counts.fail ?? 0}`,
    `# cancelled ${counts.cancelled ?? 0}`,
  ].join('\r\n');

interface Case {
  readonly name: string;
  readonly text: string;
  readonly want: Partial<FileReport>;
}

const cases: readonly Case[] = [
  {
    name: 'counts a file whose tests all passed',
    text: `#file a\r\n${tap({ pass: 2 }, 'ok 1 - x', 'ok 2 - y')}\r\n\r\n#exit 0 1500\r\n#end`,
    want: { passed: 2, failed: 0, skipped: [], duration_s: 1.5, problem: '' },
  },
  {
    name: 'counts failed and cancelled tests',
    text: `#file a\n${tap({ pass: 1, fail: 2, cancelled: 1 })}\n#exit 1 10`,
    want: { passed: 1, failed: 3, problem: '' },
  },
  {
    name: 'names skipped tests with their reason',
    text: `#file a\n${tap({ pass: 1 }, 'ok 1 - x', '    ok 2 - needs fentry # SKIP kernel 5.4')}\n#exit 0 10`,
    want: { passed: 1, failed: 0, skipped: ['needs fentry # kernel 5.4'] },
  },
  {
    name: 'fails a file that ran no test',
    text: `#file a\n${tap({})}\n#exit 0 10`,
    want: { passed: 0, failed: 1, problem: 'ran no test' },
  },
  {
    name: 'fails a file that left with an error although its tests passed',
    text: `#file a\n${tap({ pass: 1 })}\n#exit 7 10`,
    want: { failed: 1, problem: 'left with exit code 7' },
  },
  {
    name: 'fails a file that hides its failures',
    text: `#file a\n${tap({ pass: 1, fail: 1 })}\n#exit 0 10`,
    want: { failed: 2, problem: 'left with exit code 0 although tests failed' },
  },
  {
    name: 'fails a file that was killed',
    text: '#file a\nTAP version 13\n#exit 137 60000',
    want: { failed: 1, problem: 'was killed: out of time or memory' },
  },
  {
    name: 'fails a file that never ended',
    text: '#file a\nTAP version 13\nok 1 - x',
    want: { failed: 1, duration_s: undefined, problem: 'broke off: the machine stopped or ran out of time' },
  },
  { name: 'fails a file that the machine never reached', text: '', want: { failed: 1, problem: 'never started' } },
  {
    name: 'believes the last totals, not those a test printed',
    text: `#file a\n# pass 99\n${tap({ pass: 1 })}\n#exit 0 10`,
    want: { passed: 1, failed: 0 },
  },
];

describe('a guest report', () => {
  for (const { name, text, want } of cases) {
    test(name, () => {
      const [report, ...others] = readGuestReport(text, ['a']);
      assert.equal(others.length, 0);
      assert.deepEqual({ ...report, ...want }, report);
    });
  }

  test('keeps files apart when one breaks off and the next begins', () => {
    const reports = readGuestReport(`#file a\nok 1 - x\n#file b\n${tap({ pass: 1 })}\n#exit 0 10\n#end`, [
      'a',
      'b',
      'c',
    ]);
    assert.deepEqual(
      reports.map(({ file, failed }) => [file, failed]),
      [
        ['a', 1],
        ['b', 0],
        ['c', 1],
      ],
    );
  });

  test('is printed as files by kernels', () => {
    const good = readGuestReport(`#file a\n${tap({ pass: 3 })}\n#exit 0 1234`, ['a']);
    const bad = readGuestReport(`#file a\n${tap({ pass: 2, fail: 1 })}\n#exit 1 900`, ['a']);
    assert.equal(
      reportTable(
        new Map([
          ['5.10', good],
          ['6.1', bad],
        ]),
      ),
      'test file  5.10           6.1\na          pass 3, 1.2 s  FAIL 1 of 3, 0.9 s',
    );
  });
});
