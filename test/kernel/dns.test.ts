/** DNS as the kernel half sees it: by every kind of socket, of every owner, in every namespace, and hostile bytes. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { assertAsPublished } from '../event-schema.ts';
import { A, HOSTILE, labels, message, RESPONSE, record } from '../network/dns-bytes.ts';
import { NETACTS, sendRaw } from './netacts.ts';
import { type EventJson, kernelAtLeast, Watch } from './watch.ts';

const PORT = 5399;
/** Port of answers that are sent from outside the server. */
const OTHER_PORT = 5398;
let watch: Watch;
const sockets: Socket[] = [];
let tcp: Server;

/** Answers with the question and two addresses. */
function answerTo(query: Buffer): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const whole = message({ flags: RESPONSE, id: query.readUInt16BE(0), answers: [A('192.0.2.7'), A('192.0.2.8')] });
  const answers = whole.subarray(12 + 14 + 4);
  return Buffer.concat([whole.subarray(0, 12), question, answers]);
}

/** An announcement of mDNS: no question, one record with its own name. */
function multicastAnswer(): Buffer {
  const header = message({ id: 0, flags: 0x8400, counts: [0, 1, 0, 0] }).subarray(0, 12);
  const address = Buffer.from([192, 0, 2, 7]);
  return Buffer.concat([header, record(1, address, labels('Printer.local'), 120, 0x8001)]);
}

before(async () => {
  watch = await Watch.start({
    types: ['fork', 'exec', 'exit', 'connect', 'dns', 'failed_dns'],
    network: { dnsPorts: [PORT, OTHER_PORT] },
  });
  for (const [type, ip] of [
    ['udp4', '127.0.0.1'],
    ['udp6', '::1'],
  ] as const) {
    const socket = createSocket(type);
    socket.on('message', (query, from) => {
      // Hostile bytes come here too.
      if (query.length > 16 && (query[2]! & 0x80) === 0 && query.indexOf(0, 12) > 0)
        socket.send(answerTo(query), from.port, from.address);
    });
    socket.bind(PORT, ip);
    await once(socket, 'listening');
    sockets.push(socket);
  }
  tcp = createServer((connection) => {
    let all: Buffer = Buffer.alloc(0);
    connection.setNoDelay(true);
    connection.on('error', () => {});
    connection.on('data', (bytes: Buffer) => {
      all = Buffer.concat([all, bytes]);
      if (all.length < 2 || all.length < 2 + all.readUInt16BE(0)) return;
      const answer = answerTo(all.subarray(2));
      const framed = Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 0xff]), answer]);
      // In pieces, the length by itself.
      connection.write(framed.subarray(0, 1));
      setTimeout(() => connection.write(framed.subarray(1, 9)), 5);
      setTimeout(() => connection.end(framed.subarray(9)), 10);
    });
  }).listen(PORT, '127.0.0.1');
  await once(tcp, 'listening');
});
after(async () => {
  for (const socket of sockets) socket.close();
  tcp.close();
  await watch.stop();
  for (const event of watch.events) assertAsPublished(event);
});

/** Runs an act while this process goes on serving. */
async function ask(...args: (string | number)[]): Promise<EventJson> {
  const { out, code } = await watch.run(NETACTS, ['dns', ...args.map(String)]);
  assert.equal(code, 0);
  return JSON.parse(out);
}
const dnsOf = (pid: number, isQuery: boolean, fits: (e: EventJson) => boolean = () => true): Promise<EventJson> =>
  watch.event('dns', pid, (e) => e.dns.is_query === isQuery && fits(e));

describe('query and answer have their process', () => {
  for (const [kind, ip] of [
    ['unconnected', '127.0.0.1'],
    ['connected', '127.0.0.1'],
    ['unconnected', '::1'],
    ['tcp', '127.0.0.1'],
    ['tcp-split', '127.0.0.1'],
  ] as const) {
    test(`${kind}, ${ip}`, async () => {
      const name = `Www.${kind}.test`;
      const truth = await ask(kind, ip, PORT, name, 16);
      const query = await dnsOf(truth.pid, true);
      const answer = await dnsOf(truth.pid, false);
      assert.deepEqual([query.dns.question.name, query.dns.question.type, query.dns.id], [name, 'TXT', 0x1234]);
      assert.deepEqual(query.network.source.port, truth.port);
      assert.deepEqual([query.network.destination.ip, query.network.destination.port], [ip, PORT]);
      assert.deepEqual([query.network.network_direction, query.network.device.ifname], ['egress', 'lo']);
      assert.equal(query.network.device.netns, answer.network.device.netns);
      assert.deepEqual(answer.dns.response.ips, ['192.0.2.7', '192.0.2.8']);
      assert.deepEqual([answer.dns.question.name, answer.network.network_direction], [name, 'ingress']);
      assert.equal(query.process.executable.path.endsWith('/netacts'), true);
    });
  }
  for (const [how, type] of [
    ['at once', 1],
    ['by a thread of the ring', 28],
  ] as const) {
    test(`io_uring, ${how}`, { skip: !kernelAtLeast(5, 6) && 'io_uring sends since 5.6' }, async () => {
      const truth = await ask('io_uring', '127.0.0.1', PORT, 'ring.test', type);
      const query = await dnsOf(truth.pid, true);
      assert.deepEqual([query.dns.question.name, query.process.executable.name], ['ring.test', 'netacts']);
      await dnsOf(truth.pid, false);
    });
  }
  test('a process that ends right after sending', async () => {
    const truth = await ask('short', '127.0.0.1', PORT, 'short.test');
    const query = await dnsOf(truth.pid, true);
    assert.equal(query.process.executable.name, 'netacts');
  });
  test('a socket inherited over fork belongs to the child that sends', async () => {
    const truth = await ask('fork', '127.0.0.1', PORT, 'forked.test');
    const query = await dnsOf(truth.child, true);
    assert.equal(query.process.ppid, truth.pid);
  });
  test('a socket passed to another process belongs to who sends through it, the answer too', async () => {
    const truth = await ask('passed', '127.0.0.1', PORT, 'passed.test');
    await dnsOf(truth.child, true);
    await dnsOf(truth.child, false);
  });
});

test('a new network namespace and its interfaces are seen from their birth', async () => {
  const script = `
    const { createSocket } = require('node:dgram');
    const server = createSocket('udp4');
    server.on('message', (q, from) => { q[2] |= 0x80; server.send(q, from.port, from.address); });
    server.bind(${PORT}, '127.0.0.1', () => {
      require('node:child_process').execFile(${JSON.stringify(NETACTS)}, ['dns', 'unconnected', '127.0.0.1', '${PORT}', 'inside.netns.test'],
        (error, out) => { console.log(out); server.close(); });
    });`;
  const { out } = await watch.run(NETACTS, ['netns', process.execPath, '-e', script]);
  const truth = JSON.parse(out);
  const query = await dnsOf(truth.pid, true);
  const answer = await dnsOf(truth.pid, false);
  const host = Number(/\d+/.exec(execFileSync('readlink', ['/proc/self/ns/net'], { encoding: 'utf8' }))![0]);
  assert.notEqual(query.network.device.netns, host);
  assert.equal(query.network.device.netns, answer.network.device.netns);
  assert.equal(query.process.net_ns, query.network.device.netns);
});

test('a socket that is older than the sensor: the owner is known before it sends', async () => {
  const child = spawn(
    process.execPath,
    [
      '-e',
      `const s = require('node:dgram').createSocket('udp4'); s.bind(0, '127.0.0.1', () => console.log(s.address().port)); setTimeout(() => s.close(), 600_000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const second = await Watch.start({
    types: ['fork', 'exec', 'exit', 'dns', 'failed_dns'],
    network: { dnsPorts: [PORT] },
  });
  try {
    const server = sockets[0]!;
    server.send(message({ flags: RESPONSE, name: 'old.test', answers: [A('192.0.2.1')] }), Number(line), '127.0.0.1');
    const event = await second.find(
      'answer to an old socket',
      (e) => e.evt.name === 'dns' && e.dns.question.name === 'old.test',
    );
    assert.equal(event.process.pid, child.pid);
  } finally {
    child.kill();
    await second.stop();
  }
});

/** Group addresses of RFC 6762 and RFC 4795; what is sent to them comes back on the loopback interface. */
describe('names asked of everybody nearby', () => {
  for (const [what, ip, port, bytes] of [
    [
      'mDNS, asking for an answer to itself',
      '224.0.0.251',
      5353,
      message({ id: 0, flags: 0, name: 'Printer.local', class: 0x8001 }),
    ],
    ['LLMNR', '224.0.0.252', 5355, message({ id: 7, flags: 0, name: 'Laptop' })],
    ['mDNS with an answer and no question', '224.0.0.251', 5353, multicastAnswer()],
  ] as const) {
    test(what, async () => {
      const second = await Watch.start({
        types: ['fork', 'exec', 'exit', 'dns', 'failed_dns'],
        network: { dnsPorts: [5353, 5355] },
      });
      try {
        const socket = createSocket('udp4').bind(0, '127.0.0.1');
        await once(socket, 'listening');
        socket.setMulticastInterface('127.0.0.1');
        await new Promise((resolve) => socket.send(bytes, port, ip, resolve));
        const from = socket.address().port;
        const event = await second.find(what, (e) => e.evt.name === 'dns' && e.network.source.port === from);
        assert.deepEqual(
          [event.process.pid, event.network.destination.ip, event.network.destination.port],
          [process.pid, ip, port],
        );
        if (event.dns.is_query) assert.match(event.dns.question.name, /^(Printer\.local|Laptop)$/);
        else assert.deepEqual(event.dns.response.ips, ['192.0.2.7']);
        socket.close();
      } finally {
        await second.stop();
      }
    });
  }
});

describe('hostile bytes are told as failed_dns with the reason, and nothing ends', () => {
  let receiver: Socket;
  before(async () => {
    receiver = createSocket('udp4').bind(0, '127.0.0.1');
    await once(receiver, 'listening');
  });
  after(() => receiver.close());
  for (const [what, bytes, reason] of HOSTILE) {
    test(what, async () => {
      const sent = sendRaw(bytes, '127.0.0.1', PORT);
      const out = await watch.event('failed_dns', sent.pid, (e) => e.network.network_direction === 'egress');
      assert.equal(out.failed_dns.reason, reason);
      const port = (receiver.address() as AddressInfo).port;
      const answered = sendRaw(bytes, '127.0.0.1', port, OTHER_PORT);
      assert.equal(answered.errno, 0);
      const back = await watch.event(
        'failed_dns',
        process.pid,
        (e) => e.network.destination.port === port && e.failed_dns.reason === reason,
      );
      assert.equal(back.network.source.port, OTHER_PORT);
    });
  }
});

test('NXDOMAIN with an authority section', async () => {
  const receiver = createSocket('udp4').bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const soa = Buffer.from(
    'c00c00060001000000780016c00cc00c00000001000000020000000300000004000000050000',
    'hex',
  ).subarray(0, 12 + 22);
  soa.writeUInt16BE(22 - 0, 10);
  const bytes = Buffer.concat([message({ name: 'nope.example.test', flags: 0x8183, counts: [1, 0, 1, 0] }), soa]);
  sendRaw(bytes, '127.0.0.1', (receiver.address() as AddressInfo).port, OTHER_PORT);
  const event = await watch.find('NXDOMAIN', (e) => e.evt.name === 'dns' && e.dns.response?.code === 'NXDOMAIN');
  assert.deepEqual([event.dns.question.name, event.process.pid], ['nope.example.test', process.pid]);
  receiver.close();
});

test('connections are named by the answers before them', async () => {
  sockets[0]!.send(message({ flags: RESPONSE, name: 'named.test', answers: [A('127.0.0.9')] }), PORT, '127.0.0.1');
  // The socket of the server receives it, from the port of answers.
  await watch.find('answer', (e) => e.evt.name === 'dns' && e.dns.question.name === 'named.test');
  const truth = JSON.parse(execFileSync(NETACTS, ['connect', '127.0.0.9', '4251'], { encoding: 'utf8' }));
  const event = await watch.event('connect', truth.pid);
  assert.deepEqual(event.connect.addr.hostnames, ['named.test']);
});

test('codes that no rule wants stay in the kernel, and are counted', async () => {
  const receiver = createSocket('udp4').bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const to = (receiver.address() as AddressInfo).port;
  await watch.settle();
  const before = watch.probe.sensor.counts().dns!;
  watch.probe.sensor.network!.setDnsCodes(1 << 3);
  const answer = (name: string, flags: number): EventJson =>
    sendRaw(message({ name, flags }), '127.0.0.1', to, OTHER_PORT);
  answer('dull.test', RESPONSE);
  answer('missing.test', 0x8183);
  await watch.find('NXDOMAIN', (e) => e.evt.name === 'dns' && e.dns.question.name === 'missing.test');
  watch.probe.sensor.network!.setDnsCodes(0xffff);
  const after = watch.probe.sensor.counts().dns!;
  assert.deepEqual([after.filtered - before.filtered, after.delivered - before.delivered], [1, 1]);
  assert.ok(!watch.events.some((e) => e.evt.name === 'dns' && e.dns.question.name === 'dull.test'));
  receiver.close();
});

test('nothing was lost', () => {
  const { dns } = watch.probe.sensor.counts();
  assert.equal(dns!.seen, dns!.delivered + dns!.filtered);
});
