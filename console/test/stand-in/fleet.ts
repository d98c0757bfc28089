/** Rules, hosts, coverage and health of the made-up fleet. Rules are the shipped ones, read from the policy. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type MacroDefinition, parseMacro } from '../../../src/rules/language/index.ts';
import type {
  Coverage,
  Detection,
  Health,
  HostDetail,
  RuleSummary,
  Severity,
} from '../../../src/server/api/contract.ts';
import { HOSTS, sequence } from './events.ts';

interface PolicyRule {
  readonly id: string;
  readonly description: string;
  readonly expression: string;
  readonly tags: Readonly<Record<string, string>>;
}

const policy = parse(readFileSync(new URL('../../../policies/default.policy', import.meta.url), 'utf8')) as {
  macros: { id: string; expression?: string; values?: string[] }[];
  rules: PolicyRule[];
};

export const MACROS: ReadonlyMap<string, MacroDefinition> = new Map(
  policy.macros.map(({ id, expression, values = [] }) => [
    id,
    { name: id, tree: parseMacro(expression ?? `[${values.map((value) => JSON.stringify(value)).join(', ')}]`).tree! },
  ]),
);

export const RULES: readonly RuleSummary[] = policy.rules.map((rule) => ({
  id: rule.id,
  title: rule.description,
  description: rule.description,
  expression: rule.expression.trim(),
  policy: 'default.policy',
  event: rule.expression.includes('exec.') ? 'exec' : 'open',
  severity: (rule.tags.severity ?? 'medium') as Severity,
  attack: rule.tags.technique === undefined ? [] : [rule.tags.technique],
  tags: rule.tags,
  signals: 0,
  hosts_loaded: HOSTS.length,
  hosts_error: 0,
}));

const KERNELS = ['6.1.0-31-amd64', '6.1.0-31-amd64', '5.10.0-34-amd64', '6.12.22-cloud-amd64', '6.1.0-31-arm64'];
const EVENTS = [
  'exec',
  'exit',
  'fork',
  'open',
  'chmod',
  'chown',
  'rename',
  'unlink',
  'connect',
  'bind',
  'dns',
  'load_module',
  'ptrace',
];

export function hosts(now = Date.now()): HostDetail[] {
  const next = sequence(11);
  return HOSTS.map((name, index) => {
    const old = KERNELS[index]!.startsWith('5.10');
    const offline = name === 'edge-3';
    const rules = RULES.map((rule, at) => ({
      rule_id: rule.id,
      state: (old && at === 2
        ? 'error'
        : old && at === 5
          ? 'partial'
          : name === 'build-7' && at % 4 === 3
            ? 'filtered'
            : 'loaded') as 'loaded' | 'filtered' | 'error' | 'partial',
      reason: old && at === 2 ? 'needs agent >= 7.60' : old && at === 5 ? 'this kernel has no hook for it' : '',
    }));
    const hooks = EVENTS.map((event, at) => ({
      event,
      state: (old && at > 10 ? 'off' : old && at === 3 ? 'best_effort' : 'live') as 'live' | 'best_effort' | 'off',
      provider: event === 'exec' ? 'sched_process_exec' : `sys_exit_${event}`,
      detail:
        old && at > 10 ? 'needs a kernel of 5.13 or newer' : old && at === 3 ? 'path as the caller passed it' : '',
    }));
    const losses = old
      ? [
          { host: name, type: 'open', reason: 'ring_full', count: 1893 },
          { host: name, type: 'exec', reason: 'busy', count: 2 },
        ]
      : [];
    return {
      id: `host-${index + 1}`,
      name,
      state: offline ? 'offline' : 'online',
      version: '0.1.0',
      kernel: KERNELS[index]!,
      os: old ? 'Debian 11' : 'Debian 12',
      arch: name === 'edge-3' ? 'arm64' : 'x64',
      time_enrolled: new Date(now - 12 * 86_400_000).toISOString(),
      time_last_heartbeat: new Date(now - (offline ? 3 * 3_600_000 : 6000)).toISOString(),
      hooks_live: hooks.filter(({ state }) => state === 'live').length,
      hooks_total: hooks.length,
      rules_loaded: rules.filter(({ state }) => state === 'loaded').length,
      rules_filtered: rules.filter(({ state }) => state === 'filtered').length,
      rules_error: rules.filter(({ state }) => state === 'error').length,
      losses: losses.reduce((sum, loss) => sum + loss.count, 0),
      self_test: old ? 'failed' : 'passed',
      events_last_hour: offline ? 0 : 1800 + Math.floor(next() * 9000),
      signals_open: index % 3,
      facts: { memory: '8 GiB', processors: '4', container_runtime: name === 'edge-3' ? 'containerd' : 'none' },
      hooks,
      rules,
      self_tests: ['exec', 'open', 'rename'].map((test) => ({
        name: test,
        passed: !(old && test === 'rename'),
        detail: old && test === 'rename' ? 'no event within 5 s' : '',
      })),
      heartbeats: Array.from({ length: 200 }, (_, at) => ({
        time: new Date(now - (200 - at) * 430_000).toISOString(),
        events: 400 + Math.floor(300 * Math.sin(at / 18) + next() * 160),
        losses: old && at > 120 && at < 128 ? 236 : 0,
      })),
      loss_list: losses,
    };
  });
}

const TACTICS: readonly (readonly [string, string])[] = [
  ['TA0001', 'Initial Access'],
  ['TA0002', 'Execution'],
  ['TA0003', 'Persistence'],
  ['TA0004', 'Privilege Escalation'],
  ['TA0005', 'Defense Evasion'],
  ['TA0006', 'Credential Access'],
  ['TA0007', 'Discovery'],
  ['TA0008', 'Lateral Movement'],
  ['TA0010', 'Exfiltration'],
  ['TA0011', 'Command and Control'],
  ['TA0040', 'Impact'],
];

export function coverage(signalsOf: (rule: string) => number): Coverage {
  const all = hosts();
  return {
    hosts: all.map(({ id, name }) => ({ id, name })),
    rules: RULES.map((rule) => ({
      id: rule.id,
      title: rule.description,
      attack: rule.attack,
      hosts: Object.fromEntries(
        all.map((host) => [host.id, host.rules.find(({ rule_id }) => rule_id === rule.id)!.state]),
      ),
      signals: signalsOf(rule.id),
    })),
    tactics: TACTICS.map(([id, name]) => {
      const rules = RULES.filter((rule) => rule.tags.tactic === name.toLowerCase().replaceAll(' ', '-'));
      const techniques = [...new Set(rules.flatMap(({ attack }) => attack))];
      return {
        id,
        name,
        techniques: techniques.map((technique) => {
          const ids = rules.filter(({ attack }) => attack.includes(technique)).map((rule) => rule.id);
          return {
            id: technique,
            name: TECHNIQUES[technique] ?? '',
            rules: ids,
            hosts_covered: all.filter((host) =>
              host.rules.some((rule) => ids.includes(rule.rule_id) && rule.state === 'loaded'),
            ).length,
            signals: ids.reduce((sum, rule) => sum + signalsOf(rule), 0),
          };
        }),
      };
    }),
  };
}

const TECHNIQUES: Readonly<Record<string, string>> = {
  'T1003.008': '/etc/passwd and /etc/shadow',
  T1059: 'Command and Scripting Interpreter',
  'T1059.004': 'Unix Shell',
  T1620: 'Reflective Code Loading',
  'T1574.006': 'Dynamic Linker Hijacking',
  'T1098.004': 'SSH Authorized Keys',
  'T1053.003': 'Cron',
  'T1548.003': 'Sudo and Sudo Caching',
};

export const DETECTIONS: readonly Detection[] = [
  ...RULES.map((rule) => ({
    id: rule.id,
    title: rule.description,
    description: '',
    kind: 'match' as const,
    filter: rule.expression,
    group_by: ['host', 'user'],
    window_s: 0,
    severity: rule.severity,
    attack: rule.attack,
    playbook: '',
    version: 1,
    enabled: true,
    file: 'detections/default.yaml',
    signals: 0,
  })),
  {
    id: 'many_failed_opens',
    title: 'One user was refused many files',
    description: 'A person or program looks around where it may not.',
    kind: 'distinct',
    filter: 'open.retval < 0',
    group_by: ['host', 'user'],
    window_s: 300,
    severity: 'medium',
    attack: ['T1083'],
    playbook: 'Ask who it was.\n\n1. Look at the **process tree**.\n2. Compare with `sudo -l` of that user.',
    version: 2,
    enabled: true,
    file: 'detections/default.yaml',
    signals: 3,
  },
];

export function health(now = Date.now()): Health {
  return {
    version: '0.1.0',
    time: new Date(now).toISOString(),
    uptime_s: 93_784,
    ingest: {
      accepted: 12_483_220,
      duplicates: 311,
      refused: 0,
      per_second: 412.6,
      queued: 18,
      back_pressure: false,
      latency_ms_p99: 7.4,
    },
    store: {
      kind: 'embedded',
      ok: true,
      detail: '',
      events: 10_240_118,
      bytes: 1_834_221_010,
      oldest: new Date(now - 12 * 86_400_000).toISOString(),
      retention_days: { signal: 365, event: 30, internal: 7 },
    },
    detections: { loaded: DETECTIONS.length, errors: [], lag_ms: 38, signals_open: 0 },
    losses: hosts(now).flatMap((host) => host.loss_list),
  };
}
