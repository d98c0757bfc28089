/** axe on every page, in both themes: no violation that is serious or critical. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { open, useBrowser } from './browser.ts';

useBrowser();

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.waitForFunction(() => document.querySelector('.loading') === null);
  await page.evaluate(() => document.fonts.ready);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: Violation[] }> } })
      .axe;
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} — ${failureSummary}`).join('\n   ')}`,
    );
}

const PAGES: readonly (readonly [path: string, there: string])[] = [
  ['/signals?status=all', '.grid-row'],
  ['/signals/SIGNAL', '.tree-row'],
  ['/events?from=-24h', '.grid-row'],
  ['/events?filter=open.file.pth+%3D%3D+1', '.failure'],
  ['/events?live=yes', '.empty'],
  ['/processes', '.grid-row'],
  ['/containers', '.grid-row'],
  ['/files', '.grid-row'],
  ['/network', '.grid-row'],
  ['/network?show=connections', '.grid-row'],
  ['/hosts', '.grid-row'],
  ['/hosts/host-3', '.chart'],
  ['/coverage', '.part'],
  ['/coverage?show=rules', '.matrix'],
  ['/rules/credential_file_read', '.rule-head'],
  ['/rules?show=detections', '.detection'],
  ['/rules?show=write', '.cm-content'],
  ['/health', '.table'],
  ['/settings', '.form'],
  ['/settings/suppressions', '.table'],
  ['/settings/users', '.table'],
  ['/settings/tokens', '.table'],
  ['/settings/audit', '.table'],
  ['/welcome', '.steps'],
  ['/no/such/page', '.empty'],
];

for (const theme of ['dark', 'light'] as const) {
  describe(`in the ${theme} theme`, () => {
    for (const [path, there] of PAGES) {
      test(`${path} has no serious violation`, async (t) => {
        const { page, standIn, base } = await open(t, '/hosts/host-1', {
          theme,
          events: 400,
          expectErrors: path.includes('pth'),
        });
        await page.goto(base + path.replace('SIGNAL', [...standIn.signals.keys()][0]!));
        await page.locator(there).first().waitFor();
        assert.deepEqual(await violationsOf(page), []);
      });
    }

    test('the login page has no serious violation', async (t) => {
      const { page } = await open(t, '/', { theme, loggedIn: false, expectErrors: true });
      await page.getByLabel('Password').waitFor();
      assert.deepEqual(await violationsOf(page), []);
    });

    test('dialogues and menus have no serious violation', async (t) => {
      const { page, standIn, base } = await open(t, '/signals?status=all', { theme, events: 400 });
      await page.locator('.grid-row').first().waitFor();
      await page.getByRole('button', { name: /^Time range/ }).click();
      assert.deepEqual(await violationsOf(page), []);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await page.getByRole('option').first().waitFor();
      assert.deepEqual(await violationsOf(page), []);
      await page.keyboard.press('Escape');
      await page.locator('.grid-row input').first().check();
      assert.deepEqual(await violationsOf(page), []);
      await page.goto(`${base}/signals/${[...standIn.signals.keys()][0]}`);
      await page.getByRole('button', { name: 'Suppress signals like this' }).click();
      assert.deepEqual(await violationsOf(page), []);
      await page.locator('.menu-list button').first().click();
      await page.getByRole('dialog').locator('.cm-content').waitFor();
      assert.deepEqual(await violationsOf(page), []);
    });
  });
}
