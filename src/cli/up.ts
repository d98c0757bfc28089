/** `shrike up`: watch this machine, print signals, and show them in the console, until Ctrl-C. */
import process from 'node:process';
import { type Severity, signalLine } from '../signals/signal.ts';
import { parseArguments } from './arguments.ts';
import { ServerBeside } from './server-beside.ts';
import { clockText, wrongUse } from './session.ts';
import { type EndedWatch, watch } from './watch.ts';

const SEVERITIES: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];

/** Options that go to the server, with the names they have there. */
const SERVER_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['server-dir', 'dir'],
  ['listen', 'listen'],
  ['ingest', 'ingest'],
]);

export async function up(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, {
    switches: ['json', 'stats', 'no-server'],
    options: ['policies', 'policy', 'config-dir', 'socket', 'severity', ...SERVER_OPTIONS.keys()],
  });
  if (typeof parsed === 'string') return wrongUse('up', parsed);
  const asJson = parsed.switches.has('json');
  const asked = parsed.options.get('severity');
  const lowest = SEVERITIES.indexOf((asked ?? (asJson ? 'info' : 'low')) as Severity);
  if (lowest < 0) return wrongUse('up', `--severity: ${asked} is none of ${SEVERITIES.join(', ')}`);
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  const configFolder = parsed.options.get('config-dir');
  const policies = parsed.options.get('policies') ?? parsed.options.get('policy');
  const passed = new Map<string, string>();
  for (const [name, theirs] of SERVER_OPTIONS) {
    const value = parsed.options.get(name);
    if (value !== undefined) passed.set(theirs, value);
  }
  let server: ServerBeside | null = null;
  let unprinted = 0;
  const { code, ended } = await watch({
    configFolder,
    policies,
    socket: parsed.options.get('socket'),
    onSignal: (signal, json) => {
      if (SEVERITIES.indexOf(signal.severity) < lowest) {
        unprinted++;
        return;
      }
      const text = asJson ? json : signalLine(signal, clockText(signal.timestampNs), colour);
      process.stdout.write(`${text}\n`);
    },
    onServed: (probeSocket) => {
      if (!parsed.switches.has('no-server')) server = new ServerBeside({ probeSocket, configFolder, policies, passed });
    },
    onDrained: async () => server?.stop(),
  });
  if (unprinted > 0)
    process.stderr.write(
      `${unprinted} signals below ${SEVERITIES[lowest]} were not printed; --severity info prints them\n`,
    );
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
