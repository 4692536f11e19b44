import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { basic, PASSWORD, startApp, type TestApp } from './support/app.js';
import { Log } from './support/log.js';
import { Caller } from './support/messages.js';

describe.each([
  ['text', 'development', (requestId: string) => `[${requestId}] `],
  ['JSON', 'production', (requestId: string) => `"requestId":"${requestId}"`],
])('the log in %s', (_, NODE_ENV, idInLog) => {
  let app: TestApp;
  let log: Log;
  let caller: Caller;
  beforeAll(async () => {
    log = new Log();
    app = await startApp().env({ NODE_ENV, TRANSPORT_URL: 'tcp://127.0.0.1:0', LOG_LEVEL: 'log', REQUEST_LOG: 'off' });
    caller = await Caller.of(app);
  });
  afterAll(async () => {
    await caller.close();
    await app.stop();
    log.stop();
  });

  const linesOf = (requestId: string): string[] => log.lines().filter((line) => line.includes(idInLog(requestId)));
  const listSessions = (authorization: string, requestId: string) =>
    app.call('GET', '/ai/sessions', { headers: { authorization, 'x-request-id': requestId } });

  it('has the request id in the audit entries of HTTP requests', async () => {
    await listSessions(basic('admin', PASSWORD), 'good-basic');
    await listSessions(basic('admin', 'wrong'), 'wrong-basic');
    await listSessions('Bearer vk_wrong', 'wrong-key');
    const signInBody = { userName: 'admin', password: PASSWORD };
    const signedIn = await app.postJson('/auth/credentials', signInBody, { 'x-request-id': 'sign-in' });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((header) => header.split(';', 1)[0])
      .join('; ');
    await app.call('POST', '/auth/logout', { headers: { cookie, 'x-request-id': 'sign-out' } });

    expect(linesOf('good-basic')).toEqual([expect.stringContaining('"event":"sign-in"')]);
    expect(linesOf('wrong-basic')).toEqual([expect.stringContaining('"event":"sign-in-failed"')]);
    expect(linesOf('wrong-key')).toEqual([expect.stringContaining('"event":"sign-in-failed"')]);
    expect(linesOf('sign-in')).toEqual([expect.stringContaining('"event":"sign-in"')]);
    expect(linesOf('sign-out')).toEqual([expect.stringContaining('"event":"sign-out"')]);
  });

  it('has the request id in the audit entry that a lock causes', async () => {
    for (let attempt = 0; attempt < 10; attempt++) await listSessions(basic('nobody', `guess ${attempt}`), 'guesses');
    expect(linesOf('guesses')).toContainEqual(expect.stringContaining('"event":"sign-in-locked"'));
  });

  it('has the request id in the audit entries of messages', async () => {
    const extras = { credentials: { apiKey: 'vk_wrong-too' }, requestId: 'wrong-message' };
    await caller.error('ai.sessions.list', {}, extras);
    expect(linesOf('wrong-message')).toEqual([expect.stringContaining('"event":"sign-in-failed"')]);
  });

  it('has the request id in the line of an unexpected error, over either transport', async () => {
    await app.nest.get(DataSource).query('DROP TABLE ai_sessions');
    expect((await listSessions(basic('admin', PASSWORD), 'http-500')).status).toBe(500);
    expect((await caller.error('ai.sessions.list', {}, { requestId: 'tcp-500' })).status).toBe(500);
    expect(linesOf('http-500')).toEqual([expect.stringContaining('ai_sessions')]);
    const [keyUsed, error, ...others] = linesOf('tcp-500'); // the first use of the caller's key
    expect([keyUsed, error]).toEqual([expect.stringContaining('key-used'), expect.stringContaining('ai_sessions')]);
    expect(others).toEqual([]);
  });
});
