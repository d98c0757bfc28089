/**
 * The tables, and how they came to be: numbered migrations that run in order, each once. Two layouts from one text:
 * on a single engine plain tables; on a cluster `<name>_local` tables, replicated, behind a sharded `<name>`. A shard
 * holds all records of a host, so that repetitions meet.
 *
 * Every table keeps the newest version of a row per key (ReplacingMergeTree); readers of state say FINAL.
 */
import { DERIVED_COLUMNS, documentType, ENVELOPE_COLUMNS, EVENT_COLUMNS } from './event-columns.ts';

/** Days that records are kept, by class. */
export interface Retention {
  readonly signal: number;
  readonly event: number;
  readonly internal: number;
}

/** Numbers of classes in the store, as on the wire. */
export const CLASSES = { signal: 1, event: 2, internal: 3 } as const;

export interface Layout {
  /** Database that holds everything. */
  readonly database: string;
  /** Name of the cluster; undefined: one engine. */
  readonly cluster: string | undefined;
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly orderBy: string;
  /** Column whose highest value wins; undefined: any of equal rows. */
  readonly version?: string;
  readonly partitionBy?: string;
  readonly shardBy: string;
  readonly settings?: string;
  readonly ttl?: string;
}

const word = 'LowCardinality(String)';

/** Codecs where the default is wasteful: wide text compresses five times better with ZSTD at little cost. */
const codec = (name: string): string =>
  name === 'json' || name === 'search' || name === 'args'
    ? ' CODEC(ZSTD(1))'
    : name === 'time' || name === 'received'
      ? ' CODEC(Delta, ZSTD(1))'
      : '';

const eventsTable = (retention: Retention): Table => ({
  name: 'events',
  columns: [
    ...ENVELOPE_COLUMNS.map(([name, type]) => `${name} ${type}${codec(name)}`),
    ...EVENT_COLUMNS.map(({ name, type }) => `${name} ${type}${codec(name)}`),
    ...DERIVED_COLUMNS.map(({ name, type }) => `${name} ${type}${codec(name)}`),
    'INDEX by_id id TYPE bloom_filter(0.001) GRANULARITY 16',
    'INDEX by_received received TYPE minmax GRANULARITY 32',
    'INDEX by_words search TYPE tokenbf_v1(16384, 3, 0) GRANULARITY 16',
    'INDEX by_file file_path TYPE bloom_filter(0.01) GRANULARITY 16',
    'INDEX by_process process_key TYPE bloom_filter(0.01) GRANULARITY 16',
    'INDEX by_rule rule_id TYPE set(100) GRANULARITY 32',
    'INDEX by_container container_id TYPE set(200) GRANULARITY 32',
    'INDEX by_comm comm TYPE bloom_filter(0.01) GRANULARITY 16',
  ],
  // Newest first is how people read, and a range of time is what every question has.
  orderBy: '(time, id)',
  partitionBy: '(class, toYYYYMMDD(received))',
  shardBy: 'cityHash64(host_id)',
  // Small granules: a page shows a hundred documents from anywhere, and each costs the reading of its granule.
  settings:
    'fsync_after_insert = 1, fsync_part_directory = 1, ttl_only_drop_parts = 1, index_granularity_bytes = 1048576',
  ttl: retentionExpression(retention),
});

/** When a record goes. By the time it was received: clocks of hosts can be years off. */
export function retentionExpression({ signal, event, internal }: Retention): string {
  return `toDateTime(received) + toIntervalDay(multiIf(class = ${CLASSES.signal}, ${signal}, class = ${CLASSES.event}, ${event}, ${internal}))`;
}

const STATE_TABLES: readonly Table[] = [
  {
    name: 'signals',
    columns: [
      'id String',
      'version UInt64',
      `detection ${word}`,
      'group_key String',
      'group_json String',
      'title String',
      `rule_id ${word}`,
      'severity UInt8',
      `host ${word}`,
      `host_id ${word}`,
      "time_first DateTime64(9, 'UTC')",
      "time_last DateTime64(9, 'UTC')",
      'count UInt64',
      'what String',
      `user ${word}`,
      `process ${word}`,
      `container ${word}`,
      `attack Array(${word})`,
      'context String',
      'search String',
    ],
    version: 'version',
    orderBy: 'id',
    shardBy: 'cityHash64(id)',
  },
  {
    // Apart from signals, because people and detections change them at the same time.
    name: 'triage',
    columns: ['id String', 'version UInt64', `status ${word}`, 'assignee String'],
    version: 'version',
    orderBy: 'id',
    shardBy: 'cityHash64(id)',
  },
  {
    name: 'signal_events',
    columns: ['signal_id String', 'event_id UUID', "time DateTime64(9, 'UTC')"],
    orderBy: '(signal_id, time, event_id)',
    shardBy: 'cityHash64(signal_id)',
  },
  {
    name: 'signal_history',
    columns: [
      'signal_id String',
      "time DateTime64(6, 'UTC')",
      'id String',
      'actor String',
      `field ${word}`,
      'before String',
      'after String',
      'reason String',
    ],
    orderBy: '(signal_id, time, id)',
    shardBy: 'cityHash64(signal_id)',
  },
  {
    // Users, sessions, tokens, suppressions, views, hosts: few, small, and read whole.
    name: 'documents',
    columns: [`kind ${word}`, 'id String', 'version UInt64', 'deleted UInt8', 'json String'],
    version: 'version',
    orderBy: '(kind, id)',
    shardBy: 'cityHash64(kind)',
  },
  {
    name: 'audit',
    columns: [
      'id String',
      "time DateTime64(6, 'UTC')",
      'actor String',
      'address String',
      `action ${word}`,
      'target String',
      'detail String',
    ],
    orderBy: '(time, id)',
    partitionBy: 'toYYYYMM(time)',
    shardBy: 'cityHash64(id)',
  },
  {
    name: 'heartbeats',
    columns: [`host_id ${word}`, "time DateTime64(3, 'UTC')", 'delivered UInt64', 'losses UInt64'],
    orderBy: '(host_id, time)',
    partitionBy: 'toYYYYMMDD(time)',
    shardBy: 'cityHash64(host_id)',
    ttl: 'toDateTime(time) + toIntervalDay(7)',
  },
  {
    // Values that "new value" detections have seen.
    name: 'known_values',
    columns: [`detection ${word}`, 'group_key String', 'value String', "time DateTime64(3, 'UTC')"],
    version: 'time',
    orderBy: '(detection, group_key, value)',
    shardBy: 'cityHash64(detection, group_key)',
  },
];

/** Name of the table that holds the rows on one engine. */
export const localTable = (layout: Layout, name: string): string =>
  `${layout.database}.${layout.cluster === undefined ? name : `${name}_local`}`;

const onCluster = ({ cluster }: Layout): string => (cluster === undefined ? '' : ` ON CLUSTER \`${cluster}\``);

function createTable(layout: Layout, table: Table): string[] {
  const version = table.version === undefined ? '' : table.version;
  const engine =
    layout.cluster === undefined
      ? `ReplacingMergeTree(${version})`
      : `ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/${table.name}', '{replica}'${version === '' ? '' : `, ${version}`})`;
  const statements = [
    `CREATE TABLE IF NOT EXISTS ${localTable(layout, table.name)}${onCluster(layout)} (${table.columns.join(', ')}) ENGINE = ${engine}` +
      `${table.partitionBy === undefined ? '' : ` PARTITION BY ${table.partitionBy}`} ORDER BY ${table.orderBy}` +
      `${table.ttl === undefined ? '' : ` TTL ${table.ttl}`} SETTINGS ${table.settings ?? 'fsync_after_insert = 1, fsync_part_directory = 1'}`,
  ];
  if (layout.cluster !== undefined) {
    statements.push(
      `CREATE TABLE IF NOT EXISTS ${layout.database}.${table.name}${onCluster(layout)} AS ${localTable(layout, table.name)} ` +
        `ENGINE = Distributed('${layout.cluster}', '${layout.database}', '${table.name}_local', ${table.shardBy})`,
    );
  }
  return statements;
}

/** The door of the ingest: rows come in with their JSON, and the engine takes the facts out. */
function createInbox(layout: Layout): string[] {
  const envelope = ENVELOPE_COLUMNS.map(([name]) => name);
  const facts = EVENT_COLUMNS.map(({ name, path, from }) => {
    const value = `d.${path.join('.')}`;
    return `${from === undefined ? value : from(value)} AS ${name}`;
  });
  const derived = DERIVED_COLUMNS.map(({ name, from }) => `${from} AS ${name}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${layout.database}.inbox${onCluster(layout)} (${ENVELOPE_COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')}) ENGINE = Null`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${layout.database}.inbox_to_events${onCluster(layout)} TO ${layout.database}.events AS ` +
      `SELECT ${[...envelope, ...facts, ...derived].join(', ')} FROM (SELECT *, JSONExtract(json, '${documentType()}') AS d FROM ${layout.database}.inbox)`,
  ];
}

/** One step from an older store to a newer one. */
export interface Migration {
  readonly version: number;
  readonly title: string;
  statements(layout: Layout, retention: Retention): string[];
}

/** In order; never changed once released, only added to. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    title: 'events, signals, documents, audit',
    statements: (layout, retention) => [
      ...[eventsTable(retention), ...STATE_TABLES].flatMap((table) => createTable(layout, table)),
      ...createInbox(layout),
    ],
  },
];

/** What must exist before the first migration: the database and the list of migrations. */
export function baseStatements(layout: Layout): string[] {
  return [
    `CREATE DATABASE IF NOT EXISTS ${layout.database}${onCluster(layout)}`,
    ...createTable(layout, {
      name: 'migrations',
      columns: ['version UInt32', 'title String', "time DateTime('UTC')"],
      orderBy: 'version',
      shardBy: 'version',
    }),
  ];
}
