/** Loading policies for commands that evaluate them: what is wrong is printed, what is good runs. */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { eventTypes } from '../../schema/fields.ts';
import { RecordType } from '../decode/records.gen.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import { liveModel } from '../rules/field-readers.ts';
import { type LoadedPolicies, loadPolicyDirectory } from '../rules/policy/load-policies.ts';
import { renderPolicyDiagnostic } from '../rules/policy/policy-diagnostics.ts';
import type { RuleSet } from '../rules/policy/rule-set.ts';

/** The shipped rules. */
export const SHIPPED_POLICIES = fileURLToPath(new URL('../../policies', import.meta.url));

/** Events that the sensor gives and rules may be about. */
const LIVE_EVENTS: ReadonlySet<string> = new Set(eventTypes().filter((type) => Object.hasOwn(RecordType, type)));

/** Options of a load: which events rules may be about. `switchedOff` are those that the configuration has switched off. */
export function loadOptions(switchedOff: readonly string[]): { enabledEventTypes: ReadonlySet<string> } {
  return { enabledEventTypes: new Set([...LIVE_EVENTS].filter((type) => !switchedOff.includes(type))) };
}

/** Loads a directory once and says on standard error what did not load and why. */
export function loadPolicies(directory: string): RuleSet<RuntimeEvent> {
  const loaded = loadPolicyDirectory<RuntimeEvent>(directory, liveModel, loadOptions([]));
  complain(loaded);
  return loaded.rules;
}

/** Says on standard error what is wrong with a load. */
export function complain(loaded: LoadedPolicies<RuntimeEvent>): void {
  for (const line of policyComplaints(loaded)) process.stderr.write(`${line}\n`);
}

/** What a user must know about a load: errors first, then what is weaker than it looks. */
export function policyComplaints(loaded: LoadedPolicies<RuntimeEvent>): string[] {
  const { rules, diagnostics } = loaded;
  const lines = diagnostics.map((d) => renderPolicyDiagnostic(d));
  for (const error of rules.errors) lines.push(...error.diagnostics.map((d) => renderPolicyDiagnostic(d)));
  const definitions = rules.policies.flatMap((p) => p.definitions);
  const unread = definitions.filter((d) => d.outcome === 'loaded' && (d.unreadFields?.length ?? 0) > 0);
  for (const d of unread)
    lines.push(`rule ${d.id}: ${d.unreadFields!.join(', ')} cannot be read on this machine yet and counts as empty`);
  const off = definitions.filter((d) => d.outcome === 'filtered' && d.reason === 'event type disabled');
  if (off.length > 0)
    lines.push(
      `${off.length} rules are about events that this sensor does not give yet: ${shorten(off.map((d) => d.id))}`,
    );
  return lines;
}

function shorten(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`;
}
