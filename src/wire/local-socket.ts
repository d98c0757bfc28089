/**
 * A Unix socket that belongs to one process: claims the path, sets who may connect, gives it up at the end.
 *
 *     absent ─────────────► bind
 *     nobody answers ─────► unlink, bind          (its owner was killed)
 *     somebody answers ───► 'taken', left alone
 *     no socket ──────────► error, left alone
 *
 * Surprising: the mode is right from the first moment, because the mask is set while the path is bound.
 */
import { chmodSync, chownSync, lstatSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';

/**
 * Group of the probe's socket where there is no group of the configured name: a number that Debian's policy keeps free of
 * names (65000-65533, section 9.2.2). An agent that starts as root joins it, and nobody else is in it.
 */
export const UNNAMED_GROUP = 65_021;

export interface LocalSocketOptions {
  readonly path: string;
  /** Group that may connect beside the owner; null: only the owner. */
  readonly gid: number | null;
}

/** Why a path could not be claimed. */
export interface ClaimFailure {
  readonly reason: 'taken' | 'unusable';
  readonly message: string;
}

export interface ClaimedSocket {
  /** Removes the path if it is still ours. The server is the caller's to close. */
  release(): void;
}

/** Longest path that fits into sockaddr_un (unix(7)): 108 bytes with the final zero. */
const PATH_BYTES_MAX = 107;
const ANSWER_MS_MAX = 1000;

/** Makes `server` listen on the path. Never throws for what is on the disk. */
export async function claimLocalSocket(
  server: Server,
  { path, gid }: LocalSocketOptions,
): Promise<ClaimedSocket | ClaimFailure> {
  const unusable = (message: string): ClaimFailure => ({ reason: 'unusable', message });
  if (Buffer.byteLength(path) > PATH_BYTES_MAX) {
    return unusable(`the path ${path} is longer than the ${PATH_BYTES_MAX} bytes that a socket's may have`);
  }
  try {
    const folder = dirname(path);
    if (mkdirSync(folder, { recursive: true, mode: 0o750 }) !== undefined && gid !== null) chownSync(folder, -1, gid);
    const present = lstatSync(path, { throwIfNoEntry: false });
    if (present !== undefined && !present.isSocket()) return unusable(`${path} exists and is no socket`);
    if (present !== undefined) {
      if (await answers(path)) return { reason: 'taken', message: `another process serves ${path}` };
      rmSync(path, { force: true });
    }
    await listen(server, path);
    if (gid !== null) chownSync(path, -1, gid);
    chmodSync(path, gid === null ? 0o600 : 0o660);
    const { ino, dev } = statSync(path);
    return {
      release: () => {
        const now = lstatSync(path, { throwIfNoEntry: false });
        if (now?.ino === ino && now.dev === dev) rmSync(path, { force: true });
      },
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return { reason: 'taken', message: `another process serves ${path}` };
    return unusable(`cannot serve ${path}: ${message}`);
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Binding happens within the call.
    const mask = process.umask(0o177);
    try {
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    } finally {
      process.umask(mask);
    }
  });
}

/** Whether somebody accepts connections there. */
export function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const done = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(ANSWER_MS_MAX, () => done(true));
    socket.once('connect', () => done(true));
    // A socket that we may not connect to is somebody's; only a refusal says that nobody listens.
    socket.once('error', (error: NodeJS.ErrnoException) =>
      done(!['ECONNREFUSED', 'ENOENT'].includes(error.code ?? '')),
    );
  });
}
