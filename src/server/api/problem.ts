/** Errors that the API answers with: one table of codes, and the exception that carries one out of a handler. */
import type { Diagnostic } from './contract.ts';

/** HTTP status by code. Codes are never reused. */
export const PROBLEM_STATUS = {
  bad_request: 400,
  bad_filter: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  too_many_requests: 429,
  internal: 500,
  store_unavailable: 503,
} as const;
export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** Ends a request with an error answer. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly hint: string | undefined;
  readonly diagnostics: readonly Diagnostic[] | undefined;
  constructor(code: ProblemCode, message: string, hint?: string, diagnostics?: readonly Diagnostic[]) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.diagnostics = diagnostics;
  }
}

export const notFound = (what: string): Problem => new Problem('not_found', `there is no ${what}`);
