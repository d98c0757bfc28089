/**
 * How long an attacker has: from the event (the kernel's time stamp) to the kill that was sent, and to the end of the process.
 *
 *     sudo node bench/kill.ts [rounds]
 *
 * Each round starts a shell that opens a bait file and would then go on; a rule kills it. One probe, one rule, everything else
 * as in `shrike up`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuntimeEvent } from '../src/enrich/event.ts';
import { Probe, RuleRunner } from '../src/probe/index.ts';
import type { KillReport } from '../src/respond/action-report.ts';
import { DEFAULT_ENFORCEMENT } from '../src/respond/enforcement.ts';
import { DEFAULT_HASHING } from '../src/respond/file-hasher.ts';
import { liveModel } from '../src/rules/field-readers.ts';
import { loadPolicyDirectory } from '../src/rules/policy/load-policies.ts';
import type { LoadedRule } from '../src/rules/policy/rule-set.ts';

const rounds = Number(process.argv[2] ?? 300);
const folder = mkdtempSync(join(tmpdir(), 'shrike-bench-'));
const bait = join(folder, 'bait');
writeFileSync(bait, '');
writeFileSync(
  join(folder, 'bench.policy'),
  `rules:\n  - id: bait\n    expression: open.file.path == "${bait}"\n    every: 0s\n    actions:\n      - kill: {signal: SIGKILL}\n`,
);
const reports: KillReport[] = [];
const probe = new Probe<LoadedRule<RuntimeEvent>>({
  response: { enforcement: DEFAULT_ENFORCEMENT, hashing: DEFAULT_HASHING },
  onSignal: (_rule, _event, { reaction }) => reports.push(reaction.reports[0] as KillReport),
});
const { rules } = loadPolicyDirectory<RuntimeEvent>(folder, liveModel);
probe.setResponses(rules);
probe.pipeline.setRules(new RuleRunner(rules, probe.pipeline.tree));
await probe.ready;
for (let i = 0; i < rounds; i++) {
  const child = spawn('sh', ['-c', `: < ${bait}; sleep 5`], { stdio: 'ignore' });
  await new Promise((resolve) => child.on('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await probe.stop();
rmSync(folder, { recursive: true });

const row = (name: string, ns: readonly bigint[]): void => {
  const sorted = ns.map(Number).sort((a, b) => a - b);
  const at = (q: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! / 1e6).toFixed(2);
  process.stdout.write(
    `${name.padEnd(24)} p50 ${at(0.5)} ms   p90 ${at(0.9)} ms   p99 ${at(0.99)} ms   max ${at(1)} ms\n`,
  );
};
const killed = reports.filter((r) => r.status === 'performed');
process.stdout.write(`${killed.length} of ${rounds} killed\n`);
row(
  'event to kill',
  killed.map((r) => r.killedAtNs - r.detectedAtNs),
);
row(
  'event to end',
  killed.filter((r) => r.exitedAtNs > 0n).map((r) => r.exitedAtNs - r.detectedAtNs),
);
