/** Capabilities that a program has asked for, and had, as far as `capabilities` records were asked for while it ran. */
import type { ProcessEntry } from '../process/process-entry.ts';

export interface CapabilityUse {
  readonly attempted: bigint;
  readonly used: bigint;
}

const NONE: CapabilityUse = { attempted: 0n, used: 0n };
/** Beside the entries, not in them: few programs have any, and entries are many. */
const uses = new WeakMap<ProcessEntry, CapabilityUse>();

/** Adds what a record says. */
export function noteCapabilities(entry: ProcessEntry, { attempted, used }: CapabilityUse): void {
  const known = capabilityUse(entry);
  uses.set(entry, { attempted: known.attempted | attempted, used: known.used | used });
}

/** All that is known of a program. */
export function capabilityUse(entry: ProcessEntry): CapabilityUse {
  return uses.get(entry) ?? NONE;
}
