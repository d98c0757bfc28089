import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { nulStrings } from '../decode/decoder.ts';
import { RecordView } from '../decode/record-view.ts';
import { ExecRecord, RECORD_SIZES, RecordType, SCHEMA_VERSION, TEXT_OFFSETS } from '../decode/records.gen.ts';
import { type RecordingError, RecordingSource, RecordingWriter } from './recording.ts';

const folder = mkdtempSync(join(tmpdir(), 'shrike-recording-'));
after(() => rmSync(folder, { recursive: true }));
const head = { schemaVersion: SCHEMA_VERSION, kernel: 'k', arch: 'x64', wallOffsetNs: '5' };

/** A record of `type` with `tail` as its third text (of an exec: none of them is envs unless `text` says so). */
function makeRecord(type: number, tail: Buffer, isHere: (view: RecordView) => boolean): RecordView {
  const fixed = RECORD_SIZES[type]!;
  const size = (fixed + tail.length + 7) & ~7;
  const view = new RecordView(new ArrayBuffer(size));
  for (const at of TEXT_OFFSETS[type]!) {
    view.u32[at >>> 2] = fixed;
    view.u32[(at + 4) >>> 2] = tail.length;
    if (isHere(view)) break;
    view.u32[(at + 4) >>> 2] = 0;
  }
  view.u32[0] = size;
  view.u16[2] = type;
  view.u8.set(tail, fixed);
  return view;
}

function record(path: string): RecordView {
  const writer = new RecordingWriter(path, head);
  const environment = Buffer.from('A=secret\0EMPTY=\0NOEQUALS\0LAST=hidden=twice\0');
  const exec = makeRecord(RecordType.exec, environment, (v) => ExecRecord.envsLength(v) > 0);
  writer.write(0, exec, exec.u8.length);
  const open = makeRecord(RecordType.open, Buffer.from('f\0'), () => true);
  writer.write(1, open, open.u8.length);
  writer.close();
  return open;
}

async function read(
  path: string,
  bytes?: Uint8Array,
): Promise<{ source: RecordingSource; records: [number, Buffer][] }> {
  const source = new RecordingSource(path, bytes);
  const records: [number, Buffer][] = [];
  await source.run((ring, view, length) => {
    records.push([ring, Buffer.from(view.u8.slice(view.base, view.base + length))]);
  });
  return { source, records };
}

test('records come back as they were, but without environment values', async () => {
  const path = join(folder, 'a');
  const open = record(path);
  assert.equal(statSync(path).mode & 0o777, 0o600, "command lines are nobody else's business");
  assert.equal(readFileSync(path).includes('secret'), false);
  assert.equal(readFileSync(path).includes('hidden'), false);
  const { source, records } = await read(path);
  assert.deepEqual(source.head, head);
  assert.deepEqual(
    records.map(([ring]) => ring),
    [0, 1],
  );
  assert.deepEqual(records[1]![1], Buffer.from(open.u8));
  const exec = new RecordView(new Uint8Array(records[0]![1]).buffer);
  assert.deepEqual(nulStrings(exec.u8, ExecRecord.envsOffset(exec), ExecRecord.envsLength(exec)), [
    'A=',
    'EMPTY=',
    'NOEQUALS',
    'LAST=',
  ]);
});

test('a file that was cut gives its whole records and says where it ends', async () => {
  const path = join(folder, 'b');
  record(path);
  const bytes = readFileSync(path);
  const { source, records } = await read(path, bytes.subarray(0, bytes.length - 8));
  assert.equal(records.length, 1);
  assert.ok(source.truncatedAt !== null);
});

test('what is no recording is refused with the file, the offset and what to do', () => {
  const refused = (bytes: Uint8Array): string => {
    try {
      new RecordingSource('/x/y', bytes);
    } catch (error) {
      assert.equal((error as RecordingError).code, 'SHRIKE_RECORDING');
      return (error as Error).message;
    }
    return assert.fail('accepted');
  };
  assert.match(refused(Buffer.from('hello')), /^\/x\/y: .*offset 0.*shrike record/);
  const path = join(folder, 'c');
  const writer = new RecordingWriter(path, { ...head, schemaVersion: 999 });
  writer.close();
  assert.match(refused(readFileSync(path)), /version 999.*record it again/);
});

test('arbitrary bytes never crash the reader', async () => {
  const path = join(folder, 'd');
  record(path);
  const good = readFileSync(path);
  let seed = 7;
  const random = (n: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % n;
  };
  let refused = 0;
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.from(good);
    for (let i = random(6); i >= 0; i--) bytes[random(bytes.length)] = random(256);
    try {
      await read('/fuzz', bytes.subarray(0, random(bytes.length + 1)));
    } catch (error) {
      if ((error as RecordingError).code !== 'SHRIKE_RECORDING') throw error;
      refused++;
    }
  }
  assert.ok(refused > 0);
});

test('a recording longer than what is held in memory comes whole, and damage in it is told by its offset', async () => {
  const path = join(folder, 'long');
  const writer = new RecordingWriter(path, head);
  const count = 30_000;
  const open = makeRecord(RecordType.open, Buffer.alloc(200, 'x'), () => true);
  for (let i = 0; i < count; i++) {
    open.u64[1] = BigInt(i);
    writer.write(1, open, open.u8.length);
  }
  writer.close();
  assert.ok(statSync(path).size > 3 * (4 << 20));
  let next = 0n;
  const source = new RecordingSource(path);
  await source.run((_, view, length) => {
    assert.equal(length, open.u8.length);
    assert.equal(view.u64[(view.base >>> 3) + 1], next++);
  });
  assert.equal(next, BigInt(count));
  assert.equal(source.truncatedAt, null);

  const bytes = readFileSync(path);
  const start = 12 + bytes.readUInt32LE(8);
  const at = start + 29_000 * (8 + open.u8.length);
  bytes.writeUInt32LE(0xffffffff, at);
  next = 0n;
  const damaged = new RecordingSource('/x/long', bytes);
  await assert.rejects(
    damaged.run(() => next++),
    { code: 'SHRIKE_RECORDING', message: new RegExp(`^/x/long: damaged at offset ${at}`) },
  );
  assert.equal(next, 29_000n, 'what is before it came');
});

test('a disk that takes no more never throws into the event path, and is told', async () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = spawn('head', ['-c', '1', path], { stdio: 'ignore' });
  const writer = new RecordingWriter(path, head);
  await once(reader, 'exit');
  const open = makeRecord(RecordType.open, Buffer.alloc(64), () => true);
  for (let i = 0; i < 5000; i++) writer.write(1, open, open.u8.length);
  writer.close();
  assert.equal((writer.failure as NodeJS.ErrnoException | null)?.code, 'EPIPE');
  assert.ok(writer.leftOut > 0);
});

test('what is no record is left out of a recording, as nobody can say where its secrets are', async () => {
  const path = join(folder, 'damaged');
  const writer = new RecordingWriter(path, head);
  const exec = makeRecord(RecordType.exec, Buffer.from('A=secret\0'), (v) => ExecRecord.envsLength(v) > 0);
  for (const at of TEXT_OFFSETS[RecordType.exec]!) exec.u32[at >>> 2] = 0xfffffff0;
  writer.write(0, exec, exec.u8.length);
  writer.write(0, exec, 7);
  writer.close();
  assert.deepEqual([writer.records, writer.leftOut], [0, 2]);
  assert.equal(readFileSync(path).includes('secret'), false);
});
