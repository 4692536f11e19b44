import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { ApiKeysService } from '../src/auth/users/api-keys.service.js';
import { UsersService } from '../src/auth/users/users.service.js';
import { PASSWORD, startApp, type TestApp } from './support/app.js';
import { Log } from './support/log.js';
import { Caller } from './support/messages.js';

describe('the audit log', () => {
  let app: TestApp;
  let log: Log;
  beforeAll(async () => {
    log = new Log();
    app = await startApp().env({ LOG_LEVEL: 'log', TRANSPORT_URL: 'tcp://127.0.0.1:0' }).as(Role.SystemAdministrator);
  });
  afterAll(async () => {
    await app.stop();
    log.stop();
  });

  const entriesOf = (requestId: string): unknown[] =>
    log
      .lines()
      .filter((line) => line.includes(`[${requestId}] `))
      .map((line) => JSON.parse(line.slice(line.indexOf('{'), line.lastIndexOf('}') + 1)) as { event: string })
      .filter(({ event }) => !event.startsWith('sign-in'));
  const call = (method: string, path: string, requestId: string, body?: object) =>
    app.call(method, path, {
      body: body && JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    });

  it('has each change of an account, and each delete of a session, with the request id', async () => {
    const accountId = (await call('POST', '/accounts', 'create', { name: 'Audited' })).json.id as string;
    await call('PATCH', `/accounts/${accountId}`, 'change', { name: 'Changed' });
    await call('DELETE', `/accounts/${accountId}`, 'delete');
    const sessionId = (await call('POST', '/ai/sessions', 'new-session', {})).json.id as string;
    await call('DELETE', `/ai/sessions/${sessionId}`, 'delete-session');
    const by = { by: 'admin', via: 'Basic' };
    expect(entriesOf('create')).toEqual([{ event: 'account-created', accountId, ...by }]);
    expect(entriesOf('change')).toEqual([{ event: 'account-changed', accountId, ...by }]);
    expect(entriesOf('delete')).toEqual([{ event: 'account-deleted', accountId, ...by }]);
    expect(entriesOf('new-session')).toEqual([]);
    expect(entriesOf('delete-session')).toEqual([{ event: 'session-deleted', sessionId, ...by }]);
  });

  it('has none of a call that failed', async () => {
    expect((await call('DELETE', '/accounts/nobody', 'failed')).status).toBe(404);
    expect((await call('POST', '/accounts', 'invalid', { name: '' })).status).toBe(400);
    expect([...entriesOf('failed'), ...entriesOf('invalid')]).toEqual([]);
  });

  it('has each item of a batch', async () => {
    const post = (path: string, requestId: string, items: object[]): Promise<Response> =>
      fetch(app.url + path, {
        method: 'POST',
        body: JSON.stringify(items),
        headers: { authorization: app.authorization, 'content-type': 'application/json', 'x-request-id': requestId },
      });
    const created = await post('/api/NewAccount[]', 'batch', [{ name: 'First' }, { name: 'Second' }]);
    const ids = ((await created.json()) as { id: string }[]).map(({ id }) => id);
    const items = ids.map((accountId) => ({ accountId }));
    expect((await post('/api/DeleteAccount[]', 'delete-batch', items)).status).toBe(204);
    const by = { by: 'admin', via: 'Basic' };
    expect(entriesOf('batch')).toEqual(ids.map((accountId) => ({ event: 'account-created', accountId, ...by })));
    expect(entriesOf('delete-batch')).toEqual(ids.map((accountId) => ({ event: 'account-deleted', accountId, ...by })));
  });

  it('has those by message too', async () => {
    const user = await app.nest.get(UsersService).add('robot', PASSWORD, [Role.SystemAdministrator]);
    const { key } = await app.nest.get(ApiKeysService).create(user, 'test', 'fixture');
    const caller = await Caller.of(app);
    const extras = { credentials: { apiKey: key }, requestId: 'by-message' };
    await caller.send('accounts.create', { name: 'By message' }, extras);
    await caller.close();
    expect(entriesOf('by-message')).toContainEqual(
      expect.objectContaining({ event: 'account-created', by: 'robot', via: 'API key' }),
    );
  });
});
