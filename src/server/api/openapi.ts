/** The OpenAPI 3.1 document, made of the routes. */
import type { TSchema } from 'typebox';
import * as contract from './contract.ts';
import { PROBLEM_STATUS } from './problem.ts';
import type { Route } from './route.ts';

type Json = { [name: string]: unknown };

const SCOPES = 'Role and, for tokens, scope';

/** Builds the document. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Json = {};
  for (const one of routes) {
    const path = one.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...((paths[path] as Json) ?? {}), [one.method.toLowerCase()]: operation(one) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Shrike',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Signals, events, hosts and rules of a Shrike server. Times are ISO 8601 in UTC; lists come in pages.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ session: [] }, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'shrike_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Error: resolved(contract.ErrorAnswer), Diagnostic: resolved(contract.Diagnostic) },
      responses: {
        Error: {
          description: `An error; its code is one of ${Object.keys(PROBLEM_STATUS).join(', ')}.`,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      },
    },
  };
}

function operation(one: Route): Json {
  const parameters: Json[] = [...one.path.matchAll(/:(\w+)/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const query = one.query as unknown as
    | { properties?: Record<string, TSchema & { description?: string }>; required?: readonly string[] }
    | undefined;
  for (const [name, schema] of Object.entries(query?.properties ?? {})) {
    const { description, ...rest } = schema as TSchema & { description?: string };
    parameters.push({
      name,
      in: 'query',
      required: query?.required?.includes(name) === true,
      ...(description === undefined ? {} : { description }),
      schema: resolved(rest as TSchema),
    });
  }
  const success =
    one.answer === 'none'
      ? { 204: { description: 'Done.' } }
      : one.answer === 'stream'
        ? {
            200: {
              description: 'Server-sent events.',
              content: { 'text/event-stream': { schema: { type: 'string' } } },
            },
          }
        : { 200: { description: 'Done.', content: { 'application/json': { schema: resolved(one.answer) } } } };
  return {
    operationId: `${one.method.toLowerCase()}${one.path.replaceAll(/[/:_](\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll(/\W/g, '')}`,
    summary: one.summary,
    ...(one.role === null
      ? { security: [] }
      : { description: `${SCOPES}: ${one.role}${one.scope === null ? ', sessions only' : `, ${one.scope}`}.` }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(one.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: resolved(one.body) } } } }),
    responses: { ...success, default: { $ref: '#/components/responses/Error' } },
  };
}

/** The schema as plain JSON, with references that mean something in the document. */
function resolved(schema: TSchema): Json {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && value === 'Diagnostic' ? '#/components/schemas/Diagnostic' : value,
  ) as Json;
}
