/**
 * Tables over all test machines beyond passed and failed: what the programs of the sensor cost the verifier on each kernel, and
 * how the cases of each event came out. Both are read from what the tests themselves print (hooks.test.ts, file-cases.test.ts);
 * where those did not run there is no table.
 */
import { alignedTable, type FileReport } from './guest-report.ts';

type Reports = ReadonlyMap<string, readonly FileReport[]>;

/** Instructions of each program as loaded, and how many the verifier walked where the kernel tells (since 5.16). */
export function programTable(reports: Reports): string {
  return tableOf(reports, 'program', (line) => {
    const match = /^(?:# )?(\w+): (\d+) instructions, (\d+) verified$/.exec(line);
    return match === null ? null : { row: match[1]!, cell: match[3] === '0' ? match[2]! : `${match[2]} (${match[3]})` };
  });
}

/** Per event: cases that passed, that failed, and that this kernel cannot show. A case is a test named `EVENT-NUMBER…: …`. */
export function caseTable(reports: Reports): string {
  return tableOf(
    reports,
    'event',
    (line) => {
      const match = /^(not ok|ok) \d+ - ([a-z]+)-\d+[^:]*: .*?( # SKIP.*)?$/.exec(line);
      if (match === null) return null;
      return { row: match[2]!, cell: match[3] !== undefined ? 'limit' : match[1] === 'ok' ? 'pass' : 'FAIL' };
    },
    (cells) =>
      ['pass', 'FAIL', 'limit']
        .map((word) => [word, cells.filter((cell) => cell === word).length] as const)
        .filter(([, count]) => count > 0)
        .map(([word, count]) => `${word} ${count}`)
        .join(', '),
  );
}

/** One row per name that a line gives, one column per kernel; '' when no line gives any. */
function tableOf(
  reports: Reports,
  title: string,
  read: (line: string) => { readonly row: string; readonly cell: string } | null,
  join: (cells: readonly string[]) => string = (cells) => cells[0]!,
): string {
  const rows = new Map<string, Map<string, string[]>>();
  for (const [kernel, files] of reports) {
    for (const line of files.flatMap(({ output }) => output.split('\n'))) {
      const told = read(line.trimEnd());
      if (told === null) continue;
      const row = rows.get(told.row) ?? new Map<string, string[]>();
      rows.set(told.row, row);
      row.set(kernel, [...(row.get(kernel) ?? []), told.cell]);
    }
  }
  if (rows.size === 0) return '';
  const kernels = [...reports.keys()];
  const cellOf = (cells: readonly string[] | undefined): string => (cells === undefined ? '-' : join(cells));
  return alignedTable([
    [title, ...kernels],
    ...[...rows].map(([name, row]) => [name, ...kernels.map((kernel) => cellOf(row.get(kernel)))]),
  ]);
}
