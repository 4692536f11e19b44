import type { Locator, Page } from 'playwright-core';

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

  /** Fills in the dialog of the Authorize button. */
  async authorize(scheme: string, ...values: string[]): Promise<void> {
    await this.page.locator('.auth-wrapper > .btn.authorize').click();
    const form = this.page.locator('.modal-ux .auth-container', {
      has: this.page.locator(`:is(h4, h5) code:text-is("${scheme}")`),
    });
    for (const [at, value] of values.entries()) await form.locator('input').nth(at).fill(value);
    await form.getByRole('button', { name: /^apply credentials/i }).click();
    await this.page.locator('.modal-ux .close-modal').click();
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
    for (const [parameter, value] of Object.entries(parameters)) {
      await operation.locator(`tr[data-param-name="${parameter}"] input`).fill(value);
    }
    const [answer] = await Promise.all([
      this.page.waitForResponse((response) => response.request().resourceType() === 'fetch'),
      operation.locator('.btn.execute').click(),
    ]);
    const shown = operation.locator('.live-responses-table', { hasText: answer.headers()['x-request-id'] });
    await shown.waitFor();
    return {
      status: parseInt(await shown.locator('.response-col_status').last().innerText(), 10),
      body: await shown.locator('.highlight-code').first().innerText(),
      headers: await shown
        .locator('.headerline')
        .allInnerTexts()
        .then((lines) => lines.join('\n')),
    };
  }
}
