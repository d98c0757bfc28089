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

type Technique = CoverageAnswer['tactics'][number]['techniques'][number];

/** A technique with its sub-techniques; `own` is absent when rules look only for those. */
interface Family {
  readonly id: string;
  readonly own: Technique | undefined;
  readonly parts: readonly Technique[];
}

function familiesOf(techniques: readonly Technique[]): Family[] {
  const byParent = Map.groupBy(techniques, ({ id }) => id.split('.', 1)[0]!);
  return [...byParent].map(([id, all]) => ({
    id,
    own: all.find((technique) => technique.id === id),
    parts: all.filter((technique) => technique.id !== id).sort((a, b) => a.id.localeCompare(b.id)),
  }));
}

function AttackMatrix({ data }: { data: CoverageAnswer }) {
  const words = (usePlace().query.get('q') ?? '').toLowerCase();
  const [open, setOpen] = useState<string | undefined>(undefined);
  const coverOf = ({ hosts_covered: covered }: Technique) =>
    covered === 0 ? 'none' : covered < data.hosts.length ? 'some' : 'full';
  const isFound = ({ id, name, rules }: Technique) => `${id} ${name} ${rules.join(' ')}`.toLowerCase().includes(words);
  const button = (tactic: string, technique: Technique, label: string, className: string) => {
    const key = `${tactic} ${technique.id}`;
    return (
      <button
        type="button"
        class={`${className} is-${coverOf(technique)}`}
        aria-expanded={open === key}
        title={`${technique.id} ${technique.name}: ${plural(technique.rules.length, 'rule')}, on ${technique.hosts_covered} of ${plural(data.hosts.length, 'host')}`}
        onClick={() => setOpen(open === key ? undefined : key)}
      >
        <span class="technique-id">
          {label}
          {technique.signals > 0 && <b title="Signals">{compact(technique.signals)}</b>}
        </span>
        {className === 'technique' && technique.name !== '' && <span>{technique.name}</span>}
        <span class="sr-only">
          on {technique.hosts_covered} of {plural(data.hosts.length, 'host')}
        </span>
      </button>
    );
  };
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
              {familiesOf(tactic.techniques).map((family) => {
                const all = family.own === undefined ? family.parts : [family.own, ...family.parts];
                const shown = all.find(({ id }) => `${tactic.id} ${id}` === open);
                return (
                  <li key={family.id} class={words !== '' && !all.some(isFound) ? 'is-dim' : undefined}>
                    {family.own === undefined ? (
                      <p class="technique-parent">{family.id}</p>
                    ) : (
                      button(tactic.id, family.own, family.id, 'technique')
                    )}
                    {family.parts.length > 0 && (
                      <div class="technique-parts">
                        {family.parts.map((part) => (
                          <span key={part.id}>{button(tactic.id, part, part.id.slice(family.id.length), 'part')}</span>
                        ))}
                      </div>
                    )}
                    {shown !== undefined && (
                      <ul class="technique-rules">
                        <li class="faint">
                          {shown.id} {shown.name}
                        </li>
                        {shown.rules.map((rule) => (
                          <li key={rule}>
                            <a href={`/rules/${encodeURIComponent(rule)}`}>{rule}</a>
                          </li>
                        ))}
                        {shown.signals > 0 && (
                          <li>
                            <a href={link('/signals', { attack: shown.id, status: 'all' })}>
                              {plural(shown.signals, 'signal')}
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
