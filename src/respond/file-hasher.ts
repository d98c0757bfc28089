/**
 * Hashes of files, made in the background: bounded in size, rate, number of waiting jobs and time on the event loop.
 *
 *     request ─► in the cache? ─yes─► answer at once
 *                    └─no─► queue ─► open (not before the kernel says it is a regular file) ─► read in pieces ─► cache
 *
 * Surprising: a file is known by device, inode, modification and change time, never by its path. What is opened may be
 * another file than the one that was meant; then the next place is tried, and in the end there is no hash.
 */
import { createHash, type Hash } from 'node:crypto';
import { type BigIntStats, close, constants, fstat, open, read } from 'node:fs';
import { promisify } from 'node:util';
import { BoundedQueue } from '../base/bounded-queue.ts';
import { Lru } from '../base/lru.ts';
import { TokenBucket } from '../enrich/process/token-bucket.ts';
import type { WantedFile } from './file-of-field.ts';

export const HASH_ALGORITHMS = ['md5', 'sha1', 'sha256'] as const;
export type HashAlgorithm = (typeof HASH_ALGORITHMS)[number];

export type HashState =
  | 'Done'
  | 'FileNotFound'
  | 'FileTooBig'
  | 'FileEmpty'
  | 'FileOpenError'
  | 'NotRegularFile'
  | 'RemoteFileSystem'
  | 'HashWasRateLimited'
  | 'HashFailed'
  | 'Disabled';

export interface HashResult {
  readonly state: HashState;
  /** `sha256:…`, in the order of the algorithms. */
  readonly hashes: readonly string[];
  /** The file has changed since the event: the hash is of what it holds now. */
  readonly changed: boolean;
}

export interface FileHasherOptions {
  readonly enabled: boolean;
  readonly algorithms: readonly HashAlgorithm[];
  /** Larger files are not hashed. */
  readonly fileBytesMax: number;
  readonly hashesPerSecond: number;
  readonly cacheEntriesMax: number;
  /** Nanoseconds of a clock that is never set. */
  readonly clock?: () => bigint;
}

export const DEFAULT_HASHING: FileHasherOptions = {
  enabled: true,
  algorithms: ['sha1', 'sha256'],
  fileBytesMax: 5_242_880,
  hashesPerSecond: 500,
  cacheEntriesMax: 500,
};

interface Job {
  readonly file: WantedFile;
  readonly bytesMax: number;
  readonly done: (result: HashResult) => void;
}

const JOBS_MAX = 512;
/** The thread pool has four threads, and a file system that hangs may keep the ones that we use. */
const JOBS_AT_ONCE = 2;
/** Hashing this much with all algorithms takes about half a millisecond of the event loop. */
const PIECE_BYTES = 131_072;
/** Reading them can hang on a machine far away. */
const REMOTE = /^(?:fuse|nfs|cifs|smb|9p|ceph|afs|lustre|glusterfs)/;
/** File systems whose device number, as stat tells it, is not that of the kernel's inode. */
const OWN_DEVICES = new Set(['overlay', 'btrfs', 'bcachefs']);
/** Time stamps of files move in steps of up to 10 ms (a tick). */
const SETTLED_NS = 50_000_000n;
const O_PATH = 0o10000000;

const openAsync = promisify(open);
const closeAsync = promisify(close);
const statAsync = (fd: number): Promise<BigIntStats> => promisify(fstat)(fd, { bigint: true }) as Promise<BigIntStats>;
const readAsync = promisify(read);

/** See the head of the file. */
export class FileHasher {
  /** Answers, by state. */
  readonly counts = new Map<HashState | 'cached', number>();
  readonly #options: FileHasherOptions;
  readonly #clock: () => bigint;
  readonly #bucket: TokenBucket;
  readonly #queue = new BoundedQueue<Job>({ entriesMax: JOBS_MAX, whenFull: 'refuse' });
  readonly #cache: Lru<string, readonly string[]>;
  #running = 0;

  constructor(options: FileHasherOptions = DEFAULT_HASHING) {
    this.#options = options;
    this.#clock = options.clock ?? (() => process.hrtime.bigint());
    this.#bucket = new TokenBucket(options.hashesPerSecond, options.hashesPerSecond);
    this.#cache = new Lru(Math.max(1, options.cacheEntriesMax));
  }

  /**
   * Asks for the hashes of a file.
   * @param fileBytesMax limit of the action; 0: only the configured one
   * @param done called once, later, when the answer is not there yet
   * @returns the answer, or null when it comes later
   */
  request(file: WantedFile, fileBytesMax: number, done: (result: HashResult) => void): HashResult | null {
    const refuse = (state: HashState): HashResult => this.#count({ state, hashes: [], changed: false });
    if (!this.#options.enabled) return refuse('Disabled');
    if (REMOTE.test(file.filesystem)) return refuse('RemoteFileSystem');
    const known =
      file.inode === 0n || file.dev === 0
        ? undefined
        : this.#cache.get(keyOf(file.inode, file.dev, file.mtimeNs, file.ctimeNs));
    if (known !== undefined) {
      this.counts.set('cached', (this.counts.get('cached') ?? 0) + 1);
      return { state: 'Done', hashes: known, changed: false };
    }
    const bytesMax = fileBytesMax > 0 ? Math.min(fileBytesMax, this.#options.fileBytesMax) : this.#options.fileBytesMax;
    if (!this.#bucket.take(this.#clock())) return refuse('HashWasRateLimited');
    if (!this.#queue.push({ file, bytesMax, done })) return refuse('HashWasRateLimited');
    this.#next();
    return null;
  }

  #count(result: HashResult): HashResult {
    this.counts.set(result.state, (this.counts.get(result.state) ?? 0) + 1);
    return result;
  }

  #next(): void {
    while (this.#running < JOBS_AT_ONCE) {
      const job = this.#queue.shift();
      if (job === undefined) return;
      this.#running++;
      this.#run(job)
        .catch((): HashResult => ({ state: 'HashFailed', hashes: [], changed: false }))
        .then((result) => {
          this.#running--;
          job.done(this.#count(result));
          this.#next();
        });
    }
  }

  async #run({ file, bytesMax }: Job): Promise<HashResult> {
    let state: HashState = 'FileNotFound';
    for (const place of file.places) {
      const handle = await openRegular(place, file);
      if (typeof handle === 'string') {
        if (handle !== 'FileNotFound') state = handle;
        continue;
      }
      try {
        return await this.#hash(handle.fd, handle.stats, file, bytesMax);
      } finally {
        await closeAsync(handle.fd);
      }
    }
    return { state, hashes: [], changed: false };
  }

  async #hash(fd: number, before: BigIntStats, file: WantedFile, bytesMax: number): Promise<HashResult> {
    if (before.size > BigInt(bytesMax)) return { state: 'FileTooBig', hashes: [], changed: false };
    const hashes = this.#options.algorithms.map((name): [string, Hash] => [name, createHash(name)]);
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Number(before.size) + 1));
    let at = 0;
    for (;;) {
      const { bytesRead } = await readAsync(fd, piece, 0, piece.length, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      if (at > bytesMax) return { state: 'FileTooBig', hashes: [], changed: true };
      const part = bytesRead === piece.length ? piece : piece.subarray(0, bytesRead);
      for (const [, hash] of hashes) hash.update(part);
    }
    const after = await statAsync(fd);
    const isSteady = before.mtimeNs === after.mtimeNs && before.ctimeNs === after.ctimeNs && before.size === after.size;
    const isOfEvent = after.mtimeNs === file.mtimeNs && after.ctimeNs === file.ctimeNs;
    if (at === 0) return { state: 'FileEmpty', hashes: [], changed: !isOfEvent };
    const texts = hashes.map(([name, hash]) => `${name}:${hash.digest('hex')}`);
    // A file that was written just now can be written again within the same tick of its time stamps.
    const isSettled = BigInt(Date.now()) * 1_000_000n - after.ctimeNs > SETTLED_NS;
    if (isSteady && isSettled && file.inode !== 0n && file.dev !== 0)
      this.#cache.set(keyOf(after.ino, file.dev, after.mtimeNs, after.ctimeNs), texts);
    return { state: 'Done', hashes: texts, changed: !(isSteady && isOfEvent) };
  }
}

/** A descriptor of the file that is meant, or why there is none. The caller closes it. */
export async function openRegular(
  place: string,
  file: WantedFile,
): Promise<{ fd: number; stats: BigIntStats } | HashState> {
  let handle: number;
  try {
    // Without opening it: opening a pipe would wait, opening a device would act.
    handle = await openAsync(place, O_PATH);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ESRCH' || code === 'ENOTDIR' ? 'FileNotFound' : 'FileOpenError';
  }
  try {
    const stats = await statAsync(handle);
    if (!isSameFile(stats, file)) return 'FileNotFound';
    if (!stats.isFile()) return 'NotRegularFile';
    const fd = await openAsync(
      `/proc/self/fd/${handle}`,
      constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
    );
    return { fd, stats };
  } catch {
    return 'FileOpenError';
  } finally {
    await closeAsync(handle);
  }
}

function isSameFile(stats: BigIntStats, file: WantedFile): boolean {
  if (file.inode === 0n) return true;
  if (stats.ino !== file.inode) return false;
  return file.dev === 0 || OWN_DEVICES.has(file.filesystem) || kernelDevice(stats.dev) === file.dev;
}

/** A device number as stat tells it (gnu_dev_makedev) → as the kernel keeps it: major << 20 | minor. */
export function kernelDevice(dev: bigint): number {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn);
  return Number(((major & 0xfffn) << 20n) | (minor & 0xfffffn));
}

function keyOf(inode: bigint, dev: number, mtimeNs: bigint, ctimeNs: bigint): string {
  return `${dev}:${inode}:${mtimeNs}:${ctimeNs}`;
}
