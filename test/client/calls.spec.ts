import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientTCP } from '@nestjs/microservices';
import { SignJWT } from 'jose';
import {
  AccountsClient,
  AISessionsClient,
  AISessionsClientModule,
  type AISessionsClientOptions,
  VoiceApiError,
  VoiceApiTimeoutError,
  VoiceApiUnreachableError,
} from '../../src/client/index.js';
import { MessageDoor } from '../../src/messages/message-door.js';
import { account, startApp, type TestApp } from '../support/app.js';
import { answerIsLost, GoBetween, noAnswer, says } from '../support/go-between.js';

const JWT_SECRET = 'a secret of the tests, 32 bytes or more';

const tokenFor = (...roles: string[]): Promise<string> =>
  new SignJWT({ roles })
    .setSubject('desk')
    .setExpirationTime('1h')
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(JWT_SECRET));

describe('the client', () => {
  let app: TestApp;
  let between: GoBetween;
  let transport: string;
  let jwt: string;
  const contexts: INestApplicationContext[] = [];

  beforeAll(async () => {
    app = await startApp().env({ JWT_SECRET, TRANSPORT_URL: 'tcp://127.0.0.1:0' }).with(account('Acme'));
    between = new GoBetween(app.url);
    transport = await between.start();
    jwt = await tokenFor('SystemAdministrator');
  });
  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    between.stop();
    await app.stop();
  });

  const contextWith = async (options: Partial<AISessionsClientOptions> = {}): Promise<INestApplicationContext> => {
    @Module({
      imports: [
        AISessionsClientModule.registerAsync({
          useFactory: () => ({ transport, credentials: { jwt }, ...options }),
        }),
      ],
    })
    class Desk {}
    const context = await NestFactory.createApplicationContext(Desk, { logger: false, abortOnError: false });
    contexts.push(context);
    return context;
  };
  const sessionsWith = async (options?: Partial<AISessionsClientOptions>): Promise<AISessionsClient> =>
    (await contextWith(options)).get(AISessionsClient);
  const failureOf = async (call: Promise<unknown>): Promise<VoiceApiError> => {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof VoiceApiError) return error;
    throw new Error(`There was no such failure, but ${String(error)}`);
  };
  const storedAs = async (purpose: string): Promise<number> =>
    (await app.sessions()).filter((session) => session.purpose === purpose).length;
  const tcpAddress = (): { host: string; port: number } => {
    const { hostname, port } = new URL(app.nest.get(MessageDoor).address ?? '');
    return { host: hostname, port: Number(port) };
  };

  describe.each<[string, () => AISessionsClientOptions['transport']]>([
    ['HTTP', () => app.url],
    ['TCP', () => app.nest.get(MessageDoor).address ?? ''],
    ['a given ClientProxy', () => new ClientTCP(tcpAddress())],
  ])('by %s', (name, way) => {
    it('creates, gets, changes, clears and deletes a session', async () => {
      const sessions = await sessionsWith({ transport: way() });
      const accountId = app.accountId('Acme');
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

    it('does the same for accounts', async () => {
      const accounts = (await contextWith({ transport: way() })).get(AccountsClient);
      const created = await accounts.create({ name: `Globex ${name}`, parentAccountId: app.accountId('Acme') });
      expect((await accounts.list({ nameFilter: 'glob' })).items).toMatchObject([
        { id: created.id, name: `Globex ${name}` },
      ]);
      expect((await accounts.patch(created.id, { parentAccountId: null })).parentAccountId).toBeUndefined();
      await accounts.delete(created.id);
      expect(await failureOf(accounts.get(created.id))).toMatchObject({ status: 404 });
    });

    it('reads a list page by page, and all pages as one', async () => {
      const sessions = await sessionsWith({ transport: way() });
      const accounts = (await contextWith({ transport: way() })).get(AccountsClient);
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

    it('tells of each wrong member', async () => {
      const error = await failureOf(
        (await sessionsWith({ transport: way() })).create({ accountId: 'nobody', purpose: 'x'.repeat(4001) }),
      );
      expect(error).toMatchObject({ status: 400, errorCode: 'MaximumLength', name: 'VoiceApiError' });
      expect(error.fieldErrors).toMatchObject([{ errorCode: 'MaximumLength', fieldName: 'Purpose' }]);
    });

    it('tells unknown credentials from a missing role', async () => {
      const unknown = await sessionsWith({ transport: way(), credentials: { apiKey: 'vk_unknown' } });
      expect(await failureOf(unknown.create({}))).toMatchObject({ status: 401, errorCode: 'Unauthorized' });
      const clerk = await sessionsWith({ transport: way(), credentials: { jwt: () => tokenFor('Clerk') } });
      expect(await failureOf(clerk.create({}))).toMatchObject({ status: 403, message: 'Invalid Role' });
    });

    it('makes one session of two calls under one key', async () => {
      const sessions = await sessionsWith({ transport: way() });
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

  it('asks for fresh credentials at each attempt, and says so where there are none', async () => {
    let asked = 0;
    const jwtOnce = (): Promise<string> =>
      asked++ === 0 ? Promise.resolve(jwt) : Promise.reject(new Error('no more'));
    const sessions = await sessionsWith({ credentials: { jwt: jwtOnce } });
    await sessions.list();
    const error = await failureOf(sessions.list());
    expect(error).toMatchObject({ status: 401, cause: new Error('no more') });
    expect(asked).toBe(2);
  });

  it.each([
    ['lost', answerIsLost],
    ['not given in time', noAnswer],
    ['given by something else that is ill', says(502, {}, '<html>Bad Gateway</html>')],
  ])('creates one session where the first answer is %s', async (name, fate) => {
    between.next(fate);
    const sessions = await sessionsWith({ timeout: 300 });
    expect((await sessions.create({ purpose: name })).purpose).toBe(name);
    expect(between.asked).toHaveLength(2);
    expect(await storedAs(name)).toBe(1);
  });

  it('changes and deletes once where the first answer is lost', async () => {
    const sessions = await sessionsWith();
    const { id, etag } = await sessions.create({ purpose: 'before' });
    between.next(answerIsLost);
    const changed = await sessions.patch(id, { purpose: 'after' }, { ifMatch: etag });
    expect(changed.purpose).toBe('after');
    between.next(answerIsLost);
    await sessions.delete(id, { ifMatch: changed.etag });
    expect(between.asked).toHaveLength(2);
  });

  it('does not wait for a service that asks for longer than a caller would', async () => {
    between.next(says(429, { 'retry-after': '900' }));
    const error = await failureOf((await sessionsWith()).list());
    expect(error).toMatchObject({ status: 429, retryAfter: 900 });
    expect(between.asked).toHaveLength(1);
  });

  it('sends nothing again that was refused', async () => {
    between.next();
    await failureOf((await sessionsWith()).create({ accountId: 'nobody' }));
    expect(between.asked).toHaveLength(1);
  });

  it('gives up after its retries, and tells no answer from no service', async () => {
    const sessions = await sessionsWith({ timeout: 50, retries: 1 });
    between.next(noAnswer, noAnswer);
    expect(await failureOf(sessions.list())).toBeInstanceOf(VoiceApiTimeoutError);
    expect(between.asked).toHaveLength(2);
    const nowhere = await sessionsWith({ transport: 'http://127.0.0.1:1' });
    const error = await failureOf(nowhere.list());
    expect(error).toBeInstanceOf(VoiceApiUnreachableError);
    expect(error).toMatchObject({ status: 503, errorCode: 'Unreachable' });
  });

  it('ends with the signal of its caller, for the reason that has', async () => {
    const sessions = await sessionsWith();
    between.next(noAnswer);
    await expect(sessions.list({}, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(between.asked).toHaveLength(1);
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(sessions.list({}, { signal: gone })).rejects.toThrow('gone');
    expect(between.asked).toHaveLength(1);
  });

  it('hands the request id on, and finds it again in the error', async () => {
    const sessions = await sessionsWith({ requestId: () => 'of-the-caller' });
    between.next();
    await sessions.list();
    expect(await failureOf(sessions.get('none', { requestId: 'of-this-call' }))).toMatchObject({
      requestId: 'of-this-call',
    });
    // Another would be found under the service's own id alone.
    expect((await failureOf(sessions.get('none', { requestId: 'not an id' }))).requestId).toMatch(/^[\da-f-]{36}$/);
    expect(between.asked.slice(0, 2).map(({ headers }) => headers['x-request-id'])).toEqual([
      'of-the-caller',
      'of-this-call',
    ]);
  });

  it.each(['a.json', 'a/b', '..', '.', '', 'ä?#'])('asks for the session %p and no other', async (id) => {
    expect(await failureOf((await sessionsWith()).get(id))).toMatchObject({ status: 404 });
  });

  it('says what a header cannot carry, without saying it', async () => {
    const sessions = await sessionsWith({ credentials: { apiKey: () => 'vk_secret\nx' } });
    const error = await failureOf(sessions.list());
    expect(error).toMatchObject({ status: 400 });
    expect(JSON.stringify([error, error.message, String(error.cause)])).not.toContain('secret');
  });

  it.each<[string, Partial<Record<keyof AISessionsClientOptions, unknown>>]>([
    ['transport may be', { transport: undefined }],
    ['transport may be', { transport: 'localhost' }],
    ['transport may be', { transport: 'ftp://localhost' }],
    ['transport may be', { transport: 'tcp://localhost' }],
    ['transport may be', { transport: 'http://user:secret@localhost' }],
    ['credentials must be', { credentials: undefined }],
    ['credentials must be', { credentials: { apiKey: 'a', jwt: 'secret' } }],
    ['credentials.apiKey must be', { credentials: { apiKey: 'secret\n' } }],
    ['credentials.jwt must be', { credentials: { jwt: '' } }],
    ['timeout must be', { timeout: '5s' }],
    ['retries must be', { retries: -1 }],
  ])('does not start where %s', async (reason, options) => {
    const error: unknown = await contextWith(options as Partial<AISessionsClientOptions>).catch((e: unknown) => e);
    expect(String(error)).toContain(`AISessionsClientModule: ${reason}`);
    expect(String(error)).not.toContain('secret');
  });
});
