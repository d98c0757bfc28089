/**
 * Fails when a generated file is stale: what the generator would write now differs from what is there. Also fails when
 * a `*.gen.*` file is one that the generator does not know, because nobody would ever refresh it.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = spawnSync(process.execPath, ['schema/generate.ts', '--check'], { cwd: root, stdio: 'inherit' });
process.exitCode = check.status ?? 1;

// The generators name the files they write as string literals; a file whose name no generator holds is an orphan.
const generators = globSync('schema/**/*.ts', { cwd: root });
const grep = (name: string) => spawnSync('grep', ['-qF', name, ...generators], { cwd: root }).status === 0;
for (const file of globSync(['src/**/*.gen.*', 'schema/**/*.gen.*', 'bpf/**/*.gen.*', 'docs/**/*.gen.*'], {
  cwd: root,
})) {
  if (grep(file)) continue;
  console.error(`${file} is written by no generator under schema/: give it one, or delete it`);
  process.exitCode = 1;
}
if (process.exitCode === 0) console.log('generated files are fresh');
