/** /signals: the list, its facets, one signal with everything about it, and what people do with it. */
import { emptyEnvironment, highlight, readRule } from '../../rules/language/index.ts';
import type { ServerContext } from '../context.ts';
import { parseDocument, storedEvent, whatHappened } from '../events/describe.ts';
import { type EventDocument, jsonModel } from '../events/json-fields.ts';
import { wordConditions } from '../events/search.ts';
import {
  SIGNAL_ROW,
  type SignalRow,
  severityNumber,
  signalSummary,
  signalsView,
  tagsOf,
} from '../signals/signal-store.ts';
import { allOf, raw, type Sql, sql } from '../store/sql.ts';
import * as contract from './contract.ts';
import { notFound } from './problem.ts';
import { type Route, route } from './route.ts';
import { streamTopic } from './streams.ts';
import { readList, readTimeNs } from './times.ts';

const EVENTS_SHOWN = 200;
const RELATED_SHOWN = 50;

/** Facets and the condition of each filter on the signals. */
const FILTERS = {
  status: (values: readonly string[]) => sql`status IN ${values}`,
  severity: (values: readonly string[]) =>
    sql`severity IN ${values.map((one) => severityNumber(one as contract.Severity))}`,
  rule: (values: readonly string[]) => sql`rule_id IN ${values}`,
  host: (values: readonly string[]) => sql`host IN ${values}`,
  user: (values: readonly string[]) => sql`user IN ${values}`,
  container: (values: readonly string[]) => sql`container IN ${values}`,
  attack: (values: readonly string[]) =>
    sql`hasAny(attack, ${raw(`[${values.map((one) => sql`${one}`.text).join(',')}]`)})`,
  assignee: (values: readonly string[]) => sql`assignee IN ${values.map((one) => (one === 'none' ? '' : one))}`,
} as const;
type FilterName = keyof typeof FILTERS;
const FACET_COLUMN: Readonly<Record<FilterName, string>> = {
  status: 'status',
  severity: "arrayElement(['informational','low','medium','high','critical'], severity)",
  rule: 'rule_id',
  host: 'host',
  user: 'user',
  container: 'container',
  attack: 'arrayJoin(attack)',
  assignee: "if(assignee = '', 'none', assignee)",
};

function conditionsOf(query: contract.SignalFacetsQuery, without?: FilterName): Sql[] {
  const conditions: Sql[] = [];
  for (const name of Object.keys(FILTERS) as FilterName[]) {
    const values = readList(query[name]);
    if (values !== undefined && name !== without) conditions.push(FILTERS[name](values));
  }
  const from = readTimeNs(query.from, 'from');
  const to = readTimeNs(query.to, 'to');
  if (from !== undefined) conditions.push(sql`time_last >= fromUnixTimestamp64Nano(${from})`);
  if (to !== undefined) conditions.push(sql`time_last < fromUnixTimestamp64Nano(${to})`);
  if (query.q !== undefined) conditions.push(...wordConditions(query.q, 'search'));
  return conditions;
}

export const SIGNAL_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/signals',
    summary: 'Signals, the newest last event first',
    role: 'viewer',
    scope: 'signals:read',
    query: contract.SignalsQuery,
    answer: contract.SignalPage,
    handle: async ({ server, query }) => {
      const limit = query.limit ?? 100;
      const cursor = /^(\d{1,19})_([0-9a-f]{1,64})$/.exec(query.cursor ?? '');
      const conditions = conditionsOf(query);
      if (cursor !== null)
        conditions.push(sql`(time_last, id) < (fromUnixTimestamp64Nano(${BigInt(cursor[1]!)}), ${cursor[2]!})`);
      const rows = await server.database.query<SignalRow>(
        sql`SELECT ${SIGNAL_ROW} FROM ${signalsView(server.database.name)} WHERE ${allOf(conditions)} ORDER BY time_last DESC, id DESC LIMIT ${limit + 1}`,
      );
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: shown.map(signalSummary),
        next_cursor: rows.length > limit && last !== undefined ? `${last.last_ns}_${last.id}` : null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/signals/facets',
    summary: 'How many signals there are by status, severity, rule, …',
    role: 'viewer',
    scope: 'signals:read',
    query: contract.SignalFacetsQuery,
    answer: contract.SignalFacets,
    handle: async ({ server, query }) => {
      const view = signalsView(server.database.name);
      const names = Object.keys(FILTERS) as FilterName[];
      const parts = names.map(
        (name) =>
          sql`SELECT ${name} AS facet, toString(${raw(FACET_COLUMN[name])}) AS value, count() AS count FROM signals_now WHERE ${allOf(conditionsOf(query, name))} GROUP BY value ORDER BY count DESC LIMIT 50`
            .text,
      );
      const total =
        sql`SELECT 'total' AS facet, '' AS value, count() AS count FROM signals_now WHERE ${allOf(conditionsOf(query))}`
          .text;
      const rows = await server.database.query<{ facet: string; value: string; count: number }>(
        raw(
          `WITH signals_now AS (SELECT * FROM ${view.text}) SELECT facet, value, count FROM (${[...parts, total].map((part) => `SELECT * FROM (${part})`).join(' UNION ALL ')})`,
        ),
      );
      const facets = Object.fromEntries(names.map((name) => [name, [] as contract.FacetValue[]]));
      let sum = 0;
      for (const { facet, value, count } of rows) {
        if (facet === 'total') sum = count;
        else if (count > 0 && value !== '') facets[facet]!.push({ value, count });
      }
      for (const list of Object.values(facets)) list.sort((a, b) => b.count - a.count);
      return { ...facets, total: sum };
    },
  }),
  route({
    method: 'GET',
    path: '/signals/stream',
    summary: 'New and changed signals as they come',
    role: 'viewer',
    scope: 'signals:read',
    answer: 'stream',
    handle: ({ server, http }) => streamTopic(http, server.hub.signals, 'signal', (summary) => [summary]),
  }),
  route({
    method: 'GET',
    path: '/signals/:id',
    summary: 'A signal with its events, its rule, what matched, related signals, notes and history',
    role: 'viewer',
    scope: 'signals:read',
    answer: contract.SignalDetail,
    handle: async ({ server, params }) => detailOf(server, params.id!),
  }),
  route({
    method: 'PATCH',
    path: '/signals/:id',
    summary: 'Change status or assignee',
    role: 'analyst',
    scope: 'signals:write',
    body: contract.SignalPatch,
    answer: contract.SignalSummary,
    handle: async ({ server, params, body, identity, audit }) => {
      const changed = await server.signals.triage(params.id!, identity.name, body);
      if (changed === undefined) throw notFound('such signal');
      await audit('signal.patch', params.id!, body);
      return changed;
    },
  }),
  route({
    method: 'POST',
    path: '/signals/:id/notes',
    summary: 'Write a note',
    role: 'analyst',
    scope: 'signals:write',
    body: contract.NoteRequest,
    answer: contract.SignalNote,
    handle: async ({ server, params, body, identity, audit }) => {
      if ((await server.signals.byId(params.id!)) === undefined) throw notFound('such signal');
      const id = await server.signals.note(params.id!, identity.name, 'note', body.text);
      await audit('signal.note', params.id!);
      return { id, time: new Date().toISOString(), author: identity.name, text: body.text };
    },
  }),
];

async function detailOf(server: ServerContext, id: string): Promise<contract.SignalDetail> {
  const row = await server.signals.byId(id);
  if (row === undefined) throw notFound('such signal');
  const name = raw(server.database.name);
  const [members, related, history] = await Promise.all([
    server.database.query<{ id: string }>(
      sql`SELECT toString(event_id) AS id FROM ${name}.signal_events FINAL WHERE signal_id = ${id} ORDER BY time DESC LIMIT ${EVENTS_SHOWN}`,
    ),
    server.database.query<SignalRow>(
      sql`SELECT ${SIGNAL_ROW} FROM ${signalsView(server.database.name)} WHERE context = ${row.context} AND id != ${id} ORDER BY time_last DESC LIMIT ${RELATED_SHOWN}`,
    ),
    server.signals.history(id),
  ]);
  const rows = await server.search.byIds(members.map((member) => member.id));
  const events = rows.map((one) => storedEvent(one));
  const latest: EventDocument = rows[0] === undefined ? {} : parseDocument(rows[0].json);
  const detection = server.detections.list.find(({ written }) => written.id === row.detection);
  const serverRule = server.policies.get(row.rule_id);
  const playbooks = detection?.written.playbooks ?? {};
  return {
    ...signalSummary(row),
    account: accountOf(row, latest),
    description:
      (typeof latest.description === 'string' ? latest.description : '') ||
      (serverRule?.description ?? detection?.written.description ?? ''),
    playbook: playbooks[row.rule_id] ?? detection?.written.playbook ?? '',
    rule: ruleOf(server, row, latest),
    events,
    events_total: Number(row.count),
    tags: Object.fromEntries(tagsOf(latest)),
    group: JSON.parse(row.group_json || '{}') as Record<string, string>,
    related: related.map(signalSummary),
    notes: history
      .filter(({ field }) => field === 'note')
      .map((line) => ({ id: line.id, time: line.time, author: line.actor, text: line.after })),
    history: history
      .filter(({ field }) => field !== 'note')
      .map(({ time, actor, field, before, after, reason }) => ({
        time,
        actor,
        field,
        from: before === '' ? null : before,
        to: after === '' ? null : after,
        ...(reason === '' ? {} : { reason }),
      })),
    suppressible: suppressibleOf(row, latest),
  };
}

/** The rule's text and which parts of it held for the newest event. */
function ruleOf(server: ServerContext, row: SignalRow, latest: EventDocument): contract.SignalDetail['rule'] {
  const agent = (latest.agent ?? {}) as { policy_name?: unknown; rule_version?: unknown };
  const said = ((latest.evt as EventDocument | undefined)?.rule_context ?? {}) as {
    expression?: unknown;
    matching_subexprs?: unknown;
  };
  const known = server.policies.get(row.rule_id);
  const own = server.detections.list.find(({ written }) => written.id === row.rule_id);
  // What the agent says that it evaluated comes first: the server's copy may be older or newer.
  const expression =
    typeof said.expression === 'string'
      ? said.expression
      : (known?.expression ?? own?.written.filter ?? own?.written.steps?.map(({ filter }) => filter).join(' → ') ?? '');
  if (expression === '') return null;
  const identity = {
    id: row.rule_id,
    expression,
    policy:
      typeof agent.policy_name === 'string' ? agent.policy_name : (known?.policy ?? own?.file.split('/').at(-1) ?? ''),
    version: typeof agent.rule_version === 'string' ? agent.rule_version : '',
  };
  if (typeof said.expression === 'string' && Array.isArray(said.matching_subexprs)) {
    const parts = said.matching_subexprs as readonly {
      offset: number;
      length: number;
      field?: string;
      value?: string;
    }[];
    return {
      ...identity,
      matched: parts
        .filter(
          ({ offset, length }) => Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length >= 0,
        )
        .map(({ offset, length, field, value }) => ({
          offset,
          length,
          ...(typeof field === 'string' ? { field } : {}),
          ...(typeof value === 'string' ? { value: value.slice(0, 500) } : {}),
        })),
    };
  }
  const checked =
    known !== undefined && known.expression === expression
      ? known.loaded.checked
      : readRule(expression, jsonModel).rule;
  const fragments =
    checked === undefined
      ? []
      : highlight(checked, jsonModel, latest, emptyEnvironment(BigInt(Date.now()) * 1_000_000n)).fragments;
  return {
    ...identity,
    matched: fragments.map(({ offset, length, field, value }) => ({
      offset,
      length,
      ...(field === undefined ? {} : { field }),
      value: (Array.isArray(value) ? value.map(printValue).join(', ') : printValue(value)).slice(0, 500),
    })),
  };
}

const printValue = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one))
    : String(value);

const textAt = (document: EventDocument, ...path: readonly string[]): string => {
  let at: unknown = document;
  for (const name of path) at = typeof at === 'object' && at !== null ? (at as EventDocument)[name] : undefined;
  return typeof at === 'string' || typeof at === 'number' ? String(at) : '';
};

/** What happened, in plain sentences. */
function accountOf(row: SignalRow, latest: EventDocument): string {
  const times = Number(row.count) === 1 ? 'once' : `${row.count} times`;
  const first = new Date(Number(BigInt(row.first_ns) / 1_000_000n)).toISOString().replace('T', ' ').slice(0, 19);
  const last = new Date(Number(BigInt(row.last_ns) / 1_000_000n)).toISOString().replace('T', ' ').slice(0, 19);
  const when = first === last ? `at ${first} UTC` : `between ${first} and ${last} UTC`;
  const type = textAt(latest, 'evt', 'name');
  const own = typeof latest.account === 'string' ? [latest.account.slice(0, 5000)] : [];
  const paragraphs = [
    ...own,
    `On ${row.host}, ${times} ${when}: ${type === '' ? row.what : whatHappened(type, latest)}.`,
  ];
  const path = textAt(latest, 'process', 'executable', 'path');
  if (path !== '') {
    const user = textAt(latest, 'process', 'user') || textAt(latest, 'process', 'uid');
    const effective = textAt(latest, 'process', 'credentials', 'euser');
    const args = (latest.process as EventDocument | undefined)?.args;
    const line =
      Array.isArray(args) && args.length > 0
        ? ` with the arguments ${args
            .map((one) => JSON.stringify(one))
            .join(' ')
            .slice(0, 500)}`
        : '';
    const tty = textAt(latest, 'process', 'tty');
    paragraphs.push(
      `The process is ${path} (pid ${textAt(latest, 'process', 'pid')})${line}, run by ${user}${effective !== '' && effective !== user ? ` with the rights of ${effective}` : ''}${tty === '' ? '' : ` on terminal ${tty}`}.`,
    );
    const ancestors = (latest.process as EventDocument | undefined)?.ancestors;
    if (Array.isArray(ancestors) && ancestors.length > 0) {
      const names = (ancestors as EventDocument[])
        .slice(0, 8)
        .map((one) => `${textAt(one, 'executable', 'name') || textAt(one, 'comm')} (${textAt(one, 'pid')})`);
      paragraphs.push(`It was started by ${names.join(', which was started by ')}.`);
    }
  }
  const container = textAt(latest, 'container', 'id');
  if (container !== '')
    paragraphs.push(
      `It ran in container ${container.slice(0, 12)}${textAt(latest, 'container', 'runtime') === '' ? '' : ` of ${textAt(latest, 'container', 'runtime')}`}.`,
    );
  return paragraphs.join('\n\n');
}

/** Attributes of the newest event that tell a harmless cause from the rest. */
function suppressibleOf(row: SignalRow, latest: EventDocument): contract.SignalDetail['suppressible'] {
  const type = textAt(latest, 'evt', 'name');
  const fields: [string, string][] = [
    ['process.file.path', textAt(latest, 'process', 'executable', 'path')],
    ['process.args', ((latest.process as EventDocument | undefined)?.args as string[] | undefined)?.join(' ') ?? ''],
    ['process.user', textAt(latest, 'process', 'user')],
    ['process.parent.file.path', textAt(latest, 'process', 'parent', 'executable', 'path')],
    ['container.id', textAt(latest, 'container', 'id')],
    ['cgroup.id', textAt(latest, 'cgroup', 'id')],
    ['event.hostname', row.host],
    ...(jsonModel.field(`${type}.file.path`) === undefined
      ? []
      : [[`${type}.file.path`, textAt(latest, 'file', 'path')] as [string, string]]),
    ...(type === 'dns' ? [['dns.question.name', textAt(latest, 'dns', 'question', 'name')] as [string, string]] : []),
  ];
  return fields
    .filter(([field, value]) => value !== '' && value.length < 1000 && jsonModel.field(field) !== undefined)
    .map(([field, value]) => ({ field, value, expression: `${field} == ${JSON.stringify(value)}` }))
    .filter(({ expression }) => readRule(expression, jsonModel).rule !== undefined);
}
