/**
 * Gives memory back once a start or a reload is over: its garbage, what the C library keeps, pages of programs that only ran
 * then. A start peaks at twice what the sensor needs from then on.
 *
 * Surprising: V8 is asked for a collection by name, since left alone it lets a small heap grow fourfold before it looks.
 * That collection stops the program for some 50 ms, once; the rings hold what happens meanwhile.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadNative } from '../capture/native.ts';

/** A start is over when what it compiled has run for a while. */
const QUIET_MS = 3000;

let timer: NodeJS.Timeout | null = null;
let collect: ((options: { type: 'major'; flavor: 'last-resort' }) => void) | null = null;

/** Plans it for soon; a second call meanwhile only waits longer. Never keeps the process alive. */
export function settleMemorySoon(): void {
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(() => {
    timer = null;
    settleMemory();
  }, QUIET_MS).unref();
}

/** Does it now. */
export function settleMemory(): void {
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as typeof collect;
  }
  collect!({ type: 'major', flavor: 'last-resort' });
  loadNative().returnMemory();
}
