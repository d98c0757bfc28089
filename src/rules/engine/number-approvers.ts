/**
 * From rules to the kernel's filters by number: for each frequent kind of event, which bits or values of its two numbers
 * some rule asks for. The general sibling of `approver-table.ts`, which knows the names of opens.
 *
 * Surprising: a set of values is 64 places (bpf/lib/approve.h). Numbers of 64 and more share places, so the kernel lets
 * some pass that nobody asked for; rules decide then. Nothing that a rule could match is ever dropped.
 */
import { type ApproverCapability, type ApproverValue, approvalOf } from '../language/approvers.ts';
import type { CheckedRule, Expr } from '../language/ast.ts';
import type { Model } from '../language/model.ts';

/** What the kernel compares: for each of the two numbers, bits of which one must be set, and places of values. */
export interface NumberApprover {
  /** False: every event passes. */
  readonly active: boolean;
  readonly anyBits: readonly [bigint, bigint];
  readonly places: readonly [bigint, bigint];
}

/** A field that the kernel can compare: which of the record's two numbers it is, and how its values are to be read. */
interface NumberField {
  readonly field: string;
  readonly at: 0 | 1;
  readonly as: 'bits' | 'value';
}

/** By record type, what `wanted()` is asked with there (bpf/*.h). */
export const NUMBER_FIELDS = {
  signal: [{ field: 'signal.type', at: 0, as: 'value' }],
  setrlimit: [{ field: 'setrlimit.resource', at: 0, as: 'value' }],
  prctl: [{ field: 'prctl.option', at: 0, as: 'value' }],
  ptrace: [{ field: 'ptrace.request', at: 0, as: 'value' }],
  mmap: [
    { field: 'mmap.protection', at: 0, as: 'bits' },
    { field: 'mmap.flags', at: 1, as: 'bits' },
  ],
  mprotect: [
    { field: 'mprotect.req_protection', at: 0, as: 'bits' },
    { field: 'mprotect.vm_protection', at: 1, as: 'bits' },
  ],
  bpf: [{ field: 'bpf.cmd', at: 0, as: 'value' }],
  sysctl: [{ field: 'sysctl.action', at: 0, as: 'value' }],
  capabilities: [
    { field: 'capabilities.attempted', at: 0, as: 'bits' },
    { field: 'capabilities.used', at: 1, as: 'bits' },
  ],
  unshare: [{ field: 'unshare.flags', at: 0, as: 'bits' }],
  process_memory: [{ field: 'process_memory.action', at: 0, as: 'value' }],
  io_uring: [{ field: 'io_uring.action', at: 1, as: 'value' }],
} as const satisfies Record<string, readonly NumberField[]>;

export type FilteredByNumber = keyof typeof NUMBER_FIELDS;

/** Place of a number in a set of 64, as in bpf/lib/approve.h. */
export function placeOf(number: bigint): bigint {
  const n = Number(BigInt.asUintN(32, number));
  return BigInt((n ^ (n >>> 6) ^ (n >>> 12) ^ (n >>> 18)) & 63);
}

const PASS_ALL: NumberApprover = { active: false, anyBits: [0n, 0n], places: [0n, 0n] };
const DEPTH_MAX = 64;

/** The filter for all rules of one event type. Without rules everything passes: somebody else wanted the events. */
export function buildNumberApprover<E>(
  type: FilteredByNumber,
  rules: readonly { readonly checked: CheckedRule }[],
  model: Model<E>,
): NumberApprover {
  if (rules.length === 0) return PASS_ALL;
  const fields: readonly NumberField[] = NUMBER_FIELDS[type];
  const capabilities = fields.map(
    ({ field, as }, i): ApproverCapability => ({
      field,
      kinds: as === 'bits' ? ['scalar', 'bitmask'] : ['scalar'],
      weight: 100 - i,
      accepts: (value) => {
        const number = numberOf(value);
        // Zero as a set of bits says that none is set, which no mask can express.
        return number !== null && (as === 'value' || number !== 0n);
      },
    }),
  );
  const anyBits: [bigint, bigint] = [0n, 0n];
  const places: [bigint, bigint] = [0n, 0n];
  for (const { checked } of rules) {
    const found = approvalsOf(checked, checked.expression, model, capabilities, 0);
    if (found === null) return PASS_ALL;
    for (const { name, value } of found) {
      const { at, as } = fields.find(({ field }) => field === name)!;
      const number = numberOf(value)!;
      if (as === 'bits') anyBits[at] |= BigInt.asUintN(64, number);
      else places[at] |= 1n << placeOf(number);
    }
  }
  return { active: true, anyBits, places };
}

function numberOf(value: ApproverValue): bigint | null {
  return value.kind !== 'range' && typeof value.value === 'bigint' ? value.value : null;
}

interface Found {
  readonly name: string;
  readonly value: ApproverValue;
}

/** What approves every event for which the expression holds; null: nothing does. */
function approvalsOf<E>(
  rule: CheckedRule,
  expression: Expr,
  model: Model<E>,
  capabilities: readonly ApproverCapability[],
  depth: number,
): readonly Found[] | null {
  const best = approvalOf({ ...rule, expression }, model, capabilities);
  if (best !== null) return best.values.map((value) => ({ name: best.field, value }));
  if (depth > DEPTH_MAX) return null;
  // No one field limits it all; each side of an OR may still be limited by a field of its own.
  if (expression.kind === 'or') {
    const sides = expression.operands.map((operand) => approvalsOf(rule, operand, model, capabilities, depth + 1));
    return sides.every((side) => side !== null) ? sides.flat() : null;
  }
  if (expression.kind === 'and') {
    for (const operand of expression.operands) {
      const one = operand.kind === 'or' ? approvalsOf(rule, operand, model, capabilities, depth + 1) : null;
      if (one !== null) return one;
    }
  }
  return null;
}
