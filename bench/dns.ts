/**
 * What watching DNS costs, and whether what is lost is counted. `node bench/dns.ts [SECONDS]`, as root.
 *
 * A program of the bench's own (dns-load.c) asks over loopback: one question after the other, in turns with and without the
 * sensor, for the latency of a bare echo and of a lookup by dnsmasq (where that is installed); then 50,000 questions a second, for the losses. What the kernel half
 * has seen is compared with what was sent and received, and what user space made of it with what the kernel half delivered.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Probe } from '../src/probe/probe.ts';
import { median, printTable, type Row } from './table.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = `${ROOT}build/bench/dns-load`;
const PORT = 5377;
const RATE = 50_000;
const ROUNDS = 7;
const ROUND_MS = 700;
/** Port of dnsmasq, where that is installed. */
const RESOLVER_PORT = 5378;
const seconds = Number(process.argv[2] ?? 4);

interface Load {
  readonly sent: number;
  readonly received: number;
  readonly seconds: number;
  readonly p50Us: number;
  readonly p99Us: number;
}

mkdirSync(`${ROOT}build/bench`, { recursive: true });
execFileSync('cc', ['-O2', '-Wall', '-pthread', `${ROOT}bench/dns-load.c`, '-o', PROGRAM], { stdio: 'inherit' });

function load(rate: number, milliseconds: number, resolver = false): Promise<Load> {
  const args = [resolver ? RESOLVER_PORT : PORT, rate, milliseconds, ...(resolver ? ['elsewhere'] : [])];
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(PROGRAM, args.map(String), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout!.on('data', (bytes) => {
      out += bytes;
    });
    child.on('error', reject);
    child.on('close', () => resolve(JSON.parse(out)));
  });
}

async function withProbe<T>(use: (probe: Probe) => Promise<T>): Promise<T> {
  const probe = new Probe({
    sensor: { types: ['fork', 'exec', 'exit', 'dns', 'failed_dns'], network: { dnsPorts: [PORT, RESOLVER_PORT] } },
  });
  try {
    await probe.ready;
    return await use(probe);
  } finally {
    await probe.stop();
  }
}

/** Medians of lookups without and with the sensor, in turns. */
async function latency(resolver: boolean): Promise<{ alone: number[]; watched: number[] }> {
  const alone: number[] = [];
  const watched: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push((await load(0, ROUND_MS, resolver)).p50Us);
    watched.push(await withProbe(async () => (await load(0, ROUND_MS, resolver)).p50Us));
  }
  return { alone, watched };
}
const rows = (what: string, { alone, watched }: { alone: number[]; watched: number[] }, wanted?: number): Row[] => [
  { what: `${what}, not watched`, value: median(alone), unit: 'us' },
  { what: `${what}, watched`, value: median(watched), unit: 'us' },
  {
    what: 'ratio',
    value: median(watched.map((w, i) => w / alone[i]!)),
    unit: 'times',
    ...(wanted === undefined ? {} : { wanted: { atMost: wanted } }),
  },
];

/** dnsmasq as a resolver that knows the name; null where it is not installed. */
function resolver(): ChildProcess | null {
  if (!existsSync('/usr/sbin/dnsmasq')) return null;
  const options = `--no-daemon --port=${RESOLVER_PORT} --listen-address=127.0.0.1 --bind-interfaces --no-resolv --no-hosts --user=root --address=/example.test/192.0.2.7`;
  return spawn('/usr/sbin/dnsmasq', options.split(' '), { stdio: 'ignore' });
}

const echo = await latency(false);
const dnsmasq = resolver();
await new Promise((resolve) => setTimeout(resolve, 500));
const resolved = dnsmasq === null ? null : await latency(true);
dnsmasq?.kill();

const flood = await withProbe(async (probe) => {
  const cpu = process.cpuUsage();
  const result = await load(RATE, seconds * 1000);
  const used = process.cpuUsage(cpu);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    ...result,
    kernel: probe.sensor.counts().dns!,
    messages: probe.pipeline.network.counts.dnsMessages,
    failures: probe.pipeline.network.counts.dnsFailures,
    missing: probe.pipeline.counts.missing,
    cpu: (used.user + used.system) / 1e6 / result.seconds,
  };
});
const { kernel } = flood;
const lost = kernel.lost_ring_full + kernel.lost_scratch_busy + kernel.lost_no_scratch;
const passed = flood.sent + flood.received;
const unexplained =
  Math.abs(kernel.seen - passed) +
  Math.abs(kernel.seen - kernel.delivered - lost) +
  Math.abs(kernel.delivered - flood.messages - flood.failures);

printTable([
  ...rows('a bare echo', echo),
  ...(resolved === null ? [] : rows('a lookup by dnsmasq', resolved, 1.05)),
  { what: `${RATE} lookups/s: really asked`, value: flood.sent / flood.seconds, unit: '/s' },
  { what: 'packets seen', value: kernel.seen, unit: '', note: `${passed} passed` },
  {
    what: 'lost, counted',
    value: lost,
    unit: '',
    note: `${((100 * lost) / kernel.seen).toFixed(2)} %, ${flood.missing} missed in the numbers`,
  },
  { what: 'not explained', value: unexplained, unit: '', wanted: { atMost: 0.5 } },
  { what: 'CPU of the probe', value: 100 * flood.cpu, unit: '%' },
]);
if (unexplained !== 0) process.exitCode = 1;
