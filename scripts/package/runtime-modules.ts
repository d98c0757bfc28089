/**
 * Prints the folders below node_modules that sources need at run time: `node runtime-modules.ts FOLDER…`, one per line. The
 * packages that the sources import by name, and what those depend on, as package-lock.json says.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importsOf } from '../layers.ts';

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const locked: Readonly<Record<string, Locked>> = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
).packages;

const nameOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
      yield join(entry.parentPath, entry.name);
  }
}

/** Where `name`, wanted by the package at `from`, is: the nearest node_modules on the way up. */
function placeOf(name: string, from: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (locked[place] !== undefined) return place;
    if (at === '') return undefined;
  }
}

const places = new Set<string>();
const open: (readonly [string, string])[] = [];
const skip = process.argv
  .filter((word) => word.startsWith('--without='))
  .map((word) => word.slice('--without='.length));
for (const folder of process.argv.slice(2).filter((word) => !word.startsWith('--'))) {
  for (const file of sources(join(root, folder))) {
    if (skip.some((part) => file.startsWith(join(root, part)))) continue;
    for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
      if (!specifier.startsWith('.') && !specifier.startsWith('node:')) open.push([nameOf(specifier), '']);
    }
  }
}
for (let wanted = open.pop(); wanted !== undefined; wanted = open.pop()) {
  const place = placeOf(...wanted);
  if (place === undefined || places.has(place)) continue;
  places.add(place);
  const { dependencies, optionalDependencies } = locked[place]!;
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) open.push([name, place]);
}
for (const place of [...places].sort()) console.log(place);
