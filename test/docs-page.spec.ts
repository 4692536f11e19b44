import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { runAdmin } from './support/admin-command.js';
import { PASSWORD, startedDatabase } from './support/app.js';
import { complaintsOf, hasBrowser, startBrowser } from './support/browser.js';
import { describeIf } from './support/describe-if.js';
import { DocsPage } from './support/docs-page.js';
import { ServiceProcess } from './support/service-process.js';

const describeInBrowser = describeIf(
  hasBrowser(),
  'The docs page in a browser: install chromium, or set CHROMIUM to its path.',
);

describeInBrowser('the docs page in a browser', () => {
  let service: ServiceProcess;
  let browser: Browser;
  let context: BrowserContext;
  let docs: DocsPage;
  let complaints: string[];
  let key: string;
  beforeAll(async () => {
    const { url: DATABASE_URL } = await startedDatabase();
    [service, browser] = await Promise.all([ServiceProcess.start({ DATABASE_URL }), startBrowser()]);
    key = (await runAdmin(DATABASE_URL, 'key create admin --name page')).stdout.trim();
    context = await browser.newContext();
    context.setDefaultTimeout(280_000);
  });
  afterAll(async () => {
    await browser.close();
    await service.end('SIGTERM');
  });
  // One context, because its cache spares each test compiling Swagger UI; but no cookies and no storage of other tests.
  beforeEach(async () => {
    await context.clearCookies();
    const page = await context.newPage();
    await page.goto(`${service.url}/docs/style.css`);
    await page.evaluate('localStorage.clear()');
    complaints = complaintsOf(page, service.url);
    docs = new DocsPage(page, service.url);
  });
  afterEach(async () => {
    await docs.page.close();
    expect(complaints).toEqual([]);
  });

  it('creates sessions in JSON and in XML, in either direction', async () => {
    await docs.open();
    await docs.authorize('basic', 'admin', PASSWORD);
    const inJson = await docs.execute('NewAISession'); // the example, unchanged
    await docs.page.getByText(/^\d+ ms$/).waitFor(); // the duration
    expect(inJson.status).toBe(200);
    expect(inJson.body).toContain('"accountName": "Demo account"');
    expect(inJson.headers).toContain('content-type: application/json; charset=utf-8');
    const fromXml = await docs.execute('NewAISession', { type: 'application/xml' });
    expect(fromXml.status).toBe(200);
    expect(fromXml.body).toContain('"accountName": "Demo account"');
    const inXml = await docs.execute('NewAISession', { accept: 'application/xml' });
    expect(inXml.status).toBe(200);
    expect(inXml.body).toContain('<AccountName>Demo account</AccountName>');
    expect(inXml.headers).toContain('content-type: application/xml');
  });

  it('fills the id of the new session into the other operations, whose forms send the example and nothing else', async () => {
    await docs.open();
    await docs.authorize('basic', 'admin', PASSWORD);
    await docs.operation('GetAISession'); // its form is updated even if it is open
    const form = { type: 'application/x-www-form-urlencoded' };
    const made = await docs.execute('NewAISession', form);
    expect(made.body).toContain('"accountName": "Demo account"');
    const [, id = ''] = /"id": "(.*?)"/.exec(made.body) ?? [];
    expect((await docs.execute('GetAISession')).body).toContain(id);
    const patched = await docs.execute('PatchAISession', form);
    expect(patched.body).toContain(id);
    expect(patched.body).toContain('"purpose": "Summarise the calls of last week"');
    expect(await docs.execute('PatchAccount', form)).toMatchObject({ status: 200 });
  });

  it('shows the errors of a request', async () => {
    await docs.open();
    await docs.authorize('basic', 'admin', PASSWORD);
    const unknown = await docs.execute('NewAISession', { body: '{"accountId":"acc_1"}' });
    expect(unknown.status).toBe(400);
    expect(unknown.body).toContain("There is no account 'acc_1'.");
    const broken = await docs.execute('NewAISession', { body: '{"accountId":' });
    expect(broken.status).toBe(400);
    expect(broken.body).toContain('"errorCode": "SerializationException"');
  });

  it('shows sections of the introduction and possible errors as one line each, which a click opens', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as { info: { description: string } };
    document.info.description = 'What it is.\n\n## The first\n\nA text.\n\n## The second\n\nAnother text.\n';
    await docs.page.route('**/openapi.json', (route) => route.fulfill({ json: document }));
    await docs.open();
    const text = docs.page.getByText('A text.', { exact: true });
    expect(await text.isVisible()).toBe(false);
    await docs.page.getByText('The first').click();
    expect(await text.isVisible()).toBe(true);
    expect(await docs.page.getByText('Another text.').isVisible()).toBe(false);
    const operation = await docs.operation('NewAISession');
    const error = operation.locator('.response[data-code^="4"]').first();
    expect(await error.getByText('"errorCode"').count()).toBe(0);
    await error.getByRole('button').click();
    await error.getByText('"errorCode"').first().waitFor();
  });

  it('pages through a list by the cursor in its Link header', async () => {
    await docs.open();
    await docs.authorize('basic', 'admin', PASSWORD);
    for (const purpose of ['first', 'second', 'third']) {
      await docs.execute('NewAISession', { body: JSON.stringify({ purpose }) });
    }
    const page = await docs.execute('ListAISessions', { parameters: { countPerPage: '2' } });
    expect(page.body).toMatch(/"third"[^]*"second"[^]*"hasMorePages": true/);
    const cursor = /link: <[^>]*[?&]cursor=([^&>]*)[^>]*>; rel="next"/.exec(page.headers)?.[1] ?? '';
    const next = await docs.execute('ListAISessions', { parameters: { cursor: decodeURIComponent(cursor) } });
    expect(next.status).toBe(200);
    expect(next.body).toContain('"first"');
    expect(next.body).not.toContain('"second"');
  });

  it.each(['bearer', 'apiKey'])('authorizes with an API key as %s', async (scheme) => {
    await docs.open();
    await docs.authorize(scheme, key);
    expect(await docs.execute('NewAISession')).toMatchObject({ status: 200 });
  });

  it('signs in by cookie, and signs out', async () => {
    await docs.open();
    expect(await docs.execute('ListAISessions')).toMatchObject({ status: 401 });
    const wrong = JSON.stringify({ userName: 'admin', password: 'a wrong one' });
    expect(await docs.execute('Authenticate', { body: wrong })).toMatchObject({ status: 401 });
    const right = JSON.stringify({ userName: 'admin', password: PASSWORD });
    expect(await docs.execute('Authenticate', { body: right })).toMatchObject({ status: 200 });
    expect(await docs.execute('NewAISession')).toMatchObject({ status: 200 });
    expect(await docs.execute('Logout')).toMatchObject({ status: 200 });
    expect(await docs.execute('NewAISession')).toMatchObject({ status: 401 });
  });

  it('opens from the root, and keeps the authorization and the open operation over a reload', async () => {
    await docs.open('/');
    await docs.authorize('basic', 'admin', PASSWORD);
    await docs.operation('NewAISession');
    expect(docs.page.url()).toMatch(/\/docs#\/.*\/NewAISession$/);
    await docs.page.reload();
    await docs.page.locator('.opblock[id$="-NewAISession"] .btn.execute').waitFor();
    expect(await docs.execute('NewAISession')).toMatchObject({ status: 200 });
  });

  it('shows an error when it cannot load the document', async () => {
    await docs.page.route('**/openapi.json', (route) => route.fulfill({ status: 401, body: '' }));
    await docs.page.goto(`${service.url}/docs`);
    await docs.page.getByText('Failed to load API definition.').waitFor();
    await docs.page.getByText('Unauthorized openapi.json').waitFor();
  });

  it('fits a phone, focuses the first field of the dialog, and follows the dark mode of the system', async () => {
    await docs.page.setViewportSize({ width: 360, height: 780 });
    await docs.page.emulateMedia({ colorScheme: 'dark' });
    await docs.open();
    await docs.operation('ListAISessions');
    expect(await docs.page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await docs.page.locator('.auth-wrapper > .btn.authorize').click();
    await docs.page.getByText('Available authorizations').waitFor();
    expect(await docs.page.evaluate('document.activeElement === document.querySelector(".modal-ux input")')).toBe(true);
    const colour = (): Promise<unknown> => docs.page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await colour()).toBe('rgb(28, 32, 34)');
    await docs.page.emulateMedia({ colorScheme: 'light' });
    await docs.page.locator('html:not(.dark-mode)').waitFor();
    expect(await colour()).toBe('rgb(250, 250, 250)');
  });

  // `npm run screenshot`: the picture in the README.
  const { SCREENSHOT } = process.env;
  if (SCREENSHOT) {
    it('has its screenshot taken', async () => {
      const page = await browser.newPage({ viewport: { width: 1100, height: 1800 }, deviceScaleFactor: 1.25 });
      const picture = await new DocsPage(page, service.url).open();
      await picture.authorize('basic', 'admin', PASSWORD);
      await picture.execute('NewAISession');
      await page.evaluate('scrollTo(0, 0)');
      const operation = await picture.operation('NewAISession');
      const answer = await operation.locator('.live-responses-table .highlight-code').first().boundingBox();
      const height = (answer?.y ?? 0) + (answer?.height ?? 0) + 8;
      await page.mouse.move(0, 0);
      await page.screenshot({ path: SCREENSHOT, clip: { x: 0, y: 0, width: 1100, height }, fullPage: true });
      await page.close();
    });
  }
});
