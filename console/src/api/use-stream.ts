/**
 * Server-sent events as a hook. The browser connects again by itself; what was missed while it was away is counted by
 * the server or fetched again by the page, which is told with `onOpen`.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { apiUrl, type Query } from './client.ts';

export type StreamState = 'off' | 'connecting' | 'live' | 'lost';

/** Listens to `path` (null: not) and hands every message's data to the handler named like its event. */
export function useStream(
  path: string | null,
  query: Query,
  handlers: Readonly<Record<string, (data: never) => void>>,
  onOpen?: (again: boolean) => void,
): StreamState {
  const [state, setState] = useState<StreamState>('off');
  const latest = useRef({ handlers, onOpen });
  latest.current = { handlers, onOpen };
  const url = path === null ? null : apiUrl(path, query);
  const names = Object.keys(handlers).join(' ');

  useEffect(() => {
    if (url === null) {
      setState('off');
      return;
    }
    setState('connecting');
    const source = new EventSource(url);
    let opened = false;
    source.onopen = () => {
      setState('live');
      latest.current.onOpen?.(opened);
      opened = true;
    };
    source.onerror = () => setState('lost');
    for (const name of names.split(' ')) {
      source.addEventListener(name, (message) => {
        let data: unknown;
        try {
          data = JSON.parse((message as MessageEvent<string>).data);
        } catch {
          return;
        }
        latest.current.handlers[name]?.(data as never);
      });
    }
    return () => source.close();
  }, [url, names]);
  return state;
}
