/**
 * The root folder of the cgroup v2 hierarchy. Every process is in that hierarchy, on hosts whose limits use v1 too: there
 * all are at its root, and what is attached to the root sees them.
 *
 * Surprising: where nobody has mounted the hierarchy it is mounted for the time of the attachment only. A link keeps the
 * cgroup, not the mount.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Mount points of cgroup v2 whose root is the root of the hierarchy as this process sees it; octal escapes undone. */
export function cgroup2Mounts(mountinfo: string): string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ');
    const fields = before!.split(' ');
    if (after === undefined || !after.startsWith('cgroup2 ') || fields[3] !== '/') return [];
    return [
      fields[4]!.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    ];
  });
}

/** Calls `use` with the root folder. Throws when the kernel has no cgroup v2 or the mount is refused. */
export function withCgroupRoot<T>(use: (root: string) => T, procRoot = '/proc'): T {
  const [mounted] = cgroup2Mounts(readFileSync(`${procRoot}/self/mountinfo`, 'utf8'));
  if (mounted !== undefined) return use(mounted);
  const folder = mkdtempSync(join(tmpdir(), 'shrike-cgroup-'));
  try {
    execFileSync('mount', ['-t', 'cgroup2', 'none', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      return use(folder);
    } finally {
      execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
    }
  } finally {
    rmdirSync(folder);
  }
}
