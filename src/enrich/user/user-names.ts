/**
 * Names of users and groups, as the process itself would see them: from the account files below its root, one cache per
 * mount namespace. Asking never blocks, so the first answer for a new container may be ''; the host's names are loaded at
 * start. Ids in events are those of the initial user namespace and are translated for containers with a user namespace of
 * their own. Directory services (LDAP, sssd) are not asked: their clients would run inside the probe.
 */
import { readFile, readlink } from 'node:fs/promises';
import { type IdRange, mapIdInside, parseIdMap, parseNameFile } from './name-files.ts';
import { readRootedFile } from './rooted-file.ts';

/** Id that means unset (login uid) or unknown. */
const UNSET = 4294967295;
/** Larger account files are left out. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

export interface UserNamesOptions {
  /** Where the host's /proc is mounted (HOST_PROC). */
  readonly procRoot?: string;
  /** Most mount namespaces remembered; the least recently loaded goes first. */
  readonly namespacesMax?: number;
  /** After this long a file is looked at again when asked for. */
  readonly refreshMs?: number;
  /** After this long a failed load is tried again when asked for. */
  readonly retryMs?: number;
  readonly queueMax?: number;
  /** A load that takes longer is given up (a dead network mount as root). */
  readonly deadlineMs?: number;
  readonly nowMs?: () => number;
}

/** Sizes (first two) and counters since start. */
export interface UserNamesStats {
  namespaces: number;
  queued: number;
  loads: number;
  loadsFailed: number;
  unchanged: number;
  evicted: number;
  queueFull: number;
  /** Loads that passed the deadline; after two that still hang, only the host's files are read. */
  hung: number;
  refusedHanging: number;
}

interface NameTable {
  users: Map<number, string>;
  groups: Map<number, string>;
  uidMap: readonly IdRange[] | null;
  gidMap: readonly IdRange[] | null;
  usersStamp: string;
  groupsStamp: string;
  dueMs: number;
}

/** See the head of the file. */
export class UserNames {
  readonly #procRoot: string;
  readonly #namespacesMax: number;
  readonly #refreshMs: number;
  readonly #retryMs: number;
  readonly #queueMax: number;
  readonly #deadlineMs: number;
  readonly #nowMs: () => number;
  readonly #tables = new Map<number, NameTable>();
  readonly #queue = new Map<number, number>();
  /** Namespaces whose present load is to be thrown away. */
  readonly #renewed = new Set<number>();
  #hostMntNs = 0;
  #hostPid = 1;
  #hanging = 0;
  #draining: Promise<void> | null = null;
  readonly #stats: UserNamesStats = {
    namespaces: 0,
    queued: 0,
    loads: 0,
    loadsFailed: 0,
    unchanged: 0,
    evicted: 0,
    queueFull: 0,
    hung: 0,
    refusedHanging: 0,
  };

  constructor(options: UserNamesOptions = {}) {
    this.#procRoot = options.procRoot ?? '/proc';
    this.#namespacesMax = Math.max(2, options.namespacesMax ?? 512);
    this.#refreshMs = options.refreshMs ?? 30_000;
    this.#retryMs = options.retryMs ?? 5000;
    this.#queueMax = options.queueMax ?? 256;
    this.#deadlineMs = options.deadlineMs ?? 2000;
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  /** Loads the host's names. To be awaited at start; a failure only means empty names. */
  async loadHost(): Promise<void> {
    this.#hostMntNs = await this.#namespaceOf(1);
    if (this.#hostMntNs === 0) {
      // Init may hold more capabilities than we do and then can't be looked into: our own root is the next best.
      this.#hostPid = process.pid;
      this.#hostMntNs = await this.#namespaceOf(this.#hostPid);
    }
    await this.#load(this.#hostMntNs, this.#hostPid);
  }

  /**
   * Name of a user as the given process sees it; '' when unset, unknown or not loaded yet.
   * @param uid in the initial user namespace
   * @param mntNs inode number of the mount namespace; 0 asks the host
   * @param pid a process in that namespace, through whose root the files are read
   */
  userName(uid: number, mntNs: number, pid: number): string {
    return this.#name(uid, mntNs, pid, true);
  }

  /** Name of a group; as {@link userName}. */
  groupName(gid: number, mntNs: number, pid: number): string {
    return this.#name(gid, mntNs, pid, false);
  }

  /**
   * The mount namespace has got its own root just now: what was read before came from the root of whoever prepares it (a
   * container runtime before pivot_root), and would give the host's names to the container's users.
   */
  renew(mntNs: number, pid: number): void {
    if (mntNs === 0 || mntNs === this.#hostMntNs) return;
    this.#tables.delete(mntNs);
    // A load that is under way may have read the old root.
    this.#renewed.add(mntNs);
    this.#want(mntNs, pid);
  }

  stats(): UserNamesStats {
    return { ...this.#stats, namespaces: this.#tables.size, queued: this.#queue.size };
  }

  /** Resolves when no load is waiting. For tests and the start-up sequence. */
  async settled(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  #name(id: number, mntNs: number, pid: number, isUser: boolean): string {
    if (id === UNSET) return '';
    const namespace = mntNs === 0 ? this.#hostMntNs : mntNs;
    const table = this.#tables.get(namespace);
    if (!table || this.#nowMs() >= table.dueMs)
      this.#want(namespace, namespace === this.#hostMntNs ? this.#hostPid : pid);
    if (!table) return '';
    const map = isUser ? table.uidMap : table.gidMap;
    let inside = id;
    if (map) {
      inside = mapIdInside(map, id);
      // Not of this namespace: a process of the host has entered it.
      if (inside < 0) return namespace === this.#hostMntNs ? '' : this.#name(id, 0, this.#hostPid, isUser);
    }
    return (isUser ? table.users : table.groups).get(inside) ?? '';
  }

  #want(namespace: number, pid: number): void {
    if (pid <= 0) return;
    if (this.#queue.has(namespace)) {
      if (this.#renewed.has(namespace)) this.#queue.set(namespace, pid);
      return;
    }
    if (this.#queue.size >= this.#queueMax) {
      this.#stats.queueFull++;
      return;
    }
    this.#queue.set(namespace, pid);
    this.#draining ??= this.#drain();
  }

  async #drain(): Promise<void> {
    // Let the event that asked finish first.
    await null;
    for (;;) {
      const next = this.#queue.entries().next();
      if (next.done) break;
      const [namespace, pid] = next.value;
      this.#renewed.delete(namespace);
      await this.#load(namespace, pid);
      if (this.#renewed.has(namespace)) this.#tables.delete(namespace);
      else this.#queue.delete(namespace);
    }
    this.#draining = null;
  }

  async #load(namespace: number, pid: number): Promise<void> {
    if (this.#hanging >= 2 && namespace !== this.#hostMntNs) {
      this.#stats.refusedHanging++;
      this.#fail(namespace);
      return;
    }
    let late = false;
    let finished = false;
    const loading = this.#read(namespace, pid)
      .catch(() => null)
      .then((table) => {
        finished = true;
        if (late) this.#hanging--;
        return table;
      });
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        if (!finished) {
          late = true;
          this.#hanging++;
          this.#stats.hung++;
        }
        resolve(null);
      }, this.#deadlineMs);
    });
    const table = await Promise.race([loading, deadline]);
    clearTimeout(timer);
    if (!table) {
      this.#stats.loadsFailed++;
      this.#fail(namespace);
      return;
    }
    this.#stats.loads++;
    this.#keep(namespace, table);
  }

  /** Keeps what was known and tries again later. */
  #fail(namespace: number): void {
    const dueMs = this.#nowMs() + this.#retryMs;
    const known = this.#tables.get(namespace);
    if (known) known.dueMs = dueMs;
    else {
      this.#keep(namespace, {
        users: new Map(),
        groups: new Map(),
        uidMap: null,
        gidMap: null,
        usersStamp: '',
        groupsStamp: '',
        dueMs,
      });
    }
  }

  #keep(namespace: number, table: NameTable): void {
    this.#tables.delete(namespace);
    this.#tables.set(namespace, table);
    if (this.#tables.size <= this.#namespacesMax) return;
    for (const oldest of this.#tables.keys()) {
      if (oldest === this.#hostMntNs) continue;
      this.#tables.delete(oldest);
      this.#stats.evicted++;
      return;
    }
  }

  async #read(namespace: number, pid: number): Promise<NameTable | null> {
    const base = `${this.#procRoot}/${pid}`;
    if ((await this.#namespaceOf(pid)) !== namespace) return null;
    const known = this.#tables.get(namespace);
    // One after the other: a hanging root then holds one thread, not four.
    const users = await readRootedFile(`${base}/root`, '/etc/passwd', FILE_BYTES_MAX, known?.usersStamp);
    const groups = await readRootedFile(`${base}/root`, '/etc/group', FILE_BYTES_MAX, known?.groupsStamp);
    const uidMap = await readIdMap(`${base}/uid_map`);
    const gidMap = await readIdMap(`${base}/gid_map`);
    const root = await readlink(`${base}/root`).catch(() => '');
    // The process may have gone, and its pid or namespace be another's.
    if (root === '' || (await this.#namespaceOf(pid)) !== namespace) return null;
    if (users === 'unchanged') this.#stats.unchanged++;
    return {
      users: users === 'unchanged' ? known!.users : users ? parseNameFile(users.bytes) : new Map(),
      groups: groups === 'unchanged' ? known!.groups : groups ? parseNameFile(groups.bytes) : new Map(),
      uidMap,
      gidMap,
      usersStamp: users === 'unchanged' ? known!.usersStamp : (users?.stamp ?? ''),
      groupsStamp: groups === 'unchanged' ? known!.groupsStamp : (groups?.stamp ?? ''),
      // A process in a chroot does not speak for its namespace: another one is asked soon.
      dueMs: this.#nowMs() + (root === '/' ? this.#refreshMs : this.#retryMs),
    };
  }

  async #namespaceOf(pid: number): Promise<number> {
    const link = await readlink(`${this.#procRoot}/${pid}/ns/mnt`).catch(() => '');
    return Number(/^mnt:\[(\d+)\]$/.exec(link)?.[1] ?? 0);
  }
}

/** Null for the initial user namespace, where ids are what they are. */
async function readIdMap(path: string): Promise<IdRange[] | null> {
  const ranges = parseIdMap(await readFile(path, 'latin1').catch(() => ''));
  if (ranges.length === 0) return null;
  const [first] = ranges;
  return ranges.length === 1 && first!.inside === 0 && first!.outside === 0 && first!.count >= 4294967295
    ? null
    : ranges;
}
