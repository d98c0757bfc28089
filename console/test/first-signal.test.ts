/**
 * A new machine's first minutes, whole: `shrike up` with the real probe prints where the console is and how to log in; an attack under
 * a shell becomes a signal there with its tree; a person takes it into review. Needs root and a kernel that runs the probe.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../test/server/eventually.ts';
import { newContext, useBrowser } from './browser.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

useBrowser();

test('from the first start to a signal under review', { timeout: 240_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'shrike-first-'));
  const up = spawn(
    process.execPath,
    [
      ...[MAIN, 'up', '--socket', join(folder, 'probe.sock'), '--config-dir', folder],
      ...['--server-dir', join(folder, 'server'), '--listen', '127.0.0.1:0', '--ingest', '127.0.0.1:0'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  up.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise((resolve) => up.on('close', resolve));
  t.after(async () => {
    up.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const [, url, password] = await eventually(
    async () => /console and API +(\S+)[\s\S]*first login +admin \/ (\S+)/.exec(said) ?? [],
    (found) => found.length > 0,
    120_000,
  );
  const page = await (await newContext()).newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(url!);
  await page.getByLabel('Account').fill('admin');
  await page.getByLabel('Password').fill(password!);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Signals', exact: true }).waitFor();
  // What else happens on the machine, the browser's own doing included, moves the rows of an unfiltered list.
  await page.goto(`${url}signals?rule=credential_file_read`);
  await page.locator('.live.is-live').waitFor();

  const attack = join(folder, 'first-attack');
  writeFileSync(attack, '#!/bin/sh\ncat /etc/shadow > /dev/null\ntrue\n', { mode: 0o755 });
  const begin = performance.now();
  execFileSync(attack);
  const row = page.getByRole('row', { name: /shadow/ }).first();
  await row.waitFor();
  t.diagnostic(`in the console ${Math.round(performance.now() - begin)} ms after the attack began`);

  await row.click();
  await page.getByRole('heading', { name: 'What happened' }).waitFor();
  assert.match(await page.locator('.account').innerText(), /\/etc\/shadow/);
  await page.getByRole('treeitem', { name: /cat/ }).first().waitFor();
  await page
    .getByRole('treeitem', { name: /first-attack/ })
    .first()
    .waitFor();
  await page.keyboard.press('r');
  await page.getByText('Signal under review').waitFor();

  const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${up.pid}/status`, 'utf8'))![1];
  t.diagnostic(`the probe's process holds ${Math.round(Number(memory) / 1024)} MB`);
  up.kill('SIGTERM');
  assert.equal(await ended, 0, said);
});
