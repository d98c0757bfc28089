/**
 * Remembers what each cgroup id stands for. The kernel reports every cgroup when it is made, before anything runs in it,
 * and records of process life cycle bring id and path together; what was there before is learnt by one walk through the
 * hierarchies at start. Where an id is unknown all the same, the pair is read from /proc in the background and the first
 * answer is the empty one. Asking never blocks.
 *
 * Surprising: a removed cgroup stays for a while. Records of file events have a ring of their own and may come after the
 * record of the removal.
 */
import { opendir, readFile, stat } from 'node:fs/promises';
import type { CgroupMount } from './cgroup-mounts.ts';
import { type CgroupClaim, type ContainerRuntime, parseCgroupFile, parseCgroupPath } from './cgroup-path.ts';
import { Cgroup, NO_CGROUP, V1_MARK } from './container.ts';
import type { ContainerDirectory } from './container-directory.ts';

export interface CgroupResolverOptions {
  /** Where the host's /proc is mounted. */
  readonly procRoot?: string;
  /** Where the hierarchies are mounted; the inode numbers of their directories are the cgroup ids. */
  readonly mounts?: readonly CgroupMount[];
  /** Describes containers; without it nothing is ever confirmed. */
  readonly directory?: ContainerDirectory;
  /** Most cgroups remembered; the least recently noted goes first. */
  readonly cgroupsMax?: number;
  /** Most reads waiting. */
  readonly queueMax?: number;
  /** How long a removed cgroup is remembered. */
  readonly graceNs?: bigint;
}

/** Counters since start; all only grow, but `cgroups`, `removed` and `queued`, which are present sizes. */
export interface CgroupStats {
  cgroups: number;
  /** Removed ones that are still remembered. */
  removed: number;
  queued: number;
  noted: number;
  evicted: number;
  replaced: number;
  forgotten: number;
  readsFailed: number;
  queueFull: number;
}

/** A container runtime that made a cgroup. */
export interface CgroupMaker {
  readonly runtime: ContainerRuntime;
  /** It runs in no container itself: what root says in a container binds nobody outside. */
  readonly isOnHost: boolean;
}

/** Most removed cgroups that are still remembered. */
const REMOVED_MAX = 2048;

/** Ids are unique per hierarchy only. */
const keyOf = (version: 1 | 2, id: bigint): bigint => (version === 1 ? id | V1_MARK : id);

/** See the head of the file. */
export class CgroupResolver {
  readonly #known = new Map<bigint, Cgroup>();
  /** Removed cgroups in the order of their removal. */
  readonly #removed = new Map<bigint, Cgroup>();
  readonly #queue = new Map<bigint, number>();
  /** Cgroups that a runtime program made and nothing has joined yet. */
  readonly #madeByRuntime = new Map<bigint, CgroupMaker>();
  /** Paths known to be containers although their names do not say so. */
  readonly #assigned = new Map<string, { readonly id: string; readonly runtime: ContainerRuntime }>();
  readonly #procRoot: string;
  #mounts: readonly CgroupMount[];
  readonly #directory: ContainerDirectory | undefined;
  readonly #cgroupsMax: number;
  readonly #queueMax: number;
  readonly #graceNs: bigint;
  #draining: Promise<void> | null = null;
  readonly #stats = { noted: 0, evicted: 0, replaced: 0, forgotten: 0, readsFailed: 0, queueFull: 0 };

  constructor(options: CgroupResolverOptions = {}) {
    this.#procRoot = options.procRoot ?? '/proc';
    this.#mounts = options.mounts ?? [];
    this.#directory = options.directory;
    this.#cgroupsMax = options.cgroupsMax ?? 16_384;
    this.#queueMax = options.queueMax ?? 1024;
    this.#graceNs = options.graceNs ?? 30_000_000_000n;
  }

  // ---- what records bring --------------------------------------------------------------------------------------------

  /**
   * A cgroup was made. Exact: what was known under its id is over.
   * @param nowNs ns since boot
   * @param maker the container runtime that made it, null when another program did
   */
  made(
    version: 1 | 2,
    id: bigint,
    path: string,
    nowNs: bigint,
    makerUid: number,
    maker: CgroupMaker | null = null,
  ): Cgroup {
    this.#sweep(nowNs);
    const cgroup = this.#store(version, id, path);
    if (cgroup === NO_CGROUP) return cgroup;
    cgroup.createdAtNs = nowNs;
    cgroup.createdExact = true;
    cgroup.makerUid = makerUid;
    if (maker !== null && cgroup.containerId === '') {
      this.#madeByRuntime.set(keyOf(version, id), maker);
      if (this.#madeByRuntime.size > 1024) {
        for (const oldest of this.#madeByRuntime.keys()) {
          this.#madeByRuntime.delete(oldest);
          break;
        }
      }
    }
    return cgroup;
  }

  /** A cgroup was removed; it stays for the grace time. */
  removed(version: 1 | 2, id: bigint, nowNs: bigint): void {
    const key = keyOf(version, id);
    this.#madeByRuntime.delete(key);
    const cgroup = this.#known.get(key);
    if (cgroup !== undefined && cgroup.removedAtNs === 0n) {
      cgroup.removedAtNs = nowNs;
      this.#removed.set(key, cgroup);
    }
    this.#sweep(nowNs);
  }

  /**
   * A runtime program put a process into a cgroup. If such a program had made the cgroup, it is a container: its name is the
   * id, as with runc alone, where people choose ids.
   *
   * Where that program was root on the host, it vouches for the container by this alone: it could as well have written the
   * state file that would be believed, and many a container is over before anybody has read its file.
   */
  joinedByRuntime(version: 1 | 2, id: bigint): void {
    const key = keyOf(version, id);
    const maker = this.#madeByRuntime.get(key);
    const cgroup = this.#known.get(key);
    if (maker === undefined || cgroup === undefined) return;
    this.#madeByRuntime.delete(key);
    this.assign(cgroup.path, cgroup.path.slice(cgroup.path.lastIndexOf('/') + 1), maker.runtime);
    const container = this.#known.get(key)?.container;
    if (maker.isOnHost && cgroup.makerUid === 0 && container) this.#directory?.vouch(container, 0);
  }

  /**
   * Says that a path is a container's, although its name does not. Known cgroups at and below it become the container's.
   */
  assign(path: string, id: string, runtime: ContainerRuntime): void {
    if (path === '' || path === '/' || id === '') return;
    this.#assigned.set(path, { id, runtime });
    if (this.#assigned.size > this.#cgroupsMax) {
      for (const oldest of this.#assigned.keys()) {
        this.#assigned.delete(oldest);
        break;
      }
    }
    for (const [key, cgroup] of this.#known) {
      if (cgroup.containerId !== '' || (cgroup.path !== path && !cgroup.path.startsWith(`${path}/`))) continue;
      const next = this.#make(cgroup.path, cgroup.version as 1 | 2, cgroup.inode);
      next.createdAtNs = cgroup.createdAtNs;
      next.createdExact = cgroup.createdExact;
      next.makerUid = cgroup.makerUid;
      next.removedAtNs = cgroup.removedAtNs;
      this.#known.set(key, next);
      if (this.#removed.has(key)) this.#removed.set(key, next);
    }
  }

  /**
   * Stores a pair that a record or the snapshot brought. A known id with another path has been re-used or the cgroup
   * renamed: the new path wins and the age starts anew.
   * @param nowNs time of the record, ns since boot: the age of the cgroup when it was not known before; 0n when the
   *   record does not tell
   */
  note(version: 1 | 2, id: bigint, path: string, nowNs = 0n): Cgroup {
    const known = this.#known.get(keyOf(version, id));
    if (known !== undefined && (known.path === path || path === '')) return known;
    if (path === '') return NO_CGROUP;
    const cgroup = this.#store(version, id, path);
    if (cgroup !== NO_CGROUP) cgroup.createdAtNs = nowNs;
    return cgroup;
  }

  // ---- what events ask -----------------------------------------------------------------------------------------------

  /**
   * The cgroup that tells most about a process: on hybrid systems a process may stand in its container's cgroup in one
   * hierarchy only. An unknown id gives {@link NO_CGROUP} and, when a member is given, a background read of that process.
   * @param v1Id 0n where the v1 hierarchy is not in use
   */
  of(v2Id: bigint, v1Id: bigint, memberPid = 0): Cgroup {
    const unified = v2Id === 0n ? NO_CGROUP : (this.#known.get(v2Id) ?? this.#unknown(v2Id, memberPid));
    if (v1Id === 0n) return unified;
    const key = v1Id | V1_MARK;
    return better(unified, this.#known.get(key) ?? this.#unknown(key, memberPid));
  }

  /** The same from two paths, for processes that were there before. Makes no lasting entry. */
  ofPaths(v2Path: string, v1Path: string): Cgroup {
    let unified = NO_CGROUP;
    let legacy = NO_CGROUP;
    for (const cgroup of this.#known.values()) {
      if (cgroup.version === 2 && cgroup.path === v2Path && cgroup.removedAtNs === 0n) unified = cgroup;
      else if (cgroup.version === 1 && cgroup.path === v1Path && cgroup.removedAtNs === 0n) legacy = cgroup;
    }
    return better(unified, legacy);
  }

  /** Cgroups that exist at present. */
  *living(): Generator<Cgroup, void> {
    for (const cgroup of this.#known.values()) if (cgroup.removedAtNs === 0n) yield cgroup;
  }

  /** Learns every cgroup that exists. To be awaited at start. Gives the event loop back between directories. */
  async walk(mounts: readonly CgroupMount[] = this.#mounts): Promise<number> {
    this.#mounts = mounts;
    let count = 0;
    for (const { version, path: root } of mounts) {
      const open: string[] = [''];
      for (let path = open.pop(); path !== undefined; path = open.pop()) {
        if (count >= this.#cgroupsMax) return count;
        const facts = await stat(`${root}${path}`, { bigint: true }).catch(() => null);
        if (facts === null) continue;
        count++;
        const cgroup = this.note(version, facts.ino, path === '' ? '/' : path);
        if (cgroup !== NO_CGROUP && cgroup.makerUid < 0) cgroup.makerUid = Number(facts.uid);
        const directory = await opendir(`${root}${path}`, { bufferSize: 128 }).catch(() => null);
        if (directory === null) continue;
        try {
          for await (const entry of directory) if (entry.isDirectory()) open.push(`${path}/${entry.name}`);
        } catch {
          // Removed while it was read.
        }
      }
    }
    return count;
  }

  /** Resolves when no read is waiting. For tests and the start-up sequence. */
  async settled(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  stats(): CgroupStats {
    return {
      cgroups: this.#known.size,
      removed: this.#removed.size,
      queued: this.#queue.size,
      ...this.#stats,
    };
  }

  /** Where a cgroup's hierarchy is mounted; 0 when unknown. */
  mountIdOf(cgroup: Cgroup): number {
    return this.#mounts.find((m) => m.version === cgroup.version)?.mountId ?? 0;
  }

  // ---- inside --------------------------------------------------------------------------------------------------------

  #make(path: string, version: 1 | 2, inode: bigint): Cgroup {
    const claim = this.#claimOf(path);
    const container =
      claim.containerId === '' ? null : (this.#directory?.see(claim.containerId, claim.runtime, claim.path) ?? null);
    const cgroup = new Cgroup(claim, version, container);
    cgroup.inode = inode;
    return cgroup;
  }

  #claimOf(path: string): CgroupClaim {
    const claim = parseCgroupPath(path);
    if (claim.containerId !== '' || this.#assigned.size === 0) return claim;
    for (let at = claim.path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const assigned = this.#assigned.get(at);
      if (assigned !== undefined)
        return { ...claim, containerId: assigned.id, runtime: assigned.runtime, manager: assigned.runtime };
    }
    return claim;
  }

  #store(version: 1 | 2, id: bigint, path: string): Cgroup {
    if (id === 0n) return NO_CGROUP;
    const key = keyOf(version, id);
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#stats.replaced++;
      this.#drop(key, known);
    }
    const cgroup = this.#make(path, version, id);
    this.#known.set(key, cgroup);
    this.#queue.delete(key);
    this.#stats.noted++;
    if (this.#known.size > this.#cgroupsMax) this.#evict();
    return cgroup;
  }

  /** Removed ones go first, then the oldest. */
  #evict(): void {
    for (const table of [this.#removed, this.#known]) {
      for (const [key, cgroup] of table) {
        this.#drop(key, cgroup);
        this.#stats.evicted++;
        return;
      }
    }
  }

  #drop(key: bigint, cgroup: Cgroup): void {
    this.#known.delete(key);
    this.#removed.delete(key);
    this.#assigned.delete(cgroup.path);
    if (cgroup.container !== null) this.#directory?.leave(cgroup.container);
  }

  #sweep(nowNs: bigint): void {
    for (const [key, cgroup] of this.#removed) {
      if (cgroup.removedAtNs + this.#graceNs > nowNs && this.#removed.size <= REMOVED_MAX) return;
      this.#drop(key, cgroup);
      this.#stats.forgotten++;
    }
  }

  #unknown(key: bigint, memberPid: number): Cgroup {
    if (memberPid > 0 && !this.#queue.has(key)) {
      if (this.#queue.size >= this.#queueMax) this.#stats.queueFull++;
      else {
        this.#queue.set(key, memberPid);
        this.#draining ??= this.#drain();
      }
    }
    return NO_CGROUP;
  }

  async #drain(): Promise<void> {
    // Let the event that asked finish first.
    await null;
    for (;;) {
      const next = this.#queue.entries().next();
      if (next.done) break;
      const [key, pid] = next.value;
      await this.#read(key, pid);
      this.#queue.delete(key);
    }
    this.#draining = null;
  }

  async #read(key: bigint, pid: number): Promise<void> {
    const version = (key & V1_MARK) === 0n ? 2 : 1;
    try {
      const lines = parseCgroupFile(await readFile(`${this.#procRoot}/${pid}/cgroup`, 'latin1'));
      const path = lines.find((l) =>
        version === 2 ? l.hierarchy === 0 : l.controllers.split(',').includes('pids'),
      )?.path;
      if (path === undefined) throw new Error('no such hierarchy');
      // The process may have moved since the event; where the hierarchy is mounted the inode number proves the pair.
      const mount = this.#mounts.find((m) => m.version === version);
      if (mount !== undefined) {
        const found = await stat(`${mount.path}${path}`, { bigint: true });
        if (found.ino !== (key & ~V1_MARK)) throw new Error('another cgroup');
      }
      // A record that came meanwhile has taken the id out of the queue: it knows better.
      if (this.#queue.has(key)) this.note(version, key & ~V1_MARK, path);
    } catch {
      this.#stats.readsFailed++;
    }
  }
}

/** The one that names a container, then the one that is not the root; v2 first. */
function better(unified: Cgroup, legacy: Cgroup): Cgroup {
  if (unified.containerId !== '' || legacy === NO_CGROUP) return unified;
  if (legacy.containerId !== '') return legacy;
  return unified.path === '/' ? legacy : unified;
}
