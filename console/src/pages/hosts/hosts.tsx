/** The fleet: one card per host with what matters at a glance. */
import { Server } from 'lucide';
import type { HostSummary, Page as ListPage } from '../../../../src/server/api/contract.ts';
import { useResource } from '../../api/use-resource.ts';
import { navigate, usePlace } from '../../app/router.ts';
import { State } from '../../ui/badges.tsx';
import { type Column, DataGrid } from '../../ui/data-grid.tsx';
import { Figure, Page } from '../../ui/page.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { compact, number } from '../../ui/words.ts';

export const HOST_TONES = { online: 'good', late: 'warn', offline: 'bad' } as const;

const COLUMNS: readonly Column<HostSummary>[] = [
  {
    key: 'name',
    title: 'Host',
    width: 'minmax(180px, 1.8fr)',
    cell: (host) => (
      <span class="two-lines">
        <a href={`/hosts/${encodeURIComponent(host.id)}`} tabIndex={-1}>
          {host.name}
        </a>
        <small>
          {host.os} · {host.kernel} · {host.arch}
        </small>
      </span>
    ),
  },
  {
    key: 'state',
    title: 'State',
    width: '150px',
    cell: ({ state, time_last_heartbeat: last }) => (
      <span class="two-lines">
        <State tone={HOST_TONES[state]}>{state}</State>
        <small>{last === null ? 'never heard of' : <Ago at={last} />}</small>
      </span>
    ),
  },
  { key: 'version', title: 'Version', width: '84px', cell: ({ version }) => version },
  {
    key: 'hooks',
    title: 'Hooks live',
    width: '112px',
    cell: ({ hooks_live: live, hooks_total: total }) => <Share part={live} whole={total} />,
  },
  {
    key: 'rules',
    title: 'Rules',
    width: '148px',
    cell: ({ rules_loaded: loaded, rules_filtered: filtered, rules_error: errors }) => (
      <span class="two-lines">
        <span>{loaded} loaded</span>
        <small>
          {filtered} not for it{errors > 0 && <span class="bad-text"> · {errors} with errors</span>}
        </small>
      </span>
    ),
  },
  {
    key: 'test',
    title: 'Self-test',
    width: '100px',
    cell: ({ self_test: test }) => (
      <State tone={test === 'passed' ? 'good' : test === 'failed' ? 'bad' : 'calm'}>{test}</State>
    ),
  },
  {
    key: 'losses',
    title: 'Lost',
    width: '72px',
    align: 'end',
    cell: ({ losses }) => <span class={losses > 0 ? 'warn-text' : 'faint'}>{compact(losses)}</span>,
  },
  {
    key: 'events',
    title: 'Events / h',
    width: '92px',
    align: 'end',
    cell: ({ events_last_hour: events }) => compact(events),
  },
  {
    key: 'signals',
    title: 'Open',
    width: '64px',
    align: 'end',
    cell: ({ signals_open: open }) => (open > 0 ? <b>{open}</b> : <span class="faint">0</span>),
  },
];

export function Share({ part, whole }: { part: number; whole: number }) {
  return (
    <span class="share">
      <span class="share-bar" aria-hidden="true">
        <i
          class={part < whole ? 'is-part' : undefined}
          style={{ width: `${whole === 0 ? 0 : (100 * part) / whole}%` }}
        />
      </span>
      {part}/{whole}
    </span>
  );
}

export default function Hosts() {
  const { query } = usePlace();
  const hosts = useResource<ListPage<HostSummary>>('/hosts', { limit: 1000 }, { pollMs: 15_000 });
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const all = hosts.data?.items ?? [];
  const shown = all.filter((host) => {
    const text = `${host.name} ${host.kernel} ${host.os} ${host.version} ${host.state}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const count = (state: HostSummary['state']) => all.filter((host) => host.state === state).length;
  return (
    <Page
      fill
      title="Hosts"
      beside={hosts.data && <span class="count">{number(all.length)}</span>}
      actions={<SearchBox label="Search hosts" placeholder="Name, kernel, version" />}
    >
      {hosts.error !== undefined && <Failure error={hosts.error} retry={hosts.reload} />}
      {hosts.data === undefined ? (
        hosts.error === undefined && <Loading />
      ) : all.length === 0 ? (
        <Empty
          icon={Server}
          title="No host has enrolled yet"
          action={
            <a class="button" href="/welcome">
              How to enrol one
            </a>
          }
        >
          The machine of this server appears here as soon as its sensor runs.
        </Empty>
      ) : (
        <>
          <dl class="figures">
            <Figure name="Online" value={count('online')} tone="good" />
            <Figure
              name="Late"
              value={count('late')}
              {...(count('late') > 0 ? { tone: 'warn' as const } : {})}
              note="no heartbeat for 2 minutes"
            />
            <Figure
              name="Offline"
              value={count('offline')}
              {...(count('offline') > 0 ? { tone: 'bad' as const } : {})}
              note="none for 15 minutes"
            />
            <Figure name="Rules with errors" value={all.reduce((sum, host) => sum + host.rules_error, 0)} />
            <Figure
              name="Records lost"
              value={compact(all.reduce((sum, host) => sum + host.losses, 0))}
              note="since the sensors started"
            />
          </dl>
          <section class="list" aria-label="Hosts">
            <DataGrid
              label="Hosts"
              items={shown}
              columns={COLUMNS}
              keyOf={(host) => host.id}
              rowHeight={52}
              onOpen={(host) => navigate(`/hosts/${encodeURIComponent(host.id)}`)}
            />
          </section>
        </>
      )}
    </Page>
  );
}
