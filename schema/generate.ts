/**
 * Writes every generated file from the tables in this folder: `node schema/generate.ts`, or `--check` to only say
 * which ones are stale (exit 1). Each table has a generator of its own; this file is their list.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventJsonSchema } from './event-json/index.ts';
import { generateCalls } from './generate-calls.ts';
import { generateConfig } from './generate-config.ts';
import { generateFields } from './generate-fields.ts';
import { generateRecords } from './generate-records.ts';
import { generateRules } from './generate-rules.ts';
import { generateWire } from './generate-wire.ts';

/** A file as it must be: path from the project's root. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const files: GeneratedFile[] = [
  ...generateRecords(),
  ...generateCalls(),
  ...generateFields(),
  ...generateConfig(),
  ...generateWire(),
  ...generateRules(),
  { path: 'docs/reference/event.schema.json', content: `${JSON.stringify(eventJsonSchema(), null, 2)}\n` },
];

const check = process.argv.includes('--check');
let stale = 0;
for (const { path, content } of files) {
  const full = join(root, path);
  let present = '';
  try {
    present = readFileSync(full, 'utf8');
  } catch {
    // Not there yet: stale.
  }
  if (present === content) continue;
  stale++;
  if (check) console.error(`${path} is stale: run \`npm run generate\` and commit the result`);
  else {
    writeFileSync(full, content);
    console.log(`wrote ${path}`);
  }
}
if (check && stale > 0) process.exitCode = 1;
