import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { AIUsageService } from '../src/ai/usage/ai-usage.service.js';
import { ACCESS } from '../src/auth/access.decorator.js';
import { Role } from '../src/auth/principal.js';
import type { OperationRoute } from '../src/common/routes/operation-route.js';
import { account, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { Caller, keyOf, patternOf, errorReplyOf } from './support/messages.js';
import { resources } from './support/resources.js';

const JWT_SECRET = 'a secret of more than thirty-two bytes';
const UNKNOWN = '0193a5b2-7c1e-7d3a-9f00-3f1c2d4e5a6b';

describe('messages by TCP', () => {
  let app: TestApp;
  let caller: Caller;
  beforeAll(async () => {
    app = await startApp()
      .with(account('Acme'), user('clerk', PASSWORD, 'Clerk'), user('reviewer', PASSWORD, Role.SystemAdministrator))
      .as(Role.SystemAdministrator)
      .env({ TRANSPORT_URL: 'tcp://127.0.0.1:0', JWT_SECRET });
    caller = await Caller.of(app);
  });
  afterAll(async () => {
    await caller.close();
    await app.stop();
  });

  describe('to AI sessions', () => {
    it('create, get, patch and delete the same sessions as HTTP, with their ETags', async () => {
      const made = await caller.send('ai.sessions.create', { accountId: app.accountId('Acme'), purpose: 'a' });
      const shown = await app.call('GET', `/ai/sessions/${made.id}`);
      expect(made).toEqual({ ...shown.json, etag: shown.headers.get('etag') });
      expect(await caller.send('ai.sessions.get', { sessionId: made.id })).toEqual(made);

      const patched = await caller.send('ai.sessions.patch', { sessionId: made.id, purpose: 'b' });
      expect(patched).toMatchObject({ purpose: 'b', accountName: 'Acme', createdBy: 'admin' });
      expect(await caller.send('ai.sessions.patch', { sessionId: made.id })).toEqual(patched);
      expect(await caller.send('ai.sessions.patch', { sessionId: made.id, purpose: null })).not.toHaveProperty(
        'purpose',
      );

      expect(await caller.send('ai.sessions.delete', { sessionId: made.id })).toBeNull();
      expect(await caller.error('ai.sessions.get', { sessionId: made.id })).toEqual({
        status: 404,
        responseStatus: { errorCode: 'NotFound', message: 'There is no such AI session.', errors: [] },
      });
    });

    it('change a session only if it matches ifMatch', async () => {
      const { id, etag } = await caller.send('ai.sessions.create', { purpose: 'a' });
      const { etag: newer } = await caller.send(
        'ai.sessions.patch',
        { sessionId: id, purpose: 'b' },
        { ifMatch: etag },
      );
      const late = await caller.error('ai.sessions.patch', { sessionId: id, purpose: 'c' }, { ifMatch: etag });
      expect([late.status, late.responseStatus.errorCode]).toEqual([412, 'PreconditionFailed']);
      expect((await caller.error('ai.sessions.delete', { sessionId: id }, { ifMatch: etag })).status).toBe(412);
      expect(await caller.send('ai.sessions.delete', { sessionId: id }, { ifMatch: newer })).toBeNull();
    });

    it('page through a list by the next request of each page', async () => {
      const { id: accountId } = await caller.send('accounts.create', { name: 'Paged' });
      const made: string[] = [];
      // The third is too long for a cursor, so the list continues by page number after it.
      for (const purpose of ['a', 'b', `c${'x'.repeat(2_000)}`, 'd', 'e']) {
        made.push((await caller.send('ai.sessions.create', { accountId, purpose })).id);
      }
      const seen: unknown[] = [];
      let data: unknown = { accountIds: [accountId], countPerPage: 1, sortField: 'purpose', sortOrder: 'Ascend' };
      for (let pages = 0; data !== undefined && pages < 10; pages++) {
        const page = await caller.send('ai.sessions.list', data);
        expect(page).toMatchObject({ totalCount: 5, totalPages: 5, hasMorePages: page.next !== undefined });
        seen.push(...page.items.map(({ id }) => id));
        data = page.next;
      }
      expect(seen).toEqual(made);
    });

    it('get an error for a list that is too long for a message, or unpaged', async () => {
      const { id: accountId } = await caller.send('accounts.create', { name: 'Long' });
      const purpose = '\u{1F600}'.repeat(4_000);
      await Promise.all(Array.from({ length: 70 }, () => caller.send('ai.sessions.create', { accountId, purpose })));
      const list = { accountIds: [accountId], countPerPage: 100 };
      const long = await caller.error('ai.sessions.list', list);
      expect([long.status, long.responseStatus.errors[0]?.fieldName]).toEqual([400, 'CountPerPage']);
      expect((await caller.send('ai.sessions.list', { ...list, countPerPage: 50 })).items).toHaveLength(50);
      const whole = await caller.error('ai.sessions.list', { ...list, all: true });
      expect([whole.status, whole.responseStatus.errors[0]?.fieldName]).toEqual([400, 'All']);
    });

    it('get the same errors for invalid members as over HTTP', async () => {
      for (const data of [
        { accountId: UNKNOWN },
        { accountId: 'x'.repeat(65), purpose: 'a\u0000' },
        { accountId: 5 },
        { purpose: ['a'] },
        { purpose: 'a', PURPOSE: 'b' },
      ]) {
        const error = await caller.error('ai.sessions.create', data);
        const { status, json } = await app.postJson('/ai/sessions', data);
        expect(error).toEqual({ status, responseStatus: json.responseStatus });
      }
    });

    it('create once for each idempotency key, over either transport', async () => {
      const extras = { idempotencyKey: 'once' };
      const made = await Promise.all(
        Array.from({ length: 20 }, () => caller.send('ai.sessions.create', { purpose: 'once' }, extras)),
      );
      const { json } = await app.postJson('/ai/sessions', { purpose: 'once' }, { 'idempotency-key': 'once' });
      expect(new Set([...made.map(({ id }) => id), json.id]).size).toBe(1);
      const other = await caller.error('ai.sessions.create', { purpose: 'another' }, extras);
      expect([other.status, other.responseStatus.errorCode]).toEqual([422, 'IdempotencyKeyReuse']);
    });
  });

  describe('to the actions of sessions', () => {
    it('cannot apply them for a reviewer who has lost the role since the review, and neither can HTTP', async () => {
      const apiKey = await keyOf(app, 'reviewer');
      const reviewer = { credentials: { apiKey } };
      const headers = { authorization: `Bearer ${apiKey}` };
      const { id: sessionId } = await caller.send('ai.sessions.create', {});
      await caller.send('ai.sessions.actions.create', { sessionId, functionName: 'NewAISession' });
      const reviewed = await caller.send('ai.sessions.get', { sessionId }, reviewer);
      await app.nest.get(DataSource).query(`UPDATE users SET roles = '["Clerk"]' WHERE "userName" = 'reviewer'`);
      const path = `/ai/sessions/${sessionId}`;
      while ((await app.call('GET', path, { headers })).status !== 403) await sleep(100); // credentials are cached
      const byHttp = await app.call('POST', `${path}/apply`, { headers });
      expect([byHttp.status, byHttp.json.responseStatus.message]).toEqual([403, 'Invalid Role']);
      const byMessage = await caller.error('ai.sessions.apply', { sessionId }, reviewer);
      expect([byMessage.status, byMessage.responseStatus.message]).toEqual([403, 'Invalid Role']);
      expect(await caller.send('ai.sessions.get', { sessionId })).toEqual(reviewed);
    });

    it('stage, list, get, remove, clear and apply', async () => {
      const { id: sessionId, etag } = await caller.send('ai.sessions.create', {});
      const action = { sessionId, functionName: 'NewAISession', arguments: '{"purpose":"by message"}' };
      const staged = await caller.send('ai.sessions.actions.create', action);
      expect(staged).toMatchObject({ functionName: 'NewAISession', status: 'Waiting', canBeApplied: true });
      expect(await caller.send('ai.sessions.actions.get', { sessionId, actionId: staged.id })).toEqual(staged);
      expect((await caller.send('ai.sessions.actions.list', { sessionId })).items).toEqual([staged]);
      const late = await caller.error('ai.sessions.apply', { sessionId }, { ifMatch: etag });
      expect([late.status, late.responseStatus.errorCode]).toEqual([412, 'PreconditionFailed']);
      const reviewed = await caller.send('ai.sessions.get', { sessionId });
      expect(reviewed.actions).toEqual([staged]);
      const applied = await caller.send('ai.sessions.apply', { sessionId }, { ifMatch: reviewed.etag });
      expect(applied).toMatchObject({ id: sessionId, log: expect.stringContaining('Applied NewAISession') });
      expect(applied).toEqual(await caller.send('ai.sessions.get', { sessionId }));
      const removed = await caller.send('ai.sessions.actions.create', action);
      expect((await caller.error('ai.sessions.actions.delete', { sessionId, actionId: 'nobody' })).status).toBe(404);
      await caller.send('ai.sessions.actions.delete', { sessionId, actionId: removed.id });
      await caller.send('ai.sessions.actions.create', action);
      expect(await caller.send('ai.sessions.actions.clear', { sessionId })).not.toHaveProperty('actions');
    });
  });

  it('says that a session with its actions is too large for a message', async () => {
    const { id: sessionId } = await caller.send('ai.sessions.create', {});
    const args = JSON.stringify({ purpose: 'x'.repeat(3_900), ignored: 'y'.repeat(12_000) });
    const action = { sessionId, functionName: 'NewAISession', arguments: args };
    for (let count = 0; count < 63; count++) await caller.send('ai.sessions.actions.create', action);
    const error = await caller.error('ai.sessions.get', { sessionId });
    expect([error.status, error.responseStatus.errorCode]).toEqual([413, 'PayloadTooLarge']);
  });

  describe('to accounts', () => {
    it('create, list, get, patch and delete', async () => {
      const made = await caller.send('accounts.create', { name: 'Messages' });
      expect(await caller.send('accounts.get', { accountId: made.id })).toEqual(made);
      expect((await caller.send('accounts.list', { nameFilter: 'messages' })).items).toHaveLength(1);
      const patched = await caller.send(
        'accounts.patch',
        { accountId: made.id, name: 'Letters' },
        { ifMatch: made.etag },
      );
      expect(patched.name).toBe('Letters');
      expect((await caller.error('accounts.create', { name: 'LETTERS' })).status).toBe(409);
      expect(await caller.send('accounts.delete', { accountId: made.id })).toBeNull();
      expect((await caller.error('accounts.get', { accountId: made.id })).status).toBe(404);
    });
  });

  describe('to the usage of AI', () => {
    it('record it and get it, as over HTTP, once for each idempotency key', async () => {
      const accountId = (await caller.send('accounts.create', { name: 'Talkative' })).id;
      const data = { accountId, customerId: 'c', seconds: 61, startDate: '2026-11-22' };
      const extras = { idempotencyKey: 'usage' };
      const made = await caller.send('ai.usage.record', data, extras);
      expect(made).toMatchObject({ ...data, startDate: '2026-11-22T00:00:00.000Z', etag: '"1-json"' });
      expect(await caller.send('ai.usage.record', data, extras)).toEqual(made);
      const query = { accountId, startDate: '2026-11-22', endDate: '2026-11-23' };
      const usage = await caller.send('ai.usage.get', query);
      expect(usage).toEqual({
        accountUsage: [{ accountId, aiMinutes: 2 }],
        customerUsage: [{ accountId, customerId: 'c', aiMinutes: 2 }],
      });
      expect(usage).toEqual((await app.postJson('/ai/usage', query)).json);
      expect(await caller.send('ai.usage.get', { ...query, endDate: '2026-11-22' })).toEqual({
        accountUsage: [],
        customerUsage: [],
      });
    });

    it('get the same errors as over HTTP', async () => {
      for (const data of [{}, { accountId: UNKNOWN, seconds: 1 }, { accountId: 'a', seconds: 1, startDate: 'now' }]) {
        const error = await caller.error('ai.usage.record', data);
        const { status, json } = await app.postJson('/ai/usage/records', data);
        expect(error).toEqual({ status, responseStatus: json.responseStatus });
      }
    });

    it('get an error for a reply that is too long for a message', async () => {
      const accountId = app.accountId('Acme');
      const customerId = (index: number): string => `${index} ${'\u{1F600}'.repeat(58)}`;
      for (let batch = 0; batch < 4; batch++) {
        const records = Array.from({ length: 1_000 }, (_, index) => ({
          ...{ accountId, customerId: customerId(1_000 * batch + index) },
          seconds: 1,
        }));
        await app.nest.get(AIUsageService).recordAll(records, { userName: 'admin', roles: [], via: 'test' });
      }
      const error = await caller.error('ai.usage.get', { accountId });
      expect([error.status, error.responseStatus.errorCode]).toEqual([400, 'ValidationException']);
      expect((await caller.send('ai.usage.get', { accountId, customerId: customerId(1) })).customerUsage).toHaveLength(
        1,
      );
    });
  });

  describe('from a caller', () => {
    it.each<[string, unknown]>([
      ['without credentials', undefined],
      ['with null', null],
      ['with empty credentials', {}],
      ['with an unknown key', { apiKey: 'vk_unknown' }],
      ['with an unknown token', { jwt: 'a.b.c' }],
      ['with a password', { userName: 'admin', password: PASSWORD }],
      ['with a key that is not a string', { apiKey: { $ne: '' } }],
      ['with a list', ['vk_unknown']],
    ])('%s are rejected, and learn nothing about the data', async (_, credentials) => {
      expect(await caller.error('ai.sessions.create', { accountId: 5 }, { credentials })).toEqual({
        status: 401,
        responseStatus: {
          errorCode: 'Unauthorized',
          message: expect.stringMatching(
            /^(Sign in to use this operation|The credentials are invalid or have expired)\.$/,
          ),
          errors: [],
        },
      });
    });

    it('without the role are rejected', async () => {
      const credentials = { apiKey: await keyOf(app, 'clerk') };
      const error = await caller.error('accounts.list', {}, { credentials });
      expect([error.status, error.responseStatus.message]).toEqual([403, 'Invalid Role']);
    });

    it('with a valid token are handled', async () => {
      const token = new SignJWT({ roles: [Role.SystemAdministrator] }).setSubject('partner').setExpirationTime('1m');
      const key = new TextEncoder().encode(JWT_SECRET);
      const credentials = { jwt: await token.setProtectedHeader({ alg: 'HS256' }).sign(key) };
      expect((await caller.send('ai.sessions.create', {}, { credentials })).createdBy).toBe('partner');
    });
  });

  it('to an unknown operation get a short 404 error', async () => {
    const error = await caller.error(`ai.sessions.${'x'.repeat(1_000)}`, {});
    expect(error.status).toBe(404);
    expect(error.responseStatus.message).toMatch(/^The operation 'ai\.sessions\.x{88}' does not exist\.$/);
    expect((await errorReplyOf(caller.sendEnvelope('constructor', {}))).status).toBe(404);
  });

  it('have access declared for each of their patterns', () => {
    const reflector = app.nest.get(Reflector);
    const handlers = [...app.nest.get(ModulesContainer).values()]
      .flatMap((resource) => [...resource.controllers.values()])
      .flatMap(({ instance, metatype }) => {
        const prototype = Object.getPrototypeOf(instance) as Record<string, () => void>;
        return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
          const pattern = prototype[name] && patternOf(prototype[name]);
          const targets = [prototype[name], metatype].filter((target) => typeof target === 'function');
          return pattern ? [{ pattern, access: reflector.getAllAndOverride<unknown>(ACCESS, targets) }] : [];
        });
      });
    const routes = resources.flatMap((resource) => Object.values<OperationRoute>({ ...resource.routes }));
    expect(handlers.map(({ pattern }) => pattern)).toEqual(
      expect.arrayContaining(routes.map(({ pattern }) => pattern)),
    );
    expect(handlers.filter(({ access }) => access === undefined)).toEqual([]);
  });
});
