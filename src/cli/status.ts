/** `shrike status`: how probe and agent are, in words or as JSON. */
import process from 'node:process';
import { toJson } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { Agent } from '../wire/agent.gen.ts';
import {
  HookStatus_State,
  HostFactsSchema,
  type ProbeStatus,
  ProbeStatusSchema,
  RuleStatus_State,
} from '../wire/host.gen.ts';
import { type AgentStatus, AgentStatusSchema, SinkStatus_State } from '../wire/ingest.gen.ts';
import { connectLocal } from '../wire/local-client.ts';
import { type GetStatusResponse, Probe } from '../wire/probe.gen.ts';
import { parseArguments } from './arguments.ts';
import { openConfig } from './configured.ts';
import { noAnswer } from './policy-reload.ts';
import { wrongUse } from './session.ts';

const ANSWER_MS_MAX = 5000;

export async function status(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { switches: ['json'], options: ['config-dir', 'socket', 'agent-socket'] });
  if (typeof parsed === 'string') return wrongUse('status', parsed);
  const { config } = openConfig(parsed.options.get('config-dir'));
  const probe = await askProbe(parsed.options.get('socket') ?? config.text('probe.socket'));
  const agent = await askAgent(parsed.options.get('agent-socket') ?? config.text('agent.socket'));
  if (parsed.switches.has('json')) {
    const json = {
      probe: typeof probe === 'string' ? { error: probe } : toJson(ProbeStatusSchema, probe.probe!),
      host: typeof probe === 'string' ? {} : toJson(HostFactsSchema, probe.host!),
      agent: typeof agent === 'string' ? { error: agent } : toJson(AgentStatusSchema, agent),
    };
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  } else {
    const lines = [
      ...(typeof probe === 'string' ? [`probe   ${probe}`] : probeLines(probe.probe!)),
      '',
      ...(typeof agent === 'string' ? [`agent   ${agent}`] : agentLines(agent)),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  if (typeof probe === 'string') return 3;
  return isWell(probe.probe!, typeof agent === 'string' ? null : agent) ? 0 : 1;
}

/** Status of the probe, or why there is none. */
export async function askProbe(path: string): Promise<GetStatusResponse | string> {
  const { transport, close } = connectLocal(path);
  try {
    return await createClient(Probe, transport).getStatus({}, { timeoutMs: ANSWER_MS_MAX });
  } catch (error) {
    return noAnswer('probe', path, error);
  } finally {
    close();
  }
}

/** Status of the agent, or why there is none. */
export async function askAgent(path: string): Promise<AgentStatus | string> {
  const { transport, close } = connectLocal(path);
  try {
    return (await createClient(Agent, transport).getAgentStatus({}, { timeoutMs: ANSWER_MS_MAX })).agent!;
  } catch (error) {
    return noAnswer('agent', path, error);
  } finally {
    close();
  }
}

/** Nothing was lost, nothing waits for repair. */
export function isWell(probe: ProbeStatus, agent: AgentStatus | null): boolean {
  const rulesWell = probe.rules.every(
    ({ state }) => state === RuleStatus_State.LOADED || state === RuleStatus_State.FILTERED,
  );
  if (probe.selfTests.some(({ passed }) => !passed)) return false;
  if (probe.losses.length > 0 || probe.stageErrors > 0n || !rulesWell) return false;
  if (agent === null) return true;
  return (
    agent.probeConnected &&
    agent.losses.length === 0 &&
    agent.problems.length === 0 &&
    agent.spool?.problem === '' &&
    agent.sinks.every(({ state, dead, missed }) => state === SinkStatus_State.HEALTHY && dead === 0n && missed === 0n)
  );
}

const mib = (bytes: bigint): string => `${(Number(bytes) / (1 << 20)).toFixed(bytes < 10n << 20n ? 1 : 0)} MiB`;

function ago(unixNs: bigint): string {
  if (unixNs === 0n) return 'never';
  const seconds = Math.max(0, Math.round(Date.now() / 1000 - Number(unixNs / 1_000_000_000n)));
  if (seconds < 120) return `${seconds} s ago`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} d ago`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`.trimEnd(),
  );
}

function probeLines(probe: ProbeStatus): string[] {
  const hooks = probe.hooks.filter(({ state }) => state === HookStatus_State.LIVE).length;
  const rules = (state: RuleStatus_State): number => probe.rules.filter((rule) => rule.state === state).length;
  const lines = [
    `probe   Shrike ${probe.version}, process ${probe.pid}, started ${ago(probe.startTimeUnixNs)}, ${mib(probe.residentBytes)}`,
    `hooks   ${hooks} live of ${probe.hooks.length}`,
    `rules   ${rules(RuleStatus_State.LOADED)} in force, ${rules(RuleStatus_State.FILTERED)} left out, ${rules(RuleStatus_State.ERROR)} with errors, ${rules(RuleStatus_State.FAILED)} failed, from ${probe.policiesFolder}`,
    selfTestLine(probe),
    `events  ${probe.events}, ${probe.matches} matches, ${probe.signals} signals, ${probe.suppressed} held back by rate limits; ${probe.processesKnown} processes known`,
    '',
    ...table([
      ['record', 'seen', 'filtered', 'delivered', 'lost'],
      ...probe.counts.map(({ type, seen, filtered, delivered, lost }) => [
        type,
        String(seen),
        String(filtered),
        String(delivered),
        String(Object.values(lost).reduce((sum, count) => sum + count, 0n)),
      ]),
    ]),
  ];
  for (const { stage, reason, about, count } of probe.losses) {
    lines.push(
      `lost    ${count} ${about} ${stage}: ${reason}`.replaceAll(/ +(?=\S)/g, ' ').replace('lost ', 'lost    '),
    );
  }
  for (const rule of probe.rules) {
    if (rule.state === RuleStatus_State.ERROR || rule.state === RuleStatus_State.FAILED)
      lines.push(`rule    ${rule.id}: ${rule.reason || 'its evaluation failed'}`);
  }
  for (const { consumer, queued, sent, dropped } of probe.subscribers) {
    lines.push(`reader  ${consumer || 'onlooker'}: ${sent} sent, ${queued} waiting, ${dropped} dropped`);
  }
  return lines;
}

function selfTestLine({ selfTests }: ProbeStatus): string {
  if (selfTests.length === 0) return 'tests   no self-test yet';
  const failed = selfTests.filter(({ passed }) => !passed);
  return `tests   ${selfTests.length - failed.length} of ${selfTests.length} passed ${ago(selfTests[0]!.timeUnixNs)}${failed.map(({ name, reason }) => `; ${name} FAILED: ${reason}`).join('')}`;
}

const SINK_WORDS: Readonly<Record<number, string>> = {
  [SinkStatus_State.HEALTHY]: 'well',
  [SinkStatus_State.RETRYING]: 'retrying',
  [SinkStatus_State.MISCONFIGURED]: 'misconfigured',
};

function agentLines(agent: AgentStatus): string[] {
  const spool = agent.spool!;
  const lines = [
    `agent   Shrike ${agent.version}, process ${agent.pid}, started ${ago(agent.startTimeUnixNs)}, ${mib(agent.residentBytes)}, ${agent.probeConnected ? 'connected to the probe' : 'NOT connected to the probe'}`,
    `spool   ${spool.records} records, ${mib(spool.bytes)} of at most ${mib(spool.bytesMax)}, ${spool.written} written, ${spool.dropped} dropped${spool.problem === '' ? '' : `; CANNOT WRITE: ${spool.problem}`}`,
    '',
    ...table([
      ['sink', 'kind', 'state', 'delivered', 'waiting', 'filtered', 'dead', 'missed', 'last success'],
      ...agent.sinks.map((sink) => [
        sink.name,
        sink.kind,
        SINK_WORDS[sink.state] ?? '',
        String(sink.delivered),
        String(sink.waiting),
        String(sink.filtered),
        String(sink.dead),
        String(sink.missed),
        ago(sink.lastSuccessUnixNs),
      ]),
    ]),
  ];
  for (const { name, lastError } of agent.sinks) if (lastError !== '') lines.push(`sink    ${name}: ${lastError}`);
  for (const { stage, reason, about, count } of agent.losses)
    lines.push(`lost    ${count} ${about} ${stage}: ${reason}`);
  for (const problem of agent.problems) lines.push(`agent   ${problem}`);
  return lines;
}
