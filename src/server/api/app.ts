/**
 * The HTTP application: checks who asks, what they may and what they sent, calls the route, and gives the answer or the
 * error. Beside the API it serves the built console.
 */
import type { IncomingMessage } from 'node:http';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import Compile from 'typebox/compile';
import Value from 'typebox/value';
import type { ServerContext } from '../context.ts';
import { isLoopback } from '../options.ts';
import { type Identity, roleIncludes } from '../people/accounts.ts';
import { StoreError } from '../store/database.ts';
import { ACTIVITY_ROUTES } from './activity-routes.ts';
import { EVENT_ROUTES } from './event-routes.ts';
import { FLEET_ROUTES } from './fleet-routes.ts';
import { openApiDocument } from './openapi.ts';
import { PEOPLE_ROUTES, SESSION_COOKIE } from './people-routes.ts';
import { PROBLEM_STATUS, Problem } from './problem.ts';
import { RateLimits } from './rate-limits.ts';
import type { Asked, Route } from './route.ts';
import { RULE_ROUTES } from './rule-routes.ts';
import { SIGNAL_ROUTES } from './signal-routes.ts';

const BODY_BYTES_MAX = 1024 * 1024;

/** All routes. */
export const ROUTES: readonly Route[] = [
  ...PEOPLE_ROUTES,
  ...SIGNAL_ROUTES,
  ...EVENT_ROUTES,
  ...ACTIVITY_ROUTES,
  ...FLEET_ROUTES,
  ...RULE_ROUTES,
];

interface Bindings {
  readonly incoming: IncomingMessage;
}

/** Builds the application. `onBug` hears of errors that are nobody's but ours. */
export function createApp(server: ServerContext, onBug: (error: Error) => void): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();
  const limits = new RateLimits();
  const isSecure = server.options.tls !== undefined || server.options.behindProxy === true;

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        // The editor writes its styles into the page.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      referrerPolicy: 'no-referrer',
      ...(isSecure ? {} : { strictTransportSecurity: false }),
    }),
  );
  app.use(async (http, next) => {
    // A page elsewhere must not reach a server on loopback by giving its own name our address.
    if (isLoopback(server.options.listen.host)) {
      const host = (http.req.header('host') ?? '').replace(/:\d+$/, '').replaceAll(/[[\]]/g, '');
      if (!isLoopback(host))
        return problemAnswer(
          http,
          new Problem('forbidden', `this server does not answer to the name ${host.slice(0, 100)}`),
        );
    }
    return next();
  });
  app.use(
    '/api/*',
    bodyLimit({
      maxSize: BODY_BYTES_MAX,
      onError: (http) => problemAnswer(http, new Problem('too_large', `a request may have ${BODY_BYTES_MAX} bytes`)),
    }),
  );
  app.onError((error, http) => {
    if (error instanceof Problem) return problemAnswer(http, error);
    if (error instanceof StoreError) {
      // A question that took too long or too much memory is the question's fault.
      const isTooMuch = ['159', '241', '307'].includes(error.code);
      return problemAnswer(
        http,
        isTooMuch
          ? new Problem(
              'bad_request',
              'the question was too large for the store',
              'Narrow the time or add a condition.',
            )
          : new Problem('store_unavailable', error.message.slice(0, 400), 'It is tried again with the next request.'),
      );
    }
    onBug(error);
    return problemAnswer(http, new Problem('internal', 'something went wrong in the server; its log says more'));
  });

  const document = openApiDocument(ROUTES, server.version);
  app.get('/api/v1/openapi.json', (http) => http.json(document));
  for (const one of ROUTES) {
    const handler = handlerOf(one, server, limits);
    app.on(one.method, `/api/v1${one.path}`, handler as never);
  }
  app.all('/api/*', (http) => {
    const path = http.req.path.replace(/^\/api\/v1/, '');
    const known = ROUTES.filter((one) => new RegExp(`^${one.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path));
    if (known.length > 0) {
      http.header('Allow', known.map(({ method }) => method).join(', '));
      return problemAnswer(
        http,
        new Problem('method_not_allowed', `${path} takes ${known.map(({ method }) => method).join(', ')}`),
      );
    }
    return problemAnswer(
      http,
      new Problem(
        'not_found',
        `there is nothing at ${http.req.path.slice(0, 200)}`,
        'GET /api/v1/openapi.json lists what there is.',
      ),
    );
  });

  const folder = server.options.consoleFolder;
  if (folder === undefined) {
    app.get('*', (http) =>
      http.text(
        'Shrike server. The console is not built; the API is at /api/v1, described by /api/v1/openapi.json.\n',
        404,
      ),
    );
  } else {
    app.use(
      '*',
      serveStatic({
        root: folder,
        onFound: (path, http) =>
          http.header('Cache-Control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
      }),
    );
    // Pages of the console have paths of their own; it finds the way itself.
    app.get('*', serveStatic({ root: folder, path: 'index.html' }));
  }
  return app;
}

function problemAnswer(http: Context, problem: Problem): Response {
  if (problem.code === 'unauthenticated') http.header('WWW-Authenticate', 'Bearer');
  if (problem.code === 'too_many_requests') http.header('Retry-After', '1');
  return http.json(
    {
      error: {
        code: problem.code,
        message: problem.message,
        ...(problem.hint === undefined ? {} : { hint: problem.hint }),
        ...(problem.diagnostics === undefined ? {} : { diagnostics: problem.diagnostics }),
      },
    },
    PROBLEM_STATUS[problem.code],
  );
}

function handlerOf(
  one: Route,
  server: ServerContext,
  limits: RateLimits,
): (http: Context<{ Bindings: Bindings }>) => Promise<Response> {
  const query = one.query === undefined ? undefined : Compile(one.query);
  const body = one.body === undefined ? undefined : Compile(one.body);
  return async (http) => {
    const address = addressOf(http, server);
    if (!limits.allow(address, one.path.startsWith('/login') && one.method === 'POST' ? 'login' : 'call')) {
      throw new Problem('too_many_requests', 'too many requests', 'Wait a moment.');
    }
    const identity = identify(http, server);
    if (one.role !== null) authorise(one, identity, http);
    const asked = {
      server,
      identity: identity!,
      address,
      params: http.req.param() as Record<string, string>,
      query: query === undefined ? undefined : readQuery(http, one, query),
      body: body === undefined ? undefined : await readBody(http, body),
      http,
      audit: (action: string, target: string, detail: object = {}) =>
        server.audit.write(identity?.name ?? '', address, action, target, detail),
    };
    const answer = await one.handle(asked as unknown as Asked<never, never>);
    if (answer instanceof Response) return answer;
    http.header('Cache-Control', 'no-store');
    return answer === undefined ? http.body(null, 204) : http.json(answer as object);
  };
}

function addressOf(http: Context<{ Bindings: Bindings }>, server: ServerContext): string {
  const forwarded =
    server.options.behindProxy === true ? http.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return forwarded ?? http.env?.incoming?.socket?.remoteAddress ?? '';
}

function identify(http: Context, server: ServerContext): Identity | null {
  const bearer = /^Bearer (\S{1,512})$/.exec(http.req.header('authorization') ?? '')?.[1];
  if (bearer !== undefined) return server.accounts.byToken(bearer);
  const cookie = getCookie(http, SESSION_COOKIE);
  return cookie === undefined ? null : server.accounts.bySession(cookie);
}

function authorise(one: Route, identity: Identity | null, http: Context): void {
  if (identity === null)
    throw new Problem(
      'unauthenticated',
      'log in first',
      'POST /api/v1/login, or send Authorization: Bearer with a token.',
    );
  if (identity.scopes === null) {
    if (!roleIncludes(identity.role, one.role!))
      throw new Problem('forbidden', `this needs the role ${one.role}; yours is ${identity.role}`);
    // A cookie comes along with whatever page sends the request: only our own pages may change things.
    const origin = http.req.header('origin');
    if (one.method !== 'GET' && origin !== undefined && new URL(origin).host !== http.req.header('host')) {
      throw new Problem('forbidden', 'the request comes from another site');
    }
    return;
  }
  if (identity.scopes.includes('enroll')) throw new Problem('forbidden', 'this token is for enrolment only');
  if ((one.scope as string) === 'any') return;
  if (one.scope === null || !identity.scopes.includes(one.scope)) {
    throw new Problem(
      'forbidden',
      one.scope === null ? 'tokens may not do this' : `the token lacks the scope ${one.scope}`,
    );
  }
}

interface Checker {
  Check(value: unknown): boolean;
  Errors(value: unknown): readonly unknown[];
}

function readQuery(http: Context, one: Route, check: Checker): unknown {
  const given = Object.fromEntries(Object.entries(http.req.query()).filter(([, value]) => value !== ''));
  const value = Value.Convert(one.query!, given);
  if (!check.Check(value)) throw shapeProblem(check, value, 'the query');
  return value;
}

async function readBody(http: Context, check: Checker): Promise<unknown> {
  if (!/^application\/json\b/.test(http.req.header('content-type') ?? ''))
    throw new Problem('bad_request', 'the body must be JSON', 'Send Content-Type: application/json.');
  let value: unknown;
  try {
    value = await http.req.json();
  } catch {
    throw new Problem('bad_request', 'the body is no JSON');
  }
  if (!check.Check(value)) throw shapeProblem(check, value, 'the body');
  return value;
}

function shapeProblem(check: Checker, value: unknown, where: string): Problem {
  const [first] = check.Errors(value) as readonly {
    instancePath?: string;
    message?: string;
    params?: { additionalProperties?: readonly string[] };
  }[];
  const name = first?.instancePath?.slice(1).replaceAll('/', '.') ?? '';
  const extra = first?.params?.additionalProperties?.join(', ');
  return new Problem(
    'bad_request',
    `${where} does not fit: ${name === '' ? '' : `${name} `}${first?.message ?? 'wrong shape'}${extra === undefined ? '' : ` (${extra})`}`,
  );
}
