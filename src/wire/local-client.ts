/** A Connect transport over a Unix socket. HTTP/2, so that one connection carries a stream and calls beside it. */
import { connect } from 'node:net';
import type { Transport } from '@connectrpc/connect';
import { createConnectTransport, Http2SessionManager } from '@connectrpc/connect-node';

export interface LocalTransport {
  readonly transport: Transport;
  /** Ends the connection; calls under way fail. */
  close(): void;
}

/** Calls go to the socket at `path`; it is connected with the first. */
export function connectLocal(path: string): LocalTransport {
  const sessionManager = new Http2SessionManager('http://localhost', {}, { createConnection: () => connect(path) });
  return {
    transport: createConnectTransport({ baseUrl: 'http://localhost', httpVersion: '2', sessionManager }),
    close: () => sessionManager.abort(),
  };
}
