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
  /** The data area, twice in a row. Read only. */
  readonly data: ArrayBuffer;
}

export interface ProgramFacts {
  readonly name: string;
  readonly section: string;
  readonly autoload: boolean;
  /** Only once loaded. */
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

export interface KernelFeatures {
  readonly programTypes: Readonly<Record<string, boolean>>;
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
  /** Section, offset and size of a global variable. */
  globalPlace(object: BpfObject, name: string): { section: string; offset: number; size: number };
  loadObject(object: BpfObject): void;
  listPrograms(object: BpfObject): ProgramFacts[];
  /** @returns id of the link */
  attach(object: BpfObject, program: string, cgroup?: string): number;
  detach(object: BpfObject, link: number): void;
  listMaps(object: BpfObject): MapFacts[];
  /** Of a per-CPU map: the values of all possible CPUs, each rounded up to 8 bytes. */
  lookup(object: BpfObject, map: string, key: Buffer): Buffer | undefined;
  update(object: BpfObject, map: string, key: Buffer, value: Buffer): void;
  remove(object: BpfObject, map: string, key: Buffer): void;
  listKeys(object: BpfObject, map: string): Buffer[];
  /** Every BPF program in the kernel, whoever loaded it. */
  allPrograms(): { readonly id: number; readonly name: string; readonly type: number }[];
  kernelFeatures(): KernelFeatures;
  /** Types of a tracepoint's arguments, without pointers and qualifiers; undefined when the kernel has none of that name. */
  tracepointArguments(name: string): string[] | undefined;
  openRing(fd: number, bytes: number): RingMemory;
  watchRing(ring: RingMemory, fd: number, callback: () => void): void;
  pauseRing(ring: RingMemory): void;
  resumeRing(ring: RingMemory): void;
  closeRing(ring: RingMemory): void;
  bootTimeNs(): bigint;
  wallOffsetNs(): bigint;
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
