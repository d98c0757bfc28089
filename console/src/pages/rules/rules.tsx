/** Rules: what each looks for and where it runs; a place to write and try new ones on stored events. */
import { PencilLine, Plus, ScrollText } from 'lucide';
import type { Detection, Page as ListPage, RuleDetail, RuleSummary } from '../../../../src/server/api/contract.ts';
import { useResource } from '../../api/use-resource.ts';
import { link, navigate, usePlace } from '../../app/router.ts';
import { SeverityBadge, SeverityMark, State } from '../../ui/badges.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page, Panel, Tabs } from '../../ui/page.tsx';
import { Prose } from '../../ui/prose.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { SeclText } from '../../ui/secl-text.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { duration, number, plural } from '../../ui/words.ts';
import { RULE_TONES } from '../hosts/host.tsx';
import { Workbench } from './workbench.tsx';

export default function Rules({ id }: { id: string }) {
  const { query } = usePlace();
  const show = query.get('show') ?? '';
  const rules = useResource<ListPage<RuleSummary>>('/rules', { limit: 1000 });
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const shown = (rules.data?.items ?? []).filter((rule) =>
    fits(`${rule.id} ${rule.description} ${rule.expression} ${rule.attack.join(' ')} ${rule.event}`),
  );
  return (
    <Page
      fill
      title="Rules"
      beside={rules.data && <span class="count">{number(rules.data.items.length)}</span>}
      actions={
        <>
          <SearchBox label="Search rules" placeholder="Id, field, technique" />
          <a class="button is-main" href={link('/rules', { show: 'write' })}>
            <Icon icon={Plus} size={14} /> New rule
          </a>
        </>
      }
    >
      <Tabs
        label="Parts"
        items={[
          { name: 'Sensor rules', href: '/rules', here: show === '' },
          { name: 'Detections', href: link('/rules', { show: 'detections' }), here: show === 'detections' },
          { name: 'Write and try', href: link('/rules', { show: 'write' }), here: show === 'write' },
        ]}
      />
      {show === 'write' ? (
        <Workbench start={query.get('text') ?? undefined} />
      ) : show === 'detections' ? (
        <Detections fits={fits} />
      ) : (
        <div class="split is-rules">
          <nav class="rule-list" aria-label="Rules">
            {rules.error !== undefined && <Failure error={rules.error} retry={rules.reload} />}
            {rules.data === undefined && rules.error === undefined && <Loading />}
            <ul>
              {shown.map((rule) => (
                <li key={rule.id}>
                  <a
                    href={link(`/rules/${encodeURIComponent(rule.id)}`, { q: query.get('q') ?? undefined })}
                    aria-current={rule.id === id ? 'page' : undefined}
                  >
                    <SeverityMark severity={rule.severity} />
                    <span class="two-lines">
                      <b>{rule.id}</b>
                      <small>
                        {rule.event || 'several events'}
                        {rule.signals > 0 && ` · ${plural(rule.signals, 'signal')}`}
                        {rule.hosts_error > 0 && (
                          <span class="bad-text"> · fails on {plural(rule.hosts_error, 'host')}</span>
                        )}
                      </small>
                    </span>
                  </a>
                </li>
              ))}
            </ul>
            {rules.data !== undefined && shown.length === 0 && <p class="note is-inset">No rule fits.</p>}
          </nav>
          <section class="rule-detail" aria-label="Rule">
            {id === '' ? (
              <Empty icon={ScrollText} title="Pick a rule">
                Each shows what it looks for, where it runs, and what it found. Try a change on stored events before you
                put it into a policy.
              </Empty>
            ) : (
              <Rule key={id} id={id} />
            )}
          </section>
        </div>
      )}
    </Page>
  );
}

function Rule({ id }: { id: string }) {
  const found = useResource<RuleDetail>(`/rules/${encodeURIComponent(id)}`);
  const rule = found.data;
  if (rule === undefined)
    return found.error === undefined ? <Loading /> : <Failure error={found.error} retry={found.reload} />;
  const failing = rule.hosts.filter(({ state }) => state !== 'loaded');
  return (
    <>
      <header class="rule-head">
        <h2>{rule.id}</h2>
        <SeverityBadge severity={rule.severity} />
        <button
          type="button"
          class="button"
          onClick={() => navigate(link('/rules', { show: 'write', text: rule.expression }))}
        >
          <Icon icon={PencilLine} size={14} /> Try a change
        </button>
      </header>
      {rule.title !== '' && rule.title !== rule.id && <p class="lead">{rule.title}</p>}
      {rule.description !== '' && rule.description !== rule.title && <p class="lead">{rule.description}</p>}
      <SeclText expression={rule.expression} />
      <dl class="facts">
        <div>
          <dt>Policy</dt>
          <dd>{rule.policy}</dd>
        </div>
        <div>
          <dt>Event</dt>
          <dd>{rule.event || 'several'}</dd>
        </div>
        <div>
          <dt>Hosts</dt>
          <dd>{plural(rule.hosts_loaded, 'host')}</dd>
        </div>
        <div>
          <dt>Signals, 30 days</dt>
          <dd>
            <a href={link('/signals', { rule: rule.id, status: 'all' })}>{number(rule.signals)}</a>
          </dd>
        </div>
        {rule.attack.length > 0 && (
          <div>
            <dt>ATT&CK</dt>
            <dd>{rule.attack.join(', ')}</dd>
          </div>
        )}
      </dl>
      {failing.length > 0 && (
        <Panel title="Where it does not run" flush>
          <table class="table">
            <tbody>
              {failing.map((host) => (
                <tr key={host.host_id}>
                  <td>
                    <a href={`/hosts/${encodeURIComponent(host.host_id)}`}>{host.host}</a>
                  </td>
                  <td>
                    <State tone={RULE_TONES[host.state]}>{host.state}</State>
                  </td>
                  <td class="faint">{host.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
      <Panel title="Latest signals" flush>
        {rule.recent.length === 0 ? (
          <p class="note is-inset">It has not matched in what is stored.</p>
        ) : (
          <table class="table">
            <tbody>
              {rule.recent.map((signal) => (
                <tr key={signal.id}>
                  <td>
                    <a href={`/signals/${encodeURIComponent(signal.id)}`} class="code">
                      {signal.what}
                    </a>
                  </td>
                  <td>{signal.host}</td>
                  <td class="end">
                    <Ago at={signal.time_last} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {rule.source !== '' && (
        <details class="panel raw">
          <summary>As written in the policy</summary>
          <pre class="code">{rule.source}</pre>
        </details>
      )}
    </>
  );
}

function Detections({ fits }: { fits: (text: string) => boolean }) {
  const found = useResource<ListPage<Detection>>('/detections', { limit: 1000 });
  if (found.data === undefined)
    return found.error === undefined ? <Loading /> : <Failure error={found.error} retry={found.reload} />;
  const shown = found.data.items.filter((one) =>
    fits(`${one.id} ${one.title} ${one.description} ${one.filter} ${one.attack.join(' ')}`),
  );
  if (shown.length === 0) {
    return (
      <Empty icon={ScrollText} title={found.data.items.length === 0 ? 'No detections are loaded' : 'No detection fits'}>
        Detections turn stored events into signals: matches, thresholds, new values, sequences.
      </Empty>
    );
  }
  return (
    <div class="scroll">
      {shown.map((one) => (
        <details key={one.id} class="panel detection">
          <summary>
            <SeverityBadge severity={one.severity} />
            <span class="two-lines">
              <b>{one.title || one.id}</b>
              <small>
                {one.id} · {one.kind.replace('_', ' ')}
                {one.window_s > 0 && ` within ${duration(one.window_s)}`}
                {one.group_by.length > 0 && ` · by ${one.group_by.join(', ')}`}
              </small>
            </span>
            {!one.enabled && <State tone="calm">off</State>}
            <span class="end faint">{plural(one.signals, 'signal')}</span>
          </summary>
          {one.description !== '' && <p class="lead">{one.description}</p>}
          <SeclText expression={one.filter} />
          {one.playbook !== '' && <Prose text={one.playbook} />}
          <p class="note">
            {one.file}, version {one.version}
          </p>
        </details>
      ))}
    </div>
  );
}
