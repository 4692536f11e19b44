import axe from 'axe-core';
import { expect, it } from '@jest/globals';
import { describeDocsPage, useDocs } from '../support/docs-fixture.js';

const PHONE = { width: 360, height: 740 };

describeDocsPage('the layout of the docs page', () => {
  const fixture = useDocs();

  it('fits a phone, where an opened operation is at most three screens and its answer comes into view', async () => {
    const { docs } = fixture;
    await docs.page.setViewportSize(PHONE);
    await docs.open();
    await docs.signInAsAdmin();
    for (const name of ['NewAISession', 'ListAISessions', 'PatchAISession', 'NewAISessionAction', 'GetAIUsage']) {
      const operation = await docs.operation(name);
      expect((await operation.boundingBox())?.height).toBeLessThan(3 * PHONE.height);
    }
    expect(await docs.page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    const list = await docs.operation('ListAISessions');
    expect(await list.locator('tr[data-param-name="sortField"]').isVisible()).toBe(false);
    await list.getByRole('button', { name: /^Show \d+ optional parameters$/ }).click();
    expect(await list.locator('tr[data-param-name="sortField"]').isVisible()).toBe(true);
    await docs.execute('ListAISessions');
    const status = await list.locator('.answer h4').boundingBox();
    expect(status?.y).toBeGreaterThan(40); // below the bar
    expect(status?.y).toBeLessThan(PHONE.height / 2);
  });

  it('lists the operations at the side of a wide screen, and finds them by keyboard', async () => {
    const { docs } = fixture;
    const { page } = docs;
    await page.setViewportSize({ width: 1280, height: 900 });
    await docs.open();
    const list = page.getByRole('navigation', { name: 'Operations' });
    expect(await list.getByRole('link').count()).toBe(await page.locator('.opblock').count());
    expect(await list.getByRole('link', { name: 'NewAISession', exact: false }).first().isVisible()).toBe(true);
    await page.getByLabel('Find an operation').fill('no such thing');
    await list.getByText('No operation matches.').waitFor();
    await page.getByLabel('Find an operation').fill('DELETE account');
    await page.keyboard.press('Enter');
    await page.locator('.opblock[id$="-DeleteAccount"] .btn.execute').waitFor();
    await page.locator('.opblock[id$="-DeleteAccount"] :focus').waitFor();
    expect(await page.getByText('License: MIT').isVisible()).toBe(true);
    expect(await page.locator('.info__license').isVisible()).toBe(false);
    await page.setViewportSize(PHONE);
    expect(await list.getByRole('link').count()).toBe(1);
    await page.getByLabel('Find an operation').fill('');
    expect(await list.getByRole('link').count()).toBe(0);
  });

  it('follows the dark mode of the system, and has nothing that axe-core objects to in its own parts', async () => {
    const { docs } = fixture;
    const { page } = docs;
    const colours = { dark: 'rgb(28, 32, 34)', light: 'rgb(250, 250, 250)' } as const;
    await docs.open();
    await docs.signInAsAdmin();
    await page.getByRole('button', { name: 'Create a session' }).click();
    await page.getByText('Answer: 200').waitFor();
    await docs.execute('GetAISession'); // a 404, unless a session was created before
    await page.evaluate(axe.source);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(colorScheme === 'dark' ? 'html.dark-mode' : 'html:not(.dark-mode)').waitFor();
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(colours[colorScheme]);
      const parts = "{ include: ['#bar', '#operation-list', '#first-steps', '.answer', '#about'] }";
      const { violations, passes } = await page.evaluate<axe.AxeResults>(`axe.run(${parts})`);
      expect(passes.length).toBeGreaterThan(15);
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
  });
});
