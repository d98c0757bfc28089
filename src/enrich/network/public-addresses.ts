/** Which addresses can be reached from the whole Internet: those that lie in none of a list of ranges. */
import { addressBytes, type Network, networkAt } from './address.ts';

interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

const V4_PREFIX = 0xffffn << 32n;
const ALL = (1n << 128n) - 1n;
/** Remembered answers: addresses repeat. */
const MEMO_MAX = 4096;

/** `10.0.0.0/8`, `fc00::/7`, or one address. Throws a RangeError for what is none. */
function rangeOf(text: string): Range {
  const [address, prefix] = text.trim().split('/');
  const { hi, lo } = networkAt(addressBytes(address!), 0);
  const value = (hi << 64n) | lo;
  const isV4 = !address!.includes(':');
  const widthMax = isV4 ? 32 : 128;
  const bits = prefix === undefined ? widthMax : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > widthMax || prefix === '')
    throw new RangeError(`${text}: the prefix length must be 0 to ${widthMax}`);
  const mask = (1n << BigInt(widthMax - bits)) - 1n;
  return { first: value & (ALL ^ mask), last: value | mask };
}

/** Ranges that are always private, whatever the configuration lists: an unspecified address is nobody. */
const NOBODY: readonly string[] = ['0.0.0.0/8', '::/128'];

export class PublicAddresses {
  readonly #ranges: readonly Range[];
  readonly #memo = new Map<bigint, boolean>();

  /** @param privateRanges what is not public. Throws a RangeError that names a bad one. */
  constructor(privateRanges: readonly string[]) {
    this.#ranges = [...privateRanges, ...NOBODY].map(rangeOf);
  }

  isPublic({ hi, lo }: Network): boolean {
    const value = (hi << 64n) | lo;
    let known = this.#memo.get(value);
    if (known === undefined) {
      known = !this.#ranges.some((r) => value >= r.first && value <= r.last);
      if (this.#memo.size >= MEMO_MAX) this.#memo.clear();
      this.#memo.set(value, known);
    }
    return known;
  }

  /** Whether it is v4, mapped. */
  static isV4({ hi, lo }: Network): boolean {
    return hi === 0n && (lo & (ALL >> 64n) & ~0xffff_ffffn) === V4_PREFIX;
  }
}
