/** How a benchmark shows its figures: one row each, beside what is wanted. */

/** One figure. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly wanted?: { readonly atLeast: number } | { readonly atMost: number };
  readonly note?: string;
}

/** The middle value; of an even number of them the upper middle one. Of none: NaN. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1] ?? Number.NaN;
}

/** Prints the rows in columns. The ratio is above 1 where the figure is better than wanted. */
export function printTable(rows: readonly Row[]): void {
  const cells = rows.map((row) => {
    const { wanted } = row;
    let goal = '';
    let ratio = '';
    if (wanted !== undefined) {
      const atLeast = 'atLeast' in wanted;
      goal = atLeast ? `> ${number(wanted.atLeast)}` : `< ${number(wanted.atMost)}`;
      const quotient = atLeast ? row.value / wanted.atLeast : wanted.atMost / row.value;
      ratio = `${quotient.toFixed(2)}x${quotient < 1 ? ' MISSED' : ''}`;
    }
    return [row.what, number(row.value), row.unit, goal, ratio, row.note ?? ''];
  });
  cells.unshift(['', 'median', '', 'wanted', 'ratio', '']);
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map((c) => c[i]!.length)));
  for (const row of cells) {
    console.log(
      row
        .map((c, i) => (i === 1 ? c.padStart(widths[i]!) : c.padEnd(widths[i]!)))
        .join('  ')
        .trimEnd(),
    );
  }
}

function number(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
}
