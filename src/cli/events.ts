/** `shrike events`: the live tail, before rules. */
import process from 'node:process';
import { RecordType } from '../decode/records.gen.ts';
import { EVENT_TYPES, type RuntimeEvent } from '../enrich/event.ts';
import { compileFilter, USUAL_TYPES, withCompanions } from '../probe/index.ts';
import { eventJson, type JsonContext } from '../signals/event-json.ts';
import { containerText, eventDetail, lineage, whatHappened } from '../signals/signal-line.ts';
import { parseArguments } from './arguments.ts';
import { openConfig, probeOptions, switchedOff, wantedTypes, watchNotes } from './configured.ts';
import { awaitStop, clockText, startProbe, wrongUse } from './session.ts';

/** How containers are known; no events of their own. */
const CGROUP_LIFE = ['cgroup_made', 'cgroup_removed', 'cgroup_joined'];

/** One line for people. */
export function eventLine(event: RuntimeEvent, context: JsonContext): string {
  const user = context.userName(event.credentials.uid, event.mntNs, event.process.pid) || String(event.credentials.uid);
  const detail = eventDetail(event);
  const container = containerText(event.cgroup);
  return `${clockText(event.timestampNs)} ${event.type.padEnd(11)} ${whatHappened(event)}${detail === '' ? '' : `  [${detail}]`}  ${lineage(event.process)}  ${user}${container === '' ? '' : `  ${container}`}`;
}

/** Runs until Ctrl-C or `--count` events. */
export async function events(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { switches: ['json'], options: ['type', 'filter', 'count', 'config-dir'] });
  if (typeof parsed === 'string') return wrongUse('events', parsed);
  const types = parsed.options.get('type')?.split(',');
  const unknown = types?.find((t) => !EVENT_TYPES.some((type) => type === t));
  if (unknown !== undefined)
    return wrongUse('events', `there is no event '${unknown}'; there are ${EVENT_TYPES.join(', ')}`);
  const count = Number(parsed.options.get('count') ?? Number.POSITIVE_INFINITY);
  if (!(count > 0)) return wrongUse('events', '--count needs a positive number');
  const filterText = parsed.options.get('filter');
  const filter = filterText === undefined ? null : compileFilter(filterText);
  if (typeof filter === 'string') {
    process.stderr.write(`${filter}\n`);
    return 2;
  }

  const { config } = openConfig(parsed.options.get('config-dir'));
  const off = switchedOff(config).find((o) => types?.every((type) => o.types.includes(type)));
  if (off !== undefined) {
    process.stderr.write(`shrike events: there are none of these events, because ${off.key} is false\n`);
    return 1;
  }
  for (const note of watchNotes(config)) process.stderr.write(`shrike: ${note}\n`);
  const options = probeOptions(config);
  // Life-cycle records are always needed: they make the process tree. Only the configuration can switch them off.
  const allowed = wantedTypes(config);
  const needed = types === undefined ? USUAL_TYPES : withCompanions([...types, 'fork', 'exec', 'exit', ...CGROUP_LIFE]);
  const sensorTypes = needed.filter((type) => allowed.includes(type) || !Object.hasOwn(RecordType, type));
  const stop = awaitStop();
  const probe = startProbe({ ...options, sensor: { ...options.sensor, types: sensorTypes } });
  if (probe === null) {
    stop.end();
    return 3;
  }
  await probe.ready;
  let printed = 0;
  const json = parsed.switches.has('json');
  probe.pipeline.watchSettled((event) => {
    if (printed >= count || (types !== undefined && !types.includes(event.type)) || (filter !== null && !filter(event)))
      return;
    process.stdout.write(`${json ? JSON.stringify(eventJson(event, probe.json)) : eventLine(event, probe.json)}\n`);
    if (++printed >= count) stop.end();
  });
  await stop.asked;
  await probe.stop();
  return 0;
}
