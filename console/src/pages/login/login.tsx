/** Logging in, with a local account or the organisation's own login where the server has one. */
import { useEffect, useState } from 'preact/hooks';
import type { LoginOptions } from '../../../../src/server/api/contract.ts';
import type { ApiError } from '../../api/client.ts';
import { call } from '../../api/client.ts';
import { asApiError, useResource } from '../../api/use-resource.ts';

export function Login({ onDone }: { onDone: () => void }) {
  const options = useResource<LoginOptions>('/login/options');
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<ApiError | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'Log in · Shrike';
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await call('POST', '/login', { body: { user, password } });
      onDone();
    } catch (problem) {
      setError(asApiError(problem));
      setPassword('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="login">
      <form onSubmit={submit}>
        <img src="/shrike.svg" width="44" height="44" alt="" />
        <h1>Log in to Shrike</h1>
        {options.data?.password !== false && (
          <>
            <label>
              Account
              <input
                name="user"
                autocomplete="username"
                autocapitalize="off"
                required
                value={user}
                onInput={(event) => setUser(event.currentTarget.value)}
              />
            </label>
            <label>
              Password
              <input
                name="password"
                type="password"
                autocomplete="current-password"
                required
                value={password}
                onInput={(event) => setPassword(event.currentTarget.value)}
              />
            </label>
            {error !== undefined && (
              <p class="form-error" role="alert">
                {error.message} {error.hint}
              </p>
            )}
            <button type="submit" class="button is-main" disabled={busy}>
              {busy ? 'Logging in…' : 'Log in'}
            </button>
          </>
        )}
        {options.data?.oidc && (
          <a class="button" href={options.data.oidc.url} target="_self">
            Log in with {options.data.oidc.name}
          </a>
        )}
        <p class="note">
          The first account was made when the server started for the first time; its password was printed in that
          terminal.
        </p>
      </form>
    </main>
  );
}
