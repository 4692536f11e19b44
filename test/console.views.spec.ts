import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Role } from '../src/auth/principal.js';
import { SessionWithActions } from './support/actions.js';
import { account, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { describeInBrowser, startBrowser } from './support/browser.js';
import { ConsolePage } from './support/console-page.js';
import { freshText } from './support/new-values.js';
import { answer, ScriptedExecutor } from './support/scripted-executor.js';

const CLERK = 'clerk’s password';
const HOSTILE_NAME = "o'neil; rm -rf /";

describeInBrowser('The console')('the console in a browser', () => {
  let executor: ScriptedExecutor;
  let app: TestApp;
  let browser: Browser;
  let view: ConsolePage;
  beforeAll(async () => {
    executor = await ScriptedExecutor.start();
    app = await startApp()
      .env({ ...executor.env, ACTIONS_TIMEOUT: '15000', CONSOLE: 'private' })
      .with(account('Acme'), account('Busy'), user('clerk', CLERK), user(HOSTILE_NAME, CLERK))
      .as(Role.SystemAdministrator);
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    executor.stop();
  });
  afterEach(async () => expect(await view.close()).toEqual([]));

  const open = async (address = ''): Promise<ConsolePage> =>
    (view = await ConsolePage.signedIn(browser, app.url, address));
  const create = async (members: object): Promise<string> =>
    String((await app.postJson('/ai/sessions', members)).json.id);
  const patch = (path: string, members: object) =>
    app.call('PATCH', path, { body: JSON.stringify(members), headers: { 'content-type': 'application/json' } });
  const json = async (path: string) => (await app.call('GET', path)).json;

  it('signs in, says what is wrong, shows who is signed in, and signs out', async () => {
    view = await ConsolePage.open(browser, app.url);
    await view.heading('Sign in to the console');
    expect(await view.focused()).toBe('User name');
    await view.press('Sign in');
    await view.shows('Fill this in.');
    await view.signIn('admin', 'a wrong one');
    expect(await view.failure()).toMatch(/Invalid UserName or Password[^]*Check the user name[^]*401 · request ID \S/);
    await view.signIn('admin', 'correct horse battery staple');
    await view.heading('Sessions');
    expect(await view.page.getByRole('banner').innerText()).toMatch(/admin SystemAdministrator/);
    expect(await view.focused()).toBe('Sessions');
    await view.page.reload();
    await view.heading('Sessions');
    await view.press('Sign out');
    await view.shows('You have signed out.');
    const [asked] = await Promise.all([view.page.waitForRequest('**/auth'), view.page.reload()]);
    expect(asked.headers()['x-requested-with']).toBe('XMLHttpRequest');
    await view.heading('Sign in to the console');
  });

  it.each([
    ['clerk', 'clerk'],
    [HOSTILE_NAME, String.raw`'o'\''neil; rm -rf /'`],
  ])('tells a user without the role why the console is not for them: %s', async (userName, quoted) => {
    view = await ConsolePage.open(browser, app.url);
    await view.signIn(userName, CLERK);
    await view.heading('Your user may not use the console');
    const command = `npm run -s admin -- user grant ${quoted} SystemAdministrator`;
    await view.shows(command);
    await view.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await view.press('Copy');
    await view.shows('Copied');
    expect(await view.page.evaluate('navigator.clipboard.readText()')).toBe(command);
    await view.press('Sign out');
    await view.heading('Sign in to the console');
  });

  it('asks to sign in again when the sign-in ends, and keeps what was typed', async () => {
    const typed = freshText('Typed');
    const id = await create({ purpose: 'Before' });
    await open(`#/sessions/${id}`);
    await view.field('Purpose').fill(typed);
    await view.page.context().clearCookies();
    await view.press('Save purpose');
    await view.shows('Your sign-in has ended');
    await view.signIn('admin', 'wrong');
    await view.page.getByRole('dialog').getByRole('alert').waitFor();
    await view.signIn('admin', PASSWORD);
    await view.page.getByRole('dialog').waitFor({ state: 'detached' });
    await view.shows('Signed in again. What was refused was not done: repeat it.');
    expect(await view.focused()).toBe('Save purpose');
    expect(await view.field('Purpose').inputValue()).toBe(typed);
    await view.press('Save purpose');
    await view.heading(typed);
    await view.page.context().clearCookies();
    await view.follow('Sessions');
    await view.shows('Your sign-in has ended');
    await view.press('Not now');
    await view.press('Try again');
    await view.signIn('admin', PASSWORD);
    await view.page.getByRole('link', { name: typed, exact: true }).waitFor(); // what could not be loaded before
  });

  it('shows nothing of one user to another who signs in after the sign-in has ended', async () => {
    await open('#/sessions/new');
    await view.field('Purpose').fill('Typed');
    await view.page.context().clearCookies();
    await view.press('Create session');
    await view.shows('Your sign-in has ended');
    await view.signIn('clerk', CLERK);
    await view.heading('Your user may not use the console');
    expect(await view.page.getByRole('dialog').count()).toBe(0);
  });

  it('filters, sorts and pages sessions by addresses that can be shared, reloaded and gone back from', async () => {
    const name = freshText('Paged');
    const accountId = String((await app.postJson('/accounts', { name })).json.id);
    for (let number = 1; number <= 30; number += 1) await create({ accountId, purpose: `Call ${number}` });
    await create({ purpose: 'Of nobody' });
    await open();
    await view.field('Account').fill(name.toLowerCase());
    await view.press('Show');
    await view.shows('30 sessions');
    await view.shows('Call 30');
    expect(await view.page.getByText('Of nobody').count()).toBe(0);
    await view.follow('Next page');
    await view.shows('Call 5');
    expect(await view.focused()).toBe('Sessions found');
    expect(await view.page.getByRole('link', { name: 'Next page' }).count()).toBe(0);
    await view.page.reload();
    await view.page.getByRole('link', { name: 'Call 5', exact: true }).waitFor();
    expect(await view.field('Account').inputValue()).toBe(name);
    await view.page.goBack();
    await view.page.getByRole('link', { name: 'Call 30', exact: true }).waitFor();
    await view.field('Order').selectOption('Purpose, A to Z');
    await view.press('Show');
    await view.page.getByRole('link', { name: 'Call 1', exact: true }).waitFor();
    await view.field('Account').fill('nobody');
    await view.press('Show');
    await view.shows("There is no account 'nobody'.");
    expect(await view.focused()).toBe('Account');
  });

  it('filters sessions by a part of the purpose and by days', async () => {
    const account = await app.postJson('/accounts', { name: freshText('Sales') });
    const accountId = String(account.json.id);
    for (const purpose of ['Sale 100%', 'Sale 1000', 'Return 100%']) await create({ accountId, purpose });
    await open(`#/sessions?account=${accountId}`);
    await view.shows('Return 100%');
    await view.field('Purpose').fill('sale 100%');
    const today = new Date().toISOString().slice(0, 10);
    await view.field('Created from').fill(today);
    await view.field('Created to').fill(today);
    await view.press('Show');
    await view.shows('1 session');
    await view.page.getByRole('link', { name: 'Sale 100%', exact: true }).waitFor();
    expect(await view.page.getByRole('link', { name: /^Sale 1000|^Return/ }).count()).toBe(0);
    await view.page.reload();
    await view.shows('1 session');
    expect(await view.field('Created to').inputValue()).toBe(today);
    await view.field('Created to').fill('2026-01-01');
    await view.press('Show');
    await view.shows('No session matches. Change the filter, or clear it.');
  });

  it.each([
    ['from=2026-03-28&to=2026-03-28', '2026-03-28T01:00:00.000Z', '2026-03-29T01:00:00.000Z'],
    // The clocks go from 0:00 to 1:00.
    ['from=2026-03-29&to=2026-03-29', '2026-03-29T01:00:00.000Z', '2026-03-30T00:00:00.000Z'],
    // They go from 1:00 to 0:00.
    ['from=2026-10-25&to=2026-10-25', '2026-10-25T00:00:00.000Z', '2026-10-26T01:00:00.000Z'],
  ])('takes days as those of the user’s zone: %s in the Azores', async (query, startDate, endDate) => {
    view = await ConsolePage.signedIn(browser, app.url, '#/accounts', 'Atlantic/Azores');
    const [list] = await Promise.all([
      view.page.waitForRequest((request) => request.url().includes('/ai/sessions?')),
      view.goTo(`#/sessions?${query}`),
    ]);
    const { searchParams } = new URL(list.url());
    expect([searchParams.get('startDate'), searchParams.get('endDate')]).toEqual([startDate, endDate]);
  });

  it.each(['from=someday', 'from=2026-02-30', 'to=2026-11'])('says what is no day in an address: %s', async (query) => {
    await open(`#/sessions?${query}`);
    expect(await view.failure()).toMatch(/'(Start|End)Date'/);
  });

  it('leads from a cursor of another filter to its first page', async () => {
    await open('#/sessions?from=2026-11-01&cursor=AAAAAAAAAAAAAAAAAAAAAA');
    expect(await view.failure()).toContain("'Cursor'");
    await view.follow('First page');
    await view.page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('suggests accounts while the user types', async () => {
    await open();
    await view.field('Account').pressSequentially('bu');
    await view.page.locator('datalist option[value="Busy"]').waitFor({ state: 'attached' });
  });

  it('counts sessions again while the page is visible', async () => {
    await open();
    const before = await view.page.locator('.count', { hasText: /^[\d,]+ session/ }).innerText();
    await create({ purpose: 'Created meanwhile' });
    await view.page.locator('.count', { hasNotText: before }).waitFor();
    await view.press('Show the changes');
    await view.shows('Created meanwhile');
  });

  it('creates a session', async () => {
    await open('#/sessions/new');
    await view.field('Account').fill('Acme');
    await view.field('Purpose').fill('p'.repeat(4001));
    await view.press('Create session');
    await view.shows(/4,?000/);
    await view.page.locator('[aria-invalid="true"]').waitFor();
    await view.field('Purpose').fill('Summarise the week');
    await view.press('Create session');
    await view.heading('Summarise the week');
    await view.shows('by admin');
    const id = view.page.url().split('/').at(-1) ?? '';
    expect(await json(`/ai/sessions/${id}`)).toMatchObject({ accountName: 'Acme', purpose: 'Summarise the week' });
  });

  it('edits the purpose of the version that was read, and otherwise says what to do', async () => {
    const id = await create({ purpose: 'First' });
    await open(`#/sessions/${id}`);
    await view.heading('First');
    await patch(`/ai/sessions/${id}`, { purpose: 'Second' });
    await view.field('Purpose').fill('Third');
    await view.press('Save purpose');
    const failure = await view.failure();
    expect(failure).toMatch(/^Somebody changed this session[^]*Read it again[^]*PreconditionFailed · status 412/);
    await view.press('Read it again');
    await view.shows('The stored purpose is now: Second');
    await view.page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await view.field('Purpose').inputValue()).toBe('Third');
    await view.press('Save purpose');
    await view.heading('Third');
    expect(await json(`/ai/sessions/${id}`)).toMatchObject({ purpose: 'Third' });
  });

  it('takes a purpose with CR LF as unedited', async () => {
    const id = await create({ purpose: 'One\r\nTwo' });
    await open(`#/sessions/${id}`);
    await view.fieldBecomes('Purpose', 'One\nTwo');
    await patch(`/ai/sessions/${id}`, { purpose: 'Three' });
    await view.press('Delete session');
    await view.page.getByRole('dialog').getByRole('button', { name: 'Delete session' }).click();
    await view.press('Read it again');
    await view.heading('Three');
    expect(await view.field('Purpose').inputValue()).toBe('Three');
  });

  it('deletes a session after asking, and says when there is none', async () => {
    const id = await create({ purpose: 'To be deleted' });
    await open(`#/sessions/${id}`);
    await view.press('Delete session');
    await view.page.keyboard.press('Escape');
    await view.press('Delete session');
    await view.page.getByRole('dialog').getByRole('button', { name: 'Delete session' }).click();
    await view.heading('Sessions');
    expect((await app.call('GET', `/ai/sessions/${id}`)).status).toBe(404);
    await view.goTo(`#/sessions/${id}`);
    expect(await view.failure()).toMatch(/no such AI session[^]*It may have been deleted[^]*NotFound · status 404/i);
  });

  it('reviews actions: removes one, applies the rest with progress, and shows the log', async () => {
    const session = await SessionWithActions.create(app, { purpose: 'Review' });
    await session.stage('NewAccount', { name: 'Northern branch' });
    await session.stage('hangUp', { callId: '7' });
    await session.stage('NewAccount', { name: 'Struck out' });
    executor.next(async (response, request) => {
      await sleep(2500);
      return answer({ ok: true })(response, request);
    });
    await open(`#/sessions/${session.id}`);
    await view.shows('3 actions to review');
    expect(await view.page.getByLabel('Arguments of hangUp').innerText()).toBe('{\n  "callId": "7"\n}');
    await view.page.getByRole('button', { name: 'Remove NewAccount' }).last().click();
    await view.shows('2 actions to review');
    await view.press('Apply 2 actions');
    await view.shows('1 of 2 actions applied…');
    await view.shows('2 of 2 actions applied.');
    expect(await view.field('Log of the last apply').innerText()).toMatch(/hangUp/);
    await view.shows('No action waits for review.');
    await view.page.getByText('Applied actions').click();
    await view.page.getByRole('heading', { level: 3, name: 'hangUp' }).waitFor();
    const names = (await json('/accounts?nameFilter=struck')).totalCount;
    expect(names).toBe(0);
  });

  it('applies nothing that the reviewer has not seen, and shows what failed', async () => {
    const session = await SessionWithActions.create(app, { purpose: 'Unseen' });
    await session.stage('DeleteAccount', { accountId: 'gone' });
    await open(`#/sessions/${session.id}`);
    await view.shows('1 action to review');
    await session.stage('NewAccount', { name: 'Unseen' });
    await view.press('Apply 1 action');
    expect(await view.failure()).toMatch(/412/);
    expect((await json('/accounts?nameFilter=unseen')).totalCount).toBe(0);
    await view.press('Read it again');
    await view.press('Apply 2 actions');
    await view.shows('0 of 2 actions applied. DeleteAccount failed: There is no such account.');
    await view.press('Remove all');
    await view.page.getByRole('dialog').getByRole('button', { name: 'Remove all' }).click();
    await view.shows('No action waits for review.');
    expect(await session.open()).toEqual([]);
  });

  it('repeats a change whose answer was lost, without making it twice', async () => {
    await open('#/sessions/new');
    let attempts = 0;
    await view.page.route('**/ai/sessions', async (route) => {
      attempts += 1;
      const response = await route.fetch();
      return attempts < 3 ? route.abort() : route.fulfill({ response });
    });
    await view.field('Purpose').fill('Only once');
    await view.press('Create session');
    expect(await view.failure()).toMatch(/The service did not answer[^]*made only once/);
    await view.press('Create session');
    expect(await view.failure()).toMatch(/The service did not answer/);
    await view.press('Try again');
    await view.heading('Only once');
    const sessions = await json('/ai/sessions?countPerPage=50');
    expect(JSON.stringify(sessions).match(/Only once/g)).toHaveLength(1);
    view.complaints.length = 0; // the browser's note of the lost answer
  });

  it('shows the tree of accounts, renames one, creates one below it, and deletes it', async () => {
    await open('#/accounts/new');
    await view.field('Name').fill('acme');
    await view.press('Create account');
    expect(await view.failure()).toMatch(/There is an account named 'acme' already[^]*Choose another name/);
    await view.field('Name').fill('Region');
    await view.press('Create account');
    await view.heading('Region');
    await view.field('Name').fill('Region North');
    await view.press('Save account');
    await view.heading('Region North');
    await view.follow('New account below it');
    await view.heading('New account');
    await view.field('Name').fill('Helpdesk');
    await view.fieldBecomes('Parent account', 'Region North');
    await view.press('Create account');
    await view.heading('Helpdesk');
    await view.follow('Accounts');
    await view.heading('Accounts');
    await view.field('Name').fill('helpd');
    await view.press('Show');
    await view.page.locator('.tree .tree', { hasText: 'Helpdesk' }).waitFor();
    await view.shows('(above a match)');
    await view.press('Below Region North');
    await view.page.getByRole('link', { name: 'Helpdesk' }).waitFor({ state: 'hidden' });
    await view.press('Below Region North');
    await view.follow('Helpdesk');
    await view.press('Delete account');
    await view.page.getByRole('dialog').getByRole('button', { name: 'Delete account' }).click();
    await view.heading('Accounts');
    expect((await json('/accounts?nameFilter=helpdesk')).totalCount).toBe(0);
  });

  it('says what stands in the way of deleting an account, and of changing one that somebody else changed', async () => {
    const accountId = app.accountId('Busy');
    await create({ accountId });
    await app.postJson('/accounts', { name: 'Below busy', parentAccountId: accountId });
    await open(`#/accounts/${accountId}`);
    await view.heading('Busy');
    await view.press('Delete account');
    const dialog = view.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Delete account' }).click();
    expect(await view.failure()).toMatch(
      /The account has 1 account and 1 AI session[^]*Show the accounts[^]*Conflict · status 409/,
    );
    await view.page.keyboard.press('Escape');
    await patch(`/accounts/${accountId}`, { name: 'Busier' });
    await view.field('Name').fill('Busiest');
    await view.press('Save account');
    expect(await view.failure()).toMatch(/^Somebody changed this account[^]*412/);
    await view.press('Read it again');
    await view.heading('Busier');
    await view.page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await view.field('Name').inputValue()).toBe('Busiest');
    await view.press('Delete account');
    await dialog.getByRole('button', { name: 'Delete account' }).click();
    await dialog.getByRole('link', { name: 'Show its sessions' }).click();
    await view.shows('1 session');
    expect(view.page.url()).toContain(`#/sessions?account=${accountId}`);
    expect(await dialog.count()).toBe(0);
  });

  it('says that there is nothing at an address of no view', async () => {
    await open('#/nothing/%E0');
    await view.heading('There is nothing at this address');
    for (const address of ['#/constructor', '#/__proto__', '#/toString/x', '#/sessions/..', '#/accounts/%2E']) {
      await view.goTo('#/access');
      await view.heading('Users and keys');
      await view.goTo(address);
      await view.heading('There is nothing at this address');
    }
  });

  it('finds an account whose name is a part of many others', async () => {
    for (let number = 1; number <= 101; number += 1) await app.postJson('/accounts', { name: `A West ${number}` });
    await app.postJson('/accounts', { name: 'West' });
    await open('#/sessions/new');
    await view.field('Account').fill('west');
    await view.press('Create session');
    await view.heading('Session without a purpose');
    await view.page.getByRole('link', { name: 'West', exact: true }).waitFor();
  });
});
