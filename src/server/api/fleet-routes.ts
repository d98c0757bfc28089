/** /hosts, /coverage, /health: the fleet, what the rules see of it, and how Shrike itself is. */

import { TECHNIQUES } from '../../rules/attack/techniques.ts';
import type { ServerContext } from '../context.ts';
import { isoTime } from '../events/describe.ts';
import type { HostDocument } from '../ingest/host-registry.ts';
import { isLoopback } from '../options.ts';
import { signalsView } from '../signals/signal-store.ts';
import { raw, sql } from '../store/sql.ts';
import { TACTICS } from './attack-tactics.ts';
import * as contract from './contract.ts';
import { notFound } from './problem.ts';
import { type Route, route } from './route.ts';

const LATE_MS = 120_000;
const OFFLINE_MS = 900_000;
const HEARTBEATS_SHOWN = 500;

interface HostCounts {
  readonly events: ReadonlyMap<string, number>;
  readonly signals: ReadonlyMap<string, number>;
}

async function countsOf(server: ServerContext): Promise<HostCounts> {
  const name = raw(server.database.name);
  const [events, signals] = await Promise.all([
    server.database.query<{ host_id: string; count: number }>(
      sql`SELECT host_id, count() AS count FROM ${name}.events WHERE time >= now() - 3600 GROUP BY host_id`,
    ),
    server.database.query<{ host_id: string; count: number }>(
      sql`SELECT host_id, count() AS count FROM ${signalsView(server.database.name)} WHERE status != 'archived' GROUP BY host_id`,
    ),
  ]);
  const toMap = (rows: readonly { host_id: string; count: number }[]): Map<string, number> =>
    new Map(rows.map(({ host_id, count }) => [host_id, count]));
  return { events: toMap(events), signals: toMap(signals) };
}

function summaryOf(host: HostDocument, counts: HostCounts): contract.HostSummary {
  const age =
    host.time_last_heartbeat === null ? Number.POSITIVE_INFINITY : Date.now() - Date.parse(host.time_last_heartbeat);
  const tests = host.self_tests;
  return {
    id: host.id,
    name: host.name || host.id,
    state: age < LATE_MS ? 'online' : age < OFFLINE_MS ? 'late' : 'offline',
    version: host.version,
    kernel: host.kernel,
    os: host.os,
    arch: host.arch,
    time_enrolled: host.time_enrolled,
    time_last_heartbeat: host.time_last_heartbeat,
    hooks_live: host.hooks.filter(({ state }) => state !== 'off').length,
    hooks_total: host.hooks.length,
    rules_loaded: host.rules.filter(({ state }) => state === 'loaded').length,
    rules_filtered: host.rules.filter(({ state }) => state === 'filtered').length,
    rules_error: host.rules.filter(({ state }) => state === 'error').length,
    losses: host.losses.reduce((sum, { count }) => sum + count, 0),
    self_test: tests.length === 0 ? 'unknown' : tests.every(({ passed }) => passed) ? 'passed' : 'failed',
    events_last_hour: counts.events.get(host.id) ?? 0,
    signals_open: counts.signals.get(host.id) ?? 0,
  };
}

/** Signals of the last 30 days by rule. */
export async function signalsByRule(server: ServerContext): Promise<Map<string, number>> {
  const rows = await server.database.query<{ rule_id: string; count: number }>(
    sql`SELECT rule_id, count() AS count FROM ${raw(server.database.name)}.signals FINAL WHERE time_last >= now() - 30 * 86400 GROUP BY rule_id`,
  );
  return new Map(rows.map(({ rule_id, count }) => [rule_id, count]));
}

/** Name of a technique; of its parent where ATT&CK has the sub-technique for other systems only. */
const nameOf = (id: string): string => (TECHNIQUES.get(id) ?? TECHNIQUES.get(id.replace(/\..*/, '')))?.name ?? '';

export const FLEET_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/hosts',
    summary: 'All hosts',
    role: 'viewer',
    scope: 'hosts:read',
    answer: contract.HostPage,
    handle: async ({ server }) => {
      const counts = await countsOf(server);
      const items = server.hosts.list().map((host) => summaryOf(host, counts));
      return { items: items.sort((a, b) => a.name.localeCompare(b.name)), next_cursor: null };
    },
  }),
  route({
    method: 'GET',
    path: '/hosts/:id',
    summary: 'One host: hooks, rules, self-tests, heartbeats, losses',
    role: 'viewer',
    scope: 'hosts:read',
    answer: contract.HostDetail,
    handle: async ({ server, params }) => {
      const host = server.hosts.get(params.id!) ?? server.hosts.list().find(({ name }) => name === params.id);
      if (host === undefined) throw notFound('such host');
      const [counts, beats] = await Promise.all([
        countsOf(server),
        server.database.query<{ ns: string; delivered: number; losses: number }>(
          sql`SELECT toString(toUnixTimestamp64Milli(time)) AS ns, delivered, losses FROM ${raw(server.database.name)}.heartbeats FINAL WHERE host_id = ${host.id} AND time >= now() - 86400 ORDER BY time DESC LIMIT ${HEARTBEATS_SHOWN}`,
        ),
      ]);
      return {
        ...summaryOf(host, counts),
        facts: { ...host.facts, ...(host.disabled ? { disabled: 'yes' } : {}) },
        hooks: [...host.hooks],
        rules: [...host.rules],
        self_tests: [...host.self_tests],
        heartbeats: beats
          .reverse()
          .map(({ ns, delivered, losses }) => ({ time: isoTime(BigInt(ns) * 1_000_000n), events: delivered, losses })),
        loss_list: host.losses.map((loss) => ({ host: host.name, ...loss })),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/coverage',
    summary: 'Each rule on each host, and the ATT&CK techniques that rules look for',
    role: 'viewer',
    scope: 'hosts:read',
    answer: contract.Coverage,
    handle: async ({ server }) => {
      const hosts = server.hosts.list();
      const signals = await signalsByRule(server);
      const policies = server.policies.all();
      const ids = new Set([...policies.keys(), ...hosts.flatMap((host) => host.rules.map(({ rule_id }) => rule_id))]);
      const rules = [...ids].sort().map((id) => {
        const known = policies.get(id);
        return {
          id,
          title: known?.description ?? '',
          attack: [...(known?.attack ?? [])],
          hosts: Object.fromEntries(
            hosts.flatMap((host) => {
              const own = host.rules.find(({ rule_id }) => rule_id === id);
              return own === undefined ? [] : [[host.id, own.state]];
            }),
          ),
          signals: signals.get(id) ?? 0,
        };
      });
      const tacticOf = (ruleId: string): string => policies.get(ruleId)?.tactic ?? '';
      const detections = server.detections.list.map(({ written }) => ({
        id: written.id,
        attack: written.attack ?? [],
      }));
      const tactics = TACTICS.map(({ id, short, name, formerly }) => {
        const techniques = new Map<string, Set<string>>();
        for (const rule of rules) {
          const tactic = tacticOf(rule.id);
          if (tactic !== short && (formerly === undefined || tactic !== formerly)) continue;
          for (const technique of rule.attack)
            techniques.set(technique, (techniques.get(technique) ?? new Set()).add(rule.id));
        }
        for (const detection of detections) {
          for (const technique of detection.attack)
            if (techniques.has(technique)) techniques.get(technique)!.add(detection.id);
        }
        return {
          id,
          name,
          techniques: [...techniques]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([technique, own]) => ({
              id: technique,
              name: nameOf(technique),
              rules: [...own],
              hosts_covered: hosts.filter((host) =>
                host.rules.some(({ rule_id, state }) => own.has(rule_id) && state === 'loaded'),
              ).length,
              signals: [...own].reduce((sum, rule) => sum + (signals.get(rule) ?? 0), 0),
            })),
        };
      });
      return { hosts: hosts.map(({ id, name }) => ({ id, name: name || id })), rules, tactics };
    },
  }),
  route({
    method: 'GET',
    path: '/enrolment',
    summary: 'What an agent of another machine needs to know to enrol, besides a token',
    role: 'admin',
    scope: 'hosts:read',
    answer: contract.EnrolmentFacts,
    handle: ({ server }) => ({
      host: isLoopback(server.ingest.host) || /^(0\.0\.0\.0|::)$/.test(server.ingest.host) ? '' : server.ingest.host,
      port: server.ingest.port,
      is_local: isLoopback(server.ingest.host),
      ca_fingerprint: server.authority.fingerprint,
    }),
  }),
  route({
    method: 'GET',
    path: '/health',
    summary: 'How ingest, store and detections are, and what was lost where',
    role: 'viewer',
    scope: 'health:read',
    answer: contract.Health,
    handle: ({ server }) => healthOf(server),
  }),
];

async function healthOf(server: ServerContext): Promise<contract.Health> {
  const { writer, database, options, detections, runner, signals } = server;
  const layout = database.cluster === undefined ? 'events' : 'events_local';
  let store: {
    readonly ok: boolean;
    readonly detail: string;
    readonly events: number;
    readonly bytes: number;
    readonly oldest: string | null;
  };
  try {
    const [row] = await database.query<{ events: string; bytes: string; oldest: string }>(
      sql`SELECT toString(sum(rows)) AS events, toString(sum(bytes_on_disk)) AS bytes, toString(min(partition_id)) AS oldest FROM system.parts WHERE active AND database = ${database.name} AND table = ${layout}`,
      { secondsMax: 5 },
    );
    const day = /-?(\d{4})(\d{2})(\d{2})$/.exec(row?.oldest ?? '');
    store = {
      ok: true,
      detail: '',
      events: Number(row?.events ?? 0),
      bytes: Number(row?.bytes ?? 0),
      oldest: day === null ? null : `${day[1]}-${day[2]}-${day[3]}T00:00:00.000Z`,
    };
  } catch (error) {
    store = { ok: false, detail: (error as Error).message, events: 0, bytes: 0, oldest: null };
  }
  const latencies = writer.latenciesMs.toSorted((a, b) => a - b);
  return {
    version: server.version,
    time: new Date().toISOString(),
    uptime_s: Math.round((Date.now() - server.startedAt) / 1000),
    ingest: {
      accepted: writer.counts.accepted,
      duplicates: writer.counts.duplicates,
      refused: writer.counts.refused,
      per_second: writer.perSecond,
      queued: writer.queuedRecords,
      back_pressure: writer.isFull,
      latency_ms_p99: Math.round(latencies[Math.floor(latencies.length * 0.99)] ?? 0),
    },
    store: { kind: database.kind, ...store, retention_days: { ...options.retention } },
    detections: {
      loaded: detections.list.length,
      errors: detections.faults.map(
        ({ file, line, id, message }) => `${file}:${line}: ${id === '' ? '' : `${id}: `}${message}`,
      ),
      lag_ms: Math.round(runner?.lagMs ?? 0),
      signals_open: signals.openCount,
    },
    losses: server.hosts
      .list()
      .flatMap((host) => host.losses.map((loss) => ({ host: host.name, ...loss })))
      .slice(0, 2000),
  };
}
