/**
 * Asks containerd for its containers, in all of its namespaces but Docker's: Docker knows those by better names. Its events
 * tell of a container before its first process runs.
 */
import { fromBinary } from '@bufbuild/protobuf';
import { type Client, Code, ConnectError, createClient } from '@connectrpc/connect';
import { type Container as ApiContainer, Containers } from './api/containerd-containers.gen.ts';
import { ContainerEventSchema, Events } from './api/containerd-events.gen.ts';
import { Namespaces } from './api/containerd-namespaces.gen.ts';
import type { Container, ContainerFacts } from './container.ts';
import { connectGrpc, type GrpcSocket } from './grpc-socket.ts';
import { parseImageName } from './image-name.ts';
import type { RuntimeClient, RuntimeListener } from './runtime-client.ts';

/** Docker's. */
const NAMESPACE_OF_DOCKER = 'moby';
const NAMESPACES_MAX = 32;
const TIMEOUT_MS = 5000;
const LABELS_MAX = 256;

/** See the head of the file. */
export class ContainerdClient implements RuntimeClient {
  readonly rank = 2;
  readonly name: string;
  readonly ownerUid: number;
  readonly #socket: GrpcSocket;
  readonly #containers: Client<typeof Containers>;
  readonly #abort = new AbortController();
  #namespaces: string[] = [];
  #state: RuntimeClient['state'] = 'connecting';

  constructor(options: { readonly socketPath: string; readonly ownerUid: number }) {
    this.name = `containerd (${options.socketPath})`;
    this.ownerUid = options.ownerUid;
    this.#socket = connectGrpc(options.socketPath);
    this.#containers = createClient(Containers, this.#socket.transport);
  }

  get state(): RuntimeClient['state'] {
    return this.#state;
  }

  mayKnow({ runtime }: Container): boolean {
    return runtime === '' || runtime === 'containerd';
  }

  async run(listener: RuntimeListener): Promise<void> {
    try {
      await this.#refreshNamespaces();
      // The stream before the lists: what is made in between is told twice, not never.
      const stream = createClient(Events, this.#socket.transport).subscribe(
        { filters: ['topic~="^/containers/"'] },
        { signal: this.#abort.signal },
      );
      const ended = this.#follow(stream, listener);
      // A failure is waited for below; without this it would count as unhandled while the lists are read.
      ended.catch(() => {});
      for (const namespace of this.#namespaces) {
        const { containers } = await this.#containers.list({}, this.#options(namespace));
        for (const container of containers) listener.learn(factsOf(container));
      }
      this.#state = 'live';
      await ended;
    } catch {
      // containerd has gone, or it is none: whoever found the socket will look again.
    }
    this.#state = 'gone';
    this.stop();
  }

  async ask(containerId: string): Promise<ContainerFacts | null> {
    const found = await this.#askAll(containerId);
    if (found !== null) return found;
    // The namespace may be new.
    const before = this.#namespaces;
    await this.#refreshNamespaces();
    return this.#namespaces.some((name) => !before.includes(name)) ? this.#askAll(containerId) : null;
  }

  stop(): void {
    this.#abort.abort();
    this.#socket.close();
  }

  async #askAll(id: string): Promise<ContainerFacts | null> {
    for (const namespace of this.#namespaces) {
      try {
        const { container } = await this.#containers.get({ id }, this.#options(namespace));
        if (container !== undefined && container.id === id) return factsOf(container);
      } catch (error) {
        if (ConnectError.from(error).code !== Code.NotFound) throw error;
      }
    }
    return null;
  }

  async #refreshNamespaces(): Promise<void> {
    const client = createClient(Namespaces, this.#socket.transport);
    const { namespaces } = await client.list({}, { timeoutMs: TIMEOUT_MS, signal: this.#abort.signal });
    this.#namespaces = namespaces
      .map(({ name }) => name)
      .filter((name) => name !== NAMESPACE_OF_DOCKER)
      .slice(0, NAMESPACES_MAX);
  }

  async #follow(
    stream: AsyncIterable<{ namespace: string; topic: string; event?: { value: Uint8Array } }>,
    listener: RuntimeListener,
  ): Promise<void> {
    for await (const { namespace, topic, event } of stream) {
      if (namespace === NAMESPACE_OF_DOCKER || event === undefined) continue;
      const { id, image } = fromBinary(ContainerEventSchema, event.value);
      if (id === '') continue;
      if (topic === '/containers/delete') {
        listener.gone(id);
        continue;
      }
      // That it exists, and of which image, is known from now on, however soon it goes.
      listener.learn({ id, rank: 1, runtime: 'containerd', image: parseImageName(image) });
      // The event has no labels: the container itself is asked for, without holding up the stream.
      void this.#containers.get({ id }, this.#options(namespace)).then(
        ({ container }) => container !== undefined && listener.learn(factsOf(container)),
        () => {},
      );
    }
  }

  #options(namespace: string): { headers: Record<string, string>; timeoutMs: number; signal: AbortSignal } {
    return { headers: { 'containerd-namespace': namespace }, timeoutMs: TIMEOUT_MS, signal: this.#abort.signal };
  }
}

function factsOf({ id, labels, image, createdAt }: ApiContainer): ContainerFacts {
  const kept = new Map<string, string>();
  for (const [key, value] of Object.entries(labels)) {
    kept.set(key.slice(0, 256), value.slice(0, 4096));
    if (kept.size >= LABELS_MAX) break;
  }
  // nerdctl gives names; others call a container by its id, Kubernetes by the name in the pod.
  const name =
    kept.get('nerdctl/name') ??
    kept.get('io.kubernetes.container.name') ??
    (kept.has('io.cri-containerd.kind') ? '' : id);
  // Made through the Kubernetes interface by somebody who sets no labels: who speaks that interface knows more.
  const isPartial = kept.has('io.cri-containerd.kind') && !kept.has('io.kubernetes.pod.name');
  return {
    id,
    ...(isPartial ? { rank: 1 as const } : {}),
    runtime: 'containerd',
    name,
    image: parseImageName(image),
    labels: kept,
    ...(createdAt === undefined ? {} : { createdAtNs: createdAt.seconds * 1_000_000_000n + BigInt(createdAt.nanos) }),
  };
}
