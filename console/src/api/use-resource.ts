/**
 * What a page shows of the API, as a hook: the answer, the error, and whether a request is under way.
 *
 * Surprising: the last answers stay, so that going back to a page shows it at once while it is asked for again; and an
 * error does not take away what was there, as stale data with a warning is worth more than none.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, apiUrl, call, type Query } from './client.ts';

export interface Resource<T> {
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
  /** Puts something in place of the answer until the next one, after a change that the server accepted. */
  readonly replace: (change: (data: T) => T) => void;
}

const KEPT_MAX = 60;
const kept = new Map<string, unknown>();

function keep(url: string, data: unknown): void {
  kept.delete(url);
  kept.set(url, data);
  if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value!);
}

/** Forgets every answer: another person logs in. */
export function forgetAnswers(): void {
  kept.clear();
}

/** Error of any kind as one that can be shown. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, { code: 'console', message: error instanceof Error ? error.message : String(error) });
}

/** Asks for `path` (null: nothing yet), again whenever the query changes and every `pollMs`. */
export function useResource<T>(
  path: string | null,
  query: Query = {},
  options: { readonly pollMs?: number; readonly keepPrevious?: boolean } = {},
): Resource<T> {
  const url = path === null ? null : apiUrl(path, query);
  const [state, setState] = useState<{ url: string | null; data?: T; error?: ApiError; loading: boolean }>(() => ({
    url,
    loading: url !== null,
    ...(url !== null && kept.has(url) ? { data: kept.get(url) as T } : {}),
  }));
  const [round, setRound] = useState(0);
  const newest = useRef(url);
  newest.current = url;

  // The url stands for path and query.
  useEffect(() => {
    if (url === null || path === null) return;
    const abort = new AbortController();
    setState((was) => {
      const known = kept.get(url) as T | undefined;
      const data = known ?? (was.url === url || options.keepPrevious ? was.data : undefined);
      return { url, loading: true, ...(data === undefined ? {} : { data }) };
    });
    call<T>('GET', path, { query, signal: abort.signal }).then(
      (data) => {
        if (abort.signal.aborted) return;
        keep(url, data);
        setState({ url, data, loading: false });
      },
      (error) => {
        if (abort.signal.aborted) return;
        setState((was) => ({ ...was, error: asApiError(error), loading: false }));
      },
    );
    return () => abort.abort();
  }, [url, round]);

  useEffect(() => {
    if (options.pollMs === undefined) return;
    const timer = setInterval(() => document.hidden || setRound((n) => n + 1), options.pollMs);
    return () => clearInterval(timer);
  }, [options.pollMs]);

  const reload = useCallback(() => setRound((n) => n + 1), []);
  const replace = useCallback((change: (data: T) => T) => {
    setState((was) => {
      if (was.data === undefined) return was;
      const data = change(was.data);
      if (was.url !== null) keep(was.url, data);
      return { ...was, data };
    });
  }, []);
  const current = state.url === url || options.keepPrevious;
  return {
    data: current ? state.data : undefined,
    error: state.url === url ? state.error : undefined,
    loading: state.loading || state.url !== url,
    reload,
    replace,
  };
}
