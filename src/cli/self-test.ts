/** `shrike self-test`: the running probe checks that real events arrive and match rules. */
import process from 'node:process';
import { toJson } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { connectLocal } from '../wire/local-client.ts';
import { Probe, RunSelfTestResponseSchema } from '../wire/probe.gen.ts';
import { parseArguments } from './arguments.ts';
import { openConfig } from './configured.ts';
import { noAnswer } from './policy-reload.ts';
import { wrongUse } from './session.ts';

const ANSWER_MS_MAX = 40_000;

/** 0: every kind passed; 1: one did not, or none could be tested; 3: no probe answers. */
export async function selfTestCommand(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { switches: ['json'], options: ['socket', 'config-dir'] });
  if (typeof parsed === 'string') return wrongUse('self-test', parsed);
  const { config } = openConfig(parsed.options.get('config-dir'));
  const path = parsed.options.get('socket') ?? config.text('probe.socket');
  const { transport, close } = connectLocal(path);
  try {
    const response = await createClient(Probe, transport).runSelfTest({}, { timeoutMs: ANSWER_MS_MAX });
    if (parsed.switches.has('json')) {
      process.stdout.write(`${JSON.stringify(toJson(RunSelfTestResponseSchema, response), null, 2)}\n`);
    } else {
      for (const { name, passed, reason } of response.tests)
        process.stdout.write(`${name.padEnd(6)} ${passed ? 'passed' : `FAILED: ${reason}`}\n`);
      if (response.tests.length === 0)
        process.stdout.write('nothing was tested: exec, open and chmod events are all switched off\n');
    }
    return response.tests.length > 0 && response.tests.every(({ passed }) => passed) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`shrike: ${noAnswer('probe', path, error)}\n`);
    return 3;
  } finally {
    close();
  }
}
