/** `shrike up`: watch this machine and print signals until Ctrl-C. */
import process from 'node:process';
import { signalLine } from '../signals/signal.ts';
import { parseArguments } from './arguments.ts';
import { clockText, wrongUse } from './session.ts';
import { type EndedWatch, watch } from './watch.ts';

export async function up(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, {
    switches: ['json', 'stats'],
    options: ['policies', 'policy', 'config-dir', 'socket'],
  });
  if (typeof parsed === 'string') return wrongUse('up', parsed);
  const asJson = parsed.switches.has('json');
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  const { code, ended } = await watch({
    configFolder: parsed.options.get('config-dir'),
    policies: parsed.options.get('policies') ?? parsed.options.get('policy'),
    socket: parsed.options.get('socket'),
    onSignal: (signal, json) => {
      const text = asJson ? json : signalLine(signal, clockText(signal.timestampNs), colour);
      process.stdout.write(`${text}\n`);
    },
  });
  if (ended !== null) sayEnd(ended, parsed.switches.has('stats'));
  return code;
}

/** Prints what was seen and lost. */
export function sayEnd({ probe, kernel, programs }: EndedWatch, isStats: boolean): void {
  // Runs that the kernel skipped, because another one was under way on the CPU, are losses too.
  const skipped = programs
    .filter((p) => !p.name.startsWith('on_name_free'))
    .reduce((sum, p) => sum + Number(p.recursionMisses ?? 0n), 0);
  const lost =
    skipped +
    Object.values(kernel).reduce((sum, c) => sum + c.lost_ring_full + c.lost_scratch_busy + c.lost_no_scratch, 0);
  const { counts, firstError } = probe.pipeline;
  if (counts.excluded > 0)
    process.stderr.write(`${counts.excluded} events of containers that the configuration leaves out\n`);
  process.stderr.write(
    `${counts.signals} signals, ${counts.suppressed} suppressed by rate limits, ${counts.events} events, ${lost} lost\n`,
  );
  if (counts.stageErrors > 0)
    process.stderr.write(
      `shrike: ${counts.stageErrors} events met a bug of ours, the first: ${(firstError as Error).stack ?? firstError}\n`,
    );
  if (isStats)
    process.stderr.write(
      `${JSON.stringify({ kernel, pipeline: counts, held: probe.pipeline.held, tree: probe.pipeline.tree.stats(), workloads: probe.workloads.stats() }, (_, v) => (typeof v === 'bigint' ? Number(v) : v), 2)}\n`,
    );
}
