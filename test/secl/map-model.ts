/**
 * Reads events that are plain tables of field name to value, as test cases write them, through any model's names and
 * types. An iterated list is given as objects under the list's name; a field inside it, also as a plain list.
 * Everything absent is the zero value.
 */
import type { FieldSpec, FieldValue, Model } from '../../src/rules/language/index.ts';
import { parseNetwork, zeroValue } from '../../src/rules/language/index.ts';

export type MapEvent = Readonly<Record<string, unknown>>;

/** The time that tests run at. */
export const NOW_NS = 1_700_000_000_000_000_000n;

/** What a model says about names, without its readers. */
export type Names = Pick<Model<never>, 'field' | 'fieldNames' | 'constant' | 'constantNames' | 'eventTypes'>;

/** A model with the names of `names` that reads tables. */
export function mapModel(names: Names): Model<MapEvent> {
  const raw = (event: MapEvent, name: string): unknown => {
    if (Object.hasOwn(event, name)) return event[name];
    for (const key of Object.keys(event)) if (names.field(key)?.name === name) return event[key];
    return undefined;
  };
  const elements = (event: MapEvent, iterator: string): readonly MapEvent[] | undefined => {
    const list = raw(event, iterator);
    return Array.isArray(list) ? (list as MapEvent[]) : undefined;
  };
  const inElement = (spec: FieldSpec, element: MapEvent): unknown =>
    element[spec.name.slice((spec.iterator ?? '').length + 1)] ?? element[spec.name];
  return {
    field: (name) => names.field(name),
    fieldNames: () => names.fieldNames(),
    constant: (name) => names.constant(name),
    constantNames: () => names.constantNames(),
    eventTypes: () => names.eventTypes(),
    read: (spec) => (event) => {
      const list = spec.iterator === undefined ? undefined : elements(event, spec.iterator);
      if (list === undefined) return convert(raw(event, spec.name), spec, spec.array);
      if (!spec.array) return list.length;
      return list.flatMap(
        (element) => convert(inElement(spec, element), spec, spec.elementArray === true) as FieldValue[],
      );
    },
    iteratorLength: (iterator) => (event) => elements(event, iterator)?.length ?? longestPlain(event, iterator),
    readAt: (spec) => (event, index) => {
      const list = elements(event, spec.iterator ?? '');
      if (list !== undefined) return convert(inElement(spec, list[index] ?? {}), spec, spec.elementArray === true);
      const plain = raw(event, spec.name);
      return convert(Array.isArray(plain) ? plain[index] : undefined, spec, spec.elementArray === true);
    },
  };
}

/** Number of elements when a list's fields are given one by one. */
function longestPlain(event: MapEvent, iterator: string): number {
  const lengths = Object.entries(event).map(([name, value]) =>
    name.startsWith(`${iterator}.`) && Array.isArray(value) ? value.length : 0,
  );
  return Math.max(0, ...lengths);
}

function convert(value: unknown, spec: FieldSpec, array: boolean): FieldValue {
  if (value === undefined || value === null) return zeroValue(spec.type, array, spec.wide);
  if (array) return (Array.isArray(value) ? value : [value]).map((one: unknown) => convert(one, spec, false));
  switch (spec.type) {
    case 'int': {
      const int = typeof value === 'string' ? parseTime(value) : BigInt(value as number);
      return spec.wide === true ? int : Number(int);
    }
    case 'ip': {
      const parsed = parseNetwork(String(value));
      if (!parsed.ok) throw new Error(`${String(value)} in a test event: ${parsed.problem}`);
      return parsed.network;
    }
    case 'bool':
      return value === true;
    case 'string':
      return String(value);
  }
}

/** `now`, `now+2s`, `now-500ms`, or digits. */
export function parseTime(text: string): bigint {
  const parts = /^now(?:([+-])(\d+)(ms|s|m|h))?$/.exec(text);
  if (parts === null) return BigInt(text);
  const unitNs =
    { ms: 1_000_000n, s: 1_000_000_000n, m: 60_000_000_000n, h: 3_600_000_000_000n }[parts[3] ?? 's'] ?? 0n;
  const shift = BigInt(parts[2] ?? 0) * unitNs;
  return parts[1] === '-' ? NOW_NS - shift : NOW_NS + shift;
}
