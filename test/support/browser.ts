import { existsSync } from 'node:fs';
import { type describe, jest } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describeIf } from './describe-if.js';

/** The path of the browser: `CHROMIUM`, or Debian's; the one without a window takes less processor time. */
const CHROMIUM =
  process.env.CHROMIUM ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path));

/**
 * `describe` for tests of a page in a browser. One that fails is repeated once, with a page of its own: on a machine with
 * too much to do, a browser sometimes stops drawing.
 *
 * @param what What is skipped without a browser.
 */
export function describeInBrowser(what: string): typeof describe | typeof describe.skip {
  jest.retryTimes(1, { logErrorsBeforeRetry: true });
  const isInstalled = CHROMIUM !== undefined && existsSync(CHROMIUM);
  return describeIf(isInstalled, `${what} in a browser: install chromium, or set CHROMIUM to its path.`);
}

/** How long an action on a page, or a wait for one, may take. It guards against a browser that hangs. */
export const ACTION_TIMEOUT_MS = 120_000;

/** Starts the browser without its background services, which would call their vendor. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** The browser logs every error response; these are not errors of the page. */
const IS_NOTE = /^Failed to load resource: the server responded with a status of 4\d\d/;

/**
 * What a page must not cause: errors in its console, such as violations of the Content-Security-Policy, uncaught
 * exceptions, and requests to other origins. Grows while the page is open.
 */
export function complaintsOf(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    const isSerious = message.type() === 'error' || message.type() === 'warning';
    if (isSerious && !IS_NOTE.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:') complaints.push(`The page requests ${request.url()}.`);
  });
  return complaints;
}
