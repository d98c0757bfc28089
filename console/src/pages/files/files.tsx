/** Changes to files: what was created, written, renamed, deleted or given other rights, and by whom. */
import { FileDiff, Folder } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { FileChange } from '../../../../src/server/api/contract.ts';
import { usePages } from '../../api/use-pages.ts';
import { useResource } from '../../api/use-resource.ts';
import { setQuery, usePlace } from '../../app/router.ts';
import { EventDetail } from '../../events/event-detail.tsx';
import { type Column, DataGrid } from '../../ui/data-grid.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { HostPicker } from '../../ui/host-picker.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { RangePicker, rangeOf } from '../../ui/range-picker.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';

const PLACES = ['/etc/', '/usr/bin/', '/root/', '/home/', '/tmp/', '/var/spool/cron/', '/etc/systemd/'];

const COLUMNS: readonly Column<FileChange>[] = [
  { key: 'time', title: 'Time', width: '124px', cell: ({ time }) => <Time at={time} /> },
  {
    key: 'action',
    title: 'Change',
    width: '104px',
    cell: ({ action, outcome }) => (
      <span class={`type${outcome === 'Success' ? '' : ' is-refused'}`} title={outcome}>
        {action}
      </span>
    ),
  },
  {
    key: 'path',
    title: 'File',
    width: 'minmax(260px, 4fr)',
    cell: ({ path, path_to: to, rule_id: rule }) => (
      <span class="what">
        <span class="code">
          {path}
          {to !== null && ` → ${to}`}
        </span>
        {rule !== null && <span class="chip">{rule}</span>}
      </span>
    ),
  },
  {
    key: 'process',
    title: 'Process',
    width: 'minmax(100px, 1fr)',
    cell: ({ process, pid }) => (
      <>
        {process} <small class="faint">{pid}</small>
      </>
    ),
  },
  { key: 'user', title: 'User', width: '96px', cell: ({ user }) => user },
  { key: 'host', title: 'Host', width: 'minmax(90px, 0.8fr)', cell: ({ host }) => host },
];

export default function Files() {
  const { query } = usePlace();
  const range = rangeOf(query, '-24h');
  const prefix = query.get('prefix') ?? '';
  const [text, setText] = useState(prefix);
  useEffect(() => setText(prefix), [prefix]);
  const pages = usePages<FileChange>('/files', {
    prefix,
    host: query.get('host') ?? undefined,
    q: query.get('q') ?? undefined,
    from: range.from,
    to: range.to,
  });
  const [shown, setShown] = useState<string | undefined>(undefined);
  return (
    <Page
      fill
      title="File changes"
      actions={
        <>
          <SearchBox label="Search file changes" placeholder="Any words" />
          <HostPicker />
          <RangePicker range={range} />
        </>
      }
    >
      <form
        class="filter-bar"
        onSubmit={(event) => {
          event.preventDefault();
          setQuery({ prefix: text });
        }}
      >
        <div class="search is-wide">
          <Icon icon={Folder} size={15} />
          <input
            aria-label="Path starts with"
            placeholder="Path starts with, as in /etc/"
            class="code"
            value={text}
            spellcheck={false}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <div class="quick" role="group" aria-label="Often looked at">
          {PLACES.map((place) => (
            <button
              key={place}
              type="button"
              class="chip is-button code"
              aria-pressed={place === prefix}
              onClick={() => setQuery({ prefix: place === prefix ? '' : place })}
            >
              {place}
            </button>
          ))}
        </div>
      </form>
      <section class="list" aria-label="File changes">
        {pages.error !== undefined && <Failure error={pages.error} retry={pages.reload} />}
        {pages.items.length > 0 ? (
          <DataGrid
            label="File changes"
            items={pages.items}
            columns={COLUMNS}
            keyOf={(change) => change.event_id}
            rowHeight={32}
            onOpen={(change) => setShown(change.event_id)}
            onNearEnd={pages.more}
            footer={pages.ended ? undefined : 'Loading more…'}
          />
        ) : pages.loading ? (
          <Loading />
        ) : (
          pages.error === undefined && (
            <Empty icon={FileDiff} title="No change fits">
              Only changes that a rule asks for, or that event collection is set to keep, are stored.
            </Empty>
          )
        )}
      </section>
      {shown !== undefined && (
        <Dialog title="Event" side onClose={() => setShown(undefined)}>
          <EventById id={shown} />
        </Dialog>
      )}
    </Page>
  );
}

function EventById({ id }: { id: string }) {
  const found = useResource<Parameters<typeof EventDetail>[0]['event']>(`/events/${encodeURIComponent(id)}`);
  if (found.data !== undefined) return <EventDetail event={found.data} />;
  return found.error === undefined ? <Loading /> : <Failure error={found.error} retry={found.reload} />;
}
