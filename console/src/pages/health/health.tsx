/** Whether anything is lost on the way from the kernel to the store, and how the server is. */
import type { Health as HealthAnswer } from '../../../../src/server/api/contract.ts';
import { useResource } from '../../api/use-resource.ts';
import { link } from '../../app/router.ts';
import { State } from '../../ui/badges.tsx';
import { Figure, Page, Panel } from '../../ui/page.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { bytes, compact, duration, number, plural } from '../../ui/words.ts';

/** What each reason means and what helps; others are shown as they are. */
const REASONS: Readonly<Record<string, string>> = {
  ring_full: 'The sensor could not read as fast as the kernel wrote. A larger ring buffer or narrower rules help.',
  no_ring_space: 'The sensor could not read as fast as the kernel wrote. A larger ring buffer or narrower rules help.',
  spool_full: 'The agent could not deliver for longer than its spool lasts.',
  busy: 'A record was not finished when it was to be read.',
  hold_queue_full: 'Too many matches were waiting for late facts.',
};

export default function Health() {
  const found = useResource<HealthAnswer>('/health', {}, { pollMs: 5000 });
  const data = found.data;
  if (data === undefined) {
    return (
      <Page title="Losses and health">
        {found.error === undefined ? <Loading /> : <Failure error={found.error} retry={found.reload} />}
      </Page>
    );
  }
  const { ingest, store, detections, losses } = data;
  const lost = losses.reduce((sum, loss) => sum + loss.count, 0);
  const well = store.ok && !ingest.back_pressure && detections.errors.length === 0;
  return (
    <Page
      title="Losses and health"
      beside={
        <>
          <State tone={well ? 'good' : 'bad'}>{well ? 'The server is well' : 'The server needs attention'}</State>
          {found.error && <span class="form-error">{found.error.message}</span>}
        </>
      }
      actions={
        <span class="faint">
          Shrike {data.version}, up {duration(data.uptime_s)}
        </span>
      }
    >
      <dl class="figures">
        <Figure
          name="Records lost"
          value={compact(lost)}
          {...(lost > 0 ? { tone: 'warn' as const } : { tone: 'good' as const })}
          note={
            lost === 0
              ? 'on any host, for any reason'
              : `on ${plural(new Set(losses.map(({ host }) => host)).size, 'host')}`
          }
        />
        <Figure name="Coming in" value={`${compact(Math.round(ingest.per_second))}/s`} note="over the last minute" />
        <Figure
          name="Waiting for the store"
          value={compact(ingest.queued)}
          {...(ingest.back_pressure ? { tone: 'bad' as const } : {})}
          note={ingest.back_pressure ? 'agents are asked to wait' : 'no back-pressure'}
        />
        <Figure
          name="Acknowledged within"
          value={`${ingest.latency_ms_p99 < 10 ? ingest.latency_ms_p99.toFixed(1) : number(Math.round(ingest.latency_ms_p99))} ms`}
          note="99 of 100 batches"
        />
        <Figure name="Stored events" value={compact(store.events)} note={bytes(store.bytes)} />
        <Figure name="Detections behind" value={`${number(Math.round(detections.lag_ms))} ms`} />
      </dl>
      <div class="two-columns">
        <div class="column-main">
          <Panel title="Losses by host and reason" flush>
            {losses.length === 0 ? (
              <p class="note is-inset">
                Nothing was lost: everything that the kernel reported was filtered on purpose or delivered.
              </p>
            ) : (
              <table class="table">
                <thead>
                  <tr>
                    <th scope="col">Host</th>
                    <th scope="col">Event</th>
                    <th scope="col">Reason</th>
                    <th scope="col" class="end">
                      Records
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {losses
                    .toSorted((a, b) => b.count - a.count)
                    .map((loss) => (
                      <tr key={`${loss.host} ${loss.type} ${loss.reason}`}>
                        <td>
                          <a href={link('/hosts', { q: loss.host })}>{loss.host}</a>
                        </td>
                        <td class="code">{loss.type || 'any'}</td>
                        <td>
                          {loss.reason.replaceAll('_', ' ')}
                          {REASONS[loss.reason] !== undefined && (
                            <small class="faint block">{REASONS[loss.reason]}</small>
                          )}
                        </td>
                        <td class="end">{number(loss.count)}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            )}
          </Panel>
          {detections.errors.length > 0 && (
            <Panel title="Detections with errors">
              <ul class="diagnostics">
                {detections.errors.map((error) => (
                  <li key={error}>{error}</li>
                ))}
              </ul>
            </Panel>
          )}
        </div>
        <aside class="column-side" aria-label="Server">
          <Panel title="Ingest since the start">
            <dl class="tags">
              <Row name="Accepted" value={number(ingest.accepted)} />
              <Row name="There already" value={number(ingest.duplicates)} />
              <Row name="Sent back" value={number(ingest.refused)} />
            </dl>
          </Panel>
          <Panel title="Store">
            <dl class="tags">
              <Row
                name="State"
                value={<State tone={store.ok ? 'good' : 'bad'}>{store.ok ? 'well' : store.detail}</State>}
              />
              <Row name="Kind" value={store.kind} />
              <Row name="Oldest event" value={store.oldest === null ? 'none' : <Time at={store.oldest} />} />
              <Row name="Signals are kept" value={`${store.retention_days.signal} days`} />
              <Row name="Events are kept" value={`${store.retention_days.event} days`} />
              <Row name="Sensor's own are kept" value={`${store.retention_days.internal} days`} />
            </dl>
          </Panel>
          <Panel title="Detections">
            <dl class="tags">
              <Row name="Loaded" value={number(detections.loaded)} />
              <Row name="Open signals" value={<a href="/signals">{number(detections.signals_open)}</a>} />
            </dl>
          </Panel>
        </aside>
      </div>
    </Page>
  );
}

function Row({ name, value }: { name: string; value: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
