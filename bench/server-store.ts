/**
 * The store under load: how fast events go in through the writer, and how fast the explorer's questions are answered with
 * many events stored. `node bench/server-store.ts [--events N] [--ingest N] [--dir DIR] [--rounds N]`
 *
 * Surprising: only the first events go in by the ingest's way, which is what is timed; the rest are copies that the engine
 * makes of them, with other ids and times, because ten million would take minutes otherwise. What questions cost does not
 * depend on how rows came in.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { EventSearch, filterOf } from '../src/server/events/search.ts';
import { Database } from '../src/server/store/database.ts';
import { EmbeddedEngine } from '../src/server/store/embedded-engine.ts';
import { EventWriter } from '../src/server/store/event-writer.ts';
import { migrate } from '../src/server/store/migrate.ts';
import { sql } from '../src/server/store/sql.ts';
import { recordMaker, uuid7 } from './server-events.ts';

const BATCH = 5000;
const IN_FLIGHT = 16;
const DAY_NS = 86_400_000_000_000n;

const { values } = parseArgs({
  options: {
    events: { type: 'string' },
    ingest: { type: 'string' },
    dir: { type: 'string' },
    rounds: { type: 'string' },
  },
});
const eventsWanted = Number(values.events ?? 1_000_000);
const ingested = Number(values.ingest ?? 200_000);
const rounds = Number(values.rounds ?? 3);
const directory = values.dir ?? mkdtempSync(join(tmpdir(), 'shrike-bench-'));

const engine = new EmbeddedEngine({ directory });
await engine.start();
const database = new Database({ socket: engine.socket, incoming: engine.incoming });
await migrate(database, { signal: 3650, event: 3650, internal: 3650 });
const count = async (): Promise<number> =>
  (await database.query<{ n: number }>(sql`SELECT count() AS n FROM shrike.events`))[0]!.n;

/** CPU seconds that a process has used (proc(5), stat). */
const cpuS = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

let stored = await count();
if (stored < ingested) {
  const make = recordMaker(1);
  const now = Date.now();
  const sample = Array.from({ length: 20_000 }, (_, index) => make(now - 20_000 + index));
  const bytes = sample.reduce((sum, { json }) => sum + json.length, 0) / sample.length;
  const writer = new EventWriter(database);
  const waiting: Promise<unknown>[] = [];
  const ownS = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
  const [engineBefore, ownBefore] = [cpuS(engine.pid!), ownS()];
  const began = performance.now();
  for (let done = 0; done < ingested; done += BATCH) {
    const offset = done % sample.length;
    const batch = sample.slice(offset, offset + BATCH).map((record) => ({
      ...record,
      id: uuid7(now),
      timeUnixNs: record.timeUnixNs + BigInt(done) * 1_000_000n,
    }));
    waiting.push(writer.write(batch)!);
    if (waiting.length >= IN_FLIGHT) await waiting.shift();
  }
  await Promise.all(waiting);
  const seconds = (performance.now() - began) / 1000;
  const [engineUsed, ownUsed] = [cpuS(engine.pid!) - engineBefore, ownS() - ownBefore];
  process.stdout.write(
    `ingest: ${Math.round(ingested / seconds)} events/s of ${Math.round(bytes)} bytes (${Math.round((ingested * bytes) / seconds / 1e6)} MB/s), ` +
      `${((engineUsed / ingested) * 1e6).toFixed(1)} us of the engine's CPU per event and ${((ownUsed / ingested) * 1e6).toFixed(1)} of the writer's\n`,
  );
  stored = await count();
}
// Copies, each generation further back in time.
while (stored < eventsWanted) {
  const step = Math.min(stored, eventsWanted - stored, 500_000);
  const [range] = await database.query<{ width: string }>(
    sql`SELECT toString(toUnixTimestamp64Nano(max(time)) - toUnixTimestamp64Nano(min(time)) + 1000000) AS width FROM shrike.events`,
  );
  await database.command(
    sql`INSERT INTO shrike.events SELECT * REPLACE(generateUUIDv7() AS id, fromUnixTimestamp64Nano(toUnixTimestamp64Nano(time) - toInt64(${BigInt(range!.width)})) AS time) FROM shrike.events ORDER BY events.time DESC LIMIT ${step} SETTINGS max_execution_time = 600`,
  );
  stored = await count();
}
const [size] = await database.query<{ bytes: string; parts: number; from: string; to: string }>(
  sql`SELECT toString(sum(bytes_on_disk)) AS bytes, count() AS parts, (SELECT toString(toUnixTimestamp64Nano(min(time))) FROM shrike.events) AS from, (SELECT toString(toUnixTimestamp64Nano(max(time))) FROM shrike.events) AS to FROM system.parts WHERE active AND table = 'events'`,
);
const from = BigInt(size!.from);
const to = BigInt(size!.to) + 1n;
process.stdout.write(
  `${stored} events, ${(Number(size!.bytes) / 1e9).toFixed(2)} GB in ${size!.parts} parts, over ${Number(to - from) / Number(DAY_NS)} days\n`,
);

const search = new EventSearch(database);
const filter = (text: string, more: object = {}) => {
  const made = filterOf({ filter: text, ...more });
  if (Array.isArray(made)) throw new Error(JSON.stringify(made));
  return made as Exclude<typeof made, readonly unknown[]>;
};
const page =
  (text: string, more: object = {}) =>
  () =>
    search.page(filter(text, more), 100, undefined);
const [{ id: someId }] = (await database.query<{ id: string }>(
  sql`SELECT toString(events.id) AS id FROM shrike.events LIMIT 1 OFFSET ${Math.floor(stored / 2)}`,
)) as [{ id: string }];
const [{ key }] = (await database.query<{ key: string }>(
  sql`SELECT process_key AS key FROM shrike.events LIMIT 1 OFFSET ${Math.floor(stored / 3)}`,
)) as [{ key: string }];

/** What people ask of an explorer. */
const QUESTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  'newest page': page(''),
  'by common program': page('process.comm == "nginx"'),
  'by rare program': page('process.comm == "tool-77"'),
  'by program that is not there': page('process.comm == "nowhere"'),
  'by path pattern': page('open.file.path =~ "/etc/**"'),
  'by rare path': page('open.file.path == "/etc/file-4242.conf"'),
  'by regular expression': page('process.file.name =~ r"^tool-4[0-9]+$"'),
  'three conditions': page('open.file.path =~ "/tmp/**" && process.user == "nobody" && process.comm == "cat"'),
  ancestors: page('process.ancestors.file.name == "bash" && process.comm == "java"'),
  'not in a column': page('process.file.inode == 1042 && process.comm == "git"'),
  'signals only': page('', { class: ['signal'] }),
  'one host': page('', { host: ['host-7'] }),
  'common words': page('', { q: 'nginx conf' }),
  'rare word': page('', { q: 'file-31337' }),
  'words that are not there': page('', { q: 'zzzunknownzzz' }),
  'histogram of everything': () => search.histogram(filter(''), from, to, 60),
  'histogram of a filter': () => search.histogram(filter('open.file.path =~ "/etc/**"'), from, to, 60),
  'histogram of a word': () => search.histogram(filter('', { q: 'postgresql' }), from, to, 60),
  'one event by id': () => search.byId(someId),
  'one process': () => database.query(sql`SELECT count() FROM shrike.events WHERE process_key = ${key}`),
};
const all: number[] = [];
const cpuAll: number[] = [];
for (const [name, ask] of Object.entries(QUESTIONS)) {
  const times: number[] = [];
  const cpu = cpuS(engine.pid!);
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await ask();
    times.push(performance.now() - began);
  }
  all.push(...times);
  const cpuMs = ((cpuS(engine.pid!) - cpu) * 1000) / rounds;
  cpuAll.push(cpuMs);
  process.stdout.write(
    `${name.padEnd(30)} ${times.map((ms) => ms.toFixed(0).padStart(6)).join('')} ms, ${cpuMs.toFixed(0)} ms of CPU each\n`,
  );
}
all.sort((a, b) => a - b);
const quantile = (q: number): string => all[Math.min(all.length - 1, Math.floor(all.length * q))]!.toFixed(0);
process.stdout.write(`all questions: p50 ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms, worst ${quantile(1)} ms\n`);
cpuAll.sort((a, b) => a - b);
process.stdout.write(
  `CPU of the engine per question: median ${cpuAll[Math.floor(cpuAll.length / 2)]!.toFixed(0)} ms, highest ${cpuAll.at(-1)!.toFixed(0)} ms; on a quiet machine a question takes about this, divided by its cores\n`,
);
await database.close();
await engine.stop();
if (values.dir === undefined) rmSync(directory, { recursive: true, force: true });
