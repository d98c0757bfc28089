/**
 * The agent: what comes from the probe goes into the spool, and from the spool to every sink.
 *
 *     probe's socket ─► probe link ─► spool (signals, events) ─► runner per sink ─► sink
 *
 * SIGHUP reads the configuration again: sinks that did not change go on undisturbed. Whoever starts it has given up root before
 * (drop-rights.ts).
 */
import type { Server as MetricsServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { create } from '@bufbuild/protobuf';
import { Agent as AgentService } from '../wire/agent.gen.ts';
import { type HostFacts, LossSchema } from '../wire/host.gen.ts';
import { type AgentStatus, AgentStatusSchema, SpoolStatusSchema } from '../wire/ingest.gen.ts';
import { type LocalServer, serveLocal } from '../wire/local-server.ts';
import { type ClaimedSocket, claimLocalSocket } from '../wire/local-socket.ts';
import { RecordClass } from '../wire/record.gen.ts';
import { DeadLetters } from './dead-letters.ts';
import { metricsText, serveMetrics } from './metrics.ts';
import { ProbeLink, type Wanted } from './probe-link.ts';
import type { AgentSettings, SinkSettings } from './settings.ts';
import { misconfiguredStatus, SinkRunner } from './sink-runner.ts';
import type { Heartbeat } from './sinks/server.ts';
import { Spool } from './spool/spool.ts';

export interface AgentOptions {
  readonly version: string;
  /** Facts for heartbeats. */
  readonly host: HostFacts;
  /** Reads the configuration. Sinks ask for heartbeats by `heartbeat`. */
  readonly loadSettings: (heartbeat: () => Promise<Heartbeat>) => AgentSettings;
  /** A line for the person who started it. */
  readonly say: (text: string) => void;
}

/** How long sinks may finish the batch under way when the agent ends or a sink changes. */
const GRACE_MS = 3000;
const STATUS_CACHE_MS = 1000;

interface RunningSink {
  readonly settings: SinkSettings;
  readonly runner: SinkRunner | null;
}

/** See the head of the file. */
export class Agent {
  readonly #options: AgentOptions;
  readonly #startUnixNs = BigInt(Date.now()) * 1_000_000n;
  readonly #settingsAtStart: AgentSettings;
  #settings: AgentSettings;
  #signals!: Spool;
  #events!: Spool;
  #sinks: RunningSink[] = [];
  #link: ProbeLink | null = null;
  #server: LocalServer | null = null;
  #metrics: { server: MetricsServer; key: string } | null = null;
  #lock: { server: Server; claimed: ClaimedSocket } | null = null;
  #reloading: Promise<void> = Promise.resolve();
  #probeStatus: { atMs: number; heartbeat: Promise<Heartbeat> } | null = null;

  private constructor(options: AgentOptions) {
    this.#options = options;
    this.#settings = options.loadSettings(() => this.#heartbeat());
    this.#settingsAtStart = this.#settings;
  }

  /** Starts, or says in a sentence why it cannot. */
  static async start(options: AgentOptions): Promise<Agent | string> {
    const agent = new Agent(options);
    const problem = await agent.#start();
    if (problem === null) return agent;
    await agent.stop();
    return problem;
  }

  async #start(): Promise<string | null> {
    const { stateFolder, spool, agentSocket } = this.#settings;
    const lockServer = createServer((socket) => socket.destroy());
    const claimed = await claimLocalSocket(lockServer, { path: join(stateFolder, 'lock'), gid: null });
    if ('reason' in claimed) {
      return claimed.reason === 'taken'
        ? `another agent uses ${stateFolder}; stop it first, or give this one an agent.state_dir of its own`
        : claimed.message;
    }
    lockServer.unref();
    this.#lock = { server: lockServer, claimed };
    try {
      const common = { ageMsMax: spool.ageMsMax, sync: spool.sync };
      this.#signals = new Spool({
        ...common,
        folder: join(stateFolder, 'spool', 'signals'),
        bytesMax: spool.signalsBytesMax,
      });
      this.#events = new Spool({
        ...common,
        folder: join(stateFolder, 'spool', 'events'),
        bytesMax: spool.eventsBytesMax,
        // Events are dropped under pressure anyway; a second of them is no reason to wake the disk for each batch.
        sync: spool.sync === 'flush' ? 'second' : spool.sync,
      });
    } catch (error) {
      return `cannot use the spool in ${stateFolder}: ${(error as Error).message}`;
    }
    await this.#apply();
    const server = await serveLocal({ path: agentSocket, gid: process.getgid?.() ?? null }, (router) => {
      router.service(AgentService, { getAgentStatus: () => ({ agent: this.status() }) });
    });
    if ('reason' in server) this.#options.say(`${server.message}; \`shrike status\` will not see this agent`);
    else this.#server = server;
    return null;
  }

  /** Makes what runs be what is configured. */
  async #apply(): Promise<void> {
    const { sinks, problems, stateFolder, probeSocket } = this.#settings;
    for (const problem of problems) this.#options.say(problem);
    this.#applyMetrics();
    const kept: RunningSink[] = [];
    const ended: Promise<void>[] = [];
    for (const running of this.#sinks) {
      const same = sinks.some(
        ({ name, fingerprint }) => name === running.settings.name && fingerprint === running.settings.fingerprint,
      );
      if (same && running.runner !== null) kept.push(running);
      else if (running.runner !== null) ended.push(running.runner.stop(GRACE_MS));
    }
    await Promise.all(ended);
    // A sink that cannot run yet keeps its place: what comes meanwhile waits for it.
    const names = sinks.map(({ name }) => name);
    this.#signals.setReaders(names);
    this.#events.setReaders(sinks.filter((sink) => sink.filter.classes.has(RecordClass.EVENT)).map(({ name }) => name));
    this.#sinks = sinks.map((settings) => {
      const running = kept.find((one) => one.settings.name === settings.name);
      if (running !== undefined) return running;
      return { settings, runner: settings.make === null ? null : this.#run(settings, stateFolder) };
    });
    const wanted = wantedBy(sinks);
    if (this.#link !== null && this.#linkKey === `${probeSocket} ${JSON.stringify(wanted)}`) return;
    await this.#link?.stop();
    this.#linkKey = `${probeSocket} ${JSON.stringify(wanted)}`;
    this.#link = new ProbeLink({ path: probeSocket, signals: this.#signals, events: this.#events, wanted });
  }

  #linkKey = '';

  #applyMetrics(): void {
    const { metrics } = this.#settings;
    const key = JSON.stringify(metrics);
    if ((this.#metrics?.key ?? 'null') === key) return;
    this.#metrics?.server.close();
    this.#metrics =
      metrics === null ? null : { key, server: serveMetrics(metrics, () => this.#metricsText(), this.#options.say) };
  }

  async #metricsText(): Promise<string> {
    const { probe, agent } = await this.#heartbeat();
    return metricsText(probe, agent);
  }

  #run(settings: SinkSettings, stateFolder: string): SinkRunner {
    const { name, filter, retry, deadBytesMax } = settings;
    const runner = new SinkRunner({
      name,
      sink: settings.make!(),
      filter,
      retry,
      deadLetters: new DeadLetters(join(stateFolder, 'dead', `${name}.jsonl`), deadBytesMax),
      spools: filter.classes.has(RecordClass.EVENT) ? [this.#signals, this.#events] : [this.#signals],
    });
    runner.start();
    return runner;
  }

  /** Reads the configuration again. What a reload cannot change is said. */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(async () => {
      this.#settings = this.#options.loadSettings(() => this.#heartbeat());
      const { stateFolder, spool, agentSocket } = this.#settingsAtStart;
      if (
        JSON.stringify([stateFolder, spool, agentSocket]) !==
        JSON.stringify([this.#settings.stateFolder, this.#settings.spool, this.#settings.agentSocket])
      ) {
        this.#options.say('agent.state_dir, agent.socket and agent.spool.* change with the next start');
        this.#settings = { ...this.#settings, stateFolder, spool, agentSocket };
      }
      await this.#apply();
      this.#options.say(`sinks: ${this.#sinks.map(({ settings }) => settings.name).join(', ') || 'none'}`);
    });
    return this.#reloading;
  }

  status(): AgentStatus {
    const link = this.#link;
    const dropped = this.#signals.dropped + this.#events.dropped;
    const oldestMs = Math.max(this.#signals.oldestAgeMs ?? 0, this.#events.oldestAgeMs ?? 0);
    const losses = [
      { reason: 'size_or_age', about: 'signal', count: this.#signals.dropped },
      { reason: 'size_or_age', about: 'event', count: this.#events.dropped },
      { reason: 'damaged', about: 'signal', count: this.#signals.damaged },
      { reason: 'damaged', about: 'event', count: this.#events.damaged },
      { reason: 'disk_refused', about: 'event', count: link?.eventsDropped ?? 0 },
    ];
    return create(AgentStatusSchema, {
      version: this.#options.version,
      pid: process.pid,
      startTimeUnixNs: this.#startUnixNs,
      probeConnected: link?.isConnected ?? false,
      residentBytes: BigInt(process.memoryUsage.rss()),
      spool: create(SpoolStatusSchema, {
        records: BigInt(this.#signals.end - this.#signals.start + this.#events.end - this.#events.start),
        bytes: BigInt(this.#signals.bytes + this.#events.bytes),
        bytesMax: BigInt(this.#settings.spool.signalsBytesMax + this.#settings.spool.eventsBytesMax),
        oldestTimeUnixNs: oldestMs === 0 ? 0n : BigInt(Math.round(Date.now() - oldestMs)) * 1_000_000n,
        written: BigInt(this.#signals.written + this.#events.written),
        dropped: BigInt(dropped),
        problem: link?.diskProblem ?? '',
      }),
      sinks: this.#sinks.map(({ settings, runner }) =>
        runner === null
          ? misconfiguredStatus(settings.name, settings.kind, settings.problems.join('; '))
          : runner.status(),
      ),
      losses: losses
        .filter(({ count }) => count > 0)
        .map(({ reason, about, count }) => create(LossSchema, { stage: 'spool', reason, about, count: BigInt(count) })),
      // Those of sinks stand with the sinks.
      problems: [
        ...generalProblems(this.#settings),
        ...(link === null || link.isConnected ? [] : [`probe: ${link.problem}`]),
      ],
    });
  }

  /** What servers are told; several sinks share one look. */
  #heartbeat(): Promise<Heartbeat> {
    if (this.#probeStatus === null || performance.now() - this.#probeStatus.atMs > STATUS_CACHE_MS) {
      this.#probeStatus = { atMs: performance.now(), heartbeat: this.#look() };
    }
    return this.#probeStatus.heartbeat;
  }

  async #look(): Promise<Heartbeat> {
    const answer = (await this.#link?.status()) ?? null;
    return { host: answer?.host ?? this.#options.host, probe: answer?.probe ?? null, agent: this.status() };
  }

  /** Ends: sinks get a moment for the batch under way, the rest stays in the spool. */
  async stop(): Promise<void> {
    await this.#reloading;
    await this.#link?.stop();
    await Promise.all(this.#sinks.map(({ runner }) => runner?.stop(GRACE_MS)));
    await this.#server?.close();
    this.#metrics?.server.close();
    this.#signals?.close();
    this.#events?.close();
    this.#lock?.claimed.release();
    this.#lock?.server.close();
  }
}

/** What all sinks together need from the probe. Signals and internal records are always kept. */
function wantedBy(sinks: readonly SinkSettings[]): Wanted {
  const withEvents = sinks.filter(({ filter }) => filter.classes.has(RecordClass.EVENT));
  const classes = [RecordClass.SIGNAL, RecordClass.INTERNAL];
  if (withEvents.length === 0) return { classes, eventTypes: [] };
  const types = withEvents.map(({ filter }) => filter.types);
  return {
    classes: [...classes, RecordClass.EVENT],
    eventTypes: types.includes(null) ? [] : [...new Set(types.flatMap((set) => [...set!]))].sort(),
  };
}

function generalProblems({ problems, sinks }: AgentSettings): string[] {
  const ofSinks = new Set(sinks.flatMap((sink) => sink.problems));
  return problems.filter((problem) => !ofSinks.has(problem));
}
