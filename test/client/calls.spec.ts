import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClientTCP } from '@nestjs/microservices';
import {
  AccountsClient,
  type AISessionsClientOptions,
  AIUsageClient,
  type MessageClient,
} from '../../src/client/index.js';
import { MessageTransportHost } from '../../src/messages/message-transport-host.js';
import { ClientFixture, failureOf, tokenFor } from '../support/client-fixture.js';

describe('the client', () => {
  let desk: ClientFixture;
  beforeAll(async () => {
    desk = await ClientFixture.open();
  });
  afterAll(() => desk.close());

  const tcpAddress = (): { host: string; port: number } => {
    const { hostname, port } = new URL(desk.app.nest.get(MessageTransportHost).address ?? '');
    return { host: hostname, port: Number(port) };
  };

  describe.each<[string, () => AISessionsClientOptions['transport']]>([
    ['HTTP', () => desk.app.url],
    ['TCP', () => desk.app.nest.get(MessageTransportHost).address ?? ''],
    ['a given ClientProxy', () => new ClientTCP(tcpAddress())],
  ])('by %s', (name, way) => {
    it('creates, gets, changes, clears and deletes a session', async () => {
      const sessions = await desk.sessionsWith({ transport: way() });
      const accountId = desk.app.accountId('Acme');
      const created = await sessions.create({ accountId, purpose: 'p' });
      expect(created).toMatchObject({ accountId, accountName: 'Acme', purpose: 'p', createdBy: 'desk' });
      expect(await sessions.get(created.id)).toEqual(created);
      const changed = await sessions.patch(created.id, { purpose: 'q' }, { ifMatch: created.etag });
      expect(changed.purpose).toBe('q');
      const late = sessions.patch(created.id, { purpose: 'r' }, { ifMatch: created.etag });
      expect(await failureOf(late)).toMatchObject({ status: 412, errorCode: 'PreconditionFailed' });
      expect((await sessions.patch(created.id, { purpose: null })).purpose).toBeUndefined();
      await sessions.delete(created.id);
      expect(await failureOf(sessions.get(created.id))).toMatchObject({ status: 404, errorCode: 'NotFound' });
    });

    it('stages actions, reviews them, and applies exactly what it reviewed', async () => {
      const sessions = await desk.sessionsWith({ transport: way() });
      const { id } = await sessions.create();
      const staged = await sessions.stage(id, { functionName: 'NewAISession', arguments: { purpose: name } });
      expect(staged).toMatchObject({ arguments: JSON.stringify({ purpose: name }), status: 'Waiting' });
      const review = await sessions.review(id);
      expect(review.actions).toEqual([staged]);
      const second = await sessions.stage(id, { functionName: 'NewAISession', description: 'one more' });
      expect(await failureOf(review.apply())).toMatchObject({ status: 412 });
      expect((await sessions.deleteAction(id, second.id)).actions).toEqual([staged]);
      const applied = await (await sessions.review(id)).apply();
      expect([applied.actions, applied.log]).toEqual([undefined, expect.stringContaining('Applied NewAISession')]);
      expect(await sessions.getAction(id, staged.id)).toMatchObject({ status: 'Applied' });
      await sessions.stage(id, { functionName: 'NewAISession' });
      expect((await sessions.clearActions(id)).actions).toBeUndefined();
      const ids: unknown[] = [];
      for await (const action of sessions.allActions({ sessionId: id, countPerPage: 1 })) ids.push(action.id);
      expect(ids).toEqual([staged.id]);
      expect((await sessions.listActions({ sessionId: id, status: 'Waiting' })).items).toEqual([]);
    });

    it('creates a session without any member', async () => {
      const sessions = await desk.sessionsWith({ transport: way() });
      expect(await sessions.create()).toMatchObject({ createdBy: 'desk' });
    });

    it('does the same for accounts', async () => {
      const accounts = (await desk.appWith({ transport: way() })).get(AccountsClient);
      const created = await accounts.create({ name: `Globex ${name}`, parentAccountId: desk.app.accountId('Acme') });
      expect((await accounts.list({ nameFilter: 'glob' })).items).toMatchObject([
        { id: created.id, name: `Globex ${name}` },
      ]);
      expect((await accounts.patch(created.id, { parentAccountId: null })).parentAccountId).toBeUndefined();
      await accounts.delete(created.id);
      expect(await failureOf(accounts.get(created.id))).toMatchObject({ status: 404 });
    });

    it('records usage once for its key, and gets it', async () => {
      const usage = (await desk.appWith({ transport: way() })).get(AIUsageClient);
      const accounts = (await desk.appWith({ transport: way() })).get(AccountsClient);
      const { id: accountId } = await accounts.create({ name: `Talkative ${name}` });
      const request = { accountId, customerId: 'c', seconds: 61, startDate: '2026-11-22T01:00:00+01:00' };
      const options = { idempotencyKey: `usage of "${name}"` };
      const recorded = await usage.record(request, options);
      expect(recorded).toMatchObject({ ...request, startDate: '2026-11-22T00:00:00.000Z', createdBy: 'desk' });
      expect(await usage.record(request, options)).toEqual(recorded);
      const { accountUsage, customerUsage } = await usage.get({ accountId, startDate: '2026-11-22T01:00:00+01:00' });
      expect([accountUsage, customerUsage]).toEqual([
        [{ accountId, aiMinutes: 2 }],
        [{ accountId, customerId: 'c', aiMinutes: 2 }],
      ]);
      expect((await usage.get({ accountId, endDate: '2026-11-22' })).accountUsage).toEqual([]);
      expect(await failureOf(usage.record({ accountId: 'nobody', seconds: 1 }))).toMatchObject({
        status: 400,
        fieldErrors: [{ errorCode: 'NotFound', fieldName: 'AccountId' }],
      });
      expect(await failureOf(usage.get({ startDate: 'now' }))).toMatchObject({
        status: 400,
        errorCode: 'InvalidFormat',
      });
    });

    it('reads a list by pages, and all pages as one', async () => {
      const sessions = await desk.sessionsWith({ transport: way() });
      const accounts = (await desk.appWith({ transport: way() })).get(AccountsClient);
      const { id: accountId } = await accounts.create({ name: `Many ${name}` });
      for (let number = 0; number < 5; number++) await sessions.create({ accountId, purpose: `page ${number}` });
      const request = { accountIds: [accountId], countPerPage: 2, sortField: 'purpose', sortOrder: 'Ascend' };
      const first = await sessions.list(request);
      expect(first).toMatchObject({ totalCount: 5, totalPages: 3, hasMorePages: true });
      const second = await sessions.list(first.next);
      expect(second.items.map(({ purpose }) => purpose)).toEqual(['page 2', 'page 3']);
      const all: unknown[] = [];
      for await (const { purpose } of sessions.all(request)) all.push(purpose);
      expect(all).toEqual(['page 0', 'page 1', 'page 2', 'page 3', 'page 4']);
    });

    it('reads all pages of a list that is sorted by texts too long for a cursor', async () => {
      const sessions = await desk.sessionsWith({ transport: way() });
      const accounts = (await desk.appWith({ transport: way() })).get(AccountsClient);
      const { id: accountId } = await accounts.create({ name: `Verbose ${name}` });
      for (const letter of 'abcde') await sessions.create({ accountId, purpose: letter.repeat(1_001) });
      const all: unknown[] = [];
      const request = { accountIds: [accountId], countPerPage: 2, sortField: 'purpose', sortOrder: 'Ascend' };
      for await (const { purpose } of sessions.all(request)) all.push(purpose?.[0]);
      expect(all).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    it('reports each invalid member', async () => {
      const error = await failureOf(
        (await desk.sessionsWith({ transport: way() })).create({ accountId: 'nobody', purpose: 'x'.repeat(4001) }),
      );
      expect(error).toMatchObject({ status: 400, errorCode: 'MaximumLength', name: 'VoiceApiError' });
      expect(error.fieldErrors).toMatchObject([{ errorCode: 'MaximumLength', fieldName: 'Purpose' }]);
    });

    it('reports a request that is too large, which affects no other call', async () => {
      const sessions = await desk.sessionsWith({ transport: way(), retries: 0 });
      const large = failureOf(sessions.create({ purpose: 'x'.repeat(300_000) }));
      const other = sessions.list({ countPerPage: 1 });
      expect(await large).toMatchObject({ status: 413, errorCode: 'PayloadTooLarge' });
      expect(await other).toHaveProperty('totalPages');
    });

    it('distinguishes unknown credentials from a missing role', async () => {
      const unknown = await desk.sessionsWith({ transport: way(), credentials: { apiKey: 'vk_unknown' } });
      expect(await failureOf(unknown.create({}))).toMatchObject({ status: 401, errorCode: 'Unauthorized' });
      const clerk = await desk.sessionsWith({ transport: way(), credentials: { jwt: () => tokenFor('Clerk') } });
      expect(await failureOf(clerk.create({}))).toMatchObject({ status: 403, message: 'Invalid Role' });
    });

    it('creates one session for two calls with one idempotency key', async () => {
      const sessions = await desk.sessionsWith({ transport: way() });
      const options = { idempotencyKey: `of "${name}"` };
      const both = await Promise.all([
        sessions.create({ purpose: 'k' }, options),
        sessions.create({ purpose: 'k' }, options),
      ]);
      expect(both[0]).toEqual(both[1]);
      expect(await failureOf(sessions.create({ purpose: 'l' }, options))).toMatchObject({
        errorCode: 'IdempotencyKeyReuse',
      });
    });
  });

  it('forwards the request id, and has it in the error', async () => {
    const sessions = await desk.sessionsWith({ requestId: () => 'of-the-caller' });
    desk.proxy.next();
    await sessions.list();
    expect(await failureOf(sessions.get('none', { requestId: 'of-this-call' }))).toMatchObject({
      requestId: 'of-this-call',
    });
    // Another would be found under the service's own id alone.
    expect((await failureOf(sessions.get('none', { requestId: 'not an id' }))).requestId).toMatch(/^[\da-f-]{36}$/);
    expect(desk.proxy.requests.slice(0, 2).map(({ headers }) => headers['x-request-id'])).toEqual([
      'of-the-caller',
      'of-this-call',
    ]);
  });

  describe('in a trace', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const other = '00-1bf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

    it('sends its context by HTTP', async () => {
      const sessions = await desk.sessionsWith({ traceContext: () => ({ traceparent, tracestate: 'vendor=1' }) });
      desk.proxy.next();
      await sessions.list();
      await sessions.list({}, { traceContext: { traceparent: other } });
      await sessions.list({}, { traceContext: { traceparent: 'not one', tracestate: 'vendor=1' } });
      await sessions.list({}, { traceContext: { traceparent, tracestate: 'not one' } });
      expect(desk.proxy.requests.map(({ headers }) => [headers.traceparent, headers.tracestate])).toEqual([
        [traceparent, 'vendor=1'],
        [other, undefined],
        [undefined, undefined],
        [traceparent, undefined],
      ]);
    });

    it('sends its context by message', async () => {
      const proxy = new ClientTCP(tcpAddress());
      const sent: unknown[] = [];
      const transport: MessageClient = {
        send: (pattern, data) => {
          sent.push(data);
          return proxy.send(pattern, data);
        },
        close: () => proxy.close(),
      };
      const sessions = await desk.sessionsWith({
        transport,
        traceContext: () => ({ traceparent, tracestate: 'vendor=1' }),
      });
      await sessions.list();
      await sessions.list({}, { traceContext: {} });
      expect(sent[0]).toMatchObject({ traceparent, tracestate: 'vendor=1' });
      expect(sent[1]).not.toHaveProperty('traceparent');
      expect(sent[1]).not.toHaveProperty('tracestate');
    });
  });

  it.each(['a.json', 'a/b', '..', '.', '', 'ä?#'])('requests the session %p and no other', async (id) => {
    expect(await failureOf((await desk.sessionsWith()).get(id))).toMatchObject({ status: 404 });
  });
});
