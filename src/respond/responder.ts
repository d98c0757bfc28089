/**
 * Carries out the actions of rules that act on the system or look at it: kill, network_filter, hash, coredump.
 *
 *     match ─► enforce (kill, network filter: at once, also when the rate limit keeps the signal back)
 *     signal ─► investigate (hash, coredump: in the background; the signal waits for them)
 *
 * Guards come first, in this order: nothing retroactive, enforcement switched on, origin of the rule, dismantled or
 * disarmed, own processes and excluded binaries; dry run last, so that it says what would really happen. Nothing here
 * waits or throws.
 */
import { architectureOf, buildConstants } from '../../schema/constants.ts';
import { Lru } from '../base/lru.ts';
import type { Native } from '../capture/native.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import type { ProcessEntry, ProcessLife } from '../enrich/process/process-entry.ts';
import type { ProcessTree } from '../enrich/process/process-tree.ts';
import { TokenBucket } from '../enrich/process/token-bucket.ts';
import type { LoadedRule, LogStep, ResponseStep, RuleSet } from '../rules/policy/rule-set.ts';
import {
  type CoreDumpReport,
  type DenyReport,
  type HashReport,
  type KillReport,
  type NetworkFilterReport,
  PIDS_SHOWN_MAX,
} from './action-report.ts';
import type { Decision } from './deny/decisions.ts';
import type { Denier, DenyingRule } from './deny/denier.ts';
import { Disarmer, type RuleArming } from './disarmer.ts';
import type { EnforcementOptions } from './enforcement.ts';
import type { FileHasher } from './file-hasher.ts';
import { fileOfField } from './file-of-field.ts';
import { Guards } from './guards.ts';
import { type CgroupKillResult, containerFolder, killCgroup } from './kill-cgroup.ts';
import { ProcessKiller } from './kill-process.ts';
import type { NetworkIsolation } from './network-isolation.ts';
import type { Reaction } from './reaction.ts';
import type { StartTimes } from './start-time.ts';

type Rule = LoadedRule<RuntimeEvent>;

/** Dumps caches of the sensor; gives the path of the file, or throws. */
export type DumpWriter = (
  what: {
    readonly process: boolean;
    readonly mount: boolean;
    readonly dentry: boolean;
    readonly noCompression: boolean;
  },
  event: RuntimeEvent,
) => Promise<string>;

export interface ResponderOptions {
  readonly enforcement: EnforcementOptions;
  readonly native: Native;
  readonly starts: StartTimes;
  readonly tree: ProcessTree;
  readonly hasher: FileHasher;
  readonly isolation: NetworkIsolation;
  /** Who is never touched; absent: as the configuration says. */
  readonly guards?: Guards;
  /** Absent: no calls are refused. */
  readonly denier?: Denier | undefined;
  readonly dump: DumpWriter | null;
  /** Takes a line of a log action. */
  readonly log: (level: string, text: string) => void;
}

/** Counters; they only grow. */
export interface ResponderCounts {
  kills: number;
  killsAborted: number;
  killsFailed: number;
  hashes: number;
  dumps: number;
  /** Lines of log actions that were left out because a rule logs too much. */
  logsSuppressed: number;
}

const SIGNALS = buildConstants(architectureOf(process.arch));
/** Reactions that wait for an exit at most; beyond it the signal leaves without the time of the exit. */
const EXITS_AWAITED_MAX = 4096;
const KILL = 9;
const LOG_LEVELS = new Set(['debug', 'info', 'warning', 'error']);
const LOGS_PER_SECOND = 10;
const LOGS_BURST = 40;

interface RuleInForce {
  readonly definition: string;
  readonly sinceNs: bigint;
  /** It has actions that a disarmer counts. */
  readonly acts: boolean;
}

/** See the head of the file. */
export class Responder {
  readonly counts: ResponderCounts = {
    kills: 0,
    killsAborted: 0,
    killsFailed: 0,
    hashes: 0,
    dumps: 0,
    logsSuppressed: 0,
  };
  readonly guards: Guards;
  readonly disarmer: Disarmer;
  readonly #options: ResponderOptions;
  readonly #killer: ProcessKiller;
  /** When each rule came into force as it is, ns since boot. */
  #rules = new Map<string, RuleInForce>();
  readonly #logBuckets = new Lru<string, TokenBucket>(1000);
  readonly #exits = new Map<ProcessLife, { reaction: Reaction; report: KillReport }[]>();

  constructor(options: ResponderOptions) {
    this.#options = options;
    this.#killer = new ProcessKiller(options.native, options.starts);
    this.guards = options.guards ?? new Guards(options.enforcement.excludedBinaries);
    this.disarmer = new Disarmer(options.enforcement.disarmer);
  }

  get isolation(): NetworkIsolation {
    return this.#options.isolation;
  }

  /**
   * Takes over a rule set. A rule that is new or was changed acts on what happens from now on only; filters of rules that
   * are gone are taken back.
   */
  setRules(set: RuleSet<RuntimeEvent>): void {
    const nowNs = this.#options.native.bootTimeNs();
    const rules = new Map<string, RuleInForce>();
    for (const rule of set.rules.values()) {
      if (rule.actions.length === 0) continue;
      const definition = definitionOf(rule);
      const before = this.#rules.get(rule.id);
      rules.set(
        rule.id,
        before?.definition === definition ? before : { definition, sinceNs: nowNs, acts: rule.actions.some(acts) },
      );
    }
    const kept = (ruleId: string): boolean => rules.get(ruleId) === this.#rules.get(ruleId) && rules.has(ruleId);
    this.#options.isolation.undoWhere(({ ruleId }) => !kept(ruleId));
    this.#rules = rules;
    this.denier?.setRules(this.#mayAct ? denyingRules(set) : []);
  }

  get #mayAct(): boolean {
    const { enforcement } = this.#options;
    return enforcement.enabled && enforcement.allowedSources.includes('file');
  }

  /**
   * The rule by which the kernel refused the call of an event that no rule matched, null for most: a refused exec never becomes
   * one, and a file has other names than its rule says.
   */
  refusedBy(event: RuntimeEvent): string | null {
    const { denier } = this;
    if (denier === null || !denier.isActive || event.retval !== -EPERM) return null;
    const decision = denier.claimRefused(event.process.pid, event.bootTimeNs);
    if (decision === null) return null;
    this.#claimed = decision;
    return decision.ruleId;
  }

  /** The decision that {@link refusedBy} has just handed over. */
  #claimed: Decision | null = null;

  /** The kernel has decided; this only says what. */
  #reportDenial(rule: { readonly id: string }, event: RuntimeEvent, reaction: Reaction): void {
    const report: DenyReport = { type: 'deny', status: 'error', reason: '' };
    reaction.reports.push(report);
    const { denier } = this;
    const { enforcement } = this.#options;
    if (!enforcement.enabled) report.reason = 'enforcement is switched off';
    else if (!this.#mayAct) report.reason = 'rules from files may not act';
    else if (denier === null) report.reason = 'nothing here can refuse calls';
    else {
      const decision =
        this.#claimed?.ruleId === rule.id
          ? this.#claimed
          : denier.claim(rule.id, event.type, event.process.pid, event.bootTimeNs);
      this.#claimed = null;
      if (decision !== null) {
        report.status = decision.refused ? 'performed' : 'dry_run';
        report.reason = decision.refused ? '' : 'only audit is switched on';
        return;
      }
      if (this.disarmer.isDismantled(rule.id)) report.status = 'rule_dismantled';
      report.reason =
        denier.whyNot(rule.id) ??
        (denier.state.on ? 'the kernel did not decide about this call' : 'refusing was switched off by hand');
    }
  }

  /** Refuses calls in the kernel; null where nobody can. */
  get denier(): Denier | null {
    return this.#options.denier ?? null;
  }

  /** Gives a rule back the right to act. @returns whether it had none */
  rearm(ruleId: string): boolean {
    this.denier?.setDismantled(ruleId, false);
    return this.disarmer.rearm(ruleId);
  }

  /** What holds for all rules. */
  get state(): { enabled: boolean; dryRun: boolean; exact: boolean; whyInexact: string } {
    const { enforcement, starts } = this.#options;
    return {
      enabled: enforcement.enabled && enforcement.allowedSources.includes('file'),
      dryRun: enforcement.dryRun,
      exact: starts.exact,
      whyInexact: starts.whyInexact,
    };
  }

  /** Rules that act, and rules that may not. */
  armings(): RuleArming[] {
    const known = new Map(this.disarmer.list().map((arming) => [arming.ruleId, arming]));
    for (const [ruleId, { acts }] of this.#rules) {
      if (acts && !known.has(ruleId)) known.set(ruleId, { ruleId, state: 'armed', reason: null });
    }
    return [...known.values()];
  }

  /** Takes the right to act from a rule. @returns whether there is such a rule */
  dismantle(ruleId: string): boolean {
    this.disarmer.dismantle(ruleId);
    this.denier?.setDismantled(ruleId, true);
    this.#options.isolation.undoWhere((isolation) => isolation.ruleId === ruleId);
    return this.#rules.get(ruleId)?.acts === true;
  }

  /** Carries out what must not wait for anything. */
  enforce(
    rule: { readonly id: string },
    event: RuntimeEvent,
    steps: readonly ResponseStep[],
    reaction: Reaction,
  ): void {
    for (const step of steps) {
      if (step.kind === 'kill') this.#kill(rule, event, step, reaction);
      else if (step.kind === 'network_filter') this.#isolate(rule, event, step, reaction);
      else if (step.kind === 'deny') this.#reportDenial(rule, event, reaction);
    }
  }

  /** Starts what a signal waits for. */
  investigate(event: RuntimeEvent, steps: readonly ResponseStep[], reaction: Reaction): void {
    for (const step of steps) {
      if (step.kind === 'hash') this.#hash(event, step, reaction);
      else if (step.kind === 'coredump') this.#dump(event, step, reaction);
    }
  }

  /** Writes the lines of log actions; a rule that matches all the time is cut short. */
  log(rule: { readonly id: string }, event: RuntimeEvent, steps: readonly LogStep[]): void {
    for (const { level, message } of steps) {
      if (!LOG_LEVELS.has(level)) continue;
      let bucket = this.#logBuckets.get(rule.id);
      if (bucket === undefined) {
        bucket = new TokenBucket(LOGS_PER_SECOND, LOGS_BURST);
        this.#logBuckets.set(rule.id, bucket);
      }
      if (bucket.take(event.bootTimeNs)) this.#options.log(level, `rule ${rule.id}: ${message}`);
      else this.counts.logsSuppressed++;
    }
  }

  /** A process has ended: reactions that waited for it get the time. */
  noteExit(entry: ProcessEntry, timestampNs: bigint): void {
    const { isolation } = this.#options;
    if (isolation.size > 0)
      isolation.undoWhere((i) => i.scope === 'process' && i.pid === entry.pid && i.startNs === entry.startNs);
    if (this.#exits.size === 0) return;
    for (const { reaction, report } of this.#exits.get(entry.life) ?? []) {
      report.exitedAtNs = timestampNs;
      reaction.settle('exit');
    }
    this.#exits.delete(entry.life);
  }

  // ---- guards ----------------------------------------------------------------------------------------------------------

  /** Why a rule must not act on an event, or null. */
  #whyNot(
    rule: { readonly id: string },
    event: RuntimeEvent,
    disarmers: { container: boolean; executable: boolean },
  ): Pick<KillReport, 'status' | 'reason' | 'disarmer'> | null {
    const abort = (reason: string): Pick<KillReport, 'status' | 'reason' | 'disarmer'> => ({
      status: 'kill_aborted',
      reason,
      disarmer: null,
    });
    const { enforcement } = this.#options;
    const known = this.#rules.get(rule.id);
    if (known === undefined) return abort('the rule is not in force');
    if (event.bootTimeNs < known.sinceNs) return abort('the event is older than the rule');
    if (!enforcement.enabled) return abort('enforcement is switched off');
    // Policies come from files only.
    if (!enforcement.allowedSources.includes('file')) return abort('rules from files may not act');
    const guarded = this.guards.whyNot(event.process);
    if (guarded !== null) return abort(guarded);
    const verdict = this.disarmer.allow(
      rule.id,
      known.definition,
      {
        container: disarmers.container ? event.cgroup.containerId : '',
        executable: disarmers.executable ? event.process.image.file.path : '',
      },
      event.bootTimeNs,
    );
    if (verdict === 'dismantled') return { status: 'rule_dismantled', reason: '', disarmer: null };
    if (verdict !== 'allowed') return { status: 'rule_disarmed', reason: '', disarmer: verdict.disarmed };
    return null;
  }

  // ---- kill ------------------------------------------------------------------------------------------------------------

  #kill(
    rule: { readonly id: string },
    event: RuntimeEvent,
    step: Extract<ResponseStep, { kind: 'kill' }>,
    reaction: Reaction,
  ): void {
    const { createdAtNs } = event.process;
    const report: KillReport = {
      type: 'kill',
      signal: step.signal,
      scope: step.scope === 'container' || step.scope === 'cgroup' ? step.scope : 'process',
      status: 'kill_queued',
      reason: '',
      disarmer: null,
      pids: [],
      processes: 0,
      createdAtNs: createdAtNs === 0n ? 0n : createdAtNs + event.wallOffsetNs,
      detectedAtNs: event.timestampNs,
      killedAtNs: 0n,
      exitedAtNs: 0n,
    };
    reaction.reports.push(report);
    const refusal = this.#whyNot(rule, event, {
      container: !step.disableContainerDisarmer,
      executable: !step.disableExecutableDisarmer,
    });
    if (refusal !== null) {
      Object.assign(report, refusal);
      this.counts.killsAborted++;
      return;
    }
    const number = SIGNALS.get(step.signal) as number;
    if (report.scope === 'process') this.#killOne(event, number, report, reaction);
    else this.#killAll(event, number, report, reaction);
  }

  #killOne(event: RuntimeEvent, number: number, report: KillReport, reaction: Reaction): void {
    const { process: entry } = event;
    if (entry.life.exit !== null) {
      this.#abort(report, 'the process had ended before');
      return;
    }
    if (this.#options.enforcement.dryRun) {
      report.status = 'dry_run';
      return;
    }
    const { pid, startNs, startExact } = entry.life;
    const result = this.#killer.kill({ pid, startNs, startExact, aliveAtNs: event.bootTimeNs }, number);
    switch (result.outcome) {
      case 'sent':
        this.#sent(event.wallOffsetNs, report, [pid]);
        report.status = 'performed';
        if (number === KILL) this.#awaitExit(entry, report, reaction);
        break;
      case 'gone':
        this.#abort(report, 'the process had ended before');
        break;
      case 'replaced':
        this.#abort(report, 'the process had ended before, and another has its pid');
        break;
      case 'error':
        report.status = 'error';
        report.reason = result.reason;
        this.counts.killsFailed++;
    }
  }

  #abort(report: KillReport, reason: string): void {
    report.status = 'kill_aborted';
    report.reason = reason;
    this.counts.killsAborted++;
  }

  #sent(wallOffsetNs: bigint, report: KillReport, pids: readonly number[]): void {
    report.killedAtNs = this.#options.native.bootTimeNs() + wallOffsetNs;
    report.processes = pids.length;
    report.pids = pids.slice(0, PIDS_SHOWN_MAX);
    this.counts.kills += pids.length;
  }

  #killAll(event: RuntimeEvent, number: number, report: KillReport, reaction: Reaction): void {
    const { cgroup, process: entry } = event;
    if (report.scope === 'container' && cgroup.containerId === '') {
      this.#abort(report, 'the process is in no container');
      return;
    }
    const path = report.scope === 'container' ? containerFolder(cgroup.path, cgroup.containerId) : cgroup.path;
    const refusal = this.guards.whyNotCgroup(path);
    if (refusal !== null) {
      this.#abort(report, refusal);
      return;
    }
    if (this.#options.enforcement.dryRun) {
      report.status = 'dry_run';
      return;
    }
    const id = path === entry.cgroupPath ? entry.cgroupId : 0n;
    // A window on the record is of no use later.
    const { wallOffsetNs } = event;
    reaction.open.add('kill');
    const finish = (result: CgroupKillResult): void => {
      this.#sent(wallOffsetNs, report, result.pids);
      const partly = result.spared.length > 0;
      report.status =
        result.pids.length > 0
          ? partly
            ? 'partially_performed'
            : 'performed'
          : partly || result.error !== ''
            ? 'error'
            : 'performed';
      if (result.pids.length === 0) {
        report.killedAtNs = 0n;
        this.counts.killsFailed++;
      }
      report.reason = partly ? `spared ${result.spared.length}: ${result.spared[0]!.reason}` : result.error;
      reaction.settle('kill');
    };
    killCgroup(
      { path, id, memberPid: entry.pid },
      number,
      this.#killer,
      (pid) => this.#whyNotMember(pid),
      this.#options.enforcement.cgroupKill,
    ).then(finish, (cause) => finish({ pids: [], spared: [], error: String(cause), atOnce: false }));
    if (number === KILL) this.#awaitExit(entry, report, reaction);
  }

  #whyNotMember(pid: number): string | null {
    const entry = this.#options.tree.peek(pid);
    return entry === null ? this.guards.whyNotPid(pid) : this.guards.whyNot(entry);
  }

  #awaitExit(entry: ProcessEntry, report: KillReport, reaction: Reaction): void {
    if (this.#exits.size >= EXITS_AWAITED_MAX) this.#exits.delete(this.#exits.keys().next().value!);
    const waiting = this.#exits.get(entry.life);
    if (waiting === undefined) this.#exits.set(entry.life, [{ reaction, report }]);
    else if (waiting.length < 64) waiting.push({ reaction, report });
    else return;
    reaction.open.add('exit');
  }

  // ---- the others ------------------------------------------------------------------------------------------------------

  #isolate(
    rule: { readonly id: string },
    event: RuntimeEvent,
    step: Extract<ResponseStep, { kind: 'network_filter' }>,
    reaction: Reaction,
  ): void {
    const report: NetworkFilterReport = {
      type: 'network_filter',
      filter: step.filter,
      policy: step.policy === 'allow' ? 'allow' : 'drop',
      scope: step.scope === 'cgroup' ? 'cgroup' : 'process',
      status: 'performed',
      id: '',
      reason: '',
    };
    reaction.reports.push(report);
    const refusal = this.#whyNot(rule, event, { container: true, executable: true });
    if (refusal !== null) {
      report.status = refusal.status === 'kill_aborted' ? 'error' : (refusal.status as 'rule_disarmed');
      report.reason = refusal.reason;
      return;
    }
    if (this.#options.enforcement.dryRun) {
      report.status = 'dry_run';
      return;
    }
    const { process: entry } = event;
    const result = this.#options.isolation.apply({
      ruleId: rule.id,
      filter: step.filter,
      policy: report.policy as 'drop' | 'allow',
      scope: report.scope,
      pid: entry.pid,
      startNs: entry.startNs,
      cgroupId: event.cgroupId,
      cgroupPath: event.cgroup.path,
      sinceNs: event.timestampNs,
    });
    if ('error' in result) {
      report.status = 'error';
      report.reason = result.error;
    } else report.id = result.isolation.id;
  }

  #hash(event: RuntimeEvent, step: Extract<ResponseStep, { kind: 'hash' }>, reaction: Reaction): void {
    const report: HashReport = {
      type: 'hash',
      field: step.field,
      path: '',
      state: 'Pending',
      hashes: [],
      changed: false,
    };
    reaction.reports.push(report);
    const file = fileOfField(event, step.field);
    if (file === null) {
      report.state = 'FileNotFound';
      return;
    }
    report.path = file.path;
    const fact = `hash of ${step.field}`;
    const done = (result: Pick<HashReport, 'state' | 'hashes' | 'changed'>): void => {
      Object.assign(report, result);
      this.counts.hashes++;
      reaction.settle(fact);
    };
    const answer = this.#options.hasher.request(file, step.maxFileSizeBytes, done);
    if (answer === null) reaction.open.add(fact);
    else done(answer);
  }

  #dump(event: RuntimeEvent, step: Extract<ResponseStep, { kind: 'coredump' }>, reaction: Reaction): void {
    const report: CoreDumpReport = { type: 'coredump', status: 'pending', path: '', reason: '' };
    reaction.reports.push(report);
    const { dump } = this.#options;
    if (dump === null) {
      report.status = 'error';
      report.reason = 'dumps are switched off';
      return;
    }
    reaction.open.add('coredump');
    dump(step, event).then(
      (path) => {
        report.status = 'performed';
        report.path = path;
        this.counts.dumps++;
        reaction.settle('coredump');
      },
      (cause) => {
        report.status = 'error';
        report.reason = (cause as Error).message;
        reaction.settle('coredump');
      },
    );
  }
}

const acts = ({ step }: Rule['actions'][number]): boolean =>
  step.kind === 'kill' || step.kind === 'network_filter' || step.kind === 'deny';

/** Return value of a refused call. */
const EPERM = 1;

/** Rules that deny; one with several deny actions is as strict as the strictest. */
function denyingRules(set: RuleSet<RuntimeEvent>): DenyingRule[] {
  return [...set.rules.values()].flatMap(({ id, eventType, checked, actions }) => {
    const steps = actions.flatMap(({ step }) => (step.kind === 'deny' ? [step] : []));
    if (steps.length === 0) return [];
    return [
      { id, eventType, checked, mode: steps.some(({ mode }) => mode === 'enforce') ? 'enforce' : 'audit' } as const,
    ];
  });
}

/** What makes a rule another rule for its right to act. */
function definitionOf(rule: Rule): string {
  return [rule.source.expression?.text ?? '', ...rule.actions.map(({ definition }) => definition.key)].join('\0');
}
