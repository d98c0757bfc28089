/**
 * A watch: probe, rules that are loaded again when their files change, and the socket that hands out what is found. `up` and
 * `probe` differ only in what they print.
 */
import process from 'node:process';
import { create } from '@bufbuild/protobuf';
import type { RuntimeEvent } from '../enrich/event.ts';
import {
  followRules,
  type Probe,
  RecordHub,
  RuleRunner,
  responseSocket,
  SELF_TEST_POLICY,
  SelfTest,
  type SelfTestResult,
  serveProbe,
  serveResponse,
  setPacketFilters,
  settleMemorySoon,
} from '../probe/index.ts';
import { buildKernelApprovers, type KernelApprovers, NO_APPROVERS } from '../rules/engine/approver-table.ts';
import { ALL_DNS_CODES, dnsCodesFor } from '../rules/engine/dns-approver.ts';
import { liveModel } from '../rules/field-readers.ts';
import { renderPolicyDiagnostic } from '../rules/policy/policy-diagnostics.ts';
import { PolicyReloader } from '../rules/policy/reload.ts';
import type { LoadedRule, RuleSet } from '../rules/policy/rule-set.ts';
import { eventJson } from '../signals/event-json.ts';
import { SignalOutlet } from '../signals/outlet.ts';
import type { Severity as SeverityWord, Signal } from '../signals/signal.ts';
import { hostFacts } from '../wire/host-facts.ts';
import { type ReloadPoliciesResponse, ReloadPoliciesResponseSchema } from '../wire/probe.gen.ts';
import { Severity } from '../wire/record.gen.ts';
import {
  openConfig,
  policiesFolder,
  probeOptions,
  switchedOff,
  typesForRules,
  usualTypes,
  watchNotes,
} from './configured.ts';
import { complain, loadOptions, policyComplaints } from './policies.ts';
import { awaitStop, startProbe } from './session.ts';
import { VERSION } from './version.ts';

type Rule = LoadedRule<RuntimeEvent>;

const SEVERITY: Readonly<Record<SeverityWord, Severity>> = {
  info: Severity.INFORMATIONAL,
  low: Severity.LOW,
  medium: Severity.MEDIUM,
  high: Severity.HIGH,
  critical: Severity.CRITICAL,
};

/** Whether a rule compares what callers wrote, which records carry only when asked. */
const asksForText = ({ checked }: Rule): boolean => checked.fields.some((field) => /\.syscall\..*path$/.test(field));

export interface WatchOptions {
  /** Undefined: the usual one. */
  readonly configFolder: string | undefined;
  readonly policies: string | undefined;
  /** Where to serve; undefined: as configured. */
  readonly socket: string | undefined;
  /** Sees each signal with its JSON text. */
  readonly onSignal?: (signal: Signal, json: string) => void;
  /** Called once signals can be had at the socket. */
  readonly onServed?: (socket: string) => void;
  /** Called at the end, when subscribers had their time to take what is there. */
  readonly onDrained?: () => Promise<void> | undefined;
}

/**
 * Watches until it is told to stop (Ctrl-C, SIGTERM); SIGHUP loads the policies again.
 * @returns the exit code, and the probe as it ended; null when there can be none here
 */
export async function watch(options: WatchOptions): Promise<{ code: number; ended: EndedWatch | null }> {
  const { config, folder } = openConfig(options.configFolder);
  const notes = watchNotes(config);
  let directory = options.policies;
  if (directory === undefined) {
    const { path, problem } = policiesFolder(config, folder);
    if (problem !== null) notes.push(problem);
    directory = path;
  }
  const off = switchedOff(config).flatMap(({ types }) => types);
  for (const note of notes) process.stderr.write(`shrike: ${note}\n`);

  // From here on Ctrl-C ends in order, also while the start is under way.
  const stop = awaitStop();
  const host = hostFacts(VERSION, config.list('tags'));
  const hub = new RecordHub<RuntimeEvent>({
    hostId: host.hostId,
    eventJson: (event) => JSON.stringify(eventJson(event, probe!.json)),
    internalJson: (type, facts) =>
      JSON.stringify({
        title: type,
        evt: { name: type, category: 'Agent', outcome: 'Success', async: true },
        date: new Date().toISOString(),
        hostname: host.hostname,
        agent: { rule_id: type, version: VERSION, os: 'linux', arch: process.arch, origin: 'ebpf' },
        ...facts,
      }),
    expected: ['agent'],
  });
  const wired = probeOptions(config);
  const outlet = new SignalOutlet({
    ...(wired.holdMs === undefined ? {} : { holdMs: wired.holdMs }),
    ...(wired.heldMax === undefined ? {} : { heldMax: wired.heldMax }),
    context: () => probe!.json,
    version: VERSION,
    suppressed: () => probe!.pipeline.suppressedByRule,
    emit: (signal) => {
      const json = JSON.stringify(signal.json);
      hub.publishSignal({
        json: Buffer.from(json),
        timeUnixNs: signal.timestampNs,
        type: signal.eventType,
        ruleId: signal.ruleId,
        severity: SEVERITY[signal.severity],
      });
      options.onSignal?.(signal, json);
    },
  });
  const selfTest = new SelfTest();
  const probe = startProbe<Rule>({
    ...wired,
    onSignal: (rule, event, match) => {
      if (!selfTest.note(rule.id)) outlet.raise(rule, event, match);
      // What the self-test sees is no signal.
      else probe!.pipeline.counts.signals--;
    },
  });
  if (probe === null) {
    stop.end();
    return { code: 3, ended: null };
  }
  let unwatch: (() => void) | null = null;
  let ruleTypes = usualTypes(config);
  let dnsCodes = ALL_DNS_CODES;
  hub.onDemand = (wantsEvents) => {
    probe.sensor.network?.setDnsCodes(wantsEvents ? ALL_DNS_CODES : dnsCodes);
    probe.sensor.enableTypes(wantsEvents ? [...new Set([...usualTypes(config), ...ruleTypes])] : ruleTypes);
    if (wantsEvents) unwatch ??= probe.pipeline.watchSettled((event) => hub.offerEvent(event));
    else {
      unwatch?.();
      unwatch = null;
    }
  };

  // The old set serves until the new one is compiled; the swap happens between two events.
  let runner: RuleRunner | undefined;
  let failed: readonly string[] | null = null;
  const reloader = new PolicyReloader<RuntimeEvent>({
    directory,
    model: liveModel,
    builtIn: [selfTest.policy],
    ...loadOptions(off),
    quietMs: 200,
    onLoad: (loaded, reason) => {
      failed = null;
      complain(loaded);
      runner = new RuleRunner(loaded.rules, probe.pipeline.tree, runner);
      probe.setResponses(loaded.rules);
      const approvers = buildKernelApprovers(loaded.rules.byEventType, liveModel);
      const readsNames = [...loaded.rules.rules.values()].some(({ checked }) =>
        checked.fields.some((field) => field.includes('.addr.hostname')),
      );
      ruleTypes = typesForRules(config, loaded.rules.byEventType.keys(), readsNames);
      // Wider first: what both sets want must pass in between.
      probe.sensor.setApprovers(NO_APPROVERS);
      probe.sensor.network?.setDnsCodes(ALL_DNS_CODES);
      followRules(probe.sensor, loaded.rules, ruleTypes);
      probe.sensor.setPassedText([...loaded.rules.rules.values()].some(asksForText));
      if (reason !== 'start') {
        probe.sensor.enableTypes(usualTypes(config));
        probe.pipeline.setRules(runner);
      }
      probe.sensor.enableTypes(unwatch === null ? ruleTypes : [...new Set([...usualTypes(config), ...ruleTypes])]);
      probe.sensor.setApprovers(approvers);
      dnsCodes = dnsCodesFor(loaded.rules.rules.values(), liveModel);
      if (unwatch === null) probe.sensor.network?.setDnsCodes(dnsCodes);
      sayUnfiltered(approvers);
      for (const [filter, problem] of setPacketFilters(probe, loaded.rules))
        process.stderr.write(`the packet filter '${filter}' matches nothing: ${problem}\n`);
      settleMemorySoon();
      if (reason !== 'start')
        process.stderr.write(`loaded ${loaded.rules.rules.size - selfTest.count(loaded.rules.rules)} rules again\n`);
      hub.publishInternal('ruleset_loaded', {
        policies: ownPolicies(loaded.rules).map(({ name, version, outcome, definitions }) => ({
          name,
          version,
          outcome,
          rules: definitions.filter((d) => d.kind === 'rule').map((d) => ({ id: d.id, status: d.outcome })),
        })),
      });
    },
    onFailure: ({ diagnostics }) => {
      failed = diagnostics.map((d) => renderPolicyDiagnostic(d));
      for (const text of failed) process.stderr.write(`${text}\n`);
      process.stderr.write('the rules that were loaded before stay in force\n');
    },
  });
  reloader.start();
  await probe.ready;
  probe.pipeline.setRules(runner!);
  settleMemorySoon();
  const reload = (): ReloadPoliciesResponse => {
    const { rules, ...loaded } = reloader.reload();
    const reports = ownPolicies(rules)
      .flatMap(({ definitions }) => definitions)
      .filter(({ kind }) => kind === 'rule');
    return create(ReloadPoliciesResponseSchema, {
      loaded: failed === null,
      rulesLoaded: reports.filter(({ outcome }) => outcome === 'loaded').length,
      rulesFiltered: reports.filter(({ outcome }) => outcome === 'filtered' || outcome === 'disabled').length,
      rulesFailed: reports.filter(({ outcome }) => outcome === 'error').length,
      problems: [...(failed ?? policyComplaints({ rules, ...loaded }))],
    });
  };
  const runSelfTest = async (): Promise<readonly SelfTestResult[]> => {
    const results = await selfTest.run(reloader.loaded!.rules.rules);
    if (config.bool('runtime_security_config.self_test.send_report'))
      hub.publishInternal('self_test', {
        success: results.filter(({ passed }) => passed).map(({ name }) => name),
        fails: results.filter(({ passed }) => !passed).map(({ name, reason }) => ({ name, reason })),
      });
    return results;
  };
  const server = await serveProbe({
    path: options.socket ?? config.text('probe.socket'),
    group: config.text('probe.socket_group'),
    host,
    probe,
    hub,
    version: VERSION,
    policiesFolder: directory,
    startUnixNs: BigInt(Date.now()) * 1_000_000n,
    loaded: () => reloader.loaded,
    failures: () => runner?.failures ?? new Map(),
    wallOffsetNs: () => probe.pipeline.event.wallOffsetNs,
    reload,
    runSelfTest,
    selfTests: () => selfTest.results,
  });
  const control =
    probe.responder === null
      ? null
      : await serveResponse(responseSocket(options.socket ?? config.text('probe.socket')), probe.responder);
  if (control !== null && 'reason' in control)
    process.stderr.write(`shrike: ${control.message}; \`shrike respond\` will not reach this probe\n`);
  if ('reason' in server) process.stderr.write(`shrike: ${server.message}; nothing is served to an agent\n`);
  process.stderr.write(
    `watching ${probe.pipeline.tree.stats().processes} processes with ${runner!.set.rules.size - selfTest.count(runner!.set.rules)} rules of ${directory}; Ctrl-C ends it\n`,
  );
  if (!('reason' in server)) options.onServed?.(options.socket ?? config.text('probe.socket'));
  process.on('SIGHUP', reload);
  if (config.bool('runtime_security_config.self_test.enabled'))
    runSelfTest().then((results) => {
      for (const { name, reason } of results.filter(({ passed }) => !passed))
        process.stderr.write(`shrike: the self-test of ${name} failed: ${reason}\n`);
    });
  const lossTimer = setInterval(tellKernelLosses(probe, hub), LOSS_CHECK_MS).unref();

  await stop.asked;
  process.off('SIGHUP', reload);
  clearInterval(lossTimer);
  reloader.stop();
  const kernel = probe.sensor.counts();
  const programs = probe.sensor.programs();
  await probe.stop();
  outlet.stop();
  // Late signals still reach who is connected.
  await hub.drained(DRAIN_MS_MAX);
  await options.onDrained?.();
  if ('close' in server) await server.close();
  if (control !== null && 'close' in control) await control.close();
  return { code: 0, ended: { probe, kernel, programs } };
}

/** The policies that somebody wrote. */
function ownPolicies(rules: RuleSet<RuntimeEvent>): RuleSet<RuntimeEvent>['policies'] {
  return rules.policies.filter(({ name }) => name !== SELF_TEST_POLICY);
}

/** How long the end waits for subscribers to take what is there. */
const DRAIN_MS_MAX = 500;

/** How often subscribers are told what the kernel half lost. */
const LOSS_CHECK_MS = 10_000;

/** Publishes a `lost_events` record whenever the kernel's counters of losses have grown. */
function tellKernelLosses(probe: Probe<Rule>, hub: RecordHub<RuntimeEvent>): () => void {
  const told = new Map<string, number>();
  return () => {
    const lost: Record<string, number> = {};
    for (const [type, counts] of Object.entries(probe.sensor.counts())) {
      for (const [reason, count] of Object.entries(counts)) {
        if (!reason.startsWith('lost_')) continue;
        const what = `${type} ${reason.slice(5)}`;
        const grown = count - (told.get(what) ?? 0);
        if (grown > 0) lost[what] = grown;
        told.set(what, count);
      }
    }
    if (Object.keys(lost).length > 0) hub.publishInternal('lost_events', { stage: 'kernel', lost });
  };
}

/** What is left to report when it is over. */
export interface EndedWatch {
  readonly probe: Probe<Rule>;
  readonly kernel: ReturnType<Probe<Rule>['sensor']['counts']>;
  readonly programs: ReturnType<Probe<Rule>['sensor']['programs']>;
}

/** One line for all, as most sets have such rules: which types the kernel reports whole. `policy check` names the rules. */
function sayUnfiltered({ unfilterable }: KernelApprovers): void {
  const byType = Map.groupBy(unfilterable, ({ type }) => type);
  if (byType.size === 0) return;
  const parts = [...byType].map(([type, rules]) => `${type} (${rules.length} rules)`);
  process.stderr.write(
    `the kernel reports every ${parts.join(', ')}, as rules on them name no file or folder; 'shrike policy check --json' lists them\n`,
  );
}
