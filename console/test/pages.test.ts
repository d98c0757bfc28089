/** The other pages: what is explored, the fleet, rules, settings, first steps, and the ways between them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { open, useBrowser } from './browser.ts';

useBrowser();

describe('exploring', () => {
  test('a program run shows its tree, and leads to its events', async (t) => {
    const { page } = await open(t, '/processes?q=xmr');
    await page.locator('.grid-row', { hasText: '/tmp/.cache/xmr' }).first().click();
    await page.getByRole('treeitem', { name: /^xmr/ }).waitFor();
    await page.getByRole('link', { name: 'Its events' }).click();
    await page.locator('.grid-row', { hasText: '/tmp/.cache/xmr' }).first().waitFor();
  });

  test('a container leads to what ran in it', async (t) => {
    const { page, standIn } = await open(t, '/containers');
    await page.locator('.grid-row', { hasText: 'shop-api' }).click();
    await page.waitForURL(/\/processes\?container=/);
    const asked = (): boolean => standIn.requests.some((request) => /GET \/processes\?.*container=4f1c/.test(request));
    for (const end = Date.now() + 10_000; !asked() && Date.now() < end; ) await page.waitForTimeout(20);
    assert.ok(asked());
  });

  test('file changes are narrowed by where they are, and open their event', async (t) => {
    const { page } = await open(t, '/files');
    await page.locator('.grid-row').first().waitFor();
    await page.getByRole('button', { name: '/etc/', exact: true }).click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.grid-row')].every((row) => row.textContent?.includes('/etc/')),
    );
    await page.locator('.grid-row').first().click();
    await page.getByRole('dialog', { name: 'Event' }).getByText('tee opened for writing /etc/cron.d/backup').waitFor();
  });

  test('a looked-up name and an address lead to their events', async (t) => {
    const { page } = await open(t, '/network');
    await page.locator('.grid-row', { hasText: 'packages.example.org' }).click();
    await page.locator('.grid-row', { hasText: 'git looked up' }).first().waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Connections', exact: true }).click();
    await page.locator('.grid-row', { hasText: '10.20.0.14:9000' }).click();
    await page.locator('.grid-row', { hasText: 'nginx connected' }).first().waitFor();
    assert.equal(new URL(page.url()).searchParams.get('filter'), 'connect.addr.ip in [10.20.0.14]');
  });
});

describe('the fleet', () => {
  test('a host says what it cannot see, which rules fail, and what it lost', async (t) => {
    const { page } = await open(t, '/hosts');
    await page.getByRole('link', { name: 'db-1' }).click();
    await page.getByText('path as the caller passed it').waitFor();
    await page.getByText('needs agent >= 7.60').waitFor();
    await page.getByText('open ring full').waitFor();
    await page.getByText('no event within 5 s').waitFor();
  });

  test('coverage opens a technique into its rules, and shows each rule on each host', async (t) => {
    const { page } = await open(t, '/coverage');
    await page
      .locator('.tactic', { hasText: 'Credential Access' })
      .getByRole('button', { name: /^\.008/ })
      .click();
    await page.getByRole('link', { name: 'credential_file_read' }).waitFor();
    await page.getByRole('link', { name: 'Rules on hosts' }).click();
    const row = page.getByRole('row', { name: /fileless_execution/ });
    await row.waitFor();
    assert.deepEqual(await row.locator('.cell .sr-only').allInnerTexts(), [
      'loaded',
      'loaded',
      'error',
      'loaded',
      'loaded',
    ]);
  });

  test('losses are told with their reason and what helps', async (t) => {
    const { page } = await open(t, '/health');
    const row = page.getByRole('row', { name: /ring full/ });
    await row.getByText('1,893').waitFor();
    await row.getByText(/A larger ring buffer/).waitFor();
  });
});

describe('rules', () => {
  test('a rule is found, read, changed, checked while one types, and tried on stored events', async (t) => {
    const { page } = await open(t, '/rules');
    await page.getByRole('searchbox', { name: 'Search rules' }).fill('/dev/shm');
    await page.getByRole('link', { name: /execution_from_temporary_directory/ }).click();
    await page.getByRole('button', { name: 'Try a change' }).click();
    const editor = page.getByRole('textbox', { name: 'Rule' });
    await editor.getByText('/dev/shm/**').waitFor();
    await page.getByText('Correct, about exec').waitFor();
    await editor.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('exec.file.nme == "xmr"');
    await page.locator('.diagnostics').getByText('exec.file.name', { exact: false }).first().waitFor();
    assert.ok(await page.getByRole('button', { name: 'Back-test' }).isDisabled());
    await page.keyboard.press('Control+A');
    await page.keyboard.type('exec.file.name == "xmr"');
    await page.getByText('Correct, about exec').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('.big strong').waitFor();
    assert.ok(Number(await page.locator('.big strong').innerText()) > 0);
    await page.locator('.bars', { hasText: 'edge-3' }).waitFor();
    await page.reload();
    await editor.getByText('exec.file.name', { exact: false }).waitFor();
  });

  test('the check in the browser holds when the server does not answer', async (t) => {
    const { page, standIn } = await open(t, '/rules?show=write', { expectErrors: true });
    standIn.failures.set('/rules/check', { status: 503, body: { error: { code: 'store_down', message: 'No.' } } });
    await page.getByRole('textbox', { name: 'Rule' }).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('open.file.path = "/x"');
    await page.locator('.diagnostics li').first().waitFor();
  });
});

describe('settings', () => {
  test('a password is changed only when both repetitions agree', async (t) => {
    const { page, standIn } = await open(t, '/settings');
    await page.getByLabel('Current password').fill('correct horse battery');
    await page.getByLabel(/^New password, at/).fill('another long password');
    await page.getByLabel('New password again').fill('another long passwort');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByRole('alert').getByText('differ').waitFor();
    await page.getByLabel('New password again').fill('another long password');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Password changed').waitFor();
    assert.equal(standIn.requests.filter((request) => request === 'POST /me/password').length, 1);
  });

  test('users and tokens are made; a secret is shown once', async (t) => {
    const { page } = await open(t, '/settings/users');
    await page.getByRole('button', { name: 'New user' }).click();
    await page.getByLabel('Name').fill('on-call');
    await page.getByLabel(/^First password/).fill('a password of length');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('row', { name: /on-call/ }).waitFor();
    await page.getByRole('link', { name: 'Tokens' }).click();
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('Name').fill('Reports');
    await page.getByLabel('events:read').check();
    await page.getByRole('button', { name: 'Make token' }).click();
    await page.getByText('shrike_2Zk9wQvT1y').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page
      .getByRole('row', { name: /Reports/ })
      .getByText('events:read')
      .waitFor();
    assert.equal(await page.getByText('shrike_2Zk9wQvT1y').count(), 0);
  });

  test('a suppression is switched off, and deleted after a question', async (t) => {
    const { page, standIn } = await open(t, '/settings/suppressions');
    await page.getByRole('switch', { name: /Backups write/ }).click();
    await page.getByText('switched off').waitFor();
    assert.equal(standIn.suppressions[0]!.enabled, false);
    await page.getByRole('button', { name: 'Delete Backups write to cron.d' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Nothing is suppressed' }).waitFor();
    assert.equal(standIn.suppressions.length, 0);
  });

  test('theme and times are kept on this browser', async (t) => {
    const { page } = await open(t, '/settings');
    await page.getByRole('button', { name: 'Light' }).click();
    await page.getByRole('button', { name: 'UTC', exact: true }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'This browser' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
    assert.equal(await page.getByRole('button', { name: 'UTC', exact: true }).getAttribute('aria-pressed'), 'true');
  });
});

describe('first steps', () => {
  test('tick themselves off: a signal is raised while the page is open', async (t) => {
    const { page, standIn } = await open(t, '/welcome', { empty: true });
    await page.getByText('sudo ./shrike up').waitFor();
    await page.getByText('This account still has its first password').waitFor();
    await page.getByText('It appears here as soon as it is raised').waitFor();
    standIn.attack('credential_file_read');
    await page.locator('.fresh a').waitFor({ timeout: 2000 });
    await page.getByRole('heading', { name: 'Raise a first signal (done)' }).waitFor();
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByText('shrike_2Zk9wQvT1y').waitFor();
  });

  test('every page of a new server says why it is empty', async (t) => {
    const { page, base } = await open(t, '/signals', { empty: true });
    for (const [path, words] of [
      ['/signals', 'Nothing to do'],
      ['/events', 'No event fits'],
      ['/processes', 'No program run fits'],
      ['/containers', 'No container was seen'],
      ['/files', 'No change fits'],
      ['/network', 'Nothing was seen'],
      ['/hosts', 'No host has enrolled yet'],
      ['/settings/suppressions', 'Nothing is suppressed'],
      ['/settings/tokens', 'There are no tokens'],
    ] as const) {
      await page.goto(base + path);
      await page.getByRole('heading', { name: words }).waitFor();
    }
  });
});

describe('ways', () => {
  test('two keys go to a page, Ctrl K finds pages, hosts and rules', async (t) => {
    const { page } = await open(t, '/signals');
    await page.locator('.grid-row').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.waitForURL(/\/hosts$/);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('db-1');
    await page.getByRole('option', { name: /db-1/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/hosts\/host-3$/);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('shadow file');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/events\?q=shadow/);
    await page.getByRole('heading', { name: 'Events', exact: true }).waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('take under review').waitFor();
  });

  test('the first stop of the Tab key skips to the page', async (t) => {
    const { page } = await open(t, '/health');
    await page.getByRole('heading', { name: 'Losses by host and reason' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.querySelector('main')?.contains(document.activeElement)), true);
  });

  test('an address that is no page says so', async (t) => {
    const { page } = await open(t, '/no/such/page');
    await page.getByRole('heading', { name: 'There is no page at this address' }).waitFor();
  });

  test('a narrow window keeps everything in reach', async (t) => {
    const { page } = await open(t, '/signals', { width: 640 });
    await page.locator('.grid-row').first().waitFor();
    assert.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      'the page does not scroll sideways',
    );
    await page.getByRole('link', { name: 'Hosts' }).click();
    await page.getByRole('row', { name: /web-1/ }).waitFor();
  });
});
