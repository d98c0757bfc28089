/**
 * Questions about stored events: pages, counts over time, back-tests. A filter goes to the store as far as its columns
 * reach; the rest is evaluated here, on at most {@link CANDIDATES_MAX} candidates, newest first, and the report says when
 * that cut the search.
 */

import {
  type CheckedRule,
  type CompiledRule,
  compileRule,
  type Diagnostic,
  emptyEnvironment,
  type MacroDefinition,
  readRule,
} from '../../rules/language/index.ts';
import type { EventPage, FilterReport, Histogram, StoredEvent } from '../api/contract.ts';
import { type Database, StoreError } from '../store/database.ts';
import { CLASSES } from '../store/schema.ts';
import { allOf, raw, type Sql, sql } from '../store/sql.ts';
import { EVENT_ROW, type EventRow, isoTime, parseDocument, storedEvent } from './describe.ts';
import { type EventDocument, jsonModel } from './json-fields.ts';
import { translate } from './translate.ts';

/** Candidates that are parsed and tested here for one question. */
const CANDIDATES_MAX = 30_000;
/** The time that this may take: a page for a person, and a back-test. */
const PAGE_MS = 700;
const SCAN_MS = 5000;
/** Candidates per look: few at first, because the first page is often found at once. */
const CHUNK_ROWS_MIN = 200;
const CHUNK_ROWS_MAX = 4000;
/** First stretch of time in which parts of words are looked for; each further one is four times as long. */
const SLICE_NS = 60_000_000_000n;

/** Macros by id. */
export type Macros = ReadonlyMap<string, MacroDefinition>;

/** A filter, ready to ask with. */
export interface EventFilter {
  readonly where: Sql;
  /** The part that the store cannot answer; null: it answers everything. */
  readonly test: ((document: EventDocument) => boolean) | null;
  /** Conditions on words. As whole words the index answers them; as parts of words every row has to be read. */
  readonly words?: { readonly whole: Sql; readonly parts: Sql };
  readonly from?: bigint;
  readonly to?: bigint;
}

/** What a request says about events. Times in ns since 1970; from is included, to is not. */
export interface EventQuestion {
  readonly filter?: string;
  /** Macros that the filter may name. */
  readonly macros?: Macros;
  readonly q?: string;
  readonly host?: readonly string[];
  readonly type?: readonly string[];
  readonly class?: readonly string[];
  readonly from?: bigint;
  readonly to?: bigint;
}

/** Reads a SECL text; mistakes come back as values. */
export function readFilter(
  text: string,
  macros: Macros = new Map(),
): { readonly rule?: CheckedRule; readonly diagnostics: readonly Diagnostic[] } {
  return readRule(text, jsonModel, { macros });
}

/** The rule as a test of documents. Ages are counted from now. */
export function testOf(rule: CheckedRule): (document: EventDocument) => boolean {
  const compiled: CompiledRule<EventDocument> = compileRule(rule, jsonModel);
  const types = rule.eventType === null ? rule.onlyEventTypes : [rule.eventType];
  const environment = emptyEnvironment<EventDocument>(BigInt(Date.now()) * 1_000_000n);
  return (document) => {
    if (types !== null) {
      const name = (document.evt as EventDocument | undefined)?.name;
      if (typeof name !== 'string' || !types.includes(name)) return false;
    }
    return compiled(document, environment);
  };
}

/** @returns the filter, or what is wrong with its SECL text */
export function filterOf(question: EventQuestion): EventFilter | readonly Diagnostic[] {
  const conditions: Sql[] = [];
  let test: EventFilter['test'] = null;
  if (question.filter !== undefined && question.filter.trim() !== '') {
    const { rule, diagnostics } = readFilter(question.filter, question.macros);
    if (rule === undefined) return diagnostics;
    const translated = translate(rule);
    conditions.push(translated.where);
    if (!translated.exact) test = testOf(rule);
  }
  if (question.host !== undefined) conditions.push(sql`host IN ${question.host}`);
  if (question.type !== undefined) conditions.push(sql`type IN ${question.type}`);
  if (question.class !== undefined) {
    conditions.push(sql`class IN ${question.class.map((name) => CLASSES[name as keyof typeof CLASSES] ?? 0)}`);
  }
  if (question.from !== undefined) conditions.push(sql`time >= fromUnixTimestamp64Nano(${question.from})`);
  if (question.to !== undefined) conditions.push(sql`time < fromUnixTimestamp64Nano(${question.to})`);
  return {
    where: allOf(conditions),
    test,
    ...(question.q === undefined || question.q.trim() === ''
      ? {}
      : {
          words: {
            whole: allOf(wholeWordConditions(question.q, 'search')),
            parts: allOf(wordConditions(question.q, 'search')),
          },
        }),
    ...(question.from === undefined ? {} : { from: question.from }),
    ...(question.to === undefined ? {} : { to: question.to }),
  };
}

const wordsOf = (q: string): string[] =>
  q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 12);

/** The same words, whose tokens must be whole tokens of the text: what the index of tokens can tell. */
function wholeWordConditions(q: string, column: string): Sql[] {
  return wordsOf(q).map((word) => {
    const tokens = word.split(/[^a-z0-9\u0080-\uffff]+/).filter((token) => token !== '');
    return allOf([
      ...tokens.map((token) => sql`hasToken(${raw(column)}, ${token})`),
      sql`position(${raw(column)}, ${word}) > 0`,
    ]);
  });
}

/** Words that must all appear in a column of folded text, also as parts of longer ones. */
export function wordConditions(q: string, column: string): Sql[] {
  return wordsOf(q).map((word) => sql`position(${raw(column)}, ${word}) > 0`);
}

const EXACT: FilterReport = { exact: true, scanned: 0, searched_from: null };

export class EventSearch {
  private readonly database: Database;
  private readonly table: Sql;

  constructor(database: Database) {
    this.database = database;
    this.table = raw(`${database.name}.events`);
  }

  /** One event by its id. */
  async byId(id: string): Promise<EventRow | undefined> {
    if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
    // The id tells the time of a record to the millisecond, and the key begins with the time.
    const ms = /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id) ? Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) : 0;
    const near = sql`SELECT ${raw(EVENT_ROW)} FROM ${this.table} WHERE events.id = toUUID(${id})`;
    if (ms > 0 && ms < 4e12) {
      const [row] = await this.database.query<EventRow>(
        sql`${near} AND time >= fromUnixTimestamp64Nano(${BigInt(ms - 600_000) * 1_000_000n}) AND time <= fromUnixTimestamp64Nano(${BigInt(ms + 600_000) * 1_000_000n}) LIMIT 1`,
      );
      if (row !== undefined) return row;
    }
    return (await this.database.query<EventRow>(sql`${near} LIMIT 1`))[0];
  }

  /** Events by their ids, newest first. */
  async byIds(ids: readonly string[]): Promise<EventRow[]> {
    if (ids.length === 0) return [];
    return this.database.query<EventRow>(
      sql`SELECT ${raw(EVENT_ROW)} FROM ${this.table} WHERE events.id IN (${raw(
        ids
          .filter((id) => /^[0-9a-f-]{36}$/.test(id))
          .map((id) => `toUUID('${id}')`)
          .join(',') || 'NULL',
      )}) ORDER BY time DESC, events.id DESC LIMIT 1 BY id LIMIT 1000`,
    );
  }

  /** A page, newest first. The cursor is where the page before ended. */
  async page(filter: EventFilter, limit: number, cursor: string | undefined): Promise<EventPage> {
    const after = cursor === undefined ? null : readCursor(cursor);
    if (filter.test === null && filter.words === undefined) {
      return this.pageOf(await this.candidates(filter.where, after, limit + 1), limit, EXACT);
    }
    const deadline = performance.now() + PAGE_MS;
    if (filter.test === null && filter.words !== undefined)
      return this.wordPage(filter, filter.words, limit, after, deadline);
    return this.testedPage({ ...filter, where: whereOf(filter) }, limit, after, deadline);
  }

  private pageOf(rows: readonly EventRow[], limit: number, report: FilterReport): EventPage {
    const shown = rows.slice(0, limit);
    return {
      items: shown.map((row) => storedEvent(row)),
      next_cursor: rows.length > limit ? cursorOf(shown.at(-1)!) : null,
      report,
    };
  }

  /** Tests candidates here, one by one. */
  private async testedPage(
    filter: EventFilter,
    limit: number,
    from: Position | null,
    deadline: number,
  ): Promise<EventPage> {
    const items: StoredEvent[] = [];
    let after = from;
    let scanned = 0;
    for (let chunk = CHUNK_ROWS_MIN; ; chunk = Math.min(chunk * 2, CHUNK_ROWS_MAX)) {
      const rows = await this.candidates(filter.where, after, chunk);
      for (const row of rows) {
        scanned += 1;
        after = row;
        const document = parseDocument(row.json);
        if (!filter.test!(document)) continue;
        items.push(storedEvent(row, document));
        if (items.length >= limit)
          return { items, next_cursor: cursorOf(row), report: { exact: true, scanned, searched_from: null } };
      }
      if (rows.length < chunk)
        return { items, next_cursor: null, report: { exact: true, scanned, searched_from: null } };
      if (scanned >= CANDIDATES_MAX || performance.now() > deadline)
        return { items, next_cursor: after === null ? null : cursorOf(after), report: cutReport(scanned, after!) };
    }
  }

  /**
   * Looks for words: whole ones everywhere, by the index; parts of longer words in stretches of time that grow backwards,
   * until the page is full or the time is over. The report says how far back parts were looked for.
   */
  private async wordPage(
    filter: EventFilter,
    words: { readonly whole: Sql; readonly parts: Sql },
    limit: number,
    after: Position | null,
    deadline: number,
  ): Promise<EventPage> {
    const found = new Map<string, EventRow>();
    const leftS = (): number => Math.max(0.05, (deadline - performance.now()) / 1000);
    let wholeIsDone = true;
    try {
      for (const row of await this.candidates(allOf([filter.where, words.whole]), after, limit + 1, leftS() * 0.6))
        found.set(row.id, row);
    } catch (error) {
      if (!isTimeout(error)) throw error;
      wholeIsDone = false;
    }
    const [range] = await this.database.query<{ oldest: string; newest: string }>(
      sql`SELECT toString(toUnixTimestamp64Nano(min(time))) AS oldest, toString(toUnixTimestamp64Nano(max(time))) AS newest FROM ${this.table}`,
    );
    const oldest = filter.from ?? BigInt(range?.oldest ?? 0);
    const newest = BigInt(range?.newest ?? 0) + 1n;
    let until =
      after === null
        ? filter.to !== undefined && filter.to < newest
          ? filter.to
          : newest
        : BigInt(after.time_ns) + 1n;
    let searched = until;
    // What lies above the last of a full page of whole words is all that parts of words could add.
    const floorOf = (): bigint => (found.size > limit ? BigInt(newestFirst(found)[limit]!.time_ns) : oldest);
    for (let width = SLICE_NS; until > floorOf() && performance.now() < deadline; width *= 4n) {
      const begin = until - width > oldest ? until - width : oldest;
      const slice = sql`time >= fromUnixTimestamp64Nano(${begin}) AND time < fromUnixTimestamp64Nano(${until})`;
      try {
        for (const row of await this.candidates(allOf([filter.where, words.parts, slice]), after, limit + 1, leftS()))
          found.set(row.id, row);
      } catch (error) {
        if (!isTimeout(error)) throw error;
        break;
      }
      searched = begin;
      until = begin;
    }
    const rows = newestFirst(found);
    const isComplete = searched <= floorOf();
    if (isComplete) return this.pageOf(rows, limit, EXACT);
    const searchedFrom = isoTime(searched);
    return this.pageOf(rows, limit, {
      exact: false,
      scanned: 0,
      searched_from: searchedFrom,
      note: `Parts of words were looked for back to ${searchedFrom}${wholeIsDone ? '; whole words everywhere' : ''}. Narrow the time or write whole words to look further back.`,
    });
  }

  /** Counts in equal stretches of time. */
  async histogram(filter: EventFilter, from: bigint, to: bigint, buckets: number): Promise<Histogram> {
    const widthMs = Math.max(1, Math.ceil(Number((to - from) / 1_000_000n) / buckets));
    const counts = Array.from({ length: buckets }, () => ({ count: 0, signals: 0 }));
    let report = EXACT;
    if (filter.test === null) {
      const deadline = performance.now() + PAGE_MS;
      // Words make every text be read: newest buckets first, in growing groups, for as long as there is time.
      let group = filter.words === undefined ? buckets : 1;
      for (let until = buckets; until > 0; group *= 3) {
        const begin = Math.max(0, until - group);
        const start = from + BigInt(begin) * BigInt(widthMs) * 1_000_000n;
        const end = until === buckets ? to : from + BigInt(until) * BigInt(widthMs) * 1_000_000n;
        const leftS = Math.max(0.05, (deadline - performance.now()) / 1000);
        try {
          const rows = await this.database.query<{ bucket: number; count: number; signals: number }>(
            sql`SELECT intDiv(toUnixTimestamp64Nano(time) - ${from}, ${BigInt(widthMs) * 1_000_000n}) AS bucket, count() AS count, countIf(class = ${CLASSES.signal}) AS signals FROM ${this.table} WHERE time >= fromUnixTimestamp64Nano(${start}) AND time < fromUnixTimestamp64Nano(${end}) AND (${whereOf(filter)}) GROUP BY bucket`,
            filter.words === undefined ? {} : { secondsMax: leftS },
          );
          for (const { bucket, count, signals } of rows)
            if (counts[bucket] !== undefined) counts[bucket] = { count, signals };
        } catch (error) {
          if (filter.words === undefined || !isTimeout(error)) throw error;
          const searchedFrom = isoTime(end);
          report = {
            exact: false,
            scanned: 0,
            searched_from: searchedFrom,
            note: `Words were counted back to ${searchedFrom}. Narrow the time to count further back.`,
          };
          break;
        }
        until = begin;
      }
    } else {
      const scan = await this.scan(filter);
      report = scan.report;
      for (const row of scan.rows) {
        const one = counts[Number((BigInt(row.time_ns) - from) / (BigInt(widthMs) * 1_000_000n))];
        if (one === undefined) continue;
        one.count += 1;
        if (row.class === CLASSES.signal) one.signals += 1;
      }
    }
    const startMs = Number(from / 1_000_000n);
    return {
      from: isoTime(from),
      to: isoTime(to),
      bucket_ms: widthMs,
      buckets: counts.map((one, index) => ({ time: new Date(startMs + index * widthMs).toISOString(), ...one })),
      total: counts.reduce((sum, { count }) => sum + count, 0),
      report,
    };
  }

  /** All matches among the newest candidates, without their order mattering to the caller. */
  async scan(filter: EventFilter, rowsMax = CANDIDATES_MAX): Promise<{ rows: EventRow[]; report: FilterReport }> {
    const rows: EventRow[] = [];
    let after: EventRow | null = null;
    let scanned = 0;
    const deadline = performance.now() + SCAN_MS;
    const where = whereOf(filter);
    for (;;) {
      const chunk: EventRow[] = await this.candidates(where, after, CHUNK_ROWS_MAX);
      for (const row of chunk) {
        if (filter.test === null || filter.test(parseDocument(row.json))) rows.push(row);
      }
      scanned += chunk.length;
      after = chunk.at(-1) ?? after;
      if (chunk.length < CHUNK_ROWS_MAX) return { rows, report: { exact: true, scanned, searched_from: null } };
      if (scanned >= rowsMax || performance.now() > deadline) return { rows, report: cutReport(scanned, after!) };
    }
  }

  private candidates(where: Sql, after: Position | null, limit: number, secondsMax?: number): Promise<EventRow[]> {
    const beyond =
      after === null
        ? raw('1')
        : sql`time <= fromUnixTimestamp64Nano(${BigInt(after.time_ns)}) AND (time, events.id) < (fromUnixTimestamp64Nano(${BigInt(after.time_ns)}), toUUID(${after.id}))`;
    return this.database.query<EventRow>(
      sql`SELECT ${raw(EVENT_ROW)} FROM ${this.table} WHERE ${beyond} AND (${where}) ORDER BY time DESC, events.id DESC LIMIT ${limit}`,
      secondsMax === undefined ? {} : { secondsMax },
    );
  }
}

interface Position {
  readonly time_ns: string;
  readonly id: string;
}

/** The whole condition; words as parts of words. */
const whereOf = (filter: EventFilter): Sql =>
  filter.words === undefined ? filter.where : allOf([filter.where, filter.words.parts]);

const isTimeout = (error: unknown): boolean => error instanceof StoreError && error.code === '159';

const newestFirst = (rows: ReadonlyMap<string, EventRow>): EventRow[] =>
  [...rows.values()].sort((a, b) => {
    const [one, other] = [BigInt(a.time_ns), BigInt(b.time_ns)];
    return one === other ? (a.id < b.id ? 1 : -1) : one < other ? 1 : -1;
  });

const cursorOf = ({ time_ns, id }: Position): string => `${time_ns}_${id}`;

/** Null for what is no cursor of ours: the first page then. */
function readCursor(cursor: string): Position | null {
  const parts = /^(\d{1,19})_([0-9a-f-]{36})$/.exec(cursor);
  return parts === null ? null : { time_ns: parts[1]!, id: parts[2]! };
}

function cutReport(scanned: number, last: Position): FilterReport {
  const searchedFrom = isoTime(BigInt(last.time_ns));
  return {
    exact: false,
    scanned,
    searched_from: searchedFrom,
    note: `Part of the filter is tested event by event; ${scanned} candidates were tested, back to ${searchedFrom}. Narrow the time or add a condition on a common field.`,
  };
}
