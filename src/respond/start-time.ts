/**
 * When the process behind a pidfd began: what tells it from another that has, or will have, the same pid.
 *
 * Exact where the kernel runs a task iterator (5.8; for one process alone 6.1): the nanoseconds that records carry. Else
 * from /proc, in ticks of 10 ms. A tick is proof enough if the process is known to have lived beyond the tick it began in:
 * whoever got its pid later began in a later one. If not, the answer is "uncertain", and nobody is hit.
 *
 * The answer is about the number that the pidfd's process has now. Who sends a kill through that pidfd afterwards and does
 * not get ESRCH knows that the process still had its number meanwhile, hence that the answer was about it.
 */
import { readFileSync } from 'node:fs';
import { readIterator } from '../capture/iterator.ts';
import type { BpfObject, Native } from '../capture/native.ts';

/** USER_HZ is 100 on every architecture that we support. */
const TICK_NS = 10_000_000n;

/** A process as records name it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** ns since boot. */
  readonly startNs: bigint;
  /** False: rounded down to a tick. */
  readonly startExact: boolean;
  /** A moment at which it was alive, ns since boot: that of the event. */
  readonly aliveAtNs: bigint;
}

/** Size of `struct task_start` (bpf/task-start.bpf.c). */
const TASK_START_BYTES = 16;

/** See the head of the file. */
export class StartTimes {
  /** Why starts are known by tick only; '' when they are exact. */
  readonly whyInexact: string;
  readonly #native: Native;
  readonly #object: BpfObject | null;

  /**
   * Never throws: without the iterator it reads /proc.
   * @param objectPath the compiled bpf/task-start.bpf.c; null: do not try
   */
  constructor(native: Native, objectPath: string | null) {
    this.#native = native;
    let object: BpfObject | null = null;
    let why = 'the task iterator is switched off';
    if (objectPath !== null) {
      try {
        object = native.openObject(objectPath);
        native.loadObject(object);
        why = '';
      } catch (error) {
        if (object !== null) native.closeObject(object);
        object = null;
        why = (error as Error).message;
      }
    }
    this.#object = object;
    this.whyInexact = why;
  }

  get exact(): boolean {
    return this.#object !== null;
  }

  /**
   * The start of a process, null when there is none of that number any more. Throws when the kernel refuses to tell.
   * @param pidfd an open descriptor of the process with that number
   */
  read(pid: number, pidfd: number): { readonly startNs: bigint; readonly exact: boolean } | null {
    if (this.#object === null) return readTicks(pid);
    const link = this.#native.attachTaskIterator(this.#object, 'list_starts', pidfd);
    try {
      return this.#search(pid, link);
    } finally {
      this.#native.detach(this.#object, link);
    }
  }

  #search(pid: number, link: number): { startNs: bigint; exact: true } | null {
    const pieces: Buffer[] = [];
    for (const piece of readIterator(this.#native, this.#object!, link)) pieces.push(Buffer.from(piece));
    const bytes = Buffer.concat(pieces);
    // One row is the process, by whatever number an outer namespace knows it; of many (before 6.1) the number decides.
    const isAlone = bytes.length === TASK_START_BYTES;
    for (let at = 0; at + TASK_START_BYTES <= bytes.length; at += TASK_START_BYTES) {
      if (isAlone || bytes.readUInt32LE(at + 8) === pid) return { startNs: bytes.readBigUInt64LE(at), exact: true };
    }
    return null;
  }

  close(): void {
    if (this.#object !== null) this.#native.closeObject(this.#object);
  }
}

/** Field 22 of /proc/PID/stat (proc(5)); the name in field 2 may hold anything, so count from its last parenthesis. */
function readTicks(pid: number): { startNs: bigint; exact: false } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { startNs: BigInt(fields[19]!) * TICK_NS, exact: false };
  } catch {
    return null;
  }
}

/** Whether a start that was read belongs to the process that is meant. */
export function compareStart(
  wanted: Omit<ProcessIdentity, 'pid'>,
  read: { readonly startNs: bigint; readonly exact: boolean },
): 'same' | 'other' | 'uncertain' {
  if (wanted.startExact && read.exact) return wanted.startNs === read.startNs ? 'same' : 'other';
  const tick = wanted.startNs / TICK_NS;
  if (tick !== read.startNs / TICK_NS) return 'other';
  return wanted.aliveAtNs / TICK_NS > tick ? 'same' : 'uncertain';
}
