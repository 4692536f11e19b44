import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { type Answer, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { FORM_TYPE, formBody, FORMATS, xmlBody, XML_TYPE } from './support/request-bodies.js';
import { type Members, resources } from './support/resources.js';
import { errorOf, etagOf, replayedParts } from './support/responses.js';
import { HOUR_MS, newKey, RetryClient } from './support/retry-client.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp()
    .with(user('second', PASSWORD, Role.SystemAdministrator))
    .as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

describe.each(resources)('creating $noun with an Idempotency-Key', (resource) => {
  const client = new RetryClient(resource, () => app);
  const { text: member, type, operations, path, reference } = resource;

  it.each(FORMATS)('returns the first response to a retry, byte for byte in $format', async ({ mediaType }) => {
    const [key, text] = [newKey(), await client.newText()];
    const responses: Answer[] = [];
    for (let i = 0; i < 3; i++)
      responses.push(await client.postWithKey(key, { [member]: text }, { accept: mediaType }));
    for (const response of responses) expect(replayedParts(response)).toEqual(replayedParts(responses[0]));
    expect(responses[0]?.headers.get('content-type')).toContain(mediaType);
    expect(await client.rowsWith(text)).toBe(1);
  });

  it('returns the same row to a retry in another format, sent in any way', async () => {
    const [key, text] = [newKey(), await client.newText()];
    const json = await client.postWithKey(key, { [member]: text }, { accept: 'application/json' });
    const xml = await client.postWithKey(key, { [member]: text }, { accept: XML_TYPE });
    expect([xml.status, xml.headers.get('content-type')]).toEqual([200, XML_TYPE]);
    expect(xml.text).toContain(`<${type} `);
    const withKey = { 'idempotency-key': key };
    const retries = [
      client.postWithKey(key, { [member.toUpperCase()]: text, unknown: 1, ...(reference && { [reference]: null }) }),
      app.call('POST', `${path}.json`, {
        body: xmlBody(resource, operations.create, { [member]: text }),
        headers: { 'content-type': XML_TYPE, ...withKey },
      }),
      app.call('POST', path, {
        body: formBody({ [member]: text }),
        headers: { 'content-type': FORM_TYPE, ...withKey },
      }),
      app.postJson(`/json/reply/${operations.create}`, { [member]: text }, withKey),
      app.call('POST', `/api/${operations.create}?${formBody({ [member]: text })}`, { headers: withKey }),
    ];
    for (const retry of await Promise.all(retries)) expect(replayedParts(retry)).toEqual(replayedParts(json));
    const { id, dateCreated } = json.json;
    expect(xml.text).toContain(`>${String(id)}</Id>`);
    expect(xml.text).toContain(`>${String(dateCreated)}</DateCreated>`);
    expect(await client.rowsWith(text)).toBe(1);
  });

  it('returns the first response even after the row was changed or deleted', async () => {
    const [key, text] = [newKey(), await client.newText()];
    const first = await client.postWithKey(key, { [member]: text });
    const rowPath = `${path}/${String(first.json.id)}`;
    expect((await client.change('PATCH', rowPath)).status).toBe(200);
    expect(replayedParts(await client.postWithKey(key, { [member]: text }))).toEqual(replayedParts(first));
    expect((await client.delete(rowPath)).status).toBe(204);
    expect(replayedParts(await client.postWithKey(key, { [member]: text }))).toEqual(replayedParts(first));
    expect((await client.get(rowPath)).status).toBe(404);
    expect(await client.rowsWith(text)).toBe(0);
  });

  it('returns 422 to another request with the same key and stores nothing of it', async () => {
    const [key, text, second] = [newKey(), await client.newText(), await client.newText()];
    const first = await client.postWithKey(key, { [member]: text });
    const isNullable = resource.members.find(({ name }) => name === member)?.isNullable;
    for (const body of [
      { [member]: second },
      { [member]: `${text} ` },
      { [member]: text.toUpperCase() },
      { [member]: isNullable ? null : 'Another' },
      { ...(await client.newMembers()), [member]: text },
    ]) {
      expect(errorOf(await client.postWithKey(key, body))).toEqual([422, 'IdempotencyKeyReuse', undefined]);
    }
    const xml = await client.postWithKey(key, { [member]: second }, { accept: XML_TYPE });
    expect([xml.status, xml.headers.get('content-type')]).toEqual([422, XML_TYPE]);
    expect(xml.text).toContain('<ErrorCode>IdempotencyKeyReuse</ErrorCode>');
    expect(await client.rowsWith(second)).toBe(0);
    expect(replayedParts(await client.postWithKey(key, { [member]: text }))).toEqual(replayedParts(first));
  });

  it('returns 422 to another operation with the same key', async () => {
    const key = newKey();
    await client.postWithKey(key, { [member]: await client.newText() });
    for (const other of resources.filter(({ noun }) => noun !== resource.noun)) {
      const otherClient = new RetryClient(other, () => app);
      const response = await otherClient.postWithKey(key, { [other.text]: await otherClient.newText() });
      expect(errorOf(response)).toEqual([422, 'IdempotencyKeyReuse', undefined]);
    }
  });

  it('separates the keys of two callers', async () => {
    const key = newKey();
    const [mine, theirs] = [await client.newText(), await client.newText()];
    const second = { authorization: basic('second', PASSWORD) };
    const first = await client.postWithKey(key, { [member]: mine });
    const response = await client.postWithKey(key, { [member]: theirs }, second);
    expect([response.status, response.json.createdBy, response.json[member]]).toEqual([200, 'second', theirs]);
    expect(replayedParts(await client.postWithKey(key, { [member]: mine }))).toEqual(replayedParts(first));
    const retried = await client.postWithKey(key, { [member]: theirs }, second);
    expect(replayedParts(retried)).toEqual(replayedParts(response));
    expect((await client.postWithKey(key, { [member]: mine }, second)).status).toBe(422);
  });

  it.each(['', basic('admin', 'wrong')])(
    'reveals nothing of a key to a caller with credentials "%s"',
    async (authorization) => {
      const [key, text] = [newKey(), await client.newText()];
      await client.postWithKey(key, { [member]: text });
      const response = await client.postWithKey(key, { [member]: text }, { authorization });
      expect([response.status, response.text.includes(text)]).toEqual([401, false]);
    },
  );

  it('does not use up the key if no format is acceptable', async () => {
    const [key, text] = [newKey(), await client.newText()];
    expect((await client.postWithKey(key, { [member]: text }, { accept: 'image/png' })).status).toBe(406);
    expect((await client.postWithKey(key, { [member]: await client.newText() })).status).toBe(200);
  });

  it.each([
    ['breaks a rule', { [member]: 'x'.repeat(4001) }],
    ...(reference
      ? [['names a row that does not exist', { [member]: 'x', [reference]: 'nobody' }] satisfies [string, object]]
      : []),
    ['has a wrong type', { [member]: 1 }],
    ['cannot be read', '{'],
  ])('does not keep the response to a request that %s, so that the corrected one works', async (_, body) => {
    const [key, text] = [newKey(), await client.newText()];
    for (let i = 0; i < 2; i++) expect((await client.postWithKey(key, body)).status).toBe(400);
    const corrected = await client.postWithKey(key, { [member]: text });
    expect([corrected.status, corrected.json[member]]).toEqual([200, text]);
    expect(replayedParts(await client.postWithKey(key, { [member]: text }))).toEqual(replayedParts(corrected));
  });

  it('remembers a key for 24 hours', async () => {
    const [key, text, second] = [newKey(), await client.newText(), await client.newText()];
    const first = await client.postWithKey(key, { [member]: text });
    await client.setKeyAge(key, 24 * HOUR_MS - 60_000);
    expect(replayedParts(await client.postWithKey(key, { [member]: text }))).toEqual(replayedParts(first));
    expect((await client.postWithKey(key, { [member]: second })).status).toBe(422);

    await client.setKeyAge(key, 24 * HOUR_MS + 60_000);
    const countBefore = await client.keys.count();
    const again = await client.postWithKey(key, { [member]: second });
    expect([again.status, again.json[member]]).toEqual([200, second]);
    expect(replayedParts(await client.postWithKey(key, { [member]: second }))).toEqual(replayedParts(again));
    expect((await client.postWithKey(key, { [member]: text })).status).toBe(422);
    expect(await client.keys.count()).toBe(countBefore);
  });

  it('is optional: without a key every call stores a row and no key', async () => {
    const countBefore = await client.keys.count();
    const texts = [await client.newText(), await client.newText(), await client.newText()];
    const responses = await Promise.all(texts.map((text) => client.post({ [member]: text })));
    expect(new Set(responses.map(({ json }) => json.id)).size).toBe(3);
    expect(await client.keys.count()).toBe(countBefore);
  });
});

describe.each(resources)('an Idempotency-Key on another operation of $noun', (resource) => {
  const client = new RetryClient(resource, () => app);
  const { text: member, path: collection } = resource;

  it.each(['k', 'a malformed key'])('is ignored by get and list: %s', async (key) => {
    const { path } = await client.create();
    for (const at of [path, collection]) expect((await client.get(at, { 'idempotency-key': key })).status).toBe(200);
  });

  it('makes a patch return its first response to a retry, although If-Match is out of date by then', async () => {
    const { path, etag, members } = await client.create();
    const change = { [member]: await client.newText() };
    const patch = (key: string, body: Members) =>
      client.patch(path, body, { 'idempotency-key': key, 'if-match': etag });
    const key = newKey();
    const responses = [await patch(key, change), await patch(key, change)];
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(responses[1]?.text).toBe(responses[0]?.text);
    expect(etagOf(responses[1])).toBe(etagOf(responses[0]));
    expect((await patch(newKey(), change)).status).toBe(412);
    expect((await patch(key, { [member]: members[member] })).status).toBe(422);
    expect((await patch('a malformed key', change)).status).toBe(400);
  });

  it('returns 422 if one patch omits a member and the other clears it', async () => {
    const { path, members } = await client.create();
    const clearable = resource.members.find(({ isPatchable, isNullable }) => isPatchable && isNullable)?.name ?? '';
    const headers = { 'idempotency-key': newKey() };
    expect((await client.patch(path, {}, headers)).json[clearable]).toBe(members[clearable]);
    expect((await client.patch(path, { [clearable]: null }, headers)).status).toBe(422);
  });

  it('makes a delete return 204 to a retry, and 404 with another key', async () => {
    const { path } = await client.create();
    const remove = async (key: string) => (await client.delete(path, { 'idempotency-key': key })).status;
    const key = newKey();
    expect([await remove(key), await remove(key), await remove(newKey())]).toEqual([204, 204, 404]);
  });

  it('stores nothing of what a delete removed', async () => {
    const { path, members } = await client.create();
    const key = newKey();
    await client.delete(path, { 'idempotency-key': key });
    expect(await client.storedKey(key)).not.toBeNull();
    const stored = JSON.stringify(await client.keys.find());
    expect(stored).not.toContain(String(members[member]));
  });
});
