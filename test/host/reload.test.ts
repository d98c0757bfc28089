/** Reloads under fire: a rule that stays in the policies never misses an event while they are loaded a thousand times. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { Probe, RuleRunner } from '../../src/probe/index.ts';
import { buildKernelApprovers, NO_APPROVERS } from '../../src/rules/engine/approver-table.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { PolicyReloader } from '../../src/rules/policy/reload.ts';
import type { LoadedRule } from '../../src/rules/policy/rule-set.ts';
import { ACTS } from '../kernel/watch.ts';

const RELOADS = 1000;
const PROGRAMS = 1500;
const folder = mkdtempSync(join(tmpdir(), 'shrike-reload-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test(`${RELOADS} reloads, ${PROGRAMS} programs, none missed`, { timeout: 300_000 }, async () => {
  const program = join(folder, 'canary');
  copyFileSync(ACTS, program);
  const policy = (round: number): string => `rules:
  - id: canary_exec
    expression: exec.file.path == "${program}"
    every: 0
  - id: canary_open
    expression: open.file.path == "${program}" && open.flags & O_APPEND == 0
    every: 0
  - id: passing_by_${round % 7}
    expression: open.file.name in ["round-${round}", "${'x'.repeat(1 + (round % 13))}"] || open.file.path == "/nowhere/${round}"
`;
  writeFileSync(join(folder, 'a.policy'), policy(0));
  const seen = { canary_exec: 0, canary_open: 0 };
  const probe = new Probe<LoadedRule<RuntimeEvent>>({
    onSignal: (rule) => {
      if (rule.id in seen) seen[rule.id as keyof typeof seen]++;
    },
  });
  after(() => probe.stop());
  await probe.ready;
  let runner: RuleRunner | undefined;
  const reloader = new PolicyReloader<RuntimeEvent>({
    directory: folder,
    model: liveModel,
    onLoad: ({ rules }) => {
      runner = new RuleRunner(rules, probe.pipeline.tree, runner);
      const approvers = buildKernelApprovers(rules.byEventType, liveModel);
      assert.deepEqual(approvers.types, ['open']);
      probe.sensor.setApprovers(NO_APPROVERS);
      probe.pipeline.setRules(runner);
      probe.sensor.setApprovers(approvers);
    },
  });
  reloader.start();
  const { spawn } = await import('node:child_process');
  const ended = (args: string[]): Promise<void> =>
    new Promise((resolve) => spawn(ACTS, args, { stdio: 'ignore' }).on('close', () => resolve()));
  const work = Promise.all([
    ended(['fork-exec', String(PROGRAMS), program]),
    ended(['flood', String(PROGRAMS), program]),
  ]);
  for (let round = 1; round <= RELOADS; round++) {
    writeFileSync(join(folder, 'a.policy'), policy(round));
    reloader.reload();
    if (round % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await work;
  // Records come in the order of time, so that those of a last process have all others before them.
  let last = false;
  const unwatch = probe.pipeline.watch((event) => {
    last ||= event.type === 'exit' && event.process.image.argv[1] === 'the-last';
  });
  await ended(['the-last']);
  for (const end = Date.now() + 20_000; !last && Date.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 5));
  unwatch();
  reloader.stop();
  await probe.stop();
  assert.equal(probe.pipeline.counts.stageErrors, 0, String(probe.pipeline.firstError));
  assert.deepEqual(seen, { canary_exec: PROGRAMS, canary_open: PROGRAMS });
});
