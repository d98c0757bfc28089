/** `shrike ps`: live processes by container. */
import process from 'node:process';
import { parseArguments } from './arguments.ts';
import { openConfig } from './configured.ts';
import {
  ageText,
  commandText,
  containerTitle,
  isInContainer,
  listProcesses,
  type ProcessRow,
  processRowJson,
} from './process-list.ts';
import { wrongUse } from './session.ts';

/** Prints one block per container, the host's first, then by name; kernel threads only when asked for. */
export async function ps(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { switches: ['json', 'all'], options: ['container', 'config-dir'] });
  if (typeof parsed === 'string') return wrongUse('ps', parsed);
  const { config } = openConfig(parsed.options.get('config-dir'));
  const wanted = parsed.options.get('container');
  const all = (await listProcesses(config)).filter((row) => parsed.switches.has('all') || !row.isKthread);
  const rows = wanted === undefined ? all : all.filter((row) => isInContainer(row, wanted));
  if (wanted !== undefined && rows.length === 0) {
    process.stderr.write(`shrike ps: no process runs in a container '${wanted}'\n`);
    return 1;
  }
  if (parsed.switches.has('json'))
    for (const row of rows) process.stdout.write(`${JSON.stringify(processRowJson(row))}\n`);
  else process.stdout.write(psText(rows, process.stdout.isTTY ? process.stdout.columns : 0));
  return 0;
}

/** @param width longest line; 0: no limit */
export function psText(rows: readonly ProcessRow[], width: number): string {
  const groups = new Map<string, ProcessRow[]>();
  for (const row of rows) {
    const title = containerTitle(row.cgroup);
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [row]);
    else group.push(row);
  }
  const users = Math.max(4, ...rows.map((row) => row.user.length));
  const titles = [...groups.keys()].sort((a, b) => Number(b === 'host') - Number(a === 'host') || a.localeCompare(b));
  const blocks = titles.map((title) => {
    const group = groups.get(title)!;
    const head = `${title}  ${group.length} ${group.length === 1 ? 'process' : 'processes'}`;
    const lines = group.map(
      (row) =>
        `  ${String(row.pid).padStart(7)}  ${row.user.padEnd(users)}  ${ageText(row.ageSeconds).padStart(6)}  ${commandText(row)}`,
    );
    const names = `  ${'PID'.padStart(7)}  ${'USER'.padEnd(users)}  ${'AGE'.padStart(6)}  COMMAND`;
    return [head, names, ...lines].map((line) => cut(line, width)).join('\n');
  });
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}

/** A line that fits, with a mark where something is missing. */
export function cut(line: string, width: number): string {
  return width > 0 && line.length > width ? `${line.slice(0, width - 1)}…` : line;
}
