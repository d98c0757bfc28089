/**
 * How long it takes to learn what already runs, and whether the loop stays free meanwhile.
 * `node bench/snapshot.ts [PROCESSES]`, as root; 30,000 unless told.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ProcReader } from '../src/enrich/process/proc-reader.ts';
import { ProcessTree } from '../src/enrich/process/process-tree.ts';
import { takeStartSnapshot } from '../src/enrich/process/start-snapshot.ts';
import { printTable, type Row } from './table.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const wanted = Number(process.argv[2] ?? 30_000);
const pidMax = Number(readFileSync('/proc/sys/kernel/pid_max', 'latin1'));
const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
if (running + wanted + 1000 > pidMax)
  console.error(`this machine has ${pidMax} process ids: ${wanted} processes leave too few for others`);

mkdirSync(`${ROOT}build/bench`, { recursive: true });
execFileSync('cc', ['-O2', '-Wall', '-o', `${ROOT}build/bench/children`, `${ROOT}bench/children.c`], {
  stdio: 'inherit',
});
const parent = spawn(`${ROOT}build/bench/children`, [String(wanted)], { stdio: ['pipe', 'pipe', 'inherit'] });
const [line] = (await Array.fromAsync(firstLine(parent.stdout!))) as [string];
const made = Number(line.split(' ')[1]);

async function* firstLine(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  for await (const text of createInterface({ input: stream })) {
    yield text;
    return;
  }
}

let longestMs = 0;
let last = performance.now();
const watch = setInterval(() => {
  const now = performance.now();
  longestMs = Math.max(longestMs, now - last);
  last = now;
}, 1);

const reader = new ProcReader();
const tree = new ProcessTree({ reader });
const before = process.memoryUsage().rss;
const cpuBefore = process.cpuUsage();
const start = performance.now();
let counts = { processes: 0, gone: 0, partial: 0 };
for await (const progress of takeStartSnapshot(tree, reader)) counts = progress;
const seconds = (performance.now() - start) / 1000;
clearInterval(watch);
const cpu = process.cpuUsage(cpuBefore);
const children = readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, 'latin1')
  .trim()
  .split(' ')
  .map(Number);
const missing = children.filter((pid) => tree.peek(pid) === null).length;
const rows: Row[] = [
  { what: 'processes waiting', value: made, unit: '' },
  { what: 'of them missing in the tree', value: missing, unit: '', note: missing === 0 ? '' : 'MISSED' },
  { what: 'snapshot', value: seconds, unit: 's', note: `${counts.gone} gone meanwhile, ${counts.partial} in part` },
  { what: 'CPU', value: (cpu.user + cpu.system) / 1e6, unit: 's' },
  { what: 'longest time that the loop was busy', value: longestMs, unit: 'ms' },
  { what: 'memory', value: (process.memoryUsage().rss - before) / 2 ** 20, unit: 'MiB' },
];
parent.stdin!.end();
printTable(rows);
