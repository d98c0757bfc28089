/**
 * A list of the API that grows while it is scrolled. Pages are added until the cursor ends; a new query starts over,
 * showing the old rows until the first page of the new one is there.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Page } from '../../../src/server/api/contract.ts';
import { type ApiError, apiUrl, call, type Query } from './client.ts';
import { asApiError } from './use-resource.ts';

export interface Pages<T, P extends Page<T> = Page<T>> {
  readonly items: readonly T[];
  /** The latest page as it came, for what it says beside its items. */
  readonly last: P | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  readonly ended: boolean;
  readonly more: () => void;
  readonly reload: () => void;
  readonly change: (change: (items: readonly T[]) => readonly T[]) => void;
}

interface State<T, P> {
  readonly url: string;
  readonly items: readonly T[];
  readonly last?: P;
  readonly error?: ApiError;
  readonly loading: boolean;
}

/** Pages of `path`; 200 items each. */
export function usePages<T, P extends Page<T> = Page<T>>(path: string, query: Query = {}): Pages<T, P> {
  const url = apiUrl(path, query);
  const [state, setState] = useState<State<T, P>>({ url: '', items: [], loading: true });
  const [round, setRound] = useState(0);
  const busy = useRef<AbortController | undefined>(undefined);

  const load = useCallback(
    (cursor: string | undefined) => {
      busy.current?.abort();
      const abort = new AbortController();
      busy.current = abort;
      setState(({ error: _, ...was }) => ({ ...was, loading: true }));
      call<P>('GET', path, { query: { limit: 200, ...query, cursor }, signal: abort.signal }).then(
        (page) => {
          if (abort.signal.aborted) return;
          busy.current = undefined;
          setState((was) => ({
            url,
            items: cursor === undefined ? page.items : [...was.items, ...page.items],
            last: page,
            loading: false,
          }));
        },
        (error) => {
          if (abort.signal.aborted) return;
          busy.current = undefined;
          setState((was) => ({
            ...was,
            ...(was.url === url ? {} : { url, items: [] }),
            error: asApiError(error),
            loading: false,
          }));
        },
      );
    },
    // The url stands for path and query.
    [url],
  );

  // A new round asks again.
  useEffect(() => {
    load(undefined);
    return () => {
      busy.current?.abort();
      busy.current = undefined;
    };
  }, [load, round]);

  const cursor = state.last?.next_cursor ?? null;
  const more = useCallback(() => {
    if (cursor !== null && busy.current === undefined) load(cursor);
  }, [cursor, load]);
  return {
    items: state.items,
    last: state.last,
    error: state.error,
    loading: state.loading,
    ended: state.last !== undefined && cursor === null,
    more,
    reload: useCallback(() => setRound((n) => n + 1), []),
    change: useCallback((change) => setState((was) => ({ ...was, items: change(was.items) })), []),
  };
}
