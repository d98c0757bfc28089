/** /events: the explorer and its live tail. */
import { EVENT_ROW, type EventRow, parseDocument, storedEvent } from '../events/describe.ts';
import { type EventFilter, type EventQuestion, filterOf } from '../events/search.ts';
import { raw, sql } from '../store/sql.ts';
import * as contract from './contract.ts';
import { notFound, Problem } from './problem.ts';
import { type Route, route } from './route.ts';
import { streamTopic } from './streams.ts';
import { readList, readTime, readTimeNs } from './times.ts';

/** Events that one listener gets per look; what is more is counted. */
const LIVE_ROWS_MAX = 500;
const DAY_MS = 86_400_000;

/** The filter of a request. @throws Problem with the mistakes of its SECL text */
export function askedFilter(query: {
  readonly filter?: string;
  readonly q?: string;
  readonly host?: string;
  readonly type?: string;
  readonly class?: string;
  readonly from?: string;
  readonly to?: string;
}): EventFilter {
  const question: EventQuestion = {
    ...(query.filter === undefined ? {} : { filter: query.filter }),
    ...(query.q === undefined ? {} : { q: query.q }),
    ...optional('host', readList(query.host)),
    ...optional('type', readList(query.type)),
    ...optional('class', readList(query.class)),
    ...optional('from', readTimeNs(query.from, 'from')),
    ...optional('to', readTimeNs(query.to, 'to')),
  };
  return checkedFilter(question);
}

function optional<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: V });
}

/** @throws Problem with the mistakes of the SECL text */
export function checkedFilter(question: EventQuestion): EventFilter {
  const filter = filterOf(question);
  if (Array.isArray(filter)) {
    const diagnostics = (
      filter as readonly { code: string; message: string; hint?: string; offset: number; length: number }[]
    ).map((one) => ({
      severity: 'error' as const,
      code: one.code,
      message: one.message,
      ...(one.hint === undefined ? {} : { hint: one.hint }),
      offset: one.offset,
      length: one.length,
    }));
    throw new Problem(
      'bad_filter',
      `the filter cannot be read: ${diagnostics[0]?.message ?? ''}`,
      diagnostics[0]?.hint,
      diagnostics,
    );
  }
  return filter as EventFilter;
}

export const EVENT_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/events',
    summary: 'Stored events that a SECL expression holds for, newest first',
    role: 'viewer',
    scope: 'events:read',
    query: contract.EventsQuery,
    answer: contract.EventPage,
    handle: ({ server, query }) => server.search.page(askedFilter(query), query.limit ?? 100, query.cursor),
  }),
  route({
    method: 'GET',
    path: '/events/histogram',
    summary: 'How many events there were over time; the last hour if no range is given',
    role: 'viewer',
    scope: 'events:read',
    query: contract.HistogramQuery,
    answer: contract.Histogram,
    handle: async ({ server, query }) => {
      const now = Date.now();
      const to = query.to === undefined ? now : readTime(query.to, 'to');
      const from = query.from === undefined ? to - 3_600_000 : readTime(query.from, 'from');
      if (from >= to) throw new Problem('bad_request', 'from is not before to');
      if (to - from > 5000 * DAY_MS) throw new Problem('bad_request', 'the range is longer than 5000 days');
      const filter = askedFilter({ ...query, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
      return server.search.histogram(
        filter,
        BigInt(Math.trunc(from)) * 1_000_000n,
        BigInt(Math.trunc(to)) * 1_000_000n,
        query.buckets ?? 60,
      );
    },
  }),
  route({
    method: 'GET',
    path: '/events/stream',
    summary: 'Events as they are stored',
    role: 'viewer',
    scope: 'events:read',
    query: contract.EventStreamQuery,
    answer: 'stream',
    handle: ({ server, query, http }) => {
      const filter = askedFilter(query);
      let afterUs = Date.now() * 1000;
      return streamTopic(http, server.hub.stored, 'event', async (receivedUs) => {
        if (receivedUs <= afterUs) return [];
        const rows = await server.database.query<EventRow>(
          sql`SELECT * FROM (SELECT ${raw(EVENT_ROW)} FROM ${raw(server.database.name)}.events WHERE received > fromUnixTimestamp64Micro(${afterUs}) AND received <= fromUnixTimestamp64Micro(${receivedUs}) AND (${filter.where}) ORDER BY time DESC LIMIT ${LIVE_ROWS_MAX}) ORDER BY time_ns`,
        );
        afterUs = receivedUs;
        return rows.flatMap((row) => {
          const document = parseDocument(row.json);
          return filter.test === null || filter.test(document) ? [storedEvent(row, document)] : [];
        });
      });
    },
  }),
  route({
    method: 'GET',
    path: '/events/:id',
    summary: 'One event',
    role: 'viewer',
    scope: 'events:read',
    answer: contract.StoredEvent,
    handle: async ({ server, params }) => {
      const row = await server.search.byId(params.id!);
      if (row === undefined) throw notFound('such event');
      return storedEvent(row);
    },
  }),
];
