import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DEFAULT_HASHING, FileHasher, type HashResult, kernelDevice } from './file-hasher.ts';
import type { WantedFile } from './file-of-field.ts';

const folder = mkdtempSync(join(tmpdir(), 'shrike-hash-'));
after(() => rmSync(folder, { recursive: true }));

const all = { ...DEFAULT_HASHING, algorithms: ['md5', 'sha1', 'sha256'] as const };

function wanted(path: string, more: Partial<WantedFile> = {}): WantedFile {
  const stats = statSync(path, { bigint: true });
  return {
    path,
    inode: stats.ino,
    dev: kernelDevice(stats.dev),
    mtimeNs: stats.mtimeNs,
    ctimeNs: stats.ctimeNs,
    filesystem: 'ext4',
    places: [path],
    ...more,
  };
}

function ask(hasher: FileHasher, file: WantedFile, bytesMax = 0): Promise<HashResult> {
  return new Promise((resolve) => {
    const answer = hasher.request(file, bytesMax, resolve);
    if (answer !== null) resolve(answer);
  });
}

test('the hashes are those of the RFCs for known contents', async () => {
  const path = join(folder, 'abc');
  writeFileSync(path, 'abc');
  // RFC 1321 A.5, RFC 3174 7.3, RFC 6234 8.5.
  assert.deepEqual(await ask(new FileHasher(all), wanted(path)), {
    state: 'Done',
    hashes: [
      'md5:900150983cd24fb0d6963f7d28e17f72',
      'sha1:a9993e364706816aba3e25717850c26c9cd0d89d',
      'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    ],
    changed: false,
  });
});

test('a large file gives what sha256sum gives', async () => {
  const path = join(folder, 'large');
  writeFileSync(path, Buffer.alloc(3_000_001, 'some content '));
  const expected = execFileSync('sha256sum', [path], { encoding: 'utf8' }).split(' ')[0];
  assert.equal((await ask(new FileHasher(all), wanted(path))).hashes[2], `sha256:${expected}`);
});

test('what cannot be hashed says why', async () => {
  const hasher = new FileHasher(all);
  const small = join(folder, 'small');
  const empty = join(folder, 'empty');
  const pipe = join(folder, 'pipe');
  writeFileSync(small, 'x');
  writeFileSync(empty, '');
  execFileSync('mkfifo', [pipe]);
  for (const [file, bytesMax, state] of [
    [wanted(small, { places: [join(folder, 'nowhere')] }), 0, 'FileNotFound'],
    [wanted(small, { places: [empty] }), 0, 'FileNotFound'],
    [wanted(small, { inode: 1n }), 0, 'FileNotFound'],
    [wanted(small, { dev: 1 }), 0, 'FileNotFound'],
    [wanted(empty), 0, 'FileEmpty'],
    [wanted(pipe), 0, 'NotRegularFile'],
    [wanted(folder), 0, 'NotRegularFile'],
    [wanted('/dev/null'), 0, 'NotRegularFile'],
    [wanted(join(folder, 'large')), 1000, 'FileTooBig'],
    [wanted(small, { filesystem: 'fuse.sshfs' }), 0, 'RemoteFileSystem'],
  ] as const) {
    const result = await ask(hasher, file, bytesMax);
    assert.deepEqual([result.state, result.hashes], [state, []], file.path);
  }
  assert.equal((await ask(new FileHasher({ ...all, enabled: false }), wanted(small))).state, 'Disabled');
  assert.equal((await ask(new FileHasher({ ...all, fileBytesMax: 0 }), wanted(small))).state, 'FileTooBig');
});

test('a file that took the name is not hashed in the place of the one that was meant', async () => {
  const path = join(folder, 'swapped');
  writeFileSync(path, 'good');
  const file = wanted(path, { places: [path, join(folder, 'kept')] });
  renameSync(path, join(folder, 'kept'));
  writeFileSync(path, 'evil');
  const { hashes } = await ask(new FileHasher(all), file);
  assert.equal(hashes[0], 'md5:755f85c2723bb39381c7379a604160d8', 'md5 of "good"');
});

test('a file that was written to since says so', async () => {
  const path = join(folder, 'written');
  writeFileSync(path, 'before');
  const file = wanted(path);
  await new Promise((resolve) => setTimeout(resolve, 20));
  appendFileSync(path, ' and after');
  assert.equal((await ask(new FileHasher(all), file)).changed, true);
});

test('a file that did not change is read once', async () => {
  const path = join(folder, 'cached');
  writeFileSync(path, 'content');
  await new Promise((resolve) => setTimeout(resolve, 80));
  const hasher = new FileHasher(all);
  const first = await ask(hasher, wanted(path));
  const again = hasher.request(wanted(path), 0, () => assert.fail('was asked for again'));
  assert.deepEqual(again, first);
  writeFileSync(path, 'another');
  assert.notDeepEqual((await ask(hasher, wanted(path))).hashes, first.hashes);
});

test('the rate is bounded', async () => {
  const path = join(folder, 'often');
  writeFileSync(path, 'content');
  const hasher = new FileHasher({ ...all, hashesPerSecond: 3, clock: () => 1n });
  const states = await Promise.all(Array.from({ length: 5 }, () => ask(hasher, wanted(path, { dev: 0 }))));
  assert.deepEqual(states.map((s) => s.state).sort(), [
    'Done',
    'Done',
    'Done',
    'HashWasRateLimited',
    'HashWasRateLimited',
  ]);
});
