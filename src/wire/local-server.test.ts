/** Real sockets: what claims a path, who is let in, and that every protocol is understood. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { Agent } from './agent.gen.ts';
import { connectLocal } from './local-client.ts';
import { type LocalServer, serveLocal } from './local-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'shrike-socket-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const serve = (path: string, version = 'v') =>
  serveLocal({ path, gid: null }, (router) => {
    router.service(Agent, { getAgentStatus: () => ({ agent: { version } }) });
  });

async function mustServe(path: string): Promise<LocalServer> {
  const server = await serve(path);
  if ('reason' in server) assert.fail(server.message);
  return server;
}

test('HTTP/2 with Connect, HTTP/2 with gRPC and HTTP/1.1 with JSON are served on one socket', async () => {
  const path = join(folder, 'a.sock');
  const server = await mustServe(path);
  const { transport, close } = connectLocal(path);
  assert.equal((await createClient(Agent, transport).getAgentStatus({})).agent?.version, 'v');
  close();
  const sessionManager = new Http2SessionManager('http://localhost', {}, { createConnection: () => connect(path) });
  const grpc = createGrpcTransport({ baseUrl: 'http://localhost', sessionManager });
  assert.equal((await createClient(Agent, grpc).getAgentStatus({})).agent?.version, 'v');
  sessionManager.abort();
  const body = await new Promise<string>((resolve, reject) => {
    const call = request(
      {
        socketPath: path,
        method: 'POST',
        path: '/shrike.v1.Agent/GetAgentStatus',
        headers: { 'content-type': 'application/json' },
      },
      (response) => {
        let text = '';
        response.on('data', (piece) => {
          text += piece;
        });
        response.on('end', () => resolve(text));
      },
    );
    call.on('error', reject);
    call.end('{}');
  });
  assert.deepEqual(JSON.parse(body), { agent: { version: 'v' } });
  await server.close();
});

test('only the owner may connect when there is no group, and the path goes with the server', async () => {
  const path = join(folder, 'b.sock');
  const server = await mustServe(path);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  await server.close();
  assert.equal(statSync(path, { throwIfNoEntry: false }), undefined);
});

test('a socket whose owner was killed is replaced', async () => {
  const path = join(folder, 'c.sock');
  const dead = spawnSync(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`,
  ]);
  assert.equal(dead.signal, 'SIGKILL');
  assert.ok(statSync(path).isSocket());
  const server = await mustServe(path);
  await server.close();
});

test('a socket that somebody serves, and a file that is none, are left alone', async () => {
  const path = join(folder, 'd.sock');
  const first = await mustServe(path);
  const second = await serve(path);
  assert.equal('reason' in second && second.reason, 'taken');
  const { transport, close } = connectLocal(path);
  assert.equal((await createClient(Agent, transport).getAgentStatus({})).agent?.version, 'v', 'the first still serves');
  close();
  await first.close();

  const file = join(folder, 'file');
  writeFileSync(file, 'x');
  const third = await serve(file);
  assert.equal('reason' in third && third.reason, 'unusable');
  assert.equal(statSync(file).size, 1);
});

test('a path that is too long is refused with its limit', async () => {
  const refused = await serve(join(folder, 'x'.repeat(120)));
  assert.ok('reason' in refused && /107 bytes/.test(refused.message));
});

test('bytes that are no HTTP end the connection, not the server', async () => {
  const path = join(folder, 'e.sock');
  const server = await mustServe(path);
  for (const bytes of [
    'PRI * HTTP/9\r\n\r\n',
    '\0\xff\xfe',
    'P',
    'GET / HTTP/1.1\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nxxxxxxxxx',
  ]) {
    await new Promise<void>((resolve) => {
      const socket = connect(path, () => socket.end(bytes, 'latin1'));
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.resume();
    });
  }
  const { transport, close } = connectLocal(path);
  assert.equal((await createClient(Agent, transport).getAgentStatus({})).agent?.version, 'v');
  close();
  await server.close();
});
