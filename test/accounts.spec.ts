import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { DataSource } from 'typeorm';
import { Account } from '../src/accounts/account.entity.js';
import { AISession } from '../src/ai/ai-session.entity.js';
import { Role } from '../src/auth/principal.js';
import { type Answer, PASSWORD, startApp, type TestApp, user } from './support/app.js';

const NAMESPACE = 'http://schemas.datacontract.org/2004/07/Voice.Api.Accounts';
const BASE = 'xmlns="http://schemas.datacontract.org/2004/07/Voice.Api"';
const NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"';
const FORM = 'application/x-www-form-urlencoded';
const CONTENT_TYPES = [
  ['json', 'application/json; charset=utf-8'],
  ['xml', 'application/xml'],
  ['csv', 'text/csv; charset=utf-8'],
  ['jsonl', 'application/jsonl; charset=utf-8'],
] as const;

let count = 0;
/** A name that no other test has. */
const fresh = (what = 'account'): string => `${what} ${++count}`;

describe('an account', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp()
      .with(user('clerk', PASSWORD, 'Clerk'))
      .as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  const create = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    app.postJson('/accounts', body, headers);
  /** @returns The id of a new account. */
  const made = async (name = fresh(), parentAccountId?: string): Promise<string> => {
    const answer = await create({ name, parentAccountId });
    expect(answer.status).toBe(200);
    return String(answer.json.id);
  };
  const get = (id: string): Promise<Answer> => app.call('GET', `/accounts/${id}`);
  const patch = (id: string, body: object | string, headers: Record<string, string> = {}): Promise<Answer> =>
    app.call('PATCH', `/accounts/${id}`, {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const remove = (id: string, headers: Record<string, string> = {}): Promise<Answer> =>
    app.call('DELETE', `/accounts/${id}`, { headers });
  const session = (accountId: string): Promise<Answer> => app.postJson('/ai/sessions', { accountId });
  const stored = (id: string): Promise<Account | null> => app.nest.get(DataSource).manager.findOneBy(Account, { id });
  /** The names that a filter leaves, oldest first. */
  const filtered = async (nameFilter: string): Promise<unknown[]> => {
    const query = new URLSearchParams({ nameFilter, sortField: 'id', sortOrder: 'Ascend', countPerPage: '1000' });
    const { json } = await app.call('GET', `/accounts?${query.toString()}`);
    return (json.items as { name: string }[]).map(({ name }) => name);
  };

  describe('when created', () => {
    it('is given back with its id and who created it when', async () => {
      const name = fresh();
      const parentAccountId = await made();
      const answer = await create({ name, parentAccountId });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
      expect(Object.keys(answer.json)).toEqual(
        'name parentAccountId id dateCreated dateLastModified createdBy lastModifiedBy'.split(' '),
      );
      const { id, dateCreated, ...rest } = answer.json;
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(dateCreated).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(rest).toEqual({
        ...{ name, parentAccountId, dateLastModified: dateCreated },
        ...{ createdBy: 'admin', lastModifiedBy: 'admin' },
      });
      expect((await get(String(id))).text).toBe(answer.text);
    });

    it('is written in XML as .NET’s DataContractSerializer writes it', async () => {
      const name = fresh('Acme & Sons <Ltd>');
      const answer = await create({ name }, { accept: 'application/xml' });
      const account = await app.nest.get(DataSource).manager.findOneByOrFail(Account, { name });
      expect(answer.text).toBe(
        '<?xml version="1.0" encoding="utf-8"?>' +
          `<AccountInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="${NAMESPACE}">` +
          `<CreatedBy ${BASE}>admin</CreatedBy><DateCreated ${BASE}>${account.dateCreated}</DateCreated>` +
          `<DateLastModified ${BASE}>${account.dateCreated}</DateLastModified><Id ${BASE}>${account.id}</Id>` +
          `<LastModifiedBy ${BASE}>admin</LastModifiedBy>` +
          `<Name>${name.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</Name>` +
          `<ParentAccountId i:nil="true" /></AccountInfo>`,
      );
    });

    it('is read from XML and answered in it', async () => {
      const [name, parent] = [fresh(), await made()];
      const answer = await app.postXml(
        '/accounts',
        `<a:NewAccount xmlns:a="${NAMESPACE}"><a:ParentAccountId>${parent}</a:ParentAccountId>` +
          `<a:Name>${name}</a:Name></a:NewAccount>`,
      );
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/xml']);
      expect(answer.text).toContain(`<Name>${name}</Name><ParentAccountId>${parent}</ParentAccountId>`);
    });

    it('is read from a form', async () => {
      const name = fresh();
      const body = new URLSearchParams({ Name: name }).toString();
      const answer = await app.call('POST', '/accounts', { body, headers: { 'content-type': FORM } });
      expect(answer.json.name).toBe(name);
    });

    it('keeps its name as it was written, white space and all', async () => {
      const name = fresh(' \u00e9 e\u0301 ß 😀');
      expect((await create({ name })).json.name).toBe(name);
    });

    it.each([
      ['no body', undefined],
      ['no name', {}],
      ['null', { name: null }],
      ['an empty name', { name: '' }],
      ['spaces', { name: '   ' }],
      ['any white space', { name: '\t\n\u00a0\u2003\u3000' }],
    ])('wants a name, not %s', async (_, body) => {
      const answer = await app.postJson('/accounts', body === undefined ? '' : body);
      expect(answer.status).toBe(400);
      expect(answer.json.responseStatus).toMatchObject({
        errorCode: 'NotEmpty',
        errors: [{ errorCode: 'NotEmpty', fieldName: 'Name' }],
      });
    });

    it('wants a name in XML too, where nil is none', async () => {
      for (const name of ['', `<Name ${NIL}/>`, '<Name/>', '<Name>  </Name>']) {
        const answer = await app.postXml('/accounts', `<NewAccount xmlns="${NAMESPACE}">${name}</NewAccount>`);
        expect(answer.status).toBe(400);
        expect(answer.text).toContain('<ErrorCode>NotEmpty</ErrorCode><FieldName>Name</FieldName>');
      }
    });

    it('takes a name of 200 code points, however they are encoded, and none that is longer', async () => {
      const prefix = fresh('long ').padEnd(20, '.');
      for (const character of ['x', 'é', '東', '😀']) {
        const name = prefix + character.repeat(180);
        expect((await create({ name })).json.name).toBe(name);
        const longer = await create({ name: `${name}y` });
        expect([longer.status, longer.json.responseStatus.errors]).toMatchObject([
          400,
          [{ errorCode: 'MaximumLength', fieldName: 'Name' }],
        ]);
      }
    });

    it.each([
      ['a name that XML cannot carry', { name: 'a\u0000' }, 'InvalidCharacters', 'Name'],
      ['a name that is a number', { name: 1 }, 'InvalidType', 'Name'],
      ['a parent that is a list', { name: 'x', parentAccountId: [] }, 'InvalidType', 'ParentAccountId'],
      [
        'a parent with too long an id',
        { name: 'x', parentAccountId: 'x'.repeat(65) },
        'MaximumLength',
        'ParentAccountId',
      ],
      ['a parent that there is not', { name: 'x', parentAccountId: 'nobody' }, 'NotFound', 'ParentAccountId'],
      ['a parent with an empty id', { name: 'x', parentAccountId: '' }, 'NotFound', 'ParentAccountId'],
    ])('refuses %s, and names the member', async (_, body, errorCode, fieldName) => {
      const before = await app.nest.get(DataSource).manager.count(Account);
      const answer = await create(body);
      expect(answer.status).toBe(400);
      expect(answer.json.responseStatus).toMatchObject({ errorCode, errors: [{ errorCode, fieldName }] });
      expect(await app.nest.get(DataSource).manager.count(Account)).toBe(before);
    });
  });

  describe('has a name that no other has in any case', () => {
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
      ['composed and decomposed in other case', 'Zo\u00eb', 'ZOE\u0308'],
      ['the Kelvin sign and K', '273 \u212a', '273 k'],
      ['letters beyond the BMP', '𐐀𐐁', '𐐨𐐩'],
    ])('with %s', async (_, one, other) => {
      const suffix = fresh('.');
      const id = await made(one + suffix);
      const answer = await create({ name: other + suffix });
      expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([409, 'Conflict']);
      expect(answer.json.responseStatus.message).toContain(other + suffix);
      const patched = await patch(await made(), { name: other + suffix });
      expect(patched.status).toBe(409);
      // Its own name it may write in another way.
      expect((await patch(id, { name: other + suffix })).json.name).toBe(other + suffix);
      expect((await create({ name: one + suffix })).status).toBe(409);
    });

    it('but may have one that differs in an accent or in white space', async () => {
      const name = fresh('resume');
      await made(name);
      for (const other of [name.replace('resume', 'résumé'), ` ${name}`, `${name} `, name.replace(' ', '  ')]) {
        expect((await create({ name: other })).status).toBe(200);
      }
    });

    it('also where 50 arrive at once: one is created, the others are told', async () => {
      const name = fresh('Crowd');
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => create({ name: index % 2 ? name.toUpperCase() : name })),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(49).fill(409)]);
      expect(await filtered(name)).toHaveLength(1);
    });

    it('also where two swap theirs, or many take one at once', async () => {
      const [one, other] = [await made(fresh('One')), await made(fresh('Other'))];
      const name = String((await get(other)).json.name);
      expect((await patch(one, { name })).status).toBe(409);
      const wanted = fresh('wanted');
      const ids = await Promise.all(Array.from({ length: 10 }, () => made()));
      const answers = await Promise.all(ids.map((id) => patch(id, { name: wanted })));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(9).fill(409)]);
    });

    it('until that one is renamed or deleted', async () => {
      const name = fresh('Free');
      const id = await made(name);
      await patch(id, { name: fresh() });
      const second = await made(name.toUpperCase());
      expect((await patch(id, { name })).status).toBe(409);
      await remove(second);
      expect((await patch(id, { name })).status).toBe(200);
    });
  });

  describe('when patched', () => {
    it('changes what is sent and keeps the rest', async () => {
      const [parent, name] = [await made(), fresh('renamed')];
      const id = await made(fresh(), parent);
      const before = (await get(id)).json;
      const renamed = await patch(id, { Name: name });
      expect(renamed.json).toEqual({ ...before, name, dateLastModified: renamed.json.dateLastModified });
      const other = await made();
      const moved = await patch(id, { parentAccountId: other });
      expect(moved.json).toMatchObject({ name, parentAccountId: other });
      expect((await get(id)).text).toBe(moved.text);
      expect((await stored(id))?.version).toBe(3);
    });

    it('shows its new name in its sessions at once, wherever they are shown', async () => {
      const id = await made();
      const { json } = await session(id);
      const name = fresh('Renamed & <Sons>');
      await patch(id, { name });
      const got = await app.call('GET', `/ai/sessions/${String(json.id)}`);
      const listed = await app.call('GET', `/ai/sessions?accountIds=${id}`);
      const sorted = await app.call('GET', `/ai/sessions?accountIds=${id}&sortField=AccountName&all=true`);
      const patched = await app.call('PATCH', `/ai/sessions/${String(json.id)}`, { body: '' });
      const created = await session(id);
      expect([got, patched, created].map((answer) => answer.json.accountName)).toEqual([name, name, name]);
      for (const list of [listed, sorted]) expect(list.json.items).toMatchObject([{ accountName: name }]);
    });

    it.each([
      ['null', '', 'application/json', '{"name":null}'],
      ['nothing', '', 'application/json', '{"name":""}'],
      ['white space', '', 'application/json', '{"name":" \\t"}'],
      ['an empty element', '', 'application/xml', `<PatchAccount xmlns="${NAMESPACE}"><Name/></PatchAccount>`],
      ['?reset=', '?reset=Name', 'application/json', '{}'],
    ])('does not lose its name to %s', async (_, query, contentType, body) => {
      const id = await made();
      const before = await get(id);
      const answer = await patch(id + query, body, { 'content-type': contentType, accept: 'application/json' });
      expect([answer.status, answer.json.responseStatus.errors]).toMatchObject([
        400,
        [{ errorCode: 'NotEmpty', fieldName: 'Name' }],
      ]);
      expect((await get(id)).text).toBe(before.text);
    });

    it.each([
      ['null', '', 'application/json', '{"parentAccountId":null}'],
      ['?reset=', '?reset=parentaccountid', 'application/json', '{}'],
      ['?reset= and a form', '?reset=ParentAccountId', FORM, 'x=y'],
      [
        '?reset= and nil',
        '?reset=ParentAccountId',
        'application/xml',
        `<PatchAccount xmlns="${NAMESPACE}"><ParentAccountId ${NIL}/></PatchAccount>`,
      ],
    ])('has no parent any more after %s', async (_, query, contentType, body) => {
      const id = await made(fresh(), await made());
      const answer = await patch(id + query, body, { 'content-type': contentType, accept: 'application/json' });
      expect([answer.status, 'parentAccountId' in answer.json]).toEqual([200, false]);
      expect((await stored(id))?.parentAccountId).toBeNull();
    });

    it.each([
      ['nothing', 'application/json', () => '{}'],
      [
        'what it has',
        'application/json',
        (name: string, parent: string) => JSON.stringify({ name, parentAccountId: parent }),
      ],
      [
        'nil',
        'text/xml',
        () => `<PatchAccount xmlns="${NAMESPACE}"><Name ${NIL}/><ParentAccountId ${NIL}/></PatchAccount>`,
      ],
    ])('with %s keeps its date and its version', async (_, contentType, bodyWith) => {
      const [name, parent] = [fresh(), await made()];
      const id = await made(name, parent);
      const old = { dateLastModified: '2020-01-01T00:00:00.000Z', lastModifiedBy: 'x' };
      await app.nest.get(DataSource).manager.update(Account, id, old);
      const before = await get(id);
      const answer = await patch(id, bodyWith(name, parent), {
        'content-type': contentType,
        accept: '*/*;q=0.1, application/json',
      });
      expect([answer.status, answer.text]).toEqual([200, before.text]);
      expect(await stored(id)).toMatchObject({ ...old, version: 1 });
    });

    it('is changed in part or not at all: a wrong parent keeps the name', async () => {
      const id = await made();
      const before = await get(id);
      for (const parentAccountId of ['nobody', id]) {
        expect((await patch(id, { name: fresh(), parentAccountId })).status).toBeGreaterThanOrEqual(400);
      }
      expect((await get(id)).text).toBe(before.text);
    });

    it('takes an AccountId in the body that is the path’s, and no other', async () => {
      const id = await made();
      const wrong = await patch(id, { accountId: 'other', name: fresh() });
      expect([wrong.status, wrong.json.responseStatus.errors[0]?.fieldName]).toEqual([400, 'AccountId']);
      expect((await patch(id, { ACCOUNTID: id, name: fresh() })).status).toBe(200);
    });

    it('refuses to reset a member that there is not', async () => {
      const answer = await patch(`${await made()}?reset=Purpose`, {});
      expect([answer.status, answer.json.responseStatus.errors[0]?.fieldName]).toEqual([400, 'Reset']);
    });

    it('by 50 at once loses no version', async () => {
      const id = await made();
      const answers = await Promise.all(Array.from({ length: 50 }, () => patch(id, { name: fresh('many') })));
      expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
      expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(50);
      expect((await stored(id))?.version).toBe(51);
    });

    it('with If-Match changes only what the caller has seen', async () => {
      const id = await made();
      const etag = (await get(id)).headers.get('etag') ?? '';
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => patch(id, { name: fresh('won') }, { 'if-match': etag })),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(19).fill(412)]);
      expect((await remove(id, { 'if-match': etag })).status).toBe(412);
      expect((await remove(id, { 'if-match': `W/${(await get(id)).headers.get('etag')}` })).status).toBe(412);
      expect((await remove(id, { 'if-match': '*' })).status).toBe(204);
    });
  });

  it('is not sent again to who has it, format by format', async () => {
    const id = await made();
    const etags = await Promise.all(
      CONTENT_TYPES.map(async ([format]) => (await get(`${id}.${format}`)).headers.get('etag') ?? ''),
    );
    expect(new Set(etags).size).toBe(4);
    for (const [index, [format]] of CONTENT_TYPES.entries()) {
      for (const [other, etag] of etags.entries()) {
        const answer = await app.call('GET', `/accounts/${id}.${format}`, { headers: { 'if-none-match': etag } });
        expect(answer.status).toBe(index === other ? 304 : 200);
      }
    }
  });

  describe('stands under another', () => {
    it('but never under itself', async () => {
      const id = await made();
      const answer = await patch(id, { parentAccountId: id });
      expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([409, 'Conflict']);
      expect((await stored(id))?.parentAccountId).toBeNull();
    });

    it('but never under one that stands under it, however far down', async () => {
      const top = await made();
      let bottom = top;
      for (let depth = 0; depth < 10; depth++) {
        bottom = await made(fresh('line'), bottom);
        expect((await patch(top, { parentAccountId: bottom })).status).toBe(409);
      }
      expect((await stored(top))?.parentAccountId).toBeNull();
      // A shorter line is no circle.
      expect((await patch(bottom, { parentAccountId: top })).status).toBe(200);
    });

    it('and may move to a sister', async () => {
      const top = await made();
      const [one, other] = [await made(fresh(), top), await made(fresh(), top)];
      expect((await patch(one, { parentAccountId: other })).status).toBe(200);
      expect((await patch(other, { parentAccountId: one })).status).toBe(409);
    });

    it('and two that go under each other at once make no circle', async () => {
      for (let round = 0; round < 5; round++) {
        const [one, other] = [await made(), await made()];
        const answers = await Promise.all([
          patch(one, { parentAccountId: other }),
          patch(other, { parentAccountId: one }),
        ]);
        expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
      }
    });

    it('and is told where there is no such parent', async () => {
      const answer = await patch(await made(), { parentAccountId: 'nobody' });
      expect([answer.status, answer.json.responseStatus.errors]).toMatchObject([
        400,
        [{ errorCode: 'NotFound', fieldName: 'ParentAccountId' }],
      ]);
    });
  });

  describe('when deleted', () => {
    it('is gone from get, list and count at once', async () => {
      const name = fresh('Gone');
      const id = await made(name);
      expect(await filtered(name)).toEqual([name]);
      const answer = await remove(id);
      expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([204, '', null]);
      const [got, list] = await Promise.all([get(id), app.call('GET', `/accounts?specificIds=${id}`)]);
      expect([got.status, got.json.responseStatus.errorCode]).toEqual([404, 'NotFound']);
      expect(list.json).toEqual({ items: [], totalCount: 0, totalPages: 0, hasMorePages: false });
      expect((await remove(id)).status).toBe(404);
      expect((await patch(id, { name })).status).toBe(404);
      expect((await session(id)).json.responseStatus.errorCode).toBe('NotFound');
      expect((await create({ name: fresh(), parentAccountId: id })).json.responseStatus.errorCode).toBe('NotFound');
    });

    it.each([
      [1, 0, /1 AI session(?!s)/, /account\b.*\baccount/],
      [0, 1, /\b1 account(?!s)/, /AI session/],
      [3, 2, /2 accounts\b.*\b3 AI sessions|3 AI sessions\b.*\b2 accounts/, /null|undefined/],
    ])('with %d sessions and %d accounts is kept, and says how many', async (sessions, children, said, unsaid) => {
      const id = await made();
      for (let i = 0; i < sessions; i++) await session(id);
      for (let i = 0; i < children; i++) await made(fresh(), id);
      const answer = await remove(id);
      expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([409, 'Conflict']);
      expect(answer.json.responseStatus.message).toMatch(said);
      expect(answer.json.responseStatus.message).not.toMatch(unsaid);
      expect((await get(id)).status).toBe(200);
    });

    it('goes once its sessions and accounts are gone', async () => {
      const id = await made();
      const child = await made(fresh(), id);
      const { json } = await session(id);
      expect((await remove(id)).status).toBe(409);
      await app.call('DELETE', `/ai/sessions/${String(json.id)}`);
      expect((await remove(id)).status).toBe(409);
      await patch(child, { parentAccountId: null });
      expect((await remove(id)).status).toBe(204);
    });

    it('at the same time as it gets sessions is gone without any, or kept with them', async () => {
      for (let round = 0; round < 5; round++) {
        const id = await made();
        const calls = Array.from({ length: 6 }, (_, index) => (index === round ? remove(id) : session(id)));
        const answers = await Promise.all(calls);
        const created = answers.filter(({ status }) => status === 200).length;
        expect(await app.nest.get(DataSource).manager.countBy(AISession, { accountId: id })).toBe(created);
        expect((await get(id)).status).toBe(created > 0 ? 200 : 404);
      }
    });
  });

  describe('is listed', () => {
    it('in XML with the name that .NET gives a list of accounts', async () => {
      const id = await made();
      const { text } = await app.call('GET', `/accounts.xml?specificIds=${id}`);
      expect(text).toMatch(
        /^<\?xml version="1\.0" encoding="utf-8"\?><ListResponseOfAccountInfoLIonMsk5 xmlns:i="[^"]*" xmlns="http:\/\/schemas\.datacontract\.org\/2004\/07\/Voice\.Api">/,
      );
      expect(text).toContain(`<Items xmlns:d2p1="${NAMESPACE}"><d2p1:AccountInfo><CreatedBy>admin</CreatedBy>`);
      expect(text).toContain('<d2p1:ParentAccountId i:nil="true" /></d2p1:AccountInfo></Items><TotalCount>1<');
    });

    it.each([
      ['in any case', 'fIlTeR', ['Filter ASCII', 'my FILTER', 'Filterstraße']],
      ['as a whole name', 'Filter ASCII', ['Filter ASCII']],
      ['by a percent sign', '0%', ['100% off']],
      ['by an underscore', 'a_b', ['a_b', 'x a_b x']],
      ['by a backslash', 'a\\b', ['a\\b']],
      ['by a backslash at the end', 'b\\', ['b\\']],
      ['by a quote', `o'n`, [`O'Neil`]],
      ['by two wildcards', '%_', ['%_']],
      ['by ß in capitals', 'STRASSE', ['Filterstraße']],
      ['by ß itself', 'straß', ['Filterstraße']],
      ['by capital ẞ', 'STRAẞE', ['Filterstraße']],
      ['by a sigma that ends the filter but not the name', 'ΟΔΥΣ', ['Οδυσσεύς']],
      ['by a final sigma', 'εύς', ['Οδυσσεύς']],
      ['by a sigma that ends the name but not as it is written', 'ΕΎΣ', ['Οδυσσεύς']],
      ['by a decomposed letter', 'Cafe\u0301 F', ['Caf\u00e9 filtré']],
      ['by a letter beyond the BMP', '😀', ['smile 😀']],
      ['by a comma and brackets, which are no list here', '[a,b]', ['[a,b] list']],
      ['by what none has', 'nobody has this', []],
    ])('%s', async (_, nameFilter, names) => {
      const other = await startedOnce();
      const query = new URLSearchParams({ nameFilter, sortField: 'id', sortOrder: 'ascend' });
      const { json } = await other.call('GET', `/accounts?${query.toString()}`);
      expect((json.items as { name: string }[]).map(({ name }) => name)).toEqual(names);
      expect(json.totalCount).toBe(names.length);
    });

    const NAMES = [
      ...['Filter ASCII', 'my FILTER', '100% off', '1000 off', 'a_b', 'aXb', 'x a_b x', 'a\\b', 'a\\\\c', 'b\\'],
      ...[`O'Neil`, '%_', 'Filterstraße', 'Οδυσσεύς', 'Caf\u00e9 filtré', 'smile 😀', '[a,b] list', 'a list'],
    ];
    let started: Promise<TestApp> | undefined;
    /** A service with these accounts and no others. */
    const startedOnce = (): Promise<TestApp> =>
      (started ??= (async () => {
        const other = await startApp().as(Role.SystemAdministrator);
        await other.nest.get(DataSource).manager.deleteAll(Account);
        for (const name of NAMES) expect((await other.postJson('/accounts', { name })).status).toBe(200);
        return other;
      })());
    afterAll(async () => (await started)?.stop());

    it('whole where the filter is empty', async () => {
      const other = await startedOnce();
      for (const query of ['', '?nameFilter=', '?NAMEFILTER=']) {
        expect((await other.call('GET', `/accounts${query}`)).json.totalCount).toBe(NAMES.length);
      }
    });

    it('not where the filter is too long or XML cannot carry it', async () => {
      const long = await app.call('GET', `/accounts?nameFilter=${'x'.repeat(201)}`);
      expect([long.status, long.json.responseStatus.errors[0]?.fieldName]).toEqual([400, 'NameFilter']);
      const control = await app.call('GET', '/accounts?nameFilter=%01');
      expect(control.json.responseStatus.errorCode).toBe('InvalidCharacters');
    });
  });

  it.each(CONTENT_TYPES)('is created, got, patched, listed and deleted in %s', async (format, contentType) => {
    for (const at of [
      (path: string) => `${path}.${format}`,
      (path: string) => `${path}?format=${format}`,
      (_: string, operation: string) => `/${format}/reply/${operation}`,
      (_: string, operation: string) => `/api/${operation}.${format}`,
    ]) {
      const name = fresh(format);
      const created = await app.postJson(at('/accounts', 'NewAccount'), { name });
      const { id } = await app.nest.get(DataSource).manager.findOneByOrFail(Account, { name });
      const addressOf = (operation: string): string => {
        const address = at(`/accounts/${id}`, operation);
        return `${address}${address.includes('?') ? '&' : '?'}AccountId=${id}`;
      };
      const got = await app.call('GET', addressOf('GetAccount'));
      const patched = await app.call('PATCH', at(`/accounts/${id}`, 'PatchAccount'), {
        body: JSON.stringify({ accountId: id, name: `${name} patched` }),
        headers: { 'content-type': 'application/json' },
      });
      const listed = await app.call('GET', at('/accounts', 'ListAccounts'));
      for (const answer of [created, got, patched, listed]) {
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, contentType]);
        expect(answer.text).toContain(id);
      }
      expect(patched.text).toContain(`${name} patched`);
      expect((await app.call('DELETE', addressOf('DeleteAccount'))).status).toBe(204);
    }
  });

  it.each([
    ['POST', '/accounts'],
    ['GET', '/accounts'],
    ['GET', '/accounts/x'],
    ['PATCH', '/accounts/x'],
    ['DELETE', '/accounts/x'],
    ['POST', '/api/NewAccount'],
    ['GET', '/api/ListAccounts'],
  ])('is the administrators’ alone: %s %s', async (method, path) => {
    expect((await app.call(method, path, { headers: { authorization: '' } })).status).toBe(401);
    const clerk = `Basic ${Buffer.from(`clerk:${PASSWORD}`).toString('base64')}`;
    const answer = await app.call(method, path, { headers: { authorization: clerk } });
    expect([answer.status, answer.json.responseStatus.message]).toEqual([403, 'Invalid Role']);
  });

  it('lives its life through ServiceStack’s TypeScript client', async () => {
    const client = new JsonServiceClient(app.url);
    client.setCredentials('admin', PASSWORD);
    const name = fresh('client');
    const { id } = await client.post(request('NewAccount', 'POST', { name }));
    expect(await client.get(request('GetAccount', 'GET', { accountId: id }))).toMatchObject({ id, name });
    const patched = await client.patch(request('PatchAccount', 'PATCH', { accountId: id, name: `${name}!` }));
    expect(patched.name).toBe(`${name}!`);
    const list = await client.get(request('ListAccounts', 'GET', { nameFilter: name.toUpperCase() }));
    expect(list.items).toEqual([patched]);
    const taken = await client.api(request('NewAccount', 'POST', { name: `${name}!` }));
    expect(taken.error).toMatchObject({ errorCode: 'Conflict' });
    await client.delete(request('DeleteAccount', 'DELETE', { accountId: id }));
    const gone = await client.api(request('GetAccount', 'GET', { accountId: id }));
    expect(gone.error).toMatchObject({ errorCode: 'NotFound' });
  });
});

interface Shown {
  id?: string;
  name?: string;
  items?: Shown[];
}

/** A request of the client's, with what its generated class would have; only `members` are its own. */
function request(
  name: string,
  method: string,
  members: Record<string, unknown>,
): { createResponse(): Shown; getTypeName(): string; getMethod(): string } {
  const prototype = { createResponse: (): Shown => ({}), getTypeName: () => name, getMethod: () => method };
  return Object.assign(Object.create(prototype) as typeof prototype, members);
}
