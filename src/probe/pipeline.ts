/**
 * Every stage of the event path, in order, on one screen:
 *
 *     record ─► check ─► process tree ─► event with context ─► rules ─► rate limit ─► signal
 *                                             └─► watchers (live tail, recording of events)
 *
 * Nothing here awaits, throws or blocks. A bug inside a stage is caught at the edge of `handle`, counted, and never stops
 * the next record.
 */
import { checkRecord } from '../decode/decoder.ts';
import type { RecordView } from '../decode/record-view.ts';
import { ForkRecord as ForkAccess, Header, RECORD_NAMES, RecordType } from '../decode/records.gen.ts';
import type { CgroupResolver } from '../enrich/container/cgroup-resolver.ts';
import { type EventType, RuntimeEvent } from '../enrich/event.ts';
import { execRecord, exitRecord, forkRecord } from '../enrich/life-cycle.ts';
import type { ProcessTree } from '../enrich/process/process-tree.ts';
import { RateLimiter } from '../signals/rate-limit.ts';

/** What evaluates rules: a compiled rule set. */
export interface Evaluator<Rule> {
  /** Calls `onMatch` for each rule that holds, in the order of the rule set. */
  evaluate(event: RuntimeEvent, onMatch: (rule: Rule, event: RuntimeEvent) => void): void;
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
}

export interface PipelineOptions<Rule extends PipelineRule> {
  readonly tree: ProcessTree;
  readonly cgroups: CgroupResolver;
  /** A match that passed the rate limit. The event is only valid during the call. */
  readonly onSignal: (rule: Rule, event: RuntimeEvent) => void;
  readonly hostname: string;
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
  };
  readonly suppressedByRule = new Map<string, number>();
  readonly tree: ProcessTree;
  readonly event = new RuntimeEvent();
  /** First bug of a stage, for the log and for tests that must fail on it. */
  firstError: unknown = null;
  #evaluator: Evaluator<Rule> | null = null;
  #watchers: ((event: RuntimeEvent) => void)[] = [];
  readonly #options: PipelineOptions<Rule>;
  readonly #limiter = new RateLimiter();
  /** Last sequence number by ring and CPU. */
  readonly #sequences: bigint[][] = [[], []];

  constructor(options: PipelineOptions<Rule>) {
    this.#options = options;
    this.tree = options.tree;
    this.event.hostname = options.hostname;
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
    const last = this.#sequences[ring]![cpu];
    if (last !== undefined && seq > last + 1n) this.counts.missing += Number(seq - last - 1n);
    this.#sequences[ring]![cpu] = seq;
  }

  #dispatch(type: number, view: RecordView): void {
    const { tree } = this;
    const { cgroups } = this.#options;
    switch (type) {
      case RecordType.fork: {
        const record = forkRecord(view);
        cgroups.note(cgroupKey(view), record.cgroupPath ?? '', record.cgroupLegacyPath ?? '', record.timestampNs);
        tree.onFork(record);
        break;
      }
      case RecordType.exec: {
        const record = execRecord(view);
        cgroups.note(cgroupKey(view), record.cgroupPath ?? '', record.cgroupLegacyPath ?? '', record.timestampNs);
        tree.onExec(record);
        break;
      }
      case RecordType.exit:
        tree.onExit(exitRecord(view));
        break;
      default:
    }
    const { event } = this;
    const entry = tree.lookup(ForkAccess.taskPid(view), ForkAccess.taskStartNs(view), ForkAccess.taskExecId(view));
    tree.noteParent(entry, ForkAccess.taskPpid(view));
    event.set(RECORD_NAMES[type] as EventType, view, entry);
    const cgroup = cgroupKey(view);
    event.cgroup =
      entry.source === 'snapshot'
        ? cgroups.lookup(cgroup, entry.pid, entry.cgroupPath, entry.cgroupLegacyPath)
        : cgroups.lookup(cgroup, entry.pid);
    event.cgroupCreatedAtNs = cgroups.createdAtNs(cgroup);
    if (event.cgroupCreatedAtNs !== 0n) event.cgroupCreatedAtNs += event.wallOffsetNs;
    this.counts.events++;
    for (const watcher of this.#watchers) watcher(event);
    this.#evaluator?.evaluate(event, this.#onMatch);
  }

  readonly #onMatch = (rule: Rule, event: RuntimeEvent): void => {
    this.counts.matches++;
    if (rule.silent) return;
    if (!this.#limiter.allow(limitKey(rule, event), rule.everyNs ?? null, event.bootTimeNs)) {
      this.counts.suppressed++;
      this.suppressedByRule.set(rule.id, (this.suppressedByRule.get(rule.id) ?? 0) + 1);
      return;
    }
    this.counts.signals++;
    this.#options.onSignal(rule, event);
  };
}

/** What a rule's limit is kept by: its id, and the values of its token. */
function limitKey(rule: PipelineRule, event: RuntimeEvent): string {
  if (rule.limiterToken === undefined || rule.limiterToken.length === 0) return rule.id;
  return [rule.id, ...rule.limiterToken.map((read) => String(read(event)))].join('\0');
}

/** Number of the root of every hierarchy (kernfs). */
const ROOT_CGROUP = 1n;

/**
 * Key of a cgroup: where a v1 hierarchy is in use its id tells containers apart, marked so that ids cannot collide. A
 * process at the root of the v1 hierarchy is known by its v2 group.
 */
function cgroupKey(view: RecordView): bigint {
  const legacy = ForkAccess.taskCgroupV1Id(view);
  return legacy <= ROOT_CGROUP ? ForkAccess.taskCgroupId(view) : legacy | (1n << 63n);
}
