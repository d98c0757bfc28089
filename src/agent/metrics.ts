/**
 * What probe and agent count, in the text format of Prometheus (version 0.0.4), and a small HTTP server for it. Every record that was
 * dropped anywhere is in `shrike_lost_records_total`, by where and why; an alert on its growth is the one to have.
 *
 * Only loopback is listened on: numbers and names of rules tell an attacker what is watched.
 */
import { createServer, type Server } from 'node:http';
import { isIP } from 'node:net';
import { HookStatus_State, type ProbeStatus, type ProcessQueries, RuleStatus_State } from '../wire/host.gen.ts';
import { type AgentStatus, SinkStatus_State } from '../wire/ingest.gen.ts';

const RULE_STATES: Readonly<Record<number, string>> = {
  [RuleStatus_State.LOADED]: 'loaded',
  [RuleStatus_State.FILTERED]: 'filtered',
  [RuleStatus_State.ERROR]: 'error',
  [RuleStatus_State.FAILED]: 'failed',
};

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: bigint | number];

/** https://prometheus.io/docs/instrumenting/exposition_formats/: backslash, quote and newline are escaped. */
const labelText = (labels: Labels): string => {
  const all = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return all.length === 0 ? '' : `{${all.join(',')}}`;
};

function family(name: string, kind: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string[] {
  if (samples.length === 0) return [];
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${kind}`,
    ...samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}`),
  ];
}

const seconds = (unixNs: bigint): number => Number(unixNs / 1_000_000n) / 1000;

function probeFamilies(probe: ProbeStatus): string[] {
  const { counts, rules, hooks, losses, selfTests, subscribers } = probe;
  const byState = new Map<string, number>();
  for (const { state } of rules) {
    const name = RULE_STATES[state] ?? 'unknown';
    byState.set(name, (byState.get(name) ?? 0) + 1);
  }
  return [
    ...family('shrike_probe_info', 'gauge', 'The running probe.', [[{ version: probe.version }, 1]]),
    ...family('shrike_probe_start_time_seconds', 'gauge', 'When the probe started.', [
      [{}, seconds(probe.startTimeUnixNs)],
    ]),
    ...family('shrike_probe_resident_bytes', 'gauge', 'Resident memory of the probe.', [[{}, probe.residentBytes]]),
    ...family('shrike_probe_processes', 'gauge', 'Processes that the probe knows.', [[{}, probe.processesKnown]]),
    ...family(
      'shrike_kernel_records_total',
      'counter',
      'Records of the kernel half by event type: seen = filtered + delivered + lost.',
      counts.flatMap(({ type, seen, filtered, delivered }): Sample[] => [
        [{ type, state: 'seen' }, seen],
        [{ type, state: 'filtered' }, filtered],
        [{ type, state: 'delivered' }, delivered],
      ]),
    ),
    ...family(
      'shrike_kernel_lost_records_total',
      'counter',
      'Records that the kernel half could not hand over, by event type and reason.',
      counts.flatMap(({ type, lost }) =>
        Object.entries(lost).map(([reason, count]): Sample => [{ type, reason }, count]),
      ),
    ),
    ...family(
      'shrike_lost_records_total',
      'counter',
      'Records dropped anywhere, by stage and reason.',
      losses.map(({ stage, reason, about, count }): Sample => [{ stage, reason, about }, count]),
    ),
    ...family('shrike_events_total', 'counter', 'Events that rules were asked about.', [[{}, probe.events]]),
    ...family('shrike_matches_total', 'counter', 'Rules that held.', [[{}, probe.matches]]),
    ...family('shrike_signals_total', 'counter', 'Signals raised.', [[{}, probe.signals]]),
    ...family('shrike_suppressed_signals_total', 'counter', 'Signals held back by rate limits.', [
      [{}, probe.suppressed],
    ]),
    ...family(
      'shrike_rule_suppressed_signals_total',
      'counter',
      'Signals of a rule held back by its rate limit.',
      rules.filter(({ suppressed }) => suppressed > 0n).map(({ id, suppressed }): Sample => [{ rule: id }, suppressed]),
    ),
    ...family('shrike_stage_errors_total', 'counter', 'Records met by a bug of Shrike.', [[{}, probe.stageErrors]]),
    ...family(
      'shrike_rules',
      'gauge',
      'Rules by state.',
      [...byState].map(([state, count]): Sample => [{ state }, count]),
    ),
    ...family(
      'shrike_hook_live',
      'gauge',
      '1: the program is attached; 0: the kernel refused it or it does not fit.',
      hooks.map(({ program, point, state }): Sample => [{ program, point }, state === HookStatus_State.LIVE ? 1 : 0]),
    ),
    ...family(
      'shrike_self_test_passed',
      'gauge',
      'Last result of each self-test.',
      selfTests.map(({ name, passed }): Sample => [{ test: name }, passed ? 1 : 0]),
    ),
    ...family(
      'shrike_subscriber_dropped_records_total',
      'counter',
      'Records that a subscriber was too slow for.',
      subscribers.map(({ consumer, dropped }): Sample => [{ consumer }, dropped]),
    ),
    ...queryFamilies(probe),
    ...family('shrike_signals_pending', 'gauge', 'Signals that nobody has acknowledged.', [[{}, probe.signalsPending]]),
  ];
}

/** What the processes that ask most asked: few series, as their number is limited where they come from. */
function queryFamilies({ dnsQueries }: ProbeStatus): string[] {
  const of = (name: string, help: string, value: (counts: ProcessQueries) => bigint): string[] =>
    family(
      `shrike_dns_process_${name}`,
      'gauge',
      `${help} in the last five minutes, of the processes that asked most.`,
      dnsQueries.map((counts): Sample => [{ pid: String(counts.pid), executable: counts.executable }, value(counts)]),
    );
  return [
    ...of('queries', 'DNS questions asked', ({ queries }) => queries),
    ...of('names', 'Different names asked for', ({ names }) => names),
    ...of('types', 'Different record types asked for', ({ types }) => types),
    ...of('name_bytes', 'Bytes of all names asked for', ({ nameBytes }) => nameBytes),
    ...of('label_bytes_max', 'Bytes of the longest label asked for', ({ labelLength }) => labelLength),
    ...of('not_found', 'Answers that said NXDOMAIN', ({ notFound }) => notFound),
  ];
}

function agentFamilies(agent: AgentStatus): string[] {
  const { spool, sinks, losses } = agent;
  return [
    ...family('shrike_agent_resident_bytes', 'gauge', 'Resident memory of the agent.', [[{}, agent.residentBytes]]),
    ...family('shrike_agent_probe_connected', 'gauge', '1: the agent hears the probe.', [
      [{}, agent.probeConnected ? 1 : 0],
    ]),
    ...(spool === undefined
      ? []
      : [
          ...family('shrike_spool_records', 'gauge', 'Records in the spool.', [[{}, spool.records]]),
          ...family('shrike_spool_bytes', 'gauge', 'Size of the spool.', [[{}, spool.bytes]]),
          ...family('shrike_spool_bytes_max', 'gauge', 'Most that the spool may take.', [[{}, spool.bytesMax]]),
        ]),
    ...family(
      'shrike_agent_lost_records_total',
      'counter',
      'Records that the agent gave up, by stage and reason.',
      losses.map(({ stage, reason, about, count }): Sample => [{ stage, reason, about }, count]),
    ),
    ...family(
      'shrike_sink_healthy',
      'gauge',
      '1: the last delivery went well.',
      sinks.map(({ name, kind, state }): Sample => [{ sink: name, kind }, state === SinkStatus_State.HEALTHY ? 1 : 0]),
    ),
    ...family(
      'shrike_sink_records_total',
      'counter',
      'Records of a sink by what became of them.',
      sinks.flatMap(({ name, delivered, filtered, dead }): Sample[] => [
        [{ sink: name, state: 'delivered' }, delivered],
        [{ sink: name, state: 'filtered' }, filtered],
        [{ sink: name, state: 'dead' }, dead],
      ]),
    ),
  ];
}

/** All metrics. A part that does not answer is missing, and `shrike_up` says which. */
export function metricsText(probe: ProbeStatus | null, agent: AgentStatus | null): string {
  const up = family('shrike_up', 'gauge', '1: this part answers.', [
    [{ part: 'probe' }, probe === null ? 0 : 1],
    [{ part: 'agent' }, agent === null ? 0 : 1],
  ]);
  const lines = [
    ...up,
    ...(probe === null ? [] : probeFamilies(probe)),
    ...(agent === null ? [] : agentFamilies(agent)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Host and port of `metrics.listen`, or what is wrong with it. */
export function readListen(text: string): { readonly host: string; readonly port: number } | string {
  const [, host, port] = /^(?:\[?([^\]]*)\]?):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65535)
    return `metrics.listen: ${JSON.stringify(text)} is no address and port; write 127.0.0.1:9464`;
  const isLoopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (!isLoopback)
    return `metrics.listen: ${host} can be reached from elsewhere; listen on 127.0.0.1 and let a proxy with TLS stand before it`;
  return { host, port: Number(port) };
}

/** Serves `GET /metrics`. Problems with the socket are told to `say`; the rest of the agent goes on. */
export function serveMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  text: () => Promise<string>,
  say: (line: string) => void,
): Server {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('there is /metrics only\n');
      return;
    }
    text().then(
      (body) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(body),
      (error) => response.writeHead(500, { 'content-type': 'text/plain' }).end(`${(error as Error).message}\n`),
    );
  });
  server.on('error', (error) => say(`metrics.listen: ${error.message}; there are no metrics until the next start`));
  server.requestTimeout = 10_000;
  server.listen(port, host);
  server.unref();
  return server;
}
