/**
 * Finds the known name that somebody most likely meant. Works on whole names by edit distance with a bound that
 * grows with the length, so that a short wrong name gives no silly advice. Only runs when something is already wrong.
 */

/** The known name within a quarter of the length in edits, or undefined. Ties go to the first. */
export function nearestName(wanted: string, known: Iterable<string>): string | undefined {
  const lower = wanted.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 4)) + 1;
  for (const name of known) {
    if (Math.abs(name.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(lower, name.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Longer names are no names that anybody meant. */
const LENGTH_MAX = 256;
/** Three rows of the table, used again and again: nothing is made per comparison. */
const ROWS = [0, 1, 2].map(() => new Uint16Array(LENGTH_MAX + 2));

/**
 * Insertions, deletions, replacements and swaps of neighbours; stops counting at `limit`. Only the band of the table around
 * the diagonal is filled: what lies further out takes more edits than the limit. Names over 256 characters are at `limit`.
 */
export function editDistance(left: string, right: string, limit: number): number {
  if (left.length > LENGTH_MAX || right.length > LENGTH_MAX) return left === right ? 0 : limit;
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let [beforePrevious, previous, current] = ROWS as [Uint16Array, Uint16Array, Uint16Array];
  for (let column = 0; column <= right.length; column++) previous[column] = column;
  for (let row = 1; row <= left.length; row++) {
    const from = Math.max(1, row - limit);
    const to = Math.min(right.length, row + limit);
    current[from - 1] = from === 1 ? row : limit;
    let rowBest = current[from - 1]!;
    for (let column = from; column <= to; column++) {
      const same = left.charCodeAt(row - 1) === right.charCodeAt(column - 1);
      // Above the band's upper end nothing was written in the row before.
      const above = column < row + limit ? previous[column]! + 1 : limit;
      let distance = Math.min(above, current[column - 1]! + 1, previous[column - 1]! + (same ? 0 : 1));
      const swapped =
        row > 1 &&
        column > 1 &&
        left.charCodeAt(row - 1) === right.charCodeAt(column - 2) &&
        left.charCodeAt(row - 2) === right.charCodeAt(column - 1);
      if (swapped) distance = Math.min(distance, beforePrevious[column - 2]! + 1);
      current[column] = distance;
      if (distance < rowBest) rowBest = distance;
    }
    if (rowBest >= limit) return limit;
    [beforePrevious, previous, current] = [previous, current, beforePrevious];
  }
  return Math.min(limit, previous[right.length]!);
}
