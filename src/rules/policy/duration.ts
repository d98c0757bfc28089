/** Durations of policy files: `1h30m` and the like, or an integer of nanoseconds. */

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const DURATION_MAX_NS = 2n ** 63n - 1n;
const PART = /(\d+)?(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;

/**
 * Reads a duration, e.g. `10m`, `1h30m`, `1.5s`, `0`, or a number of nanoseconds.
 * @returns nanoseconds, or null when it is none, negative or longer than 292 years
 */
export function parseDurationNs(value: string | number | bigint): bigint | null {
  if (typeof value !== 'string') {
    if (typeof value === 'number' && !Number.isInteger(value)) return null;
    const ns = BigInt(value);
    return ns >= 0n && ns <= DURATION_MAX_NS ? ns : null;
  }
  if (value === '0') return 0n;
  if (value === '' || value.length > 64) return null;
  let total = 0n;
  PART.lastIndex = 0;
  while (PART.lastIndex < value.length) {
    const match = PART.exec(value);
    if (match === null) return null;
    const [, whole, fraction, unit] = match;
    if (whole === undefined && (fraction === undefined || fraction === '')) return null;
    const unitNs = UNIT_NS[unit!]!;
    total += BigInt(whole ?? '0') * unitNs;
    if (fraction !== undefined && fraction !== '')
      total += (BigInt(fraction) * unitNs) / 10n ** BigInt(fraction.length);
    if (total > DURATION_MAX_NS) return null;
  }
  return total;
}

/** The shortest usual spelling: `90m` is `1h30m`. */
export function printDuration(ns: bigint): string {
  if (ns === 0n) return '0s';
  const parts: string[] = [];
  let rest = ns;
  for (const unit of ['h', 'm', 's', 'ms', 'us', 'ns']) {
    const count = rest / UNIT_NS[unit]!;
    if (count > 0n) parts.push(`${count}${unit}`);
    rest %= UNIT_NS[unit]!;
  }
  return parts.join('');
}
