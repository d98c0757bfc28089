/**
 * Rules about the network on the running kernel, from the act to the match: each rule loaded as a policy's would be, with the
 * packet filters and the DNS codes that it calls for. What each field holds is for dns, sockets and packets.test.ts.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { RuleRunner } from '../../src/probe/index.ts';
import type { NetworkOptions } from '../../src/probe/network-sensor.ts';
import { setPacketFilters } from '../../src/probe/packet-filters/rule-filters.ts';
import { Probe } from '../../src/probe/probe.ts';
import { followRules, withCompanions } from '../../src/probe/record-choice.ts';
import { buildKernelApprovers } from '../../src/rules/engine/approver-table.ts';
import { dnsCodesFor } from '../../src/rules/engine/dns-approver.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { loadPolicyDirectory } from '../../src/rules/policy/load-policies.ts';
import type { LoadedRule } from '../../src/rules/policy/rule-set.ts';
import { A, message, RESPONSE } from '../network/dns-bytes.ts';
import { NETACTS } from './netacts.ts';
import { kernelAtLeast } from './watch.ts';

const EMULATED = process.env.SHRIKE_VM !== undefined;
const WAIT_MS = EMULATED ? 60_000 : 20_000;
/** How long something that must not come is waited for, after something later has come. */
const QUIET_MS = EMULATED ? 1000 : 200;
const DNS_PORT = 5397;
/** An address of the loopback network that stands for the metadata service. */
const IMDS = '127.0.0.253';
const ROLE = '/latest/meta-data/iam/security-credentials/role';
const FLOW_PERIOD_MS = 200;

/** libpcap is no part of a test machine; everywhere else the tests install it. */
const HAS_PCAP = ['/usr/lib', '/usr/lib64'].some(
  (folder) =>
    existsSync(folder) &&
    readdirSync(folder).some((name) => name.startsWith('libpcap.so') || existsSync(`${folder}/${name}/libpcap.so.0.8`)),
);
const NO_PCAP = !HAS_PCAP && 'libpcap is not installed';

interface Case {
  readonly rule: string;
  /** A program and its arguments. */
  readonly act: readonly [string, ...string[]];
  /** What it reads. */
  readonly input?: string;
  /** The rule must not match. */
  readonly never?: true;
  readonly skip?: string | false;
}

const act = (...args: (string | number)[]): readonly [string, ...string[]] => [NETACTS, ...args.map(String)];
const BY_ACTS = 'process.file.name == "netacts"';
const ask = (name: string, type = 1, kind = 'sendto'): readonly [string, ...string[]] =>
  act('dns', kind, '127.0.0.1', DNS_PORT, name, type);
/** A GET of a metadata service, by a program of its own. */
const get = (url: string, headers: Record<string, string> = {}): readonly [string, ...string[]] => [
  process.execPath,
  '-e',
  `require('node:http').get(${JSON.stringify({ host: IMDS, path: url, headers })}, (r) => r.resume())`,
];
const STREAM = 1;
const DGRAM = 2;
const RAW = 3;
const LONG_LABEL = 'l'.repeat(58);

const CASES: Readonly<Record<string, readonly Case[]>> = {
  bind: [
    {
      rule: `bind.addr.family == AF_INET && bind.addr.ip == 0.0.0.0/32 && bind.addr.port == 4242 && bind.retval == 0 && ${BY_ACTS}`,
      act: act('bind', '0.0.0.0', 4242, STREAM),
    },
    {
      rule: `bind.addr.family == AF_INET6 && bind.addr.ip == ::/128 && bind.addr.port == 4242 && bind.retval == 0 && ${BY_ACTS}`,
      act: act('bind', '::', 4242, STREAM),
    },
    {
      rule: `bind.addr.family == AF_UNIX && bind.addr.port == 0 && bind.retval == 0 && ${BY_ACTS}`,
      act: act('bind-unix', ''),
    },
    { rule: `bind.addr.family == AF_UNIX && ${BY_ACTS}`, act: act('bind', '0.0.0.0', 4242, STREAM), never: true },
  ],
  connect: [
    {
      rule: `connect.addr.family == AF_INET && connect.addr.ip == 0.0.0.0/32 && connect.addr.port == 4252 && connect.protocol == IP_PROTO_TCP && ${BY_ACTS}`,
      act: act('connect', '0.0.0.0', 4252, STREAM, 0, 1),
    },
    {
      rule: `connect.addr.family == AF_INET && connect.addr.port == 4253 && connect.protocol == IP_PROTO_UDP && connect.retval == 0 && ${BY_ACTS}`,
      act: act('connect', '0.0.0.0', 4253, DGRAM),
    },
    {
      rule: `connect.addr.family == AF_INET6 && connect.addr.ip == ::/128 && connect.addr.port == 4254 && ${BY_ACTS}`,
      act: act('connect', '::', 4254, STREAM, 0, 1),
    },
    {
      rule: `connect.addr.port == 4255 && connect.retval == ECONNREFUSED && ${BY_ACTS}`,
      act: act('connect', '127.0.0.1', 4255),
    },
    {
      rule: `connect.addr.port == 4256 && connect.retval == ECONNREFUSED && event.async == true && ${BY_ACTS}`,
      act: act('connect', '127.0.0.1', 4256, STREAM, 1),
      skip: !kernelAtLeast(5, 17) && 'the outcome needs 5.17',
    },
    {
      rule: `connect.addr.ip in [127.0.0.0/8] && connect.addr.port == 4257 && connect.addr.is_public == false && ${BY_ACTS}`,
      act: act('connect', '::ffff:127.0.0.1', 4257, STREAM, 0, 1),
    },
    {
      rule: `connect.addr.is_public == true && connect.addr.ip in [203.0.113.0/24] && ${BY_ACTS}`,
      act: act('connect', '203.0.113.9', 4258, DGRAM),
    },
    {
      rule: `connect.addr.ip not in [127.0.0.0/8, ::1/128] && connect.addr.port == 4259 && ${BY_ACTS}`,
      act: act('connect', '127.0.0.1', 4259, DGRAM),
      never: true,
    },
    {
      rule: `connect.addr.ip == 127.0.0.1 && connect.retval == ECONNREFUSED && ${BY_ACTS}`,
      act: act('io_uring-refused'),
      skip: !kernelAtLeast(5, 19) && 'the tracepoint hands over the request since 5.19',
    },
  ],
  accept: [
    {
      rule: `accept.addr.family == AF_INET && accept.addr.ip in [127.0.0.1/32] && accept.addr.port == 4261 && accept.retval >= 0 && ${BY_ACTS}`,
      act: act('accept', '0.0.0.0', 4261),
    },
    {
      rule: `accept.addr.family == AF_INET6 && accept.addr.ip == ::1 && accept.addr.port == 4262 && ${BY_ACTS}`,
      act: act('accept', '::', 4262),
    },
  ],
  'socket and setsockopt': [
    {
      rule: `socket.domain == AF_INET && socket.type == SOCK_DGRAM && socket.protocol == 17 && socket.retval >= 0 && ${BY_ACTS}`,
      act: act('socket', 2, DGRAM, 17),
    },
    { rule: `socket.domain == AF_UNIX && socket.type == SOCK_STREAM && ${BY_ACTS}`, act: act('socket', 1, STREAM, 0) },
    { rule: `socket.domain == AF_INET && socket.type == SOCK_RAW && ${BY_ACTS}`, act: act('socket', 2, RAW, 1) },
    {
      rule: `setsockopt.level == SOL_SOCKET && setsockopt.optname == SO_ATTACH_FILTER && setsockopt.filter_len == 6 && setsockopt.used_immediates in [2048] && ${BY_ACTS}`,
      act: act('filter'),
    },
  ],
  dns: [
    {
      rule: `dns.question.type == A && dns.question.name == "example.test" && ${BY_ACTS}`,
      act: ask('EXAMPLE.test'),
    },
    {
      rule: `dns.question.name.root_domain == "over-tcp.test" && dns.question.type == TXT && ${BY_ACTS}`,
      act: ask('in.pieces.over-tcp.test', 16, 'short'),
    },
    { rule: `dns.question.type == A && dns.question.name.length > 60 && ${BY_ACTS}`, act: ask(`${LONG_LABEL}.test`) },
    {
      rule: `dns.question.type == MX && dns.question.name == "other.test" && ${BY_ACTS}`,
      act: ask('other.test'),
      never: true,
    },
    {
      rule: `dns.response.code == NXDOMAIN && dns.question.name == "nope.example.test" && ${BY_ACTS}`,
      act: ask('nope.example.test'),
    },
    { rule: `dns.is_response == true && dns.response.ips in [192.0.2.0/24] && ${BY_ACTS}`, act: ask('found.test') },
    {
      rule: `dns.recent.queries >= 20 && dns.recent.label_length == 58 && dns.question.name == "${LONG_LABEL}.many.test" && ${BY_ACTS}`,
      act: act('dns', 'sendto', '127.0.0.1', DNS_PORT, `${LONG_LABEL}.many.test`, 1, 20),
    },
    {
      rule: `failed_dns.payload == failed_dns.payload && failed_dns.reason == "short_header" && ${BY_ACTS}`,
      act: act('raw', '127.0.0.1', DNS_PORT, 0),
      input: 'garbage',
    },
  ],
  'metadata services': [
    {
      rule: `imds.cloud_provider == "aws" && imds.aws.is_imds_v2 == false && imds.type == "request" && imds.url == "${ROLE}" && imds.host == "${IMDS}" && imds.user_agent == "case-1"`,
      act: get(ROLE, { 'user-agent': 'case-1' }),
    },
    {
      rule: 'imds.cloud_provider == "aws" && imds.aws.is_imds_v2 == true && imds.type == "request"',
      act: get(ROLE, { 'x-aws-ec2-metadata-token': 'x' }),
    },
    {
      rule: 'imds.type == "response" && imds.aws.is_imds_v2 == false && imds.server == "EC2ws" && imds.aws.security_credentials.type == "AWS-HMAC"',
      act: get(ROLE),
    },
    {
      rule: 'imds.cloud_provider == "gcp" && imds.type == "request"',
      act: get('/computeMetadata/v1/', { 'Metadata-Flavor': 'Google' }),
    },
    { rule: 'imds.cloud_provider == "azure"', act: get('/metadata/instance', { Metadata: 'true' }) },
    { rule: 'imds.cloud_provider == "ibm"', act: get('/instance_identity/v1/token', { 'Metadata-Flavor': 'ibm' }) },
    { rule: 'imds.cloud_provider == "oracle"', act: get('/opc/v2/instance/', { Authorization: 'Bearer Oracle' }) },
    { rule: 'imds.cloud_provider == "oracle" && imds.url == "/"', act: get('/'), never: true },
  ],
  packets: [
    {
      rule: `packet.filter == "ip dst 127.0.0.77 and udp dst port 12361" && packet.l3_protocol == ETH_P_IP && packet.l4_protocol == IP_PROTO_UDP && packet.destination.ip == 127.0.0.77 && packet.destination.port == 12361 && ${BY_ACTS}`,
      act: act('raw', '127.0.0.77', 12361, 0),
      input: 'x',
      skip: NO_PCAP,
    },
    {
      rule: `packet.filter == "icmp and icmp[icmptype] == icmp-echo" && packet.l4_protocol == IP_PROTO_ICMP && ${BY_ACTS}`,
      act: act('ping', '127.0.0.1'),
      skip: NO_PCAP,
    },
    {
      rule: `packet.filter == "udp dst port 12362" && ${BY_ACTS}`,
      act: act('raw', '127.0.0.1', 12363, 0),
      input: 'x',
      never: true,
      skip: NO_PCAP,
    },
  ],
  flows: [
    {
      rule: `network_flow_monitor.flows.destination.port == 12364 && network_flow_monitor.flows.egress.packet_count == 1 && ${BY_ACTS}`,
      act: act('raw', '127.0.0.1', 12364, 0),
      input: 'x',
    },
  ],
};
/** Alone on a probe, as what is delivered depends on all its rules. */
const NXDOMAIN_ONLY: Readonly<Record<string, readonly Case[]>> = {
  'only refused names': [
    { rule: `dns.response.code == NXDOMAIN && ${BY_ACTS}`, act: ask('plain.test'), never: true },
    { rule: `dns.response.code == NXDOMAIN && dns.id > 0 && ${BY_ACTS}`, act: ask('nope.example.test') },
  ],
};
const WITHOUT_INGRESS: Readonly<Record<string, readonly Case[]>> = {
  'without ingress': [
    { rule: 'imds.type == "response"', act: get(ROLE), never: true },
    { rule: 'imds.type == "request" && imds.cloud_provider == "aws"', act: get(ROLE) },
  ],
};

let dnsServer: Socket;
let imdsServer: Server;
before(async () => {
  dnsServer = createSocket('udp4');
  dnsServer.on('message', (query, from) => {
    const end = query.indexOf(0, 12);
    if (query.length < 17 || end < 0) return;
    const isMissing = query.subarray(12, end).includes('nope');
    const parts = { flags: isMissing ? 0x8183 : RESPONSE, id: query.readUInt16BE(0) };
    const whole = message({ ...parts, ...(isMissing ? {} : { answers: [A('192.0.2.7')] }) });
    const QUESTION_BYTES = 'example.test'.length + 2 + 4;
    const bytes = [whole.subarray(0, 12), query.subarray(12, end + 5), whole.subarray(12 + QUESTION_BYTES)];
    dnsServer.send(Buffer.concat(bytes), from.port, from.address);
  });
  dnsServer.bind(DNS_PORT, '127.0.0.1');
  await once(dnsServer, 'listening');
  imdsServer = createServer((_, response) => {
    response.setHeader('Server', 'EC2ws');
    response.setHeader('Connection', 'close');
    response.end(JSON.stringify({ Code: 'Success', Type: 'AWS-HMAC', AccessKeyId: 'ASIATEST' }));
  }).listen(80, IMDS);
  await once(imdsServer, 'listening');
});
after(() => {
  dnsServer.close();
  imdsServer.closeAllConnections();
  imdsServer.close();
});

const idOf = (group: string, index: number): string => `${group.replaceAll(' ', '_')}_${index}`;

/** A probe with the rules of cases, and one test for each of them. */
function tryRules(what: string, groups: Readonly<Record<string, readonly Case[]>>, network: NetworkOptions): void {
  describe(what, () => {
    const folder = mkdtempSync(join(tmpdir(), 'shrike-network-rules-'));
    const matches: { id: string; pid: number }[] = [];
    let probe: Probe<LoadedRule<RuntimeEvent>>;
    before(async () => {
      const rules = Object.entries(groups).flatMap(([group, cases]) =>
        cases.map(
          ({ rule, skip }, i) =>
            `  - id: ${idOf(group, i)}\n    expression: ${JSON.stringify(rule)}\n    every: 0s\n    disabled: ${Boolean(skip)}\n`,
        ),
      );
      writeFileSync(join(folder, 'cases.policy'), `version: 1.0.0\nrules:\n${rules.join('')}`);
      const { rules: set, diagnostics } = loadPolicyDirectory<RuntimeEvent>(folder, liveModel);
      assert.deepEqual(
        diagnostics.filter(({ message: text }) => !/disabled|switched off/.test(text)).map(({ message: text }) => text),
        [],
      );
      const types = withCompanions([...set.byEventType.keys(), 'fork', 'exec', 'exit']);
      probe = new Probe<LoadedRule<RuntimeEvent>>({
        sensor: { types, network },
        network: { flowPeriodMs: FLOW_PERIOD_MS },
        onSignal: (rule, event) => {
          matches.push({ id: rule.source.id, pid: event.process.pid });
        },
      });
      await probe.ready;
      followRules(probe.sensor, set, types);
      probe.sensor.setApprovers(buildKernelApprovers(set.byEventType, liveModel));
      const loaded = [...set.byEventType].flatMap(([eventType, of]) =>
        of.map(({ checked }) => ({ checked, eventType })),
      );
      probe.sensor.network!.setDnsCodes(dnsCodesFor(loaded, liveModel));
      assert.deepEqual([...setPacketFilters(probe, set)], []);
      probe.pipeline.setRules(new RuleRunner(set, probe.pipeline.tree));
    });
    after(async () => {
      await probe.stop();
      rmSync(folder, { recursive: true, force: true });
      assert.equal(probe.pipeline.counts.stageErrors, 0, String(probe.pipeline.firstError));
      assert.equal(probe.pipeline.counts.malformed, 0);
    });

    const isMatched = async (id: string, pid: number, ms: number): Promise<boolean> => {
      for (const end = Date.now() + ms; Date.now() < end; ) {
        if (matches.some((match) => match.id === id && match.pid === pid)) return true;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return false;
    };
    for (const [group, cases] of Object.entries(groups)) {
      describe(group, () => {
        cases.forEach(({ rule, act: [program, ...args], input, never, skip }, i) => {
          test(`${never ? 'does not match' : 'matches'}: ${rule}`, { skip: skip ?? false }, async () => {
            const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'inherit'] });
            child.stdin.end(input);
            await once(child, 'exit');
            const isSeen = await isMatched(idOf(group, i), child.pid!, never ? QUIET_MS : WAIT_MS);
            assert.equal(isSeen, never !== true);
          });
        });
      });
    }
    test('answers that no rule wants stay in the kernel', {
      skip: groups !== NXDOMAIN_ONLY && 'of other rules',
    }, () => {
      const { seen, filtered, delivered } = probe.sensor.counts().dns!;
      assert.ok(filtered > 0 && seen === filtered + delivered, `${seen} = ${filtered} + ${delivered}`);
    });
  });
}

const NETWORK = { dnsPorts: [DNS_PORT], imdsAddresses: [IMDS] };
tryRules('rules', CASES, { ...NETWORK, flows: true });
tryRules('a rule about refused names alone', NXDOMAIN_ONLY, NETWORK);
tryRules('rules while only what leaves is looked at', WITHOUT_INGRESS, { ...NETWORK, ingress: false });
