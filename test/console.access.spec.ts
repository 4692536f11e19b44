import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Role } from '../src/auth/principal.js';
import { account, basic, startApp, type TestApp } from './support/app.js';
import { describeInBrowser, startBrowser } from './support/browser.js';
import { ConsolePage } from './support/console-page.js';
import { freshText } from './support/new-values.js';

const PASSWORD = 'plum orchard ladder 42';

describeInBrowser('Users and keys in the console')('users and keys in the console', () => {
  let app: TestApp;
  let browser: Browser;
  let view: ConsolePage;
  beforeAll(async () => {
    app = await startApp()
      .env({ CONSOLE: 'private' })
      .with(account('Acme'), account('Busy'))
      .as(Role.SystemAdministrator);
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });
  afterEach(async () => expect(await view.close()).toEqual([]));

  const open = async (address: string): Promise<ConsolePage> =>
    (view = await ConsolePage.signedIn(browser, app.url, address));
  const create = async (members: object = {}): Promise<{ id: string; userName: string }> => {
    const userName = freshText('ada');
    const { json } = await app.postJson('/auth/users', { userName, password: PASSWORD, ...members });
    return { id: String(json.id), userName: String(json.userName) };
  };
  const patch = (id: string, members: object) =>
    app.call('PATCH', `/auth/users/${id}`, {
      body: JSON.stringify(members),
      headers: { 'content-type': 'application/json' },
    });
  const stored = async (id: string) => (await app.call('GET', `/auth/users/${id}`)).json;
  const idInAddress = (): string => view.page.url().split('/').at(-1) ?? '';
  const inDialog = (button: string) => view.page.getByRole('dialog').getByRole('button', { name: button }).click();
  const statusFor = async (authorization: string): Promise<number> =>
    (await app.call('GET', '/auth', { headers: { authorization } })).status;

  it('lists the users with roles, accounts and state, and leads to each', async () => {
    const { id, userName } = await create({ roles: ['Auditor'], accountIds: [app.accountId('Acme')] });
    await patch(id, { isDisabled: true });
    await open('#/access');
    const row = view.page.getByRole('row', { name: userName });
    expect((await row.innerText()).split(/\s*\t\s*/).slice(0, 4)).toEqual([
      userName,
      'Auditor',
      '1 account',
      'Disabled',
    ]);
    expect(await view.page.getByRole('row', { name: /^admin / }).innerText()).toMatch(
      /SystemAdministrator\s+All\s+Enabled/,
    );
    await view.follow(userName);
    await view.heading(userName);
    expect(idInAddress()).toBe(id);
    await view.shows('Disabled since');
  });

  it('lists more users on demand', async () => {
    await open('#/access');
    const page = await app.call('GET', '/auth/users');
    const items = (first: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({
        ...(page.json.items as object[])[0],
        userName: `user ${first + at}`,
      }));
    await view.page.route('**/auth/users?*', async (route) => {
      const isSecond = route.request().url().includes('cursor=next');
      const headers = { ...(!isSecond && { link: '</auth/users?cursor=next&countPerPage=100>; rel="next"' }) };
      await route.fulfill({ headers, json: { items: isSecond ? items(101, 2) : items(1, 100) } });
    });
    await view.page.reload();
    await view.press('More users');
    await view.page.getByRole('link', { name: 'user 102', exact: true }).waitFor();
    await view.page.getByRole('link', { name: 'user 1', exact: true }).waitFor();
    expect(await view.page.getByRole('button', { name: 'More users' }).count()).toBe(0);
    await view.page.unrouteAll();
  });

  it('creates a user, and says what is wrong at its field', async () => {
    const userName = freshText('grace');
    await open('#/access');
    await view.follow('New user');
    await view.heading('New user');
    await view.field('User name').fill('admin');
    await view.press('Create user');
    await view.shows('Fill this in.');
    expect(await view.focused()).toBe('Password');
    await view.field('Password').fill(PASSWORD);
    await view.press('Create user');
    await view.shows("User 'admin' already exists.");
    expect(await view.focused()).toBe('User name');
    await view.field('User name').fill(userName);
    await view.field('Password').fill('password');
    await view.press('Create user');
    await view.shows('This password is one of the most common ones');
    await view.field('Password').fill(PASSWORD);
    await view.page.getByLabel('Show the password').check();
    expect(await view.field('Password').getAttribute('type')).toBe('text');
    await view.field('Display name').fill('Grace Hopper');
    await view.field('Other roles').fill('Clerk\n\n Auditor ');
    await view.field('Add an account').fill('acme');
    await view.press('Add');
    await view.page.getByRole('button', { name: 'Remove Acme' }).waitFor();
    await view.field('Add an account').fill('busy'); // sent although it was not added by the button
    await view.press('Create user');
    await view.heading(userName);
    expect(await stored(idInAddress())).toMatchObject({
      displayName: 'Grace Hopper',
      roles: ['Clerk', 'Auditor'],
      accountIds: [app.accountId('Acme'), app.accountId('Busy')],
    });
    expect(await statusFor(basic(userName, PASSWORD))).toBe(200);
  });

  it('edits roles and accounts', async () => {
    const { id, userName } = await create({
      accountIds: [app.accountId('Acme'), app.accountId('Busy')],
      roles: ['Clerk'],
    });
    await open(`#/access/${id}`);
    await view.heading(userName);
    await view.press('Remove Acme');
    expect(await view.focused()).toBe('Remove Busy');
    await view.press('Remove Busy');
    expect(await view.focused()).toBe('Add an account');
    await view.field('Add an account').fill('nothing like it');
    await view.press('Add');
    await view.shows("There is no account 'nothing like it'.");
    await view.field('Add an account').fill('');
    await view.page.getByLabel(/^SystemAdministrator/).check();
    await view.press('Save user');
    await view.shows('The user was saved');
    expect(await stored(id)).toMatchObject({ accountIds: [], roles: ['SystemAdministrator', 'Clerk'] });
  });

  it('changes only the version that was read, and keeps what was typed', async () => {
    const { id, userName } = await create();
    await open(`#/access/${id}`);
    await view.heading(userName);
    await patch(id, { roles: ['Clerk'] });
    await view.field('Display name').fill('Typed');
    await view.press('Save user');
    expect(await view.failure()).toMatch(/^Somebody changed this user[^]*PreconditionFailed · status 412/);
    await view.press('Read it again');
    await view.page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await view.field('Display name').inputValue()).toBe('Typed');
    await view.fieldBecomes('Other roles', 'Clerk');
    await view.press('Save user');
    await view.shows('The user was saved');
    expect(await stored(id)).toMatchObject({ displayName: 'Typed', roles: ['Clerk'] });
  });

  it('sends what was edited, and nothing else', async () => {
    const { id, userName } = await create({ roles: ['Clerk'] });
    await open(`#/access/${id}`);
    await view.heading(userName);
    const request = view.page.waitForRequest(`**/auth/users/${id}`);
    await view.field('Display name').fill('Ada');
    await view.press('Save user');
    expect((await request).postDataJSON()).toEqual({ displayName: 'Ada' });
    await view.shows('The user was saved');
  });

  it('says that a change may have been made if no answer arrives, and reads the user again', async () => {
    const { id, userName } = await create();
    await open(`#/access/${id}`);
    await view.heading(userName);
    await view.page.route(`**/auth/users/${id}`, async (route) => {
      if (route.request().method() === 'PATCH') await route.fetch();
      await (route.request().method() === 'PATCH' ? route.abort() : route.continue());
    });
    await view.field('Display name').fill('Ada');
    await view.press('Save user');
    expect(await view.failure()).toMatch(/The change may have been made\. Read the user again, and decide again\./);
    expect(await view.page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await view.page.unrouteAll();
    await view.press('Read it again');
    await view.shows('Last modified');
    expect(await stored(id)).toMatchObject({ displayName: 'Ada' });
    view.complaints.length = 0; // the browser's note of the call that was aborted
  });

  it('says that a user may have been created if no answer arrives', async () => {
    await open('#/access/new-user');
    await view.heading('New user');
    await view.field('User name').fill(freshText('lost'));
    await view.field('Password').fill(PASSWORD);
    await view.page.route('**/auth/users', (route) => route.abort());
    await view.press('Create user');
    expect(await view.failure()).toMatch(/The user may have been created\. Look in the list of users\./);
    await view.page.unrouteAll();
    view.complaints.length = 0;
  });

  it('sets a password', async () => {
    const { id, userName } = await create();
    await open(`#/access/${id}`);
    await view.heading(userName);
    await view.press('Set password');
    await view.shows('Fill this in.');
    await view.field('New password').fill('short');
    await view.press('Set password');
    await view.shows('at least 8 characters');
    await view.field('New password').fill('another ladder 43');
    await view.press('Set password');
    await view.shows('The password was set');
    expect(await view.field('New password').inputValue()).toBe('');
    expect(await statusFor(basic(userName, 'another ladder 43'))).toBe(200);
  });

  it('disables, enables and deletes a user after asking', async () => {
    const { id, userName } = await create();
    await open(`#/access/${id}`);
    await view.press('Disable user');
    await inDialog('Cancel');
    expect(await stored(id)).toMatchObject({ isDisabled: false });
    await view.press('Disable user');
    await inDialog('Disable user');
    await view.shows('Disabled since');
    expect(await stored(id)).toMatchObject({ isDisabled: true });
    await view.press('Enable user');
    await inDialog('Enable user');
    await view.page.getByRole('button', { name: 'Disable user' }).waitFor();
    expect(await stored(id)).toMatchObject({ isDisabled: false });
    await patch(id, { displayName: 'Meanwhile' });
    await view.press('Delete user');
    await inDialog('Delete user');
    await inDialog('Read it again');
    await view.page.getByRole('dialog').waitFor({ state: 'detached' });
    await view.press('Delete user');
    await inDialog('Delete user');
    await view.heading('Users and keys');
    await view.page.getByRole('link', { name: 'admin', exact: true }).first().waitFor();
    expect(await view.page.getByRole('link', { name: userName }).count()).toBe(0);
    await view.goTo(`#/access/${id}`);
    expect(await view.failure()).toContain('There is no such user.');
    await view.follow('All users');
    await view.heading('Users and keys');
  });

  it('says what to do about the last administrator', async () => {
    const users = (await app.call('GET', '/auth/users?all=true')).json.items as {
      id: string;
      userName: string;
      roles: string[];
    }[];
    for (const { id, userName, roles } of users) {
      if (userName !== 'admin' && roles.includes(Role.SystemAdministrator)) await patch(id, { roles: [] });
    }
    const admin = users.find(({ userName }) => userName === 'admin');
    await open(`#/access/${admin?.id}`);
    await view.heading('admin');
    await view.page.getByLabel(/^SystemAdministrator/).uncheck();
    await view.press('Save user');
    expect(await view.failure()).toMatch(
      /^'admin' is the last enabled user with the role SystemAdministrator\.[^]*Open another user, save the role there/,
    );
    await view.press('Disable user');
    await inDialog('Disable user');
    await view.page.getByRole('dialog').getByRole('alert').waitFor();
    await view.page.getByRole('dialog').getByRole('link', { name: 'All users' }).click();
    await view.heading('Users and keys');
  });

  it('creates a key, shows it once, copies it, and lists only its beginning', async () => {
    const { userName } = await create();
    await open(`#/access?user=${encodeURIComponent(userName)}`);
    await view.shows('There are no keys.');
    await view.follow('New key');
    expect(await view.field('User').inputValue()).toBe(userName);
    await view.press('Create key');
    await view.shows("'Name' must not be empty.");
    await view.field('Name').fill('nightly export');
    await view.field('Refused from').fill('2020-01-31');
    await view.press('Create key');
    await view.shows("'DateExpires' must be in the future.");
    await view.field('Refused from').fill('2099-01-31');
    await view.press('Create key');
    await view.shows('It cannot be shown again');
    expect(await view.focused()).toBe('The new key');
    await view.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await view.press('Copy');
    await view.shows('Copied');
    const key = await view.page.evaluate<string>('navigator.clipboard.readText()');
    expect(await statusFor(`Bearer ${key}`)).toBe(200);
    await view.follow('Done');
    const row = view.page.getByRole('row', { name: key.slice(0, 9) });
    expect(await row.innerText()).toMatch(/nightly export[^]*Jan 31, 2099, 12:00:00 AM[^]*Revoke/);
    expect(await view.page.content()).not.toContain(key.slice(9));
    await view.page.goBack();
    await view.heading('New API key');
    expect(await view.page.content()).not.toContain(key.slice(9));
  });

  it('creates a key without an expiry, and offers one of 90 days', async () => {
    const { userName } = await create();
    await open(`#/access/new-key?user=${encodeURIComponent(userName)}`);
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    expect([inDays(89), inDays(90)]).toContain(await view.field('Refused from').inputValue());
    await view.field('Name').fill('forever');
    await view.field('Refused from').fill('');
    await view.press('Create key');
    await view.follow('Done');
    expect(await view.page.getByRole('row', { name: 'forever' }).innerText()).toMatch(/Never\s+Never\s+Revoke/);
  });

  it('suggests users, filters keys by one, and says if there is none', async () => {
    const [first, second] = [await create(), await create()];
    for (const { id } of [first, second]) await app.postJson('/auth/keys', { userId: id, name: `of ${id}` });
    await open('#/access');
    await view.shows(`of ${second.id}`);
    await view.field('User').focus();
    await view.page.locator(`datalist option[value="${first.userName}"]`).waitFor({ state: 'attached' });
    await view.field('User').fill(first.userName.toUpperCase());
    await view.press('Show');
    await view.page.getByText(`of ${second.id}`).waitFor({ state: 'detached' });
    await view.shows(`of ${first.id}`);
    await view.page.reload();
    await view.shows(`of ${first.id}`);
    await view.follow('Clear');
    await view.shows(`of ${second.id}`);
  });

  it('says that a key may exist if no answer arrives', async () => {
    const { userName } = await create();
    await open(`#/access/new-key?user=${encodeURIComponent(userName)}`);
    await view.field('Name').fill('lost');
    await view.page.route('**/auth/keys', (route) => route.abort());
    await view.press('Create key');
    expect(await view.failure()).toContain('The key may have been created, but nobody has it.');
    await view.page.unrouteAll();
    view.complaints.length = 0; // the browser's note of the call that was aborted
  });

  it('revokes a key after asking, and stays in the list', async () => {
    const { id, userName } = await create();
    const { json } = await app.postJson('/auth/keys', { userId: id, name: 'to revoke' });
    await open(`#/access?user=${encodeURIComponent(userName)}`);
    await view.press(`Revoke ${String(json.prefix)}`);
    await view.shows(`(to revoke) in the name of ${userName}`);
    await inDialog('Cancel');
    expect(await view.focused()).toBe(`Revoke ${String(json.prefix)}`);
    await view.press(`Revoke ${String(json.prefix)}`);
    await inDialog('Revoke key');
    await view.shows('There are no keys.');
    expect(await view.focused()).toBe('API keys');
    expect(await statusFor(`Bearer ${String(json.key)}`)).toBe(401);
  });

  it('works by keyboard alone', async () => {
    const userName = freshText('by keyboard');
    const { keyboard } = (await open('#/access')).page;
    await view.heading('Users and keys');
    await view.tabTo('New user');
    await keyboard.press('Enter');
    await view.heading('New user');
    await view.tabTo('User name');
    await keyboard.type(userName);
    await view.tabTo('Password');
    await keyboard.type(PASSWORD);
    await view.tabTo('Create user');
    await keyboard.press('Enter');
    await view.heading(userName);
    await view.tabTo('New key');
    await keyboard.press('Enter');
    await view.heading('New API key');
    await view.tabTo('Name');
    await keyboard.type('nightly');
    await keyboard.press('Enter');
    await view.shows('It cannot be shown again');
    await view.tabTo('Done');
    await keyboard.press('Enter');
    await view.heading('Users and keys');
    await view.page.getByRole('button', { name: /^Revoke vk_/ }).focus();
    await keyboard.press('Enter');
    expect(await view.focused()).toBe('Cancel');
    await keyboard.press('Shift+Tab');
    await keyboard.press('Enter');
    await view.shows('There are no keys.');
  });
});
