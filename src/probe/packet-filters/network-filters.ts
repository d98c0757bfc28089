/**
 * Packet filters in force: those that rules report packets by, and those that drop packets of a process or cgroup.
 *
 * Every change makes one new program for each direction and exchanges it in one step; packets meet the old set or the new
 * one, never none. A filter keeps its bit as long as it lives. Everything ends with the sensor: a filter that outlived it
 * could not be taken back.
 */
import { closeSync } from 'node:fs';
import type { BpfObject, Native } from '../../capture/native.ts';
import type { NetworkEnricher } from '../../enrich/network/network-enricher.ts';
import type { Isolation, IsolationBackend } from '../../respond/network-isolation.ts';
import { filterProgram, type TranslatedFilter } from './translate.ts';

const FILTERS_MAX = 64;
/** Kinds of `struct filter_scope` (bpf/packet.h), and its size. */
const SCOPE_PROCESS = 1;
const SCOPE_CGROUP = 2;
const SCOPE_BYTES = 24;
/** Process start times in /proc are of this precision, so the kernel half compares no finer. */
const START_TICK_NS = 10_000_000n;
/** Number of the root of every cgroup hierarchy (kernfs). */
const ROOT_CGROUP_ID = 1n;

interface Filter {
  readonly expression: string;
  readonly inverted: boolean;
  readonly code: Buffer;
  readonly bit: number;
  /** A rule reports packets that match. */
  isReported: boolean;
  /** Isolations that drop by it. */
  readonly droppers: Map<string, Buffer>;
}

/** What a filter has done. */
export interface FilterCounts {
  readonly expression: string;
  readonly policy: 'report' | 'drop' | 'allow';
  readonly matched: bigint;
  readonly dropped: bigint;
}

/** Packet filters of one sensor. */
export class NetworkFilters implements IsolationBackend {
  readonly #native: Native;
  readonly #object: BpfObject;
  readonly #enricher: () => NetworkEnricher | null;
  readonly #filters = new Map<string, Filter>();
  readonly #programs: { egress: number | null; ingress: number | null } = { egress: null, ingress: null };

  /** @param enricher names matched packets; asked at each change */
  constructor(native: Native, object: BpfObject, enricher: () => NetworkEnricher | null) {
    this.#native = native;
    this.#object = object;
    this.#enricher = enricher;
  }

  /**
   * The filters that rules report packets by; those of before that are not among them go.
   * @returns what is wrong with an expression, by expression; the others are in force
   */
  setReported(expressions: Iterable<string>): Map<string, string> {
    const problems = new Map<string, string>();
    const wanted = new Set(expressions);
    for (const filter of this.#filters.values()) filter.isReported = !filter.inverted && wanted.has(filter.expression);
    this.#sweep();
    for (const expression of wanted) {
      const filter = this.#take(expression, false);
      if (typeof filter === 'string') problems.set(expression, filter);
      else filter.isReported = true;
    }
    const failure = this.#apply();
    if (failure !== '') for (const expression of wanted) problems.set(expression, failure);
    return problems;
  }

  /** Drops packets of a process or cgroup: those that match (`drop`), or all that do not (`allow`). */
  install(isolation: Isolation): string {
    if (isolation.scope === 'cgroup' && isolation.cgroupId <= ROOT_CGROUP_ID)
      return 'the process is in the root cgroup, as everything else is: filter it by process';
    const filter = this.#take(isolation.filter, isolation.policy === 'allow');
    if (typeof filter === 'string') return filter;
    filter.droppers.set(isolation.id, scopeKey(isolation));
    const failure = this.#apply();
    if (failure !== '') this.remove(isolation);
    return failure;
  }

  remove(isolation: Isolation): void {
    for (const filter of this.#filters.values()) filter.droppers.delete(isolation.id);
    this.#apply();
  }

  /** Filters in force, with what they have done since they came. */
  list(): FilterCounts[] {
    return [...this.#filters.values()].map(({ expression, inverted, droppers, bit }) => {
      const key = Buffer.alloc(4);
      key.writeUInt32LE(bit);
      const counts = this.#native.lookup(this.#object, 'filter_counts', key);
      return {
        expression,
        policy: droppers.size === 0 ? 'report' : inverted ? 'allow' : 'drop',
        matched: counts?.readBigUInt64LE(16) ?? 0n,
        dropped: counts?.readBigUInt64LE(24) ?? 0n,
      };
    });
  }

  /** Closes the programs; the sensor detaches them. */
  close(): void {
    this.#filters.clear();
    for (const fd of [this.#programs.egress, this.#programs.ingress]) if (fd !== null) closeSync(fd);
    this.#programs.egress = null;
    this.#programs.ingress = null;
  }

  /** The filter of an expression, made where there is none yet; or what is wrong with it. */
  #take(expression: string, inverted: boolean): Filter | string {
    const name = `${inverted ? '!' : ''}${expression}`;
    const known = this.#filters.get(name);
    if (known !== undefined) return known;
    const used = new Set([...this.#filters.values()].map(({ bit }) => bit));
    const bit = Array.from({ length: FILTERS_MAX }, (_, i) => i).find((i) => !used.has(i));
    if (bit === undefined) return `there are ${FILTERS_MAX} packet filters already`;
    let code: Buffer;
    try {
      code = this.#native.compilePacketFilter(expression);
      // Alone it must be sound, so that one bad filter does not take down the others.
      filterProgram([{ code, bit, inverted }], 0);
    } catch (error) {
      return (error as Error).message;
    }
    const key = Buffer.alloc(4);
    key.writeUInt32LE(bit);
    this.#native.update(this.#object, 'filter_counts', key, Buffer.alloc(32));
    const filter: Filter = { expression, inverted, code, bit, isReported: false, droppers: new Map() };
    this.#filters.set(name, filter);
    return filter;
  }

  /** Forgets filters that nobody needs. */
  #sweep(): void {
    for (const [name, filter] of this.#filters)
      if (!filter.isReported && filter.droppers.size === 0) this.#filters.delete(name);
  }

  /** Puts the present set in force. @returns '' or why it is not */
  #apply(): string {
    this.#sweep();
    const filters = [...this.#filters.values()];
    const translated: TranslatedFilter[] = filters.map(({ code, bit, inverted }) => ({ code, bit, inverted }));
    const loaded: { map: 'egress_filters' | 'ingress_filters'; direction: 'egress' | 'ingress'; fd: number }[] = [];
    if (filters.length > 0) {
      try {
        for (const direction of ['egress', 'ingress'] as const) {
          const map = `${direction}_filters` as const;
          const mapFd = this.#native.listMaps(this.#object).find(({ name }) => name === map)!.fd;
          const fd = this.#native.loadPacketProgram(filterProgram(translated, mapFd), direction === 'egress');
          loaded.push({ map, direction, fd });
        }
      } catch (error) {
        for (const { fd } of loaded) closeSync(fd);
        return (error as Error).message;
      }
    }
    const bits = (which: (f: Filter) => boolean): bigint =>
      filters.filter(which).reduce((mask, { bit }) => mask | (1n << BigInt(bit)), 0n);
    const reported = bits((f) => f.isReported);
    const dropping = bits((f) => f.droppers.size > 0);
    // What goes, goes first: a bit that means something else in the new program must not be acted on meanwhile.
    this.#setNumber('report_filters', this.#getNumber('report_filters') & reported);
    this.#setNumber('drop_filters', this.#getNumber('drop_filters') & dropping);
    const enricher = this.#enricher();
    if (enricher !== null) {
      const names: (string | undefined)[] = [];
      for (const f of filters) names[f.bit] = f.expression;
      enricher.packetFilters = names;
    }
    this.#putScopes(filters);
    for (const { map, direction, fd } of loaded) {
      const entry = Buffer.alloc(8);
      entry.writeUInt32LE(fd, 4);
      this.#native.update(this.#object, map, entry.subarray(0, 4), entry.subarray(4));
      const before = this.#programs[direction];
      this.#programs[direction] = fd;
      if (before !== null) closeSync(before);
    }
    this.#setNumber('packet_filters_active', filters.length > 0 ? 1n : 0n);
    this.#setNumber('report_filters', reported);
    this.#setNumber('drop_filters', dropping);
    return '';
  }

  #putScopes(filters: readonly Filter[]): void {
    const scopes = new Map<string, { key: Buffer; mask: bigint }>();
    for (const { droppers, bit } of filters) {
      for (const key of droppers.values()) {
        const id = key.toString('latin1');
        const scope = scopes.get(id) ?? { key, mask: 0n };
        scope.mask |= 1n << BigInt(bit);
        scopes.set(id, scope);
      }
    }
    for (const key of this.#native.listKeys(this.#object, 'filter_scopes'))
      if (!scopes.has(key.toString('latin1'))) this.#native.remove(this.#object, 'filter_scopes', key);
    const value = Buffer.alloc(8);
    for (const { key, mask } of scopes.values()) {
      value.writeBigUInt64LE(mask);
      this.#native.update(this.#object, 'filter_scopes', key, value);
    }
  }

  #getNumber(name: string): bigint {
    return this.#native.getGlobal(this.#object, name).readBigUInt64LE();
  }
  #setNumber(name: string, value: bigint): void {
    const bytes = Buffer.alloc(this.#native.globalPlace(this.#object, name).size);
    if (bytes.length === 8) bytes.writeBigUInt64LE(value);
    else bytes.writeUInt32LE(Number(value));
    this.#native.setGlobal(this.#object, name, bytes);
  }
}

function scopeKey({ scope, pid, startNs, cgroupId }: Isolation): Buffer {
  const key = Buffer.alloc(SCOPE_BYTES);
  key.writeBigUInt64LE(scope === 'process' ? BigInt(pid) : cgroupId, 0);
  key.writeBigUInt64LE(scope === 'process' ? startNs / START_TICK_NS : 0n, 8);
  key.writeUInt32LE(scope === 'process' ? SCOPE_PROCESS : SCOPE_CGROUP, 16);
  return key;
}
