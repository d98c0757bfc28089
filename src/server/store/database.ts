/**
 * The one client of the store: a ClickHouse over HTTP, whether the embedded one behind its Unix socket or a cluster.
 * Results are JSON rows; rows to insert are bytes that the caller built.
 */
import { rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type ClickHouseClient, ClickHouseError, createClient } from '@clickhouse/client';
import { quoteText, raw, type Sql } from './sql.ts';

/** Longest that a question of a person may take. */
const QUERY_S_MAX = 20;

/** Smaller inserts are not worth a file. */
const FILE_BYTES_MIN = 64 * 1024;

/** Rows are not merged by their key while they go in: the ingest gives each once, and readers of state say FINAL. */
const INSERT_SETTINGS = 'SETTINGS optimize_on_insert=0';

/** Which cluster the tables are spread over; undefined for a single engine. */
export interface ClusterLayout {
  /** Name in the servers' `remote_servers`. */
  readonly name: string;
}

export interface DatabaseOptions {
  /** `http://…`, `https://…`, `clickhouse://user:password@host:8123/database?cluster=name&secure=1`. */
  readonly url?: string;
  /** Unix socket of the embedded engine, instead of a URL. */
  readonly socket?: string;
  /** Folder through which large inserts reach the embedded engine. */
  readonly incoming?: string;
}

/** The store cannot be asked: it does not answer, or refuses. `code` is ClickHouse's, or `unreachable`. */
export class StoreError extends Error {
  readonly code: string;
  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** A `clickhouse://` URL in the terms of the HTTP interface. */
export function parseStoreUrl(text: string): { url: string; database: string; cluster: string | undefined } {
  const url = new URL(text);
  const secure =
    ['1', 'true'].includes(url.searchParams.get('secure') ?? '') ||
    url.protocol === 'https:' ||
    url.protocol === 'clickhouses:';
  const credentials = url.username === '' ? '' : `${url.username}${url.password === '' ? '' : `:${url.password}`}@`;
  const port = url.port === '' ? (secure ? '8443' : '8123') : url.port;
  return {
    url: `${secure ? 'https' : 'http'}://${credentials}${url.hostname}:${port}`,
    database: url.pathname.length > 1 ? url.pathname.slice(1) : 'shrike',
    cluster: url.searchParams.get('cluster') ?? undefined,
  };
}

export class Database {
  readonly kind: 'embedded' | 'cluster';
  readonly cluster: ClusterLayout | undefined;
  /** Name of the database that holds the tables. */
  readonly name: string;
  private readonly client: ClickHouseClient;
  private readonly writer: ClickHouseClient;
  private readonly incoming: string | undefined;
  private fileNumber = 0;

  constructor(options: DatabaseOptions) {
    const parsed = options.url === undefined ? undefined : parseStoreUrl(options.url);
    this.kind = parsed === undefined ? 'embedded' : 'cluster';
    this.cluster = parsed?.cluster === undefined ? undefined : { name: parsed.cluster };
    this.name = parsed?.database ?? 'shrike';
    this.incoming = options.incoming;
    const open = (connections: number): ClickHouseClient =>
      createClient({
        url: parsed?.url ?? 'http://store',
        request_timeout: 120_000,
        max_open_connections: connections,
        // Acknowledged means durable on the shard; and shards ask one another.
        ...(parsed?.cluster === undefined
          ? {}
          : { clickhouse_settings: { distributed_foreground_insert: 1, distributed_product_mode: 'global' as const } }),
        ...(options.socket === undefined
          ? {}
          : {
              http_agent: new Agent({ socketPath: options.socket, keepAlive: true, maxSockets: connections } as object),
            }),
        log: { level: 127 as never },
      });
    // Apart, so that many readers cannot keep the ingest waiting for a connection.
    this.client = open(8);
    this.writer = open(4);
  }

  /** Rows of a SELECT. `settings` go behind the query. */
  async query<T>(
    query: Sql,
    options: { readonly secondsMax?: number; readonly signal?: AbortSignal } = {},
  ): Promise<T[]> {
    const seconds = options.secondsMax ?? QUERY_S_MAX;
    return this.reached(async () => {
      const result = await this.client.query({
        query: `${query.text} SETTINGS max_execution_time=${seconds}, output_format_json_quote_64bit_integers=0, max_query_size=16777216`,
        format: 'JSONEachRow',
        ...(options.signal === undefined ? {} : { abort_signal: options.signal }),
      });
      return result.json<T>() as Promise<T[]>;
    });
  }

  /** A statement without rows. */
  async command(query: Sql): Promise<void> {
    await this.reached(() => this.writer.command({ query: query.text }));
  }

  /**
   * Writes rows of one of ClickHouse's formats; resolves when they are durable. For the embedded engine they go by way of a
   * file, which is half the cost of sending them through a socket.
   */
  async insert(
    table: string,
    columns: readonly string[],
    rows: Buffer,
    format: 'TabSeparated' | 'RowBinary' = 'TabSeparated',
  ): Promise<void> {
    const into = `INSERT INTO ${this.name}.${table} (${columns.join(', ')})`;
    if (this.incoming !== undefined && rows.length > FILE_BYTES_MIN) {
      this.fileNumber += 1;
      const path = join(this.incoming, `${process.pid}-${this.fileNumber}.rows`);
      try {
        await writeFile(path, rows, { mode: 0o600 });
        await this.command(raw(`${into} FROM INFILE ${quoteText(path)} ${INSERT_SETTINGS} FORMAT ${format}`));
      } finally {
        await rm(path, { force: true });
      }
      return;
    }
    await this.reached(async () => {
      const { stream } = await this.writer.exec({
        query: `${into} ${INSERT_SETTINGS} FORMAT ${format}`,
        values: Readable.from([rows], { objectMode: false }),
      });
      stream.resume();
      await finished(stream);
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.client.close(), this.writer.close()]);
  }

  private async reached<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ClickHouseError)
        throw new StoreError(error.code, `the store refused: ${error.message}`, error);
      throw new StoreError('unreachable', `the store does not answer: ${(error as Error).message}`, error);
    }
  }
}
