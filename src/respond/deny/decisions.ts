/**
 * What the kernel decided, until the event of the call comes along and takes it: `struct decision` of bpf/deny.bpf.c.
 *
 * A decision is made before its call ends, so it is in its ring when the record of the call is handled. What nobody takes
 * within a few seconds (another name of the file, an event that was lost) is told by itself.
 */

import type { RingMemory } from '../../capture/native.ts';
import { RingReader } from '../../capture/ring.ts';
import type { RecordView } from '../../decode/record-view.ts';
import { DENY_HOOKS } from '../../rules/engine/deny-clauses.ts';

export interface Decision {
  readonly ruleId: string;
  readonly hook: string;
  readonly pid: number;
  /** ns since boot. */
  readonly timeNs: bigint;
  readonly inode: bigint;
  readonly refused: boolean;
}

/** Most decisions that wait. */
const WAITING_MAX = 4096;

export class Decisions {
  readonly #reader: RingReader;
  readonly #ruleOf: (clause: number) => string | undefined;
  #waiting: Decision[] = [];
  /** Decisions that were pushed out by newer ones. */
  dropped = 0;
  readonly onDecision: (decision: Decision) => void;

  /** @param ruleOf rule of a clause */
  constructor(
    memory: RingMemory,
    ruleOf: (clause: number) => string | undefined,
    onDecision: (decision: Decision) => void,
  ) {
    this.#reader = new RingReader(memory);
    this.#ruleOf = ruleOf;
    this.onDecision = onDecision;
  }

  /** Reads what the kernel has decided since. */
  drain(): void {
    this.#reader.refresh();
    while (this.#reader.peekTime() !== Number.POSITIVE_INFINITY) this.#reader.take((view) => this.#take(view));
    this.#reader.commit();
  }

  #take(view: RecordView): void {
    const { u32, u64, u8, base } = view;
    const clauses = u64[base >>> 3]!;
    const seen = new Set<string>();
    for (let clause = 0; clause < 64; clause++) {
      if (((clauses >> BigInt(clause)) & 1n) === 0n) continue;
      const ruleId = this.#ruleOf(clause);
      if (ruleId === undefined || seen.has(ruleId)) continue;
      seen.add(ruleId);
      const decision: Decision = {
        ruleId,
        hook: DENY_HOOKS[u8[base + 36]!] ?? '',
        pid: u32[(base + 8) >>> 2]!,
        timeNs: u64[(base + 16) >>> 3]!,
        inode: u64[(base + 24) >>> 3]!,
        refused: u8[base + 37]! !== 0,
      };
      this.onDecision(decision);
      if (this.#waiting.length >= WAITING_MAX) {
        this.#waiting.shift();
        this.dropped++;
      }
      this.#waiting.push(decision);
    }
  }

  /** Takes the oldest decision that fits, with those of the same call. */
  claim(fits: (decision: Decision) => boolean): Decision | null {
    this.drain();
    const at = this.#waiting.findIndex(fits);
    return at < 0 ? null : this.#waiting.splice(at, 1)[0]!;
  }

  /** Takes decisions that have waited since before `timeNs`. */
  expire(timeNs: bigint): readonly Decision[] {
    this.drain();
    const old = this.#waiting.filter((decision) => decision.timeNs < timeNs);
    if (old.length > 0) this.#waiting = this.#waiting.filter((decision) => decision.timeNs >= timeNs);
    return old;
  }
}
