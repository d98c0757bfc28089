/**
 * Everything that tells which container a process belongs to, wired together: cgroups, what runtimes say of containers,
 * and what is done with containers that are not wanted. All of it works in the background of the event path.
 */
import { findCgroupMounts } from '../enrich/container/cgroup-mounts.ts';
import { CgroupResolver, type CgroupStats } from '../enrich/container/cgroup-resolver.ts';
import type { Cgroup } from '../enrich/container/container.ts';
import { ContainerDirectory, type ContainerStats } from '../enrich/container/container-directory.ts';
import { ContainerFilter, type ContainerFilterOptions } from '../enrich/container/container-filter.ts';
import { RuncState } from '../enrich/container/runc-state.ts';
import { RuntimeSockets, type SocketKind } from '../enrich/container/runtime-sockets.ts';
import type { ProcessTree } from '../enrich/process/process-tree.ts';
import { setCgroupMountSource } from '../rules/fields/readers.ts';

export interface WorkloadsOptions {
  /** Where the host's root, /proc and cgroup hierarchies are mounted; defaults as on the host itself. */
  readonly hostRoot?: string;
  readonly procRoot?: string;
  readonly cgroupRoot?: string;
  readonly filter?: ContainerFilterOptions;
  /** Sockets of runtimes beside the usual places. */
  readonly sockets?: readonly (readonly [kind: SocketKind, path: string])[];
  /** Containers that may wait for a runtime's answer. */
  readonly queueMax?: number;
  /** Folders of runtime states beside the usual places. */
  readonly stateFolders?: readonly string[];
}

/** See the head of the file. */
export class Workloads {
  readonly directory: ContainerDirectory;
  readonly cgroups: CgroupResolver;
  /** What is wrong with the patterns of the configuration. */
  readonly problems: readonly string[];
  readonly #sockets: RuntimeSockets;
  readonly #state: RuncState;
  readonly #preferred: readonly string[];

  constructor(options: WorkloadsOptions = {}) {
    const { procRoot = '/proc', hostRoot = '/', cgroupRoot } = options;
    const filter = new ContainerFilter(options.filter);
    this.problems = filter.problems;
    this.directory = new ContainerDirectory({
      filter,
      ...(options.queueMax === undefined ? {} : { queueMax: options.queueMax }),
    });
    this.cgroups = new CgroupResolver({ procRoot, directory: this.directory });
    this.#sockets = new RuntimeSockets(this.directory, { hostRoot, procRoot, sockets: options.sockets ?? [] });
    this.#state = new RuncState({
      hostRoot,
      folders: options.stateFolders ?? [],
      onFound: (id, paths, runtime) => {
        for (const path of paths) this.cgroups.assign(path, id, runtime);
      },
    });
    this.#preferred = cgroupRoot === undefined ? [] : [cgroupRoot];
    setCgroupMountSource((cgroup) => this.cgroups.mountIdOf(cgroup));
  }

  /** Learns the cgroups that exist and connects to runtimes. Capture has to be on: what is made meanwhile is reported. */
  async start(): Promise<void> {
    this.directory.expectRuntimes();
    void this.directory.attach(this.#state);
    try {
      await this.#sockets.start();
    } finally {
      this.directory.runtimesFound();
    }
    await this.#state.scan();
    await this.cgroups.walk(await findCgroupMounts(this.#preferred));
  }

  /** Puts processes that were there before into their cgroups. */
  placeRunning(tree: ProcessTree): void {
    const known = new Map<string, Cgroup>();
    for (const entry of tree.running()) {
      if (entry.cgroup.version !== 0 || entry.cgroupPath + entry.cgroupLegacyPath === '') continue;
      const key = `${entry.cgroupPath}\0${entry.cgroupLegacyPath}`;
      let cgroup = known.get(key);
      if (cgroup === undefined) {
        cgroup = this.cgroups.ofPaths(entry.cgroupPath, entry.cgroupLegacyPath);
        known.set(key, cgroup);
      }
      tree.placeIn(entry, cgroup);
      // The oldest process is the best guess at the age of what was there before.
      if (!cgroup.createdExact && cgroup.container !== null && entry.startNs !== 0n)
        if (cgroup.createdAtNs === 0n || entry.startNs < cgroup.createdAtNs) cgroup.createdAtNs = entry.startNs;
    }
  }

  stats(): { cgroups: CgroupStats; containers: ContainerStats; runtimes: readonly string[] } {
    return {
      cgroups: this.cgroups.stats(),
      containers: this.directory.stats(),
      runtimes: this.directory.clients.filter((c) => c.state === 'live').map((c) => c.name),
    };
  }

  stop(): void {
    this.#sockets.stop();
    this.directory.stop();
  }
}
