/**
 * Addresses and networks. Both families live in 128 bits with v4 mapped into v6, which makes `10.0.0.1` and
 * `::ffff:10.0.0.1` one address for free; a v4 value still never matches a real v6 network, not even `::/0`.
 * Networks keep only their base: the bits behind the prefix are cleared when read.
 */
import type { IpNetwork } from './model.ts';

export type ParsedNetwork =
  | { readonly ok: true; readonly network: IpNetwork }
  | { readonly ok: false; readonly problem: string };

const MAPPED = 0xffffn << 32n;
const LOW_64 = 0xffffffffffffffffn;

/**
 * Reads `a.b.c.d`, `x:y::z`, each with an optional `/prefix`. The unspecified address without a prefix is refused:
 * nobody compares with it on purpose, and 0.0.0.0/0 is what is usually meant.
 */
export function parseNetwork(text: string): ParsedNetwork {
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  const base = address.includes(':') ? parseV6(address) : parseV4(address);
  if (typeof base === 'string') return { ok: false, problem: base };
  const isDotted = !address.includes(':');
  const widthMax = isDotted ? 32 : 128;
  let prefix = widthMax;
  if (slash !== -1) {
    const digits = text.slice(slash + 1);
    prefix = /^\d{1,4}$/.test(digits) ? Number(digits) : Number.POSITIVE_INFINITY;
    if (prefix > widthMax) return { ok: false, problem: `the prefix length must be 0 to ${widthMax}` };
  } else if (base === 0n || base === MAPPED) {
    return { ok: false, problem: `${text} has an empty mask; write ${text}/${widthMax} or ${text}/0` };
  }
  return { ok: true, network: networkOf(base, isDotted ? 96 + prefix : prefix) };
}

/** Builds a network from 128 address bits (v4 mapped) and a prefix length of 0 to 128. */
export function networkOf(address: bigint, prefix: number): IpNetwork {
  const shift = BigInt(128 - prefix);
  const base = (address >> shift) << shift;
  return { hi: base >> 64n, lo: base & LOW_64, prefix };
}

function parseV4(text: string): bigint | string {
  const parts = text.split('.');
  if (parts.length !== 4) return 'an IPv4 address has four numbers';
  let value = 0n;
  for (const part of parts) {
    if (!/^\d+$/.test(part) || part.length > 3 || Number(part) > 255) return `${part} is no number from 0 to 255`;
    if (part.length > 1 && part.startsWith('0')) return `${part} has a leading zero`;
    value = (value << 8n) | BigInt(part);
  }
  return MAPPED | value;
}

function parseV6(text: string): bigint | string {
  const halves = text.split('::');
  if (halves.length > 2) return 'only one :: may stand in an IPv6 address';
  const head = groupsOf(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1]!, true) : [];
  if (typeof head === 'string') return head;
  if (typeof tail === 'string') return tail;
  const count = head.length + tail.length;
  if (halves.length === 1 ? count !== 8 : count > 7) return 'an IPv6 address has eight groups';
  const groups = [...head, ...new Array<number>(8 - count).fill(0), ...tail];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** Groups of one side of a `::`; a dotted IPv4 part may end the address only. */
function groupsOf(text: string, isEnd: boolean): number[] | string {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      if (!isEnd || index !== parts.length - 1) return 'a dotted part may only end an IPv6 address';
      const dotted = parseV4(part);
      if (typeof dotted === 'string') return dotted;
      groups.push(Number((dotted >> 16n) & 0xffffn), Number(dotted & 0xffffn));
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part))
        return `${part === '' ? 'an empty group' : part} is no group of IPv6 digits`;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

function isV4(network: IpNetwork): boolean {
  return network.prefix >= 96 && network.hi === 0n && network.lo >> 32n === 0xffffn;
}

/** True when either network contains the base address of the other, within one family. */
export function networksOverlap(left: IpNetwork, right: IpNetwork): boolean {
  if (isV4(left) !== isV4(right)) return false;
  const prefix = Math.min(left.prefix, right.prefix);
  if (prefix <= 64) {
    const shift = BigInt(64 - prefix);
    return left.hi >> shift === right.hi >> shift;
  }
  const shift = BigInt(128 - prefix);
  return left.hi === right.hi && left.lo >> shift === right.lo >> shift;
}

/** `10.0.0.0/8`; a single address is written without its prefix. */
export function printNetwork(network: IpNetwork): string {
  if (isV4(network)) {
    const bytes = [24n, 16n, 8n, 0n].map((shift) => (network.lo >> shift) & 0xffn).join('.');
    return network.prefix === 128 ? bytes : `${bytes}/${network.prefix - 96}`;
  }
  const groups: string[] = [];
  for (const word of [network.hi, network.lo]) {
    for (const shift of [48n, 32n, 16n, 0n]) groups.push(((word >> shift) & 0xffffn).toString(16));
  }
  const text = shortenZeros(groups);
  return network.prefix === 128 ? text : `${text}/${network.prefix}`;
}

/** Replaces the longest run of zero groups by `::` (RFC 5952). */
function shortenZeros(groups: readonly string[]): string {
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > bestLength) {
      bestStart = start;
      bestLength = length;
    }
  }
  if (bestStart === -1) return groups.join(':');
  return `${groups.slice(0, bestStart).join(':')}::${groups.slice(bestStart + bestLength).join(':')}`;
}
