/**
 * Records that a receiver refused for good, one JSON line each, beside why. The file is bounded: when it is full it becomes
 * `.old`, which replaces the one before.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Record as WireRecord } from '../wire/record.gen.ts';
import { classWord } from './sinks/summary.ts';

export class DeadLetters {
  readonly #path: string;
  readonly #bytesMax: number;

  constructor(path: string, bytesMax: number) {
    this.#path = path;
    this.#bytesMax = bytesMax;
  }

  /** Puts records aside. Throws the system's error when the disk does not take them. */
  add(records: readonly WireRecord[], reason: string): void {
    const lines = records.map((record) =>
      JSON.stringify({
        time: new Date().toISOString(),
        reason,
        id: record.id,
        class: classWord(record.class),
        document: Buffer.from(record.json).toString(),
      }),
    );
    const text = `${lines.join('\n')}\n`;
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > 0 && size + text.length > this.#bytesMax) renameSync(this.#path, `${this.#path}.old`);
    appendFileSync(this.#path, text, { mode: 0o600 });
  }
}
