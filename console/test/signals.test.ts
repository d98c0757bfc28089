/** Logging in, the list of signals, one signal, triage and suppression, in a real browser. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { open, useBrowser } from './browser.ts';
import { PASSWORD } from './stand-in/server.ts';

useBrowser();

describe('logging in', () => {
  test('a wrong password is refused in words, the right one shows the signals', async (t) => {
    const { page } = await open(t, '/', { loggedIn: false, expectErrors: true });
    await page.getByLabel('Account').fill('admin');
    await page.getByLabel('Password').fill('guess');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').getByText('The account or the password is wrong.').waitFor();
    assert.equal(await page.getByLabel('Password').inputValue(), '');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Signals', exact: true }).waitFor();
    assert.match(page.url(), /\/signals$/);
  });

  test('a session that ends shows the login page and comes back to the same place', async (t) => {
    const { page, standIn } = await open(t, '/hosts', { expectErrors: true });
    await page.getByRole('row', { name: /web-1/ }).waitFor();
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Account').fill('admin');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /web-1/ }).waitFor();
    assert.ok(standIn.requests.includes('POST /logout'));
  });
});

describe('the list of signals', () => {
  test('facets narrow it, the address holds the filter, and back takes it away', async (t) => {
    const { page } = await open(t, '/signals');
    const rows = page.getByRole('grid', { name: 'Signals' }).getByRole('row');
    await rows.nth(1).waitFor();
    const all = await rows.count();
    await page.getByRole('button', { name: 'Only Host web-2' }).click();
    await page.waitForFunction((count) => document.querySelectorAll('.grid-row').length < count, all - 1);
    assert.match(page.url(), /host=web-2/);
    for (const text of await page.locator('.grid-row').allInnerTexts()) assert.match(text, /web-2/);
    await page.getByRole('checkbox', { name: 'Host web-1', exact: true }).check();
    await page.locator('.grid-row', { hasText: 'web-1' }).waitFor();
    await page.goBack();
    await page.goBack();
    await page.waitForFunction((count) => document.querySelectorAll('.grid-row').length === count, all - 1);
  });

  test('search narrows while one types, and the slash key goes there', async (t) => {
    const { page } = await open(t, '/signals?status=all');
    await page.locator('.grid-row').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('shadow web-1');
    await page.waitForFunction(() => document.querySelectorAll('.grid-row').length === 1);
    assert.match(await page.locator('.grid-row').innerText(), /cat opened \/etc\/shadow/);
    await page.keyboard.type(' nothing-like-it');
    await page.getByRole('heading', { name: 'No signal fits these filters' }).waitFor();
    await page.getByRole('link', { name: 'Clear the filters' }).click();
    await page.locator('.grid-row').nth(2).waitFor();
  });

  test('a view is saved, used, and deleted', async (t) => {
    const { page } = await open(t, '/signals?severity=critical');
    await page.getByRole('button', { name: 'Save this view' }).click();
    await page.getByLabel('Name').fill('Critical ones');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('link', { name: 'To do' }).click();
    await page.locator('.grid-row', { hasText: 'High' }).first().waitFor();
    await page.getByRole('link', { name: 'Critical ones' }).click();
    await page.waitForURL(/severity=critical/);
    assert.equal(await page.getByRole('link', { name: 'Critical ones' }).getAttribute('aria-current'), 'page');
    await page.getByRole('button', { name: 'Delete the view Critical ones' }).click();
    await page.getByRole('link', { name: 'Critical ones' }).waitFor({ state: 'detached' });
  });

  test('keys triage the row they stand on, and undo brings it back', async (t) => {
    const { page, standIn } = await open(t, '/signals');
    await page.locator('.grid-row').first().waitFor();
    await page.keyboard.press('j');
    const title = await page.locator('.grid-row.is-active a').innerText();
    const signal = [...standIn.signals.values()].find((one) => one.title === title)!;
    await page.keyboard.press('a');
    await page.getByText('Signal archived').waitFor();
    await page.locator('.grid-row', { hasText: title }).waitFor({ state: 'detached' });
    assert.equal(signal.status, 'archived');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('.grid-row', { hasText: title }).waitFor();
    assert.equal(signal.status, 'open');
    await page.locator('.grid-row', { hasText: title }).getByRole('checkbox').check();
    await page.keyboard.press('m');
    await page.getByText('Signal assigned to admin').waitFor();
    assert.equal(signal.assignee, 'admin');
  });

  test('several are selected with x and taken under review together', async (t) => {
    const { page, standIn } = await open(t, '/signals?status=open');
    await page.locator('.grid-row').nth(1).waitFor();
    for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.getByText('2 signals selected').waitFor();
    const before = [...standIn.signals.values()].filter(({ status }) => status === 'under_review').length;
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await page.getByText('2 signals under review').waitFor();
    assert.equal([...standIn.signals.values()].filter(({ status }) => status === 'under_review').length, before + 2);
  });

  test('a new signal appears within two seconds without loading the page again', async (t) => {
    const { page, standIn } = await open(t, '/signals', { empty: true });
    await page.getByRole('heading', { name: 'Nothing to do' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    const begin = performance.now();
    standIn.attack('credential_file_read');
    await page.locator('.grid-row', { hasText: 'cat opened /etc/shadow' }).waitFor();
    const took = performance.now() - begin;
    assert.ok(took < 2000, `took ${Math.round(took)} ms`);
  });

  test('an error says what is wrong, and trying again recovers', async (t) => {
    const { page, standIn } = await open(t, '/health', { expectErrors: true });
    standIn.failures.set('/signals', {
      status: 503,
      body: {
        error: { code: 'store_down', message: 'The store does not answer.', hint: 'It is tried again every second.' },
      },
    });
    await page.getByRole('link', { name: 'Signals' }).first().click();
    const alert = page.getByRole('alert');
    await alert.getByText('The store does not answer.').waitFor();
    await alert.getByText('It is tried again every second.').waitFor();
    standIn.failures.clear();
    await alert.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.grid-row').first().waitFor();
  });

  test('a viewer reads, and cannot triage', async (t) => {
    const { page, standIn } = await open(t, '/signals', { role: 'viewer' });
    await page.locator('.grid-row').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.keyboard.press('Enter');
    await page.getByText('Your role is viewer').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Archived' }).isDisabled());
    assert.deepEqual(
      standIn.requests.filter((request) => request.startsWith('PATCH')),
      [],
    );
  });
});

describe('one signal', () => {
  const SIGNAL = /^sig-credential/;
  const openSignal = async (t: Parameters<typeof open>[0], options = {}) => {
    const opened = await open(t, '/signals?status=all', options);
    const id = [...opened.standIn.signals.keys()].find((one) => SIGNAL.test(one))!;
    await opened.page.goto(`${opened.base}/signals/${id}`);
    await opened.page.getByRole('heading', { name: 'What happened' }).waitFor();
    return { ...opened, signal: opened.standIn.signals.get(id)! };
  };

  test('says what happened, draws the tree, marks what matched, and shows the raw event', async (t) => {
    const { page } = await openSignal(t);
    await page.getByText(/On web-1, cat opened \/etc\/shadow/).waitFor();
    const tree = page.getByRole('tree', { name: 'Process tree' });
    await tree.getByRole('treeitem', { name: /^cat/ }).waitFor();
    const levels = await tree
      .getByRole('treeitem')
      .evaluateAll((items) =>
        items.map((item) => `${item.getAttribute('aria-level')} ${item.querySelector('.tree-name')?.textContent}`),
      );
    assert.deepEqual(levels, ['1 systemd', '2 sshd', '3 sshd', '4 bash', '5 sudo', '6 id', '6 cat']);
    assert.equal(await tree.locator('.tree-user.is-changed').count(), 2, 'sshd to deploy, deploy to root');
    const marks = await page.locator('.secl mark').allInnerTexts();
    assert.ok(marks.includes('open.file.path') && marks.includes('"/etc/shadow"'), marks.join(' '));
    assert.ok(!marks.includes('"/etc/gshadow"'));
    const values = await page.locator('.matched > div').allInnerTexts();
    assert.ok(
      values.some((text) => /process\.file\.name\s+cat/.test(text)),
      values.join(),
    );
    await page.getByText('Raw event').click();
    await page.locator('.json-key', { hasText: '"hostname"' }).waitFor();
  });

  test('the tree is walked and folded with the arrow keys', async (t) => {
    const { page } = await openSignal(t);
    const tree = page.getByRole('tree', { name: 'Process tree' });
    const items = tree.getByRole('treeitem');
    await items.nth(6).focus();
    await page.keyboard.press('Home');
    assert.equal(await items.nth(0).evaluate((item) => item === document.activeElement), true);
    await page.keyboard.press('ArrowLeft');
    assert.equal(await items.count(), 1);
    await page.keyboard.press('ArrowRight');
    assert.equal(await items.count(), 7);
  });

  test('status, assignee and a note are changed and stand in the timeline', async (t) => {
    const { page, signal } = await openSignal(t);
    await page.keyboard.press('r');
    await page.getByText('Signal under review').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Under review' }).getAttribute('aria-pressed'), 'true');
    await page.getByRole('button', { name: 'To me' }).click();
    await page.getByText('Signal assigned to admin').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('Seen before every release.');
    await page.keyboard.press('Control+Enter');
    await page.locator('.notes').getByText('Seen before every release.').waitFor();
    await page.locator('.timeline').getByText('Seen before every release.').waitFor();
    await page.locator('.timeline').getByText('Status set to Under review').waitFor();
    assert.equal(signal.status, 'under_review');
    assert.equal(signal.assignee, 'admin');
  });

  test('one click on an attribute makes a suppression, with what it would silence counted first', async (t) => {
    const { page, standIn } = await openSignal(t);
    const attribute = page.locator('.attribute', { hasText: 'Executable' }).first();
    await attribute.hover();
    await attribute.getByRole('button', { name: 'Suppress process.file.path == "/usr/bin/cat"' }).click();
    const dialog = page.getByRole('dialog', { name: 'Suppress signals like this' });
    await dialog.getByText(/stored events? of the last 7 days fit/).waitFor();
    await dialog.getByLabel('Why').fill('Expected here');
    await dialog.getByRole('button', { name: 'Suppress' }).click();
    await page.getByText('Suppression saved').waitFor();
    const made = standIn.suppressions.at(-1)!;
    assert.equal(made.expression, 'process.file.path == "/usr/bin/cat"');
    assert.deepEqual(made.rules, ['credential_file_read']);
    assert.equal(made.expires, '+30d');
    assert.equal(made.reason, 'Expected here');
  });

  test('brackets go to the neighbours in the list it came from, Escape goes back to the list', async (t) => {
    const { page } = await open(t, '/signals?status=all&q=a');
    await page.locator('.grid-row').nth(2).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByText(/^1 of/).waitFor();
    const first = page.url();
    await page.keyboard.press(']');
    await page.getByText(/^2 of/).waitFor();
    assert.notEqual(page.url(), first);
    await page.keyboard.press('[');
    await page.waitForURL(first);
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/signals\?status=all&q=a$/);
  });

  test('an event of the timeline opens beside it, and Escape closes it', async (t) => {
    const { page } = await openSignal(t);
    await page.locator('.timeline .is-event button').first().click();
    const dialog = page.getByRole('dialog', { name: 'Event' });
    await dialog.getByRole('tab', { name: 'JSON' }).click();
    await dialog.locator('.json-key', { hasText: '"process"' }).first().waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.match(page.url(), /\/signals\/sig-/, 'the page behind did not take the key');
  });

  test('one that does not exist says so', async (t) => {
    const { page } = await open(t, '/signals/nothing', { expectErrors: true });
    await page.getByRole('heading', { name: 'There is no such signal' }).waitFor();
  });
});
