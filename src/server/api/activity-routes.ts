/** /processes, /containers, /files, /network: what ran, what changed and who talked to whom, out of the stored events. */
import type { ServerContext } from '../context.ts';
import { EVENT_ROW, type EventRow, isoTime, parseDocument, whatHappened } from '../events/describe.ts';
import type { EventDocument } from '../events/json-fields.ts';
import { wordConditions } from '../events/search.ts';
import { allOf, raw, type Sql, sql } from '../store/sql.ts';
import * as contract from './contract.ts';
import { notFound } from './problem.ts';
import { type Route, route } from './route.ts';
import { pageOf, readList, readOffset, readTimeNs } from './times.ts';

const HOUR_NS = 3_600_000_000_000n;
const TREE_EVENTS_MAX = 2000;
const TREE_NODES_MAX = 500;
const NODE_EVENTS_MAX = 50;

/** Conditions on time (the last hours if no range is given), host, container and words. */
function rangeOf(
  query: { host?: string; container?: string; q?: string; from?: string; to?: string },
  hours: bigint,
): Sql[] {
  const to = readTimeNs(query.to, 'to');
  const from = readTimeNs(query.from, 'from') ?? (to ?? BigInt(Date.now()) * 1_000_000n) - hours * HOUR_NS;
  const conditions = [sql`time >= fromUnixTimestamp64Nano(${from})`];
  if (to !== undefined) conditions.push(sql`time < fromUnixTimestamp64Nano(${to})`);
  const hosts = readList(query.host);
  if (hosts !== undefined) conditions.push(sql`(host IN ${hosts} OR host_id IN ${hosts})`);
  const containers = readList(query.container);
  if (containers !== undefined) conditions.push(sql`container_id IN ${containers}`);
  if (query.q !== undefined) conditions.push(...wordConditions(query.q, 'search'));
  return conditions;
}

const NS = (column: string): string => `toString(toUnixTimestamp64Nano(${column}))`;
const events = (server: ServerContext): Sql => raw(`${server.database.name}.events`);

/** Things that change a file. An open counts when it may write: O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND. */
const FILE_CHANGE = sql`(type IN ${['unlink', 'rename', 'chmod', 'chown', 'link', 'mkdir', 'rmdir', 'utimes', 'setxattr', 'removexattr']} OR (type = 'open' AND bitAnd(flags, ${0o3103}) != 0))`;

export const ACTIVITY_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/processes',
    summary: 'Program runs seen in a range, by default the last hour',
    role: 'viewer',
    scope: 'events:read',
    query: contract.ProcessesQuery,
    answer: contract.ProcessPage,
    handle: async ({ server, query }) => {
      const limit = query.limit ?? 100;
      const offset = readOffset(query.cursor);
      const rows = await server.database.query<{ key: string; host_id: string; signals: number }>(
        sql`SELECT process_key AS key, host_id, countIf(class = 1) AS signals FROM ${events(server)} WHERE process_key != '' AND ${allOf(rangeOf(query, 1n))} GROUP BY host_id, process_key ORDER BY max(time) DESC LIMIT ${limit + 1} OFFSET ${offset}`,
      );
      const page = pageOf(rows, offset, limit);
      if (page.items.length === 0) return { items: [], next_cursor: null };
      const keys = page.items.map(({ key }) => key);
      const [samples, ends] = await Promise.all([
        server.database.query<EventRow & { process_key: string }>(
          sql`SELECT ${raw(EVENT_ROW)}, process_key FROM ${events(server)} WHERE process_key IN ${keys} AND ${allOf(rangeOf(query, 1n))} ORDER BY time DESC LIMIT 1 BY host_id, process_key`,
        ),
        server.database.query<{ host_id: string; process_key: string; time_ns: string; json: string }>(
          sql`SELECT host_id, process_key, ${raw(NS('time'))} AS time_ns, json FROM ${events(server)} WHERE type = 'exit' AND process_key IN ${keys} ORDER BY time DESC LIMIT 1 BY host_id, process_key`,
        ),
      ]);
      const bySample = new Map(samples.map((row) => [`${row.host_id} ${row.process_key}`, row]));
      const byEnd = new Map(ends.map((row) => [`${row.host_id} ${row.process_key}`, row]));
      return {
        ...page,
        items: page.items.flatMap(({ key, host_id, signals }) => {
          const row = bySample.get(`${host_id} ${key}`);
          if (row === undefined) return [];
          const document = parseDocument(row.json);
          return [
            runOf(
              (document.process ?? {}) as EventDocument,
              row.host || host_id,
              row.container_id,
              signals,
              byEnd.get(`${host_id} ${key}`),
            ),
          ];
        }),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/processes/tree',
    summary: 'A process with its ancestors, its descendants and what they did',
    role: 'viewer',
    scope: 'events:read',
    query: contract.ProcessTreeQuery,
    answer: contract.ProcessTree,
    handle: async ({ server, query }) => treeOf(server, query.key, query.host),
  }),
  route({
    method: 'GET',
    path: '/containers',
    summary: 'Containers seen in a range, by default the last day',
    role: 'viewer',
    scope: 'events:read',
    query: contract.ContainersQuery,
    answer: contract.ContainerPage,
    handle: async ({ server, query }) => {
      const limit = query.limit ?? 100;
      const offset = readOffset(query.cursor);
      const rows = await server.database.query<{
        id: string;
        host: string;
        first_ns: string;
        last_ns: string;
        events: number;
        signals: number;
        programs: string[];
        newest: string;
      }>(
        sql`SELECT container_id AS id, any(host) AS host, ${raw(NS('min(time)'))} AS first_ns, ${raw(NS('max(time)'))} AS last_ns, count() AS events, countIf(class = 1) AS signals, topK(10)(process_path) AS programs, toString(argMax(id, time)) AS newest FROM (SELECT container_id, host, time, class, process_path, events.id AS id FROM ${events(server)} AS events WHERE container_id != '' AND ${allOf(rangeOf(query, 24n))}) GROUP BY container_id ORDER BY max(time) DESC LIMIT ${limit + 1} OFFSET ${offset}`,
      );
      const page = pageOf(rows, offset, limit);
      const samples = new Map(
        (await server.search.byIds(page.items.map(({ newest }) => newest))).map((row) => [
          row.container_id,
          parseDocument(row.json),
        ]),
      );
      return {
        ...page,
        items: page.items.map((row) => {
          const container = (samples.get(row.id)?.container ?? {}) as Record<string, unknown>;
          const word = (name: string): string =>
            typeof container[name] === 'string' ? (container[name] as string) : '';
          return {
            id: row.id,
            host: row.host,
            runtime: word('runtime'),
            image: word('image') || imageOf(container.image),
            name: word('name'),
            time_first: isoTime(BigInt(row.first_ns)),
            time_last: isoTime(BigInt(row.last_ns)),
            events: row.events,
            signals: row.signals,
            programs: row.programs.filter((one) => one !== ''),
          };
        }),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/files',
    summary: 'Changes to files, newest first; by default of the last day',
    role: 'viewer',
    scope: 'events:read',
    query: contract.FilesQuery,
    answer: contract.FilePage,
    handle: async ({ server, query }) => {
      const limit = query.limit ?? 100;
      const conditions = [FILE_CHANGE, ...rangeOf(query, 24n)];
      if (query.prefix !== undefined && query.prefix !== '')
        conditions.push(sql`(startsWith(file_path, ${query.prefix}) OR startsWith(file_path_to, ${query.prefix}))`);
      const page = await server.search.page({ where: allOf(conditions), test: null }, limit, query.cursor);
      return {
        next_cursor: page.next_cursor,
        items: page.items.map((event): contract.FileChange => {
          const file = (event.json.file ?? {}) as EventDocument;
          const to = (file.destination as EventDocument | undefined)?.path;
          return {
            event_id: event.id,
            time: event.time,
            host: event.host,
            action: event.type === 'open' ? (file.created === true ? 'create' : 'write') : event.type,
            path: typeof file.path === 'string' ? file.path : '',
            path_to: typeof to === 'string' && to !== '' ? to : null,
            user: event.user,
            process: event.process,
            pid: event.pid,
            container: event.container,
            rule_id: event.rule_id ?? null,
            outcome: String((event.json.evt as EventDocument | undefined)?.outcome ?? ''),
          };
        }),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/network/dns',
    summary: 'Names that were asked for, by default in the last day',
    role: 'viewer',
    scope: 'events:read',
    query: contract.NetworkQuery,
    answer: contract.DnsPage,
    handle: async ({ server, query }) => {
      const limit = query.limit ?? 100;
      const offset = readOffset(query.cursor);
      const rows = await server.database.query<
        Omit<contract.DnsName, 'type' | 'time_first' | 'time_last'> & {
          dns_type: string;
          first_ns: string;
          last_ns: string;
        }
      >(
        sql`SELECT dns_name AS name, any(toString(JSONExtractRaw(json, 'dns', 'question', 'type'))) AS dns_type, count() AS count, groupUniqArray(20)(host) AS hosts, topK(10)(comm) AS processes, arraySlice(arrayDistinct(arrayFlatten(groupArray(100)(JSONExtract(json, 'dns', 'response', 'ips', 'Array(String)')))), 1, 20) AS addresses, countIf(trim(BOTH '"' FROM JSONExtractRaw(json, 'dns', 'response', 'code')) NOT IN ('', '0', 'NOERROR', 'NoError')) AS failed, ${raw(NS('min(time)'))} AS first_ns, ${raw(NS('max(time)'))} AS last_ns, toString(argMax(events.id, time)) AS event_id FROM ${events(server)} AS events WHERE type = 'dns' AND dns_name != '' AND ${allOf(rangeOf(query, 24n))} GROUP BY dns_name ORDER BY max(time) DESC LIMIT ${limit + 1} OFFSET ${offset}`,
      );
      const page = pageOf(rows, offset, limit);
      return {
        ...page,
        items: page.items.map(({ dns_type, first_ns, last_ns, ...row }) => ({
          ...row,
          type: dnsType(dns_type),
          time_first: isoTime(BigInt(first_ns)),
          time_last: isoTime(BigInt(last_ns)),
        })),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/network/connections',
    summary: 'Who talked to whom, by default in the last day',
    role: 'viewer',
    scope: 'events:read',
    query: contract.NetworkQuery,
    answer: contract.ConnectionPage,
    handle: async ({ server, query }) => {
      const limit = query.limit ?? 100;
      const offset = readOffset(query.cursor);
      const part = (name: string): Sql => raw(`JSONExtractRaw(json, type, 'addr', '${name}')`);
      const rows = await server.database.query<
        Omit<contract.Connection, 'time_first' | 'time_last'> & { first_ns: string; last_ns: string }
      >(
        sql`SELECT multiIf(type = 'connect', 'outbound', type = 'accept', 'inbound', 'listen') AS direction, if(remote_ip != '', remote_ip, trim(BOTH '"' FROM ${part('ip')})) AS address, if(remote_port != 0, remote_port, toUInt32OrZero(${part('port')})) AS port, any(trim(BOTH '"' FROM ${part('family')})) AS family, any(trim(BOTH '"' FROM JSONExtractRaw(json, type, 'protocol'))) AS protocol, host, comm AS process, container_id AS container, count() AS count, countIf(retval < 0 AND retval != -115) AS failed, ${raw(NS('min(time)'))} AS first_ns, ${raw(NS('max(time)'))} AS last_ns, toString(argMax(events.id, time)) AS event_id FROM ${events(server)} AS events WHERE type IN ${['connect', 'accept', 'bind']} AND ${allOf(rangeOf(query, 24n))} GROUP BY direction, address, port, host, process, container ORDER BY max(time) DESC LIMIT ${limit + 1} OFFSET ${offset}`,
      );
      const page = pageOf(rows, offset, limit);
      return {
        ...page,
        items: page.items.map(({ first_ns, last_ns, ...row }) => ({
          ...row,
          time_first: isoTime(BigInt(first_ns)),
          time_last: isoTime(BigInt(last_ns)),
        })),
      };
    },
  }),
];

/** `name:tag` of an image. */
function imageOf(image: unknown): string {
  if (typeof image !== 'object' || image === null) return '';
  const { name, tag } = image as EventDocument;
  return [name, tag].filter((part) => typeof part === 'string' && part !== '').join(':');
}

/** Numbers of RFC 1035 and later as people know them. */
const DNS_TYPES: Readonly<Record<string, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  65: 'HTTPS',
  255: 'ANY',
};
const dnsType = (raw: string): string => DNS_TYPES[raw] ?? raw.replaceAll('"', '');

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** The process of a document as the API shows it. */
function runOf(
  process: EventDocument,
  host: string,
  container: string,
  signals: number,
  end?: { readonly time_ns: string; readonly json: string },
): contract.ProcessRun {
  const exit = end === undefined ? undefined : (parseDocument(end.json).exit as EventDocument | undefined);
  return {
    key: text(process.key),
    host,
    pid: number(process.pid),
    ppid: number(process.ppid),
    name: text(process.comm),
    path: text((process.executable as EventDocument | undefined)?.path),
    args: Array.isArray(process.args) ? process.args.map(String) : [],
    user: text(process.user),
    uid: number(process.uid),
    tty: text(process.tty),
    container,
    time_start: text(process.exec_time) || text(process.fork_time) || null,
    time_end: end === undefined ? text(process.exit_time) || null : isoTime(BigInt(end.time_ns)),
    exit_code: exit?.cause === 'EXITED' ? number(exit.code) : null,
    signals,
  };
}

async function treeOf(server: ServerContext, asked: string, host: string | undefined): Promise<contract.ProcessTree> {
  let key = asked;
  let subject: EventRow | undefined;
  const hostIs = host === undefined || host === '' ? raw('1') : sql`(host = ${host} OR host_id = ${host})`;
  if (asked.startsWith('event:')) {
    subject = await server.search.byId(asked.slice(6));
    key = text((parseDocument(subject?.json ?? '{}').process as EventDocument | undefined)?.key);
  } else {
    [subject] = await server.database.query<EventRow>(
      sql`SELECT ${raw(EVENT_ROW)} FROM ${events(server)} WHERE process_key = ${key} AND ${hostIs} ORDER BY time DESC LIMIT 1`,
    );
  }
  if (subject === undefined || key === '') throw notFound('such process in the stored events');
  // Descendants live after their ancestor began; a day to each side bounds the search.
  const around = BigInt(subject.time_ns);
  const rows = await server.database.query<EventRow>(
    sql`SELECT ${raw(EVENT_ROW)} FROM ${events(server)} WHERE host_id = ${subject.host_id} AND time >= fromUnixTimestamp64Nano(${around - 24n * HOUR_NS}) AND time <= fromUnixTimestamp64Nano(${around + 24n * HOUR_NS}) AND (process_key = ${key} OR has(ancestor_keys, ${key})) ORDER BY time DESC LIMIT ${TREE_EVENTS_MAX}`,
  );
  const nodes = new Map<string, contract.ProcessNode>();
  const hostName = subject.host || subject.host_id;
  const put = (process: EventDocument, parentKey: string, container: string): contract.ProcessNode | undefined => {
    const run = runOf(process, hostName, container, 0);
    if (run.key === '') return undefined;
    const known = nodes.get(run.key);
    if (known !== undefined) {
      if (known.parent_key === null && parentKey !== '') known.parent_key = parentKey;
      return known;
    }
    if (nodes.size >= TREE_NODES_MAX) return undefined;
    const node: contract.ProcessNode = {
      ...run,
      parent_key: parentKey === '' ? null : parentKey,
      is_subject: run.key === key,
      events: [],
    };
    nodes.set(run.key, node);
    return node;
  };
  let isCut = rows.length >= TREE_EVENTS_MAX;
  for (const row of [...rows.toReversed(), ...(rows.some(({ id }) => id === subject.id) ? [] : [subject])]) {
    const document = parseDocument(row.json);
    const process = (document.process ?? {}) as EventDocument;
    const ancestors = (Array.isArray(process.ancestors) ? process.ancestors : []) as EventDocument[];
    const node = put(process, text(ancestors[0]?.key), row.container_id);
    for (const [index, ancestor] of ancestors.entries()) put(ancestor, text(ancestors[index + 1]?.key), '');
    if (node === undefined) {
      isCut = true;
      continue;
    }
    if (row.type === 'exit') {
      const exit = document.exit as EventDocument | undefined;
      node.time_end = isoTime(BigInt(row.time_ns));
      node.exit_code = exit?.cause === 'EXITED' ? number(exit.code) : null;
    }
    if (row.class === 1) node.signals += 1;
    if (node.events.length < NODE_EVENTS_MAX) {
      node.events.push({
        id: row.id,
        time: isoTime(BigInt(row.time_ns)),
        type: row.type,
        what: whatHappened(row.type, document),
        ...(row.rule_id === '' ? {} : { rule_id: row.rule_id }),
      });
    }
  }
  return { nodes: parentsFirst([...nodes.values()]), truncated: isCut };
}

/** Parents before their children; a parent that is not shown counts as none. */
function parentsFirst(nodes: readonly contract.ProcessNode[]): contract.ProcessNode[] {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const sorted: contract.ProcessNode[] = [];
  const placed = new Set<string>();
  const place = (node: contract.ProcessNode, depth: number): void => {
    if (placed.has(node.key)) return;
    placed.add(node.key);
    const parent = node.parent_key === null ? undefined : byKey.get(node.parent_key);
    if (parent === undefined) node.parent_key = null;
    else if (depth < 200) place(parent, depth + 1);
    sorted.push(node);
  };
  for (const node of nodes) place(node, 0);
  return sorted;
}
