/**
 * A queue on disk that several readers take from, each at its own pace.
 *
 *      oldest segment                                active segment
 *     [ 1 … 5000 ] [ 5001 … 9800 ] [ 9801 … 12000 ] [ 12001 … 12345 ▌◄── append
 *                     ▲ reader a                        ▲ reader b
 *
 * What `flush` has promised survives kill -9 and loss of power. A segment goes when every reader has passed it, or when the
 * spool is over its limits: then the oldest, and readers that had not seen it are told how many records they missed.
 * Surprising: a start always begins a new segment, so that nothing is ever written behind bytes that a crash may have torn.
 * Positions of readers are saved now and then: after a crash a reader may see some records again, never too few.
 */
import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { EntryCursor } from './entry-cursor.ts';
import {
  encodeEntries,
  encodeHeader,
  firstOfName,
  HEADER_BYTES,
  PAYLOAD_BYTES_MAX,
  segmentName,
} from './segment-file.ts';

export interface SpoolOptions {
  readonly folder: string;
  /** Most bytes of all segments together. */
  readonly bytesMax: number;
  /** Records are dropped when they are older. */
  readonly ageMsMax: number;
  /** When written bytes are forced to the disk: before each `flush` resolves, once a second, or when the kernel likes. */
  readonly sync: 'flush' | 'second' | 'never';
  /** Least run time before age counts, so that a clock that was wrong does not empty the spool at start. */
  readonly ageGraceMs?: number;
  /** Monotonic. */
  readonly nowMs?: () => number;
}

interface Segment {
  readonly first: number;
  readonly path: string;
  /** Number of the entry after the last one. */
  end: number;
  /** Sound bytes. */
  bytes: number;
  /** When it was last written to, on the monotonic clock; before the start of the process it is negative. */
  writtenMs: number;
}

/** What a reader takes. */
export interface SpoolEntry {
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** Where a reader is. */
export interface SpoolPosition {
  readonly name: string;
  /** Entries that it has not committed. */
  readonly waiting: number;
  /** Entries dropped before it committed them. */
  readonly missed: number;
}

/** Segments are this part of the whole, within bounds, so that dropping one drops little. */
const SEGMENTS_WANTED = 16;
const SEGMENT_BYTES_MIN = 64 << 10;
const SEGMENT_BYTES_MAX = 32 << 20;
const POSITIONS_SAVE_MS = 200;
const SECOND_MS = 1000;
const AGE_GRACE_MS = 600_000;
const POSITIONS_FILE = 'positions.json';

/** See the head of the file. One process at a time may use a folder; that is the caller's to ensure. */
export class Spool {
  /** Entries written since the start. */
  written = 0;
  /** Entries that were dropped although a reader had not committed them. */
  dropped = 0;
  /** Entries known to have been lost to damage on disk. */
  damaged = 0;
  /** Bytes cut off the end of a file at start: what a crash left half written. */
  tornBytes = 0;
  readonly #options: SpoolOptions;
  readonly #segmentBytes: number;
  readonly #nowMs: () => number;
  readonly #startMs: number;
  #segments: Segment[] = [];
  readonly #readers = new Map<string, SpoolReader>();
  #positions = new Map<string, number>();
  #fd = -1;
  #durable = 0;
  #syncing = false;
  #waiters: { upTo: number; resolve: () => void; reject: (error: unknown) => void }[] = [];
  #saveTimer: NodeJS.Timeout | undefined;
  readonly #timer: NodeJS.Timeout;
  #listeners: (() => void)[] = [];

  /** Opens a folder, which is made where it is missing. Throws when it cannot be used. */
  constructor(options: SpoolOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#startMs = this.#nowMs();
    this.#segmentBytes = Math.min(
      SEGMENT_BYTES_MAX,
      Math.max(SEGMENT_BYTES_MIN, Math.floor(options.bytesMax / SEGMENTS_WANTED)),
    );
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.#recover();
    this.#begin(this.end);
    this.#timer = setInterval(() => this.#tick(), SECOND_MS).unref();
  }

  /** Number of the next entry. */
  get end(): number {
    return this.#segments.at(-1)?.end ?? 1;
  }

  /** Number of the oldest entry; `end` when there is none. */
  get start(): number {
    return this.#segments[0]?.first ?? this.end;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** How long ago the oldest segment was last written to, ms; null when nothing waits. */
  get oldestAgeMs(): number | null {
    const oldest = this.#segments.find(({ first, end }) => end > first);
    return oldest === undefined ? null : this.#nowMs() - oldest.writtenMs;
  }

  #recover(): void {
    const { folder } = this.#options;
    const wallMs = Date.now();
    const names = readdirSync(folder)
      .filter((name) => firstOfName(name) !== null)
      .sort();
    for (const name of names) {
      const path = join(folder, name);
      const first = firstOfName(name)!;
      const cursor = new EntryCursor(path, first);
      while (cursor.next() !== null);
      cursor.close();
      const { size, mtimeMs } = statSync(path);
      const gap = first - this.end;
      if (this.#segments.length > 0 && gap > 0) this.damaged += gap;
      if (cursor.damaged) this.tornBytes += size - cursor.offset;
      const ageMs = Math.max(0, wallMs - mtimeMs);
      this.#segments.push({
        first,
        path,
        end: cursor.sequence,
        bytes: cursor.offset,
        writtenMs: this.#startMs - ageMs,
      });
    }
    try {
      const saved = JSON.parse(readFileSync(join(folder, POSITIONS_FILE), 'utf8')) as { readers?: unknown };
      for (const [reader, next] of Object.entries(saved.readers ?? {})) {
        if (Number.isSafeInteger(next)) this.#positions.set(reader, next as number);
      }
    } catch {
      // Missing or torn: readers begin with what is there.
    }
  }

  /** Starts the active segment. */
  #begin(first: number): void {
    const last = this.#segments.at(-1);
    if (last !== undefined && last.end === last.first) {
      // It never got an entry: its name is the one we need.
      rmSync(last.path, { force: true });
      this.#segments.pop();
    }
    const path = join(this.#options.folder, segmentName(first));
    const fd = openSync(path, 'w', 0o600);
    try {
      writeFully(fd, encodeHeader(first), 0);
      if (this.#options.sync !== 'never') fsyncFolder(this.#options.folder);
    } catch (error) {
      closeSync(fd);
      rmSync(path, { force: true });
      throw error;
    }
    this.#fd = fd;
    this.#segments.push({ first, path, end: first, bytes: HEADER_BYTES, writtenMs: this.#nowMs() });
  }

  /**
   * Writes entries; they are safe once `flush` has resolved. All or none are written: on a failure (a full disk) it throws
   * the system's error and the spool is as before.
   * @returns number of the last entry
   */
  append(payloads: readonly Uint8Array[]): number {
    for (const payload of payloads) {
      if (payload.length === 0 || payload.length > PAYLOAD_BYTES_MAX) {
        throw new RangeError(`an entry has 1 to ${PAYLOAD_BYTES_MAX} bytes, not ${payload.length}`);
      }
    }
    if (payloads.length === 0) return this.end - 1;
    if (this.#fd < 0) this.#begin(this.end);
    let segment = this.#segments.at(-1)!;
    if (segment.bytes >= this.#segmentBytes && segment.end > segment.first) {
      this.#finishActive();
      this.#begin(this.end);
      segment = this.#segments.at(-1)!;
    }
    const bytes = encodeEntries(segment.end, payloads);
    try {
      try {
        writeFully(this.#fd, bytes, segment.bytes);
      } catch (error) {
        // A full disk: the space of what everybody has is ours to use again.
        if (!this.#recycleActive()) throw error;
        segment = this.#segments.at(-1)!;
        writeFully(this.#fd, bytes, segment.bytes);
      }
    } catch (error) {
      // Cut the part that was written; where even that fails, its bytes do not check and nothing is written behind them.
      try {
        ftruncateSync(this.#fd, segment.bytes);
      } catch {
        // A sync that is under way closes it when it is done.
        if (!this.#syncing) closeSync(this.#fd);
        this.#fd = -1;
      }
      throw error;
    }
    segment.bytes += bytes.length;
    segment.end += payloads.length;
    segment.writtenMs = this.#nowMs();
    this.written += payloads.length;
    this.#enforceLimits();
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
    return segment.end - 1;
  }

  /**
   * Makes the active segment's file the next segment's, when every reader has passed it. Needs no space. The new name comes
   * first: after a crash in between, the file's header does not fit its name, and it counts as empty.
   */
  #recycleActive(): boolean {
    const old = this.#segments.at(-1)!;
    const isPassed = [...this.#readers.values()].every(({ committed }) => committed >= old.end);
    if (this.#segments.length > 1 || old.end === old.first || !isPassed) return false;
    const path = join(this.#options.folder, segmentName(old.end));
    try {
      renameSync(old.path, path);
      for (const reader of this.#readers.values()) reader.release(old.path);
      this.#segments = [{ first: old.end, path, end: old.end, bytes: HEADER_BYTES, writtenMs: this.#nowMs() }];
      ftruncateSync(this.#fd, 0);
      writeFully(this.#fd, encodeHeader(old.end), 0);
      return true;
    } catch {
      return false;
    }
  }

  /** Resolves when all that was appended is safe; rejects when the disk says that it is not. */
  flush(): Promise<void> {
    const upTo = this.end - 1;
    if (this.#options.sync !== 'flush' || this.#durable >= upTo) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ upTo, resolve, reject });
      this.#sync();
    });
  }

  /** One sync at a time; who comes meanwhile shares the next. */
  #sync(): void {
    if (this.#syncing || this.#waiters.length === 0) return;
    if (this.#fd < 0) {
      this.#settle(null);
      return;
    }
    this.#syncing = true;
    const upTo = this.end - 1;
    const fd = this.#fd;
    fdatasync(fd, (error) => {
      this.#syncing = false;
      if (fd !== this.#fd) closeSync(fd);
      if (error !== null && fd === this.#fd) {
        // The kernel may have thrown the pages away: this file is not to be trusted with more.
        closeSync(this.#fd);
        this.#fd = -1;
      }
      if (error === null) this.#durable = Math.max(this.#durable, upTo);
      this.#settle(error);
      this.#sync();
    });
  }

  #settle(error: unknown): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) {
      if (waiter.upTo <= this.#durable) waiter.resolve();
      else if (error !== null) waiter.reject(error);
      else this.#waiters.push(waiter);
    }
  }

  /** Makes the active segment safe and closes it. */
  #finishActive(): void {
    if (this.#fd < 0) return;
    if (this.#options.sync !== 'never') fdatasyncSync(this.#fd);
    this.#durable = this.end - 1;
    // A sync that is under way closes it when it is done.
    if (!this.#syncing) closeSync(this.#fd);
    this.#fd = -1;
    this.#settle(null);
  }

  /** Resolves when there is an entry with this number, or the signal aborts. */
  async arrival(sequence: number, signal: AbortSignal): Promise<void> {
    while (this.end <= sequence && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#listeners.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  /**
   * Says who reads. A reader known from before goes on where it was, a new one begins with what comes from now on, and
   * one that is not named any more is forgotten.
   */
  setReaders(names: readonly string[]): void {
    for (const [name, reader] of this.#readers) {
      if (names.includes(name)) continue;
      reader.close();
      this.#readers.delete(name);
      this.#positions.delete(name);
    }
    for (const name of names) {
      if (this.#readers.has(name)) continue;
      const saved = this.#positions.get(name) ?? this.end;
      const next = Math.min(saved, this.end);
      const reader = new SpoolReader(name, this, Math.max(next, this.start));
      if (next < this.start) reader.missed += this.start - next;
      this.#readers.set(name, reader);
    }
    this.#positions = new Map([...this.#readers].map(([name, reader]) => [name, reader.committed]));
    this.#savePositions();
    this.#dropFinished();
  }

  /** The reader of a name that `setReaders` was told. */
  reader(name: string): SpoolReader {
    const reader = this.#readers.get(name);
    if (reader === undefined) throw new Error(`the spool has no reader ${name}`);
    return reader;
  }

  /** The segment that holds an entry, for readers. */
  segmentOf(sequence: number): Readonly<Segment> | undefined {
    return this.#segments.find(({ first, end }) => sequence >= first && sequence < end);
  }

  /** The first entry that exists at or after a number, for readers that met a gap. */
  nextExisting(sequence: number): number {
    for (const { first, end } of this.#segments) if (end > sequence && end > first) return Math.max(first, sequence);
    return this.end;
  }

  /** A reader committed: what nobody needs any more goes, and the position is saved soon. */
  noteCommit(): void {
    this.#dropFinished();
    this.#saveTimer ??= setTimeout(() => {
      this.#saveTimer = undefined;
      this.#savePositions();
    }, POSITIONS_SAVE_MS).unref();
  }

  #savePositions(): void {
    const path = join(this.#options.folder, POSITIONS_FILE);
    const readers = Object.fromEntries([...this.#readers].map(([name, { committed }]) => [name, committed]));
    try {
      writeFileSync(`${path}.new`, JSON.stringify({ readers }), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch {
      // A full disk: an older position only means that records are delivered again.
    }
  }

  #dropFinished(): void {
    if (this.#readers.size === 0) return;
    const least = Math.min(...[...this.#readers.values()].map(({ committed }) => committed));
    if (this.#segments.length < 2 || this.#segments[0]!.end > least) return;
    // First the positions, then the segments: the other way round a crash would make it look as if something was missed.
    this.#savePositions();
    while (this.#segments.length > 1 && this.#segments[0]!.end <= least) this.#dropOldest();
  }

  #enforceLimits(): void {
    while (this.#segments.length > 1 && this.bytes > this.#options.bytesMax) this.#dropOldest();
  }

  #tick(): void {
    if (this.#options.sync === 'second' && this.#fd >= 0) fdatasync(this.#fd, () => {});
    const nowMs = this.#nowMs();
    if (nowMs - this.#startMs < (this.#options.ageGraceMs ?? AGE_GRACE_MS)) return;
    const isOld = ({ writtenMs, first, end }: Segment): boolean =>
      end > first && nowMs - writtenMs > this.#options.ageMsMax;
    while (this.#segments.length > 1 && isOld(this.#segments[0]!)) this.#dropOldest();
    const active = this.#segments[0]!;
    if (this.#segments.length === 1 && isOld(active) && this.#fd >= 0) {
      try {
        this.#finishActive();
        this.#begin(this.end);
        this.#dropOldest();
      } catch {
        // A full disk: the next tick tries again.
      }
    }
  }

  #dropOldest(): void {
    const segment = this.#segments.shift()!;
    let unread = 0;
    for (const reader of this.#readers.values()) {
      unread = Math.max(unread, reader.passOver(segment.end));
      // An open file keeps its blocks, and a full disk needs them.
      reader.release(segment.path);
    }
    this.dropped += unread;
    rmSync(segment.path, { force: true });
  }

  /** Where all readers are. */
  positions(): SpoolPosition[] {
    return [...this.#readers].map(([name, { committed, missed }]) => ({ name, waiting: this.end - committed, missed }));
  }

  /** Saves positions, makes everything safe, closes. */
  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#saveTimer);
    this.#savePositions();
    try {
      this.#finishActive();
    } catch {
      // Nothing is left to be done about it.
    }
    for (const reader of this.#readers.values()) reader.close();
  }
}

/** One reader. Reads ahead of what it has committed; after a restart it begins with what it has not. */
export class SpoolReader {
  readonly name: string;
  missed = 0;
  /** Everything below is done with. */
  committed: number;
  readonly #spool: Spool;
  /** The next entry to read. */
  #next: number;
  #cursor: EntryCursor | null = null;
  #cursorPath = '';

  constructor(name: string, spool: Spool, next: number) {
    this.name = name;
    this.#spool = spool;
    this.#next = next;
    this.committed = next;
  }

  /** Number of the next entry that `read` will give. */
  get next(): number {
    return this.#next;
  }

  get waiting(): number {
    return this.#spool.end - this.committed;
  }

  /** The next entries, at least one if there is any. */
  read(entriesMax: number, bytesMax: number): SpoolEntry[] {
    const entries: SpoolEntry[] = [];
    let bytes = 0;
    while (entries.length < entriesMax && this.#next < this.#spool.end) {
      const segment = this.#spool.segmentOf(this.#next);
      if (segment === undefined) {
        // Lost to damage: go on with what comes behind it.
        const next = this.#spool.nextExisting(this.#next);
        this.missed += next - this.#next;
        this.#next = next;
        continue;
      }
      if (this.#cursorPath !== segment.path || this.#cursor!.sequence > this.#next) {
        this.#closeCursor();
        this.#cursor = new EntryCursor(segment.path, segment.first);
        this.#cursorPath = segment.path;
      }
      const cursor = this.#cursor!;
      const sequence = cursor.sequence;
      const payload = cursor.next(segment.bytes);
      if (payload === null) {
        // The file was sound at start and is not any more: the rest of it is lost.
        this.missed += segment.end - this.#next;
        this.#spool.damaged += segment.end - this.#next;
        this.#next = segment.end;
        continue;
      }
      if (sequence < this.#next) continue;
      if (entries.length > 0 && bytes + payload.length > bytesMax) {
        // Too much for this batch: the next one reads it again.
        this.#closeCursor();
        break;
      }
      entries.push({ sequence, payload });
      bytes += payload.length;
      this.#next = sequence + 1;
    }
    return entries;
  }

  /** Everything up to `sequence` is done with. */
  commit(sequence: number): void {
    if (sequence < this.committed) return;
    this.committed = sequence + 1;
    this.#next = Math.max(this.#next, this.committed);
    this.#spool.noteCommit();
  }

  /** Reads again from what was committed. */
  rewind(): void {
    this.#next = this.committed;
  }

  /** The spool drops everything below `sequence`; returns how much of it was not committed. */
  passOver(sequence: number): number {
    if (this.committed >= sequence) return 0;
    const missed = sequence - this.committed;
    this.missed += missed;
    this.committed = sequence;
    this.#next = Math.max(this.#next, sequence);
    return missed;
  }

  /** Lets go of a segment's file. */
  release(path: string): void {
    if (this.#cursorPath === path) this.#closeCursor();
  }

  #closeCursor(): void {
    this.#cursor?.close();
    this.#cursor = null;
    this.#cursorPath = '';
  }

  close(): void {
    this.#closeCursor();
  }
}

function writeFully(fd: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, position + at);
}

function fsyncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
