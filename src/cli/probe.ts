/** `shrike probe`: watch and serve the socket, print no signals; what a service manager starts. */
import { parseArguments } from './arguments.ts';
import { wrongUse } from './session.ts';
import { sayEnd } from './up.ts';
import { watch } from './watch.ts';

export async function probeCommand(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { options: ['policies', 'config-dir', 'socket'] });
  if (typeof parsed === 'string') return wrongUse('probe', parsed);
  const { code, ended } = await watch({
    configFolder: parsed.options.get('config-dir'),
    policies: parsed.options.get('policies'),
    socket: parsed.options.get('socket'),
  });
  if (ended !== null) sayEnd(ended, false);
  return code;
}
