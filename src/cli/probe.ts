/**
 * `shrike probe`: watch and serve the socket, print no signals; what a service manager starts. Unlike `shrike up`, which a
 * person types, it obeys the switch that turns watching off.
 */
import process from 'node:process';
import { loadConfig, originText } from '../config/index.ts';
import { parseArguments } from './arguments.ts';
import { wrongUse } from './session.ts';
import { sayEnd } from './up.ts';
import { watch } from './watch.ts';

export async function probeCommand(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { options: ['policies', 'config-dir', 'socket'] });
  if (typeof parsed === 'string') return wrongUse('probe', parsed);
  const folder = parsed.options.get('config-dir');
  const { value, origin } = loadConfig(folder === undefined ? {} : { folder }).config.entry(
    'runtime_security_config.enabled',
  );
  if (value === false) {
    process.stderr.write(
      `shrike: runtime_security_config.enabled is false (${originText(origin)}): nothing is watched\n`,
    );
    return 0;
  }
  const { code, ended } = await watch({
    configFolder: parsed.options.get('config-dir'),
    policies: parsed.options.get('policies'),
    socket: parsed.options.get('socket'),
  });
  if (ended !== null) sayEnd(ended, false);
  return code;
}
