/** How a tree differs from its baseline. */
import type { FileEntry } from './scan.ts';

export interface Change {
  readonly what: 'type' | 'content' | 'mode' | 'owner' | 'target';
  readonly before: string;
  readonly now: string;
}

/** One path that is not as it was. */
export interface Drift {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly changes: readonly Change[];
  /** What the package database says of it, '' when nothing. */
  readonly package: string;
  /** Whether the present content is what the package brings. */
  readonly isFromPackage: boolean;
}

/** What a package says about a path's content. */
export interface PackageWord {
  /** Name and version. */
  readonly package: string;
  /** Whether the content is that of the package; null when the package has no word on it (directories, links, configuration). */
  readonly isSame: boolean | null;
}

/** Compares two scans of the same roots, both in order of their paths or not. */
export function findDrift(
  before: readonly FileEntry[],
  now: readonly FileEntry[],
  packageOf: (entry: FileEntry) => PackageWord | null = () => null,
): Drift[] {
  const was = new Map(before.map((entry) => [entry.path, entry]));
  const is = new Map(now.map((entry) => [entry.path, entry]));
  const drifts: Drift[] = [];
  const add = (entry: FileEntry, kind: Drift['kind'], changes: readonly Change[]): void => {
    const word = packageOf(entry);
    drifts.push({
      path: entry.path,
      kind,
      changes,
      package: word?.package ?? '',
      isFromPackage: kind !== 'removed' && word?.isSame === true,
    });
  };
  for (const entry of now) {
    const old = was.get(entry.path);
    if (old === undefined) {
      add(entry, 'added', []);
      continue;
    }
    const changes = changesOf(old, entry);
    if (changes.length > 0) add(entry, 'changed', changes);
  }
  for (const entry of before) if (!is.has(entry.path)) add(entry, 'removed', []);
  return drifts.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function changesOf(before: FileEntry, now: FileEntry): Change[] {
  if (before.type !== now.type) return [{ what: 'type', before: before.type, now: now.type }];
  const changes: Change[] = [];
  const compare = (what: Change['what'], one: string, other: string): void => {
    if (one !== other) changes.push({ what, before: one, now: other });
  };
  compare('content', contentText(before), contentText(now));
  // Links have no mode of their own.
  if (now.type !== 'link') compare('mode', octal(before.mode), octal(now.mode));
  compare('owner', `${before.uid}:${before.gid}`, `${now.uid}:${now.gid}`);
  compare('target', before.target, now.target);
  return changes;
}

function contentText({ type, sha256, size }: FileEntry): string {
  if (type !== 'file') return '';
  return sha256 === '' ? `unreadable, ${size} bytes` : `sha256:${sha256}`;
}

const octal = (mode: number): string => `0${mode.toString(8)}`;
