/** `shrike up`: watch this machine and print signals until Ctrl-C. */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { RuntimeEvent } from '../enrich/event.ts';
import { RuleRunner } from '../probe/index.ts';
import { buildApproverTable } from '../rules/engine/approver-table.ts';
import { liveModel } from '../rules/field-readers.ts';
import { renderPolicyDiagnostic } from '../rules/policy/policy-diagnostics.ts';
import { PolicyReloader } from '../rules/policy/reload.ts';
import type { LoadedRule } from '../rules/policy/rule-set.ts';
import { signalJson, signalLine } from '../signals/signal.ts';
import { parseArguments } from './arguments.ts';
import { openConfig, policiesFolder, probeOptions, switchedOff, watchNotes } from './configured.ts';
import { complain, loadOptions } from './policies.ts';
import { awaitStop, clockText, startProbe, wrongUse } from './session.ts';

/** Version of the program. */
export const VERSION: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

export async function up(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { switches: ['json', 'stats'], options: ['policies', 'policy', 'config-dir'] });
  if (typeof parsed === 'string') return wrongUse('up', parsed);
  const json = parsed.switches.has('json');
  const { config, folder } = openConfig(parsed.options.get('config-dir'));
  const notes = watchNotes(config);
  let directory = parsed.options.get('policies') ?? parsed.options.get('policy');
  if (directory === undefined) {
    const { path, problem } = policiesFolder(config, folder);
    if (problem !== null) notes.push(problem);
    directory = path;
  }
  const off = switchedOff(config).flatMap(({ types }) => types);
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

  for (const note of notes) process.stderr.write(`shrike: ${note}\n`);
  // From here on Ctrl-C ends in order, also while the start is under way.
  const stop = awaitStop();
  const probe = startProbe<LoadedRule<RuntimeEvent>>({
    ...probeOptions(config),
    onSignal: (rule, event) => {
      const text = json
        ? JSON.stringify(signalJson(rule, event, probe!.json, VERSION))
        : signalLine(rule, event, probe!.json, clockText(event.timestampNs), colour);
      process.stdout.write(`${text}\n`);
    },
  });
  if (probe === null) {
    stop.end();
    return 3;
  }
  // The old set serves until the new one is compiled; the swap happens between two events.
  let runner: RuleRunner | undefined;
  const reloader = new PolicyReloader<RuntimeEvent>({
    directory,
    model: liveModel,
    ...loadOptions(off),
    quietMs: 200,
    onLoad: (loaded, reason) => {
      complain(loaded);
      runner = new RuleRunner(loaded.rules, probe.pipeline.tree, runner);
      const opens = buildApproverTable(loaded.rules.byEventType.get('open') ?? [], liveModel);
      // Wider first: what both sets want must pass in between.
      probe.sensor.setOpenApprovers({ ...opens, active: false });
      if (reason !== 'start') probe.pipeline.setRules(runner);
      probe.sensor.setOpenApprovers(opens);
      for (const { ruleId, reason: why } of opens.unfilterable) {
        process.stderr.write(`rule ${ruleId} makes the kernel report every open: ${why}\n`);
      }
      if (reason !== 'start') process.stderr.write(`loaded ${loaded.rules.rules.size} rules again\n`);
    },
    onFailure: ({ diagnostics }) => {
      for (const d of diagnostics) process.stderr.write(`${renderPolicyDiagnostic(d)}\n`);
      process.stderr.write('the rules that were loaded before stay in force\n');
    },
  });
  reloader.start();
  await probe.ready;
  probe.pipeline.setRules(runner!);
  process.stderr.write(
    `watching ${probe.pipeline.tree.stats().processes} processes with ${runner!.set.rules.size} rules of ${directory}; Ctrl-C ends it\n`,
  );
  const reload = (): void => {
    reloader.reload();
  };
  process.on('SIGHUP', reload);

  await stop.asked;
  process.off('SIGHUP', reload);
  reloader.stop();
  const kernel = probe.sensor.counts();
  // Runs that the kernel skipped, because another one was under way on the CPU, are losses too.
  const skipped = probe.sensor
    .programs()
    .filter((p) => !p.name.startsWith('on_name_free'))
    .reduce((sum, p) => sum + Number(p.recursionMisses ?? 0n), 0);
  await probe.stop();
  const lost =
    skipped +
    Object.values(kernel).reduce((sum, c) => sum + c.lost_ring_full + c.lost_scratch_busy + c.lost_no_scratch, 0);
  const { counts, firstError } = probe.pipeline;
  process.stderr.write(
    `${counts.signals} signals, ${counts.suppressed} suppressed by rate limits, ${counts.events} events, ${lost} lost\n`,
  );
  if (counts.stageErrors > 0)
    process.stderr.write(
      `shrike: ${counts.stageErrors} events met a bug of ours, the first: ${(firstError as Error).stack ?? firstError}\n`,
    );
  if (parsed.switches.has('stats'))
    process.stderr.write(
      `${JSON.stringify({ kernel, pipeline: counts, tree: probe.pipeline.tree.stats() }, (_, v) => (typeof v === 'bigint' ? Number(v) : v), 2)}\n`,
    );
  return 0;
}
