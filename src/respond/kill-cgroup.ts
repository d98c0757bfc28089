/**
 * Sends a kill to all processes of a container or cgroup.
 *
 * With SIGKILL and a kernel that has `cgroup.kill` (5.14, cgroup v2) the kernel does it in one step, and no fork gets away.
 * Otherwise each member gets the kill by itself, in rounds until a round finds nobody new. A member is meant because it is
 * a member: that is read while its pidfd is held (kill-process.ts), so a pid that changes hands is never hit.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { cgroupPathsOf, isBelow } from './guards.ts';
import type { ProcessKiller } from './kill-process.ts';

/** A process that forks faster than this is followed is not stopped by single kills. */
const ROUNDS_MAX = 16;
/** Kills between two looks at what else there is to do. */
const KILLS_PER_TURN = 256;
/** Most members that one response may touch. */
const MEMBERS_MAX = 32_768;
const FOLDERS_MAX = 4096;

export interface CgroupTarget {
  /** Path from the root of its hierarchy. */
  readonly path: string;
  /** Id of the v2 cgroup, 0n when unknown: a folder that was made anew under the same name is another cgroup. */
  readonly id: bigint;
  /** A process that is, or was, a member. */
  readonly memberPid: number;
}

export interface CgroupKillResult {
  /** Processes that got the kill. */
  readonly pids: readonly number[];
  readonly spared: readonly { readonly pid: number; readonly reason: string }[];
  readonly error: string;
  /** The kernel did it. */
  readonly atOnce: boolean;
}

/** Where the hierarchies are mounted: the unified one first. */
export function cgroupMounts(mountinfo = readFileSync('/proc/self/mountinfo', 'latin1')): string[] {
  const unified: string[] = [];
  const legacy: string[] = [];
  for (const line of mountinfo.split('\n')) {
    const [before, after] = line.split(' - ');
    if (before === undefined || after === undefined) continue;
    const [, , , root, place] = before.split(' ');
    if (root !== '/' || place === undefined) continue;
    if (after.startsWith('cgroup2 ')) unified.push(place);
    else if (after.startsWith('cgroup ')) legacy.push(place);
  }
  return [...unified, ...legacy];
}

/** Folder of a cgroup, held open so that its name may not come to mean another; null when there is none with members. */
function openFolder(target: CgroupTarget, mounts: readonly string[]): { fd: number; isUnified: boolean } | null {
  for (const mount of mounts) {
    let fd: number;
    try {
      fd = openSync(`${mount}${target.path}`, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    } catch {
      continue;
    }
    const isUnified = existsSync(`/proc/self/fd/${fd}/cgroup.controllers`);
    const isMeant = !isUnified || target.id === 0n || fstatSync(fd, { bigint: true }).ino === target.id;
    if (isMeant && membersOf(`/proc/self/fd/${fd}`).length > 0) return { fd, isUnified };
    closeSync(fd);
  }
  return null;
}

/** Pids of a cgroup and of all below it. */
function membersOf(folder: string): number[] {
  const pids: number[] = [];
  const open = [folder];
  for (let looked = 0; open.length > 0 && looked < FOLDERS_MAX && pids.length < MEMBERS_MAX; looked++) {
    const at = open.pop()!;
    try {
      for (const line of readFileSync(`${at}/cgroup.procs`, 'latin1').split('\n'))
        if (line !== '') pids.push(Number(line));
      for (const entry of readdirSync(at, { withFileTypes: true }))
        if (entry.isDirectory()) open.push(`${at}/${entry.name}`);
    } catch {
      // Gone meanwhile, or of a threaded cgroup, whose processes its parent lists.
    }
  }
  return pids.filter((pid) => pid > 0);
}

/**
 * Sends a kill to every member that `spare` lets go. The first few hundred get it before this returns its promise; it gives
 * way to other work in between, and never rejects.
 * @param spare why a member must not be touched, or null
 * @param atOnceAllowed whether `cgroup.kill` may be used
 */
export async function killCgroup(
  target: CgroupTarget,
  number: number,
  killer: ProcessKiller,
  spare: (pid: number) => string | null,
  atOnceAllowed: boolean,
  mounts: readonly string[] = cgroupMounts(),
): Promise<CgroupKillResult> {
  const folder = openFolder(target, mounts);
  if (folder === null) return { pids: [], spared: [], error: `no process is left in ${target.path}`, atOnce: false };
  const place = `/proc/self/fd/${folder.fd}`;
  const sent = new Set<number>();
  const spared = new Map<number, string>();
  let error = '';
  try {
    if (number === 9 && atOnceAllowed && folder.isUnified && existsSync(`${place}/cgroup.kill`)) {
      const members = membersOf(place);
      for (const pid of members) {
        const reason = spare(pid);
        if (reason !== null) spared.set(pid, reason);
      }
      if (spared.size === 0) {
        writeFileSync(`${place}/cgroup.kill`, '1');
        return { pids: members, spared: [], error: '', atOnce: true };
      }
    }
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const fresh = membersOf(place).filter((pid) => !sent.has(pid) && !spared.has(pid));
      if (fresh.length === 0) break;
      for (const [i, pid] of fresh.entries()) {
        if (i % KILLS_PER_TURN === KILLS_PER_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
        const reason = spare(pid);
        if (reason !== null) {
          spared.set(pid, reason);
          continue;
        }
        const isMember = (): boolean => cgroupPathsOf(pid).some((path) => isBelow(path, target.path));
        const result = killer.killIf(pid, number, isMember);
        if (result.outcome === 'sent') sent.add(pid);
        else if (result.outcome === 'error') {
          spared.set(pid, result.reason);
          error = result.reason;
        }
      }
    }
  } catch (cause) {
    error = (cause as Error).message;
  } finally {
    closeSync(folder.fd);
  }
  return {
    pids: [...sent],
    spared: [...spared].map(([pid, reason]) => ({ pid, reason })),
    error,
    atOnce: false,
  };
}

/** The part of a cgroup's path up to and with the container: a container's processes may lie in cgroups below its own. */
export function containerFolder(path: string, containerId: string): string {
  const segments = path.split('/');
  const at = segments.findIndex((segment) => segment.includes(containerId));
  return at < 0 ? path : segments.slice(0, at + 1).join('/');
}
