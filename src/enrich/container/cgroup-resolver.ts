/**
 * Remembers what each cgroup id stands for. Kernel records bring id and path together, so that the first exec of a new
 * container already carries its container id; where a record brings only the id, the pair is read from /proc in the
 * background and the first answer is the empty one. Asking never blocks. Which container an id really is, and its
 * labels, is left to the runtime clients, which call `confirm`.
 */
import { readFile, stat } from 'node:fs/promises';
import { type CgroupFacts, chooseCgroup, NO_CGROUP, parseCgroupFile } from './cgroup-path.ts';

export interface CgroupResolverOptions {
  /** Where the host's /proc is mounted. */
  readonly procRoot?: string;
  /** Where the unified hierarchy is mounted; its directories' inode numbers are the cgroup ids. */
  readonly cgroupRoot?: string;
  /** Most cgroups remembered; the least recently noted goes first. */
  readonly cgroupsMax?: number;
  /** Most reads waiting. */
  readonly queueMax?: number;
}

/** Counters since start; all only grow, but `cgroups` and `queued`, which are present sizes. */
export interface CgroupStats {
  cgroups: number;
  queued: number;
  noted: number;
  evicted: number;
  replaced: number;
  readsFailed: number;
  queueFull: number;
}

interface Known {
  facts: CgroupFacts;
  createdAtNs: bigint;
}

/** Facts by cgroup id. */
export class CgroupResolver {
  readonly #known = new Map<bigint, Known>();
  readonly #queue = new Map<bigint, number>();
  readonly #procRoot: string;
  readonly #cgroupRoot: string;
  readonly #cgroupsMax: number;
  readonly #queueMax: number;
  #draining: Promise<void> | null = null;
  readonly #stats: CgroupStats = {
    cgroups: 0,
    queued: 0,
    noted: 0,
    evicted: 0,
    replaced: 0,
    readsFailed: 0,
    queueFull: 0,
  };

  constructor(options: CgroupResolverOptions = {}) {
    this.#procRoot = options.procRoot ?? '/proc';
    this.#cgroupRoot = options.cgroupRoot ?? '';
    this.#cgroupsMax = options.cgroupsMax ?? 16_384;
    this.#queueMax = options.queueMax ?? 1024;
  }

  /**
   * Stores a pair that a record or the snapshot brought. A known id with another path has been re-used or the cgroup
   * renamed: the new path wins and the age starts anew.
   * @param nowNs time of the record, ns since boot: the age of the container when it was not known before
   */
  note(cgroupId: bigint, unifiedPath: string, legacyPath = '', nowNs = 0n): CgroupFacts {
    const known = this.#known.get(cgroupId);
    if (known && (known.facts.path === unifiedPath || (legacyPath !== '' && known.facts.path === legacyPath))) {
      return known.facts;
    }
    const facts = chooseCgroup(unifiedPath, legacyPath);
    if (cgroupId === 0n) return facts;
    if (known?.facts.path === facts.path) return known.facts;
    if (known) this.#stats.replaced++;
    this.#known.delete(cgroupId);
    this.#known.set(cgroupId, { facts, createdAtNs: nowNs });
    this.#queue.delete(cgroupId);
    this.#stats.noted++;
    if (this.#known.size > this.#cgroupsMax) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        this.#stats.evicted++;
        break;
      }
    }
    return facts;
  }

  /**
   * What is known about a cgroup id. Unknown ids give empty facts and, when a member is given, a background read of
   * that process's cgroup file.
   * @param unifiedPath path that the member had in the start snapshot, only when no record of it came since: it is the
   *   answer until the background read confirms or replaces it
   */
  lookup(cgroupId: bigint, memberPid = 0, unifiedPath = '', legacyPath = ''): CgroupFacts {
    const known = this.#known.get(cgroupId);
    if (known) return known.facts;
    if (cgroupId !== 0n && unifiedPath + legacyPath !== '') this.note(cgroupId, unifiedPath, legacyPath);
    if (memberPid > 0 && cgroupId !== 0n && !this.#queue.has(cgroupId)) {
      if (this.#queue.size >= this.#queueMax) this.#stats.queueFull++;
      else {
        this.#queue.set(cgroupId, memberPid);
        this.#draining ??= this.#drain();
      }
    }
    return this.#known.get(cgroupId)?.facts ?? NO_CGROUP;
  }

  /** When the cgroup was first seen, ns since boot; 0n when unknown. */
  createdAtNs(cgroupId: bigint): bigint {
    return this.#known.get(cgroupId)?.createdAtNs ?? 0n;
  }

  /** A runtime vouches for a container id; facts handed out afterwards say so. Returns how many cgroups it covers. */
  confirm(containerId: string): number {
    let count = 0;
    for (const known of this.#known.values()) {
      if (known.facts.containerId !== containerId || containerId === '') continue;
      known.facts = { ...known.facts, confirmed: true };
      count++;
    }
    return count;
  }

  /** The cgroup was removed. */
  forget(cgroupId: bigint): void {
    this.#known.delete(cgroupId);
  }

  /** Resolves when no read is waiting. For tests and the start-up sequence. */
  async settled(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  stats(): CgroupStats {
    return { ...this.#stats, cgroups: this.#known.size, queued: this.#queue.size };
  }

  async #drain(): Promise<void> {
    // Let the event that asked finish first.
    await null;
    for (;;) {
      const next = this.#queue.entries().next();
      if (next.done) break;
      const [cgroupId, pid] = next.value;
      await this.#read(cgroupId, pid);
      this.#queue.delete(cgroupId);
    }
    this.#draining = null;
  }

  async #read(cgroupId: bigint, pid: number): Promise<void> {
    try {
      const lines = parseCgroupFile(await readFile(`${this.#procRoot}/${pid}/cgroup`, 'latin1'));
      const unified = lines.find((line) => line.hierarchy === 0)?.path ?? '/';
      const legacy = lines.find((line) => line.controllers.split(',').includes('pids'))?.path ?? '';
      // The process may have moved since the event; where the hierarchy is mounted the inode number proves the pair.
      if (this.#cgroupRoot !== '') {
        const found = await stat(`${this.#cgroupRoot}${unified}`, { bigint: true });
        if (found.ino !== cgroupId) {
          this.#stats.readsFailed++;
          return;
        }
      }
      // A record that came meanwhile has taken the id out of the queue: it knows better.
      if (this.#queue.has(cgroupId)) this.note(cgroupId, unified, legacy);
    } catch {
      this.#stats.readsFailed++;
    }
  }
}
