/** What the signals have in common, with counts: a click picks one value, the box beside it several. */
import { useState } from 'preact/hooks';
import type { Severity, SignalFacets, SignalStatus } from '../../../../src/server/api/contract.ts';
import { setQuery, usePlace } from '../../app/router.ts';
import { SeverityMark } from '../../ui/badges.tsx';
import { Loading } from '../../ui/states.tsx';
import { compact, SEVERITY_ORDER, STATUS_WORDS, shortId } from '../../ui/words.ts';
import { FACET_NAMES, FACETS, type Facet, picked, toggled } from './filters.ts';

const SHOWN_FIRST = 6;
const STATUS_ORDER = Object.keys(STATUS_WORDS);

function nameOf(facet: Facet, value: string): string {
  if (facet === 'status') return STATUS_WORDS[value as SignalStatus] ?? value;
  if (facet === 'severity') return value.charAt(0).toUpperCase() + value.slice(1);
  if (facet === 'container') return value === '' ? 'none' : shortId(value);
  return value === '' ? '(none)' : value;
}

export function Facets({ facets }: { facets: SignalFacets | undefined }) {
  return (
    <aside class="facets" aria-label="Filters">
      {facets === undefined ? (
        <Loading rows={10} label="Loading filters" />
      ) : (
        FACETS.map((facet) => <FacetList key={facet} facet={facet} facets={facets} />)
      )}
    </aside>
  );
}

function FacetList({ facet, facets }: { facet: Facet; facets: SignalFacets }) {
  const { query } = usePlace();
  const [all, setAll] = useState(false);
  const chosen = picked(query, facet);
  const counted = facets[facet].filter(({ value }) => value !== '');
  const missing = chosen
    .filter((value) => !counted.some((one) => one.value === value))
    .map((value) => ({ value, count: 0 }));
  const values = [...counted, ...missing];
  if (facet === 'severity')
    values.sort((a, b) => SEVERITY_ORDER.indexOf(b.value as Severity) - SEVERITY_ORDER.indexOf(a.value as Severity));
  if (facet === 'status') values.sort((a, b) => STATUS_ORDER.indexOf(a.value) - STATUS_ORDER.indexOf(b.value));
  if (values.length === 0) return null;
  const shown = all ? values : values.slice(0, SHOWN_FIRST);
  return (
    <section class="facet">
      <h2>{FACET_NAMES[facet]}</h2>
      <ul>
        {shown.map(({ value, count }) => {
          const on = chosen.includes(value);
          return (
            <li key={value} class={on ? 'is-on' : undefined}>
              <label>
                <input
                  type="checkbox"
                  checked={on}
                  aria-label={`${FACET_NAMES[facet]} ${nameOf(facet, value)}`}
                  onChange={() => setQuery({ [facet]: toggled(query, facet, value, false) })}
                />
              </label>
              <button
                type="button"
                title={`Only ${nameOf(facet, value)}`}
                onClick={() => setQuery({ [facet]: toggled(query, facet, value, true) })}
              >
                <span class="sr-only">Only {FACET_NAMES[facet]} </span>
                {facet === 'severity' && <SeverityMark severity={value as Severity} />}
                <span>{nameOf(facet, value)}</span>
                <b>{compact(count)}</b>
              </button>
            </li>
          );
        })}
      </ul>
      {values.length > SHOWN_FIRST && (
        <button type="button" class="more" onClick={() => setAll(!all)}>
          {all ? 'fewer' : `${values.length - SHOWN_FIRST} more`}
        </button>
      )}
    </section>
  );
}
