/**
 * Serves Connect, gRPC and gRPC-Web on a Unix socket. Surprising: HTTP/1.1 and HTTP/2 share it. Clear-text HTTP/2 opens with
 * a fixed preface (RFC 9113, section 3.4), so the first bytes say which it is; `curl --unix-socket` works as well as gRPC.
 */
import { createServer as createHttp1 } from 'node:http';
import { createServer as createHttp2, type ServerHttp2Session } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import type { ConnectRouter } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { type ClaimFailure, claimLocalSocket, type LocalSocketOptions } from './local-socket.ts';

export interface LocalServer {
  /** Ends all connections and gives the path up. */
  close(): Promise<void>;
}

/** Most connections at once; more are closed at once. */
const CONNECTIONS_MAX = 64;
/** A request may have this many bytes. */
const REQUEST_BYTES_MAX = 1 << 20;
/** Who connects and says nothing is closed. */
const SILENT_MS_MAX = 10_000;

const PREFACE_START = 'PRI * HT';

/** Begins to serve, or says why not. `onDrop` is called for each connection over the limit. */
export async function serveLocal(
  options: LocalSocketOptions,
  routes: (router: ConnectRouter) => void,
  onDrop: () => void = () => {},
): Promise<LocalServer | ClaimFailure> {
  const handler = connectNodeAdapter({ routes, readMaxBytes: REQUEST_BYTES_MAX, acceptCompression: [] });
  const http1 = createHttp1(handler);
  const http2 = createHttp2({ maxSessionMemory: 16 }, handler);
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session: ServerHttp2Session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
  });
  http2.on('sessionError', () => {});
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (sockets.size >= CONNECTIONS_MAX) {
      onDrop();
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const silent = setTimeout(() => socket.destroy(), SILENT_MS_MAX).unref();
    socket.once('data', (first: Buffer) => {
      clearTimeout(silent);
      socket.pause();
      socket.unshift(first);
      const isHttp2 = first.toString('latin1', 0, PREFACE_START.length) === PREFACE_START.slice(0, first.length);
      if (isHttp2) {
        // Takes what is buffered itself, and the rest from the handle; it must not flow here.
        http2.emit('connection', socket);
      } else {
        http1.emit('connection', socket);
        socket.resume();
      }
    });
    socket.once('close', () => clearTimeout(silent));
  });
  const claimed = await claimLocalSocket(server, options);
  if ('reason' in claimed) return claimed;
  server.on('error', () => {});
  return {
    close: async () => {
      claimed.release();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.destroy();
      for (const socket of sockets) socket.destroy();
      http1.close();
      http2.close();
      await closed;
    },
  };
}
