/** A server of its own for tests, and an agent that enrols and delivers over the wire as real ones do. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create } from '@bufbuild/protobuf';
import { type Client, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import * as x509 from '@peculiar/x509';
import { uuid7 } from '../../bench/server-events.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../src/server/index.ts';
import { Ingest } from '../../src/wire/ingest.gen.ts';
import { RecordSchema, type Record as WireRecord } from '../../src/wire/record.gen.ts';

export const PASSWORD = 'correct horse battery';
const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Options for a server in a folder, on ports that are free. */
export function testOptions(directory: string, more: Partial<ServerOptions> = {}): ServerOptions {
  return {
    directory,
    listen: { host: '127.0.0.1', port: 0 },
    ingest: { host: '127.0.0.1', port: 0 },
    names: [],
    retention: { signal: 365, event: 15, internal: 30 },
    detectionFolders: [root('detections')],
    policiesFolder: root('policies'),
    runDetections: true,
    adminPassword: PASSWORD,
    ...more,
  };
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of tests are looked into freely.
  readonly body: any;
  readonly headers: Headers;
}

/** A caller of the API with its own cookies. */
export class ApiCaller {
  cookie = '';
  token = '';
  readonly base: string;
  constructor(url: string) {
    this.base = `${url}api/v1`;
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
    });
    const set = response.headers.getSetCookie().find((one) => one.startsWith('shrike_session='));
    if (set !== undefined) this.cookie = set.split(';')[0]!;
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : text };
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  async login(user: string, password: string): Promise<this> {
    const answer = await this.call('POST', '/login', { user, password });
    if (answer.status !== 200) throw new Error(`login: ${JSON.stringify(answer.body)}`);
    return this;
  }
}

/** Starts a server in a new folder. */
export async function startTestServer(more: Partial<ServerOptions> = {}): Promise<{
  server: RunningServer;
  admin: ApiCaller;
  directory: string;
  stop: () => Promise<void>;
}> {
  const directory = mkdtempSync(join(tmpdir(), 'shrike-server-'));
  const server = await startServer(testOptions(directory, more), '0.0.0-test', (line) =>
    process.stderr.write(`${line}\n`),
  );
  const admin = await new ApiCaller(server.url).login('admin', PASSWORD);
  return {
    server,
    admin,
    directory,
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** An enrolled agent. */
export interface TestAgent {
  readonly hostId: string;
  readonly client: Client<typeof Ingest>;
  readonly key: string;
  readonly certificate: string;
}

/** A client of the ingest, with or without a certificate. */
export function ingestClient(
  address: string,
  tls: { ca?: string; key?: string; cert?: string } = {},
): Client<typeof Ingest> {
  return createClient(
    Ingest,
    createConnectTransport({
      baseUrl: `https://${address}`,
      httpVersion: '2',
      nodeOptions: { ...tls, ...(tls.ca === undefined ? { rejectUnauthorized: false } : {}) },
    }),
  );
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const pem = (name: string, der: ArrayBuffer | Uint8Array): string =>
  `-----BEGIN ${name}-----\n${Buffer.from(der as Uint8Array)
    .toString('base64')
    .replaceAll(/(.{64})/g, '$1\n')}\n-----END ${name}-----\n`;

/** A key with a request for a certificate. */
export async function certificateRequest(): Promise<{ request: Uint8Array; key: string }> {
  const keys = (await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=whoever',
    keys: keys as never,
    signingAlgorithm: CURVE,
  });
  return {
    request: new Uint8Array(csr.rawData),
    key: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
  };
}

/** Enrols as a host; checks the server by the certificate that it was given. */
export async function enrolAgent(
  address: string,
  token: string,
  hostId: string,
  hostname = hostId,
): Promise<TestAgent> {
  const { request, key } = await certificateRequest();
  const answer = await ingestClient(address).enroll({
    token,
    certificateRequest: request,
    host: {
      hostId,
      hostname,
      shrikeVersion: '0.1.0',
      kernelRelease: '6.1.0',
      architecture: 'x86_64',
      osName: 'Debian 12',
    },
  });
  const certificate = answer.certificateChain.map((der) => pem('CERTIFICATE', der)).join('');
  const ca = answer.authorities.map((der) => pem('CERTIFICATE', der)).join('');
  return { hostId, key, certificate, client: ingestClient(address, { ca, key, cert: certificate }) };
}

let sequence = 0n;

/** A record with a document that says what the test needs. */
export function madeRecord(
  hostId: string,
  document: Record<string, unknown>,
  more: Partial<Omit<WireRecord, 'json' | '$typeName' | '$unknown'>> & { atMs?: number } = {},
): WireRecord {
  const { atMs = Date.now(), ...rest } = more;
  const type = more.type ?? 'exec';
  sequence += 1n;
  return create(RecordSchema, {
    id: uuid7(atMs),
    class: 2,
    timeUnixNs: BigInt(atMs) * 1_000_000n + sequence,
    hostId,
    severity: 0,
    ruleId: '',
    sequence,
    ...rest,
    type,
    json: new TextEncoder().encode(
      JSON.stringify({
        evt: { name: type, outcome: 'Success' },
        date: new Date(atMs).toISOString(),
        hostname: hostId,
        ...document,
      }),
    ),
  });
}
