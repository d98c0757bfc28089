/**
 * The kernel half, loaded and attached.
 *
 * Start: choose the object for this kernel, leave out the programs that do not fit, load (a program that the kernel refuses
 * is left out and named, the rest is loaded again), write the settings, attach. Links live as long as this process: when it
 * ends in whatever way, the kernel detaches everything by itself.
 */

import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CALL_FAMILIES, CALL_NUMBERS, type CallFamily, doorTables } from '../../schema/calls.ts';
import { callNumber } from '../../schema/syscall-numbers.ts';
import { LiveSource } from '../capture/live.ts';
import { type BpfObject, loadNative, type Native, type NativeError, type ProgramFacts } from '../capture/native.ts';
import { COUNT_REASONS, RECORD_NAMES, RecordType } from '../decode/records.gen.ts';
import { CONTEXT_RECORDS } from '../enrich/event.ts';
import { type KernelApprovers, OPEN_WRITING } from '../rules/engine/approver-table.ts';
import { NAME_KINDS, sieveOf } from '../rules/engine/name-number.ts';
import type { NumberApprover } from '../rules/engine/number-approvers.ts';
import { withCgroupRoot } from './cgroup-root.ts';
import { type DentrySample, findDentryTable } from './dentry-table.ts';
import {
  activeLsms,
  type CheckSupport,
  type CheckWay,
  chooseWays,
  hookedTypes,
  wantedProvider,
} from './file-providers.ts';
import { HOOKS, type Hook, parseKernelVersion, whyUnfit } from './hooks.ts';
import { NETWORK_HOOKS } from './network-hooks.ts';
import { type NetworkOptions, NetworkSensor, sizeNetworkMaps } from './network-sensor.ts';
import { USUAL_TYPES } from './record-choice.ts';

/** Where the BPF objects are: beside the sources, or where SHRIKE_BPF says. */
export const BPF_FOLDER = process.env.SHRIKE_BPF ?? fileURLToPath(new URL('../../build/bpf', import.meta.url));

/** The machine cannot do what was asked: says what is missing and what to do. */
export class SensorError extends Error {
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** What became of a hook on this kernel. */
export interface HookState {
  readonly hook: Hook;
  state: 'live' | 'refused' | 'unfit';
  /** Why it is not live; '' when it is. */
  reason: string;
  /** The verifier's or libbpf's log of a refusal. */
  log: string;
}

export interface SensorOptions {
  /** Failed opens: none, those refused for lack of rights (default), or all. */
  readonly failedOpens?: 'none' | 'refused' | 'all';
  /** Carry the passed text of successful opens too. */
  readonly passedText?: boolean;
  /** What of the network to watch; null: nothing, and no hook of it is attached. */
  readonly network?: NetworkOptions | null;
  /** Record types to produce; default all. */
  readonly types?: readonly string[];
  /** Size of the events ring in bytes, a power of two of pages. */
  readonly eventsRingBytes?: number;
  readonly urgentRingBytes?: number;
  readonly networkRingBytes?: number;
  /** Attach every hook, whatever is wanted. */
  readonly inspect?: boolean;
  /** Leave the own process out (default). */
  readonly excludeSelf?: boolean;
}

/** Counters of the kernel half for one record type, by reason. */
export type KernelCounts = Record<(typeof COUNT_REASONS)[number], number>;

/** Says in one sentence why there can be no sensor here, or null. Does not touch the kernel. */
export function whyNoSensor(): string | null {
  if (process.platform !== 'linux') return 'Shrike watches Linux kernels: this is another system.';
  if (process.getuid?.() !== 0) return 'Watching the kernel needs root: run it again with sudo.';
  if (!existsSync('/sys/kernel/btf/vmlinux')) {
    return 'This kernel carries no type information (/sys/kernel/btf/vmlinux is missing): boot a kernel built with CONFIG_DEBUG_INFO_BTF=y, as the distributions have shipped since 2020.';
  }
  return null;
}

/** The attached sensor. */
export class Sensor {
  readonly hooks: readonly HookState[];
  readonly source: LiveSource;
  /** Null when the network is not watched. */
  readonly network: NetworkSensor | null;
  readonly #native: Native;
  readonly #object: BpfObject;
  #closed = false;
  #wanted: ReadonlySet<string> = new Set();
  /** Links of attached hooks, by program. */
  readonly #links = new Map<string, number>();

  private constructor(
    native: Native,
    object: BpfObject,
    hooks: readonly HookState[],
    source: LiveSource,
    withNetwork: boolean,
  ) {
    this.network = withNetwork ? new NetworkSensor(native, object) : null;
    this.#native = native;
    this.#object = object;
    this.hooks = hooks;
    this.source = source;
  }

  /** Loads and attaches. Throws {@link SensorError} when a required hook cannot be had. */
  static open(options: SensorOptions = {}): Sensor {
    const { native, object, hooks } = loadPrograms(options);
    try {
      const sensor = new Sensor(native, object, hooks, openRings(native, object), options.network !== null);
      const wanted = new Set(options.types ?? USUAL_TYPES);
      for (const state of hooks) {
        if (state.state === 'live' && (options.inspect || isWanted(state.hook, wanted))) sensor.#attach(state);
      }
      sensor.#noteOwnObjects();
      if (sensor.network !== null) sensor.network.attach(hooks, options.network ?? {}, refuse);
      sensor.#leaveOutBlindHooks();
      sensor.#useChecks();
      sensor.#findDentryTable();
      sensor.#configure(options);
      const missing = hooks.find((s) => s.hook.required && s.state !== 'live');
      if (missing) throw requiredMissing(missing);
      return sensor;
    } catch (error) {
      native.closeObject(object);
      throw error;
    }
  }

  #attach(state: HookState): void {
    const { program, exitOf, attachTo } = state.hook;
    if (this.#links.has(program)) return;
    this.#links.set(program, NO_LINK);
    try {
      if (exitOf !== undefined) this.#routeCalls(program, exitOf);
      else if (attachTo === undefined) this.#links.set(program, this.#native.attach(this.#object, program));
      else if (attachTo === 'sysctl')
        this.#links.set(
          program,
          withCgroupRoot((root) => this.#native.attach(this.#object, program, root)),
        );
    } catch (error) {
      refuse(state, error);
    }
  }

  /** Detaches the hooks that are there on demand and that nobody asks for any more. */
  #detachUnwanted(wanted: ReadonlySet<string>): void {
    for (const { hook } of this.hooks) {
      const link = this.#links.get(hook.program);
      if (link === undefined || link === NO_LINK || isWanted(hook, wanted)) continue;
      this.#native.detach(this.#object, link);
      this.#links.delete(hook.program);
    }
  }

  /** Where hooks hand over the files of a record, no text is followed. */
  #useChecks(): void {
    const live = (program: string): boolean => this.hooks.some((s) => s.hook.program === program && s.state === 'live');
    this.setGlobal('hooked_types', typeBits(hookedTypes(live)));
    const place = (this.#native.functionArguments('security_inode_setxattr') ?? []).indexOf('dentry');
    if (place >= 0) this.setGlobal('xattr_dentry_argument', BigInt(place));
  }

  /** Where the kernel's table of directory entries is: without it children are searched in the lists of directories. */
  #findDentryTable(): void {
    if (!this.#native.listMaps(this.#object).some(({ name }) => name === 'dentry_samples')) return;
    const folder = ['/usr/bin', '/bin', '/etc', '/'].find((path) => existsSync(path))!;
    // Whoever is looked at is in the cache.
    for (const name of readdirSync(folder).slice(0, DENTRY_SAMPLES))
      statSync(`${folder}/${name}`, { throwIfNoEntry: false });
    const fd = openSync(folder, 'r');
    try {
      this.setGlobal('self_pid', BigInt(process.pid));
      this.setGlobal('want_dentry_samples', BigInt(fd + 1));
      existsSync('/'); // any path makes the kernel half take the samples
      this.setGlobal('want_dentry_samples', 0n);
    } finally {
      closeSync(fd);
    }
    const { values, count } = this.#native.readEntries(this.#object, 'dentry_samples');
    const samples: DentrySample[] = [];
    for (let i = 0; i < count; i++) {
      const pprev = values.readBigUInt64LE(i * 16 + 8);
      if (pprev !== 0n) samples.push({ hash: values.readUInt32LE(i * 16), pprev });
    }
    const found = findDentryTable(samples);
    if (found === null) return;
    this.setGlobal('dentry_shift', BigInt(found.shift));
    this.setGlobal('dentry_table', found.table);
  }

  /** Tells the kernel half which programs and maps are the sensor's, so that it notices who else touches them. */
  #noteOwnObjects(): void {
    const one = Buffer.alloc(8, 1);
    const note = (kind: bigint, id: number): void => {
      const key = Buffer.alloc(8);
      key.writeBigUInt64LE((kind << 32n) | BigInt(id));
      this.#native.update(this.#object, 'own_objects', key, one);
    };
    for (const { id } of this.programs()) if (id !== undefined) note(1n, id);
    for (const { fd } of this.#native.listMaps(this.#object)) {
      const id = descriptorFact(fd, 'map_id');
      if (id !== null) note(2n, id);
    }
    for (const fd of readdirSync('/proc/self/fd')) {
      const id = descriptorFact(Number(fd), 'link_id');
      if (id !== null) note(3n, id);
    }
  }

  /** Lets `on_sys_exit` jump to a program for the calls of a family. */
  #routeCalls(program: string, family: CallFamily): void {
    const { fd } = this.#native.listPrograms(this.#object).find(({ name }) => name === program)!;
    const entry = Buffer.alloc(8);
    entry.writeUInt32LE(CALL_FAMILIES.indexOf(family), 0);
    entry.writeUInt32LE(fd!, 4);
    this.#native.update(this.#object, 'exit_families', entry.subarray(0, 4), entry.subarray(4));
  }

  /** A hook that loads but finds nothing on this kernel must not be called live. */
  #leaveOutBlindHooks(): void {
    const state = this.hooks.find((s) => s.state === 'live' && s.hook.program.startsWith('on_name_free'));
    if (state === undefined) return;
    // Any call with a path makes the program learn the cache; without it, path copies live elsewhere (since 7.0).
    existsSync('/');
    if (this.#native.getGlobal(this.#object, 'names_cache').readBigUInt64LE() !== 0n) return;
    state.state = 'unfit';
    state.reason = 'this kernel keeps its copies of paths in another cache';
  }

  /** What this kernel gives, for `shrike doctor`: everything is attached for a moment, but no record type is switched on. */
  static inspect(): { hooks: readonly HookState[]; programs: readonly ProgramFacts[] } {
    const sensor = Sensor.open({ types: [], inspect: true });
    const programs = sensor.programs();
    sensor.close();
    return { hooks: sensor.hooks, programs };
  }

  #configure(options: SensorOptions): void {
    this.setGlobal('failed_opens', BigInt({ none: 0, refused: 1, all: 2 }[options.failedOpens ?? 'refused']));
    this.setPassedText(options.passedText === true);
    this.setGlobal('self_pid', options.excludeSelf === false ? 0n : BigInt(process.pid));
    const fput = kernelSymbol('____fput');
    if (fput !== null) this.setGlobal('fput_address', fput);
    this.enableTypes(options.types ?? USUAL_TYPES);
  }

  /** Which records the kernel half produces from now on; calls that serve none of them are not looked at any more. */
  enableTypes(names: readonly string[]): void {
    let types = 0n;
    // What makes other records understandable comes with any of them.
    const wanted = names.length === 0 ? names : [...names, ...CONTEXT_RECORDS];
    for (const state of this.hooks)
      if (state.state === 'live' && isWanted(state.hook, new Set(wanted))) this.#attach(state);
    for (const [name, number] of Object.entries(RecordType)) if (wanted.includes(name)) types |= 1n << BigInt(number);
    const { native, compat } = doorTables(
      process.arch,
      new Set(names.filter((name) => name !== 'selinux' || HAS_SELINUX)),
    );
    this.setGlobal('doors_native', native);
    this.setGlobal('doors_compat', compat);
    this.setGlobal('enabled_types', types);
    this.#detachUnwanted(new Set(wanted));
    this.#wanted = new Set(names);
  }

  /** Whether records of a type are produced now. */
  wants(name: string): boolean {
    return this.#wanted.has(name);
  }

  /** Whether records carry the text that the caller passed even where the file is known. */
  setPassedText(wanted: boolean): void {
    this.setGlobal('want_passed_text', wanted ? 1n : 0n);
  }

  /** Writes a global variable of the kernel half. */
  setGlobal(name: string, value: bigint | Uint8Array): void {
    if (typeof value !== 'bigint') {
      this.#native.setGlobal(this.#object, name, Buffer.from(value));
      return;
    }
    const bytes = Buffer.alloc(this.#native.globalPlace(this.#object, name).size);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number((value >> BigInt(8 * i)) & 0xffn);
    this.#native.setGlobal(this.#object, name, bytes);
  }

  /**
   * Lets the kernel drop events that no rule could match. The filter is off while the names are exchanged, so that nothing
   * is dropped by half a table.
   */
  setApprovers(table: KernelApprovers): void {
    const settings = Buffer.alloc(24);
    this.setGlobal('approvers', settings);
    if (table.types.length === 0) return;
    const wanted = new Map(table.names.map(({ number, types }) => [number, nameTypes(types)]));
    for (const key of this.#native.listKeys(this.#object, 'approved_names')) {
      if (!wanted.has(key.readBigUInt64LE())) this.#native.remove(this.#object, 'approved_names', key);
    }
    for (const [number, types] of wanted) {
      const entry = Buffer.alloc(16);
      entry.writeBigUInt64LE(number, 0);
      entry.writeUInt32LE(types, 8);
      this.#native.update(this.#object, 'approved_names', entry.subarray(0, 8), entry.subarray(8));
    }
    this.setGlobal('name_sieve', sieveOf(wanted));
    settings.writeBigUInt64LE(typeBits(table.types), 0);
    settings.writeUInt32LE(table.openFlags, 8);
    settings.writeUInt32LE(table.chmodBits, 12);
    settings.writeUInt32LE(
      table.names.reduce((kinds, { kind }) => kinds | NAME_KINDS[kind], 0),
      16,
    );
    this.setGlobal('approvers', settings);
  }

  /** Which system calls give `ondemand` records; names that this machine does not have are left out. */
  setOndemandCalls(names: readonly string[]): void {
    const tables = [new Uint8Array(CALL_NUMBERS), new Uint8Array(CALL_NUMBERS)] as const;
    for (const name of names) {
      tables.forEach((table, i) => {
        const number = callNumber(name, process.arch, i === 1);
        if (number !== undefined && number < CALL_NUMBERS) table[number] = 1;
      });
    }
    this.setGlobal('ondemand_native', tables[0]);
    this.setGlobal('ondemand_compat', tables[1]);
  }

  /** Lets the kernel drop events of a type whose two numbers no rule could match (bpf/lib/approve.h). */
  setNumberApprover(type: keyof typeof RecordType, { active, anyBits, places }: NumberApprover): void {
    const key = Buffer.alloc(4);
    key.writeUInt32LE(RecordType[type]);
    const value = Buffer.alloc(40);
    value.writeUInt32LE(active ? 1 : 0, 0);
    anyBits.forEach((bits, i) => {
      value.writeBigUInt64LE(bits, 8 + 8 * i);
    });
    places.forEach((bits, i) => {
      value.writeBigUInt64LE(bits, 24 + 8 * i);
    });
    this.#native.update(this.#object, 'number_approvers', key, value);
  }

  /** Counters per record type, summed over CPUs: `seen = filtered + delivered + lost_*`. */
  counts(): Record<string, KernelCounts> {
    const result: Record<string, KernelCounts> = {};
    const valueBytes = COUNT_REASONS.length * 8;
    RECORD_NAMES.forEach((name, number) => {
      if (name === undefined) return;
      const key = Buffer.alloc(4);
      key.writeUInt32LE(number);
      const perCpu = this.#native.lookup(this.#object, 'counts', key) ?? Buffer.alloc(0);
      const counts = Object.fromEntries(COUNT_REASONS.map((r) => [r, 0])) as KernelCounts;
      for (let at = 0; at + valueBytes <= perCpu.length; at += valueBytes) {
        COUNT_REASONS.forEach((reason, i) => {
          counts[reason] += Number(perCpu.readBigUInt64LE(at + 8 * i));
        });
      }
      result[name] = counts;
    });
    return result;
  }

  /** Run counts and misses per program; `recursionMisses` are calls that the kernel skipped. */
  programs(): ProgramFacts[] {
    return this.#native.listPrograms(this.#object);
  }

  /** Detaches everything and hands over what the rings still hold. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.setGlobal('enabled_types', 0n);
    this.source.stop();
    this.network?.close();
    this.#native.closeObject(this.#object);
  }
}

/** Entries of the map of samples (bpf/name.h). */
const DENTRY_SAMPLES = 256;

function isWanted(hook: Hook, records: ReadonlySet<string>): boolean {
  return hook.onDemand !== true || hook.serves.some((record) => records.has(record));
}

/** Without it nobody can write into its files, and no write has to be looked at. */
const HAS_SELINUX = kernelKnowsFilesystem('selinuxfs');

function kernelKnowsFilesystem(name: string): boolean {
  try {
    return readFileSync('/proc/filesystems', 'latin1').split(/\s+/).includes(name);
  } catch {
    return true;
  }
}

/** A hook that is in place without a link of its own. */
const NO_LINK = 0;

/** Bit per record type. */
function typeBits(types: readonly string[]): bigint {
  return types.reduce((bits, type) => bits | (1n << BigInt(RecordType[type as keyof typeof RecordType])), 0n);
}

/** The same for a name, whose bits are 32: the highest stands for opens that write (bpf/lib/name-filter.h). */
function nameTypes(types: readonly string[]): number {
  const records = Number(typeBits(types.filter((type) => type !== OPEN_WRITING)));
  return (records | (types.includes(OPEN_WRITING) ? 1 << 31 : 0)) >>> 0;
}

function loadPrograms(options: SensorOptions): { native: Native; object: BpfObject; hooks: HookState[] } {
  const obstacle = whyNoSensor();
  if (obstacle !== null) throw new SensorError('SHRIKE_NO_SENSOR', obstacle);
  let native: Native;
  try {
    native = loadNative();
  } catch (error) {
    throw new SensorError(
      'SHRIKE_NO_ADDON',
      `cannot load the native addon (${(error as Error).message.split('\n')[0]}): run ./shrike, which builds it`,
      error,
    );
  }
  const kernel = parseKernelVersion(release()) ?? { major: 0, minor: 0 };
  if (kernel.major < 5 || (kernel.major === 5 && kernel.minor < 8)) {
    throw new SensorError(
      'SHRIKE_OLD_KERNEL',
      `this kernel (${release()}) has no BPF ring buffer: Linux 5.8 or newer is needed`,
    );
  }
  const path = `${BPF_FOLDER}/${usesOldObject() ? 'sensor-old' : 'sensor'}.bpf.o`;
  const refusedWays = new Map<CheckWay, string>();
  const support = checkSupport(native, refusedWays);
  const ways = chooseWays(support);
  const hooks: HookState[] = HOOKS.map((hook) => {
    const reason =
      options.network === null && NETWORK_HOOKS.includes(hook)
        ? 'the network is not watched'
        : hook.check !== undefined
          ? (ways.get(hook.program) ?? null)
          : whyUnfit(hook, (tracepoint) => native.tracepointArguments(tracepoint));
    return { hook, state: reason === null ? 'live' : 'unfit', reason: reason ?? '', log: '' };
  });
  /** A way that one check cannot be reached in serves no other: all of them move on to the next. */
  const giveUp = (way: CheckWay, error: unknown): void => {
    refusedWays.set(way, `this kernel does not let checks be reached by ${way}: ${(error as Error).message}`);
    const rest = chooseWays(support);
    for (const state of hooks) {
      if (state.hook.check === undefined) continue;
      const reason = rest.get(state.hook.program) ?? null;
      Object.assign(state, { state: reason === null ? 'live' : 'unfit', reason: reason ?? '', log: '' });
    }
  };
  // Each refused program costs one more round; there are only a few.
  for (let round = 0; round <= HOOKS.length; round++) {
    let object: BpfObject | null = null;
    try {
      object = native.openObject(path);
      const present = new Set(native.listPrograms(object).map((p) => p.name));
      for (const state of hooks) {
        if (!present.has(state.hook.program)) {
          if (state.state === 'live') Object.assign(state, { state: 'unfit', reason: 'needs Linux 5.17' });
        } else native.setAutoload(object, state.hook.program, state.state === 'live');
      }
      native.setMaxEntries(object, 'exec_scratches', possibleCpus());
      sizeNetworkMaps(native, object, options.network ?? null);
      if (options.eventsRingBytes !== undefined) native.setMaxEntries(object, 'ring_events', options.eventsRingBytes);
      if (options.networkRingBytes !== undefined)
        native.setMaxEntries(object, 'ring_network', options.networkRingBytes);
      else if (options.network === null) native.setMaxEntries(object, 'ring_network', 4096);
      if (options.urgentRingBytes !== undefined) native.setMaxEntries(object, 'ring_urgent', options.urgentRingBytes);
      native.loadObject(object);
      const refused = tryWays(native, object, hooks);
      if (refused === null) return { native, object, hooks };
      native.closeObject(object);
      object = null;
      giveUp(refused.way, refused.error);
    } catch (error) {
      if (object !== null) native.closeObject(object);
      const state = hooks.find((s) => s.state === 'live' && s.hook.program === (error as NativeError).program);
      if (state === undefined) throw new SensorError('SHRIKE_BPF_LOAD', loadFailure(error as NativeError), error);
      if (state.hook.check !== undefined) {
        giveUp(state.hook.check.way, error);
        continue;
      }
      refuse(state, error);
      if (state.hook.required) throw requiredMissing(state);
    }
  }
  throw new SensorError('SHRIKE_BPF_LOAD', 'the kernel refuses every BPF program');
}

/** Attaches one check of each way for a moment: what loads need not attach. */
function tryWays(
  native: Native,
  object: BpfObject,
  hooks: readonly HookState[],
): { way: CheckWay; error: unknown } | null {
  const tried = new Set<CheckWay>();
  for (const { hook, state } of hooks) {
    if (state !== 'live' || hook.check === undefined || tried.has(hook.check.way)) continue;
    tried.add(hook.check.way);
    try {
      native.detach(object, native.attach(object, hook.program));
    } catch (error) {
      return { way: hook.check.way, error };
    }
  }
  return null;
}

/** Either of them means that the kernel was built with breakpoints. */
const BREAKPOINTS = ['/sys/bus/event_source/devices/kprobe', '/sys/kernel/tracing/kprobe_events'];

function checkSupport(native: Native, refused: ReadonlyMap<CheckWay, string>): CheckSupport {
  const only = wantedProvider(process.env.SHRIKE_FILE_PROVIDER);
  if (only !== null && typeof only !== 'string') throw new SensorError('SHRIKE_FILE_PROVIDER', only.problem);
  const { programTypes } = native.kernelFeatures();
  return {
    loads: (way) => programTypes[way] === true && (way !== 'kprobe' || BREAKPOINTS.some((path) => existsSync(path))),
    hasFunction: (name) => native.functionArguments(name) !== undefined,
    lsms: activeLsms(),
    refused,
    only,
  };
}

/** Kernels before 5.17 get an object of their own (bpf/sensor-old.bpf.c). */
function usesOldObject(): boolean {
  const kernel = parseKernelVersion(release());
  return kernel !== null && kernel.major === 5 && kernel.minor < 17;
}

function openRings(native: Native, object: BpfObject): LiveSource {
  const maps = new Map(native.listMaps(object).map((m) => [m.name, m]));
  const place = (name: string): { fd: number; bytes: number } => ({
    fd: maps.get(name)!.fd,
    bytes: maps.get(name)!.maxEntries,
  });
  return new LiveSource(native, [place('ring_urgent'), place('ring_events'), place('ring_network')]);
}

function refuse(state: HookState, error: unknown): void {
  const { message, log } = error as NativeError;
  state.state = 'refused';
  state.reason = message;
  state.log = log ?? '';
}

function requiredMissing(state: HookState): SensorError {
  return new SensorError(
    'SHRIKE_REQUIRED_HOOK',
    `this kernel does not let Shrike attach ${state.hook.point}: ${state.reason}. \`shrike doctor\` says more.`,
  );
}

function loadFailure(error: NativeError): string {
  const last = (error.log ?? '').trim().split('\n').at(-1) ?? '';
  const rights =
    error.errno === 1
      ? ' BPF needs root with CAP_BPF and CAP_PERFMON (or CAP_SYS_ADMIN); in a container they may be missing, and lockdown=confidentiality forbids it.'
      : '';
  return `${error.message}${last === '' ? '' : ` (${last})`}.${rights}`;
}

/** A number that the kernel tells about one of our descriptors, null when it has none of that name. */
function descriptorFact(fd: number, name: string): number | null {
  try {
    const match = new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'));
    return match === null ? null : Number(match[1]);
  } catch {
    return null; // closed meanwhile
  }
}

function possibleCpus(): number {
  try {
    const last = /(\d+)\s*$/.exec(readFileSync('/sys/devices/system/cpu/possible', 'latin1'));
    if (last !== null) return Number(last[1]) + 1;
  } catch {
    // No sysfs: what Node sees must do.
  }
  return availableParallelism();
}

/** Address of a kernel function, null where the kernel does not tell. Read in pieces: the whole table is over 10 MB. */
function kernelSymbol(name: string): bigint | null {
  let fd: number;
  try {
    fd = openSync('/proc/kallsyms', 'r');
  } catch {
    return null;
  }
  try {
    const piece = Buffer.alloc(1 << 16);
    const wanted = new RegExp(`(?:^|\\n)([0-9a-f]+) [tT] ${name}\\n`);
    let rest = '';
    for (let n = readSync(fd, piece); n > 0; n = readSync(fd, piece)) {
      const text = rest + piece.toString('latin1', 0, n);
      const match = wanted.exec(text);
      if (match !== null) {
        const address = BigInt(`0x${match[1]}`);
        return address === 0n ? null : address;
      }
      rest = text.slice(text.lastIndexOf('\n'));
    }
    return null;
  } finally {
    closeSync(fd);
  }
}
