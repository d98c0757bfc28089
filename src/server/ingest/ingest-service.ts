/**
 * The Ingest service of schema/proto/shrike/v1/ingest.proto. Who a caller is, its client certificate says: the common
 * name is the host id, and records of another host are refused.
 */
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import {
  Code,
  ConnectError,
  type ConnectRouter,
  createContextKey,
  createContextValues,
  type HandlerContext,
} from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { Ingest } from '../../wire/ingest.gen.ts';
import { StoreError } from '../store/database.ts';
import type { EventWriter } from '../store/event-writer.ts';
import type { Authority } from './authority.ts';
import type { HostRegistry } from './host-registry.ts';

/** Largest message, with room above the 4 MiB or so that agents send. */
const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;
/** What a caller is told to wait while the store is behind. */
const RETRY_MS = 1000;
const HEARTBEAT_MS = 60_000;
/** Enrolments that one address may try in a minute. */
const ENROLMENTS_MAX = 30;

export interface IngestOptions {
  readonly authority: Authority;
  readonly hosts: HostRegistry;
  readonly writer: EventWriter;
  /** Names for the certificate of the port. */
  readonly names: readonly string[];
  /** Whether the token lets an agent enrol; null: no. @returns who the enrolment is on account of */
  readonly acceptToken: (token: string) => Promise<string | null>;
  readonly onEnrolled: (hostId: string, by: string, address: string, hadOtherKey: boolean) => void;
}

interface Caller {
  readonly address: string;
  /** Common name of a certificate that our authority signed; null: none. */
  readonly hostId: string | null;
}

const callerKey = createContextKey<Caller>({ address: '', hostId: null });

/** Makes the TLS server; the caller listens. HTTP/2 and HTTP/1.1; Connect, gRPC and gRPC-Web. */
export async function createIngestServer(options: IngestOptions): Promise<Http2SecureServer> {
  const { key, certificate } = await options.authority.issueServer(options.names);
  const handler = connectNodeAdapter({
    routes: (router) => ingestRoutes(router, options),
    readMaxBytes: MESSAGE_BYTES_MAX,
    contextValues: (request) => {
      const socket = ('stream' in request ? request.stream.session?.socket : request.socket) as TLSSocket | undefined;
      const hostId = socket?.authorized === true ? socket.getPeerCertificate().subject?.CN : undefined;
      return createContextValues().set(callerKey, {
        address: socket?.remoteAddress ?? '',
        hostId: typeof hostId === 'string' ? hostId : null,
      });
    },
  });
  const server = createSecureServer(
    {
      key,
      cert: certificate,
      ca: options.authority.certificatePem,
      allowHTTP1: true,
      // Enroll comes without a certificate; everything else is refused without one, call by call.
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    },
    handler,
  );
  server.on('error', () => {});
  server.on('sessionError', () => {});
  return server;
}

function ingestRoutes(router: ConnectRouter, options: IngestOptions): void {
  const { authority, hosts, writer } = options;
  const attempts = new Map<string, number>();
  setInterval(() => attempts.clear(), 60_000).unref();

  const hostOf = (context: HandlerContext): string => {
    const { hostId } = context.values.get(callerKey);
    if (hostId === null) throw new ConnectError('a client certificate is needed; enrol first', Code.Unauthenticated);
    if (hosts.get(hostId)?.disabled === true)
      throw new ConnectError('this host was switched off on the server', Code.PermissionDenied);
    return hostId;
  };

  router.service(Ingest, {
    async enroll(request, context) {
      const { address } = context.values.get(callerKey);
      const tried = (attempts.get(address) ?? 0) + 1;
      attempts.set(address, tried);
      if (tried > ENROLMENTS_MAX)
        throw new ConnectError('too many enrolments from this address; wait a minute', Code.ResourceExhausted);
      const by = await options.acceptToken(request.token);
      if (by === null)
        throw new ConnectError('the token is unknown, expired, or not for enrolment', Code.Unauthenticated);
      const { host } = request;
      if (host === undefined || !/^[\w.-]{1,128}$/.test(host.hostId))
        throw new ConnectError('host.host_id is missing or has odd characters', Code.InvalidArgument);
      if (hosts.get(host.hostId)?.disabled === true)
        throw new ConnectError('this host was switched off on the server', Code.PermissionDenied);
      const issued = await authority.issueClient(host.hostId, request.certificateRequest);
      if (typeof issued === 'string') throw new ConnectError(issued, Code.InvalidArgument);
      const hadOtherKey = await hosts.enrol(host, issued.keyDigest);
      options.onEnrolled(host.hostId, by, address, hadOtherKey);
      return {
        certificateChain: [...issued.chain],
        authorities: [...issued.authorities],
        expiresUnixNs: BigInt(issued.expires.getTime()) * 1_000_000n,
      };
    },
    async renew(request, context) {
      const issued = await authority.issueClient(hostOf(context), request.certificateRequest);
      if (typeof issued === 'string') throw new ConnectError(issued, Code.InvalidArgument);
      return {
        certificateChain: [...issued.chain],
        authorities: [...issued.authorities],
        expiresUnixNs: BigInt(issued.expires.getTime()) * 1_000_000n,
      };
    },
    async deliver(request, context) {
      const hostId = hostOf(context);
      const foreign = request.records.filter((record) => record.hostId !== hostId);
      const own = foreign.length === 0 ? request.records : request.records.filter((record) => record.hostId === hostId);
      const writing = writer.write(own);
      if (writing === null)
        throw new ConnectError('the store is behind; deliver again later', Code.ResourceExhausted, {
          'retry-after-ms': String(RETRY_MS),
        });
      try {
        const { accepted, duplicate, rejected } = await writing;
        hosts.count(hostId, accepted);
        return {
          accepted,
          duplicate,
          rejected: [
            ...rejected,
            ...foreign.map(({ id }) => ({
              id: id.slice(0, 64),
              reason: `its host id is not ${hostId}, which the client certificate is for`,
            })),
          ],
          retryAfterMs: writer.isFull ? RETRY_MS : 0,
        };
      } catch (error) {
        if (error instanceof StoreError)
          throw new ConnectError(error.message.slice(0, 300), Code.Unavailable, { 'retry-after-ms': String(RETRY_MS) });
        throw error;
      }
    },
    async heartbeat(request, context) {
      await hosts.heartbeat(hostOf(context), request);
      return { nextAfterMs: HEARTBEAT_MS };
    },
  });
}
