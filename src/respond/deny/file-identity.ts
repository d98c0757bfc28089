/**
 * Which file a path names, as the kernel numbers it: device of the file system and inode.
 *
 * Surprising: stat(2) may give another device than the kernel has in its super block (btrfs, overlay). Such a file is
 * `inexact` and never decided by: what is refused would be another file.
 */
import { readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';

export interface FileIdentity {
  readonly inode: bigint;
  /** major << 20 | minor, as the kernel has it. */
  readonly device: number;
}

export type Resolution = FileIdentity | { readonly missing: string } | { readonly inexact: string };

/** Path of the machine's own root directory, seen from here: '' unless Shrike runs in a container. */
export function hostRoot(): string {
  try {
    return readlinkSync('/proc/self/ns/mnt') === readlinkSync('/proc/1/ns/mnt') ? '' : '/proc/1/root';
  } catch {
    return '';
  }
}

/** Device number of stat(2) in the kernel's own form. */
export function kernelDevice(dev: bigint): number {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n);
  return Number((major << 20n) | minor);
}

/**
 * Finds a file. Never throws.
 * @param followLinks whether a path that leads through symbolic links means the file that it leads to
 * @param root see {@link hostRoot}
 */
export function resolveFile(path: string, followLinks: boolean, root = hostRoot()): Resolution {
  try {
    const real = realpathSync(`${root}${path}`);
    const seen = root !== '' && real.startsWith(`${root}/`) ? real.slice(root.length) : real;
    if (seen !== path && !followLinks) return { missing: `it leads to ${seen}, and rules see that name` };
    const { dev, ino } = statSync(`${root}${path}`, { bigint: true });
    const device = kernelDevice(dev);
    const mounted = deviceOfMount(seen, root);
    if (mounted !== device) return { inexact: 'its file system numbers devices otherwise than the kernel' };
    return { inode: ino, device };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { missing: 'there is no such file now' };
    return { inexact: `it cannot be looked at: ${code ?? String(error)}` };
  }
}

/** Device of the mount that a path lies on, from proc_pid_mountinfo(5); the last of several on one place counts. */
function deviceOfMount(path: string, root: string): number | null {
  let best: { at: string; device: number } | null = null;
  const process = root === '' ? 'self' : '1';
  for (const line of readFileSync(`/proc/${process}/mountinfo`, 'utf8').split('\n')) {
    const [, , numbers, , place] = line.split(' ');
    if (numbers === undefined || place === undefined) continue;
    const at = place.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    if (at !== '/' && path !== at && !path.startsWith(`${at}/`)) continue;
    if (best !== null && best.at.length > at.length) continue;
    const [major, minor] = numbers.split(':').map(Number);
    best = { at, device: major! * 2 ** 20 + minor! };
  }
  return best?.device ?? null;
}
