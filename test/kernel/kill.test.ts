/** Kills of rules on the running kernel: real processes, real pids that are used again, real cgroups. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { RuleRunner } from '../../src/probe/index.ts';
import { Probe } from '../../src/probe/probe.ts';
import type { KillReport } from '../../src/respond/action-report.ts';
import { DEFAULT_ENFORCEMENT, type EnforcementOptions } from '../../src/respond/enforcement.ts';
import { DEFAULT_HASHING } from '../../src/respond/file-hasher.ts';
import { cgroupMounts } from '../../src/respond/kill-cgroup.ts';
import type { Reaction } from '../../src/respond/reaction.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { loadPolicyDirectory } from '../../src/rules/policy/load-policies.ts';
import type { LoadedRule } from '../../src/rules/policy/rule-set.ts';
import { kernelAtLeast } from './watch.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'shrike-kill-'));
const BAIT = join(folder, 'bait');
const SLOW = process.env.SHRIKE_VM !== undefined ? 10 : 1;

/** A probe with one rule set, and what its matches led to. */
class Scene {
  readonly probe: Probe<LoadedRule<RuntimeEvent>>;
  readonly reactions: { rule: string; pid: number; reaction: Reaction }[] = [];

  constructor(enforcement: Partial<EnforcementOptions>, rules: string) {
    const policies = mkdtempSync(join(folder, 'policies-'));
    writeFileSync(join(policies, 'test.policy'), `version: "1"\nrules:\n${rules}`);
    this.probe = new Probe({
      response: { enforcement: { ...DEFAULT_ENFORCEMENT, ...enforcement }, hashing: DEFAULT_HASHING },
      onSignal: (rule, event, { reaction }) => this.reactions.push({ rule: rule.id, pid: event.process.pid, reaction }),
    });
    const { rules: set } = loadPolicyDirectory<RuntimeEvent>(policies, liveModel);
    assert.deepEqual(set.errors, []);
    this.probe.setResponses(set);
    this.probe.pipeline.setRules(new RuleRunner(set, this.probe.pipeline.tree));
  }

  static async start(enforcement: Partial<EnforcementOptions>, rules: string): Promise<Scene> {
    const scene = new Scene(enforcement, rules);
    await scene.probe.ready;
    return scene;
  }

  /** The report of a process's kill, once it is settled. */
  async report(pid: number): Promise<KillReport> {
    for (const end = Date.now() + 10_000 * SLOW; Date.now() < end; await sleep(5)) {
      const found = this.reactions.find((r) => r.pid === pid);
      if (found !== undefined && found.reaction.open.size === 0) return found.reaction.reports[0] as KillReport;
    }
    assert.fail(
      `no report about ${pid}; reports: ${JSON.stringify(this.reactions.map((r) => [r.pid, [...r.reaction.open]]))}`,
    );
  }

  async stop(): Promise<void> {
    await this.probe.stop();
    const { counts, firstError } = this.probe.pipeline;
    assert.equal(counts.stageErrors, 0, `a stage failed: ${(firstError as Error)?.stack ?? firstError}`);
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A process that opens the bait and then waits; resolves with the kill that ended it, or null when it was left alone. */
function nibble(
  command = `: < ${BAIT}; sleep 30`,
  program = 'sh',
): { child: ChildProcess; ended: Promise<string | null> } {
  const child = spawn(program, ['-c', command], { stdio: 'ignore' });
  const ended = new Promise<string | null>((resolve) => child.on('exit', (_, kill) => resolve(kill)));
  return { child, ended };
}

/** Whether the process is still there a while later; ends it. */
async function survives({ child, ended }: ReturnType<typeof nibble>): Promise<boolean> {
  const alive = await Promise.race([ended.then(() => false), sleep(150 * SLOW).then(() => true)]);
  child.kill('SIGKILL');
  await ended;
  return alive;
}

const rule = (id: string, action: string, extra = ''): string =>
  `  - id: ${id}\n    expression: open.file.path == "${BAIT}"\n    every: 0s\n${extra}    actions:\n      - ${action}\n`;

before(() => writeFileSync(BAIT, 'bait'));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const [mode, rounds] of [
  ['exact', 10_000],
  ['ticks', 200],
] as const) {
  test(`a pid that another process has taken over is never hit (${mode})`, { timeout: 120_000 * SLOW }, () => {
    const reuse = (m: string, n: number): Record<string, number> => {
      const program = join(root, 'build/test/programs/pid-reuse');
      const object = join(root, 'build/bpf/task-start.bpf.o');
      const script = fileURLToPath(new URL('pid-reuse.ts', import.meta.url));
      const args = ['--pid', '--fork', '--mount-proc', process.execPath, script, program, object, String(n), m];
      return JSON.parse(execFileSync('unshare', args, { encoding: 'utf8' }));
    };
    const count = SLOW > 1 ? rounds / 10 : rounds;
    const seen = reuse(mode, count);
    assert.equal(seen.rounds, count);
    assert.equal(seen.exact, mode === 'exact' && kernelAtLeast(5, 8));
    assert.equal(seen.wronglyKilled, 0, JSON.stringify(seen));
    assert.equal(seen.rightlyKilled, count / 2, JSON.stringify(seen));
    assert.ok(seen.reused! > 0.4 * count, 'the kernel gave the pid out again');
    if (mode === 'exact') assert.ok(seen.sameTick! > 0, 'some were made within the same tick');
    assert.ok(reuse('naive', 100).wronglyKilled! > 0, 'a killer that goes by number hits the wrong one');
  });
}

test('kill ends the process that matched, and the report has all times', async () => {
  const scene = await Scene.start({}, rule('bait', 'kill: {signal: SIGKILL}'));
  const victim = nibble();
  assert.equal(await victim.ended, 'SIGKILL');
  const report = await scene.report(victim.child.pid!);
  assert.equal(report.status, 'performed');
  assert.deepEqual(report.pids, [victim.child.pid]);
  assert.ok(report.createdAtNs > 0n && report.createdAtNs <= report.detectedAtNs);
  assert.ok(report.detectedAtNs < report.killedAtNs && report.killedAtNs <= report.exitedAtNs + 1_000_000n);
  await scene.stop();
});

test('any kill can be sent, and the filter of an action decides for it alone', async () => {
  const scene = await Scene.start(
    {},
    rule('bait', `filter: process.args =~ "*please*"\n        kill: {signal: SIGTERM}`),
  );
  const spared = nibble();
  assert.equal(await survives(spared), true);
  const victim = nibble(`: < ${BAIT}; sleep 30; : please`);
  assert.equal(await victim.ended, 'SIGTERM');
  assert.equal((await scene.report(victim.child.pid!)).signal, 'SIGTERM');
  const open = scene.reactions.find((r) => r.pid === spared.child.pid);
  assert.equal(open?.reaction.reports.length, 0);
  await scene.stop();
});

for (const [what, enforcement, status, reason] of [
  ['switched off', { enabled: false }, 'kill_aborted', /switched off/],
  ['a dry run', { dryRun: true }, 'dry_run', /^$/],
  ['an excluded binary', { excludedBinaries: [`${folder}/*/excluded`] }, 'kill_aborted', /excluded/],
  ['a forbidden origin', { allowedSources: ['remote-config'] }, 'kill_aborted', /files may not act/],
] as const) {
  test(`nothing is killed: ${what}`, async () => {
    const scene = await Scene.start(enforcement, rule('bait', 'kill: {signal: SIGKILL}'));
    mkdirSync(join(folder, 'bin'), { recursive: true });
    const shell = join(folder, 'bin', 'excluded');
    if (!existsSync(shell)) writeFileSync(shell, readFileSync('/bin/sh'), { mode: 0o755 });
    const process = nibble(undefined, shell);
    const alive = survives(process);
    const report = await scene.report(process.child.pid!);
    assert.equal(report.status, status);
    assert.match(report.reason, reason);
    assert.equal(await alive, true);
    await scene.stop();
  });
}

test('the probe never ends itself, or who started it, or the whole machine', async () => {
  const scene = await Scene.start({}, rule('bait', 'kill: {signal: SIGKILL}'));
  const { guards } = scene.probe.responder!;
  const entry = (pid: number) => scene.probe.pipeline.tree.peek(pid)!;
  assert.match(guards.whyNot(entry(process.pid))!, /belongs to Shrike/);
  assert.match(guards.whyNot(entry(process.ppid))!, /belongs to Shrike|process 1/);
  assert.match(guards.whyNot(entry(1))!, /process 1/);
  assert.match(guards.whyNotCgroup('/')!, /whole machine/);
  await scene.stop();
});

test('a rule that hits six executables in a minute loses its right to act, until it is armed again', async () => {
  const scene = await Scene.start({}, rule('bait', 'kill: {signal: SIGKILL}'));
  const shells = Array.from({ length: 6 }, (_, i) => join(folder, `shell${i}`));
  for (const path of shells) writeFileSync(path, readFileSync('/bin/sh'), { mode: 0o755 });
  for (const path of shells.slice(0, 5)) assert.equal(await nibble(undefined, path).ended, 'SIGKILL');
  const sixth = nibble(undefined, shells[5]);
  assert.equal(await survives(sixth), true);
  const report = await scene.report(sixth.child.pid!);
  assert.equal(report.status, 'rule_disarmed');
  assert.equal(report.disarmer, 'executable');
  assert.deepEqual(scene.probe.responder!.disarmer.list(), [
    { ruleId: 'bait', state: 'disarmed', reason: 'executable' },
  ]);
  assert.equal(scene.probe.responder!.disarmer.rearm('bait'), true);
  assert.equal(await nibble(undefined, shells[5]).ended, 'SIGKILL');
  scene.probe.responder!.disarmer.dismantle('bait');
  assert.equal(await survives(nibble(undefined, shells[0])), true);
  await scene.stop();
});

test('a kill of a whole container ends every member, its children in cgroups below, and nobody else', async (t) => {
  const mount = cgroupMounts().find((m) => existsSync(join(m, 'cgroup.controllers')));
  if (mount === undefined) return t.skip('no cgroup v2 here');
  const id = `c0ffee${process.pid}`.padEnd(64, '0');
  const container = join(mount, `docker-${id}.scope`);
  const below = join(container, 'below');
  const outside = join(mount, `shrike-test-${process.pid}`);
  for (const path of [container, below, outside]) mkdirSync(path);
  try {
    for (const cgroupKill of [true, false]) {
      const scene = await Scene.start({ cgroupKill }, rule('bait', 'kill: {signal: SIGKILL, scope: container}'));
      const members = [container, container, below].map((path) =>
        nibble(`echo $$ > ${path}/cgroup.procs; sleep 31 & sleep 31`),
      );
      const stranger = nibble(`echo $$ > ${outside}/cgroup.procs; sleep 30`);
      await sleep(100 * SLOW);
      const victim = nibble(`echo $$ > ${container}/cgroup.procs; : < ${BAIT}; sleep 30`);
      for (const member of [...members, victim]) assert.equal(await member.ended, 'SIGKILL');
      const report = await scene.report(victim.child.pid!);
      assert.equal(report.status, 'performed', report.reason);
      // Each member, and the process that it has in the background.
      assert.ok(report.processes >= 7, `${report.processes} processes`);
      assert.equal(await survives(stranger), true);
      assert.match(readFileSync(join(container, 'cgroup.events'), 'utf8'), /populated 0/);
      await scene.stop();
    }
  } finally {
    for (const path of [below, container, outside]) {
      if (existsSync(join(path, 'cgroup.kill'))) writeFileSync(join(path, 'cgroup.kill'), '1');
      await sleep(50);
      rmdirSync(path);
    }
  }
});
