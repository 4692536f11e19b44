import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { Role } from '../src/auth/principal.js';
import { type Answer, PASSWORD, startApp, type TestApp } from './support/app.js';
import { listOf } from './support/list-responses.js';
import { FORM_TYPE, formBody, JSON_TYPE, NIL, xmlNamespace, XML_TYPE } from './support/request-bodies.js';
import { ResourceClient } from './support/resource-client.js';
import { accounts, freshText, newAccountId } from './support/resources.js';
import { errorOf, replayedParts } from './support/responses.js';
import { serviceStackRequest } from './support/servicestack-request.js';

const NAMESPACE = xmlNamespace(accounts.namespace);

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const client = new ResourceClient(accounts, () => app);
const create = (name: unknown): Promise<Answer> => client.post({ name });
const rename = (id: string, name: string): Promise<Answer> => client.patch(`/accounts/${id}`, { name });

describe('the name of an account', () => {
  it('keeps its white space and its characters as they were sent', async () => {
    const name = freshText(' \u00e9 e\u0301 ß 😀');
    expect((await create(name)).json.name).toBe(name);
  });

  it.each([
    ['no body', ''],
    ['no name', {}],
    ['null', { name: null }],
    ['an empty name', { name: '' }],
    ['spaces', { name: '   ' }],
    ['any white space', { name: '\t\n\u00a0\u2003\u3000' }],
    ['zero-width characters', { name: '\u200b\u200c\u200d\u2060\ufeff' }],
    ['what is invisible among white space', { name: ' \u00ad\u3164 \u200b' }],
  ])('is required: create returns 400 for %s', async (_, body) => {
    const response = await client.post(body);
    expect(errorOf(response)).toEqual([400, 'NotEmpty', 'Name']);
    expect(response.json.responseStatus.errors).toMatchObject([{ errorCode: 'NotEmpty' }]);
  });

  it.each(['', `<Name ${NIL}/>`, '<Name/>', '<Name>  </Name>'])(
    'is required: create returns 400 for the XML "%s"',
    async (name) => {
      const response = await app.postXml('/accounts', `<NewAccount xmlns="${NAMESPACE}">${name}</NewAccount>`);
      expect(response.status).toBe(400);
      expect(response.text).toContain('<ErrorCode>NotEmpty</ErrorCode><FieldName>Name</FieldName>');
    },
  );

  it.each([
    ['null', '', JSON_TYPE, '{"name":null}'],
    ['an empty string', '', JSON_TYPE, '{"name":""}'],
    ['white space', '', JSON_TYPE, '{"name":" \\t"}'],
    ['zero-width characters', '', JSON_TYPE, '{"name":" \\u200b"}'],
    ['an empty element', '', XML_TYPE, `<PatchAccount xmlns="${NAMESPACE}"><Name/></PatchAccount>`],
    ['an empty form field', '', FORM_TYPE, 'name='],
    ['?reset=', '?reset=Name', JSON_TYPE, '{}'],
  ])('is required: a patch returns 400 for %s', async (_, query, contentType, body) => {
    const { path } = await client.create();
    const before = await client.get(path);
    const response = await client.patch(path + query, body, { 'content-type': contentType, accept: JSON_TYPE });
    expect(errorOf(response)).toEqual([400, 'NotEmpty', 'Name']);
    expect((await client.get(path)).text).toBe(before.text);
  });

  it.each(['x', 'é', '東', '😀'])('has at most 200 code points, here of %s', async (character) => {
    const name = freshText('long').padEnd(20, '.') + character.repeat(180);
    expect((await create(name)).json.name).toBe(name);
    expect(errorOf(await create(`${name}y`))).toEqual([400, 'MaximumLength', 'Name']);
  });

  it.each([
    ['has a character that XML cannot contain', 'a\u0000', 'InvalidCharacters'],
    ['is a number', 1, 'InvalidType'],
  ])('is refused if it %s, and nothing is stored', async (_, name, errorCode) => {
    const before = await client.count();
    const response = await create(name);
    expect(errorOf(response)).toEqual([400, errorCode, 'Name']);
    expect(response.json.responseStatus.errors).toMatchObject([{ errorCode }]);
    expect(await client.count()).toBe(before);
  });
});

describe('the name of an account is unique', () => {
  it.each([
    ['ASCII', 'Acme', 'aCME'],
    ['accents', 'Électricité', 'éLECTRICITÉ'],
    ['ß and SS', 'Straße', 'STRASSE'],
    ['ß and ẞ', 'Große', 'GROẞE'],
    ['a dotted capital I', 'İstanbul', 'i\u0307STANBUL'],
    ['final sigma', 'Οδυσσεύς', 'ΟΔΥΣΣΕΎΣ'],
    ['either small sigma', 'κόσμος', 'κόσμοσ'],
    ['Cyrillic', 'Москва', 'МОСКВА'],
    ['a ligature', 'oﬃce', 'OFFICE'],
    ['composed and decomposed', 'Caf\u00e9', 'Cafe\u0301'],
    ['composed and decomposed in another case', 'Zo\u00eb', 'ZOE\u0308'],
    ['the Kelvin sign and K', '273 \u212a', '273 k'],
    ['letters beyond the BMP', '𐐀𐐁', '𐐨𐐩'],
    ['full width', 'ＡＢＣ', 'abc'],
    ['a circled digit', 'Plant ①', 'plant 1'],
    ['a zero-width space', 'Zero\u200bWidth', 'zerowidth'],
    ['a word joiner, a soft hyphen and a byte order mark', 'In\u2060vi\u00ads\ufeffible', 'invisible'],
    ['a no-break space', 'no\u00a0break', 'no break'],
    ['white space of another length', 'two  spaces', 'two \t\u3000spaces'],
    ['white space before it', '  Before', '\nbefore'],
  ])('ignoring case: %s', async (_, one, other) => {
    const suffix = freshText('.');
    const id = await newAccountId(app, one + suffix);
    const response = await create(other + suffix);
    expect(errorOf(response)).toEqual([409, 'Conflict', undefined]);
    expect(response.json.responseStatus.message).toContain(other + suffix);
    expect((await rename(await newAccountId(app), other + suffix)).status).toBe(409);
    // The account itself can change the case of its name.
    expect((await rename(id, other + suffix)).json.name).toBe(other + suffix);
    expect((await create(one + suffix)).status).toBe(409);
  });

  it('but may differ from another in an accent, or in that it has white space at all', async () => {
    const name = freshText('resume');
    await newAccountId(app, name);
    for (const other of [name.replace('resume', 'résumé'), name.replace(' ', '')]) {
      expect((await create(other)).status).toBe(200);
    }
    expect((await create(`${name} \u200b`)).status).toBe(409);
  });

  it('when 50 accounts are created at once: one is stored, the others get 409', async () => {
    const name = freshText('Crowd');
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, index) => create(index % 2 ? name.toUpperCase() : name)),
    );
    expect(responses.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(49).fill(409)]);
    expect(listOf(await client.get(`/accounts?${formBody({ nameFilter: name })}`)).items).toHaveLength(1);
  });

  it('when 10 accounts take it at once: one gets it, the others get 409', async () => {
    const wanted = freshText('wanted');
    const ids = await Promise.all(Array.from({ length: 10 }, () => newAccountId(app)));
    const responses = await Promise.all(ids.map((id) => rename(id, wanted)));
    expect(responses.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(9).fill(409)]);
    expect((await rename(await newAccountId(app), wanted)).status).toBe(409);
  });

  it('and the TypeScript client of ServiceStack gets the conflict as an error', async () => {
    const name = freshText('client');
    await newAccountId(app, name);
    const serviceStack = new JsonServiceClient(app.url);
    serviceStack.setCredentials('admin', PASSWORD);
    const { error } = await serviceStack.api(serviceStackRequest('NewAccount', 'POST', { name }));
    expect(error).toMatchObject({ errorCode: 'Conflict' });
  });

  it('until its account is renamed or deleted', async () => {
    const name = freshText('Free');
    const id = await newAccountId(app, name);
    await rename(id, freshText());
    const second = await newAccountId(app, name.toUpperCase());
    expect((await rename(id, name)).status).toBe(409);
    await client.delete(`/accounts/${second}`);
    expect((await rename(id, name)).status).toBe(200);
  });

  it('and an Idempotency-Key does not keep the 409: the retry works once the name is free', async () => {
    const name = freshText('Taken');
    const id = await newAccountId(app, name);
    const retry = (): Promise<Answer> =>
      client.post({ name: name.toUpperCase() }, { 'idempotency-key': name.replace(' ', '-') });
    expect((await retry()).status).toBe(409);
    await client.delete(`/accounts/${id}`);
    const created = await retry();
    expect(created.json.name).toBe(name.toUpperCase());
    expect(replayedParts(await retry())).toEqual(replayedParts(created));
  });
});

describe('nameFilter', () => {
  const NAMES = [
    ...['Filter ASCII', 'my FILTER', '100% off', '1000 off', 'a_b', 'aXb', 'x a_b x', 'a\\b', 'a\\\\c', 'b\\'],
    ...[`O'Neil`, '%_', 'Filterstraße', 'Οδυσσεύς', 'Caf\u00e9 filtré', 'smile 😀', '[a,b] list', 'a list'],
  ];
  const ids: string[] = [];
  beforeAll(async () => {
    for (const name of NAMES) ids.push(await newAccountId(app, name));
  });
  /** The list of these accounts and no others, in the order of their creation. */
  const list = async (query: string) =>
    listOf(await client.get(`/accounts?specificIds=${ids.join()}&sortField=id&sortOrder=ascend&${query}`));

  it.each([
    ['text, ignoring case', 'fIlTeR', ['Filter ASCII', 'my FILTER', 'Filterstraße']],
    ['a whole name', 'Filter ASCII', ['Filter ASCII']],
    ['a percent sign', '0%', ['100% off']],
    ['an underscore', 'a_b', ['a_b', 'x a_b x']],
    ['a backslash', 'a\\b', ['a\\b']],
    ['a backslash at the end', 'b\\', ['b\\']],
    ['a quote', `o'n`, [`O'Neil`]],
    ['two wildcards', '%_', ['%_']],
    ['ß in capitals', 'STRASSE', ['Filterstraße']],
    ['ß itself', 'straß', ['Filterstraße']],
    ['capital ẞ', 'STRAẞE', ['Filterstraße']],
    ['a sigma that ends the filter but not the name', 'ΟΔΥΣ', ['Οδυσσεύς']],
    ['a final sigma', 'εύς', ['Οδυσσεύς']],
    ['a capital for the final sigma of the name', 'ΕΎΣ', ['Οδυσσεύς']],
    ['a decomposed letter', 'Cafe\u0301 F', ['Caf\u00e9 filtré']],
    ['a letter beyond the BMP', '😀', ['smile 😀']],
    ['a comma and brackets, which are no list here', '[a,b]', ['[a,b] list']],
    ['text that no name has', 'nobody has this', []],
  ])('finds the names that contain %s', async (_, nameFilter, names) => {
    const { items, totalCount } = await list(formBody({ nameFilter }));
    expect(items.map(({ name }) => name)).toEqual(names);
    expect(totalCount).toBe(names.length);
  });

  it.each(['', 'nameFilter=', 'NAMEFILTER='])('selects every account if it is empty: "%s"', async (query) => {
    expect((await list(query)).totalCount).toBe(NAMES.length);
  });

  it('returns 400 if it is too long or XML cannot contain it', async () => {
    const long = await client.get(`/accounts?nameFilter=${'x'.repeat(201)}`);
    expect([long.status, long.json.responseStatus.errors[0]?.fieldName]).toEqual([400, 'NameFilter']);
    const control = await client.get('/accounts?nameFilter=%01');
    expect(control.json.responseStatus.errorCode).toBe('InvalidCharacters');
  });
});
