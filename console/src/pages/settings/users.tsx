/** Accounts and their roles. */
import { Plus, Trash2 } from 'lucide';
import { useState } from 'preact/hooks';
import type { Page, Role, User } from '../../../../src/server/api/contract.ts';
import { call } from '../../api/client.ts';
import { asApiError, useResource } from '../../api/use-resource.ts';
import { useMe } from '../../app/session.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/page.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { complain, say } from '../../ui/toast.tsx';

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: 'viewer: reads',
  analyst: 'analyst: also triages and suppresses',
  admin: 'admin: also manages users and tokens',
};
const ROLE_NAMES = Object.keys(ROLE_WORDS) as Role[];

export function Users() {
  const me = useMe();
  const found = useResource<Page<User>>('/users', { limit: 1000 });
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<User | undefined>(undefined);
  const send = async (method: 'PATCH' | 'DELETE', user: User, body?: object) => {
    try {
      await call(method, `/users/${encodeURIComponent(user.name)}`, { body });
      say(method === 'DELETE' ? `${user.name} deleted` : `${user.name} changed`);
    } catch (error) {
      complain(error);
    }
    found.reload();
  };
  return (
    <Panel
      title="Users"
      flush
      actions={
        <button type="button" class="button" onClick={() => setAdding(true)}>
          <Icon icon={Plus} size={14} /> New user
        </button>
      }
    >
      {found.error !== undefined && <Failure error={found.error} retry={found.reload} />}
      {found.data === undefined && found.error === undefined && <Loading />}
      {found.data !== undefined && (
        <table class="table">
          <thead>
            <tr>
              <th scope="col">User</th>
              <th scope="col">Role</th>
              <th scope="col">Login</th>
              <th scope="col">Last seen</th>
              <th scope="col">Active</th>
              <th scope="col">
                <span class="sr-only">Delete</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.data.items.map((user) => (
              <tr key={user.name} class={user.disabled ? 'is-off' : undefined}>
                <td>
                  <b>{user.name}</b>
                  {user.display_name !== '' && user.display_name !== user.name && (
                    <small class="block faint">{user.display_name}</small>
                  )}
                </td>
                <td>
                  <select
                    class="button"
                    aria-label={`Role of ${user.name}`}
                    value={user.role}
                    disabled={user.name === me.user}
                    onChange={(event) => void send('PATCH', user, { role: event.currentTarget.value })}
                  >
                    {ROLE_NAMES.map((role) => (
                      <option key={role} value={role}>
                        {role}
                      </option>
                    ))}
                  </select>
                </td>
                <td>{user.source === 'oidc' ? 'organisation' : 'password'}</td>
                <td>
                  {user.time_last_login === null ? <span class="faint">never</span> : <Ago at={user.time_last_login} />}
                </td>
                <td>
                  <input
                    type="checkbox"
                    class="switch"
                    role="switch"
                    aria-checked={!user.disabled}
                    aria-label={`${user.name} is active`}
                    checked={!user.disabled}
                    disabled={user.name === me.user}
                    onChange={() => void send('PATCH', user, { disabled: !user.disabled })}
                  />
                </td>
                <td class="end">
                  <button
                    type="button"
                    class="button is-icon"
                    aria-label={`Delete ${user.name}`}
                    disabled={user.name === me.user}
                    onClick={() => setRemoving(user)}
                  >
                    <Icon icon={Trash2} size={15} />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {adding && (
        <NewUser
          onClose={(made) => {
            setAdding(false);
            if (made) found.reload();
          }}
        />
      )}
      {removing !== undefined && (
        <Confirm
          title={`Delete ${removing.name}?`}
          action="Delete"
          onClose={(yes) => {
            if (yes) void send('DELETE', removing);
            setRemoving(undefined);
          }}
        >
          The account can no longer log in. What it changed stays in the audit log.
        </Confirm>
      )}
    </Panel>
  );
}

function NewUser({ onClose }: { onClose: (made: boolean) => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('analyst');
  const [password, setPassword] = useState('');
  const [error, setError] = useState('');
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      await call('POST', '/users', { body: { name, role, password } });
      say(`${name} added`);
      onClose(true);
    } catch (problem) {
      const { message, hint } = asApiError(problem);
      setError(`${message} ${hint ?? ''}`);
    }
  };
  return (
    <Dialog title="New user" onClose={() => onClose(false)}>
      <form class="form" onSubmit={save} autocomplete="off">
        <label>
          Name
          <input
            data-focus
            required
            pattern="[a-zA-Z0-9._@\-]{1,128}"
            value={name}
            autocomplete="off"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label>
          Role
          <select value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>
            {ROLE_NAMES.map((one) => (
              <option key={one} value={one}>
                {ROLE_WORDS[one]}
              </option>
            ))}
          </select>
        </label>
        <label>
          First password, at least 12 characters
          <input
            type="password"
            required
            minLength={12}
            autocomplete="new-password"
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {error !== '' && (
          <p class="form-error" role="alert">
            {error}
          </p>
        )}
        <div class="form-end">
          <button type="submit" class="button is-main">
            Add
          </button>
        </div>
      </form>
    </Dialog>
  );
}
