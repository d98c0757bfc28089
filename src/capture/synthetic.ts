/** Records given as bytes: for tests, and for whoever makes records up. They are copied, as the caller's memory may lie anywhere. */
import { RecordView } from '../decode/record-view.ts';
import type { RecordSink, RecordSource } from './source.ts';

export interface GivenRecord {
  /** 0 urgent, 1 events. */
  readonly ring: number;
  readonly bytes: Uint8Array;
}

/** Longest record that can be given. */
const RECORD_BYTES_MAX = 1 << 20;
const RECORDS_PER_TURN = 4096;

/** Hands over what an iterable gives, in its order. */
export class SyntheticSource implements RecordSource {
  readonly #records: Iterable<GivenRecord>;
  readonly #view = new RecordView(new ArrayBuffer(RECORD_BYTES_MAX));
  #stopped = false;

  constructor(records: Iterable<GivenRecord>) {
    this.#records = records;
  }

  /** Throws a RangeError for a record that is too long. */
  async run(sink: RecordSink): Promise<void> {
    if (this.#stopped) return;
    let sinceTurn = 0;
    for (const { ring, bytes } of this.#records) {
      if (bytes.length > RECORD_BYTES_MAX) throw new RangeError(`a record of ${bytes.length} bytes is too long`);
      this.#view.u8.set(bytes);
      sink(ring, this.#view.at(0), bytes.length);
      if (++sinceTurn >= RECORDS_PER_TURN) {
        sinceTurn = 0;
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (this.#stopped) return;
    }
    this.#stopped = true;
  }

  stop(): void {
    this.#stopped = true;
  }
}
