/**
 * One test case of the rule language or of policies, as written in vectors.jsonl, and how a mode runs it. A file in
 * modes/ exports `modes`, a table from a mode (or `group/mode`, which is tried first) to its runner.
 */

export interface Vector {
  readonly id: string;
  readonly group: string;
  readonly mode: string;
  readonly expr: string | null;
  /** Field to value; a time may be written `now` or `now+2s`. */
  readonly event: Readonly<Record<string, unknown>>;
  readonly expect: unknown;
  /** `real` for the product's event model, else the small one of test-model.ts. */
  readonly model?: string;
  readonly macros?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** Gives what differs from the expectation, or null. */
export type Runner = (vector: Vector) => string | null | Promise<string | null>;

export type Modes = Readonly<Record<string, Runner>>;

/** Null when both are equal as JSON, else both, for the report. */
export function difference(actual: unknown, expected: unknown): string | null {
  const one = stable(actual);
  const other = stable(expected);
  return one === other ? null : `expected ${other}, got ${one}`;
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return Number(inner);
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
