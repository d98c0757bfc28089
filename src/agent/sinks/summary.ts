/**
 * The few facts of a record that go into a message for people or into a short message for machines. Reads the document
 * defensively: what is not there, or is something else, is left out.
 */
import type { Record as WireRecord } from '../../wire/record.gen.ts';
import { RecordClass, Severity } from '../../wire/record.gen.ts';
import { documentOf } from './sink.ts';

/** What a document holds. */
export type Json = { readonly [name: string]: unknown };

export interface Summary {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly severity: SeverityWord;
  readonly ruleId: string;
  readonly type: string;
  readonly hostname: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  readonly user: string;
  readonly executable: string;
  /** Command line, at most {@link COMMAND_LENGTH_MAX} characters. */
  readonly command: string;
  readonly pid: number;
  readonly container: string;
  readonly file: string;
  readonly tags: readonly string[];
}

export type SeverityWord = 'informational' | 'low' | 'medium' | 'high' | 'critical';

const WORDS: Readonly<Record<number, SeverityWord>> = {
  [Severity.INFORMATIONAL]: 'informational',
  [Severity.LOW]: 'low',
  [Severity.MEDIUM]: 'medium',
  [Severity.HIGH]: 'high',
  [Severity.CRITICAL]: 'critical',
};

export const COMMAND_LENGTH_MAX = 500;

/** The word for a severity; what has none is informational. */
export const severityWord = (severity: Severity): SeverityWord => WORDS[severity] ?? 'informational';

/** The word for a class. */
export const classWord = (recordClass: RecordClass): string =>
  ({ [RecordClass.SIGNAL]: 'signal', [RecordClass.EVENT]: 'event', [RecordClass.INTERNAL]: 'internal' })[
    recordClass as number
  ] ?? '';

/** The document; an empty one when it is none. */
export function parseDocument(record: WireRecord): Json {
  try {
    const parsed: unknown = JSON.parse(documentOf(record));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Json) : {};
  } catch {
    return {};
  }
}

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []);

export const cutText = (text: string, lengthMax: number): string =>
  text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`;

/** Milliseconds since 1970 of a record. */
export const timeMsOf = (record: WireRecord): number => Number(record.timeUnixNs / 1_000_000n);

export function summarize(record: WireRecord): Summary {
  const json = parseDocument(record);
  const process = objectOf(json.process);
  const executable = textOf(objectOf(process.executable).path);
  return {
    id: record.id,
    title: textOf(json.title) || record.type,
    description: textOf(json.description),
    severity: severityWord(record.severity),
    ruleId: record.ruleId,
    type: record.type,
    hostname: textOf(json.hostname),
    time: isoTime(timeMsOf(record)),
    user: textOf(process.user),
    executable,
    command: cutText(
      [executable, ...textsOf(process.args)].filter((part) => part !== '').join(' '),
      COMMAND_LENGTH_MAX,
    ),
    pid: typeof process.pid === 'number' ? process.pid : 0,
    container: textOf(objectOf(json.container).id),
    file: textOf(objectOf(json.file).path),
    tags: textsOf(json.tags),
  };
}

/** ISO time; the epoch for what no Date can hold. */
export function isoTime(ms: number): string {
  return new Date(Math.abs(ms) <= 8.64e15 ? ms : 0).toISOString();
}
