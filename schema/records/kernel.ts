/** Records 20 to 45: kernel activity and process hijacking. */
import type { ConstantGroups, RecordLayout } from './layout.ts';

export const KERNEL_RECORDS: readonly RecordLayout[] = [];

export const KERNEL_CONSTANTS: ConstantGroups = {};
