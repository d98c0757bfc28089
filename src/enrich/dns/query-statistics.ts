/**
 * What a process asks, counted: the inputs of detections that need more than one query (tunnels, generated names, beacons).
 *
 * Per process and a window of five minutes that moves by minutes. Distinct names are counted by hash, so that a process that
 * asks for a million names costs as little as one that asks for one, and the number saturates at a limit.
 */
import { Lru } from '../../base/lru.ts';
import type { DnsMessage } from './message.ts';

const PROCESSES_MAX = 1024;
const WINDOW_MINUTES = 5;
const MINUTE_NS = 60_000_000_000n;
/** Distinct names that are counted per minute and process; more is said as this. */
const NAMES_PER_MINUTE_MAX = 4096;
const TYPES_MAX = 64;

/** Counts of one process over the window. */
export interface QueryCounts {
  /** Questions asked. */
  queries: number;
  /** Different names asked for, without regard to case. */
  names: number;
  /** Different types asked for. */
  types: number;
  /** Bytes of all names together, and of the longest label. */
  nameBytes: number;
  labelBytesMax: number;
  /** Answers that said NXDOMAIN. */
  missing: number;
}

export const NO_QUERIES: QueryCounts = { queries: 0, names: 0, types: 0, nameBytes: 0, labelBytesMax: 0, missing: 0 };

/** Counts of one process, and which it is. */
export interface ProcessQueryCounts extends QueryCounts {
  readonly pid: number;
  /** Start of the process by the boot clock. */
  readonly startNs: bigint;
  /** Path of its program when it asked last; '' when nobody said. */
  readonly executable: string;
}

interface Minute {
  minute: bigint;
  queries: number;
  nameBytes: number;
  labelBytesMax: number;
  missing: number;
  readonly names: Set<number>;
  readonly types: Set<number>;
}

interface ProcessMinutes {
  readonly pid: number;
  readonly startNs: bigint;
  executable: string;
  /** Oldest first. */
  readonly minutes: Minute[];
}

export class QueryStatistics {
  readonly #processes = new Lru<string, ProcessMinutes>(PROCESSES_MAX);
  #last: ProcessMinutes | null = null;

  get size(): number {
    return this.#processes.size;
  }

  /** Adds a message of a process and gives its counts, the message included. */
  add(pid: number, startNs: bigint, message: DnsMessage, nowNs: bigint): QueryCounts {
    const key = `${pid}:${startNs}`;
    let process = this.#processes.get(key);
    if (process === undefined) {
      process = { pid, startNs, executable: '', minutes: [] };
      this.#processes.set(key, process);
    }
    this.#last = process;
    const { minutes } = process;
    const minute = nowNs / MINUTE_NS;
    forgetOld(minutes, minute);
    let last = minutes.at(-1);
    if (last === undefined || last.minute < minute) {
      last = {
        minute,
        queries: 0,
        nameBytes: 0,
        labelBytesMax: 0,
        missing: 0,
        names: new Set(),
        types: new Set(),
      };
      minutes.push(last);
    }
    if (message.isResponse) {
      if (message.code === 3) last.missing++;
    } else {
      last.queries++;
      last.nameBytes += message.name.length;
      if (message.labelBytesMax > last.labelBytesMax) last.labelBytesMax = message.labelBytesMax;
      if (last.names.size < NAMES_PER_MINUTE_MAX) last.names.add(hashOf(message.name));
      if (last.types.size < TYPES_MAX) last.types.add(message.type);
    }
    return sum(minutes);
  }

  /** Says which program the process of the message added last runs: it may be forgotten before its counts are. */
  noteProgram(executable: string): void {
    if (this.#last !== null) this.#last.executable = executable;
  }

  /** Those who asked most in the window that ends now, most first. */
  busiest(max: number, nowNs: bigint): ProcessQueryCounts[] {
    const all: ProcessQueryCounts[] = [];
    for (const [, { pid, startNs, executable, minutes }] of this.#processes.entries()) {
      forgetOld(minutes, nowNs / MINUTE_NS);
      if (minutes.length > 0) all.push({ pid, startNs, executable, ...sum(minutes) });
    }
    return all.sort((a, b) => b.queries - a.queries || a.pid - b.pid).slice(0, max);
  }
}

function forgetOld(minutes: Minute[], minute: bigint): void {
  while (minutes.length > 0 && minutes[0]!.minute <= minute - BigInt(WINDOW_MINUTES)) minutes.shift();
}

function sum(minutes: readonly Minute[]): QueryCounts {
  if (minutes.length === 1) {
    const [m] = minutes as [Minute];
    return { ...m, names: m.names.size, types: m.types.size };
  }
  const counts: QueryCounts = { ...NO_QUERIES };
  let names: Set<number> = minutes[0]!.names;
  let types: Set<number> = minutes[0]!.types;
  for (const [i, m] of minutes.entries()) {
    counts.queries += m.queries;
    counts.nameBytes += m.nameBytes;
    counts.missing += m.missing;
    counts.labelBytesMax = Math.max(counts.labelBytesMax, m.labelBytesMax);
    if (i > 0) {
      names = names.union(m.names);
      types = types.union(m.types);
    }
  }
  counts.names = names.size;
  counts.types = types.size;
  return counts;
}

/** FNV-1a over the lower-case name. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    let c = name.charCodeAt(i);
    if (c >= 65 && c <= 90) c += 32;
    hash = Math.imul(hash ^ c, 0x01000193);
  }
  return hash;
}
