/** What happened around a signal, in order: events, changes and notes. */
import { useState } from 'preact/hooks';
import type { SignalDetail } from '../../../../src/server/api/contract.ts';
import { Time } from '../../ui/time.tsx';
import { plural, STATUS_WORDS } from '../../ui/words.ts';

interface Entry {
  readonly time: string;
  readonly kind: 'event' | 'change' | 'note';
  readonly text: string;
  readonly by?: string;
  readonly eventId?: string;
}

const SHOWN_FIRST = 12;

function words(value: string | null): string {
  return value === null ? 'nobody' : (STATUS_WORDS[value as keyof typeof STATUS_WORDS] ?? value);
}

/** Everything with a time, oldest first. Repeats of one event in a row become one entry. */
export function entriesOf(signal: SignalDetail): Entry[] {
  const entries: Entry[] = [];
  for (const event of signal.events)
    entries.push({ time: event.time, kind: 'event', text: event.what, eventId: event.id });
  for (const note of signal.notes) entries.push({ time: note.time, kind: 'note', text: note.text, by: note.author });
  for (const change of signal.history) {
    if (change.field === 'note') continue;
    const text =
      change.field === 'created'
        ? 'Signal raised'
        : change.field === 'suppressed'
          ? 'Suppressed'
          : `${change.field === 'assignee' ? 'Assigned to' : `${change.field.charAt(0).toUpperCase()}${change.field.slice(1)} set to`} ${words(change.to)}${change.reason ? `: ${change.reason}` : ''}`;
    entries.push({ time: change.time, kind: 'change', text, by: change.actor });
  }
  entries.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return entries;
}

export function Timeline({ signal, onEvent }: { signal: SignalDetail; onEvent: (id: string) => void }) {
  const [all, setAll] = useState(false);
  const entries = entriesOf(signal);
  const shown = all ? entries : entries.slice(-SHOWN_FIRST);
  return (
    <>
      {entries.length > shown.length && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          Show {plural(entries.length - shown.length, 'earlier entry', 'earlier entries')}
        </button>
      )}
      <ol class="timeline">
        {shown.map((entry, index) => (
          <li key={entry.time + entry.text + String(index)} class={`is-${entry.kind}`}>
            <Time at={entry.time} precise />
            <div>
              {entry.eventId === undefined ? (
                <span>{entry.text}</span>
              ) : (
                <button type="button" class="code" onClick={() => onEvent(entry.eventId!)}>
                  {entry.text}
                </button>
              )}
              {entry.by !== undefined && <small> {entry.by}</small>}
            </div>
          </li>
        ))}
      </ol>
      {signal.events_total > signal.events.length && (
        <p class="note">
          The newest {signal.events.length} of {plural(signal.events_total, 'event')}.
        </p>
      )}
    </>
  );
}
