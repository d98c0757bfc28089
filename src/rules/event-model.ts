/**
 * The real model of events for the rule language: fields of `schema/fields.ts`, constants of `schema/constants.ts`, and
 * readers that somebody hands in. A field that nobody reads yet still compiles and reads as its zero value, so that a
 * policy loads on every machine; {@link EventModel.unimplemented} says which those are, so that this is never silent.
 */
import { architectureOf, buildConstants } from '../../schema/constants.ts';
import { eventTypes, type FieldDefinition, fieldTable, findField } from '../../schema/fields.ts';
import { validateKernelName, validatePacketFilter, validatePath } from './language/field-validators.ts';
import type { FieldSpec, FieldValue, IpNetwork, LiteralUse, Model } from './language/model.ts';
import { parseNetwork } from './language/network.ts';
import { zeroValue } from './language/variables.ts';

/** Where values come from. Readers never throw and never wait; an absent reader means an absent source. */
export interface FieldReaders<E> {
  /** Reader of a field that is not inside an iterated list; hidden alternatives (`…#overlay`) included. */
  readonly readerOf: (field: string) => ((event: E) => FieldValue) | undefined;
  /** Reader of one element's field, by the field's full name. */
  readonly elementReaderOf?: (field: string) => ((event: E, index: number) => FieldValue) | undefined;
  /** Number of elements of an iterated list. */
  readonly iteratorLengthOf?: (iterator: string) => ((event: E) => number) | undefined;
}

export interface EventModel<E> extends Model<E> {
  /** Which of the fields have no live source: they read as zero. Aliases are resolved; order is kept. */
  unimplemented(fields: Iterable<string>): readonly string[];
}

const refuseNothing = () => null;

/** Paths as callers write them may be anything; the language checks paths of files by itself otherwise. */
function validatorOf(definition: FieldDefinition): ((literal: LiteralUse) => string | null) | undefined {
  switch (definition.check) {
    case 'file-path':
      return validatePath;
    case 'any-path':
      return refuseNothing;
    case 'kernel-name':
      return validateKernelName;
    case 'packet-filter':
      return validatePacketFilter;
    default:
      return undefined;
  }
}

const addDot = (literal: string) => (literal === '' || literal.startsWith('.') ? literal : `.${literal}`);

function specOf(definition: FieldDefinition, hasAlternative: (name: string) => boolean): FieldSpec {
  const isPath = definition.check === 'file-path' || definition.check === 'any-path';
  const validate = validatorOf(definition);
  const alternatives = definition.alternatives?.filter(hasAlternative) ?? [];
  return {
    name: definition.name,
    type: definition.type,
    array: definition.array,
    eventType: definition.eventType,
    cost: definition.cost,
    doc: definition.doc,
    since: definition.since,
    ...(definition.type === 'string' ? { matching: isPath ? 'path' : 'plain' } : {}),
    ...(definition.onlyEventTypes ? { onlyEventTypes: definition.onlyEventTypes } : {}),
    ...(definition.iterator ? { iterator: definition.iterator } : {}),
    ...(definition.elementArray ? { elementArray: true } : {}),
    ...(definition.caseInsensitive ? { caseInsensitive: true } : {}),
    ...(definition.wide ? { wide: true } : {}),
    ...(definition.timestamp ? { timestamp: true } : {}),
    ...(definition.constants ? { constants: definition.constants } : {}),
    ...(definition.check === 'extension' ? { normalise: addDot } : {}),
    ...(validate ? { validate } : {}),
    ...(alternatives.length > 0 ? { alternatives } : {}),
  };
}

/** Builds the model over readers. Cheap: specs are made when a rule first names a field. */
export function createEventModel<E>(readers: FieldReaders<E>): EventModel<E> {
  const specs = new Map<string, FieldSpec>();
  const constants = buildConstants(architectureOf(process.arch));
  const { fields } = fieldTable();

  const isLive = (definition: FieldDefinition): boolean =>
    definition.iterator === undefined
      ? readers.readerOf(definition.name) !== undefined
      : readers.elementReaderOf?.(definition.name) !== undefined || readers.readerOf(definition.name) !== undefined;

  const hasAlternative = (name: string): boolean => {
    const definition = findField(name);
    return definition !== undefined && isLive(definition);
  };

  const iteratorLength = (iterator: string) => readers.iteratorLengthOf?.(iterator) ?? (() => 0);

  return {
    field: (name) => {
      const definition = findField(name);
      if (definition === undefined) return undefined;
      let spec = specs.get(definition.name);
      if (spec === undefined) {
        spec = specOf(definition, hasAlternative);
        specs.set(definition.name, spec);
      }
      return spec;
    },
    fieldNames: function* () {
      for (const { name } of fields) yield name;
    },
    constant: (name) => constants.get(name),
    constantNames: () => constants.keys(),
    eventTypes: () => eventTypes(),
    read: (spec) => {
      const reader = readers.readerOf(spec.name);
      if (reader !== undefined) return reader;
      const element = spec.iterator === undefined ? undefined : readers.elementReaderOf?.(spec.name);
      if (element !== undefined) return flatten(element, iteratorLength(spec.iterator!));
      const zero = zeroValue(spec.type, spec.array, spec.wide);
      return () => zero;
    },
    iteratorLength,
    readAt: (spec) => {
      const element = readers.elementReaderOf?.(spec.name);
      if (element !== undefined) return element;
      const zero = zeroValue(spec.type, spec.elementArray === true, spec.wide);
      const all = spec.elementArray === true ? undefined : readers.readerOf(spec.name);
      if (all === undefined) return () => zero;
      return (event, index) => (all(event) as readonly FieldValue[])[index] ?? zero;
    },
    unimplemented: (names) => {
      const missing = new Set<string>();
      for (const name of names) {
        const definition = findField(name);
        if (definition !== undefined && !isLive(definition)) missing.add(definition.name);
      }
      return [...missing];
    },
  };
}

/** All elements' values in one list. */
function flatten<E>(
  element: (event: E, index: number) => FieldValue,
  length: (event: E) => number,
): (event: E) => FieldValue {
  return (event) => {
    const values: FieldValue[] = [];
    const count = length(event);
    for (let index = 0; index < count; index++) {
      const value = element(event, index);
      if (Array.isArray(value)) values.push(...value);
      else values.push(value);
    }
    return values;
  };
}

/**
 * The model with `event.rule.tags` fixed: the field tells what rule is being evaluated, so it is the one field whose
 * value depends on the rule and not on the event.
 */
export function withRuleTags<E>(model: Model<E>, tags: readonly string[]): Model<E> {
  return {
    field: (name) => model.field(name),
    fieldNames: () => model.fieldNames(),
    constant: (name) => model.constant(name),
    constantNames: () => model.constantNames(),
    eventTypes: () => model.eventTypes(),
    read: (spec) => (spec.name === 'event.rule.tags' ? () => tags : model.read(spec)),
    iteratorLength: (iterator) => model.iteratorLength(iterator),
    readAt: (spec) => model.readAt(spec),
  };
}

/**
 * An event written down by hand: field name → value, as cases of rules have them. Old names work. Ints are numbers or
 * decimal texts, addresses texts, elements of an iterated list either a list per field (`process.ancestors.pid`) or a
 * list of mappings under the list's name.
 */
export type FieldMap = Readonly<Record<string, unknown>>;

function ipOf(value: unknown): IpNetwork | undefined {
  if (typeof value === 'object' && value !== null && 'prefix' in value) return value as IpNetwork;
  const text = String(value);
  const parsed = parseNetwork(
    text.includes('/') || !/^(0\.0\.0\.0|::)$/.test(text) ? text : `${text}/${text === '::' ? 128 : 32}`,
  );
  return parsed.ok ? parsed.network : undefined;
}

/** One value of a field map as the accessor of the field would give it. */
function coerce(value: unknown, spec: Pick<FieldDefinition, 'type' | 'wide'>): FieldValue {
  if (value === undefined || value === null) return zeroValue(spec.type, false, spec.wide);
  switch (spec.type) {
    case 'bool':
      return value === true || value === 'true';
    case 'string':
      return String(value);
    case 'ip':
      return ipOf(value) ?? zeroValue('ip', false);
    case 'int': {
      const wide = /^-?\d+$/.test(String(value)) ? BigInt(String(value)) : BigInt(Math.trunc(Number(value)) || 0);
      return spec.wide === true ? wide : Number(wide);
    }
  }
}

function coerceList(value: unknown, definition: FieldDefinition): readonly FieldValue[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((one) => coerce(one, definition));
}

/** Value given for a field, under its newest or an old name. */
function given(event: FieldMap, definition: FieldDefinition): unknown {
  if (Object.hasOwn(event, definition.name)) return event[definition.name];
  for (const old of definition.aliases ?? []) if (Object.hasOwn(event, old)) return event[old];
  return undefined;
}

function elementsOf(event: FieldMap, iterator: string): readonly FieldMap[] | undefined {
  const list = event[iterator];
  return Array.isArray(list) ? (list as readonly FieldMap[]) : undefined;
}

/** Readers of events that are field maps; every field has a source. */
export const fieldMapReaders: FieldReaders<FieldMap> = {
  readerOf: (name) => {
    const definition = findField(name);
    if (definition === undefined || definition.iterator !== undefined) return undefined;
    const list = name.endsWith('.length') ? name.slice(0, -'.length'.length) : undefined;
    return (event) => {
      const value = given(event, definition);
      if (definition.array) return coerceList(value, definition);
      if (value === undefined && list !== undefined) return lengthOf(event, list);
      return coerce(value, definition);
    };
  },
  elementReaderOf: (name) => {
    const definition = findField(name);
    const iterator = definition?.iterator;
    if (definition === undefined || iterator === undefined) return undefined;
    const path = definition.name.slice(iterator.length + 1);
    return (event, index) => {
      const element = elementsOf(event, iterator)?.[index];
      const value =
        element === undefined ? (given(event, definition) as readonly unknown[] | undefined)?.[index] : element[path];
      return definition.elementArray === true ? coerceList(value, definition) : coerce(value, definition);
    };
  },
  iteratorLengthOf: (iterator) => (event) => lengthOf(event, iterator),
};

/** Elements of a list, or bytes of a text, that a `.length` field stands for. */
function lengthOf(event: FieldMap, name: string): number {
  const elements = elementsOf(event, name);
  if (elements !== undefined) return elements.length;
  const definition = findField(name);
  if (definition !== undefined) {
    const value = given(event, definition);
    return value === undefined
      ? 0
      : Array.isArray(value)
        ? value.length
        : new TextEncoder().encode(String(value)).length;
  }
  let longest = 0;
  for (const [key, value] of Object.entries(event)) {
    if (key.startsWith(`${name}.`) && Array.isArray(value)) longest = Math.max(longest, value.length);
  }
  return longest;
}

/** The model over field maps: for cases of rules, `policy eval`, and tests. */
export function createFieldMapModel(): EventModel<FieldMap> {
  return createEventModel(fieldMapReaders);
}

/** Keys of a field map that are no field, event type or iterated list: nearly always a misspelt name. */
export function unknownKeys(event: FieldMap): readonly string[] {
  const iterators = new Set(fieldTable().fields.flatMap(({ iterator }) => (iterator === undefined ? [] : [iterator])));
  const known = (key: string) => key === 'event.type' || iterators.has(key) || findField(key) !== undefined;
  return Object.keys(event).filter((key) => !known(key));
}

/** Names, types and constants without any reader: for checking rules where no events are. Every field reads as zero. */
export const eventModel: EventModel<unknown> = createEventModel({ readerOf: () => undefined });
