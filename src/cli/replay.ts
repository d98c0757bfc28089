/** `shrike replay`: a recording through the same pipeline, without root and without touching this machine. */
import process from 'node:process';
import { RecordingError, RecordingSource } from '../capture/recording.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import { createReplay, RuleRunner } from '../probe/index.ts';
import type { LoadedRule } from '../rules/policy/rule-set.ts';
import { eventJson } from '../signals/event-json.ts';
import { SignalOutlet } from '../signals/outlet.ts';
import { signalLine } from '../signals/signal.ts';
import { parseArguments } from './arguments.ts';
import { eventLine } from './events.ts';
import { loadPolicies, SHIPPED_POLICIES } from './policies.ts';
import { clockText, wrongUse } from './session.ts';
import { VERSION } from './version.ts';

export async function replay(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { switches: ['json', 'events'], options: ['policy', 'policies'], plain: [1, 1] });
  if (typeof parsed === 'string') return wrongUse('replay', parsed);
  const [file] = parsed.plain as [string];
  const json = parsed.switches.has('json');
  let source: RecordingSource;
  try {
    source = new RecordingSource(file);
  } catch (error) {
    process.stderr.write(`shrike replay: ${(error as Error).message}\n`);
    return error instanceof RecordingError ? 1 : 3;
  }
  const {
    pipeline,
    json: context,
    run,
  } = createReplay<LoadedRule<RuntimeEvent>>(source, BigInt(source.head.wallOffsetNs), (rule, event, match) =>
    outlet.raise(rule, event, match),
  );
  // Nothing acts on a recording, so no signal waits for anything.
  const outlet = new SignalOutlet({
    context: () => context,
    version: VERSION,
    suppressed: () => pipeline.suppressedByRule,
    emit: (signal) => {
      const text = json ? JSON.stringify(signal.json) : signalLine(signal, clockText(signal.timestampNs), false);
      process.stdout.write(`${text}\n`);
    },
  });
  pipeline.setRules(
    new RuleRunner(
      loadPolicies(parsed.options.get('policy') ?? parsed.options.get('policies') ?? SHIPPED_POLICIES),
      pipeline.tree,
    ),
  );
  if (parsed.switches.has('events')) {
    pipeline.watch((event) =>
      process.stdout.write(`${json ? JSON.stringify(eventJson(event, context)) : eventLine(event, context)}\n`),
    );
  }
  try {
    await run();
  } catch (error) {
    process.stderr.write(`shrike replay: ${(error as Error).message}\n`);
    return 1;
  }
  if (source.truncatedAt !== null)
    process.stderr.write(`shrike replay: ${file} ends in the middle of a record at offset ${source.truncatedAt}\n`);
  const { counts } = pipeline;
  process.stderr.write(
    `${counts.records} records, ${counts.malformed} malformed, ${source.head.partial ? '' : `${counts.missing} missing, `}${counts.signals} signals\n`,
  );
  return counts.stageErrors > 0 ? 1 : 0;
}
