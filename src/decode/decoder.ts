/**
 * From bytes to a checked record. Everything after this stage may trust offsets: a record that is too short, of an
 * unknown type or whose tail references leave it is refused here, with a reason that is counted.
 */
import { decodeText } from '../base/text.ts';
import type { RecordView } from './record-view.ts';
import { RECORD_SIZES, TEXT_OFFSETS } from './records.gen.ts';

/** Why bytes are no record. */
export type MalformedReason = 'malformed_size' | 'malformed_type' | 'malformed_text';

/**
 * Checks the record at `view.base`.
 * @param length bytes available from there
 * @returns the record type, or the reason why it is refused
 */
export function checkRecord(view: RecordView, length: number): number | MalformedReason {
  if (length < 24 || (view.base & 7) !== 0 || view.base + length > view.u8.length) return 'malformed_size';
  const size = view.u32[view.base >>> 2]!;
  const type = view.u16[(view.base + 4) >>> 1]!;
  const least = RECORD_SIZES[type];
  if (!least) return 'malformed_type';
  if (size > length || size < least) return 'malformed_size';
  for (const at of TEXT_OFFSETS[type]!) {
    const index = (view.base + at) >>> 2;
    if (view.u32[index]! + view.u32[index + 1]! > size) return 'malformed_text';
  }
  return type;
}

/** Inline text of 16 bytes, NUL padded. */
export function inlineText(bytes: Uint8Array, offset: number): string {
  let length = 0;
  while (length < 16 && bytes[offset + length] !== 0) length++;
  return decodeText(bytes, offset, length);
}

/** Strings one after the other, each ended by NUL (a missing last NUL is forgiven: the area was cut). */
export function nulStrings(bytes: Uint8Array, offset: number, length: number): string[] {
  const strings: string[] = [];
  const end = offset + length;
  for (let at = offset; at < end; ) {
    let stop = bytes.indexOf(0, at);
    if (stop < 0 || stop > end) stop = end;
    strings.push(decodeText(bytes, at, stop - at));
    at = stop + 1;
  }
  return strings;
}

/**
 * A path from its components, leaf first, each ended by NUL.
 * @returns `/` for no component; without a leading slash for an anonymous file (memfd, pipe), whose name is no path
 */
export function pathText(bytes: Uint8Array, offset: number, length: number, anonymous = false): string {
  if (length === 0) return '/';
  const names = nulStrings(bytes, offset, length);
  if (anonymous) return names[0] ?? '';
  return `/${names.reverse().join('/')}`;
}
