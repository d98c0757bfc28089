/**
 * Runs every case of vectors.jsonl (or of the file named by SECL_VECTORS) with the runner of its mode and prints how
 * many passed in each group. A case whose mode nobody runs fails.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Modes, Runner, Vector } from './vector.ts';

const here = new URL('.', import.meta.url);
const source = process.env.SECL_VECTORS ?? new URL('vectors.jsonl', here);

async function loadModes(): Promise<{ readonly modes: Modes; readonly problems: readonly string[] }> {
  const modes: Record<string, Runner> = {};
  const problems: string[] = [];
  for (const file of readdirSync(new URL('modes/', here)).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    try {
      const loaded = (await import(new URL(`modes/${file}`, here).href)) as { readonly modes?: Modes };
      for (const [mode, runner] of Object.entries(loaded.modes ?? {})) modes[mode] ??= runner;
    } catch (error) {
      problems.push(`modes/${file} cannot be loaded: ${String(error)}`);
    }
  }
  return { modes, problems };
}

async function run(vector: Vector, modes: Modes): Promise<string | null> {
  const runner = modes[`${vector.group}/${vector.mode}`] ?? modes[vector.mode];
  if (runner === undefined) return `nobody runs the mode ${vector.mode}`;
  try {
    return await runner(vector);
  } catch (error) {
    return `threw ${error instanceof Error ? error.stack : String(error)}`;
  }
}

test('every vector gives what it expects', async () => {
  const { modes, problems } = await loadModes();
  const vectors = readFileSync(source, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Vector);
  assert.ok(vectors.length > 0, 'there are no vectors');
  const passed = new Map<string, number>();
  const total = new Map<string, number>();
  const failures = [...problems];
  for (const vector of vectors) {
    const differs = await run(vector, modes);
    total.set(vector.group, (total.get(vector.group) ?? 0) + 1);
    if (differs === null) passed.set(vector.group, (passed.get(vector.group) ?? 0) + 1);
    else failures.push(`${vector.id}: ${vector.expr ?? ''}\n    ${differs}`);
  }
  for (const [group, count] of [...total].sort()) {
    const good = passed.get(group) ?? 0;
    console.log(`${group.padEnd(28)} ${String(good).padStart(4)} / ${count}${good < count ? '  FAILED' : ''}`);
  }
  console.log(
    `${'all'.padEnd(28)} ${String(vectors.length - failures.length + problems.length).padStart(4)} / ${vectors.length}`,
  );
  assert.equal(failures.length, 0, `\n${failures.join('\n')}`);
});
