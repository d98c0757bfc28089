/**
 * Looks at the actions of every rule, also of those that are switched off, before any expression compiles: what kind of
 * action each is, and which variables the set actions declare. A rule may therefore read a variable that a later rule
 * sets. An action that is wrong here is left out; its rule runs without it.
 */
import type { FieldSpec, FieldValue, Model, ScalarType } from '../language/index.ts';
import { nearestName, type VariableScope } from '../language/index.ts';
import type { ActionDefinition, RuleSource, SetDefinition, StoredLiteral } from './policy-definition.ts';
import { type PolicyCode, type PolicyDiagnostic, problem } from './policy-diagnostics.ts';
import { ID_PATTERN } from './policy-shape.ts';
import { LIST_SIZE_DEFAULT, LIST_SIZE_MAX, typeWords, type VariableDeclaration } from './variable-store.ts';

export interface ValueType {
  readonly type: ScalarType;
  readonly array: boolean;
}

/** A field as an action names it: maybe one element of a list. */
export interface FieldUse {
  readonly spec: FieldSpec;
  readonly index?: number;
}

const SCOPES: readonly string[] = ['process', 'container', 'cgroup'];
const ID = new RegExp(ID_PATTERN);

/** Variables the product itself defines. */
export const BUILTIN_VARIABLES = [
  { name: 'process.pid', type: 'int', array: false },
  { name: 'builtins.uuid4', type: 'string', array: false },
] as const;

/** Full name of the variable that a set action stores. */
export function variableName({ scope, name }: SetDefinition): string {
  return scope === '' ? name : `${scope}.${name}`;
}

/** Type of a literal; null for an empty list, a list of bools or a list of several kinds. */
export function typeOfLiteral(value: StoredLiteral): ValueType | null {
  const scalar = (one: unknown): ScalarType =>
    typeof one === 'bigint' ? 'int' : typeof one === 'boolean' ? 'bool' : 'string';
  if (!Array.isArray(value)) return { type: scalar(value), array: false };
  const types = new Set((value as readonly unknown[]).map(scalar));
  const [type] = types;
  return types.size === 1 && type !== 'bool' && type !== undefined ? { type, array: true } : null;
}

/** Reads `field` or `field[N]`; a text says what is wrong. */
export function findFieldUse<E>(model: Model<E>, text: string): FieldUse | string {
  const match = /^([^[\]]+)(?:\[(\d{1,6})\])?$/.exec(text);
  const name = match?.[1] ?? text;
  const spec = model.field(name);
  if (spec === undefined) {
    const near = nearestName(name, model.fieldNames());
    return `there is no field ${name}${near === undefined ? '' : `; did you mean ${near}?`}`;
  }
  if (match?.[2] === undefined) return { spec };
  return spec.array ? { spec, index: Number(match[2]) } : `${name} is no list, so it has no element ${match[2]}`;
}

/** A literal as the run time has it. */
export function runtimeValue(value: StoredLiteral): FieldValue {
  if (Array.isArray(value)) return (value as readonly StoredLiteral[]).map((one) => runtimeValue(one));
  if (typeof value !== 'bigint') return value as FieldValue;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

class ActionProblem extends Error {
  readonly code: PolicyCode;
  readonly hint: string | undefined;
  constructor(message: string, hint?: string, code: PolicyCode = 'POLICY-ACTION') {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** Collects the declarations of all rules. Used once per load. */
export class VariableDeclarer<E> {
  readonly declarations = new Map<string, VariableDeclaration>();
  private readonly model: Model<E>;

  constructor(model: Model<E>) {
    this.model = model;
  }

  /**
   * Checks one action and declares its variable.
   * @returns what is wrong, or null
   */
  action(rule: RuleSource, action: ActionDefinition): PolicyDiagnostic | null {
    try {
      this.checkAction(action);
      return null;
    } catch (error) {
      // A plain way out of nested checks; nothing else is thrown here that is not a bug.
      if (!(error instanceof ActionProblem)) throw error;
      const message = `an action of rule ${rule.id} is left out: ${error.message}`;
      return problem('error', error.code, action.place, message, error.hint);
    }
  }

  private checkAction(action: ActionDefinition): void {
    if (action.kinds.length === 0) throw new ActionProblem('it says nothing to do');
    if (action.kinds.length > 1)
      throw new ActionProblem(`one action does one thing, not ${action.kinds.join(' and ')}`);
    const { set, kill, log, networkFilter } = action;
    if (set !== undefined) this.declareVariable(set);
    if (kill !== undefined) this.checkSignal(kill.signal);
    if (log !== undefined && log.level === '') throw new ActionProblem('log needs a level');
    if (networkFilter !== undefined && networkFilter.filter.trim() === '') {
      throw new ActionProblem('network_filter needs a filter');
    }
  }

  private checkSignal(signal: string): void {
    if (signal === '') throw new ActionProblem('kill needs a signal');
    if (/^SIG[A-Z0-9]+$/.test(signal) && this.model.constant(signal) !== undefined) return;
    const signals = [...this.model.constantNames()].filter((name) => name.startsWith('SIG') && name !== 'SIG');
    const near = nearestName(signal, signals);
    throw new ActionProblem(`${signal} is no signal`, near === undefined ? 'such as SIGKILL' : `did you mean ${near}?`);
  }

  private declareVariable(set: SetDefinition): void {
    if (set.name === '') throw new ActionProblem('set needs a name');
    if (!ID.test(set.name)) throw new ActionProblem(`${set.name} is no name of a variable: letters, digits and _ only`);
    if (set.scope !== '' && !SCOPES.includes(set.scope)) {
      throw new ActionProblem(`${set.scope} is no scope`, `known scopes: ${SCOPES.join(', ')}; none for global`);
    }
    if (set.inherited && set.scope !== 'process') throw new ActionProblem('inherited needs scope: process');
    if (set.scopeField !== undefined && set.scope !== 'process') {
      throw new ActionProblem('scope_field needs scope: process');
    }
    const sources = [set.value, set.field, set.expression].filter((source) => source !== undefined).length;
    if (sources !== 1) throw new ActionProblem('set needs exactly one of value, field and expression');
    const name = variableName(set);
    this.checkName(name);
    this.put(name, set, this.typeOf(set));
  }

  private checkName(name: string): void {
    const is =
      this.model.field(name) !== undefined
        ? 'a field'
        : this.model.constant(name) !== undefined
          ? 'a constant'
          : BUILTIN_VARIABLES.some((builtin) => builtin.name === name)
            ? 'a built-in variable'
            : null;
    if (is !== null) throw new ActionProblem(`${name} is ${is} already`, 'choose another name', 'POLICY-VARIABLE');
  }

  /** Type of the variable, with everything that has to agree. */
  private typeOf(set: SetDefinition): ValueType {
    const defaultType =
      set.defaultValue === undefined ? undefined : this.literalType('default_value', set.defaultValue);
    if (set.value !== undefined) return this.typeOfValue(set, set.value, defaultType);
    if (set.field !== undefined) return this.typeOfField(set, set.field, defaultType);
    if (defaultType === undefined) {
      throw new ActionProblem('expression needs default_value, which gives the variable its type');
    }
    return { type: defaultType.type, array: defaultType.array || set.append };
  }

  private literalType(key: string, value: StoredLiteral): ValueType {
    const type = typeOfLiteral(value);
    if (type !== null) return type;
    const what =
      (value as readonly unknown[]).length === 0 ? 'is an empty list, which has no type' : 'must hold one kind';
    throw new ActionProblem(`${key} ${what}`, 'a list holds strings, or integers');
  }

  private typeOfValue(set: SetDefinition, value: StoredLiteral, defaultType: ValueType | undefined): ValueType {
    const { type, array } = this.literalType('value', value);
    if (set.append && type === 'bool') throw new ActionProblem('there are no lists of bools to append to');
    const declared = { type, array: array || set.append };
    this.agree(declared, defaultType, set.append, 'value');
    return declared;
  }

  private typeOfField(set: SetDefinition, field: string, defaultType: ValueType | undefined): ValueType {
    const use = findFieldUse(this.model, field);
    if (typeof use === 'string') throw new ActionProblem(use);
    const { type } = use.spec;
    const isList = use.spec.array && use.index === undefined;
    // Addresses are kept as lists always: a network may stand for many of them.
    if (type === 'ip') return { type, array: true };
    if (set.append && type === 'bool') throw new ActionProblem('there are no lists of bools to append to');
    if (isList && !set.append && defaultType?.array !== true) {
      throw new ActionProblem(`${field} is a list`, 'append: true stores all of it, field[0] one element');
    }
    const declared = { type, array: isList || set.append };
    this.agree(declared, defaultType, set.append, field);
    return declared;
  }

  /** With `append` a default may be one element as well as a list. */
  private agree(declared: ValueType, other: ValueType | undefined, append: boolean, what: string): void {
    if (other === undefined) return;
    if (other.type === declared.type && (append || other.array === declared.array)) return;
    const left = typeWords(other.type, other.array);
    throw new ActionProblem(`default_value is a ${left}, but ${what} a ${typeWords(declared.type, declared.array)}`);
  }

  private put(name: string, set: SetDefinition, { type, array }: ValueType): void {
    const known = this.declarations.get(name);
    if (known !== undefined && (known.type !== type || known.array !== array)) {
      const before = typeWords(known.type, known.array);
      const message = `${name} is a ${before} elsewhere, but a ${typeWords(type, array)} here`;
      throw new ActionProblem(message, undefined, 'POLICY-VARIABLE');
    }
    if (known !== undefined && known.isPrivate !== set.private) {
      const message = `${name} is ${known.isPrivate ? '' : 'not '}private elsewhere`;
      throw new ActionProblem(message, 'say private the same way everywhere', 'POLICY-VARIABLE');
    }
    const first = set.defaultValue ?? set.value;
    const initial = first === undefined ? known?.initial : asList(runtimeValue(first), array);
    this.declarations.set(name, {
      name,
      type,
      array,
      scope: (set.scope === '' ? 'global' : set.scope) as VariableScope,
      sizeMax: Math.min(set.size > 0 ? set.size : LIST_SIZE_DEFAULT, LIST_SIZE_MAX),
      ttlNs: set.ttlNs,
      isPrivate: set.private,
      inherited: set.inherited || known?.inherited === true,
      ...(known?.initial === undefined ? (initial === undefined ? {} : { initial }) : { initial: known.initial }),
    });
  }
}

function asList(value: FieldValue, array: boolean): FieldValue {
  return array && !Array.isArray(value) ? [value] : value;
}
