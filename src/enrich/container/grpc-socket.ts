/** gRPC over a Unix socket, for runtimes that speak it. */
import { connect } from 'node:net';
import type { Interceptor, Transport } from '@connectrpc/connect';
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';

/** Largest message that is read: the list of all containers of a machine. */
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

export interface GrpcSocket {
  readonly transport: Transport;
  close(): void;
}

/** @param interceptors what is added to every call */
export function connectGrpc(socketPath: string, interceptors: Interceptor[] = []): GrpcSocket {
  const sessionManager = new Http2SessionManager(
    'http://localhost',
    {},
    { createConnection: () => connect(socketPath) },
  );
  return {
    transport: createGrpcTransport({
      baseUrl: 'http://localhost',
      sessionManager,
      readMaxBytes: MESSAGE_BYTES_MAX,
      interceptors,
    }),
    close: () => sessionManager.abort(),
  };
}
