/**
 * Runs the kernel tests on other kernels and prints one table: run-tests.ts [--files A,B] [--providers P,Q] KERNEL…
 *
 * Kernels boot one after another, because emulation takes every core there is. Fails when any test failed, any file
 * did not end, or nothing ran. Everything must be built before: run.sh does that and is what people call.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FileReport, readGuestReport, reportTable } from './guest-report.ts';
import { caseTable, programTable } from './guest-tables.ts';

/** Emulation runs Node five to twenty times slower than the machine does; a file that needs longer than this hangs. */
const secondsPerFile = 600;
const secondsToBoot = 90;

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
/**
 * What the matrix runs unless told otherwise: loading and attaching of every program, and what all events stand on. Emulated
 * machines are slow; `--files` runs the others there.
 */
const MATRIX = ['approvers', 'deny', 'hooks', 'loss', 'open', 'process', 'sockets', 'uname'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'string' }, providers: { type: 'string' } },
});
/** A file by its path, or by its name in test/kernel. */
const pathOf = (name: string): string => (name.includes('/') ? name : `test/kernel/${name}.test.ts`);
const files = (values.files?.split(',') ?? MATRIX).map(pathOf);

/** '' leaves the choice to the sensor. */
const providers = values.providers?.split(',') ?? [''];

const reports = new Map<string, readonly FileReport[]>();
for (const [kernel, provider] of positionals.flatMap((name) => providers.map((p) => [name, p] as const))) {
  const column = `${kernel} ${provider}`.trim();
  const log = join(root, 'build/vm', `${kernel}.log`);
  const tap = join(root, 'build/vm', `${kernel}.tap`);
  rmSync(log, { force: true });
  rmSync(tap, { force: true });
  const began_ms = performance.now();
  const boot = spawnSync(
    'scripts/vm/boot.sh',
    [kernel, String(secondsToBoot + secondsPerFile * files.length), files.join(','), String(secondsPerFile)],
    { cwd: root, stdio: 'inherit', env: { ...process.env, SHRIKE_FILE_PROVIDER: provider } },
  );
  const report = readGuestReport(readText(tap), files);
  reports.set(column, report);

  const seconds = ((performance.now() - began_ms) / 1000).toFixed(1);
  const ending =
    boot.status === 0 ? '' : `; the machine left with ${boot.status === 124 ? 'no time left' : `code ${boot.status}`}`;
  console.log(
    `kernel ${column}: ${count(report, 'passed')} passed, ${count(report, 'failed')} failed in ${seconds} s${ending}`,
  );
  for (const { file, failed, problem, output } of report) {
    if (failed === 0) continue;
    console.log(`\n--- ${file} on ${column}${problem === '' ? '' : ` ${problem}`}\n${output}`);
  }
  if (boot.status !== 0)
    console.log(`\n--- last words of ${column}\n${readText(log).split('\n').slice(-30).join('\n')}`);
}

const all = [...reports.values()].flat();
const passed = count(all, 'passed');
const failed = count(all, 'failed');
const skipped = all.flatMap((report) => report.skipped);
for (const table of [reportTable(reports), caseTable(reports), programTable(reports)])
  if (table !== '') console.log(`\n${table}\n`);
for (const [kernel, ofKernel] of reports) {
  for (const report of ofKernel) for (const name of report.skipped) console.log(`skipped on ${kernel}: ${name}`);
}
// In the words of node:test, so that scripts/test.sh adds up one kind of total.
writeFileSync(
  join(root, 'build/vm/totals'),
  `# pass ${passed}\n# fail ${failed}\n# cancelled 0\n# skipped ${skipped.length}\n`,
);
if (passed + failed === 0) console.log('no kernel test ran');
if (passed === 0 || failed > 0) process.exitCode = 1;

function count(of: readonly FileReport[], what: 'passed' | 'failed'): number {
  return of.reduce((sum, report) => sum + report[what], 0);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The machine did not start: every expected file is reported as such.
    return '';
  }
}
