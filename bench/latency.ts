/**
 * From the kernel to the printed line: how old an event is when its signal arrives at whoever reads `shrike up --json`.
 * `node bench/latency.ts [SIGNALS]`, as root. On a quiet machine; the rate limit of rules (10 a second) sets the pace.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { printTable, type Row } from './table.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAIN = join(ROOT, 'src/cli/main.ts');
const PACE_MS = 110;
const signals = Number(process.argv[2] ?? 200);
const folder = mkdtempSync(join(tmpdir(), 'shrike-latency-'));
const policies = join(folder, 'policies');
const target = join(folder, 'planted');
mkdirSync(policies);
writeFileSync(target, '');
writeFileSync(
  join(policies, 'latency.policy'),
  `version: 1.0.0\nrules:\n  - id: planted\n    expression: open.file.path == "${target}"\n`,
);
mkdirSync(join(ROOT, 'build/bench'), { recursive: true });
const reader = join(ROOT, 'build/bench/line-times');
execFileSync('cc', ['-O2', '-Wall', '-o', reader, join(ROOT, 'bench/line-times.c')], { stdio: 'inherit' });
const up = spawn(
  process.execPath,
  ['--max-semi-space-size=4', '--heap-growing-percent=30', MAIN, 'up', '--json', '--no-server', '--policy', policies],
  {
    stdio: ['ignore', 'pipe', 'pipe'],
  },
);
const agesMs: number[] = [];
const times = spawn(reader, { stdio: [up.stdout, 'pipe', 'inherit'] });
up.stdout.destroy();
createInterface({ input: times.stdout! }).on('line', (line) => {
  const [at, head] = line.split('\t') as [string, string];
  const date = /"date":"([^"]+?)(\d{6})Z"/.exec(head);
  if (date !== null)
    agesMs.push(Number(BigInt(at) - BigInt(Date.parse(`${date[1]}Z`)) * 1_000_000n - BigInt(date[2]!)) / 1e6);
});
await new Promise<void>((resolve, reject) => {
  up.on('close', () => reject(new Error('shrike up ended')));
  createInterface({ input: up.stderr }).on('line', (line) => {
    if (line.startsWith('watching')) resolve();
    else console.error(line);
  });
});
await sleep(1000);
for (let i = 0; i < signals; i++) {
  closeSync(openSync(target, 'r'));
  await sleep(PACE_MS + Math.random() * 20);
}
await sleep(500);
up.removeAllListeners('close').kill('SIGTERM');
rmSync(folder, { recursive: true });
agesMs.sort((a, b) => a - b);
const at = (share: number): number => agesMs[Math.min(agesMs.length - 1, Math.floor(agesMs.length * share))] ?? NaN;
const rows: Row[] = [
  { what: 'signals', value: agesMs.length, unit: '', wanted: { atLeast: signals } },
  { what: 'kernel to line, p50', value: at(0.5), unit: 'ms', wanted: { atMost: 1 } },
  { what: 'kernel to line, p95', value: at(0.95), unit: 'ms', wanted: { atMost: 2 } },
  { what: 'kernel to line, p99', value: at(0.99), unit: 'ms' },
  { what: 'slowest (the first, as a rule)', value: agesMs.at(-1) ?? NaN, unit: 'ms', wanted: { atMost: 100 } },
];
printTable(rows);
