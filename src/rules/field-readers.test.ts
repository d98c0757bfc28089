import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldTable } from '../../schema/fields.ts';
import { RecordView } from '../decode/record-view.ts';
import { RuntimeEvent } from '../enrich/event.ts';
import { liveFieldNames, liveModel, readerOf } from './field-readers.ts';

const typeName = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

test('every live field is in the schema and its reader gives the declared type', () => {
  const event = new RuntimeEvent();
  event.set('open', new RecordView(new ArrayBuffer(1024)), event.process);
  for (const name of liveFieldNames()) {
    const spec = liveModel.field(name);
    assert.ok(spec, `${name} is not in the schema`);
    const read = readerOf(name);
    if (read === undefined) continue;
    const expected = spec.array
      ? 'array'
      : spec.type === 'int'
        ? spec.wide
          ? 'bigint'
          : 'number'
        : spec.type === 'bool'
          ? 'boolean'
          : spec.type === 'ip'
            ? 'object'
            : 'string';
    assert.equal(typeName(read(event)), expected, name);
  }
});

test('every field of a file event is read live', () => {
  const types = 'chdir chmod chown link mkdir mount open removexattr rename rmdir setxattr splice unlink utimes'.split(
    ' ',
  );
  const live = new Set(liveFieldNames());
  const names = fieldTable()
    .fields.filter(({ eventType }) => eventType !== null && types.includes(eventType))
    .map(({ name }) => name);
  assert.ok(names.length > 300, `${names.length} fields`);
  assert.deepEqual(
    names.filter((name) => !live.has(name)),
    [],
  );
});
