/** `shrike fim`: what changes below a path, when and by whom; and whether a tree is as it was. */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import process from 'node:process';
import { printableText } from '../base/text.ts';
import { OpenRecord } from '../decode/records.gen.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import { readBaseline, writeBaseline } from '../fim/baseline-file.ts';
import { readDpkgWords } from '../fim/dpkg-sums.ts';
import { type Drift, findDrift } from '../fim/drift.ts';
import { scanTrees } from '../fim/scan.ts';
import { eventJson } from '../signals/event-json.ts';
import { type Arguments, parseArguments } from './arguments.ts';
import { openConfig, probeOptions, wantedTypes } from './configured.ts';
import { eventLine } from './events.ts';
import { awaitStop, startProbe, wrongUse } from './session.ts';

/** Events that change files; of opens only those for writing. */
const CHANGES = [
  'open',
  'chmod',
  'chown',
  'link',
  'mkdir',
  'rename',
  'rmdir',
  'unlink',
  'utimes',
  'setxattr',
  'removexattr',
];
/** Beside the tree that an event of a process needs. */
const COMPANIONS = ['fork', 'exec', 'exit', 'cgroup_made', 'cgroup_removed', 'cgroup_joined'];
/** O_WRONLY, O_RDWR; O_CREAT; O_TRUNC. */
const WRITES = 0o3 | 0o100 | 0o1000;
const PATHS_MAX = 1000;

/** Runs one of the three: live changes, `baseline`, `verify`. Exit code 1: a tree is not as it was. */
export async function fim(args: readonly string[]): Promise<number> {
  if (args[0] === 'baseline') return baseline(args.slice(1));
  if (args[0] === 'verify') return verify(args.slice(1));
  return watch(args);
}

function realPaths(command: string, paths: readonly string[]): string[] | number {
  const real: string[] = [];
  for (const path of paths) {
    try {
      real.push(realpathSync(path));
    } catch (error) {
      process.stderr.write(`shrike ${command}: cannot look at ${path} (${(error as NodeJS.ErrnoException).code})\n`);
      return 2;
    }
  }
  return real;
}

/** Whether an event changed something at or below one of the paths. */
export function changesBelow(event: RuntimeEvent, paths: readonly string[]): boolean {
  if (event.type === 'open' && (OpenRecord.openFlags(event.record) & WRITES) === 0) return false;
  const isBelow = (path: string): boolean =>
    paths.some((root) => path === root || path.startsWith(root === '/' ? root : `${root}/`));
  return isBelow(event.recordFile.path) || (event.destination.present && isBelow(event.destination.path));
}

async function watch(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, {
    switches: ['json'],
    options: ['count', 'config-dir'],
    plain: [1, PATHS_MAX],
  });
  if (typeof parsed === 'string') return wrongUse('fim', parsed);
  const paths = realPaths('fim', parsed.plain);
  if (typeof paths === 'number') return paths;
  const count = Number(parsed.options.get('count') ?? Number.POSITIVE_INFINITY);
  if (!(count > 0)) return wrongUse('fim', '--count needs a positive number');
  const { config } = openConfig(parsed.options.get('config-dir'));
  const allowed = new Set(wantedTypes(config));
  const off = CHANGES.filter((type) => !allowed.has(type));
  if (off.length > 0) process.stderr.write(`shrike: the configuration switches off ${off.join(', ')}\n`);
  const options = probeOptions(config);
  const stop = awaitStop();
  const types = [...CHANGES.filter((type) => allowed.has(type)), ...COMPANIONS];
  const probe = startProbe({ ...options, sensor: { ...options.sensor, types, network: null } });
  if (probe === null) {
    stop.end();
    return 3;
  }
  await probe.ready;
  let printed = 0;
  probe.pipeline.watchSettled((event) => {
    if (printed >= count || !CHANGES.includes(event.type) || !changesBelow(event, paths)) return;
    const line = parsed.switches.has('json')
      ? JSON.stringify(eventJson(event, probe.json))
      : eventLine(event, probe.json);
    process.stdout.write(`${line}\n`);
    if (++printed >= count) stop.end();
  });
  process.stderr.write(`shrike: watching ${paths.map(printableText).join(', ')}\n`);
  await stop.asked;
  const lost = Object.values(probe.sensor.counts()).reduce(
    (sum, counts) =>
      sum + Object.entries(counts).reduce((n, [reason, value]) => (reason.startsWith('lost') ? n + value : n), 0),
    0,
  );
  await probe.stop();
  if (lost > 0)
    process.stderr.write(`shrike: ${lost} events were lost, because they came faster than they were read\n`);
  return 0;
}

function baseline(args: readonly string[]): number {
  const parsed = parseArguments(args, { options: ['output'], plain: [1, PATHS_MAX] });
  if (typeof parsed === 'string') return wrongUse('fim', parsed);
  const roots = realPaths('fim baseline', parsed.plain);
  if (typeof roots === 'number') return roots;
  const { entries, problems } = scanTrees(roots);
  tellProblems(problems);
  const text = writeBaseline({ made: new Date().toISOString(), host: hostname(), roots, entries });
  const output = parsed.options.get('output');
  if (output === undefined) process.stdout.write(text);
  else {
    try {
      writeFileSync(output, text, { mode: 0o600 });
    } catch (error) {
      process.stderr.write(`shrike fim baseline: cannot write ${output} (${(error as NodeJS.ErrnoException).code})\n`);
      return 1;
    }
    process.stderr.write(`shrike: ${entries.length} entries below ${roots.join(', ')} are in ${resolve(output)}\n`);
  }
  return 0;
}

async function verify(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { switches: ['json'], plain: [1, 1] });
  if (typeof parsed === 'string') return wrongUse('fim', parsed);
  const [file] = parsed.plain;
  let text: string;
  try {
    text = readFileSync(file!, 'utf8');
  } catch (error) {
    process.stderr.write(`shrike fim verify: cannot read ${file} (${(error as NodeJS.ErrnoException).code})\n`);
    return 2;
  }
  const before = readBaseline(text);
  if (typeof before === 'string') {
    process.stderr.write(`${file}: ${before}\n`);
    return 2;
  }
  const { entries, problems } = scanTrees(before.roots);
  // A root that is gone is told as removed, below.
  tellProblems(problems.filter(({ path, code }) => code !== 'ENOENT' || !before.roots.includes(path)));
  const wordOf = await readDpkgWords('/');
  const drifts = findDrift(before.entries, entries, wordOf ?? undefined);
  report(drifts, parsed, `${entries.length} entries below ${before.roots.join(', ')}, since ${before.made}`);
  return drifts.length === 0 ? 0 : 1;
}

function report(drifts: readonly Drift[], { switches }: Arguments, what: string): void {
  if (switches.has('json')) {
    for (const drift of drifts) process.stdout.write(`${JSON.stringify(drift)}\n`);
    return;
  }
  for (const drift of drifts) process.stdout.write(`${driftLine(drift)}\n`);
  const count = (kind: Drift['kind']): number => drifts.filter((drift) => drift.kind === kind).length;
  process.stdout.write(
    drifts.length === 0
      ? `nothing has changed: ${what}\n`
      : `${count('added')} added, ${count('removed')} removed, ${count('changed')} changed: ${what}\n`,
  );
}

/** One row of the table: kind, path, what is different, what the package says. */
export function driftLine({ path, kind, changes, package: owner, isFromPackage }: Drift): string {
  const shown = changes.map(({ what, before, now }) =>
    what === 'content'
      ? `content ${short(before)} -> ${short(now)}`
      : `${what} ${printableText(before)} -> ${printableText(now)}`,
  );
  const isContent = kind === 'added' || changes.some(({ what }) => what === 'content');
  const word = owner === '' ? '' : isContent && isFromPackage ? `as in ${owner}` : `of ${owner}`;
  return [kind.padEnd(8), printableText(path), shown.join(', '), word === '' ? '' : `(${word})`]
    .filter((part) => part !== '')
    .join('  ');
}

/** Enough of a hash to tell two apart. */
const short = (text: string): string => text.replace(/^sha256:(.{12}).*$/, '$1');

function tellProblems(problems: readonly { readonly path: string; readonly code: string }[]): void {
  for (const { path, code } of problems.slice(0, 20))
    process.stderr.write(`shrike: cannot read ${printableText(path)} (${code})\n`);
  if (problems.length > 20) process.stderr.write(`shrike: and ${problems.length - 20} more\n`);
}
