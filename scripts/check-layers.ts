/** Fails when an import points the wrong way, or when the table of layers (layers.ts) does not fit the folders any more. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkLayers } from './layers.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const files = globSync(['src/**/*.ts', 'schema/**/*.ts', 'console/src/**/*.{ts,tsx}'], { cwd: root }).sort();
const problems = checkLayers(new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')])));
for (const { file, message } of problems) console.error(`${file} ${message}`);
if (problems.length === 0) console.log(`${files.length} files import one way`);
else process.exitCode = 1;
