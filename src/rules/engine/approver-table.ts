/**
 * From the rules about file events to what the kernel may check before it reports one: flags of which one must be set, and
 * names of files and directories. The kernel knows no paths, so paths become names: the file's own name, the first three
 * bytes of it, or the name of the directory it is in. An event passes if any of these fits, and user space decides.
 *
 * Surprising: the kernel sees the names in the file system, not those in the path, and the two part at the root of a
 * mount. Where a whole file system is mounted that name is "/", so with any name in the table "/" goes in as well. Where
 * a file or directory is mounted over another (a container's /etc/hosts, a volume) it is any name: what is the root of a
 * mount, or directly in one, has to pass in the kernel itself (`dentry_approved`, bpf/lib/change.h); no table can express it.
 */

import { type ApproverCapability, type ApproverValue, approvalOf } from '../language/approvers.ts';
import type { CheckedRule, Expr } from '../language/ast.ts';
import type { Model } from '../language/model.ts';

export interface ApprovedName {
  /** What the name is compared with: the file's name, its first three bytes, its directory's name. */
  readonly kind: 'leaf' | 'prefix' | 'parent';
  /** At most {@link NAME_BYTES_MAX} bytes; longer names are cut there, by the kernel too. */
  readonly name: Uint8Array;
}

export interface UnfilterableRule {
  readonly ruleId: string;
  /** For the author of the rule: why every open has to be reported because of it. */
  readonly reason: string;
}

export interface ApproverTable {
  /** False: every open passes, whatever else stands here. */
  readonly active: boolean;
  /** Unsigned 32 bits. */
  readonly flagsMask: number;
  readonly names: readonly ApprovedName[];
  readonly unfilterable: readonly UnfilterableRule[];
}

/** Bytes of a name that the kernel compares: its buffer of 31 ends with a zero (`struct name_key`, bpf/lib/state.h). */
export const NAME_BYTES_MAX = 30;
const PREFIX_BYTES = 3;
/** Shortest directory name that is taken for an approver; shorter ones are too common to spare anything. */
const PARENT_BYTES_MIN = 3;
/** Entries of the kernel's map (`approved_names`). */
export const NAMES_MAX = 16_384;

/** A rule, as the table needs it. */
export interface FileRule {
  readonly id: string;
  readonly checked: CheckedRule;
}

/** Events that the kernel filters by names, each with its files: of a rename either end may be the one asked for. */
const FILTERED: Readonly<Record<string, readonly string[]>> = {
  open: ['file'],
  chmod: ['file'],
  chown: ['file'],
  link: ['file', 'file.destination'],
  mkdir: ['file'],
  rename: ['file', 'file.destination'],
  rmdir: ['file'],
  unlink: ['file'],
  utimes: ['file'],
  setxattr: ['file'],
  removexattr: ['file'],
  chdir: ['file'],
  splice: ['file'],
};

const FLAGS = 'open.flags';
const isName = (field: string): boolean => field.endsWith('.name');

/** Best first by weight: a file's name, then flags, then the name of a directory. */
function capabilitiesOf(type: string): readonly ApproverCapability[] {
  const files = (FILTERED[type] ?? []).flatMap((file): ApproverCapability[] => {
    const name = `${type}.${file}.name`;
    const path = `${type}.${file}.path`;
    return [
      { field: name, kinds: ['scalar', 'pattern'], weight: 310, accepts: (value) => nameOfName(value) !== null },
      { field: path, kinds: ['scalar', 'glob'], weight: 300, accepts: (value) => nameOfPath(value, false) !== null },
      { field: path, kinds: ['scalar', 'glob'], weight: 20, accepts: (value) => nameOfPath(value, true) !== null },
    ];
  });
  if (type !== 'open') return files;
  return [
    ...files,
    { field: FLAGS, kinds: ['scalar', 'bitmask'], weight: 100, accepts: (value) => flagsOf(value) !== 0 },
  ];
}

/** What the kernel filters file events with: the tables of all types in one. */
export interface KernelApprovers {
  /** Records that are filtered; all others pass. */
  readonly types: readonly string[];
  readonly flagsMask: number;
  readonly names: readonly (ApprovedName & { readonly types: readonly string[] })[];
  readonly unfilterable: readonly (UnfilterableRule & { readonly type: string })[];
}

/** Nothing is filtered. */
export const NO_APPROVERS: KernelApprovers = { types: [], flagsMask: 0, names: [], unfilterable: [] };

/** Builds the tables of all types of events from all rules. */
export function buildKernelApprovers<E>(
  byEventType: ReadonlyMap<string, readonly FileRule[]>,
  model: Model<E>,
): KernelApprovers {
  const types: string[] = [];
  const names = new Map<string, ApprovedName & { types: string[] }>();
  const unfilterable: (UnfilterableRule & { type: string })[] = [];
  let flagsMask = 0;
  for (const type of Object.keys(FILTERED)) {
    const table = buildApproverTable(byEventType.get(type) ?? [], model, type);
    unfilterable.push(...table.unfilterable.map((rule) => ({ ...rule, type })));
    if (!table.active) continue;
    types.push(type);
    flagsMask = (flagsMask | table.flagsMask) >>> 0;
    for (const name of table.names) {
      const entry = names.get(keyOf(name));
      if (entry === undefined) names.set(keyOf(name), { ...name, types: [type] });
      else entry.types.push(type);
    }
  }
  if (names.size > NAMES_MAX) return { ...NO_APPROVERS, unfilterable };
  return { types, flagsMask, names: [...names.values()], unfilterable };
}

/** Builds the table for all rules about one type of event. Never drops an event that one of them could match. */
export function buildApproverTable<E>(rules: readonly FileRule[], model: Model<E>, type = 'open'): ApproverTable {
  const capabilities = capabilitiesOf(type).filter(({ field }) => isUsable(model, field));
  const names = new Map<string, ApprovedName>();
  const unfilterable: UnfilterableRule[] = [];
  let flagsMask = 0;
  for (const { id, checked } of rules) {
    const approvals = approvalsOf(checked, checked.expression, model, capabilities, 0);
    if (approvals === null) {
      unfilterable.push({ ruleId: id, reason: reasonOf(checked, type) });
      continue;
    }
    for (const one of approvals) {
      if (typeof one === 'number') flagsMask = (flagsMask | one) >>> 0;
      else names.set(keyOf(one), one);
    }
  }
  if (names.size > 0) {
    for (const kind of new Set([...names.values()].map((one) => one.kind))) {
      const root: ApprovedName = { kind, name: Uint8Array.of(0x2f) };
      names.set(keyOf(root), root);
    }
  }
  const active = rules.length > 0 && unfilterable.length === 0 && names.size <= NAMES_MAX;
  return { active, flagsMask, names: [...names.values()], unfilterable };
}

/** A name, or a mask of flags. */
type Approval = ApprovedName | number;

/** Fields whose value the kernel sees as it is; other spellings of one file share its name only in an overlay. */
function isUsable<E>(model: Model<E>, field: string): boolean {
  const spec = model.field(field);
  if (spec === undefined || spec.caseInsensitive === true) return false;
  return spec.alternatives?.every((name) => name.endsWith('#overlay')) ?? true;
}

const DEPTH_MAX = 64;

/** What approves every event for which the expression holds; null: nothing does. */
function approvalsOf<E>(
  rule: CheckedRule,
  expression: Expr,
  model: Model<E>,
  capabilities: readonly ApproverCapability[],
  depth: number,
): readonly Approval[] | null {
  const best = approvalOf({ ...rule, expression }, model, capabilities);
  if (best !== null) return best.values.flatMap((value) => toApproval(best.field, value) ?? []);
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

function toApproval(field: string, value: ApproverValue): Approval | null {
  if (field === FLAGS) return flagsOf(value);
  return isName(field) ? nameOfName(value) : nameOfPath(value, true);
}

/** Mask of which one bit must be set; 0 when the value says nothing of the kind, as O_RDONLY, which is zero. */
function flagsOf(value: ApproverValue): number {
  if (value.kind === 'range' || typeof value.value !== 'bigint') return 0;
  return Number(BigInt.asUintN(32, value.value));
}

/** The leaf or the three first bytes of a name; null when it has too few fixed ones. */
function nameOfName(value: ApproverValue): ApprovedName | null {
  if (value.kind === 'range' || typeof value.value !== 'string') return null;
  return nameOfElement(value.value);
}

function nameOfElement(element: string): ApprovedName | null {
  // Bytes that are no UTF-8 are lone surrogates in texts; what they were is not worth finding out.
  if (!element.isWellFormed()) return null;
  const star = element.indexOf('*');
  if (star === -1) return element === '' ? null : { kind: 'leaf', name: cut(element) };
  const fixed = new TextEncoder().encode(element.slice(0, star));
  return fixed.length < PREFIX_BYTES ? null : { kind: 'prefix', name: fixed.slice(0, PREFIX_BYTES) };
}

/** The name that every path of a literal or glob has; with `parents` also that of its directory. */
function nameOfPath(value: ApproverValue, parents: boolean): ApprovedName | null {
  if (value.kind === 'range' || typeof value.value !== 'string') return null;
  const elements = value.value.split('/');
  const last = elements[elements.length - 1]!;
  // A trailing ** stands for any depth, so neither the name nor its directory is known.
  if (last.includes('**')) return null;
  const leaf = nameOfElement(last);
  if (leaf !== null || !parents || elements.length < 3) return leaf;
  const parent = elements[elements.length - 2]!;
  if (last === '' || parent.includes('*') || !parent.isWellFormed()) return null;
  const name = cut(parent);
  return name.length < PARENT_BYTES_MIN ? null : { kind: 'parent', name };
}

function cut(name: string): Uint8Array {
  return new TextEncoder().encode(name).slice(0, NAME_BYTES_MAX);
}

function keyOf({ kind, name }: ApprovedName): string {
  return `${kind} ${name.join()}`;
}

function reasonOf(rule: CheckedRule, type: string): string {
  const fields = (FILTERED[type] ?? []).flatMap((file) => [`${type}.${file}.name`, `${type}.${file}.path`]);
  const all = type === 'open' ? [...fields, FLAGS] : fields;
  const used = all.filter((field) => rule.fields.includes(field));
  const flags = type === 'open' ? ` nor for flags in ${FLAGS}` : '';
  if (used.length === 0) return `it asks neither for ${fields.join(' nor for ')}${flags}`;
  return (
    `what it asks of ${used.join(' and ')} does not limit it: a name or path needs a fixed last part, ` +
    `at least ${PREFIX_BYTES} bytes in front of a *, or a directory of a fixed name with at least ${PARENT_BYTES_MIN} bytes; ` +
    'a flag must be one that has to be set; a negation, a regular expression and a trailing ** limit nothing'
  );
}
