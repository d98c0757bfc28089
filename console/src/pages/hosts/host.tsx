/** One host: what its sensor sees, which rules run on it, what it lost. */
import { SearchX } from 'lucide';
import { useMemo, useState } from 'preact/hooks';
import type { HostDetail } from '../../../../src/server/api/contract.ts';
import { useResource } from '../../api/use-resource.ts';
import { link } from '../../app/router.ts';
import { State } from '../../ui/badges.tsx';
import { Chart } from '../../ui/chart.tsx';
import { Figure, Page, Panel } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Ago, Time } from '../../ui/time.tsx';
import { bytes, compact, number } from '../../ui/words.ts';
import { HOST_TONES, Share } from './hosts.tsx';

export const HOOK_TONES = { live: 'good', best_effort: 'warn', off: 'calm' } as const;
export const RULE_TONES = { loaded: 'good', partial: 'warn', filtered: 'calm', error: 'bad' } as const;
const ORDER = ['error', 'partial', 'filtered', 'loaded'];

export default function Host({ id }: { id: string }) {
  const found = useResource<HostDetail>(`/hosts/${encodeURIComponent(id)}`, {}, { pollMs: 15_000 });
  const [allRules, setAllRules] = useState(false);
  const host = found.data;
  const times = useMemo(() => host?.heartbeats.map(({ time }) => Date.parse(time) / 1000) ?? [], [host]);
  const series = useMemo(
    () => [
      { name: 'events', colour: 'accent', values: host?.heartbeats.map(({ events }) => events) ?? [] },
      { name: 'lost', colour: 'critical', values: host?.heartbeats.map(({ losses }) => losses) ?? [] },
    ],
    [host],
  );
  if (host === undefined) {
    return (
      <Page title="Host">
        {found.error === undefined ? (
          <Loading />
        ) : found.error.status === 404 ? (
          <Empty
            icon={SearchX}
            title="There is no such host"
            action={
              <a class="button" href="/hosts">
                To the hosts
              </a>
            }
          />
        ) : (
          <Failure error={found.error} retry={found.reload} />
        )}
      </Page>
    );
  }
  const rules = host.rules.toSorted(
    (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.rule_id.localeCompare(b.rule_id),
  );
  const telling = rules.filter(({ state }) => state !== 'loaded');
  const shown = allRules ? rules : telling.slice(0, 12);
  return (
    <Page
      title={host.name}
      beside={
        <>
          <State tone={HOST_TONES[host.state]}>{host.state}</State>
          {found.error && <span class="form-error">{found.error.message}</span>}
        </>
      }
      actions={
        <>
          <a class="button" href={link('/signals', { host: host.name })}>
            Its signals
          </a>
          <a class="button" href={link('/events', { host: host.name })}>
            Its events
          </a>
        </>
      }
    >
      <dl class="figures">
        <Figure name="Hooks live" value={<Share part={host.hooks_live} whole={host.hooks_total} />} />
        <Figure
          name="Rules loaded"
          value={host.rules_loaded}
          note={`${host.rules_filtered} not for this host`}
          {...(host.rules_error > 0 ? { tone: 'bad' as const } : {})}
        />
        <Figure
          name="Self-test"
          value={host.self_test}
          {...(host.self_test === 'failed' ? { tone: 'bad' as const } : {})}
        />
        <Figure
          name="Records lost"
          value={compact(host.losses)}
          {...(host.losses > 0 ? { tone: 'warn' as const } : {})}
        />
        <Figure name="Events in the last hour" value={compact(host.events_last_hour)} />
        <Figure name="Open signals" value={host.signals_open} />
      </dl>
      <div class="two-columns">
        <div class="column-main">
          <Panel title="Heartbeats of the last 24 hours">
            {times.length < 2 ? (
              <p class="note">Not enough heartbeats yet.</p>
            ) : (
              <Chart label="Events and losses per heartbeat" kind="line" times={times} series={series} height={120} />
            )}
          </Panel>
          <Panel title="Hooks" flush>
            {host.hooks.length === 0 ? (
              <p class="note is-inset">It has not reported its hooks yet.</p>
            ) : (
              <table class="table">
                <thead>
                  <tr>
                    <th scope="col">Event</th>
                    <th scope="col">State</th>
                    <th scope="col">Kernel hook</th>
                    <th scope="col">Why</th>
                  </tr>
                </thead>
                <tbody>
                  {host.hooks.map((hook) => (
                    <tr key={hook.event + hook.provider}>
                      <td class="code">{hook.event}</td>
                      <td>
                        <State tone={HOOK_TONES[hook.state]}>{hook.state.replace('_', ' ')}</State>
                      </td>
                      <td class="code faint">{hook.provider}</td>
                      <td class="faint">{hook.detail}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Panel>
          <Panel
            title="Rules"
            flush
            actions={
              <button type="button" class="button is-quiet" onClick={() => setAllRules(!allRules)}>
                {allRules ? 'Only what is not loaded' : `All ${rules.length}`}
              </button>
            }
          >
            {shown.length === 0 ? (
              <p class="note is-inset">
                {rules.length === 0 ? 'It has not reported its rules yet.' : 'Every rule is loaded.'}
              </p>
            ) : (
              <table class="table">
                <thead>
                  <tr>
                    <th scope="col">Rule</th>
                    <th scope="col">State</th>
                    <th scope="col">Why</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((rule) => (
                    <tr key={rule.rule_id}>
                      <td>
                        <a href={`/rules/${encodeURIComponent(rule.rule_id)}`}>{rule.rule_id}</a>
                      </td>
                      <td>
                        <State tone={RULE_TONES[rule.state]}>{rule.state}</State>
                      </td>
                      <td class="faint">{rule.reason}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Panel>
        </div>
        <aside class="column-side" aria-label="Facts">
          <Panel title="Facts">
            <dl class="tags">
              <Row name="Shrike" value={host.version} />
              <Row name="Kernel" value={host.kernel} />
              <Row name="System" value={host.os} />
              <Row name="Machine" value={host.arch} />
              <Row name="Enrolled" value={<Time at={host.time_enrolled} />} />
              <Row
                name="Heartbeat"
                value={host.time_last_heartbeat === null ? 'never' : <Ago at={host.time_last_heartbeat} />}
              />
              {Object.entries(host.facts)
                .filter(([, value]) => value !== '' && value !== '0')
                .map(([name, value]) => (
                  <Row key={name} name={factName(name)} value={factValue(name, value)} />
                ))}
            </dl>
          </Panel>
          <Panel title="Losses">
            {host.loss_list.length === 0 ? (
              <p class="note">Nothing was lost.</p>
            ) : (
              <dl class="tags">
                {host.loss_list.map((loss) => (
                  <Row
                    key={loss.type + loss.reason}
                    name={`${loss.type} ${loss.reason}`.trim().replaceAll('_', ' ')}
                    value={number(loss.count)}
                  />
                ))}
              </dl>
            )}
          </Panel>
          <Panel title="Self-tests">
            {host.self_tests.length === 0 ? (
              <p class="note">None has run.</p>
            ) : (
              <ul class="plain-list">
                {host.self_tests.map((test) => (
                  <li key={test.name}>
                    <State tone={test.passed ? 'good' : 'bad'}>{test.name}</State>
                    {!test.passed && <small>{test.detail}</small>}
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </aside>
      </div>
    </Page>
  );
}

/** Facts are whatever the agent says; names with a unit at their end are sizes or times. */
const factName = (name: string): string => name.replace(/_bytes$/, '').replaceAll('_', ' ');
function factValue(name: string, value: string): preact.ComponentChildren {
  if (name.endsWith('_bytes') && /^\d+$/.test(value)) return bytes(Number(value));
  return /^\d{4}-\d\d-\d\dT/.test(value) ? <Time at={value} /> : value;
}

function Row({ name, value }: { name: string; value: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
