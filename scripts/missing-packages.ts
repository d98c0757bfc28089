/**
 * Names the packages of package-lock.json that are for this machine and were not installed, one per line: npm silently leaves
 * out optional packages (native parts, as a rule) whose wanted Node.js is newer than the one that npm itself runs on.
 * `missing-packages.ts [dev]`: with those of development.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

interface Locked {
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
}

const root = join(import.meta.dirname, '..');
const withDev = process.argv[2] === 'dev';
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};
const fits = (wanted: readonly string[] | undefined, have: string): boolean =>
  wanted === undefined || wanted.includes(have);
for (const [path, locked] of Object.entries(packages)) {
  if (path === '' || !locked.optional || (!withDev && (locked.dev || locked.devOptional))) continue;
  // The Node.js that comes as a package needs glibc, and so does everything beside it.
  if (!fits(locked.os, process.platform) || !fits(locked.cpu, process.arch) || !fits(locked.libc, 'glibc')) continue;
  // Parts that run anywhere stand in for native ones, and are not needed beside them.
  if (locked.cpu === undefined && locked.os === undefined) continue;
  if (!existsSync(join(root, path)))
    console.log(path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
}
