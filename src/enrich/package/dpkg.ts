/** Reads the database of dpkg below a root: `status` names the packages, `info/NAME.list` their files (dpkg(1), deb-control(5)). */
import { readRootedFile } from '../user/rooted-file.ts';
import { type PackageFacts, PackageList, splitVersion } from './package-list.ts';

const STATUS = '/var/lib/dpkg/status';
const INFO = '/var/lib/dpkg/info';
const STATUS_BYTES_MAX = 64 << 20;
const LIST_BYTES_MAX = 8 << 20;
const PACKAGES_MAX = 20_000;
/** The thread pool has four threads, and others want some too. */
const READ_AT_ONCE = 8;

/** A package of `status`, with its architecture: the lists of packages that are there for several carry it in their name. */
export interface DpkgPackage extends PackageFacts {
  readonly architecture: string;
}

/** Packages that are installed, or whose files are there half-way. */
export function parseDpkgStatus(text: string): DpkgPackage[] {
  const packages: DpkgPackage[] = [];
  for (const paragraph of text.split(/\n\n+/)) {
    const fields = new Map<string, string>();
    for (const line of paragraph.split('\n')) {
      const match = /^(Package|Status|Version|Source|Architecture):\s*(.*)$/.exec(line);
      if (match !== null) fields.set(match[1]!, match[2]!.trim());
    }
    const name = fields.get('Package');
    if (name === undefined || / (?:not-installed|config-files)$/.test(fields.get('Status') ?? '')) continue;
    const own = splitVersion(fields.get('Version') ?? '');
    // "Source: name (version)", the version only where it is another.
    const source = /^(\S+)(?:\s+\((.*)\))?$/.exec(fields.get('Source') ?? '');
    const from = source?.[2] === undefined ? own : splitVersion(source[2]);
    packages.push({
      name,
      ...own,
      source: source?.[1] ?? name,
      sourceEpoch: from.epoch,
      sourceVersion: from.version,
      sourceRelease: from.release,
      architecture: fields.get('Architecture') ?? '',
    });
    if (packages.length >= PACKAGES_MAX) break;
  }
  return packages;
}

/** A file below `info` that belongs to a package, `list` or `md5sums`; '' when there is none. */
export async function readDpkgInfo(
  root: string,
  { name, architecture }: DpkgPackage,
  kind: 'list' | 'md5sums',
): Promise<string> {
  for (const file of [`${name}.${kind}`, `${name}:${architecture}.${kind}`]) {
    const read = await readRootedFile(root, `${INFO}/${file}`, LIST_BYTES_MAX);
    if (read !== null && read !== 'unchanged') return read.bytes.toString('utf8');
  }
  return '';
}

/** The packages below a root, null when dpkg is not used there; with the stamp of `status`. */
export async function readDpkgStatus(
  root: string,
  knownStamp = '',
): Promise<{ packages: DpkgPackage[]; stamp: string } | 'unchanged' | null> {
  const status = await readRootedFile(root, STATUS, STATUS_BYTES_MAX, knownStamp);
  if (status === null || status === 'unchanged') return status;
  return { packages: parseDpkgStatus(status.bytes.toString('utf8')), stamp: status.stamp };
}

/** Who owns which path below a root; see {@link readDpkgStatus}. */
export async function readDpkg(
  root: string,
  knownStamp = '',
): Promise<{ list: PackageList; stamp: string } | 'unchanged' | null> {
  const status = await readDpkgStatus(root, knownStamp);
  if (status === null || status === 'unchanged') return status;
  const list = new PackageList();
  for (let at = 0; at < status.packages.length; at += READ_AT_ONCE) {
    const some = status.packages.slice(at, at + READ_AT_ONCE);
    const texts = await Promise.all(some.map((facts) => readDpkgInfo(root, facts, 'list')));
    some.forEach((facts, i) => {
      const number = list.add(facts);
      for (const path of texts[i]!.split('\n')) if (path.startsWith('/') && path !== '/.') list.claim(path, number);
    });
  }
  return { list, stamp: status.stamp };
}
