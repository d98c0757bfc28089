/** `shrike metrics`: what probe and agent count, once, in the text format of Prometheus. */
import process from 'node:process';
import { metricsText } from '../agent/index.ts';
import { parseArguments } from './arguments.ts';
import { openConfig } from './configured.ts';
import { wrongUse } from './session.ts';
import { askAgent, askProbe } from './status.ts';

export async function metrics(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { options: ['config-dir', 'socket', 'agent-socket'] });
  if (typeof parsed === 'string') return wrongUse('metrics', parsed);
  const { config } = openConfig(parsed.options.get('config-dir'));
  const probe = await askProbe(parsed.options.get('socket') ?? config.text('probe.socket'));
  const agent = await askAgent(parsed.options.get('agent-socket') ?? config.text('agent.socket'));
  process.stdout.write(
    metricsText(typeof probe === 'string' ? null : probe.probe!, typeof agent === 'string' ? null : agent),
  );
  if (typeof probe === 'string') process.stderr.write(`shrike: ${probe}\n`);
  return typeof probe === 'string' ? 3 : 0;
}
