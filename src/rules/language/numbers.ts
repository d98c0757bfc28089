/**
 * Integers and durations of the language, both signed 64 bit and kept as bigint. A leading zero means octal, as in
 * file modes; a duration has one unit and counts nanoseconds.
 */

const INT64_MIN = -(1n << 63n);
const INT64_MAX = (1n << 63n) - 1n;
/** More digits than any 64-bit number has; keeps BigInt() cheap. */
const DIGITS_MAX = 40;

/** Value of an integer token, or what is wrong with it. */
export function parseInteger(text: string): bigint | string {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '');
  if (digits.length > DIGITS_MAX) return 'this integer does not fit in 64 bits';
  const octal = digits.length > 1 && digits.startsWith('0');
  if (octal && /[89]/.test(digits)) return 'a leading zero means octal, which has no 8 or 9';
  const magnitude = octal ? BigInt(`0o${digits}`) : BigInt(digits);
  const value = negative ? -magnitude : magnitude;
  return value < INT64_MIN || value > INT64_MAX ? 'this integer does not fit in 64 bits' : value;
}

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Nanoseconds of a duration token such as `90s`, or what is wrong with it. */
export function parseDuration(text: string): bigint | string {
  const digits = /^\d+/.exec(text)?.[0] ?? '';
  const unit = text.slice(digits.length);
  const unitNs = Object.hasOwn(UNIT_NS, unit) ? UNIT_NS[unit] : undefined;
  if (unitNs === undefined) return `there is no unit ${unit}`;
  if (digits.length > DIGITS_MAX) return 'this duration does not fit in 64 bits of nanoseconds';
  const ns = BigInt(digits) * unitNs;
  return ns > INT64_MAX ? 'this duration does not fit in 64 bits of nanoseconds' : ns;
}

/** Wraps to signed 64 bit, as the arithmetic of the language does. */
export function wrapInt64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
