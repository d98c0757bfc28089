/**
 * The stretch of time that a page is about, kept in the page's address as `from` and `to`. Relative ones (`-24h`) move
 * along with the clock; the API reads both.
 */

import { Clock } from 'lucide';
import { useState } from 'preact/hooks';
import { setQuery } from '../app/router.ts';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import { fullTime } from './time.tsx';

const CHOICES = [
  ['-15m', 'Last 15 minutes'],
  ['-1h', 'Last hour'],
  ['-6h', 'Last 6 hours'],
  ['-24h', 'Last 24 hours'],
  ['-7d', 'Last 7 days'],
  ['-30d', 'Last 30 days'],
] as const;

export interface Range {
  readonly from: string;
  readonly to: string | undefined;
}

/** The range in the page's address, or the page's own. */
export function rangeOf(query: URLSearchParams, otherwise: string): Range {
  return { from: query.get('from') ?? otherwise, to: query.get('to') ?? undefined };
}

function wordsOf({ from, to }: Range): string {
  const choice = to === undefined ? CHOICES.find(([value]) => value === from) : undefined;
  if (choice !== undefined) return choice[1];
  const one = (text: string) => (/^[-+]/.test(text) ? text : fullTime(text));
  return `${one(from)} to ${to === undefined ? 'now' : one(to)}`;
}

/** Text for an input of kind datetime-local; times there are local. */
function localInput(iso: string | undefined): string {
  const date = iso === undefined || /^[-+]/.test(iso) ? new Date() : new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

export function RangePicker({ range }: { range: Range }) {
  const [from, setFrom] = useState<string | undefined>(undefined);
  const [to, setTo] = useState<string | undefined>(undefined);
  return (
    <Menu
      label={`Time range: ${wordsOf(range)}`}
      align="end"
      button={
        <>
          <Icon icon={Clock} size={14} /> {wordsOf(range)}
        </>
      }
    >
      {(close) => (
        <>
          {CHOICES.map(([value, words]) => (
            <button
              type="button"
              key={value}
              class={range.to === undefined && range.from === value ? 'is-chosen' : undefined}
              onClick={() => {
                setQuery({ from: value, to: undefined });
                close();
              }}
            >
              {words}
            </button>
          ))}
          <form
            class="menu-form"
            onSubmit={(event) => {
              event.preventDefault();
              const start = new Date(from ?? localInput(range.from));
              const end = new Date(to ?? localInput(range.to));
              if (!(start < end)) return;
              setQuery({ from: start.toISOString(), to: end.toISOString() });
              close();
            }}
          >
            <label>
              From
              <input
                type="datetime-local"
                step="1"
                value={from ?? localInput(range.from)}
                onInput={(event) => setFrom(event.currentTarget.value)}
              />
            </label>
            <label>
              To
              <input
                type="datetime-local"
                step="1"
                value={to ?? localInput(range.to)}
                onInput={(event) => setTo(event.currentTarget.value)}
              />
            </label>
            <button type="submit" class="button">
              Apply
            </button>
          </form>
        </>
      )}
    </Menu>
  );
}
