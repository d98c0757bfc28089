/**
 * A process and its exec images.
 *
 *     ProcessLife 41 ── current ─► entry #7 (ls) ── ancestor ─► entry #6 (bash, forked) ── ancestor ─► entry of pid 40
 *
 * An entry's ancestor is the image it replaced by exec, else the image of the forking process at that moment; so
 * `process.parent` of a program started by a shell is the forked shell with the same pid, as in the product whose rules we
 * read. The surprising part is what is intrusive: entries carry the links of their child list and of the tree's queues,
 * because with them every removal is a few assignments and the number of entries is exact.
 * Who creates, retires and releases entries is `process-tree.ts`; nobody else may write to them.
 */
import { type Cgroup, NO_CGROUP } from '../container/container.ts';
import type { EntryQueue } from './entry-queue.ts';
import type { ImageFacts } from './image-facts.ts';
import { UNKNOWN_IMAGE } from './image-facts.ts';
import { shownArguments } from './shown-arguments.ts';
import {
  type Credentials,
  EXEC_ID_UNKNOWN,
  type FactSource,
  type NamespaceFacts,
  NO_CREDENTIALS,
  NO_NAMESPACES,
} from './types.ts';

/** How a process ended. */
export interface ProcessExit {
  /** 0n when only its absence was noticed. */
  readonly timeNs: bigint;
  readonly code: number;
  readonly signal: number;
  readonly coreDumped: boolean;
  /** False when no exit record came: code and signal are then unknown. */
  readonly observed: boolean;
}

/** One process from fork to exit, however many programs it runs. */
export class ProcessLife {
  readonly pid: number;
  /** Rounded down to the clock tick while `startExact` is false. */
  startNs: bigint;
  startExact: boolean;
  current: ProcessEntry;
  /** An earlier process with the same pid that is still remembered. */
  olderSamePid: ProcessLife | null = null;
  /** Present parent, as last heard. */
  ppid = 0;
  /** Parent when the process was made. */
  ppidAtBirth = 0;
  /** False when the process was already running: its parent at birth is a guess then. */
  birthObserved = false;
  /** 0n when the fork was not observed; `startNs` is then the best guess. */
  forkTimeNs = 0n;
  exit: ProcessExit | null = null;
  isKthread = false;
  nsPid = 0;
  /** POSIX session. */
  sid = 0;
  /** Set by a sweep that did not find the process; the next one closes it. */
  missingSinceNs = 0n;

  constructor(pid: number, startNs: bigint, startExact: boolean) {
    this.pid = pid;
    this.startNs = startNs;
    this.startExact = startExact;
    this.current = new ProcessEntry(this);
  }
}

/** One exec image of one process. Fields are for reading. */
export class ProcessEntry {
  readonly life: ProcessLife;
  execId: bigint = EXEC_ID_UNKNOWN;
  image: ImageFacts = UNKNOWN_IMAGE;
  credentials: Credentials = NO_CREDENTIALS;
  namespaces: NamespaceFacts = NO_NAMESPACES;
  /** Where it runs: what the resolver knows of its cgroup. */
  cgroup: Cgroup = NO_CGROUP;
  cgroupId = 0n;
  cgroupPath = '';
  /** Path in the v1 hierarchy, on hybrid systems. */
  cgroupLegacyPath = '';
  /** Present thread name of the leader, which prctl may have changed. */
  comm = '';
  source: FactSource = 'unknown';
  /** The image came from an exec of this process. */
  isExec = false;
  /** When the exec happened; 0n for a forked image and when unknown. */
  execTimeNs = 0n;
  /** Direct ancestor: see the head of the file. */
  ancestor: ProcessEntry | null = null;
  /** True when images or processes between this one and `ancestor` (or above, when null) were never seen or were dropped. */
  lineageGap = false;
  /** When the image was replaced or its process ended; 0n while it runs. */
  endedAtNs = 0n;
  /** Neither index nor bounds know the entry any more; it lives on only for those who still hold it. */
  released = false;
  /** When its facts were read from /proc; 0n when never. */
  readAtNs = 0n;
  /** The facts were read before the exec id was known: upkeep compares them with /proc once more. */
  unverified = false;

  // Owned by the tree: child list and queue links.
  depth = 0;
  firstChild: ProcessEntry | null = null;
  previousSibling: ProcessEntry | null = null;
  nextSibling: ProcessEntry | null = null;
  queue: EntryQueue | null = null;
  queuePrevious: ProcessEntry | null = null;
  queueNext: ProcessEntry | null = null;

  constructor(life: ProcessLife) {
    this.life = life;
  }

  get pid(): number {
    return this.life.pid;
  }

  get startNs(): bigint {
    return this.life.startNs;
  }

  get ppid(): number {
    return this.life.ppid;
  }

  get ppidAtBirth(): number {
    return this.life.ppidAtBirth;
  }

  /** When this image came to be: its exec, else the fork of the process. */
  get createdAtNs(): bigint {
    return this.execTimeNs !== 0n ? this.execTimeNs : this.forkTimeNs;
  }

  get forkTimeNs(): bigint {
    return this.life.forkTimeNs !== 0n ? this.life.forkTimeNs : this.life.startNs;
  }

  /** 0n while the image runs; an exec ends the image before. */
  get exitTimeNs(): bigint {
    return this.endedAtNs;
  }

  get isKworker(): boolean {
    return this.life.isKthread;
  }

  /** A child that runs its parent's image because it has not executed anything yet. */
  get isThread(): boolean {
    return !this.isExec && !this.life.isKthread && this.source !== 'unknown';
  }

  /** The image runs no more. */
  get ended(): boolean {
    return this.queue !== null ? this.queue.retired : this.released || this.life.exit !== null;
  }

  /** What may be shown: no environment values, no links. */
  toJSON(): object {
    const { life, image } = this;
    return {
      pid: life.pid,
      ppid: life.ppid,
      comm: this.comm,
      path: image.file.path,
      argv: shownArguments(image),
      envs: image.envs,
      source: this.source,
    };
  }
}
