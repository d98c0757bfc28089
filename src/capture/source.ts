/** Where records come from: the running kernel, a recording, or a test. One interface, so that the rest cannot tell. */
import type { RecordView } from '../decode/record-view.ts';

/** Rings by number, as in recordings and in the kernel half. */
export const RING_URGENT = 0;
export const RING_EVENTS = 1;
/** Network events: packets come by the hundred thousand, and files must not push them out nor the other way round. */
export const RING_NETWORK = 2;
/** Stands for a ring where user space made the record: no sequence number is in it. */
export const OWN_RECORDS = 3;

/**
 * Takes one record: `length` bytes at `view.base`, a multiple of 8. They are valid during the call only. Must not throw; may
 * stop the source.
 */
export type RecordSink = (ring: number, view: RecordView, length: number) => void;

export interface RecordSource {
  /** Begins to hand over records; resolves when the source has ended (a recording) or was stopped, also before. Once only. */
  run(sink: RecordSink): Promise<void>;
  /** Takes no more records; `run` resolves. */
  stop(): void;
}
