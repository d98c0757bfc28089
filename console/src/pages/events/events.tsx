/** The explorer of stored events, live or over a stretch of time: SECL filter, histogram, list, details. */
import { Pause, Play, Radar, X } from 'lucide';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { EventPage, Histogram, StoredEvent } from '../../../../src/server/api/contract.ts';
import type { Query } from '../../api/client.ts';
import { usePages } from '../../api/use-pages.ts';
import { useResource } from '../../api/use-resource.ts';
import { useStream } from '../../api/use-stream.ts';
import { setQuery, usePlace } from '../../app/router.ts';
import { useShortcuts } from '../../app/shortcuts.ts';
import { EventDetail } from '../../events/event-detail.tsx';
import { Chart } from '../../ui/chart.tsx';
import { type Column, DataGrid } from '../../ui/data-grid.tsx';
import { Icon } from '../../ui/icon.tsx';
import { SeclEditor } from '../../ui/lazy-editor.tsx';
import { Page } from '../../ui/page.tsx';
import { RangePicker, rangeOf } from '../../ui/range-picker.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { number, plural, shortId } from '../../ui/words.ts';
import { SuppressDialog } from '../signal/suppress-dialog.tsx';
import { Views } from '../signals/views.tsx';

/** Most live events that are kept; older ones go. */
const LIVE_MAX = 2000;
const PARAMETERS = ['filter', 'q', 'host', 'type', 'class', 'from', 'to'] as const;

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['Programs run from /tmp', 'exec.file.path =~ "/tmp/**"'],
  ['Files in /etc opened for writing', 'open.file.path =~ "/etc/**" && open.flags & (O_WRONLY | O_RDWR) > 0'],
  ['What root did on a terminal', 'process.uid == 0 && process.tty_name != ""'],
  ['Connections out of private networks', 'connect.addr.is_public == true'],
];

const COLUMNS: readonly Column<StoredEvent>[] = [
  { key: 'time', title: 'Time', width: '150px', cell: ({ time }) => <Time at={time} precise /> },
  {
    key: 'type',
    title: 'Type',
    width: '104px',
    cell: ({ type, class: one }) => <span class={one === 'signal' ? 'type has-rule' : 'type'}>{type}</span>,
  },
  {
    key: 'what',
    title: 'What happened',
    width: 'minmax(260px, 4fr)',
    cell: ({ what, rule_id: rule }) => (
      <span class="what">
        <span class="code">{what}</span>
        {rule !== undefined && <span class="chip">{rule}</span>}
      </span>
    ),
  },
  {
    key: 'process',
    title: 'Process',
    width: 'minmax(90px, 0.8fr)',
    cell: ({ process, pid }) => (
      <>
        {process} <small class="faint">{pid}</small>
      </>
    ),
  },
  { key: 'user', title: 'User', width: '92px', cell: ({ user }) => user },
  { key: 'host', title: 'Host', width: 'minmax(90px, 0.8fr)', cell: ({ host }) => host },
  {
    key: 'container',
    title: 'Container',
    width: '112px',
    cell: ({ container }) =>
      container === '' ? <span class="faint">–</span> : <span class="code">{shortId(container)}</span>,
  },
];

/** While an event is open beside the list, there is only room for these. */
const NARROW_COLUMNS = COLUMNS.filter(({ key }) => ['time', 'type', 'what'].includes(key));

export default function Events() {
  const { query } = usePlace();
  const live = query.get('live') === 'yes';
  const range = rangeOf(query, '-1h');
  const asked = useMemo<Query>(() => {
    const wanted: Record<string, string> = {};
    for (const name of PARAMETERS) {
      const value = query.get(name);
      if (value !== null && value !== '') wanted[name] = value;
    }
    return { from: '-1h', ...wanted };
  }, [query]);
  const [text, setText] = useState(query.get('filter') ?? '');
  const [chosen, setChosen] = useState<StoredEvent | undefined>(undefined);
  const [suppress, setSuppress] = useState<string | undefined>(undefined);
  const inPlace = query.get('filter') ?? '';
  useEffect(() => setText(inPlace), [inPlace]);
  useShortcuts({
    Escape: () => setChosen(undefined),
    f: () => document.querySelector<HTMLElement>('.filter-bar .cm-content')?.focus(),
  });

  const search = (filter: string) => setQuery({ filter: filter.trim() });
  const addFilter = (condition: string) => {
    const now = inPlace.trim();
    const kept = now === '' ? '' : /\|\|| or /.test(now) ? `(${now}) && ` : `${now} && `;
    search(kept + condition);
  };
  const views = Object.fromEntries(PARAMETERS.flatMap((name) => (query.get(name) ? [[name, query.get(name)!]] : [])));

  return (
    <Page
      fill
      title="Events"
      actions={
        <>
          <SearchBox label="Search events" placeholder="Any words" />
          {!live && <RangePicker range={range} />}
          <button
            type="button"
            class={live ? 'button is-live' : 'button'}
            aria-pressed={live}
            onClick={() => setQuery({ live: live ? undefined : 'yes' })}
          >
            <Icon icon={live ? Pause : Radar} size={14} /> {live ? 'Stop' : 'Live'}
          </button>
        </>
      }
    >
      <div class="filter-bar">
        <SeclEditor
          label="SECL filter"
          what="filter"
          singleLine
          placeholder='Filter in SECL, as in exec.file.path =~ "/tmp/**"; f to start, Ctrl Space for proposals, Enter to search'
          value={text}
          onChange={setText}
          onSubmit={search}
        />
        {text !== '' && (
          <button
            type="button"
            class="button is-icon"
            aria-label="Clear the filter"
            onClick={() => {
              setText('');
              search('');
            }}
          >
            <Icon icon={X} size={14} />
          </button>
        )}
        <button type="button" class="button is-main" onClick={() => search(text)}>
          Search
        </button>
      </div>
      <Views
        page="events"
        current={views}
        builtIn={[
          { name: 'Last hour', query: {} },
          { name: 'Matched by a rule', query: { class: 'signal', from: '-24h' } },
          { name: 'Programs run', query: { type: 'exec', from: '-6h' } },
          { name: 'About the sensor', query: { class: 'internal', from: '-24h' } },
        ]}
      />
      <div class={chosen === undefined ? 'explorer' : 'explorer has-detail'}>
        {live ? (
          <Live asked={asked} chosen={chosen} onChosen={setChosen} />
        ) : (
          <Stored asked={asked} chosen={chosen} onChosen={setChosen} />
        )}
        {chosen !== undefined && (
          <aside class="detail-pane" aria-label="Event">
            <header>
              <h2>{chosen.type}</h2>
              <button
                type="button"
                class="button is-icon"
                aria-label="Close the event"
                onClick={() => setChosen(undefined)}
              >
                <Icon icon={X} />
              </button>
            </header>
            <EventDetail key={chosen.id} event={chosen} onFilter={addFilter} onSuppress={setSuppress} />
          </aside>
        )}
      </div>
      {suppress !== undefined && (
        <SuppressDialog condition={suppress} ruleId={chosen?.rule_id ?? ''} onClose={() => setSuppress(undefined)} />
      )}
    </Page>
  );
}

interface ListProps {
  readonly asked: Query;
  readonly chosen: StoredEvent | undefined;
  readonly onChosen: (event: StoredEvent) => void;
}

function Stored({ asked, chosen, onChosen }: ListProps) {
  const pages = usePages<StoredEvent, EventPage>('/events', asked);
  const histogram = useResource<Histogram>('/events/histogram', { ...asked, buckets: 90 }, { keepPrevious: true });
  const report = pages.last?.report;
  const times = useMemo(
    () => histogram.data?.buckets.map(({ time }) => Date.parse(time) / 1000) ?? [],
    [histogram.data],
  );
  const series = useMemo(
    () => [
      { name: 'events', colour: 'line-strong', values: histogram.data?.buckets.map(({ count }) => count) ?? [] },
      {
        name: 'matched by a rule',
        colour: 'high',
        values: histogram.data?.buckets.map(({ signals }) => signals) ?? [],
      },
    ],
    [histogram.data],
  );
  return (
    <section class="list" aria-label="Stored events">
      <div class="histogram">
        <p class="histogram-head">
          {histogram.data === undefined ? (
            histogram.error === undefined ? (
              'Counting…'
            ) : (
              'Not counted'
            )
          ) : (
            <>
              <strong>{number(histogram.data.total)}</strong> {histogram.data.report.exact ? '' : 'or more '}events
              {report !== undefined && !report.exact && (
                <span class="warn-text"> · {report.note ?? 'older events were not looked at'}</span>
              )}
            </>
          )}
          <span class="faint">Drag over the bars to look closer</span>
        </p>
        <Chart
          label="Events over time"
          times={times}
          series={series}
          height={84}
          onPick={(from, to) =>
            setQuery({ from: new Date(from * 1000).toISOString(), to: new Date(to * 1000).toISOString() })
          }
        />
      </div>
      {pages.error !== undefined && (
        <>
          <Failure error={pages.error} retry={pages.reload} />
          {pages.error.diagnostics.length > 0 && (
            <ul class="diagnostics">
              {pages.error.diagnostics.map((one) => (
                <li key={one.offset + one.code}>
                  {one.message}
                  {one.hint && <small> {one.hint}</small>}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {pages.items.length > 0 ? (
        <DataGrid
          label="Events"
          items={pages.items}
          columns={chosen === undefined ? COLUMNS : NARROW_COLUMNS}
          keyOf={(event) => event.id}
          rowHeight={32}
          current={chosen?.id}
          onOpen={onChosen}
          onNearEnd={pages.more}
          footer={pages.ended ? `All ${plural(pages.items.length, 'event')} of this stretch of time.` : 'Loading more…'}
        />
      ) : pages.loading ? (
        <Loading />
      ) : (
        pages.error === undefined && (
          <Empty icon={Radar} title="No event fits">
            Try a longer stretch of time, or one of these:
            <span class="examples">
              {EXAMPLES.map(([name, filter]) => (
                <button
                  key={name}
                  type="button"
                  class="button"
                  title={filter}
                  onClick={() => setQuery({ filter, from: '-24h' })}
                >
                  {name}
                </button>
              ))}
            </span>
          </Empty>
        )
      )}
    </section>
  );
}

function Live({ asked, chosen, onChosen }: ListProps) {
  const [items, setItems] = useState<readonly StoredEvent[]>([]);
  const [dropped, setDropped] = useState(0);
  const [held, setHeld] = useState(false);
  const waiting = useRef<StoredEvent[]>([]);
  const { filter, host, type, class: one } = asked;
  const state = useStream(
    '/events/stream',
    { filter, host, type, class: one },
    {
      event: (event: StoredEvent) => {
        waiting.current.push(event);
        if (waiting.current.length > LIVE_MAX) waiting.current.splice(0, waiting.current.length - LIVE_MAX);
      },
      dropped: ({ count }: { count: number }) => setDropped((before) => before + count),
    },
  );
  // Another filter starts with an empty list.
  useEffect(() => {
    setItems([]);
    setDropped(0);
    waiting.current = [];
  }, [filter, host, type, one]);
  useEffect(() => {
    if (held) return;
    // Drawn a few times a second, however many events come.
    const timer = setInterval(() => {
      if (waiting.current.length === 0) return;
      const fresh = waiting.current.splice(0).reverse();
      setItems((before) => [...fresh, ...before].slice(0, LIVE_MAX));
    }, 250);
    return () => clearInterval(timer);
  }, [held]);
  return (
    <section class="list" aria-label="Live events">
      <div class="live-bar">
        <span class={`live is-${state}`}>
          <span class="dot" /> {state === 'live' ? 'Live' : 'Connecting'}
        </span>
        <span class="faint">
          {plural(items.length, 'event')} kept here
          {dropped > 0 ? `, ${number(dropped)} not shown as they came too fast` : ''}
        </span>
        <button type="button" class="button" aria-pressed={held} onClick={() => setHeld(!held)}>
          <Icon icon={held ? Play : Pause} size={14} /> {held ? 'Go on' : 'Hold'}
        </button>
      </div>
      {items.length === 0 ? (
        <Empty icon={Radar} title="Waiting for events">
          Whatever fits the filter appears here as it happens.
        </Empty>
      ) : (
        <DataGrid
          label="Live events"
          items={items}
          columns={chosen === undefined ? COLUMNS : NARROW_COLUMNS}
          keyOf={(event) => event.id}
          rowHeight={32}
          current={chosen?.id}
          onOpen={onChosen}
        />
      )}
    </section>
  );
}
