/**
 * Finds, in one pass over a text, which of many literals stand at its start, at its end or anywhere in it. A trie laid
 * out as one table of transitions; for "anywhere" completed with the links of Aho and Corasick, so that no character is
 * looked at twice. The table's size is bounded: literals that do not fit are handed back.
 */

/** Most transitions of a table, 4 bytes each. */
const TRANSITIONS_MAX = 1 << 20;

export type LiteralPlace = 'prefix' | 'suffix' | 'piece';

const NO_IDS: readonly number[] = [];

export class LiteralTable {
  private readonly place: LiteralPlace;
  /** Column of a code unit; 0 for all that stand in no literal. Ends after the greatest one that does. */
  private readonly columns: Uint16Array;
  private readonly width: number;
  private next: Int32Array | Uint16Array;
  private readonly outputs: (readonly number[])[] = [NO_IDS];
  /** Nearest shorter suffix of a state that has outputs; 0 for none. */
  private readonly shorter: Int32Array;
  /** Ids of literals that did not fit. */
  readonly left: readonly number[];

  constructor(place: LiteralPlace, literals: ReadonlyMap<string, readonly number[]>) {
    this.place = place;
    let width = 1;
    let units = 1;
    let greatest = 0;
    for (const text of literals.keys()) {
      units += text.length;
      for (let at = 0; at < text.length; at++) greatest = Math.max(greatest, text.charCodeAt(at));
    }
    this.columns = new Uint16Array(greatest + 1);
    for (const text of literals.keys()) {
      for (let at = 0; at < text.length; at++) {
        const unit = text.charCodeAt(at);
        if (this.columns[unit] === 0) this.columns[unit] = width++;
      }
    }
    this.width = width;
    const statesMax = Math.max(1, Math.min(units, Math.floor(TRANSITIONS_MAX / width)));
    this.next = new Int32Array(statesMax * width);
    let states = 1;
    const left: number[] = [];
    for (const [text, ids] of literals) {
      if (states + text.length > statesMax) {
        left.push(...ids);
        continue;
      }
      let state = 0;
      for (let step = 0; step < text.length; step++) {
        const unit = text.charCodeAt(place === 'suffix' ? text.length - 1 - step : step);
        const slot = state * width + this.columns[unit]!;
        if (this.next[slot] === 0) {
          this.next[slot] = states++;
          this.outputs.push(NO_IDS);
        }
        state = this.next[slot]!;
      }
      this.outputs[state] = [...this.outputs[state]!, ...ids];
    }
    this.left = left;
    // Most tables have few states: half the memory.
    this.next =
      states <= 0x10000 ? Uint16Array.from(this.next.subarray(0, states * width)) : this.next.slice(0, states * width);
    this.shorter = new Int32Array(states);
    if (place === 'piece') this.complete();
  }

  /** Turns missing transitions into those of the longest suffix that is still the start of some literal. */
  private complete(): void {
    const { next, width } = this;
    const fallback = new Int32Array(this.outputs.length);
    const queue: number[] = [];
    for (let column = 0; column < width; column++) if (next[column] !== 0) queue.push(next[column]!);
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head]!;
      const back = fallback[state]!;
      this.shorter[state] = this.outputs[back]!.length > 0 ? back : this.shorter[back]!;
      for (let column = 0; column < width; column++) {
        const slot = state * width + column;
        const target = next[slot]!;
        const other = next[back * width + column]!;
        if (target === 0) next[slot] = other;
        else {
          fallback[target] = other;
          queue.push(target);
        }
      }
    }
  }

  /** Calls `found` with the id of every literal at its place in the text; with one id more than once at times. */
  find(text: string, found: (id: number) => void): void {
    const { next, columns, width, outputs } = this;
    let state = 0;
    if (this.place === 'piece') {
      for (let at = 0; at < text.length; at++) {
        state = next[state * width + (columns[text.charCodeAt(at)] ?? 0)]!;
        if (state === 0) continue;
        for (let one = state; one !== 0; one = this.shorter[one]!) {
          const ids = outputs[one]!;
          for (let index = 0; index < ids.length; index++) found(ids[index]!);
        }
      }
      return;
    }
    const backwards = this.place === 'suffix';
    for (let step = 0; step < text.length; step++) {
      const unit = text.charCodeAt(backwards ? text.length - 1 - step : step);
      state = next[state * width + (columns[unit] ?? 0)]!;
      if (state === 0) return;
      const ids = outputs[state]!;
      for (let index = 0; index < ids.length; index++) found(ids[index]!);
    }
  }
}
