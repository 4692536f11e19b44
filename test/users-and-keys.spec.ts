import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { ApiKey } from '../src/auth/entities/api-key.entity.js';
import { User } from '../src/auth/entities/user.entity.js';
import { Role } from '../src/auth/principal.js';
import { ApiKeysService } from '../src/auth/users/api-keys.service.js';
import { UserAdminService } from '../src/auth/users/user-admin.service.js';
import { UsersService } from '../src/auth/users/users.service.js';
import { account, type Answer, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { Clock } from './support/clock.js';
import { Log } from './support/log.js';
import { freshText } from './support/new-values.js';

const JWT_SECRET = 'a secret of 32 bytes for the test';
const NEW_PASSWORD = 'plum orchard ladder 42';
const JSON_BODY = { 'content-type': 'application/json' };

describe('users and keys', () => {
  let app: TestApp;
  let clock: Clock;
  let log: Log;
  beforeAll(async () => {
    log = new Log();
    clock = new Clock();
    app = await startApp()
      .env({ LOG_LEVEL: 'verbose', JWT_SECRET })
      .with(account('Acme'), user('clerk', PASSWORD, 'Clerk'))
      .as(Role.SystemAdministrator);
  });
  afterAll(async () => {
    await app.stop();
    clock.stop();
    log.stop();
  });

  const send = (method: string, path: string, members?: unknown, headers: Record<string, string> = {}) =>
    app.call(method, path, {
      body: members === undefined ? undefined : JSON.stringify(members),
      headers: { ...JSON_BODY, ...headers },
    });
  const xml = (method: string, path: string, body: string) =>
    app.call(method, path, { body, headers: { 'content-type': 'application/xml' } });
  const create = async (members: object = {}): Promise<Answer> =>
    send('POST', '/auth/users', { userName: freshText('ada'), password: NEW_PASSWORD, ...members });
  const idOf = ({ json }: Answer): string => String(json.id);
  const status = ({ json }: Answer): unknown => json.responseStatus;
  const signsIn = async (userName: string, password: string): Promise<boolean> =>
    (await app.call('GET', '/auth', { headers: { authorization: basic(userName, password) } })).status === 200;
  const stored = (id: string): Promise<User | null> => app.nest.get(DataSource).manager.findOneBy(User, { id });
  const audited = (requestId: string): unknown[] =>
    log
      .lines()
      .filter((line) => line.includes(`[${requestId}] `) && line.includes('[Audit]'))
      .map((line) => JSON.parse(line.slice(line.indexOf('{'), line.lastIndexOf('}') + 1)) as { event: string })
      .filter(({ event }) => !event.startsWith('sign-in'));

  /** Each operation, with what it would do. */
  const operations = async (): Promise<[string, string, object?][]> => {
    const id = idOf(await create());
    return [
      ['GET', '/auth/users'],
      ['POST', '/auth/users', { userName: freshText('ada'), password: NEW_PASSWORD }],
      ['GET', `/auth/users/${id}`],
      ['PATCH', `/auth/users/${id}`, { displayName: 'Ada' }],
      ['DELETE', `/auth/users/${id}`],
      ['GET', '/auth/keys'],
      ['POST', '/auth/keys', { name: 'nightly', userName: 'admin' }],
      ['DELETE', '/auth/keys/none'],
      ['POST', '/api/CreateApiKey', { name: 'nightly', userName: 'admin' }],
      ['POST', '/json/oneway/CreateUser', { userName: freshText('ada'), password: NEW_PASSWORD }],
    ];
  };

  describe('for whom', () => {
    const key = async (): Promise<string> => {
      const admin = await app.nest.get(UsersService).find('admin');
      if (!admin) throw new Error('There is no admin.');
      return (await app.nest.get(ApiKeysService).create(admin, 'test', 'fixture')).key;
    };
    const jwt = (): Promise<string> =>
      new SignJWT({ sub: 'issuer’s user', roles: [Role.SystemAdministrator] })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime('5m')
        .sign(new TextEncoder().encode(JWT_SECRET));

    it.each([
      ['an API key', async () => ({ authorization: `Bearer ${await key()}` })],
      ['an API key in a header of its own', async () => ({ authorization: '', 'x-api-key': await key() })],
      ['an API key as the user name of Basic', async () => ({ authorization: basic(await key(), '') })],
      ['a JWT', async () => ({ authorization: `Bearer ${await jwt()}` })],
    ])('are 403 with %s, and say why', async (_, credentials) => {
      const headers = await credentials();
      expect((await send('GET', '/accounts', undefined, headers)).status).toBe(200);
      for (const [method, path, members] of await operations()) {
        const answer = await send(method, path, members, headers);
        expect([method, path, answer.status, status(answer)]).toEqual([
          method,
          path,
          403,
          {
            errorCode: 'Forbidden',
            message: 'This operation requires the password of the user: an API key or a JWT is not enough.',
            errors: [],
          },
        ]);
      }
    });

    it('are 403 without the role, and 401 without credentials', async () => {
      for (const [method, path, members] of await operations()) {
        const clerk = await send(method, path, members, { authorization: basic('clerk', PASSWORD) });
        expect([clerk.status, clerk.json.responseStatus.message]).toEqual([403, 'Invalid Role']);
        expect((await send(method, path, members, { authorization: '' })).status).toBe(401);
      }
    });

    it('serve a caller who has signed in with a password, unless a page of another site calls', async () => {
      const signIn = await app.postJson('/auth/credentials', { userName: 'admin', password: PASSWORD });
      const [cookie = ''] = signIn.headers.getSetCookie().map((each) => each.split(';')[0]);
      const headers = { authorization: '', cookie };
      expect((await send('POST', '/auth/keys', { name: 'mine', userName: 'admin' }, headers)).status).toBe(200);
      const crossSite = { ...headers, 'sec-fetch-site': 'cross-site' };
      expect((await send('POST', '/auth/keys', { name: 'theirs', userName: 'admin' }, crossSite)).status).toBe(403);
    });

    it.each([
      ['was disabled', 'PATCH', { isDisabled: true }, 401],
      ['has lost the role', 'PATCH', { roles: [] }, 403],
      ['has another password', 'PATCH', { password: 'another ladder 43' }, 401],
      ['was deleted', 'DELETE', undefined, 401],
    ])('are closed at once to a caller who %s, although other calls are not', async (_, method, change, expected) => {
      const userName = freshText('former');
      const id = idOf(await create({ userName, roles: [Role.SystemAdministrator] }));
      const signIn = await app.postJson('/auth/credentials', { userName, password: NEW_PASSWORD });
      const [cookie = ''] = signIn.headers.getSetCookie().map((each) => each.split(';')[0]);
      const callers: Record<string, string>[] = [
        { authorization: basic(userName, NEW_PASSWORD) },
        { authorization: '', cookie },
      ];
      for (const headers of callers) expect((await send('GET', '/auth/users', undefined, headers)).status).toBe(200);
      await send(method, `/auth/users/${id}`, change);
      const undo = { isDisabled: false, roles: [Role.SystemAdministrator], password: NEW_PASSWORD };
      for (const headers of callers) {
        const statuses = [
          (await send('PATCH', `/auth/users/${id}`, undo, headers)).status,
          (await send('POST', '/auth/users', { userName: freshText('heir'), password: NEW_PASSWORD }, headers)).status,
          (await send('POST', '/auth/keys', { userName: 'admin', name: 'heir' }, headers)).status,
        ];
        expect(statuses).toEqual([expected, expected, expected]);
      }
    });

    it('take no batches and no staged actions', async () => {
      const batch = await send('POST', '/api/CreateUser[]', [{ userName: freshText('ada'), password: NEW_PASSWORD }]);
      expect(batch.status).toBe(404);
      const sessionId = idOf(await app.postJson('/ai/sessions', {}));
      for (const functionName of ['CreateUser', 'PatchUser', 'DeleteUser', 'CreateApiKey', 'DeleteApiKey']) {
        const staged = await app.postJson(`/ai/sessions/${sessionId}/actions`, { functionName, arguments: '{}' });
        expect([functionName, staged.status]).toEqual([functionName, 400]);
      }
    });
  });

  describe('users', () => {
    it('are created, and sign in', async () => {
      const accountId = app.accountId('Acme');
      const userName = freshText('ada');
      const members = {
        ...{ userName, displayName: 'Ada Lovelace', emailAddress: 'ada@example.com' },
        ...{ roles: [Role.SystemAdministrator], accountIds: [accountId] },
      };
      const answer = await create(members);
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual({
        ...members,
        isDisabled: false,
        id: expect.any(String),
        dateCreated: expect.any(String),
        dateLastModified: expect.any(String),
        createdBy: 'admin',
        lastModifiedBy: 'admin',
      });
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await signsIn(userName, NEW_PASSWORD)).toBe(true);
    });

    it('are created and changed in XML', async () => {
      const userName = freshText('ada');
      const namespace = 'http://schemas.datacontract.org/2004/07/Voice.Api';
      const list = (name: string, ...items: string[]): string =>
        `<${name} xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays">${items.map((item) => `<a:string>${item}</a:string>`).join('')}</${name}>`;
      const created = await xml(
        'POST',
        '/auth/users',
        `<CreateUser xmlns="${namespace}"><Password>${NEW_PASSWORD}</Password>${list('Roles', 'Clerk', 'Auditor')}<UserName>${userName}</UserName></CreateUser>`,
      );
      expect(created.status).toBe(200);
      const [, id = ''] = /<Id>(.*?)<\/Id>/.exec(created.text) ?? [];
      expect(created.text.replace(/<(Id|Date\w+)>[^<]*/g, '<$1>')).toBe(
        `<?xml version="1.0" encoding="utf-8"?><UserInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="${namespace}">` +
          '<CreatedBy>admin</CreatedBy><DateCreated></DateCreated><DateLastModified></DateLastModified><Id></Id><LastModifiedBy>admin</LastModifiedBy>' +
          '<AccountIds xmlns:d2p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays" />' +
          '<DateDisabled i:nil="true" /><DisplayName i:nil="true" /><EmailAddress i:nil="true" /><IsDisabled>false</IsDisabled>' +
          '<Roles xmlns:d2p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><d2p1:string>Clerk</d2p1:string><d2p1:string>Auditor</d2p1:string></Roles>' +
          `<UserName>${userName}</UserName></UserInfo>`,
      );
      const nil = 'i:nil="true" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';
      const patched = await xml(
        'PATCH',
        `/auth/users/${id}`,
        `<PatchUser xmlns="${namespace}"><IsDisabled>true</IsDisabled><Password ${nil}/><Roles ${nil}/></PatchUser>`,
      );
      expect(patched.status).toBe(200);
      expect(await stored(id)).toMatchObject({ roles: ['Clerk', 'Auditor'], dateDisabled: expect.any(String) });
    });

    it('are listed by page, in order, in every format, without anything secret', async () => {
      const names = [1, 2, 3].map((number) => freshText(`listed ${number} `));
      const ids: string[] = [];
      for (const userName of names) ids.push(idOf(await create({ userName, roles: ['Clerk'] })));
      const query = `specificIds=${ids.join(',')}&sortField=UserName&countPerPage=2`;
      const page = await send('GET', `/auth/users?${query}`);
      expect(page.json).toMatchObject({ totalCount: 3, totalPages: 2, hasMorePages: true });
      const [, next = ''] = /<([^>]*)>; rel="next"/.exec(page.headers.get('link') ?? '') ?? [];
      const rest = await app.call('GET', next);
      const listed = [page, rest].flatMap(({ json }) => json.items as { userName: string }[]);
      expect(listed.map(({ userName }) => userName)).toEqual(names);
      const all = await app.call('GET', `/auth/users?all=true&specificIds=${ids.join(',')}`);
      expect(all.json.items).toHaveLength(3);
      const csv = await app.call('GET', `/auth/users.csv?specificIds=${ids[0]}`);
      expect(csv.text.split('\r\n')[0]).toBe(
        'UserName,DisplayName,EmailAddress,Roles,AccountIds,IsDisabled,DateDisabled,Id,DateCreated,DateLastModified,CreatedBy,LastModifiedBy',
      );
      expect(csv.text).toContain('"[""Clerk""]"');
      const asXml = await app.call('GET', `/auth/users.xml?specificIds=${ids[0]}`);
      expect(asXml.text).toContain(`<UserName>${names[0]}</UserName>`);
      const everything = [page, rest, all, csv, asXml].map(({ text }) => text).join('');
      expect(everything).not.toMatch(/argon2|hash|foldedName/i);
      const wrong = await send('GET', '/auth/users?sortField=PasswordHash');
      expect([wrong.status, wrong.json.responseStatus.errorCode]).toEqual([400, 'InvalidValue']);
    });

    it('are changed member by member, each change in the audit log', async () => {
      const userName = freshText('ada');
      const accountId = app.accountId('Acme');
      const id = idOf(await create({ userName, roles: ['Clerk'] }));
      const patch = async (members: object, requestId: string) => {
        const answer = await send('PATCH', `/auth/users/${id}`, members, { 'x-request-id': requestId });
        return { ...answer.json, events: audited(requestId) };
      };
      const by = { userName, by: 'admin' };
      expect(await patch({ roles: ['Auditor', 'Auditor'], accountIds: [accountId] }, 'roles')).toMatchObject({
        roles: ['Auditor'],
        accountIds: [accountId],
        lastModifiedBy: 'admin',
        events: [
          { event: 'role-granted', roles: ['Auditor'], accountIds: [accountId], ...by },
          { event: 'role-revoked', roles: ['Clerk'], accountIds: [], ...by },
        ],
      });
      expect(await patch({ displayName: 'Ada', emailAddress: 'ada@example.com' }, 'details')).toMatchObject({
        displayName: 'Ada',
        roles: ['Auditor'],
        events: [{ event: 'user-changed', ...by }],
      });
      const etagOf = async () => (await app.call('GET', `/auth/users/${id}`)).headers.get('etag');
      await patch({ roles: ['Auditor', 'Clerk'] }, 'two-roles');
      const etag = await etagOf();
      expect(await patch({ roles: ['Clerk', 'Auditor'] }, 'another-order')).toMatchObject({ events: [] });
      expect(await etagOf()).toBe(etag);
      expect(await patch({ roles: null, displayName: null }, 'cleared')).toMatchObject({ roles: [] });
      expect((await stored(id))?.displayName).toBeNull();
      expect(await patch({ isDisabled: true }, 'disabled')).toMatchObject({
        isDisabled: true,
        dateDisabled: expect.any(String),
        events: [{ event: 'user-disabled', ...by }],
      });
      clock.pass(6);
      expect(await signsIn(userName, NEW_PASSWORD)).toBe(false);
      expect(await patch({ isDisabled: false }, 'enabled')).toMatchObject({
        isDisabled: false,
        events: [{ event: 'user-enabled', ...by }],
      });
      const before = await stored(id);
      expect(await patch({ isDisabled: false, roles: [], accountIds: [accountId] }, 'nothing')).toMatchObject({
        events: [],
      });
      expect(await stored(id)).toEqual(before);
    });

    it('get a new password, which ends their sign-ins', async () => {
      const userName = freshText('ada');
      const id = idOf(await create({ userName }));
      const signIn = await app.postJson('/auth/credentials', { userName, password: NEW_PASSWORD });
      const [cookie = ''] = signIn.headers.getSetCookie().map((each) => each.split(';')[0]);
      const isSignedIn = async () =>
        (await app.call('GET', '/auth', { headers: { authorization: '', cookie } })).status === 200;
      expect(await isSignedIn()).toBe(true);
      const requestId = { 'x-request-id': 'new-password' };
      expect((await send('PATCH', `/auth/users/${id}`, { password: 'another ladder 43' }, requestId)).status).toBe(200);
      clock.pass(6);
      expect(await isSignedIn()).toBe(false);
      expect([await signsIn(userName, NEW_PASSWORD), await signsIn(userName, 'another ladder 43')]).toEqual([
        false,
        true,
      ]);
      expect(audited('new-password')).toEqual([{ event: 'password-changed', userName, by: 'admin' }]);
    });

    it('are changed and deleted only as they were read, if the caller says so', async () => {
      const created = await create();
      const path = `/auth/users/${idOf(created)}`;
      const etag = created.headers.get('etag') ?? '';
      expect((await app.call('GET', path)).headers.get('etag')).toBe(etag);
      const changed = await send('PATCH', path, { displayName: 'First' }, { 'if-match': etag });
      expect(changed.status).toBe(200);
      const outdated = await send('PATCH', path, { displayName: 'Second' }, { 'if-match': etag });
      expect([outdated.status, outdated.json.responseStatus.errorCode]).toEqual([412, 'PreconditionFailed']);
      expect((await send('DELETE', path, undefined, { 'if-match': etag })).status).toBe(412);
      expect((await app.call('GET', path)).json.displayName).toBe('First');
      const current = changed.headers.get('etag') ?? '';
      expect((await send('DELETE', path, undefined, { 'if-match': current })).status).toBe(204);
    });

    it('have another ETag after each of many changes at once', async () => {
      const path = `/auth/users/${idOf(await create())}`;
      const names = Array.from({ length: 10 }, (_, index) => `Name ${index}`);
      const answers = await Promise.all(names.map((displayName) => send('PATCH', path, { displayName })));
      expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(names.length);
    });

    it('are deleted with their keys, which is in the audit log', async () => {
      const userName = freshText('ada');
      const id = idOf(await create({ userName }));
      const key = await send('POST', '/auth/keys', { name: 'nightly', userId: id });
      const deleted = await send('DELETE', `/auth/users/${id}`, undefined, { 'x-request-id': 'delete-user' });
      expect([deleted.status, deleted.text]).toEqual([204, '']);
      expect(await app.nest.get(DataSource).manager.countBy(ApiKey, { userId: id })).toBe(0);
      expect(
        (await app.call('GET', '/auth', { headers: { authorization: `Bearer ${String(key.json.key)}` } })).status,
      ).toBe(401);
      expect(audited('delete-user')).toEqual([{ event: 'user-removed', userName, by: 'admin' }]);
      expect((await send('DELETE', `/auth/users/${id}`)).status).toBe(404);
    });

    it.each([
      ['no name', { userName: ' ' }, 'NotEmpty', 'UserName'],
      ['a colon in the name', { userName: 'a:b' }, 'InvalidCharacters', 'UserName'],
      ['a name that is taken, in another case', { userName: 'ADMIN' }, 'AlreadyExists', 'UserName'],
      ['an API key as the name', { userName: `vk_${'A'.repeat(43)}` }, 'InvalidCharacters', 'UserName'],
      ['no password', { password: null }, 'NotEmpty', 'Password'],
      ['a short password', { password: 'short 1' }, 'MinimumLength', 'Password'],
      ['a common password', { password: 'Password123' }, 'TooCommon', 'Password'],
      ['a number as the password', { password: 12345678 }, 'InvalidType', 'Password'],
      ['an empty role', { roles: ['Clerk', ' '] }, 'NotEmpty', 'Roles'],
      ['a role with a space before it', { roles: [' SystemAdministrator'] }, 'InvalidCharacters', 'Roles'],
      ['a line break in a role', { roles: ['a\nSystemAdministrator'] }, 'InvalidCharacters', 'Roles'],
      ['an invisible character in a role', { roles: ['Clerk\u200b'] }, 'InvalidCharacters', 'Roles'],
      ['a null among the roles', { roles: [null] }, 'NotEmpty', 'Roles'],
      ['a long role', { roles: ['r'.repeat(201)] }, 'MaximumLength', 'Roles'],
      ['a text as roles', { roles: 'Clerk' }, 'InvalidType', 'Roles'],
      ['an account that does not exist', { accountIds: ['nothing'] }, 'NotFound', 'AccountIds'],
      ['a control character', { displayName: '\u0001' }, 'InvalidCharacters', 'DisplayName'],
    ])('are not created with %s', async (_, members, errorCode, fieldName) => {
      const before = await app.nest.get(DataSource).manager.count(User);
      const answer = await create(members);
      expect([answer.status, answer.json.responseStatus]).toMatchObject([
        400,
        { errorCode, errors: [{ errorCode, fieldName }] },
      ]);
      expect(answer.text).not.toContain('A'.repeat(43));
      expect(await app.nest.get(DataSource).manager.count(User)).toBe(before);
    });

    it('are created once, if two calls with one name come at once', async () => {
      const userName = freshText('twice');
      const answers = await Promise.all([create({ userName }), create({ userName: userName.toUpperCase() })]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    });

    it.each([
      ['a cleared password', { password: null }, 'NotEmpty', 'Password'],
      ['a short password', { password: 'short 1' }, 'MinimumLength', 'Password'],
      ['an empty password', { password: '' }, 'MinimumLength', 'Password'],
      ['a cleared IsDisabled', { isDisabled: null }, 'NotEmpty', 'IsDisabled'],
      ['a text as IsDisabled', { isDisabled: 'yes' }, 'InvalidType', 'IsDisabled'],
      ['an account that does not exist', { accountIds: ['nothing'], displayName: 'Ada' }, 'NotFound', 'AccountIds'],
      ['an empty role', { roles: [''], displayName: 'Ada' }, 'NotEmpty', 'Roles'],
      ['the id of another user', { userId: 'other' }, 'Mismatch', 'UserId'],
    ])('are not changed by %s', async (_, members, errorCode, fieldName) => {
      const id = idOf(await create());
      const before = await stored(id);
      const answer = await send('PATCH', `/auth/users/${id}`, members);
      expect([answer.status, answer.json.responseStatus]).toMatchObject([
        400,
        { errorCode, errors: [{ errorCode, fieldName }] },
      ]);
      expect(await stored(id)).toEqual(before);
    });

    it('keep an account that was deleted later', async () => {
      const accountId = idOf(await app.postJson('/accounts', { name: freshText('Gone') }));
      const id = idOf(await create({ accountIds: [accountId] }));
      await app.call('DELETE', `/accounts/${accountId}`);
      const accountIds = [accountId, app.accountId('Acme')];
      expect((await send('PATCH', `/auth/users/${id}`, { accountIds })).json.accountIds).toEqual(accountIds);
    });

    it.each(['GET', 'PATCH', 'DELETE'])('are 404 for %s if there is no such user', async (method) => {
      expect((await send(method, '/auth/users/none')).status).toBe(404);
    });

    it('answer errors in XML too', async () => {
      const answer = await app.call('GET', '/auth/users/none.xml');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/xml']);
      expect(answer.text).toContain('<ErrorCode>NotFound</ErrorCode>');
    });
  });

  describe('the last administrator', () => {
    const MESSAGE =
      "'admin' is the last enabled user with the role SystemAdministrator. Give the role to another enabled user first.";
    const administrators = async (): Promise<User[]> =>
      (await app.nest.get(UserAdminService).list()).filter(
        ({ roles, dateDisabled }) => dateDisabled === null && roles.includes(Role.SystemAdministrator),
      );
    const alone = async (): Promise<string> => {
      const all = await administrators();
      const others = all.filter(({ userName }) => userName !== 'admin');
      for (const { id } of others) expect((await send('DELETE', `/auth/users/${id}`)).status).toBe(204);
      return all.find(({ userName }) => userName === 'admin')?.id ?? '';
    };

    it.each([
      ['disabled', 'PATCH', { isDisabled: true }],
      ['without the role', 'PATCH', { roles: ['Clerk'] }],
      ['without a role', 'PATCH', { roles: null }],
      ['deleted', 'DELETE', undefined],
    ])('cannot be %s', async (_, method, members) => {
      const id = await alone();
      const other = idOf(await create({ roles: [Role.SystemAdministrator] }));
      await send('PATCH', `/auth/users/${other}`, { isDisabled: true }); // does not count
      const before = await stored(id);
      const answer = await send(method, `/auth/users/${id}`, members);
      expect([answer.status, status(answer)]).toEqual([409, { errorCode: 'Conflict', message: MESSAGE, errors: [] }]);
      expect(await stored(id)).toEqual(before);
      expect((await send('PATCH', `/auth/users/${id}`, { displayName: 'Still here' })).status).toBe(200);
    });

    it('stays, whatever two calls do at once', async () => {
      for (let round = 0; round < 10; round += 1) {
        const id = await alone();
        const other = idOf(await create({ roles: [Role.SystemAdministrator] }));
        const answers = await Promise.all([
          send('PATCH', `/auth/users/${other}`, { isDisabled: true }),
          round % 2 ? send('DELETE', `/auth/users/${other}`) : send('PATCH', `/auth/users/${other}`, { roles: [] }),
          send('PATCH', `/auth/users/${id}`, round % 3 ? { roles: [] } : { isDisabled: true }),
        ]);
        expect(answers.map((answer) => answer.status)).not.toContain(500);
        const [left, ...more] = await administrators();
        expect([left?.id, more]).toEqual([expect.any(String), []]);
        if (left?.id !== id) await app.nest.get(UserAdminService).enable('admin', 'test');
        if (left?.id !== id)
          await app.nest.get(UserAdminService).grant('admin', [Role.SystemAdministrator], [], 'test');
        clock.pass(6);
      }
    });
  });

  describe('keys', () => {
    it('are created, shown once, listed and revoked', async () => {
      const userName = freshText('robot');
      const userId = idOf(await create({ userName, roles: ['Clerk'] }));
      const requestId = { 'x-request-id': 'create-key' };
      const members = { name: 'nightly export', userName: userName.toUpperCase(), dateExpires: '2099-01-31' };
      const created = await send('POST', '/auth/keys', members, requestId);
      const { key, ...info } = created.json as Record<string, string>;
      expect(created.status).toBe(200);
      expect(info).toEqual({
        ...{ prefix: key?.slice(0, 9), name: 'nightly export', userId, userName },
        dateExpires: '2099-01-31T00:00:00.000Z',
        id: expect.any(String),
        dateCreated: expect.any(String),
        dateLastModified: expect.any(String),
        createdBy: 'admin',
        lastModifiedBy: 'admin',
      });
      expect(created.headers.get('cache-control')).toBe('no-store');
      expect(audited('create-key')).toEqual([{ event: 'key-created', userName, prefix: info.prefix, by: 'admin' }]);
      const call = () => app.call('GET', '/auth', { headers: { authorization: `Bearer ${key}` } });
      for (const query of [`userId=${userId}`, `userName=${encodeURIComponent(userName)}`, `specificIds=${info.id}`]) {
        const { items, totalCount } = (await send('GET', `/auth/keys?${query}`)).json;
        expect([totalCount, items]).toEqual([1, [info]]);
      }
      expect((await call()).json.userName).toBe(userName);
      const everyFormat = ['json', 'xml', 'csv', 'jsonl'].map((format) => app.call('GET', `/auth/keys.${format}`));
      for (const { text } of await Promise.all(everyFormat)) {
        expect(text).toContain(info.prefix);
        expect(text).not.toContain(key?.slice(9));
        expect(text).not.toMatch(/<Key>|keyHash/i);
      }
      const ifOther = { 'if-match': '"2-json"' };
      expect((await send('DELETE', `/auth/keys/${info.id}`, undefined, ifOther)).status).toBe(412);
      expect((await call()).status).toBe(200);
      const ifSame = { 'if-match': created.headers.get('etag') ?? '', 'x-request-id': 'revoke-key' };
      const revoked = await send('DELETE', `/auth/keys/${info.id}`, undefined, ifSame);
      expect([revoked.status, revoked.text]).toEqual([204, '']);
      expect(audited('revoke-key')).toEqual([{ event: 'key-revoked', prefix: info.prefix, by: 'admin' }]);
      clock.pass(6);
      expect((await call()).status).toBe(401);
      expect((await send('DELETE', `/auth/keys/${info.id}`)).status).toBe(404);
      expect((await send('GET', '/auth/keys?sortField=KeyHash')).status).toBe(400);
    });

    it('are created in XML', async () => {
      const answer = await xml(
        'POST',
        '/auth/keys',
        '<CreateApiKey xmlns="http://schemas.datacontract.org/2004/07/Voice.Api"><Name>nightly</Name><UserName>clerk</UserName></CreateApiKey>',
      );
      expect(answer.text).toMatch(/<DateExpires i:nil="true" \/>.*<Key>vk_[\w-]{43}<\/Key><Name>nightly<\/Name>/);
    });

    it.each([
      ['no name', { name: '' }, 'NotEmpty', 'Name'],
      ['a long name', { name: 'n'.repeat(201) }, 'MaximumLength', 'Name'],
      ['no user', { userName: null }, 'NotEmpty', 'UserName'],
      ['a user by both', { userId: 'some' }, 'NotEmpty', 'UserName'],
      ['a user name that nobody has', { userName: 'nobody' }, 'NotFound', 'UserName'],
      ['an id that nobody has', { userName: null, userId: 'nobody' }, 'NotFound', 'UserId'],
      ['a date in the past', { dateExpires: '2020-01-31' }, 'InvalidValue', 'DateExpires'],
      ['no date', { dateExpires: 'soon' }, 'InvalidFormat', 'DateExpires'],
    ])('are not created with %s', async (_, members, errorCode, fieldName) => {
      const before = await app.nest.get(DataSource).manager.count(ApiKey);
      const answer = await send('POST', '/auth/keys', { name: 'nightly', userName: 'clerk', ...members });
      expect([answer.status, answer.json.responseStatus]).toMatchObject([
        400,
        { errorCode, errors: [{ errorCode, fieldName }] },
      ]);
      expect(await app.nest.get(DataSource).manager.count(ApiKey)).toBe(before);
    });

    it('belong to no user who is deleted meanwhile', async () => {
      const userName = freshText('leaving');
      const userId = idOf(await create({ userName }));
      await Promise.all([
        send('DELETE', `/auth/users/${userId}`),
        ...Array.from({ length: 5 }, () => send('POST', '/auth/keys', { name: 'late', userId })),
      ]);
      expect(await app.nest.get(DataSource).manager.countBy(ApiKey, { userId })).toBe(0);
    });

    it('are revoked once, if two calls come at once', async () => {
      const { json } = await send('POST', '/auth/keys', { name: 'nightly', userName: 'clerk' });
      const answers = await Promise.all([1, 2].map(() => send('DELETE', `/auth/keys/${String(json.id)}`)));
      expect(answers.map((answer) => answer.status).toSorted()).toEqual([204, 404]);
    });
  });

  it('refuse an Idempotency-Key, and change nothing', async () => {
    for (const [method, path, members] of await operations()) {
      if (method === 'GET') continue;
      const answer = await send(method, path, members, { 'idempotency-key': freshText('key') });
      expect([path, answer.status]).toEqual([path, 400]);
      expect(answer.json.responseStatus).toMatchObject({
        errorCode: 'NotSupported',
        message: expect.stringContaining('is not supported by the operations on users and keys'),
      });
    }
  });

  it('refuse a password in a URL, where it would be logged', async () => {
    const id = idOf(await create());
    const query = `password=${encodeURIComponent('a secret in the URL')}`;
    for (const [method, path] of [
      ['POST', `/auth/users?${query}`],
      ['POST', `/api/CreateUser?userName=ada&${query}`],
      ['PATCH', `/auth/users/${id}?Password=x`],
    ] as const) {
      const answer = await send(method, path, { displayName: 'Ada' });
      expect(answer.json.responseStatus).toMatchObject({
        errorCode: 'NotAllowed',
        message: "'Password' must be in the body: URLs are logged.",
      });
    }
    expect(await signsIn('ada', 'a secret in the URL')).toBe(false);
  });

  it('write no secret to the log, to an error or to the database', async () => {
    const secret = 'unforgettable walrus 77';
    const id = idOf(await create({ password: secret }));
    const answers = await Promise.all([
      create({ userName: 'admin', password: secret }),
      create({ userName: ':', password: secret }),
      create({ password: secret, roles: 7 }),
      send('PATCH', `/auth/users/${id}`, { password: secret, accountIds: ['nothing'] }),
      send('PATCH', '/auth/users/none', { password: secret }),
      app.postJson('/auth/users', `{"userName":"ada","password":"${secret}"`),
      app.postXml('/auth/users', `<CreateUser><Password>${secret}</Password>`),
    ]);
    const key = String((await send('POST', '/auth/keys', { name: 'nightly', userName: 'clerk' })).json.key);
    const misplaced = await Promise.all([
      send('DELETE', `/auth/keys/${key}`),
      send('POST', '/auth/keys', { name: 'nightly', userName: key }),
      send('POST', '/auth/keys', { name: 'nightly', userId: key }),
    ]);
    for (const { status, text } of [...answers, ...misplaced]) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain(secret);
      expect(text).not.toContain(key.slice(9));
    }
    const { manager } = app.nest.get(DataSource);
    const rows = JSON.stringify([await manager.find(User), await manager.find(ApiKey)]);
    for (const written of [log.all(), rows]) {
      expect(written).not.toContain(secret);
      expect(written).not.toContain(key.slice(9));
    }
  });
});
