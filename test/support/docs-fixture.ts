import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { runAdmin } from './admin-command.js';
import { startedDatabase } from './app.js';
import { ACTION_TIMEOUT_MS, complaintsOf, describeInBrowser, startBrowser } from './browser.js';
import { DocsPage } from './docs-page.js';
import { ServiceProcess } from './service-process.js';

/** `describe` for tests of the docs page. */
export const describeDocsPage = describeInBrowser('The docs page');

/** A running service with the docs page, in a browser. */
export interface DocsFixture {
  service: ServiceProcess;
  browser: Browser;
  /** The page of the present test. */
  docs: DocsPage;
  /** An API key of the administrator. */
  key: string;
}

/**
 * Starts service and browser for the tests of a `describe`, and checks after each that the page caused no error.
 *
 * @param operations Those that the page gets. Swagger UI goes through its whole document at each load and for each form that it
 *   opens: a page with all operations takes twice the time. Without it, all.
 */
export function useDocs(operations?: readonly string[]): DocsFixture {
  const fixture = {} as DocsFixture;
  let context: BrowserContext;
  let complaints: string[];
  beforeAll(async () => {
    const { url: DATABASE_URL } = await startedDatabase();
    const started = Promise.all([ServiceProcess.start({ DATABASE_URL }), startBrowser()]);
    [fixture.service, fixture.browser] = await started;
    fixture.key = (await runAdmin(DATABASE_URL, 'key create admin --name page')).stdout.trim();
    context = await fixture.browser.newContext({ baseURL: fixture.service.url });
    context.setDefaultTimeout(ACTION_TIMEOUT_MS);
    if (operations) await context.addInitScript(keepOperations, operations);
  });
  afterAll(async () => {
    await fixture.browser.close();
    await fixture.service.end('SIGTERM');
  });
  // One context, because its cache spares each test compiling Swagger UI; but no cookies and no storage of other tests.
  beforeEach(async () => {
    await context.clearCookies();
    const page = await context.newPage();
    await page.goto(`${fixture.service.url}/docs/style.css`);
    await page.evaluate('localStorage.clear()');
    complaints = complaintsOf(page, fixture.service.url);
    fixture.docs = new DocsPage(page, fixture.service.url);
  });
  afterEach(async () => {
    await fixture.docs.page.close();
    expect(complaints).toEqual([]);
  });
  return fixture;
}

/** Runs in the page: removes all other operations from the document when the page fetches it. */
function keepOperations(operations: readonly string[]): void {
  const fetchAll = globalThis.fetch;
  globalThis.fetch = async (...call) => {
    const response = await fetchAll(...call);
    if (!response.url.endsWith('/openapi.json') || !response.ok) return response;
    const { paths, ...others } = (await response.json()) as {
      paths: Record<string, Record<string, { operationId?: string }>>;
    };
    const kept = Object.entries(paths).map(([path, methods]) => {
      const isKept = ([, { operationId = '' }]: [string, { operationId?: string }]) => operations.includes(operationId);
      return [path, Object.fromEntries(Object.entries(methods).filter(isKept))];
    });
    return Response.json({ ...others, paths: Object.fromEntries(kept) as object });
  };
}
