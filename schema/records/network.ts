/** Records 46 to 60: network and DNS. */
import type { ConstantGroups, RecordLayout } from './layout.ts';

export const NETWORK_RECORDS: readonly RecordLayout[] = [];

export const NETWORK_CONSTANTS: ConstantGroups = {};
