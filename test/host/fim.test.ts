/** `shrike fim` as people call it: live changes on the running kernel, and a baseline that is verified. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'shrike-fim-')));
const tree = join(folder, 'tree');
after(() => rmSync(folder, { recursive: true }));

test('live changes below a path are told with who made them, and nothing else', { timeout: 120_000 }, async () => {
  mkdirSync(tree, { recursive: true });
  writeFileSync(join(tree, 'read'), 'x');
  const child = spawn(process.execPath, [MAIN, 'fim', tree, '--count', '6'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let told = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    told += text;
  });
  const ended = once(child, 'close');
  while (!told.includes('watching') && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  execFileSync(
    'sh',
    [
      '-c',
      `cat read; echo x > new; chmod 640 new; mkdir sub; mv new sub/moved; rm sub/moved; rmdir sub; echo x > ../beside`,
    ],
    { cwd: tree },
  );
  const [code] = await ended;
  assert.equal(code, 0, told);
  const lines = out.trimEnd().split('\n');
  const rows = lines.map((line) => /^\S+ (\w+) /.exec(line)?.[1]);
  assert.deepEqual(rows, ['open', 'chmod', 'mkdir', 'rename', 'unlink', 'rmdir'], out);
  assert.match(lines[0]!, new RegExp(`created ${tree}/new\\b.*sh\\(\\d+\\) <- `));
  assert.match(lines[1]!, new RegExp(`changed the mode of ${tree}/new .*0640`));
  assert.match(lines[3]!, new RegExp(`renamed ${tree}/new to ${tree}/sub/moved`));
  assert.ok(!out.includes('beside') && !out.includes(`${tree}/read`));
});

test('a baseline holds until something changes, and then says what', () => {
  const kept = join(folder, 'kept');
  const run = (...args: string[]) => spawnSync(process.execPath, [MAIN, 'fim', ...args], { encoding: 'utf8' });
  mkdirSync(kept);
  writeFileSync(join(kept, 'a'), 'one', { mode: 0o644 });
  const file = join(folder, 'baseline.jsonl');
  assert.equal(run('baseline', kept, '--output', file).status, 0);
  const same = run('verify', file);
  assert.equal(same.status, 0, same.stdout + same.stderr);
  assert.match(same.stdout, /^nothing has changed: 2 entries/);
  writeFileSync(join(kept, 'a'), 'two');
  writeFileSync(join(kept, 'b'), '');
  const drift = run('verify', file);
  assert.equal(drift.status, 1);
  assert.match(drift.stdout, new RegExp(`changed {3}${kept}/a {2}content [0-9a-f]{12} -> [0-9a-f]{12}\n`));
  assert.match(drift.stdout, new RegExp(`added {5}${kept}/b\n1 added, 0 removed, 1 changed`));
  const wrong = run('verify', join(kept, 'a'));
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /line 1: this is no baseline/);
});
