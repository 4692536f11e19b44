import { request as httpRequest } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { type Answer, startApp, type TestApp } from './support/app.js';
import { resources } from './support/resources.js';
import { replayedParts } from './support/responses.js';
import { newKey, RetryClient } from './support/retry-client.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

describe.each(resources)('the Idempotency-Key of a new row, here of $noun', (resource) => {
  const client = new RetryClient(resource, () => app);
  const { text: member, path } = resource;

  describe('has the same meaning with and without quotes:', () => {
    it.each([
      ['a plain key', 'plain-KEY_1', '"plain-KEY_1"'],
      ['every visible character', `!#$%&'()*+,-./:;<=>?@[]^_\`{|}~`, `"!#$%&'()*+,-./:;<=>?@[]^_\`{|}~"`],
      ['a backslash', 'a\\b', '"a\\\\b"'],
      ['a quote', 'a"b', '"a\\"b"'],
      ['255 characters', 'k'.repeat(254), `"${'k'.repeat(254)}"`],
      ['253 quotes', `k${'"'.repeat(253)}`, `"k${'\\"'.repeat(253)}"`],
    ])('%s', async (_, bare, quoted) => {
      // The keys of a caller belong to all resources: the last character tells them apart.
      const suffix = String(resources.indexOf(resource));
      const body = { [member]: await client.newText() };
      const first = await client.postWithKey(bare + suffix, body);
      const second = await client.postWithKey(`${quoted.slice(0, -1)}${suffix}"`, body);
      expect(first.status).toBe(200);
      expect(replayedParts(second)).toEqual(replayedParts(first));
    });
  });

  it('may contain spaces in quotes; keys differ by case and by each character', async () => {
    const name = newKey();
    const keys = ['"a key"', '"a  key"', '"A key"', '" a key"', '"a key "'].map((key) => key.replace('key', name));
    const texts = await Promise.all(keys.map(() => client.newText()));
    for (const [index, key] of keys.entries()) {
      expect((await client.postWithKey(key, { [member]: texts[index] })).status).toBe(200);
    }
    expect((await client.postWithKey(keys[0] ?? '', { [member]: texts[0] })).status).toBe(200);
    expect((await client.postWithKey(keys[0] ?? '', { [member]: texts[1] })).status).toBe(422);
  });

  it.each([
    ['is empty', ['']],
    ['is a pair of quotes', ['""']],
    ['has 256 characters', ['k'.repeat(256)]],
    ['has 256 characters in quotes', [`"${'k'.repeat(256)}"`]],
    ['has spaces without quotes', ['a key']],
    ['has a tab', ['"a\tkey"']],
    ['is not ASCII', ['clé']],
    ['is not ASCII in quotes', ['"clé"']],
    ['begins with an unpaired quote', ['"key']],
    ['is a quote', ['"']],
    ['has a character after its quotes', ['"key"x']],
    ['has a quote within its quotes', ['"a"b"']],
    ['escapes a character that needs no escape', ['"a\\b"']],
    ['ends in an escaped quote', ['"key\\"']],
    ['is sent twice', ['one', 'two']],
    ['is sent twice in quotes', ['"one"', '"two"']],
    ['is sent twice with one value', ['one', 'one']],
    ['is a list', ['"one", "two"']],
  ])('returns 400 and stores nothing if it %s', async (_, keys) => {
    const text = await client.newText();
    const { status, body } = await postWithHeaderLines(app, path, { [member]: text }, keys);
    expect(status).toBe(400);
    const { responseStatus } = JSON.parse(body) as Answer['json'];
    expect(responseStatus.errors).toMatchObject([{ errorCode: 'InvalidFormat', fieldName: 'IdempotencyKey' }]);
    expect(await client.rowsWith(text)).toBe(0);
  });

  describe('in many requests at once', () => {
    const atOnce = <T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> =>
      Promise.all(Array.from({ length: count }, (_, index) => call(index)));

    it('stores one row and returns the same response 50 times', async () => {
      const [key, text] = [newKey(), await client.newText()];
      const responses = await atOnce(50, () => client.postWithKey(key, { [member]: text }));
      for (const response of responses) expect(replayedParts(response)).toEqual(replayedParts(responses[0]));
      expect(responses[0]?.status).toBe(200);
      expect(await client.rowsWith(text)).toBe(1);
    });

    it('stores the row of one request and returns 422 to the requests that differ from it', async () => {
      const key = newKey();
      const texts = [await client.newText(), await client.newText(), await client.newText()];
      const responses = await atOnce(50, (index) => client.postWithKey(key, { [member]: texts[index % 3] }));
      const counts = await Promise.all(texts.map((text) => client.rowsWith(text)));
      expect(counts.toSorted()).toEqual([0, 0, 1]);
      const winner = counts.indexOf(1);
      const winners = responses.filter((_, index) => index % 3 === winner);
      for (const response of winners) expect(replayedParts(response)).toEqual(replayedParts(winners[0]));
      expect(winners[0]).toMatchObject({ status: 200, json: { [member]: texts[winner] } });
      for (const [index, { status }] of responses.entries()) expect(status).toBe(index % 3 === winner ? 200 : 422);
    });

    it('returns the first response to retries while other requests misuse the key', async () => {
      const [key, text, second] = [newKey(), await client.newText(), await client.newText()];
      const first = await client.postWithKey(key, { [member]: text });
      const responses = await atOnce(50, (index) => client.postWithKey(key, { [member]: index % 2 ? text : second }));
      for (const [index, response] of responses.entries()) {
        if (index % 2) expect(replayedParts(response)).toEqual(replayedParts(first));
        else expect(response.status).toBe(422);
      }
      expect(await client.rowsWith(second)).toBe(0);
    });

    it('is separate from 24 other keys', async () => {
      const texts = await Promise.all(Array.from({ length: 25 }, () => client.newText()));
      const keys = texts.map(() => newKey());
      const responses = await atOnce(50, (index) =>
        client.postWithKey(keys[index % 25] ?? '', { [member]: texts[index % 25] }),
      );
      for (const [index, text] of texts.entries()) {
        expect(replayedParts(responses[index])).toEqual(replayedParts(responses[index + 25]));
        expect(await client.rowsWith(text)).toBe(1);
      }
      expect(new Set(responses.map(({ json }) => json.id)).size).toBe(25);
    });

    const { reference } = resource;
    if (reference === undefined) return;
    it('stores the corrected request although the wrong one arrives at the same time', async () => {
      const [key, text] = [newKey(), await client.newText()];
      const wrong = { [member]: text, [reference]: 'nobody' };
      const responses = await atOnce(20, (index) => client.postWithKey(key, index % 2 ? { [member]: text } : wrong));
      const corrected = responses.filter((_, index) => index % 2);
      for (const response of corrected) expect(replayedParts(response)).toEqual(replayedParts(corrected[0]));
      expect(corrected[0]?.status).toBe(200);
      // A wrong request that comes first names a row that does not exist; one that comes later reuses the key.
      for (const [index, { status }] of responses.entries()) if (index % 2 === 0) expect([400, 422]).toContain(status);
      expect(await client.rowsWith(text)).toBe(1);
    });
  });
});

/** Posts JSON with each key in a header line of its own, unchanged. */
function postWithHeaderLines(
  { url, authorization }: TestApp,
  path: string,
  body: object,
  keys: readonly string[],
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = [
      ...['Host', 'x', 'Authorization', authorization, 'Content-Type', 'application/json'],
      ...keys.flatMap((key) => ['Idempotency-Key', key]),
    ];
    const call = httpRequest(url + path, { method: 'POST', headers }, (response) => {
      readText(response).then((text) => resolve({ status: response.statusCode, body: text }), reject);
    });
    call.on('error', reject).end(JSON.stringify(body));
  });
}
