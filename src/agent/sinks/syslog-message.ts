/**
 * A record as a syslog message (RFC 5424) and its framing: one datagram (RFC 5426), or octet counting on streams (RFC 6587
 * section 3.4.1, RFC 5425). The message part is the JSON document without a byte order mark, which section 6.4 calls MSG-ANY;
 * it is UTF-8 all the same.
 */
import type { Record as WireRecord } from '../../wire/record.gen.ts';
import { Severity } from '../../wire/record.gen.ts';
import { classWord, cutText, isoTime, parseDocument, severityWord, summarize } from './summary.ts';

/** Names of facilities (section 6.2.1) by number. */
export const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'security',
  'console',
  'solaris-cron',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;

export interface SyslogMessageOptions {
  readonly facility: number;
  readonly appName: string;
  /** Private enterprise number of the structured data's name; 32473 is the one for examples (RFC 5612). */
  readonly enterpriseNumber: number;
  /** A longer message carries a short document instead, marked as such. */
  readonly bytesMax: number;
}

/** Numerical severities of section 6.2.1. */
const SEVERITY: Readonly<Record<number, number>> = {
  [Severity.INFORMATIONAL]: 6,
  [Severity.LOW]: 5,
  [Severity.MEDIUM]: 4,
  [Severity.HIGH]: 3,
  [Severity.CRITICAL]: 2,
};

/** Printable US-ASCII of limited length; the nil value when nothing is left. */
function headerField(text: string, lengthMax: number): string {
  const printable = text.replaceAll(/[^\x21-\x7e]/g, '_').slice(0, lengthMax);
  return printable === '' ? '-' : printable;
}

/** Section 6.3.3: quotes, backslashes and closing brackets are escaped. Control characters would break line-based readers. */
function parameter(name: string, value: string): string {
  const safe = value.replaceAll(/[\p{Cc}]/gu, ' ').replaceAll(/["\\\]]/g, '\\$&');
  return ` ${name}="${safe}"`;
}

/** The whole message, without framing. */
export function syslogMessage(record: WireRecord, options: SyslogMessageOptions): Buffer {
  const { facility, appName, enterpriseNumber, bytesMax } = options;
  const summary = summarize(record);
  const header = [
    `<${facility * 8 + (SEVERITY[record.severity] ?? 6)}>1`,
    microsecondTime(record.timeUnixNs),
    headerField(summary.hostname, 255),
    headerField(appName, 48),
    headerField(summary.pid === 0 ? '' : String(summary.pid), 128),
    headerField(record.ruleId || record.type, 32),
  ].join(' ');
  const structured = `[shrike@${enterpriseNumber}${[
    parameter('id', record.id),
    parameter('class', classWord(record.class)),
    ...(record.ruleId === '' ? [] : [parameter('rule', record.ruleId)]),
    ...(record.severity === Severity.UNSPECIFIED ? [] : [parameter('severity', severityWord(record.severity))]),
    parameter('host_id', record.hostId),
  ].join('')}]`;
  const start = Buffer.from(`${header} ${structured} `);
  const whole = Buffer.concat([start, record.json]);
  if (whole.length <= bytesMax) return whole;
  return Buffer.concat([start, shortDocument(record, bytesMax - start.length)]);
}

/** A document that fits: the facts that matter most, as whole JSON. */
function shortDocument(record: WireRecord, bytesMax: number): Buffer {
  const { title, severity, ruleId, hostname, user, command, pid, container, file, executable } = summarize(record);
  const json = parseDocument(record);
  for (const length of [2000, 500, 100, 20]) {
    const short = {
      id: record.id,
      title: cutText(title, length),
      evt: json.evt,
      severity,
      agent: { rule_id: ruleId },
      hostname: cutText(hostname, length),
      process: { pid, user, executable: { path: cutText(executable, length) }, command: cutText(command, length) },
      ...(container === '' ? {} : { container: { id: container } }),
      ...(file === '' ? {} : { file: { path: cutText(file, length) } }),
      truncated: true,
    };
    const bytes = Buffer.from(JSON.stringify(short));
    if (bytes.length <= bytesMax) return bytes;
  }
  return Buffer.from('{"truncated":true}').subarray(0, Math.max(0, bytesMax));
}

/** Section 6.2.3: at most six digits of a second. */
function microsecondTime(timeUnixNs: bigint): string {
  const micros = String((timeUnixNs / 1000n) % 1_000_000n).padStart(6, '0');
  return `${isoTime(Number(timeUnixNs / 1_000_000n)).slice(0, 19)}.${micros}Z`;
}

/** Framing of streams: length, space, message. */
export const octetCounted = (message: Buffer): Buffer => Buffer.concat([Buffer.from(`${message.length} `), message]);

/** Framing by a line feed at the end (RFC 6587 section 3.4.2); JSON has none inside. */
export const lineFramed = (message: Buffer): Buffer => Buffer.concat([message, Buffer.from('\n')]);
