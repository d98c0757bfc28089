/**
 * Reads processes from /proc, in two halves. The *core* is what the kernel answers from its own memory in microseconds
 * and may be read on the event path. The *details* need the process's memory (arguments, environment) or its file system
 * (the executable's inode on a dead NFS or FUSE mount): a hostile process can make such a read hang for ever, so they are
 * read in libuv's threads, one at a time per slot, with a deadline; too many hung reads switch them off.
 * The parsing is left to `proc-text.ts`.
 */
import { closeSync, constants, openSync, readlinkSync, readSync } from 'node:fs';
import { type FileHandle, open, readFile, readlink, stat } from 'node:fs/promises';
import { chooseCgroup, parseCgroupFile } from '../container/cgroup-path.ts';
import {
  findScriptArgument,
  type MountFacts,
  parseAuditNumber,
  parseCmdline,
  parseEnviron,
  parseExeLink,
  parseMountinfo,
  parseNamespaceLink,
  parseStat,
  parseStatus,
  type StatFacts,
} from './proc-text.ts';
import { type Credentials, type FileFacts, type NamespaceFacts, NO_FILE, NO_NAMESPACES } from './types.ts';

/** Open for the identity of a file only: its file system is not asked (open(2)). */
const O_PATH = 0o10000000;
const { O_RDONLY, O_CLOEXEC = 0o2000000 } = constants as { O_RDONLY: number; O_CLOEXEC?: number };
/** The same bounds as live capture has, so that both see the same arguments. */
const ARGS_MAX_BYTES = 131_072;
const ENVS_MAX_BYTES = 32_768;

/** What the kernel tells at once. */
export interface ProcessCore {
  readonly pid: number;
  /** Rounded down to 10 ms. */
  readonly startNs: bigint;
  readonly ppid: number;
  readonly sid: number;
  readonly comm: string;
  readonly tty: string;
  readonly isKthread: boolean;
  readonly nsPid: number;
  readonly credentials: Credentials;
  readonly namespaces: NamespaceFacts;
  readonly cgroupPath: string;
  readonly cgroupLegacyPath: string;
  /** Only the path is known yet. */
  readonly file: FileFacts;
  readonly cwd: string;
}

/** What has to be read in the background. */
export interface ProcessDetails {
  readonly file: FileFacts;
  readonly interpreter: FileFacts | null;
  readonly argv: readonly string[];
  readonly argvTruncated: boolean;
  readonly envp: readonly string[];
  readonly envsTruncated: boolean;
  readonly cgroupId: bigint;
}

export interface ProcReaderOptions {
  /** Where the host's /proc is mounted (HOST_PROC). */
  readonly procRoot?: string;
  /** Where the unified cgroup hierarchy is mounted; found through /proc/1/mountinfo when left out. */
  readonly cgroupRoot?: string;
  /** After this long a background read counts as hung. */
  readonly deadlineMs?: number;
  /** Hung reads at one time after which no more details are read: each holds one of libuv's four threads. */
  readonly hungMax?: number;
}

/** Counters since start. */
export interface ProcReaderStats {
  cores: number;
  coresFailed: number;
  details: number;
  detailsFailed: number;
  /** Reads that passed the deadline. */
  hung: number;
  /** Reads that hang at this moment. */
  hanging: number;
  refusedHanging: number;
}

/** See the head of the file. */
export class ProcReader {
  readonly procRoot: string;
  readonly #deadlineMs: number;
  readonly #hungMax: number;
  #cgroupRoot: string | null;
  readonly #buffer = Buffer.allocUnsafe(16_384);
  /** Mount tables by mount namespace; a process's own /proc/PID/mountinfo shows its namespace's. */
  readonly #mounts = new Map<number, Map<number, MountFacts>>();
  readonly #cgroupIds = new Map<string, bigint>();
  readonly #stats: ProcReaderStats = {
    cores: 0,
    coresFailed: 0,
    details: 0,
    detailsFailed: 0,
    hung: 0,
    hanging: 0,
    refusedHanging: 0,
  };

  constructor(options: ProcReaderOptions = {}) {
    this.procRoot = options.procRoot ?? '/proc';
    this.#cgroupRoot = options.cgroupRoot ?? null;
    this.#deadlineMs = options.deadlineMs ?? 2000;
    this.#hungMax = options.hungMax ?? 2;
  }

  stats(): ProcReaderStats {
    return { ...this.#stats };
  }

  /** Reads /proc/PID/stat alone: start, parent, state. Null when there is no such process. */
  readStat(pid: number): StatFacts | null {
    const length = this.#readSmall(`${this.procRoot}/${pid}/stat`);
    return length > 0 ? parseStat(this.#buffer, length) : null;
  }

  /**
   * Reads the core of a process in about a tenth of a millisecond. Null when the process is gone, a thread, or became
   * another one meanwhile.
   */
  readCore(pid: number): ProcessCore | null {
    const core = this.#readCoreOnce(pid);
    if (core) this.#stats.cores++;
    else this.#stats.coresFailed++;
    return core;
  }

  #readCoreOnce(pid: number): ProcessCore | null {
    const base = `${this.procRoot}/${pid}`;
    const facts = this.readStat(pid);
    if (!facts) return null;
    const status = parseStatus(
      this.#readText(`${base}/status`) ?? '',
      parseAuditNumber(this.#readText(`${base}/loginuid`)),
      parseAuditNumber(this.#readText(`${base}/sessionid`)),
    );
    // /proc/TID answers too, although it is not listed.
    if (!status || status.tgid !== pid) return null;
    const cgroups = parseCgroupFile(this.#readText(`${base}/cgroup`) ?? '');
    const unified = cgroups.find((line) => line.hierarchy === 0)?.path ?? '';
    const legacyLine = cgroups.find((line) => line.controllers.split(',').includes('pids'));
    let legacy = legacyLine?.path ?? '';
    if (unified === '' || unified === '/') {
      // Hybrid systems: the container may be visible in another controller only.
      const telling = cgroups.find((line) => chooseCgroup(line.path, '').containerId !== '');
      if (telling && chooseCgroup(legacy, '').containerId === '') legacy = telling.path;
    }
    const zombie = facts.state === 'Z' || facts.state === 'X';
    const link = facts.isKthread || zombie ? '' : this.#readLink(`${base}/exe`);
    const exe = parseExeLink(link);
    const again = this.readStat(pid);
    if (!again || again.startNs !== facts.startNs) return null;
    return {
      pid,
      startNs: facts.startNs,
      ppid: again.ppid,
      sid: facts.sid,
      comm: again.comm,
      tty: facts.tty,
      isKthread: facts.isKthread,
      nsPid: status.nsPid,
      credentials: status.credentials,
      namespaces: this.#readNamespaces(base),
      cgroupPath: unified,
      cgroupLegacyPath: legacy,
      file: { ...NO_FILE, path: exe.path, memfd: exe.memfd, deleted: exe.memfd || exe.maybeDeleted },
      cwd: facts.isKthread || zombie ? '' : this.#readLink(`${base}/cwd`),
    };
  }

  /**
   * Reads the rest. Null when the process has gone, has executed something else since, or the read was refused or hung.
   */
  async readDetails(core: ProcessCore): Promise<ProcessDetails | null> {
    if (this.#stats.hanging >= this.#hungMax) {
      this.#stats.refusedHanging++;
      return null;
    }
    let finished = false;
    let late = false;
    const reading = this.#readDetailsNow(core)
      .catch(() => null)
      .then((details) => {
        finished = true;
        if (late) this.#stats.hanging--;
        return details;
      });
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        if (!finished) {
          late = true;
          this.#stats.hung++;
          this.#stats.hanging++;
        }
        resolve(null);
      }, this.#deadlineMs);
      timer.unref();
    });
    const details = await Promise.race([reading, deadline]);
    clearTimeout(timer);
    if (details) this.#stats.details++;
    else this.#stats.detailsFailed++;
    return details;
  }

  async #readDetailsNow(core: ProcessCore): Promise<ProcessDetails | null> {
    const base = `${this.procRoot}/${core.pid}`;
    const cgroupId = await this.#cgroupIdOf(core.cgroupPath);
    if (core.isKthread) {
      return {
        file: NO_FILE,
        interpreter: null,
        argv: [],
        argvTruncated: false,
        envp: [],
        envsTruncated: false,
        cgroupId,
      };
    }
    const exe = await this.#fileFacts(`${base}/exe`, core, core.file);
    const [args, envs] = await Promise.all([
      readLimited(`${base}/cmdline`, ARGS_MAX_BYTES),
      readLimited(`${base}/environ`, ENVS_MAX_BYTES),
    ]);
    let argv: readonly string[] = parseCmdline(args.bytes, args.length);
    let file = exe;
    let interpreter: FileFacts | null = null;
    const scriptAt = findScriptArgument(core.comm, core.file.path, argv);
    if (scriptAt > 0) {
      const script = await this.#scriptFacts(base, core, argv[scriptAt]!);
      if (script) {
        interpreter = exe;
        file = script;
        argv = argv.slice(scriptAt);
      }
    }
    // Another exec, or another process, in between: the halves would not belong together.
    const [link, now] = await Promise.all([
      readlink(`${base}/exe`).catch(() => ''),
      Promise.resolve(this.readStat(core.pid)),
    ]);
    if (!now || now.startNs !== core.startNs) return null;
    if (parseExeLink(link).path !== core.file.path) return null;
    return {
      file,
      interpreter,
      argv,
      argvTruncated: args.truncated,
      envp: parseEnviron(envs.bytes, envs.length),
      envsTruncated: envs.truncated,
      cgroupId,
    };
  }

  async #fileFacts(path: string, core: ProcessCore, seen: FileFacts): Promise<FileFacts> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, O_PATH | O_CLOEXEC);
      const facts = await handle.stat({ bigint: true });
      const mountId = Number(
        /^mnt_id:\s*(\d+)/m.exec(await readFile(`/proc/self/fdinfo/${handle.fd}`, 'latin1'))?.[1] ?? 0,
      );
      const mount = (await this.#mountsOf(core)).get(mountId);
      let deleted = facts.nlink === 0n;
      let name = seen.path;
      if (!deleted && seen.deleted && !seen.memfd) {
        // The name itself ends in " (deleted)", or this link is gone and another one is left.
        const literal = `${seen.path} (deleted)`;
        const there = await stat(`${this.procRoot}/${core.pid}/root${literal}`, { bigint: true }).catch(() => null);
        if (there && there.ino === facts.ino && there.dev === facts.dev) name = literal;
        else deleted = true;
      }
      const dev = Number(facts.dev);
      return {
        path: name,
        inode: facts.ino,
        mountId,
        dev: kernelDevice(dev),
        mode: Number(facts.mode),
        uid: Number(facts.uid),
        gid: Number(facts.gid),
        mtimeNs: facts.mtimeNs,
        ctimeNs: facts.ctimeNs,
        nlink: Number(facts.nlink),
        filesystem: mount?.filesystem ?? '',
        inUpperLayer: false,
        deleted,
        memfd: seen.memfd,
      };
    } catch {
      return seen;
    } finally {
      await handle?.close().catch(() => undefined);
    }
  }

  /** Facts of a script that an interpreter runs, if the file is one. */
  async #scriptFacts(base: string, core: ProcessCore, argument: string): Promise<FileFacts | null> {
    const path = argument.startsWith('/')
      ? argument
      : `${core.cwd === '/' ? '' : core.cwd}/${argument.replace(/^(\.\/)+/, '')}`;
    const through = argument.startsWith('/') ? `${base}/root${argument}` : `${base}/cwd/${argument}`;
    let handle: FileHandle | undefined;
    try {
      const kind = await stat(through);
      // Opening a pipe or a device could block or have effects.
      if (!kind.isFile()) return null;
      handle = await open(through, O_RDONLY | O_CLOEXEC | constants.O_NONBLOCK);
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      if (bytesRead !== 2 || buffer[0] !== 0x23 || buffer[1] !== 0x21) return null;
      return await this.#fileFacts(through, core, { ...NO_FILE, path });
    } catch {
      return null;
    } finally {
      await handle?.close().catch(() => undefined);
    }
  }

  async #mountsOf(core: ProcessCore): Promise<Map<number, MountFacts>> {
    const namespace = core.namespaces.mnt;
    const known = this.#mounts.get(namespace);
    if (known) return known;
    const mounts = parseMountinfo(await readFile(`${this.procRoot}/${core.pid}/mountinfo`, 'latin1').catch(() => ''));
    if (this.#mounts.size >= 64) this.#mounts.clear();
    if (namespace !== 0) this.#mounts.set(namespace, mounts);
    return mounts;
  }

  /** Mounts change: tables are read anew after this. */
  forgetMounts(): void {
    this.#mounts.clear();
    this.#cgroupIds.clear();
  }

  /** The id of a v2 cgroup is the inode number of its directory. */
  async #cgroupIdOf(path: string): Promise<bigint> {
    if (path === '' || path.includes('/..')) return 0n;
    const known = this.#cgroupIds.get(path);
    if (known !== undefined) return known;
    this.#cgroupRoot ??= await this.#findCgroupRoot();
    if (this.#cgroupRoot === '') return 0n;
    const found = await stat(this.#cgroupRoot + path, { bigint: true }).catch(() => null);
    if (!found) return 0n;
    if (this.#cgroupIds.size >= 16_384) this.#cgroupIds.clear();
    this.#cgroupIds.set(path, found.ino);
    return found.ino;
  }

  /** The host's mount of the unified hierarchy; our own when init may not be looked into (it can hold more capabilities). */
  async #findCgroupRoot(): Promise<string> {
    for (const [mountinfo, root] of [
      [`${this.procRoot}/1/mountinfo`, `${this.procRoot}/1/root`],
      ['/proc/self/mountinfo', ''],
    ]) {
      const mounts = parseMountinfo(await readFile(mountinfo!, 'latin1').catch(() => ''));
      for (const mount of mounts.values()) {
        if (mount.filesystem !== 'cgroup2') continue;
        const directory = root + mount.mountPoint;
        if (await stat(directory).catch(() => null)) return directory;
      }
    }
    return '';
  }

  #readNamespaces(base: string): NamespaceFacts {
    const inode = (name: string): number => parseNamespaceLink(this.#readLink(`${base}/ns/${name}`));
    const mnt = inode('mnt');
    if (mnt === 0) return NO_NAMESPACES;
    return {
      mnt,
      pid: inode('pid'),
      net: inode('net'),
      user: inode('user'),
      uts: inode('uts'),
      ipc: inode('ipc'),
      cgroup: inode('cgroup'),
    };
  }

  #readText(path: string): string | null {
    const length = this.#readSmall(path);
    return length < 0 ? null : this.#buffer.toString('latin1', 0, length);
  }

  /** Reads a file of the kernel's own making into the shared buffer. -1 when it cannot be read. */
  #readSmall(path: string): number {
    let fd = -1;
    try {
      fd = openSync(path, O_RDONLY | O_CLOEXEC);
      let length = 0;
      while (length < this.#buffer.length) {
        const read = readSync(fd, this.#buffer, length, this.#buffer.length - length, null);
        if (read === 0) break;
        length += read;
      }
      return length;
    } catch {
      return -1;
    } finally {
      if (fd >= 0) closeSync(fd);
    }
  }

  #readLink(path: string): string {
    try {
      return readlinkSync(path);
    } catch {
      return '';
    }
  }
}

/** stat's device number (as glibc packs it) to the kernel's major << 20 | minor. */
function kernelDevice(dev: number): number {
  const low = dev % 0x100000000;
  const high = Math.floor(dev / 0x100000000);
  const major = ((low >>> 8) & 0xfff) | (high & 0xfffff000);
  const minor = (low & 0xff) | ((low >>> 12) & 0xfff00);
  return major * 0x100000 + minor;
}

interface LimitedRead {
  readonly bytes: Buffer;
  readonly length: number;
  readonly truncated: boolean;
}

/** Reads at most `limit` bytes of a file without a known size. An unreadable one is empty. */
async function readLimited(path: string, limit: number): Promise<LimitedRead> {
  let bytes = Buffer.allocUnsafe(4096);
  let length = 0;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, O_RDONLY | O_CLOEXEC);
    for (;;) {
      // One byte beyond the limit tells that there is more.
      if (length === bytes.length) {
        if (length > limit) break;
        bytes = Buffer.concat([bytes], Math.min(bytes.length * 4, limit + 1));
      }
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
  } catch {
    // Gone or forbidden: what was read so far is all there is.
  } finally {
    await handle?.close().catch(() => undefined);
  }
  return { bytes, length: Math.min(length, limit), truncated: length > limit };
}
