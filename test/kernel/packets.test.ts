/** Packet filters, metadata services and flows on the running kernel. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { NetworkFilters } from '../../src/probe/packet-filters/network-filters.ts';
import type { Isolation } from '../../src/respond/network-isolation.ts';
import { assertAsPublished } from '../event-schema.ts';
import { netact, sendRaw } from './netacts.ts';
import { type EventJson, Watch } from './watch.ts';

/** An address of the loopback network that stands for the metadata service. */
const IMDS = '127.0.0.254';
const FLOW_PERIOD_MS = 200;

let watch: Watch;
let filters: NetworkFilters;
before(async () => {
  watch = await Watch.start(
    {
      types: ['fork', 'exec', 'exit', 'packet', 'imds', 'network_flow_monitor'],
      network: { imdsAddresses: [IMDS], flows: true },
    },
    { network: { flowPeriodMs: FLOW_PERIOD_MS } },
  );
  filters = watch.probe.sensor.network!.filters;
});
after(async () => {
  await watch.stop();
  for (const event of watch.events) assertAsPublished(event);
});

/** Whether libpcap is there: it is no part of a test machine. */
const pcap = ((): boolean => {
  try {
    execFileSync('sh', ['-c', 'ls /usr/lib/*/libpcap.so.0.8'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('packet filters of rules', { skip: !pcap && 'libpcap is not installed' }, () => {
  const CASES = [
    ['ip dst 127.0.0.1 and udp dst port 12345', '127.0.0.1', 12345, 1],
    ['ip6 and udp port 12346', '::1', 12346, 1],
    ['udp and greater 1000', '127.0.0.1', 12347, 1200],
    ['udp[8:4] = 0x78787878', '127.0.0.1', 12348, 9],
    ['udp[8 + udp[4:2] % 3] = 0x78', '127.0.0.1', 12352, 9],
    ['udp dst portrange 12349-12350 and not port 12350', '127.0.0.1', 12349, 1],
    ['src net 127.0.0.0/8 and (udp port 12351 or tcp port 1)', '127.0.0.1', 12351, 1],
  ] as const;
  before(() => {
    const problems = filters.setReported([
      ...CASES.map(([filter]) => filter),
      'this is no filter',
      'ether host 1:2:3:4:5:6',
    ]);
    assert.deepEqual([...problems.keys()], ['this is no filter', 'ether host 1:2:3:4:5:6']);
  });
  for (const [filter, ip, port, bytes] of CASES) {
    test(filter, async () => {
      const sent = sendRaw(Buffer.alloc(bytes, 'x'), ip, port);
      const event = await watch.event('packet', sent.pid, (e) => e.packet.filter === filter);
      assert.deepEqual(
        [event.network.destination.ip, event.network.destination.port, event.network.l4_protocol],
        [ip, port, 'IP_PROTO_UDP'],
      );
      assert.equal(event.network.size, bytes + 8 + (ip === '::1' ? 40 : 20));
      assert.equal(event.process.executable.name, 'netacts');
    });
  }
  test('what does not match is not reported', async () => {
    const sent = sendRaw(Buffer.from('y'), '127.0.0.1', 12350);
    const last = sendRaw(Buffer.from('y'), '127.0.0.1', 12345);
    await watch.event('packet', last.pid);
    assert.equal(watch.events.filter((e) => e.process.pid === sent.pid && e.evt.name === 'packet').length, 0);
  });
  test('a flood is reported up to the limit and counted in full', async () => {
    const socket = createSocket('udp4');
    for (let i = 0; i < 500; i++) socket.send('x', 12345, '127.0.0.1');
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.close();
    await watch.settle();
    const counts = filters.list().find(({ expression }) => expression === CASES[0][0])!;
    assert.ok(counts.matched >= 500n, `${counts.matched} matched`);
    const told = watch.events.filter((e) => e.evt.name === 'packet' && e.process.pid === process.pid).length;
    assert.ok(told >= 1 && told <= 40, `${told} told`);
    const { seen, filtered, delivered } = watch.probe.sensor.counts().packet!;
    assert.equal(seen, filtered + delivered);
  });
  test('a new set of filters replaces the old one without a gap', async () => {
    filters.setReported(['udp port 12345', CASES[0][0]]);
    // The flood before has used up what may be reported; the allowance comes back within a second.
    const seen = (filter: string): boolean =>
      watch.events.some((e) => e.evt.name === 'packet' && senders.has(e.process.pid) && e.packet.filter === filter);
    const senders = new Set<number>();
    for (let tries = 0; tries < 40; tries++) {
      senders.add(sendRaw(Buffer.from('z'), '127.0.0.1', 12345).pid);
      await watch.settle();
      if (['udp port 12345', CASES[0][0]].every(seen)) break;
    }
    for (const filter of ['udp port 12345', CASES[0][0]]) assert.ok(seen(filter), filter);
    filters.setReported(['udp port 12345']);
    assert.deepEqual(
      filters.list().map(({ expression }) => expression),
      ['udp port 12345'],
    );
  });
});

describe('network filters that drop', { skip: !pcap && 'libpcap is not installed' }, () => {
  const isolation = (more: Partial<Isolation>): Isolation => ({
    id: 'net-test',
    ruleId: 'test',
    filter: 'udp dst port 7777',
    policy: 'drop',
    scope: 'process',
    pid: process.pid,
    startNs: watch.probe.pipeline.tree.lookup(process.pid).startNs,
    cgroupId: 0n,
    cgroupPath: '',
    sinceNs: 0n,
    ...more,
  });
  const send = (port: number): Promise<string> =>
    new Promise((resolve) => {
      const socket = createSocket('udp4');
      socket.send('x', port, '127.0.0.1', (error) => {
        socket.close();
        resolve(error === null ? 'sent' : (error as NodeJS.ErrnoException).code!);
      });
    });
  test('drop: what matches, of this process only, until it is taken back', async () => {
    const drop = isolation({});
    assert.equal(filters.install(drop), '');
    assert.deepEqual([await send(7777), await send(7778)], ['EPERM', 'sent']);
    assert.equal(sendRaw(Buffer.from('x'), '127.0.0.1', 7777).ret, 1, 'another process');
    assert.equal(filters.list().find((f) => f.policy === 'drop')!.dropped, 1n);
    filters.remove(drop);
    assert.equal(await send(7777), 'sent');
  });
  test('allow: everything else', async () => {
    const allow = isolation({ filter: 'udp dst port 7779', policy: 'allow' });
    assert.equal(filters.install(allow), '');
    assert.deepEqual([await send(7777), await send(7779)], ['EPERM', 'sent']);
    filters.remove(allow);
    assert.equal(await send(7777), 'sent');
  });
  test('a cgroup: all that is in it, but never the root', () => {
    assert.match(filters.install(isolation({ scope: 'cgroup', cgroupId: 1n })), /root cgroup/);
    assert.match(filters.install(isolation({ filter: 'no such thing' })), /syntax|parse/);
    assert.equal(
      filters.list().every((f) => f.policy === 'report'),
      true,
    );
  });
});

test('a metadata service is asked and answers: who, what, and no secret', async () => {
  const server = createServer((request, response) => {
    response.setHeader('Server', 'EC2ws');
    if (request.method === 'PUT') response.end('TOKEN-SECRET');
    else
      response.end(
        JSON.stringify({ Code: 'Success', Type: 'AWS-HMAC', AccessKeyId: 'ASIATEST', SecretAccessKey: 'KEY-SECRET' }),
      );
  }).listen(80, IMDS);
  await once(server, 'listening');
  const path = '/latest/meta-data/iam/security-credentials/role';
  const script = `fetch('http://${IMDS}${path}', { headers: { 'x-aws-ec2-metadata-token': 'TOKEN-SECRET' } }).then((r) => r.text())`;
  const { pid } = await watch.run(process.execPath, ['-e', script]);
  const request = await watch.event('imds', pid, (e) => e.imds.type === 'request');
  assert.deepEqual(
    [request.imds.cloud_provider, request.imds.url, request.imds.host, request.imds.aws.is_imds_v2],
    ['aws', path, IMDS, true],
  );
  const answer = await watch.event('imds', pid, (e) => e.imds.type === 'response');
  assert.deepEqual([answer.imds.server, answer.imds.aws.security_credentials.access_key_id], ['EC2ws', 'ASIATEST']);
  assert.doesNotMatch(JSON.stringify([request, answer].map((e) => [e.imds, e.network])), /SECRET/);
  server.closeAllConnections();
  server.close();
});

test('flows: packets and bytes of each process, both ways, each period by itself', async () => {
  const server = createSocket('udp4');
  server.on('message', (bytes, from) => server.send(Buffer.concat([bytes, bytes]), from.port, from.address));
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const child = spawn(
    process.execPath,
    [
      '-e',
      `const s = require('node:dgram').createSocket('udp4'); let n = 0;
       s.on('message', () => { if (++n === 5) s.close(); }); for (let i = 0; i < 5; i++) s.send(Buffer.alloc(100), ${port}, '127.0.0.1');`,
    ],
    { stdio: 'inherit' },
  );
  await once(child, 'exit');
  const mine = (e: EventJson): EventJson[] =>
    e.network_flow_monitor.flows.filter((f: EventJson) => f.destination.port === port);
  await watch.event('network_flow_monitor', child.pid!, (e) => mine(e).length > 0);
  await new Promise((resolve) => setTimeout(resolve, 3 * FLOW_PERIOD_MS));
  const sums = { out: 0, outPackets: 0, back: 0, backPackets: 0 };
  for (const e of watch.events.filter((x) => x.evt.name === 'network_flow_monitor' && x.process.pid === child.pid)) {
    assert.equal(e.network_flow_monitor.device.ifname, 'lo');
    for (const f of mine(e)) {
      sums.out += f.egress.data_size;
      sums.outPackets += f.egress.packet_count;
      sums.back += f.ingress.data_size;
      sums.backPackets += f.ingress.packet_count;
    }
  }
  assert.deepEqual(sums, { out: 5 * 128, outPackets: 5, back: 5 * 228, backPackets: 5 });
  server.close();
});

test('with the network switched off no hook of it is attached and no record comes', async () => {
  const off = await Watch.start({ types: ['fork', 'exec', 'exit', 'connect'], network: null });
  try {
    const live = off.probe.sensor.hooks.filter(
      (s) => s.state === 'live' && /cgroup_skb|cgroup\/(sock|post)|inet_sock/.test(s.hook.point),
    );
    assert.deepEqual(live, []);
    netact('connect', '127.0.0.1', 4249);
    await off.settle();
    assert.equal(off.probe.sensor.counts().connect!.seen, 0);
  } finally {
    await off.stop();
  }
});
