/** Turns `records.ts` into the C header of the kernel half and the accessors of the decoder. */
import type { GeneratedFile } from './generate.ts';
import type { FieldKind, StructLayout } from './records/layout.ts';
import { RECORD_HEADER } from './records/shared.ts';
import { CONSTANTS, LOSS_REASONS, RECORDS, SCHEMA_VERSION, STRUCTS } from './records.ts';

interface Placed {
  readonly name: string;
  readonly kind: FieldKind;
  readonly doc: string;
  readonly offset: number;
}

interface Shape {
  readonly layout: StructLayout;
  readonly placed: readonly Placed[];
  readonly size: number;
  readonly align: number;
}

const SCALARS: Record<string, { size: number; align: number; c: string }> = {
  u8: { size: 1, align: 1, c: '__u8' },
  u16: { size: 2, align: 2, c: '__u16' },
  u32: { size: 4, align: 4, c: '__u32' },
  i32: { size: 4, align: 4, c: '__s32' },
  u64: { size: 8, align: 8, c: '__u64' },
  text: { size: 8, align: 4, c: 'struct text_ref' },
  bytes16: { size: 16, align: 4, c: 'char' },
};

/** Fields that mean the same in every record that has them, so that one reader serves all. */
const SHARED_FIELDS = [
  'file',
  'destination',
  'retval',
  'door',
  'flags',
  'filename',
  'cwd',
  'dirfd',
  'destination_filename',
  'destination_cwd',
  'target_pid',
  'target_start_ns',
  'target_exec_id',
];

const shapes = new Map<string, Shape>();

function sizeOf(kind: FieldKind): { size: number; align: number; c: string } {
  if (typeof kind === 'string') return SCALARS[kind]!;
  const shape = shapes.get(kind.struct);
  if (!shape) throw new Error(`schema/records.ts: unknown struct ${kind.struct}`);
  return { size: shape.size, align: shape.align, c: `struct ${kind.struct}` };
}

/** Places the fields one after the other; a field that would need padding is an error of the schema. */
function place(layout: StructLayout, start: number): Shape {
  let offset = start;
  let align = 1;
  const placed: Placed[] = [];
  for (const field of layout.fields) {
    const kind = sizeOf(field.kind);
    if (offset % kind.align !== 0)
      throw new Error(`schema/records.ts: ${layout.name}.${field.name} is not aligned (offset ${offset})`);
    placed.push({ ...field, offset });
    offset += kind.size;
    align = Math.max(align, kind.align);
  }
  if (offset % 8 !== 0) throw new Error(`schema/records.ts: ${layout.name} is ${offset} bytes, not a multiple of 8`);
  return { layout, placed, size: offset, align: 8 };
}

const pascal = (name: string): string => name.replace(/(^|_)([a-z])/g, (_, __, c: string) => c.toUpperCase());
const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());

function cStruct(name: string, shape: Shape, header: boolean): string {
  const lines = [`/* ${shape.layout.doc} */`, `struct ${name} {`];
  if (header) lines.push('\tstruct record_header header;');
  for (const { name: field, kind, doc } of shape.placed) {
    const suffix = kind === 'bytes16' ? '[16]' : '';
    lines.push(`\t${sizeOf(kind).c} ${field}${suffix};${doc ? ` /* ${doc} */` : ''}`);
  }
  lines.push('};');
  for (const { name: field, offset } of shape.placed) {
    lines.push(`_Static_assert(__builtin_offsetof(struct ${name}, ${field}) == ${offset}, "${name}.${field}");`);
  }
  lines.push(`_Static_assert(sizeof(struct ${name}) == ${shape.size}, "${name}");`, '');
  return lines.join('\n');
}

/**
 * Accessors of one field below `prefix`, at `offset` from the start of the record; with `floating` from the start of a
 * struct whose place in the record is a second argument.
 */
function accessors(prefix: string, kind: FieldKind, offset: number, doc: string, floating = false): string[] {
  const base = floating ? 'r.base + at' : 'r.base';
  const at = (add: number, shift: number): string => `(${base} + ${offset + add}) >>> ${shift}`;
  const comment = doc ? [`  /** ${doc} */`] : [];
  const fn = (name: string, type: string, body: string): string[] => [
    ...comment,
    `  ${name}: (r: RecordView${floating ? ', at: number' : ''}): ${type} => ${body},`,
  ];
  if (typeof kind !== 'string') {
    const shape = shapes.get(kind.struct)!;
    return shape.placed.flatMap((p) => accessors(`${prefix}_${p.name}`, p.kind, offset + p.offset, p.doc, floating));
  }
  const name = camel(prefix);
  switch (kind) {
    case 'u8':
      return fn(name, 'number', `r.u8[${base} + ${offset}]!`);
    case 'u16':
      return fn(name, 'number', `r.u16[${at(0, 1)}]!`);
    case 'u32':
      return fn(name, 'number', `r.u32[${at(0, 2)}]!`);
    case 'i32':
      return fn(name, 'number', `r.u32[${at(0, 2)}]! | 0`);
    case 'u64':
      return fn(name, 'bigint', `r.u64[${at(0, 3)}]!`);
    case 'bytes16':
      return fn(`${name}Offset`, 'number', `${base} + ${offset}`);
    case 'text':
      return [
        ...fn(`${name}Offset`, 'number', `r.base + r.u32[${at(0, 2)}]!`),
        ...fn(`${name}Length`, 'number', `r.u32[${at(4, 2)}]!`),
      ];
  }
}

/** The header for `bpf/` and the accessors for `src/decode/`. */
export function generateRecords(): GeneratedFile[] {
  shapes.clear();
  const headerShape = place(RECORD_HEADER, 0);
  shapes.set('record_header', headerShape);
  for (const layout of STRUCTS) shapes.set(layout.name, place(layout, 0));
  const records = RECORDS.map((layout) => ({ layout, shape: place(layout, headerShape.size) }));

  const mark = 'Generated from schema/records.ts by `npm run generate`. Do not edit.';
  const c: string[] = [
    '/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */',
    `/* ${mark} */`,
    '#pragma once',
    '',
    `#define SCHEMA_VERSION ${SCHEMA_VERSION}`,
    '',
    '/* A value in the tail: offset from the start of the record, length in bytes. */',
    'struct text_ref {',
    '\t__u32 offset;',
    '\t__u32 length;',
    '};',
    '',
    cStruct('record_header', headerShape, false),
  ];
  for (const layout of STRUCTS) c.push(cStruct(layout.name, shapes.get(layout.name)!, false));
  c.push(
    'enum record_type {',
    ...RECORDS.map((r) => `\tRECORD_${r.name.toUpperCase()} = ${r.type},`),
    `\tRECORD_TYPES = ${Math.max(...RECORDS.map((r) => r.type)) + 1},`,
    '};',
    '',
  );
  c.push(
    'enum count_reason {',
    ...LOSS_REASONS.map(([n, i, d]) => `\tCOUNT_${n.toUpperCase()} = ${i}, /* ${d} */`),
    `\tCOUNT_REASONS = ${LOSS_REASONS.length},`,
    '};',
    '',
  );
  for (const [group, rows] of Object.entries(CONSTANTS)) {
    c.push(`/* ${group}. */`, ...rows.map(([n, v, d]) => `#define ${n} ${v} /* ${d} */`), '');
  }
  for (const { layout, shape } of records) c.push(cStruct(`${layout.name}_record`, shape, true));

  const byNumber = (value: (r: (typeof records)[number]) => number): number[] =>
    Array.from({ length: Math.max(...RECORDS.map((r) => r.type)) + 1 }, (_, i) => {
      const record = records.find((r) => r.layout.type === i);
      return record === undefined ? 0 : value(record);
    });
  const ts: string[] = [
    `// ${mark}`,
    "import type { RecordView } from './record-view.ts';",
    '',
    `export const SCHEMA_VERSION = ${SCHEMA_VERSION};`,
    '',
    '/** Numbers of the record types. */',
    `export const RecordType = { ${RECORDS.map((r) => `${r.name}: ${r.type}`).join(', ')} } as const;`,
    '/** Names of the record types by number. */',
    `export const RECORD_NAMES: readonly (string | undefined)[] = [${Array.from(
      { length: Math.max(...RECORDS.map((r) => r.type)) + 1 },
      (_, i) => {
        const record = RECORDS.find((r) => r.type === i);
        return record ? `'${record.name}'` : 'undefined';
      },
    ).join(', ')}];`,
    '/** Smallest possible length by record number: anything shorter is refused. */',
    `export const RECORD_SIZES: readonly number[] = [${Array.from({ length: Math.max(...RECORDS.map((r) => r.type)) + 1 }, (_, i) => records.find((r) => r.layout.type === i)?.shape.size ?? 0).join(', ')}];`,
    '/** Offsets of the tail references by record number; the decoder checks that each lies inside the record. */',
    `export const TEXT_OFFSETS: readonly (readonly number[])[] = [${Array.from(
      { length: Math.max(...RECORDS.map((r) => r.type)) + 1 },
      (_, i) => {
        const record = records.find((r) => r.layout.type === i);
        return `[${record ? textOffsets(record.shape, 0).join(', ') : ''}]`;
      },
    ).join(', ')}];`,
    '/** Where fields that many records share lie: field → offset by record number, 0 in records without it. */',
    'export const SHARED_FIELDS = {',
    ...SHARED_FIELDS.map(
      (field) =>
        `  ${field}: [${byNumber((r) => r.shape.placed.find((p) => p.name === field)?.offset ?? 0).join(', ')}],`,
    ),
    '} as const satisfies Record<string, readonly number[]>;',
    '/** Names of the counters that the kernel half keeps per record type, by index. */',
    `export const COUNT_REASONS = [${LOSS_REASONS.map(([n]) => `'${n}'`).join(', ')}] as const;`,
    '',
  ];
  for (const [group, rows] of Object.entries(CONSTANTS)) {
    ts.push(`// ${group}`, ...rows.map(([n, v, d]) => `/** ${d} */\nexport const ${n} = ${v};`), '');
  }
  const object = (name: string, doc: string, shape: Shape): void => {
    ts.push(
      `/** ${doc} */`,
      `export const ${name} = {`,
      ...shape.placed.flatMap((p) => accessors(p.name, p.kind, p.offset, p.doc)),
      '};',
      '',
    );
  };
  object('Header', RECORD_HEADER.doc, headerShape);
  for (const layout of STRUCTS) {
    const { placed } = shapes.get(layout.name)!;
    ts.push(
      `/** ${layout.doc} \`at\`: its place in the record. */`,
      `export const ${pascal(layout.name)} = {`,
      ...placed.flatMap((p) => accessors(p.name, p.kind, p.offset, p.doc, true)),
      '};',
      '',
    );
  }
  for (const { layout, shape } of records) object(`${pascal(layout.name)}Record`, layout.doc, shape);
  return [
    { path: 'bpf/lib/records.gen.h', content: `${c.join('\n')}` },
    { path: 'src/decode/records.gen.ts', content: `${ts.join('\n')}` },
  ];
}

function textOffsets(shape: Shape, base: number): number[] {
  return shape.placed.flatMap((p) => {
    if (p.kind === 'text') return [base + p.offset];
    if (typeof p.kind !== 'string') return textOffsets(shapes.get(p.kind.struct)!, base + p.offset);
    return [];
  });
}
