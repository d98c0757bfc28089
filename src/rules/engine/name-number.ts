/**
 * Numbers that stand for names in the kernel's filter of file events. The kernel half makes the same ones of the names in
 * its directory cache (bpf/lib/name-filter.h), so any change here is a change there.
 *
 * Surprising: of a name only the length and the first sixteen bytes count, which is what the kernel reads without a call.
 * Names that agree in both share a number; then more events pass, and rules decide.
 */

/** Kinds of names, by their bit in the kernel half. */
export const NAME_KINDS = { leaf: 1, prefix: 2, suffix: 4, directory: 8, pair: 16, filesystem: 32 } as const;
export type NameKind = keyof typeof NAME_KINDS;

/** Bytes of a prefix or suffix. */
export const END_BYTES = 3;
/** Places of the kernel's sieve (`name_sieve`). */
export const SIEVE_PLACES = 4096;

const wrap = (x: bigint): bigint => BigInt.asUintN(64, x);

/** A thorough mix of 64 bits; its constants are those of splitmix64. */
export function mixed(x: bigint): bigint {
  let y = x ^ (x >> 32n);
  y = wrap(y * 0x9e3779b97f4a7c15n);
  y ^= y >> 29n;
  y = wrap(y * 0xbf58476d1ce4e5b9n);
  return y ^ (y >> 32n);
}

/** Number of a name, or of the three bytes at an end of one. File systems are told without their length. */
export function nameNumber(kind: Exclude<NameKind, 'pair'>, name: Uint8Array): bigint {
  const words = Buffer.alloc(16);
  words.set(name.subarray(0, 16));
  const length = kind === 'filesystem' ? 0n : BigInt(name.length);
  const inner = mixed(wrap(words.readBigUInt64LE(8) + (length << 8n) + BigInt(NAME_KINDS[kind])));
  return mixed(words.readBigUInt64LE(0) ^ inner);
}

/** Number of a name within the directory of another name. */
export function pairNumber(kind: 'leaf' | 'directory', name: Uint8Array, directory: Uint8Array): bigint {
  return mixed(wrap(nameNumber(kind, name) + 3n * nameNumber('directory', directory)));
}

/** The kernel's sieve for numbers: by place, the bits of the record types that ask for one there. */
export function sieveOf(entries: Iterable<readonly [number: bigint, types: number]>): Uint8Array {
  const places = new Uint32Array(SIEVE_PLACES);
  for (const [number, types] of entries) places[Number(number % BigInt(SIEVE_PLACES))]! |= types;
  return new Uint8Array(places.buffer);
}
