/** Many processes change many files at once: each operation is told once with its own path, or counted as lost. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Probe } from '../../src/probe/probe.ts';

const PROGRAM = fileURLToPath(new URL('../../build/test/programs/file-flood', import.meta.url));
const PROCESSES = 8;
/** Of six operations each. Emulated machines do a tenth. */
const ROUNDS = process.env.SHRIKE_VM === undefined ? 6250 : 625;
const RING_BYTES = process.env.SHRIKE_VM === undefined ? 1 << 26 : 1 << 24;
const OPERATIONS = PROCESSES * ROUNDS * 6;
/** Kind and names of each operation of a round; `unlink` is two. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  open: ['f'],
  chmod: ['f'],
  rename: ['f', 'g'],
  link: ['g', 'h'],
  unlink: ['g', 'h'],
};

test(`${OPERATIONS} file operations by ${PROCESSES} processes are told with their paths, or counted as lost`, {
  timeout: 300_000,
}, async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'shrike-flood-')));
  const types = [...Object.keys(KINDS), 'fork', 'exec', 'exit'];
  // A ring that holds most of it, so that many paths are compared: this is not about how fast anybody reads.
  const probe = new Probe({ sensor: { types, network: null, eventsRingBytes: RING_BYTES } });
  const wrong: string[] = [];
  let exact = 0;
  const told = new Map<string, number>();
  const byKind: Record<string, number> = {};
  probe.pipeline.watch((event) => {
    const names = KINDS[event.type];
    const { path } = event.recordFile;
    if (names === undefined || event.process.comm !== 'file-flood' || !path.startsWith(`${folder}/`)) return;
    const match = /^(\d+)\/([fgh])-(\d+)$/.exec(path.slice(folder.length + 1));
    const [, k, letter = '', i] = match ?? [];
    const to = event.type === 'rename' || event.type === 'link' ? event.destination.path : '';
    const isRight =
      match !== null &&
      (event.type === 'unlink' ? names.includes(letter) : letter === names[0]) &&
      (to === '' || to === `${folder}/${k}/${names[1]}-${i}`);
    // Threads share slots for what is learnt during a call: who finds his taken reads the text, or has the name only.
    if (event.resolution === 'exact' && event.recordFile.inode !== 0n) exact++;
    if (!isRight && wrong.length < 10)
      wrong.push(`${event.type} ${path} ${to} ${event.recordFile.inode} ${event.resolution}`);
    const key = `${event.type} ${path}`;
    told.set(key, (told.get(key) ?? 0) + 1);
    byKind[event.type] = (byKind[event.type] ?? 0) + 1;
  });
  await probe.ready;
  const began = performance.now();
  await promisify(execFile)(PROGRAM, [folder, String(PROCESSES), String(ROUNDS)], { timeout: 240_000 });
  const seconds = (performance.now() - began) / 1000;
  probe.sensor.setGlobal('enabled_types', 0n);
  const counts = probe.sensor.counts();
  await probe.stop();
  rmSync(folder, { recursive: true });

  assert.deepEqual(wrong, []);
  for (const [what, times] of told) assert.equal(times, 1, `${what} is told once`);
  assert.ok(exact * 2 > told.size, `${exact} of ${told.size} with their inode`);
  let lost = 0;
  for (const [kind, names] of Object.entries(KINDS)) {
    const want = PROCESSES * ROUNDS * (kind === 'unlink' ? names.length : 1);
    const c = counts[kind]!;
    const lostOfKind = c.lost_ring_full + c.lost_scratch_busy + c.lost_no_scratch;
    lost += lostOfKind;
    assert.ok((byKind[kind] ?? 0) <= want);
    assert.ok(
      (byKind[kind] ?? 0) + lostOfKind >= want,
      `${kind}: ${byKind[kind]} told, ${lostOfKind} lost, ${want} done`,
    );
  }
  console.log(
    `${OPERATIONS} operations in ${seconds.toFixed(1)} s: ${told.size} told (${exact} with their inode), ${lost} lost on the whole machine`,
  );
});
