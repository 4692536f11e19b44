import type { Locator, Page, Response } from 'playwright-core';
import { PASSWORD } from './app.js';

/** A response as the page shows it. */
export interface ShownResponse {
  readonly status: number;
  readonly body: string;
  readonly headers: string;
}

/** The input for an operation's form; other fields keep the values of the page. */
export interface Form {
  /** The media type of the body. */
  readonly type?: string;
  /** The media type of the response. */
  readonly accept?: string;
  readonly body?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The page at `/docs`, driven as a person uses it. */
export class DocsPage {
  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {}

  async open(path = '/docs'): Promise<this> {
    await this.page.goto(this.url + path);
    await this.page.locator('.opblock').first().waitFor();
    return this;
  }

  /** Signs in with the form that the button at the top opens. */
  async signIn(fields: { userName?: string; password?: string; key?: string }): Promise<void> {
    await this.page.locator('#sign-in').click();
    const dialog = this.page.getByRole('dialog');
    for (const [name, value] of Object.entries(fields)) await dialog.locator(`[name=${name}]`).fill(value);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Signs in as the administrator, and waits until the page says so. */
  async signInAsAdmin(): Promise<void> {
    await this.signIn({ userName: 'admin', password: PASSWORD });
    await this.page.getByText('Signed in as admin (SystemAdministrator)').waitFor();
  }

  /** Opens an operation's form, if it is not open yet. */
  async operation(name: string): Promise<Locator> {
    const operation = this.page.locator(`.opblock[id$="-${name}"]`);
    if (!(await operation.locator('.opblock-body').isVisible())) {
      await operation.locator('.opblock-summary-control').click();
    }
    await operation.locator('.btn.execute').waitFor();
    return operation;
  }

  /** Sends an operation's form and reads the response that the page then shows. */
  async execute(name: string, { type, accept, body, parameters = {} }: Form = {}): Promise<ShownResponse> {
    const operation = await this.operation(name);
    if (type) await operation.getByLabel('Request content type').selectOption(type);
    if (accept) await operation.locator('.response[data-code="200"] select.content-type').selectOption(accept);
    if (body !== undefined) await operation.locator('.opblock-section-request-body textarea').fill(body);
    for (const [parameter, value] of Object.entries(parameters)) await this.fill(operation, parameter, value);
    return this.answer(operation, operation.locator('.btn.execute'));
  }

  /** Clicks a button of an operation, and reads the response that the page then shows. */
  async answer(operation: Locator, button: Locator): Promise<ShownResponse> {
    const isAnswer = (response: Response): boolean =>
      response.request().resourceType() === 'fetch' && !response.url().endsWith('/auth/status');
    const [answer] = await Promise.all([this.page.waitForResponse(isAnswer), button.click()]);
    const shown = operation.locator('.answer', { hasText: answer.headers()['x-request-id'] });
    await shown.waitFor();
    const body = shown.locator('.highlight-code:not(.snippets *)');
    return {
      status: parseInt(await shown.locator('h4').innerText(), 10),
      body: (await body.count()) > 0 ? await body.innerText() : '',
      headers: (await shown.locator('.headerline').allTextContents()).join('\n'),
    };
  }

  /** Sets a parameter of an operation. */
  async fill(operation: Locator, parameter: string, value: string): Promise<void> {
    const row = operation.locator(`tr[data-param-name="${parameter}"]`);
    if ((await row.locator('select').count()) > 0) await row.locator('select').selectOption(value);
    else await row.locator('input').fill(value);
  }

  /** The snippet of the last answer in a language. */
  async snippet(operation: Locator, language: string): Promise<string> {
    await operation.getByRole('button', { name: language, exact: true }).click();
    return operation.locator('.snippets code').innerText();
  }
}
