/** The expansion of fields against the table of the fields that compatible policies use, both ways. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CONSTANT_GROUPS } from './constants.ts';
import { OWN_EVENTS, OWN_LEAVES } from './field-groups.ts';
import { eventTypes, type FieldDefinition, fieldTable, findField, PSEUDO_FIELDS } from './fields.ts';
import { OWN_EVENTS as KERNEL_OWN_EVENTS } from './own-event-fields.ts';

/** One line of the compact table. */
interface Row {
  readonly eventType: string;
  readonly name: string;
  readonly type: string;
  readonly iterator: string;
  readonly aliasOf: string;
}

function readRows(): Row[] {
  const text = readFileSync(new URL('../test/secl/fields.tsv', import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [eventType = '', name = '', type = '', iterator = '', aliasOf = ''] = line.split('\t');
      return { eventType, name, type, iterator, aliasOf };
    });
}

/** Type as the table writes it: a star for a list in the element itself. */
function typeText(field: FieldDefinition): string {
  const list = field.iterator === undefined ? field.array : field.elementArray === true;
  return field.type + (list ? '*' : '');
}

const rows = readRows();

const ownEvents = new Set(KERNEL_OWN_EVENTS.map(({ type }) => type));
/** Not of an event type that only Shrike has. */
const isCompatible = ({ eventType }: FieldDefinition): boolean => eventType === null || !ownEvents.has(eventType);

test('the compact table is complete', () => {
  assert.equal(rows.length, 2385);
});

test('every field of the table exists with its type, list and event type', () => {
  for (const row of rows) {
    if (PSEUDO_FIELDS.includes(row.name)) continue;
    const field = findField(row.name);
    assert.ok(field !== undefined, `${row.name} is missing`);
    assert.equal(typeText(field), row.type, row.name);
    const owners = field.onlyEventTypes ?? [field.eventType ?? '*'];
    assert.ok(owners.includes(row.eventType), `${row.name} belongs to ${owners.join()}, not ${row.eventType}`);
    if (row.aliasOf !== '') assert.equal(field.name, row.aliasOf, row.name);
    else {
      assert.equal(field.name, row.name);
      assert.equal(field.iterator ?? '', row.iterator, row.name);
    }
  }
});

test('every field and old name of the expansion is in the table', () => {
  const known = new Set(rows.map((row) => row.name));
  const { fields, aliases } = fieldTable();
  // The table is that of compatible policies; what only Shrike has is said to be its own.
  const isOwn = (name: string): boolean =>
    OWN_LEAVES.some((leaf) => name === leaf || name.endsWith(`.${leaf}`)) ||
    OWN_EVENTS.some((type) => name.startsWith(`${type}.`)) ||
    KERNEL_OWN_EVENTS.some(({ type }) => name.startsWith(`${type}.`));
  for (const field of fields)
    assert.ok(known.has(field.name) || isOwn(field.name), `${field.name} is not in the table`);
  for (const old of aliases.keys()) assert.ok(known.has(old) || isOwn(old), `${old} is not in the table`);
  const listed = fields.filter(({ name }) => !isOwn(name));
  // Of an event type that only Shrike has, generic fields are its own too.
  const owners = ({ onlyEventTypes }: FieldDefinition): number =>
    onlyEventTypes?.filter((type) => !OWN_EVENTS.includes(type)).length ?? 1;
  const rowsExpected =
    listed.reduce((sum, field) => sum + owners(field), 0) + [...aliases.keys()].filter((old) => !isOwn(old)).length;
  assert.equal(rowsExpected + PSEUDO_FIELDS.length, rows.length);
});

test('every field is described, names a known group of constants and is listed once', () => {
  const groups = new Set(CONSTANT_GROUPS.map((group) => group.key));
  const names = new Set<string>();
  for (const field of fieldTable().fields) {
    assert.ok(!field.doc.includes('{it}'), `${field.name}: ${field.doc}`);
    assert.ok(field.doc.length > 5, field.name);
    assert.ok(!names.has(field.name), field.name);
    names.add(field.name);
    if (field.constants !== undefined) assert.ok(groups.has(field.constants), `${field.name}: ${field.constants}`);
    if (field.timestamp) assert.ok(field.wide, field.name);
  }
});

test('paths and names have the alternatives of the file they describe', () => {
  const count = (suffix: string) =>
    fieldTable()
      .fields.filter(isCompatible)
      .filter((field) => field.alternatives?.some((name) => name.endsWith(suffix))).length;
  assert.equal(count('#overlay'), 46);
  assert.equal(count('#symlink2'), 2);
  assert.equal(count('#symlink'), 2);
  assert.equal(findField('exec.file.path#symlink1')?.type, 'string');
  assert.equal(findField('exit.file.path#symlink1'), undefined);
});

test('the event types are listed once and in order', () => {
  const types = eventTypes();
  assert.deepEqual(types, [...new Set(types)].sort());
});
