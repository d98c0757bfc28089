/**
 * Which DNS messages rules can want, by their response code, for the kernel half to drop the others: rules about NXDOMAIN alone
 * are no reason to carry every lookup to user space.
 */
import { findApprovers } from '../language/approvers.ts';
import type { CheckedRule } from '../language/ast.ts';
import type { Model } from '../language/model.ts';

/** All sixteen codes of the header. */
export const ALL_DNS_CODES = 0xffff;

/**
 * A bit per response code of the DNS header; questions count as code 0. All bits when something needs every message: a rule
 * without a limit, one that reads counts of queries or names of addresses, or rules about what is no DNS.
 * @param all rules of every event type
 */
export function dnsCodesFor<E>(
  all: Iterable<{ readonly checked: CheckedRule; readonly eventType: string }>,
  model: Model<E>,
): number {
  const rules = [...all];
  const needsAll = rules.some(
    ({ checked, eventType }) =>
      eventType === 'failed_dns' ||
      checked.fields.some((field) => field.startsWith('dns.recent.') || field.includes('.addr.hostname')),
  );
  const about = rules.filter(({ eventType }) => eventType === 'dns').map(({ checked }) => checked);
  if (needsAll || about.length === 0) return ALL_DNS_CODES;
  const { byField } = findApprovers(about, model, [{ field: 'dns.response.code', kinds: ['scalar'], weight: 1 }]);
  const values = byField?.get('dns.response.code');
  if (values === undefined) return ALL_DNS_CODES;
  let codes = 0;
  for (const value of values) {
    if (value.kind === 'range') return ALL_DNS_CODES;
    // The upper bits of a code are in EDNS, where the kernel half does not look.
    codes |= 1 << (Number(value.value) & 15);
  }
  return codes;
}
