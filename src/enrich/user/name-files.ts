/**
 * The texts that give names to numbers: passwd(5), group(5) and the id maps of user namespaces. Pure and bounded: these
 * files come from containers and may be hostile. Opening them safely is left to `rooted-file.ts`.
 */
import { decodeText } from '../../base/text.ts';

/** More accounts than that are left out. */
export const ACCOUNTS_MAX = 20_000;
const NAME_LENGTH_MAX = 256;
const ID_MAX = 4294967294;

/**
 * Names by id from the bytes of /etc/passwd or /etc/group: in both the first field is the name and the third the id. The
 * first line of an id wins, as for getpwuid(3). Lines that are no accounts (comments, NIS markers) are passed over.
 */
export function parseNameFile(bytes: Uint8Array): Map<number, string> {
  const names = new Map<number, string>();
  let from = 0;
  while (from < bytes.length && names.size < ACCOUNTS_MAX) {
    let to = bytes.indexOf(10, from);
    if (to < 0) to = bytes.length;
    const nameEnd = bytes.indexOf(58, from);
    const passwordEnd = nameEnd < 0 || nameEnd >= to ? -1 : bytes.indexOf(58, nameEnd + 1);
    const first = bytes[from];
    // '#', '+' and '-' open comments and NIS markers.
    const isAccount = first !== 35 && first !== 43 && first !== 45 && nameEnd > from;
    if (isAccount && passwordEnd > 0 && passwordEnd < to && nameEnd - from <= NAME_LENGTH_MAX) {
      const id = parseId(bytes, passwordEnd + 1, to);
      if (id >= 0 && !names.has(id)) names.set(id, decodeText(bytes, from, nameEnd - from));
    }
    from = to + 1;
  }
  return names;
}

/** Digits up to the next colon or the end of the line; -1 for anything else. */
function parseId(bytes: Uint8Array, from: number, to: number): number {
  let id = 0;
  let at = from;
  for (; at < to && bytes[at] !== 58; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return -1;
    id = id * 10 + digit;
    if (id > ID_MAX) return -1;
  }
  return at === from ? -1 : id;
}

/** One line of /proc/PID/uid_map as the initial user namespace sees it (user_namespaces(7)). */
export interface IdRange {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

/** Parses uid_map or gid_map; the kernel allows 340 lines. */
export function parseIdMap(text: string): IdRange[] {
  const ranges: IdRange[] = [];
  for (const line of text.split('\n').slice(0, 340)) {
    const fields = line.trim().split(/\s+/).map(Number);
    if (fields.length !== 3 || !fields.every((field) => Number.isInteger(field) && field >= 0)) continue;
    ranges.push({ inside: fields[0]!, outside: fields[1]!, count: fields[2]! });
  }
  return ranges;
}

/** Host id → id inside the namespace; -1 when the namespace has no such id. */
export function mapIdInside(ranges: readonly IdRange[], id: number): number {
  for (const { inside, outside, count } of ranges) {
    if (id >= outside && id < outside + count) return inside + (id - outside);
  }
  return -1;
}
