import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { actionsIn, SessionWithActions } from './support/actions.js';
import { account, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { xmlNamespace } from './support/request-bodies.js';
import { freshText, newAccountId } from './support/resources.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp()
    .with(account('Acme'), user('clerk', PASSWORD, 'Clerk'))
    .as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const newSession = (members?: object): Promise<SessionWithActions> => SessionWithActions.create(app, members);

describe('staging an action', () => {
  it('returns it, and shows it in its session, which gets a new version', async () => {
    const session = await newSession({ purpose: 'p' });
    const before = await session.get();
    const staged = await app.postJson(`${session.path}/actions`, {
      functionName: 'NewAccount',
      arguments: '{"name":"Northern branch"}',
      description: 'As the customer asked',
    });
    expect(staged.json).toEqual({
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      id: expect.any(String),
      functionName: 'NewAccount',
      arguments: '{"name":"Northern branch"}',
      description: 'As the customer asked',
      canBeApplied: true,
      status: 'Waiting',
    });
    expect(Object.keys(staged.json)).toEqual(
      'date id functionName arguments description canBeApplied status'.split(' '),
    );
    const shown = await session.get();
    expect(shown.json).toEqual({ ...before.json, actions: [staged.json], dateLastModified: staged.json.date });
    expect(Object.keys(shown.json).slice(0, 2)).toEqual(['purpose', 'actions']);
    expect([before.headers.get('etag'), shown.headers.get('etag')]).toEqual(['"1-json"', '"2-json"']);
    expect((await app.call('GET', `${session.path}/actions/${String(staged.json.id)}`)).json).toEqual(staged.json);
    expect(await session.all()).toEqual([staged.json]);
  });

  it.each([
    ['an operation that cannot be staged', 'ApplyAISession', '{}', 'FunctionName', 'InvalidValue'],
    ['an operation that cannot be staged, in another case', 'authenticate', '{}', 'FunctionName', 'InvalidValue'],
    ['an own function in another case', 'newaccount', '{"name":"a"}', 'FunctionName', 'InvalidValue'],
    ['no function', '', '{}', 'FunctionName', 'NotEmpty'],
    ['arguments that are no JSON', 'NewAccount', '{', 'Arguments', 'InvalidFormat'],
    ['arguments that are no object', 'NewAccount', '["a"]', 'Arguments', 'InvalidFormat'],
    ['arguments that are null', 'NewAccount', 'null', 'Arguments', 'InvalidFormat'],
    ['an argument of the wrong type', 'NewAccount', '{"name":1}', 'Arguments.Name', 'InvalidType'],
    ['an argument in two spellings', 'NewAccount', '{"name":"a","Name":"b"}', 'Arguments.Name', 'Duplicate'],
    ['a member twice', 'NewAccount', '{"name":"seen","name":"run"}', 'Arguments', 'InvalidFormat'],
    ['a nested member twice', 'hangUp', '{"call":{"id":"seen","id":"run"}}', 'Arguments', 'InvalidFormat'],
    ['an integer that is rounded', 'hangUp', '{"callId":9007199254740993}', 'Arguments', 'InvalidFormat'],
    ['a required argument missing', 'NewAccount', '{}', 'Arguments.Name', 'NotEmpty'],
    ['a required argument cleared', 'PatchAccount', '{"accountId":"a","name":null}', 'Arguments.Name', 'NotEmpty'],
    ['an id missing', 'PatchAISession', '{}', 'Arguments.SessionId', 'NotEmpty'],
    ['too long an argument', 'NewAISession', `{"purpose":"${'x'.repeat(4001)}"}`, 'Arguments.Purpose', 'MaximumLength'],
  ])('is 400 with %s', async (_, functionName, args, fieldName, errorCode) => {
    const session = await newSession();
    const { status, json } = await app.postJson(`${session.path}/actions`, { functionName, arguments: args });
    expect([status, json.responseStatus.errors]).toMatchObject([400, [{ errorCode, fieldName }]]);
    expect((await session.get()).headers.get('etag')).toBe('"1-json"');
  });

  it('is 400 for the delete of its own session, and 404 without the session', async () => {
    const session = await newSession();
    const { status, json } = await session.stage('DeleteAISession', { sessionId: session.id });
    expect([status, json.responseStatus.errors[0]?.fieldName]).toEqual([400, 'Arguments.SessionId']);
    const missing = await app.postJson('/ai/sessions/nobody/actions', {
      functionName: 'NewAccount',
      arguments: '{"name":"a"}',
    });
    expect(missing.status).toBe(404);
  });

  it('takes a function that nobody executes, which cannot be applied', async () => {
    const session = await newSession();
    const { json } = await session.stage('hangUp', { callId: 'c' });
    expect(json).toMatchObject({ canBeApplied: false, status: 'Waiting' });
    const answer = await session.apply();
    expect(actionsIn(answer)).toMatchObject([{ status: 'Failed', error: expect.stringContaining("'hangUp'") }]);
  });

  it('is done once for each idempotency key', async () => {
    const session = await newSession();
    const key = { 'idempotency-key': JSON.stringify(freshText('key')) };
    const first = await session.stage('NewAccount', { name: 'once' }, key);
    expect((await session.stage('NewAccount', { name: 'once' }, key)).json).toEqual(first.json);
    expect((await session.stage('NewAccount', { name: 'twice' }, key)).status).toBe(422);
    expect(await session.open()).toHaveLength(1);
  });
});

describe('a session without actions', () => {
  it('has the bytes of the contract in every format, also after its actions were cleared', async () => {
    const session = await newSession({ accountId: app.accountId('Acme'), purpose: 'p' });
    await session.staged('NewAccount', { name: 'a' });
    const cleared = await app.call('DELETE', `${session.path}/actions`);
    expect(Object.keys(cleared.json)).toEqual(
      'accountId accountName purpose id dateCreated dateLastModified createdBy lastModifiedBy'.split(' '),
    );
    for (const format of ['json', 'xml', 'csv', 'jsonl']) {
      expect((await app.call('GET', `${session.path}.${format}`)).text).not.toMatch(/actions|log/i);
    }
  });

  it('and its list leave actions and log out', async () => {
    const session = await newSession();
    await session.staged('NewAISession');
    await session.apply();
    await session.staged('NewAISession');
    for (const format of ['json', 'xml', 'csv', 'jsonl']) {
      const list = await app.call('GET', `/ai/sessions.${format}?specificIds=${session.id}`);
      expect(list.text).toContain(session.id);
      expect(list.text).not.toMatch(/actions|log/i);
    }
  });
});

describe('an action in XML', () => {
  it('is staged and answered as .NET writes it', async () => {
    const session = await newSession();
    const namespace = xmlNamespace('Voice.Api.AI');
    const staged = await app.postXml(
      `${session.path}/actions`,
      `<NewAISessionAction xmlns="${namespace}"><Arguments>{"name":"a &amp; b"}</Arguments>` +
        `<FunctionName>NewAccount</FunctionName></NewAISessionAction>`,
    );
    const { date, id } = (await session.open())[0] as unknown as Record<string, string>;
    const members =
      `<Arguments>{"name":"a &amp; b"}</Arguments><CanBeApplied>true</CanBeApplied><Date>${date}</Date>` +
      `<Description i:nil="true" /><FunctionName>NewAccount</FunctionName><Id>${id}</Id><Status>Waiting</Status>`;
    expect(staged.text).toBe(
      `<?xml version="1.0" encoding="utf-8"?><AISessionActionInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance" ` +
        `xmlns="${namespace}">${members}</AISessionActionInfo>`,
    );
    expect((await app.call('GET', `${session.path}.xml`)).text).toContain(
      `<Actions><AISessionActionInfo>${members}</AISessionActionInfo></Actions><Purpose i:nil="true" />`,
    );
  });
});

describe('removing actions', () => {
  it('removes one, or all that were not applied, and returns the session with the rest', async () => {
    const session = await newSession();
    await session.staged('NewAISession', { purpose: 'applied' });
    await session.apply();
    const [first, second] = [await session.staged('NewAISession'), await session.staged('NewAISession')];
    const removed = await app.call('DELETE', `${session.path}/actions/${first}`);
    expect(actionsIn(removed).map(({ id }) => id)).toEqual([second]);
    expect(removed.json).toEqual((await session.get()).json);
    expect((await app.call('DELETE', `${session.path}/actions/${first}`)).status).toBe(404);
    const cleared = await app.call('DELETE', `${session.path}/actions`);
    expect([cleared.status, cleared.json.actions]).toEqual([200, undefined]);
    expect((await session.all()).map(({ status }) => status)).toEqual(['Applied']);
    const again = await app.call('DELETE', `${session.path}/actions`);
    expect(again.headers.get('etag')).toBe(cleared.headers.get('etag'));
  });

  it('is 409 for an action that was applied, and 404 for one of another session', async () => {
    const [session, other] = [await newSession(), await newSession()];
    const id = await session.staged('NewAISession');
    expect((await app.call('DELETE', `${other.path}/actions/${id}`)).status).toBe(404);
    await session.apply();
    expect((await app.call('DELETE', `${session.path}/actions/${id}`)).status).toBe(409);
  });

  it.each(['actions', 'actions/one'])('is 412 for a version that is not the current one: %s', async (path) => {
    const session = await newSession();
    const etag = await session.etag();
    await session.staged('NewAISession');
    const { status } = await app.call('DELETE', `${session.path}/${path}`, { headers: { 'if-match': etag } });
    expect([status, await session.open()]).toMatchObject([412, [{}]]);
  });

  it('does not take an empty id for all', async () => {
    const session = await newSession();
    await session.staged('NewAISession');
    for (const path of ['actions/', 'actions//', 'actions/%20']) {
      const response = await fetch(`${app.url}${session.path}/${path}`, {
        method: 'DELETE',
        headers: { authorization: app.authorization },
      });
      expect(response.status).toBeGreaterThanOrEqual(400);
    }
    expect(await session.open()).toHaveLength(1);
  });
});

describe('applying a session', () => {
  it('runs each own operation, in order, as the caller, and tells in the log', async () => {
    const session = await newSession();
    const [patched, deleted] = [await newAccountId(app), await newAccountId(app)];
    const [other, gone] = [await newSession({ purpose: 'a' }), await newSession()];
    const name = freshText('name');
    await session.staged('NewAccount', { name });
    await session.staged('PatchAccount', { accountId: patched, name: `${name} two` });
    await session.staged('DeleteAccount', { accountId: deleted });
    await session.staged('NewAISession', { accountId: patched, purpose: name });
    await session.staged('PatchAISession', { sessionId: other.id, purpose: 'b' });
    await session.staged('PatchAISession', { sessionId: session.id, purpose: 'own' });
    await session.staged('DeleteAISession', { sessionId: gone.id });
    const before = await session.etag();
    const answer = await session.apply({ 'if-match': before });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ purpose: 'own', lastModifiedBy: 'admin', log: expect.any(String) });
    expect(answer.json).not.toHaveProperty('actions');
    expect(answer.json).toEqual((await session.get()).json);
    expect(answer.headers.get('etag')).not.toBe(before);
    const lines = String(answer.json.log).split('\n');
    expect(lines[0]).toMatch(/^\d{4}-.*Z admin applies 7 actions\.$/);
    expect(lines.slice(1, -1).map((line) => /Applied (\w+) \(\S+\), staged by admin at /.exec(line)?.[1])).toEqual(
      'NewAccount PatchAccount DeleteAccount NewAISession PatchAISession PatchAISession DeleteAISession'.split(' '),
    );
    const names = await app.call('GET', `/accounts?nameFilter=${name}&sortField=name`);
    expect(names.json.items).toMatchObject([{ name, createdBy: 'admin' }, { name: `${name} two` }]);
    expect((await app.call('GET', `/accounts/${deleted}`)).status).toBe(404);
    expect((await app.call('GET', `/ai/sessions?accountIds=${patched}`)).json.items).toMatchObject([{ purpose: name }]);
    expect((await other.get()).json.purpose).toBe('b');
    expect((await gone.get()).status).toBe(404);
    expect((await session.all()).map(({ status }) => status)).toEqual(Array(7).fill('Applied'));
  });

  it('stops at the first action that fails, keeps it, and tries it again', async () => {
    const session = await newSession();
    const name = freshText('taken');
    const taken = await newAccountId(app, name);
    await session.staged('NewAISession', { purpose: 'first' });
    await session.staged('NewAccount', { name });
    await session.staged('NewAISession', { purpose: 'last' });
    const failed = await session.apply();
    expect([failed.status, actionsIn(failed)]).toMatchObject([
      200,
      [
        { functionName: 'NewAccount', status: 'Failed', error: `There is an account named '${name}' already.` },
        { functionName: 'NewAISession', status: 'Waiting' },
      ],
    ]);
    expect(failed.json.log).toContain('Failed: NewAccount');
    expect(actionsIn(await session.apply())).toMatchObject([{ status: 'Failed' }, { status: 'Waiting' }]);
    await app.call('DELETE', `/accounts/${taken}`);
    const applied = await session.apply();
    expect([applied.json.actions, applied.json.log]).toMatchObject([
      undefined,
      expect.stringMatching(/applies 2 actions\.\n.*Applied NewAccount.*\n.*Applied NewAISession.*\n.*Every action/),
    ]);
  });

  it('keeps what ran before an action whose storing is refused', async () => {
    const session = await newSession();
    const parentAccountId = await newAccountId(app);
    const name = freshText('child');
    await session.staged('NewAccount', { name, parentAccountId });
    await session.staged('DeleteAccount', { accountId: parentAccountId });
    await session.staged('NewAISession');
    expect(actionsIn(await session.apply())).toMatchObject([
      { functionName: 'DeleteAccount', status: 'Failed', error: expect.stringContaining('1 account') },
      { status: 'Waiting' },
    ]);
    expect((await app.call('GET', `/accounts?nameFilter=${name}`)).json.totalCount).toBe(1);
  });

  it('changes nothing if nothing waits', async () => {
    const session = await newSession();
    const never = await session.apply();
    expect([never.status, never.headers.get('etag'), never.json.log]).toEqual([200, '"1-json"', undefined]);
    await session.staged('NewAISession');
    const first = await session.apply();
    const second = await session.apply();
    expect([second.json, second.headers.get('etag')]).toEqual([first.json, first.headers.get('etag')]);
  });

  it('is refused if somebody staged one more since the review', async () => {
    const session = await newSession();
    await session.staged('NewAISession', { purpose: 'reviewed' });
    const etag = await session.etag();
    await session.staged('NewAISession', { purpose: 'not reviewed' });
    expect((await session.apply({ 'if-match': etag })).status).toBe(412);
    expect((await session.all()).map(({ status }) => status)).toEqual(['Waiting', 'Waiting']);
    expect((await session.apply({ 'if-match': await session.etag() })).status).toBe(200);
  });

  it('returns its first response to a retry with the same key, whatever happened since', async () => {
    const session = await newSession();
    await session.staged('NewAISession');
    const headers = { 'idempotency-key': JSON.stringify(freshText('key')), 'if-match': await session.etag() };
    const first = await session.apply(headers);
    await session.staged('NewAISession');
    const retried = await session.apply(headers);
    expect([retried.status, retried.json, retried.headers.get('etag')]).toEqual([
      200,
      first.json,
      first.headers.get('etag'),
    ]);
    expect(await session.open()).toHaveLength(1);
    const other = await newSession();
    expect((await other.apply(headers)).status).toBe(422);
  });

  it.each(['', 'json', 'xml', 'form'])('takes a body of the kind %s', async (kind) => {
    const session = await newSession();
    await session.staged('NewAISession');
    const bodies: Record<string, [string, string]> = {
      json: ['application/json', JSON.stringify({ SessionId: session.id })],
      xml: ['application/xml', `<ApplyAISession xmlns="${xmlNamespace('Voice.Api.AI')}"/>`],
      form: ['application/x-www-form-urlencoded', `sessionId=${session.id}`],
    };
    const [contentType = '', body] = bodies[kind] ?? [];
    const path = `${session.path}/apply.json`;
    const answer = await app.call('POST', path, { body, headers: { 'content-type': contentType } });
    expect([answer.status, answer.json.actions]).toEqual([200, undefined]);
  });

  it('is 404 without the session, and 403 without the role', async () => {
    expect((await app.call('POST', '/ai/sessions/nobody/apply')).status).toBe(404);
    const session = await newSession();
    const answer = await session.apply({ authorization: basic('clerk', PASSWORD) });
    expect([answer.status, answer.json.responseStatus.message]).toEqual([403, 'Invalid Role']);
  });
});

describe('the list of actions', () => {
  it('is filtered by status, ignoring case, has pages and the newest first', async () => {
    const session = await newSession();
    for (const purpose of ['a', 'b', 'c']) await session.staged('NewAISession', { purpose });
    await session.apply();
    await session.staged('NewAISession', { purpose: 'd' });
    const list = async (query: string): Promise<unknown[]> => {
      const { json } = await app.call('GET', `${session.path}/actions?${query}`);
      return (json.items as { arguments: string }[]).map(
        (item) => (JSON.parse(item.arguments) as { purpose: string }).purpose,
      );
    };
    expect(await list('')).toEqual(['d', 'c', 'b', 'a']);
    expect(await list('status=applied&sortField=date')).toEqual(['a', 'b', 'c']);
    expect(await list('status=WAITING')).toEqual(['d']);
    expect(await list('countPerPage=2&page=1')).toEqual(['b', 'a']);
    expect((await app.call('GET', `${session.path}/actions?status=done`)).status).toBe(400);
    expect((await app.call('GET', '/ai/sessions/nobody/actions')).status).toBe(404);
    const csv = await app.call('GET', `${session.path}/actions.csv?countPerPage=1`);
    expect(csv.text.split('\r\n')[0]).toBe('Date,Id,FunctionName,Arguments,Description,CanBeApplied,Status,Error');
  });
});

describe('ServiceStack’s routes', () => {
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(app.url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { authorization: app.authorization, 'content-type': 'application/json' },
    });

  it('take each operation of actions', async () => {
    const { id: sessionId } = await newSession();
    const staged = await post('/api/NewAISessionAction', { SessionId: sessionId, FunctionName: 'NewAISession' });
    const { id: actionId } = (await staged.json()) as { id: string };
    expect(await (await post('/json/reply/GetAISessionAction', { sessionId, actionId })).json()).toMatchObject({
      id: actionId,
    });
    expect(await (await post('/json/reply/ListAISessionActions', { sessionId })).json()).toMatchObject({
      totalCount: 1,
    });
    expect(await (await post('/json/reply/DeleteAISessionAction', { sessionId, actionId })).json()).toMatchObject({
      id: sessionId,
    });
    expect((await post('/json/reply/ClearAISessionActions', { sessionId })).status).toBe(200);
    expect((await post('/json/reply/ApplyAISession', { sessionId })).status).toBe(200);
  });

  it('take batches of all but applies: all actions or none', async () => {
    const { id: sessionId } = await newSession();
    const action = { sessionId, functionName: 'NewAISession' };
    const failed = await post('/api/NewAISessionAction[]', [action, { ...action, functionName: 'Authenticate' }]);
    expect(await failed.json()).toMatchObject({ responseStatus: { errors: [{ fieldName: '[1].FunctionName' }] } });
    expect((await post('/api/NewAISessionAction[]', Array(201).fill(action))).status).toBe(409);
    expect(await (await post('/api/ListAISessionActions', { sessionId })).json()).toMatchObject({ totalCount: 0 });
    const staged = await post('/api/NewAISessionAction[]', Array(200).fill(action));
    const items = (await staged.json()) as { id: string }[];
    expect(items).toHaveLength(200);
    const requests = items.map(({ id: actionId }) => ({ sessionId, actionId }));
    expect(await (await post('/api/GetAISessionAction[]', requests)).json()).toEqual(items);
    const removed = (await (await post('/api/DeleteAISessionAction[]', requests.slice(0, 2))).json()) as object[];
    expect(removed).toMatchObject([{ id: sessionId }, { id: sessionId }]);
    expect(await (await post('/api/ClearAISessionActions[]', [{ sessionId }])).json()).toMatchObject([
      { id: sessionId },
    ]);
    expect((await post('/api/ApplyAISession[]', [{ sessionId }])).status).toBe(404);
  });
});

it('refuses an operation’s name in every case, and takes exactly the stageable ones', async () => {
  const session = await newSession();
  const answers = await Promise.all(
    'NewAccount PatchAccount DeleteAccount GetAccount ListAccounts NewAISession PatchAISession DeleteAISession GetAISession ListAISessions NewAISessionAction GetAISessionAction ListAISessionActions DeleteAISessionAction ClearAISessionActions ApplyAISession Authenticate Logout GetAuthStatus GetAIUsage NewAIUsageRecord'
      .split(' ')
      .map(async (name) => {
        const args = { name: freshText('x'), accountId: 'a', sessionId: 'other', actionId: 'a', seconds: 1 };
        return [name, (await session.stage(name, args)).status] as const;
      }),
  );
  expect(answers.filter(([, status]) => status === 200).map(([name]) => name)).toEqual(
    'NewAccount PatchAccount DeleteAccount NewAISession PatchAISession DeleteAISession NewAIUsageRecord'.split(' '),
  );
});
