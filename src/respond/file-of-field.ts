/** The file that a hash action names, and where to find its content. */
import type { RuntimeEvent } from '../enrich/event.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import type { FileFacts } from '../enrich/process/types.ts';
import { liveModel } from '../rules/field-readers.ts';

/** What is known of a file, copied: the event it comes from is only valid for a moment. */
export interface WantedFile {
  /** Path in the mount namespace of `pids`. */
  readonly path: string;
  readonly inode: bigint;
  /** major << 20 | minor; 0 when unknown. */
  readonly dev: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly filesystem: string;
  /** Names by which the content can be reached, the surest first. */
  readonly places: readonly string[];
}

/** Ancestors whose root may stand in for that of a process that has ended. */
const ROOTS_MAX = 4;

/**
 * Finds the file of a field such as `exec.file` or `process.parent.file`.
 * @returns null when the event has no such file
 */
export function fileOfField(event: RuntimeEvent, field: string): WantedFile | null {
  const entry = event.process;
  switch (field) {
    case 'process.file':
    case 'exec.file':
    case 'exit.file':
      return programOf(entry, entry.image.file);
    case 'process.parent.file':
      return entry.ancestor === null ? null : programOf(entry.ancestor, entry.ancestor.image.file);
    case 'process.interpreter.file':
    case 'exec.interpreter.file':
      return entry.image.interpreter === null ? null : programOf(entry, entry.image.interpreter);
    case 'open.file':
      // The descriptor leads to the file itself, also when its name is gone; the file may have been swapped, but is checked.
      return copyOf(event.file, entry, event.retval >= 0 ? [`/proc/${entry.pid}/fd/${event.retval}`] : []);
    default:
      if (field === `${event.type}.file`) return copyOf(event.file, entry, []);
      return copyOf(readFacts(event, field), entry, []);
  }
}

function programOf(entry: ProcessEntry, file: FileFacts): WantedFile | null {
  return copyOf(file, entry, [`/proc/${entry.pid}/exe`]);
}

function copyOf(
  file: Pick<FileFacts, 'path' | 'inode' | 'dev' | 'mtimeNs' | 'ctimeNs' | 'filesystem'>,
  entry: ProcessEntry,
  surest: readonly string[],
): WantedFile | null {
  if (file.inode === 0n && file.path === '') return null;
  const places = [...surest];
  if (file.path.startsWith('/')) {
    places.push(`/proc/${entry.pid}/root${file.path}`);
    const { mnt } = entry.namespaces;
    for (let p = entry.ancestor, n = 0; p !== null && n < ROOTS_MAX; p = p.ancestor) {
      if (p.pid === entry.pid || p.namespaces.mnt !== mnt || mnt === 0) continue;
      places.push(`/proc/${p.pid}/root${file.path}`);
      n++;
    }
  }
  return {
    path: file.path,
    inode: file.inode,
    dev: file.dev,
    mtimeNs: file.mtimeNs,
    ctimeNs: file.ctimeNs,
    filesystem: file.filesystem,
    places,
  };
}

/** What rules can read of a file; its device is not among it. */
function readFacts(event: RuntimeEvent, field: string): Parameters<typeof copyOf>[0] {
  const read = (part: string): unknown => {
    const spec = liveModel.field(`${field}.${part}`);
    return spec === undefined || spec.iterator !== undefined ? undefined : liveModel.read(spec)(event);
  };
  return {
    path: String(read('path') ?? ''),
    inode: BigInt((read('inode') as bigint | undefined) ?? 0n),
    dev: 0,
    mtimeNs: BigInt((read('modification_time') as bigint | undefined) ?? 0n),
    ctimeNs: BigInt((read('change_time') as bigint | undefined) ?? 0n),
    filesystem: String(read('filesystem') ?? ''),
  };
}
