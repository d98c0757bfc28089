/**
 * Variables as the language sees them: a name with a type, declared before any rule is compiled. Where values live,
 * how long and for whom is the business of whoever implements {@link Environment}; the prefix of the name only says
 * which scope that is. An unset variable reads as the zero value of its type, never as an error.
 */
import type { FieldValue, IpNetwork, ScalarType } from './model.ts';

/** Who shares a variable: everything on the host, or one process tree, container or cgroup. */
export type VariableScope = 'global' | 'process' | 'container' | 'cgroup';

export interface VariableSpec {
  /** Full name without `${}`, scope prefix included: `process.seen_ssh`. */
  readonly name: string;
  readonly type: ScalarType;
  readonly array: boolean;
}

/** Declared variables by full name. */
export type VariableTable = ReadonlyMap<string, VariableSpec>;

/** What a rule may read besides the event. */
export interface Environment<E> {
  /** The time ages are counted from, in nanoseconds since the epoch. */
  readonly nowNs: bigint;
  /** Value of a declared variable in the scope that the event belongs to; undefined when nobody has set it. */
  readonly variable: (name: string, event: E) => FieldValue | undefined;
}

/** No variable is set; the clock stands at `nowNs`. */
export function emptyEnvironment<E>(nowNs = 0n): Environment<E> {
  return { nowNs, variable: () => undefined };
}

const SCOPES: readonly VariableScope[] = ['process', 'container', 'cgroup'];

/** Scope by prefix: `process.x`, `container.x`, `cgroup.x`; anything else is global. */
export function scopeOfVariable(name: string): VariableScope {
  const prefix = name.slice(0, Math.max(0, name.indexOf('.')));
  return SCOPES.find((scope) => scope === prefix) ?? 'global';
}

const ZERO_NETWORK: IpNetwork = { hi: 0n, lo: 0n, prefix: 128 };

/** The value of what is absent: false, 0, "", the empty address, or an empty list. */
export function zeroValue(type: ScalarType, array: boolean, wide = false): FieldValue {
  if (array) return [];
  switch (type) {
    case 'bool':
      return false;
    case 'int':
      return wide ? 0n : 0;
    case 'string':
      return '';
    case 'ip':
      return ZERO_NETWORK;
  }
}

/** Text of a value inside a string literal: as it is, or list members joined with commas. */
export function printInterpolated(value: FieldValue): string {
  if (Array.isArray(value)) return value.map(printInterpolated).join(',');
  return String(value);
}
