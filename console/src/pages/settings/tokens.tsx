/** Tokens for programs and for agents that enrol. A secret is shown once. */
import { Copy, KeyRound, Plus, Trash2 } from 'lucide';
import { useState } from 'preact/hooks';
import type { NewToken, Page, Token, TokenScope } from '../../../../src/server/api/contract.ts';
import { call } from '../../api/client.ts';
import { asApiError, useResource } from '../../api/use-resource.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { copyText } from '../../ui/json-view.tsx';
import { Panel } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Ago, Time } from '../../ui/time.tsx';
import { complain, say } from '../../ui/toast.tsx';

const SCOPES: readonly TokenScope[] = [
  'signals:read',
  'signals:write',
  'events:read',
  'hosts:read',
  'rules:read',
  'rules:write',
  'health:read',
  'users:read',
  'users:write',
  'audit:read',
  'enroll',
];

export function Tokens() {
  const found = useResource<Page<Token>>('/tokens', { limit: 1000 });
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Token | undefined>(undefined);
  const send = async (method: 'PATCH' | 'DELETE', token: Token, body?: object) => {
    try {
      await call(method, `/tokens/${encodeURIComponent(token.id)}`, { body });
      say(method === 'DELETE' ? `“${token.name}” deleted` : `“${token.name}” changed`);
    } catch (error) {
      complain(error);
    }
    found.reload();
  };
  return (
    <Panel
      title="Tokens"
      flush
      actions={
        <button type="button" class="button" onClick={() => setAdding(true)}>
          <Icon icon={Plus} size={14} /> New token
        </button>
      }
    >
      {found.error !== undefined && <Failure error={found.error} retry={found.reload} />}
      {found.data === undefined ? (
        found.error === undefined && <Loading />
      ) : found.data.items.length === 0 ? (
        <Empty icon={KeyRound} title="There are no tokens">
          Programs use them in place of a password, and agents to enrol.
        </Empty>
      ) : (
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Token</th>
              <th scope="col">May</th>
              <th scope="col">Until</th>
              <th scope="col">Last used</th>
              <th scope="col">Active</th>
              <th scope="col">
                <span class="sr-only">Delete</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.data.items.map((token) => (
              <tr key={token.id} class={token.disabled ? 'is-off' : undefined}>
                <td>
                  <b>{token.name}</b>
                  <small class="block faint">
                    by {token.created_by}, <Ago at={token.time_created} />
                  </small>
                </td>
                <td>
                  {token.scopes.map((scope) => (
                    <span key={scope} class="chip">
                      {scope}
                    </span>
                  ))}
                </td>
                <td class="nowrap">{token.expires === null ? 'deleted' : <Time at={token.expires} />}</td>
                <td>
                  {token.time_last_used === null ? <span class="faint">never</span> : <Ago at={token.time_last_used} />}
                </td>
                <td>
                  <input
                    type="checkbox"
                    class="switch"
                    role="switch"
                    aria-checked={!token.disabled}
                    aria-label={`${token.name} is active`}
                    checked={!token.disabled}
                    onChange={() => void send('PATCH', token, { disabled: !token.disabled })}
                  />
                </td>
                <td class="end">
                  <button
                    type="button"
                    class="button is-icon"
                    aria-label={`Delete ${token.name}`}
                    onClick={() => setRemoving(token)}
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
        <NewTokenDialog
          onClose={() => {
            setAdding(false);
            found.reload();
          }}
        />
      )}
      {removing !== undefined && (
        <Confirm
          title="Delete this token?"
          action="Delete"
          onClose={(yes) => {
            if (yes) void send('DELETE', removing);
            setRemoving(undefined);
          }}
        >
          Whatever uses “{removing.name}” is refused from now on.
        </Confirm>
      )}
    </Panel>
  );
}

/** A secret with a copy button; there is no way to see it again. */
export function Secret({ secret }: { secret: string }) {
  return (
    <div class="secret">
      <code>{secret}</code>
      <button type="button" class="button" onClick={() => void copyText(secret)}>
        <Icon icon={Copy} size={14} /> Copy
      </button>
    </div>
  );
}

function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<ReadonlySet<TokenScope>>(new Set(['signals:read']));
  const [expires, setExpires] = useState('+90d');
  const [made, setMade] = useState<NewToken | undefined>(undefined);
  const [error, setError] = useState('');
  const toggle = (scope: TokenScope) => {
    const next = new Set(scopes);
    if (!next.delete(scope)) next.add(scope);
    setScopes(next);
  };
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      setMade(
        await call<NewToken>('POST', '/tokens', {
          body: { name, scopes: [...scopes], expires: expires === '' ? null : expires },
        }),
      );
    } catch (problem) {
      const { message, hint } = asApiError(problem);
      setError(`${message} ${hint ?? ''}`);
    }
  };
  return (
    <Dialog title={made === undefined ? 'New token' : 'Token made'} onClose={onClose}>
      {made !== undefined ? (
        <div class="form">
          <p>This secret is shown only now:</p>
          <Secret secret={made.secret} />
          <div class="form-end">
            <button type="button" class="button is-main" onClick={onClose}>
              Done
            </button>
          </div>
        </div>
      ) : (
        <form class="form" onSubmit={save}>
          <label>
            Name
            <input
              data-focus
              required
              maxLength={100}
              value={name}
              placeholder="What it is for"
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
          <fieldset>
            <legend>What it may do</legend>
            <div class="scopes">
              {SCOPES.map((scope) => (
                <label key={scope} class="check">
                  <input type="checkbox" checked={scopes.has(scope)} onChange={() => toggle(scope)} /> {scope}
                </label>
              ))}
            </div>
          </fieldset>
          <label>
            How long
            <select value={expires} onChange={(event) => setExpires(event.currentTarget.value)}>
              <option value="+1d">a day</option>
              <option value="+30d">30 days</option>
              <option value="+90d">90 days</option>
              <option value="+365d">a year</option>
              <option value="">until it is deleted</option>
            </select>
          </label>
          {error !== '' && (
            <p class="form-error" role="alert">
              {error}
            </p>
          )}
          <div class="form-end">
            <button type="submit" class="button is-main" disabled={scopes.size === 0 || name.trim() === ''}>
              Make token
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
