import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { HookStatus_State, ProbeStatusSchema, RuleStatus_State } from '../wire/host.gen.ts';
import { AgentStatusSchema, SinkStatus_State } from '../wire/ingest.gen.ts';
import { metricsText, readListen, serveMetrics } from './metrics.ts';

const probe = create(ProbeStatusSchema, {
  version: '1.2.3',
  startTimeUnixNs: 1_500_000_000_250_000_000n,
  counts: [{ type: 'open', seen: 10n, filtered: 6n, delivered: 3n, lost: { ring_full: 1n } }],
  rules: [
    { id: 'a', state: RuleStatus_State.LOADED, suppressed: 4n },
    { id: 'b', state: RuleStatus_State.LOADED },
    { id: 'c', state: RuleStatus_State.FILTERED },
  ],
  hooks: [{ program: 'on_fork', point: 'tp_btf/task_newtask', state: HookStatus_State.LIVE }],
  dnsQueries: [{ pid: 7, executable: '/usr/bin/dig', queries: 9n, names: 8n, types: 2n, labelLength: 63n }],
  losses: [{ stage: 'subscriber', reason: 'queue "full"\n', about: 'a\\b', count: 2n }],
});
const agent = create(AgentStatusSchema, {
  probeConnected: true,
  sinks: [{ name: 'file', kind: 'file', state: SinkStatus_State.RETRYING, delivered: 5n, dead: 1n }],
});

test('metrics say what was seen, dropped and why', () => {
  const lines = metricsText(probe, agent).split('\n');
  for (const line of [
    'shrike_up{part="probe"} 1',
    'shrike_probe_start_time_seconds 1500000000.25',
    'shrike_kernel_records_total{type="open",state="filtered"} 6',
    'shrike_kernel_lost_records_total{type="open",reason="ring_full"} 1',
    'shrike_lost_records_total{stage="subscriber",reason="queue \\"full\\"\\n",about="a\\\\b"} 2',
    'shrike_rules{state="loaded"} 2',
    'shrike_rule_suppressed_signals_total{rule="a"} 4',
    'shrike_hook_live{program="on_fork",point="tp_btf/task_newtask"} 1',
    'shrike_dns_process_names{pid="7",executable="/usr/bin/dig"} 8',
    'shrike_dns_process_label_bytes_max{pid="7",executable="/usr/bin/dig"} 63',
    'shrike_sink_healthy{sink="file",kind="file"} 0',
    'shrike_sink_records_total{sink="file",state="dead"} 1',
  ])
    assert.ok(lines.includes(line), `${line} in\n${lines.join('\n')}`);
});

test('every line is of the format, and each family is announced once', () => {
  const seen = new Set<string>();
  for (const line of metricsText(probe, agent).trimEnd().split('\n')) {
    if (line.startsWith('# TYPE ')) {
      const name = line.split(' ')[2]!;
      assert.ok(!seen.has(name), name);
      seen.add(name);
    } else if (!line.startsWith('# HELP ')) {
      assert.match(line, /^[a-z_]+(\{[a-z_]+="(?:[^"\\]|\\.)*"(,[a-z_]+="(?:[^"\\]|\\.)*")*\})? [\d.]+$/);
      assert.ok(seen.has(/^[a-z_]+/.exec(line)![0]), line);
    }
  }
});

test('a part that does not answer is said to be down', () => {
  const text = metricsText(null, agent);
  assert.match(text, /^shrike_up\{part="probe"\} 0$/m);
  assert.doesNotMatch(text, /shrike_kernel/);
});

test('only loopback is listened on', () => {
  assert.deepEqual(readListen('127.0.0.1:9464'), { host: '127.0.0.1', port: 9464 });
  assert.deepEqual(readListen('[::1]:9464'), { host: '::1', port: 9464 });
  for (const wrong of ['0.0.0.0:9464', '[::]:1', '10.0.0.1:80', 'example.org:80'])
    assert.match(String(readListen(wrong)), /metrics\.listen: .* from elsewhere/, wrong);
  for (const wrong of ['9464', '127.0.0.1', '127.0.0.1:99999', ':1x'])
    assert.match(String(readListen(wrong)), /no address and port/, wrong);
});

test('a scraper gets them by HTTP, and an error as one', async (t) => {
  let fails = false;
  const server = serveMetrics(
    { host: '127.0.0.1', port: 0 },
    async () => {
      if (fails) throw new Error('the probe is away');
      return metricsText(probe, agent);
    },
    (line) => assert.fail(line),
  );
  t.after(() => server.close());
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const good = await fetch(`${base}/metrics`);
  assert.match(good.headers.get('content-type')!, /^text\/plain; version=0\.0\.4/);
  assert.equal(await good.text(), metricsText(probe, agent));
  assert.equal((await fetch(`${base}/`)).status, 404);
  fails = true;
  assert.equal((await fetch(`${base}/metrics`)).status, 500);
});
