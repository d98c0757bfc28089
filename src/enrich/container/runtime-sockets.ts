/**
 * Finds the runtimes of this machine by their sockets, at start and again from time to time: engines are started later, and
 * restarted. Looking is a few stat calls. A socket whose runtime went away is tried again at the next look.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerDirectory } from './container-directory.ts';
import { DockerClient } from './docker-client.ts';
import type { RuntimeClient } from './runtime-client.ts';

/** Kinds of interface that a socket may speak. */
export type SocketKind = 'docker' | 'containerd' | 'cri';

/** Where the runtimes listen, below the host's root. */
const SOCKETS: readonly (readonly [kind: SocketKind, path: string])[] = [
  ['docker', 'run/docker.sock'],
  ['docker', 'run/podman/podman.sock'],
  ['docker', 'run/user/*/docker.sock'],
  ['docker', 'run/user/*/podman/podman.sock'],
  ['containerd', 'run/containerd/containerd.sock'],
  ['containerd', 'run/k3s/containerd/containerd.sock'],
  ['containerd', 'run/k0s/containerd.sock'],
  ['cri', 'run/containerd/containerd.sock'],
  ['cri', 'run/k3s/containerd/containerd.sock'],
  ['cri', 'run/k0s/containerd.sock'],
  ['cri', 'run/crio/crio.sock'],
];
const LOOK_AGAIN_MS = 5000;

export interface RuntimeSocketsOptions {
  /** Where the host's root is, `/` outside of containers. */
  readonly hostRoot?: string;
  readonly procRoot?: string;
  /** Further sockets. */
  readonly sockets?: readonly (readonly [kind: SocketKind, path: string])[];
  readonly lookAgainMs?: number;
}

/** See the head of the file. */
export class RuntimeSockets {
  readonly #directory: ContainerDirectory;
  readonly #options: RuntimeSocketsOptions;
  readonly #attached = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(directory: ContainerDirectory, options: RuntimeSocketsOptions = {}) {
    this.#directory = directory;
    this.#options = options;
  }

  /** Looks once and keeps looking. Resolves after the first look; connecting goes on in the background. */
  async start(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => void this.look(), this.#options.lookAgainMs ?? LOOK_AGAIN_MS).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Attaches every runtime whose socket is there and not in use yet. */
  async look(): Promise<void> {
    for (const [kind, path] of await this.#candidates()) {
      const facts = await stat(path).catch(() => null);
      // By device and inode: /var/run and /run are mostly the same.
      if (facts === null || !facts.isSocket()) continue;
      const key = `${kind} ${facts.dev}:${facts.ino}`;
      if (this.#attached.has(key)) continue;
      this.#attached.add(key);
      const client = await this.#client(kind, path, facts.uid);
      this.#directory
        .attach(client)
        .catch(() => {})
        .finally(() => this.#attached.delete(key));
    }
  }

  async #client(kind: SocketKind, socketPath: string, ownerUid: number): Promise<RuntimeClient> {
    // gRPC is loaded where it is spoken only.
    switch (kind) {
      case 'containerd':
        return new (await import('./containerd-client.ts')).ContainerdClient({ socketPath, ownerUid });
      case 'cri':
        return new (await import('./cri-client.ts')).CriClient({ socketPath, ownerUid });
      default:
        return new DockerClient({ socketPath, ownerUid, procRoot: this.#options.procRoot ?? '/proc' });
    }
  }

  async #candidates(): Promise<(readonly [SocketKind, string])[]> {
    const found: (readonly [SocketKind, string])[] = [...(this.#options.sockets ?? [])];
    // A container that watches the host may have the host's root, or single sockets at their usual places, or both.
    for (const root of new Set([this.#options.hostRoot ?? '/', '/'])) {
      for (const [kind, path] of SOCKETS) {
        const [before, after] = path.split('*');
        if (after === undefined) found.push([kind, join(root, path)]);
        else
          for (const user of await readdir(join(root, before!)).catch(() => []))
            found.push([kind, join(root, before!, user, after)]);
      }
    }
    return found;
  }
}
