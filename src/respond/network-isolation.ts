/**
 * Network filters of rules: which are in force, for whom, and how to take them back.
 *
 *     apply ─► in force ─┬─ undo (a person) ──────────► removed
 *                        ├─ its rule is gone or changed ► removed
 *                        └─ its process or cgroup ended ► removed
 *
 * Dropping packets is the kernel's work: a backend puts a filter in force. Where there is none, every action is answered
 * with the reason, and nothing is pretended.
 */

export type IsolationScope = 'process' | 'cgroup';

export interface IsolationRequest {
  readonly ruleId: string;
  /** Packet filter expression (pcap-filter(7)). */
  readonly filter: string;
  /** What happens to packets that match. */
  readonly policy: 'drop' | 'allow';
  readonly scope: IsolationScope;
  readonly pid: number;
  readonly startNs: bigint;
  readonly cgroupId: bigint;
  readonly cgroupPath: string;
  /** ns since the epoch. */
  readonly sinceNs: bigint;
}

/** A filter in force. */
export interface Isolation extends IsolationRequest {
  readonly id: string;
}

/** What puts filters in force in the kernel. Calls return at once. */
export interface IsolationBackend {
  /** @returns '' or why not */
  install(isolation: Isolation): string;
  remove(isolation: Isolation): void;
}

export type ApplyResult = { readonly isolation: Isolation; readonly isNew: boolean } | { readonly error: string };

/** Filters in force at once: each costs every packet of its scope. */
const ISOLATIONS_MAX = 256;

export class NetworkIsolation {
  readonly #backend: IsolationBackend | null;
  readonly #whyNone: string;
  readonly #inForce = new Map<string, Isolation>();
  #nextId = 1;

  /** @param whyNone what to answer while there is no backend */
  constructor(
    backend: IsolationBackend | null,
    whyNone = 'network filters are not available on this kernel: no packet hook is attached',
  ) {
    this.#backend = backend;
    this.#whyNone = whyNone;
  }

  /** Puts a filter in force; the same filter for the same scope once only. */
  apply(request: IsolationRequest): ApplyResult {
    if (this.#backend === null) return { error: this.#whyNone };
    for (const isolation of this.#inForce.values()) if (isSame(isolation, request)) return { isolation, isNew: false };
    if (this.#inForce.size >= ISOLATIONS_MAX) return { error: `there are ${ISOLATIONS_MAX} network filters already` };
    const isolation: Isolation = { ...request, id: `net-${this.#nextId++}` };
    const problem = this.#backend.install(isolation);
    if (problem !== '') return { error: problem };
    this.#inForce.set(isolation.id, isolation);
    return { isolation, isNew: true };
  }

  /** Takes one back. @returns whether it was in force */
  undo(id: string): boolean {
    const isolation = this.#inForce.get(id);
    if (isolation === undefined) return false;
    this.#inForce.delete(id);
    this.#backend!.remove(isolation);
    return true;
  }

  /** Takes all back that `gone` names. @returns how many */
  undoWhere(gone: (isolation: Isolation) => boolean): number {
    const ids = [...this.#inForce.values()].filter(gone).map(({ id }) => id);
    for (const id of ids) this.undo(id);
    return ids.length;
  }

  /** How many are in force. */
  get size(): number {
    return this.#inForce.size;
  }

  /** Filters in force, oldest first. */
  list(): Isolation[] {
    return [...this.#inForce.values()];
  }
}

function isSame(a: IsolationRequest, b: IsolationRequest): boolean {
  if (a.ruleId !== b.ruleId || a.filter !== b.filter || a.policy !== b.policy || a.scope !== b.scope) return false;
  return a.scope === 'process' ? a.pid === b.pid && a.startNs === b.startNs : a.cgroupId === b.cgroupId;
}
