/**
 * Runs detections over records, one after the other. Pure: the store, signals and the clock are somebody else's, so the
 * same code runs on stored events and on the sample events of a detection's tests.
 *
 * Every piece of state is bounded; what is forgotten because of a bound is counted. Times are those of the events, so a
 * spool that is delivered late gives the same signals as one delivered at once.
 */
import type { Severity } from '../api/contract.ts';
import { SEVERITIES } from '../api/contract.ts';
import type { Detection, DetectionRecord } from './definition.ts';

/** Groups per detection, and records per group, that are remembered. */
const GROUPS_MAX = 20_000;
const RECORDS_MAX = 10_000;
/** Unfinished sequences per detection. */
const SEQUENCES_MAX = 5000;
const VALUES_MAX = 200_000;

/** A detection held. */
export interface Hit {
  readonly detection: Detection;
  /** Values of the fields that it groups by. */
  readonly group: Readonly<Record<string, string>>;
  readonly groupKey: string;
  readonly severity: Severity;
  /** The record that completed it. */
  readonly record: DetectionRecord;
  /** All records that made it hold, oldest first; the last is `record`. */
  readonly evidence: readonly Evidence[];
}

/** What is kept of a record that may become evidence. */
export interface Evidence {
  readonly id: string;
  readonly timeNs: bigint;
}

interface Windowed extends Evidence {
  readonly value: string;
}

interface Started {
  readonly next: number;
  readonly key: string;
  readonly processKeys: ReadonlySet<string>;
  readonly evidence: readonly Evidence[];
  readonly firstNs: bigint;
}

/** What "new value" detections have seen; kept by the store between starts. */
export interface KnownValues {
  /** @returns true when the value is new; remembers it */
  learn(
    detection: string,
    groupKey: string,
    value: string,
    timeNs: bigint,
  ): { readonly isNew: boolean; readonly sinceNs: bigint };
}

/** Known values in memory alone. */
export class MemoryKnownValues implements KnownValues {
  /** Values that were forgotten because there were too many: seen again, they count as new. */
  forgotten = 0;
  private readonly values = new Map<string, bigint>();
  private readonly since = new Map<string, bigint>();
  /** Called with each value that was not known. */
  onNew: (detection: string, groupKey: string, value: string, timeNs: bigint) => void = () => {};

  learn(detection: string, groupKey: string, value: string, timeNs: bigint): { isNew: boolean; sinceNs: bigint } {
    const group = `${detection}\0${groupKey}`;
    const sinceNs = this.since.get(group) ?? timeNs;
    const key = `${group}\0${value}`;
    const known = this.values.get(key);
    if (known !== undefined) return { isNew: false, sinceNs };
    this.add(detection, groupKey, value, timeNs);
    this.onNew(detection, groupKey, value, timeNs);
    return { isNew: true, sinceNs };
  }

  add(detection: string, groupKey: string, value: string, timeNs: bigint): void {
    const group = `${detection}\0${groupKey}`;
    const since = this.since.get(group);
    if (since === undefined || timeNs < since) this.since.set(group, timeNs);
    this.values.set(`${group}\0${value}`, timeNs);
    if (this.values.size > VALUES_MAX) {
      this.values.delete(this.values.keys().next().value!);
      this.forgotten += 1;
    }
  }
}

export class DetectionEngine {
  readonly detections: readonly Detection[];
  /** Groups, records and sequences given up because of a bound. */
  forgotten = 0;
  private readonly known: KnownValues;
  private readonly windows = new Map<Detection, Map<string, Windowed[]>>();
  private readonly sequences = new Map<Detection, Started[]>();

  constructor(detections: readonly Detection[], known: KnownValues = new MemoryKnownValues()) {
    this.detections = detections.filter(({ written }) => written.enabled !== false);
    this.known = known;
    for (const detection of this.detections) {
      this.windows.set(detection, new Map());
      this.sequences.set(detection, []);
    }
  }

  /** The longest stretch of time that a detection looks back over. */
  get windowNs(): bigint {
    let longest = 0n;
    for (const { windowNs } of this.detections) if (windowNs > longest) longest = windowNs;
    return longest;
  }

  /** Takes one record in. */
  take(record: DetectionRecord, nowMs: number): Hit[] {
    const hits: Hit[] = [];
    for (const detection of this.detections) {
      const hit = this.run(detection, record, nowMs);
      if (hit !== null) hits.push(hit);
    }
    return hits;
  }

  private run(detection: Detection, record: DetectionRecord, nowMs: number): Hit | null {
    const { written, steps } = detection;
    if (written.kind === 'sequence') {
      if (!steps.some((step) => step.matches(record)) || isSuppressed(detection, record, nowMs)) return null;
      return this.sequence(detection, record);
    }
    if (!steps[0]!.matches(record) || isSuppressed(detection, record, nowMs)) return null;
    const group = groupOf(detection, record);
    const groupKey = Object.values(group).join('\u001f');
    const own: Evidence = { id: record.id, timeNs: record.timeNs };
    switch (written.kind) {
      case 'match':
        return { detection, group, groupKey, record, evidence: [own], severity: severityOf(detection, record, 1) };
      case 'new_value': {
        const value = detection.value!.read(record);
        if (value === '') return null;
        const { isNew, sinceNs } = this.known.learn(written.id, groupKey, value, record.timeNs);
        if (!isNew || record.timeNs - sinceNs < detection.learnNs) return null;
        return {
          detection,
          group: { ...group, [written.value!]: value },
          groupKey: `${groupKey}\u001f${value}`,
          record,
          evidence: [own],
          severity: severityOf(detection, record, 1),
        };
      }
      default: {
        const value = detection.distinct?.read(record) ?? '';
        if (detection.distinct !== undefined && value === '') return null;
        const inWindow = this.remember(detection, groupKey, { ...own, value });
        const count =
          detection.distinct === undefined ? inWindow.length : new Set(inWindow.map((one) => one.value)).size;
        if (count < written.count!) return null;
        return {
          detection,
          group,
          groupKey,
          record,
          evidence: inWindow,
          severity: severityOf(detection, record, count),
        };
      }
    }
  }

  /** Adds to the group's window; what is older than the window before the newest goes. */
  private remember(detection: Detection, groupKey: string, one: Windowed): Windowed[] {
    const groups = this.windows.get(detection)!;
    const before = groups.get(groupKey) ?? [];
    // Late ones find their place.
    let at = before.length;
    while (at > 0 && before[at - 1]!.timeNs > one.timeNs) at -= 1;
    before.splice(at, 0, one);
    const oldest = before.at(-1)!.timeNs - detection.windowNs;
    let gone = 0;
    while (before[gone]!.timeNs < oldest) gone += 1;
    if (before.length - gone > RECORDS_MAX) {
      this.forgotten += before.length - gone - RECORDS_MAX;
      gone = before.length - RECORDS_MAX;
    }
    before.splice(0, gone);
    // The group that was used last goes last.
    groups.delete(groupKey);
    groups.set(groupKey, before);
    if (groups.size > GROUPS_MAX) {
      groups.delete(groups.keys().next().value!);
      this.forgotten += 1;
    }
    return before;
  }

  private sequence(detection: Detection, record: DetectionRecord): Hit | null {
    const { steps, written } = detection;
    const started = this.sequences.get(detection)!;
    const scope = scopeOf(written.within ?? 'process_tree', record);
    if (scope === null) return null;
    const own: Evidence = { id: record.id, timeNs: record.timeNs };
    let done: Started | undefined;
    const alive: Started[] = [];
    let advanced: Started | undefined;
    for (const one of started) {
      if (record.timeNs - one.firstNs > detection.windowNs) continue;
      const follows =
        advanced === undefined &&
        done === undefined &&
        record.timeNs >= one.evidence.at(-1)!.timeNs &&
        one.key === scope.key &&
        (written.within !== undefined && written.within !== 'process_tree'
          ? true
          : scope.lineage.some((key) => one.processKeys.has(key))) &&
        steps[one.next]!.matches(record);
      if (!follows) {
        alive.push(one);
        continue;
      }
      const next: Started = {
        ...one,
        next: one.next + 1,
        processKeys: new Set([...one.processKeys, scope.own]),
        evidence: [...one.evidence, own],
      };
      if (next.next === steps.length) done = next;
      else {
        advanced = next;
        alive.push(next);
      }
    }
    if (done === undefined && advanced === undefined && steps[0]!.matches(record)) {
      alive.push({
        next: 1,
        key: scope.key,
        // The parent counts: a shell downloads and then runs, in two children.
        processKeys: new Set([scope.own, ...(scope.parent === '' ? [] : [scope.parent])]),
        evidence: [own],
        firstNs: record.timeNs,
      });
    }
    if (alive.length > SEQUENCES_MAX) {
      this.forgotten += alive.length - SEQUENCES_MAX;
      alive.splice(0, alive.length - SEQUENCES_MAX);
    }
    this.sequences.set(detection, alive);
    if (done === undefined) return null;
    const group = groupOf(detection, record);
    return {
      detection,
      group,
      groupKey: Object.values(group).join('\u001f'),
      record,
      evidence: done.evidence,
      severity: severityOf(detection, record, done.evidence.length),
    };
  }
}

const keyOf = (value: unknown): string => {
  const key = typeof value === 'object' && value !== null ? (value as { key?: unknown }).key : undefined;
  return typeof key === 'string' ? key : '';
};

/** Where a record belongs for a sequence: the scope's name, its process and the process's ancestors. Null: nowhere. */
function scopeOf(
  within: 'process_tree' | 'container' | 'host',
  record: DetectionRecord,
): { readonly key: string; readonly own: string; readonly parent: string; readonly lineage: readonly string[] } | null {
  const process = record.document.process as { key?: unknown; parent?: unknown; ancestors?: unknown } | undefined;
  const own = keyOf(process);
  if (within === 'host') return { key: record.hostId, own, parent: '', lineage: [] };
  if (within === 'container') {
    const id = (record.document.container as { id?: unknown } | undefined)?.id;
    return typeof id === 'string' && id !== '' ? { key: `${record.hostId} ${id}`, own, parent: '', lineage: [] } : null;
  }
  if (own === '') return null;
  const ancestors = Array.isArray(process?.ancestors) ? process.ancestors.map(keyOf) : [];
  return {
    key: record.hostId,
    own,
    parent: keyOf(process?.parent) || (ancestors[0] ?? ''),
    lineage: [own, ...ancestors],
  };
}

function groupOf(detection: Detection, record: DetectionRecord): Record<string, string> {
  return Object.fromEntries(detection.groupBy.map(({ name, read }) => [name, read(record)]));
}

function isSuppressed(detection: Detection, record: DetectionRecord, nowMs: number): boolean {
  return detection.suppress.some(({ test, expiresMs }) => expiresMs > nowMs && test(record.document));
}

/** The first case that fits, else the detection's own severity. */
function severityOf(detection: Detection, record: DetectionRecord, count: number): Severity {
  for (const one of detection.cases) {
    if (count >= one.count && (one.test === undefined || one.test(record.document))) return one.severity;
  }
  const { severity } = detection.written;
  if (severity === undefined || severity === 'from_rule') return SEVERITIES[record.severity - 1] ?? 'medium';
  return severity;
}
