/**
 * What the rule language needs to know about the world it talks about: fields, constants, event types.
 * The language itself knows no event. The real model is built from `schema/` (see `src/rules/event-model.ts`);
 * tests of the language bring a small one of their own.
 */

/** SECL scalar types. `ip` is an address or a network; a single address is /32 or /128. */
export type ScalarType = 'bool' | 'int' | 'string' | 'ip';

/** How a string field compares: `plain` patterns, or `path` globs (segment by segment). */
export type StringMatching = 'plain' | 'path';

/** One field of the model, as a rule author sees it. */
export interface FieldSpec {
  /** Newest full name, e.g. `open.file.path`. */
  readonly name: string;
  readonly type: ScalarType;
  /** True when the accessor gives an array of `type` (including fields reached through an iterator without a subscript). */
  readonly array: boolean;
  /** Event type that owns the field; null for generic fields (`process.*`, `event.*`). */
  readonly eventType: string | null;
  /** Event types a generic field is restricted to, when it is. */
  readonly onlyEventTypes?: readonly string[];
  /** Name of the iterated list this field belongs to, e.g. `process.ancestors`. */
  readonly iterator?: string;
  /** Inside an iterator: true when each element itself holds an array (`process.ancestors.argv`). */
  readonly elementArray?: boolean;
  readonly matching?: StringMatching;
  readonly caseInsensitive?: boolean;
  /**
   * For ints: true when values may not fit in 53 bits (inodes, nanosecond times, capability masks).
   * Accessors then give bigint, and only then. All other int fields give number.
   */
  readonly wide?: boolean;
  /** Nanosecond timestamp: may be compared with a duration, as an age. */
  readonly timestamp?: boolean;
  /** Literal values are normalised or refused by this at compile time; returns an error text or null. */
  readonly validate?: (literal: LiteralUse) => string | null;
  /** Replaces the literal before it is compared (e.g. adds the dot to an extension). */
  readonly normalise?: (literal: string) => string;
  /**
   * Other fields whose value is compared as well; a comparison holds if any alternative holds, and negative
   * operators negate the whole (overlay-relative path, symlink paths of an executable).
   */
  readonly alternatives?: readonly string[];
  /** Relative cost of reading the value: 1 from the record, 50 through a resolver, 2000 an iterator. */
  readonly cost: number;
  readonly constants?: string;
  readonly doc: string;
  readonly since?: string;
}

/** A literal as it meets a field, for {@link FieldSpec.validate}. */
export interface LiteralUse {
  readonly kind: 'scalar' | 'pattern' | 'regexp' | 'int' | 'bool' | 'ip';
  readonly text: string;
  readonly operator: string;
}

/** Value of an accessor by type: see {@link FieldSpec.wide}. Addresses are 16 bytes in network order, v4 mapped into v6. */
export type FieldValue = boolean | number | bigint | string | IpNetwork | readonly FieldValue[];

/** An address with its prefix length. v4 is held mapped (::ffff:a.b.c.d) with prefix 96 + n. */
export interface IpNetwork {
  readonly hi: bigint;
  readonly lo: bigint;
  readonly prefix: number;
}

export type Constant = boolean | number | bigint | string;

/**
 * Everything the checker resolves names with. `E` is the run-time event; accessors are plain functions that never
 * throw and never wait. For a field inside an iterator `read` gives all elements flattened, `readAt` the element.
 */
export interface Model<E> {
  /** Looks a field up by its newest or a legacy name. */
  field(name: string): FieldSpec | undefined;
  /** All names, for nearest-name hints and completion. */
  fieldNames(): Iterable<string>;
  constant(name: string): Constant | undefined;
  constantNames(): Iterable<string>;
  /** Event types known to the model. */
  eventTypes(): Iterable<string>;
  read(field: FieldSpec): (event: E) => FieldValue;
  /** Number of elements of an iterated list. */
  iteratorLength(iterator: string): (event: E) => number;
  readAt(field: FieldSpec): (event: E, index: number) => FieldValue;
}
