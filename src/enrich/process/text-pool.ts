/**
 * Keeps one copy of strings that many processes share: environment variables, paths, names. Two generations instead of
 * an LRU: when the young one is full it becomes the old one, and strings still in use move up as they are asked for. The
 * pool therefore holds at most twice its limit and forgetting costs nothing.
 */

/** Longer strings are rarely equal and cost more to hash than they save. */
const LENGTH_MAX = 512;
/** Rough cost of a string beside its characters, and of an array element. */
const STRING_BYTES = 24;
const POINTER_BYTES = 8;

/** A bounded pool of equal strings. */
export class TextPool {
  #young = new Map<string, string>();
  #old = new Map<string, string>();
  readonly #stringsMax: number;
  /** Bytes of strings that were not known when they were asked for, ever growing: two readings tell what lies between. */
  freshBytes = 0;

  /** @param stringsMax strings per generation */
  constructor(stringsMax = 32_768) {
    this.#stringsMax = stringsMax;
  }

  /** The pooled copy of a string; the string itself when it is new or too long. */
  share(text: string): string {
    if (text.length > LENGTH_MAX) {
      this.freshBytes += text.length;
      return text;
    }
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    let kept = this.#old.get(text);
    if (kept === undefined) {
      kept = text;
      this.freshBytes += text.length + STRING_BYTES;
    }
    if (this.#young.size >= this.#stringsMax) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(kept, kept);
    return kept;
  }

  /** A list with pooled elements; `like` itself when it holds the same, so that equal environments are kept once. */
  shareList(list: readonly string[], like: readonly string[] | null = null): readonly string[] {
    if (list.length === 0) return EMPTY;
    if (like !== null && sameList(list, like)) return like;
    this.freshBytes += list.length * POINTER_BYTES;
    return list.map((text) => this.share(text));
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}

const EMPTY: readonly string[] = Object.freeze([]);

function sameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
