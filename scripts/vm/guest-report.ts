/**
 * Reads what a test machine wrote to its second serial port (scripts/vm/guest-init.sh): for each test file a `#file` line,
 * the TAP of `node:test`, and an `#exit` line; `#end` after the last one.
 *
 * Surprising: it believes nothing that is missing. A file without its `#exit` line, or whose exit code and counts
 * disagree, has failed. Starting machines and printing tables is run-tests.ts.
 */

/** What one test file came to on one kernel. */
export interface FileReport {
  readonly file: string;
  readonly passed: number;
  /** Failed or cancelled tests, and one more when the file itself broke off. */
  readonly failed: number;
  /** Skipped and todo tests, as `name # reason`. */
  readonly skipped: readonly string[];
  /** Seconds by the guest's clock; undefined when the file did not end. */
  readonly duration_s: number | undefined;
  /** Why the file counts as failed beyond its own tests; empty when it does not. */
  readonly problem: string;
  /** The file's own output, for a reader who wants to know why. */
  readonly output: string;
}

/** The reports of one boot, in the order of `expected`: every expected file has exactly one. */
export function readGuestReport(text: string, expected: readonly string[]): FileReport[] {
  const found = new Map<string, FileReport>();
  const lines = text.replaceAll('\r', '').split('\n');
  let file: string | undefined;
  let output: string[] = [];
  for (const line of lines) {
    const begin = /^#file (\S+)$/.exec(line);
    const end = /^#exit (\d+) (\d+)$/.exec(line);
    if (begin !== null) {
      if (file !== undefined) found.set(file, readFile(file, output, undefined));
      file = begin[1]!;
      output = [];
    } else if (end !== null && file !== undefined) {
      found.set(file, readFile(file, output, { code: Number(end[1]), duration_s: Number(end[2]) / 1000 }));
      file = undefined;
    } else {
      output.push(line);
    }
  }
  if (file !== undefined) found.set(file, readFile(file, output, undefined));
  return expected.map((name) => found.get(name) ?? readFile(name, [], undefined));
}

function readFile(
  file: string,
  lines: readonly string[],
  exit: { readonly code: number; readonly duration_s: number } | undefined,
): FileReport {
  const passed = total(lines, 'pass');
  const failedTests = total(lines, 'fail') + total(lines, 'cancelled');
  const skipped = lines
    .map((line) => /^\s*ok \d+ - (.*) # (?:SKIP|TODO)\b(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => `${match[1]} #${match[2]}`);
  let problem = '';
  if (exit === undefined)
    problem = lines.length === 0 ? 'never started' : 'broke off: the machine stopped or ran out of time';
  else if (exit.code === 137) problem = 'was killed: out of time or memory';
  else if (exit.code !== 0 && failedTests === 0) problem = `left with exit code ${exit.code}`;
  else if (exit.code === 0 && failedTests > 0) problem = 'left with exit code 0 although tests failed';
  else if (passed + failedTests + skipped.length === 0) problem = 'ran no test';
  return {
    file,
    passed,
    failed: failedTests + (problem === '' ? 0 : 1),
    skipped,
    duration_s: exit?.duration_s,
    problem,
    output: lines.join('\n').trim(),
  };
}

/** The last `# pass 3`-like line wins: a test's own output may hold another. */
function total(lines: readonly string[], what: string): number {
  const line = lines.findLast((candidate) => candidate.startsWith(`# ${what} `));
  return line === undefined ? 0 : Number(line.slice(what.length + 3)) || 0;
}

/** A table with one row per file and one column per kernel, aligned for a terminal. */
export function reportTable(reports: ReadonlyMap<string, readonly FileReport[]>): string {
  const kernels = [...reports.keys()];
  const files = [...new Set([...reports.values()].flat().map((report) => report.file))];
  return alignedTable([
    ['test file', ...kernels],
    ...files.map((file) => [
      file,
      ...kernels.map((kernel) => {
        const report = reports.get(kernel)!.find((candidate) => candidate.file === file);
        return report === undefined ? '-' : cell(report);
      }),
    ]),
  ]);
}

/** Rows of equal length, one below the other. */
export function alignedTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cell(report: FileReport): string {
  const parts = [
    report.failed === 0 ? `pass ${report.passed}` : `FAIL ${report.failed} of ${report.passed + report.failed}`,
  ];
  if (report.skipped.length > 0) parts.push(`${report.skipped.length} skipped`);
  if (report.duration_s !== undefined) parts.push(`${report.duration_s.toFixed(1)} s`);
  return parts.join(', ');
}
