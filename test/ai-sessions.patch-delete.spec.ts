import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { DataSource } from 'typeorm';
import { AISession } from '../src/ai/ai-session.entity.js';
import { Role } from '../src/auth/principal.js';
import { account, type Answer, PASSWORD, startApp, type TestApp } from './support/app.js';

const NAMESPACE = 'http://schemas.datacontract.org/2004/07/Voice.Api.AI';
const NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"';
const FORM = 'application/x-www-form-urlencoded';
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml',
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
};
const FORMATS = Object.keys(CONTENT_TYPES);

/** A session as its creator sees it. */
interface Created {
  readonly id: string;
  readonly path: string;
  readonly etag: string;
}

describe('a session', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(account('Acme'), account('Renamed')).as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  const create = async (accountName?: string, purpose = 'first'): Promise<Created> => {
    const accountId = accountName === undefined ? undefined : app.accountId(accountName);
    const answer = await app.postJson('/ai/sessions', { accountId, purpose });
    expect(answer.status).toBe(200);
    const id = String(answer.json.id);
    return { id, path: `/ai/sessions/${id}`, etag: etagOf(answer) };
  };
  const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    app.call('GET', path, { headers });
  const patch = (path: string, body: object | string, headers: Record<string, string> = {}): Promise<Answer> =>
    app.call('PATCH', path, {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const stored = (id: string): Promise<AISession | null> =>
    app.nest.get(DataSource).manager.findOneBy(AISession, { id });
  /** A session brought over from elsewhere, with an id that is not one of ours. */
  const bringOver = async (id: string): Promise<void> => {
    const date = '2026-11-22T06:07:08.123Z';
    await app.nest.get(DataSource).manager.insert(AISession, {
      ...{ id, dateCreated: date, dateLastModified: date, createdBy: 'import', lastModifiedBy: 'import' },
      ...{ accountId: null, purpose: id, version: 1 },
    });
  };

  describe('has an ETag that', () => {
    it('is strong, and the same on create, get and a patch that changes nothing', async () => {
      const { path, etag } = await create('Acme');
      expect(etag).toMatch(/^"[^"]+"$/);
      expect(etagOf(await get(path))).toBe(etag);
      expect(etagOf(await patch(path, {}))).toBe(etag);
    });

    it('is another after each change, and never one that was there before', async () => {
      const { path, etag } = await create();
      const etags = [etag];
      for (const purpose of ['a', 'b', 'a', null]) etags.push(etagOf(await patch(path, { purpose })));
      expect(new Set(etags).size).toBe(5);
      expect(etagOf(await get(path))).toBe(etags.at(-1));
    });

    it('is another one in each format', async () => {
      const { path } = await create('Acme');
      const answers = await Promise.all(FORMATS.map((format) => get(`${path}.${format}`)));
      expect(new Set(answers.map(etagOf)).size).toBe(4);
      expect(etagOf(await get(`${path}?format=XML`))).toBe(etagOf(answers[1]));
    });

    it('is another one once the account has another name', async () => {
      const { path, etag } = await create('Renamed');
      await app.rename('Renamed', 'Renamed once');
      const answer = await get(path, { 'if-none-match': etag });
      expect([answer.status, answer.json.accountName]).toEqual([200, 'Renamed once']);
      expect(etagOf(answer)).not.toBe(etag);
    });

    it('stays as it is when another account or another session changes', async () => {
      const { path, etag } = await create('Acme');
      await app.rename('Renamed', 'Renamed twice');
      await patch((await create('Acme')).path, { purpose: 'other' });
      expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
    });

    it('does not stand on a list', async () => {
      expect((await get('/ai/sessions')).headers.get('etag')).toBeNull();
    });
  });

  describe('is not sent again where If-None-Match', () => {
    it.each([
      ['names its ETag', (etag: string) => etag],
      ['names it as weak', (etag: string) => `W/${etag}`],
      ['lists it among others', (etag: string) => `"other", W/"1,2" , ${etag}`],
      ['lists it without spaces', (etag: string) => `"other",${etag},"more"`],
      ['is *', () => '*'],
      ['is * with spaces', () => ' * '],
    ])('%s', async (_, of) => {
      const { path, etag } = await create('Acme');
      const answer = await get(path, { 'if-none-match': of(etag) });
      expect([answer.status, answer.text]).toEqual([304, '']);
      expect(etagOf(answer)).toBe(etag);
      expect(answer.headers.get('vary')).toBe('Accept');
      expect(answer.headers.get('cache-control')).toBe('private, no-cache');
      expect(answer.headers.get('content-type')).toBeNull();
      const head = await app.call('HEAD', path, { headers: { 'if-none-match': of(etag) } });
      expect([head.status, etagOf(head)]).toEqual([304, etag]);
    });

    it.each(FORMATS)('names the ETag of the %s that is asked for', async (format) => {
      const { path } = await create('Acme');
      const known = etagOf(await get(`${path}.${format}`));
      const answers = await Promise.all(
        FORMATS.map((other) => get(`${path}.${other}`, { 'if-none-match': known, accept: '*/*' })),
      );
      expect(answers.map(({ status }) => status)).toEqual(FORMATS.map((other) => (other === format ? 304 : 200)));
    });
  });

  describe('is sent again where If-None-Match', () => {
    it.each([
      ['names an ETag without its quotes', (etag: string) => etag.replaceAll('"', '')],
      ['names another ETag', () => '"other"'],
      ['is empty', () => '""'],
      ['is nonsense', () => 'nonsense'],
      ['only contains its ETag', (etag: string) => `"x${etag.slice(1)}`],
    ])('%s', async (_, of) => {
      const { path, etag } = await create();
      expect((await get(path, { 'if-none-match': of(etag) })).status).toBe(200);
    });
  });

  describe.each(['PATCH', 'DELETE'])('is left as it is by %s where If-Match', (method) => {
    const change = (path: string, headers: Record<string, string>): Promise<Answer> =>
      method === 'PATCH' ? patch(path, { purpose: 'changed' }, headers) : app.call(method, path, { headers });

    it.each([
      ['names an ETag that it had before', (etag: string) => etag],
      ['lists only ETags that it does not have', (etag: string) => `"other", ${etag}`],
      ['is nonsense', () => 'nonsense'],
      ['is empty', () => '""'],
    ])('%s', async (_, of) => {
      const { id, path, etag } = await create('Acme');
      await patch(path, { purpose: 'second' });
      const answer = await change(path, { 'if-match': of(etag) });
      expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([412, 'PreconditionFailed']);
      expect(await stored(id)).toMatchObject({ purpose: 'second', version: 2 });
    });

    it.each([
      ['names its ETag as weak', (etag: string) => `W/${etag}`],
      ['names its ETag without the quotes', (etag: string) => etag.replaceAll('"', '')],
      ['lists it as weak', (etag: string) => `"other", W/${etag}`],
    ])('%s', async (_, of) => {
      const { id, path, etag } = await create('Acme');
      expect((await change(path, { 'if-match': of(etag) })).status).toBe(412);
      expect(await stored(id)).toMatchObject({ purpose: 'first', version: 1 });
    });

    it('says whether it names an ETag at all', async () => {
      const { path } = await create();
      const messageTo = async (ifMatch: string): Promise<unknown> =>
        (await change(path, { 'if-match': ifMatch })).json.responseStatus.message;
      expect(await messageTo('1-json')).toMatch(/^If-Match contains no strong ETag/);
      expect(await messageTo('"other"')).toMatch(/^The object has changed/);
    });

    it('says so in XML to who asks for XML', async () => {
      const { path } = await create();
      const answer = await change(path, { 'if-match': '"other"', accept: 'application/xml' });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([412, 'application/xml']);
      expect(answer.text).toContain('<ErrorCode>PreconditionFailed</ErrorCode>');
    });
  });

  describe.each([
    ['PATCH', 200],
    ['DELETE', 204],
  ])('is changed by %s where If-Match', (method, status) => {
    const change = (path: string, headers: Record<string, string>): Promise<Answer> =>
      method === 'PATCH' ? patch(path, { purpose: 'changed' }, headers) : app.call(method, path, { headers });

    it.each([
      ['names its ETag', (etag: string) => etag],
      ['lists it among others', (etag: string) => `"other", W/"1" ,${etag}`],
      ['is *', () => '*'],
      ['is * with spaces', () => ' * '],
    ])('%s', async (_, of) => {
      const { path, etag } = await create('Acme');
      expect((await change(path, { 'if-match': of(etag) })).status).toBe(status);
    });

    it('names the ETag of another format', async () => {
      const { path } = await create('Acme');
      const xml = etagOf(await get(`${path}.xml`));
      expect((await change(path, { 'if-match': xml, accept: 'application/json' })).status).toBe(status);
    });

    it('names the ETag from before the account was renamed', async () => {
      const { path, etag } = await create('Renamed');
      await app.rename('Renamed', `Renamed before ${method}`);
      expect((await change(path, { 'if-match': etag })).status).toBe(status);
    });
  });

  it('that there is not is 404, whatever If-Match says', async () => {
    for (const match of ['*', '"1-json"']) {
      expect((await patch('/ai/sessions/nobody', {}, { 'if-match': match })).status).toBe(404);
      expect((await app.call('DELETE', '/ai/sessions/nobody', { headers: { 'if-match': match } })).status).toBe(404);
    }
  });

  describe('patched by many at once', () => {
    it('loses no version', async () => {
      const { id, path } = await create('Acme');
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) => patch(path, { purpose: `patch ${index}` })),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200));
      expect(new Set(answers.map(etagOf)).size).toBe(100);
      const now = await get(path);
      const last = answers.find((answer) => etagOf(answer) === etagOf(now));
      expect(last?.text).toBe(now.text);
      expect((await stored(id))?.version).toBe(101);
    });

    it('is changed by exactly one of those with the same If-Match', async () => {
      const { id, path, etag } = await create('Acme');
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => patch(path, { purpose: `patch ${index}` }, { 'if-match': etag })),
      );
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 412)).toHaveLength(49);
      expect(await stored(id)).toMatchObject({ purpose: won[0]?.json.purpose, version: 2 });
    });

    it('is deleted once, and then not there for the others', async () => {
      const { path } = await create();
      const answers = await Promise.all(Array.from({ length: 20 }, () => app.call('DELETE', path)));
      expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(19).fill(404)]);
    });
  });

  describe('when patched', () => {
    it('gets the new purpose, a new date and who changed it, and keeps the rest', async () => {
      const { id, path } = await create('Acme');
      const old = '2020-01-01T00:00:00.000Z';
      await app.nest.get(DataSource).manager.update(AISession, id, { dateLastModified: old, lastModifiedBy: 'x' });
      const before = await get(path);
      const answer = await patch(path, { purpose: 'second' });
      const { dateLastModified, ...rest } = answer.json;
      expect(rest).toEqual({
        ...{ ...before.json, dateLastModified: undefined },
        ...{ purpose: 'second', lastModifiedBy: 'admin' },
      });
      expect(String(dateLastModified) > old).toBe(true);
      expect((await get(path)).text).toBe(answer.text);
    });

    it.each([
      ['the same purpose', 'application/json', '{"purpose":"first"}'],
      ['nothing', 'application/json', '{}'],
      ['no body', 'application/json', ''],
      ['unknown members', 'application/json', '{"accountId":"other","id":"x","dateCreated":"2020"}'],
      ['XML nil', 'application/xml', `<PatchAISession xmlns="${NAMESPACE}"><Purpose ${NIL}/></PatchAISession>`],
      ['XML without members', 'application/xml', `<PatchAISession xmlns="${NAMESPACE}"/>`],
      ['an empty form', FORM, ''],
    ])('with %s keeps its date and its version', async (_, contentType, body) => {
      const { id, path, etag } = await create('Acme');
      const old = '2020-01-01T00:00:00.000Z';
      await app.nest.get(DataSource).manager.update(AISession, id, { dateLastModified: old, lastModifiedBy: 'x' });
      const before = await get(path);
      const answer = await patch(path, body, { 'content-type': contentType, accept: 'application/json' });
      expect([answer.status, answer.text, etagOf(answer)]).toEqual([200, before.text, etag]);
      expect(await stored(id)).toMatchObject({
        ...{ purpose: 'first', version: 1, dateLastModified: old, lastModifiedBy: 'x' },
        accountId: app.accountId('Acme'),
      });
    });

    it.each([
      ['JSON null', '', 'application/json', '{"Purpose":null}'],
      ['?reset= and JSON', '?reset=Purpose', 'application/json', '{}'],
      ['?reset= and no body', '?reset=Purpose', '', ''],
      ['?reset= over a value', '?reset=Purpose', 'application/json', '{"purpose":"second"}'],
      [
        '?reset= and XML nil',
        '?Reset=purpose',
        'application/xml',
        `<PatchAISession xmlns="${NAMESPACE}"><Purpose ${NIL}/></PatchAISession>`,
      ],
      ['?reset= and a form', '?RESET=,PURPOSE,', FORM, 'other=1'],
      ['?reset= twice', '?reset=Purpose&reset=Purpose', FORM, ''],
    ])('is cleared by %s', async (_, query, contentType, body) => {
      const { id, path } = await create('Acme');
      const answer = await patch(path + query, body, { 'content-type': contentType, accept: 'application/json' });
      expect([answer.status, 'purpose' in answer.json]).toEqual([200, false]);
      expect(await stored(id)).toMatchObject({ purpose: null, version: 2 });
      expect((await patch(path, { purpose: null })).status).toBe(200);
      expect((await stored(id))?.version).toBe(2);
    });

    it.each([
      ['JSON', 'application/json', '{"purpose":""}'],
      ['XML', 'text/xml', `<PatchAISession xmlns="${NAMESPACE}"><Purpose/></PatchAISession>`],
      ['a form', FORM, 'purpose='],
    ])('tells an empty purpose in %s from none', async (_, contentType, body) => {
      const { id, path } = await create();
      const answer = await patch(path, body, { 'content-type': contentType, accept: 'application/json' });
      expect(answer.json.purpose).toBe('');
      expect((await stored(id))?.purpose).toBe('');
    });

    it.each(['Nonsense', 'Purpose,Nonsense', 'AccountId'])('refuses ?reset=%s', async (reset) => {
      const { id, path } = await create();
      const answer = await patch(`${path}?reset=${reset}`, { purpose: 'second' });
      expect([answer.status, answer.json.responseStatus.errors[0]?.fieldName]).toEqual([400, 'Reset']);
      expect(answer.json.responseStatus.message).toContain(reset.split(',').at(-1));
      expect(await stored(id)).toMatchObject({ purpose: 'first', version: 1 });
    });

    it.each([
      ['JSON', 'application/json', (id: string) => `{"sessionid":"${id}","purpose":"second"}`],
      [
        'XML',
        'application/xml',
        (id: string) =>
          `<PatchAISession xmlns="${NAMESPACE}"><Purpose>second</Purpose><SessionId>${id}</SessionId></PatchAISession>`,
      ],
      ['a form', FORM, (id: string) => `SessionId=${id}&Purpose=second`],
    ])('takes a SessionId in %s that is the path’s, and no other', async (_, contentType, bodyWith) => {
      const { id, path } = await create();
      const headers = { 'content-type': contentType, accept: 'application/json' };
      for (const other of ['other', '', id.toUpperCase()]) {
        const wrong = await patch(path, bodyWith(other), headers);
        expect([wrong.status, wrong.json.responseStatus.errors[0]?.fieldName]).toEqual([400, 'SessionId']);
      }
      expect((await stored(id))?.version).toBe(1);
      const right = await patch(path, bodyWith(id), headers);
      expect([right.status, right.json.purpose]).toEqual([200, 'second']);
    });

    it('takes a null SessionId as one that was not sent', async () => {
      const { path } = await create();
      expect((await patch(path, { sessionId: null, purpose: 'second' })).status).toBe(200);
    });

    it('reads no members from the query of its own route', async () => {
      const { path } = await create();
      expect((await patch(`${path}?purpose=query`, {})).json.purpose).toBe('first');
    });

    it('is told what is wrong with its purpose', async () => {
      const { id, path } = await create();
      const long = await patch(path, { purpose: 'x'.repeat(4001) });
      expect(long.json.responseStatus.errors).toMatchObject([{ errorCode: 'MaximumLength', fieldName: 'Purpose' }]);
      const control = await patch(path, { purpose: 'a\u0001' });
      expect(control.json.responseStatus.errorCode).toBe('InvalidCharacters');
      const number = await patch(path, { purpose: 1 });
      expect(number.json.responseStatus.errorCode).toBe('InvalidType');
      expect([long.status, control.status, number.status]).toEqual([400, 400, 400]);
      expect(await stored(id)).toMatchObject({ purpose: 'first', version: 1 });
    });
  });

  describe('when deleted', () => {
    it.each([
      ['DELETE', (path: string) => app.call('DELETE', path)],
      ['DELETE with a suffix', (path: string) => app.call('DELETE', `${path}.xml`)],
      ['DELETE for XML', (path: string) => app.call('DELETE', path, { headers: { accept: 'text/xml' } })],
      ['DELETE with a body', (path: string, id: string) => withJson('DELETE', path, { sessionId: id })],
      ['DELETE by override', (path: string) => app.postJson(path, '', { 'x-http-method-override': 'DELETE' })],
      [
        'ServiceStack’s route',
        (_: string, id: string) => app.call('DELETE', `/api/DeleteAISession?SessionId=${encodeURIComponent(id)}`),
      ],
      ['POST', (_: string, id: string) => app.postJson('/api/DeleteAISession', { SessionId: id })],
      [
        'POST of XML',
        (_: string, id: string) =>
          app.postXml(
            '/xml/reply/DeleteAISession',
            `<DeleteAISession xmlns="${NAMESPACE}"><SessionId>${id}</SessionId></DeleteAISession>`,
          ),
      ],
      [
        'POST of a form',
        (_: string, id: string) =>
          app.call('POST', '/csv/reply/DeleteAISession', {
            body: `sessionId=${id}`,
            headers: { 'content-type': FORM },
          }),
      ],
    ])('by %s answers 204 with nothing in it', async (_, remove) => {
      const { id, path } = await create('Acme');
      const answer = await remove(path, id);
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect(answer.headers.get('content-type')).toBeNull();
      expect(answer.headers.get('content-length')).toBeNull();
      expect(await stored(id)).toBeNull();
    });

    const withJson = (method: string, path: string, body: object): Promise<Answer> =>
      app.call(method, path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

    it('is gone from get, list and count at once', async () => {
      const own = await app.postJson('/accounts', { name: 'Own' });
      const accountId = String(own.json.id);
      const ids: string[] = [];
      for (const purpose of ['a', 'b', 'c']) {
        ids.push(String((await app.postJson('/ai/sessions', { accountId, purpose })).json.id));
      }
      const list = async (): Promise<Answer['json']> => (await get(`/ai/sessions?accountIds=${accountId}`)).json;
      expect(await list()).toMatchObject({ totalCount: 3 });
      for (const [index, id] of ids.entries()) {
        expect((await app.call('DELETE', `/ai/sessions/${id}`)).status).toBe(204);
        const now = await Promise.all([get(`/ai/sessions/${id}`), list()]);
        expect([now[0].status, now[0].json.responseStatus.errorCode]).toEqual([404, 'NotFound']);
        expect(now[1].totalCount).toBe(2 - index);
        expect((now[1].items as { id: string }[]).map((item) => item.id)).toEqual(ids.slice(index + 1).reverse());
      }
    });

    it('is not there to be patched or deleted again', async () => {
      const { path } = await create();
      await app.call('DELETE', path);
      expect((await patch(path, { purpose: 'second' })).status).toBe(404);
      expect((await app.call('DELETE', path)).status).toBe(404);
      expect((await app.call('HEAD', path)).status).toBe(404);
    });

    it('stays where its answer cannot be had in any format', async () => {
      const { id, path } = await create();
      expect((await app.call('DELETE', path, { headers: { accept: 'image/png' } })).status).toBe(406);
      expect((await patch(path, { purpose: 'x' }, { accept: 'image/png' })).status).toBe(406);
      expect(await stored(id)).toMatchObject({ version: 1 });
    });

    it('stays where its address and what is sent mean different ones', async () => {
      const { id, path } = await create();
      expect((await withJson('DELETE', path, { sessionId: 'other' })).status).toBe(400);
      expect((await app.call('DELETE', `${path}?sessionId=other`)).status).toBe(400);
      expect(await stored(id)).not.toBeNull();
    });

    it('needs to be named on ServiceStack’s routes', async () => {
      for (const operation of ['DeleteAISession', 'PatchAISession', 'GetAISession']) {
        const answer = await app.postJson(`/api/${operation}`, {});
        expect([answer.status, answer.json.responseStatus.errors[0]]).toMatchObject([
          400,
          { errorCode: 'NotEmpty', fieldName: 'SessionId' },
        ]);
      }
    });
  });

  describe('answers HEAD', () => {
    it.each([
      ['its address', (id: string) => `/ai/sessions/${id}`],
      ['a suffix', (id: string) => `/ai/sessions/${id}.xml`],
      ['?format=', (id: string) => `/ai/sessions/${id}?format=csv`],
      ['an address with nothing at it', () => '/ai/sessions/nobody'],
      ['a list', () => '/ai/sessions?countPerPage=1'],
    ])('at %s as it answers GET, without the body', async (_, pathOf) => {
      const path = pathOf((await create('Acme')).id);
      const [head, got] = [await app.call('HEAD', path), await get(path)];
      expect([head.status, head.text]).toEqual([got.status, '']);
      const names = ['content-type', 'content-length', 'etag', 'vary', 'cache-control', 'link', 'content-disposition'];
      expect(names.map((name) => head.headers.get(name))).toEqual(names.map((name) => got.headers.get(name)));
    });
  });

  describe('is found by an id with', () => {
    it.each([
      ['a dot', 'v1.2', 'v1.2'],
      ['another suffix', 'report.txt', 'report.txt'],
      ['a suffix in capitals', 'report.XML', 'report.XML'],
      ['the dot of a suffix encoded', 'report.xml', 'report%2Exml'],
      ['two suffixes, of which one is a format', 'report.csv', 'report.csv.json'],
      ['a slash', 'a/b', 'a%2Fb'],
      ['a percent sign', '100%', '100%25'],
      ['what looks encoded', '%2E', '%252E'],
      ['spaces', 'a b ', 'a%20b%20'],
      ['a plus', 'a+b', 'a+b'],
      ['a question mark and a hash', 'a?b#c', 'a%3Fb%23c'],
      ['a semicolon and a comma', 'a;b,c', 'a;b,c'],
      ['an ampersand and an equals sign', 'a&b=c', 'a&b=c'],
      ['a quote', `a"b'c`, 'a%22b%27c'],
      ['a backslash', 'a\\b', 'a%5Cb'],
      ['a colon and an asterisk', ':id*', ':id*'],
      ['letters of many scripts', 'Žižkov-東京-😀', encodeURIComponent('Žižkov-東京-😀')],
      ['64 characters beyond the BMP', '😀'.repeat(64), encodeURIComponent('😀'.repeat(64))],
    ])('%s', async (_, id, encoded) => {
      await bringOver(id);
      const got = await get(`/ai/sessions/${encoded}`);
      expect([got.status, got.status === 200 && got.json.id]).toEqual([200, id]);
      const patched = await patch(`/ai/sessions/${encoded}`, { SessionId: id, purpose: 'second' });
      expect([patched.status, patched.json.id]).toEqual([200, id]);
      const byQuery = await get(`/api/GetAISession?SessionId=${encodeURIComponent(id)}`);
      expect(byQuery.json).toMatchObject({ id, purpose: 'second' });
      expect((await app.call('DELETE', `/ai/sessions/${encoded}`)).status).toBe(204);
      expect(await stored(id)).toBeNull();
    });

    it('a suffix behind its own, which is taken off once', async () => {
      await bringOver('twice.xml');
      const answer = await get('/ai/sessions/twice.xml.xml');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/xml']);
      expect(answer.text).toContain('>twice.xml</Id>');
      expect((await get('/ai/sessions/twice.xml')).status).toBe(404);
    });
  });

  it.each([
    ['an id longer than any', 'x'.repeat(65)],
    ['an id much longer than any', 'x'.repeat(5000)],
    ['an id in other case', 'NOBODY'],
    ['a pattern', '%25'],
    ['SQL', `' OR 1=1 --`],
  ])('is not found by %s', async (_, id) => {
    await create();
    for (const method of ['GET', 'DELETE']) {
      const answer = await app.call(method, `/ai/sessions/${encodeURIComponent(id)}`);
      expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([404, 'NotFound']);
    }
    expect((await patch(`/ai/sessions/${encodeURIComponent(id)}`, { purpose: 'x' })).status).toBe(404);
  });

  it('is not found where its id is empty or has something behind it', async () => {
    const { path } = await create();
    expect((await get('/ai/sessions/')).status).toBe(404);
    expect((await get(`${path}/`)).status).toBe(404);
    expect((await get(`${path}/more`)).status).toBe(404);
  });

  it.each(['%00', 'a%01b', '%EF%BF%BF'])('is not looked for by the id %s, which XML cannot carry', async (id) => {
    const answer = await get(`/ai/sessions/${id}`);
    expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([400, 'InvalidCharacters']);
  });

  it('answers other verbs at its address with those it has', async () => {
    const { path } = await create();
    const answer = await app.call('PUT', path);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'DELETE, GET, HEAD, PATCH']);
  });

  describe.each(FORMATS)('in %s', (format) => {
    const contentType = CONTENT_TYPES[format];
    const ways: [string, (path: string) => string, Record<string, string>][] = [
      ['a suffix', (path) => `${path}.${format}`, {}],
      ['?format=', (path) => `${path}?format=${format}`, {}],
      ['Accept', (path) => path, { accept: contentType?.split(';')[0] ?? '' }],
    ];

    it.each(ways)('is got, patched and listed by %s', async (_, at, headers) => {
      const { id, path } = await create('Acme');
      const got = await get(at(path), headers);
      const patched = await patch(at(path), { purpose: 'second' }, headers);
      const listed = await get(at('/ai/sessions'), headers);
      for (const answer of [got, patched, listed]) {
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, contentType]);
        expect(answer.text).toContain(id);
      }
      expect([got.text.includes('first'), patched.text.includes('second')]).toEqual([true, true]);
    });

    it('is got, patched and listed on ServiceStack’s routes', async () => {
      const { id } = await create('Acme');
      for (const answer of [
        await get(`/api/GetAISession.${format}?SessionId=${id}`),
        await get(`/${format}/reply/GetAISession?sessionid=${id}`),
        await app.postJson(`/${format}/reply/GetAISession`, { SessionId: id }),
        await patch(`/${format}/reply/PatchAISession`, { SessionId: id, Purpose: 'second' }),
        await app.postJson(`/${format}/reply/PatchAISession`, { SessionId: id, Purpose: 'third' }),
        await app.postJson(`/${format}/reply/PatchAISession?SessionId=${id}&purpose=fourth`, ''),
        await app.postJson(`/${format}/reply/PatchAISession?SessionId=${id}&reset=purpose`, ''),
        await get(`/${format}/reply/ListAISessions?specificIds=${id}`),
        await app.postJson(`/${format}/reply/ListAISessions`, { specificIds: [id] }),
      ]) {
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, contentType]);
        expect(answer.text).toContain(id);
      }
      expect(await stored(id)).toMatchObject({ purpose: null, version: 5 });
    });

    it('is patched with an XML or a form body as well', async () => {
      const { id, path } = await create('Acme');
      const accept = contentType?.split(';')[0] ?? '';
      const xml = `<PatchAISession xmlns="${NAMESPACE}"><Purpose>in XML</Purpose></PatchAISession>`;
      const answer = await patch(path, xml, { 'content-type': 'application/xml', accept });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, contentType]);
      expect(answer.text).toContain('in XML');
      await patch(path, 'Purpose=in+a+form', { 'content-type': FORM, accept });
      expect((await stored(id))?.purpose).toBe('in a form');
    });
  });

  it('is changed by nothing that is only read', async () => {
    const { id } = await create();
    for (const operation of ['PatchAISession', 'DeleteAISession']) {
      const answer = await get(`/api/${operation}?SessionId=${id}&purpose=x`);
      expect(answer.status).toBe(405);
    }
    expect(await stored(id)).toMatchObject({ purpose: 'first', version: 1 });
  });

  it('answers ServiceStack’s routes with its ETag, and heeds If-Match there', async () => {
    const { id, etag } = await create('Acme');
    const got = await get(`/api/GetAISession?SessionId=${id}`);
    expect(etagOf(got)).toBe(etag);
    expect((await get(`/api/GetAISession?SessionId=${id}`, { 'if-none-match': etag })).status).toBe(304);
    const stale = { 'if-match': '"0-json"' };
    expect((await app.postJson('/api/PatchAISession', { SessionId: id, purpose: 'x' }, stale)).status).toBe(412);
    expect((await app.postJson('/api/DeleteAISession', { SessionId: id }, stale)).status).toBe(412);
    const right = { 'if-match': etag };
    expect((await app.postJson('/api/PatchAISession', { SessionId: id, purpose: 'x' }, right)).status).toBe(200);
  });

  it('is patched and got by POST with X-HTTP-Method-Override', async () => {
    const { path, etag } = await create('Acme');
    const patched = await app.postJson(path, { purpose: 'second' }, { 'x-http-method-override': 'patch' });
    expect([patched.status, patched.json.purpose]).toEqual([200, 'second']);
    const stale = { 'x-http-method-override': 'PATCH', 'if-match': etag };
    expect((await app.postJson(path, { purpose: 'third' }, stale)).status).toBe(412);
    const got = await app.postJson(path, '', { 'x-http-method-override': 'GET' });
    expect(got.text).toBe(patched.text);
  });

  it.each([
    ['PATCH', '/ai/sessions/x', ''],
    ['DELETE', '/ai/sessions/x', ''],
    ['GET', '/ai/sessions/x', ''],
    ['POST', '/ai/sessions/x', 'DELETE'],
    ['POST', '/api/DeleteAISession', ''],
  ])('tells an anonymous %s %s nothing', async (method, path, override) => {
    const headers = { authorization: '', 'x-http-method-override': override };
    expect((await app.call(method, path, { headers, body: method === 'GET' ? undefined : '{' })).status).toBe(401);
  });

  describe('lives its life through ServiceStack’s TypeScript client', () => {
    it.each(['api', ''])('with the base path "%s"', async (basePath) => {
      const client = new JsonServiceClient(app.url).useBasePath(basePath);
      client.setCredentials('admin', PASSWORD);
      const accountId = app.accountId('Acme');
      const made = await client.post(new NewAISession({ accountId, purpose: 'first' }));
      const sessionId = made.id;

      expect(await client.get(new GetAISession({ sessionId }))).toMatchObject({ id: sessionId, accountName: 'Acme' });
      const patched = await client.patch(new PatchAISession({ sessionId, purpose: 'second' }));
      expect(patched).toMatchObject({ id: sessionId, purpose: 'second' });
      expect(await client.send(new PatchAISession({ sessionId }))).toEqual(patched);
      const cleared = await client.patch(new PatchAISession({ sessionId, purpose: null }));
      expect(cleared.purpose).toBeUndefined();

      const request = new ListAISessions({ accountIds: [accountId, 'other'], specificIds: [sessionId] });
      const list = await client.get(request);
      expect(list).toMatchObject({ items: [{ id: sessionId }], totalCount: 1, hasMorePages: false });
      expect(await client.send(request)).toEqual(list);

      await client.delete(new DeleteAISession({ sessionId }));
      const { error } = await client.api(new GetAISession({ sessionId }));
      expect(error).toMatchObject({ errorCode: 'NotFound' });
      const again = await client.api(new DeleteAISession({ sessionId }));
      expect(again.error).toMatchObject({ errorCode: 'NotFound' });
    });
  });
});

function etagOf(answer: Answer | undefined): string {
  const etag = answer?.headers.get('etag');
  if (!etag) throw new Error(`An answer with status ${answer?.status} has no ETag.`);
  return etag;
}

/** What the classes that ServiceStack's generator writes for TypeScript have in common. */
abstract class Dto<T> {
  constructor(init: T) {
    Object.assign(this, init);
  }
}
interface SessionInfo {
  id: string;
  accountName?: string;
  purpose?: string;
}
class NewAISession extends Dto<{ accountId: string; purpose: string }> {
  getTypeName(): string {
    return 'NewAISession';
  }
  getMethod(): string {
    return 'POST';
  }
  createResponse(): SessionInfo {
    return { id: '' };
  }
}
class GetAISession extends Dto<{ sessionId: string }> {
  getTypeName(): string {
    return 'GetAISession';
  }
  getMethod(): string {
    return 'GET';
  }
  createResponse(): SessionInfo {
    return { id: '' };
  }
}
class PatchAISession extends Dto<{ sessionId: string; purpose?: string | null }> {
  getTypeName(): string {
    return 'PatchAISession';
  }
  getMethod(): string {
    return 'PATCH';
  }
  createResponse(): SessionInfo {
    return { id: '' };
  }
}
class ListAISessions extends Dto<{ accountIds: string[]; specificIds: string[] }> {
  getTypeName(): string {
    return 'ListAISessions';
  }
  getMethod(): string {
    return 'GET';
  }
  createResponse(): { items: SessionInfo[]; totalCount: number } {
    return { items: [], totalCount: 0 };
  }
}
class DeleteAISession extends Dto<{ sessionId: string }> {
  getTypeName(): string {
    return 'DeleteAISession';
  }
  getMethod(): string {
    return 'DELETE';
  }
  createResponse(): void {
    // Nothing comes back.
  }
}
