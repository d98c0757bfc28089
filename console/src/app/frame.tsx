/** What stands around every page: the way to the others, the account, the palette and the list of keys. */
import {
  Activity,
  Boxes,
  FileDiff,
  HeartPulse,
  Keyboard,
  LayoutGrid,
  LogOut,
  Moon,
  Network,
  PanelLeft,
  ScrollText,
  Server,
  Settings,
  ShieldAlert,
  Sparkles,
  Sun,
  Workflow,
} from 'lucide';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Health, SignalFacets } from '../../../src/server/api/contract.ts';
import { useResource } from '../api/use-resource.ts';
import { Icon, type IconNode } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { compact } from '../ui/words.ts';
import { KeysHelp } from './keys-help.tsx';
import { Palette } from './palette.tsx';
import { prefer, usePreferences } from './preferences.ts';
import { navigate, usePlace } from './router.ts';
import { useMe } from './session.ts';
import { useShortcuts } from './shortcuts.ts';

export interface Destination {
  readonly path: string;
  readonly name: string;
  readonly icon: IconNode;
  readonly key: string;
  readonly group: string;
}

/** Every page that has a place of its own, in the order of the side bar. */
export const DESTINATIONS: readonly Destination[] = [
  { path: '/signals', name: 'Signals', icon: ShieldAlert, key: 's', group: 'Detect' },
  { path: '/events', name: 'Events', icon: Activity, key: 'e', group: 'Detect' },
  { path: '/rules', name: 'Rules', icon: ScrollText, key: 'r', group: 'Detect' },
  { path: '/processes', name: 'Processes', icon: Workflow, key: 'p', group: 'Explore' },
  { path: '/containers', name: 'Containers', icon: Boxes, key: 'c', group: 'Explore' },
  { path: '/files', name: 'File changes', icon: FileDiff, key: 'f', group: 'Explore' },
  { path: '/network', name: 'DNS and connections', icon: Network, key: 'n', group: 'Explore' },
  { path: '/hosts', name: 'Hosts', icon: Server, key: 'h', group: 'Fleet' },
  { path: '/coverage', name: 'Coverage', icon: LayoutGrid, key: 'v', group: 'Fleet' },
  { path: '/health', name: 'Losses and health', icon: HeartPulse, key: 'l', group: 'Fleet' },
  { path: '/settings', name: 'Settings', icon: Settings, key: ',', group: 'This server' },
  { path: '/welcome', name: 'First steps', icon: Sparkles, key: 'w', group: 'This server' },
];

export function Frame({ children, onLogOut }: { children: ComponentChildren; onLogOut: () => void }) {
  const { path } = usePlace();
  const me = useMe();
  const { theme, utc, narrow } = usePreferences();
  const [palette, setPalette] = useState(false);
  const [keys, setKeys] = useState(false);
  const open = useResource<SignalFacets>('/signals/facets', { status: 'open' }, { pollMs: 30_000 });
  const health = useResource<Health>('/health', {}, { pollMs: 30_000 });
  useShortcuts({
    ...Object.fromEntries(DESTINATIONS.map((one) => [`g ${one.key}`, () => navigate(one.path)])),
    'mod+k': () => setPalette(true),
    '?': () => setKeys(true),
  });
  const lost = health.data?.losses.reduce((sum, loss) => sum + loss.count, 0) ?? 0;
  const unwell = health.data !== undefined && (!health.data.store.ok || health.data.ingest.back_pressure);
  const groups = [...new Set(DESTINATIONS.map(({ group }) => group))];

  return (
    <div class={narrow ? 'frame is-narrow' : 'frame'}>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <aside class="side" aria-label="Console">
        <div class="side-head">
          <a href="/signals" class="brand">
            <img src="/shrike.svg" width="26" height="26" alt="" />
            <span>Shrike</span>
          </a>
          <button
            type="button"
            class="button is-icon"
            aria-label={narrow ? 'Widen the side bar' : 'Narrow the side bar'}
            onClick={() => prefer({ narrow: !narrow })}
          >
            <Icon icon={PanelLeft} />
          </button>
        </div>
        <button type="button" class="side-search" onClick={() => setPalette(true)}>
          <span>Go to or search…</span>
          <kbd>Ctrl K</kbd>
        </button>
        <nav aria-label="Pages">
          {groups.map((group) => (
            <div class="side-group" key={group}>
              <p class="side-title">{group}</p>
              <ul>
                {DESTINATIONS.filter((one) => one.group === group).map((one) => {
                  const here = path === one.path || path.startsWith(`${one.path}/`);
                  return (
                    <li key={one.path}>
                      <a href={one.path} aria-current={here ? 'page' : undefined} title={narrow ? one.name : undefined}>
                        <Icon icon={one.icon} size={17} />
                        <span>{one.name}</span>
                        {one.path === '/signals' && open.data !== undefined && open.data.total > 0 && (
                          <b class="side-count" title="Open signals">
                            {compact(open.data.total)}
                          </b>
                        )}
                        {one.path === '/health' && (unwell || lost > 0) && (
                          <b
                            class={unwell ? 'side-dot is-bad' : 'side-dot'}
                            title={unwell ? 'The server is unwell' : 'Records were lost'}
                          />
                        )}
                      </a>
                    </li>
                  );
                })}
              </ul>
            </div>
          ))}
        </nav>
        <div class="side-foot">
          <Menu
            class="side-account"
            button={
              <>
                <span class="sr-only">Account </span>
                <span class="avatar" aria-hidden="true">
                  {(me.display_name || me.user).slice(0, 1).toUpperCase()}
                </span>
                <span class="side-who">
                  {me.display_name || me.user}
                  <small>{me.role}</small>
                </span>
              </>
            }
          >
            {(close) => (
              <>
                <button type="button" onClick={() => prefer({ theme: theme === 'dark' ? 'light' : 'dark' })}>
                  <Icon icon={theme === 'dark' ? Sun : Moon} size={15} /> {theme === 'dark' ? 'Light' : 'Dark'} theme
                </button>
                <button type="button" onClick={() => prefer({ utc: !utc })}>
                  <Icon icon={Activity} size={15} /> Times {utc ? 'as here' : 'in UTC'}
                </button>
                <button
                  type="button"
                  onClick={() => {
                    close();
                    setKeys(true);
                  }}
                >
                  <Icon icon={Keyboard} size={15} /> Keys
                </button>
                <button type="button" onClick={onLogOut}>
                  <Icon icon={LogOut} size={15} /> Log out
                </button>
                <p class="menu-note">Shrike {me.version}</p>
              </>
            )}
          </Menu>
        </div>
      </aside>
      <main id="main" tabIndex={-1}>
        {me.must_change_password && path !== '/settings/account' && (
          <p class="banner">
            This account still has its first password. <a href="/settings/account">Set one of your own</a>.
          </p>
        )}
        {children}
      </main>
      {palette && <Palette onClose={() => setPalette(false)} />}
      {keys && <KeysHelp onClose={() => setKeys(false)} />}
    </div>
  );
}
