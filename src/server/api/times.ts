/** Times in requests: ISO 8601, or relative to now. */
import { Problem } from './problem.ts';

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds since 1970. @throws Problem naming the parameter */
export function readTime(text: string, name: string, nowMs = Date.now()): number {
  const relative = /^([+-])(\d{1,9})([smhd])$/.exec(text);
  if (relative !== null) {
    const ms = Number(relative[2]) * UNIT_MS[relative[3] as keyof typeof UNIT_MS];
    return nowMs + (relative[1] === '-' ? -ms : ms);
  }
  const ms = text === 'now' ? nowMs : Date.parse(text);
  if (Number.isNaN(ms))
    throw new Problem(
      'bad_request',
      `${name}: ${text} is no time`,
      'ISO 8601 such as 2026-03-01T12:00:00Z, or relative such as -6h.',
    );
  return ms;
}

/** The same in nanoseconds; undefined stays undefined. */
export function readTimeNs(text: string | undefined, name: string): bigint | undefined {
  return text === undefined || text === '' ? undefined : BigInt(Math.trunc(readTime(text, name))) * 1_000_000n;
}

/** A comma-separated list; undefined when it is absent or empty. */
export function readList(text: string | undefined): string[] | undefined {
  const list = (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .slice(0, 500);
  return list.length === 0 ? undefined : list;
}

/** Offset cursors, for lists that are made of groups. */
export function readOffset(cursor: string | undefined): number {
  const offset = /^o(\d{1,7})$/.exec(cursor ?? '')?.[1];
  return offset === undefined ? 0 : Number(offset);
}

/** A page of a list of which one more than the page was read. */
export function pageOf<T>(
  rows: readonly T[],
  offset: number,
  limit: number,
): { items: T[]; next_cursor: string | null } {
  return { items: rows.slice(0, limit), next_cursor: rows.length > limit ? `o${offset + limit}` : null };
}
