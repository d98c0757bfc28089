/** How the probe is, as messages: read when somebody asks, so that the event path pays nothing for it. */
import process from 'node:process';
import { create } from '@bufbuild/protobuf';
import type { RuntimeEvent } from '../../enrich/event.ts';
import type { LoadedPolicies } from '../../rules/policy/load-policies.ts';
import type { LoadedRule } from '../../rules/policy/rule-set.ts';
import {
  HookStatus_State,
  HookStatusSchema,
  type Loss,
  LossSchema,
  type ProbeStatus,
  ProbeStatusSchema,
  type ProcessQueries,
  ProcessQueriesSchema,
  RuleStatus_State,
  type RuleStatus as RuleStatusMessage,
  RuleStatusSchema,
  type SelfTest,
  SelfTestSchema,
  SubscriberStatusSchema,
  type TypeCounts,
  TypeCountsSchema,
} from '../../wire/host.gen.ts';
import type { Probe } from '../probe.ts';
import { SELF_TEST_POLICY, type SelfTestResult } from '../self-test.ts';
import type { KernelCounts } from '../sensor.ts';
import type { RecordHub } from './record-hub.ts';

type Rule = LoadedRule<RuntimeEvent>;

/** What a status is made of. */
export interface StatusSources {
  readonly probe: Probe<Rule>;
  readonly hub: RecordHub<RuntimeEvent>;
  readonly version: string;
  readonly policiesFolder: string;
  readonly startUnixNs: bigint;
  readonly loaded: () => LoadedPolicies<RuntimeEvent> | undefined;
  /** Rules whose evaluation failed at run time. */
  readonly failures: () => ReadonlyMap<string, unknown>;
  /** What the last self-test found. */
  readonly selfTests?: () => readonly SelfTestResult[];
}

const HOOK_STATES = {
  live: HookStatus_State.LIVE,
  refused: HookStatus_State.REFUSED,
  unfit: HookStatus_State.UNFIT,
} as const;

/** Processes that are told with what they asked of the DNS. */
const ASKERS_MAX = 16;

/** Programs that tell nothing when the kernel skips a run of theirs: they only free what others noted. */
const isHousekeeping = (program: string): boolean => program.startsWith('on_name_free');

/** The whole status. */
export function probeStatus(sources: StatusSources): ProbeStatus {
  const { probe, hub, version, policiesFolder, startUnixNs } = sources;
  const { counts } = probe.pipeline;
  const kernel = probe.sensor.counts();
  return create(ProbeStatusSchema, {
    version,
    pid: process.pid,
    startTimeUnixNs: startUnixNs,
    policiesFolder,
    hooks: probe.sensor.hooks.map(({ hook, state, reason }) =>
      create(HookStatusSchema, {
        program: hook.program,
        point: hook.point,
        state: HOOK_STATES[state],
        reason,
        without: state === 'live' ? '' : (hook.without ?? ''),
      }),
    ),
    counts: Object.entries(kernel).map(([type, reasons]) => typeCounts(type, reasons)),
    rules: rulesOf(sources),
    selfTests: (sources.selfTests?.() ?? []).map(selfTestMessage),
    losses: losses(sources, kernel),
    residentBytes: BigInt(process.memoryUsage.rss()),
    processesKnown: BigInt(probe.pipeline.tree.stats().processes),
    events: BigInt(counts.events),
    matches: BigInt(counts.matches),
    signals: BigInt(counts.signals),
    suppressed: BigInt(counts.suppressed),
    stageErrors: BigInt(counts.stageErrors),
    dnsQueries: queriesOf(probe),
    signalsPending: BigInt(hub.pending.length),
    subscribers: [...hub.subscribers].map(({ want, queue, sent, dropped }) =>
      create(SubscriberStatusSchema, {
        consumer: want.consumer,
        queued: BigInt(queue.length + (want.consumer === '' ? 0 : hub.pending.openOf(want.consumer))),
        sent: BigInt(sent),
        dropped: BigInt(dropped),
        acknowledgedSequence: BigInt(want.consumer === '' ? 0 : hub.pending.startOf(want.consumer) - 1),
      }),
    ),
  });
}

/** Processes that asked most of the DNS lately. */
function queriesOf({ pipeline }: Probe<Rule>): ProcessQueries[] {
  const offsetNs = pipeline.event.wallOffsetNs;
  const nowNs = BigInt(Date.now()) * 1_000_000n - offsetNs;
  return pipeline.network.statistics.busiest(ASKERS_MAX, nowNs).map(({ pid, startNs, executable, ...counts }) =>
    create(ProcessQueriesSchema, {
      pid,
      startTimeUnixNs: startNs + offsetNs,
      executable,
      queries: BigInt(counts.queries),
      names: BigInt(counts.names),
      types: BigInt(counts.types),
      nameBytes: BigInt(counts.nameBytes),
      labelLength: BigInt(counts.labelBytesMax),
      notFound: BigInt(counts.missing),
    }),
  );
}

/** One result as a message. */
export function selfTestMessage({ name, passed, timeUnixNs, reason }: SelfTestResult): SelfTest {
  return create(SelfTestSchema, { name, passed, timeUnixNs, reason });
}

const lostReasons = (counts: KernelCounts): [string, number][] =>
  Object.entries(counts).filter(([reason, count]) => reason.startsWith('lost_') && count > 0);

function typeCounts(type: string, counts: KernelCounts): TypeCounts {
  const byReason: Readonly<Record<string, number>> = counts;
  return create(TypeCountsSchema, {
    type,
    seen: BigInt(byReason.seen ?? 0),
    filtered: BigInt(byReason.filtered ?? 0),
    delivered: BigInt(byReason.delivered ?? 0),
    lost: Object.fromEntries(lostReasons(counts).map(([reason, count]) => [reason.slice(5), BigInt(count)])),
  });
}

function rulesOf({ probe, loaded, failures }: StatusSources): RuleStatusMessage[] {
  const set = loaded()?.rules;
  if (set === undefined) return [];
  const failed = failures();
  const suppressed = probe.pipeline.suppressedByRule;
  const rules: RuleStatusMessage[] = [];
  for (const { definitions } of set.policies) {
    for (const { kind, id, policy, outcome, reason, diagnostics } of definitions) {
      if (kind !== 'rule' || policy === SELF_TEST_POLICY || outcome === 'merged' || outcome === 'ignored') continue;
      const state =
        outcome === 'loaded'
          ? failed.has(id)
            ? RuleStatus_State.FAILED
            : RuleStatus_State.LOADED
          : outcome === 'error'
            ? RuleStatus_State.ERROR
            : RuleStatus_State.FILTERED;
      rules.push(
        create(RuleStatusSchema, {
          id,
          policy,
          state,
          reason: outcome === 'disabled' ? 'disabled' : (diagnostics[0]?.message ?? reason ?? ''),
          suppressed: BigInt(suppressed.get(id) ?? 0),
        }),
      );
    }
  }
  return rules;
}

function losses({ probe, hub }: StatusSources, kernel: Readonly<Record<string, KernelCounts>>): Loss[] {
  const all: Loss[] = [];
  const add = (stage: string, reason: string, about: string, count: number | bigint): void => {
    if (count > 0) all.push(create(LossSchema, { stage, reason, about, count: BigInt(count) }));
  };
  for (const [type, counts] of Object.entries(kernel)) {
    for (const [reason, count] of lostReasons(counts)) add('kernel', reason.slice(5), type, count);
  }
  for (const { name, recursionMisses } of probe.sensor.programs()) {
    if (!isHousekeeping(name)) add('kernel', 'run_skipped', name, recursionMisses ?? 0n);
  }
  const { malformed, missing, stageErrors } = probe.pipeline.counts;
  add('probe', 'malformed', '', malformed);
  add('probe', 'missing', '', missing);
  add('probe', 'stage_error', '', stageErrors);
  add('subscriber', 'pending_full', 'signal', hub.pending.dropped);
  for (const [what, count] of hub.losses()) {
    const [about, reason] = what.split(' ', 2) as [string, string];
    if (reason !== 'pending_full') add('subscriber', reason, about, count);
  }
  return all;
}
