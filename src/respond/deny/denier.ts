/**
 * Refuses calls through BPF LSM: keeps bpf/deny.bpf.c loaded while a rule denies, its tables up to date with the files that
 * rules name, and hands over what was decided.
 *
 * Surprising: a change of rules loads the object anew, with just the hooks that are needed, and takes the old one away when
 * the new one is attached. The links belong to this process: when it dies, nothing is refused any more.
 */
import { existsSync, globSync } from 'node:fs';
import type { BpfObject, Native, RingMemory } from '../../capture/native.ts';
import {
  compileDeny,
  DENY_CLAUSES_MAX,
  DENY_HOOKS,
  type DenyHook,
  type DenyProblem,
} from '../../rules/engine/deny-clauses.ts';
import type { CheckedRule } from '../../rules/language/index.ts';
import type { Guards } from '../guards.ts';
import { type Decision, Decisions } from './decisions.ts';
import { buildDenyTables, DENY_MAPS, type DenyTables, type MapName, type PlacedClause } from './deny-tables.ts';
import { hostRoot, resolveFile } from './file-identity.ts';

export type DenyMode = 'audit' | 'enforce';

/** A rule with a deny action. */
export interface DenyingRule {
  readonly id: string;
  readonly eventType: string;
  readonly checked: CheckedRule;
  /** `audit`: it only tells, whatever the configuration says. */
  readonly mode: DenyMode;
}

export interface DenierOptions {
  readonly native: Native;
  /** The compiled object. */
  readonly objectPath: string;
  /** What the configuration lets rules do. */
  readonly mode: DenyMode;
  readonly guards: Guards;
  /** Paths and path globs of executables that are left alone. */
  readonly excludedBinaries: readonly string[];
  /** Names of the LSMs in force, null when unknown. */
  readonly lsms: readonly string[] | null;
  readonly log: (level: string, text: string) => void;
}

export interface DenierState {
  /** Why nothing can be refused here; '' when it can. */
  readonly why: string;
  readonly mode: DenyMode;
  /** False: a person has switched refusing off. */
  readonly on: boolean;
  readonly hooks: readonly string[];
  readonly refused: number;
  readonly audited: number;
  /** Decisions that the kernel or we had no room for. */
  readonly lost: number;
  /** Rules that do not deny, or not fully, with the reason. */
  readonly problems: ReadonlyMap<string, string>;
  readonly denying: readonly string[];
}

/** Programs by the hook that they serve. */
const PROGRAMS: Readonly<Record<DenyHook, readonly string[]>> = {
  exec: ['deny_exec'],
  open: ['deny_open'],
  unlink: ['deny_unlink'],
  rmdir: ['deny_rmdir'],
  rename: ['deny_rename'],
  mount: ['deny_mount', 'deny_move_mount'],
  bpf: ['deny_bpf'],
  load_module: ['deny_module_file', 'deny_module_memory'],
  connect: ['deny_connect'],
};
const MODE_NUMBERS = { off: 0, audit: 1, enforce: 2 } as const;
/** How often paths and own processes are looked at again. */
const RENEW_MS = 1000;
/** How long a decision waits for its event. */
const CLAIM_NS = 3_000_000_000n;
const EXCLUDED_FILES_MAX = 1024;

interface Loaded {
  readonly object: BpfObject;
  readonly ring: RingMemory;
  readonly decisions: Decisions;
  readonly contents: Map<MapName, Map<string, string>>;
  readonly own: Set<number>;
  fileBits: readonly bigint[];
}

export class Denier {
  readonly #options: DenierOptions;
  readonly #root = hostRoot();
  #rules: readonly DenyingRule[] = [];
  readonly #dismantled = new Set<string>();
  #clauses: readonly PlacedClause[] = [];
  #problems = new Map<string, string>();
  #incomplete: ReadonlyMap<string, string> = new Map();
  #loaded: Loaded | null = null;
  #on = true;
  #why: string;
  #refused = 0;
  #audited = 0;
  #lost = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: DenierOptions) {
    this.#options = options;
    this.#why = whyNoLsm(options);
  }

  get state(): DenierState {
    return {
      why: this.#why,
      mode: this.#options.mode,
      on: this.#on,
      hooks: [...new Set(this.#clauses.map(({ hook }) => hook))],
      refused: this.#refused,
      audited: this.#audited,
      lost: this.#lost + (this.#loaded?.decisions.dropped ?? 0),
      problems: new Map([...this.#problems, ...this.#incomplete]),
      denying: [...new Set(this.#clauses.map(({ ruleId }) => ruleId))],
    };
  }

  /** Takes over the rules that deny. Never throws: what cannot be done is in the state. */
  setRules(rules: readonly DenyingRule[]): void {
    this.#rules = rules;
    this.#renew();
  }

  /** Takes the right to refuse from a rule, or gives it back. */
  setDismantled(ruleId: string, dismantled: boolean): void {
    if (dismantled === this.#dismantled.has(ruleId)) return;
    if (dismantled) this.#dismantled.add(ruleId);
    else this.#dismantled.delete(ruleId);
    if (this.#rules.some(({ id }) => id === ruleId)) this.#renew();
  }

  /** The break-glass switch: off lets everything through from this moment on. */
  switch(on: boolean): void {
    this.#on = on;
    if (this.#loaded !== null) this.#writeMode(this.#loaded.object);
  }

  /** The decision about a call of a rule's event, null when the kernel decided nothing. */
  claim(ruleId: string, hook: string, pid: number, timeNs: bigint): Decision | null {
    const { decisions } = this.#loaded ?? {};
    return (
      decisions?.claim((d) => d.pid === pid && d.ruleId === ruleId && d.hook === hook && isNear(d.timeNs, timeNs)) ??
      null
    );
  }

  /** A refusal of this process that no rule's own event has taken: an exec that never came to be. */
  claimRefused(pid: number, timeNs: bigint): Decision | null {
    const { decisions } = this.#loaded ?? {};
    return decisions?.claim((d) => d.pid === pid && d.refused && isNear(d.timeNs, timeNs)) ?? null;
  }

  /** Whether anything can have been decided: asked at every failed call. */
  get isActive(): boolean {
    return this.#loaded !== null;
  }

  /** Why a rule does not deny, null when it does. */
  whyNot(ruleId: string): string | null {
    if (this.#why !== '') return this.#why;
    if (this.#dismantled.has(ruleId)) return 'it was dismantled';
    return this.#problems.get(ruleId) ?? this.#incomplete.get(ruleId) ?? null;
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#unload(this.#loaded);
    this.#loaded = null;
  }

  #renew(): void {
    const clauses: PlacedClause[] = [];
    this.#problems = new Map();
    for (const { id, eventType, checked, mode } of this.#rules) {
      if (this.#dismantled.has(id)) continue;
      const plan = compileDeny(checked, eventType);
      if ('problem' in plan) this.#problems.set(id, denyProblemText(plan.problem, checked));
      else if (clauses.length + plan.clauses.length > DENY_CLAUSES_MAX)
        this.#problems.set(id, `all rules together make more than ${DENY_CLAUSES_MAX} cases`);
      else {
        const auditOnly = mode === 'audit';
        for (const clause of plan.clauses) clauses.push({ hook: eventType as DenyHook, ruleId: id, auditOnly, clause });
      }
    }
    if (this.#why !== '') {
      if (this.#rules.length > 0) this.#options.log('warning', `no rule can deny: ${this.#why}`);
      return;
    }
    const before = this.#loaded;
    this.#clauses = clauses;
    try {
      this.#loaded = clauses.length === 0 ? null : this.#load(clauses);
    } catch (error) {
      this.#loaded = null;
      this.#why = (error as Error).message.split('\n')[0]!;
      this.#options.log('warning', `no rule can deny: ${this.#why}`);
    }
    this.#unload(before);
    if (this.#loaded !== null) this.#timer ??= setInterval(() => this.#tick(), RENEW_MS).unref();
    for (const [id, reason] of this.#problems) this.#options.log('warning', `rule ${id} does not deny: ${reason}`);
  }

  #load(clauses: readonly PlacedClause[]): Loaded {
    const { native, objectPath } = this.#options;
    const hooks = new Set(clauses.map(({ hook }) => hook));
    const object = native.openObject(objectPath);
    try {
      for (const hook of DENY_HOOKS)
        for (const program of PROGRAMS[hook]) native.setAutoload(object, program, hooks.has(hook));
      native.loadObject(object);
      const map = native.listMaps(object).find(({ name }) => name === 'decisions')!;
      const ring = native.openRing(map.fd, map.maxEntries);
      const ruleOf = (clause: number): string | undefined => clauses[clause]?.ruleId;
      const loaded: Loaded = {
        object,
        ring,
        decisions: new Decisions(ring, ruleOf, (decision) => {
          if (decision.refused) this.#refused++;
          else this.#audited++;
        }),
        contents: new Map(DENY_MAPS.map((name) => [name, new Map<string, string>()])),
        own: new Set(),
        fileBits: [],
      };
      this.#fill(loaded, clauses, true);
      this.#writeMode(object);
      for (const hook of hooks) for (const program of PROGRAMS[hook]) native.attach(object, program);
      return loaded;
    } catch (error) {
      native.closeObject(object);
      throw error;
    }
  }

  #unload(loaded: Loaded | null): void {
    if (loaded === null) return;
    loaded.decisions.drain();
    this.#lost += loaded.decisions.dropped;
    this.#options.native.closeRing(loaded.ring);
    this.#options.native.closeObject(loaded.object);
  }

  /** Writes what has changed; on a first filling everything. Exceptions come before what they are exceptions of. */
  #fill(loaded: Loaded, clauses: readonly PlacedClause[], isFirst: boolean): void {
    const { native, excludedBinaries, guards } = this.#options;
    const exempt = excludedBinaries.flatMap((path) => expandGlob(path)).slice(0, EXCLUDED_FILES_MAX);
    const tables = buildDenyTables(clauses, exempt, (path, links) => resolveFile(path, links, this.#root));
    const { object } = loaded;
    // Before the tables hold more and after they hold less: a file without its bit would not be looked for.
    this.#write(
      object,
      'file_bits',
      tables.fileBits.map((word, i) => word | (loaded.fileBits[i] ?? 0n)),
    );
    for (const name of DENY_MAPS) {
      const known = loaded.contents.get(name)!;
      const wanted = tables.maps[name];
      for (const [key, value] of wanted) {
        if (known.get(key) === value) continue;
        native.update(object, name, Buffer.from(key, 'hex'), Buffer.from(value, 'hex'));
        known.set(key, value);
      }
      for (const key of known.keys()) {
        if (wanted.has(key)) continue;
        native.removeEntries(object, name, Buffer.from(key, 'hex'));
        known.delete(key);
      }
    }
    this.#write(object, 'file_bits', tables.fileBits);
    loaded.fileBits = tables.fileBits;
    for (const pid of guards.own) {
      if (loaded.own.has(pid)) continue;
      loaded.own.add(pid);
      native.update(object, 'own_pids', numberBytes(pid), numberBytes(1));
    }
    for (const pid of loaded.own) {
      if (guards.own.has(pid)) continue;
      loaded.own.delete(pid);
      native.removeEntries(object, 'own_pids', numberBytes(pid));
    }
    this.#writeMasks(object, tables, isFirst);
    this.#incomplete = tables.incomplete;
  }

  #write(object: BpfObject, name: string, values: readonly bigint[]): void {
    const buffer = Buffer.alloc(8 * values.length);
    values.forEach((value, i) => void buffer.writeBigUInt64LE(value, 8 * i));
    this.#options.native.setGlobal(object, name, buffer);
  }

  #writeMasks(object: BpfObject, tables: DenyTables, isFirst: boolean): void {
    const write = (name: string, values: readonly bigint[]): void => this.#write(object, name, values);
    // Folders may come to be later; everything else depends on the clauses alone.
    write('folder_clauses', tables.folderClauses);
    if (isFirst) {
      write('without', tables.without);
      write('negated', tables.negated);
      write('flag_clauses', tables.flagClauses);
      write('audit_only', [tables.auditOnly]);
    }
    write('hook_clauses', tables.hookClauses);
  }

  #writeMode(object: BpfObject): void {
    const mode = this.#on ? this.#options.mode : 'off';
    this.#options.native.setGlobal(object, 'mode', numberBytes(MODE_NUMBERS[mode]));
  }

  #tick(): void {
    const loaded = this.#loaded;
    if (loaded === null) return;
    const { native, log } = this.#options;
    try {
      this.#fill(loaded, this.#clauses, false);
      this.#lost = Number(native.getGlobal(loaded.object, 'decisions_lost').readBigUInt64LE(0));
      const left = loaded.decisions.expire(native.bootTimeNs() - CLAIM_NS);
      const [first] = left;
      if (first !== undefined)
        log(
          'warning',
          `rule ${first.ruleId} ${first.refused ? 'refused' : 'would have refused'} ${first.hook} of process ${first.pid} (inode ${first.inode}) without an event of its own${left.length > 1 ? `, and ${left.length - 1} more` : ''}`,
        );
    } catch (error) {
      // Stale tables refuse files that the rules no longer mean: rather nothing.
      this.switch(false);
      log('error', `refusing is switched off: its tables cannot be renewed: ${(error as Error).message}`);
    }
  }
}

/** The event of a call is written when it ends, soon after the decision. */
function isNear(decidedNs: bigint, eventNs: bigint): boolean {
  const apart = decidedNs > eventNs ? decidedNs - eventNs : eventNs - decidedNs;
  return apart < CLAIM_NS;
}

function numberBytes(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function expandGlob(path: string): readonly string[] {
  if (!/[*?[{]/.test(path)) return [path];
  try {
    return globSync(path);
  } catch {
    return [];
  }
}

function whyNoLsm({ objectPath, lsms, native }: DenierOptions): string {
  if (lsms === null) return 'which LSMs are in force is unknown: securityfs is not mounted';
  if (!lsms.includes('bpf')) return 'bpf is not among the LSMs in force (lsm= of the kernel command line)';
  if (native.kernelFeatures().programTypes.lsm === false) return 'this kernel takes no LSM programs';
  return existsSync(objectPath) ? '' : `${objectPath} is missing`;
}

/** What prevents a rule from denying, in one line. */
export function denyProblemText({ span, reason }: DenyProblem, { source }: CheckedRule): string {
  const part = source.slice(span.offset, span.offset + span.length);
  return part === '' ? reason : `${reason}: ${part.length > 80 ? `${part.slice(0, 79)}…` : part}`;
}
