/** Containers that were seen, with what runs in them. */
import { Boxes } from 'lucide';
import type { Container } from '../../../../src/server/api/contract.ts';
import { usePages } from '../../api/use-pages.ts';
import { link, navigate, usePlace } from '../../app/router.ts';
import { type Column, DataGrid } from '../../ui/data-grid.tsx';
import { HostPicker } from '../../ui/host-picker.tsx';
import { Page } from '../../ui/page.tsx';
import { RangePicker, rangeOf } from '../../ui/range-picker.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { compact, shortId } from '../../ui/words.ts';

const COLUMNS: readonly Column<Container>[] = [
  {
    key: 'name',
    title: 'Container',
    width: 'minmax(200px, 2fr)',
    cell: ({ id, name, image }) => (
      <span class="two-lines">
        <b>{name === '' ? <span class="code">{shortId(id)}</span> : name}</b>
        <small class="code">{image === '' ? (name === '' ? 'image not known' : shortId(id)) : image}</small>
      </span>
    ),
  },
  { key: 'host', title: 'Host', width: 'minmax(110px, 1fr)', cell: ({ host }) => host },
  {
    key: 'runtime',
    title: 'Runtime',
    width: '104px',
    cell: ({ runtime }) => runtime || <span class="faint">not known</span>,
  },
  {
    key: 'programs',
    title: 'Programs',
    width: 'minmax(180px, 2fr)',
    cell: ({ programs }) => (
      <span class="code faint" title={programs.join('\n')}>
        {programs.map((path) => path.slice(path.lastIndexOf('/') + 1)).join(', ')}
      </span>
    ),
  },
  { key: 'events', title: 'Events', width: '84px', align: 'end', cell: ({ events }) => compact(events) },
  {
    key: 'signals',
    title: 'Signals',
    width: '76px',
    align: 'end',
    cell: ({ id, signals }) =>
      signals === 0 ? (
        <span class="faint">0</span>
      ) : (
        <a href={link('/signals', { container: id, status: 'all' })}>{signals}</a>
      ),
  },
  { key: 'last', title: 'Last event', width: '104px', align: 'end', cell: ({ time_last: last }) => <Ago at={last} /> },
];

export default function Containers() {
  const { query } = usePlace();
  const range = rangeOf(query, '-24h');
  const pages = usePages<Container>('/containers', {
    host: query.get('host') ?? undefined,
    q: query.get('q') ?? undefined,
    from: range.from,
    to: range.to,
  });
  return (
    <Page
      fill
      title="Containers"
      actions={
        <>
          <SearchBox label="Search containers" placeholder="Name, image, id" />
          <HostPicker />
          <RangePicker range={range} />
        </>
      }
    >
      <section class="list" aria-label="Containers">
        {pages.error !== undefined && <Failure error={pages.error} retry={pages.reload} />}
        {pages.items.length > 0 ? (
          <DataGrid
            label="Containers"
            items={pages.items}
            columns={COLUMNS}
            keyOf={({ host, id }) => `${host} ${id}`}
            rowHeight={48}
            onOpen={({ id, host }) =>
              navigate(link('/processes', { container: id, host, from: range.from, to: range.to }))
            }
            onNearEnd={pages.more}
          />
        ) : pages.loading ? (
          <Loading />
        ) : (
          pages.error === undefined && (
            <Empty icon={Boxes} title="No container was seen">
              A process counts as running in a container when its control group says so. On hosts without containers
              this page stays empty.
            </Empty>
          )
        )}
      </section>
    </Page>
  );
}
