import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { type Answer, startApp, type TestApp } from './support/app.js';
import { ResourceClient } from './support/resource-client.js';
import { accounts, freshText, newAccountId, sessions } from './support/resources.js';
import { errorOf } from './support/responses.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const client = new ResourceClient(accounts, () => app);
const sessionClient = new ResourceClient(sessions, () => app);
const newChildId = async (parentAccountId: string): Promise<string> =>
  (await client.createFrom({ name: freshText('child'), parentAccountId })).id;
const move = (id: string, parentAccountId: string | null): Promise<Answer> =>
  client.patch(`/accounts/${id}`, { parentAccountId });
const remove = (id: string): Promise<Answer> => client.delete(`/accounts/${id}`);
const newSession = (accountId: string): Promise<Answer> => sessionClient.post({ accountId });

describe('the parent of an account', () => {
  it.each([
    ['is a list', [], 'InvalidType'],
    ['has an id that is too long', 'x'.repeat(65), 'MaximumLength'],
    ['does not exist', 'nobody', 'NotFound'],
    ['has an empty id', '', 'NotFound'],
  ])('is refused on create if it %s, and nothing is stored', async (_, parentAccountId, errorCode) => {
    const before = await client.count();
    const response = await client.post({ name: freshText(), parentAccountId });
    expect(errorOf(response)).toEqual([400, errorCode, 'ParentAccountId']);
    expect(response.json.responseStatus.errors).toMatchObject([{ errorCode }]);
    expect(await client.count()).toBe(before);
  });

  it('is refused on patch if it does not exist', async () => {
    const response = await move(await newAccountId(app), 'nobody');
    expect(errorOf(response)).toEqual([400, 'NotFound', 'ParentAccountId']);
    expect(response.json.responseStatus.errors).toMatchObject([{ errorCode: 'NotFound' }]);
  });

  it('leaves the name unchanged if it is refused in the same patch', async () => {
    const { id, path } = await client.create();
    const before = await client.get(path);
    for (const parentAccountId of ['nobody', id]) {
      const response = await client.patch(path, { name: freshText(), parentAccountId });
      expect([400, 409]).toContain(response.status);
    }
    expect((await client.get(path)).text).toBe(before.text);
  });

  it('cannot be the account itself', async () => {
    const id = await newAccountId(app);
    expect(errorOf(await move(id, id))).toEqual([409, 'Conflict', undefined]);
    expect(await client.stored(id)).toMatchObject({ parentAccountId: null });
  });

  it('cannot be one of its descendants, at any depth', async () => {
    const top = await newAccountId(app);
    let bottom = top;
    for (let depth = 0; depth < 10; depth++) {
      bottom = await newChildId(bottom);
      expect((await move(top, bottom)).status).toBe(409);
    }
    expect(await client.stored(top)).toMatchObject({ parentAccountId: null });
    expect((await move(bottom, top)).status).toBe(200);
  });

  it('can be a sibling, but not in both directions', async () => {
    const top = await newAccountId(app);
    const [one, other] = [await newChildId(top), await newChildId(top)];
    expect((await move(one, other)).status).toBe(200);
    expect((await move(other, one)).status).toBe(409);
  });

  it('makes no cycle when two accounts move below each other at once', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = [await newAccountId(app), await newAccountId(app)];
      const responses = await Promise.all([move(one, other), move(other, one)]);
      expect(responses.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    }
  });
});

describe('deleting an account', () => {
  it.each([
    [1, 0, /1 AI session(?!s)/, /account\b.*\baccount/],
    [0, 1, /\b1 account(?!s)/, /AI session/],
    [3, 2, /2 accounts\b.*\b3 AI sessions|3 AI sessions\b.*\b2 accounts/, /null|undefined/],
  ])(
    'with %d sessions and %d accounts returns 409 with the numbers',
    async (sessionCount, childCount, said, unsaid) => {
      const id = await newAccountId(app);
      for (let i = 0; i < sessionCount; i++) await newSession(id);
      for (let i = 0; i < childCount; i++) await newChildId(id);
      const response = await remove(id);
      expect(errorOf(response)).toEqual([409, 'Conflict', undefined]);
      expect(response.json.responseStatus.message).toMatch(said);
      expect(response.json.responseStatus.message).not.toMatch(unsaid);
      expect((await client.get(`/accounts/${id}`)).status).toBe(200);
    },
  );

  it('succeeds once its sessions and child accounts are gone', async () => {
    const id = await newAccountId(app);
    const child = await newChildId(id);
    const { json } = await newSession(id);
    expect((await remove(id)).status).toBe(409);
    await sessionClient.delete(`/ai/sessions/${String(json.id)}`);
    expect((await remove(id)).status).toBe(409);
    await move(child, null);
    expect((await remove(id)).status).toBe(204);
  });

  it('makes it unknown to new sessions and child accounts', async () => {
    const id = await newAccountId(app);
    expect((await remove(id)).status).toBe(204);
    expect(errorOf(await newSession(id))).toEqual([400, 'NotFound', 'AccountId']);
    const child = await client.post({ name: freshText(), parentAccountId: id });
    expect(errorOf(child)).toEqual([400, 'NotFound', 'ParentAccountId']);
  });

  it('while sessions are created in it leaves no session without its account', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await newAccountId(app);
      const calls = Array.from({ length: 6 }, (_, index) => (index === round ? remove(id) : newSession(id)));
      const created = (await Promise.all(calls)).filter(({ status }) => status === 200).length;
      expect(await sessionClient.count({ accountId: id })).toBe(created);
      expect((await client.get(`/accounts/${id}`)).status).toBe(created > 0 ? 200 : 404);
    }
  });
});
