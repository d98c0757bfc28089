/** The sink to a Shrike server, against a server of the same service over real TLS: enrolment, delivery, renewal, refusals. */
import assert from 'node:assert/strict';
import { createHash, webcrypto, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import 'reflect-metadata';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, createContextKey, createContextValues } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import * as x509 from '@peculiar/x509';
import { signalRecord } from '../../../test/agent/records.ts';
import { HostFactsSchema } from '../../wire/host.gen.ts';
import { AgentStatusSchema, Ingest } from '../../wire/ingest.gen.ts';
import { Enrolment } from './enrolment.ts';
import { ServerSink } from './server.ts';

const HOST = '0123456789abcdef0123456789abcdef';
const CURVE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const never = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'shrike-server-sink-'));
const closers: (() => Promise<void> | void)[] = [];
after(async () => {
  for (const close of closers) await close();
  rmSync(folder, { recursive: true, force: true });
});

const pemKey = (der: ArrayBuffer): string =>
  `-----BEGIN PRIVATE KEY-----\n${Buffer.from(der).toString('base64')}\n-----END PRIVATE KEY-----\n`;

/** An authority, and a server that knows one token. */
async function startServer(lifeMs = 3_600_000) {
  const authorityKeys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test authority',
    keys: authorityKeys as never,
    signingAlgorithm: CURVE,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  const issue = (subject: string, publicKey: unknown, extensions: x509.Extension[] = []) =>
    x509.X509CertificateGenerator.create({
      subject,
      issuer: authority.subject,
      notBefore: new Date(Date.now() - 1000),
      notAfter: new Date(Date.now() + lifeMs),
      publicKey: publicKey as never,
      signingKey: authorityKeys.privateKey as never,
      signingAlgorithm: CURVE,
      extensions,
    });
  const serverKeys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const certificate = await issue('CN=localhost', serverKeys.publicKey, [
    new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
  ]);
  const caller = createContextKey<string | null>(null);
  const state = {
    tokens: 0,
    renewals: 0,
    beats: 0,
    stored: new Map<string, number>(),
    callers: new Set<string | null>(),
    answer: (): ConnectError | null => null,
  };
  const handler = connectNodeAdapter({
    contextValues: (request) => {
      const socket = ('stream' in request ? request.stream.session?.socket : request.socket) as TLSSocket;
      const name = socket.authorized ? socket.getPeerCertificate().subject.CN : null;
      return createContextValues().set(caller, typeof name === 'string' ? name : null);
    },
    routes: (router) => {
      const mustKnow = (name: string | null): void => {
        state.callers.add(name);
        if (name === null) throw new ConnectError('enrol first', Code.Unauthenticated);
      };
      const sign = async (der: Uint8Array) => {
        const request = new x509.Pkcs10CertificateRequest(Buffer.from(der));
        assert.ok(await request.verify(), 'the request is signed by its own key');
        const issued = await issue(request.subject, await request.publicKey.export());
        return {
          certificateChain: [new Uint8Array(issued.rawData)],
          authorities: [new Uint8Array(authority.rawData)],
          expiresUnixNs: 0n,
        };
      };
      router.service(Ingest, {
        async enroll({ token, certificateRequest, host }) {
          if (token !== 'good') throw new ConnectError('the token is unknown', Code.Unauthenticated);
          assert.equal(host?.hostId, HOST);
          state.tokens++;
          return sign(certificateRequest);
        },
        async renew({ certificateRequest }, context) {
          mustKnow(context.values.get(caller));
          state.renewals++;
          return sign(certificateRequest);
        },
        deliver({ records }, context) {
          mustKnow(context.values.get(caller));
          const error = state.answer();
          if (error !== null) throw error;
          const rejected = records.filter(({ ruleId }) => ruleId === 'bad').map(({ id }) => ({ id, reason: 'odd' }));
          let duplicate = 0;
          for (const { id } of records) {
            if (state.stored.has(id)) duplicate++;
            state.stored.set(id, (state.stored.get(id) ?? 0) + 1);
          }
          return { accepted: records.length - duplicate - rejected.length, duplicate, rejected, retryAfterMs: 0 };
        },
        heartbeat({ host, agent }, context) {
          mustKnow(context.values.get(caller));
          assert.equal(host?.hostId, HOST);
          assert.equal(agent?.version, '1.2.3');
          state.beats++;
          return { nextAfterMs: 50 };
        },
      });
    },
  });
  const server = createSecureServer(
    {
      key: pemKey(await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey)),
      cert: `${certificate.toString('pem')}\n${authority.toString('pem')}`,
      ca: authority.toString('pem'),
      requestCert: true,
      rejectUnauthorized: false,
      allowHTTP1: true,
    },
    handler,
  );
  server.on('error', () => {});
  server.on('sessionError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.close();
  });
  const fingerprint = createHash('sha256').update(Buffer.from(authority.rawData)).digest('hex');
  return { url: `https://localhost:${(server.address() as AddressInfo).port}`, fingerprint, state, authority };
}

let states = 0;
function sinkFor(
  url: string,
  more: { token?: string; fingerprint?: string; ca?: string; state?: string } = {},
): { sink: ServerSink; state: string } {
  const state = more.state ?? join(folder, `state-${states++}`);
  const sink = new ServerSink({
    url,
    timeoutMs: 10_000,
    heartbeatMs: 60_000,
    heartbeat: async () => ({
      host: create(HostFactsSchema, { hostId: HOST }),
      probe: null,
      agent: create(AgentStatusSchema, { version: '1.2.3' }),
    }),
    enrolment: new Enrolment({
      folder: state,
      url,
      token: () => more.token ?? 'good',
      caFingerprint: more.fingerprint ?? '',
      ca: () => more.ca,
    }),
  });
  closers.push(() => sink.close());
  return { sink, state };
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 5000; !holds(); ) {
    if (Date.now() > end) assert.fail(`not within 5 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a token becomes a certificate once, which then serves deliveries, heartbeats and restarts', async () => {
  const { url, fingerprint, state } = await startServer();
  const { sink, state: stateFolder } = sinkFor(url, { fingerprint });
  const records = [signalRecord(), signalRecord({}, { ruleId: 'bad' })];
  assert.deepEqual(await sink.deliver(records, never), { kind: 'done', dead: [{ index: 1, reason: 'odd' }] });
  await until(() => state.beats > 1, 'heartbeats');
  assert.equal(state.tokens, 1, 'the heartbeat and the delivery did not both enrol');
  assert.deepEqual([...state.callers], [HOST]);
  for (const name of readdirSync(stateFolder))
    assert.equal(statSync(join(stateFolder, name)).mode & 0o777, 0o600, name);
  await sink.close();

  const again = sinkFor(url, { token: '', state: stateFolder });
  assert.deepEqual(await again.sink.deliver(records.slice(0, 1), never), { kind: 'done', dead: [] });
  assert.equal(state.stored.get(records[0]!.id), 2, 'the server saw it again, and knows it by its id');
  assert.equal(state.tokens, 1);
});

test('a server whose certificate has another fingerprint, or that nobody vouches for, gets no token', async () => {
  const { url, state } = await startServer();
  const wrong = sinkFor(url, { fingerprint: '0'.repeat(64) });
  const result = await wrong.sink.deliver([signalRecord()], never);
  assert.match(result.kind === 'retry' ? result.reason : '', /no certificate with the fingerprint/);
  const trusting = sinkFor(url);
  const unknown = await trusting.sink.deliver([signalRecord()], never);
  assert.match(unknown.kind === 'retry' ? unknown.reason : '', /certificate/);
  assert.equal(state.tokens, 0);
});

test('a wrong token is reported and tried again later', async () => {
  const { url, authority } = await startServer();
  const { sink } = sinkFor(url, { token: 'bad', ca: authority.toString('pem') });
  const result = await sink.deliver([signalRecord()], never);
  assert.match(result.kind === 'retry' ? result.reason : '', /unauthenticated: the token is unknown/);
  const without = sinkFor(url, { token: '', ca: authority.toString('pem') });
  const none = await without.sink.deliver([signalRecord()], never);
  assert.match(none.kind === 'retry' ? none.reason : '', /no token is configured/);
});

test('a certificate is renewed when most of its life is over, with a new key', async () => {
  const { url, authority, state } = await startServer(3000);
  const { sink, state: stateFolder } = sinkFor(url, { ca: authority.toString('pem') });
  assert.equal((await sink.deliver([signalRecord()], never)).kind, 'done');
  const before = readFileSync(join(stateFolder, 'certificate.pem'), 'utf8');
  await new Promise((resolve) => setTimeout(resolve, 2200));
  assert.equal((await sink.deliver([signalRecord()], never)).kind, 'done');
  assert.equal(state.renewals, 1);
  assert.equal(state.tokens, 1);
  const renewed = readFileSync(join(stateFolder, 'certificate.pem'), 'utf8');
  assert.notEqual(
    new X509Certificate(before).publicKey.export({ format: 'jwk' }).x,
    new X509Certificate(renewed).publicKey.export({ format: 'jwk' }).x,
  );
});

test('what a server says decides: wait, try again, or put aside', async () => {
  const { url, authority, state } = await startServer();
  const { sink } = sinkFor(url, { ca: authority.toString('pem') });
  await sink.deliver([signalRecord()], never);
  state.answer = () => new ConnectError('full', Code.ResourceExhausted, { 'retry-after-ms': '1234' });
  assert.deepEqual(await sink.deliver([signalRecord()], never), {
    kind: 'retry',
    reason: 'resourceexhausted: full',
    afterMs: 1234,
  });
  state.answer = () => new ConnectError('what is this', Code.InvalidArgument);
  assert.deepEqual(await sink.deliver([signalRecord()], never), { kind: 'refused', reason: 'what is this' });
  state.answer = () => new ConnectError('who are you', Code.Unauthenticated);
  assert.equal((await sink.deliver([signalRecord()], never)).kind, 'retry');
  state.answer = () => null;
  assert.equal((await sink.deliver([signalRecord()], never)).kind, 'done');
  assert.equal(state.tokens, 2, 'it enrolled again');
});
