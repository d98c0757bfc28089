/** Numbers, sizes and names as people read them. */
import type { Severity, SignalStatus } from '../../../src/server/api/contract.ts';

export const SEVERITY_ORDER: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];

export const STATUS_WORDS: Readonly<Record<SignalStatus, string>> = {
  open: 'Open',
  under_review: 'Under review',
  archived: 'Archived',
};

const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** 1234567 → 1,234,567 */
export const number = (value: number): string => whole.format(value);
/** 1234567 → 1.2M */
export const compact = (value: number): string => (value < 10_000 ? whole.format(value) : short.format(value));

/** 1536 → 1.5 KiB */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let rest = value;
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${rest < 10 && unit > 0 ? rest.toFixed(1) : Math.round(rest)} ${units[unit]}`;
}

/** One thing or many: plural(1, 'signal') → 1 signal. */
export const plural = (count: number, word: string, words = `${word}s`): string =>
  `${number(count)} ${count === 1 ? word : words}`;

/** Seconds as the two largest units: 93784 → 1 d 2 h. */
export function duration(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [length, unit] of [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count} ${unit}`);
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** Container ids are long; twelve characters tell them apart, as container tools show them. */
export const shortId = (id: string): string => (/^[0-9a-f]{32,}$/.test(id) ? id.slice(0, 12) : id);
