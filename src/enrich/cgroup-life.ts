/**
 * What records say about cgroups: the life of cgroups themselves, and the pair of id and path that fork and exec bring. The
 * resolver remembers it, the process tree knows which cgroup each process is in.
 */
import { internedPath } from '../decode/interned.ts';
import type { RecordView } from '../decode/record-view.ts';
import { Header, CgroupMadeRecord as Made, RecordType } from '../decode/records.gen.ts';
import type { ContainerRuntime } from './container/cgroup-path.ts';
import type { CgroupMaker, CgroupResolver } from './container/cgroup-resolver.ts';
import type { Cgroup } from './container/container.ts';
import { taskRecord } from './life-cycle.ts';
import type { ProcessEntry } from './process/process-entry.ts';
import type { ProcessTree } from './process/process-tree.ts';
import type { ForkRecord } from './process/types.ts';

/** Programs that make containers: what joins a cgroup that one of them made is a container, whatever its name. */
const RUNTIME_PROGRAMS: ReadonlyMap<string, 'runc' | 'crun'> = new Map([
  ['runc', 'runc'],
  ['crun', 'crun'],
  ['youki', 'runc'],
]);
/** Who they work for, by the program above them. */
const MASTERS: readonly (readonly [prefix: string, runtime: ContainerRuntime])[] = [
  ['containerd-shim', 'containerd'],
  ['conmon', 'podman'],
];

/** How far up a runtime program is looked for: runc forks twice before it becomes the container's first process. */
const RUNTIME_DEPTH_MAX = 4;

/** Follows a record of the life of a cgroup. */
export function followCgroup(type: number, view: RecordView, tree: ProcessTree, cgroups: CgroupResolver): void {
  const version = Made.version(view) === 1 ? 1 : 2;
  const id = Made.cgroupId(view);
  const nowNs = Header.timeNs(view);
  const path = internedPath(view.u8, Made.pathOffset(view), Made.pathLength(view));
  switch (type) {
    case RecordType.cgroup_made: {
      const maker = tree.peek(Made.taskPid(view), Made.taskStartNs(view));
      cgroups.made(version, id, path, nowNs, Made.taskEuid(view), maker === null ? null : makerOf(maker));
      break;
    }
    case RecordType.cgroup_removed:
      cgroups.removed(version, id, nowNs);
      break;
    case RecordType.cgroup_joined: {
      cgroups.note(version, id, path);
      const entry = tree.onChange(taskRecord(view));
      if (comesFromRuntime(entry)) cgroups.joinedByRuntime(version, id);
      tree.placeIn(entry, cgroups.of(Made.taskCgroupId(view), Made.taskCgroupV1Id(view)));
      break;
    }
    default:
  }
}

/** Notes what a fork or exec record says of its task's cgroups. A child may be born into a container (CLONE_INTO_CGROUP). */
export function noteCgroups(
  record: Pick<ForkRecord, 'timestampNs' | 'cgroupId' | 'cgroupPath' | 'cgroupLegacyPath'>,
  v1Id: bigint,
  cgroups: CgroupResolver,
): void {
  cgroups.note(2, record.cgroupId, record.cgroupPath ?? '', record.timestampNs);
  if (v1Id !== 0n) cgroups.note(1, v1Id, record.cgroupLegacyPath ?? '', record.timestampNs);
}

/** A child was born into another cgroup than its parent's. */
export function bornInto(entry: ProcessEntry, cgroup: Cgroup, cgroups: CgroupResolver): void {
  if (cgroup.version === 0 || cgroup === entry.ancestor?.cgroup || !comesFromRuntime(entry)) return;
  cgroups.joinedByRuntime(cgroup.version, cgroup.inode);
}

/** A container runtime has become the program that it was to start: the exec that enters a container. */
export function isContainerEntry(entry: ProcessEntry): boolean {
  const before = entry.ancestor;
  return before !== null && before.life === entry.life && isRuntime(before);
}

/** The runtime that makes a cgroup, null when the program is none. */
function makerOf(maker: ProcessEntry): CgroupMaker | null {
  const own = RUNTIME_PROGRAMS.get(programName(maker));
  if (own === undefined) return null;
  const isOnHost = maker.cgroup.containerId === '';
  let at = maker.ancestor;
  for (let i = 0; at !== null && i < RUNTIME_DEPTH_MAX; i++, at = at.ancestor) {
    const name = programName(at);
    const master = MASTERS.find(([prefix]) => name.startsWith(prefix));
    if (master !== undefined) return { runtime: master[1], isOnHost };
  }
  return { runtime: own, isOnHost };
}

/** File name of the program that a process runs. */
function programName(entry: ProcessEntry): string {
  const { path } = entry.image.file;
  return path.slice(path.lastIndexOf('/') + 1);
}

function comesFromRuntime(entry: ProcessEntry): boolean {
  let at: ProcessEntry | null = entry;
  for (let i = 0; at !== null && i < RUNTIME_DEPTH_MAX; i++, at = at.ancestor) if (isRuntime(at)) return true;
  return false;
}

/**
 * runc re-executes itself from a sealed copy, in memory or on a mount of its own, so that no container can overwrite it: the
 * file has no telling name then, but the thread has.
 */
function isRuntime(entry: ProcessEntry): boolean {
  return RUNTIME_PROGRAMS.has(programName(entry)) || entry.comm.startsWith('runc:[');
}
