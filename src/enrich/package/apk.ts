/** Reads the database of apk (Alpine) below a root: one file, one paragraph per package, one letter per line (apk-package(5)). */
import { readRootedFile } from '../user/rooted-file.ts';
import { PackageList } from './package-list.ts';

const INSTALLED = '/lib/apk/db/installed';
const BYTES_MAX = 64 << 20;

/** Packages with the paths that they own. */
export function parseApkInstalled(text: string): PackageList {
  const list = new PackageList();
  for (const paragraph of text.split(/\n\n+/)) {
    const lines = paragraph.split('\n').map((line) => [line.slice(0, 2), line.slice(2)] as const);
    const value = (key: string): string => lines.find(([k]) => k === key)?.[1] ?? '';
    const name = value('P:');
    if (name === '') continue;
    const [version = '', release = ''] = value('V:').split(/-(?=r\d+$)/);
    const number = list.add({
      name,
      epoch: 0,
      version,
      release,
      source: value('o:') || name,
      sourceEpoch: 0,
      sourceVersion: version,
      sourceRelease: release,
    });
    let folder = '';
    for (const [key, rest] of lines) {
      if (key === 'F:') folder = rest;
      else if (key === 'R:') list.claim(folder === '' ? `/${rest}` : `/${folder}/${rest}`, number);
    }
  }
  return list;
}

/** Who owns which path below a root; null where apk is not used. */
export async function readApk(
  root: string,
  knownStamp = '',
): Promise<{ list: PackageList; stamp: string } | 'unchanged' | null> {
  const read = await readRootedFile(root, INSTALLED, BYTES_MAX, knownStamp);
  if (read === null || read === 'unchanged') return read;
  return { list: parseApkInstalled(read.bytes.toString('utf8')), stamp: read.stamp };
}
