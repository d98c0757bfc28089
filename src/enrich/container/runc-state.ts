/**
 * Reads what OCI runtimes leave on disk about each running container: runc's state.json and crun's status. Only root, or
 * the user whose folder it is, may write there, so that they vouch for a container without any daemon; and they name its
 * cgroups. Their labels carry what Kubernetes runtimes put into the annotations of a container.
 *
 * Surprising: the folders are watched besides. Many a container lives shorter than it takes to open a file on a busy
 * machine; that a folder of its name was made where only root may make one vouches for it even when it is gone again.
 */
import { type FSWatcher, watch } from 'node:fs';
import { opendir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerRuntime } from './cgroup-path.ts';
import type { Container, ContainerFacts } from './container.ts';
import { timeNs } from './docker-client.ts';
import { parseImageName } from './image-name.ts';
import type { RuntimeClient, RuntimeListener } from './runtime-client.ts';

/** Folders with one folder per container, below the host's root. */
const FOLDERS = [
  'run/runc',
  'run/crun',
  'run/containerd/runc/*',
  'run/docker/runtime-runc/*',
  'run/docker/runtime-crun/*',
  'run/user/*/runc',
  'run/user/*/crun',
];
const FILE_BYTES_MAX = 4 * 1024 * 1024;
const ENTRIES_MAX = 4096;
/** Names that are remembered after their folder was made or removed. */
const SEEN_MAX = 4096;
const WATCHED_MAX = 64;
/** How often folders are looked for that were not there. */
const LOOK_MS = 2000;

export interface RuncStateOptions {
  /** Where the host's root is, `/` outside of containers. */
  readonly hostRoot?: string;
  /** Further folders that hold one folder per container. */
  readonly folders?: readonly string[];
  /** Told of every container that was there at start, with its cgroups. */
  readonly onFound?: (id: string, cgroupPaths: readonly string[], runtime: ContainerRuntime) => void;
}

/** The state folders as a runtime that can be asked. It never names a container, so nobody waits for it. */
export class RuncState implements RuntimeClient {
  readonly name = 'runtime state files';
  readonly rank = 1;
  readonly ownerUid = 0;
  readonly state = 'live';
  readonly #hostRoot: string;
  readonly #folders: readonly string[];
  readonly #onFound: RuncStateOptions['onFound'];
  readonly #stopped = Promise.withResolvers<void>();
  readonly #watched = new Map<string, Watched>();
  /** Owner of the folder by name, the newest last. */
  readonly #seen = new Map<string, { uid: number; runtime: ContainerRuntime }>();

  constructor(options: RuncStateOptions = {}) {
    this.#hostRoot = options.hostRoot ?? '/';
    this.#folders = options.folders ?? [];
    this.#onFound = options.onFound;
  }

  mayKnow(_container: Container): boolean {
    return true;
  }

  async run(_listener: RuntimeListener): Promise<void> {
    const timer = setInterval(() => void this.#existing(), LOOK_MS).unref();
    await this.#existing();
    await this.#stopped.promise;
    clearInterval(timer);
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  stop(): void {
    this.#stopped.resolve();
  }

  /** Tells of every container whose state is on disk. To be awaited at start. */
  async scan(): Promise<void> {
    for (const folder of await this.#existing()) {
      for (const id of await names(folder)) {
        const state = await readState(join(folder, id));
        if (state !== null) this.#onFound?.(id, state.facts.cgroupPaths ?? [], runtimeOf(folder) ?? state.runtime);
      }
    }
  }

  async ask(containerId: string): Promise<ContainerFacts | null> {
    // The id becomes part of a path.
    if (containerId === '' || containerId.startsWith('.') || containerId.includes('/') || containerId.length > 1024)
      return null;
    for (const folder of await this.#existing()) {
      const state = await readState(join(folder, containerId));
      if (state !== null) return { ...state.facts, ownerUid: this.#watched.get(folder)?.uid ?? 0 };
    }
    const seen = this.#seen.get(containerId);
    return seen === undefined ? null : { id: containerId, ownerUid: seen.uid, runtime: seen.runtime };
  }

  /** Folders that may be there. Those that are, are watched from now on. */
  async #existing(): Promise<string[]> {
    const found: string[] = [...this.#folders];
    for (const folder of FOLDERS) {
      const [before, after] = folder.split('*');
      const base = join(this.#hostRoot, before!);
      if (after === undefined) found.push(base);
      else for (const name of await names(base)) found.push(join(base, name, after));
    }
    const there: string[] = [];
    for (const folder of found) if (await this.#watch(folder)) there.push(folder);
    return there;
  }

  /** @returns whether it is there */
  async #watch(folder: string): Promise<boolean> {
    const known = this.#watched.get(folder);
    try {
      const { ino, uid } = await stat(folder);
      // Removed and made again, it is another one, which nobody watches.
      if (known?.ino === ino) return true;
      known?.watcher.close();
      if (known === undefined && this.#watched.size >= WATCHED_MAX) return true;
      const runtime = runtimeOf(folder) ?? 'runc';
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name !== null) this.#note(name, uid, runtime);
      });
      watcher.on('error', () => watcher.close());
      this.#watched.set(folder, { watcher, ino, uid });
      for (const name of await names(folder)) this.#note(name, uid, runtime);
      return true;
    } catch {
      known?.watcher.close();
      this.#watched.delete(folder);
      return false;
    }
  }

  #note(name: string, uid: number, runtime: ContainerRuntime): void {
    this.#seen.delete(name);
    this.#seen.set(name, { uid, runtime });
    if (this.#seen.size > SEEN_MAX) this.#seen.delete(this.#seen.keys().next().value!);
  }
}

/** A folder whose entries come and go under our eyes. */
interface Watched {
  readonly watcher: FSWatcher;
  readonly ino: number;
  readonly uid: number;
}

/** What the place of a folder says about whose containers are in it. */
function runtimeOf(folder: string): ContainerRuntime | null {
  if (folder.includes('/containerd/runc/')) return 'containerd';
  if (folder.includes('/docker/runtime-')) return 'docker';
  return folder.endsWith('/crun') ? 'crun' : null;
}

async function names(folder: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.isDirectory()) found.push(entry.name);
      if (found.length >= ENTRIES_MAX) break;
    }
  } catch {
    // Not there: this runtime is not in use.
  }
  return found;
}

// biome-ignore lint/suspicious/noExplicitAny: a file of another program is looked at field by field
type Json = any;

async function readJson(path: string): Promise<Json> {
  try {
    const facts = await stat(path);
    if (!facts.isFile() || facts.size > FILE_BYTES_MAX) return null;
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

async function readState(folder: string): Promise<{ facts: ContainerFacts; runtime: 'runc' | 'crun' } | null> {
  const id = folder.slice(folder.lastIndexOf('/') + 1);
  const runc = await readJson(join(folder, 'state.json'));
  if (runc !== null && runc.id === id) {
    const labels = new Map<string, string>();
    for (const label of Array.isArray(runc.config?.labels) ? runc.config.labels.slice(0, 256) : []) {
      const at = String(label).indexOf('=');
      if (at > 0) labels.set(String(label).slice(0, at), String(label).slice(at + 1, at + 4097));
    }
    const paths = Object.entries<string>(runc.cgroup_paths ?? {})
      .filter(([controller]) => controller === '' || controller === 'pids')
      .map(([, path]) => belowMount(path));
    return { facts: factsOf(id, labels, paths, timeNs(String(runc.created ?? ''))), runtime: 'runc' };
  }
  const crun = await readJson(join(folder, 'status'));
  if (crun !== null && typeof crun['cgroup-path'] === 'string') {
    const config = typeof crun.bundle === 'string' ? await readJson(join(crun.bundle, 'config.json')) : null;
    const labels = new Map<string, string>();
    for (const [key, value] of Object.entries(config?.annotations ?? {}).slice(0, 256))
      if (typeof value === 'string') labels.set(key, value.slice(0, 4096));
    return {
      facts: factsOf(id, labels, [crun['cgroup-path']], timeNs(String(crun.created ?? ''))),
      runtime: 'crun',
    };
  }
  return null;
}

function factsOf(id: string, labels: Map<string, string>, cgroupPaths: string[], createdAtNs: bigint): ContainerFacts {
  const name = labels.get('io.kubernetes.cri-o.Name') ?? '';
  const image =
    labels.get('io.kubernetes.cri.image-name') ??
    labels.get('io.kubernetes.cri-o.ImageName') ??
    labels.get('io.container.image-name') ??
    '';
  return {
    id,
    labels,
    cgroupPaths: cgroupPaths.filter((path) => path.startsWith('/') && path !== '/'),
    ...(name === '' ? {} : { name }),
    ...(image === '' ? {} : { image: parseImageName(image) }),
    ...(createdAtNs === 0n ? {} : { createdAtNs }),
  };
}

/** runc writes where the directory is; the cgroup is what follows the mount: `/sys/fs/cgroup/pids/docker/x` is `/docker/x`. */
function belowMount(path: string): string {
  const match = /^\/sys\/fs\/cgroup(?:\/(?:unified|pids|systemd|[a-z,_]*pids[a-z,_]*))?(\/.*)$/.exec(path);
  return match?.[1] ?? '';
}
