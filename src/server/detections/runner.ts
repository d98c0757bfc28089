/**
 * Keeps detections going over what the ingest stores: reads new records in the order in which they were received, gives
 * them to the engine, turns hits into signals, and remembers how far it came.
 *
 * Surprising: it follows the store and not the ingest, so a crash, a restart or another server's ingest changes nothing.
 * Inserts of the same moment may become visible out of order, so it looks again at the last seconds and skips what it has
 * seen.
 */

import type { Suppression } from '../api/contract.ts';
import { parseDocument } from '../events/describe.ts';
import type { EventDocument } from '../events/json-fields.ts';
import { readFilter, testOf } from '../events/search.ts';
import type { SignalStore } from '../signals/signal-store.ts';
import type { Database } from '../store/database.ts';
import type { Documents } from '../store/documents.ts';
import { anyOf, raw, type Sql, sql, tabSeparated } from '../store/sql.ts';
import type { Detection, DetectionRecord } from './definition.ts';
import { DetectionEngine, type Hit, MemoryKnownValues } from './engine.ts';

/** How far back each look begins before the newest that was seen. */
const OVERLAP_US = 5_000_000;
const BATCH_ROWS = 5000;
/** Looks without being woken, for records of other servers. */
const IDLE_MS = 2000;
/** Records that are read again at the start to fill windows. */
const WARM_ROWS_MAX = 200_000;
/** Windows longer than this are not filled again. */
const WARM_NS_MAX = 86_400_000_000_000n;

interface RunnerRow {
  readonly id: string;
  readonly time_ns: string;
  readonly received_us: string;
  readonly class: number;
  readonly host_id: string;
  readonly host: string;
  readonly type: string;
  readonly rule_id: string;
  readonly severity: number;
  readonly context: string;
  readonly json: string;
}

const ROW = raw(
  'toString(id) AS id, toString(toUnixTimestamp64Nano(time)) AS time_ns, toString(toUnixTimestamp64Micro(received)) AS received_us, class, host_id, host, type, rule_id, severity, context, json',
);

interface Suppressor {
  readonly suppression: Suppression;
  readonly test: (document: EventDocument) => boolean;
}

export interface RunnerOptions {
  readonly database: Database;
  readonly documents: Documents;
  readonly signals: SignalStore;
  readonly detections: readonly Detection[];
  /** Told about failures; the runner goes on. */
  readonly onError: (error: Error) => void;
}

export class DetectionRunner {
  readonly engine: DetectionEngine;
  /** Age of the newest record that detections have seen when they saw it. */
  lagMs = 0;
  private readonly options: RunnerOptions;
  private readonly known = new MemoryKnownValues();
  private readonly seen = new Map<string, number>();
  private newKnown: string[] = [];
  private cursorUs = 0;
  private savedUs = 0;
  private suppressors: { readonly key: string; readonly list: readonly Suppressor[] } = { key: '', list: [] };
  private readonly suppressed = new Map<string, number>();
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: RunnerOptions) {
    this.options = options;
    this.engine = new DetectionEngine(options.detections, this.known);
    this.known.onNew = (detection, groupKey, value, timeNs) => {
      this.newKnown.push(
        [detection, tabSeparated(groupKey), tabSeparated(value), (Number(timeNs / 1_000_000n) / 1000).toFixed(3)].join(
          '\t',
        ),
      );
    };
  }

  /** Restores what it knew and begins. */
  async start(): Promise<void> {
    const { database, documents, signals } = this.options;
    await signals.load();
    const name = raw(database.name);
    for (const row of await database.query<{ detection: string; group_key: string; value: string; ns: string }>(
      sql`SELECT detection, group_key, value, toString(toUnixTimestamp64Milli(min(time))) AS ns FROM ${name}.known_values GROUP BY detection, group_key, value LIMIT 200000`,
    )) {
      this.known.add(row.detection, row.group_key, row.value, BigInt(row.ns) * 1_000_000n);
    }
    this.cursorUs = documents.get<{ received_us: number }>('cursor', 'detections')?.received_us ?? 0;
    this.savedUs = this.cursorUs;
    const done = await signals.reconcile(this.cursorUs - OVERLAP_US);
    await this.warm();
    // What is a member of a signal was dealt with; what was only near the cursor is looked at again.
    for (const key of done) this.seen.set(key.slice(key.indexOf(' ') + 1), this.cursorUs);
    this.timer = setInterval(() => this.wake(), IDLE_MS);
    this.timer.unref();
    this.wake();
  }

  /** New records are there. */
  wake(): void {
    if (this.stopped) return;
    if (this.running !== undefined) {
      this.again = true;
      return;
    }
    this.running = this.loop().finally(() => {
      this.running = undefined;
      if (this.again) {
        this.again = false;
        this.wake();
      }
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
    await this.save(true).catch(() => {});
  }

  /** Resolves when everything that is stored now was looked at; for tests. */
  async settle(): Promise<void> {
    this.wake();
    while (this.running !== undefined) await this.running;
  }

  private async loop(): Promise<void> {
    try {
      while (!this.stopped && (await this.step())) {
        // More is waiting.
      }
    } catch (error) {
      this.options.onError(error as Error);
    }
  }

  private get selection(): Sql {
    const conditions = this.engine.detections.flatMap(({ steps }) => steps.map(({ where }) => where));
    return anyOf(conditions);
  }

  /** Fills the windows with what was seen before the restart. */
  private async warm(): Promise<void> {
    const windowed = this.engine.detections.filter(({ written }) =>
      ['threshold', 'distinct', 'sequence'].includes(written.kind),
    );
    if (windowed.length === 0 || this.cursorUs === 0) return;
    const lookback = this.engine.windowNs < WARM_NS_MAX ? this.engine.windowNs : WARM_NS_MAX;
    const from = BigInt(this.cursorUs) * 1000n - lookback;
    const rows = await this.options.database.query<RunnerRow>(
      sql`SELECT ${ROW} FROM ${raw(this.options.database.name)}.events WHERE received <= fromUnixTimestamp64Micro(${this.cursorUs}) AND received > fromUnixTimestamp64Micro(${from / 1000n}) AND (${anyOf(windowed.flatMap(({ steps }) => steps.map(({ where }) => where)))}) ORDER BY received, time LIMIT ${WARM_ROWS_MAX}`,
      { secondsMax: 120 },
    );
    for (const row of rows) {
      this.engine.take(recordOf(row), Date.now());
      this.seen.set(row.id, Number(row.received_us));
    }
  }

  /** One batch. @returns whether there may be more */
  private async step(): Promise<boolean> {
    const { database, signals } = this.options;
    const from = this.cursorUs - OVERLAP_US;
    const skip = [...this.seen].filter(([, us]) => us > from).map(([id]) => id);
    const rows = await database.query<RunnerRow>(
      sql`SELECT ${ROW} FROM ${raw(database.name)}.events WHERE received > fromUnixTimestamp64Micro(${Math.max(0, from)}) AND (${this.selection}) ${
        skip.length === 0 ? raw('') : sql`AND toString(events.id) NOT IN ${skip.slice(-60_000)}`
      } ORDER BY received, time LIMIT 1 BY id LIMIT ${BATCH_ROWS}`,
      { secondsMax: 60 },
    );
    const fresh = rows.filter(({ id }) => !this.seen.has(id));
    if (fresh.length === 0) {
      await this.save(false);
      return false;
    }
    const now = Date.now();
    const hits: Hit[] = [];
    for (const row of fresh) {
      const record = recordOf(row);
      for (const hit of this.engine.take(record, now)) if (!this.isSuppressed(hit, now)) hits.push(hit);
    }
    if (hits.length > 0) await signals.add(hits);
    const newest = Number(fresh.at(-1)!.received_us);
    this.lagMs = Math.max(0, Date.now() - newest / 1000);
    for (const row of fresh) this.seen.set(row.id, Number(row.received_us));
    this.cursorUs = Math.max(this.cursorUs, newest);
    for (const [id, us] of this.seen) {
      if (us > this.cursorUs - OVERLAP_US * 2) break;
      this.seen.delete(id);
    }
    await this.save(false);
    return fresh.length >= BATCH_ROWS;
  }

  private async save(isLast: boolean): Promise<void> {
    const { database, documents } = this.options;
    if (this.newKnown.length > 0) {
      const rows = this.newKnown;
      this.newKnown = [];
      await database.insert(
        'known_values',
        ['detection', 'group_key', 'value', 'time'],
        Buffer.from(`${rows.join('\n')}\n`),
      );
    }
    if (this.cursorUs > this.savedUs + (isLast ? 0 : 1_000_000)) {
      await documents.put('cursor', 'detections', { received_us: this.cursorUs });
      this.savedUs = this.cursorUs;
    }
    for (const [id, count] of this.suppressed) {
      const suppression = documents.get<Suppression>('suppression', id);
      this.suppressed.delete(id);
      if (suppression !== undefined) {
        await documents.put('suppression', id, { ...suppression, suppressed: suppression.suppressed + count });
      }
    }
  }

  private isSuppressed(hit: Hit, nowMs: number): boolean {
    for (const { suppression, test } of this.currentSuppressors()) {
      if (suppression.expires !== null && Date.parse(suppression.expires) <= nowMs) continue;
      if (
        suppression.rules.length > 0 &&
        !suppression.rules.includes(hit.record.ruleId) &&
        !suppression.rules.includes(hit.detection.written.id)
      )
        continue;
      if (!test(hit.record.document)) continue;
      this.suppressed.set(suppression.id, (this.suppressed.get(suppression.id) ?? 0) + 1);
      return true;
    }
    return false;
  }

  /** Compiled once per change. */
  private currentSuppressors(): readonly Suppressor[] {
    const all = this.options.documents.list<Suppression>('suppression').filter(({ enabled }) => enabled);
    const key = all
      .map(({ id, expression, rules, expires }) => JSON.stringify([id, expression, rules, expires]))
      .join();
    if (key !== this.suppressors.key) {
      const list = all.flatMap((suppression) => {
        const { rule } = readFilter(suppression.expression);
        return rule === undefined ? [] : [{ suppression, test: testOf(rule) }];
      });
      this.suppressors = { key, list };
    }
    return this.suppressors.list;
  }
}

function recordOf(row: RunnerRow): DetectionRecord {
  return {
    id: row.id,
    timeNs: BigInt(row.time_ns),
    class: row.class,
    hostId: row.host_id,
    host: row.host,
    type: row.type,
    ruleId: row.rule_id,
    severity: row.severity,
    context: row.context,
    document: parseDocument(row.json),
  };
}
