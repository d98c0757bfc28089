/**
 * Fills the tree with what already runs when the probe starts. Capture has to be attached before: a process that appears
 * while /proc is listed then has its own records, and records win over what is read here. Works through /proc in pages and
 * gives the event loop back after a few milliseconds each, however many processes there are.
 */
import { opendir } from 'node:fs/promises';
import { createBootClock } from './boot-clock.ts';
import type { ProcessCore, ProcReader } from './proc-reader.ts';
import type { ProcessEntry } from './process-entry.ts';
import type { ProcessTree } from './process-tree.ts';

export interface SnapshotOptions {
  /** Longest time without giving the event loop back. */
  readonly sliceMs?: number;
  /** Processes whose details are read at the same time. */
  readonly concurrency?: number;
  readonly processesMax?: number;
  readonly clock?: () => bigint;
}

/** How far the snapshot is. */
export interface SnapshotProgress {
  /** Processes now in the tree. */
  readonly processes: number;
  /** Processes that went away while they were read. */
  readonly gone: number;
  /** Processes without details (arguments, inode): hung, refused or executed something else. */
  readonly partial: number;
  readonly done: boolean;
}

/** Runs the snapshot; yields after each page so that the caller may show progress or stop. */
export async function* takeStartSnapshot(
  tree: ProcessTree,
  reader: ProcReader,
  options: SnapshotOptions = {},
): AsyncGenerator<SnapshotProgress, void> {
  const sliceMs = options.sliceMs ?? 3;
  const concurrency = Math.max(1, options.concurrency ?? 2);
  const processesMax = options.processesMax ?? 200_000;
  const clock = options.clock ?? createBootClock(reader.procRoot);
  const adopted: ProcessEntry[] = [];
  const counts = { processes: 0, gone: 0, partial: 0 };
  const progress = (done: boolean): SnapshotProgress => ({ ...counts, done });

  const complete = async (core: ProcessCore): Promise<void> => {
    let details = await reader.readDetails(core);
    let fresh: ProcessCore | null = core;
    if (!details) {
      // An exec in between is the usual reason: one more try with a fresh core.
      fresh = reader.readCore(core.pid);
      if (!fresh) {
        counts.gone++;
        return;
      }
      details = await reader.readDetails(fresh);
      if (!details) counts.partial++;
    }
    const entry = tree.adopt(fresh, details, clock(), true);
    if (entry.ancestor === null) adopted.push(entry);
    counts.processes++;
  };

  let page: ProcessCore[] = [];
  let sliceStart = performance.now();
  let listed = 0;
  for await (const directory of await opendir(reader.procRoot, { bufferSize: 128 })) {
    const pid = Number(directory.name);
    if (!Number.isInteger(pid) || pid <= 0) continue;
    if (listed++ >= processesMax) break;
    const core = reader.readCore(pid);
    if (core) page.push(core);
    else counts.gone++;
    if (performance.now() - sliceStart < sliceMs && page.length < 64) continue;
    await completePage(page, complete, concurrency);
    page = [];
    yield progress(false);
    await nextTurn();
    sliceStart = performance.now();
  }
  await completePage(page, complete, concurrency);
  // Children may have been read before their parents.
  for (let i = 0; i < adopted.length; i += 256) {
    tree.linkOrphans(adopted.slice(i, i + 256));
    await nextTurn();
  }
  yield progress(true);
}

async function completePage(
  page: readonly ProcessCore[],
  complete: (core: ProcessCore) => Promise<void>,
  concurrency: number,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < page.length) {
      await complete(page[next++]!);
      // Promises alone would starve timers and rings.
      await nextTurn();
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, page.length) }, worker));
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
