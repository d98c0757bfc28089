/**
 * All containers by id, described in the background.
 *
 *     cgroup seen ─► pending ──a runtime describes it──────────► known
 *                       └── all that may know it do not ──► unknown (a later message of a runtime still makes it known)
 *
 * Asking costs nobody on the event path anything: questions wait in a bounded queue, a few are under way at a time, each
 * with a deadline, and a runtime that does not answer only delays the containers that it alone could describe.
 */

import type { ContainerRuntime } from './cgroup-path.ts';
import { Container, type ContainerFacts } from './container.ts';
import type { ContainerFilter } from './container-filter.ts';
import { isSandboxByLabels, podOfLabels, tagsOf } from './container-tags.ts';
import type { RuntimeClient, RuntimeListener } from './runtime-client.ts';

export interface ContainerDirectoryOptions {
  readonly containersMax?: number;
  /** Containers that may wait to be asked for. */
  readonly queueMax?: number;
  /** Questions that one runtime is asked at one time. */
  readonly concurrency?: number;
  /** After this long an answer is no longer waited for. */
  readonly deadlineMs?: number;
  /** Pauses before a container that nobody knew yet is asked for again: runtimes tell the kernel before they tell others. */
  readonly retryMs?: readonly number[];
  /** How long a container is remembered that its runtime has deleted. */
  readonly rememberMs?: number;
  readonly filter?: ContainerFilter;
}

/** Present sizes (the first four) and counters since start. */
export interface ContainerStats {
  containers: number;
  queued: number;
  pending: number;
  underWay: number;
  learnt: number;
  asked: number;
  answered: number;
  unanswered: number;
  timedOut: number;
  queueFull: number;
  evicted: number;
}

/** Pauses between further questions. */
const LATER_MS = [3000, 10_000, 30_000];

/** See the head of the file. */
export class ContainerDirectory {
  readonly #options: Required<Omit<ContainerDirectoryOptions, 'filter'>>;
  readonly #filter: ContainerFilter | undefined;
  readonly #containers = new Map<string, Container>();
  readonly #clients: RuntimeClient[] = [];
  readonly #queue = new Map<Container, { path: string; attempt: number }>();
  /** Those that a question is under way for. */
  readonly #asking = new Set<Container>();
  readonly #waiting = new Map<Container, (() => void)[]>();
  /** Deleted ones, by when they were. */
  readonly #gone = new Map<Container, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Questions that each runtime has not answered yet. */
  readonly #underWay = new Map<RuntimeClient, number>();
  #stopped = false;
  #isStarting = false;
  readonly #stats = { learnt: 0, asked: 0, answered: 0, unanswered: 0, timedOut: 0, queueFull: 0, evicted: 0 };

  constructor(options: ContainerDirectoryOptions = {}) {
    this.#options = {
      containersMax: options.containersMax ?? 4096,
      queueMax: options.queueMax ?? 1000,
      concurrency: options.concurrency ?? 4,
      deadlineMs: options.deadlineMs ?? 2000,
      rememberMs: options.rememberMs ?? 60_000,
      retryMs: options.retryMs ?? [20, 100, 400, 1500],
    };
    this.#filter = options.filter;
  }

  /** Containers known at present, the oldest first. */
  all(): IterableIterator<Container> {
    return this.#containers.values();
  }

  get(id: string): Container | undefined {
    return this.#containers.get(id);
  }

  /** A cgroup names a container: its object, which fills up in the background. */
  see(id: string, runtime: ContainerRuntime, cgroupPath: string): Container {
    let container = this.#containers.get(id);
    if (container === undefined) {
      container = new Container(id, runtime);
      this.#add(container);
    } else if (container.runtime === '') container.runtime = runtime;
    container.cgroups++;
    if (container.state !== 'known' || container.cgroupPaths.length === 0) this.#want(container, cgroupPath, 0);
    return container;
  }

  /** The last cgroup of a container may have gone. */
  leave(container: Container): void {
    container.cgroups--;
    if (container.cgroups > 0) return;
    // A stopped container that its runtime still has may be started again.
    if (container.rank < 2 || this.#gone.has(container)) this.#drop(container);
  }

  /** Calls back once the container is no longer pending; at once when it is not. */
  whenSettled(container: Container, callback: () => void): void {
    if (container.state !== 'pending') callback();
    else {
      const waiting = this.#waiting.get(container);
      if (waiting === undefined) this.#waiting.set(container, [callback]);
      else waiting.push(callback);
    }
  }

  /** Until `runtimesFound`, containers wait: events come in before anybody has looked who could be asked. */
  expectRuntimes(): void {
    this.#isStarting = true;
  }

  /** The runtimes of the machine are attached: those who waited are asked for. */
  runtimesFound(): void {
    this.#isStarting = false;
    this.#pump();
  }

  /** Adds a runtime and keeps listening to it. The promise ends when the runtime has gone. */
  async attach(client: RuntimeClient): Promise<void> {
    if (this.#stopped) return;
    this.#clients.push(client);
    const listener: RuntimeListener = {
      learn: (facts) => this.learn(client, facts),
      gone: (id) => this.#deleted(id),
    };
    // Those that were seen before the runtime could be asked.
    for (const container of this.#containers.values()) {
      if (container.state !== 'known' && container.cgroups > 0) this.#want(container, '', 0);
    }
    await client.run(listener);
    const at = this.#clients.indexOf(client);
    if (at >= 0) this.#clients.splice(at, 1);
    this.#underWay.delete(client);
  }

  get clients(): readonly RuntimeClient[] {
    return this.#clients;
  }

  /** A runtime tells about a container. */
  learn(client: Pick<RuntimeClient, 'rank' | 'ownerUid'>, facts: ContainerFacts): void {
    let container = this.#containers.get(facts.id);
    if (container === undefined) {
      container = new Container(facts.id, facts.runtime ?? '');
      this.#add(container);
    }
    this.#stats.learnt++;
    const rank = facts.rank ?? client.rank;
    fill(container, facts, rank);
    this.vouch(container, facts.ownerUid ?? client.ownerUid);
    container.tags = tagsOf(container);
    container.excluded = this.#filter?.excludes(container) ?? false;
    // The list of a runtime comes at the same time as its answer, which tells the cgroups and the times besides.
    if (facts.isPart === true && (this.#queue.has(container) || this.#asking.has(container))) return;
    // A lesser answer does not end the wait for one that knows the name.
    if (rank === 2 || (rank === 1 && !this.#mayBeNamed(container, client))) this.#settle(container, 'known');
  }

  /** A runtime of this user says that the container is one, whatever else is known of it. Root's word counts most. */
  vouch(container: Container, uid: number): void {
    if (container.vouchedByUid === null || uid === 0) container.vouchedByUid = uid;
  }

  stats(): ContainerStats {
    let pending = 0;
    for (const container of this.#containers.values()) if (container.state === 'pending') pending++;
    return {
      containers: this.#containers.size,
      queued: this.#queue.size,
      pending,
      underWay: [...this.#underWay.values()].reduce((sum, n) => sum + n, 0),
      ...this.#stats,
    };
  }

  /** Ends all background work; nobody waits any more. */
  stop(): void {
    this.#stopped = true;
    for (const client of this.#clients) client.stop();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#queue.clear();
    for (const container of this.#waiting.keys()) this.#settle(container, 'unknown');
  }

  #add(container: Container): void {
    this.#containers.set(container.id, container);
    if (this.#containers.size <= this.#options.containersMax) return;
    // Those without a cgroup first: they were only announced. Looked for among the oldest, so that adding stays cheap.
    let victim: Container | null = null;
    let looked = 0;
    for (const old of this.#containers.values()) {
      if (old === container) continue;
      victim ??= old;
      if (old.cgroups <= 0) {
        victim = old;
        break;
      }
      if (++looked >= 64) break;
    }
    if (victim === null) return;
    this.#drop(victim);
    this.#stats.evicted++;
  }

  #drop(container: Container): void {
    if (this.#containers.get(container.id) === container) this.#containers.delete(container.id);
    this.#queue.delete(container);
    this.#gone.delete(container);
    if (container.state === 'pending') this.#settle(container, 'unknown');
  }

  /**
   * The runtime has deleted a container. It is remembered for a while: on a busy machine the messages of a runtime can be
   * ahead of the kernel's records, and nobody could be asked then.
   */
  #deleted(id: string): void {
    const nowMs = performance.now();
    const container = this.#containers.get(id);
    if (container !== undefined) this.#gone.set(container, nowMs);
    for (const [old, sinceMs] of this.#gone) {
      if (sinceMs + this.#options.rememberMs > nowMs && this.#gone.size <= this.#options.containersMax / 2) break;
      if (old.cgroups <= 0) this.#drop(old);
      else this.#gone.delete(old);
    }
  }

  #mayBeNamed(container: Container, besides?: Pick<RuntimeClient, 'rank'>): boolean {
    return this.#clients.some((c) => c !== besides && c.rank === 2 && c.state !== 'gone' && c.mayKnow(container));
  }

  #want(container: Container, path: string, attempt: number): void {
    if (this.#stopped || this.#queue.has(container)) return;
    if (!this.#isStarting && !this.#clients.some((c) => c.mayKnow(container))) return;
    // Worth a wait even where nobody can name it: whether a runtime vouches for it is part of what an event says.
    if (attempt === 0 && container.state === 'unknown') container.state = 'pending';
    if (this.#queue.size >= this.#options.queueMax) {
      this.#stats.queueFull++;
      if (container.state === 'pending') this.#settle(container, 'unknown');
      return;
    }
    this.#queue.set(container, { path, attempt });
    this.#pump();
  }

  #pump(): void {
    if (this.#isStarting) return;
    for (const [container, { path, attempt }] of this.#queue) {
      const clients = this.#clients.filter((c) => c.state !== 'gone' && c.mayKnow(container));
      // A runtime that is slow to answer makes wait only those containers that it alone could describe.
      const free = clients.filter((c) => (this.#underWay.get(c) ?? 0) < this.#options.concurrency);
      const isNamed = clients.some((c) => c.rank === 2);
      if (isNamed ? !free.some((c) => c.rank === 2) : clients.length > 0 && free.length === 0) continue;
      this.#queue.delete(container);
      this.#asking.add(container);
      for (const client of free) this.#underWay.set(client, (this.#underWay.get(client) ?? 0) + 1);
      // Asynchronous even in its first step: the event that brought the container is finished first.
      void Promise.resolve().then(() => this.#ask(container, free, path, attempt));
    }
  }

  async #ask(container: Container, clients: readonly RuntimeClient[], path: string, attempt: number): Promise<void> {
    this.#stats.asked++;
    let answered = false;
    const answers = clients.map(async (client) => {
      const facts = await this.#inTime(client.ask(container.id, path).catch(() => null));
      if (this.#underWay.has(client)) this.#underWay.set(client, this.#underWay.get(client)! - 1);
      this.#pump();
      if (facts === null || this.#containers.get(container.id) !== container) return;
      answered = true;
      this.learn(client, facts);
    });
    await Promise.all(answers);
    this.#asking.delete(container);
    if (answered) this.#stats.answered++;
    if (this.#containers.get(container.id) !== container) return;
    if (container.state === 'known') return;
    const { retryMs } = this.#options;
    // Vouched for and nobody left who could name it: that is all there will be.
    const isNamed = this.#mayBeNamed(container);
    const isAll = answered && !isNamed;
    // For a voucher alone nobody waits long: a runtime leaves its files before it starts a program.
    const isLate = attempt >= (isNamed && container.rank < 2 ? retryMs.length : 1);
    if (isLate || isAll || this.#stopped) {
      if (!answered && attempt === retryMs.length) this.#stats.unanswered++;
      if (container.state === 'pending')
        this.#settle(container, container.rank === 2 || (answered && container.rank > 0) ? 'known' : 'unknown');
    }
    // Nobody waits for the later answers, but a runtime on a busy machine may need seconds to know its own container.
    const pause = attempt < retryMs.length ? retryMs[attempt] : LATER_MS[attempt - retryMs.length];
    if (pause === undefined || isAll || this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#containers.get(container.id) === container) this.#want(container, path, attempt + 1);
    }, pause).unref();
    this.#timers.add(timer);
  }

  async #inTime<T>(answer: Promise<T | null>): Promise<T | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        this.#stats.timedOut++;
        resolve(null);
      }, this.#options.deadlineMs).unref();
    });
    const result = await Promise.race([answer, late]);
    clearTimeout(timer);
    return result;
  }

  #settle(container: Container, state: 'known' | 'unknown'): void {
    container.state = state;
    const waiting = this.#waiting.get(container);
    if (waiting === undefined) return;
    this.#waiting.delete(container);
    for (const callback of waiting) callback();
  }
}

/** A source of lesser rank fills gaps only. */
function fill(container: Container, facts: ContainerFacts, rank: number): void {
  const better = rank >= container.rank;
  if (facts.runtime !== undefined && facts.runtime !== '' && (better || container.runtime === ''))
    container.runtime = facts.runtime;
  if (facts.name !== undefined && facts.name !== '' && (better || container.name === '')) container.name = facts.name;
  if (facts.image !== undefined && (facts.image.name !== '' || facts.image.digest !== '')) {
    const { image } = container;
    if (better || image.name === '')
      container.image = {
        ...facts.image,
        digest: facts.image.digest || image.digest,
        ...(facts.image.name === '' ? { name: image.name, short: image.short, tag: image.tag } : {}),
      };
  }
  if (facts.imageId !== undefined && (better || container.imageId === '')) container.imageId = facts.imageId;
  if (facts.labels !== undefined && (better || container.labels.size === 0)) container.labels = facts.labels;
  if (facts.createdAtNs !== undefined && (better || container.createdAtNs === 0n))
    container.createdAtNs = facts.createdAtNs;
  if (facts.cgroupPaths !== undefined && facts.cgroupPaths.length > 0)
    container.cgroupPaths = [...new Set([...container.cgroupPaths, ...facts.cgroupPaths])].slice(-8);
  const pod = { ...podOfLabels(facts.labels ?? new Map()), ...facts.pod };
  container.pod = better ? { ...container.pod, ...pod } : { ...pod, ...container.pod };
  if (facts.isSandbox === true || (facts.labels !== undefined && isSandboxByLabels(facts.labels)))
    container.isSandbox = true;
  if (rank > container.rank) container.rank = rank;
}
