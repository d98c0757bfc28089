/**
 * What a person sees of a match: the event, the rule that held and why, how serious that is, which story it belongs to, and
 * what was done about it.
 *
 *     match ─► createSignal (copies everything out of the event) ─► wait for late facts ─► seal ─► JSON, line
 */
import { release } from 'node:os';
import { printableText } from '../base/text.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import { type ActionReport, type HashReport, reportJson, reportWords } from '../respond/action-report.ts';
import type { Reaction } from '../respond/reaction.ts';
import type { MatchedPart } from '../rules/language/index.ts';
import type { RuleEnvironment } from '../rules/policy/apply-actions.ts';
import type { LoadedRule } from '../rules/policy/rule-set.ts';
import { eventJson, type JsonContext, type JsonObject } from './event-json.ts';
import { isoTime } from './events/parts.ts';
import { nameOf } from './events/words.ts';
import type { Story } from './execution-context.ts';
import {
  type AccountFacts,
  accountOf,
  attackOf,
  evidenceOf,
  partsOf,
  ruleContextJson,
  variablesJson,
} from './explain.ts';
import type { Repeats } from './repeats.ts';
import { containerText, lineage, whatHappened } from './signal-line.ts';

type Rule = LoadedRule<RuntimeEvent>;

/** Severities from the least to the most serious. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Severity of a rule: its tag `severity`, medium where there is none or an unknown word. */
export function severityOf(rule: Rule): Severity {
  const word = rule.source.tags.get('severity')?.toLowerCase();
  return SEVERITIES.find((s) => s === word) ?? 'medium';
}

/** What is known of a match beside rule and event. */
export interface SignalMatch {
  readonly environment: RuleEnvironment<RuntimeEvent>;
  readonly parts: readonly MatchedPart[] | null;
  readonly reaction: Reaction;
}

/** What a signal has to do with others. */
export interface SignalRelations {
  readonly story: Story;
  readonly repeats: Repeats;
  /** Signals of the rule that its rate limit has held back since the last one. */
  readonly suppressed: number;
}

/** A signal; complete once sealed. */
export interface Signal {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly eventType: string;
  /** ns since the epoch. */
  readonly timestampNs: bigint;
  readonly json: JsonObject;
  readonly facts: Omit<AccountFacts, 'repeats' | 'storySignals' | 'storyRoot'>;
  readonly relations: SignalRelations;
}

/** The kernel does not change while it runs. */
const KERNEL = release();

/** Makes a signal of a match. The event is not needed afterwards. */
export function createSignal(
  rule: Rule,
  event: RuntimeEvent,
  match: SignalMatch,
  relations: SignalRelations,
  context: JsonContext,
  version: string,
): Signal {
  const { source, policy } = rule;
  const parts = partsOf(rule, event, match.environment, match.parts);
  const variables = variablesJson(event, match.environment);
  const attack = attackOf(rule.tags);
  const what = whatHappened(event);
  const { story, repeats, suppressed } = relations;
  const json = eventJson(event, context);
  json.title = `${source.id}: ${what}`;
  Object.assign(json.evt as JsonObject, {
    matched_rules: [
      {
        id: source.id,
        ...(source.version === '' ? {} : { version: source.version }),
        tags: rule.tags,
        policy_name: policy.name,
        ...(policy.version === '' ? {} : { policy_version: policy.version }),
      },
    ],
    rule_context: ruleContextJson(rule, parts),
    ...(Object.keys(variables.others).length === 0 ? {} : { variables: variables.others }),
  });
  if (Object.keys(variables.process).length > 0) (json.process as JsonObject).variables = variables.process;
  Object.assign(json, {
    severity: severityOf(rule),
    description: source.description,
    tags: rule.tags,
    ...(attack.techniques.length + attack.tactics.length === 0 ? {} : { attack }),
    execution_context: {
      key: story.key,
      root: { pid: story.root.pid, name: nameOf(story.root), path: story.root.image.file.path },
      since: isoTime(story.firstNs),
      signals: story.signals,
      rules: [...story.rules],
    },
    group: {
      fingerprint: repeats.fingerprint,
      count: repeats.count,
      first: isoTime(repeats.firstNs),
      ...(suppressed === 0 ? {} : { suppressed }),
    },
    agent: {
      rule_id: source.id,
      ...(source.version === '' ? {} : { rule_version: source.version }),
      policy_name: policy.name,
      ...(policy.version === '' ? {} : { policy_version: policy.version }),
      version,
      os: 'linux',
      arch: process.arch,
      origin: 'ebpf',
      kernel_version: KERNEL,
    },
  });
  const user = context.userName(event.credentials.uid, event.mntNs, event.process.pid) || String(event.credentials.uid);
  return {
    ruleId: source.id,
    severity: severityOf(rule),
    eventType: event.type,
    timestampNs: event.timestampNs,
    json,
    facts: {
      what,
      lineage: lineage(event.process),
      user: printableText(user),
      container: containerText(event.cgroup),
      rule,
      parts,
      reports: match.reaction.reports,
      attack,
    },
    relations,
  };
}

/**
 * Puts into a signal what came late: reports of actions, hashes, the account.
 * @param missing facts that did not come in time
 */
export function sealSignal(signal: Signal, missing: readonly string[] = []): void {
  const { json, facts, relations } = signal;
  const { reports } = facts;
  const agent = json.agent as JsonObject;
  if (reports.length > 0) agent.rule_actions = reports.map(reportJson);
  if (missing.length > 0) agent.late_facts = [...missing];
  for (const report of reports) if (report.type === 'hash') addHashes(json, signal.eventType, report);
  json.evidence = evidenceOf(facts.rule, facts.parts, reports);
  json.account = accountOf({
    ...facts,
    repeats: relations.repeats.count,
    storySignals: (json.execution_context as JsonObject).signals as number,
    storyRoot: `${nameOf(relations.story.root)}(${relations.story.root.pid})`,
  });
}

/** Puts hashes where the file stands in the JSON. */
function addHashes(json: JsonObject, eventType: string, report: HashReport): void {
  const process = json.process as JsonObject;
  const found = {
    'process.file': [process.executable],
    'process.parent.file': [(process.parent as JsonObject | undefined)?.executable],
    [`${eventType}.file`]: eventType === 'exec' ? [json.file, process.executable] : [json.file],
  }[report.field];
  for (const file of found ?? []) {
    if (typeof file !== 'object' || file === null) continue;
    const state = report.state === 'Pending' ? 'Pending' : report.state;
    Object.assign(file, { hash_state: state, ...(report.hashes.length === 0 ? {} : { hashes: report.hashes }) });
  }
}

const COLOURS: Record<Severity, string> = { info: '2', low: '36', medium: '33', high: '31', critical: '1;31' };

/** The signal as one line: time, severity, rule, what happened, process <- parent <- …, user, container, what was done. */
export function signalLine(signal: Signal, time: string, colour: boolean): string {
  const { severity, facts, relations } = signal;
  const word = severity.toUpperCase().padEnd(8);
  const parts = [
    `${time} ${colour ? `\u001b[${COLOURS[severity]}m${word}\u001b[0m` : word}`,
    signal.ruleId,
    facts.what,
    facts.lineage,
    facts.user,
  ];
  if (facts.container !== '') parts.push(facts.container);
  const actions = facts.reports
    .map((report: ActionReport) => printableText(reportWords(report)))
    .filter((w) => w !== '');
  if (actions.length > 0) parts.push(`[${actions.join('; ')}]`);
  if (relations.suppressed > 0) parts.push(`(${relations.suppressed} more held back before)`);
  return parts.join('  ');
}
