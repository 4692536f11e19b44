import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { actionsIn, SessionWithActions } from './support/actions.js';
import { startApp, type TestApp } from './support/app.js';
import { freshText, newAccountId } from './support/resources.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const newSession = (): Promise<SessionWithActions> => SessionWithActions.create(app);
const account = async (id: string): Promise<unknown> => (await app.call('GET', `/accounts/${id}`)).json;
const statuses = async (session: SessionWithActions): Promise<string[]> =>
  (await session.all()).map(({ status }) => status);

describe('consecutive actions of one function, which are stored together,', () => {
  it('each see the changes of those before them', async () => {
    const session = await newSession();
    const [a, b, c] = [freshText('a'), freshText('b'), freshText('c')];
    const [first, second] = [await newAccountId(app, a), await newAccountId(app, b)];
    for (const change of [
      { accountId: second, name: c },
      { accountId: first, name: b }, // free once the one before is stored
      { accountId: second, name: a },
      { accountId: second, parentAccountId: first },
      { accountId: first, name: b.toUpperCase() },
      { accountId: second, name: a }, // changes nothing
    ]) {
      await session.staged('PatchAccount', change);
    }
    expect(actionsIn(await session.apply())).toEqual([]);
    expect(await account(first)).toMatchObject({ name: b.toUpperCase(), lastModifiedBy: 'admin' });
    expect(await account(second)).toMatchObject({ name: a, parentAccountId: first });
    const tags = await Promise.all([first, second].map((id) => app.call('GET', `/accounts/${id}`)));
    expect(tags.map(({ headers }) => headers.get('etag'))).toEqual(['"3-json"', '"4-json"']);
    expect(await statuses(session)).toEqual(Array(6).fill('Applied'));
  });

  it.each([
    ['takes the name that another of them has got', { name: 'taken' }, /an account named .*taken/],
    ['would be below itself because of another of them', { parentAccountId: 'child' }, /below itself/],
    ['is below an account that does not exist', { parentAccountId: 'nobody' }, /no account 'nobody'/],
    ['names an account that does not exist', { accountId: 'nobody' }, /no such account/],
  ])('stop at one that %s', async (_, members, error) => {
    const session = await newSession();
    const [parent, child] = [await newAccountId(app), await newAccountId(app)];
    const name = freshText('taken');
    const given: Record<string, string> = { taken: name, child };
    const replaced = Object.entries(members).map(([key, value]) => [key, given[value] ?? value] as const);
    await session.staged('PatchAccount', { accountId: child, name, parentAccountId: parent });
    await session.staged('PatchAccount', { accountId: parent, ...Object.fromEntries(replaced) });
    await session.staged('PatchAccount', { accountId: child, name: freshText('never') });
    const failed = { status: 'Failed', error: expect.stringMatching(error) };
    expect(actionsIn(await session.apply())).toMatchObject([failed, { status: 'Waiting' }]);
    expect(await statuses(session)).toEqual(['Applied', 'Failed', 'Waiting']);
    expect(await account(child)).toMatchObject({ name, parentAccountId: parent });
    expect(await account(parent)).toMatchObject({ dateLastModified: expect.any(String) });
  });

  it('can clear a parent and then swap the two accounts', async () => {
    const session = await newSession();
    const parent = await newAccountId(app);
    const child = await newAccountId(app);
    await session.staged('PatchAccount', { accountId: child, parentAccountId: parent });
    await session.staged('PatchAccount', { accountId: child, parentAccountId: null });
    await session.staged('PatchAccount', { accountId: parent, parentAccountId: child });
    expect(actionsIn(await session.apply())).toEqual([]);
    expect([await account(parent), await account(child)]).toMatchObject([{ parentAccountId: child }, { id: child }]);
    expect(await account(child)).not.toHaveProperty('parentAccountId');
  });

  it.each([
    ['NewAISession', { purpose: 'x' }, { accountId: 'nobody' }, '/ai/sessions'],
    ['NewAIUsageRecord', { seconds: 1 }, { accountId: 'nobody', seconds: 1 }, undefined],
  ])('store %s up to one whose account does not exist', async (functionName, good, bad, path) => {
    const session = await newSession();
    const accountId = await newAccountId(app);
    for (const args of [{ ...good, accountId }, { ...good, accountId }, bad, { ...good, accountId }]) {
      await session.staged(functionName, args);
    }
    const failed = { status: 'Failed', error: `There is no account 'nobody'.` };
    expect(actionsIn(await session.apply())).toMatchObject([failed, { status: 'Waiting' }]);
    const [, first] = await session.open();
    expect(first).toMatchObject({ status: 'Waiting' });
    if (path) expect((await app.call('GET', `${path}?accountIds=${accountId}`)).json.totalCount).toBe(2);
    else {
      const { json } = await app.call('GET', `/ai/usage?accountId=${accountId}`);
      expect(json.accountUsage).toMatchObject([{ accountId, aiMinutes: 1 }]);
    }
  });

  it('are all applied, and logged in order, beyond what one transaction takes', async () => {
    const session = await newSession();
    const accountId = await newAccountId(app);
    const ids: string[] = [];
    for (let index = 0; index < 60; index++) {
      ids.push(await session.staged('PatchAccount', { accountId, name: freshText('name') }));
    }
    const { json } = await session.apply();
    const applied = Array.from(String(json.log).matchAll(/Applied PatchAccount \((\S+)\)/g), ([, id]) => id);
    expect(applied).toEqual(ids);
    const { headers } = await app.call('GET', `/accounts/${accountId}`);
    expect(headers.get('etag')).toBe('"61-json"');
  });
});
