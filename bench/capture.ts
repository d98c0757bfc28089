/**
 * How fast records come out of the ring, and what waiting for them costs. `node bench/capture.ts`, as root.
 *
 * A BPF program of the bench's own (producer.bpf.c) fills the ring, so that the figures are those of the capture layer:
 * no path is walked and no rule evaluated. This process stays on one CPU, the producer on another one. Each figure is the
 * median of several rounds.
 *
 * Rates out of a full ring are per second of CPU time that this process used, all its threads together: what a core gives
 * when nothing else runs on it. What the clock on the wall said stands beside them.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Intern } from '../src/base/intern.ts';
import { decodeText } from '../src/base/text.ts';
import { LiveSource } from '../src/capture/live.ts';
import { type BpfObject, loadNative, type MapFacts } from '../src/capture/native.ts';
import { type RecordHandler, RingReader } from '../src/capture/ring.ts';
import { Header } from '../src/decode/records.gen.ts';
import { median, printTable, type Row } from './table.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TEXTS = 256;
// Layout of struct bench_record and struct text_pair in producer.bpf.c.
const FIRST_LENGTH_AT = 24;
const SECOND_LENGTH_AT = 28;
const FIRST_AT = 32;
const SECOND_AT = 96;
const RECORD_BYTES = 248;
const PAIR_BYTES = RECORD_BYTES - FIRST_LENGTH_AT;

const ROUNDS = 7;
const FILLS_PER_ROUND = 10;
const RECORDS_PER_CALL = 1024;

const native = loadNative();

/** The process on the other CPU. */
class Producer {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor(program: string, cpu: number) {
    this.#child = spawn('taskset', ['-c', String(cpu), program], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves with the number of calls when they were made. 0 means no limit, and no pause between calls. */
  async produce(calls: number, milliseconds: number, periodNs: number): Promise<number> {
    this.#child.stdin!.write(`${calls} ${milliseconds} ${periodNs}\n`);
    return Number((await this.#answers.next()).value);
  }

  end(): void {
    this.#child.stdin!.end();
  }
}

/** The loaded program, its rings and its settings. */
class Kernel {
  readonly #object: BpfObject;
  readonly #maps: ReadonlyMap<string, MapFacts>;

  constructor() {
    this.#object = native.openObject(`${ROOT}build/bpf/producer.bpf.o`);
    native.loadObject(this.#object);
    this.#maps = new Map(native.listMaps(this.#object).map((m) => [m.name, m]));
    for (let i = 0; i < TEXTS; i++) native.update(this.#object, 'texts', key(i), textPair(i));
    native.attach(this.#object, 'on_call');
  }

  set(pid: number, recordsPerCall: number): void {
    const value = Buffer.alloc(8);
    value.writeUInt32LE(pid, 0);
    value.writeUInt32LE(recordsPerCall, 4);
    native.update(this.#object, 'settings', key(0), value);
  }

  produced(): { delivered: number; lost: number } {
    const value = native.lookup(this.#object, 'produced', key(0))!;
    return { delivered: Number(value.readBigUInt64LE(0)), lost: Number(value.readBigUInt64LE(8)) };
  }

  place(ring: string): { fd: number; bytes: number } {
    const { fd, maxEntries } = this.#maps.get(ring)!;
    return { fd, bytes: maxEntries };
  }

  close(): void {
    native.closeObject(this.#object);
  }
}

function key(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

/** Texts of 23 and 37 bytes on average. */
function textPair(i: number): Buffer {
  const pair = Buffer.alloc(PAIR_BYTES);
  const text = (start: string, length: number, at: number): void => {
    const digits = String(i);
    pair.write(start.repeat(8).slice(0, length - digits.length) + digits, at);
  };
  const first = 15 + (i % 17);
  const second = 29 + ((i * 5) % 17);
  pair.writeUInt32LE(first, 0);
  pair.writeUInt32LE(second, 4);
  text('/usr/bin/program-', first, FIRST_AT - FIRST_LENGTH_AT);
  text('/var/lib/service/data/file-', second, SECOND_AT - FIRST_LENGTH_AT);
  return pair;
}

/** What a handler found; printed at the end, so that no work can be left out. */
let checksum = 0;

const readHeader: RecordHandler = (r) => {
  checksum = (checksum + Header.size(r) + Header.type(r) + Header.cpu(r) + r.u32[(r.base + 8) >>> 2]!) | 0;
};

const texts = new Intern<string>({ make: decodeText });
const readTexts: RecordHandler = (r) => {
  const { u8, u32, base } = r;
  const first = texts.get(u8, base + FIRST_AT, u32[(base + FIRST_LENGTH_AT) >>> 2]!);
  const second = texts.get(u8, base + SECOND_AT, u32[(base + SECOND_LENGTH_AT) >>> 2]!);
  checksum = (checksum + Header.type(r) + first.length + second.length) | 0;
};

const decodeTexts: RecordHandler = (r) => {
  const { u8, u32, base } = r;
  const first = decodeText(u8, base + FIRST_AT, u32[(base + FIRST_LENGTH_AT) >>> 2]!);
  const second = decodeText(u8, base + SECOND_AT, u32[(base + SECOND_LENGTH_AT) >>> 2]!);
  checksum = (checksum + Header.type(r) + first.length + second.length) | 0;
};

/** What an API does that copies each record out and calls back with it (without the crossing from C++, which adds to it). */
const copyRecord: RecordHandler = (r, length) => {
  const copy = Buffer.from(r.u8.subarray(r.base, r.base + length));
  checksum = (checksum + copy.readUInt32LE(0) + copy.readUInt16LE(4) + copy.readUInt16LE(6)) | 0;
};

function drain(reader: RingReader, handler: RecordHandler): number {
  let taken = 0;
  reader.refresh();
  while (reader.peekTime() !== Number.POSITIVE_INFINITY) {
    reader.take(handler);
    taken++;
  }
  reader.commit();
  return taken;
}

interface DrainFigures {
  readonly perCpuSecond: number;
  /** By the clock on the wall: lower where other processes take this CPU. */
  readonly perSecond: number;
}

/** Records per second out of a full ring, by handler; the handlers take turns, so that all see the same machine. */
async function drainFilled(
  kernel: Kernel,
  producer: Producer,
  handlers: Readonly<Record<string, RecordHandler>>,
): Promise<Record<string, DrainFigures>> {
  const { fd, bytes } = kernel.place('ring_events');
  const memory = native.openRing(fd, bytes);
  const reader = new RingReader(memory);
  const calls = Math.ceil(bytes / (RECORD_BYTES + 8) / RECORDS_PER_CALL) + 1;
  kernel.set(producer.pid, RECORDS_PER_CALL);
  const rounds: Record<string, DrainFigures[]> = Object.fromEntries(Object.keys(handlers).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, handler] of Object.entries(handlers)) {
      let records = 0;
      let wallMs = 0;
      let cpuMs = 0;
      for (let fill = 0; fill < FILLS_PER_ROUND; fill++) {
        await producer.produce(calls, 0, 0);
        const start = performance.now();
        const cpuStart = process.cpuUsage();
        records += drain(reader, handler);
        const cpu = process.cpuUsage(cpuStart);
        wallMs += performance.now() - start;
        cpuMs += (cpu.user + cpu.system) / 1000;
      }
      // The first round warms up.
      if (round > 0)
        rounds[name]!.push({ perCpuSecond: (records * 1000) / cpuMs, perSecond: (records * 1000) / wallMs });
    }
  }
  native.closeRing(memory);
  return Object.fromEntries(
    Object.entries(rounds).map(([name, all]) => [
      name,
      { perCpuSecond: median(all.map((f) => f.perCpuSecond)), perSecond: median(all.map((f) => f.perSecond)) },
    ]),
  );
}

interface LiveFigures {
  readonly recordsPerSecond: number;
  readonly offeredPerSecond: number;
  readonly lostShare: number;
  /** Share of one CPU. */
  readonly cpu: number;
  readonly wakeUpsPerSecond: number;
}

/** One round of the live source while the producer works (or does not, with `recordsPerCall` 0). */
async function live(
  kernel: Kernel,
  producer: Producer,
  handler: RecordHandler,
  milliseconds: number,
  recordsPerCall: number,
  periodNs: number,
): Promise<LiveFigures> {
  const source = new LiveSource(native, [kernel.place('ring_urgent'), kernel.place('ring_events')]);
  let records = 0;
  const running = source.run((_, view, length) => {
    records++;
    handler(view, length);
  });
  kernel.set(producer.pid, recordsPerCall);
  await sleep(100); // Leftovers of the round before.
  const before = { records, ...kernel.produced(), wakeUps: source.counts.wakeUps };
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  if (recordsPerCall === 0) await sleep(milliseconds);
  else await producer.produce(0, milliseconds, periodNs);
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const figures = { records, ...kernel.produced(), wakeUps: source.counts.wakeUps };
  source.stop();
  await running;
  const delivered = figures.delivered - before.delivered;
  const lost = figures.lost - before.lost;
  return {
    recordsPerSecond: (figures.records - before.records) / seconds,
    offeredPerSecond: (delivered + lost) / seconds,
    lostShare: delivered + lost === 0 ? 0 : lost / (delivered + lost),
    cpu: (cpu.user + cpu.system) / 1e6 / seconds,
    wakeUpsPerSecond: (figures.wakeUps - before.wakeUps) / seconds,
  };
}

async function liveMedian(rounds: number, ...args: Parameters<typeof live>): Promise<LiveFigures> {
  const all: LiveFigures[] = [];
  for (let i = 0; i < rounds; i++) all.push(await live(...args));
  const of = (name: keyof LiveFigures): number => median(all.map((f) => f[name]));
  return {
    recordsPerSecond: of('recordsPerSecond'),
    offeredPerSecond: of('offeredPerSecond'),
    lostShare: of('lostShare'),
    cpu: of('cpu'),
    wakeUpsPerSecond: of('wakeUpsPerSecond'),
  };
}

/** What waking up as often as a busy source does costs in Node itself, in % of a CPU. */
async function bareTimer(): Promise<number> {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const timer = setInterval(() => {}, 4);
  await sleep(2000);
  clearInterval(timer);
  const cpu = process.cpuUsage(cpuBefore);
  return (cpu.user + cpu.system) / 10 / (performance.now() - start);
}

function build(): string {
  execFileSync('sh', [`${ROOT}scripts/build-bpf.sh`, 'bench/producer.bpf.c'], { stdio: 'inherit' });
  const program = `${ROOT}build/bench/producer`;
  mkdirSync(`${ROOT}build/bench`, { recursive: true });
  execFileSync('cc', ['-O2', '-Wall', '-o', program, `${ROOT}bench/producer.c`], { stdio: 'inherit' });
  return program;
}

async function main(): Promise<void> {
  const otherCpu = availableParallelism() - 1;
  const program = build();
  if (otherCpu === 0)
    console.error('Only one CPU here: producer and consumer share it, and the live figures say little.');
  execFileSync('taskset', ['-a', '-p', '-c', '0', String(process.pid)], { stdio: 'ignore' });
  const kernel = new Kernel();
  const producer = new Producer(program, otherCpu);
  const rows: Row[] = [];
  const rate = (what: string, value: number, wanted?: number, note = ''): number =>
    rows.push({
      what,
      value,
      unit: 'records/s',
      ...(wanted === undefined ? {} : { wanted: { atLeast: wanted } }),
      note,
    });
  const share = (what: string, f: LiveFigures, wanted?: number): number =>
    rows.push({
      what,
      value: f.cpu * 100,
      unit: '% of a CPU',
      ...(wanted === undefined ? {} : { wanted: { atMost: wanted } }),
      note: `${Math.round(f.recordsPerSecond)} records/s, ${Math.round(f.wakeUpsPerSecond)} wake-ups/s`,
    });
  try {
    const filled = await drainFilled(kernel, producer, { readHeader, readTexts, decodeTexts, copyRecord });
    const full = (what: string, f: DrainFigures, wanted?: number): number =>
      rate(
        `full ring, ${what}`,
        f.perCpuSecond,
        wanted,
        `${Math.round(f.perSecond).toLocaleString('en-US')} by the wall clock`,
      );
    full('header only', filled.readHeader!, 3e6);
    full('two texts interned', filled.readTexts!, 1.5e6);
    full('two texts decoded each time', filled.decodeTexts!);
    full('a copy per record, header only', filled.copyRecord!);
    for (const [name, handler] of Object.entries({ 'header only': readHeader, 'two texts': readTexts })) {
      const f = await liveMedian(3, kernel, producer, handler, 1500, RECORDS_PER_CALL, 0);
      const nsPerRecord = (f.cpu * 1e9) / f.recordsPerSecond;
      rate(
        `producer at full speed, ${name}`,
        f.recordsPerSecond,
        undefined,
        `${(f.offeredPerSecond / 1e6).toFixed(1)} M/s offered, ${(f.lostShare * 100).toFixed(0)} % lost, CPU ${(f.cpu * 100).toFixed(0)} %, ${nsPerRecord.toFixed(0)} ns/record`,
      );
    }
    share('100,000 records/s, two texts', await liveMedian(3, kernel, producer, readTexts, 3000, 50, 500_000), 3);
    share('2,000 records/s, two texts', await liveMedian(3, kernel, producer, readTexts, 2000, 1, 500_000));
    share('idle', await liveMedian(3, kernel, producer, readTexts, 2000, 0, 0));
    rows.push({
      what: 'a timer of 4 ms and nothing else',
      value: await bareTimer(),
      unit: '% of a CPU',
      note: 'for comparison',
    });
  } finally {
    producer.end();
    kernel.close();
  }
  printTable(rows);
  console.log(`checksum ${checksum}`);
}

await main();
