/** Every change that somebody made on this server. */
import { ScrollText } from 'lucide';
import type { AuditEntry } from '../../../../src/server/api/contract.ts';
import { usePages } from '../../api/use-pages.ts';
import { usePlace } from '../../app/router.ts';
import { Panel } from '../../ui/page.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';

export function Audit() {
  const { query } = usePlace();
  const pages = usePages<AuditEntry>('/audit', { q: query.get('q') ?? undefined });
  return (
    <Panel title="Audit" flush actions={<SearchBox label="Search the audit log" placeholder="Who, what" />}>
      {pages.error !== undefined && <Failure error={pages.error} retry={pages.reload} />}
      {pages.items.length > 0 ? (
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Who</th>
              <th scope="col">Did what</th>
              <th scope="col">To what</th>
              <th scope="col">Detail</th>
            </tr>
          </thead>
          <tbody>
            {pages.items.map((entry) => (
              <tr key={entry.id}>
                <td class="nowrap">
                  <Time at={entry.time} />
                </td>
                <td>
                  {entry.actor}
                  <small class="block faint code">{entry.address}</small>
                </td>
                <td class="code">{entry.action}</td>
                <td class="code">{entry.target}</td>
                <td class="code faint wrap">
                  {Object.keys(entry.detail).length === 0 ? '' : JSON.stringify(entry.detail)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : pages.loading ? (
        <Loading />
      ) : (
        pages.error === undefined && <Empty icon={ScrollText} title="No entry fits" />
      )}
      {pages.items.length > 0 && !pages.ended && (
        <button type="button" class="more is-inset" onClick={pages.more}>
          More
        </button>
      )}
    </Panel>
  );
}
