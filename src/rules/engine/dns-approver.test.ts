import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventModel } from '../event-model.ts';
import { readRule } from '../language/index.ts';
import { ALL_DNS_CODES, dnsCodesFor } from './dns-approver.ts';

const rule = (source: string) => {
  const { rule: checked, diagnostics } = readRule(source, eventModel, { eventType: 'single' });
  assert.deepEqual(diagnostics, []);
  return { checked: checked!, eventType: checked!.eventType! };
};

describe('response codes that rules can want', () => {
  for (const [rules, codes] of [
    [['dns.response.code == NXDOMAIN'], 1 << 3],
    [
      ['dns.response.code == NXDOMAIN && dns.question.name == "a"', 'dns.response.code in [SERVFAIL, REFUSED]'],
      (1 << 3) | (1 << 2) | (1 << 5),
    ],
    [['dns.response.code == BADVERS'], 1 << 0],
    [['dns.response.code == NXDOMAIN', 'dns.question.name == "a"'], ALL_DNS_CODES],
    [['dns.response.code != NOERROR'], ALL_DNS_CODES],
    [['dns.response.code == NXDOMAIN && dns.recent.not_found > 9'], ALL_DNS_CODES],
    [['dns.response.code == NXDOMAIN', 'connect.addr.hostname == "a"'], ALL_DNS_CODES],
    [['dns.response.code == NXDOMAIN', 'failed_dns.reason == "bad_label"'], ALL_DNS_CODES],
    [['exec.file.name == "a"'], ALL_DNS_CODES],
  ] as const)
    test(rules.join(' | '), () => assert.equal(dnsCodesFor(rules.map(rule), eventModel), codes));
});
