/**
 * Sends a kill to one process and to no other, whatever happens to its pid meanwhile.
 *
 *     open pidfd ─► does that process have the start time that the record told? ─► send through the pidfd
 *
 * The pidfd never changes whom it means. If its process ends between the question and the sending, nobody is hit: the
 * kernel answers ESRCH. If sending succeeds, the process had its number all the while, so the question was about it.
 */
import { closeSync } from 'node:fs';
import type { Native, NativeError } from '../capture/native.ts';
import { compareStart, type ProcessIdentity, type StartTimes } from './start-time.ts';

/** What became of one kill. */
export type KillResult =
  | { readonly outcome: 'sent' }
  /** Nobody has that pid any more. */
  | { readonly outcome: 'gone' }
  /** Another process has the pid now. */
  | { readonly outcome: 'replaced' }
  | { readonly outcome: 'error'; readonly reason: string };

const UNCERTAIN =
  'this kernel tells the start of a process to 10 ms only, and the process is too young to be told from one that got its pid';
/** ESRCH. */
const NO_PROCESS = 3;

/** See the head of the file. */
export class ProcessKiller {
  readonly #native: Native;
  readonly #starts: StartTimes;

  constructor(native: Native, starts: StartTimes) {
    this.#native = native;
    this.#starts = starts;
  }

  /**
   * Sends a kill if the process with that pid is the one that is meant. Never throws.
   * @param number of the kill; 0 only asks
   */
  kill(target: ProcessIdentity, number: number): KillResult {
    return this.#withPidfd(target.pid, number, (pidfd) => {
      const start = this.#starts.read(target.pid, pidfd);
      if (start === null) return { outcome: 'gone' };
      switch (compareStart(target, start)) {
        case 'same':
          return null;
        case 'other':
          return { outcome: 'replaced' };
        case 'uncertain':
          return { outcome: 'error', reason: UNCERTAIN };
      }
    });
  }

  /**
   * As {@link kill}, for a process that is meant because of what it is now (a member of a cgroup): `isMeant` is asked while
   * the process is held, and its answer counts only if the process is still there when the kill is sent.
   */
  killIf(pid: number, number: number, isMeant: () => boolean): KillResult {
    return this.#withPidfd(pid, number, () => (isMeant() ? null : { outcome: 'replaced' }));
  }

  #withPidfd(pid: number, number: number, refuse: (pidfd: number) => KillResult | null): KillResult {
    let pidfd: number | null = null;
    try {
      pidfd = this.#native.pidfdOpen(pid);
      const refusal = refuse(pidfd);
      if (refusal !== null) return refusal;
      this.#native.pidfdSendSignal(pidfd, number);
      return { outcome: 'sent' };
    } catch (error) {
      if ((error as NativeError).errno === NO_PROCESS) return { outcome: 'gone' };
      return { outcome: 'error', reason: (error as Error).message };
    } finally {
      if (pidfd !== null) closeSync(pidfd);
    }
  }
}
