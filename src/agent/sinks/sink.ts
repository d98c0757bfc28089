/** What every sink is: it takes a batch and says what became of it. Retrying, filtering and counting are the runner's. */
import type { Record as WireRecord } from '../../wire/record.gen.ts';

/** What became of a batch. */
export type DeliveryResult =
  | {
      readonly kind: 'done';
      /** Records that the receiver will never take, by their index in the batch. */
      readonly dead?: readonly { readonly index: number; readonly reason: string }[];
      /** The receiver wants no more for so long. */
      readonly waitMs?: number;
    }
  /** May work later. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  /** Will never work: with a batch of one, the record is at fault. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface Sink {
  readonly kind: string;
  /** Most records of one batch. */
  readonly entriesMax: number;
  /** Most bytes of documents of one batch. */
  readonly bytesMax: number;
  /**
   * Delivers a batch. `done` means that the receiver has it, as far as its protocol can tell. Does not throw for what
   * happens outside; a throw is a bug, and counts as `retry`.
   */
  deliver(records: readonly WireRecord[], signal: AbortSignal): Promise<DeliveryResult>;
  close(): Promise<void>;
}

export const DONE: DeliveryResult = { kind: 'done' };

/** A failure of the world as a result. */
export function retry(error: unknown, afterMs?: number): DeliveryResult {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code !== undefined && !message.includes(code) ? `${message} (${code})` : message;
  return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** The document as text. */
export const documentOf = (record: WireRecord): string => Buffer.from(record.json).toString();
