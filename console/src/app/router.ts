/**
 * Where the person is: the path names the page, the query holds every filter, so that each view is a link. Plain links
 * work; a click on one inside the console changes the page without loading it again.
 */
import { useEffect, useState } from 'preact/hooks';

export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const listeners = new Set<() => void>();

function here(): Place {
  return { path: location.pathname.replace(/(.)\/+$/, '$1'), query: new URLSearchParams(location.search) };
}

let place = here();

function moved(): void {
  place = here();
  for (const listener of [...listeners]) listener();
}

/** Goes to a path with its query. `replace` leaves no entry in the browser's history. */
export function navigate(to: string, replace = false): void {
  if (to === location.pathname + location.search) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  moved();
}

/** Changes some parameters of the current page; empty and undefined ones go away. */
export function setQuery(change: Readonly<Record<string, string | undefined>>, replace = false): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  navigate(location.pathname + (text === '' ? '' : `?${text}`), replace);
}

/** Path with a query, for links. */
export function link(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** The current place; the component is drawn again when it changes. */
export function usePlace(): Place {
  const [, draw] = useState(0);
  useEffect(() => {
    const listener = () => draw((n) => n + 1);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return place;
}

/** Listens to the browser's buttons and to clicks on links; called once. */
export function startRouter(): void {
  addEventListener('popstate', moved);
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const anchor = (event.target as Element).closest?.('a');
    if (!anchor || anchor.target || anchor.hasAttribute('download') || anchor.origin !== location.origin) return;
    if (anchor.pathname.startsWith('/api/') || anchor.getAttribute('href')?.startsWith('#')) return;
    event.preventDefault();
    navigate(anchor.pathname + anchor.search);
    document.querySelector('main')?.scrollTo(0, 0);
  });
}
