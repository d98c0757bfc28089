/**
 * Every field of the rule language, expanded from the groups of `field-groups.ts` and the events of
 * `event-fields.ts`: the single source for checking rules, reading events, completion and the reference page. The
 * expansion takes a millisecond or two and happens once, on first use, so nothing generated has to be kept in step.
 * Hidden fields (names with `#`) carry the alternatives of a path; no rule can spell them.
 */
import {
  EVENTS,
  type EventCategory,
  GENERIC_ALIASES,
  GENERIC_FIELDS,
  GENERIC_LISTS,
  type IteratedList,
  RESTRICTED_FIELDS,
} from './event-fields.ts';
import { int, type Leaf, type LeafType, type LiteralCheck, mount } from './field-groups.ts';
import { OWN_EVENTS } from './own-event-fields.ts';

/** One field with everything that is known about it. */
export interface FieldDefinition {
  readonly name: string;
  readonly type: LeafType;
  /** True when reading gives a list; also for fields of iterated elements. */
  readonly array: boolean;
  /** Null for fields of every event. */
  readonly eventType: string | null;
  /** Event types a generic field is restricted to. */
  readonly onlyEventTypes?: readonly string[];
  readonly category: EventCategory | 'generic';
  readonly since: string;
  /** Iterated list the field belongs to, such as `process.ancestors`. */
  readonly iterator?: string;
  /** Inside an iterated list: each element has a list of its own. */
  readonly elementArray?: boolean;
  readonly constants?: string;
  readonly wide?: boolean;
  readonly timestamp?: boolean;
  readonly check?: LiteralCheck;
  readonly caseInsensitive?: boolean;
  readonly alternatives?: readonly string[];
  readonly cost: number;
  readonly doc: string;
  /** Old spellings. */
  readonly aliases?: readonly string[];
}

export interface FieldTable {
  /** Fields that rules can name, in the order of the reference page. */
  readonly fields: readonly FieldDefinition[];
  /** By newest name, hidden alternatives included. */
  readonly byName: ReadonlyMap<string, FieldDefinition>;
  /** Old name → newest name. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** Cost of reading all elements of an iterated list. */
const ITERATOR_COST = 2000;

/** Names that look like fields and are expanded as text before parsing. */
export const PSEUDO_FIELDS: readonly string[] = ['fim.write.file.*'];

interface Owner {
  readonly eventType: string | null;
  readonly onlyEventTypes?: readonly string[];
  readonly category: EventCategory | 'generic';
  readonly since: string;
}

type Draft = { -readonly [Key in keyof FieldDefinition]: FieldDefinition[Key] };

function fieldOf(prefix: string, leaf: Leaf, owner: Owner, iterator?: string): Draft {
  const name = prefix === '' ? leaf.path : `${prefix}.${leaf.path}`;
  const field: Draft = {
    name,
    type: leaf.type,
    array: leaf.array === true || iterator !== undefined,
    eventType: owner.eventType,
    category: owner.category,
    since: owner.since,
    cost: (leaf.cost ?? 1) + (iterator === undefined ? 0 : ITERATOR_COST),
    doc: leaf.doc,
  };
  if (owner.onlyEventTypes !== undefined) field.onlyEventTypes = owner.onlyEventTypes;
  if (iterator !== undefined) {
    field.iterator = iterator;
    if (leaf.array === true) field.elementArray = true;
  }
  if (leaf.constants !== undefined) field.constants = leaf.constants;
  if (leaf.wide !== undefined) field.wide = leaf.wide;
  if (leaf.timestamp !== undefined) field.timestamp = leaf.timestamp;
  if (leaf.check !== undefined) field.check = leaf.check;
  if (leaf.caseInsensitive !== undefined) field.caseInsensitive = leaf.caseInsensitive;
  if (leaf.alternatives !== undefined) field.alternatives = leaf.alternatives.map((suffix) => name + suffix);
  return field;
}

function listFields(prefix: string, list: IteratedList, owner: Owner): Draft[] {
  const name = prefix === '' ? list.path : `${prefix}.${list.path}`;
  const length = int('length', `Number of elements of ${name}`, { cost: 50 });
  return [
    fieldOf(name, length, owner),
    ...mount(name, list.it, list.leaves).map((leaf) => fieldOf('', leaf, owner, name)),
  ];
}

function hiddenFields(field: FieldDefinition): FieldDefinition[] {
  return (field.alternatives ?? []).map((name) => {
    const { alternatives: _alternatives, ...rest } = field;
    return { ...rest, name, doc: `Other spelling of ${field.name}` };
  });
}

function expand(): FieldTable {
  const generic: Owner = { eventType: null, category: 'generic', since: '7.27' };
  const fields: Draft[] = [
    ...GENERIC_FIELDS.map((leaf) => fieldOf('', leaf, generic)),
    ...GENERIC_LISTS.flatMap((list) => listFields('', list, generic)),
  ];
  for (const { fields: leaves, eventTypes } of RESTRICTED_FIELDS) {
    const owner: Owner = { eventType: null, onlyEventTypes: eventTypes, category: 'network', since: '7.36' };
    fields.push(...leaves.map((leaf) => fieldOf('', leaf, owner)));
  }
  const aliases = new Map<string, string>(Object.entries(GENERIC_ALIASES));
  for (const event of [...EVENTS, ...OWN_EVENTS]) {
    const owner: Owner = { eventType: event.type, category: event.category, since: event.since };
    fields.push(...event.fields.map((leaf) => fieldOf(event.type, leaf, owner)));
    for (const list of event.lists ?? []) fields.push(...listFields(event.type, list, owner));
    for (const [old, path] of Object.entries(event.aliases ?? {})) {
      aliases.set(`${event.type}.${old}`, `${event.type}.${path}`);
    }
  }
  const byName = new Map<string, Draft>();
  for (const field of fields) {
    byName.set(field.name, field);
    for (const hidden of hiddenFields(field)) byName.set(hidden.name, hidden);
  }
  for (const [old, name] of aliases) {
    const field = byName.get(name);
    if (field === undefined) throw new Error(`${old} is an old name of ${name}, which does not exist`);
    field.aliases = [...(field.aliases ?? []), old];
  }
  return { fields, byName, aliases };
}

let table: FieldTable | undefined;

/** The expanded table; built on the first call. */
export function fieldTable(): FieldTable {
  table ??= expand();
  return table;
}

/** Looks a field up by its newest or an old name. */
export function findField(name: string): FieldDefinition | undefined {
  const { byName, aliases } = fieldTable();
  return byName.get(aliases.get(name) ?? name);
}

/** Names of the event types, in alphabetical order. */
export function eventTypes(): readonly string[] {
  return [...EVENTS, ...OWN_EVENTS].map((event) => event.type).sort();
}
