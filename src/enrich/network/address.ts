/**
 * Addresses as records carry them: 16 bytes in network order, v4 mapped into v6; and as rules compare them.
 */
import { isIPv4, isIPv6 } from 'node:net';

/** An address or network as the rule language holds it (`IpNetwork` of src/rules/language/model.ts). */
export interface Network {
  /** Upper and lower 64 bits; bits behind the prefix are clear. */
  readonly hi: bigint;
  readonly lo: bigint;
  readonly prefix: number;
}

/** 16 bytes of an address in text. Throws a RangeError for what is none. */
export function addressBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(16);
  if (isIPv4(text)) {
    bytes[10] = 0xff;
    bytes[11] = 0xff;
    bytes.set(text.split('.').map(Number), 12);
    return bytes;
  }
  if (!isIPv6(text) || text.includes('%')) throw new RangeError(`${text} is no IP address`);
  // A dotted end counts as two groups.
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const hex =
    dotted === null
      ? text
      : `${text.slice(0, dotted.index)}${[0, 2].map((i) => (Number(dotted[i + 1]) * 256 + Number(dotted[i + 2])).toString(16)).join(':')}`;
  const [head, tail] = hex.split('::');
  const left = head === '' ? [] : head!.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...new Array<string>(8 - left.length - right.length).fill('0'), ...right];
  groups.forEach((group, i) => {
    const value = Number.parseInt(group, 16);
    bytes[2 * i] = value >> 8;
    bytes[2 * i + 1] = value & 0xff;
  });
  return bytes;
}

/** 64 bits in network order. */
function word(u8: Uint8Array, at: number): bigint {
  const high = ((u8[at]! << 24) | (u8[at + 1]! << 16) | (u8[at + 2]! << 8) | u8[at + 3]!) >>> 0;
  const low = ((u8[at + 4]! << 24) | (u8[at + 5]! << 16) | (u8[at + 6]! << 8) | u8[at + 7]!) >>> 0;
  return (BigInt(high) << 32n) | BigInt(low);
}

/** The address in a record as rules compare it. */
export function networkAt(u8: Uint8Array, at: number): Network {
  return { hi: word(u8, at), lo: word(u8, at + 8), prefix: 128 };
}

/** 4 or 16 bytes of an answer as rules compare them. */
export function networkOfAnswer(u8: Uint8Array, at: number, length: 4 | 16): Network {
  if (length === 16) return networkAt(u8, at);
  const v4 = ((u8[at]! << 24) | (u8[at + 1]! << 16) | (u8[at + 2]! << 8) | u8[at + 3]!) >>> 0;
  return { hi: 0n, lo: 0xffff_0000_0000n | BigInt(v4), prefix: 128 };
}

/** One key per address, whether it came mapped or not. */
export function addressKey(u8: Uint8Array, at: number): string {
  return Buffer.from(u8.buffer, u8.byteOffset + at, 16).toString('latin1');
}

/** The same for an answer. */
export function answerKey(u8: Uint8Array, at: number, length: 4 | 16): string {
  if (length === 16) return addressKey(u8, at);
  return `${MAPPED}${Buffer.from(u8.buffer, u8.byteOffset + at, 4).toString('latin1')}`;
}
const MAPPED = `${'\0'.repeat(10)}\xff\xff`;

/** Text of an address in a record: dotted for v4, shortest form for v6 (RFC 5952). */
export function addressText(u8: Uint8Array, at: number): string {
  let zeros = true;
  for (let i = 0; i < 10; i++) if (u8[at + i] !== 0) zeros = false;
  if (zeros && u8[at + 10] === 0xff && u8[at + 11] === 0xff)
    return `${u8[at + 12]}.${u8[at + 13]}.${u8[at + 14]}.${u8[at + 15]}`;
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((u8[at + i]! << 8) | u8[at + i + 1]!);
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > bestLength) {
      bestStart = start;
      bestLength = length;
    }
  }
  const hex = groups.map((group) => group.toString(16));
  if (bestStart < 0) return hex.join(':');
  return `${hex.slice(0, bestStart).join(':')}::${hex.slice(bestStart + bestLength).join(':')}`;
}
