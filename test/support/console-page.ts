import { setTimeout as sleep } from 'node:timers/promises';
import axe from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { PASSWORD } from './app.js';
import { ACTION_TIMEOUT_MS, complaintsOf } from './browser.js';

/** The console at `/console`, driven as a person uses it. */
export class ConsolePage {
  private constructor(
    readonly page: Page,
    private readonly url: string,
    /** What the page must not cause: see {@link complaintsOf}. */
    readonly complaints: string[],
  ) {}

  /** Opens the form to sign in. */
  static async open(browser: Browser, url: string, path = '/console'): Promise<ConsolePage> {
    return ConsolePage.load(await newPage(browser), url + path);
  }

  /** Opens a view as the administrator. */
  static async signedIn(browser: Browser, url: string, address = '', timezoneId?: string): Promise<ConsolePage> {
    const page = await newPage(browser, timezoneId);
    const data = { userName: 'admin', password: PASSWORD };
    await page.request.post(`${url}/auth/credentials`, { data, failOnStatusCode: true });
    const opened = await ConsolePage.load(page, `${url}/console${address}`);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    return opened;
  }

  private static async load(page: Page, url: string): Promise<ConsolePage> {
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    const { origin } = new URL(url);
    const opened = new ConsolePage(page, origin, complaintsOf(page, origin));
    await page.goto(url);
    return opened;
  }

  async signIn(userName: string, password: string): Promise<void> {
    await this.field('User name').fill(userName);
    await this.field('Password').fill(password);
    await this.press('Sign in');
  }

  /** Goes to a view by its address, as a bookmark does. */
  async goTo(address: string): Promise<void> {
    await this.page.goto(`${this.url}/console${address}`);
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  /** Waits until the page has filled in a field. Not `waitForFunction`, which evaluates text: the page forbids that. */
  async fieldBecomes(label: string, value: string): Promise<void> {
    while ((await this.field(label).inputValue()) !== value) await sleep(20);
  }

  press(button: string): Promise<void> {
    return this.page.getByRole('button', { name: button, exact: true }).click();
  }

  follow(link: string): Promise<void> {
    return this.page.getByRole('link', { name: link, exact: true }).first().click();
  }

  /** Waits until the page shows a text. */
  async shows(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  async heading(name: string): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  }

  /** Waits for a failure, and returns its text. */
  async failure(): Promise<string> {
    const alert = this.page.getByRole('alert');
    await alert.waitFor();
    return alert.innerText();
  }

  /** What has the focus, as a reader says it: its label, name or text. */
  focused(): Promise<string> {
    return this.page.evaluate<string>(
      `(({ ariaLabel, labels, textContent }) => ariaLabel ?? labels?.[0]?.textContent ?? textContent)(document.activeElement)`,
    );
  }

  /** Presses the Tab key until something has the focus. */
  async tabTo(label: string): Promise<void> {
    for (let steps = 0; steps < 60; steps += 1) {
      if ((await this.focused()).trim() === label) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`The Tab key does not reach ${label}.`);
  }

  /** What axe-core objects to. */
  async violations(): Promise<unknown[]> {
    await this.page.evaluate(axe.source);
    const { violations, passes } = await this.page.evaluate<axe.AxeResults>('axe.run()');
    if (passes.length < 10) throw new Error(`axe-core has checked only ${passes.length} rules.`);
    return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  }

  /** Ends the test of this page. @returns What the page must not have caused. */
  async close(): Promise<readonly string[]> {
    await this.page.close();
    return this.complaints;
  }
}

/** A page without cookies of other tests. The pages share a context: its cache spares each of them compiling the console. */
async function newPage(browser: Browser, timezoneId?: string): Promise<Page> {
  if (timezoneId !== undefined) return browser.newPage({ timezoneId });
  const context = browser.contexts()[0] ?? (await browser.newContext({ timezoneId: 'UTC' }));
  await context.clearCookies();
  return context.newPage();
}
