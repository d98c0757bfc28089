/** Saved searches as tabs: the ones that everybody needs, then the person's own and the shared ones. */
import { BookmarkPlus, X } from 'lucide';
import { useState } from 'preact/hooks';
import type { Page, View } from '../../../../src/server/api/contract.ts';
import { call } from '../../api/client.ts';
import { useResource } from '../../api/use-resource.ts';
import { link, navigate } from '../../app/router.ts';
import { useMe } from '../../app/session.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { complain, say } from '../../ui/toast.tsx';

const sameQuery = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>) =>
  new URLSearchParams(Object.entries(a).sort()).toString() === new URLSearchParams(Object.entries(b).sort()).toString();

/** The tabs of a page with saved views. `builtIn` come first and cannot be deleted. */
export function Views({
  page,
  current,
  builtIn,
}: {
  page: 'signals' | 'events';
  current: Readonly<Record<string, string>>;
  builtIn: readonly { readonly name: string; readonly query: Readonly<Record<string, string>> }[];
}) {
  const me = useMe();
  const views = useResource<Page<View>>('/views');
  const [saving, setSaving] = useState(false);
  const own = views.data?.items.filter((view) => view.page === page) ?? [];
  const known = [...builtIn, ...own].some((view) => sameQuery(view.query, current));
  const remove = async (view: View) => {
    try {
      await call('DELETE', `/views/${encodeURIComponent(view.id)}`);
      say(`View “${view.name}” deleted`);
      views.reload();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <nav class="tabs" aria-label="Views">
      {builtIn.map((view) => (
        <a
          key={view.name}
          href={link(`/${page}`, view.query)}
          aria-current={sameQuery(view.query, current) ? 'page' : undefined}
        >
          {view.name}
        </a>
      ))}
      {own.map((view) => (
        <span key={view.id} class="tab-own">
          <a
            href={link(`/${page}`, view.query)}
            aria-current={sameQuery(view.query, current) ? 'page' : undefined}
            title={view.shared ? `Shared by ${view.owner}` : 'Only for you'}
          >
            {view.name}
          </a>
          {view.owner === me.user && (
            <button type="button" aria-label={`Delete the view ${view.name}`} onClick={() => void remove(view)}>
              <Icon icon={X} size={12} />
            </button>
          )}
        </span>
      ))}
      {!known && (
        <button type="button" class="button is-quiet" onClick={() => setSaving(true)}>
          <Icon icon={BookmarkPlus} size={14} /> Save this view
        </button>
      )}
      {saving && (
        <SaveDialog
          page={page}
          query={current}
          onClose={(saved) => {
            setSaving(false);
            if (saved) views.reload();
          }}
        />
      )}
    </nav>
  );
}

function SaveDialog({
  page,
  query,
  onClose,
}: {
  page: 'signals' | 'events';
  query: Readonly<Record<string, string>>;
  onClose: (saved: boolean) => void;
}) {
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      await call('POST', '/views', { body: { name: name.trim(), page, query, shared } });
      say(`View “${name.trim()}” saved`);
      navigate(link(`/${page}`, query), true);
      onClose(true);
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Dialog title="Save this view" onClose={() => onClose(false)}>
      <form class="form" onSubmit={save}>
        <label>
          Name
          <input
            data-focus
            required
            maxLength={100}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label class="check">
          <input type="checkbox" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
          For everybody on this server
        </label>
        <div class="form-end">
          <button type="submit" class="button is-main" disabled={name.trim() === ''}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
