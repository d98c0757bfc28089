/** Standard output, one JSON document per line. A reader that is slow is waited for. */
import process from 'node:process';
import type { Record as WireRecord } from '../../wire/record.gen.ts';
import { type DeliveryResult, DONE, documentOf, retry, type Sink } from './sink.ts';

export class StdoutSink implements Sink {
  readonly kind = 'stdout';
  readonly entriesMax = 256;
  readonly bytesMax = 1 << 20;
  readonly #stream: NodeJS.WritableStream;

  constructor(stream: NodeJS.WritableStream = process.stdout) {
    this.#stream = stream;
  }

  deliver(records: readonly WireRecord[]): Promise<DeliveryResult> {
    const text = records.map((record) => `${documentOf(record)}\n`).join('');
    return new Promise((resolve) => {
      this.#stream.write(text, (error) => resolve(error ? retry(error) : DONE));
    });
  }

  async close(): Promise<void> {}
}
