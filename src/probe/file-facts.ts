/**
 * Facts of files that must be fetched when a rule asks for them: package, hashes, what the content is. Answers are kept by
 * the identity of the file, so that an event that waited finds them.
 *
 * Surprising: what could not be had is an answer too (no hashes, no content), and is kept for a short time: the event that
 * waits for it would otherwise ask for ever.
 */
import { close, read } from 'node:fs';
import { promisify } from 'node:util';
import { BoundedQueue } from '../base/bounded-queue.ts';
import { Lru } from '../base/lru.ts';
import type { PackageFacts } from '../enrich/package/package-list.ts';
import type { Packages } from '../enrich/package/packages.ts';
import type { FileFacts } from '../enrich/process/types.ts';
import { type FileHasher, openRegular } from '../respond/file-hasher.ts';
import { describeContent } from '../respond/file-metadata.ts';
import type { WantedFile } from '../respond/file-of-field.ts';
import type { ContentFacts, FileFactSource } from '../rules/fields/readers.ts';

const KEPT_MAX = 1024;
const CONTENT_JOBS_MAX = 256;
/** What a file holds can change within one step of its time stamps: answers about fresh files are not believed for long. */
const FRESH_MS = 2000;

const closeAsync = promisify(close);
const readAsync = promisify(read);

interface Kept<T> {
  readonly value: T;
  readonly untilMs: number;
}

interface Job {
  readonly key: string;
  readonly file: WantedFile;
  readonly fileLess: boolean;
}

/** See the head of the file. */
export class FetchedFileFacts implements FileFactSource {
  readonly #packages: Packages;
  readonly #hasher: FileHasher;
  readonly #hashes = new Lru<string, Kept<readonly string[]>>(KEPT_MAX);
  readonly #contents = new Lru<string, Kept<ContentFacts | null>>(KEPT_MAX);
  /** Who waits for an answer that is on its way, by kind and file. */
  readonly #asked = new Map<string, (() => void)[]>();
  readonly #jobs = new BoundedQueue<Job>({ entriesMax: CONTENT_JOBS_MAX, whenFull: 'refuse' });
  #isReading = false;

  constructor(hasher: FileHasher, packages: Packages) {
    this.#hasher = hasher;
    this.#packages = packages;
  }

  preparePackages(): void {
    this.#packages.prepare();
  }

  packageOf(file: FileFacts, mntNs: number, pid: number, done?: () => void): PackageFacts | null | undefined {
    return this.#packages.of(file.path, mntNs, pid, done);
  }

  hashesOf(file: FileFacts, pid: number, done?: () => void): readonly string[] | undefined {
    if (file.inode === 0n) return [];
    const key = keyOf(file);
    const known = believed(this.#hashes, key);
    if (known !== undefined) return known;
    if (this.#joins(`h${key}`, done)) return undefined;
    const keep = (hashes: readonly string[], isFinal: boolean): void => {
      this.#hashes.set(key, {
        value: hashes,
        untilMs: isFinal ? Number.POSITIVE_INFINITY : performance.now() + FRESH_MS,
      });
      this.#answer(`h${key}`);
    };
    const copy = wanted(file, pid);
    const answer = this.#hasher.request(copy, 0, ({ state, hashes, changed }) =>
      keep(hashes, state === 'Done' && !changed && isSettled(copy)),
    );
    if (answer === null) return undefined;
    this.#asked.delete(`h${key}`);
    return answer.hashes;
  }

  contentOf(file: FileFacts, pid: number, done?: () => void): ContentFacts | null | undefined {
    if (file.inode === 0n) return null;
    const key = keyOf(file);
    const known = believed(this.#contents, key);
    if (known !== undefined) return known;
    if (this.#joins(`c${key}`, done)) return undefined;
    if (!this.#jobs.push({ key, file: wanted(file, pid), fileLess: file.memfd })) {
      this.#asked.delete(`c${key}`);
      return null;
    }
    void this.#work();
    return undefined;
  }

  /** Joins those who wait already; else opens the list. */
  #joins(question: string, done: (() => void) | undefined): boolean {
    const waiting = this.#asked.get(question);
    if (waiting === undefined) {
      this.#asked.set(question, done === undefined ? [] : [done]);
      return false;
    }
    if (done !== undefined) waiting.push(done);
    return true;
  }

  #answer(question: string): void {
    const waiting = this.#asked.get(question) ?? [];
    this.#asked.delete(question);
    for (const done of waiting) done();
  }

  async #work(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      const value = await describe(job).catch(() => null);
      const isFinal = value !== null && isSettled(job.file);
      this.#contents.set(job.key, {
        value,
        untilMs: isFinal ? Number.POSITIVE_INFINITY : performance.now() + FRESH_MS,
      });
      this.#answer(`c${job.key}`);
    }
    this.#isReading = false;
  }
}

async function describe({ file, fileLess }: Job): Promise<ContentFacts | null> {
  for (const place of file.places) {
    const handle = await openRegular(place, file);
    if (typeof handle === 'string') continue;
    try {
      const readAt = async (position: number, length: number): Promise<Buffer> => {
        const bytes = Buffer.alloc(length);
        let at = 0;
        while (at < length) {
          const { bytesRead } = await readAsync(handle.fd, bytes, at, length - at, position + at);
          if (bytesRead === 0) break;
          at += bytesRead;
        }
        return bytes.subarray(0, at);
      };
      return await describeContent(Number(handle.stats.size), readAt, fileLess);
    } finally {
      await closeAsync(handle.fd);
    }
  }
  return null;
}

function believed<T>(kept: Lru<string, Kept<T>>, key: string): T | undefined {
  const found = kept.get(key);
  return found === undefined || performance.now() > found.untilMs ? undefined : found.value;
}

/** Whether the last change is long enough ago that the next one would show in the time stamps. */
function isSettled({ ctimeNs }: Pick<FileFacts, 'ctimeNs'>): boolean {
  return BigInt(Date.now()) * 1_000_000n - ctimeNs > 50_000_000n;
}

function keyOf({ dev, inode, mtimeNs, ctimeNs }: FileFacts): string {
  return `${dev}:${inode}:${mtimeNs}:${ctimeNs}`;
}

/** A copy: the facts are those of a record that moves on. A process that is gone has left its file where the host sees it, or nowhere. */
function wanted(file: FileFacts, pid: number): WantedFile {
  const { path, inode, dev, mtimeNs, ctimeNs, filesystem } = file;
  const places = path.startsWith('/') ? [`/proc/${pid}/root${path}`, `/proc/1/root${path}`, path] : [];
  return { path, inode, dev, mtimeNs, ctimeNs, filesystem, places: [...places, `/proc/${pid}/exe`] };
}
