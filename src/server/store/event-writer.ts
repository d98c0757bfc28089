/**
 * Puts records into the store, each once. Callers hand in batches and are answered when theirs is durable.
 *
 * Surprising: there is one pipeline for all callers. Batches that arrive while the store works are gathered and go
 * together, so that many small agents cost as little as one large one, and the check for repetitions needs no locks:
 * recent-ids.ts knows what is surely new, and the store is asked about the rest. A second server of a cluster may write
 * at the same moment, so there the store is always asked; what still slips through, its own merging removes.
 */
import { isUtf8 } from 'node:buffer';
import { type Database, StoreError } from './database.ts';
import { ENVELOPE_COLUMNS } from './event-columns.ts';
import { RecentIds } from './recent-ids.ts';
import { raw, sql } from './sql.ts';

/** Most that goes to the store at once. */
const GROUP_RECORDS_MAX = 20_000;
const GROUP_BYTES_MAX = 48 * 1024 * 1024;
/** Groups on their way at the same time: two that the engine inserts, one that is being written down for it. */
const GROUPS_UNDER_WAY = 3;
/** Most that may wait; beyond it callers are told to come again. */
const QUEUE_BYTES_MAX = 256 * 1024 * 1024;
/** Largest document. */
export const DOCUMENT_BYTES_MAX = 2 * 1024 * 1024;
/** Ids in one question to the store. */
const IDS_PER_QUESTION = 20_000;

/** A record as the wire has it; messages of the Ingest service fit. */
export interface IncomingRecord {
  readonly id: string;
  readonly class: number;
  readonly timeUnixNs: bigint;
  readonly hostId: string;
  readonly json: Uint8Array;
  readonly severity: number;
  readonly type: string;
  readonly ruleId: string;
}

export interface WriteResult {
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: readonly { readonly id: string; readonly reason: string }[];
}

interface Waiting {
  readonly records: readonly IncomingRecord[];
  readonly rejected: { readonly id: string; readonly reason: string }[];
  readonly bytes: number;
  readonly arrivedAt: number;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (error: unknown) => void;
}

/** ClickHouse's codes for rows that it cannot read: parsing, types, dates, sizes, UTF-8. */
const DATA_ERRORS: ReadonlySet<string> = new Set([
  '6',
  '25',
  '26',
  '27',
  '33',
  '38',
  '41',
  '53',
  '69',
  '70',
  '72',
  '117',
  '131',
  '376',
]);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HOST = /^[\w.-]{1,128}$/;
const WORD = /^[\w.:/-]{0,256}$/;
/** 1970 to 2262: what nanoseconds in 64 bits reach. */
const TIME_NS_MAX = 9_223_372_036_854_775_807n;

/** Why the record can never be stored; null when it can. */
export function faultOf(record: IncomingRecord): string | null {
  if (!UUID.test(record.id)) return 'its id is no UUID in lower case';
  if (record.class < 1 || record.class > 3) return `class ${record.class} is unknown`;
  if (!HOST.test(record.hostId)) return 'its host id is empty or has odd characters';
  if (!WORD.test(record.type) || !WORD.test(record.ruleId))
    return 'its type or rule id has odd characters or is too long';
  if (record.severity < 0 || record.severity > 5) return `severity ${record.severity} is unknown`;
  if (record.timeUnixNs < 0n || record.timeUnixNs > TIME_NS_MAX) return 'its time is out of range';
  const { json } = record;
  if (json.length > DOCUMENT_BYTES_MAX) return `its document is larger than ${DOCUMENT_BYTES_MAX} bytes`;
  if (json.length < 2 || json[0] !== 0x7b || json[json.length - 1] !== 0x7d) return 'its document is no JSON object';
  if (!isUtf8(json)) return 'its document is not UTF-8';
  return null;
}

/** Counters since the start. */
export interface WriterCounts {
  accepted: number;
  duplicates: number;
  rejected: number;
  refused: number;
  groups: number;
}

export class EventWriter {
  readonly counts: WriterCounts = { accepted: 0, duplicates: 0, rejected: 0, refused: 0, groups: 0 };
  /** Milliseconds from arrival to durable, of the latest batches. */
  readonly latenciesMs: number[] = [];
  /** Called after each group with how many records were new, and the newest `received` (µs since 1970). */
  onStored: (accepted: number, receivedUs: number) => void = () => {};
  private readonly database: Database;
  private queue: Waiting[] = [];
  private queuedBytes = 0;
  private readonly recentCounts: (readonly [number, number])[] = [];
  private running: Promise<void> | undefined;
  private recent: RecentIds | undefined;
  private lastReceivedUs = 0;
  /** Times of groups that are on their way, oldest first; of those that arrived, how many records. */
  private readonly underWay: { readonly receivedUs: number; arrived: number | null }[] = [];

  constructor(database: Database) {
    this.database = database;
  }

  get queuedRecords(): number {
    return this.queue.reduce((sum, { records }) => sum + records.length, 0);
  }

  /** True while callers should hold back. */
  get isFull(): boolean {
    return this.queuedBytes > QUEUE_BYTES_MAX;
  }

  /**
   * Stores the batch.
   * @returns counts, when every record is durable or refused for good; null at once when too much is waiting
   * @throws StoreError when the store fails; nothing is known then, and delivering again is safe
   */
  write(records: readonly IncomingRecord[]): Promise<WriteResult> | null {
    if (this.isFull) {
      this.counts.refused += records.length;
      return null;
    }
    const good: IncomingRecord[] = [];
    const rejected: { id: string; reason: string }[] = [];
    let bytes = 0;
    for (const record of records) {
      const reason = faultOf(record);
      if (reason !== null) {
        rejected.push({ id: record.id.slice(0, 64), reason });
        continue;
      }
      good.push(record);
      bytes += record.json.length + 200;
    }
    this.counts.rejected += rejected.length;
    if (good.length === 0) return Promise.resolve({ accepted: 0, duplicate: 0, rejected });
    return new Promise((resolve, reject) => {
      this.queue.push({ records: good, rejected, bytes, arrivedAt: performance.now(), resolve, reject });
      this.queuedBytes += bytes;
      this.running ??= this.drain();
    });
  }

  /** Records accepted per second, over the last minute. */
  get perSecond(): number {
    const now = performance.now();
    while (this.recentCounts.length > 0 && now - this.recentCounts[0]![0] > 60_000) this.recentCounts.shift();
    return this.recentCounts.reduce((sum, [, count]) => sum + count, 0) / 60;
  }

  /** Resolves when nothing waits. */
  async settle(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  private async drain(): Promise<void> {
    // Lets callers of the same moment join.
    await new Promise((resolve) => setImmediate(resolve));
    this.recent ??= await this.loadRecent();
    const underWay = new Set<Promise<void>>();
    while (this.queue.length > 0) {
      const group: Waiting[] = [];
      let records = 0;
      let bytes = 0;
      for (const one of this.queue) {
        if (
          group.length > 0 &&
          (records + one.records.length > GROUP_RECORDS_MAX || bytes + one.bytes > GROUP_BYTES_MAX)
        )
          break;
        group.push(one);
        records += one.records.length;
        bytes += one.bytes;
      }
      this.queue.splice(0, group.length);
      const stored = this.store(group)
        .catch((error: unknown) => {
          for (const { reject } of group) reject(error);
        })
        .finally(() => {
          this.queuedBytes -= bytes;
          underWay.delete(stored);
        });
      underWay.add(stored);
      // The last of what waits is waited for, so that what comes meanwhile goes together.
      while (underWay.size >= GROUPS_UNDER_WAY || (this.queue.length === 0 && underWay.size > 0))
        await Promise.race(underWay);
    }
    this.running = undefined;
  }

  private async store(group: readonly Waiting[]): Promise<void> {
    const recent = this.recent!;
    const doubtful: IncomingRecord[] = [];
    const rows: IncomingRecord[] = [];
    const accepted = new Map<Waiting, number>();
    const take = (waiting: Waiting, record: IncomingRecord): void => {
      recent.add(record);
      rows.push(record);
      accepted.set(waiting, (accepted.get(waiting) ?? 0) + 1);
    };
    const questions: (readonly [Waiting, IncomingRecord])[] = [];
    for (const waiting of group) {
      for (const record of waiting.records) {
        const verdict = this.database.kind === 'cluster' ? 'ask' : recent.verdict(record);
        if (verdict === 'new') take(waiting, record);
        else if (verdict === 'ask') {
          doubtful.push(record);
          questions.push([waiting, record]);
        }
      }
    }
    if (doubtful.length > 0) {
      const known = await this.knownIds(doubtful);
      for (const [waiting, record] of questions) {
        // Two copies may stand in the same group, or in the group before.
        if (!known.has(record.id) && recent.verdict(record) !== 'known') take(waiting, record);
      }
    }
    // Strictly rising, so that readers can follow by it.
    this.lastReceivedUs = Math.max(Date.now() * 1000, this.lastReceivedUs + 1);
    const receivedUs = this.lastReceivedUs;
    const way = { receivedUs, arrived: null as number | null };
    this.underWay.push(way);
    const unstorable = new Map<string, string>();
    if (rows.length > 0) {
      try {
        for (const bad of await this.insertRows(rows, receivedUs)) unstorable.set(bad.record.id, bad.reason);
      } catch (error) {
        for (const record of rows) recent.doubt(record);
        way.arrived = 0;
        this.announce();
        throw error;
      }
    }
    this.counts.groups += 1;
    const now = performance.now();
    this.recentCounts.push([now, rows.length]);
    if (this.recentCounts.length > 20_000) this.recentCounts.shift();
    for (const waiting of group) {
      const fresh = accepted.get(waiting) ?? 0;
      this.counts.accepted += fresh;
      this.counts.duplicates += waiting.records.length - fresh;
      this.latenciesMs.push(now - waiting.arrivedAt);
      if (this.latenciesMs.length > 1000) this.latenciesMs.splice(0, 500);
    }
    way.arrived = rows.length;
    this.announce();
    for (const waiting of group) {
      const fresh = accepted.get(waiting) ?? 0;
      if (unstorable.size > 0) {
        for (const { id } of waiting.records) {
          const reason = unstorable.get(id);
          if (reason !== undefined) waiting.rejected.push({ id, reason });
        }
      }
      waiting.resolve({ accepted: fresh, duplicate: waiting.records.length - fresh, rejected: waiting.rejected });
    }
  }

  /** Tells of groups in the order of their times, so that who follows by time misses none that overtook another. */
  private announce(): void {
    let records = 0;
    let newest = 0;
    while (this.underWay.length > 0 && this.underWay[0]!.arrived !== null) {
      const { receivedUs, arrived } = this.underWay.shift()!;
      records += arrived!;
      newest = receivedUs;
    }
    if (records > 0) this.onStored(records, newest);
  }

  /**
   * Inserts; when the store cannot make sense of a row, finds it by halves, so that one bad record does not keep all others
   * waiting for ever. @returns records that it refuses @throws StoreError when it fails otherwise
   */
  private async insertRows(
    rows: readonly IncomingRecord[],
    receivedUs: number,
  ): Promise<{ readonly record: IncomingRecord; readonly reason: string }[]> {
    try {
      await this.database.insert('inbox', COLUMNS, encodeRows(rows, receivedUs), 'RowBinary');
      return [];
    } catch (error) {
      if (!(error instanceof StoreError) || !DATA_ERRORS.has(error.code)) throw error;
      if (rows.length === 1) return [{ record: rows[0]!, reason: error.message.slice(0, 200) }];
      const middle = rows.length >> 1;
      return [
        ...(await this.insertRows(rows.slice(0, middle), receivedUs)),
        ...(await this.insertRows(rows.slice(middle), receivedUs)),
      ];
    }
  }

  /** What is in the store at the start. */
  private async loadRecent(): Promise<RecentIds> {
    const rows = await this.database.query<{ host_id: string; newest: string }>(
      sql`SELECT host_id, toString(toUnixTimestamp64Nano(max(time))) AS newest FROM ${raw(this.database.name)}.events GROUP BY host_id`,
      { secondsMax: 120 },
    );
    return new RecentIds(new Map(rows.map(({ host_id, newest }) => [host_id, BigInt(newest)])));
  }

  /** Which of the records the store has already. */
  private async knownIds(all: readonly IncomingRecord[]): Promise<Set<string>> {
    const known = new Set<string>();
    for (let start = 0; start < all.length; start += IDS_PER_QUESTION) {
      const part = all.slice(start, start + IDS_PER_QUESTION);
      let first = part[0]!.timeUnixNs;
      let last = first;
      for (const { timeUnixNs } of part) {
        if (timeUnixNs < first) first = timeUnixNs;
        if (timeUnixNs > last) last = timeUnixNs;
      }
      const ids = raw(part.map(({ id }) => `'${id}'`).join(','));
      const rows = await this.database.query<{ id: string }>(
        sql`SELECT toString(events.id) AS id FROM ${raw(this.database.name)}.events WHERE time >= fromUnixTimestamp64Nano(${first}) AND time <= fromUnixTimestamp64Nano(${last}) AND events.id IN (${ids})`,
        { secondsMax: 60 },
      );
      for (const { id } of rows) known.add(id);
    }
    return known;
  }
}

const COLUMNS = ENVELOPE_COLUMNS.map(([name]) => name);

/**
 * Rows in ClickHouse's RowBinary format: numbers little-endian, texts with their length as LEB128, a UUID as two 64-bit
 * halves. Nothing has to be escaped or parsed, which halves what an event costs.
 */
export function encodeRows(records: readonly IncomingRecord[], receivedUs: number): Buffer {
  let size = 0;
  for (const { json, hostId, type, ruleId } of records)
    size += json.length + hostId.length + type.length + ruleId.length + ROW_BYTES;
  const buffer = Buffer.allocUnsafe(size);
  const received = BigInt(receivedUs);
  let at = 0;
  const putLength = (length: number): void => {
    let rest = length;
    while (rest >= 0x80) {
      buffer[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[at++] = rest;
  };
  const putWord = (word: string): void => {
    putLength(word.length);
    at += buffer.write(word, at, 'latin1');
  };
  for (const record of records) {
    putUuid(record.id, buffer, at);
    buffer.writeBigInt64LE(record.timeUnixNs, at + 16);
    buffer.writeBigInt64LE(received, at + 24);
    buffer[at + 32] = record.class;
    at += 33;
    putWord(record.hostId);
    buffer[at++] = record.severity;
    putWord(record.type);
    putWord(record.ruleId);
    putLength(record.json.length);
    buffer.set(record.json, at);
    at += record.json.length;
  }
  return buffer.subarray(0, at);
}

/** Fixed parts of a row, and room for the lengths of its four texts. */
const ROW_BYTES = 34 + 4 * 5;
/** Where the bytes of the written form stand: dashes fall out, and each half is reversed. */
const UUID_DIGITS = [16, 14, 11, 9, 6, 4, 2, 0, 34, 32, 30, 28, 26, 24, 21, 19] as const;

function putUuid(id: string, buffer: Buffer, at: number): void {
  for (let index = 0; index < 16; index++) {
    const digit = UUID_DIGITS[index]!;
    buffer[at + index] = (hexDigit(id.charCodeAt(digit)) << 4) | hexDigit(id.charCodeAt(digit + 1));
  }
}

const hexDigit = (code: number): number => (code < 58 ? code - 48 : code - 87);
