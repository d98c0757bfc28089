/**
 * The running probe: sensor, process tree and names wired to the pipeline. Also the same without a kernel, for recordings.
 */
import { hostname } from 'node:os';
import { loadNative } from '../capture/native.ts';
import { OWN_RECORDS, type RecordSink, type RecordSource } from '../capture/source.ts';
import { RecordView } from '../decode/record-view.ts';
import { CgroupResolver } from '../enrich/container/cgroup-resolver.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import { NetworkEnricher } from '../enrich/network/network-enricher.ts';
import type { PublicAddresses } from '../enrich/network/public-addresses.ts';
import { Packages } from '../enrich/package/packages.ts';
import { ProcReader } from '../enrich/process/proc-reader.ts';
import { ProcessTree } from '../enrich/process/process-tree.ts';
import { ProcessUpkeep } from '../enrich/process/process-upkeep.ts';
import { takeStartSnapshot } from '../enrich/process/start-snapshot.ts';
import { UserSessions } from '../enrich/session/user-session.ts';
import { UserNames } from '../enrich/user/user-names.ts';
import { FileHasher } from '../respond/file-hasher.ts';
import type { IsolationBackend } from '../respond/network-isolation.ts';
import type { Responder } from '../respond/responder.ts';
import { setNameSource, setPublicAddresses } from '../rules/field-readers.ts';
import { setFileFactSource, setSessionSource } from '../rules/fields/readers.ts';
import type { RuleSet } from '../rules/policy/rule-set.ts';
import type { JsonContext } from '../signals/event-json.ts';
import { FetchedFileFacts } from './file-facts.ts';
import type { NetworkFilters } from './packet-filters/network-filters.ts';
import { Pipeline, type PipelineOptions, type PipelineRule } from './pipeline.ts';
import { openResponse, type ResponseOptions } from './response.ts';
import { Sensor, type SensorOptions } from './sensor.ts';
import { Workloads, type WorkloadsOptions } from './workloads.ts';

/** How often unfinished business of the process tree is looked at; seldom, since an idle machine should stay idle. */
const UPKEEP_MS = 100;
/** How often the offset between wall clock and boot clock is looked at: the wall clock may be set. */
const CLOCK_CHECK_MS = 10_000;
const FLOW_PERIOD_MS = 10_000;

export interface ProbeOptions<Rule extends PipelineRule> {
  readonly sensor?: SensorOptions;
  readonly onSignal?: PipelineOptions<Rule>['onSignal'];
  /** Absent: rules do not act. */
  readonly response?: ResponseOptions;
  /** Sees every record before the pipeline does (a recorder). */
  readonly onRecord?: RecordSink;
  /** Where the host's /proc is mounted; default /proc. */
  readonly procRoot?: string;
  /** How containers are found out about and which are wanted. */
  readonly workloads?: WorkloadsOptions;
  /** Most events that wait for a description of their container, and for how long. */
  readonly heldMax?: number;
  readonly holdMs?: number;
  /** What is made of packets: addresses with a name that are kept (0: none), what is public, how often flows are told. */
  readonly network?: {
    readonly namesMax?: number;
    readonly publicAddresses?: PublicAddresses;
    readonly flowPeriodMs?: number;
  };
  /** Environment variables that JSON shows with their value; default none. */
  readonly shownVariables?: ReadonlySet<string>;
}

/** A probe on the running kernel. */
export class Probe<Rule extends PipelineRule = PipelineRule> {
  readonly sensor: Sensor;
  readonly pipeline: Pipeline<Rule>;
  readonly users: UserNames;
  readonly workloads: Workloads;
  readonly sessions: UserSessions;
  readonly json: JsonContext;
  /** Carries out actions of rules; null when they do not act. */
  readonly responder: Responder | null;
  readonly #closeResponse: (() => void) | undefined;
  readonly #upkeep: ProcessUpkeep;
  readonly #clockTimer: NodeJS.Timeout;
  readonly #flowTimer: NodeJS.Timeout | null;
  readonly #running: Promise<void>;
  /** Resolves when what already ran at start is in the tree. */
  readonly ready: Promise<void>;

  /** Attaches and begins. Throws `SensorError` when this machine cannot do it. */
  constructor(options: ProbeOptions<Rule>) {
    const procRoot = options.procRoot ?? '/proc';
    const native = loadNativeOrNull();
    const clock = native === null ? undefined : () => native.bootTimeNs();
    const reader = new ProcReader({ procRoot });
    const withClock = clock === undefined ? {} : { clock };
    const tree = new ProcessTree({ reader, ...withClock });
    this.users = new UserNames({ procRoot });
    this.workloads = new Workloads({ procRoot, ...options.workloads });
    this.sessions = new UserSessions({ procRoot });
    this.json = jsonContext(this.users, this.sessions, options.shownVariables ?? new Set());
    setSessionSource((entry) => this.sessions.of(entry));
    setNameSource(this.users);
    setFileFactSource(new FetchedFileFacts(new FileHasher(options.response?.hashing), new Packages({ procRoot })));
    if (options.network?.publicAddresses !== undefined) setPublicAddresses(options.network.publicAddresses);
    // The sensor comes later than what may ask it to drop packets.
    const filters = (): NetworkFilters | null => this.sensor.network?.filters ?? null;
    const packetBackend: IsolationBackend | null =
      options.sensor?.network === null
        ? null
        : {
            install: (isolation) => filters()?.install(isolation) ?? 'the network is not watched',
            remove: (isolation) => filters()?.remove(isolation),
          };
    const response =
      options.response === undefined || native === null
        ? null
        : openResponse(options.response, native, tree, packetBackend);
    this.responder = response?.responder ?? null;
    this.#closeResponse = response?.close;
    this.pipeline = new Pipeline<Rule>({
      tree,
      cgroups: this.workloads.cgroups,
      onContainerEntry: (entry) => this.users.renew(entry.namespaces.mnt, entry.pid),
      onExec: (entry) => this.sessions.noteExec(entry),
      whenSettled: (container, callback) => this.workloads.directory.whenSettled(container, callback),
      ...(options.holdMs === undefined ? {} : { holdMs: options.holdMs }),
      ...(options.heldMax === undefined ? {} : { heldMax: options.heldMax }),
      hostname: hostname(),
      signalsPerSecond: options.response?.signalsPerSecond,
      signalsBurst: options.response?.signalsBurst,
      network: new NetworkEnricher(options.network),
      onSignal: options.onSignal ?? (() => {}),
      responder: response?.responder,
      selfPid: process.pid,
    });
    this.sensor = Sensor.open(options.sensor);
    if (this.sensor.network !== null) this.sensor.network.enricher = this.pipeline.network;
    const { pipeline, sensor } = this;
    const setClock = (): void => pipeline.setWallOffset(loadNative().wallOffsetNs());
    setClock();
    this.#clockTimer = setInterval(setClock, CLOCK_CHECK_MS).unref();
    this.#upkeep = new ProcessUpkeep(tree, reader, { ...withClock, intervalMs: UPKEEP_MS });
    this.#upkeep.start();
    const { onRecord } = options;
    this.#running = sensor.source.run((ring, view, length) => {
      onRecord?.(ring, view, length);
      pipeline.handle(ring, view, length);
    });
    this.#flowTimer = this.#followFlows(options);
    this.ready = this.#prepare(tree, reader, withClock);
  }

  /** Reports flows while they are wanted. */
  #followFlows({ sensor, network, onRecord }: ProbeOptions<Rule>): NodeJS.Timeout | null {
    if (this.sensor.network === null || sensor?.network?.flows !== true) return null;
    const reporter = this.sensor.network.flowReporter((memory, bytes) => {
      const view = new RecordView(memory);
      onRecord?.(OWN_RECORDS, view, bytes);
      this.pipeline.handle(OWN_RECORDS, view, bytes);
    });
    return setInterval(() => {
      if (this.sensor.wants('network_flow_monitor')) reporter.report();
    }, network?.flowPeriodMs ?? FLOW_PERIOD_MS).unref();
  }

  async #prepare(tree: ProcessTree, reader: ProcReader, withClock: { clock?: () => bigint }): Promise<void> {
    // Records come in already: nobody is called unknown before the runtimes were looked for.
    this.workloads.directory.expectRuntimes();
    await this.users.loadHost();
    await this.workloads.start();
    for await (const _ of takeStartSnapshot(tree, reader, withClock)) {
      // Progress is of no interest here.
    }
    this.workloads.placeRunning(tree);
  }

  /** Tells the response which rules may act; records are taken at once while some end processes. */
  setResponses(set: RuleSet<RuntimeEvent>): void {
    if (this.responder === null) return;
    this.responder.setRules(set);
    this.sensor.source.prompt = [...set.rules.values()].some((r) => r.actions.some((a) => a.step.kind === 'kill'));
  }

  /** Detaches, handles what the rings still hold, and stops all background work. */
  async stop(): Promise<void> {
    clearInterval(this.#clockTimer);
    if (this.#flowTimer !== null) clearInterval(this.#flowTimer);
    this.sensor.close();
    await this.#running;
    await this.#upkeep.stop();
    this.pipeline.stop();
    this.workloads.stop();
    this.#closeResponse?.();
  }
}

/** A pipeline fed by a recording: no /proc, no clock but the recording's. */
export function createReplay<Rule extends PipelineRule>(
  source: RecordSource,
  wallOffsetNs: bigint,
  onSignal: PipelineOptions<Rule>['onSignal'],
): { pipeline: Pipeline<Rule>; json: JsonContext; run: () => Promise<void> } {
  const nobody = { userName: () => '', groupName: () => '' };
  setNameSource(nobody);
  setFileFactSource(null);
  const pipeline = new Pipeline<Rule>({
    tree: new ProcessTree({ reader: null }),
    cgroups: new CgroupResolver({ procRoot: '/nonexistent' }),
    hostname: '',
    onSignal,
  });
  pipeline.setWallOffset(wallOffsetNs);
  return {
    pipeline,
    json: { ...nobody, shownVariables: new Set() },
    run: () => source.run((ring, view, length) => pipeline.handle(ring, view, length)),
  };
}

function jsonContext(users: UserNames, sessions: UserSessions, shownVariables: ReadonlySet<string>): JsonContext {
  return {
    sessionOf: (entry) => sessions.of(entry),
    userName: (uid, mntNs, pid) => users.userName(uid, mntNs, pid),
    groupName: (gid, mntNs, pid) => users.groupName(gid, mntNs, pid),
    shownVariables,
  };
}

function loadNativeOrNull(): ReturnType<typeof loadNative> | null {
  try {
    return loadNative();
  } catch {
    return null; // Sensor.open says it better.
  }
}
