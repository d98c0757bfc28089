/**
 * Reads the database of rpm (Fedora, RHEL, SUSE) below a root: `rpmdb.sqlite`, one blob per package, which is the package's
 * header as rpm keeps it (rpm: lib/header.c): numbers of entries and bytes, the entries, then their data; all big-endian.
 *
 * Surprising: the database is not opened in place but read and opened in memory. SQLite would follow `/proc/PID/root` as the
 * link that it looks like, to our own root, and would leave files of its own in somebody else's folder.
 *
 * Left out: the older formats (Berkeley DB, ndb), which no distribution makes any more.
 */
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { readRootedFile } from '../user/rooted-file.ts';
import { type PackageFacts, PackageList } from './package-list.ts';

/** Newer systems keep it in /usr. */
const DATABASES = ['/usr/lib/sysimage/rpm/rpmdb.sqlite', '/var/lib/rpm/rpmdb.sqlite'];
const BYTES_MAX = 192 << 20;
const PACKAGES_MAX = 100_000;
const ENTRIES_MAX = 1 << 16;
/** Packages that are read before others get a turn. */
const READ_AT_ONCE = 20;

/** rpm: include/rpm/rpmtag.h. */
const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  sourceRpm: 1044,
  directoryNumbers: 1116,
  baseNames: 1117,
  directories: 1118,
} as const;
const INT32 = 4;
const TEXT = 6;
const TEXTS = 8;
const ENTRY_BYTES = 16;

/** A package and the paths that it owns. */
export interface RpmPackage {
  readonly facts: PackageFacts;
  readonly paths: readonly string[];
}

/** Reads a header; null when it is none. What lies outside of it reads as missing. */
export function parseRpmHeader(blob: Uint8Array): RpmPackage | null {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (bytes.length < 8) return null;
  const entries = bytes.readUInt32BE(0);
  const dataBytes = bytes.readUInt32BE(4);
  const dataAt = 8 + entries * ENTRY_BYTES;
  if (entries > ENTRIES_MAX || dataAt + dataBytes > bytes.length) return null;
  const data = bytes.subarray(dataAt, dataAt + dataBytes);
  const found = new Map<number, { type: number; offset: number; count: number }>();
  for (let at = 8; at < dataAt; at += ENTRY_BYTES) {
    const entry = {
      type: bytes.readUInt32BE(at + 4),
      offset: bytes.readUInt32BE(at + 8),
      count: bytes.readUInt32BE(at + 12),
    };
    found.set(bytes.readUInt32BE(at), entry);
  }
  const texts = (tag: number): string[] => {
    const entry = found.get(tag);
    const all: string[] = [];
    if (entry === undefined || (entry.type !== TEXT && entry.type !== TEXTS)) return all;
    for (let at = entry.offset; all.length < entry.count && at < data.length; ) {
      const end = data.indexOf(0, at);
      if (end < 0) break;
      all.push(data.toString('utf8', at, end));
      at = end + 1;
    }
    return all;
  };
  const numbers = (tag: number): number[] => {
    const entry = found.get(tag);
    const all: number[] = [];
    if (entry === undefined || entry.type !== INT32) return all;
    for (let at = entry.offset; all.length < entry.count && at + 4 <= data.length; at += 4)
      all.push(data.readUInt32BE(at));
    return all;
  };

  const [name = ''] = texts(TAG.name);
  if (name === '') return null;
  const [version = ''] = texts(TAG.version);
  const [release = ''] = texts(TAG.release);
  const [epoch = 0] = numbers(TAG.epoch);
  // NAME-VERSION-RELEASE.src.rpm; only the name may hold further dashes. The epoch of the source is that of its packages.
  const [, source = name, sourceVersion = version, sourceRelease = release] =
    /^(.+)-([^-]+)-([^-]+)\.(?:no)?src\.rpm$/.exec(texts(TAG.sourceRpm)[0] ?? '') ?? [];
  const directories = texts(TAG.directories);
  const directoryNumbers = numbers(TAG.directoryNumbers);
  const paths = texts(TAG.baseNames).map((base, i) => `${directories[directoryNumbers[i] ?? -1] ?? ''}${base}`);
  return {
    facts: { name, epoch, version, release, source, sourceEpoch: epoch, sourceVersion, sourceRelease },
    paths: paths.filter((path) => path.startsWith('/')),
  };
}

/** Who owns which path below a root; null where rpm is not used. Throws when the database cannot be read. */
export async function readRpm(
  root: string,
  knownStamp = '',
): Promise<{ list: PackageList; stamp: string } | 'unchanged' | null> {
  for (const path of DATABASES) {
    const read = await readRootedFile(root, path, BYTES_MAX, knownStamp);
    if (read === 'unchanged') return read;
    if (read !== null) return { list: await readDatabase(read.bytes), stamp: read.stamp };
  }
  return null;
}

async function readDatabase(bytes: Buffer): Promise<PackageList> {
  const list = new PackageList();
  // A database in memory has no write-ahead log, and says so (SQLite file format, 1.3.3). rpm empties its log when it ends.
  if (bytes.length > 19) bytes[18] = bytes[19] = 1;
  const database = new DatabaseSync(':memory:');
  try {
    database.deserialize(bytes);
    const rows = database.prepare('SELECT blob FROM Packages LIMIT ?').iterate(PACKAGES_MAX);
    let count = 0;
    for (const { blob } of rows) {
      if (!(blob instanceof Uint8Array)) continue;
      const one = parseRpmHeader(blob);
      if (one === null) continue;
      const number = list.add(one.facts);
      for (const path of one.paths) list.claim(path, number);
      if (++count % READ_AT_ONCE === 0) await setImmediate();
    }
  } finally {
    database.close();
  }
  return list;
}
