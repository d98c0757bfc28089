/**
 * Packages of files, by mount namespace: databases are read in the background when somebody asks first, and again when they
 * have changed. An answer that is not there yet is `undefined`; whoever asks may be told when it is.
 *
 * A database says who owns a path, not who wrote what is there now: a changed file still belongs to its package.
 */
import { statSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { Lru } from '../../base/lru.ts';
import { readApk } from './apk.ts';
import { readDpkg } from './dpkg.ts';
import type { PackageFacts, PackageList } from './package-list.ts';
import { readRpm } from './rpm.ts';

export interface PackagesOptions {
  readonly procRoot?: string;
  /** Mount namespaces whose lists are kept. */
  readonly listsMax?: number;
  /** After this long a list is looked at again when it is asked for. */
  readonly refreshMs?: number;
  readonly nowMs?: () => number;
}

interface Entry {
  /** null: no database; undefined: not read yet. */
  list: PackageList | null | undefined;
  stamp: string;
  dueMs: number;
  loading: boolean;
  waiting: (() => void)[];
}

const WAITING_MAX = 1024;

/** See the head of the file. */
export class Packages {
  readonly #procRoot: string;
  readonly #refreshMs: number;
  readonly #nowMs: () => number;
  readonly #entries: Lru<number, Entry>;
  /** Roots that are there as long as we are, by mount namespace. */
  readonly #lastingRoots = new Map<number, string>();
  /** One database at a time: reading is work for the event loop. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: PackagesOptions = {}) {
    this.#procRoot = options.procRoot ?? '/proc';
    this.#refreshMs = options.refreshMs ?? 3000;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#entries = new Lru(options.listsMax ?? 10);
    // Our own root stays, while the process that is asked about may be gone; init may not be looked into by everybody.
    for (const who of ['1', 'self']) {
      const mntNs = namespaceOf(`${this.#procRoot}/${who}`);
      if (mntNs !== 0) this.#lastingRoots.set(mntNs, `${this.#procRoot}/${who}/root`);
    }
  }

  /** Reads the databases of the host before anybody asks. */
  prepare(): void {
    for (const mntNs of this.#lastingRoots.keys()) this.of('/', mntNs, 0);
  }

  /**
   * The package that a path belongs to.
   * @param mntNs mount namespace that the path is of
   * @param pid a process in it, through whose root the database is read
   * @param done told once when an answer that was `undefined` is there
   * @returns null: no package's, or no database; undefined: not known yet
   */
  of(path: string, mntNs: number, pid: number, done?: () => void): PackageFacts | null | undefined {
    if (!path.startsWith('/')) return null;
    let entry = this.#entries.get(mntNs);
    if (entry === undefined) {
      entry = { list: undefined, stamp: '', dueMs: 0, loading: false, waiting: [] };
      this.#entries.set(mntNs, entry);
    }
    if (!entry.loading && this.#nowMs() >= entry.dueMs)
      this.#load(entry, this.#lastingRoots.get(mntNs) ?? `${this.#procRoot}/${pid}/root`);
    if (entry.list !== undefined) return entry.list?.ownerOf(path) ?? null;
    if (done !== undefined && entry.waiting.length < WAITING_MAX) entry.waiting.push(done);
    return undefined;
  }

  /** The package as far as it is known now; reads nothing. */
  peek(path: string, mntNs: number): PackageFacts | null {
    return this.#entries.peek(mntNs)?.list?.ownerOf(path) ?? null;
  }

  #load(entry: Entry, root: string): void {
    entry.loading = true;
    this.#last = this.#last
      .then(async () => {
        const read =
          (await readDpkg(root, entry.stamp)) ??
          (await readApk(root, entry.stamp)) ??
          (await readRpm(root, entry.stamp));
        const isThere = read !== null || (await lstat(`${root}/.`).catch(() => null)) !== null;
        // A process that is gone says nothing about its namespace: the next one will be asked soon.
        entry.dueMs = this.#nowMs() + (isThere ? this.#refreshMs : 0);
        if (read === null) entry.list ??= null;
        else if (read !== 'unchanged') ({ list: entry.list, stamp: entry.stamp } = read);
      })
      .catch(() => {
        entry.list ??= null;
        entry.dueMs = this.#nowMs() + this.#refreshMs;
      })
      .then(() => {
        entry.loading = false;
        for (const done of entry.waiting.splice(0)) done();
      });
  }
}

function namespaceOf(process: string): number {
  try {
    return statSync(`${process}/ns/mnt`).ino;
  } catch {
    return 0;
  }
}
