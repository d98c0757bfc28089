/**
 * What dpkg knows about the content of files: the MD5 sums that packages bring. They tell an upgrade from a change by hand;
 * who changes a file on purpose could change them too, so they never make a drift disappear.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readDpkgInfo, readDpkgStatus } from '../enrich/package/dpkg.ts';
import { mergedPath } from '../enrich/package/package-list.ts';
import type { PackageWord } from './drift.ts';
import type { FileEntry } from './scan.ts';

/** Files larger than this are not summed again. */
const BYTES_MAX = 256 << 20;

/** Answers for the files of a root; null where dpkg is not used. */
export async function readDpkgWords(root: string): Promise<((entry: FileEntry) => PackageWord | null) | null> {
  const status = await readDpkgStatus(root);
  if (status === null || status === 'unchanged') return null;
  const owners = new Map<string, { package: string; md5: string }>();
  for (const facts of status.packages) {
    const name = `${facts.name} ${facts.epoch === 0 ? '' : `${facts.epoch}:`}${facts.version}${facts.release === '' ? '' : `-${facts.release}`}`;
    for (const path of (await readDpkgInfo(root, facts, 'list')).split('\n'))
      if (path.startsWith('/') && path !== '/.' && !owners.has(mergedPath(path)))
        owners.set(mergedPath(path), { package: name, md5: '' });
    for (const line of (await readDpkgInfo(root, facts, 'md5sums')).split('\n')) {
      const match = /^([0-9a-f]{32}) {2}(.+)$/.exec(line);
      if (match !== null) owners.set(mergedPath(`/${match[2]}`), { package: name, md5: match[1]! });
    }
  }
  return (entry) => {
    const owner = owners.get(mergedPath(entry.path));
    if (owner === undefined) return null;
    if (owner.md5 === '' || entry.type !== 'file' || entry.size > BYTES_MAX)
      return { package: owner.package, isSame: null };
    return { package: owner.package, isSame: md5Of(`${root === '/' ? '' : root}${entry.path}`) === owner.md5 };
  };
}

function md5Of(path: string): string {
  try {
    return createHash('md5').update(readFileSync(path)).digest('hex');
  } catch {
    return '';
  }
}
