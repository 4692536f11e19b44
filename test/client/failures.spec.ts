import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VoiceApiTimeoutError, VoiceApiUnreachableError } from '../../src/client/index.js';
import { ClientFixture, failureOf, tokenFor } from '../support/client-fixture.js';
import { loseResponse, withholdResponse, respondWith } from '../support/faulty-proxy.js';

describe('the client, when a call fails,', () => {
  let desk: ClientFixture;
  beforeAll(async () => {
    desk = await ClientFixture.open();
  });
  afterAll(() => desk.close());

  const storedAs = async (purpose: string): Promise<number> =>
    (await desk.app.sessions()).filter((session) => session.purpose === purpose).length;

  it('asks for new credentials at each attempt, and reports when it gets none', async () => {
    let asked = 0;
    const jwtOnce = (): Promise<string> =>
      asked++ === 0 ? tokenFor('SystemAdministrator') : Promise.reject(new Error('no more'));
    const sessions = await desk.sessionsWith({ credentials: { jwt: jwtOnce } });
    await sessions.list();
    const error = await failureOf(sessions.list());
    expect(error).toMatchObject({ status: 401, cause: new Error('no more') });
    expect(asked).toBe(2);
  });

  it.each([undefined, null, ''])('sends no call when its credentials are %p', async (nothing) => {
    const before = desk.proxy.requests.length;
    const sessions = await desk.sessionsWith({ credentials: { apiKey: () => nothing as string } });
    expect(await failureOf(sessions.list())).toMatchObject({ status: 401, errorCode: 'Unauthorized' });
    expect(desk.proxy.requests).toHaveLength(before);
  });

  it.each([
    ['lost', loseResponse],
    ['too late', withholdResponse],
    ['a proxy’s 502', respondWith(502, {}, '<html>Bad Gateway</html>')],
  ])('creates one session when the first response is %s', async (name, fault) => {
    desk.proxy.next(fault);
    const sessions = await desk.sessionsWith({ timeout: 2_000 });
    expect((await sessions.create({ purpose: name })).purpose).toBe(name);
    expect(desk.proxy.requests).toHaveLength(2);
    expect(await storedAs(name)).toBe(1);
  });

  it('changes and deletes once when the first response is lost', async () => {
    const sessions = await desk.sessionsWith();
    const { id, etag } = await sessions.create({ purpose: 'before' });
    desk.proxy.next(loseResponse);
    const changed = await sessions.patch(id, { purpose: 'after' }, { ifMatch: etag });
    expect(changed.purpose).toBe('after');
    desk.proxy.next(loseResponse);
    await sessions.delete(id, { ifMatch: changed.etag });
    expect(desk.proxy.requests).toHaveLength(2);
  });

  it('does not wait when Retry-After is longer than its limit', async () => {
    desk.proxy.next(respondWith(429, { 'retry-after': '900' }));
    const error = await failureOf((await desk.sessionsWith()).list());
    expect(error).toMatchObject({ status: 429, retryAfter: 900 });
    expect(desk.proxy.requests).toHaveLength(1);
  });

  it('does not retry a rejected call', async () => {
    desk.proxy.next();
    await failureOf((await desk.sessionsWith()).create({ accountId: 'nobody' }));
    expect(desk.proxy.requests).toHaveLength(1);
  });

  it('gives up after its retries, and distinguishes no response from no service', async () => {
    const sessions = await desk.sessionsWith({ timeout: 1_000, retries: 1 });
    desk.proxy.next(withholdResponse, withholdResponse);
    expect(await failureOf(sessions.list())).toBeInstanceOf(VoiceApiTimeoutError);
    expect(desk.proxy.requests).toHaveLength(2);
    const nowhere = await desk.sessionsWith({ transport: 'http://127.0.0.1:1' });
    const error = await failureOf(nowhere.list());
    expect(error).toBeInstanceOf(VoiceApiUnreachableError);
    expect(error).toMatchObject({ status: 503, errorCode: 'Unreachable' });
  });

  it.each(['tcp', 'nats', 'redis', 'amqp'])(
    'reports why a service over %s is unreachable, without the password',
    async (scheme) => {
      const user = scheme === 'tcp' ? '' : 'user:secret@';
      const nowhere = await desk.sessionsWith({ transport: `${scheme}://${user}127.0.0.1:1`, retries: 0 });
      const error = await failureOf(nowhere.list());
      expect(error).toBeInstanceOf(VoiceApiUnreachableError);
      expect(String(error.cause)).toMatch(/refused|closed/i);
      expect(inspect(error, { depth: 10 })).not.toContain('secret');
    },
  );

  it('ends with the reason of its caller’s signal', async () => {
    const sessions = await desk.sessionsWith();
    const caller = new AbortController();
    desk.proxy.next(() => caller.abort(new DOMException('too late', 'TimeoutError')));
    await expect(sessions.list({}, { signal: caller.signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(desk.proxy.requests).toHaveLength(1);
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(sessions.list({}, { signal: gone })).rejects.toThrow('gone');
    expect(desk.proxy.requests).toHaveLength(1);
  });

  it('reports an invalid header value without repeating it', async () => {
    const sessions = await desk.sessionsWith({ credentials: { apiKey: () => 'vk_secret\nx' } });
    const error = await failureOf(sessions.list());
    expect(error).toMatchObject({ status: 400 });
    expect(JSON.stringify([error, error.message, String(error.cause)])).not.toContain('secret');
  });
});
