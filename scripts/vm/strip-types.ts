/**
 * Takes the types out of every TypeScript file below a folder, in place: strip-types.ts FOLDER.
 *
 * For test machines, which then run the files as they are (plain-sources.mjs): Node strips types with a WebAssembly
 * program, which costs seconds under emulation, and whose second compilation trips V8's checks of its code pages there.
 * Lines and columns stay what they were.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: strip-types.ts FOLDER');
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
  const path = join(entry.parentPath, entry.name);
  writeFileSync(path, stripTypeScriptTypes(readFileSync(path, 'utf8')));
}
