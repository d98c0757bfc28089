/** /rules, /detections, /suppressions, /views: what is looked for, what is left out, and saved searches. */
import { stringify } from 'yaml';
import { loadRules } from '../../rules/policy/load-rules.ts';
import { readPolicy } from '../../rules/policy/read-policy.ts';
import type { ServerContext } from '../context.ts';
import { type EventRow, isoTime, parseDocument, storedEvent } from '../events/describe.ts';
import { jsonModel } from '../events/json-fields.ts';
import { type Macros, readFilter } from '../events/search.ts';
import { newId } from '../people/secrets.ts';
import type { ServerRule } from '../server-policies.ts';
import { SIGNAL_ROW, type SignalRow, signalSummary, signalsView } from '../signals/signal-store.ts';
import { sql } from '../store/sql.ts';
import * as contract from './contract.ts';
import { checkedFilter } from './event-routes.ts';
import { signalsByRule } from './fleet-routes.ts';
import { notFound, Problem } from './problem.ts';
import { type Route, route } from './route.ts';
import { readTime } from './times.ts';

const BACKTEST_BUCKETS = 60;
const SAMPLES_SHOWN = 50;
const RECENT_SHOWN = 20;

function ruleSummary(
  server: ServerContext,
  rule: ServerRule,
  signals: ReadonlyMap<string, number>,
): contract.RuleSummary {
  const states = server.hosts.list().flatMap((host) => host.rules.filter(({ rule_id }) => rule_id === rule.id));
  return {
    id: rule.id,
    title: rule.description.split(/(?<=\.)\s/)[0] || rule.id,
    description: rule.description,
    expression: rule.expression,
    policy: rule.policy,
    event: rule.event,
    severity: rule.severity,
    attack: [...rule.attack],
    tags: { ...rule.tags },
    signals: signals.get(rule.id) ?? 0,
    hosts_loaded: states.filter(({ state }) => state === 'loaded').length,
    hosts_error: states.filter(({ state }) => state === 'error').length,
  };
}

const inProblem = (
  list: readonly {
    code: string;
    message: string;
    hint?: string;
    offset?: number;
    length?: number;
    severity?: string;
  }[],
): contract.Diagnostic[] =>
  list.map(({ code, message, hint, offset, length, severity }) => ({
    severity: severity === 'warning' ? 'warning' : severity === 'note' ? 'note' : 'error',
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    offset: offset ?? 0,
    length: length ?? 0,
  }));

/** Checks an expression, or a policy file when it looks like one. */
function checkText(text: string, macros: Macros): contract.RuleCheck {
  if (/^(rules|macros|version|hooks)\s*:/m.test(text)) {
    const read = readPolicy('text.policy', text, 'custom');
    const offsetOf = (line: number, column: number): number =>
      text
        .split('\n')
        .slice(0, line - 1)
        .reduce((sum, one) => sum + one.length + 1, 0) +
      column -
      1;
    const found = [...read.diagnostics];
    const events = new Set<string>();
    if (read.policy !== undefined) {
      const loaded = loadRules(
        [{ name: 'text.policy', type: 'custom', version: read.policy.version, read }],
        jsonModel,
      );
      for (const { diagnostics } of loaded.errors) found.push(...diagnostics.filter((one) => !found.includes(one)));
      for (const rule of loaded.rules.values()) events.add(rule.eventType);
    }
    const diagnostics = found.map(({ severity, code, message, place, hint }) => ({
      severity: severity === 'warning' ? ('warning' as const) : ('error' as const),
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      offset: offsetOf(place.line, place.column),
      length: 1,
    }));
    return {
      ok: !diagnostics.some(({ severity }) => severity === 'error'),
      kind: 'policy',
      events: [...events],
      diagnostics,
    };
  }
  const { rule, diagnostics } = readFilter(text, macros);
  return {
    ok: rule !== undefined,
    kind: 'expression',
    events: rule === undefined ? [] : rule.eventType === null ? [...(rule.onlyEventTypes ?? [])] : [rule.eventType],
    diagnostics: inProblem(diagnostics),
  };
}

async function backtest(
  server: ServerContext,
  { expression, from, to }: contract.BacktestRequest,
): Promise<contract.Backtest> {
  const fromMs = readTime(from, 'from');
  const toMs = readTime(to, 'to');
  if (fromMs >= toMs) throw new Problem('bad_request', 'from is not before to');
  const fromNs = BigInt(Math.trunc(fromMs)) * 1_000_000n;
  const toNs = BigInt(Math.trunc(toMs)) * 1_000_000n;
  if (expression.trim() === '') throw new Problem('bad_request', 'the expression is empty');
  const filter = checkedFilter({ filter: expression, macros: server.policies.macros(), from: fromNs, to: toNs });
  const { rows, report } = await server.search.scan(filter);
  const widthNs = (toNs - fromNs) / BigInt(BACKTEST_BUCKETS) + 1n;
  const histogram = Array.from({ length: BACKTEST_BUCKETS }, (_, index) => ({
    time: isoTime(fromNs + BigInt(index) * widthNs),
    count: 0,
  }));
  for (const row of rows) histogram[Number((BigInt(row.time_ns) - fromNs) / widthNs)]!.count += 1;
  const top = (read: (row: EventRow) => string): contract.FacetValue[] => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(read(row), (counts.get(read(row)) ?? 0) + 1);
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count)
      .slice(0, 20);
  };
  return {
    matches: rows.length,
    per_day: (rows.length * 86_400_000) / (toMs - fromMs),
    hosts: top((row) => row.host || row.host_id),
    processes: top(({ comm }) => comm),
    users: top(({ user }) => user),
    histogram,
    samples: rows.slice(0, SAMPLES_SHOWN).map((row) => storedEvent(row, parseDocument(row.json))),
    report,
  };
}

function checkedSuppression(expression: string): void {
  checkedFilter({ filter: expression });
}

const expiryOf = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text === '' ? null : new Date(readTime(text, 'expires')).toISOString();

export const RULE_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/rules',
    summary: 'Agent rules of the server’s policy folder',
    role: 'viewer',
    scope: 'rules:read',
    answer: contract.RulePage,
    handle: async ({ server }) => {
      const signals = await signalsByRule(server);
      return {
        items: [...server.policies.all().values()].map((rule) => ruleSummary(server, rule, signals)),
        next_cursor: null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/rules/:id',
    summary: 'One rule: its text, where it runs, its latest signals',
    role: 'viewer',
    scope: 'rules:read',
    answer: contract.RuleDetail,
    handle: async ({ server, params }) => {
      const rule = server.policies.get(params.id!);
      if (rule === undefined) throw notFound(`rule ${params.id}`);
      const [signals, recent] = await Promise.all([
        signalsByRule(server),
        server.database.query<SignalRow>(
          sql`SELECT ${SIGNAL_ROW} FROM ${signalsView(server.database.name)} WHERE rule_id = ${rule.id} ORDER BY time_last DESC LIMIT ${RECENT_SHOWN}`,
        ),
      ]);
      return {
        ...ruleSummary(server, rule, signals),
        source: stringify({
          id: rule.id,
          ...(rule.description === '' ? {} : { description: rule.description }),
          expression: rule.expression,
          tags: rule.tags,
        }),
        hosts: server.hosts
          .list()
          .flatMap((host) =>
            host.rules
              .filter(({ rule_id }) => rule_id === rule.id)
              .map((state) => ({ host_id: host.id, host: host.name || host.id, ...state })),
          ),
        recent: recent.map(signalSummary),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/rules/check',
    summary: 'Check an expression or a policy file',
    role: 'viewer',
    scope: 'rules:read',
    body: contract.RuleCheckRequest,
    answer: contract.RuleCheck,
    handle: ({ server, body }) => checkText(body.text, server.policies.macros()),
  }),
  route({
    method: 'POST',
    path: '/rules/backtest',
    summary: 'What an expression would have matched among the stored events',
    role: 'viewer',
    scope: 'rules:read',
    body: contract.BacktestRequest,
    answer: contract.Backtest,
    handle: ({ server, body }) => backtest(server, body),
  }),
  route({
    method: 'GET',
    path: '/detections',
    summary: 'Detections that run over the stored events',
    role: 'viewer',
    scope: 'rules:read',
    answer: contract.DetectionPage,
    handle: async ({ server }) => {
      const rows = await server.database.query<{ detection: string; count: number }>(
        sql`SELECT detection, count() AS count FROM ${signalsView(server.database.name)} WHERE time_last >= now() - 30 * 86400 GROUP BY detection`,
      );
      const signals = new Map(rows.map(({ detection, count }) => [detection, count]));
      return {
        items: server.detections.list.map(
          ({ written, file, windowNs, groupBy }): contract.Detection => ({
            id: written.id,
            title: written.title,
            description: written.description ?? '',
            kind: written.kind,
            filter:
              written.steps === undefined
                ? (written.filter ?? '')
                : written.steps.map(({ filter }) => filter).join(' → '),
            group_by: groupBy.map(({ name }) => name),
            window_s: Number(windowNs / 1_000_000_000n),
            severity: written.severity === undefined || written.severity === 'from_rule' ? 'medium' : written.severity,
            attack: written.attack ?? [],
            playbook: written.playbook ?? '',
            version: written.version ?? 1,
            enabled: written.enabled !== false,
            file: file.split('/').at(-1)!,
            signals: signals.get(written.id) ?? 0,
          }),
        ),
        next_cursor: null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/suppressions',
    summary: 'Suppressions',
    role: 'viewer',
    scope: 'rules:read',
    answer: contract.SuppressionPage,
    handle: ({ server }) => ({
      items: server.documents.list<contract.Suppression>('suppression').reverse(),
      next_cursor: null,
    }),
  }),
  route({
    method: 'POST',
    path: '/suppressions',
    summary: 'Keep events that an expression holds for from becoming signals',
    role: 'analyst',
    scope: 'rules:write',
    body: contract.SuppressionRequest,
    answer: contract.Suppression,
    handle: async ({ server, body, identity, audit }) => {
      checkedSuppression(body.expression);
      const made: contract.Suppression = {
        id: newId(),
        name: body.name,
        expression: body.expression,
        rules: body.rules ?? [],
        reason: body.reason ?? '',
        enabled: body.enabled ?? true,
        expires: expiryOf(body.expires),
        created_by: identity.name,
        time_created: new Date().toISOString(),
        suppressed: 0,
      };
      await server.documents.put('suppression', made.id, made);
      await audit('suppression.create', made.id, body);
      return made;
    },
  }),
  route({
    method: 'PATCH',
    path: '/suppressions/:id',
    summary: 'Change a suppression',
    role: 'analyst',
    scope: 'rules:write',
    body: contract.SuppressionPatch,
    answer: contract.Suppression,
    handle: async ({ server, params, body, audit }) => {
      const known = server.documents.get<contract.Suppression>('suppression', params.id!);
      if (known === undefined) throw notFound('such suppression');
      if (body.expression !== undefined) checkedSuppression(body.expression);
      const { expires, ...rest } = body;
      const next = { ...known, ...rest, ...(expires === undefined ? {} : { expires: expiryOf(expires) }) };
      await server.documents.put('suppression', known.id, next);
      await audit('suppression.patch', known.id, body);
      return next;
    },
  }),
  route({
    method: 'DELETE',
    path: '/suppressions/:id',
    summary: 'Remove a suppression',
    role: 'analyst',
    scope: 'rules:write',
    answer: 'none',
    handle: async ({ server, params, audit }) => {
      if (!(await server.documents.delete('suppression', params.id!))) throw notFound('such suppression');
      await audit('suppression.delete', params.id!);
    },
  }),
  route({
    method: 'GET',
    path: '/views',
    summary: 'Saved searches: one’s own and shared ones',
    role: 'viewer',
    scope: 'signals:read',
    answer: contract.ViewPage,
    handle: ({ server, identity }) => ({
      items: server.documents
        .list<contract.View>('view')
        .filter(({ shared, owner }) => shared || owner === identity.name),
      next_cursor: null,
    }),
  }),
  route({
    method: 'POST',
    path: '/views',
    summary: 'Save a search',
    role: 'viewer',
    scope: 'signals:write',
    body: contract.ViewRequest,
    answer: contract.View,
    handle: async ({ server, body, identity, audit }) => {
      const made: contract.View = {
        id: newId(),
        name: body.name,
        page: body.page,
        query: body.query,
        shared: body.shared ?? false,
        owner: identity.name,
      };
      await server.documents.put('view', made.id, made);
      await audit('view.create', made.id, { name: made.name });
      return made;
    },
  }),
  route({
    method: 'DELETE',
    path: '/views/:id',
    summary: 'Remove a saved search',
    role: 'viewer',
    scope: 'signals:write',
    answer: 'none',
    handle: async ({ server, params, identity, audit }) => {
      const view = server.documents.get<contract.View>('view', params.id!);
      if (view === undefined || (view.owner !== identity.name && !view.shared)) throw notFound('such view');
      if (view.owner !== identity.name && identity.role !== 'admin')
        throw new Problem('forbidden', 'this view belongs to somebody else');
      await server.documents.delete('view', view.id);
      await audit('view.delete', view.id);
    },
  }),
];
