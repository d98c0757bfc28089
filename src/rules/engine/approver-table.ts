/**
 * From the rules about file events to what the kernel may check before it reports one: bits of which one must be set (flags
 * of an open, the new mode of a chmod), and names. The kernel knows no paths, so a path becomes one name that all its
 * matches have: of the file within its directory, of the file, its first or last three bytes, of a directory within another,
 * or of a directory anywhere above. An event passes if one name fits, and user space decides.
 *
 * Surprising: rules that only ask for opens which write or create are kept apart (`open_writing`), because names of whole
 * trees such as /etc would let through every read there. And a directory's name counts at any depth and under any root:
 * the kernel follows mounts up to the top, not to what a container takes for its root.
 */

import { type ApproverCapability, type ApproverValue, approvalOf } from '../language/approvers.ts';
import type { CheckedRule, Expr } from '../language/ast.ts';
import type { Model } from '../language/model.ts';
import { END_BYTES, type NameKind, nameNumber, pairNumber } from './name-number.ts';

export interface ApprovedName {
  readonly kind: NameKind;
  /** What the kernel compares (`name-number.ts`). */
  readonly number: bigint;
  /** For people: the name, of a pair with its directory in front. */
  readonly text: string;
  /** Asked for only where an open writes or creates. */
  readonly writing: boolean;
}

export interface UnfilterableRule {
  readonly ruleId: string;
  /** For the author of the rule: why every open has to be reported because of it. */
  readonly reason: string;
}

export interface ApproverTable {
  /** False: every open passes, whatever else stands here. */
  readonly active: boolean;
  /** Bits of the flags, of a chmod of the new mode; unsigned 32 bits. */
  readonly bits: number;
  readonly names: readonly ApprovedName[];
  readonly unfilterable: readonly UnfilterableRule[];
}

/** O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND (FLAGS_WRITING in bpf/lib/name-filter.h). */
const FLAGS_WRITING = 0o3103;
/** All that a mode has beside the type of the file. */
const MODE_BITS = 0o7777;
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
  mmap: ['file'],
};

/** Fields of bits, by type of event; what else the kernel half compares there is 0. */
const BITS: Readonly<Record<string, readonly string[]>> = {
  open: ['open.flags'],
  chmod: ['chmod.file.destination.rights', 'chmod.file.destination.mode', 'chmod.syscall.mode'],
};

/** Best first by weight: a name, a type of file system, a directory anywhere above, bits. */
function capabilitiesOf(type: string): readonly ApproverCapability[] {
  const named = (field: string, kinds: ApproverCapability['kinds'], weight: number, anywhere = false) => ({
    field,
    kinds,
    weight,
    accepts: (value: ApproverValue) => nameOf(field, value, anywhere) !== null,
  });
  const files = (FILTERED[type] ?? []).flatMap((file): ApproverCapability[] => [
    named(`${type}.${file}.name`, ['scalar', 'pattern'], 310),
    named(`${type}.${file}.path`, ['scalar', 'glob'], 300),
    named(`${type}.${file}.extension`, ['scalar'], 295),
    named(`${type}.${file}.filesystem`, ['scalar'], 290),
    named(`${type}.${file}.path`, ['scalar', 'glob'], 200, true),
  ]);
  return [...files, ...bitCapabilities(type)];
}

function bitCapabilities(type: string): ApproverCapability[] {
  return (BITS[type] ?? []).map((field, i) => ({
    field,
    kinds: ['scalar', 'bitmask'],
    weight: 100 - i,
    accepts: (value) => bitsOf(type, value) !== 0,
  }));
}

/** What the kernel filters file events with: the tables of all types in one. */
export interface KernelApprovers {
  /** Records that are filtered; all others pass. */
  readonly types: readonly string[];
  /** Of an open's flags. */
  readonly openFlags: number;
  /** Of a chmod's new mode. */
  readonly chmodBits: number;
  /** Types are records, and {@link OPEN_WRITING}. */
  readonly names: readonly (ApprovedName & { readonly types: readonly string[] })[];
  readonly unfilterable: readonly (UnfilterableRule & { readonly type: string })[];
}

/** Stands for opens that write or create among the types of a name. */
export const OPEN_WRITING = 'open_writing';

/** Nothing is filtered. */
export const NO_APPROVERS: KernelApprovers = { types: [], openFlags: 0, chmodBits: 0, names: [], unfilterable: [] };

/** Builds the tables of all types of events from all rules. */
export function buildKernelApprovers<E>(
  byEventType: ReadonlyMap<string, readonly FileRule[]>,
  model: Model<E>,
): KernelApprovers {
  const types: string[] = [];
  const names = new Map<bigint, ApprovedName & { types: string[] }>();
  const unfilterable: (UnfilterableRule & { type: string })[] = [];
  const bits: Record<string, number> = {};
  for (const type of Object.keys(FILTERED)) {
    const table = buildApproverTable(byEventType.get(type) ?? [], model, type);
    unfilterable.push(...table.unfilterable.map((rule) => ({ ...rule, type })));
    if (!table.active) continue;
    types.push(type);
    bits[type] = table.bits;
    for (const name of table.names) {
      const entry = names.get(name.number) ?? { ...name, types: [] };
      entry.types.push(name.writing ? OPEN_WRITING : type);
      names.set(name.number, entry);
    }
  }
  if (names.size > NAMES_MAX) return { ...NO_APPROVERS, unfilterable };
  return {
    types,
    openFlags: bits.open ?? 0,
    chmodBits: bits.chmod ?? 0,
    names: [...names.values()],
    unfilterable,
  };
}

/** Builds the table for all rules about one type of event. Never drops an event that one of them could match. */
export function buildApproverTable<E>(rules: readonly FileRule[], model: Model<E>, type = 'open'): ApproverTable {
  const capabilities = capabilitiesOf(type).filter(({ field }) => isUsable(model, field));
  const names = new Map<string, ApprovedName>();
  const unfilterable: UnfilterableRule[] = [];
  let bits = 0;
  for (const { id, checked } of rules) {
    const approvals = approvalsOf({ rule: checked, model, type, capabilities }, checked.expression, false, 0);
    if (approvals === null) {
      unfilterable.push({ ruleId: id, reason: reasonOf(checked, type) });
      continue;
    }
    for (const one of approvals) {
      if (typeof one === 'number') bits = (bits | one) >>> 0;
      else names.set(keyOf(one), one);
    }
  }
  const active = rules.length > 0 && unfilterable.length === 0 && names.size <= NAMES_MAX;
  return { active, bits, names: [...names.values()], unfilterable };
}

/** A name, or a mask of bits. */
type Approval = ApprovedName | number;

/** Of one rule. */
interface Asked<E> {
  readonly rule: CheckedRule;
  readonly model: Model<E>;
  readonly type: string;
  readonly capabilities: readonly ApproverCapability[];
}

/** Fields whose value the kernel sees as it is; other spellings of one file share its name only in an overlay. */
function isUsable<E>(model: Model<E>, field: string): boolean {
  const spec = model.field(field);
  if (spec === undefined || spec.caseInsensitive === true) return false;
  return spec.alternatives?.every((name) => name.endsWith('#overlay')) ?? true;
}

const DEPTH_MAX = 64;

/**
 * What approves every event for which the expression holds; null: nothing does.
 * @param writing only opens that write or create can make the whole true
 */
function approvalsOf<E>(
  asked: Asked<E>,
  expression: Expr,
  writing: boolean,
  depth: number,
): readonly Approval[] | null {
  const rule = { ...asked.rule, expression };
  const writes = writing || (asked.type === 'open' && asksToWrite(rule, asked.model));
  const best = approvalOf(rule, asked.model, asked.capabilities);
  if (best !== null) return best.values.flatMap((value) => toApproval(asked.type, best.field, value, writes) ?? []);
  if (depth > DEPTH_MAX) return null;
  // No one field limits it all; each side of an OR may still be limited by a field of its own.
  if (expression.kind === 'or') {
    const sides = expression.operands.map((operand) => approvalsOf(asked, operand, writes, depth + 1));
    return sides.every((side) => side !== null) ? sides.flat() : null;
  }
  if (expression.kind === 'and') {
    for (const operand of expression.operands) {
      const isSplit = operand.kind === 'or' || operand.kind === 'and';
      const one = isSplit ? approvalsOf(asked, operand, writes, depth + 1) : null;
      if (one !== null) return one;
    }
  }
  return null;
}

function asksToWrite<E>(rule: CheckedRule, model: Model<E>): boolean {
  const flags = approvalOf(rule, model, bitCapabilities('open'));
  return flags !== null && flags.values.every((value) => (bitsOf('open', value) & ~FLAGS_WRITING) === 0);
}

function toApproval(type: string, field: string, value: ApproverValue, writing: boolean): Approval | null {
  if (BITS[type]?.includes(field)) return bitsOf(type, value);
  const name = nameOf(field, value, true);
  return name === null ? null : { ...name, writing };
}

/** Mask of which one bit must be set; 0 when the value says nothing of the kind, as O_RDONLY, which is zero. */
function bitsOf(type: string, value: ApproverValue): number {
  if (value.kind === 'range' || typeof value.value !== 'bigint') return 0;
  const bits = Number(BigInt.asUintN(32, value.value));
  return type === 'chmod' && (bits & ~MODE_BITS) !== 0 ? 0 : bits;
}

type Name = Omit<ApprovedName, 'writing'>;

/**
 * The name that everything with the value has; null when there is none that the kernel could look for.
 * @param anywhere a directory at any depth will do
 */
function nameOf(field: string, value: ApproverValue, anywhere: boolean): Name | null {
  // Bytes that are no UTF-8 are lone surrogates in texts; what they were is not worth finding out.
  if (value.kind === 'range' || typeof value.value !== 'string' || !value.value.isWellFormed()) return null;
  if (field.endsWith('.name')) return nameOfElement(value.value);
  if (field.endsWith('.extension')) return nameOfElement(`*${value.value}`);
  if (field.endsWith('.filesystem')) return value.value === '' ? null : named('filesystem', value.value);
  return nameOfPath(value.value, anywhere);
}

function named(kind: Exclude<NameKind, 'pair'>, text: string, bytes: Uint8Array = utf8(text)): Name {
  return { kind, number: nameNumber(kind, bytes), text };
}

function paired(kind: 'leaf' | 'directory', name: string, directory: string): Name {
  return { kind: 'pair', number: pairNumber(kind, utf8(name), utf8(directory)), text: `${directory}/${name}` };
}

/** What the name of a file is known by; null when it has too few fixed bytes at either end. */
function nameOfElement(element: string): Name | null {
  const star = element.indexOf('*');
  if (star === -1) return element === '' ? null : named('leaf', element);
  const first = utf8(element.slice(0, star)).subarray(0, END_BYTES);
  if (first.length === END_BYTES) return named('prefix', element, first);
  const last = utf8(element.slice(element.lastIndexOf('*') + 1)).slice(-END_BYTES);
  return last.length === END_BYTES ? named('suffix', element, last) : null;
}

/** The most telling name that every path of a literal or glob has. */
function nameOfPath(path: string, anywhere: boolean): Name | null {
  const elements = path.split('/');
  const last = elements.pop()!;
  if (last === '') return null;
  const isFixed = (element: string): boolean => element !== '' && !element.includes('*');
  const directory = elements.at(-1) ?? '';
  if (isFixed(last)) return isFixed(directory) ? paired('leaf', last, directory) : named('leaf', last);
  for (let i = elements.length - 1; i > 0; i--) {
    const [above, name] = [elements[i - 1]!, elements[i]!];
    if (isFixed(name) && isFixed(above)) return paired('directory', name, above);
  }
  // After ** stands any number of elements, of which the last may be any.
  const own = last.includes('**') ? null : nameOfElement(last);
  if (own !== null || !anywhere) return own;
  const [longest] = elements.filter(isFixed).sort((left, right) => right.length - left.length);
  return longest === undefined ? null : named('directory', longest);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function keyOf({ number, writing }: ApprovedName): string {
  return `${writing} ${number}`;
}

function reasonOf(rule: CheckedRule, type: string): string {
  const fields = (FILTERED[type] ?? []).flatMap((file) => [
    `${type}.${file}.name`,
    `${type}.${file}.path`,
    `${type}.${file}.extension`,
    `${type}.${file}.filesystem`,
  ]);
  const all = [...fields, ...(BITS[type] ?? [])];
  const used = all.filter((field) => rule.fields.includes(field));
  if (used.length === 0) return `it asks neither for ${all.join(' nor for ')}`;
  return (
    `what it asks of ${used.join(' and ')} does not limit it: a name needs fixed bytes, at least ${END_BYTES} of them ` +
    'in front of or behind a *; a path at least one fixed element; a flag must be one that has to be set; a negation and ' +
    'a regular expression limit nothing'
  );
}
