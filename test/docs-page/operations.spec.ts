import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { describeDocsPage, useDocs } from '../support/docs-fixture.js';
import { DocsPage } from '../support/docs-page.js';

describeDocsPage('the operations on the docs page', () => {
  const fixture = useDocs([
    ...['NewAISession', 'GetAISession', 'ListAISessions', 'PatchAISession', 'DeleteAISession', 'ListAISessionActions'],
    ...['ListAccounts', 'PatchAccount'],
  ]);

  it('answers JSON with JSON and XML with XML, indented and coloured, unless another type is chosen', async () => {
    const { docs } = fixture;
    await docs.open();
    await docs.signInAsAdmin();
    const inJson = await docs.execute('NewAISession'); // the example, unchanged
    await docs.page.getByText(/^\d+ ms$/).waitFor(); // the duration
    expect(inJson.status).toBe(200);
    expect(inJson.body).toContain('"accountName": "Demo account"');
    expect(inJson.headers).toContain('content-type: application/json; charset=utf-8');
    const inXml = await docs.execute('NewAISession', { type: 'application/xml' });
    expect(inXml.status).toBe(200);
    expect(inXml.body).toMatch(
      /<\?xml .*\n +<AISessionInfo .*(\n +<.*>)+\n +<AccountName>Demo account<\/AccountName>\n/,
    );
    expect(inXml.headers).toContain('content-type: application/xml');
    const operation = await docs.operation('NewAISession');
    expect(await operation.locator('.opblock-section-request-body textarea').inputValue()).toMatch(
      /^<\?xml .*\n<NewAISession .*\n {2}<AccountId>.*\n {2}<Purpose>/,
    );
    const tags = operation.locator('.answer .highlight-code').first().locator('span[style]');
    expect(await tags.count()).toBeGreaterThan(20); // the colours
    const chosen = await docs.execute('NewAISession', { accept: 'application/json' });
    expect(chosen.status).toBe(200);
    expect(chosen.body).toContain('"accountName": "Demo account"');
  });

  it('fills the id of the new session into the other operations, whose forms send the example and nothing else', async () => {
    const { docs } = fixture;
    await docs.open();
    await docs.signInAsAdmin();
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
    const { docs } = fixture;
    await docs.open();
    await docs.signInAsAdmin();
    const unknown = await docs.execute('NewAISession', { body: '{"accountId":"acc_1"}' });
    expect(unknown.status).toBe(400);
    expect(unknown.body).toContain("There is no account 'acc_1'.");
    const broken = await docs.execute('NewAISession', { body: '{"accountId":' });
    expect(broken.status).toBe(400);
    expect(broken.body).toContain('"errorCode": "SerializationException"');
  });

  it('shows sections of the introduction and possible errors as one line each, which a click opens', async () => {
    const { docs } = fixture;
    const document = (await (await fetch(`${fixture.service.url}/openapi.json`)).json()) as {
      info: { description: string };
    };
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

  it('shows the next page at a click, sorts by any choice, and folds all but the important headers', async () => {
    const { docs } = fixture;
    await docs.open();
    await docs.signInAsAdmin();
    for (const purpose of ['!first', 'second', 'third']) {
      await docs.execute('NewAISession', { body: JSON.stringify({ purpose }) });
    }
    const page = await docs.execute('ListAISessions', { parameters: { countPerPage: '2' } });
    expect(page.body).toMatch(/"third"[^]*"second"[^]*"hasMorePages": true/);
    const list = await docs.operation('ListAISessions');
    expect(await list.locator('.important dt').allInnerTexts()).toEqual(['Link: ', 'X-Request-Id: ']);
    expect(await list.locator('.answer').getByText('content-type:').isVisible()).toBe(false);
    const next = await docs.answer(list, list.getByRole('button', { name: 'Next page' }));
    expect(next.status).toBe(200);
    expect(next.body).toContain('"!first"');
    expect(next.body).not.toContain('"second"');
    // The cursor of the next page is no longer in the form: it would be wrong for another order.
    await docs.fill(list, 'sortOrder', 'Ascend');
    const sorted = await docs.execute('ListAISessions', { parameters: { sortField: 'purpose', countPerPage: '1' } });
    expect(sorted.status).toBe(200);
    expect(sorted.body).toContain('"!first"');
  });

  it('offers only members to sort by that the service can sort by', async () => {
    const { docs, key } = fixture;
    await docs.open();
    const lists = { ListAISessions: '/ai/sessions', ListAccounts: '/accounts', ListAISessionActions: '' };
    const session = await docs.page.request.post('/ai/sessions', { headers: { 'x-api-key': key }, data: {} });
    lists.ListAISessionActions = `/ai/sessions/${((await session.json()) as { id: string }).id}/actions`;
    for (const [name, path] of Object.entries(lists)) {
      const list = await docs.operation(name);
      const options = await list.locator('tr[data-param-name="sortField"] option').allInnerTexts();
      expect(options.length).toBeGreaterThan(5);
      for (const option of options.slice(1)) {
        const url = `${path}?sortField=${option}`;
        const sorted = await docs.page.request.get(url, { headers: { 'x-api-key': key } });
        expect([option, sorted.status()]).toEqual([option, 200]);
      }
    }
  });

  it('fills in the ETag of the object that was read last, and helps after a 412', async () => {
    const { docs, key } = fixture;
    await docs.open();
    await docs.signInAsAdmin();
    const create = await docs.execute('NewAISession');
    const [, id = ''] = /"id": "(.*?)"/.exec(create.body) ?? [];
    const patch = await docs.operation('PatchAISession');
    // The forms report what is typed after a delay.
    const ifMatchBecomes = async (value: string): Promise<void> => {
      const input = patch.locator('tr[data-param-name="If-Match"] input');
      while ((await input.inputValue()) !== value) await sleep(50);
    };
    await ifMatchBecomes('"1-1-json"');
    await docs.fill(patch, 'sessionId', 'another');
    await ifMatchBecomes('');
    await docs.fill(patch, 'sessionId', id);
    await ifMatchBecomes('"1-1-json"');
    await docs.page.request.patch(`/ai/sessions/${id}`, {
      headers: { 'x-api-key': key },
      data: { purpose: 'Of others' },
    });
    expect(await docs.execute('PatchAISession')).toMatchObject({ status: 412 });
    await patch.getByText('Somebody has changed or deleted this object').waitFor();
    await patch.getByRole('button', { name: 'Read it again' }).click();
    await patch.getByText('"purpose": "Of others"').waitFor();
    await ifMatchBecomes('"2-1-json"');
    expect(await docs.execute('PatchAISession')).toMatchObject({ status: 200 });
    const remove = await docs.operation('DeleteAISession');
    expect(await remove.locator('tr[data-param-name="If-Match"] input').inputValue()).toBe('"3-1-json"');
    expect(await docs.execute('DeleteAISession')).toMatchObject({ status: 204 });
    await ifMatchBecomes('');
  });

  it('opens from the root, and keeps the authorization and the open operation over a reload', async () => {
    const { docs } = fixture;
    await docs.open('/');
    await docs.signInAsAdmin();
    await docs.operation('NewAISession');
    expect(docs.page.url()).toMatch(/\/docs#\/.*\/NewAISession$/);
    await docs.page.reload();
    await docs.page.getByText('Signed in as admin (SystemAdministrator)').waitFor();
    await docs.page.locator('.opblock[id$="-NewAISession"] .btn.execute').waitFor();
    expect(await docs.execute('NewAISession')).toMatchObject({ status: 200 });
  });

  it('shows an error when it cannot load the document', async () => {
    const { docs } = fixture;
    await docs.page.route('**/openapi.json', (route) => route.fulfill({ status: 401, body: '' }));
    await docs.page.goto(`${fixture.service.url}/docs`);
    await docs.page.getByText('Failed to load API definition.').waitFor();
    await docs.page.getByText('Unauthorized openapi.json').waitFor();
  });

  // `npm run screenshot`: the picture in the README.
  const { SCREENSHOT } = process.env;
  if (SCREENSHOT) {
    it('has its screenshot taken', async () => {
      const page = await fixture.browser.newPage({ viewport: { width: 1100, height: 1800 }, deviceScaleFactor: 1.25 });
      const picture = await new DocsPage(page, fixture.service.url).open();
      await picture.signInAsAdmin();
      await picture.execute('NewAISession');
      await page.evaluate('scrollTo(0, 0)');
      const operation = await picture.operation('NewAISession');
      const answer = await operation.locator('.answer .highlight-code').first().boundingBox();
      const height = (answer?.y ?? 0) + (answer?.height ?? 0) + 8;
      await page.mouse.move(0, 0);
      await page.screenshot({ path: SCREENSHOT, clip: { x: 0, y: 0, width: 1100, height }, fullPage: true });
      await page.close();
    });
  }
});
