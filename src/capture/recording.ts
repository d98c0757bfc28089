/**
 * Recordings: raw records in a file, to be replayed through the same pipeline on any machine.
 *
 *     "SHRKREC1" │ u32 length of the head │ head: JSON, padded with spaces to 8 bytes
 *     then per record: u32 length │ u32 ring │ record bytes, padded to 8
 *
 * Everything is little endian and 8-byte aligned, so that the decoder reads records where they lie. A file that was cut
 * (the recorder was killed) gives all whole records and says that its end is missing.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { RecordView } from '../decode/record-view.ts';
import { ExecRecord, RECORD_SIZES, RecordType, SCHEMA_VERSION, TEXT_OFFSETS } from '../decode/records.gen.ts';
import type { RecordSink, RecordSource } from './source.ts';

const MAGIC = 'SHRKREC1';
const FLUSH_BYTES = 1 << 20;
/** No record is longer than this; a length above it is damage. */
const RECORD_BYTES_MAX = 1 << 20;
const HEAD_BYTES_MAX = 1 << 16;

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

/** Something about a recording file that cannot be used; the message names file, offset and what to do. */
export class RecordingError extends Error {
  readonly code = 'SHRIKE_RECORDING';
}

/** Appends records to a file. Writes are synchronous but gathered; `close` flushes. */
export class RecordingWriter {
  readonly #fd: number;
  #buffer = Buffer.alloc(FLUSH_BYTES + RECORD_BYTES_MAX + 16);
  #used = 0;
  records = 0;

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
    if (length > RECORD_BYTES_MAX) return;
    const padded = (length + 7) & ~7;
    this.#buffer.writeUInt32LE(length, this.#used);
    this.#buffer.writeUInt32LE(ring, this.#used + 4);
    this.#buffer.set(view.u8.subarray(view.base, view.base + length), this.#used + 8);
    this.#buffer.fill(0, this.#used + 8 + length, this.#used + 8 + padded);
    scrubEnvironment(this.#buffer, this.#used + 8);
    this.#used += 8 + padded;
    this.records++;
    if (this.#used >= FLUSH_BYTES) this.flush();
  }

  flush(): void {
    for (let at = 0; at < this.#used; ) at += writeSync(this.#fd, this.#buffer, at, this.#used - at);
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
  readonly #view: RecordView;
  readonly #start: number;
  readonly #end: number;
  #stopped = false;

  /** Reads the whole file. Throws {@link RecordingError} when it is no recording of this version. */
  constructor(path: string, bytes: Uint8Array = readFileSync(path)) {
    const fail = (what: string): never => {
      throw new RecordingError(`${path}: ${what}`);
    };
    // A copy on its own, aligned memory: pooled buffers may start anywhere.
    const memory = new ArrayBuffer((bytes.length + 7) & ~7);
    new Uint8Array(memory).set(bytes);
    this.#end = bytes.length;
    this.#view = new RecordView(memory);
    const { u8, u32 } = this.#view;
    if (bytes.length < 12 || Buffer.from(u8.subarray(0, 8)).toString('latin1') !== MAGIC) {
      fail('this is no Shrike recording (offset 0: wrong magic); record one with `shrike record`');
    }
    const headBytes = u32[2]!;
    this.#start = 12 + headBytes;
    if (headBytes > HEAD_BYTES_MAX || this.#start % 8 !== 0 || this.#start > bytes.length)
      fail('offset 8: the head is damaged');
    let head: unknown;
    try {
      head = JSON.parse(Buffer.from(u8.subarray(12, this.#start)).toString('utf8'));
    } catch {
      fail('offset 12: the head is damaged');
    }
    const version = (head as RecordingHead | null)?.schemaVersion;
    if (version !== SCHEMA_VERSION)
      fail(`it holds records of version ${version}, this program reads version ${SCHEMA_VERSION}: record it again`);
    this.head = head as RecordingHead;
  }

  async run(sink: RecordSink): Promise<void> {
    const view = this.#view;
    let at = this.#start;
    let sinceTurn = 0;
    while (at < this.#end && !this.#stopped) {
      if (at + 8 > this.#end) {
        this.truncatedAt = at;
        return;
      }
      const length = view.u32[at >>> 2]!;
      const ring = view.u32[(at >>> 2) + 1]!;
      const next = at + 8 + ((length + 7) & ~7);
      if (length > RECORD_BYTES_MAX || ring > 1) throw new RecordingError(`the recording is damaged at offset ${at}`);
      if (next > this.#end) {
        this.truncatedAt = at;
        return;
      }
      sink(ring, view.at(at + 8), length);
      at = next;
      // Background readers and timers get their turn as they do live.
      if (++sinceTurn >= 4096) {
        sinceTurn = 0;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  stop(): void {
    this.#stopped = true;
  }
}
