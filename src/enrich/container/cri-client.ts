/**
 * Asks a runtime through the Container Runtime Interface (CRI v1, gRPC), which is how Kubernetes talks to CRI-O and
 * containerd: containers with the pod they belong to, and the sandboxes that hold pods' namespaces.
 */
import { type Client, createClient } from '@connectrpc/connect';
import { type Container as ApiContainer, type PodSandbox, RuntimeService } from './api/cri.gen.ts';
import type { ContainerRuntime } from './cgroup-path.ts';
import type { Container, ContainerFacts } from './container.ts';
import { connectGrpc, type GrpcSocket } from './grpc-socket.ts';
import { parseImageName } from './image-name.ts';
import type { RuntimeClient, RuntimeListener } from './runtime-client.ts';

const TIMEOUT_MS = 5000;
const LABELS_MAX = 256;
const PODS_MAX = 4096;
/** Event types of GetContainerEvents. */
const DELETED = 3;
/** Where there is no stream of events the runtime is asked whether it still lives. */
const ALIVE_MS = 10_000;

/** See the head of the file. */
export class CriClient implements RuntimeClient {
  readonly rank = 2;
  readonly ownerUid: number;
  readonly #socketPath: string;
  readonly #socket: GrpcSocket;
  readonly #client: Client<typeof RuntimeService>;
  readonly #abort = new AbortController();
  /** Sandboxes by id: a pod's containers are asked for one after the other. */
  readonly #pods = new Map<string, PodSandbox>();
  #runtime: ContainerRuntime = '';
  #state: RuntimeClient['state'] = 'connecting';

  constructor(options: { readonly socketPath: string; readonly ownerUid: number }) {
    this.#socketPath = options.socketPath;
    this.ownerUid = options.ownerUid;
    this.#socket = connectGrpc(options.socketPath);
    this.#client = createClient(RuntimeService, this.#socket.transport);
  }

  get name(): string {
    return `CRI of ${this.#runtime || 'a runtime'} (${this.#socketPath})`;
  }

  get state(): RuntimeClient['state'] {
    return this.#state;
  }

  mayKnow({ runtime }: Container): boolean {
    return runtime === '' || this.#runtime === '' || runtime === this.#runtime;
  }

  async run(listener: RuntimeListener): Promise<void> {
    try {
      const { runtimeName } = await this.#client.version({}, this.#options());
      this.#runtime = runtimeName === 'cri-o' || runtimeName === 'containerd' ? runtimeName : '';
      // Older runtimes have no such stream: then containers are asked for when they are seen.
      const ended = this.#follow(listener).catch(() => this.#whileAlive());
      const { items } = await this.#client.listPodSandbox({}, this.#options());
      for (const pod of items) {
        this.#keep(pod);
        listener.learn(this.#ofSandbox(pod));
      }
      const { containers } = await this.#client.listContainers({}, this.#options());
      for (const container of containers) listener.learn(this.#ofContainer(container));
      this.#state = 'live';
      await ended;
    } catch {
      // No CRI there, or it has gone: whoever found the socket will look again.
    }
    this.#state = 'gone';
    this.stop();
  }

  async ask(id: string): Promise<ContainerFacts | null> {
    const { containers } = await this.#client.listContainers({ filter: { id } }, this.#options());
    const container = containers.find((c) => c.id === id);
    if (container !== undefined) {
      if (!this.#pods.has(container.podSandboxId)) await this.#askPod(container.podSandboxId);
      return this.#ofContainer(container);
    }
    const pod = await this.#askPod(id);
    return pod === null ? null : this.#ofSandbox(pod);
  }

  stop(): void {
    this.#abort.abort();
    this.#socket.close();
  }

  async #askPod(id: string): Promise<PodSandbox | null> {
    const { items } = await this.#client.listPodSandbox({ filter: { id } }, this.#options());
    const pod = items.find((item) => item.id === id) ?? null;
    if (pod !== null) this.#keep(pod);
    return pod;
  }

  #keep(pod: PodSandbox): void {
    this.#pods.set(pod.id, pod);
    if (this.#pods.size <= PODS_MAX) return;
    for (const oldest of this.#pods.keys()) {
      this.#pods.delete(oldest);
      return;
    }
  }

  async #follow(listener: RuntimeListener): Promise<void> {
    const stream = this.#client.getContainerEvents({}, { signal: this.#abort.signal });
    for await (const { containerId, containerEventType } of stream) {
      if (containerEventType === DELETED) {
        this.#pods.delete(containerId);
        listener.gone(containerId);
      } else {
        void this.ask(containerId).then(
          (facts) => facts !== null && listener.learn(facts),
          () => {},
        );
      }
    }
  }

  async #whileAlive(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ALIVE_MS).unref();
        this.#abort.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      await this.#client.version({}, this.#options());
    }
  }

  #ofContainer(c: ApiContainer): ContainerFacts {
    const pod = this.#pods.get(c.podSandboxId);
    const named = parseImageName(c.image?.userSpecifiedImage || c.image?.image || '');
    const reference = parseImageName(c.imageRef);
    return {
      id: c.id,
      runtime: this.#runtime,
      name: c.metadata?.name ?? '',
      image: {
        ...(named.name === '' ? { ...reference, digest: '' } : named),
        // A reference without a name is the id of the image, not its digest.
        digest: named.digest !== '' && named.name !== '' ? named.digest : reference.name === '' ? '' : reference.digest,
      },
      ...(reference.name === '' ? { imageId: c.imageRef } : {}),
      labels: labelsOf(c.labels),
      createdAtNs: c.createdAt,
      pod: { container: c.metadata?.name ?? '', ...(pod === undefined ? {} : podOf(pod)) },
    };
  }

  #ofSandbox(pod: PodSandbox): ContainerFacts {
    return {
      id: pod.id,
      runtime: this.#runtime,
      name: pod.metadata?.name ?? '',
      labels: labelsOf(pod.labels),
      createdAtNs: pod.createdAt,
      isSandbox: true,
      pod: podOf(pod),
    };
  }

  #options(): { timeoutMs: number; signal: AbortSignal } {
    return { timeoutMs: TIMEOUT_MS, signal: this.#abort.signal };
  }
}

function podOf({ metadata, labels }: PodSandbox): NonNullable<ContainerFacts['pod']> {
  return {
    uid: metadata?.uid ?? '',
    name: metadata?.name ?? '',
    namespace: metadata?.namespace ?? '',
    labels: labelsOf(labels),
  };
}

function labelsOf(labels: Readonly<Record<string, string>>): Map<string, string> {
  const kept = new Map<string, string>();
  for (const [key, value] of Object.entries(labels)) {
    kept.set(key.slice(0, 256), value.slice(0, 4096));
    if (kept.size >= LABELS_MAX) break;
  }
  return kept;
}
