/** `shrike policy reload`: the running probe loads its policies again and says what came of it. */
import process from 'node:process';
import { ConnectError, createClient } from '@connectrpc/connect';
import { connectLocal } from '../wire/local-client.ts';
import { Probe } from '../wire/probe.gen.ts';
import { parseArguments } from './arguments.ts';
import { openConfig } from './configured.ts';
import { wrongUse } from './session.ts';

const ANSWER_MS_MAX = 30_000;

/** 0: in force is what lies on the disk, without errors; 1: something is wrong with it; 3: no probe answers. */
export async function policyReload(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { options: ['socket', 'config-dir'] });
  if (typeof parsed === 'string') return wrongUse('policy', parsed);
  const { config } = openConfig(parsed.options.get('config-dir'));
  const path = parsed.options.get('socket') ?? config.text('probe.socket');
  const { transport, close } = connectLocal(path);
  try {
    const { loaded, rulesLoaded, rulesFiltered, rulesFailed, problems } = await createClient(
      Probe,
      transport,
    ).reloadPolicies({}, { timeoutMs: ANSWER_MS_MAX });
    for (const text of problems) process.stderr.write(`${text}\n`);
    process.stdout.write(
      loaded
        ? `${rulesLoaded} rules are in force, ${rulesFiltered} are left out, ${rulesFailed} have errors\n`
        : `the rules of before stay in force: ${rulesLoaded}\n`,
    );
    return loaded && rulesFailed === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`shrike: ${noAnswer('probe', path, error)}\n`);
    return 3;
  } finally {
    close();
  }
}

/** Why a process of ours does not answer on its socket, and what to do. */
export function noAnswer(who: 'probe' | 'agent', path: string, error: unknown): string {
  const cause = ConnectError.from(error);
  const text = `${cause.message} ${(cause.cause as Error | undefined)?.message ?? ''}`;
  if (/EACCES|EPERM/.test(text)) return `you may not use ${path}: join its group, or run this with sudo`;
  if (/ENOENT|ECONNREFUSED/.test(text)) {
    const how = who === 'probe' ? '`shrike up` or `shrike probe` starts one' : '`shrike agent` starts one';
    return `no ${who} runs here (nobody serves ${path}); ${how}`;
  }
  return `the ${who} at ${path} does not answer: ${cause.rawMessage}`;
}
