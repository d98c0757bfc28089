/** The list of signals: where a day starts. Filters, views, keys for triage; new signals come in by themselves. */
import { Archive, Eye, RotateCcw, ShieldCheck, UserPlus, X } from 'lucide';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SignalFacets, SignalPatch, SignalSummary } from '../../../../src/server/api/contract.ts';
import { usePages } from '../../api/use-pages.ts';
import { useResource } from '../../api/use-resource.ts';
import { useStream } from '../../api/use-stream.ts';
import { link, navigate, setQuery, usePlace } from '../../app/router.ts';
import { useMay, useMe } from '../../app/session.ts';
import { useShortcuts } from '../../app/shortcuts.ts';
import { SeverityBadge, StatusBadge } from '../../ui/badges.tsx';
import { type Column, DataGrid } from '../../ui/data-grid.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { RangePicker } from '../../ui/range-picker.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { compact, number, plural, shortId } from '../../ui/words.ts';
import { Facets } from './facets.tsx';
import { apiQuery, FACET_NAMES, FACETS, picked, toggled, viewQuery } from './filters.ts';
import { rememberOrder } from './order.ts';
import { triage } from './triage.ts';
import { Views } from './views.tsx';

/** A reload waits a moment, as signals often come in groups. */
const RELOAD_PAUSE_MS = 300;

export default function Signals() {
  const { query } = usePlace();
  const me = useMe();
  const may = useMay('analyst');
  const asked = apiQuery(query);
  const pages = usePages<SignalSummary>('/signals', asked);
  const facets = useResource<SignalFacets>('/signals/facets', asked, { keepPrevious: true });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [news, setNews] = useState(0);
  const active = useRef<SignalSummary | undefined>(undefined);

  const reload = useCallback(() => {
    setNews(0);
    pages.reload();
    facets.reload();
  }, [pages.reload, facets.reload]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const deep = pages.items.length > 200;
  const stream = useStream(
    '/signals/stream',
    {},
    {
      signal: (signal: SignalSummary) => {
        pages.change((items) => items.map((item) => (item.id === signal.id ? signal : item)));
        if (deep) setNews((count) => count + 1);
        else {
          clearTimeout(timer.current);
          timer.current = setTimeout(reload, RELOAD_PAUSE_MS);
        }
      },
      dropped: reload,
    },
    (again) => again && reload(),
  );

  const targets = () => {
    const chosen = pages.items.filter(({ id }) => selected.has(id));
    return chosen.length > 0 ? chosen : active.current === undefined ? [] : [active.current];
  };
  const act = (patch: SignalPatch) => {
    if (!may) return;
    void triage(targets(), patch, reload).then(() => setSelected(new Set()));
  };
  const toggle = (id: string) => {
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  };
  useShortcuts({
    x: () => active.current && toggle(active.current.id),
    o: () => act({ status: 'open' }),
    r: () => act({ status: 'under_review' }),
    a: () => act({ status: 'archived' }),
    m: () => act({ assignee: me.user }),
  });

  const columns = useMemo<readonly Column<SignalSummary>[]>(
    () => [
      {
        key: 'select',
        title: 'Select',
        silent: true,
        width: '20px',
        cell: (signal) => (
          <input
            type="checkbox"
            aria-label={`Select ${signal.title}`}
            checked={selected.has(signal.id)}
            onChange={() => toggle(signal.id)}
            tabIndex={-1}
          />
        ),
      },
      {
        key: 'severity',
        title: 'Severity',
        width: '104px',
        cell: ({ severity }) => <SeverityBadge severity={severity} />,
      },
      {
        key: 'signal',
        title: 'Signal',
        width: 'minmax(240px, 3.4fr)',
        cell: (signal) => (
          <span class="two-lines">
            <a href={`/signals/${encodeURIComponent(signal.id)}`} tabIndex={-1}>
              {signal.title}
            </a>
            <small class="code">{signal.what}</small>
          </span>
        ),
      },
      {
        key: 'where',
        title: 'Where and who',
        width: 'minmax(130px, 1fr)',
        cell: ({ host, container, process, user }) => (
          <span class="two-lines">
            <span>
              {host}
              {container !== '' && <span class="code faint"> {shortId(container)}</span>}
            </span>
            <small>
              {process}, {user}
            </small>
          </span>
        ),
      },
      { key: 'count', title: 'Events', width: '64px', align: 'end', cell: ({ count }) => compact(count) },
      {
        key: 'status',
        title: 'Status',
        width: '112px',
        cell: ({ status, assignee }) => (
          <span class="two-lines">
            <StatusBadge status={status} />
            {assignee !== null && <small>{assignee}</small>}
          </span>
        ),
      },
      {
        key: 'last',
        title: 'Last event',
        width: '92px',
        align: 'end',
        cell: ({ time_last }) => <Ago at={time_last} />,
      },
    ],
    [selected],
  );

  const open = (signal: SignalSummary) => {
    rememberOrder(
      pages.items.map(({ id }) => id),
      location.pathname + location.search,
    );
    navigate(`/signals/${encodeURIComponent(signal.id)}`);
  };
  const current = viewQuery(query);
  const filtered = Object.keys(current).length > 0;
  return (
    <Page
      fill
      title="Signals"
      beside={
        <>
          {facets.data !== undefined && <span class="count">{number(facets.data.total)}</span>}
          <LiveMark state={stream} />
        </>
      }
      actions={
        <>
          <SearchBox label="Search signals" placeholder="Search signals: any words" />
          <RangePicker range={{ from: query.get('from') ?? '-30d', to: query.get('to') ?? undefined }} />
        </>
      }
    >
      <Views
        page="signals"
        current={current}
        builtIn={[
          { name: 'To do', query: {} },
          { name: 'Mine', query: { assignee: me.user } },
          { name: 'Serious', query: { severity: 'high,critical' } },
          { name: 'Archived', query: { status: 'archived' } },
          { name: 'All', query: { status: 'all' } },
        ]}
      />
      <Chips query={query} />
      <div class="split">
        <Facets facets={facets.data} />
        <section class="list" aria-label="Signals">
          {selected.size > 0 && may && (
            <div class="bulk" role="toolbar" aria-label="Selected signals">
              <strong>{plural(selected.size, 'signal')} selected</strong>
              <button type="button" class="button" onClick={() => act({ status: 'under_review' })}>
                <Icon icon={Eye} size={14} /> Review
              </button>
              <button type="button" class="button" onClick={() => act({ status: 'archived' })}>
                <Icon icon={Archive} size={14} /> Archive
              </button>
              <button type="button" class="button" onClick={() => act({ status: 'open' })}>
                <Icon icon={RotateCcw} size={14} /> Open again
              </button>
              <button type="button" class="button" onClick={() => act({ assignee: me.user })}>
                <Icon icon={UserPlus} size={14} /> Assign to me
              </button>
              <button type="button" class="button is-quiet" onClick={() => setSelected(new Set())}>
                Clear
              </button>
            </div>
          )}
          {news > 0 && (
            <button type="button" class="news" onClick={reload}>
              {plural(news, 'change')} since. Show
            </button>
          )}
          {pages.error !== undefined && <Failure error={pages.error} retry={pages.reload} />}
          {pages.items.length > 0 ? (
            <DataGrid
              label="Signals"
              items={pages.items}
              columns={columns}
              keyOf={(signal) => signal.id}
              rowHeight={52}
              selected={selected}
              onOpen={open}
              onActive={(signal) => {
                active.current = signal;
              }}
              onNearEnd={pages.more}
              rowClass={(signal) => `edge-${signal.severity}`}
              footer={pages.ended ? undefined : 'Loading more…'}
            />
          ) : pages.loading ? (
            <Loading />
          ) : (
            pages.error === undefined && (
              <Empty
                icon={ShieldCheck}
                title={filtered ? 'No signal fits these filters' : 'Nothing to do'}
                action={
                  filtered ? (
                    <a class="button" href="/signals">
                      Clear the filters
                    </a>
                  ) : (
                    <a class="button" href="/welcome">
                      See how to raise a first signal
                    </a>
                  )
                }
              >
                {filtered
                  ? 'Take one away, or look at a longer stretch of time.'
                  : 'No signal is open. When a rule matches, it appears here within two seconds, without loading the page again.'}
              </Empty>
            )
          )}
        </section>
      </div>
    </Page>
  );
}

function LiveMark({ state }: { state: ReturnType<typeof useStream> }) {
  const words = { live: 'Live', connecting: 'Connecting', lost: 'Connecting again', off: 'Off' }[state];
  return (
    <span class={`live is-${state}`} title="New signals appear by themselves">
      <span class="dot" /> {words}
    </span>
  );
}

/** The filters in force, each with a way to take it away. */
function Chips({ query }: { query: URLSearchParams }) {
  const chips = FACETS.filter((facet) => facet !== 'status' && query.has(facet)).flatMap((facet) =>
    picked(query, facet).map((value) => ({ facet, value })),
  );
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label="Filters in force">
      {chips.map(({ facet, value }) => (
        <li key={facet + value}>
          <span>{FACET_NAMES[facet]}</span> {shortId(value)}
          <button
            type="button"
            aria-label={`Take away ${FACET_NAMES[facet]} ${value}`}
            onClick={() => setQuery({ [facet]: toggled(query, facet, value, false) })}
          >
            <Icon icon={X} size={12} />
          </button>
        </li>
      ))}
      <li class="chips-clear">
        <a href={link('/signals', { status: query.get('status') ?? undefined, q: query.get('q') ?? undefined })}>
          Clear all
        </a>
      </li>
    </ul>
  );
}
