/** The console: who is logged in, the frame around every page, and which page the address names. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Me } from '../../../src/server/api/contract.ts';
import { call, whenUnauthenticated } from '../api/client.ts';
import { forgetAnswers, useResource } from '../api/use-resource.ts';
import { Login } from '../pages/login/login.tsx';
import { NotFound } from '../pages/not-found.tsx';
import { lazy } from '../ui/lazy.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { Toasts } from '../ui/toast.tsx';
import { Frame } from './frame.tsx';
import { navigate, usePlace } from './router.ts';
import { Session } from './session.ts';

const waiting = (
  <div class="page">
    <Loading />
  </div>
);
const page = <P extends object>(load: () => Promise<{ default: ComponentType<P> }>) => lazy<P>(load, waiting);

/** Paths and their pages; a part in braces is handed to the page as `id`. */
const PAGES: readonly (readonly [pattern: string, page: ComponentType<{ id: string }>])[] = [
  ['/signals', page(() => import('../pages/signals/signals.tsx'))],
  ['/signals/{id}', page(() => import('../pages/signal/signal.tsx'))],
  ['/events', page(() => import('../pages/events/events.tsx'))],
  ['/processes', page(() => import('../pages/processes/processes.tsx'))],
  ['/containers', page(() => import('../pages/containers/containers.tsx'))],
  ['/files', page(() => import('../pages/files/files.tsx'))],
  ['/network', page(() => import('../pages/network/network.tsx'))],
  ['/hosts', page(() => import('../pages/hosts/hosts.tsx'))],
  ['/hosts/{id}', page(() => import('../pages/hosts/host.tsx'))],
  ['/coverage', page(() => import('../pages/coverage/coverage.tsx'))],
  ['/rules', page(() => import('../pages/rules/rules.tsx'))],
  ['/rules/{id}', page(() => import('../pages/rules/rules.tsx'))],
  ['/health', page(() => import('../pages/health/health.tsx'))],
  ['/settings', page(() => import('../pages/settings/settings.tsx'))],
  ['/settings/{id}', page(() => import('../pages/settings/settings.tsx'))],
  ['/welcome', page(() => import('../pages/welcome/welcome.tsx'))],
];

function pageOf(path: string): { Page: ComponentType<{ id: string }>; id: string } | undefined {
  for (const [pattern, Page] of PAGES) {
    const [before, after] = pattern.split('{id}');
    if (after === undefined) {
      if (path === pattern) return { Page, id: '' };
    } else if (path.startsWith(before!) && path.length > before!.length) {
      const rest = path.slice(before!.length);
      if (!rest.includes('/')) return { Page, id: decoded(rest) };
    }
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function App() {
  const me = useResource<Me>('/me');
  const [loggedOut, setLoggedOut] = useState(false);
  const { path } = usePlace();
  useEffect(() => whenUnauthenticated(() => setLoggedOut(true)), []);
  useEffect(() => {
    if (path === '/' && me.data !== undefined) navigate('/signals', true);
  }, [path, me.data]);

  if (loggedOut || me.error?.status === 401) {
    return (
      <>
        <Login
          onDone={() => {
            forgetAnswers();
            setLoggedOut(false);
            me.reload();
          }}
        />
        <Toasts />
      </>
    );
  }
  if (me.data === undefined) {
    return (
      <div class="first">
        {me.error && !me.loading ? <Failure error={me.error} retry={me.reload} /> : <Loading rows={3} />}
      </div>
    );
  }
  const found = pageOf(path);
  const logOut = async () => {
    await call('POST', '/logout').catch(() => undefined);
    forgetAnswers();
    setLoggedOut(true);
  };
  return (
    <Session.Provider value={me.data}>
      <Frame onLogOut={() => void logOut()}>
        {found === undefined ? (
          path === '/' ? null : (
            <NotFound />
          )
        ) : (
          <found.Page key={path.split('/')[1]} id={found.id} />
        )}
      </Frame>
      <Toasts />
    </Session.Provider>
  );
}
