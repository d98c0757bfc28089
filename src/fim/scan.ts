/**
 * What a tree of files is like now: type, mode, owner, size, hash, target of each entry.
 *
 * Surprising: it stays on the file system that each root is on, so that /proc or a network mount below a root is not read.
 * Nothing is followed, and only regular files are opened. Who reads while others write gets one of both states.
 */
import { createHash } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
} from 'node:fs';

export const ENTRY_TYPES = ['file', 'directory', 'link', 'fifo', 'socket', 'block', 'character'] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];

/** One name below a root. */
export interface FileEntry {
  /** Absolute; bytes that are no UTF-8 as latin1, marked. */
  readonly path: string;
  readonly isLatin1: boolean;
  readonly type: EntryType;
  /** Permission, set-id and sticky bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes; of regular files only, else 0. */
  readonly size: number;
  /** Hex digest of regular files that could be read, else ''. */
  readonly sha256: string;
  /** Where a link points, else ''. */
  readonly target: string;
}

export interface Scan {
  /** In order of their paths. */
  readonly entries: readonly FileEntry[];
  /** What could not be read, with the error's code. */
  readonly problems: readonly { readonly path: string; readonly code: string }[];
}

const PIECE_BYTES = 1 << 18;

/** Looks at everything below the roots, the roots included. */
export function scanTrees(roots: readonly string[]): Scan {
  const entries = new Map<string, FileEntry>();
  const problems: { path: string; code: string }[] = [];
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const attempt = <T>(path: Buffer, action: () => T): T | null => {
    try {
      return action();
    } catch (error) {
      problems.push({ path: textOf(path).path, code: (error as NodeJS.ErrnoException).code ?? 'EIO' });
      return null;
    }
  };
  for (const root of roots) {
    const open: Buffer[] = [Buffer.from(root)];
    let device: bigint | null = null;
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      const at = path;
      const stats = attempt(at, () => lstatSync(at, { bigint: true }));
      if (stats === null) continue;
      device ??= stats.dev;
      const name = textOf(at);
      const type = typeOf(stats);
      entries.set(name.path, {
        ...name,
        type,
        mode: Number(stats.mode & 0o7777n),
        uid: Number(stats.uid),
        gid: Number(stats.gid),
        size: type === 'file' ? Number(stats.size) : 0,
        sha256: type === 'file' ? (attempt(at, () => hashFile(at, piece)) ?? '') : '',
        target: type === 'link' ? (attempt(at, () => textOf(readlinkSync(at, { encoding: 'buffer' })).path) ?? '') : '',
      });
      if (type !== 'directory' || stats.dev !== device) continue;
      const slash = at.at(-1) === 0x2f ? '' : '/';
      for (const child of attempt(at, () => readdirSync(at, { encoding: 'buffer' })) ?? [])
        open.push(Buffer.concat([at, Buffer.from(slash), child]));
    }
  }
  const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  return { entries: [...entries.values()].toSorted(byPath), problems: problems.toSorted(byPath) };
}

function textOf(bytes: Buffer): { path: string; isLatin1: boolean } {
  const path = bytes.toString('utf8');
  return Buffer.from(path, 'utf8').equals(bytes)
    ? { path, isLatin1: false }
    : { path: bytes.toString('latin1'), isLatin1: true };
}

function typeOf(stats: BigIntStats): EntryType {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isSocket()) return 'socket';
  return stats.isBlockDevice() ? 'block' : 'character';
}

/** Throws as `fs` does; EINVAL for what has become another type since it was looked at. */
function hashFile(path: Buffer, piece: Buffer): string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    if (!fstatSync(fd).isFile()) throw Object.assign(new Error('no regular file any more'), { code: 'EINVAL' });
    const hash = createHash('sha256');
    for (let n = readSync(fd, piece); n > 0; n = readSync(fd, piece)) hash.update(piece.subarray(0, n));
    return hash.digest('hex');
  } finally {
    closeSync(fd);
  }
}
