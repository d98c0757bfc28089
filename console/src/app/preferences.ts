/** What a person prefers on this browser: theme, and whether times are local or UTC. Kept in the browser, not on the server. */
import { useEffect, useState } from 'preact/hooks';

export interface Preferences {
  readonly theme: 'dark' | 'light';
  readonly utc: boolean;
  readonly narrow: boolean;
}

const listeners = new Set<() => void>();

let preferences: Preferences = {
  theme: document.documentElement.dataset.theme === 'light' ? 'light' : 'dark',
  utc: localStorage.getItem('shrike.utc') === 'yes',
  narrow: localStorage.getItem('shrike.narrow') === 'yes',
};

/** Changes and keeps preferences. */
export function prefer(change: Partial<Preferences>): void {
  preferences = { ...preferences, ...change };
  document.documentElement.dataset.theme = preferences.theme;
  localStorage.setItem('shrike.theme', preferences.theme);
  localStorage.setItem('shrike.utc', preferences.utc ? 'yes' : 'no');
  localStorage.setItem('shrike.narrow', preferences.narrow ? 'yes' : 'no');
  for (const listener of listeners) listener();
}

/** The preferences; the component is drawn again when they change. */
export function usePreferences(): Preferences {
  const [, draw] = useState(0);
  useEffect(() => {
    const listener = () => draw((n) => n + 1);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return preferences;
}

export function currentPreferences(): Preferences {
  return preferences;
}
