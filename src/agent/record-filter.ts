/** Which records a sink gets: by class, severity, kind of event, rule, and a SECL expression over the document. */
import { RecordClass, Severity, type Record as WireRecord } from '../wire/record.gen.ts';

export interface RecordFilterOptions {
  readonly classes: ReadonlySet<RecordClass>;
  /** Least severity; touches signals only. */
  readonly severity: Severity;
  /** Kinds of events (exec, open, …); touches signals and events. Null: all. */
  readonly types: ReadonlySet<string> | null;
  /** Rules; touches signals. Null: all. */
  readonly rules: ReadonlySet<string> | null;
  /** A condition on the document of signals and events; null: none. Must not throw. */
  readonly condition: ((record: WireRecord) => boolean) | null;
}

/** Whether a sink gets a record. */
export function passes(record: WireRecord, filter: RecordFilterOptions): boolean {
  if (!filter.classes.has(record.class)) return false;
  if (record.class === RecordClass.INTERNAL) return true;
  if (filter.types !== null && !filter.types.has(record.type)) return false;
  if (record.class === RecordClass.SIGNAL) {
    if (record.severity < filter.severity && record.severity !== Severity.UNSPECIFIED) return false;
    if (filter.rules !== null && !filter.rules.has(record.ruleId)) return false;
  }
  return filter.condition === null || filter.condition(record);
}
