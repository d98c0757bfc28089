/** The explorer of events: filter, completion, histogram, list of any length, live. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { open, useBrowser } from './browser.ts';

useBrowser();

describe('the filter', () => {
  test('proposes fields, then operators, and finds what it says', async (t) => {
    const { page } = await open(t, '/events?from=-24h');
    const editor = page.getByRole('textbox', { name: 'SECL filter' });
    await editor.click();
    await page.keyboard.type('exec.file.pa');
    const proposals = page.locator('.cm-tooltip-autocomplete');
    await proposals.getByText('exec.file.path', { exact: true }).first().waitFor();
    await page.waitForTimeout(100);
    await page.keyboard.press('Tab');
    await page.keyboard.type(' ');
    await proposals.getByText('matches a pattern', { exact: false }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.type('=~ "/tmp/**"');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.waitForURL(/filter=/);
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.grid-row')].every((row) => row.textContent?.includes('/tmp/')),
    );
    assert.equal(await editor.innerText(), 'exec.file.path =~ "/tmp/**"');
    assert.ok((await page.locator('.grid-row').count()) > 0);
  });

  test('a mistake is underlined while one types, and explained', async (t) => {
    const { page } = await open(t, '/events');
    await page.getByRole('textbox', { name: 'SECL filter' }).click();
    await page.keyboard.type('open.file.pth == "/etc/shadow"');
    await page.locator('.cm-lintRange-error').first().hover();
    await page.locator('.cm-diagnostic').getByText('open.file.path', { exact: false }).waitFor();
  });

  test('one that the server refuses says where it is wrong', async (t) => {
    const { page } = await open(t, '/events?filter=open.file.pth+%3D%3D+%22x%22', { expectErrors: true });
    await page.getByText('The filter cannot be read.').waitFor();
    await page.locator('.diagnostics').getByText('open.file.pth', { exact: false }).waitFor();
  });

  test('a condition is taken from an attribute of an event', async (t) => {
    const { page } = await open(t, '/events?class=signal&from=-24h');
    await page.locator('.grid-row', { hasText: '/etc/shadow' }).first().click();
    const pane = page.getByRole('complementary', { name: 'Event' });
    await pane.locator('.attribute', { hasText: 'Executable' }).first().hover();
    await pane.getByRole('button', { name: 'Filter for process.file.path == "/usr/bin/cat"' }).click();
    await page.waitForURL(/filter=process.file.path/);
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.grid-row')].every((row) => row.textContent?.includes('cat')),
    );
    await pane.locator('.attribute', { hasText: 'Host' }).first().hover();
    await pane.getByRole('button', { name: 'Filter out event.hostname == "web-1"' }).click();
    await page.getByRole('heading', { name: 'No event fits' }).waitFor();
    await page.keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
  });
});

describe('the list', () => {
  test('of twenty thousand events keeps few rows in the page and grows while it is scrolled', async (t) => {
    const { page, standIn } = await open(t, '/events?from=-30d', { events: 20_000 });
    const grid = page.getByRole('grid', { name: 'Events' });
    await page.locator('.grid-row').first().waitFor();
    const asked = () => standIn.requests.filter((request) => request.startsWith('GET /events?')).length;
    const before = asked();
    for (let round = 0; round < 12; round++) {
      await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page.waitForTimeout(60);
    }
    await page.waitForFunction(() => Number(document.querySelector('.grid')?.getAttribute('aria-rowcount')) > 1000);
    assert.ok(asked() > before + 3, 'more pages were asked for');
    assert.ok((await page.locator('.grid-row').count()) < 100, 'rows out of view are not in the page');
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Event' }).waitFor();
  });

  test('the histogram counts what the list shows, and dragging over it looks closer', async (t) => {
    const { page } = await open(t, '/events?from=-1h');
    await page.locator('.histogram-head strong').waitFor();
    const total = Number((await page.locator('.histogram-head strong').innerText()).replace(',', ''));
    assert.ok(total > 100);
    const box = (await page.locator('.histogram .u-over').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.7, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 24, { steps: 6 });
    await page.mouse.up();
    await page.waitForURL(/from=20.*to=20/);
    await page.waitForFunction(
      (before) => Number(document.querySelector('.histogram-head strong')?.textContent?.replace(',', '')) < before,
      total,
    );
  });
});

describe('live', () => {
  test('events appear as they happen, and stay while they are held', async (t) => {
    const { page, standIn } = await open(t, '/events');
    await page.getByRole('button', { name: 'Live' }).click();
    await page.getByRole('heading', { name: 'Waiting for events' }).waitFor();
    await page.locator('.live.is-live').waitFor();
    standIn.attack('credential_file_read');
    await page.locator('.grid-row', { hasText: '/etc/shadow' }).waitFor({ timeout: 2000 });
    await page.getByRole('button', { name: 'Hold' }).click();
    standIn.attack('scheduled_task_changed');
    await page.waitForTimeout(500);
    assert.equal(await page.locator('.grid-row').count(), 1);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('.grid-row', { hasText: '/etc/cron.d/backup' }).waitFor();
  });
});
