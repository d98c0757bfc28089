/** Signals on the running kernel that wait for facts: hashes of what really ran or was opened, exits, stories. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { Probe, RuleRunner } from '../../src/probe/index.ts';
import { DEFAULT_ENFORCEMENT } from '../../src/respond/enforcement.ts';
import { DEFAULT_HASHING } from '../../src/respond/file-hasher.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { loadPolicyDirectory } from '../../src/rules/policy/load-policies.ts';
import type { LoadedRule } from '../../src/rules/policy/rule-set.ts';
import { SignalOutlet } from '../../src/signals/outlet.ts';
import { assertAsPublished } from '../event-schema.ts';
import type { EventJson } from './watch.ts';

const SLOW = process.env.SHRIKE_VM !== undefined ? 10 : 1;
const folder = mkdtempSync(join(tmpdir(), 'shrike-response-'));
const dumps = join(folder, 'dumps');
const bait = join(folder, 'bait');
const program = join(folder, 'program');
const signals: EventJson[] = [];
const logs: string[] = [];
let probe: Probe<LoadedRule<RuntimeEvent>>;
let outlet: SignalOutlet;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function signal(rule: string, pid: number): Promise<EventJson> {
  for (const end = Date.now() + 10_000 * SLOW; Date.now() < end; await sleep(10)) {
    const found = signals.find((s) => s.agent.rule_id === rule && s.process.pid === pid);
    if (found !== undefined) return found;
  }
  assert.fail(`no signal ${rule} of ${pid}; there are ${signals.map((s) => `${s.agent.rule_id} ${s.process.pid}`)}`);
}

function run(command: string, ...args: string[]): Promise<number> {
  const child = spawn(command, args, { stdio: 'ignore' });
  return new Promise((resolve) => child.on('exit', () => resolve(child.pid!)));
}

before(async () => {
  writeFileSync(bait, 'known content');
  writeFileSync(program, readFileSync('/bin/sh'), { mode: 0o755 });
  const policies = join(folder, 'policies');
  mkdirSync(policies);
  writeFileSync(
    join(policies, 'test.policy'),
    `version: "3"
rules:
  - id: opened
    version: "2"
    description: The bait was opened
    expression: open.file.path == "${bait}" && process.args not in ["x"]
    every: 0s
    tags: {severity: high, technique: T1003.008}
    product_tags: ["tactic:TA0006-credential-access"]
    actions:
      - set: {name: what, value: "--password hunter2", scope: process}
      - log: {level: warning, message: the bait was opened}
      - hash: {}
      - hash: {field: process.file}
  - id: ran
    expression: exec.file.path == "${program}"
    every: 0s
    actions: [{hash: {}}]
  - id: killed
    expression: exec.file.name == "sleep" && exec.args == "4711"
    every: 0s
    actions: [{kill: {signal: SIGKILL}}]
  - id: dumped
    expression: exec.file.name == "true" && exec.args == "dump-now"
    every: 0s
    actions: [{coredump: {process: true, mount: true, dentry: true}}]
`,
  );
  probe = new Probe({
    response: {
      enforcement: DEFAULT_ENFORCEMENT,
      hashing: DEFAULT_HASHING,
      dumpFolder: dumps,
      log: (level, text) => logs.push(`${level} ${text}`),
    },
    onSignal: (rule, event, match) => outlet.raise(rule, event, match),
  });
  outlet = new SignalOutlet({
    context: () => probe.json,
    version: '0',
    suppressed: () => probe.pipeline.suppressedByRule,
    emit: ({ json }) => {
      assertAsPublished(json);
      signals.push(JSON.parse(JSON.stringify(json)));
    },
  });
  const { rules } = loadPolicyDirectory<RuntimeEvent>(policies, liveModel);
  assert.deepEqual(rules.errors, []);
  probe.setResponses(rules);
  probe.pipeline.setRules(new RuleRunner(rules, probe.pipeline.tree));
  await probe.ready;
});

after(async () => {
  await probe.stop();
  outlet.stop();
  rmSync(folder, { recursive: true, force: true });
  const { counts, firstError } = probe.pipeline;
  assert.equal(counts.stageErrors, 0, `a stage failed: ${(firstError as Error)?.stack ?? firstError}`);
});

test('a signal carries the hashes of the opened file and of the program, where the files stand', async () => {
  const child = spawn('sh', ['-c', `exec 3< ${bait}; sleep 0.3`], { stdio: 'ignore' });
  const s = await signal('opened', child.pid!);
  assert.ok(s.file.hashes.includes(sha256('known content')));
  assert.equal(s.file.hash_state, 'Done');
  assert.ok(s.process.executable.hashes.includes(sha256(readFileSync('/bin/sh'))));
  assert.deepEqual(
    s.agent.rule_actions.map((a: EventJson) => [a.type, a.field, a.state]),
    [
      ['hash', 'open.file', 'Done'],
      ['hash', 'process.file', 'Done'],
    ],
  );
});

test('a signal says what matched, which variables there are, and what it is about', async () => {
  const s = await signal('opened', await run('sh', '-c', `: < ${bait}`));
  assert.deepEqual(s.attack, { techniques: ['T1003.008'], tactics: ['credential-access'] });
  assert.equal(s.process.variables.what, '--password ********');
  const { expression, matching_subexprs: parts } = s.evt.rule_context;
  for (const { offset, length, text } of parts) assert.equal(expression.slice(offset, offset + length), text);
  assert.deepEqual([parts[0].field, parts[0].value], ['open.file.path', bait]);
  assert.match(s.account, /opened .*bait.*The bait was opened.*T1003\.008/);
  assert.ok(s.evidence.length >= 2);
  assert.ok(logs.includes('warning rule opened: the bait was opened'));
});

test('the hash is of the file that was opened, also when its name is gone by then', async () => {
  const child = spawn(
    'sh',
    ['-c', `cp ${bait} ${bait}.2; mv ${bait}.2 ${bait}; exec 3< ${bait}; rm ${bait}; sleep 0.5`],
    {
      stdio: 'ignore',
    },
  );
  const ended = once(child, 'exit');
  const s = await signal('opened', child.pid!);
  assert.ok(s.file.hashes?.includes(sha256('known content')), JSON.stringify(s.agent.rule_actions));
  await ended;
  writeFileSync(bait, 'known content');
});

test('the hash is of the program that runs, also when another took its path', async () => {
  const child = spawn(program, ['-c', 'sleep 0.5'], { stdio: 'ignore' });
  const s = await signal('ran', child.pid!);
  assert.ok(s.file.hashes.includes(sha256(readFileSync('/bin/sh'))));
});

test('the signal of a deadly kill waits for the end of the process', async () => {
  const pid = await run('sleep', '4711');
  const s = await signal('killed', pid);
  const [report] = s.agent.rule_actions;
  assert.equal(report.status, 'performed');
  assert.ok(report.exited_at >= report.detected_at, JSON.stringify(report));
  assert.equal(s.agent.late_facts, undefined);
});

test('signals of one process tree are one story', async () => {
  const shell = spawn('sh', ['-c', `: < ${bait}; sh -c ': < ${bait}'`], { stdio: 'ignore' });
  const ended = once(shell, 'exit');
  const first = await signal('opened', shell.pid!);
  await ended;
  await sleep(200 * SLOW);
  const all = signals.filter(
    (s) => s.process.ancestors.some((a: EventJson) => a.pid === shell.pid) || s.process.pid === shell.pid,
  );
  assert.ok(all.length >= 2);
  for (const s of all) assert.equal(s.execution_context.key, first.execution_context.key);
});

test('a dump holds the process tree, mounts and paths, for root only', async () => {
  const s = await signal('dumped', await run('true', 'dump-now'));
  const [report] = s.agent.rule_actions;
  assert.equal(report.status, 'performed', report.reason);
  assert.ok(report.path.startsWith(dumps));
  assert.equal(statSync(report.path).mode & 0o777, 0o600);
  const dump = JSON.parse(gunzipSync(readFileSync(report.path)).toString());
  assert.ok(dump.processes.some((p: EventJson) => p.pid === process.pid));
  assert.ok(dump.mounts.length > 0 && dump.paths.length > 0);
});
