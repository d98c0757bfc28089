/**
 * What watching costs: the same loads on the bare machine and under each sensor, as ratios in one run.
 * `node bench/cost.ts [--rounds N] [--only SENSOR,SENSOR] [--loads LOAD,LOAD]`, as root; a round takes half a minute.
 *
 * Sensors take turns within a round, loads within a sensor's turn, so that a slow minute of the machine hits all alike.
 * Gate: a sensor that does not report the planted read of /etc/shadow in a round has no figures of that round.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SENSORS } from './sensors.ts';
import { median } from './table.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string' }, loads: { type: 'string' } },
});
const folder = mkdtempSync(join(tmpdir(), 'shrike-cost-'));
/** Not in a temporary folder: programs that run from there match a shipped rule, and a match costs more than an event. */
const program = fileURLToPath(new URL('../build/bench/loads', import.meta.url));
mkdirSync(dirname(program), { recursive: true });
execFileSync('cc', ['-O2', '-static', '-o', program, fileURLToPath(new URL('loads.c', import.meta.url))]);

/** A folder of 2,000 files, and sources to compile. */
const tree = join(folder, 'tree');
for (let i = 0; i < 2000; i++) {
  if (i % 50 === 0) mkdirSync(join(tree, String(i / 50)), { recursive: true });
  writeFileSync(join(tree, String(Math.floor(i / 50)), `f${i}`), '');
}
const sources = join(folder, 'sources');
mkdirSync(sources);
for (let i = 0; i < 40; i++) {
  writeFileSync(
    join(sources, `s${i}.c`),
    `#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nint f${i}(void){char b[64];snprintf(b,64,"%d",${i});return atoi(b)+(int)strlen(b);}\n`,
  );
}
writeFileSync(
  join(sources, 'Makefile'),
  'objects := $(patsubst %.c,%.o,$(wildcard *.c))\nall: $(objects)\n%.o: %.c\n\tcc -O1 -c -o $@ $<\nclean:\n\trm -f *.o\n',
);
const quiet = join(tree, '0', 'f0');

interface Load {
  readonly name: string;
  /** Most that a sensor may multiply the time by. */
  readonly wanted: number;
  /** @returns nanoseconds */
  run(): number;
}
const timed = (...args: string[]): number => Number(execFileSync(program, args, { encoding: 'utf8' }));
const LOADS: readonly Load[] = [
  { name: 'null call', wanted: 1.5, run: () => timed('null', '2000000') },
  { name: 'open+close', wanted: 1.3, run: () => timed('open', '300000', quiet) },
  { name: 'both cores', wanted: 1.6, run: () => timed('storm', '200000', quiet) },
  { name: 'fork+exec', wanted: 1.03, run: () => timed('exec', '1000') },
  { name: 'find+stat', wanted: 1.1, run: () => timed('stat', '60', tree) },
  { name: 'file churn', wanted: 1.3, run: () => timed('churn', '20000', join(tree, '1')) },
  {
    name: 'C build',
    wanted: 1.02,
    run: () => {
      execFileSync('make', ['-s', 'clean'], { cwd: sources });
      const start = process.hrtime.bigint();
      execFileSync('make', ['-s', '-j2'], { cwd: sources });
      return Number(process.hrtime.bigint() - start);
    },
  },
];

const only = values.only?.split(',');
const sensors = SENSORS.filter(({ name }) => name === 'bare' || only === undefined || only.includes(name));
const loads = LOADS.filter(({ name }) => values.loads === undefined || values.loads.split(',').includes(name));
const times = new Map<string, number[]>();
const cpu = new Map<string, number[]>();
const note = (map: Map<string, number[]>, key: string, value: number): void => {
  map.set(key, [...(map.get(key) ?? []), value]);
};
const missing = new Set<string>();
const gone = new Map<string, number>();
for (let round = 0; round < Number(values.rounds); round++) {
  for (const sensor of sensors) {
    if (missing.has(sensor.name)) continue;
    const running = await sensor.start(join(folder, sensor.name));
    if (running === null) {
      missing.add(sensor.name);
      continue;
    }
    await sleep(1500);
    const found: [string, number, number][] = [];
    for (const load of loads) {
      const before = running.cpuMs();
      const ns = load.run();
      await sleep(200);
      found.push([load.name, ns, running.cpuMs() - before]);
    }
    execFileSync('sh', ['-c', 'cat /etc/shadow > /dev/null']);
    await sleep(1000);
    await running.stop();
    const isReported = sensor.reports(running.output());
    if (!isReported) {
      gone.set(sensor.name, (gone.get(sensor.name) ?? 0) + 1);
      continue;
    }
    for (const [name, ns, cpuMs] of found) {
      note(times, `${sensor.name} ${name}`, ns);
      note(cpu, `${sensor.name} ${name}`, cpuMs);
    }
    if (sensor.name === 'shrike') {
      const last = /\d+ lost/.exec(
        running
          .output()
          .split('\n')
          .findLast((line) => line.includes(' lost')) ?? '',
      );
      console.error(`round ${round + 1}: shrike, ${last?.[0] ?? 'losses unknown'}`);
    }
  }
}
rmSync(folder, { recursive: true });

const cells = [['ratio to the bare machine', ...sensors.slice(1).map(({ name }) => name), 'wanted']];
for (const { name, wanted } of loads) {
  const bare = times.get(`bare ${name}`) ?? [];
  const row = sensors.slice(1).map((sensor) => {
    const own = times.get(`${sensor.name} ${name}`);
    if (own === undefined) return '-';
    // Of the same round, so that a slow minute is in both.
    const ratios = own.map((ns, round) => ns / (bare[round] ?? Number.NaN)).sort((a, b) => a - b);
    const spread = `${ratios[0]!.toFixed(2)}..${ratios.at(-1)!.toFixed(2)}`;
    return `x${median(ratios).toFixed(2)} (${spread}) ${median(cpu.get(`${sensor.name} ${name}`)!)} ms`;
  });
  cells.push([name, ...row, `x${wanted}`]);
}
const widths = cells[0]!.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
for (const row of cells)
  console.log(
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
console.log('median (least..greatest of the rounds), and processor time of the sensor itself during the load');
for (const name of missing) console.log(`${name} cannot be had here`);
for (const [name, rounds] of gone) console.log(`${name} did not report the planted read in ${rounds} rounds`);
