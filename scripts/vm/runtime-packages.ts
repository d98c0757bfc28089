/**
 * Prints the npm packages that the product needs at run time, one a line: package.json's dependencies and theirs,
 * read from package-lock.json. Leaves out the optional ones, which are Node itself.
 */
import { readFileSync } from 'node:fs';

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

const needed = new Set<string>();
const open = Object.keys(lock.packages['']?.dependencies ?? {});
for (let name = open.pop(); name !== undefined; name = open.pop()) {
  if (needed.has(name)) continue;
  needed.add(name);
  // A nested copy comes along with the package it is nested in.
  open.push(...Object.keys(lock.packages[`node_modules/${name}`]?.dependencies ?? {}));
}
for (const name of [...needed].sort()) console.log(name);
