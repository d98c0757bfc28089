/**
 * Every stage of the event path, in order, on one screen:
 *
 *     record ─► check ─► process tree ─► event with context ─► rules ─► kill… ─► rate limit ─► hash… ─► signal
 *                                             └─► watchers (live tail, recording of events)
 *
 * Nothing here awaits, throws or blocks. A bug inside a stage is caught at the edge of `handle`, counted, and never stops
 * the next record.
 */
import { DOOR_IO_URING } from '../../schema/calls.ts';
import { checkRecord } from '../decode/decoder.ts';
import type { RecordView } from '../decode/record-view.ts';
import {
  CapabilitiesRecord,
  ForkRecord as ForkAccess,
  Header,
  RECORD_NAMES,
  RecordType,
  SHARED_FIELDS,
} from '../decode/records.gen.ts';
import { bornInto, followCgroup, isContainerEntry, noteCgroups } from '../enrich/cgroup-life.ts';
import type { CgroupResolver } from '../enrich/container/cgroup-resolver.ts';
import { type Container, NO_CGROUP } from '../enrich/container/container.ts';
import { CredentialWatch } from '../enrich/credentials/credential-watch.ts';
import { noteCapabilities } from '../enrich/credentials/used-capabilities.ts';
import { type CredentialsBefore, type EventType, RuntimeEvent } from '../enrich/event.ts';
import { execRecord, exitRecord, forkRecord, taskRecord } from '../enrich/life-cycle.ts';
import { NetworkEnricher, type PacketEvent } from '../enrich/network/network-enricher.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import type { ProcessTree } from '../enrich/process/process-tree.ts';
import { attackOn } from '../enrich/self-protection.ts';
import { Reaction } from '../respond/reaction.ts';
import type { MatchedPart } from '../rules/language/index.ts';
import type { ActionOutcome, RuleEnvironment } from '../rules/policy/apply-actions.ts';
import type { LogStep, ResponseStep } from '../rules/policy/rule-set.ts';
import { HoldQueue, type ReleaseReason } from '../signals/hold-queue.ts';
import { RateLimiter } from '../signals/rate-limit.ts';

/** What evaluates rules: a compiled rule set. */
export interface Evaluator<Rule> {
  /** Calls `onMatch` for each rule that holds, in the order of the rule set. */
  evaluate(event: RuntimeEvent, onMatch: OnMatch<Rule>, which?: 'all' | 'prompt' | 'late'): void;
  /** Whether rules of this event type read what only a container's runtime can tell. */
  hasLateRules?(eventType: EventType): boolean;
  /** Takes an event for a match of a rule that did not match it: the kernel has decided. */
  raise?(ruleId: string, event: RuntimeEvent, onMatch: OnMatch<Rule>): void;
  /** Evaluates what still waits a last time. */
  stop?(): void;
}

export type OnMatch<Rule> = (rule: Rule, event: RuntimeEvent, match: RuleMatch) => void;

/** What is known of a match beside rule and event. */
export interface RuleMatch {
  /** What the actions have done already, and what is left to do. */
  readonly actions: ActionOutcome;
  /** What the rule could read beside the event. */
  readonly environment: RuleEnvironment<RuntimeEvent>;
  /** The parts of the rule that decided, where only the moment before the actions can tell; else null. */
  readonly parts: readonly MatchedPart[] | null;
  /** What the response has set going; made by the pipeline. */
  reaction: Reaction;
}

/** Who carries out what rules want done to the system. */
export interface PipelineResponder {
  /** At every match: what must not wait. */
  enforce(rule: PipelineRule, event: RuntimeEvent, steps: readonly ResponseStep[], reaction: Reaction): void;
  /** At every match that becomes a signal. */
  investigate(event: RuntimeEvent, steps: readonly ResponseStep[], reaction: Reaction): void;
  /** At every match with log actions. */
  log(rule: PipelineRule, event: RuntimeEvent, steps: readonly LogStep[]): void;
  noteExit(entry: ProcessEntry, timestampNs: bigint): void;
  /** After rules: the rule by which the kernel refused the call, though the event did not match it; else null. */
  refusedBy?(event: RuntimeEvent): string | null;
}

/** What the pipeline needs to know of a rule. */
export interface PipelineRule {
  readonly id: string;
  readonly silent: boolean;
  /** Least time between two signals in ns; 0n: no limit; absent: the built-in limit. */
  readonly everyNs?: bigint;
  /** Values by which the limit is kept apart: one limit per tuple. */
  readonly limiterToken?: readonly ((event: RuntimeEvent) => unknown)[];
}

/** Counters of user space; all only grow. */
export interface PipelineCounts {
  records: number;
  malformed: number;
  /** Records that the kernel numbered but that never came. */
  missing: number;
  events: number;
  matches: number;
  signals: number;
  suppressed: number;
  stageErrors: number;
  /** Events and matches of containers that are not wanted. */
  excluded: number;
}

export interface PipelineOptions<Rule extends PipelineRule> {
  readonly tree: ProcessTree;
  readonly cgroups: CgroupResolver;
  /** A match that passed the rate limit. The event is only valid during the call. */
  readonly onSignal: OnMatch<Rule>;
  /** Absent: nothing acts (replay). */
  readonly responder?: PipelineResponder | undefined;
  readonly hostname: string;
  /** The limit of rules that do not say another: signals a second, and at once. */
  readonly signalsPerSecond?: number | undefined;
  readonly signalsBurst?: number | undefined;
  /** Tells when a container that is still being asked for has been described; absent: nothing ever waits. */
  readonly whenSettled?: (container: Container, callback: () => void) => void;
  /** A process runs another program now. */
  readonly onExec?: (entry: ProcessEntry) => void;
  /** A process has just become the program that a container was to run. */
  readonly onContainerEntry?: (entry: ProcessEntry) => void;
  /** Most events that wait for their container, and for how long. */
  readonly heldMax?: number;
  readonly holdMs?: number;
  /** Reads packets; default one of its own. */
  readonly network?: NetworkEnricher;
  /** The sensor's own process, for acts against it; absent in a replay. */
  readonly selfPid?: number;
}

/** One instance per source of records. */
export class Pipeline<Rule extends PipelineRule> {
  readonly counts: PipelineCounts = {
    records: 0,
    malformed: 0,
    missing: 0,
    events: 0,
    matches: 0,
    signals: 0,
    suppressed: 0,
    stageErrors: 0,
    excluded: 0,
  };
  readonly suppressedByRule = new Map<string, number>();
  readonly tree: ProcessTree;
  readonly network: NetworkEnricher;
  readonly event = new RuntimeEvent();
  /** First bug of a stage, for the log and for tests that must fail on it. */
  firstError: unknown = null;
  #evaluator: Evaluator<Rule> | null = null;
  #watchers: ((event: RuntimeEvent) => void)[] = [];
  #settledWatchers: ((event: RuntimeEvent) => void)[] = [];
  readonly #options: PipelineOptions<Rule>;
  readonly #limiter: RateLimiter;
  readonly #credentials = new CredentialWatch();
  /** Last sequence number by ring and CPU. */
  readonly #sequences: bigint[][] = [[], [], []];

  constructor(options: PipelineOptions<Rule>) {
    this.#options = options;
    this.#limiter = new RateLimiter(options.signalsPerSecond, options.signalsBurst);
    this.tree = options.tree;
    this.network = options.network ?? new NetworkEnricher();
    this.event.hostname = options.hostname;
    this.event.addressNames = this.network.names;
    this.#hold = new HoldQueue<Waiting>({
      entriesMax: options.heldMax ?? 512,
      holdMs: options.holdMs ?? 6000,
      release: ({ event, action }) => {
        // Only now it may be known that the container is not wanted.
        if (event.cgroup.container?.excluded) {
          this.counts.excluded++;
          return;
        }
        try {
          action(event);
        } catch (error) {
          this.counts.stageErrors++;
          this.firstError ??= error;
        }
      },
    });
  }

  /** Swaps the rule set between two events. */
  setRules(evaluator: Evaluator<Rule> | null): void {
    this.#evaluator = evaluator;
  }

  /** Calls `watcher` with every event, before rules. */
  watch(watcher: (event: RuntimeEvent) => void): () => void {
    this.#watchers.push(watcher);
    return () => {
      this.#watchers = this.#watchers.filter((w) => w !== watcher);
    };
  }

  /** As {@link watch}, but an event of a container that is being asked for comes when that is over, out of order. */
  watchSettled(watcher: (event: RuntimeEvent) => void): () => void {
    this.#settledWatchers.push(watcher);
    return () => {
      this.#settledWatchers = this.#settledWatchers.filter((w) => w !== watcher);
    };
  }

  /** Wall clock minus boot clock, ns; kept up to date by whoever owns the clock. */
  setWallOffset(ns: bigint): void {
    this.event.wallOffsetNs = ns;
  }

  /**
   * Takes one record at `view.base`.
   * @param ring 0 urgent, 1 events
   * @param length bytes available
   */
  handle(ring: number, view: RecordView, length: number): void {
    this.counts.records++;
    try {
      const type = checkRecord(view, length);
      if (typeof type !== 'number') {
        this.counts.malformed++;
        return;
      }
      this.#follow(ring, view);
      this.#dispatch(type, view);
    } catch (error) {
      this.counts.stageErrors++;
      this.firstError ??= error;
    }
  }

  /** Sequence numbers: a gap is a loss that the kernel has counted too. */
  #follow(ring: number, view: RecordView): void {
    const cpu = Header.cpu(view);
    const seq = Header.seq(view);
    const sequences = this.#sequences[ring];
    if (sequences === undefined) return;
    const last = sequences[cpu];
    if (last !== undefined && seq <= last) {
      // An interrupt took its number later and delivered earlier: what seemed missing has come.
      if (this.counts.missing > 0) this.counts.missing--;
      return;
    }
    if (last !== undefined && seq > last + 1n) {
      this.counts.missing += Number(seq - last - 1n);
      // What explains a change of credentials may be among them.
      this.#credentials.forget();
    }
    sequences[cpu] = seq;
  }

  #dispatch(type: number, view: RecordView): void {
    const { tree } = this;
    const { cgroups } = this.#options;
    switch (type) {
      case RecordType.fork: {
        const record = forkRecord(view);
        noteCgroups(record, ForkAccess.taskCgroupV1Id(view), cgroups);
        tree.onFork(record);
        break;
      }
      case RecordType.exec: {
        const record = execRecord(view);
        noteCgroups(record, ForkAccess.taskCgroupV1Id(view), cgroups);
        const entry = tree.onExec(record);
        this.#options.onExec?.(entry);
        if (isContainerEntry(entry)) this.#options.onContainerEntry?.(entry);
        break;
      }
      case RecordType.exit:
        tree.onExit(exitRecord(view));
        break;
      case RecordType.cgroup_made:
      case RecordType.cgroup_removed:
      case RecordType.cgroup_joined:
        followCgroup(type, view, tree, cgroups);
        return;
      default:
    }
    const { event } = this;
    const name = RECORD_NAMES[type] as EventType;
    if (PACKET_RECORDS.has(name)) {
      this.network.read(name as PacketEvent, view, (packetType, facts) => {
        this.#point(packetType, view);
        this.event.network = facts;
        if (packetType === 'dns') this.network.statistics.noteProgram(event.process.image.file.path);
        this.#emit();
      });
      return;
    }
    if (type === RecordType.capabilities) this.#noteCapabilities(view);
    const finding = this.#credentials.observe(type, view, door(type, view) === DOOR_IO_URING);
    const target = this.#targetOf(type, view);
    this.#point(name, view, target, finding.before);
    if (finding.unexplained) {
      event.retype('credential_change', null, finding.before);
      this.#emit();
      event.retype(name, target, finding.before);
    }
    this.#emit();
    const { process } = event;
    const attack = attackOn(type, view, this.#options.selfPid ?? 0, process.pid, target?.pid ?? 0);
    if (attack !== null) {
      event.retype('self_protection', target, null);
      event.attack = attack;
      this.#emit();
    }
    // Afterwards: rules about a change see who made it, and the change in the fields of the event.
    if (CHANGES.has(type) && ForkAccess.taskTid(view) === process.pid) tree.onChange(taskRecord(view));
  }

  /** Points the event at a record, with its process and cgroup. */
  #point(
    name: EventType,
    view: RecordView,
    target: ProcessEntry | null = null,
    before: CredentialsBefore | null = null,
  ): void {
    const { event, tree } = this;
    const { cgroups } = this.#options;
    const entry = tree.lookup(ForkAccess.taskPid(view), ForkAccess.taskStartNs(view), ForkAccess.taskExecId(view));
    event.set(name, view, entry, target, before);
    // Nobody is known to own the socket of a packet.
    if (entry.pid === 0) {
      event.cgroup = NO_CGROUP;
      return;
    }
    tree.noteParent(entry, ForkAccess.taskPpid(view));
    const cgroup = cgroups.of(ForkAccess.taskCgroupId(view), ForkAccess.taskCgroupV1Id(view), entry.pid);
    if (name === 'fork') bornInto(entry, cgroup, cgroups);
    // Unknown ids are being looked up; a process that was there before the start has a path.
    event.cgroup = cgroup === NO_CGROUP ? entry.cgroup : cgroup;
    if (entry.cgroup !== event.cgroup) tree.placeIn(entry, event.cgroup);
  }

  #emit(): void {
    const { event } = this;
    if (event.cgroup.container?.excluded) {
      this.counts.excluded++;
      return;
    }
    this.counts.events++;
    for (const watcher of this.#watchers) watcher(event);
    for (const watcher of this.#settledWatchers) this.#settled(event, watcher);
    this.#evaluate(event);
    const refusedBy = this.#options.responder?.refusedBy?.(event) ?? null;
    if (refusedBy !== null) this.#evaluator?.raise?.(refusedBy, event, this.#onMatch);
    if (event.type === 'exit') this.#options.responder?.noteExit(event.process, event.timestampNs);
    this.#kept = null;
  }

  /** Rules that read what a runtime tells about a container are evaluated when it has been told; the others at once. */
  #evaluate(event: RuntimeEvent): void {
    const evaluator = this.#evaluator;
    if (evaluator === null) return;
    if (event.cgroup.container?.state !== 'pending' || !evaluator.hasLateRules?.(event.type)) {
      evaluator.evaluate(event, this.#onMatch);
      return;
    }
    evaluator.evaluate(event, this.#onMatch, 'prompt');
    this.#settled(event, (kept) => evaluator.evaluate(kept, this.#onMatch, 'late'));
  }

  /** A copy of the present event, made once for all who wait. */
  #kept: RuntimeEvent | null = null;

  /** Does something with the event as soon as its container is described: mostly at once. */
  #settled(event: RuntimeEvent, action: (event: RuntimeEvent) => void): void {
    const { container } = event.cgroup;
    if (container === null || container.state !== 'pending') {
      action(event);
      return;
    }
    if (event === this.event) this.#kept ??= event.keep();
    const held = this.#hold.hold({ event: event === this.event ? this.#kept! : event, action }, [CONTAINER_FACT]);
    this.#options.whenSettled?.(container, () => held.settle(CONTAINER_FACT));
  }

  readonly #hold: HoldQueue<Waiting>;

  /** Of those that wait for their container: how many, and how they left. */
  get held(): { waiting: number; released: Readonly<Record<ReleaseReason, number>> } {
    return { waiting: this.#hold.size, released: this.#hold.released };
  }

  /** Lets go of everything that waits. */
  stop(): void {
    this.#evaluator?.stop?.();
    this.#hold.stop();
  }

  /** Before the event itself: rules read all that the program has asked for, this time included. */
  #noteCapabilities(view: RecordView): void {
    const entry = this.tree.lookup(ForkAccess.taskPid(view), ForkAccess.taskStartNs(view), ForkAccess.taskExecId(view));
    noteCapabilities(entry, { attempted: CapabilitiesRecord.attempted(view), used: CapabilitiesRecord.used(view) });
  }

  /** Who something is done to, null when the record has nobody, or a number that nobody has. */
  #targetOf(type: number, view: RecordView): ProcessEntry | null {
    const at = SHARED_FIELDS.target_pid[type] ?? 0;
    if (at === 0) return null;
    const pid = view.u32[(view.base + at) >>> 2]!;
    const startNs = view.u64[(view.base + SHARED_FIELDS.target_start_ns[type]!) >>> 3]!;
    if (startNs === 0n) return pid === 0 ? null : this.tree.peek(pid);
    return this.tree.lookup(pid, startNs, view.u64[(view.base + SHARED_FIELDS.target_exec_id[type]!) >>> 3]!);
  }

  readonly #onMatch = (rule: Rule, event: RuntimeEvent, match: RuleMatch): void => {
    this.counts.matches++;
    const { responder } = this.#options;
    const { responses, logs } = match.actions;
    if (logs.length > 0) responder?.log(rule, event, logs);
    const responds = responder !== undefined && responses.length > 0;
    if (responds) {
      match.reaction = new Reaction();
      responder.enforce(rule, event, responses, match.reaction);
    }
    if (rule.silent) return;
    if (!this.#limiter.allow(limitKey(rule, event), rule.everyNs ?? null, event.bootTimeNs)) {
      this.counts.suppressed++;
      this.suppressedByRule.set(rule.id, (this.suppressedByRule.get(rule.id) ?? 0) + 1);
      return;
    }
    if (responds) responder.investigate(event, responses, match.reaction);
    this.#settled(event, (settled) => {
      this.counts.signals++;
      this.#options.onSignal(rule, settled, match);
    });
  };
}

/** The one fact that the pipeline lets events wait for. */
const CONTAINER_FACT = 'container';

interface Waiting {
  readonly event: RuntimeEvent;
  readonly action: (event: RuntimeEvent) => void;
}

/** Records that become events only when they have been read. */
const PACKET_RECORDS: ReadonlySet<string> = new Set(['dns', 'failed_dns', 'imds', 'packet']);
/** Records after which a process is another one than before. */
const CHANGES: ReadonlySet<number> = new Set([
  RecordType.setuid,
  RecordType.setgid,
  RecordType.capset,
  RecordType.unshare,
  RecordType.setns,
]);

/** Which call it was, 0 where the record has none. */
function door(type: number, view: RecordView): number {
  const at = SHARED_FIELDS.door[type] ?? 0;
  return at === 0 ? 0 : view.u32[(view.base + at) >>> 2]!;
}

/** What a rule's limit is kept by: its id, and the values of its token. */
function limitKey(rule: PipelineRule, event: RuntimeEvent): string {
  if (rule.limiterToken === undefined || rule.limiterToken.length === 0) return rule.id;
  return [rule.id, ...rule.limiterToken.map((read) => String(read(event)))].join('\0');
}
