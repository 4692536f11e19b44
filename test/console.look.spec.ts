import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Role } from '../src/auth/principal.js';
import { SessionWithActions } from './support/actions.js';
import { PASSWORD, startApp, type TestApp } from './support/app.js';
import { describeInBrowser, startBrowser } from './support/browser.js';
import { ConsolePage } from './support/console-page.js';

const MAX_TRANSFERRED_BYTES = 300_000;
const HOSTILE = `"><img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script>`;
const VIEW_COUNT = 14;
const LONG_WORD = 'w'.repeat(150);

describeInBrowser('The looks of the console')('the looks of the console', () => {
  let app: TestApp;
  let browser: Browser;
  let view: ConsolePage;
  let session: SessionWithActions;
  let accountId: string;
  let userId: string;
  beforeAll(async () => {
    app = await startApp().as(Role.SystemAdministrator);
    browser = await startBrowser();
    accountId = String((await app.postJson('/accounts', { name: HOSTILE })).json.id);
    const child = await app.postJson('/accounts', { name: LONG_WORD, parentAccountId: accountId });
    const childId = String(child.json.id);
    session = await SessionWithActions.create(app, { accountId, purpose: HOSTILE + LONG_WORD });
    await app.postJson(`${session.path}/actions`, {
      functionName: 'DeleteAccount',
      arguments: JSON.stringify({ accountId: HOSTILE.slice(0, 60), ignored: LONG_WORD }),
      description: HOSTILE,
    });
    const user = {
      userName: HOSTILE,
      password: PASSWORD,
      displayName: LONG_WORD,
      emailAddress: HOSTILE,
      roles: [HOSTILE, LONG_WORD],
      accountIds: [childId],
    };
    userId = String((await app.postJson('/auth/users', user)).json.id);
    await app.postJson('/auth/keys', { userId, name: HOSTILE + LONG_WORD.slice(0, 80) });
    await session.apply(); // fails, and leaves a log
    await session.stage('NewAccount', { name: HOSTILE });
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });
  afterEach(async () => expect(await view.close()).toEqual([]));

  /** The address of each view, and a text that shows once it is complete. */
  const addresses = (): [string, string | RegExp][] => [
    ['#/sessions', /^\d+ sessions?$/],
    ['#/sessions?ids=nothing', 'No session matches.'],
    ['#/sessions/new', 'What the AI is to do'],
    [`#/sessions/${session.id}`, '2 actions to review'],
    ['#/sessions/nothing', 'It may have been deleted.'],
    ['#/accounts', /^\d+ accounts?$/],
    ['#/accounts/new', 'no other account may have it'],
    [`#/accounts/${accountId}`, 'New account below it'],
    ['#/access', LONG_WORD],
    ['#/access?user=nobody', 'There are no keys.'],
    ['#/access/new-user', 'no other user may have it'],
    ['#/access/new-key', 'What the key is for'],
    [`#/access/${userId}`, LONG_WORD],
    ['#/nothing', 'Check the address'],
  ];

  /** The colours do not depend on the width, so axe-core, which takes seconds, runs once for each of both. */
  const checkLook = async (where: string): Promise<void> => {
    const looks = [
      ['light', 320],
      ['dark', 1280],
    ] as const;
    for (const [colorScheme, width] of looks) {
      await view.page.emulateMedia({ colorScheme });
      await view.page.setViewportSize({ width, height: 800 });
      const shown = await view.page.evaluate('document.documentElement.scrollWidth');
      expect([where, width, shown]).toEqual([where, width, width]);
      expect([where, colorScheme, await view.violations()]).toEqual([where, colorScheme, []]);
    }
  };

  // A test for each view: on a busy machine, axe-core takes long.
  it.each(Array.from({ length: VIEW_COUNT }, (_, at) => at))(
    'fits a phone in light and a desktop in dark, without anything that axe-core objects to: view %i',
    async (at) => {
      const [address, text] = addresses()[at] ?? [''];
      view = await ConsolePage.signedIn(browser, app.url, address);
      await view.shows(text ?? '');
      await checkLook(address);
    },
  );

  it('does so in the form to sign in and in the dialog, with their failures', async () => {
    view = await ConsolePage.open(browser, app.url, `/console#/accounts/${accountId}`);
    await view.signIn('admin', 'a wrong one');
    await view.failure();
    await checkLook('sign in');
    await view.signIn('admin', PASSWORD);
    await view.press('Delete account');
    await view.page.getByRole('dialog').getByRole('button', { name: 'Delete account' }).click();
    await view.failure();
    await checkLook('the dialog');
    await view.page.context().clearCookies();
    await view.page.getByRole('dialog').getByRole('button', { name: 'Delete account' }).click();
    await view.shows('Your sign-in has ended');
    await checkLook('the dialog to sign in again');
  });

  it('does so with a new key, and in the dialog that asks to revoke it', async () => {
    view = await ConsolePage.signedIn(browser, app.url, '#/access/new-key?user=admin');
    await view.field('Name').fill('nightly export');
    await view.press('Create key');
    await view.shows('Copy this key now.');
    await checkLook('the new key');
    await view.follow('Done');
    await view.page
      .getByRole('button', { name: /^Revoke vk_/ })
      .first()
      .click();
    await view.shows('This cannot be undone.');
    await checkLook('the dialog to revoke');
  });

  it('shows hostile values as texts', async () => {
    view = await ConsolePage.signedIn(browser, app.url);
    for (const [address, text] of addresses()) {
      await view.goTo(address);
      await view.shows(text);
      expect(await view.page.locator('img, script:not([src])').count()).toBe(0);
      expect(await view.page.title()).not.toBe('hacked');
    }
    await view.goTo(`#/sessions/${session.id}`);
    await view.shows('2 actions to review');
    expect(await view.page.getByText('onerror').count()).toBeGreaterThan(3);
    await view.goTo(`#/accounts/${accountId}`);
    await view.heading(HOSTILE);
    await view.goTo(`#/sessions?account=${encodeURIComponent(HOSTILE)}&cursor=${encodeURIComponent(HOSTILE)}`);
    await view.failure();
    expect(await view.page.locator('img').count()).toBe(0);
  });

  it('lets no script turn a text into markup', async () => {
    view = await ConsolePage.open(browser, app.url);
    await expect(view.page.evaluate('document.body.innerHTML = "<b>x</b>"')).rejects.toThrow('TrustedHTML');
    view.complaints.length = 0; // the browser's note of this violation
  });

  it('works by keyboard alone', async () => {
    const { keyboard } = (view = await ConsolePage.open(browser, app.url)).page;
    await view.heading('Sign in to the console');
    await keyboard.type('admin');
    await keyboard.press('Tab');
    await keyboard.type(PASSWORD);
    await keyboard.press('Enter');
    await view.heading('Sessions');
    await view.tabTo('New session');
    await keyboard.press('Enter');
    await view.heading('New session');
    expect(await view.focused()).toBe('New session');
    await view.tabTo('Purpose');
    await keyboard.type('By keyboard');
    await view.tabTo('Create session');
    await keyboard.press('Enter');
    await view.heading('By keyboard');
    await view.tabTo('Delete session');
    await keyboard.press('Enter');
    expect(await view.focused()).toBe('Cancel');
    await keyboard.press('Escape');
    expect(await view.focused()).toBe('Delete session');
    await keyboard.press('Enter');
    await keyboard.press('Shift+Tab');
    expect(await view.focused()).toBe('Delete session');
    await keyboard.press('Enter');
    await view.heading('Sessions');
    expect(await view.focused()).toBe('Sessions');
    await view.page.getByRole('button', { name: 'Skip to the content' }).focus();
    await keyboard.press('Enter');
    expect(await view.page.evaluate('document.activeElement.id')).toBe('content');
  });

  it('shows progress on what takes longer, and a failure with its request ID', async () => {
    view = await ConsolePage.signedIn(browser, app.url, '#/accounts');
    await view.shows(/^\d+ accounts?$/);
    await view.page.route('**/ai/sessions?*', async (route) => {
      await view.page.locator('#progress', { hasText: /Loading sessions\s+\d+ s/ }).waitFor();
      const headers = { 'x-request-id': 'request-7', 'retry-after': '2', 'content-type': 'application/json' };
      const responseStatus = { errorCode: 'ServiceUnavailable', message: 'The database is busy.' };
      await route.fulfill({ status: 503, headers, json: { responseStatus } });
    });
    await view.follow('Sessions');
    expect(await view.failure()).toMatch(/The database is busy\.[^]*Wait 2 seconds[^]*503 · request ID request-7/);
    await view.page.unrouteAll({ behavior: 'ignoreErrors' });
    await view.press('Try again');
    await view.page.getByRole('table').waitFor();
    view.complaints.splice(0); // the browser's notes of the status 503
  });

  it(`transfers less than ${MAX_TRANSFERRED_BYTES} bytes until a list shows`, async () => {
    view = await ConsolePage.open(browser, app.url);
    const session = await view.page.context().newCDPSession(view.page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    let transferred = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (transferred += encodedDataLength));
    await view.page.reload();
    await view.signIn('admin', PASSWORD);
    await view.page.getByRole('table').waitFor();
    await view.shows(/^\d+ sessions?$/);
    expect(transferred).toBeGreaterThan(10_000);
    expect(transferred).toBeLessThan(MAX_TRANSFERRED_BYTES);
  });
});
