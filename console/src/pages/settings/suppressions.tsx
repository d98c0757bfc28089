/** Suppressions: what is kept from becoming a signal, why, and until when. */
import { BellOff, Plus, Trash2 } from 'lucide';
import { useState } from 'preact/hooks';
import type { Page, Suppression } from '../../../../src/server/api/contract.ts';
import { call } from '../../api/client.ts';
import { useResource } from '../../api/use-resource.ts';
import { useMay } from '../../app/session.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Ago, Time } from '../../ui/time.tsx';
import { complain, say } from '../../ui/toast.tsx';
import { compact } from '../../ui/words.ts';
import { SuppressDialog } from '../signal/suppress-dialog.tsx';

export function Suppressions() {
  const may = useMay('analyst');
  const found = useResource<Page<Suppression>>('/suppressions', { limit: 1000 });
  const [making, setMaking] = useState(false);
  const [removing, setRemoving] = useState<Suppression | undefined>(undefined);
  const send = async (method: 'PATCH' | 'DELETE', one: Suppression, body?: object) => {
    try {
      await call(method, `/suppressions/${encodeURIComponent(one.id)}`, { body });
      say(
        method === 'DELETE' ? `“${one.name}” deleted` : `“${one.name}” ${one.enabled ? 'switched off' : 'switched on'}`,
      );
      found.reload();
    } catch (error) {
      complain(error);
    }
  };
  const add = may && (
    <button type="button" class="button" onClick={() => setMaking(true)}>
      <Icon icon={Plus} size={14} /> New suppression
    </button>
  );
  return (
    <Panel title="Suppressions" flush actions={add}>
      {found.error !== undefined && <Failure error={found.error} retry={found.reload} />}
      {found.data === undefined ? (
        found.error === undefined && <Loading />
      ) : found.data.items.length === 0 ? (
        <Empty icon={BellOff} title="Nothing is suppressed">
          Make one from any attribute of a signal, or here.
        </Empty>
      ) : (
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">For</th>
              <th scope="col" class="end">
                Kept back
              </th>
              <th scope="col">Until</th>
              <th scope="col">Made by</th>
              <th scope="col">On</th>
              <th scope="col">
                <span class="sr-only">Delete</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.data.items.map((one) => {
              const over = one.expires !== null && Date.parse(one.expires) < Date.now();
              return (
                <tr key={one.id} class={over || !one.enabled ? 'is-off' : undefined}>
                  <td>
                    <b>{one.name}</b>
                    <small class="code block">{one.expression}</small>
                    {one.reason !== '' && <small class="block faint">{one.reason}</small>}
                  </td>
                  <td>{one.rules.length === 0 ? 'every rule' : one.rules.join(', ')}</td>
                  <td class="end">{compact(one.suppressed)}</td>
                  <td class="nowrap">
                    {one.expires === null ? (
                      'deleted'
                    ) : over ? (
                      <span class="warn-text">over</span>
                    ) : (
                      <Time at={one.expires} />
                    )}
                  </td>
                  <td>
                    {one.created_by}
                    <small class="block faint">
                      <Ago at={one.time_created} />
                    </small>
                  </td>
                  <td>
                    <input
                      type="checkbox"
                      class="switch"
                      role="switch"
                      aria-checked={one.enabled}
                      aria-label={`${one.name} is on`}
                      checked={one.enabled}
                      disabled={!may}
                      onChange={() => void send('PATCH', one, { enabled: !one.enabled })}
                    />
                  </td>
                  <td class="end">
                    {may && (
                      <button
                        type="button"
                        class="button is-icon"
                        aria-label={`Delete ${one.name}`}
                        onClick={() => setRemoving(one)}
                      >
                        <Icon icon={Trash2} size={15} />
                      </button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {making && (
        <SuppressDialog
          condition=""
          ruleId=""
          onClose={(made) => {
            setMaking(false);
            if (made) found.reload();
          }}
        />
      )}
      {removing !== undefined && (
        <Confirm
          title="Delete this suppression?"
          action="Delete"
          onClose={(yes) => {
            if (yes) void send('DELETE', removing);
            setRemoving(undefined);
          }}
        >
          Events that fit “{removing.name}” raise signals again from now on.
        </Confirm>
      )}
    </Panel>
  );
}
