/** How a record layout is written down. */

export type ScalarKind = 'u8' | 'u16' | 'u32' | 'i32' | 'u64';

/** `text`: u32 offset + u32 length in the tail. `bytes16`: 16 bytes inline, NUL padded. A string: a nested struct. */
export type FieldKind = ScalarKind | 'text' | 'bytes16' | { readonly struct: string };

export interface LayoutField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly doc: string;
}

export interface StructLayout {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly LayoutField[];
}

export interface RecordLayout extends StructLayout {
  /** Number in the header; never re-used. */
  readonly type: number;
  /** `urgent` records (process life cycle) have a ring of their own, so that a flood of others cannot push them out. */
  readonly ring: 'urgent' | 'events' | 'network';
}

/** One field. */
export const f = (name: string, kind: FieldKind, doc: string): LayoutField => ({ name, kind, doc });

/** Bit and number names shared by both halves: group → rows. */
export type ConstantGroups = Readonly<Record<string, readonly (readonly [name: string, value: number, doc: string])[]>>;
