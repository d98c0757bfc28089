/**
 * What is remembered per value of a field. Two generations: when the young one is full it becomes the old one, and what
 * is still asked for moves back. So memory is bounded whatever values come, hot values stay, and no list is kept of who
 * was used when. An attacker who never repeats a value costs a miss each time and nothing more.
 */
import type { FieldValue, IpNetwork } from '../language/model.ts';

/** Text of all keys of one generation, in UTF-16 units. */
const KEY_UNITS_MAX = 1 << 20;

/** An address is an object, fresh each time; its number is the key and a chain holds those that share it. */
interface Chained<T> {
  readonly network: IpNetwork;
  readonly entry: T;
  readonly next: Chained<T> | undefined;
}

export class ValueMemo<T> {
  private readonly entriesMax: number;
  private young = new Map<FieldValue, T>();
  private old = new Map<FieldValue, T>();
  private youngNetworks = new Map<bigint, Chained<T>>();
  private oldNetworks = new Map<bigint, Chained<T>>();
  private keyUnits = 0;
  private networks = 0;

  /** Keeps at most twice `entriesMax` entries. */
  constructor(entriesMax: number) {
    this.entriesMax = entriesMax;
  }

  /** Entries now held. */
  get size(): number {
    return this.young.size + this.old.size + this.networks;
  }

  get(value: FieldValue): T | undefined {
    if (typeof value === 'object') return this.getNetwork(value as IpNetwork);
    const entry = this.young.get(value);
    if (entry !== undefined || this.old.size === 0) return entry;
    const kept = this.old.get(value);
    if (kept !== undefined) this.set(value, kept);
    return kept;
  }

  set(value: FieldValue, entry: T): void {
    if (typeof value === 'object') {
      this.setNetwork(value as IpNetwork, entry);
      return;
    }
    if (this.young.size >= this.entriesMax || this.keyUnits >= KEY_UNITS_MAX) {
      this.old = this.young;
      this.young = new Map();
      this.keyUnits = 0;
    }
    this.young.set(value, entry);
    if (typeof value === 'string') this.keyUnits += value.length;
  }

  private getNetwork(network: IpNetwork): T | undefined {
    const found = findIn(this.youngNetworks.get(network.lo), network);
    if (found !== undefined || this.oldNetworks.size === 0) return found;
    const kept = findIn(this.oldNetworks.get(network.lo), network);
    if (kept !== undefined) this.setNetwork(network, kept);
    return kept;
  }

  private setNetwork(network: IpNetwork, entry: T): void {
    if (this.networks >= this.entriesMax) {
      this.oldNetworks = this.youngNetworks;
      this.youngNetworks = new Map();
      this.networks = 0;
    }
    this.networks++;
    this.youngNetworks.set(network.lo, { network, entry, next: this.youngNetworks.get(network.lo) });
  }
}

/** Chains longer than this are cut: only chosen addresses share their lower half. */
const CHAIN_MAX = 16;

function findIn<T>(chain: Chained<T> | undefined, network: IpNetwork): T | undefined {
  let steps = 0;
  for (let one = chain; one !== undefined && steps < CHAIN_MAX; one = one.next, steps++) {
    if (one.network.hi === network.hi && one.network.prefix === network.prefix) return one.entry;
  }
  return undefined;
}
