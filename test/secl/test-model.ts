/**
 * The small world that most language cases are about: a process with two lists, opens, mkdirs and addresses. Errno
 * constants are positive here, and two oddities exercise the language: `process.array.flag` ignores the iterator
 * variable, and `process.or_*` compare with "abc" whatever the rule says.
 */
import type { Constant, FieldSpec } from '../../src/rules/language/index.ts';
import { validateNotNegative } from '../../src/rules/language/index.ts';
import { type MapEvent, mapModel } from './map-model.ts';

type Shape = Partial<FieldSpec> & Pick<FieldSpec, 'name' | 'type'>;

function field(shape: Shape): FieldSpec {
  return { array: false, eventType: null, cost: 1, doc: '', ...shape };
}

function listFields(iterator: string): readonly FieldSpec[] {
  const inList = { iterator, array: true, cost: 2000 } as const;
  return [
    field({ name: `${iterator}.key`, type: 'int', ...inList }),
    field({ name: `${iterator}.value`, type: 'string', ...inList }),
    field({ name: `${iterator}.flag`, type: 'bool', ...inList, elementArray: iterator === 'process.array' }),
    field({ name: `${iterator}.length`, type: 'int', iterator, cost: 2000 }),
  ];
}

const alwaysAbc = { normalise: () => 'abc' } as const;

const FIELDS: readonly FieldSpec[] = [
  field({ name: 'process.name', type: 'string', matching: 'path' }),
  field({ name: 'process.argv0', type: 'string' }),
  field({ name: 'process.uid', type: 'int', validate: validateNotNegative }),
  field({ name: 'process.gid', type: 'int' }),
  field({ name: 'process.pid', type: 'int' }),
  field({ name: 'process.is_root', type: 'bool' }),
  field({ name: 'process.created_at', type: 'int', wide: true, timestamp: true }),
  ...listFields('process.list'),
  ...listFields('process.array'),
  field({ name: 'process.or_name', type: 'string', ...alwaysAbc }),
  field({ name: 'process.or_array.value', type: 'string', array: true, iterator: 'process.or_array', ...alwaysAbc }),
  field({ name: 'open.filename', type: 'string', eventType: 'open' }),
  field({ name: 'open.flags', type: 'int', eventType: 'open' }),
  field({ name: 'open.mode', type: 'int', eventType: 'open' }),
  field({ name: 'open.opened_at', type: 'int', eventType: 'open', wide: true, timestamp: true }),
  field({ name: 'mkdir.filename', type: 'string', eventType: 'mkdir' }),
  field({ name: 'mkdir.mode', type: 'int', eventType: 'mkdir' }),
  field({ name: 'retval', type: 'int' }),
  field({ name: 'network.ip', type: 'ip', eventType: 'network' }),
  field({ name: 'network.cidr', type: 'ip', eventType: 'network' }),
  field({ name: 'network.ips', type: 'ip', array: true, eventType: 'network' }),
  field({ name: 'network.cidrs', type: 'ip', array: true, eventType: 'network' }),
  field({ name: 'event.title', type: 'string', alternatives: ['event.title#title', 'event.title#upper'] }),
];

/** Computed from event.title; no rule can write these names. */
const DERIVED: readonly FieldSpec[] = [
  field({ name: 'event.title#title', type: 'string' }),
  field({ name: 'event.title#upper', type: 'string' }),
];

const BY_NAME = new Map([...FIELDS, ...DERIVED].map((spec) => [spec.name, spec]));
const ALIASES: Readonly<Record<string, string>> = { 'process.legacy_name': 'process.name' };

const CONSTANTS: Readonly<Record<string, Constant>> = {
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_NOCTTY: 0o400,
  O_TRUNC: 0o1000,
  O_APPEND: 0o2000,
  O_NONBLOCK: 0o4000,
  O_SYNC: 0o4010000,
  EPERM: 1,
  ENOENT: 2,
  EACCES: 13,
  EEXIST: 17,
  EINVAL: 22,
  EPIPE: 32,
  EPFNOSUPPORT: 96,
  my_constant_1: 'my_constant_1',
  my_constant_2: 'my_constant_2',
};

const base = mapModel({
  field: (name) => BY_NAME.get(ALIASES[name] ?? name),
  fieldNames: () => FIELDS.map((spec) => spec.name),
  constant: (name) => (Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined),
  constantNames: () => Object.keys(CONSTANTS),
  eventTypes: () => ['open', 'mkdir', 'network'],
});

const titleOf = (event: MapEvent): string => String(event['event.title'] ?? '');

/** The model, over tables of field name to value. */
export const testModel: typeof base = {
  ...base,
  read: (spec) => {
    if (spec.name === 'event.title#upper') return (event) => titleOf(event).toUpperCase();
    if (spec.name === 'event.title#title') {
      return (event) => titleOf(event).replace(/\b\p{Letter}/gu, (letter) => letter.toUpperCase());
    }
    return base.read(spec);
  },
  readAt: (spec) => {
    if (spec.name === 'process.array.flag') return (event) => base.read(spec)(event);
    return base.readAt(spec);
  },
};
