/**
 * The live processes of this machine with user, container and ancestry, as `ps` and `tree` show them: one short look at /proc
 * through the same process tree and container directory that a probe uses, so that both say the same. Needs no kernel half;
 * without root, what other users' processes run and where is partly hidden.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { printableText } from '../base/text.ts';
import type { Config } from '../config/index.ts';
import type { Cgroup } from '../enrich/container/container.ts';
import { createBootClock } from '../enrich/process/boot-clock.ts';
import { ProcReader } from '../enrich/process/proc-reader.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import { ProcessTree } from '../enrich/process/process-tree.ts';
import { shownArguments } from '../enrich/process/shown-arguments.ts';
import { takeStartSnapshot } from '../enrich/process/start-snapshot.ts';
import { UserNames } from '../enrich/user/user-names.ts';
import { Workloads } from '../probe/index.ts';
import { hostProc, workloadOptions } from './configured.ts';

/** Longest wait for runtimes to describe their containers. */
const DESCRIBE_MS_MAX = 3000;

/** One process, ready to be shown. */
export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  readonly user: string;
  readonly ageSeconds: number;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly executable: string;
  readonly isKthread: boolean;
  readonly cgroup: Cgroup;
}

/** Reads all of them. */
export async function listProcesses(config: Config): Promise<ProcessRow[]> {
  const procRoot = hostProc(config);
  const reader = new ProcReader({ procRoot });
  const tree = new ProcessTree({ reader });
  const users = new UserNames({ procRoot });
  const workloads = new Workloads({ ...workloadOptions(config).workloads, procRoot });
  try {
    await users.loadHost();
    await workloads.start();
    for await (const _ of takeStartSnapshot(tree, reader)) {
      // All at once at the end.
    }
    workloads.placeRunning(tree);
    const running = tree.running().filter((entry) => entry.pid !== process.pid);
    // Names of other mount namespaces load in the background once asked for.
    for (const entry of running) userOf(users, entry);
    const enough = new AbortController();
    const { signal } = enough;
    await Promise.race([sleep(DESCRIBE_MS_MAX, undefined, { signal }).catch(() => {}), described(workloads, users)]);
    enough.abort();
    const nowNs = createBootClock(procRoot)();
    return running
      .map((entry) => ({
        pid: entry.pid,
        ppid: entry.ppid,
        user: userOf(users, entry),
        ageSeconds: Math.max(0, Number((nowNs - entry.startNs) / 1_000_000n) / 1000),
        command: entry.comm,
        arguments: shownArguments(entry.image),
        executable: entry.image.file.path,
        isKthread: entry.life.isKthread,
        cgroup: entry.cgroup,
      }))
      .sort((a, b) => a.pid - b.pid);
  } finally {
    workloads.stop();
  }
}

function userOf(users: UserNames, entry: ProcessEntry): string {
  const { uid } = entry.credentials;
  return users.userName(uid, entry.namespaces.mnt, entry.pid) || String(uid);
}

async function described(workloads: Workloads, users: UserNames): Promise<void> {
  await users.settled();
  const waits = [...workloads.directory.all()].map(
    (container) => new Promise<void>((resolve) => workloads.directory.whenSettled(container, resolve)),
  );
  await Promise.all(waits);
  // Vouching by state files is not waited for by anybody else: a moment for what is under way.
  for (let i = 0; i < 10 && workloads.directory.stats().underWay > 0; i++) await sleep(20);
}

/** `3d4h`, `2h05m`, `7m`, `12s`: two units at most. */
export function ageText(seconds: number): string {
  const s = Math.floor(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m${two(s % 60)}s`;
  if (s < 86_400) return `${Math.floor(s / 3600)}h${two(Math.floor((s % 3600) / 60))}m`;
  return `${Math.floor(s / 86_400)}d${Math.floor((s % 86_400) / 3600)}h`;
}

/** Command line as a person would type it; kernel threads in brackets, as ps(1) does. */
export function commandText(row: ProcessRow): string {
  if (row.isKthread || row.arguments.length === 0) return `[${printableText(row.command)}]`;
  return printableText(row.arguments.map((word) => (/[\s'"\\]/.test(word) ? JSON.stringify(word) : word)).join(' '));
}

/** `web  registry.example/team/web:2.5  docker  a1b2c3d4e5f6`; `host` outside of containers. */
export function containerTitle(cgroup: Cgroup): string {
  if (cgroup.containerId === '') return 'host';
  const { container } = cgroup;
  const id =
    cgroup.containerId.length > 12 && /^[0-9a-f]+$/.test(cgroup.containerId)
      ? cgroup.containerId.slice(0, 12)
      : cgroup.containerId;
  const parts = [container?.name ?? '', imageText(cgroup), container?.runtime || cgroup.runtime];
  const pod = container?.pod.name === undefined ? '' : `pod ${container.pod.namespace ?? ''}/${container.pod.name}`;
  const notes = [
    pod,
    container?.isSandbox ? 'holds the namespaces of its pod' : '',
    cgroup.confirmed ? '' : 'unconfirmed: no runtime vouches for it',
  ];
  return [...parts, id === parts[0] ? '' : id, ...notes]
    .filter((text) => text !== '')
    .map(printableText)
    .join('  ');
}

function imageText({ container }: Cgroup): string {
  if (container === null || container.image.name === '') return '';
  return container.image.tag === '' ? container.image.name : `${container.image.name}:${container.image.tag}`;
}

/** JSON of one process. */
export function processRowJson(row: ProcessRow): object {
  const { cgroup } = row;
  const { container } = cgroup;
  return {
    pid: row.pid,
    ppid: row.ppid,
    user: row.user,
    age_seconds: row.ageSeconds,
    command: row.command,
    executable: row.executable,
    arguments: row.arguments,
    cgroup: cgroup.path,
    ...(cgroup.containerId === ''
      ? {}
      : {
          container: {
            id: cgroup.containerId,
            runtime: container?.runtime || cgroup.runtime,
            confirmed: cgroup.confirmed,
            ...(container?.name ? { name: container.name } : {}),
            ...(imageText(cgroup) === '' ? {} : { image: imageText(cgroup) }),
            tags: container?.tags ?? [],
          },
        }),
  };
}

/** Whether a process belongs to the container that a person means: by name, or by the beginning of its id. */
export function isInContainer(row: ProcessRow, wanted: string): boolean {
  const { containerId, container } = row.cgroup;
  if (wanted === 'host') return containerId === '';
  return containerId !== '' && (container?.name === wanted || containerId.startsWith(wanted));
}
