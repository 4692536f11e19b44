import axe from 'axe-core';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startedDatabase } from './support/app.js';
import { complaintsOf, describeInBrowser, startBrowser } from './support/browser.js';
import { ServiceProcess } from './support/service-process.js';

const PAGES = ['/metadata', '/json/metadata?op=ListAISessions', '/xml/metadata?op=GetAIUsage&lang=java'];
const WIDTHS_PX = [360, 1280];

describeInBrowser('The metadata pages')('the metadata pages in a browser', () => {
  let service: ServiceProcess;
  let browser: Browser;
  beforeAll(async () => {
    const { url: DATABASE_URL } = await startedDatabase();
    [service, browser] = await Promise.all([ServiceProcess.start({ DATABASE_URL }), startBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await service.end('SIGTERM');
  });

  const open = async (path: string, options: Parameters<Browser['newPage']>[0] = {}) => {
    const page = await browser.newPage(options);
    const complaints = complaintsOf(page, service.url);
    await page.goto(service.url + path);
    return { page, complaints };
  };
  const background = (page: Page): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');

  it.each(PAGES)('fit a phone and a desktop, in light and dark, under the policy of the service: %s', async (path) => {
    const colours = { light: 'rgb(250, 250, 250)', dark: 'rgb(28, 32, 34)' } as const;
    const { page, complaints } = await open(path);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of WIDTHS_PX) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await background(page)).toBe(colours[colorScheme]);
      }
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each(PAGES)('have nothing that axe-core objects to, with all details open: %s', async (path) => {
    const { page } = await open(path, { viewport: { width: 360, height: 800 } });
    await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
    await page.evaluate(axe.source);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run()');
      expect(passes.length).toBeGreaterThan(15);
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
    await page.close();
  });

  it('lead from the list to an operation, its languages, its formats and its errors without script', async () => {
    const { page } = await open('/metadata', { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'NewAISession', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'NewAISession' }).waitFor();
    await page.getByRole('link', { name: 'TypeScript', exact: true }).click();
    await page.getByRole('link', { name: 'XML', exact: true }).click();
    const current = page.locator('[aria-current="true"]');
    expect(await current.allInnerTexts()).toEqual(['TypeScript', 'XML']);
    const error = page.getByText('<ErrorCode>Unauthorized</ErrorCode>');
    expect(await error.isVisible()).toBe(false);
    await page.getByText('401 Unauthorized', { exact: true }).click();
    expect(await error.isVisible()).toBe(true);
    await page.goto(`${service.url}/docs`);
    await page.getByRole('link', { name: '/metadata' }).click();
    await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
    await page.close();
  });

  it('lead to the operation in Swagger UI, which leads back', async () => {
    const { page } = await open('/csv/metadata?op=GetAIUsage');
    await page.getByRole('link', { name: 'Try it in Swagger UI' }).click();
    await page.locator('.opblock.is-open[id$="-GetAIUsage"]').waitFor();
    await page.getByText('ServiceStack clients', { exact: true }).click();
    const popup = page.waitForEvent('popup'); // Swagger UI opens links in a new tab
    await page.getByRole('link', { name: '/metadata' }).click();
    await (await popup).getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
    await page.close();
  });
});
