/** OTLP over HTTP (opentelemetry.io/docs/specs/otlp), protobuf or JSON. */
import { fromBinary, fromJson, toBinary, toJson } from '@bufbuild/protobuf';
import {
  ExportLogsServiceRequestSchema,
  type ExportLogsServiceResponse,
  ExportLogsServiceResponseSchema,
} from '../../wire/otlp-logs.gen.ts';
import type { Record as WireRecord } from '../../wire/record.gen.ts';
import { type HttpAnswer, HttpPoster, type HttpPosterOptions } from './http-post.ts';
import { exportRequest } from './otlp-logs.ts';
import { type DeliveryResult, DONE, type Sink } from './sink.ts';

export interface OtlpSinkOptions extends HttpPosterOptions {
  readonly encoding: 'protobuf' | 'json';
  readonly version: string;
}

export class OtlpSink implements Sink {
  readonly kind = 'otlp';
  readonly entriesMax = 256;
  readonly bytesMax = 2 << 20;
  readonly #options: OtlpSinkOptions;
  readonly #poster: HttpPoster;

  constructor(options: OtlpSinkOptions) {
    this.#options = options;
    this.#poster = new HttpPoster(options);
  }

  deliver(records: readonly WireRecord[], signal: AbortSignal): Promise<DeliveryResult> {
    const { encoding, version } = this.#options;
    const request = exportRequest(records, version);
    const isJson = encoding === 'json';
    const body = isJson
      ? Buffer.from(JSON.stringify(toJson(ExportLogsServiceRequestSchema, request)))
      : toBinary(ExportLogsServiceRequestSchema, request);
    return this.#poster.deliver(body, isJson ? 'application/json' : 'application/x-protobuf', signal, (answer) =>
      judge(answer, records),
    );
  }

  async close(): Promise<void> {
    this.#poster.close();
  }
}

/**
 * A partial success says how many records were refused, not which. With one record that is clear; a larger batch is
 * delivered again in parts until it is.
 */
function judge(answer: HttpAnswer, records: readonly WireRecord[]): DeliveryResult {
  const partial = parseAnswer(answer)?.partialSuccess;
  if (partial === undefined || partial.rejectedLogRecords <= 0n) return DONE;
  const reason = `the receiver rejected ${partial.rejectedLogRecords} of ${records.length}: ${partial.errorMessage}`;
  return { kind: 'refused', reason };
}

function parseAnswer({ headers, body }: HttpAnswer): ExportLogsServiceResponse | null {
  try {
    return headers['content-type']?.startsWith('application/json')
      ? fromJson(ExportLogsServiceResponseSchema, JSON.parse(body.toString()), { ignoreUnknownFields: true })
      : fromBinary(ExportLogsServiceResponseSchema, body);
  } catch {
    return null; // Receivers answer all sorts of things; the status counts.
  }
}
