/**
 * The bytes that travel from the kernel half to user space: every record type, field by field.
 *
 * This is the only place where a layout is written down. `schema/generate.ts` turns it into the C header
 * (`bpf/lib/records.gen.h`, with a static assertion for every offset) and the TypeScript accessors
 * (`src/decode/records.gen.ts`).
 *
 * A record is a fixed part followed by a tail. Long values live in the tail; a `text` field in the fixed part says
 * where (offset from the start of the record) and how long. Field order is layout order; sizes are explicit and every
 * field is naturally aligned (the generator refuses anything else), so there is no hidden padding.
 * Existing fields are never moved or re-used within a schema version: recordings name the version.
 */

import { FILE_CONSTANTS, FILE_RECORDS } from './records/file.ts';
import { KERNEL_CONSTANTS, KERNEL_RECORDS } from './records/kernel.ts';
import type { ConstantGroups, RecordLayout, StructLayout } from './records/layout.ts';
import { NETWORK_CONSTANTS, NETWORK_RECORDS, PACKET } from './records/network.ts';
import { PROCESS_CONSTANTS, PROCESS_RECORDS } from './records/process.ts';
import { FILE, SHARED_CONSTANTS, TASK } from './records/shared.ts';
import { WORKLOAD_RECORDS } from './records/workload.ts';

/** Raised whenever a layout changes; recordings of another version are refused. */
export const SCHEMA_VERSION = 1;

export const STRUCTS: readonly StructLayout[] = [TASK, FILE, PACKET];

/** All records. Numbers lie below 64: `enabled_types` of the kernel half has a bit for each. */
export const RECORDS: readonly RecordLayout[] = [
  ...PROCESS_RECORDS,
  ...FILE_RECORDS,
  ...KERNEL_RECORDS,
  ...NETWORK_RECORDS,
  ...WORKLOAD_RECORDS,
];

export const CONSTANTS: ConstantGroups = {
  ...SHARED_CONSTANTS,
  ...PROCESS_CONSTANTS,
  ...FILE_CONSTANTS,
  ...KERNEL_CONSTANTS,
  ...NETWORK_CONSTANTS,
};

/** Why a record was not delivered: counted per record type and CPU in the kernel. Numbers are never re-used. */
export const LOSS_REASONS: readonly (readonly [name: string, index: number, doc: string])[] = [
  ['seen', 0, 'Not a loss: events of an enabled type that reached their hook.'],
  ['filtered', 1, 'Not a loss: dropped on purpose, since no loaded rule could match.'],
  ['delivered', 2, 'Not a loss: put into the ring.'],
  ['lost_ring_full', 3, 'The ring had no room.'],
  ['lost_scratch_busy', 4, 'A program interrupted another one on this CPU while a record was being built.'],
  ['lost_no_scratch', 5, 'More CPUs than build areas.'],
];
