/** One signal: what happened, who did it, why it matters, and what to do about it; triage beside it. */
import { Archive, ArrowLeft, Ban, ChevronDown, ChevronUp, Eye, RotateCcw, SearchX } from 'lucide';
import { useRef, useState } from 'preact/hooks';
import type {
  Page as ListPage,
  SignalDetail,
  SignalPatch,
  SignalStatus,
  SignalSummary,
  User,
} from '../../../../src/server/api/contract.ts';
import { call } from '../../api/client.ts';
import { useResource } from '../../api/use-resource.ts';
import { useStream } from '../../api/use-stream.ts';
import { link, navigate } from '../../app/router.ts';
import { useMay, useMe } from '../../app/session.ts';
import { useShortcuts } from '../../app/shortcuts.ts';
import { at } from '../../events/attributes.ts';
import { Attributes, EventDetail, EventTree } from '../../events/event-detail.tsx';
import { SeverityBadge } from '../../ui/badges.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Prose } from '../../ui/prose.tsx';
import { SeclText } from '../../ui/secl-text.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Ago, Time } from '../../ui/time.tsx';
import { complain, say } from '../../ui/toast.tsx';
import { number, plural, STATUS_WORDS, shortId } from '../../ui/words.ts';
import { neighbours } from '../signals/order.ts';
import { triage } from '../signals/triage.ts';
import { SuppressDialog } from './suppress-dialog.tsx';
import { Timeline } from './timeline.tsx';

const STATUS_ICONS = { open: RotateCcw, under_review: Eye, archived: Archive } as const;

export default function Signal({ id }: { id: string }) {
  const me = useMe();
  const may = useMay('analyst');
  const found = useResource<SignalDetail>(`/signals/${encodeURIComponent(id)}`);
  const [suppress, setSuppress] = useState<string | undefined>(undefined);
  const [shownEvent, setShownEvent] = useState<string | undefined>(undefined);
  const note = useRef<HTMLTextAreaElement>(null);
  const way = neighbours(id);
  const signal = found.data;
  useStream(
    '/signals/stream',
    {},
    {
      signal: (changed: SignalSummary) => changed.id === id && found.reload(),
    },
  );
  const act = (patch: SignalPatch) => {
    if (signal === undefined || !may) return;
    found.replace((was) => ({ ...was, ...patch }) as SignalDetail);
    void triage([signal], patch, found.reload);
  };
  const go = (to: string | undefined) => to !== undefined && navigate(`/signals/${encodeURIComponent(to)}`);
  useShortcuts({
    o: () => act({ status: 'open' }),
    r: () => act({ status: 'under_review' }),
    a: () => act({ status: 'archived' }),
    m: () => act({ assignee: me.user }),
    n: () => note.current?.focus(),
    '[': () => go(way.before),
    ']': () => go(way.after),
    Escape: () => navigate(way.back),
  });

  if (signal === undefined) {
    return (
      <Page title="Signal">
        {found.error === undefined ? (
          <Loading />
        ) : found.error.status === 404 ? (
          <Empty
            icon={SearchX}
            title="There is no such signal"
            action={
              <a class="button" href="/signals">
                To the signals
              </a>
            }
          >
            It may be older than what this server keeps.
          </Empty>
        ) : (
          <Failure error={found.error} retry={found.reload} />
        )}
      </Page>
    );
  }
  const latest = signal.events[0];
  const event = shownEvent === undefined ? undefined : signal.events.find((one) => one.id === shownEvent);
  return (
    <Page
      title={signal.title}
      beside={
        <>
          <SeverityBadge severity={signal.severity} />
          {found.error && <span class="form-error">Not up to date: {found.error.message}</span>}
        </>
      }
      actions={
        <>
          <a class="button is-quiet" href={way.back}>
            <Icon icon={ArrowLeft} size={14} /> Signals
          </a>
          {way.place > 0 && (
            <span class="pager">
              <button
                type="button"
                class="button is-icon"
                aria-label="Previous signal"
                disabled={way.before === undefined}
                onClick={() => go(way.before)}
              >
                <Icon icon={ChevronUp} />
              </button>
              <span>
                {way.place} of {way.total}
              </span>
              <button
                type="button"
                class="button is-icon"
                aria-label="Next signal"
                disabled={way.after === undefined}
                onClick={() => go(way.after)}
              >
                <Icon icon={ChevronDown} />
              </button>
            </span>
          )}
        </>
      }
    >
      <div class="two-columns">
        <div class="column-main">
          <Panel title="What happened">
            <div class="account">
              {signal.account.split(/\n{2,}/).map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </div>
            <dl class="facts">
              <Fact name="Host" value={signal.host} to={link('/signals', { host: signal.host, status: 'all' })} />
              <Fact name="User" value={signal.user} to={link('/signals', { user: signal.user, status: 'all' })} />
              <Fact name="Process" value={signal.process} />
              {signal.container !== '' && (
                <Fact
                  name="Container"
                  value={shortId(signal.container)}
                  to={link('/signals', { container: signal.container, status: 'all' })}
                />
              )}
              <Fact name="First event" value={<Time at={signal.time_first} />} />
              <Fact name="Last event" value={<Time at={signal.time_last} />} />
              <Fact name="Events" value={number(signal.count)} />
              {latest !== undefined && at(latest.json, 'evt.outcome') !== undefined && (
                <Fact name="Outcome" value={String(at(latest.json, 'evt.outcome'))} />
              )}
            </dl>
          </Panel>

          {latest !== undefined && (
            <Panel title="Process tree" flush>
              <EventTree event={latest} onEvent={(one) => setShownEvent(one)} />
            </Panel>
          )}

          {signal.rule !== null && (
            <Panel
              title="Why it matched"
              actions={
                <a href={`/rules/${encodeURIComponent(signal.rule.id)}`}>
                  {signal.rule.id}
                  {signal.rule.version === '' ? '' : ` ${signal.rule.version}`}
                </a>
              }
            >
              {signal.description !== '' && <p class="lead">{signal.description}</p>}
              <SeclText expression={signal.rule.expression} matched={signal.rule.matched} />
              <MatchedValues rule={signal.rule} />
              <p class="note">
                From the policy {signal.rule.policy}. Marked is what held; hover over it to see the value.
              </p>
            </Panel>
          )}

          <Panel title="Timeline">
            <Timeline signal={signal} onEvent={setShownEvent} />
          </Panel>

          {signal.playbook !== '' && (
            <Panel title="What to do">
              <Prose text={signal.playbook} />
            </Panel>
          )}

          {latest !== undefined && (
            <Panel title="Attributes of the latest event">
              <Attributes
                event={latest}
                onSuppress={setSuppress}
                onFilter={(condition) => navigate(link('/events', { filter: condition, from: '-24h' }))}
              />
            </Panel>
          )}
          {latest !== undefined && (
            <details class="panel raw">
              <summary>Raw event</summary>
              <JsonView value={latest.json} />
            </details>
          )}
        </div>

        <aside class="column-side" aria-label="Triage">
          <Panel title="Triage">
            <div class="segments is-tall" role="group" aria-label="Status">
              {(Object.keys(STATUS_WORDS) as SignalStatus[]).map((status) => (
                <button
                  key={status}
                  type="button"
                  aria-pressed={signal.status === status}
                  disabled={!may}
                  onClick={() => act({ status })}
                >
                  <Icon icon={STATUS_ICONS[status]} size={14} />
                  {STATUS_WORDS[status]}
                </button>
              ))}
            </div>
            <Assignee signal={signal} may={may} onChange={(assignee) => act({ assignee })} />
            {may && signal.suppressible.length > 0 && (
              <Menu
                label="Suppress signals like this"
                class="button is-wide"
                button={
                  <>
                    <Icon icon={Ban} size={14} /> Suppress signals like this…
                  </>
                }
              >
                {(close) =>
                  signal.suppressible.map((one) => (
                    <button
                      key={one.expression}
                      type="button"
                      class="code"
                      onClick={() => {
                        close();
                        setSuppress(one.expression);
                      }}
                    >
                      <span class="sr-only">Suppress </span>
                      {one.field} <b>{one.value}</b>
                    </button>
                  ))
                }
              </Menu>
            )}
            {!may && <p class="note">Your role is viewer: you can read, not triage.</p>}
          </Panel>
          <Panel title="Notes">
            <Notes signal={signal} input={note} may={may} onAdded={found.reload} />
          </Panel>
          {signal.attack.length > 0 && (
            <Panel title="ATT&CK">
              <ul class="chip-list">
                {signal.attack.map((technique) => (
                  <li key={technique}>
                    <a class="chip" href={link('/signals', { attack: technique, status: 'all' })}>
                      {technique}
                    </a>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          <Panel title={`Related signals${signal.related.length > 0 ? ` (${signal.related.length})` : ''}`}>
            {signal.related.length === 0 ? (
              <p class="note">No other signal of the same execution context.</p>
            ) : (
              <ul class="related">
                {signal.related.map((other) => (
                  <li key={other.id} class={`edge-${other.severity}`}>
                    <a href={`/signals/${encodeURIComponent(other.id)}`}>{other.title}</a>
                    <small>
                      {STATUS_WORDS[other.status]} · <Ago at={other.time_last} /> · {plural(other.count, 'event')}
                    </small>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          {Object.keys(signal.tags).length > 0 && (
            <Panel title="Tags">
              <dl class="tags">
                {Object.entries(signal.tags).map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            </Panel>
          )}
        </aside>
      </div>
      {suppress !== undefined && (
        <SuppressDialog
          condition={suppress}
          ruleId={signal.rule_id}
          onClose={(made) => {
            setSuppress(undefined);
            if (made) found.reload();
          }}
        />
      )}
      {shownEvent !== undefined && (
        <Dialog title="Event" onClose={() => setShownEvent(undefined)} side>
          {event === undefined ? <LoadedEvent id={shownEvent} /> : <EventDetail event={event} />}
        </Dialog>
      )}
    </Page>
  );
}

/** Each field that took part, once, with the value that it had. Parts that are literals repeat their field; they are left out. */
function MatchedValues({ rule }: { rule: NonNullable<SignalDetail['rule']> }) {
  const values = new Map<string, string>();
  for (const { offset, field, value } of rule.matched.toSorted((a, b) => a.offset - b.offset)) {
    if (field === undefined || !value || values.has(field) || !/[a-z]/.test(rule.expression.charAt(offset))) continue;
    values.set(field, value);
  }
  if (values.size === 0) return null;
  return (
    <dl class="matched">
      {[...values].map(([field, value]) => (
        <div key={field}>
          <dt class="code">{field}</dt>
          <dd class="code">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function LoadedEvent({ id }: { id: string }) {
  const found = useResource<SignalDetail['events'][number]>(`/events/${encodeURIComponent(id)}`);
  if (found.data !== undefined) return <EventDetail event={found.data} />;
  return found.error === undefined ? <Loading /> : <Failure error={found.error} retry={found.reload} />;
}

function Fact({ name, value, to }: { name: string; value: preact.ComponentChildren; to?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{to === undefined ? value : <a href={to}>{value}</a>}</dd>
    </div>
  );
}

function Assignee({
  signal,
  may,
  onChange,
}: {
  signal: SignalDetail;
  may: boolean;
  onChange: (assignee: string | null) => void;
}) {
  const me = useMe();
  const admin = useMay('admin');
  const users = useResource<ListPage<User>>(admin ? '/users' : null);
  const names = new Set([
    me.user,
    ...(signal.assignee === null ? [] : [signal.assignee]),
    ...(users.data?.items.map(({ name }) => name) ?? []),
  ]);
  return (
    <label class="assignee">
      Assigned to
      <span>
        <select
          disabled={!may}
          value={signal.assignee ?? ''}
          onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        >
          <option value="">nobody</option>
          {[...names].map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        {may && signal.assignee !== me.user && (
          <button type="button" class="button" onClick={() => onChange(me.user)}>
            To me
          </button>
        )}
      </span>
    </label>
  );
}

function Notes({
  signal,
  input,
  may,
  onAdded,
}: {
  signal: SignalDetail;
  input: preact.RefObject<HTMLTextAreaElement | null>;
  may: boolean;
  onAdded: () => void;
}) {
  const [text, setText] = useState('');
  const add = async (event?: Event) => {
    event?.preventDefault();
    if (text.trim() === '') return;
    try {
      await call('POST', `/signals/${encodeURIComponent(signal.id)}/notes`, { body: { text: text.trim() } });
      setText('');
      say('Note added');
      onAdded();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <>
      {signal.notes.length > 0 && (
        <ul class="notes">
          {signal.notes.map((note) => (
            <li key={note.id}>
              <p>{note.text}</p>
              <small>
                {note.author}, <Ago at={note.time} />
              </small>
            </li>
          ))}
        </ul>
      )}
      {may ? (
        <form class="form" onSubmit={add}>
          <textarea
            ref={input}
            rows={3}
            aria-label="New note"
            placeholder="What you found out"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void add();
              if (event.key === 'Escape') event.currentTarget.blur();
            }}
          />
          <div class="form-end">
            <button type="submit" class="button" disabled={text.trim() === ''}>
              Add note
            </button>
          </div>
        </form>
      ) : (
        signal.notes.length === 0 && <p class="note">No notes.</p>
      )}
    </>
  );
}
