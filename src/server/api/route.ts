/** What a route is: one object that says path, rights, shapes and work. The app and the OpenAPI document are made of it. */
import type { Context } from 'hono';
import type { Static, TSchema } from 'typebox';
import type { ServerContext } from '../context.ts';
import type { Identity } from '../people/accounts.ts';
import type { Role, TokenScope } from './contract.ts';

/** A request that passed every check. */
export interface Asked<Q, B> {
  readonly server: ServerContext;
  readonly identity: Identity;
  /** Of the client, for the audit log. */
  readonly address: string;
  /** Parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  readonly http: Context;
  /** Records a change in the audit log. */
  readonly audit: (action: string, target: string, detail?: object) => Promise<void>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below /api/v1, parameters as `:id`. */
  readonly path: string;
  readonly summary: string;
  /** Least role; null: needs nobody. */
  readonly role: Role | null;
  /** Scope that a token needs; null: tokens may not. */
  readonly scope: TokenScope | null;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Shape of the answer; `stream`: server-sent events; `none`: empty. */
  readonly answer: TSchema | 'stream' | 'none';
  /** A Response goes out as it is, anything else as JSON. */
  readonly handle: (asked: Asked<never, never>) => unknown;
}

type Shape<S> = S extends TSchema ? Static<S> : undefined;

/** Declares a route; query and body have the types of their schemas. */
export function route<Q extends TSchema | undefined = undefined, B extends TSchema | undefined = undefined>(
  declared: Omit<Route, 'query' | 'body' | 'handle'> & {
    readonly query?: Q;
    readonly body?: B;
    readonly handle: (asked: Asked<Shape<Q>, Shape<B>>) => unknown;
  },
): Route {
  return declared as unknown as Route;
}
