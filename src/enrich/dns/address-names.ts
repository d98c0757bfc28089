/**
 * Names of addresses, from DNS answers that processes of this machine received. Bounded, and each name only lives as long as
 * its answer (at least a minute: programs connect to what they resolved a while ago).
 *
 * What this is not: proof. A process may ask a server of its own, and get any name for any address.
 */
import { Lru } from '../../base/lru.ts';
import type { DnsMessage } from './message.ts';

const NAMES_PER_ADDRESS_MAX = 8;
const TTL_S_MIN = 60;
const TTL_S_MAX = 86_400;
const NONE: readonly string[] = [];

interface Entry {
  readonly names: string[];
  readonly untilNs: bigint[];
}

export class AddressNames {
  readonly #entries: Lru<string, Entry>;

  /** @param addressesMax addresses with a name */
  constructor(addressesMax = 1024) {
    this.#entries = new Lru(addressesMax);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Learns from an answer. */
  learn(message: DnsMessage, nowNs: bigint): void {
    if (!message.isResponse || message.name === '') return;
    for (const { key, ttlS } of message.addresses) {
      const until = nowNs + BigInt(Math.min(Math.max(ttlS, TTL_S_MIN), TTL_S_MAX)) * 1_000_000_000n;
      let entry = this.#entries.get(key);
      if (entry === undefined) {
        entry = { names: [], untilNs: [] };
        this.#entries.set(key, entry);
      }
      this.#add(entry, message.name, until);
      for (const name of message.cnames) this.#add(entry, name, until);
    }
  }

  #add({ names, untilNs }: Entry, name: string, until: bigint): void {
    const known = names.findIndex((n) => n.length === name.length && n.toLowerCase() === name.toLowerCase());
    if (known >= 0) {
      if (until > untilNs[known]!) untilNs[known] = until;
      return;
    }
    if (names.length >= NAMES_PER_ADDRESS_MAX) {
      names.shift();
      untilNs.shift();
    }
    names.push(name);
    untilNs.push(until);
  }

  /** Names of an address that have not run out, oldest first. */
  namesOf(key: string, nowNs: bigint): readonly string[] {
    const entry = this.#entries.peek(key);
    if (entry === undefined) return NONE;
    if (entry.untilNs.every((until) => until >= nowNs)) return entry.names;
    return entry.names.filter((_, i) => entry.untilNs[i]! >= nowNs);
  }
}
