/**
 * Signals as people see them: one row per group of a detection, brought up to date while more events join, beside what
 * people decided about it (triage), who changed what (history), and which events belong to it.
 *
 * Surprising: the count is the number of distinct events that belong to the signal, and adding an event twice changes
 * nothing. So a detection may look at events again after a crash. New signals are written before their events, known ones
 * after a restart the other way round and counted again; either way no crash leaves a wrong count for good.
 */
import { createHash } from 'node:crypto';
import { printableText } from '../../base/text.ts';
import type { SignalChange, SignalSummary } from '../api/contract.ts';
import { SEVERITIES, type Severity, type SignalStatus } from '../api/contract.ts';
import type { Hit } from '../detections/engine.ts';
import { isoTime, whatHappened } from '../events/describe.ts';
import type { EventDocument } from '../events/json-fields.ts';
import { newId } from '../people/secrets.ts';
import type { Database } from '../store/database.ts';
import { raw, type Sql, sql, tabSeparated } from '../store/sql.ts';

/** Open signals that are held in memory; older ones are found again only by their id. */
const OPEN_MAX = 50_000;

export interface SignalRow {
  readonly id: string;
  readonly detection: string;
  readonly group_key: string;
  readonly group_json: string;
  readonly title: string;
  readonly rule_id: string;
  readonly severity: number;
  readonly host: string;
  readonly host_id: string;
  readonly first_ns: string;
  readonly last_ns: string;
  readonly count: number;
  readonly what: string;
  readonly user: string;
  readonly process: string;
  readonly container: string;
  readonly attack: readonly string[];
  readonly context: string;
  readonly status: SignalStatus | '';
  readonly assignee: string;
}

/** The signals with what people decided, as one table. */
export function signalsView(database: string): Sql {
  return raw(
    `(SELECT s.id AS id, detection, group_key, group_json, title, rule_id, severity, host, host_id, time_first, time_last, toString(toUnixTimestamp64Nano(time_first)) AS first_ns, toString(toUnixTimestamp64Nano(time_last)) AS last_ns, count, what, user, process, container, attack, context, search, if(t.status = '', 'open', t.status) AS status, t.assignee AS assignee FROM (SELECT * FROM ${database}.signals FINAL) AS s LEFT JOIN (SELECT * FROM ${database}.triage FINAL) AS t ON s.id = t.id)`,
  );
}

/** Columns of {@link SignalRow}. */
export const SIGNAL_ROW = raw(
  'id, detection, group_key, group_json, title, rule_id, severity, host, host_id, first_ns, last_ns, count, what, user, process, container, attack, context, status, assignee',
);

export function signalSummary(row: SignalRow): SignalSummary {
  return {
    id: row.id,
    title: row.title,
    rule_id: row.rule_id,
    severity: severityName(Number(row.severity)),
    status: row.status === '' ? 'open' : row.status,
    host: row.host,
    time_first: isoTime(BigInt(row.first_ns)),
    time_last: isoTime(BigInt(row.last_ns)),
    count: Number(row.count),
    what: row.what,
    user: row.user,
    process: row.process,
    container: row.container,
    attack: [...row.attack],
    assignee: row.assignee === '' ? null : row.assignee,
    execution_context: row.context,
  };
}

export const severityName = (number: number): Severity => SEVERITIES[number - 1] ?? 'medium';
export const severityNumber = (name: Severity): number => SEVERITIES.indexOf(name) + 1;

type Kept = { -readonly [Key in keyof SignalRow]: SignalRow[Key] };

interface Open {
  readonly row: Kept;
  /** False until its events were counted in this process. */
  isExact: boolean;
}

export class SignalStore {
  readonly database: Database;
  /** Called with every signal that is new or changed. */
  onChange: (summary: SignalSummary) => void = () => {};
  private readonly view: Sql;
  private readonly open = new Map<string, Open>();
  private lastVersion = 0;

  constructor(database: Database) {
    this.database = database;
    this.view = signalsView(database.name);
  }

  /** Loads the signals that may still grow. */
  async load(): Promise<void> {
    const rows = await this.database.query<Kept>(
      sql`SELECT ${SIGNAL_ROW} FROM ${this.view} WHERE status != 'archived' ORDER BY time_last DESC LIMIT ${OPEN_MAX}`,
      { secondsMax: 60 },
    );
    for (const row of rows.reverse()) this.open.set(keyOf(row.detection, row.group_key), { row, isExact: false });
  }

  get openCount(): number {
    return this.open.size;
  }

  /** Raises or updates signals for the hits. Durable when it resolves. */
  async add(hits: readonly Hit[]): Promise<void> {
    const fresh = new Set<Open>();
    const warm = new Set<Open>();
    const cold = new Set<Open>();
    const members = new Map<Open, Map<string, bigint>>();
    const history: string[] = [];
    for (const hit of hits) {
      const { record, detection } = hit;
      const key = keyOf(detection.written.id, hit.groupKey);
      let signal = this.open.get(key);
      if (signal !== undefined && record.timeNs - BigInt(signal.row.last_ns) > detection.regroupNs) signal = undefined;
      if (signal === undefined) {
        signal = { row: newRow(hit), isExact: true };
        fresh.add(signal);
        history.push(historyRow(signal.row.id, 'shrike', 'created', '', severityName(signal.row.severity), ''));
      } else if (!fresh.has(signal)) (signal.isExact ? warm : cold).add(signal);
      this.open.delete(key);
      this.open.set(key, signal);
      const { row } = signal;
      if (record.timeNs < BigInt(row.first_ns)) row.first_ns = String(record.timeNs);
      for (const { timeNs } of hit.evidence) if (timeNs < BigInt(row.first_ns)) row.first_ns = String(timeNs);
      if (record.timeNs >= BigInt(row.last_ns)) {
        row.last_ns = String(record.timeNs);
        row.what = what(record.type, record.document);
      }
      const severity = severityNumber(hit.severity);
      if (severity > row.severity) {
        history.push(historyRow(row.id, 'shrike', 'severity', severityName(row.severity), hit.severity, ''));
        row.severity = severity;
      }
      const own = members.get(signal) ?? new Map<string, bigint>();
      members.set(signal, own);
      for (const { id, timeNs } of hit.evidence) own.set(id, timeNs);
    }
    // Windows overlap: what belongs to the signal already must not count twice.
    const known = await this.knownMembers([...warm, ...cold], members);
    for (const [signal, own] of members) {
      for (const id of own.keys()) if (known.has(`${signal.row.id} ${id}`)) own.delete(id);
      signal.row.count = Number(signal.row.count) + own.size;
    }
    const rows = [...members].flatMap(([{ row }, own]) =>
      [...own].map(([id, timeNs]) => `${row.id}\t${id}\t${seconds(timeNs)}\n`),
    );
    const insertMembers = (): Promise<void> =>
      rows.length === 0
        ? Promise.resolve()
        : this.database.insert('signal_events', ['signal_id', 'event_id', 'time'], Buffer.from(rows.join('')));
    if (cold.size === 0) {
      await this.write([...fresh, ...warm]);
      await insertMembers();
    } else {
      await this.write([...fresh]);
      await insertMembers();
      await this.recount([...cold]);
      await this.write([...warm, ...cold]);
    }
    if (history.length > 0) await this.insertHistory(history);
    for (const { row } of members.keys()) this.onChange(signalSummary(row));
    while (this.open.size > OPEN_MAX) this.open.delete(this.open.keys().next().value!);
  }

  /** Events that belong to some signal already, of those stored since then: what a crash may have left half done. */
  async reconcile(receivedSinceUs: number): Promise<Set<string>> {
    const name = raw(this.database.name);
    const rows = await this.database.query<{ signal_id: string; event_id: string }>(
      sql`SELECT signal_id, toString(event_id) AS event_id FROM ${name}.signal_events FINAL WHERE event_id IN (SELECT id FROM ${name}.events WHERE received >= fromUnixTimestamp64Micro(${receivedSinceUs})) LIMIT 200000`,
      { secondsMax: 60 },
    );
    const ids = new Set(rows.map(({ signal_id }) => signal_id));
    const touched = [...this.open.values()].filter(({ row }) => ids.has(row.id));
    if (touched.length > 0) {
      await this.recount(touched);
      await this.write(touched);
    }
    return new Set(rows.map(({ signal_id, event_id }) => `${signal_id} ${event_id}`));
  }

  async byId(id: string): Promise<SignalRow | undefined> {
    const [row] = await this.database.query<SignalRow>(
      sql`SELECT ${SIGNAL_ROW} FROM ${this.view} WHERE id = ${id} LIMIT 1`,
    );
    return row;
  }

  /** Changes what people decide. @returns the signal as it is now; undefined when there is none */
  async triage(
    id: string,
    actor: string,
    change: { readonly status?: SignalStatus; readonly assignee?: string | null; readonly reason?: string },
  ): Promise<SignalSummary | undefined> {
    const row = (await this.byId(id)) as Kept | undefined;
    if (row === undefined) return undefined;
    const history: string[] = [];
    const reason = change.reason ?? '';
    if (change.status !== undefined && change.status !== row.status) {
      history.push(historyRow(id, actor, 'status', row.status, change.status, reason));
      row.status = change.status;
    }
    if (change.assignee !== undefined && (change.assignee ?? '') !== row.assignee) {
      history.push(historyRow(id, actor, 'assignee', row.assignee, change.assignee ?? '', reason));
      row.assignee = change.assignee ?? '';
    }
    if (history.length > 0) {
      const line = [id, this.nextVersion(), row.status, tabSeparated(row.assignee)].join('\t');
      await this.database.insert('triage', ['id', 'version', 'status', 'assignee'], Buffer.from(`${line}\n`));
      await this.insertHistory(history);
      const key = keyOf(row.detection, row.group_key);
      const open = this.open.get(key);
      if (open?.row.id === id) {
        open.row.status = row.status;
        open.row.assignee = row.assignee;
        // What is archived is closed: the next event opens a new signal.
        if (row.status === 'archived') this.open.delete(key);
      } else if (open === undefined && row.status !== 'archived') this.open.set(key, { row, isExact: false });
    }
    const summary = signalSummary(row);
    if (history.length > 0) this.onChange(summary);
    return summary;
  }

  /** Writes a line into the signal's history; notes are lines too. */
  async note(id: string, actor: string, field: SignalChange['field'], text: string): Promise<string> {
    const noteId = newId();
    await this.insertHistory([historyRow(id, actor, field, '', text, '', noteId)]);
    return noteId;
  }

  async history(id: string): Promise<
    {
      id: string;
      time: string;
      actor: string;
      field: SignalChange['field'];
      before: string;
      after: string;
      reason: string;
    }[]
  > {
    return this.database.query(
      sql`SELECT id, formatDateTime(time, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC') AS time, actor, field, before, after, reason FROM ${raw(this.database.name)}.signal_history FINAL WHERE signal_id = ${id} ORDER BY signal_history.time, id LIMIT 2000`,
    );
  }

  private async knownMembers(
    signals: readonly Open[],
    members: ReadonlyMap<Open, ReadonlyMap<string, bigint>>,
  ): Promise<Set<string>> {
    const known = new Set<string>();
    const asked = signals.filter((signal) => members.has(signal));
    const events = [...new Set(asked.flatMap((signal) => [...members.get(signal)!.keys()]))];
    for (let start = 0; start < events.length; start += 20_000) {
      const rows = await this.database.query<{ signal_id: string; event_id: string }>(
        sql`SELECT signal_id, toString(event_id) AS event_id FROM ${raw(this.database.name)}.signal_events WHERE signal_id IN ${asked.map(({ row }) => row.id)} AND event_id IN ${events.slice(start, start + 20_000)}`,
      );
      for (const row of rows) known.add(`${row.signal_id} ${row.event_id}`);
    }
    return known;
  }

  private async recount(signals: readonly Open[]): Promise<void> {
    const rows = await this.database.query<{ signal_id: string; count: number }>(
      sql`SELECT signal_id, uniqExact(event_id) AS count FROM ${raw(this.database.name)}.signal_events WHERE signal_id IN ${signals.map(({ row }) => row.id)} GROUP BY signal_id`,
    );
    const counts = new Map(rows.map(({ signal_id, count }) => [signal_id, Number(count)]));
    for (const signal of signals) {
      signal.row.count = counts.get(signal.row.id) ?? signal.row.count;
      signal.isExact = true;
    }
  }

  private async write(signals: readonly Open[]): Promise<void> {
    if (signals.length === 0) return;
    const lines = signals.map(({ row }) =>
      [
        row.id,
        this.nextVersion(),
        row.detection,
        tabSeparated(row.group_key),
        tabSeparated(row.group_json),
        tabSeparated(row.title),
        row.rule_id,
        row.severity,
        tabSeparated(row.host),
        row.host_id,
        seconds(BigInt(row.first_ns)),
        seconds(BigInt(row.last_ns)),
        row.count,
        tabSeparated(row.what),
        tabSeparated(row.user),
        tabSeparated(row.process),
        tabSeparated(row.container),
        `[${row.attack.map((id) => `'${id}'`).join(',')}]`,
        tabSeparated(row.context),
        tabSeparated(
          [row.title, row.rule_id, row.host, row.what, row.user, row.process, row.container, ...row.attack]
            .join(' ')
            .toLowerCase(),
        ),
      ].join('\t'),
    );
    await this.database.insert('signals', SIGNAL_COLUMNS, Buffer.from(`${lines.join('\n')}\n`));
  }

  private insertHistory(rows: readonly string[]): Promise<void> {
    return this.database.insert(
      'signal_history',
      ['signal_id', 'time', 'id', 'actor', 'field', 'before', 'after', 'reason'],
      Buffer.from(`${rows.join('\n')}\n`),
    );
  }

  private nextVersion(): number {
    this.lastVersion = Math.max(Date.now() * 1000, this.lastVersion + 1);
    return this.lastVersion;
  }
}

const SIGNAL_COLUMNS = [
  'id',
  'version',
  'detection',
  'group_key',
  'group_json',
  'title',
  'rule_id',
  'severity',
  'host',
  'host_id',
  'time_first',
  'time_last',
  'count',
  'what',
  'user',
  'process',
  'container',
  'attack',
  'context',
  'search',
] as const;

const keyOf = (detection: string, groupKey: string): string => `${detection}\u001e${groupKey}`;

function seconds(ns: bigint): string {
  const text = String(ns).padStart(10, '0');
  return `${text.slice(0, -9)}.${text.slice(-9)}`;
}

function historyRow(
  signalId: string,
  actor: string,
  field: string,
  before: string,
  after: string,
  reason: string,
  id = newId(),
): string {
  const time = (Date.now() / 1000).toFixed(6);
  return [
    signalId,
    time,
    id,
    tabSeparated(actor),
    field,
    tabSeparated(before),
    tabSeparated(after),
    tabSeparated(reason),
  ].join('\t');
}

const textAt = (document: EventDocument, ...path: readonly string[]): string => {
  let at: unknown = document;
  for (const name of path) at = typeof at === 'object' && at !== null ? (at as EventDocument)[name] : undefined;
  return typeof at === 'string' ? printableText(at) : '';
};

const what = (type: string, document: EventDocument): string => whatHappened(type, document).slice(0, 500);

/** Tags of a rule as its signal carries them: a list of `name:value`, or a mapping. */
export function tagsOf(document: EventDocument): Map<string, string> {
  const { tags } = document;
  if (Array.isArray(tags)) {
    return new Map(
      tags
        .filter((tag) => typeof tag === 'string')
        .map((tag: string) => {
          const colon = tag.indexOf(':');
          return colon < 0 ? [tag, ''] : [tag.slice(0, colon), tag.slice(colon + 1)];
        }),
    );
  }
  if (typeof tags === 'object' && tags !== null)
    return new Map(Object.entries(tags).map(([name, value]) => [name, String(value)]));
  return new Map();
}

/** ATT&CK techniques that a signal names by itself. */
function techniquesIn(document: EventDocument): string[] {
  const { attack } = document;
  const listed = typeof attack === 'object' && attack !== null ? (attack as EventDocument).techniques : undefined;
  return Array.isArray(listed) ? listed.filter((one) => typeof one === 'string' && /^T\d{4}(\.\d{3})?$/.test(one)) : [];
}

/** ATT&CK techniques that tags name. */
export function techniquesOf(tags: ReadonlyMap<string, string>): string[] {
  return [
    ...new Set(
      [...tags].flatMap(([name, value]) =>
        /technique|attack|mitre/.test(name) ? (value.match(/T\d{4}(?:\.\d{3})?/g) ?? []) : [],
      ),
    ),
  ];
}

function newRow(hit: Hit): Kept {
  const { record, detection } = hit;
  const { document } = record;
  const { written } = detection;
  const first = hit.evidence[0]!;
  const id = createHash('sha256').update(`${written.id}\0${hit.groupKey}\0${first.id}`).digest('hex').slice(0, 24);
  const isRule = written.kind === 'match' && record.ruleId !== '';
  const description = textAt(document, 'description').split(/(?<=\.)\s/)[0]!;
  const fill = written.title.replaceAll(/\{\{([\w.]+)\}\}/g, (_, name: string) =>
    name === 'description'
      ? description || record.ruleId
      : name === 'what'
        ? what(record.type, document)
        : name === 'rule_id'
          ? record.ruleId
          : (hit.group[name] ?? ''),
  );
  return {
    id,
    detection: written.id,
    group_key: hit.groupKey,
    group_json: JSON.stringify(hit.group),
    title: fill.trim().slice(0, 500) || written.id,
    rule_id: isRule ? record.ruleId : written.id,
    severity: severityNumber(hit.severity),
    host: printableText(record.host) || record.hostId,
    host_id: record.hostId,
    first_ns: String(first.timeNs),
    last_ns: String(record.timeNs),
    count: 0,
    what: what(record.type, document),
    user: textAt(document, 'process', 'user'),
    process: textAt(document, 'process', 'comm'),
    container: textAt(document, 'container', 'id'),
    attack: [
      ...new Set([
        ...(written.attack ?? []),
        ...(isRule ? [...techniquesIn(document), ...techniquesOf(tagsOf(document))] : []),
      ]),
    ],
    context: record.context,
    status: 'open',
    assignee: '',
  };
}
