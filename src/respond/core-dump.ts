/**
 * Dumps what the sensor knows, for finding out why a rule did or did not match: the process tree, the mounts of the event's
 * process, and the paths that are remembered. For debugging; bounded in size, number and rate, and without secrets, like
 * all output.
 *
 * A dump is one JSON file, compressed unless the rule says otherwise, in a folder that only root can read. Surprising: the
 * newest dumps stay and the oldest go, so that a rule that dumps all the time fills no disk.
 */
import { mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { rememberedPaths } from '../decode/interned.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import type { ProcessTree } from '../enrich/process/process-tree.ts';
import { shownArguments } from '../enrich/process/shown-arguments.ts';
import { TokenBucket } from '../enrich/process/token-bucket.ts';
import type { DumpWriter } from './responder.ts';

const DUMPS_KEPT = 16;
const PROCESSES_MAX = 50_000;
const MOUNTS_BYTES_MAX = 1 << 20;
/** One in ten seconds, and a few at once. */
const PER_SECOND = 0.1;
const BURST = 4;

const compress = promisify(gzip);

/**
 * Makes the writer of dumps.
 * @param folder made when it is needed, for root only
 */
export function createDumpWriter(folder: string, tree: ProcessTree): DumpWriter {
  const bucket = new TokenBucket(PER_SECOND, BURST);
  let number = 0;
  return async (what, event) => {
    if (!bucket.take(event.bootTimeNs)) throw new Error('there were too many dumps');
    const { pid } = event.process;
    // What can change or is only valid now is taken before the first wait.
    const about = { rule_event: event.type, pid, date: new Date(Number(event.timestampNs / 1_000_000n)).toISOString() };
    const processes = what.process ? tree.running().slice(0, PROCESSES_MAX).map(rowOf) : undefined;
    const paths = what.dentry ? rememberedPaths() : undefined;
    const mounts = what.mount ? await mountsOf(pid) : undefined;
    const json = JSON.stringify({ ...about, processes, process_counts: tree.stats(), mounts, paths });
    const bytes = what.noCompression ? json : await compress(json);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = `${about.date.replaceAll(/[:.]/g, '-')}-${++number}.json${what.noCompression ? '' : '.gz'}`;
    // `wx`: never through a name that somebody else has put there.
    await writeFile(join(folder, name), bytes, { mode: 0o600, flag: 'wx' });
    await dropOldest(folder);
    return join(folder, name);
  };
}

function rowOf(entry: ProcessEntry): object {
  return {
    pid: entry.pid,
    ppid: entry.ppid,
    start_ns: String(entry.startNs),
    exec_id: String(entry.execId),
    comm: entry.comm,
    path: entry.image.file.path,
    args: shownArguments(entry.image).slice(0, 64),
    uid: entry.credentials.uid,
    cgroup: entry.cgroup.path,
    ancestor: entry.ancestor?.pid ?? null,
    source: entry.source,
    lineage_gap: entry.lineageGap,
  };
}

/** Mounts as the process sees them, or as the host does when it has ended. */
async function mountsOf(pid: number): Promise<string[]> {
  for (const owner of [pid, 'self']) {
    try {
      const text = await readFile(`/proc/${owner}/mountinfo`, 'utf8');
      return text.slice(0, MOUNTS_BYTES_MAX).split('\n').filter(Boolean);
    } catch {
      // It has ended.
    }
  }
  return [];
}

async function dropOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.*\.json(?:\.gz)?$/.test(name)).sort();
  for (const name of names.slice(0, -DUMPS_KEPT)) await unlink(join(folder, name)).catch(() => {});
}
