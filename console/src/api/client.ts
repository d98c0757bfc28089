/**
 * One request to the API of the server that served this page. Errors of the API and of the network become one type,
 * so that every page can show them the same way. What is asked for and how often is the caller's business.
 */
import type { Diagnostic, ErrorAnswer } from '../../../src/server/api/contract.ts';

/** Parameters of a request; undefined and empty ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What went wrong, for people. `status` is 0 when the server did not answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  readonly diagnostics: readonly Diagnostic[];

  constructor(status: number, error: ErrorAnswer['error']) {
    super(error.message);
    this.status = status;
    this.code = error.code;
    this.hint = error.hint;
    this.diagnostics = error.diagnostics ?? [];
  }
}

/** Path below /api/v1 with its query, ready for fetch and EventSource. */
export function apiUrl(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`;
}

let onUnauthenticated: () => void = () => undefined;

/** What to do when the session has ended: the login page is shown. */
export function whenUnauthenticated(action: () => void): void {
  onUnauthenticated = action;
}

/** Sends a request and gives the answer's JSON, or undefined for an empty answer. Throws {@link ApiError}. */
export async function call<T>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  options: { readonly query?: Query; readonly body?: unknown; readonly signal?: AbortSignal } = {},
): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(apiUrl(path, options.query), {
      method,
      headers: options.body === undefined ? {} : { 'content-type': 'application/json' },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, {
      code: 'unreachable',
      message: 'The server does not answer.',
      hint: 'Is it running, and can this browser reach it? The console tries again by itself.',
    });
  }
  const text = await answer.text();
  const body = parsed(text);
  if (answer.ok) return body as T;
  if (answer.status === 401 && path !== '/login') onUnauthenticated();
  throw new ApiError(answer.status, (body as Partial<ErrorAnswer> | undefined)?.error ?? unexplained(answer));
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unexplained(answer: Response): ErrorAnswer['error'] {
  return {
    code: 'unexplained',
    message: `The server answered ${answer.status} ${answer.statusText} without saying why.`,
    hint: 'Its log says more.',
  };
}
