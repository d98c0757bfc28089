/** Program runs of all hosts, with the tree around one. */
import { Workflow, X } from 'lucide';
import { useState } from 'preact/hooks';
import type { ProcessRun, ProcessTree as Tree } from '../../../../src/server/api/contract.ts';
import { usePages } from '../../api/use-pages.ts';
import { useResource } from '../../api/use-resource.ts';
import { link, usePlace } from '../../app/router.ts';
import { useShortcuts } from '../../app/shortcuts.ts';
import { literal } from '../../language/literal.ts';
import { type Column, DataGrid } from '../../ui/data-grid.tsx';
import { HostPicker } from '../../ui/host-picker.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { ProcessTree } from '../../ui/process-tree.tsx';
import { RangePicker, rangeOf } from '../../ui/range-picker.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { shortId } from '../../ui/words.ts';

const COLUMNS: readonly Column<ProcessRun>[] = [
  {
    key: 'start',
    title: 'Started',
    width: '116px',
    cell: ({ time_start: start }) => (start === null ? <span class="faint">before</span> : <Time at={start} />),
  },
  {
    key: 'name',
    title: 'Program',
    width: 'minmax(240px, 3fr)',
    cell: (run) => (
      <span class="what">
        <b>{run.name}</b>
        <span class="code faint">
          {run.path} {run.args.join(' ')}
        </span>
        {run.signals > 0 && <span class="tree-signals">{run.signals}</span>}
      </span>
    ),
  },
  { key: 'pid', title: 'Process', width: '76px', align: 'end', cell: ({ pid }) => pid },
  { key: 'user', title: 'User', width: '104px', cell: ({ user }) => user },
  { key: 'host', title: 'Host', width: 'minmax(90px, 0.8fr)', cell: ({ host }) => host },
  {
    key: 'container',
    title: 'Container',
    width: '116px',
    cell: ({ container }) =>
      container === '' ? <span class="faint">–</span> : <span class="code">{shortId(container)}</span>,
  },
  {
    key: 'end',
    title: 'Ended',
    width: '116px',
    cell: ({ time_end: end, exit_code: code }) =>
      end === null ? (
        <span class="faint">running</span>
      ) : (
        <>
          <Time at={end} /> {code ? <span class="bad-text">{code}</span> : null}
        </>
      ),
  },
];

export default function Processes() {
  const { query } = usePlace();
  const range = rangeOf(query, '-1h');
  const pages = usePages<ProcessRun>('/processes', {
    host: query.get('host') ?? undefined,
    container: query.get('container') ?? undefined,
    q: query.get('q') ?? undefined,
    from: range.from,
    to: range.to,
  });
  const [chosen, setChosen] = useState<ProcessRun | undefined>(undefined);
  useShortcuts({ Escape: () => setChosen(undefined) });
  return (
    <Page
      fill
      title="Processes"
      actions={
        <>
          <SearchBox label="Search processes" placeholder="Program, argument, user" />
          <HostPicker />
          <RangePicker range={range} />
        </>
      }
    >
      <div class={chosen === undefined ? 'explorer' : 'explorer has-detail is-stacked'}>
        <section class="list" aria-label="Program runs">
          {pages.error !== undefined && <Failure error={pages.error} retry={pages.reload} />}
          {pages.items.length > 0 ? (
            <DataGrid
              label="Program runs"
              items={pages.items}
              columns={COLUMNS}
              keyOf={(run) => `${run.host} ${run.key}`}
              rowHeight={32}
              current={chosen && `${chosen.host} ${chosen.key}`}
              onOpen={setChosen}
              onNearEnd={pages.more}
              footer={pages.ended ? undefined : 'Loading more…'}
            />
          ) : pages.loading ? (
            <Loading />
          ) : (
            pages.error === undefined && (
              <Empty icon={Workflow} title="No program run fits">
                Look at a longer stretch of time. Only runs that a host reports are stored: see which events each host
                sends under Coverage.
              </Empty>
            )
          )}
        </section>
        {chosen !== undefined && (
          <aside class="detail-pane" aria-label="Process tree of the chosen run">
            <header>
              <h2>
                {chosen.name}{' '}
                <small class="faint">
                  {chosen.pid} on {chosen.host}
                </small>
              </h2>
              <a
                class="button is-quiet"
                href={link('/events', {
                  filter: `process.pid == ${chosen.pid} && event.hostname == ${literal(chosen.host)}`,
                  from: range.from,
                  to: range.to,
                })}
              >
                Its events
              </a>
              <button
                type="button"
                class="button is-icon"
                aria-label="Close the tree"
                onClick={() => setChosen(undefined)}
              >
                <Icon icon={X} />
              </button>
            </header>
            <RunTree run={chosen} />
          </aside>
        )}
      </div>
    </Page>
  );
}

function RunTree({ run }: { run: ProcessRun }) {
  const tree = useResource<Tree>('/processes/tree', { host: run.host, key: run.key });
  if (tree.data !== undefined) return <ProcessTree nodes={tree.data.nodes} />;
  return tree.error === undefined ? <Loading rows={5} /> : <Failure error={tree.error} retry={tree.reload} />;
}
