/**
 * Values of the variables that set actions store: global ones and ones that belong to a process, container or cgroup.
 * A scoped value lives as long as its owner: owners that are objects (a process entry) hold theirs weakly, owners that
 * are texts or numbers are released by name, or pushed out when there are too many. Lists are sets that forget what was
 * added longest ago. Time is handed in, so that expiry needs no timer.
 *
 *     unset ──set──► value ──ttl over──► expired (reads as zero) ──set──► value …
 *                      └──owner gone──► nothing left
 */
import type { FieldValue, IpNetwork, ScalarType } from '../language/model.ts';
import { type VariableScope, type VariableSpec, zeroValue } from '../language/variables.ts';

/** How a variable was declared. */
export interface VariableDeclaration extends VariableSpec {
  readonly scope: VariableScope;
  /** Initial value of a global variable. */
  readonly initial?: FieldValue;
  /** Most elements of a list. */
  readonly sizeMax: number;
  /** 0 for no expiry. */
  readonly ttlNs: bigint;
  readonly isPrivate: boolean;
  readonly inherited: boolean;
}

/** Who a scoped variable belongs to: any identity that lives as long as the process, container or cgroup. */
export type Owner = object | string | number;

/** Tells whom an event belongs to; null when there is nobody, such as the container of a process on the host. */
export interface OwnerFinder<E> {
  readonly process: (event: E) => Owner | null;
  /** The process's ancestors, nearest first. */
  readonly ancestors: (event: E) => Iterable<Owner>;
  readonly container: (event: E) => Owner | null;
  readonly cgroup: (event: E) => Owner | null;
  /** The process with an id, for `scope_field`. */
  readonly processById: (pid: number, event: E) => Owner | null;
}

/** Most elements of a list unless its declaration says otherwise, and at all. */
export const LIST_SIZE_DEFAULT = 100;
export const LIST_SIZE_MAX = 10_000;

/** Most owners by text or number that are kept per scope. */
const OWNERS_MAX = 65_536;

type Scalar = boolean | number | bigint | string | IpNetwork;

interface Element {
  readonly value: Scalar;
  /** 0 for never. */
  readonly expiresNs: bigint;
}

/** Elements by identity, in the order they were last added. */
type Cell = { readonly type: ScalarType } & (
  | { readonly kind: 'scalar'; readonly element: Element }
  | { readonly kind: 'list'; readonly elements: Map<Scalar, Element> }
);
type Cells = Map<string, Cell>;

/** What the store has had to give up, by reason. */
export interface StoreLosses {
  /** Owners pushed out by newer ones. */
  ownersEvicted: number;
  /** List elements pushed out by newer ones. */
  elementsEvicted: number;
}

function identityOf(value: Scalar): Scalar {
  if (typeof value === 'object') return `${value.hi}:${value.lo}/${value.prefix}`;
  return typeof value === 'bigint' ? narrow(value) : value;
}

/** Ints as the language takes them from variables: numbers where exact. */
function narrow(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function storable(value: Scalar): Scalar {
  return typeof value === 'bigint' ? narrow(value) : value;
}

const isLive = ({ expiresNs }: Element, nowNs: bigint) => expiresNs === 0n || expiresNs > nowNs;

export class VariableStore {
  readonly losses: StoreLosses = { ownersEvicted: 0, elementsEvicted: 0 };
  private declarations: ReadonlyMap<string, VariableDeclaration>;
  private readonly global: Cells = new Map();
  private readonly byObject = new WeakMap<object, Cells>();
  private readonly byKey = new Map<VariableScope, Map<string | number, Cells>>();

  /** @param declarations by full name, scope prefix included */
  constructor(declarations: ReadonlyMap<string, VariableDeclaration>) {
    this.declarations = declarations;
    this.setInitial();
  }

  /**
   * Takes over new declarations after a reload. Values of variables that keep their type and scope stay; the others are
   * unset (those of scoped owners as soon as they are read).
   */
  redeclare(declarations: ReadonlyMap<string, VariableDeclaration>): void {
    const before = this.declarations;
    this.declarations = declarations;
    for (const name of [...this.global.keys()]) {
      const old = before.get(name);
      const now = declarations.get(name);
      if (now === undefined || now.type !== old?.type || now.array !== old?.array) this.global.delete(name);
    }
    this.setInitial();
  }

  private setInitial(): void {
    for (const declaration of this.declarations.values()) {
      const { name, type, scope, initial, array } = declaration;
      if (scope !== 'global' || initial === undefined || this.global.has(name)) continue;
      if (!array) this.global.set(name, { type, kind: 'scalar', element: { value: initial as Scalar, expiresNs: 0n } });
      else this.fill(this.global, declaration, initial as readonly Scalar[], 0n);
    }
  }

  /**
   * Value of a variable in one owner's scope (ignored for global ones).
   * @returns undefined when it was never set there, or has expired
   */
  get(name: string, owner: Owner | null, nowNs: bigint): FieldValue | undefined {
    const declaration = this.declarations.get(name);
    if (declaration === undefined) return undefined;
    const cell = this.cellsOf(declaration.scope, owner)?.get(name);
    if (cell === undefined || cell.type !== declaration.type || (cell.kind === 'list') !== declaration.array)
      return undefined;
    if (cell.kind === 'scalar') return isLive(cell.element, nowNs) ? cell.element.value : undefined;
    const values: FieldValue[] = [];
    for (const element of cell.elements.values()) if (isLive(element, nowNs)) values.push(element.value);
    return values;
  }

  /** Whether anything is stored under the name for this owner, be it expired. */
  has(name: string, owner: Owner | null): boolean {
    const declaration = this.declarations.get(name);
    return declaration !== undefined && this.cellsOf(declaration.scope, owner)?.has(name) === true;
  }

  /**
   * Value for an event: of its own owner, or for an inherited variable of the nearest ancestor that has it.
   * @returns undefined when unset, as the language wants it
   */
  read<E>(name: string, event: E, owners: OwnerFinder<E>, nowNs: bigint): FieldValue | undefined {
    const declaration = this.declarations.get(name);
    if (declaration === undefined) return undefined;
    if (declaration.scope === 'global') return this.get(name, null, nowNs);
    const owner = owners[declaration.scope](event);
    const own = owner === null ? undefined : this.get(name, owner, nowNs);
    if (own !== undefined || !declaration.inherited || declaration.scope !== 'process') return own;
    for (const ancestor of owners.ancestors(event)) {
      const value = this.get(name, ancestor, nowNs);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /**
   * Stores a value. A list without `append` replaces what was there; expiry counts from now.
   * @returns false when a scoped variable has no owner, and nothing was stored
   */
  set(name: string, owner: Owner | null, value: FieldValue, append: boolean, nowNs: bigint): boolean {
    const declaration = this.declarations.get(name);
    if (declaration === undefined || (declaration.scope !== 'global' && owner === null)) return false;
    const cells = this.cellsFor(declaration.scope, owner);
    const expiresNs = declaration.ttlNs === 0n ? 0n : nowNs + declaration.ttlNs;
    if (!declaration.array) {
      const scalar = (Array.isArray(value) ? (value[0] ?? zeroValue(declaration.type, false)) : value) as Scalar;
      cells.set(name, { type: declaration.type, kind: 'scalar', element: { value: storable(scalar), expiresNs } });
      return true;
    }
    if (!append) cells.delete(name);
    this.fill(cells, declaration, (Array.isArray(value) ? value : [value]) as readonly Scalar[], expiresNs, nowNs);
    return true;
  }

  /** Forgets everything of an owner: its process, container or cgroup is gone. */
  release(scope: VariableScope, owner: Owner): void {
    if (typeof owner === 'object') this.byObject.delete(owner);
    else this.byKey.get(scope)?.delete(owner);
  }

  /** Variables that events may show, with their values for an event. */
  *visible<E>(event: E, owners: OwnerFinder<E>, nowNs: bigint): Iterable<readonly [name: string, value: FieldValue]> {
    for (const { name, isPrivate } of this.declarations.values()) {
      if (isPrivate) continue;
      const value = this.read(name, event, owners, nowNs);
      if (value !== undefined) yield [name, value];
    }
  }

  private fill(
    cells: Cells,
    declaration: VariableDeclaration,
    values: readonly Scalar[],
    expiresNs: bigint,
    nowNs = 0n,
  ): void {
    let cell = cells.get(declaration.name);
    if (cell?.kind !== 'list' || cell.type !== declaration.type) {
      cell = { type: declaration.type, kind: 'list', elements: new Map() };
      cells.set(declaration.name, cell);
    }
    const { elements } = cell;
    for (const value of values) {
      const identity = identityOf(value);
      elements.delete(identity);
      elements.set(identity, { value: storable(value), expiresNs });
    }
    if (elements.size <= declaration.sizeMax) return;
    for (const [identity, element] of elements) if (!isLive(element, nowNs)) elements.delete(identity);
    for (const identity of elements.keys()) {
      if (elements.size <= declaration.sizeMax) break;
      elements.delete(identity);
      this.losses.elementsEvicted++;
    }
  }

  private cellsOf(scope: VariableScope, owner: Owner | null): Cells | undefined {
    if (scope === 'global') return this.global;
    if (owner === null) return undefined;
    return typeof owner === 'object' ? this.byObject.get(owner) : this.byKey.get(scope)?.get(owner);
  }

  private cellsFor(scope: VariableScope, owner: Owner | null): Cells {
    const known = this.cellsOf(scope, owner);
    if (known !== undefined) return known;
    const cells: Cells = new Map();
    if (typeof owner === 'object') {
      this.byObject.set(owner!, cells);
      return cells;
    }
    let owners = this.byKey.get(scope);
    if (owners === undefined) {
      owners = new Map();
      this.byKey.set(scope, owners);
    }
    if (owners.size >= OWNERS_MAX) {
      owners.delete(owners.keys().next().value!);
      this.losses.ownersEvicted++;
    }
    owners.set(owner!, cells);
    return cells;
  }
}

/** Type of one list or scalar as words: `a list of ints`. */
export function typeWords(type: ScalarType, array: boolean): string {
  const names = { bool: 'bool', int: 'int', string: 'string', ip: 'address' } as const;
  return array ? `list of ${names[type]}${type === 'ip' ? 'es' : 's'}` : names[type];
}
