/**
 * Walks the entries of one segment file with a bounded buffer. Stops for good where the file ends, or at the first entry
 * that does not check; `offset` then says how far the file is sound.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { decodeEntry, HEADER_BYTES, isHeader } from './segment-file.ts';

const PIECE_BYTES = 256 << 10;

export class EntryCursor {
  /** Number of the entry at `offset`. */
  sequence: number;
  /** Everything before is sound and was walked. */
  offset = HEADER_BYTES;
  /** Whether the walk ended at bytes that are no entry. */
  damaged = false;
  readonly #fd: number;
  #piece: Buffer = Buffer.alloc(0);
  #pieceOffset = 0;

  /** Opens the file. Throws as `openSync`; a file without our header is damaged from its start. */
  constructor(path: string, first: number) {
    this.#fd = openSync(path, 'r');
    this.sequence = first;
    const header = Buffer.alloc(HEADER_BYTES);
    const length = readSync(this.#fd, header, 0, HEADER_BYTES, 0);
    if (!isHeader(header.subarray(0, length), first)) {
      this.damaged = true;
      this.offset = 0;
    }
  }

  /** The next payload, null at the end of what is there now. `bytesEnd`: do not look beyond this offset. */
  next(bytesEnd = Number.MAX_SAFE_INTEGER): Buffer | null {
    if (this.damaged || this.offset >= bytesEnd) return null;
    for (;;) {
      const at = this.offset - this.#pieceOffset;
      const found =
        at >= 0 && at <= this.#piece.length
          ? decodeEntry(this.#piece, at, this.sequence)
          : ({ kind: 'short', need: 0 } as const);
      if (found.kind === 'entry') {
        this.offset = this.#pieceOffset + found.next;
        this.sequence++;
        return found.payload;
      }
      if (found.kind === 'damaged') {
        this.damaged = true;
        return null;
      }
      const had = at >= 0 ? this.#piece.length - at : 0;
      // A new buffer each time: payloads that were given out share the old one.
      const piece = Buffer.allocUnsafe(Math.max(PIECE_BYTES, found.need));
      const length = readSync(this.#fd, piece, 0, piece.length, this.offset);
      this.#piece = piece.subarray(0, length);
      this.#pieceOffset = this.offset;
      if (length <= had || length < found.need) {
        // A tail that is no whole entry: torn, or not written yet.
        this.damaged = length > 0 && bytesEnd === Number.MAX_SAFE_INTEGER;
        return null;
      }
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}
