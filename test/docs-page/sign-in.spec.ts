import { expect, it } from '@jest/globals';
import { PASSWORD, startedDatabase } from '../support/app.js';
import { ACTION_TIMEOUT_MS } from '../support/browser.js';
import { describeDocsPage, useDocs } from '../support/docs-fixture.js';
import { ServiceProcess } from '../support/service-process.js';

describeDocsPage('signing in on the docs page', () => {
  const fixture = useDocs(['NewAISession', 'Authenticate', 'Logout']);

  it('checks a password at once, says what is wrong, shows who is signed in, and stores no password', async () => {
    const { docs } = fixture;
    const { page } = docs;
    await docs.open();
    await page.getByText('Not signed in').waitFor();
    await page.evaluate(
      'localStorage.setItem("authorized", "the password that an earlier version of the page stored")',
    );
    await page.reload();
    await docs.signIn({ userName: 'admin', password: 'a wrong one' });
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Invalid UserName or Password').waitFor();
    await dialog.locator('[name=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Signed in as admin (SystemAdministrator)').waitFor();
    expect(await dialog.isVisible()).toBe(false);
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])')).toBe(
      '[{},{},""]',
    );
    await page.reload();
    await page.getByText('Signed in as admin (SystemAdministrator)').waitFor();
    expect(await docs.execute('NewAISession')).toMatchObject({ status: 200 });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Not signed in').waitFor();
    expect(await docs.execute('NewAISession')).toMatchObject({ status: 401 });
    const operation = await docs.operation('NewAISession');
    await operation.locator('.advice').getByRole('button', { name: 'Sign in' }).click();
    expect(await page.evaluate('document.activeElement.name')).toBe('password'); // the user name is filled in
  });

  it('checks a key at once, and keeps it in this tab only', async () => {
    const { docs, key } = fixture;
    const { page } = docs;
    await docs.open();
    await docs.signIn({ key: 'vk_wrong' });
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This key or token is not valid.').waitFor();
    await dialog.locator('[name=key]').fill(key);
    await page.keyboard.press('Enter');
    await page.getByText('Signed in as admin (SystemAdministrator)').waitFor();
    expect(await page.evaluate('JSON.stringify({ ...localStorage })')).toBe('{}');
    expect(await docs.execute('NewAISession')).toMatchObject({ status: 200 });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Not signed in').waitFor();
    expect(await docs.execute('NewAISession')).toMatchObject({ status: 401 });
  });

  it('shows a sign-in by the operations Authenticate and Logout, too', async () => {
    const { docs } = fixture;
    await docs.open();
    const wrong = JSON.stringify({ userName: 'admin', password: 'a wrong one' });
    expect(await docs.execute('Authenticate', { body: wrong })).toMatchObject({ status: 401 });
    const right = JSON.stringify({ userName: 'admin', password: PASSWORD });
    expect(await docs.execute('Authenticate', { body: right })).toMatchObject({ status: 200 });
    await docs.page.getByText('Signed in as admin (SystemAdministrator)').waitFor();
    const answer = await (await docs.operation('Authenticate')).locator('.answer').innerText();
    expect(answer).not.toContain(PASSWORD);
    expect(answer).toContain('there is no snippet of it');
    expect(await docs.execute('Logout')).toMatchObject({ status: 200 });
    await docs.page.getByText('Not signed in').waitFor();
  });

  it('says that its requests are from a script, for browsers that do not over HTTP, but not in the snippets', async () => {
    const { docs } = fixture;
    const headers: (string | undefined)[] = [];
    docs.page.on('request', (request) => {
      if (request.resourceType() === 'fetch') headers.push(request.headers()['x-requested-with']);
    });
    await docs.open();
    await docs.execute('Logout');
    expect(headers.length).toBeGreaterThan(2); // the page's own, the document and the operation
    expect(new Set(headers)).toEqual(new Set(['XMLHttpRequest']));
    const snippet = await docs.snippet(await docs.operation('Logout'), 'curl');
    expect(snippet).toContain('/auth/logout');
    expect(snippet).not.toMatch(/x-requested-with/i);
  });

  it.each(['public', 'private'])('asks for its files again after an update, where it is %s', async (DOCS) => {
    const { url: DATABASE_URL } = await startedDatabase();
    const service = await ServiceProcess.start({ DATABASE_URL, DOCS });
    const authorization = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;
    for (const path of ['/docs', '/docs/start.js', '/docs/snippets/curl.js']) {
      const first = await fetch(service.url + path, { headers: { authorization } });
      expect(first.status).toBe(200);
      expect(first.headers.get('cache-control')).toBe(DOCS === 'private' ? 'private, no-cache' : 'no-cache');
      const headers = { authorization, 'if-none-match': first.headers.get('etag') ?? '' };
      expect((await fetch(service.url + path, { headers })).status).toBe(304);
    }
    await service.end('SIGTERM');
  });

  it('has three first steps that run in place, and show request and answer', async () => {
    const { docs } = fixture;
    const { page } = docs;
    await docs.open();
    const steps = page.getByRole('region', { name: 'First steps' });
    await steps.getByRole('button', { name: 'Create a session' }).click();
    await steps.getByText('Sign in first: step 1.').waitFor();
    expect(await steps.getByLabel('User name').inputValue()).toBe('admin');
    await steps.getByLabel('Password').fill(PASSWORD);
    await steps.getByRole('button', { name: 'Sign in' }).click();
    await steps.getByText('Done: you are signed in as admin.').waitFor();
    await steps.getByRole('button', { name: 'Create a session' }).click();
    await steps.getByText('Answer: 200').nth(1).waitFor();
    await steps.getByRole('button', { name: 'List the newest three' }).click();
    await steps.getByText('GET /ai/sessions?countPerPage=3').waitFor();
    const shown = (await steps.locator('pre').allInnerTexts()).join('\n');
    expect(shown).toContain('"accountName": "Demo account"');
    expect(shown).toContain('"totalCount": ');
    expect(shown).not.toContain(PASSWORD);
  });

  it('only explains the steps in production, and suggests no user name', async () => {
    const { url: DATABASE_URL } = await startedDatabase();
    const env = { DATABASE_URL, NODE_ENV: 'production', DOCS: 'public' };
    const service = await ServiceProcess.start(env);
    const page = await fixture.browser.newPage();
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    await page.goto(`${service.url}/docs`);
    const steps = page.getByRole('region', { name: 'First steps' });
    await steps.getByRole('button', { name: 'Open NewAISession' }).waitFor();
    expect(await steps.getByLabel('User name').inputValue()).toBe('');
    expect(await steps.getByRole('button', { name: 'Create a session' }).count()).toBe(0);
    await steps.getByRole('button', { name: 'Open NewAISession' }).click();
    await page.locator('.opblock[id$="-NewAISession"] .btn.execute').waitFor();
    await page.close();
    await service.end('SIGTERM');
  });
});
