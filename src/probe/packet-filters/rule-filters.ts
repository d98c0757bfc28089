/** Packet filter expressions of rules, handed to the sensor. */
import type { RuntimeEvent } from '../../enrich/event.ts';
import type { RuleSet } from '../../rules/policy/rule-set.ts';
import type { Probe } from '../probe.ts';

/** Expressions that rules compare `packet.filter` with. */
export function packetFiltersOf(rules: RuleSet<RuntimeEvent>): Set<string> {
  const expressions = new Set<string>();
  for (const rule of rules.byEventType.get('packet') ?? [])
    for (const { field, value } of rule.checked.literals) if (field === 'packet.filter') expressions.add(String(value));
  return expressions;
}

/**
 * Puts the packet filters of a rule set in force.
 * @returns what is wrong with an expression, by expression
 */
// biome-ignore lint/suspicious/noExplicitAny: a probe of any rules has the same sensor
export function setPacketFilters(probe: Probe<any>, rules: RuleSet<RuntimeEvent>): Map<string, string> {
  const expressions = packetFiltersOf(rules);
  const { network } = probe.sensor;
  if (network !== null) return network.filters.setReported(expressions);
  return new Map([...expressions].map((e) => [e, 'the network is not watched']));
}
