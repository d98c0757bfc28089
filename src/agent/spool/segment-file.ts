/**
 * The bytes of a spool's segment: a header, then entries one behind the other.
 *
 *     "SHRSPL01" | first sequence u64 |  length u32 | crc u32 | payload  |  length u32 | crc u32 | payload  | …
 *
 * All numbers are little-endian. The checksum (CRC-32 of zlib) covers the sequence number and the payload, so that an entry
 * of an older file that shows through at the end is not taken for one of this. Surprising: nothing says how many entries there
 * are; the first that does not check ends the segment, which is what a torn write looks like.
 */
import { crc32 } from 'node:zlib';

export const HEADER_BYTES = 16;
export const ENTRY_HEADER_BYTES = 8;
/** A larger payload is refused; a larger length in a file is damage. */
export const PAYLOAD_BYTES_MAX = 8 << 20;

const MAGIC = Buffer.from('SHRSPL01', 'latin1');
const SUFFIX = '.segment';

/** Name of the segment whose first entry has this number; names sort by it. */
export const segmentName = (first: number): string => `${String(first).padStart(16, '0')}${SUFFIX}`;

/** Number in a name, null when it is no segment's. */
export function firstOfName(name: string): number | null {
  const match = /^(\d{16})\.segment$/.exec(name);
  return match === null ? null : Number(match[1]);
}

export function encodeHeader(first: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeBigUInt64LE(BigInt(first), 8);
  return header;
}

/** Whether the start of a file is the header of a segment with this first number. */
export function isHeader(bytes: Buffer, first: number): boolean {
  return (
    bytes.length >= HEADER_BYTES && bytes.subarray(0, 8).equals(MAGIC) && bytes.readBigUInt64LE(8) === BigInt(first)
  );
}

const sequenceBytes = Buffer.alloc(8);
function checksum(sequence: number, payload: Uint8Array): number {
  sequenceBytes.writeBigUInt64LE(BigInt(sequence));
  return crc32(payload, crc32(sequenceBytes));
}

/** Entries as they are written, the first with number `first`. */
export function encodeEntries(first: number, payloads: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const payload of payloads) length += ENTRY_HEADER_BYTES + payload.length;
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const [i, payload] of payloads.entries()) {
    bytes.writeUInt32LE(payload.length, at);
    bytes.writeUInt32LE(checksum(first + i, payload), at + 4);
    bytes.set(payload, at + ENTRY_HEADER_BYTES);
    at += ENTRY_HEADER_BYTES + payload.length;
  }
  return bytes;
}

/** What stands at an offset of a piece of a segment. */
export type EntryAt =
  | { readonly kind: 'entry'; readonly payload: Buffer; readonly next: number }
  /** The piece ends before the entry does; so many bytes from `at` on would be needed. */
  | { readonly kind: 'short'; readonly need: number }
  | { readonly kind: 'damaged' };

/** Decodes the entry with number `sequence` at offset `at`. The payload shares memory with `bytes`. */
export function decodeEntry(bytes: Buffer, at: number, sequence: number): EntryAt {
  if (bytes.length - at < ENTRY_HEADER_BYTES) return { kind: 'short', need: ENTRY_HEADER_BYTES };
  const length = bytes.readUInt32LE(at);
  // A hole that the file system left reads as zeros; there are no empty payloads.
  if (length === 0 || length > PAYLOAD_BYTES_MAX) return { kind: 'damaged' };
  const next = at + ENTRY_HEADER_BYTES + length;
  if (next > bytes.length) return { kind: 'short', need: ENTRY_HEADER_BYTES + length };
  const payload = bytes.subarray(at + ENTRY_HEADER_BYTES, next);
  if (bytes.readUInt32LE(at + 4) !== checksum(sequence, payload)) return { kind: 'damaged' };
  return { kind: 'entry', payload, next };
}
