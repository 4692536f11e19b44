import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where the browser is: `CHROMIUM`, or where Debian puts it. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Whether there is a browser; where everything must hold, a missing one is a failure. */
export const hasBrowser = (): boolean => existsSync(CHROMIUM);

/** The browser, without the services of its maker, which would call home. */
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

/** What the browser itself notes of every answer that is an error: no complaint of the page's. */
const IS_NOTE = /^Failed to load resource: the server responded with a status of 4\d\d/;

/**
 * What a page must not do: errors in its console, which a breach of the Content-Security-Policy is too, uncaught
 * exceptions, and calls to anybody but the origin. Filled while the page lives.
 */
export function complaintsOf(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    const isLoud = message.type() === 'error' || message.type() === 'warning';
    if (isLoud && !IS_NOTE.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:') complaints.push(`It calls ${request.url()}.`);
  });
  return complaints;
}
