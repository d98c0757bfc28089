/** A map that forgets what was not used for longest. JavaScript's Map keeps the order of insertion: using is inserting anew. */

/** At most `entriesMax` entries. */
export class Lru<K, V> {
  /** Entries that were dropped to make room. */
  evictions = 0;
  readonly #entriesMax: number;
  readonly #onEvict: ((key: K, value: V) => void) | undefined;
  readonly #map = new Map<K, V>();

  /** @param onEvict told of each entry that is dropped to make room; must not touch the map */
  constructor(entriesMax: number, onEvict?: (key: K, value: V) => void) {
    if (!Number.isSafeInteger(entriesMax) || entriesMax < 1)
      throw new RangeError(`entriesMax must be a positive integer, not ${entriesMax}`);
    this.#entriesMax = entriesMax;
    this.#onEvict = onEvict;
  }

  get size(): number {
    return this.#map.size;
  }

  /** The value, which counts as used now; undefined when there is none. */
  get(key: K): V | undefined {
    const value = this.#map.get(key);
    if (value === undefined && !this.#map.has(key)) return undefined;
    this.#map.delete(key);
    this.#map.set(key, value as V);
    return value;
  }

  /** The value without using it. */
  peek(key: K): V | undefined {
    return this.#map.get(key);
  }

  has(key: K): boolean {
    return this.#map.has(key);
  }

  set(key: K, value: V): void {
    if (!this.#map.delete(key) && this.#map.size >= this.#entriesMax) {
      const [oldest] = this.#map as Iterable<[K, V]>;
      this.#map.delete(oldest![0]);
      this.evictions++;
      this.#onEvict?.(oldest![0], oldest![1]);
    }
    this.#map.set(key, value);
  }

  delete(key: K): boolean {
    return this.#map.delete(key);
  }

  clear(): void {
    this.#map.clear();
  }

  /** From the least recently used on. */
  entries(): IterableIterator<[K, V]> {
    return this.#map.entries();
  }
}
