import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { PASSWORD } from './support/app.js';
import { complaintsOf, hasBrowser, startBrowser } from './support/browser.js';
import { describeIf } from './support/describe-if.js';
import { DocsPage } from './support/docs-page.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { testDatabase } from './support/test-database.js';

const describeInBrowser = describeIf(
  hasBrowser(),
  'the page in a browser. Install chromium, or set CHROMIUM to where it is, to run these tests.',
);

jest.setTimeout(60_000);

describeInBrowser('the page of the docs, in a browser', () => {
  let service: ServiceProcess;
  let browser: Browser;
  let context: BrowserContext;
  let docs: DocsPage;
  let complaints: string[];
  let key: string;
  beforeAll(async () => {
    const { url: DATABASE_URL } = await testDatabase();
    const folder = temporaryFolder();
    service = await ServiceProcess.start({ DATABASE_URL, ADMIN_PASSWORD: PASSWORD }, folder);
    const made = spawnSync(
      process.execPath,
      [`${process.cwd()}/bin/admin.mjs`, 'key', 'create', 'admin', '--name', 'page'],
      {
        cwd: folder,
        env: { PATH: process.env.PATH, DATABASE_URL },
        encoding: 'utf8',
      },
    );
    key = made.stdout.trim();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await service.end('SIGTERM');
  });
  beforeEach(async () => {
    context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    complaints = complaintsOf(page, service.url);
    docs = new DocsPage(page, service.url);
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  it('creates sessions in JSON and in XML, whichever is sent and whichever is asked for', async () => {
    await docs.open();
    await docs.authorize('basic', 'admin', PASSWORD);
    const inJson = await docs.execute('NewAISession'); // the example, as it stands
    await docs.page.getByText(/^\d+ ms$/).waitFor(); // how long it took
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

  it('goes on with the session that was just made, in forms too, which send what the example has and no more', async () => {
    await docs.open();
    await docs.authorize('basic', 'admin', PASSWORD);
    await docs.operation('GetAISession'); // what is filled in is replaced where it is in sight too
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

  it('shows what is wrong with a request', async () => {
    await docs.open();
    await docs.authorize('basic', 'admin', PASSWORD);
    const unknown = await docs.execute('NewAISession', { body: '{"accountId":"acc_1"}' });
    expect(unknown.status).toBe(400);
    expect(unknown.body).toContain("There is no account 'acc_1'.");
    const broken = await docs.execute('NewAISession', { body: '{"accountId":' });
    expect(broken.status).toBe(400);
    expect(broken.body).toContain('"errorCode": "SerializationException"');
  });

  it('shows in one line what opens by a click: a section of the introduction, an error that may come', async () => {
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

  it('goes through a list by the cursor that its Link shows', async () => {
    await docs.open();
    await docs.authorize('basic', 'admin', PASSWORD);
    for (const made of ['first', 'second', 'third']) {
      await docs.execute('NewAISession', { body: JSON.stringify({ purpose: made }) });
    }
    const page = await docs.execute('ListAISessions', { parameters: { countPerPage: '2' } });
    expect(page.body).toMatch(/"third"[^]*"second"[^]*"hasMorePages": true/);
    const cursor = /link: <[^>]*[?&]cursor=([^&>]*)[^>]*>; rel="next"/.exec(page.headers)?.[1] ?? '';
    const next = await docs.execute('ListAISessions', { parameters: { cursor: decodeURIComponent(cursor) } });
    expect(next.status).toBe(200);
    expect(next.body).toContain('"first"');
    expect(next.body).not.toContain('"second"');
  });

  it.each(['bearer', 'apiKey'])('signs in by an API key as %s', async (scheme) => {
    await docs.open();
    await docs.authorize(scheme, key);
    expect(await docs.execute('NewAISession')).toMatchObject({ status: 200 });
  });

  it('signs in by cookie, and out', async () => {
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

  it('is where the root leads, keeps the authorization over a reload, and the operation in its address', async () => {
    await docs.open('/');
    await docs.authorize('basic', 'admin', PASSWORD);
    await docs.operation('NewAISession');
    expect(docs.page.url()).toMatch(/\/docs#\/.*\/NewAISession$/);
    await docs.page.reload();
    await docs.page.locator('.opblock[id$="-NewAISession"] .btn.execute').waitFor();
    expect(await docs.execute('NewAISession')).toMatchObject({ status: 200 });
  });

  it('says so where it cannot load the document', async () => {
    await docs.page.route('**/openapi.json', (route) => route.fulfill({ status: 401, body: '' }));
    await docs.page.goto(`${service.url}/docs`);
    await docs.page.getByText('Failed to load API definition.').waitFor();
    await docs.page.getByText('Unauthorized openapi.json').waitFor();
  });

  it('fits a phone, begins the dialog at its first field, and is dark where the system is', async () => {
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
    it('has its picture taken', async () => {
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
