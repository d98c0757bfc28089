import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../config/index.ts';
import type { ServerOptions } from '../server/index.ts';
import { readOptions } from './server.ts';

/** Options of a server with this shrike.yaml and command line. */
function optionsOf(yaml: string, given: Record<string, string> = {}, switches: string[] = []): ServerOptions | string {
  const folder = mkdtempSync(join(tmpdir(), 'shrike-server-options-'));
  try {
    writeFileSync(join(folder, 'shrike.yaml'), yaml);
    const { config } = loadConfig({ folder, environment: {} });
    return readOptions(new Map(Object.entries(given)), new Set(switches), config);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const right = (options: ServerOptions | string): ServerOptions => {
  assert.ok(typeof options !== 'string', String(options));
  return options;
};

test('without a word the server listens on loopback, keeps its own store and runs detections', () => {
  const options = right(optionsOf(''));
  assert.deepEqual(
    [options.listen, options.ingest, options.storeUrl, options.runDetections, options.oidc],
    [{ host: '127.0.0.1', port: 4780 }, { host: '127.0.0.1', port: 4781 }, undefined, true, undefined],
  );
  assert.deepEqual(options.retention, { signal: 365, event: 15, internal: 30 });
});

test('what the file says holds, and the command line wins', () => {
  const yaml = `server:
  listen: 127.0.0.1:9000
  ingest: 0.0.0.0:9001
  names: [one.example, two.example]
  store: clickhouse://shrike@store.example:8123/shrike
  retention: { signal: 30, event: 2 }
  run_detections: false
  behind_proxy: true
  oidc:
    issuer: https://login.example
    client_id: shrike
    redirect_url: https://shrike.example/api/v1/login/oidc/callback
`;
  const options = right(optionsOf(yaml, { listen: '127.0.0.1:7000', retention: 'event=5' }));
  assert.deepEqual([options.listen.port, options.ingest], [7000, { host: '0.0.0.0', port: 9001 }]);
  assert.deepEqual(options.names, ['one.example', 'two.example']);
  assert.equal(options.storeUrl, 'clickhouse://shrike@store.example:8123/shrike');
  assert.deepEqual(options.retention, { signal: 30, event: 5, internal: 30 });
  assert.deepEqual([options.runDetections, options.behindProxy], [false, true]);
  assert.deepEqual(
    [options.oidc?.issuer, options.oidc?.clientId, options.oidc?.roleClaim],
    ['https://login.example', 'shrike', 'groups'],
  );
});

for (const [what, yaml, message] of [
  ['an address without a port', 'server.listen: localhost', /listen/],
  ['a key without its certificate', 'server.tls_key: /etc/shrike/key.pem', /--tls-cert and --tls-key belong together/],
  ['a short password', 'server.admin_password: short', /12 characters or more/],
  ['a store of another kind', 'server.store: postgres://u:secret@h/db', /no clickhouse:\/\/ URL/],
  ['half an identity provider', 'server.oidc.issuer: https://login.example', /also needs SHRIKE_OIDC_CLIENT_ID/],
] as const) {
  test(`${what} is refused in words, without its secret`, () => {
    const answer = optionsOf(yaml);
    assert.ok(typeof answer === 'string');
    assert.match(answer, message);
    assert.doesNotMatch(answer, /secret/);
  });
}
