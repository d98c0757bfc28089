/**
 * Works out where the kernel keeps its hash table of directory entries, which it tells nobody.
 *
 * The surprising part: it follows from the entries themselves. The first entry of a bucket points back at the bucket
 * (`d_hash.pprev`), and a bucket lies at `table + (hash >> shift) * 8` (fs/dcache.c, d_hash()). So each entry votes for
 * a table per possible shift, and only the true shift makes them agree. Entries that are not first in their bucket
 * point at another entry and vote for nonsense.
 */

export interface DentrySample {
  /** `d_name.hash`. */
  readonly hash: number;
  /** `d_hash.pprev`: a kernel address. */
  readonly pprev: bigint;
}

export interface DentryTable {
  /** Kernel address. */
  readonly table: bigint;
  readonly shift: number;
}

/** Table sizes that occur: 2^8 to 2^27 buckets. */
const SHIFT_MIN = 5;
const SHIFT_MAX = 24;
/** Votes that must agree, at least, and as a share of all. */
const VOTES_MIN = 16;
const VOTES_SHARE = 0.4;

/** The table that most samples agree on, null when they do not. */
export function findDentryTable(samples: readonly DentrySample[]): DentryTable | null {
  let best: DentryTable | null = null;
  let most = 0;
  for (let shift = SHIFT_MIN; shift <= SHIFT_MAX; shift++) {
    const votes = new Map<bigint, Set<number>>();
    for (const { hash, pprev } of samples) {
      const bucket = hash >>> shift;
      const table = pprev - BigInt(bucket) * 8n;
      // The table is as good as always a block of pages of its own.
      if ((table & 0xfffn) !== 0n) continue;
      let buckets = votes.get(table);
      if (buckets === undefined) {
        buckets = new Set();
        votes.set(table, buckets);
      }
      buckets.add(bucket);
    }
    // Different buckets only: one bucket agrees with itself for every shift that gives the same number.
    for (const [table, buckets] of votes) {
      if (buckets.size > most) {
        most = buckets.size;
        best = { table, shift };
      }
    }
  }
  return most >= VOTES_MIN && most >= samples.length * VOTES_SHARE ? best : null;
}
