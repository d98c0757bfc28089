/**
 * Recordings: raw records in a file, to be replayed through the same pipeline on any machine.
 *
 *     "SHRKREC1" │ u32 length of the head │ head: JSON, padded with spaces to 8 bytes
 *     then per record: u32 length │ u32 ring │ record bytes, padded to 8
 *
 * Everything is little endian and 8-byte aligned, so that the decoder reads records where they lie. A file that was cut
 * (the recorder was killed) gives all whole records and says that its end is missing. Both ways hold a few MB at most, however
 * long the file is.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { checkRecord } from '../decode/decoder.ts';
import { RecordView } from '../decode/record-view.ts';
import { ExecRecord, RECORD_SIZES, RecordType, SCHEMA_VERSION, TEXT_OFFSETS } from '../decode/records.gen.ts';
import { scrubImds } from './scrub-imds.ts';
import { OWN_RECORDS, type RecordSink, type RecordSource } from './source.ts';

const MAGIC = 'SHRKREC1';
const FLUSH_BYTES = 1 << 20;
/** No record is longer than this; a length above it is damage. */
const RECORD_BYTES_MAX = 1 << 20;
const HEAD_BYTES_MAX = 1 << 16;
/** How much of a file is in memory at once; holds the longest record several times. */
const WINDOW_BYTES = 4 << 20;
const RECORDS_PER_TURN = 4096;

/** What a recording says about where it was made. */
export interface RecordingHead {
  readonly schemaVersion: number;
  readonly kernel: string;
  readonly arch: string;
  /** Wall clock minus boot clock, ns, as a decimal string. */
  readonly wallOffsetNs: string;
  /** Only some records were kept (one cgroup): gaps in their numbers are no losses. */
  readonly partial?: boolean;
}

const padded = (length: number): number => (length + 7) & ~7;

/** Something about a recording file that cannot be used; the message names file, offset and what to do. */
export class RecordingError extends Error {
  readonly code = 'SHRIKE_RECORDING';
}

/**
 * Appends records to a file. Writes are synchronous but gathered; `close` flushes. `write` stands in the event path and never
 * throws: when the disk is full, `failure` says so and what follows is not written.
 */
export class RecordingWriter {
  readonly #fd: number;
  #buffer = Buffer.alloc(FLUSH_BYTES + RECORD_BYTES_MAX + 16);
  #used = 0;
  /** Records taken, and those left out: after a failure, too long, or so damaged that nobody knows what is in them. */
  records = 0;
  leftOut = 0;
  failure: Error | null = null;

  /** Creates the file readable by its owner only: command lines are in it. Throws when the file cannot be created. */
  constructor(path: string, head: RecordingHead) {
    this.#fd = openSync(path, 'w', 0o600);
    let json = JSON.stringify(head);
    while ((MAGIC.length + 4 + Buffer.byteLength(json)) % 8 !== 0) json += ' ';
    const text = Buffer.from(json);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    writeSync(this.#fd, Buffer.concat([Buffer.from(MAGIC), length, text]));
  }

  write(ring: number, view: RecordView, length: number): void {
    if (this.failure !== null || length > RECORD_BYTES_MAX || typeof checkRecord(view, length) === 'string') {
      this.leftOut++;
      return;
    }
    const end = this.#used + 8 + padded(length);
    this.#buffer.writeUInt32LE(length, this.#used);
    this.#buffer.writeUInt32LE(ring, this.#used + 4);
    this.#buffer.set(view.u8.subarray(view.base, view.base + length), this.#used + 8);
    this.#buffer.fill(0, this.#used + 8 + length, end);
    scrubEnvironment(this.#buffer, this.#used + 8);
    if (this.#buffer.readUInt16LE(this.#used + 12) === RecordType.imds)
      scrubImds(new RecordView(this.#buffer.buffer, this.#buffer.byteOffset).at(this.#used + 8));
    this.#used = end;
    this.records++;
    if (this.#used >= FLUSH_BYTES) this.flush();
  }

  /** Writes what was gathered. */
  flush(): void {
    try {
      for (let at = 0; at < this.#used && this.failure === null; )
        at += writeSync(this.#fd, this.#buffer, at, this.#used - at);
    } catch (error) {
      this.failure = error as Error;
    }
    this.#used = 0;
  }

  close(): void {
    this.flush();
    closeSync(this.#fd);
  }
}

/** Environment values must not leave the machine: in an exec record each `NAME=value` becomes `NAME=`, the rest NUL. */
function scrubEnvironment(bytes: Buffer, base: number): void {
  if (bytes.readUInt16LE(base + 4) !== RecordType.exec) return;
  const view = new RecordView(bytes.buffer, bytes.byteOffset);
  view.at(base);
  const start = ExecRecord.envsOffset(view);
  const end = start + ExecRecord.envsLength(view);
  let to = start;
  for (let at = start; at < end; ) {
    let stop = bytes.indexOf(0, at);
    if (stop < 0 || stop > end) stop = end;
    const equals = bytes.indexOf(0x3d, at);
    const keep = equals < 0 || equals >= stop ? stop : equals + 1;
    bytes.copyWithin(to, at, keep);
    to += keep - at;
    if (to < end) bytes[to++] = 0;
    at = stop + 1;
  }
  bytes.fill(0, to, end);
  bytes.writeUInt32LE(to - start, base + EXEC_ENVS_LENGTH_AT);
}

/** Where the length of `envs` lies in an exec record. */
const EXEC_ENVS_LENGTH_AT = textReferenceOffset();
function textReferenceOffset(): number {
  // Found by asking the accessor, so that the layout stays written in one place.
  const view = new RecordView(new ArrayBuffer(RECORD_SIZES[RecordType.exec]!));
  for (const at of TEXT_OFFSETS[RecordType.exec]!) {
    view.u32.fill(0);
    view.u32[(at + 4) >>> 2] = 1;
    if (ExecRecord.envsLength(view) === 1) return at + 4;
  }
  throw new Error('the exec record has no envs');
}

/** A recording as a source of records. */
export class RecordingSource implements RecordSource {
  readonly head: RecordingHead;
  /** Set when the file ends in the middle of a record. */
  truncatedAt: number | null = null;
  readonly #path: string;
  /** Gives the next bytes of the file, fewer than asked at its end. */
  readonly #read: (into: Uint8Array) => number;
  readonly #closeFile: () => void;
  readonly #view: RecordView;
  /** The window: where in the file it begins, and how many of its bytes are filled. */
  #windowAt = 0;
  #filled = 0;
  #started = false;
  #stopped = false;

  /**
   * Reads the head. Throws {@link RecordingError} when it is no recording of this version, and what the system says when the
   * file cannot be read.
   * @param bytes the file's content, where it is in memory already
   */
  constructor(path: string, bytes?: Uint8Array) {
    this.#path = path;
    this.#view = new RecordView(new ArrayBuffer(Math.min(WINDOW_BYTES, padded(bytes?.length ?? WINDOW_BYTES))));
    if (bytes === undefined) {
      const fd = openSync(path, 'r');
      // In sequence and not by place, so that a pipe will do.
      this.#read = (into) => readSync(fd, into, 0, into.length, null);
      this.#closeFile = () => closeSync(fd);
    } else {
      let at = 0;
      this.#read = (into) => {
        const part = bytes.subarray(at, at + into.length);
        into.set(part);
        at += part.length;
        return part.length;
      };
      this.#closeFile = () => {};
    }
    try {
      this.head = this.#readHead();
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  #readHead(): RecordingHead {
    const fail = (what: string): never => {
      throw new RecordingError(`${this.#path}: ${what}`);
    };
    const start = Buffer.alloc(MAGIC.length + 4);
    if (this.#fill(start) < start.length || start.toString('latin1', 0, MAGIC.length) !== MAGIC) {
      fail('this is no Shrike recording (offset 0: wrong magic); record one with `shrike record`');
    }
    const headBytes = start.readUInt32LE(MAGIC.length);
    this.#windowAt = start.length + headBytes;
    if (headBytes > HEAD_BYTES_MAX || this.#windowAt % 8 !== 0) fail('offset 8: the head is damaged');
    const json = Buffer.alloc(headBytes);
    if (this.#fill(json) < headBytes) fail('offset 8: the head is damaged');
    let head: Partial<RecordingHead> | null = null;
    try {
      head = JSON.parse(json.toString('utf8')) as Partial<RecordingHead> | null;
    } catch {
      fail('offset 12: the head is damaged');
    }
    const version = head?.schemaVersion;
    if (version !== SCHEMA_VERSION)
      fail(`it holds records of version ${version}, this program reads version ${SCHEMA_VERSION}: record it again`);
    if (!/^-?\d{1,19}$/.test(String(head?.wallOffsetNs))) fail('offset 12: the head has no wallOffsetNs');
    return head as RecordingHead;
  }

  /** Fills all of `into` unless the file ends. */
  #fill(into: Uint8Array): number {
    let filled = 0;
    while (filled < into.length) {
      const n = this.#read(into.subarray(filled));
      if (n === 0) break;
      filled += n;
    }
    return filled;
  }

  /** Throws {@link RecordingError} when what comes is no record. */
  async run(sink: RecordSink): Promise<void> {
    if (this.#stopped || this.#started) return;
    this.#started = true;
    const view = this.#view;
    try {
      let at = 0;
      let sinceTurn = 0;
      while (!this.#stopped) {
        if (!this.#holdsRecord(at)) {
          this.#slide(at);
          at = 0;
          if (this.#filled === 0) return;
          if (!this.#holdsRecord(0)) {
            this.truncatedAt = this.#windowAt;
            return;
          }
        }
        const length = view.u32[at >>> 2]!;
        sink(view.u32[(at >>> 2) + 1]!, view.at(at + 8), length);
        at += 8 + padded(length);
        // Background readers and timers get their turn as they do live.
        if (++sinceTurn >= RECORDS_PER_TURN) {
          sinceTurn = 0;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    } finally {
      this.stop();
    }
  }

  /** Whether a whole record is in the window at `at`. */
  #holdsRecord(at: number): boolean {
    if (at + 8 > this.#filled) return false;
    const { u32 } = this.#view;
    const length = u32[at >>> 2]!;
    if (length > RECORD_BYTES_MAX || u32[(at >>> 2) + 1]! > OWN_RECORDS)
      throw new RecordingError(`${this.#path}: damaged at offset ${this.#windowAt + at}: no record begins here`);
    return at + 8 + padded(length) <= this.#filled;
  }

  /** Moves the window on by `bytes`, and fills it. */
  #slide(bytes: number): void {
    const { u8 } = this.#view;
    u8.copyWithin(0, bytes, this.#filled);
    this.#filled -= bytes;
    this.#windowAt += bytes;
    this.#filled += this.#fill(u8.subarray(this.#filled));
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#closeFile();
  }
}
