/**
 * Baselines as files: JSON lines, the first says what it is, the last how many entries there were, so that a file that was
 * cut off is noticed. A baseline is no proof against who can write it: keep it where the machine cannot.
 */
import { ENTRY_TYPES, type EntryType, type FileEntry } from './scan.ts';

const FORMAT = 'shrike-fim-baseline';
const VERSION = 1;

export interface Baseline {
  /** When it was made, ISO 8601. */
  readonly made: string;
  readonly host: string;
  readonly roots: readonly string[];
  readonly entries: readonly FileEntry[];
}

/** The text of a baseline file. */
export function writeBaseline({ made, host, roots, entries }: Baseline): string {
  const lines = entries.map(({ isLatin1, sha256, target, size, ...rest }) =>
    JSON.stringify({
      ...rest,
      ...(isLatin1 ? { latin1: true } : {}),
      ...(rest.type === 'file' ? { size, sha256 } : {}),
      ...(rest.type === 'link' ? { target } : {}),
    }),
  );
  const head = JSON.stringify({ format: FORMAT, version: VERSION, made, host, roots });
  return `${[head, ...lines, JSON.stringify({ entries: entries.length })].join('\n')}\n`;
}

/** Reads a baseline file; a sentence with the line when it is none. */
export function readBaseline(text: string): Baseline | string {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const read = (i: number): Record<string, unknown> | null => {
    try {
      const value: unknown = JSON.parse(lines[i] ?? '');
      return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
    } catch {
      return null;
    }
  };
  const head = read(0);
  if (head?.format !== FORMAT) return 'line 1: this is no baseline; `shrike fim baseline` makes one';
  if (head.version !== VERSION)
    return `line 1: a baseline of version ${head.version}; this program reads version ${VERSION}`;
  const { made, host, roots } = head;
  if (typeof made !== 'string' || typeof host !== 'string' || !isTextList(roots))
    return 'line 1: made, host or roots is missing';
  const end = read(lines.length - 1);
  if (lines.length < 2 || end?.entries !== lines.length - 2)
    return `line ${lines.length}: the file was cut off, or lines are missing: its last line does not count its entries`;
  const entries: FileEntry[] = [];
  for (let i = 1; i < lines.length - 1; i++) {
    const entry = entryOf(read(i));
    if (entry === null) return `line ${i + 1}: no entry of a baseline`;
    entries.push(entry);
  }
  return { made, host, roots, entries };
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function entryOf(line: Record<string, unknown> | null): FileEntry | null {
  if (line === null) return null;
  const { path, type, mode, uid, gid, size = 0, sha256 = '', target = '', latin1 = false } = line;
  const isWhole = [mode, uid, gid, size].every(Number.isSafeInteger);
  const isText = [path, sha256, target].every((value) => typeof value === 'string');
  if (!isWhole || !isText || !ENTRY_TYPES.includes(type as EntryType)) return null;
  return { path, type, mode, uid, gid, size, sha256, target, isLatin1: latin1 === true } as FileEntry;
}
