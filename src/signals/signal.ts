/** What a person sees of a match: the event, the rule that held, and how serious that is. */
import { release } from 'node:os';
import { printableText } from '../base/text.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import type { LoadedRule } from '../rules/policy/rule-set.ts';
import { eventJson, type JsonContext, type JsonObject } from './event-json.ts';
import { containerText, lineage, whatHappened } from './signal-line.ts';

/** Severities from the least to the most serious. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Severity of a rule: its tag `severity`, medium where there is none or an unknown word. */
export function severityOf(rule: LoadedRule<RuntimeEvent>): Severity {
  const word = rule.source.tags.get('severity')?.toLowerCase();
  return SEVERITIES.find((s) => s === word) ?? 'medium';
}

/** The signal as JSON: the event's, with `agent` saying which rule held and why. */
export function signalJson(
  rule: LoadedRule<RuntimeEvent>,
  event: RuntimeEvent,
  context: JsonContext,
  version: string,
): JsonObject {
  const { source, policy } = rule;
  return {
    ...eventJson(event, context),
    title: `${rule.source.id}: ${whatHappened(event)}`,
    severity: severityOf(rule),
    description: source.description ?? '',
    tags: rule.tags,
    agent: {
      rule_id: source.id,
      ...(source.version === undefined ? {} : { rule_version: source.version }),
      policy_name: policy.name,
      ...(policy.version === undefined ? {} : { policy_version: policy.version }),
      version,
      os: 'linux',
      arch: process.arch,
      origin: 'ebpf',
      kernel_version: release(),
    },
  };
}

const COLOURS: Record<Severity, string> = { info: '2', low: '36', medium: '33', high: '31', critical: '1;31' };

/** The signal as one line: time, severity, rule, what happened, process <- parent <- …, user, container. */
export function signalLine(
  rule: LoadedRule<RuntimeEvent>,
  event: RuntimeEvent,
  context: JsonContext,
  time: string,
  colour: boolean,
): string {
  const severity = severityOf(rule);
  const word = severity.toUpperCase().padEnd(8);
  const user = context.userName(event.credentials.uid, event.mntNs, event.process.pid) || String(event.credentials.uid);
  const parts = [
    `${time} ${colour ? `\u001b[${COLOURS[severity]}m${word}\u001b[0m` : word}`,
    rule.source.id,
    whatHappened(event),
    lineage(event.process),
    printableText(user),
  ];
  const container = containerText(event.cgroup);
  if (container !== '') parts.push(container);
  return parts.join('  ');
}
