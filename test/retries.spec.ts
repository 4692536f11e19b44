import { request as httpRequest } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Account } from '../src/accounts/account.entity.js';
import { AISession } from '../src/ai/ai-session.entity.js';
import { Role } from '../src/auth/principal.js';
import { Database } from '../src/database/engine/database.js';
import { IdempotencyKey } from '../src/database/idempotency/idempotency-key.entity.js';
import { IdempotencyPurgeService } from '../src/database/idempotency/idempotency-purge.service.js';
import { type Answer, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { type TestDatabase, testDatabase } from './support/test-database.js';

const HOUR = 3_600_000;

/** What can be created, each told apart by a text of its own. */
const KINDS = [
  {
    noun: 'a session',
    path: '/ai/sessions',
    root: 'AISessionInfo',
    operation: 'NewAISession',
    namespace: 'http://schemas.datacontract.org/2004/07/Voice.Api.AI',
    member: 'purpose',
    other: { purpose: null },
    invalid: { accountId: 'nobody' },
    rows: (app: TestApp, purpose: string): Promise<number> =>
      app.nest.get(DataSource).manager.countBy(AISession, { purpose }),
  },
  {
    noun: 'an account',
    path: '/accounts',
    root: 'AccountInfo',
    operation: 'NewAccount',
    namespace: 'http://schemas.datacontract.org/2004/07/Voice.Api.Accounts',
    member: 'name',
    other: { name: 'Another' },
    invalid: { parentAccountId: 'nobody' },
    rows: (app: TestApp, name: string): Promise<number> => app.nest.get(DataSource).manager.countBy(Account, { name }),
  },
];

let count = 0;
/** A text that nothing else in these tests has. */
const fresh = (what: string): string => `${what} ${++count}`;
const freshKey = (): string => `key-${++count}`;

describe.each(KINDS)('creating $noun under an Idempotency-Key', (kind) => {
  const { path, member, root, operation, namespace, other, invalid, rows } = kind;
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp()
      .with(user('second', PASSWORD, Role.SystemAdministrator))
      .as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  const create = (key: string, body: object | string, headers: Record<string, string> = {}): Promise<Answer> =>
    app.postJson(path, body, { 'idempotency-key': key, ...headers });

  it.each(['application/json', 'application/xml', 'text/csv', 'application/jsonl'])(
    'gives a retry the first answer byte for byte in %s',
    async (accept) => {
      const [key, text] = [freshKey(), fresh('same')];
      const answers: Answer[] = [];
      for (let i = 0; i < 3; i++) answers.push(await create(key, { [member]: text }, { accept }));
      for (const answer of answers) expect(seen(answer)).toEqual(seen(answers[0]));
      expect(answers[0]?.headers.get('content-type')).toContain(accept);
      expect(await rows(app, text)).toBe(1);
    },
  );

  it('gives a retry the same object in another format, however it is sent', async () => {
    const [key, text] = [freshKey(), fresh('formats')];
    const json = await create(key, { [member]: text }, { accept: 'application/json' });
    const xml = await create(key, { [member]: text }, { accept: 'application/xml' });
    expect([xml.status, xml.headers.get('content-type')]).toEqual([200, 'application/xml']);
    expect(xml.text).toContain(`<${root} `);
    const wireName = member.charAt(0).toUpperCase() + member.slice(1);
    const retries = [
      create(key, { [wireName.toUpperCase()]: text, unknown: 1, [Object.keys(invalid)[0] ?? '']: null }),
      app.call('POST', `${path}.json`, {
        body: `<${operation} xmlns="${namespace}"><${wireName}>${text}</${wireName}></${operation}>`,
        headers: { 'content-type': 'application/xml', 'idempotency-key': key },
      }),
      app.call('POST', path, {
        body: new URLSearchParams({ [member]: text }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': key },
      }),
      app.postJson(`/json/reply/${operation}`, { [member]: text }, { 'idempotency-key': key }),
      app.call('POST', `/api/${operation}?${new URLSearchParams({ [member]: text }).toString()}`, {
        headers: { 'idempotency-key': key },
      }),
    ];
    for (const retry of await Promise.all(retries)) expect(seen(retry)).toEqual(seen(json));
    const { id, dateCreated } = json.json;
    expect(xml.text).toContain(`>${String(id)}</Id>`);
    expect(xml.text).toContain(`>${String(dateCreated)}</DateCreated>`);
    expect(await rows(app, text)).toBe(1);
  });

  it('gives a retry the first answer even after the object has changed or is gone', async () => {
    const [key, text] = [freshKey(), fresh('changed')];
    const first = await create(key, { [member]: text });
    const own = `${path}/${String(first.json.id)}`;
    const body = JSON.stringify({ [member]: `${text} then` });
    await app.call('PATCH', own, { body, headers: { 'content-type': 'application/json' } });
    expect(seen(await create(key, { [member]: text }))).toEqual(seen(first));
    expect((await app.call('DELETE', own)).status).toBe(204);
    expect(seen(await create(key, { [member]: text }))).toEqual(seen(first));
    expect((await app.call('GET', own)).status).toBe(404);
    expect(await rows(app, text)).toBe(0);
  });

  it('refuses another request under the same key, and stores nothing of it', async () => {
    const [key, text, second] = [freshKey(), fresh('first'), fresh('second')];
    const first = await create(key, { [member]: text });
    for (const body of [{ [member]: second }, { [member]: `${text} ` }, { [member]: text.toUpperCase() }, other]) {
      const answer = await create(key, body);
      expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([422, 'IdempotencyKeyReuse']);
    }
    const xml = await create(key, { [member]: second }, { accept: 'application/xml' });
    expect([xml.status, xml.headers.get('content-type')]).toEqual([422, 'application/xml']);
    expect(xml.text).toContain('<ErrorCode>IdempotencyKeyReuse</ErrorCode>');
    expect(await rows(app, second)).toBe(0);
    expect(seen(await create(key, { [member]: text }))).toEqual(seen(first));
  });

  it('refuses a request of another operation under the same key', async () => {
    const key = freshKey();
    await create(key, { [member]: fresh('operation') });
    const elsewhere = KINDS.find(({ noun }) => noun !== kind.noun);
    const body = { [elsewhere?.member ?? '']: fresh('elsewhere') };
    const answer = await app.postJson(elsewhere?.path ?? '', body, { 'idempotency-key': key });
    expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([422, 'IdempotencyKeyReuse']);
  });

  it('keeps the keys of two callers apart', async () => {
    const key = freshKey();
    const [mine, theirs] = [fresh('mine'), fresh('theirs')];
    const second = { authorization: basic('second', PASSWORD) };
    const first = await create(key, { [member]: mine });
    const answer = await create(key, { [member]: theirs }, second);
    expect([answer.status, answer.json.createdBy, answer.json[member]]).toEqual([200, 'second', theirs]);
    expect(seen(await create(key, { [member]: mine }))).toEqual(seen(first));
    expect(seen(await create(key, { [member]: theirs }, second))).toEqual(seen(answer));
    expect((await create(key, { [member]: mine }, second)).status).toBe(422);
  });

  it('tells who has no credentials, or no role, nothing of a key', async () => {
    const [key, text] = [freshKey(), fresh('secret')];
    await create(key, { [member]: text });
    for (const authorization of ['', basic('admin', 'wrong')]) {
      const answer = await create(key, { [member]: text }, { authorization });
      expect([answer.status, answer.text.includes(text)]).toEqual([401, false]);
    }
  });

  it('gives no replay in a format that there is not', async () => {
    const [key, text] = [freshKey(), fresh('format')];
    const answer = await create(key, { [member]: text }, { accept: 'image/png' });
    expect(answer.status).toBe(406);
    expect((await create(key, other)).status).not.toBe(422);
  });

  it.each([
    ['a bare one', 'plain-KEY_1', '"plain-KEY_1"'],
    ['one of every visible character', `!#$%&'()*+,-./:;<=>?@[]^_\`{|}~`, `"!#$%&'()*+,-./:;<=>?@[]^_\`{|}~"`],
    ['one with a backslash', 'a\\b', '"a\\\\b"'],
    ['one with a quote', 'a"b', '"a\\"b"'],
    ['one of 255 characters', 'k'.repeat(255), `"${'k'.repeat(255)}"`],
    ['one of 255 quotes', `k${'"'.repeat(254)}`, `"k${'\\"'.repeat(254)}"`],
  ])('takes %s as equal to the same one in quotes', async (_, bare, quoted) => {
    const body = { [member]: fresh('quotes') };
    const [first, second] = [await create(bare, body), await create(quoted, body)];
    expect(first.status).toBe(200);
    expect(seen(second)).toEqual(seen(first));
  });

  it('takes a quoted key with spaces, and tells keys apart by case and by each character', async () => {
    const keys = ['"a key"', '"a  key"', '"A key"', '" a key"', '"a key "'];
    const texts = keys.map(() => fresh('spaces'));
    for (const [index, key] of keys.entries()) {
      expect((await create(key, { [member]: texts[index] })).status).toBe(200);
    }
    expect((await create(keys[0] ?? '', { [member]: texts[0] })).status).toBe(200);
    expect((await create(keys[0] ?? '', { [member]: texts[1] })).status).toBe(422);
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
    ['begins with a quote alone', ['"key']],
    ['is a quote', ['"']],
    ['has something behind its quotes', ['"key"x']],
    ['has a quote within its quotes', ['"a"b"']],
    ['escapes what needs none', ['"a\\b"']],
    ['ends in an escaped quote', ['"key\\"']],
    ['comes twice', ['one', 'two']],
    ['comes twice in quotes', ['"one"', '"two"']],
    ['comes twice and is the same', ['one', 'one']],
    ['is a list', ['"one", "two"']],
  ])('refuses a key that %s, and stores nothing', async (_, keys) => {
    const text = fresh('malformed');
    const { status, body } = await send(app, path, { [member]: text }, keys);
    expect(status).toBe(400);
    const { responseStatus } = JSON.parse(body) as Answer['json'];
    expect(responseStatus.errors).toMatchObject([{ errorCode: 'InvalidFormat', fieldName: 'IdempotencyKey' }]);
    expect(await rows(app, text)).toBe(0);
  });

  it('answers 50 at once under one key alike, and stores one', async () => {
    const [key, text] = [freshKey(), fresh('crowd')];
    const answers = await Promise.all(Array.from({ length: 50 }, () => create(key, { [member]: text })));
    for (const answer of answers) expect(seen(answer)).toEqual(seen(answers[0]));
    expect(answers[0]?.status).toBe(200);
    expect(await rows(app, text)).toBe(1);
  });

  it('of 50 at once under one key stores the first, and refuses those that ask for something else', async () => {
    const [key, ...texts] = [freshKey(), fresh('crowd'), fresh('crowd'), fresh('crowd')];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => create(key, { [member]: texts[index % 3] })),
    );
    const stored = await Promise.all(texts.map((text) => rows(app, text)));
    expect(stored.toSorted()).toEqual([0, 0, 1]);
    const winner = stored.indexOf(1);
    const winners = answers.filter((_, index) => index % 3 === winner);
    for (const answer of winners) expect(seen(answer)).toEqual(seen(winners[0]));
    expect(winners[0]).toMatchObject({ status: 200, json: { [member]: texts[winner] } });
    for (const [index, { status }] of answers.entries()) expect(status).toBe(index % 3 === winner ? 200 : 422);
  });

  it('gives retries the first answer although others misuse its key at the same time', async () => {
    const [key, text, second] = [freshKey(), fresh('kept'), fresh('misuse')];
    const first = await create(key, { [member]: text });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => create(key, { [member]: index % 2 ? text : second })),
    );
    for (const [index, answer] of answers.entries()) {
      if (index % 2) expect(seen(answer)).toEqual(seen(first));
      else expect(answer.status).toBe(422);
    }
    expect(await rows(app, second)).toBe(0);
  });

  it('keeps many keys at once apart', async () => {
    const keys = Array.from({ length: 25 }, () => [freshKey(), fresh('apart')] as const);
    const calls = [...keys, ...keys].map(([key, text]) => create(key, { [member]: text }));
    const answers = await Promise.all(calls);
    for (const [index, [, text]] of keys.entries()) {
      expect(seen(answers[index])).toEqual(seen(answers[index + 25]));
      expect(await rows(app, text)).toBe(1);
    }
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(25);
  });

  it.each([
    ['a rule is broken', { [member]: 'x'.repeat(4001) }, 400],
    ['another object does not exist', { [member]: 'x', ...invalid }, 400],
    ['a type is wrong', { [member]: 1 }, 400],
    ['nothing can be read', '{', 400],
  ])('keeps no answer where %s, so that the corrected request works', async (_, body, status) => {
    const [key, text] = [freshKey(), fresh('corrected')];
    for (let i = 0; i < 2; i++) expect((await create(key, body)).status).toBe(status);
    const corrected = await create(key, { [member]: text });
    expect([corrected.status, corrected.json[member]]).toEqual([200, text]);
    expect(seen(await create(key, { [member]: text }))).toEqual(seen(corrected));
  });

  it('stores the corrected request although the wrong one arrives under its key at the same time', async () => {
    const [key, text] = [freshKey(), fresh('corrected')];
    const wrong = { [member]: text, ...invalid };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => create(key, index % 2 ? { [member]: text } : wrong)),
    );
    const corrected = answers.filter((_, index) => index % 2);
    for (const answer of corrected) expect(seen(answer)).toEqual(seen(corrected[0]));
    expect(corrected[0]?.status).toBe(200);
    // Before the corrected one it does not exist, after it the key is taken.
    for (const [index, { status }] of answers.entries()) if (index % 2 === 0) expect([400, 422]).toContain(status);
    expect(await rows(app, text)).toBe(1);
  });

  it('forgets a key after its hours, and not before', async () => {
    const keys = app.nest.get(DataSource).getRepository(IdempotencyKey);
    await keys.clear();
    const [key, text, second] = [freshKey(), fresh('day'), fresh('day')];
    const first = await create(key, { [member]: text });
    await keys.updateAll({ dateCreated: ago(24 * HOUR - 60_000) });
    expect(seen(await create(key, { [member]: text }))).toEqual(seen(first));
    expect((await create(key, { [member]: second })).status).toBe(422);

    await keys.updateAll({ dateCreated: ago(24 * HOUR + 60_000) });
    const again = await create(key, { [member]: second });
    expect([again.status, again.json[member]]).toEqual([200, second]);
    expect(seen(await create(key, { [member]: second }))).toEqual(seen(again));
    expect((await create(key, { [member]: text })).status).toBe(422);
    expect(await keys.count()).toBe(1);
  });

  it('is as it always was without a key: each call stores one', async () => {
    const keys = app.nest.get(DataSource).getRepository(IdempotencyKey);
    const before = await keys.count();
    const text = fresh('keyless');
    const answers = await Promise.all([1, 2, 3].map((n) => app.postJson(path, { [member]: `${text}.${n}` })));
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(3);
    expect(await keys.count()).toBe(before);
  });
});

describe('an Idempotency-Key', () => {
  let app: TestApp;
  const start = async (settings: Record<string, string> = {}): Promise<TestApp> =>
    (app = await startApp().env(settings).as(Role.SystemAdministrator));
  afterEach(() => app.stop());

  const create = (key: string, body: object): Promise<Answer> =>
    app.postJson('/ai/sessions', body, { 'idempotency-key': key });
  const keys = () => app.nest.get(DataSource).getRepository(IdempotencyKey);

  it('gives the first answer with the account’s name of then, even after the account is gone', async () => {
    await start();
    const account = (await app.postJson('/accounts', { name: 'Acme' })).json.id;
    const request = { accountId: account, purpose: 'p' };
    const first = await create('k', request);
    await app.call('PATCH', `/accounts/${String(account)}`, {
      body: '{"name":"Renamed"}',
      headers: { 'content-type': 'application/json' },
    });
    expect(seen(await create('k', request))).toEqual(seen(first));
    await app.call('DELETE', `/ai/sessions/${String(first.json.id)}`);
    expect((await app.call('DELETE', `/accounts/${String(account)}`)).status).toBe(204);
    expect(seen(await create('k', request))).toEqual(seen(first));
    expect(first.json.accountName).toBe('Acme');
    expect((await create('other', request)).json.responseStatus.errorCode).toBe('NotFound');
  });

  it('is ignored, malformed or not, by what changes nothing', async () => {
    await start();
    const { id } = (await create('k', { purpose: 'p' })).json;
    for (const key of ['k', 'a malformed key']) {
      const headers = { 'idempotency-key': key };
      expect((await app.call('GET', `/ai/sessions/${String(id)}`, { headers })).status).toBe(200);
      expect((await app.call('GET', '/ai/sessions', { headers })).status).toBe(200);
    }
  });

  it.each([
    ['AI session', '/ai/sessions', { purpose: 'first' }, { purpose: 'second' }],
    ['account', '/accounts', { name: 'First' }, { name: 'Second' }],
  ])(
    'gives a retried PATCH of an %s the first answer, though its ETag is an old one by then',
    async (_, path, made, change) => {
      await start();
      const first = await app.postJson(path, made);
      const patch = (key: string, body: object) =>
        app.call('PATCH', `${path}/${String(first.json.id)}`, {
          body: JSON.stringify(body),
          headers: {
            'content-type': 'application/json',
            'idempotency-key': key,
            'if-match': first.headers.get('etag') ?? '',
          },
        });
      const answers = [await patch('k', change), await patch('k', change)];
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(answers[1]?.text).toBe(answers[0]?.text);
      expect(answers[1]?.headers.get('etag')).toBe(answers[0]?.headers.get('etag'));
      expect((await patch('another', change)).status).toBe(412);
      expect((await patch('k', made)).status).toBe(422);
      expect((await patch('a malformed key', change)).status).toBe(400);
    },
  );

  it('tells a PATCH that leaves a member alone from one that clears it', async () => {
    await start();
    const { id } = (await app.postJson('/ai/sessions', { purpose: 'p' })).json;
    const patch = (body: object) =>
      app.call('PATCH', `/ai/sessions/${String(id)}`, {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
      });
    expect((await patch({})).json.purpose).toBe('p');
    expect((await patch({ purpose: null })).status).toBe(422);
  });

  it('gives a retried DELETE the first answer, and only that one', async () => {
    await start();
    for (const [path, made] of [
      ['/ai/sessions', {}],
      ['/accounts', { name: 'A' }],
    ] as const) {
      const { id } = (await app.postJson(path, made)).json;
      const remove = async (key: string) =>
        (await app.call('DELETE', `${path}/${String(id)}`, { headers: { 'idempotency-key': key } })).status;
      expect([await remove(`k${path}`), await remove(`k${path}`), await remove(`another${path}`)]).toEqual([
        204, 204, 404,
      ]);
    }
  });

  it('keeps nothing of what a DELETE took away', async () => {
    await start();
    const { id } = (await app.postJson('/ai/sessions', { purpose: 'what is to be forgotten' })).json;
    await app.call('DELETE', `/ai/sessions/${String(id)}`, { headers: { 'idempotency-key': 'k' } });
    expect(await keys().count()).toBe(1);
    expect(JSON.stringify(await keys().find())).not.toContain('forgotten');
  });

  it('is replayed from what an earlier version of the service stored', async () => {
    await start();
    const date = '2026-11-22T06:07:08.123Z';
    const user = { createdBy: 'u', lastModifiedBy: 'u' };
    const session = { purpose: 'p', id: 's1', dateCreated: date, dateLastModified: date, ...user };
    await keys().insert({
      id: '3Sf0dWX6RjVmA03Qu1rGO34eFqF5GdNGHR8EIaibnOE', // SHA-256 of ["admin","k"]
      fingerprint: 'jUdr24f2Ubaqi2Qtn0YEwDK9-JbwnblEC1Tww2kX1no', // SHA-256 of ["NewAISession",null,"p"]
      outcome: JSON.stringify({ value: session, version: 2, context: '7' }),
      dateCreated: ago(0),
    });
    const replay = await create('k', { purpose: 'p' });
    expect(replay).toMatchObject({ status: 200, json: session });
    expect(replay.headers.get('etag')).toBe('"2-7-json"');
    expect((await create('k', { purpose: 'other' })).status).toBe(422);
  });

  it('is stored in the format that an earlier version of the service reads', async () => {
    await start();
    const { id } = (await create('k', { purpose: 'p' })).json;
    const [row] = await keys().find();
    expect(row).toMatchObject({
      id: '3Sf0dWX6RjVmA03Qu1rGO34eFqF5GdNGHR8EIaibnOE',
      fingerprint: 'jUdr24f2Ubaqi2Qtn0YEwDK9-JbwnblEC1Tww2kX1no',
    });
    expect(JSON.parse(row?.outcome ?? '')).toEqual({
      value: expect.objectContaining({ id, purpose: 'p' }),
      version: 1,
      context: '',
    });
  });

  it('is remembered for as many hours as the settings say', async () => {
    await start({ IDEMPOTENCY_HOURS: '2' });
    const first = await create('k', {});
    await keys().updateAll({ dateCreated: ago(2 * HOUR - 60_000) });
    expect(seen(await create('k', {}))).toEqual(seen(first));
    await keys().updateAll({ dateCreated: ago(2 * HOUR + 60_000) });
    expect((await create('k', {})).json.id).not.toBe(first.json.id);
  });

  it('is swept once it is too old, and only then', async () => {
    await start();
    await create('old', {});
    await keys().updateAll({ dateCreated: ago(24 * HOUR + 60_000) });
    const young = await create('young', {});
    await app.nest.get(IdempotencyPurgeService).purgeExpired();
    expect(await keys().count()).toBe(1);
    expect(seen(await create('young', {}))).toEqual(seen(young));
  });

  it('is swept however many there are, in steps between which others may write', async () => {
    await start();
    const dateCreated = ago(25 * HOUR);
    const old = Array.from({ length: 2500 }, (_, index) => ({
      ...{ id: `id ${index}`, fingerprint: 'f', outcome: '{}' },
      dateCreated,
    }));
    await app.nest.get(DataSource).manager.save(IdempotencyKey, old, { chunk: 500 });
    const swept = app.nest.get(IdempotencyPurgeService).purgeExpired();
    const left = app.nest.get(Database).write((manager) => manager.count(IdempotencyKey));
    const created = create('meanwhile', {});
    // SQLite has one writer at a time, PostgreSQL many.
    expect([1500, 2500]).toContain(await left);
    await swept;
    expect((await created).status).toBe(200);
    expect(await keys().count()).toBe(1);
  });

  it('and its answer are stored together with the row, or not at all', async () => {
    await start();
    const refusal =
      app.nest.get(Database).dialect === 'postgres'
        ? `ALTER TABLE ai_sessions ADD CONSTRAINT refuse CHECK (purpose <> 'refused')`
        : `CREATE TRIGGER refuse BEFORE INSERT ON ai_sessions WHEN new.purpose = 'refused' BEGIN SELECT RAISE(ABORT, 'no'); END`;
    await app.nest.get(DataSource).query(refusal);
    expect((await create('k', { purpose: 'refused' })).status).toBe(500);
    expect(await keys().count()).toBe(0);
    expect((await create('k', { purpose: 'taken' })).status).toBe(200);
  });

  it('keeps no conflict: the request works once its reason is gone', async () => {
    await start();
    const first = await app.postJson('/accounts', { name: 'Taken' });
    const again = (): Promise<Answer> => app.postJson('/accounts', { name: 'TAKEN' }, { 'idempotency-key': 'k' });
    expect((await again()).status).toBe(409);
    await app.call('DELETE', `/accounts/${String(first.json.id)}`);
    expect((await again()).json.name).toBe('TAKEN');
  });
});

describe('Idempotency-Keys of several processes', () => {
  const running: ServiceProcess[] = [];
  let database: TestDatabase;
  const start = async (): Promise<ServiceProcess> => {
    const env = { DATABASE_URL: database.url, ADMIN_PASSWORD: PASSWORD };
    const service = await ServiceProcess.start(env, temporaryFolder());
    if (service.url === '') throw new Error(service.output());
    running.push(service);
    return service;
  };
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.end('SIGKILL')));
    await database.drop();
  });

  const create = async (service: ServiceProcess, key: string, path: string, body: object): Promise<Seen> => {
    const headers = {
      ...{ authorization: basic('admin', PASSWORD), 'content-type': 'application/json' },
      'idempotency-key': key,
    };
    return seen(await service.call('POST', path, { headers, body: JSON.stringify(body) }));
  };
  const rowsIn = async (table: string, column: string): Promise<string[]> => {
    const rows = await database.query<{ text: string }>(`SELECT "${column}" AS text FROM ${table}`);
    return rows.map(({ text }) => text);
  };

  it('survive the service being killed', async () => {
    const before = await start();
    const session = await create(before, 'session', '/ai/sessions', { purpose: 'p' });
    const account = await create(before, 'account', '/accounts', { name: 'Acme' });
    await before.end('SIGKILL');
    const after = await start();
    expect(await create(after, 'session', '/ai/sessions', { purpose: 'p' })).toEqual(session);
    expect(await create(after, '"account"', '/accounts', { name: 'Acme' })).toEqual(account);
    expect(await create(after, 'session', '/ai/sessions', { purpose: 'other' })).toMatchObject({ status: 422 });
    expect(await rowsIn('ai_sessions', 'purpose')).toEqual(['p']);
  });

  it('let a client that was cut off retry everything, and store nothing twice', async () => {
    const before = await start();
    const wanted = Array.from({ length: 400 }, (_, index) => `cut off ${index}`);
    const calls = wanted.map((purpose) =>
      create(before, `"${purpose}"`, '/ai/sessions', { purpose }).catch(() => undefined),
    );
    await Promise.race(calls);
    await before.end('SIGKILL');
    const first = await Promise.all(calls);
    const after = await start();
    const second = await Promise.all(
      wanted.map((purpose) => create(after, `"${purpose}"`, '/ai/sessions', { purpose })),
    );
    for (const [index, answer] of second.entries()) {
      expect(answer.status).toBe(200);
      if (first[index]) expect(answer).toEqual(first[index]);
    }
    expect((await rowsIn('ai_sessions', 'purpose')).toSorted()).toEqual(wanted.toSorted());
  });

  it('hold for two services at once', async () => {
    const services = [await start(), await start()] as const;
    const wanted = Array.from({ length: 30 }, (_, index) => `both ${index}`);
    for (const [path, member, table] of [
      ['/ai/sessions', 'purpose', 'ai_sessions'],
      ['/accounts', 'name', 'accounts'],
    ] as const) {
      const pairs = await Promise.all(
        wanted.map((text) =>
          Promise.all(services.map((service) => create(service, `"${path} ${text}"`, path, { [member]: text }))),
        ),
      );
      for (const [one, two] of pairs) expect(one).toEqual(two);
      expect(pairs.map(([one]) => one?.status)).toEqual(Array(30).fill(200));
      const stored = (await rowsIn(table, member)).filter((text) => text.startsWith('both'));
      expect(stored.toSorted()).toEqual(wanted.toSorted());
    }
  });

  it('are refused by the one service where the other took another request under them', async () => {
    const services = [await start(), await start()] as const;
    const keys = Array.from({ length: 30 }, (_, index) => `clash-${index}`);
    const pairs = await Promise.all(
      keys.map((key) =>
        Promise.all(
          services.map((service, index) => create(service, key, '/ai/sessions', { purpose: `${key} ${index}` })),
        ),
      ),
    );
    for (const pair of pairs) expect(pair.map(({ status }) => status).toSorted()).toEqual([200, 422]);
    expect(await rowsIn('ai_sessions', 'purpose')).toHaveLength(30);
  });
});

/** What of an answer must be the same each time. */
interface Seen {
  readonly status: number;
  readonly contentType: string | null;
  readonly etag: string | null;
  readonly text: string;
}

function seen(answer: Pick<Answer, 'status' | 'headers' | 'text'> | undefined): Seen {
  if (!answer) throw new Error('There is no answer.');
  const { status, headers, text } = answer;
  return { status, contentType: headers.get('content-type'), etag: headers.get('etag'), text };
}

const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();

/** Posts JSON with each key in a header line of its own, as it stands. */
function send(
  app: TestApp,
  path: string,
  body: object,
  keys: readonly string[],
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = [
      ...['Host', 'x', 'Authorization', app.authorization, 'Content-Type', 'application/json'],
      ...keys.flatMap((key) => ['Idempotency-Key', key]),
    ];
    const call = httpRequest(app.url + path, { method: 'POST', headers }, (response) => {
      readText(response).then((text) => resolve({ status: response.statusCode, body: text }), reject);
    });
    call.on('error', reject).end(JSON.stringify(body));
  });
}
