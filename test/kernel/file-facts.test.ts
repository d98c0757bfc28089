/** Rules on the running kernel that ask for facts of files which must be fetched: hashes, packages, content. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { Probe, RuleRunner } from '../../src/probe/index.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { loadPolicyDirectory } from '../../src/rules/policy/load-policies.ts';
import type { LoadedRule } from '../../src/rules/policy/rule-set.ts';

const SLOW = process.env.SHRIKE_VM !== undefined ? 10 : 1;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'shrike-facts-')));
const bait = join(folder, 'bait');
const empty = join(folder, 'empty');
const packed = join(folder, 'packed');
const plain = join(folder, 'plain');
const content = 'known content';
/** A program that dpkg knows, by its own word; '' where there is no dpkg. */
const owned = '/usr/bin/env';
const owner = existsSync('/var/lib/dpkg/status')
  ? execFileSync('dpkg-query', ['-W', '-f', '${Package} ${source:Package} ${Version}', 'coreutils'], {
      encoding: 'utf8',
    })
  : '';
let probe: Probe<LoadedRule<RuntimeEvent>>;
const matches: { rule: string; pid: number }[] = [];

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function matched(rule: string, pid: number): Promise<void> {
  for (const end = Date.now() + 10_000 * SLOW; Date.now() < end; await sleep(10))
    if (matches.some((m) => m.rule === rule && m.pid === pid)) return;
  assert.fail(`${rule} did not match ${pid}; matches: ${JSON.stringify(matches).slice(0, 500)}`);
}

/** Runs a program that is over before anything of its file can have been read. */
function run(command: string, ...args: string[]): Promise<number> {
  const child = spawn(command, args, { stdio: 'ignore' });
  return new Promise((resolve) => child.on('exit', () => resolve(child.pid!)));
}

before(async () => {
  writeFileSync(bait, content);
  writeFileSync(empty, '');
  copyFileSync(owned, plain);
  // The header that UPX leaves at the end of a program does not keep it from running.
  writeFileSync(packed, Buffer.concat([readFileSync(owned), Buffer.from('UPX!'), Buffer.alloc(32)]), { mode: 0o755 });
  const policies = join(folder, 'policies');
  mkdirSync(policies);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const [name = '', , version = ''] = owner.split(' ');
  const upstream = version.replace(/^\d+:/, '').replace(/-[^-]*$/, '');
  const rules = {
    known_hash: `open.file.path in ["${bait}", "${empty}"] && open.file.hashes in ["sha256:${sha256}"]`,
    other_hash: `open.file.path == "${bait}" && open.file.hashes not in ["sha256:${sha256}"]`,
    no_hash: `open.file.path in ["${bait}", "${empty}"] && open.file.hashes not in [r".*"]`,
    packed: `exec.file.path in ["${packed}", "${plain}"] && exec.file.metadata.is_upx_packed == true`,
    unpacked: `exec.file.path in ["${packed}", "${plain}"] && exec.file.metadata.is_upx_packed == false && exec.file.metadata.type == LINUX_EXECUTABLE && exec.file.metadata.abi == BIT64`,
    package: `exec.file.path in ["${owned}", "${plain}"] && exec.file.package.name == "${name}" && exec.file.package.version == "${upstream}"`,
    no_package: `exec.file.path in ["${owned}", "${plain}"] && exec.file.package.name == ""`,
    both: `exec.file.path == "${owned}" && exec.file.package.name == "${name}" && exec.file.metadata.is_executable && exec.file.hashes in [r"sha256:.*"]`,
  };
  writeFileSync(
    join(policies, 'test.policy'),
    `version: "3"\nrules:\n${Object.entries(rules)
      .map(([id, expression]) => `  - id: ${id}\n    expression: ${expression}\n    every: 0s\n`)
      .join('')}`,
  );
  const loaded = await loadPolicyDirectory(policies, liveModel);
  assert.deepEqual(
    loaded.diagnostics.map((d) => d.message),
    [],
  );
  probe = new Probe<LoadedRule<RuntimeEvent>>({
    sensor: { types: ['fork', 'exec', 'exit', 'open'], network: null },
    onSignal: (rule, event) => matches.push({ rule: rule.id, pid: event.process.pid }),
  });
  probe.pipeline.setRules(new RuleRunner(loaded.rules, probe.pipeline.tree));
  await probe.ready;
});

after(async () => {
  await probe.stop();
  rmSync(folder, { recursive: true });
  assert.equal(probe.pipeline.counts.stageErrors, 0, String(probe.pipeline.firstError));
});

const rulesOf = (pid: number): string[] => matches.filter((m) => m.pid === pid).map((m) => m.rule);

test('a file is known by its hash, and rules that its hash excludes do not match before it is known', async () => {
  const pid = await run('/bin/cat', bait);
  await matched('known_hash', pid);
  assert.deepEqual(rulesOf(pid), ['known_hash']);
  const again = await run('/bin/cat', bait);
  await matched('known_hash', again);
  assert.deepEqual(rulesOf(again), ['known_hash']);
});

test('a file that has no hash is looked at when that is known', async () => {
  const pid = await run('/bin/cat', empty);
  await matched('no_hash', pid);
  assert.deepEqual(rulesOf(pid), ['no_hash']);
});

test('a packed program is told from another one', async () => {
  const [one, other] = [await run(packed, 'true'), await run(plain, 'true')];
  await matched('packed', one);
  await matched('unpacked', other);
  assert.deepEqual(rulesOf(one), ['packed']);
  assert.ok(!rulesOf(other).includes('packed'));
});

test('a program belongs to the package that dpkg names', { skip: owner === '' && 'no dpkg here' }, async () => {
  const [one, other] = [await run(owned, 'true'), await run(plain, 'true')];
  await matched('package', one);
  await matched('no_package', other);
  assert.ok(!rulesOf(one).includes('no_package') && !rulesOf(other).includes('package'));
});

test('several facts are fetched one after the other', { skip: owner === '' && 'no dpkg here' }, async () => {
  await matched('both', await run(owned, 'true'));
});
