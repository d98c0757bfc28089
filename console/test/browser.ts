/**
 * A real browser on a stand-in of the server, for tests. Each test gets a context of its own; whatever the page logs as
 * an error, or asks of another host, fails the test that looked at it.
 */
import assert from 'node:assert/strict';
import { after, before, type TestContext } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { StandIn, type StandInOptions } from './stand-in/server.ts';

let browser: Browser | undefined;

/** Starts the browser before the file's tests and ends it after them. */
export function useBrowser(): void {
  before(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
  });
  after(async () => browser?.close());
}

export interface Opened {
  readonly page: Page;
  readonly standIn: StandIn;
  readonly base: string;
  /** Errors that the page logged; a test that makes the server fail expects some. */
  readonly problems: string[];
}

export interface OpenOptions extends StandInOptions {
  readonly theme?: 'dark' | 'light';
  /** The test makes requests fail, which the browser logs. */
  readonly expectErrors?: boolean;
  readonly width?: number;
}

/** A context of the browser, with times in UTC whatever the machine says. */
export function newContext(options: Pick<OpenOptions, 'theme' | 'width'> = {}): Promise<BrowserContext> {
  return browser!.newContext({
    viewport: { width: options.width ?? 1360, height: 860 },
    colorScheme: options.theme ?? 'dark',
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
}

/** A page at `path`. */
export async function open(t: TestContext, path: string, options: OpenOptions = {}): Promise<Opened> {
  const standIn = new StandIn(options);
  const base = await standIn.start();
  const context = await newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`threw: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && problems.push(`logged: ${message.text()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url()))
      problems.push(`asked ${request.url()}`);
  });
  t.after(async () => {
    await context.close();
    await standIn.stop();
    if (!options.expectErrors) assert.deepEqual(problems, []);
  });
  await page.goto(base + path);
  return { page, standIn, base, problems };
}
