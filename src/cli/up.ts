/** `shrike up`: watch this machine and print signals until Ctrl-C. */
import { readFileSync, watch } from 'node:fs';
import process from 'node:process';
import type { RuntimeEvent } from '../enrich/event.ts';
import { RuleRunner } from '../probe/index.ts';
import type { LoadedRule, RuleSet } from '../rules/policy/rule-set.ts';
import { signalJson, signalLine } from '../signals/signal.ts';
import { parseArguments } from './arguments.ts';
import { openConfig, policiesFolder, probeOptions, switchedOff, watchNotes } from './configured.ts';
import { loadPolicies } from './policies.ts';
import { clockText, startProbe, untilStopped, wrongUse } from './session.ts';

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
  const load = (): RuleSet<RuntimeEvent> => loadPolicies(directory, off);
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

  for (const note of notes) process.stderr.write(`shrike: ${note}\n`);
  const probe = startProbe<LoadedRule<RuntimeEvent>>({
    ...probeOptions(config),
    onSignal: (rule, event) => {
      const text = json
        ? JSON.stringify(signalJson(rule, event, probe!.json, VERSION))
        : signalLine(rule, event, probe!.json, clockText(event.timestampNs), colour);
      process.stdout.write(`${text}\n`);
    },
  });
  if (probe === null) return 3;
  let runner = new RuleRunner(load(), probe.pipeline.tree);
  await probe.ready;
  probe.pipeline.setRules(runner);
  process.stderr.write(
    `watching ${probe.pipeline.tree.stats().processes} processes with ${runner.set.rules.size} rules of ${directory}; Ctrl-C ends it\n`,
  );

  // The old set serves until the new one is compiled; the swap happens between two events.
  const reload = (): void => {
    const set = load();
    runner = new RuleRunner(set, probe.pipeline.tree, runner);
    probe.pipeline.setRules(runner);
    process.stderr.write(`loaded ${set.rules.size} rules again\n`);
  };
  let pending: NodeJS.Timeout | null = null;
  const soon = (): void => {
    pending ??= setTimeout(() => {
      pending = null;
      reload();
    }, 300);
  };
  process.on('SIGHUP', soon);
  let watcher: ReturnType<typeof watch> | null = null;
  try {
    watcher = watch(directory, { persistent: false }, (_, name) => {
      if (name === null || name.endsWith('.policy')) soon();
    });
  } catch {
    process.stderr.write(`changes in ${directory} will not be noticed; SIGHUP reloads\n`);
  }

  await untilStopped();
  watcher?.close();
  if (pending !== null) clearTimeout(pending);
  const kernel = probe.sensor.counts();
  await probe.stop();
  const lost = Object.values(kernel).reduce(
    (sum, c) => sum + c.lost_ring_full + c.lost_scratch_busy + c.lost_no_scratch,
    0,
  );
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
