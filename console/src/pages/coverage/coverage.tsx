/** What is watched where: techniques of ATT&CK that rules look for, and each rule on each host. */

import { LayoutGrid } from 'lucide';
import { useState } from 'preact/hooks';
import type { Coverage as CoverageAnswer } from '../../../../src/server/api/contract.ts';
import { useResource } from '../../api/use-resource.ts';
import { link, usePlace } from '../../app/router.ts';
import { Figure, Page, Tabs } from '../../ui/page.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { compact, plural } from '../../ui/words.ts';

type RuleState = 'loaded' | 'filtered' | 'error' | 'partial';
const STATE_WORDS: Readonly<Record<RuleState, string>> = {
  loaded: 'loaded',
  partial: 'loaded, but this kernel does not serve its event',
  filtered: 'not for this host',
  error: 'has an error',
};

export default function Coverage() {
  const { query } = usePlace();
  const found = useResource<CoverageAnswer>('/coverage');
  const byRule = query.get('show') === 'rules';
  const data = found.data;
  if (data === undefined) {
    return (
      <Page title="Coverage">
        {found.error === undefined ? <Loading /> : <Failure error={found.error} retry={found.reload} />}
      </Page>
    );
  }
  const techniques = new Set(data.tactics.flatMap((tactic) => tactic.techniques.map(({ id }) => id)));
  const blind = data.tactics
    .flatMap((tactic) => tactic.techniques)
    .filter((technique) => technique.hosts_covered < data.hosts.length);
  const broken = data.rules.filter((rule) =>
    Object.values(rule.hosts).some((state) => state === 'error' || state === 'partial'),
  );
  return (
    <Page
      title="Coverage"
      actions={<SearchBox label="Search rules and techniques" placeholder="Rule, technique, name" />}
    >
      <dl class="figures">
        <Figure
          name="Techniques looked for"
          value={techniques.size}
          note={`in ${plural(data.tactics.filter((tactic) => tactic.techniques.length > 0).length, 'tactic')}`}
        />
        <Figure
          name="Not on every host"
          value={new Set(blind.map(({ id }) => id)).size}
          {...(blind.length > 0 ? { tone: 'warn' as const } : {})}
        />
        <Figure name="Rules" value={data.rules.length} />
        <Figure
          name="Rules broken somewhere"
          value={broken.length}
          {...(broken.length > 0 ? { tone: 'bad' as const } : {})}
        />
        <Figure name="Hosts" value={data.hosts.length} />
      </dl>
      <Tabs
        label="Parts"
        items={[
          { name: 'ATT&CK', href: '/coverage', here: !byRule },
          { name: 'Rules on hosts', href: link('/coverage', { show: 'rules' }), here: byRule },
        ]}
      />
      {byRule ? <RuleMatrix data={data} /> : <AttackMatrix data={data} />}
    </Page>
  );
}

function AttackMatrix({ data }: { data: CoverageAnswer }) {
  const words = (usePlace().query.get('q') ?? '').toLowerCase();
  const [open, setOpen] = useState<string | undefined>(undefined);
  return (
    <>
      <p class="legend" aria-hidden="true">
        <span>
          <i class="swatch is-full" /> on every host
        </span>
        <span>
          <i class="swatch is-some" /> on some hosts
        </span>
        <span>
          <i class="swatch is-none" /> on none
        </span>
        <span class="faint">A number: signals of the last 30 days</span>
      </p>
      <div class="attack">
        {data.tactics.map((tactic) => (
          <section key={tactic.id} class={tactic.techniques.length === 0 ? 'tactic is-empty' : 'tactic'}>
            <h2>
              {tactic.name} <small>{tactic.techniques.length}</small>
            </h2>
            {tactic.techniques.length === 0 && <p class="note">No rule yet</p>}
            <ul>
              {tactic.techniques.map((technique) => {
                const cover =
                  technique.hosts_covered === 0
                    ? 'none'
                    : technique.hosts_covered < data.hosts.length
                      ? 'some'
                      : 'full';
                const key = `${tactic.id} ${technique.id}`;
                const hit =
                  words !== '' &&
                  !`${technique.id} ${technique.name} ${technique.rules.join(' ')}`.toLowerCase().includes(words);
                return (
                  <li key={technique.id} class={hit ? 'is-dim' : undefined}>
                    <button
                      type="button"
                      class={`technique is-${cover}`}
                      aria-expanded={open === key}
                      title={`${technique.rules.length} rules, on ${technique.hosts_covered} of ${data.hosts.length} hosts`}
                      onClick={() => setOpen(open === key ? undefined : key)}
                    >
                      <span class="technique-id">
                        {technique.id}
                        {technique.signals > 0 && <b>{compact(technique.signals)}</b>}
                      </span>
                      <span>{technique.name}</span>
                      <span class="sr-only">
                        on {technique.hosts_covered} of {data.hosts.length} hosts
                      </span>
                    </button>
                    {open === key && (
                      <ul class="technique-rules">
                        {technique.rules.map((rule) => (
                          <li key={rule}>
                            <a href={`/rules/${encodeURIComponent(rule)}`}>{rule}</a>
                          </li>
                        ))}
                        {technique.signals > 0 && (
                          <li>
                            <a href={link('/signals', { attack: technique.id, status: 'all' })}>
                              {plural(technique.signals, 'signal')}
                            </a>
                          </li>
                        )}
                      </ul>
                    )}
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

const GLYPHS: Readonly<Record<RuleState, string>> = { loaded: '●', partial: '◐', filtered: '–', error: '✕' };

function RuleMatrix({ data }: { data: CoverageAnswer }) {
  const words = (usePlace().query.get('q') ?? '').toLowerCase();
  const rules = data.rules.filter((rule) =>
    `${rule.id} ${rule.title} ${rule.attack.join(' ')}`.toLowerCase().includes(words),
  );
  if (rules.length === 0)
    return (
      <Empty
        icon={LayoutGrid}
        title={data.rules.length === 0 ? 'No host has reported its rules yet' : 'No rule fits'}
      />
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must with keys too
    <div class="matrix" tabIndex={0} role="region" aria-label="Rules on hosts">
      <p class="legend" aria-hidden="true">
        {(Object.keys(GLYPHS) as RuleState[]).map((state) => (
          <span key={state}>
            <i class={`glyph is-${state}`}>{GLYPHS[state]}</i> {STATE_WORDS[state]}
          </span>
        ))}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col" class="end">
              Signals
            </th>
            {data.hosts.map((host) => (
              <th key={host.id} scope="col" class="matrix-host">
                <a href={`/hosts/${encodeURIComponent(host.id)}`}>{host.name}</a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.id}>
              <th scope="row">
                <a href={`/rules/${encodeURIComponent(rule.id)}`}>{rule.id}</a>
              </th>
              <td class="end">{rule.signals === 0 ? <span class="faint">0</span> : compact(rule.signals)}</td>
              {data.hosts.map((host) => {
                const state = rule.hosts[host.id];
                return (
                  <td
                    key={host.id}
                    class={`cell is-${state ?? 'unknown'}`}
                    title={`${rule.id} on ${host.name}: ${state === undefined ? 'not reported' : STATE_WORDS[state]}`}
                  >
                    <span aria-hidden="true">{state === undefined ? '' : GLYPHS[state]}</span>
                    <span class="sr-only">{state ?? 'not reported'}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
