/**
 * Reads a small file below a process's root directory. The surprise is that the obvious path is a trap: a symbolic link
 * in a container's /etc would be followed in *our* root, and a FIFO there would block us. So links are followed by hand,
 * each from the process's root again, and only regular files are opened. A directory exchanged between check and open can
 * still lead elsewhere; what is read is parsed as account names only.
 */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink } from 'node:fs/promises';

const LINKS_MAX = 16;
const COMPONENTS_MAX = 64;

/** Identity and age of what was read, to notice changes. */
export interface RootedFile {
  readonly bytes: Buffer;
  readonly stamp: string;
}

/**
 * @param root directory that stands for `/`, such as `/proc/PID/root`
 * @param path absolute path below it
 * @param knownStamp when the file still has this stamp it isn't read again
 * @returns null when there is no such regular file or it is larger than `limit`; `unchanged` as the stamp says
 */
export async function readRootedFile(
  root: string,
  path: string,
  limit: number,
  knownStamp = '',
): Promise<RootedFile | 'unchanged' | null> {
  let handle: FileHandle | undefined;
  try {
    const real = await resolveInRoot(root, path);
    if (real === null) return null;
    handle = await open(root + real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const facts = await handle.stat({ bigint: true });
    if (!facts.isFile() || facts.size > BigInt(limit)) return null;
    const stamp = `${facts.dev}:${facts.ino}:${facts.mtimeNs}:${facts.ctimeNs}:${facts.size}`;
    if (stamp === knownStamp) return 'unchanged';
    // The size may lie (or grow): the buffer bounds the read.
    const bytes = Buffer.alloc(Math.min(limit, Number(facts.size) + 4096));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { bytes: bytes.subarray(0, length), stamp };
  } catch {
    return null;
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

/** Path without symbolic links, below the root; null when it does not lead to a regular file. */
async function resolveInRoot(root: string, path: string): Promise<string | null> {
  const todo = path.split('/').filter((name) => name !== '' && name !== '.');
  const done: string[] = [];
  let links = 0;
  while (todo.length > 0) {
    const name = todo.shift()!;
    if (name === '..') {
      done.pop();
      continue;
    }
    const at = `/${[...done, name].join('/')}`;
    const facts = await lstat(root + at);
    if (facts.isSymbolicLink()) {
      if (++links > LINKS_MAX) return null;
      const target = await readlink(root + at);
      if (target.startsWith('/')) done.length = 0;
      todo.unshift(...target.split('/').filter((part) => part !== '' && part !== '.'));
      if (todo.length > COMPONENTS_MAX) return null;
      continue;
    }
    if (todo.length > 0 ? !facts.isDirectory() : !facts.isFile()) return null;
    done.push(name);
  }
  return `/${done.join('/')}`;
}
