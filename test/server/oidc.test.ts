/** Login through an identity provider: a small provider of our own, which signs with a real key and checks PKCE. */
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { RunningServer } from '../../src/server/index.ts';
import { ApiCaller, startTestServer } from './test-server.ts';

let provider: Server;
let issuer: string;
let server: RunningServer;
let stop: () => Promise<void>;
const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** What the provider says next, and with which key. */
let claims: Record<string, unknown> = {};
let signer: KeyObject = key.privateKey;
const codes = new Map<string, { nonce: string; challenge: string }>();

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

before(async () => {
  provider = createServer(async (request, response) => {
    const url = new URL(request.url!, issuer);
    const give = (value: object): void => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(value));
    };
    if (url.pathname === '/.well-known/openid-configuration') {
      give({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
      });
    } else if (url.pathname === '/keys') {
      give({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: '1', use: 'sig', alg: 'RS256' }] });
    } else if (url.pathname === '/token') {
      let body = '';
      for await (const chunk of request) body += chunk;
      const form = new URLSearchParams(body);
      const code = codes.get(form.get('code') ?? '');
      const isProven =
        code !== undefined &&
        createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url') === code.challenge;
      codes.delete(form.get('code') ?? '');
      if (!isProven) {
        response.statusCode = 400;
        give({ error: 'invalid_grant' });
        return;
      }
      const now = Math.floor(Date.now() / 1000);
      const head = `${encode({ alg: 'RS256', kid: '1' })}.${encode({ iss: issuer, aud: 'shrike', sub: 'sub-1', iat: now, exp: now + 300, nonce: code.nonce, ...claims })}`;
      give({
        access_token: 'x',
        token_type: 'Bearer',
        id_token: `${head}.${sign('sha256', Buffer.from(head), signer).toString('base64url')}`,
      });
    } else response.end();
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  ({ server, stop } = await startTestServer({
    oidc: {
      issuer,
      clientId: 'shrike',
      clientSecret: 'secret',
      name: 'Example',
      redirectUrl: 'http://127.0.0.1:4780/api/v1/login/oidc/callback',
      roleClaim: 'groups',
      roles: { soc: 'analyst' },
      defaultRole: null,
      insecure: true,
    },
  }));
});
after(async () => {
  await stop();
  provider.close();
});

/** The whole way of a browser; `change` meddles with what comes back. */
async function login(
  said: Record<string, unknown>,
  change: (back: URLSearchParams, cookie: string) => string = (_, cookie) => cookie,
) {
  claims = said;
  const begin = await fetch(`${server.url}api/v1/login/oidc`, { redirect: 'manual' });
  assert.equal(begin.status, 302);
  const to = new URL(begin.headers.get('location')!);
  const code = Math.random().toString(36);
  codes.set(code, { nonce: to.searchParams.get('nonce')!, challenge: to.searchParams.get('code_challenge')! });
  const back = new URLSearchParams({ code, state: to.searchParams.get('state')! });
  const cookie = change(back, begin.headers.getSetCookie()[0]!.split(';')[0]!);
  const end = await fetch(`${server.url}api/v1/login/oidc/callback?${back}`, {
    redirect: 'manual',
    headers: { cookie },
  });
  const caller = new ApiCaller(server.url);
  caller.cookie =
    end.headers
      .getSetCookie()
      .find((one) => one.startsWith('shrike_session='))
      ?.split(';')[0] ?? '';
  return { status: end.status, caller };
}

test('who the provider vouches for gets in, with the role of the group', async () => {
  assert.deepEqual((await new ApiCaller(server.url).get('/login/options')).body.oidc, {
    name: 'Example',
    url: '/api/v1/login/oidc',
  });
  const { status, caller } = await login({ preferred_username: 'lee', name: 'Lee', groups: ['other', 'soc'] });
  assert.equal(status, 302);
  const { body } = await caller.get('/me');
  assert.deepEqual([body.user, body.display_name, body.role, body.via], ['lee', 'Lee', 'analyst', 'session']);
});

test('a changed group changes the role', async () => {
  const { caller } = await login({ preferred_username: 'lee', name: 'Lee', groups: ['viewer'] });
  assert.equal((await caller.get('/me')).body.role, 'viewer');
});

const refused: readonly (readonly [string, Record<string, unknown>, Parameters<typeof login>[1]])[] = [
  ['nobody without a group', { preferred_username: 'eve', groups: [] }, undefined],
  ['nobody under the name of a local account', { preferred_username: 'admin', groups: ['soc'] }, undefined],
  ['no answer for another audience', { preferred_username: 'eve', groups: ['soc'], aud: 'elsewhere' }, undefined],
  ['no answer with another nonce', { preferred_username: 'eve', groups: ['soc'], nonce: 'old' }, undefined],
  ['no answer that has run out', { preferred_username: 'eve', groups: ['soc'], exp: 1 }, undefined],
  ['no other browser', { preferred_username: 'eve', groups: ['soc'] }, () => 'shrike_oidc=another'],
  [
    'no changed state',
    { preferred_username: 'eve', groups: ['soc'] },
    (back, cookie) => {
      back.set('state', 'x');
      return cookie;
    },
  ],
];
for (const [name, said, change] of refused) {
  test(`lets in ${name}`, async () => {
    const { status, caller } = await login(said, change);
    assert.ok(status >= 400, String(status));
    assert.equal(caller.cookie, '');
  });
}

test('lets in nobody whom a stranger vouches for', async () => {
  signer = stranger.privateKey;
  assert.ok((await login({ preferred_username: 'eve', groups: ['soc'] })).status >= 400);
  signer = key.privateKey;
});
