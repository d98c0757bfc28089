/**
 * Asks a Docker engine, or Podman through the same interface, over its Unix socket. Listens to its stream of events
 * first, so that name and image of a container are usually known before its first process runs; asks for single containers
 * where the stream was too late or tells too little.
 *
 * Surprising: the stream is read with bounds. Labels and names come from whoever may start containers, and a line without
 * end must not fill our memory. API: Docker Engine API v1.24 and later, container events, inspect, list.
 */
import { readFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { cgroupOfContainer, parseCgroupFile } from './cgroup-path.ts';
import type { Container, ContainerFacts } from './container.ts';
import { type ImageName, NO_IMAGE, parseImageName } from './image-name.ts';
import type { RuntimeClient, RuntimeListener } from './runtime-client.ts';

/** Largest answer, and longest line of the stream. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
const LINE_BYTES_MAX = 1024 * 1024;
const TIMEOUT_MS = 5000;
/** Labels that are kept of one container. */
const LABELS_MAX = 256;
const IMAGES_MAX = 1024;

const EVENTS = `/events?filters=${encodeURIComponent(JSON.stringify({ type: ['container'], event: ['create', 'start', 'rename', 'destroy', 'remove'] }))}`;

export interface DockerClientOptions {
  readonly socketPath: string;
  readonly ownerUid: number;
  /** Where the host's /proc is mounted. */
  readonly procRoot?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer is looked at field by field
type Json = any;

/** See the head of the file. */
export class DockerClient implements RuntimeClient {
  readonly rank = 2;
  readonly ownerUid: number;
  readonly #socketPath: string;
  readonly #procRoot: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  readonly #abort = new AbortController();
  /** Names and digests of images by their id: asked once. */
  readonly #images = new Map<string, Promise<ImageName>>();
  #engine: 'docker' | 'podman' = 'docker';
  #state: RuntimeClient['state'] = 'connecting';

  constructor(options: DockerClientOptions) {
    this.#socketPath = options.socketPath;
    this.ownerUid = options.ownerUid;
    this.#procRoot = options.procRoot ?? '/proc';
  }

  get name(): string {
    return `${this.#engine} (${this.#socketPath})`;
  }

  get state(): RuntimeClient['state'] {
    return this.#state;
  }

  mayKnow({ runtime }: Container): boolean {
    return runtime === '' || runtime === this.#engine;
  }

  async run(listener: RuntimeListener): Promise<void> {
    try {
      const version = await this.#get('/version');
      const components: Json[] = Array.isArray(version?.Components) ? version.Components : [];
      if (components.some((c) => String(c?.Name).startsWith('Podman'))) this.#engine = 'podman';
      // The stream before the list: what is made in between is told twice, not never.
      const stream = await this.#open(EVENTS, 0);
      this.#state = 'live';
      const ended = this.#follow(stream, listener);
      const list = await this.#get('/containers/json?all=1').catch(() => []);
      for (const item of Array.isArray(list) ? list : []) {
        const facts = this.#ofList(item);
        if (facts !== null) listener.learn(facts);
      }
      await ended;
    } catch {
      // The runtime has gone, or is none: whoever found the socket will look again.
    }
    this.#state = 'gone';
    this.stop();
  }

  async ask(containerId: string): Promise<ContainerFacts | null> {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(containerId)) return null;
    const c = await this.#get(`/containers/${containerId}/json`);
    if (typeof c?.Id !== 'string' || c.Id !== containerId) return null;
    const image = await this.#imageOf(text(c.Image), text(c.Config?.Image));
    const pid = Number(c.State?.Pid);
    return {
      id: containerId,
      runtime: this.#engine,
      name: text(c.Name).replace(/^\//, ''),
      image,
      imageId: text(c.Image),
      labels: labelsOf(c.Config?.Labels),
      createdAtNs: timeNs(text(c.State?.StartedAt)) || timeNs(text(c.Created)),
      cgroupPaths: pid > 0 ? await this.#cgroupPaths(pid, containerId) : [],
    };
  }

  stop(): void {
    this.#abort.abort();
    this.#agent.destroy();
  }

  #ofList(item: Json): ContainerFacts | null {
    if (typeof item?.Id !== 'string') return null;
    const image = parseImageName(text(item.Image));
    return {
      id: item.Id,
      isPart: true,
      runtime: this.#engine,
      name: text(item.Names?.[0]).replace(/^\//, ''),
      ...(image.name === '' ? {} : { image }),
      imageId: text(item.ImageID),
      labels: labelsOf(item.Labels),
    };
  }

  /** One line of the stream: attributes hold name, image and the labels side by side. */
  #ofEvent(event: Json, listener: RuntimeListener): void {
    const id = event?.Actor?.ID ?? event?.id;
    const action = event?.Action ?? event?.status;
    if (typeof id !== 'string' || typeof action !== 'string') return;
    if (action === 'destroy' || action === 'remove') {
      listener.gone(id);
      return;
    }
    const { name, image, ...labels } = event.Actor?.Attributes ?? {};
    listener.learn({
      id,
      isPart: true,
      runtime: this.#engine,
      name: text(name),
      image: parseImageName(text(image)),
      labels: labelsOf(labels),
    });
  }

  /** Name by which the container was started, completed by what the image knows of itself. */
  async #imageOf(imageId: string, asStarted: string): Promise<ImageName> {
    const started = parseImageName(asStarted);
    let known = this.#images.get(imageId);
    if (known === undefined && imageId !== '') {
      known = this.#get(`/images/${imageId}/json`).then(
        (image: Json) => {
          const named = parseImageName(text(image?.RepoTags?.[0]));
          const digest = parseImageName(text(image?.RepoDigests?.[0])).digest;
          return { ...named, digest };
        },
        () => NO_IMAGE,
      );
      this.#images.set(imageId, known);
      if (this.#images.size > IMAGES_MAX) {
        for (const oldest of this.#images.keys()) {
          this.#images.delete(oldest);
          break;
        }
      }
    }
    const image = (await known) ?? NO_IMAGE;
    return started.name === '' ? image : { ...started, digest: started.digest || image.digest };
  }

  async #cgroupPaths(pid: number, id: string): Promise<string[]> {
    const lines = parseCgroupFile(await readFile(`${this.#procRoot}/${pid}/cgroup`, 'latin1').catch(() => ''));
    const wanted = lines.filter((l) => l.hierarchy === 0 || l.controllers.split(',').includes('pids'));
    return wanted.map((l) => cgroupOfContainer(l.path, id)).filter((path) => path !== '');
  }

  async #follow(stream: IncomingMessage, listener: RuntimeListener): Promise<void> {
    let rest = '';
    stream.setEncoding('utf8');
    for await (const chunk of stream) {
      rest += chunk;
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 1);
        let event: Json;
        try {
          event = JSON.parse(line);
        } catch {
          continue;
        }
        this.#ofEvent(event, listener);
      }
      if (rest.length > LINE_BYTES_MAX) throw new Error('a line without end');
    }
  }

  async #get(path: string): Promise<Json> {
    const answer = await this.#open(path, TIMEOUT_MS);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer) {
      size += chunk.length;
      if (size > ANSWER_BYTES_MAX) throw new Error(`${path}: the answer is too long`);
      chunks.push(chunk);
    }
    if (answer.statusCode === 404) return null;
    if (answer.statusCode !== 200) throw new Error(`${path}: status ${answer.statusCode}`);
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  }

  #open(path: string, timeoutMs: number): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const isStream = timeoutMs === 0;
      const call = request(
        {
          socketPath: this.#socketPath,
          path,
          headers: { Host: 'localhost' },
          signal: this.#abort.signal,
          ...(isStream ? { agent: false as const } : { agent: this.#agent, timeout: timeoutMs }),
        },
        (answer) => {
          if (isStream && answer.statusCode !== 200) {
            answer.resume();
            reject(new Error(`${path}: status ${answer.statusCode}`));
          } else resolve(answer);
        },
      );
      call.on('timeout', () => call.destroy(new Error(`${path}: no answer in ${timeoutMs} ms`)));
      call.on('error', reject);
      // A stream must not keep the process alive; a question ends by itself.
      call.on('socket', (socket) => {
        if (isStream) socket.unref();
      });
      call.end();
    });
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function labelsOf(value: unknown): Map<string, string> {
  const labels = new Map<string, string>();
  if (value === null || typeof value !== 'object') return labels;
  for (const [key, label] of Object.entries(value)) {
    if (typeof label !== 'string') continue;
    labels.set(key.slice(0, 256), label.slice(0, 4096));
    if (labels.size >= LABELS_MAX) break;
  }
  return labels;
}

/** ns since the epoch of an RFC 3339 time with up to nine decimals; 0n for none and for the zero time of Go. */
export function timeNs(rfc3339: string): bigint {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(rfc3339);
  if (match === null) return 0n;
  const seconds = Date.parse(`${match[1]}${match[3]}`);
  if (!(seconds > 0)) return 0n;
  return BigInt(seconds) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}
