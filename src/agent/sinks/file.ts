/**
 * A file of JSON lines that is rotated by size: `signals.json`, `signals.json.1` (newest) … `signals.json.N`.
 * Surprising: the path is looked at before each batch, so that a file which logrotate moved away is opened anew. A batch
 * that was only written in part is cut off again before it is retried, so that no line is ever broken or doubled by a full
 * disk.
 */
import { constants, type Stats } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Record as WireRecord } from '../../wire/record.gen.ts';
import { type DeliveryResult, DONE, documentOf, retry, type Sink } from './sink.ts';

export interface FileSinkOptions {
  readonly path: string;
  /** Rotate before the file becomes larger. */
  readonly sizeBytesMax: number;
  /** Rotated files kept beside the present one. */
  readonly filesMax: number;
  readonly mode: number;
}

export class FileSink implements Sink {
  readonly kind = 'file';
  readonly entriesMax = 512;
  readonly bytesMax = 1 << 20;
  readonly #options: FileSinkOptions;
  #handle: FileHandle | null = null;
  #size = 0;
  #identity = '';

  constructor(options: FileSinkOptions) {
    this.#options = options;
  }

  async deliver(records: readonly WireRecord[]): Promise<DeliveryResult> {
    const bytes = Buffer.from(records.map((record) => `${documentOf(record)}\n`).join(''));
    try {
      await this.#open();
      if (this.#size > 0 && this.#size + bytes.length > this.#options.sizeBytesMax) await this.#rotate();
      const handle = this.#handle!;
      try {
        for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
        await handle.datasync();
      } catch (error) {
        await handle.truncate(this.#size).catch(() => {});
        throw error;
      }
      this.#size += bytes.length;
      return DONE;
    } catch (error) {
      await this.close();
      return retry(error);
    }
  }

  /** Opens the file, or opens it anew when the path means another file now. */
  async #open(): Promise<void> {
    const { path, mode } = this.#options;
    if (this.#handle !== null) {
      const there = await stat(path).catch(() => null);
      if (there !== null && identityOf(there) === this.#identity) return;
      await this.close();
    }
    await mkdir(dirname(path), { recursive: true, mode: 0o750 });
    // Not through a link: the folder may be writable for others. Not a pipe that nobody reads either.
    const flags =
      constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const handle = await open(path, flags, mode);
    this.#handle = handle;
    const facts = await handle.stat();
    if (!facts.isFile()) {
      await this.close();
      throw new Error(`${path} is no regular file`);
    }
    this.#size = facts.size;
    this.#identity = identityOf(facts);
    if (facts.size === 0) await chmod(path, mode).catch(() => {});
    else await this.#cutTornLine(handle, facts.size);
  }

  /** A crash may have left half a line at the end, which the delivery that follows writes again in full. */
  async #cutTornLine(handle: FileHandle, size: number): Promise<void> {
    const reader = await open(this.#options.path, constants.O_RDONLY);
    try {
      const piece = Buffer.alloc(Math.min(size, 1 << 20));
      const { bytesRead } = await reader.read(piece, 0, piece.length, size - piece.length);
      if (bytesRead === piece.length && piece.at(-1) !== 0x0a) {
        const newline = piece.lastIndexOf(0x0a);
        if (newline < 0 && piece.length < size) return;
        this.#size = size - piece.length + newline + 1;
        await handle.truncate(this.#size);
      }
    } finally {
      await reader.close();
    }
  }

  async #rotate(): Promise<void> {
    const { path, filesMax } = this.#options;
    await this.close();
    if (filesMax === 0) await rm(path, { force: true });
    for (let n = filesMax; n >= 1; n--) {
      const from = n === 1 ? path : `${path}.${n - 1}`;
      await rename(from, `${path}.${n}`).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    }
    await this.#open();
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close().catch(() => {});
  }
}

const identityOf = ({ dev, ino }: Stats): string => `${dev}:${ino}`;
