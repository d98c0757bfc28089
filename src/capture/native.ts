/** The native addon, typed. Its only job is to load the binary; nothing here knows an event. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Opaque: a BPF object. */
export type BpfObject = { readonly __bpfObject: never };
/** A ring's areas in memory shared with the kernel; they are detached when the ring is closed. */
export interface RingMemory {
  /** First 8 bytes: consumer position. */
  readonly consumer: ArrayBuffer;
  /** First 8 bytes: producer position. Read only: a write is a fault. */
  readonly producer: ArrayBuffer;
  /** The data area. Read only. */
  readonly data: ArrayBuffer;
}

export interface ProgramFacts {
  readonly name: string;
  readonly section: string;
  /** enum bpf_prog_type. */
  readonly type: number;
  readonly autoload: boolean;
  /** Only once loaded, as are the following. */
  readonly fd?: number;
  readonly id?: number;
  readonly instructions?: number;
  readonly verifiedInstructions?: number;
  readonly runCount?: bigint;
  readonly runTimeNs?: bigint;
  readonly recursionMisses?: bigint;
}

export interface MapFacts {
  readonly name: string;
  readonly type: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly maxEntries: number;
  readonly fd: number;
}

/** Entries of a map: `keys` and `values` one after the other, in the same order. */
export interface MapEntries {
  readonly count: number;
  readonly keys: Buffer;
  readonly values: Buffer;
}

export interface KernelFeatures {
  readonly programTypes: Readonly<Record<string, boolean>>;
  readonly mapTypes: Readonly<Record<string, boolean>>;
  readonly ringBuffer: boolean;
  readonly btf: boolean;
}

/** What failed calls throw beside TypeError for wrong arguments. */
export interface NativeError extends Error {
  readonly code: string;
  readonly errno: number;
  /** What libbpf said, the verifier's log included. */
  readonly log: string;
  /** Program that failed, '' when none is to blame. */
  readonly program: string;
}

export interface Native {
  openObject(path: string): BpfObject;
  closeObject(object: BpfObject): void;
  /** Before loading. */
  setAutoload(object: BpfObject, program: string, on: boolean): void;
  setMaxEntries(object: BpfObject, map: string, entries: number): void;
  /** Aims a program at another kernel function or tracepoint than its section's name says. Before loading. */
  setAttachTarget(object: BpfObject, program: string, target: string): void;
  /**
   * Writes a global variable and nothing beside it. Before loading it may be a constant (`const volatile`); afterwards the
   * variable's memory is shared with the kernel, and constants are refused with EPERM.
   */
  setGlobal(object: BpfObject, name: string, value: Buffer): void;
  getGlobal(object: BpfObject, name: string): Buffer;
  /** Section, offset and size of a global variable. */
  globalPlace(object: BpfObject, name: string): { section: string; offset: number; size: number };
  /**
   * Throws a {@link NativeError} that names the program which the kernel refused; open the object anew without it.
   * @param verifierLog 1: instructions, 2: states too, 4: statistics; to be added up
   * @returns the log asked for, '' for none
   */
  loadObject(object: BpfObject, verifierLog?: number): string;
  listPrograms(object: BpfObject): ProgramFacts[];
  /**
   * @param target folder of a cgroup, kernel function (kprobe), `category/name` (tracepoint) or name (raw tracepoint); where
   *   the section's name says when absent
   * @returns number of the link
   */
  attach(object: BpfObject, program: string, target?: string): number;
  /**
   * Attaches a task iterator to one process. Kernels before 6.1 ignore which: the iterator visits all tasks there.
   * @param pidfd from {@link Native.pidfdOpen}
   * @returns number of the link
   */
  attachTaskIterator(object: BpfObject, program: string, pidfd: number): number;
  detach(object: BpfObject, link: number): void;
  /** Starts an iterator's output, to be read from the descriptor and closed by the caller (iterator.ts). */
  createIterator(object: BpfObject, link: number): number;
  listMaps(object: BpfObject): MapFacts[];
  /** Of a per-CPU map: the values of all possible CPUs, each rounded up to 8 bytes. */
  lookup(object: BpfObject, map: string, key: Buffer): Buffer | undefined;
  update(object: BpfObject, map: string, key: Buffer, value: Buffer): void;
  remove(object: BpfObject, map: string, key: Buffer): void;
  /** The key behind `key`, the first one when it is absent; undefined at the end. */
  nextKey(object: BpfObject, map: string, key?: Buffer): Buffer | undefined;
  listKeys(object: BpfObject, map: string): Buffer[];
  /** Many entries in few calls, where the kernel has calls for it. A map that changes meanwhile gives some entries twice. */
  readEntries(object: BpfObject, map: string, limit?: number): MapEntries;
  updateEntries(object: BpfObject, map: string, keys: Buffer, values: Buffer): void;
  /** Keys that are not there are no error. */
  removeEntries(object: BpfObject, map: string, keys: Buffer): void;
  /** Every BPF program in the kernel, whoever loaded it. */
  allPrograms(): { readonly id: number; readonly name: string; readonly type: number }[];
  kernelFeatures(): KernelFeatures;
  /** Types of a tracepoint's arguments, without pointers and qualifiers; undefined when the kernel has none of that name. */
  tracepointArguments(name: string): string[] | undefined;
  /** The same of a kernel function. */
  functionArguments(name: string): string[] | undefined;
  /** @param bytes size of the ring's data area: its map's `maxEntries` */
  openRing(fd: number, bytes: number): RingMemory;
  /** Calls back when there is something to read, as often as the loop turns, until paused. Keeps the process alive. */
  watchRing(ring: RingMemory, callback: () => void): void;
  pauseRing(ring: RingMemory): void;
  resumeRing(ring: RingMemory): void;
  closeRing(ring: RingMemory): void;
  /** Classic BPF (8 bytes per instruction) of a pcap-filter(7) expression, for packets that begin with their IP header. */
  compilePacketFilter(expression: string): Buffer;
  /** Loads a cgroup_skb program of raw instructions; the descriptor is closed by the caller. */
  loadPacketProgram(instructions: Buffer, egress: boolean): number;
  /** Gives back what the C library keeps of freed memory, and unmaps program pages until they are used again. */
  returnMemory(): void;
  bootTimeNs(): bigint;
  wallOffsetNs(): bigint;
  /** A descriptor of a process, which never means another one that got its pid; closed by the caller. */
  pidfdOpen(pid: number): number;
  /** Sends a kill; 0 only asks whether the process is there. */
  pidfdSendSignal(fd: number, number: number): void;
  /** Keeps only the capabilities of the mask, in every set of every thread, for good. */
  keepCapabilities(mask: bigint): void;
}

/** Where the addon is: beside the sources, or where SHRIKE_NATIVE says. */
export const NATIVE_PATH =
  process.env.SHRIKE_NATIVE ?? fileURLToPath(new URL('../../build/native/shrike.node', import.meta.url));

let loaded: Native | null = null;

/** Loads the addon once. Throws when it has not been built or does not fit this machine. */
export function loadNative(): Native {
  loaded ??= createRequire(import.meta.url)(NATIVE_PATH) as Native;
  return loaded;
}
