/**
 * What the same bytes meant last time.
 *
 *     bytes ─ seeded hash ─► newest generation ─ miss ─► older generation ─ miss ─► make it, once
 *
 * Paths and names repeat: finding one again costs a hash and a comparison of bytes, and no string is built. The bytes are
 * always compared, so two texts with one hash never become one. Surprising: ids are never used twice, and a text that lives
 * long gets a new one with each generation; so an id says either what it always said or nothing.
 *
 * Everything is bounded: entries, bytes, and the number of places that are looked at, whoever chooses the texts.
 */

/** Places looked at before an entry is given up: what a hostile set of texts can cost at most. */
const PROBES_MAX = 16;

export interface InternOptions<T> {
  /** Makes the value of some bytes; called once per entry. Must not keep `bytes`. */
  readonly make: (bytes: Uint8Array, offset: number, length: number) => T;
  /** Entries of one generation, a power of two; two generations are kept. */
  readonly entriesMax?: number;
  /** Bytes of all texts of one generation. */
  readonly bytesMax?: number;
  /** Longer texts are not kept. At most `bytesMax`. */
  readonly lengthMax?: number;
  /** Start of the hash; random unless a test wants the same run twice. */
  readonly seed?: number;
}

/** Maps bytes to values made from them, and to small numbers. */
export class Intern<T> {
  /** Values that had to be made. */
  misses = 0;
  /** How often the older generation was dropped. */
  turnovers = 0;
  readonly #make: InternOptions<T>['make'];
  readonly #lengthMax: number;
  readonly #seed: number;
  #newer: Generation<T>;
  #older: Generation<T>;
  /** Records come from the same memory again and again. A DataView reads four bytes at once, however they are aligned. */
  #lastBytes: Uint8Array = new Uint8Array(0);
  #lastView: DataView = new DataView(this.#lastBytes.buffer);

  constructor(options: InternOptions<T>) {
    const entriesMax = options.entriesMax ?? 4096;
    if (entriesMax < 1 || entriesMax > 1 << 24 || (entriesMax & (entriesMax - 1)) !== 0)
      throw new RangeError(`entriesMax must be a power of two up to 2^24, not ${entriesMax}`);
    const bytesMax = options.bytesMax ?? entriesMax * 64;
    this.#make = options.make;
    this.#lengthMax = Math.min(options.lengthMax ?? 4096, bytesMax);
    this.#seed = (options.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!) | 0;
    this.#newer = new Generation(entriesMax, bytesMax, 1);
    this.#older = new Generation(entriesMax, bytesMax, 1);
  }

  /** Number of the text, from 1; 0 when it is too long to be kept. */
  id(bytes: Uint8Array, offset: number, length: number): number {
    if (length > this.#lengthMax) return 0;
    const index = this.#index(bytes, offset, length); // May begin a generation, hence first.
    return this.#newer.firstId + index;
  }

  /** What `make` gives for the bytes. The same value is handed out again: nobody may change it. */
  get(bytes: Uint8Array, offset: number, length: number): T {
    if (length > this.#lengthMax) {
      this.misses++;
      return this.#make(bytes, offset, length);
    }
    const index = this.#index(bytes, offset, length);
    return this.#newer.values[index]!;
  }

  /** The value that an id stands for; undefined when it was dropped since, and for 0. */
  valueOf(id: number): T | undefined {
    if (id >= this.#newer.firstId) return this.#newer.values[id - this.#newer.firstId];
    return id >= this.#older.firstId ? this.#older.values[id - this.#older.firstId] : undefined;
  }

  /** What is kept at present, the newer generation first. */
  values(): T[] {
    return [...this.#newer.values, ...this.#older.values];
  }

  /** Place in the newer generation, where the text is put if need be. */
  #index(bytes: Uint8Array, offset: number, length: number): number {
    if (bytes !== this.#lastBytes) {
      this.#lastBytes = bytes;
      this.#lastView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const view = this.#lastView;
    const hash = hashBytes(view, offset, length, this.#seed);
    const found = this.#newer.find(hash, view, offset, length);
    if (found >= 0) return found;
    const before = this.#older.find(hash, view, offset, length);
    let value: T;
    if (before >= 0) value = this.#older.values[before]!;
    else {
      this.misses++;
      value = this.#make(bytes, offset, length);
    }
    if (!this.#newer.hasRoom(length)) {
      const dropped = this.#older;
      this.#older = this.#newer;
      this.#newer = dropped;
      this.#newer.reset(this.#older.firstId + this.#older.values.length);
      this.turnovers++;
    }
    return this.#newer.add(hash, bytes, offset, length, value);
  }
}

/** Entries side by side in flat arrays, found through an open-addressed table that is never more than half full. */
class Generation<T> {
  firstId: number;
  readonly values: T[] = [];
  readonly #entriesMax: number;
  readonly #mask: number;
  /** Entry number + 1 by place; 0: free. */
  readonly #places: Int32Array;
  readonly #hashes: Int32Array;
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #bytesUsed = 0;

  constructor(entriesMax: number, bytesMax: number, firstId: number) {
    this.firstId = firstId;
    this.#entriesMax = entriesMax;
    this.#mask = 2 * entriesMax - 1;
    this.#places = new Int32Array(2 * entriesMax);
    this.#hashes = new Int32Array(entriesMax);
    this.#starts = new Int32Array(entriesMax);
    this.#lengths = new Int32Array(entriesMax);
    this.#bytes = new Uint8Array(bytesMax);
    this.#view = new DataView(this.#bytes.buffer);
  }

  reset(firstId: number): void {
    this.firstId = firstId;
    this.values.length = 0;
    this.#places.fill(0);
    this.#bytesUsed = 0;
  }

  hasRoom(length: number): boolean {
    return this.values.length < this.#entriesMax && this.#bytesUsed + length <= this.#bytes.length;
  }

  /** Number of the entry, -1 when there is none. */
  find(hash: number, bytes: DataView, offset: number, length: number): number {
    for (let probe = 0; probe < PROBES_MAX; probe++) {
      const entry = this.#places[(hash + probe) & this.#mask]! - 1;
      if (entry < 0) return -1;
      if (this.#hashes[entry] !== hash || this.#lengths[entry] !== length) continue;
      const own = this.#view;
      const shift = this.#starts[entry]! - offset;
      const end = offset + length;
      let i = offset;
      while (
        i + 8 <= end &&
        own.getInt32(i + shift, true) === bytes.getInt32(i, true) &&
        own.getInt32(i + shift + 4, true) === bytes.getInt32(i + 4, true)
      )
        i += 8;
      while (i < end && own.getUint8(i + shift) === bytes.getUint8(i)) i++;
      if (i === end) return entry;
    }
    return -1;
  }

  /** Adds what `find` did not find. There must be room. */
  add(hash: number, bytes: Uint8Array, offset: number, length: number, value: T): number {
    const entry = this.values.length;
    this.#hashes[entry] = hash;
    this.#starts[entry] = this.#bytesUsed;
    this.#lengths[entry] = length;
    for (let i = 0; i < length; i++) this.#bytes[this.#bytesUsed + i] = bytes[offset + i]!;
    this.#bytesUsed += length;
    this.values.push(value);
    for (let probe = 0; probe < PROBES_MAX; probe++) {
      const place = (hash + probe) & this.#mask;
      if (this.#places[place] !== 0) continue;
      this.#places[place] = entry + 1;
      return entry;
    }
    // Crowded: the entry that is in the way keeps its id, but is no longer found by its bytes.
    this.#places[hash & this.#mask] = entry + 1;
    return entry;
  }
}

/**
 * Four bytes per multiplication, in two chains that do not wait for each other; the last xor-shifts bring the high bits down
 * to where the table looks.
 */
function hashBytes(bytes: DataView, offset: number, length: number, seed: number): number {
  let h = seed ^ length;
  let g = ~seed;
  const end = offset + length;
  let i = offset;
  for (; i + 8 <= end; i += 8) {
    h = Math.imul(h ^ bytes.getInt32(i, true), 0x9e3779b1);
    g = Math.imul(g ^ bytes.getInt32(i + 4, true), 0x85ebca77);
    h ^= h >>> 15;
    g ^= g >>> 13;
  }
  if (i + 4 <= end) {
    h = Math.imul(h ^ bytes.getInt32(i, true), 0x9e3779b1);
    h ^= h >>> 15;
    i += 4;
  }
  for (; i < end; i++) g = Math.imul(g ^ bytes.getUint8(i), 0x01000193);
  h = Math.imul(h ^ Math.imul(g ^ (g >>> 15), 0xc2b2ae3d), 0x85ebca6b);
  return h ^ (h >>> 13);
}
