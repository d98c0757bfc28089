/**
 * A pod-like namespace with another owner's classifier keeps its connectivity while the sensor comes and is killed, again and
 * again; others' programs stay, and nothing of ours does. SHRIKE_KILL_CYCLES says how often (default 15).
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { loadNative } from '../../src/capture/native.ts';
import { Sensor } from '../../src/probe/sensor.ts';
import { eventually } from '../server/eventually.ts';

const CYCLES = Number(process.env.SHRIKE_KILL_CYCLES ?? 15);
const NETNS = `shrike-test-${process.pid}`;
const OUTSIDE = `sh${process.pid % 100_000}a`;
const INSIDE = `sh${process.pid % 100_000}b`;
// A net of its own per process, lest what an ended run has left answers in this one's place.
const NET = `10.213.${process.pid % 250}`;
const HOST_IP = `${NET}.1`;
const POD_IP = `${NET}.2`;
const PORT = 5390;

const sh = (command: string): string => execFileSync('sh', ['-c', command], { encoding: 'utf8' });
const possible = ((): boolean => {
  try {
    sh('command -v ip && command -v tc');
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();

before(() => {
  if (!possible) return;
  sh(`ip netns add ${NETNS}
    ip link add ${OUTSIDE} type veth peer name ${INSIDE}
    ip link set ${INSIDE} netns ${NETNS}
    ip addr add ${HOST_IP}/30 dev ${OUTSIDE}
    ip link set ${OUTSIDE} up
    ip -n ${NETNS} addr add ${POD_IP}/30 dev ${INSIDE}
    ip -n ${NETNS} link set ${INSIDE} up
    tc qdisc add dev ${OUTSIDE} clsact
    tc filter add dev ${OUTSIDE} ingress prio 1 bpf bytecode '1,6 0 0 4294967295,'
    tc filter add dev ${OUTSIDE} egress prio 1 bpf bytecode '1,6 0 0 4294967295,'`);
});
after(() => {
  if (!possible) return;
  try {
    sh(`ip link del ${OUTSIDE}; ip netns del ${NETNS}`);
  } catch {
    // The namespace goes with its last process anyway.
  }
});

/** Classifiers of the other owner, as tc tells them. */
const classifiers = (): string => sh(`tc filter show dev ${OUTSIDE} ingress; tc filter show dev ${OUTSIDE} egress`);
/** Names of the network hooks' programs in the kernel, by how many there are. */
function networkPrograms(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name } of loadNative().allPrograms())
    if (/^on_(egress|ingress|sock_create|bind[46]|filtered_)|^packet_filter/.test(name))
      counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

test(`${CYCLES} starts and kills of the sensor beside other owners' programs`, {
  skip: !possible && 'needs root, ip and tc (Debian package iproute2)',
  timeout: 60_000 + CYCLES * 10_000,
}, async (t) => {
  // Another owner of programs at the same cgroup: it must see everything all the time.
  const other = Sensor.open({ types: ['fork', 'exec', 'exit', 'dns'], network: { dnsPorts: [PORT] } });
  const running = other.source.run(() => {});
  t.after(async () => {
    other.close();
    await running;
  });
  const before = { classifiers: classifiers(), programs: networkPrograms() };
  const echo = createSocket('udp4');
  t.after(() => echo.close());
  echo.on('message', (bytes, from) => echo.send(bytes, from.port, from.address));
  echo.bind(PORT, HOST_IP);
  await once(echo, 'listening');
  // The pod asks without pause and says what it lost.
  const pod = spawn(
    'ip',
    [
      'netns',
      'exec',
      NETNS,
      process.execPath,
      '-e',
      `const s = require('node:dgram').createSocket('udp4'); let sent = 0, got = 0, errors = 0;
       s.on('message', () => got++);
       const t = setInterval(() => s.send(Buffer.alloc(40), ${PORT}, '${HOST_IP}', (e) => { if (e) errors++; else sent++; }), 2);
       process.stdin.on('end', () => { clearInterval(t); setTimeout(() => { console.log(JSON.stringify({ sent, got, errors })); process.exit(); }, 300); }).resume();`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  t.after(() => pod.kill('SIGKILL'));
  let said = '';
  pod.stdout.on('data', (bytes) => {
    said += bytes;
  });
  const sensor = fileURLToPath(new URL('../../src/probe/sensor.ts', import.meta.url));
  const script = `import(${JSON.stringify(sensor)}).then(({ Sensor }) => {
    const s = Sensor.open({ types: ['dns', 'connect'], network: {} });
    const refused = s.hooks.filter((h) => h.state === 'refused').map((h) => h.hook.program);
    console.log(JSON.stringify(refused)); setInterval(() => {}, 1000); });`;
  for (let i = 0; i < CYCLES; i++) {
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    assert.equal(String(line).trim(), '[]', 'every hook was attached beside the others');
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  pod.stdin.end();
  await once(pod, 'exit');
  const { sent, got, errors } = JSON.parse(said);
  assert.ok(sent > CYCLES, `${sent} sent`);
  assert.deepEqual({ got, errors }, { got: sent, errors: 0 }, 'no packet was lost');
  // Links end with their process; the kernel takes programs away some moments later.
  const programs = await eventually(
    async () => networkPrograms(),
    (now) => isDeepStrictEqual(now, before.programs),
  );
  assert.deepEqual(programs, before.programs, 'kill -9 leaves nothing');
  assert.equal(classifiers(), before.classifiers, "others' classifiers are as they were");
  const { seen, delivered } = await eventually(
    async () => other.counts().dns!,
    (dns) => dns.seen === dns.delivered,
  );
  assert.ok(seen >= 2 * sent, `the other owner has seen every packet: ${seen} of ${2 * sent}`);
  assert.equal(delivered, seen);
});
