import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRecord, nulStrings, pathText } from './decoder.ts';
import { RecordView } from './record-view.ts';
import { RECORD_SIZES, RecordType, TEXT_OFFSETS } from './records.gen.ts';

function record(type: number, size = RECORD_SIZES[type]!): RecordView {
  const view = new RecordView(new ArrayBuffer((size + 7) & ~7));
  view.u32[0] = size;
  view.u16[2] = type;
  return view;
}

test('a whole record of a known type passes', () => {
  for (const type of Object.values(RecordType)) assert.equal(checkRecord(record(type), RECORD_SIZES[type]!), type);
});

test('what cannot be a record is refused with its reason', () => {
  const open = RecordType.open;
  const size = RECORD_SIZES[open]!;
  assert.equal(checkRecord(record(open), size - 8), 'malformed_size', 'longer than what is there');
  assert.equal(checkRecord(record(open, size - 8), size - 8), 'malformed_size', 'shorter than its type');
  assert.equal(checkRecord(record(99, size), size), 'malformed_type');
  assert.equal(checkRecord(record(0, size), size), 'malformed_type');
  const outside = record(open);
  outside.u32[TEXT_OFFSETS[open]![0]! >>> 2] = size;
  outside.u32[(TEXT_OFFSETS[open]![0]! + 4) >>> 2] = 1;
  assert.equal(checkRecord(outside, size), 'malformed_text');
  const huge = record(open);
  huge.u32[TEXT_OFFSETS[open]![0]! >>> 2] = 0xffffffff;
  huge.u32[(TEXT_OFFSETS[open]![0]! + 4) >>> 2] = 0xffffffff;
  assert.equal(checkRecord(huge, size), 'malformed_text');
});

test('paths are put together from the leaf upwards', () => {
  const bytes = Buffer.from('shadow\0etc\0');
  assert.equal(pathText(bytes, 0, bytes.length), '/etc/shadow');
  assert.equal(pathText(bytes, 0, 0), '/');
  const memory = Buffer.from('memfd:x\0');
  assert.equal(pathText(memory, 0, memory.length, true), 'memfd:x');
});

test('strings are split at NUL and empty ones are kept', () => {
  assert.deepEqual(nulStrings(Buffer.from('a\0\0b\0'), 0, 5), ['a', '', 'b']);
  assert.deepEqual(nulStrings(Buffer.from('cut'), 0, 3), ['cut']);
  assert.deepEqual(nulStrings(Buffer.from(''), 0, 0), []);
});
