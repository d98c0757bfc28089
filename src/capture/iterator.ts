/**
 * What a BPF iterator prints, in pieces. The kernel runs the program while it is read from, and hands out at most a few
 * pages at a time: reading is the loop, and nothing has to hold the whole output.
 */
import { closeSync, readSync } from 'node:fs';
import type { BpfObject, Native } from './native.ts';

const PIECE_BYTES = 1 << 16;

/**
 * Runs the iterator behind a link from its beginning. A piece may end in the middle of what the program wrote, and is valid
 * until the next one. Throws when the kernel cannot run it.
 */
export function* readIterator(native: Native, object: BpfObject, link: number): Generator<Buffer> {
  const fd = native.createIterator(object, link);
  try {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      let bytes: number;
      try {
        bytes = readSync(fd, piece);
      } catch (error) {
        // The kernel looked at very many things without a word of the program: it gives way, and goes on when asked again.
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') continue;
        throw error;
      }
      if (bytes === 0) return;
      yield piece.subarray(0, bytes);
    }
  } finally {
    closeSync(fd);
  }
}
