/** `shrike respond`: what rules may do to the system, and taking it back. For root. */
import process from 'node:process';
import { createClient } from '@connectrpc/connect';
import { printableText } from '../base/text.ts';
import { responseSocket } from '../probe/index.ts';
import { connectLocal } from '../wire/local-client.ts';
import { type GetResponseResponse, Response, RuleArming_State } from '../wire/response.gen.ts';
import { parseArguments } from './arguments.ts';
import { openConfig } from './configured.ts';
import { noAnswer } from './policy-reload.ts';
import { wrongUse } from './session.ts';

const ANSWER_MS_MAX = 5000;

/** 0: done; 1: there was nothing to do; 3: no probe answers. */
export async function respond(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { options: ['socket', 'config-dir'], plain: [0, 2] });
  if (typeof parsed === 'string') return wrongUse('respond', parsed);
  const [what = 'status', name] = parsed.plain;
  if (!['status', 'dismantle', 'rearm', 'undo', 'deny'].includes(what))
    return wrongUse('respond', `there is no '${what}'`);
  if ((what === 'status') !== (name === undefined))
    return wrongUse('respond', what === 'status' ? `'${name}' is too much` : `${what} needs a name`);
  if (what === 'deny' && !['on', 'off', 'status'].includes(name!))
    return wrongUse('respond', `deny can be on, off or status, not '${name}'`);
  const { config } = openConfig(parsed.options.get('config-dir'));
  const path = responseSocket(parsed.options.get('socket') ?? config.text('probe.socket'));
  const { transport, close } = connectLocal(path);
  const client = createClient(Response, transport);
  const limit = { timeoutMs: ANSWER_MS_MAX };
  try {
    switch (what) {
      case 'dismantle': {
        const { known } = await client.dismantleRule({ ruleId: name! }, limit);
        process.stdout.write(
          known ? `${name} acts no more\n` : `${name} will not act; at present there is no such rule with actions\n`,
        );
        return 0;
      }
      case 'rearm': {
        const { changed } = await client.rearmRule({ ruleId: name! }, limit);
        process.stdout.write(changed ? `${name} acts again\n` : `${name} was armed\n`);
        return changed ? 0 : 1;
      }
      case 'deny':
        if (name !== 'status') await client.switchDeny({ on: name === 'on' }, limit);
        process.stdout.write(`${denialLines((await client.getResponse({}, limit)).denial).join('\n')}\n`);
        return 0;
      case 'undo': {
        const { undone } = await client.undoIsolation({ id: name! }, limit);
        process.stdout.write(undone ? `${name} is removed\n` : `there is no network filter ${name}\n`);
        return undone ? 0 : 1;
      }
      default:
        process.stdout.write(`${statusLines(await client.getResponse({}, limit)).join('\n')}\n`);
        return 0;
    }
  } catch (error) {
    process.stderr.write(`shrike: ${noAnswer('probe', path, error)}\n`);
    return 3;
  } finally {
    close();
  }
}

function statusLines(s: GetResponseResponse): string[] {
  const lines = [
    `rules ${s.enabled ? (s.dryRun ? 'only say what they would do (dry run)' : 'act') : 'do not act: enforcement is switched off'}`,
    s.exact
      ? 'processes are told apart to the nanosecond'
      : `processes are told apart to 10 ms only (${s.whyInexact}); the youngest are left alone`,
    `${s.kills} killed, ${s.killsAborted} kills held back by a guard, ${s.killsFailed} failed, ${s.hashes} hashes, ${s.dumps} dumps, ${s.logsSuppressed} log lines left out`,
  ];
  lines.push(...denialLines(s.denial));
  for (const { ruleId, state, reason } of s.rules) {
    const words =
      state === RuleArming_State.DISARMED
        ? `disarmed: it hit too many ${reason}s; \`shrike respond rearm ${ruleId}\` arms it again`
        : state === RuleArming_State.DISMANTLED
          ? 'dismantled by hand'
          : 'armed';
    lines.push(`rule ${ruleId}  ${words}`);
  }
  for (const i of s.isolations) {
    const whom = i.scope === 'process' ? `process ${i.pid}` : `cgroup ${i.cgroup}`;
    lines.push(
      printableText(
        `network filter ${i.id}  ${i.policy} "${i.filter}" for ${whom}, by rule ${i.ruleId} since ${new Date(Number(i.sinceUnixNs / 1_000_000n)).toISOString()}`,
      ),
    );
  }
  return lines;
}

function denialLines(denial: GetResponseResponse['denial']): string[] {
  if (denial === undefined) return ['no calls are refused: rules do not act'];
  const { why, mode, on, hooks, refused, audited, lost, rules, problems } = denial;
  const what =
    why !== ''
      ? `no calls are refused: ${why}`
      : !on
        ? 'no calls are refused: switched off by hand; `shrike respond deny on` switches it on again'
        : rules.length === 0
          ? 'no calls are refused: no rule denies'
          : `${mode === 'enforce' ? 'calls are refused' : 'calls would be refused (audit)'}: ${hooks.join(', ')}, by ${rules.join(', ')}`;
  return [
    what,
    `${refused} calls refused, ${audited} would have been, ${lost} decisions lost`,
    ...problems.map((problem) => printableText(`does not deny: ${problem}`)),
  ];
}
