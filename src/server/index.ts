/**
 * The server: store, ingest, detections, API and console in one process (and the embedded store's own). Started by
 * `shrike server`, and as a child by whoever wants it beside a probe. Leaves command lines and configuration to the caller.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { createApp } from './api/app.ts';
import type { ServerContext } from './context.ts';
import { loadDetections } from './detections/definition.ts';
import { DetectionRunner } from './detections/runner.ts';
import { EventSearch } from './events/search.ts';
import { Authority, ownNames } from './ingest/authority.ts';
import { HostRegistry } from './ingest/host-registry.ts';
import { createIngestServer } from './ingest/ingest-service.ts';
import { LiveHub } from './live-hub.ts';
import { refusalOf, type ServerOptions } from './options.ts';
import { Accounts } from './people/accounts.ts';
import { AuditLog } from './people/audit.ts';
import { OidcLogin } from './people/oidc.ts';
import { ServerPolicies } from './server-policies.ts';
import { SignalStore } from './signals/signal-store.ts';
import { Database } from './store/database.ts';
import { Documents } from './store/documents.ts';
import { EmbeddedEngine } from './store/embedded-engine.ts';
import { EventWriter } from './store/event-writer.ts';
import { migrate } from './store/migrate.ts';

export { loadDetections, readDetections } from './detections/definition.ts';
export { testDetections } from './detections/test-detections.ts';
export type { ServerOptions } from './options.ts';

/** A server that runs. */
export interface RunningServer {
  /** Of API and console. */
  readonly url: string;
  /** `host:port` of the ingest. */
  readonly ingestAddress: string;
  /** SHA-256 of the authority's certificate: what agents check when they enrol. */
  readonly fingerprint: string;
  /** Password of the account admin, when this start made it. */
  readonly firstPassword: string | null;
  readonly context: ServerContext;
  /** A token with which agents enrol, made for the purpose; shown nowhere else. */
  createEnrolToken(name: string, expires: string | null): Promise<string>;
  stop(): Promise<void>;
}

/** Says why the server cannot start; for people. */
export class StartError extends Error {}

/**
 * Starts everything.
 * @throws StartError when options forbid it or something is missing; the message says what to do
 */
export async function startServer(
  options: ServerOptions,
  version: string,
  log: (line: string) => void,
): Promise<RunningServer> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const engine = options.storeUrl === undefined ? new EmbeddedEngine({ directory: options.directory }) : null;
  if (engine !== null) await engine.start().catch(fail);
  const database = new Database(
    engine === null ? { url: options.storeUrl! } : { socket: engine.socket, incoming: engine.incoming },
  );
  const undo: (() => Promise<void> | void)[] = [];
  const stopAll = async (): Promise<void> => {
    for (const step of undo.reverse()) await step();
    await database.close();
    await engine?.stop();
  };
  try {
    await migrate(database, options.retention);
    const documents = new Documents(database);
    await documents.open();
    undo.push(() => documents.close());
    const accounts = new Accounts(documents);
    const firstPassword = await accounts.ensureAdmin(options.adminPassword);
    const hasOwnPassword = !accounts
      .list()
      .some(({ role, source, must_change_password }) => role === 'admin' && source === 'local' && must_change_password);
    const refusal = refusalOf(options, hasOwnPassword);
    if (refusal !== null) throw new StartError(refusal);

    const writer = new EventWriter(database);
    const hub = new LiveHub();
    const signals = new SignalStore(database);
    const { detections, faults } = loadDetections(options.detectionFolders);
    for (const { file, line, id, message } of faults) log(`${file}:${line}: ${id === '' ? '' : `${id}: `}${message}`);
    const runner = options.runDetections
      ? new DetectionRunner({
          database,
          documents,
          signals,
          detections,
          onError: (error) => log(`detections: ${error.message}`),
        })
      : null;
    const hosts = new HostRegistry(documents, database);
    const audit = new AuditLog(database);
    const authority = await Authority.open(join(options.directory, 'keys'));
    const context: ServerContext = {
      version,
      startedAt: Date.now(),
      options,
      ingest: { ...options.ingest },
      database,
      documents,
      writer,
      search: new EventSearch(database),
      signals,
      detections: { list: detections, faults },
      runner,
      hosts,
      hub,
      authority,
      accounts,
      audit,
      oidc: options.oidc === undefined ? null : new OidcLogin(options.oidc),
      policies: new ServerPolicies(options.policiesFolder),
    };
    signals.onChange = (summary) => hub.signals.send(summary);
    writer.onStored = (_, receivedUs) => {
      hub.stored.send(receivedUs);
      runner?.wake();
    };
    await runner?.start();
    undo.push(() => hub.close());
    undo.push(async () => {
      await runner?.stop();
    });
    undo.push(() => writer.settle());

    const ingest = await createIngestServer({
      authority,
      hosts,
      writer,
      names: ownNames(options.names),
      acceptToken: async (token) => {
        const known = accounts.tokenOf(token);
        return known?.scopes.includes('enroll') === true ? `token:${known.name}` : null;
      },
      onEnrolled: (hostId, by, address, hadOtherKey) => {
        void audit
          .write(
            by,
            address,
            'host.enrol',
            hostId,
            hadOtherKey ? { note: 'the host was enrolled before with another key' } : {},
          )
          .catch((error: Error) => log(error.message));
      },
    });
    await listen(ingest, options.ingest);
    undo.push(() => closeServer(ingest));

    const app = createApp(context, (error) => log(`bug: ${error.stack ?? error.message}`));
    const handler = getRequestListener(app.fetch, { hostname: options.listen.host });
    const web: Server | Http2SecureServer =
      options.tls === undefined
        ? createHttpServer(handler)
        : createSecureServer({ allowHTTP1: true, minVersion: 'TLSv1.2', ...readTls(options.tls) }, handler as never);
    await listen(web, options.listen);
    undo.push(() => closeServer(web));

    const { port } = web.address() as AddressInfo;
    const ingestPort = (ingest.address() as AddressInfo).port;
    context.ingest.port = ingestPort;
    const named = options.listen.host.includes(':') ? `[${options.listen.host}]` : options.listen.host;
    return {
      url: `${options.tls === undefined ? 'http' : 'https'}://${named}:${port}/`,
      ingestAddress: `${options.ingest.host}:${ingestPort}`,
      fingerprint: authority.fingerprint,
      firstPassword: options.adminPassword === undefined ? firstPassword : null,
      context,
      createEnrolToken: async (name, expires) =>
        (await accounts.createToken(name, ['enroll'], 'shrike', expires)).secret,
      stop: stopAll,
    };
  } catch (error) {
    await stopAll().catch(() => {});
    throw error;
  }
}

function fail(error: unknown): never {
  throw new StartError((error as Error).message);
}

function readTls({ certificateFile, keyFile }: { readonly certificateFile: string; readonly keyFile: string }): {
  cert: string;
  key: string;
} {
  for (const file of [certificateFile, keyFile])
    if (!existsSync(file)) throw new StartError(`the TLS file ${file} does not exist`);
  return { cert: readFileSync(certificateFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

function listen(
  server: Server | Http2SecureServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new StartError(
          error.code === 'EADDRINUSE'
            ? `${host}:${port} is in use by another program; choose another port`
            : `cannot listen on ${host}:${port}: ${error.message}`,
        ),
      );
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      server.on('error', () => {});
      resolve();
    });
  });
}

function closeServer(server: Server | Http2SecureServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
    // HTTP/2 sessions stay open until their clients leave; they are not waited for.
    setTimeout(resolve, 500).unref();
  });
}
