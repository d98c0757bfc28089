/** Records as OpenTelemetry logs: the document as structured body, what one searches by as attributes. */
import { create } from '@bufbuild/protobuf';
import {
  type AnyValue,
  AnyValueSchema,
  type ExportLogsServiceRequest,
  ExportLogsServiceRequestSchema,
  type KeyValue,
  KeyValueSchema,
  type LogRecord,
  LogRecordSchema,
} from '../../wire/otlp-logs.gen.ts';
import type { Record as WireRecord } from '../../wire/record.gen.ts';
import { Severity } from '../../wire/record.gen.ts';
import { classWord, parseDocument, severityWord, summarize } from './summary.ts';

/** Nested deeper, the rest becomes JSON text: receivers have limits of their own. */
const DEPTH_MAX = 16;

const SEVERITY_NUMBER: Readonly<Record<number, number>> = {
  [Severity.INFORMATIONAL]: 9,
  [Severity.LOW]: 10,
  [Severity.MEDIUM]: 13,
  [Severity.HIGH]: 17,
  [Severity.CRITICAL]: 21,
};

/** Any JSON value. Null has no form there: an AnyValue without a value stands for it. */
export function anyValue(value: unknown, depth = 0): AnyValue {
  const make = (inner: AnyValue['value']): AnyValue => create(AnyValueSchema, { value: inner });
  switch (typeof value) {
    case 'string':
      return make({ case: 'stringValue', value });
    case 'boolean':
      return make({ case: 'boolValue', value });
    case 'number':
      return Number.isSafeInteger(value)
        ? make({ case: 'intValue', value: BigInt(value) })
        : make({ case: 'doubleValue', value });
    default:
  }
  if (value === null || value === undefined) return create(AnyValueSchema);
  if (depth >= DEPTH_MAX) return make({ case: 'stringValue', value: JSON.stringify(value) });
  if (Array.isArray(value)) {
    return create(AnyValueSchema, {
      value: { case: 'arrayValue', value: { values: value.map((one) => anyValue(one, depth + 1)) } },
    });
  }
  return create(AnyValueSchema, {
    value: {
      case: 'kvlistValue',
      value: {
        values: Object.entries(value as object).map(([key, one]) =>
          create(KeyValueSchema, { key, value: anyValue(one, depth + 1) }),
        ),
      },
    },
  });
}

/** Names and values that are not empty. */
function attributes(values: Readonly<Record<string, string | number>>): KeyValue[] {
  return Object.entries(values)
    .filter(([, value]) => value !== '' && value !== 0)
    .map(([key, value]) => create(KeyValueSchema, { key, value: anyValue(value) }));
}

function logRecord(record: WireRecord, observedUnixNs: bigint): LogRecord {
  const summary = summarize(record);
  return create(LogRecordSchema, {
    timeUnixNano: record.timeUnixNs,
    observedTimeUnixNano: observedUnixNs,
    severityNumber: SEVERITY_NUMBER[record.severity] ?? 9,
    severityText: severityWord(record.severity).toUpperCase(),
    eventName: `shrike.${classWord(record.class)}`,
    body: anyValue(parseDocument(record)),
    attributes: attributes({
      'log.record.uid': record.id,
      'shrike.class': classWord(record.class),
      'shrike.event.type': record.type,
      'security_rule.name': record.ruleId,
      'process.pid': summary.pid,
      'process.executable.path': summary.executable,
      'process.owner': summary.user,
      'container.id': summary.container,
      'file.path': summary.file,
    }),
  });
}

/** One request; records of one host share a resource. */
export function exportRequest(
  records: readonly WireRecord[],
  version: string,
  observedUnixNs = BigInt(Date.now()) * 1_000_000n,
): ExportLogsServiceRequest {
  const byHost = new Map<string, WireRecord[]>();
  for (const record of records) {
    const same = byHost.get(record.hostId);
    if (same === undefined) byHost.set(record.hostId, [record]);
    else same.push(record);
  }
  return create(ExportLogsServiceRequestSchema, {
    resourceLogs: [...byHost].map(([hostId, same]) => ({
      resource: {
        attributes: attributes({
          'service.name': 'shrike',
          'service.version': version,
          'host.id': hostId,
          'host.name': summarize(same[0]!).hostname,
        }),
      },
      scopeLogs: [
        { scope: { name: 'shrike', version }, logRecords: same.map((record) => logRecord(record, observedUnixNs)) },
      ],
    })),
  });
}
