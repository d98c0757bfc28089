/**
 * One field of one event type: which rows its value calls up, and which of its conditions hold, remembered per value.
 *
 * Lists are remembered by identity when the readers give the same list again; whoever reads a field must therefore never
 * change a list after giving it. When lists keep coming fresh, that memo is left aside and rows are found through their
 * elements, which repeat even then.
 */
import type { FieldValue } from '../language/model.ts';
import { ConditionIndex } from './condition-index.ts';
import type { PlannedField } from './plan.ts';
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
/** Lists seen before it is decided whether they come again. */
const LISTS_TRIED = 1024;

export class FieldMemo {
  /** What a field that cannot be read calls up: every row it leads, undecided. */
  readonly fault: Entry;
  private readonly planned: PlannedField;
  private readonly index: ConditionIndex;
  private readonly memo: ValueMemo<Entry>;
  private readonly elements: ValueMemo<Int32Array>;
  private readonly words: number;
  private lists = new WeakMap<object, Entry>();
  private listsSeen = 0;
  private listsKnown = 0;
  private listsRepeat = true;
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
    if (Array.isArray(value)) return this.lookUpList(value as readonly FieldValue[], spare);
    const known = this.memo.get(value);
    if (known !== undefined) return known;
    let entry: Entry;
    try {
      this.startHits();
      this.index.find(value, this.found);
      for (const condition of this.index.unkeyed) this.found(condition);
      entry = this.entryOfHits(value);
    } catch {
      return this.fault;
    }
    this.memo.set(value, entry);
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

  private lookUpList(list: readonly FieldValue[], spare: Entry): Entry {
    if (this.listsRepeat) {
      const known = this.lists.get(list);
      this.listsSeen++;
      if (known !== undefined) {
        this.listsKnown++;
        return known;
      }
      if (this.listsSeen > LISTS_TRIED) {
        this.listsRepeat = this.listsKnown * 2 > this.listsSeen;
        this.listsSeen = 0;
        this.listsKnown = 0;
        if (!this.listsRepeat) this.lists = new WeakMap();
      }
    }
    try {
      this.findInList(list);
      if (this.listsRepeat) {
        const entry = this.entryOfHits(list);
        this.lists.set(list, entry);
        return entry;
      }
      this.callRows(list);
    } catch {
      return this.fault;
    }
    for (let index = 0; index < this.called.length; index++) spare.rows[index] = this.called[index]!;
    spare.count = this.called.length;
    spare.bits?.fill(0);
    return spare;
  }

  private findInList(list: readonly FieldValue[]): void {
    this.startHits();
    for (const condition of this.index.unkeyed) this.found(condition);
    for (let at = 0; at < list.length; at++) {
      const element = list[at]!;
      const known = this.elements.get(element);
      if (known !== undefined) {
        for (let index = 0; index < known.length; index++) this.found(known[index]!);
        continue;
      }
      const ofElement: number[] = [];
      this.index.find(element, (condition) => {
        ofElement.push(condition);
        this.found(condition);
      });
      this.elements.set(element, ofElement.length === 0 ? NO_ROWS : Int32Array.from(ofElement));
    }
  }

  private startHits(): void {
    this.hits.length = 0;
    this.hitEpoch++;
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

  private entryOfHits(value: FieldValue): Entry {
    this.callRows(value);
    return new Entry(this.called.length === 0 ? NO_ROWS : Int32Array.from(this.called));
  }
}
