/** Times: short to read, exact on hover, local or UTC as the person prefers. */
import { currentPreferences, usePreferences } from '../app/preferences.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clock: string;
  readonly fraction: string;
}

function partsOf(date: Date, utc: boolean): Parts {
  const clock = utc
    ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
    : [date.getHours(), date.getMinutes(), date.getSeconds()];
  return {
    year: utc ? date.getUTCFullYear() : date.getFullYear(),
    month: utc ? date.getUTCMonth() : date.getMonth(),
    day: utc ? date.getUTCDate() : date.getDate(),
    clock: clock.map(two).join(':'),
    fraction: String(date.getUTCMilliseconds()).padStart(3, '0'),
  };
}

/** The day and the clock apart, for axes. */
export function clockParts(date: Date, utc: boolean): { readonly day: string; readonly clock: string } {
  const { day, month, clock } = partsOf(date, utc);
  return { day: `${day} ${MONTHS[month]}`, clock };
}

/** `14:02:11` today, else `24 Nov 14:02:11`; `precise` adds milliseconds. */
export function clockTime(iso: string, utc: boolean, precise = false): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const parts = partsOf(date, utc);
  const today = partsOf(new Date(), utc);
  const clock = precise ? `${parts.clock}.${parts.fraction}` : parts.clock;
  if (parts.year === today.year && parts.month === today.month && parts.day === today.day) return clock;
  const year = parts.year === today.year ? '' : ` ${parts.year}`;
  return `${parts.day} ${MONTHS[parts.month]}${year} ${clock}`;
}

/** Always the whole date and time, for places where several days meet. */
export function fullTime(iso: string, utc = currentPreferences().utc): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const { day, month, year, clock } = partsOf(date, utc);
  return `${day} ${MONTHS[month]} ${year} ${clock}${utc ? ' UTC' : ''}`;
}

/** `now`, `40 s ago`, `5 min ago`, `3 h ago`, `2 d ago`. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = Math.round((now - Date.parse(iso)) / 1000);
  if (Number.isNaN(seconds)) return iso;
  if (seconds < 5) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

export function Time({ at, precise = false }: { at: string; precise?: boolean }) {
  const { utc } = usePreferences();
  return (
    <time dateTime={at} title={`${at} (${ago(at)})`}>
      {clockTime(at, utc, precise)}
    </time>
  );
}

export function Ago({ at }: { at: string }) {
  usePreferences();
  return (
    <time dateTime={at} title={`${fullTime(at)} · ${at}`}>
      {ago(at)}
    </time>
  );
}
