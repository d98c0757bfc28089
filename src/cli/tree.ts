/** `shrike tree`: live processes by ancestry, with a word where a container, or another user, begins. */
import process from 'node:process';
import { printableText } from '../base/text.ts';
import { parseArguments } from './arguments.ts';
import { openConfig } from './configured.ts';
import { commandText, containerTitle, isInContainer, listProcesses, type ProcessRow } from './process-list.ts';
import { cut } from './ps.ts';
import { wrongUse } from './session.ts';

/** Deeper trees are drawn flat from here on. */
const DEPTH_MAX = 200;

/** Prints the tree; with a pid, only its ancestors and descendants. */
export async function tree(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { switches: ['all'], options: ['container', 'config-dir'], plain: [0, 1] });
  if (typeof parsed === 'string') return wrongUse('tree', parsed);
  const pid = parsed.plain[0] === undefined ? null : Number(parsed.plain[0]);
  if (pid !== null && !(Number.isInteger(pid) && pid > 0))
    return wrongUse('tree', `'${parsed.plain[0]}' is no process id`);
  const { config } = openConfig(parsed.options.get('config-dir'));
  const rows = (await listProcesses(config)).filter((row) => parsed.switches.has('all') || !row.isKthread);
  const wanted = parsed.options.get('container');
  let shown = rows;
  if (pid !== null) shown = around(rows, (row) => row.pid === pid);
  else if (wanted !== undefined) shown = around(rows, (row) => isInContainer(row, wanted));
  if (shown.length === 0) {
    process.stderr.write(
      pid !== null
        ? `shrike tree: no process ${pid} runs\n`
        : `shrike tree: no process runs in a container '${wanted}'\n`,
    );
    return 1;
  }
  process.stdout.write(treeText(shown, process.stdout.isTTY ? process.stdout.columns : 0));
  return 0;
}

/** Those that fit, with all their ancestors and descendants. */
export function around(rows: readonly ProcessRow[], fits: (row: ProcessRow) => boolean): ProcessRow[] {
  const byPid = new Map(rows.map((row) => [row.pid, row]));
  const children = childrenOf(rows);
  const found = new Set<ProcessRow>();
  for (const row of rows.filter(fits)) {
    for (let at: ProcessRow | undefined = row; at !== undefined && !found.has(at); at = byPid.get(at.ppid))
      found.add(at);
    const open = [...(children.get(row.pid) ?? [])];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (found.has(at)) continue;
      found.add(at);
      open.push(...(children.get(at.pid) ?? []));
    }
  }
  return rows.filter((row) => found.has(row));
}

function childrenOf(rows: readonly ProcessRow[]): Map<number, ProcessRow[]> {
  const children = new Map<number, ProcessRow[]>();
  for (const row of rows) {
    if (row.ppid === row.pid) continue;
    const siblings = children.get(row.ppid);
    if (siblings === undefined) children.set(row.ppid, [row]);
    else siblings.push(row);
  }
  return children;
}

/** @param width longest line; 0: no limit */
export function treeText(rows: readonly ProcessRow[], width: number): string {
  const byPid = new Map(rows.map((row) => [row.pid, row]));
  const children = childrenOf(rows);
  const lines: string[] = [];
  const drawn = new Set<ProcessRow>();
  const draw = (row: ProcessRow, parent: ProcessRow | null, lead: string, branch: string, depth: number): void => {
    if (drawn.has(row)) return;
    drawn.add(row);
    const title = containerTitle(row.cgroup);
    const enters = title !== (parent === null ? 'host' : containerTitle(parent.cgroup)) ? `[${title}]  ` : '';
    const user = row.user === parent?.user ? '' : `  ${printableText(row.user)}`;
    lines.push(cut(`${lead}${branch}${enters}${row.pid} ${commandText(row)}${user}`, width));
    const below = children.get(row.pid) ?? [];
    const next = depth < DEPTH_MAX && branch !== '' ? `${lead}${branch === '└─ ' ? '   ' : '│  '}` : lead;
    below.forEach((child, i) => {
      draw(child, row, next, i === below.length - 1 ? '└─ ' : '├─ ', depth + 1);
    });
  };
  for (const row of rows) if (!byPid.has(row.ppid) || row.ppid === row.pid) draw(row, null, '', '', 0);
  // A ring of parents (pids that were re-used while /proc was read) has no root: each is drawn once all the same.
  for (const row of rows) if (!drawn.has(row)) draw(row, null, '', '', 0);
  return `${lines.join('\n')}\n`;
}
