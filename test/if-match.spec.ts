import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { startApp, type TestApp } from './support/app.js';
import { JSON_TYPE } from './support/request-bodies.js';
import { freshText, newAccountId } from './support/resources.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const patch = async (path: string, ifMatch: string): Promise<number> =>
  (await app.call('PATCH', path, { body: '{}', headers: { 'content-type': JSON_TYPE, 'if-match': ifMatch } })).status;
const newSession = async (members: object): Promise<string> =>
  `/ai/sessions/${String((await app.postJson('/ai/sessions', members)).json.id)}`;

describe('If-Match', () => {
  it.each(['json', 'xml', 'csv', 'jsonl'])('accepts the tag that the service gives in %s', async (format) => {
    for (const path of [
      await newSession({}),
      await newSession({ accountId: await newAccountId(app) }),
      `/accounts/${await newAccountId(app)}`,
    ]) {
      const etag = (await app.call('GET', `${path}.${format}`)).headers.get('etag') ?? '';
      expect(await patch(path, etag)).toBe(200);
      expect(await patch(path, `"x", ${etag} ,,W/"y"`)).toBe(200);
    }
  });

  it.each([
    '"1-bogus"',
    '"1"',
    '"1-"',
    '"1-JSON"',
    '"01-json"',
    '"1-json-gzip"',
    '"1-1-1-json"',
    '"1-x-json"',
    '"1-0-json"',
    '" 1-json"',
    '"1.0-json"',
    '"1e0-json"',
    '"+1-json"',
  ])('accepts no other tag: %s', async (tag) => {
    expect(await patch(await newSession({}), tag)).toBe(412);
    expect(await patch(`/accounts/${await newAccountId(app)}`, tag)).toBe(412);
  });

  it.each(['w/"1-json"', 'x"1-json"', '"1-json"x', '"x" "1-json"', '"1-json', '"x""1-json"', "'1-json'", '1-json'])(
    'accepts no header that is not a list of tags: %s',
    async (header) => {
      expect(await patch(`/accounts/${await newAccountId(app)}`, header)).toBe(412);
    },
  );

  it('accepts the version of related data only where there is such data and it had that version', async () => {
    const accountId = await newAccountId(app);
    const [alone, owned] = [await newSession({}), await newSession({ accountId })];
    const rename = { body: JSON.stringify({ name: freshText('again') }), headers: { 'content-type': JSON_TYPE } };
    await app.call('PATCH', `/accounts/${accountId}`, rename);
    expect([await patch(alone, '"1-json"'), await patch(alone, '"1-1-json"')]).toEqual([200, 412]);
    const statuses = [];
    for (const tag of ['"1-1-json"', '"1-2-json"', '"1-3-json"', '"1-json"']) statuses.push(await patch(owned, tag));
    expect(statuses).toEqual([200, 200, 412, 412]);
    expect(await patch(`/accounts/${accountId}`, '"2-1-json"')).toBe(412);
  });
});
