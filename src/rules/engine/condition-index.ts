/**
 * Finds the conditions on one field that may hold for a value: by hash for exact values, by literal tables for what a
 * text starts with, ends with or contains. Conditions without such a key are always given. What comes out is a superset;
 * the caller tests each.
 */
import type { FieldValue } from '../language/model.ts';
import type { AccessKey } from './access-keys.ts';
import { LiteralTable } from './literal-table.ts';

/** Conditions by literals of one letter case. */
class TextTables {
  private readonly exact = new Map<FieldValue, number[]>();
  /** Lengths of exact texts: a text of another length is not even hashed. The last slot stands for all longer ones. */
  private readonly lengths = new Uint8Array(LENGTHS);
  private readonly tables: readonly LiteralTable[];
  /** Conditions whose literals fitted into no table. */
  readonly left: readonly number[];

  constructor(keys: readonly (readonly [AccessKey, number])[]) {
    const texts = {
      prefix: new Map<string, number[]>(),
      suffix: new Map<string, number[]>(),
      piece: new Map<string, number[]>(),
    };
    for (const [key, condition] of keys) {
      const map = (key.kind === 'exact' ? this.exact : texts[key.kind]) as Map<FieldValue, number[]>;
      if (key.kind === 'exact' && typeof key.value === 'string') this.lengths[lengthSlot(key.value)] = 1;
      const list = map.get(key.value);
      if (list === undefined) map.set(key.value, [condition]);
      else if (!list.includes(condition)) list.push(condition);
    }
    this.tables = (['prefix', 'suffix', 'piece'] as const)
      .filter((place) => texts[place].size > 0)
      .map((place) => new LiteralTable(place, texts[place]));
    this.left = this.tables.flatMap((table) => table.left);
  }

  find(value: FieldValue, found: (condition: number) => void): void {
    const isText = typeof value === 'string';
    if (!isText || this.lengths[lengthSlot(value)] === 1) {
      const exact = this.exact.get(value);
      if (exact !== undefined) for (let index = 0; index < exact.length; index++) found(exact[index]!);
    }
    if (!isText) return;
    for (let index = 0; index < this.tables.length; index++) this.tables[index]!.find(value, found);
  }
}

const LENGTHS = 256;

function lengthSlot(text: string): number {
  return Math.min(text.length, LENGTHS - 1);
}

export class ConditionIndex {
  private readonly asWritten: TextTables;
  private readonly lowerCase: TextTables | null;
  /** Conditions that every value has to be tested with. */
  readonly unkeyed: readonly number[];

  /** `keys[i]` are the keys of condition i; undefined for conditions that are not looked up here. */
  constructor(keys: readonly (readonly AccessKey[] | null | undefined)[]) {
    const unkeyed = new Set<number>();
    const asWritten: [AccessKey, number][] = [];
    const lowerCase: [AccessKey, number][] = [];
    for (const [condition, some] of keys.entries()) {
      if (some === undefined) continue;
      if (some === null) unkeyed.add(condition);
      else for (const key of some) (key.ignoreCase ? lowerCase : asWritten).push([key, condition]);
    }
    this.asWritten = new TextTables(asWritten);
    this.lowerCase = lowerCase.length > 0 ? new TextTables(lowerCase) : null;
    for (const one of [...this.asWritten.left, ...(this.lowerCase?.left ?? [])]) unkeyed.add(one);
    this.unkeyed = [...unkeyed];
  }

  /** Calls `found` for every condition with a key that fits; some more than once. {@link unkeyed} are not among them. */
  find(value: FieldValue, found: (condition: number) => void): void {
    this.asWritten.find(value, found);
    if (this.lowerCase !== null && typeof value === 'string') this.lowerCase.find(value.toLowerCase(), found);
  }
}
