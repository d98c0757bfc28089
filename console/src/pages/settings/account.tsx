/** The own account: password, and how this browser shows things. */
import { useState } from 'preact/hooks';
import { call } from '../../api/client.ts';
import { asApiError } from '../../api/use-resource.ts';
import { prefer, usePreferences } from '../../app/preferences.ts';
import { useMe } from '../../app/session.ts';
import { Panel } from '../../ui/page.tsx';
import { say } from '../../ui/toast.tsx';

const PASSWORD_LENGTH_MIN = 12;

export function Account() {
  const me = useMe();
  const { theme, utc } = usePreferences();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [error, setError] = useState('');
  const change = async (event: Event) => {
    event.preventDefault();
    if (next !== again) {
      setError('The new password and its repetition differ.');
      return;
    }
    try {
      await call('POST', '/me/password', { body: { current, next } });
      setCurrent('');
      setNext('');
      setAgain('');
      setError('');
      say('Password changed');
    } catch (problem) {
      const { message, hint } = asApiError(problem);
      setError(`${message} ${hint ?? ''}`);
    }
  };
  return (
    <div class="cards">
      <Panel title="Password">
        <p class="note">
          You are {me.display_name || me.user}, {me.role}.
        </p>
        <form class="form" onSubmit={change}>
          <input
            type="text"
            class="sr-only"
            autocomplete="username"
            value={me.user}
            readOnly
            tabIndex={-1}
            aria-hidden="true"
          />
          <label>
            Current password
            <input
              type="password"
              autocomplete="current-password"
              required
              value={current}
              onInput={(event) => setCurrent(event.currentTarget.value)}
            />
          </label>
          <label>
            New password, at least {PASSWORD_LENGTH_MIN} characters
            <input
              type="password"
              autocomplete="new-password"
              required
              minLength={PASSWORD_LENGTH_MIN}
              value={next}
              onInput={(event) => setNext(event.currentTarget.value)}
            />
          </label>
          <label>
            New password again
            <input
              type="password"
              autocomplete="new-password"
              required
              value={again}
              onInput={(event) => setAgain(event.currentTarget.value)}
            />
          </label>
          {error !== '' && (
            <p class="form-error" role="alert">
              {error}
            </p>
          )}
          <div class="form-end">
            <button type="submit" class="button is-main">
              Change password
            </button>
          </div>
        </form>
      </Panel>
      <Panel title="This browser">
        <div class="form">
          <div class="field">
            <span>Theme</span>
            <div class="segments" role="group" aria-label="Theme">
              {(['dark', 'light'] as const).map((one) => (
                <button key={one} type="button" aria-pressed={theme === one} onClick={() => prefer({ theme: one })}>
                  {one === 'dark' ? 'Dark' : 'Light'}
                </button>
              ))}
            </div>
          </div>
          <div class="field">
            <span>Times</span>
            <div class="segments" role="group" aria-label="Times">
              <button type="button" aria-pressed={!utc} onClick={() => prefer({ utc: false })}>
                As here
              </button>
              <button type="button" aria-pressed={utc} onClick={() => prefer({ utc: true })}>
                UTC
              </button>
            </div>
          </div>
        </div>
      </Panel>
    </div>
  );
}
