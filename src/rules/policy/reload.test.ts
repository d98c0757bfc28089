/** Policies that change while they are in force. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFieldMapModel, type FieldMap } from '../event-model.ts';
import type { LoadedPolicies } from './load-policies.ts';
import { PolicyReloader, type ReloadReason } from './reload.ts';

const rule = (id: string) => `rules:\n  - id: ${id}\n    expression: open.file.path == "/tmp/${id}"\n`;

interface Load {
  readonly reason: ReloadReason;
  readonly ids: readonly string[];
}

function setUp(t: TestContext, files: Readonly<Record<string, string>>) {
  const directory = mkdtempSync(join(tmpdir(), 'shrike-reload-'));
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
  for (const [name, text] of Object.entries(files)) write(name, text);
  const loads: Load[] = [];
  let failures = 0;
  const reloader = new PolicyReloader<FieldMap>({
    directory,
    model: createFieldMapModel(),
    quietMs: 30,
    delayMsMax: 200,
    pollMs: 60,
    onLoad: ({ rules }: LoadedPolicies<FieldMap>, reason) => loads.push({ reason, ids: [...rules.rules.keys()] }),
    onFailure: () => failures++,
  });
  t.after(() => {
    reloader.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  /** Waits until there are that many loads; five seconds are far more than any machine needs. */
  const loaded = async (count: number) => {
    for (let tries = 0; tries < 500 && loads.length < count; tries++) await sleep(10);
    assert.equal(loads.length, count);
    return loads[count - 1]!;
  };
  return { directory, write, loads, loaded, reloader, failures: () => failures };
}

test('a changed file is loaded once it is quiet, as one swap for many writes', async (t) => {
  const { write, loaded, loads, reloader } = setUp(t, { 'a.policy': rule('one') });
  assert.deepEqual([...reloader.start().rules.rules.keys()], ['one']);
  for (let i = 0; i < 5; i++) {
    write('a.policy', rule(`two_${i}`));
    write('b.policy', rule('three'));
  }
  assert.deepEqual(await loaded(2), { reason: 'changed', ids: ['two_4', 'three'] });
  await sleep(150);
  assert.equal(loads.length, 2);
});

test('a file that is touched but not changed loads nothing', async (t) => {
  const { write, loads, reloader } = setUp(t, { 'a.policy': rule('one') });
  reloader.start();
  write('a.policy', rule('one'));
  await sleep(200);
  assert.equal(loads.length, 1);
});

test('being asked loads even when nothing changed', (t) => {
  const { loads, reloader } = setUp(t, { 'a.policy': rule('one') });
  reloader.start();
  reloader.reload();
  assert.deepEqual(
    loads.map(({ reason }) => reason),
    ['start', 'asked'],
  );
});

test('a file that breaks keeps its rules and says so; when it is mended the new ones come', async (t) => {
  const { write, loaded, reloader } = setUp(t, { 'a.policy': rule('one'), 'b.policy': rule('two') });
  reloader.start();
  write('a.policy', 'rules: [');
  assert.deepEqual((await loaded(2)).ids, ['one', 'two']);
  const { rules } = reloader.loaded!;
  assert.equal(rules.policies[0]!.outcome, 'stale');
  assert.equal(rules.errors.length, 1);
  write('a.policy', rule('mended'));
  assert.deepEqual((await loaded(3)).ids, ['mended', 'two']);
  assert.equal(reloader.loaded!.rules.errors.length, 0);
});

test('a file that is removed takes its rules with it', async (t) => {
  const { directory, loaded, reloader } = setUp(t, { 'a.policy': rule('one'), 'b.policy': rule('two') });
  reloader.start();
  unlinkSync(join(directory, 'b.policy'));
  assert.deepEqual((await loaded(2)).ids, ['one']);
});

test('a directory that goes keeps everything, and is watched again when it is back', async (t) => {
  const { directory, write, loaded, reloader, failures } = setUp(t, { 'a.policy': rule('one') });
  reloader.start();
  renameSync(directory, `${directory}-away`);
  for (let tries = 0; tries < 500 && failures() === 0; tries++) await sleep(10);
  assert.equal(failures(), 1);
  assert.deepEqual([...reloader.loaded!.rules.rules.keys()], ['one']);
  rmSync(`${directory}-away`, { recursive: true });
  mkdirSync(directory);
  write('a.policy', rule('back'));
  for (let tries = 0; tries < 500 && !reloader.loaded!.rules.rules.has('back'); tries++) await sleep(10);
  assert.ok(reloader.loaded!.rules.rules.has('back'));
  write('a.policy', rule('again'));
  for (let tries = 0; tries < 500 && !reloader.loaded!.rules.rules.has('again'); tries++) await sleep(10);
  assert.ok(reloader.loaded!.rules.rules.has('again'));
  assert.ok((await loaded(reloader.loaded === undefined ? 0 : 3)).ids.includes('again'));
});

test('after stop nothing is loaded any more', async (t) => {
  const { write, loads, reloader } = setUp(t, { 'a.policy': rule('one') });
  reloader.start();
  reloader.stop();
  write('a.policy', rule('two'));
  await sleep(200);
  assert.equal(loads.length, 1);
});
