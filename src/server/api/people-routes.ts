/** /login, /me, /users, /tokens, /audit: who may do what, and who did what. */

import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ServerContext } from '../context.ts';
import { wordConditions } from '../events/search.ts';
import type { Identity, TokenDocument, UserDocument } from '../people/accounts.ts';
import { type Sql, sql } from '../store/sql.ts';
import * as contract from './contract.ts';
import { Problem } from './problem.ts';
import { type Route, route } from './route.ts';
import { readTime } from './times.ts';

export const SESSION_COOKIE = 'shrike_session';
const OIDC_COOKIE = 'shrike_oidc';
const SESSION_S = 7 * 86_400;

const isSecure = (server: ServerContext): boolean =>
  server.options.tls !== undefined || server.options.behindProxy === true;

function giveSession(http: Context, server: ServerContext, secret: string): void {
  setCookie(http, SESSION_COOKIE, secret, {
    httpOnly: true,
    sameSite: 'Strict',
    secure: isSecure(server),
    path: '/',
    maxAge: SESSION_S,
  });
}

const meOf = (server: ServerContext, identity: Identity): contract.Me => ({
  user: identity.name,
  display_name: identity.display_name,
  role: identity.role,
  via: identity.via,
  scopes: [...(identity.scopes ?? [])],
  must_change_password: identity.must_change_password,
  version: server.version,
});

const userOf = ({
  name,
  display_name,
  role,
  source,
  disabled,
  time_created,
  time_last_login,
}: UserDocument): contract.User => ({
  name,
  display_name,
  role,
  source,
  disabled,
  time_created,
  time_last_login,
});

const tokenOf = ({
  id,
  name,
  scopes,
  created_by,
  time_created,
  expires,
  time_last_used,
  disabled,
}: TokenDocument): contract.Token => ({
  id,
  name,
  scopes: [...scopes],
  created_by,
  time_created,
  expires,
  time_last_used,
  disabled,
});

export const PEOPLE_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/login/options',
    summary: 'How one can log in here',
    role: null,
    scope: null,
    answer: contract.LoginOptions,
    handle: ({ server }) => ({
      password: true,
      oidc: server.oidc === null ? null : { name: server.oidc.options.name, url: '/api/v1/login/oidc' },
    }),
  }),
  route({
    method: 'POST',
    path: '/login',
    summary: 'Log in with a name and a password; sets the session cookie',
    role: null,
    scope: null,
    body: contract.LoginRequest,
    answer: contract.Me,
    handle: async ({ server, body, http, address }) => {
      const secret = await server.accounts.login(body.user, body.password);
      if (secret === null) {
        await server.audit.write(body.user, address, 'login.failed', body.user);
        throw new Problem('unauthenticated', 'name or password is wrong');
      }
      await server.audit.write(body.user, address, 'login', body.user);
      giveSession(http, server, secret);
      return meOf(server, server.accounts.bySession(secret)!);
    },
  }),
  route({
    method: 'GET',
    path: '/login/oidc',
    summary: 'Log in through the identity provider: sends the browser there',
    role: null,
    scope: null,
    answer: 'none',
    handle: async ({ server, http }) => {
      if (server.oidc === null) throw new Problem('not_found', 'no identity provider is configured');
      const { url, binding } = await server.oidc.begin();
      // Lax: the provider's page sends the browser back here.
      setCookie(http, OIDC_COOKIE, binding, {
        httpOnly: true,
        sameSite: 'Lax',
        secure: isSecure(server),
        path: '/api/v1/login/oidc',
        maxAge: 600,
      });
      return http.redirect(url);
    },
  }),
  route({
    method: 'GET',
    path: '/login/oidc/callback',
    summary: 'Where the identity provider sends the browser back to',
    role: null,
    scope: null,
    answer: 'none',
    handle: async ({ server, http, address }) => {
      if (server.oidc === null) throw new Problem('not_found', 'no identity provider is configured');
      const { name, displayName, role } = await server.oidc.finish(
        new URL(http.req.url).search,
        getCookie(http, OIDC_COOKIE) ?? '',
      );
      deleteCookie(http, OIDC_COOKIE, { path: '/api/v1/login/oidc' });
      giveSession(http, server, await server.accounts.loginOidc(name, displayName, role));
      await server.audit.write(name, address, 'login', name, { via: 'oidc', role });
      return http.redirect('/');
    },
  }),
  route({
    method: 'POST',
    path: '/logout',
    summary: 'End the session',
    role: 'viewer',
    scope: null,
    answer: 'none',
    handle: async ({ server, http, audit, identity }) => {
      await server.accounts.endSession(getCookie(http, SESSION_COOKIE) ?? '');
      deleteCookie(http, SESSION_COOKIE, { path: '/' });
      await audit('logout', identity.name);
    },
  }),
  route({
    method: 'GET',
    path: '/me',
    summary: 'Who asks',
    role: 'viewer',
    // Any token may ask who it is.
    scope: 'any' as contract.TokenScope,
    answer: contract.Me,
    handle: ({ server, identity }) => meOf(server, identity),
  }),
  route({
    method: 'POST',
    path: '/me/password',
    summary: 'Change one’s own password; ends all other sessions',
    role: 'viewer',
    scope: null,
    body: contract.PasswordChange,
    answer: contract.Me,
    handle: async ({ server, body, identity, http, audit }) => {
      const user = server.accounts.get(identity.name);
      if (user?.source !== 'local') throw new Problem('bad_request', 'this account has no password here');
      if ((await server.accounts.login(identity.name, body.current)) === null)
        throw new Problem('forbidden', 'the current password is wrong');
      if (body.next === body.current) throw new Problem('bad_request', 'the new password is the old one');
      await server.accounts.change(identity.name, { password: body.next, mustChange: false });
      const secret = (await server.accounts.login(identity.name, body.next))!;
      giveSession(http, server, secret);
      await audit('user.password', identity.name);
      return meOf(server, server.accounts.bySession(secret)!);
    },
  }),
  route({
    method: 'GET',
    path: '/users',
    summary: 'Accounts',
    role: 'admin',
    scope: 'users:read',
    answer: contract.UserPage,
    handle: ({ server }) => ({ items: server.accounts.list().map(userOf), next_cursor: null }),
  }),
  route({
    method: 'POST',
    path: '/users',
    summary: 'Make a local account; its owner is to change the password',
    role: 'admin',
    scope: 'users:write',
    body: contract.UserRequest,
    answer: contract.User,
    handle: async ({ server, body, audit }) => {
      const made = await server.accounts.create({ ...body, display_name: body.display_name ?? body.name });
      await audit('user.create', made.name, { role: made.role });
      return userOf(made);
    },
  }),
  route({
    method: 'PATCH',
    path: '/users/:name',
    summary: 'Change an account',
    role: 'admin',
    scope: 'users:write',
    body: contract.UserPatch,
    answer: contract.User,
    handle: async ({ server, params, body, audit }) => {
      const next = await server.accounts.change(params.name!, body);
      const { password, ...shown } = body;
      await audit('user.patch', params.name!, { ...shown, ...(password === undefined ? {} : { password: 'changed' }) });
      return userOf(next);
    },
  }),
  route({
    method: 'DELETE',
    path: '/users/:name',
    summary: 'Remove an account',
    role: 'admin',
    scope: 'users:write',
    answer: 'none',
    handle: async ({ server, params, audit }) => {
      await server.accounts.remove(params.name!);
      await audit('user.delete', params.name!);
    },
  }),
  route({
    method: 'GET',
    path: '/tokens',
    summary: 'Tokens',
    role: 'admin',
    scope: 'users:read',
    answer: contract.TokenPage,
    handle: ({ server }) => ({ items: server.accounts.tokens().map(tokenOf), next_cursor: null }),
  }),
  route({
    method: 'POST',
    path: '/tokens',
    summary: 'Make a token, for the API or to let agents enrol; its secret is shown once',
    role: 'admin',
    scope: null,
    body: contract.TokenRequest,
    answer: contract.NewToken,
    handle: async ({ server, body, identity, audit }) => {
      if (body.scopes.includes('enroll') && body.scopes.length > 1)
        throw new Problem('bad_request', 'a token to enrol with can do nothing else', 'Make two tokens.');
      const expires =
        body.expires === undefined || body.expires === null
          ? null
          : new Date(readTime(body.expires, 'expires')).toISOString();
      const { token, secret } = await server.accounts.createToken(body.name, body.scopes, identity.name, expires);
      await audit('token.create', token.id, { name: token.name, scopes: token.scopes, expires });
      return { ...tokenOf(token), secret };
    },
  }),
  route({
    method: 'PATCH',
    path: '/tokens/:id',
    summary: 'Rename a token, or switch it off',
    role: 'admin',
    scope: null,
    body: contract.TokenPatch,
    answer: contract.Token,
    handle: async ({ server, params, body, audit }) => {
      const next = await server.accounts.changeToken(params.id!, body);
      await audit('token.patch', params.id!, body);
      return tokenOf(next);
    },
  }),
  route({
    method: 'DELETE',
    path: '/tokens/:id',
    summary: 'Remove a token',
    role: 'admin',
    scope: null,
    answer: 'none',
    handle: async ({ server, params, audit }) => {
      await server.accounts.removeToken(params.id!);
      await audit('token.delete', params.id!);
    },
  }),
  route({
    method: 'GET',
    path: '/audit',
    summary: 'Who changed what, newest first',
    role: 'admin',
    scope: 'audit:read',
    query: contract.AuditQuery,
    answer: contract.AuditPage,
    handle: async ({ server, query }) => {
      const limit = query.limit ?? 100;
      const conditions: Sql[] = [];
      if (query.actor !== undefined) conditions.push(sql`actor = ${query.actor}`);
      if (query.from !== undefined)
        conditions.push(sql`audit.time >= fromUnixTimestamp64Milli(${Math.trunc(readTime(query.from, 'from'))})`);
      if (query.to !== undefined)
        conditions.push(sql`audit.time < fromUnixTimestamp64Milli(${Math.trunc(readTime(query.to, 'to'))})`);
      if (query.q !== undefined)
        conditions.push(...wordConditions(query.q, "lowerUTF8(concat(actor, ' ', action, ' ', target, ' ', detail))"));
      const cursor = /^[0-9a-f]{24}$/.test(query.cursor ?? '') ? query.cursor : undefined;
      const rows = await server.audit.list(conditions, cursor, limit + 1);
      return { items: rows.slice(0, limit), next_cursor: rows.length > limit ? rows[limit - 1]!.id : null };
    },
  }),
  route({
    method: 'PATCH',
    path: '/hosts/:id',
    summary: 'Switch a host off or on: its certificate is refused while it is off',
    role: 'admin',
    scope: null,
    body: contract.HostPatch,
    answer: 'none',
    handle: async ({ server, params, body, audit }) => {
      if (server.hosts.get(params.id!) === undefined) throw new Problem('not_found', 'there is no such host');
      await server.hosts.setDisabled(params.id!, body.disabled);
      await audit('host.patch', params.id!, body);
    },
  }),
];
