/**
 * Who is never touched, whatever a rule says: process 1, kernel threads, Shrike's own processes and the one that started it,
 * and executables that the configuration excludes.
 *
 * Surprising: own processes are known by number, never by name or path, which an attacker can copy. What they start is not
 * protected: Shrike starts nothing that lasts.
 */
import { readFileSync } from 'node:fs';
import { parseCgroupFile } from '../enrich/container/cgroup-path.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import { compileGlob } from '../rules/language/patterns.ts';

export class Guards {
  readonly #own = new Set<number>([process.pid, process.ppid]);
  readonly #excluded: ((path: string) => boolean)[] = [];
  /** What is wrong with the excluded paths. */
  readonly problems: readonly string[];

  /** @param excludedBinaries paths and path globs of executables that no rule may touch */
  constructor(excludedBinaries: readonly string[]) {
    const problems: string[] = [];
    for (const path of excludedBinaries) {
      const compiled = compileGlob(path);
      if (compiled.ok) this.#excluded.push(compiled.test);
      else problems.push(`enforcement.exclude_binaries: ${path}: ${compiled.problem}`);
    }
    this.problems = problems;
  }

  /** Numbers of Shrike's own processes. */
  get own(): ReadonlySet<number> {
    return this.#own;
  }

  /** Adds another process of Shrike's (an agent that is connected to the probe's socket). */
  protect(pid: number): void {
    this.#own.add(pid);
  }

  /** Takes it back: the process has ended. */
  release(pid: number): void {
    if (pid !== process.pid) this.#own.delete(pid);
  }

  /** Why a process must not be touched, or null. */
  whyNot(entry: ProcessEntry): string | null {
    if (entry.isKworker) return 'it is a kernel thread';
    const own = this.whyNotPid(entry.pid);
    if (own !== null) return own;
    return this.whyNotBinary(entry.image.file.path) ?? this.whyNotBinary(entry.image.interpreter?.path ?? '');
  }

  /** By number alone. */
  whyNotPid(pid: number): string | null {
    if (pid <= 1) return 'it is process 1';
    return this.#own.has(pid) ? 'it belongs to Shrike' : null;
  }

  whyNotBinary(path: string): string | null {
    return path !== '' && this.#excluded.some((test) => test(path)) ? `${path} is excluded` : null;
  }

  /** Why the members of a cgroup must not be touched as a whole, or null. `below` is a path in any hierarchy. */
  whyNotCgroup(below: string): string | null {
    if (below === '' || below === '/') return 'the root cgroup holds the whole machine';
    for (const pid of this.#own) {
      if (cgroupPathsOf(pid).some((path) => isBelow(path, below))) return `Shrike itself runs in ${below}`;
    }
    return null;
  }
}

/** Paths of a process in all hierarchies; empty when it is gone. */
export function cgroupPathsOf(pid: number): string[] {
  try {
    return parseCgroupFile(readFileSync(`/proc/${pid}/cgroup`, 'latin1')).map((line) => line.path);
  } catch {
    return [];
  }
}

/** Whether a cgroup is another or lies below it. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
