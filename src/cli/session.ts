/** What commands share that watch the kernel: one start, one end, one way to say that it cannot be done. */
import process from 'node:process';
import type { PipelineRule } from '../probe/index.ts';
import { type HookState, Probe, type ProbeOptions, SensorError } from '../probe/index.ts';

/** Wrong use: says what and where help is. */
export function wrongUse(command: string, message: string): number {
  process.stderr.write(`shrike ${command}: ${message}. \`shrike ${command} --help\` shows how.\n`);
  return 2;
}

/** Starts a probe, or says in one sentence why it cannot be (the exit code is 3 then). */
export function startProbe<Rule extends PipelineRule>(options: ProbeOptions<Rule>): Probe<Rule> | null {
  try {
    const probe = new Probe<Rule>(options);
    for (const state of probe.sensor.hooks) {
      if (state.state === 'refused') process.stderr.write(`shrike: ${hookWarning(state)}\n`);
    }
    return probe;
  } catch (error) {
    if (!(error instanceof SensorError)) throw error;
    process.stderr.write(`shrike: ${error.message}\n`);
    return null;
  }
}

function hookWarning({ hook, reason }: HookState): string {
  return `${hook.point} is not available, so ${hook.without} (${reason})`;
}

/** The end of a command that runs until it is told to stop. */
export interface Stop {
  /** Resolves on Ctrl-C, SIGTERM, or `end()`. */
  readonly asked: Promise<void>;
  end(): void;
}

/**
 * Begins to listen for the end. To be called before the command starts anything or says that it is ready: whoever reads
 * that may send the signal at once, and a start that is under way must end in order too.
 */
export function awaitStop(): Stop {
  const { promise, resolve } = Promise.withResolvers<void>();
  // The timer keeps the process alive: everything else is unreferenced or owned by the kernel.
  const alive = setInterval(() => {}, 1 << 30);
  const end = (): void => {
    clearInterval(alive);
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    resolve();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  return { asked: promise, end };
}

/** Local time of day with milliseconds. */
export function clockText(timestampNs: bigint): string {
  const date = new Date(Number(timestampNs / 1_000_000n));
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
