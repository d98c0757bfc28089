/** Names that were looked up and connections that were made, each over the stretch of time. */
import { Network as NetworkIcon } from 'lucide';
import type { Connection, DnsName } from '../../../../src/server/api/contract.ts';
import { usePages } from '../../api/use-pages.ts';
import { link, navigate, usePlace } from '../../app/router.ts';
import { literal } from '../../language/literal.ts';
import { type Column, DataGrid } from '../../ui/data-grid.tsx';
import { HostPicker } from '../../ui/host-picker.tsx';
import { Page, Tabs } from '../../ui/page.tsx';
import { type Range, RangePicker, rangeOf } from '../../ui/range-picker.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { compact, shortId } from '../../ui/words.ts';

/** At most two, and how many more. */
function few(values: readonly string[], max = 2): string {
  return values.length <= max
    ? values.join(', ')
    : `${values.slice(0, max).join(', ')} and ${values.length - max} more`;
}

const DNS_COLUMNS: readonly Column<DnsName>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(220px, 2.4fr)',
    cell: ({ name, type }) => (
      <span class="what">
        <span class="code">{name}</span>
        <small class="faint">{type}</small>
      </span>
    ),
  },
  {
    key: 'addresses',
    title: 'Answers',
    width: 'minmax(160px, 1.6fr)',
    cell: ({ addresses }) => (
      <span class="code faint" title={addresses.join('\n')}>
        {few(addresses)}
      </span>
    ),
  },
  {
    key: 'processes',
    title: 'Asked by',
    width: 'minmax(110px, 1fr)',
    cell: ({ processes }) => <span title={processes.join('\n')}>{few(processes)}</span>,
  },
  {
    key: 'hosts',
    title: 'Hosts',
    width: 'minmax(110px, 1fr)',
    cell: ({ hosts }) => <span title={hosts.join('\n')}>{few(hosts, 1)}</span>,
  },
  { key: 'count', title: 'Requests', width: '84px', align: 'end', cell: ({ count }) => compact(count) },
  {
    key: 'failed',
    title: 'Failed',
    width: '72px',
    align: 'end',
    cell: ({ failed }) => <span class={failed > 0 ? 'warn-text' : 'faint'}>{compact(failed)}</span>,
  },
  { key: 'last', title: 'Last', width: '92px', align: 'end', cell: ({ time_last: last }) => <Ago at={last} /> },
];

const DIRECTIONS = { outbound: 'to', inbound: 'from', listen: 'listens on' } as const;

const CONNECTION_COLUMNS: readonly Column<Connection>[] = [
  {
    key: 'direction',
    title: 'Direction',
    width: '92px',
    cell: ({ direction }) => <span class={`type is-${direction}`}>{DIRECTIONS[direction]}</span>,
  },
  {
    key: 'address',
    title: 'Address',
    width: 'minmax(200px, 2fr)',
    cell: ({ address, port, family }) => (
      <span class="code">
        {family === 'AF_INET6' ? `[${address}]` : address}
        {port === 0 ? '' : `:${port}`}
      </span>
    ),
  },
  { key: 'protocol', title: 'Protocol', width: '84px', cell: ({ protocol }) => protocol.replace('IPPROTO_', '') },
  { key: 'process', title: 'Process', width: 'minmax(100px, 1fr)', cell: ({ process }) => process },
  { key: 'host', title: 'Host', width: 'minmax(100px, 1fr)', cell: ({ host }) => host },
  {
    key: 'container',
    title: 'Container',
    width: '116px',
    cell: ({ container }) =>
      container === '' ? <span class="faint">–</span> : <span class="code">{shortId(container)}</span>,
  },
  { key: 'count', title: 'Times', width: '76px', align: 'end', cell: ({ count }) => compact(count) },
  {
    key: 'failed',
    title: 'Failed',
    width: '72px',
    align: 'end',
    cell: ({ failed }) => <span class={failed > 0 ? 'warn-text' : 'faint'}>{compact(failed)}</span>,
  },
  { key: 'last', title: 'Last', width: '92px', align: 'end', cell: ({ time_last: last }) => <Ago at={last} /> },
];

export default function NetworkPage() {
  const { query } = usePlace();
  const range = rangeOf(query, '-24h');
  const connections = query.get('show') === 'connections';
  const kept = {
    host: query.get('host') ?? undefined,
    q: query.get('q') ?? undefined,
    from: query.get('from') ?? undefined,
    to: query.get('to') ?? undefined,
  };
  return (
    <Page
      fill
      title="DNS and connections"
      actions={
        <>
          <SearchBox label="Search names and connections" placeholder="Name, address, process" />
          <HostPicker />
          <RangePicker range={range} />
        </>
      }
    >
      <Tabs
        label="Parts"
        items={[
          { name: 'DNS names', href: link('/network', kept), here: !connections },
          { name: 'Connections', href: link('/network', { ...kept, show: 'connections' }), here: connections },
        ]}
      />
      {connections ? (
        <List<Connection>
          key="connections"
          path="/network/connections"
          label="Connections"
          range={range}
          columns={CONNECTION_COLUMNS}
          keyOf={(one) =>
            [one.direction, one.address, one.port, one.host, one.process, one.container, one.protocol].join(' ')
          }
          filterOf={({ direction, address, family }) => {
            if (family === 'AF_UNIX') return undefined;
            const event = { outbound: 'connect', inbound: 'accept', listen: 'bind' }[direction];
            return `${event}.addr.ip in [${address}]`;
          }}
        />
      ) : (
        <List<DnsName>
          key="dns"
          path="/network/dns"
          label="DNS names"
          range={range}
          columns={DNS_COLUMNS}
          keyOf={({ name, type }) => `${name} ${type}`}
          filterOf={({ name }) => `dns.question.name == ${literal(name)}`}
        />
      )}
    </Page>
  );
}

function List<T>({
  path,
  label,
  range,
  columns,
  keyOf,
  filterOf,
}: {
  path: string;
  label: string;
  range: Range;
  columns: readonly Column<T>[];
  keyOf: (item: T) => string;
  filterOf: (item: T) => string | undefined;
}) {
  const { query } = usePlace();
  const pages = usePages<T>(path, {
    host: query.get('host') ?? undefined,
    q: query.get('q') ?? undefined,
    from: range.from,
    to: range.to,
  });
  return (
    <section class="list" aria-label={label}>
      {pages.error !== undefined && <Failure error={pages.error} retry={pages.reload} />}
      {pages.items.length > 0 ? (
        <DataGrid
          label={label}
          items={pages.items}
          columns={columns}
          keyOf={keyOf}
          rowHeight={34}
          onOpen={(item) => {
            const filter = filterOf(item);
            if (filter !== undefined) navigate(link('/events', { filter, from: range.from, to: range.to }));
          }}
          onNearEnd={pages.more}
        />
      ) : pages.loading ? (
        <Loading />
      ) : (
        pages.error === undefined && (
          <Empty icon={NetworkIcon} title="Nothing was seen in this stretch of time">
            A row appears for each name or address, however often it was used.
          </Empty>
        )
      )}
    </section>
  );
}
