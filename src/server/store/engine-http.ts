/**
 * A ClickHouse engine that lives in this process (chDB), served over ClickHouse's own HTTP interface.
 *
 * Surprising: the server talks HTTP even to its embedded store, through a Unix socket. So there is one client for both
 * kinds of store, a slow query blocks nobody but itself, and the tests of the cluster path run on the real engine.
 * Only what @clickhouse/client uses is served: POST with the query in the URL or the body, and GET /ping.
 */
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Session } from 'chdb';

/** Sessions that answer SELECTs side by side. */
const READERS = 3;
/** Sessions that write: large inserts use several cores, and a small statement need not wait for them. */
const WRITERS = 4;
/** Longest query. */
const QUERY_BYTES_MAX = 16 * 1024 * 1024;

/** The way a query takes its turn on one of the sessions. */
class SessionPool {
  private readonly idle: Session[];
  private readonly waiting: ((session: Session) => void)[] = [];
  constructor(sessions: readonly Session[]) {
    this.idle = [...sessions];
  }
  async run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = this.idle.pop() ?? (await new Promise<Session>((resolve) => this.waiting.push(resolve)));
    try {
      return await work(session);
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.idle.push(session);
      else next(session);
    }
  }
}

export interface EngineServer {
  readonly server: Server;
  /** Stops listening, waits for what runs, closes the engine. */
  close(): Promise<void>;
}

/** Opens the data directory (made when absent) and serves it; the caller listens. One per process. */
export function serveEngine(directory: string, memoryBytesMax: number): EngineServer {
  // chDB is CommonJS and half a gigabyte: loaded here and nowhere else.
  const { Session: SessionClass } = createRequire(import.meta.url)('chdb') as typeof import('chdb');
  const open = (): Session =>
    new SessionClass(directory, {
      connectionArgs: [
        '--async_load_databases=0',
        `--max_memory_usage=${Math.floor(memoryBytesMax / 2)}`,
        `--max_server_memory_usage=${memoryBytesMax}`,
      ],
    });
  const sessions = Array.from({ length: READERS + WRITERS }, open);
  const writers = new SessionPool(sessions.slice(0, WRITERS));
  const readers = new SessionPool(sessions.slice(WRITERS));
  const incoming = `${directory}.incoming`;
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  let fileNumber = 0;
  let running = 0;
  let drained = (): void => {};

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://engine');
    if (url.pathname === '/ping' || (request.method === 'GET' && !url.searchParams.has('query'))) {
      response.end('Ok.\n');
      return;
    }
    const inUrl = url.searchParams.get('query')?.trim() ?? '';
    const insert = /^(INSERT\s+INTO\s+[^;]*?\))\s*(SETTINGS\s+[\w\s=,]+?)?\s*FORMAT\s+(\w+)\s*$/i.exec(inUrl);
    if (insert !== null) {
      // By way of a file: chDB reads inline data byte by byte with its SQL scanner, which is five times slower.
      const path = join(incoming, `${++fileNumber}.rows`);
      try {
        await pipeline(request, createWriteStream(path, { highWaterMark: 1024 * 1024 }));
        await writers.run((session) =>
          session.queryAsync(
            `${insert[1]} FROM INFILE '${path.replaceAll(/[\\']/g, '\\$&')}' ${insert[2] ?? ''} FORMAT ${insert[3]}`,
          ),
        );
      } finally {
        rmSync(path, { force: true });
      }
      response.end();
      return;
    }
    const text = inUrl === '' ? (await readBody(request)).toString('utf8') : inUrl;
    const pool = /^\s*(SELECT|WITH|SHOW|DESCRIBE|EXPLAIN|EXISTS)\b/i.test(text) ? readers : writers;
    const result = await pool.run((session) => session.queryAsync(text, { format: 'TabSeparated' }));
    response.end(result.bytes());
  };

  const server = createServer((request, response) => {
    running += 1;
    answer(request, response)
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        const code = /Code: (\d+)/.exec(message)?.[1] ?? '1001';
        if (!response.headersSent) {
          response.statusCode = code === '62' || code === '60' || code === '47' ? 404 : 500;
          response.setHeader('X-ClickHouse-Exception-Code', code);
        }
        response.end(message.startsWith('Code:') ? message : `Code: ${code}. DB::Exception: ${message} (UNKNOWN)`);
      })
      .finally(() => {
        running -= 1;
        if (running === 0) drained();
      });
  });
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 0;
  return {
    server,
    close: async () => {
      server.close();
      server.closeIdleConnections();
      if (running > 0) await new Promise<void>((resolve) => (drained = resolve));
      for (const session of sessions) session.close();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > QUERY_BYTES_MAX)
      throw new Error(`Code: 241. DB::Exception: the query is longer than ${QUERY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}
