/**
 * One field of one event type: which rows its value calls up, and which of its conditions hold, remembered per value.
 *
 * Lists are remembered by identity, for readers that give the same list again; whoever reads a field must therefore never
 * change a list after giving it. A fresh list is looked up through its elements, which repeat even then.
 */
import type { FieldValue } from '../language/model.ts';
import { ConditionIndex } from './condition-index.ts';
import type { PlannedField } from './plan.ts';
import { Repetition } from './repetition.ts';
import { ValueMemo } from './value-memo.ts';

/** What is known about one value. */
export class Entry {
  /** Rows that the value calls up: those whose leading condition holds. The first `count` are valid. */
  rows: Int32Array;
  count: number;
  /** Per 32 conditions two words: which are known, which of them hold. Made when a condition is first asked for. */
  bits: Int32Array | null = null;

  constructor(rows: Int32Array, count = rows.length) {
    this.rows = rows;
    this.count = count;
  }
}

/** A condition of a value: false, true, or unknown because the field could not be read. */
export type Truth = 0 | 1 | 2;

const NO_ROWS = new Int32Array(0);
const ENTRIES_MAX = 4096;
/** Words of condition bits of one generation; fields with very many conditions remember fewer values. */
const BIT_WORDS_MAX = 1 << 19;

export class FieldMemo {
  /** What a field that cannot be read calls up: every row it leads, undecided. */
  readonly fault: Entry;
  private readonly planned: PlannedField;
  private readonly index: ConditionIndex;
  private readonly memo: ValueMemo<Entry>;
  private readonly elements: ValueMemo<Int32Array>;
  private readonly words: number;
  private readonly lists = new WeakMap<object, Entry>();
  private readonly valuesRepeat = new Repetition();
  private readonly elementsRepeat = new Repetition();
  private readonly listsRepeat = new Repetition();
  /** Conditions found for the value at hand, each once. */
  private readonly hits: number[] = [];
  private readonly hitAt: Float64Array;
  private hitEpoch = 0;
  private readonly found: (condition: number) => void;
  private readonly called: number[] = [];

  constructor(planned: PlannedField) {
    this.planned = planned;
    this.index = new ConditionIndex(planned.conditions.map(({ keys }) => keys));
    this.words = 2 * Math.ceil(planned.conditions.length / 32);
    const entriesMax = Math.max(64, Math.min(ENTRIES_MAX, Math.floor(BIT_WORDS_MAX / this.words)));
    this.memo = new ValueMemo(entriesMax);
    this.elements = new ValueMemo(entriesMax);
    this.fault = new Entry(Int32Array.from(planned.rows));
    this.hitAt = new Float64Array(planned.conditions.length);
    this.found = (condition) => {
      if (this.hitAt[condition] === this.hitEpoch) return;
      this.hitAt[condition] = this.hitEpoch;
      this.hits.push(condition);
    };
  }

  /** Entries held for single values and for elements. */
  get size(): number {
    return this.memo.size + this.elements.size;
  }

  /** A reusable entry for lists that are not remembered. */
  makeSpare(): Entry {
    return new Entry(new Int32Array(this.planned.rows.length), 0);
  }

  /** What the value calls up. `spare` is filled and returned when the value is not worth remembering. */
  lookUp(value: FieldValue, spare: Entry): Entry {
    const isList = Array.isArray(value);
    const repeat = isList ? this.listsRepeat : this.valuesRepeat;
    const isWorth = repeat.shouldAsk();
    if (isWorth) {
      const known = isList ? this.lists.get(value) : this.memo.get(value);
      repeat.note(known !== undefined);
      if (known !== undefined) return known;
    }
    try {
      this.hits.length = 0;
      this.hitEpoch++;
      for (const condition of this.index.unkeyed) this.found(condition);
      if (isList) this.findInList(value as readonly FieldValue[]);
      else this.index.find(value, this.found);
      this.callRows(value);
    } catch {
      return this.fault;
    }
    if (!isWorth) return this.fill(spare);
    const entry = new Entry(this.called.length === 0 ? NO_ROWS : Int32Array.from(this.called));
    if (isList) this.lists.set(value, entry);
    else this.memo.set(value, entry);
    return entry;
  }

  /** Whether a condition holds for the value that the entry is about. */
  holds(entry: Entry, condition: number, value: FieldValue): Truth {
    if (entry === this.fault) return 2;
    const word = (condition >> 5) << 1;
    const bit = 1 << (condition & 31);
    let bits = entry.bits;
    if (bits === null) {
      bits = new Int32Array(this.words);
      entry.bits = bits;
    } else if ((bits[word]! & bit) !== 0) return (bits[word + 1]! & bit) !== 0 ? 1 : 0;
    let truth: boolean;
    try {
      truth = this.planned.conditions[condition]!.test(value);
    } catch {
      return 2;
    }
    bits[word]! |= bit;
    if (truth) bits[word + 1]! |= bit;
    return truth ? 1 : 0;
  }

  private findInList(list: readonly FieldValue[]): void {
    for (let at = 0; at < list.length; at++) {
      const element = list[at]!;
      if (!this.elementsRepeat.shouldAsk()) {
        this.index.find(element, this.found);
        continue;
      }
      const known = this.elements.get(element);
      this.elementsRepeat.note(known !== undefined);
      if (known === undefined) this.learnElement(element);
      else for (let index = 0; index < known.length; index++) this.found(known[index]!);
    }
  }

  private learnElement(element: FieldValue): void {
    const conditions: number[] = [];
    this.index.find(element, (condition) => {
      conditions.push(condition);
      this.found(condition);
    });
    this.elements.set(element, conditions.length === 0 ? NO_ROWS : Int32Array.from(conditions));
  }

  /** Tests the conditions found and gathers the rows they lead. */
  private callRows(value: FieldValue): void {
    this.called.length = 0;
    for (const hit of this.hits) {
      const condition = this.planned.conditions[hit]!;
      if (!condition.test(value)) continue;
      for (const row of condition.rows) this.called.push(row);
    }
  }

  private fill(spare: Entry): Entry {
    for (let index = 0; index < this.called.length; index++) spare.rows[index] = this.called[index]!;
    spare.count = this.called.length;
    spare.bits?.fill(0);
    return spare;
  }
}
