/** The spool on a real file system: order, positions, limits, torn ends, damage. Killing its process is spool-crash.test.ts. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Spool, type SpoolOptions, type SpoolReader } from './spool.ts';

const root = mkdtempSync(join(tmpdir(), 'shrike-spool-'));
after(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const newFolder = (): string => join(root, String(folders++));
const open = (folder: string, more: Partial<SpoolOptions> = {}): Spool =>
  new Spool({ folder, bytesMax: 1 << 20, ageMsMax: 3_600_000, sync: 'flush', ...more });

const texts = (from: number, count: number, padding = ''): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`${from + i}${padding}`));

function readAll(reader: SpoolReader): string[] {
  const all: string[] = [];
  for (let entries = reader.read(7, 1 << 16); entries.length > 0; entries = reader.read(7, 1 << 16)) {
    for (const { payload } of entries) all.push(Buffer.from(payload).toString());
  }
  return all;
}

const numbers = (from: number, count: number, padding = ''): string[] =>
  texts(from, count, padding).map((b) => b.toString());

test('readers get everything in order, each at its own pace, also over segments and restarts', async () => {
  const folder = newFolder();
  const padding = 'x'.repeat(500);
  const spool = open(folder);
  spool.setReaders(['a', 'b']);
  for (let i = 0; i < 1000; i += 10) spool.append(texts(i, 10, padding));
  await spool.flush();
  assert.ok(readdirSync(folder).length > 5, 'several segments');
  assert.deepEqual(readAll(spool.reader('a')), numbers(0, 1000, padding));
  const some = spool.reader('b').read(300, 1 << 20);
  assert.equal(some.length, 300);
  spool.reader('a').commit(spool.end - 1);
  spool.reader('b').commit(some.at(-1)!.sequence);
  assert.equal(spool.reader('b').waiting, 700);
  spool.close();

  const again = open(folder);
  again.setReaders(['a', 'b']);
  assert.deepEqual(readAll(again.reader('a')), []);
  again.append(texts(1000, 3, padding));
  assert.deepEqual(readAll(again.reader('a')), numbers(1000, 3, padding));
  assert.deepEqual(readAll(again.reader('b')), numbers(300, 703, padding));
  again.close();
});

test('what was read but not committed is read again after a restart', () => {
  const folder = newFolder();
  const spool = open(folder);
  spool.setReaders(['a']);
  spool.append(texts(0, 5));
  spool.reader('a').read(5, 1000);
  spool.reader('a').commit(2);
  spool.close();
  const again = open(folder);
  again.setReaders(['a']);
  assert.deepEqual(readAll(again.reader('a')), ['2', '3', '4']);
  again.close();
});

test('segments that every reader has passed are removed', () => {
  const folder = newFolder();
  const spool = open(folder);
  spool.setReaders(['a', 'b']);
  for (let i = 0; i < 1000; i += 10) spool.append(texts(i, 10, 'x'.repeat(500)));
  const full = spool.bytes;
  spool.reader('a').commit(spool.end - 1);
  assert.equal(spool.bytes, full);
  spool.reader('b').commit(spool.end - 1);
  assert.ok(spool.bytes < full / 5, `${spool.bytes} of ${full} bytes are left`);
  assert.equal(spool.dropped, 0);
  spool.close();
});

test('over the limit of bytes the oldest go, counted for the readers that had not seen them', () => {
  const spool = open(newFolder(), { bytesMax: 256 << 10, sync: 'never' });
  spool.setReaders(['slow', 'fast']);
  for (let i = 0; i < 2000; i++) {
    spool.append(texts(i, 1, 'x'.repeat(500)));
    spool.reader('fast').commit(spool.end - 1);
  }
  assert.ok(spool.bytes <= (256 << 10) + 1000);
  const slow = spool.reader('slow');
  assert.ok(slow.missed > 1000);
  assert.equal(slow.missed, spool.dropped);
  assert.equal(spool.reader('fast').missed, 0);
  const left = readAll(slow);
  assert.equal(left.length, 2000 - slow.missed);
  assert.equal(left.at(-1), `1999${'x'.repeat(500)}`);
  spool.close();
});

test('records older than the limit go, but not before the process has run for a while', async () => {
  let nowMs = 1000;
  const folder = newFolder();
  const spool = open(folder, { ageMsMax: 5000, ageGraceMs: 3000, nowMs: () => nowMs });
  spool.setReaders(['a']);
  spool.append(texts(0, 3));
  nowMs += 2000;
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.equal(spool.reader('a').waiting, 3);
  nowMs += 10_000;
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.equal(spool.reader('a').waiting, 0);
  assert.equal(spool.reader('a').missed, 3);
  spool.append(texts(3, 1));
  assert.deepEqual(readAll(spool.reader('a')), ['3']);
  spool.close();
});

test('a reader that is new begins with what comes; one that is taken out holds nothing back', () => {
  const folder = newFolder();
  const spool = open(folder);
  spool.setReaders(['a']);
  spool.append(texts(0, 3));
  spool.setReaders(['a', 'b']);
  spool.append(texts(3, 1));
  assert.deepEqual(readAll(spool.reader('b')), ['3']);
  spool.setReaders(['b']);
  assert.throws(() => spool.reader('a'));
  spool.setReaders(['a', 'b']);
  assert.equal(spool.reader('a').waiting, 0);
  spool.close();
});

const segments = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.segment'))
    .sort()
    .map((name) => join(folder, name));

test('wherever a crash cut the file, all whole entries before the cut are there and new ones follow', () => {
  const master = newFolder();
  const spool = open(master);
  spool.setReaders(['a']);
  spool.append(texts(100, 8));
  const [file] = segments(master);
  const bytes = readFileSync(file!);
  spool.close();
  // Header 16, each entry 8 + 3.
  for (let cut = 0; cut <= bytes.length; cut++) {
    const folder = newFolder();
    open(folder).close();
    for (const path of segments(folder)) rmSync(path);
    writeFileSync(join(folder, '0000000000000001.segment'), bytes.subarray(0, cut));
    writeFileSync(join(folder, 'positions.json'), '{"readers":{"a":1}}');
    const again = open(folder);
    again.setReaders(['a']);
    again.append([Buffer.from('new')]);
    const whole = Math.max(0, Math.floor((cut - 16) / 11));
    assert.deepEqual(readAll(again.reader('a')), [...numbers(100, whole), 'new'], `cut at ${cut}`);
    again.close();
    rmSync(folder, { recursive: true });
  }
});

test('a tail of garbage or zeros is not taken for entries', () => {
  for (const tail of [Buffer.alloc(4096), Buffer.alloc(64, 0xff), Buffer.from([3, 0, 0, 0, 1, 2, 3, 4, 65, 66, 67])]) {
    const folder = newFolder();
    const spool = open(folder);
    spool.setReaders(['a']);
    spool.append(texts(0, 4));
    spool.close();
    appendFileSync(segments(folder)[0]!, tail);
    const again = open(folder);
    again.setReaders(['a']);
    assert.deepEqual(readAll(again.reader('a')), numbers(0, 4));
    assert.equal(again.tornBytes, tail.length);
    again.close();
  }
});

test('damage inside a segment costs the rest of that segment, and is counted', () => {
  const folder = newFolder();
  const padding = 'x'.repeat(500);
  const spool = open(folder);
  spool.setReaders(['a']);
  for (let i = 0; i < 400; i++) spool.append(texts(i, 1, padding));
  spool.close();
  const [first, second] = segments(folder);
  assert.ok(second !== undefined);
  const bytes = readFileSync(first!);
  bytes[16 + 10 * (8 + 501) + 40]! ^= 1;
  writeFileSync(first!, bytes);
  const again = open(folder);
  again.setReaders(['a']);
  const got = readAll(again.reader('a'));
  assert.deepEqual(got.slice(0, 10), numbers(0, 10, padding));
  assert.equal(got.at(-1), `399${padding}`);
  assert.ok(got.length < 400);
  assert.equal(again.reader('a').missed, 400 - got.length);
  assert.equal(again.damaged, 400 - got.length);
  again.close();
});

test('a position beyond the end, after a disk lost what was not yet safe, does not skip what comes', () => {
  const folder = newFolder();
  const spool = open(folder);
  spool.setReaders(['a']);
  spool.append(texts(0, 10));
  spool.reader('a').commit(10);
  spool.close();
  truncateSync(segments(folder)[0]!, 16 + 5 * 9);
  const again = open(folder);
  again.setReaders(['a']);
  again.append(texts(50, 2));
  assert.deepEqual(readAll(again.reader('a')), ['50', '51']);
  again.close();
});

test('numbers go on after everything was delivered and the process restarted', () => {
  const folder = newFolder();
  for (let round = 0; round < 5; round++) {
    const spool = open(folder);
    spool.setReaders(['a']);
    assert.equal(spool.end, round * 3 + 1);
    spool.append(texts(0, 3));
    spool.reader('a').commit(spool.end - 1);
    spool.close();
  }
  assert.ok(readdirSync(folder).length <= 3);
});

test('arbitrary bytes as files of the folder never stop it from opening', () => {
  let seed = 42;
  const random = (n: number): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed % n;
  };
  for (let round = 0; round < 100; round++) {
    const folder = newFolder();
    open(folder).close();
    for (let i = 0; i < 3; i++) {
      const bytes = Buffer.from(Array.from({ length: random(200) }, () => random(256)));
      if (random(2) === 0) bytes.set(Buffer.from('SHRSPL01').subarray(0, bytes.length));
      writeFileSync(join(folder, `${String(random(50)).padStart(16, '0')}.segment`), bytes);
    }
    writeFileSync(join(folder, 'positions.json'), Buffer.from(Array.from({ length: 20 }, () => random(256))));
    const spool = open(folder);
    spool.setReaders(['a']);
    spool.append(texts(0, 2));
    const got = readAll(spool.reader('a'));
    assert.deepEqual(got.slice(-2), ['0', '1']);
    spool.close();
    rmSync(folder, { recursive: true });
  }
});

test('entries that are empty or too large are refused', () => {
  const spool = open(newFolder());
  assert.throws(() => spool.append([Buffer.alloc(0)]), RangeError);
  assert.throws(() => spool.append([Buffer.alloc((8 << 20) + 1)]), RangeError);
  spool.close();
});
