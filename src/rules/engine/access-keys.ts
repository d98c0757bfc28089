/**
 * Where to look a condition up: keys of which at least one must fit a value for the condition to hold. An index over the
 * keys of all conditions then finds, for a value never seen before, the few conditions worth testing. Keys are only
 * necessary; the condition itself is always tested too. On a list, some element must fit.
 */
import type { ConstantValue, Expr } from '../language/ast.ts';
import type { FieldValue } from '../language/model.ts';
import type { Condition } from './normal-form.ts';
import { requiredTexts } from './regexp-literals.ts';

export type AccessKind = 'exact' | 'prefix' | 'suffix' | 'piece';

export interface AccessKey {
  readonly kind: AccessKind;
  /** A text, or for `exact` any scalar in the form that the field's reader gives. */
  readonly value: FieldValue;
  /** Compare with the value in lower case, which this key is in already. */
  readonly ignoreCase: boolean;
}

/** Keys of a condition; null when every value has to be tested. */
export function accessKeys(condition: Condition): readonly AccessKey[] | null {
  switch (condition.kind) {
    case 'atom':
      return condition.negated ? null : keysOfLeaf(condition.atom.leaf);
    case 'or': {
      const keys: AccessKey[] = [];
      for (const part of condition.parts) {
        const some = accessKeys(part);
        if (some === null) return null;
        keys.push(...some);
      }
      return keys;
    }
    case 'and':
      return condition.parts.reduce<readonly AccessKey[] | null>((best, part) => {
        const keys = accessKeys(part);
        return best === null || (keys !== null && estimateOfKeys(keys) < estimateOfKeys(best)) ? keys : best;
      }, null);
  }
}

/** A guess how often one of the keys fits, 0 to 1. Only the order matters. */
export function estimateOfKeys(keys: readonly AccessKey[]): number {
  const sum = keys.reduce((total, { kind, value }) => {
    if (kind === 'exact') return total + (typeof value === 'string' ? 0.002 : typeof value === 'boolean' ? 0.5 : 0.05);
    const length = (value as string).length;
    const base = kind === 'prefix' ? 0.4 : 0.2;
    return total + Math.max(0.003, base / Math.max(1, length));
  }, 0);
  return Math.min(1, sum);
}

/** A guess how often a condition holds, 0 to 1. */
export function estimate(condition: Condition): number {
  switch (condition.kind) {
    case 'atom': {
      if (condition.negated) return 1 - estimate({ ...condition, negated: false });
      const keys = accessKeys(condition);
      return keys === null ? 0.4 : estimateOfKeys(keys);
    }
    case 'and':
      return condition.parts.reduce((product, part) => product * estimate(part), 1);
    case 'or':
      return Math.min(
        1,
        condition.parts.reduce((sum, part) => sum + estimate(part), 0),
      );
  }
}

function keysOfLeaf(leaf: Expr): readonly AccessKey[] | null {
  switch (leaf.kind) {
    case 'field':
      return [{ kind: 'exact', value: true, ignoreCase: false }];
    case 'match': {
      if (leaf.value.kind !== 'field') return null;
      const { ignoreCase } = leaf.matcher;
      const keys: AccessKey[] = [...leaf.matcher.scalars.keys()].map((value) => ({ kind: 'exact', value, ignoreCase }));
      for (const { form, text } of leaf.literals) {
        if (form === 'scalar') continue;
        const some = form === 'regexp' ? keysOfRegexp(text) : keysOfPattern(text, ignoreCase);
        if (some === null) return null;
        keys.push(...some);
      }
      return keys;
    }
    case 'compare': {
      if (leaf.operator !== '==') return null;
      if (leaf.left.kind === 'field' && leaf.right.kind === 'const')
        return keysOfConstant(leaf.left, leaf.right, false);
      if (leaf.right.kind === 'field' && leaf.left.kind === 'const')
        return keysOfConstant(leaf.right, leaf.left, false);
      return null;
    }
    case 'member': {
      if (leaf.left.kind === 'field' && leaf.right.kind === 'const') {
        return keysOfConstant(leaf.left, leaf.right, leaf.ignoreCase);
      }
      if (leaf.right.kind === 'field' && leaf.left.kind === 'const') {
        return keysOfConstant(leaf.right, leaf.left, leaf.ignoreCase);
      }
      return null;
    }
    default:
      return null;
  }
}

function keysOfConstant(
  field: Expr & { readonly kind: 'field' },
  constant: Expr & { readonly kind: 'const' },
  ignoreCase: boolean,
): readonly AccessKey[] | null {
  const values = (constant.array ? constant.value : [constant.value]) as readonly ConstantValue[];
  const keys: AccessKey[] = [];
  for (const value of values) {
    switch (typeof value) {
      case 'bigint': {
        if (field.spec.type !== 'int') return null;
        // A plain int field gives numbers, which never equal what does not fit in one.
        if (field.spec.wide === true) keys.push({ kind: 'exact', value, ignoreCase: false });
        else if (BigInt(Number(value)) === value) keys.push({ kind: 'exact', value: Number(value), ignoreCase: false });
        break;
      }
      case 'boolean':
        keys.push({ kind: 'exact', value, ignoreCase: false });
        break;
      case 'string':
        keys.push({ kind: 'exact', value: ignoreCase ? value.toLowerCase() : value, ignoreCase });
        break;
      default:
        return null;
    }
  }
  return keys;
}

function keysOfRegexp(pattern: string): readonly AccessKey[] | null {
  const required = requiredTexts(pattern);
  if (required === null) return null;
  return required.texts.map((value) => ({ kind: 'piece', value, ignoreCase: required.ignoreCase }));
}

/** Holds for plain patterns and for path globs: `*` and `**` alike leave the text between them in one piece. */
function keysOfPattern(pattern: string, ignoreCase: boolean): readonly AccessKey[] | null {
  const text = ignoreCase ? pattern.toLowerCase() : pattern;
  const pieces = text.split(/\*+/);
  if (pieces.length === 1) return [{ kind: 'exact', value: text, ignoreCase }];
  let best: AccessKey | null = null;
  for (const [index, piece] of pieces.entries()) {
    const kind = index === 0 ? 'prefix' : index === pieces.length - 1 ? 'suffix' : 'piece';
    // How a letter outside ASCII folds can depend on its neighbours.
    const ascii = /^[\0-\x7f]*$/.test(piece);
    const key: AccessKey =
      ignoreCase && !ascii
        ? {
            kind: 'piece',
            value: piece.split(/[^\0-\x7f]+/).reduce((a, b) => (b.length > a.length ? b : a)),
            ignoreCase,
          }
        : { kind, value: piece, ignoreCase };
    if (best === null || (key.value as string).length > (best.value as string).length) best = key;
  }
  return best === null || best.value === '' ? null : [best];
}
