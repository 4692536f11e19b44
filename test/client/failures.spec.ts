import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VoiceApiTimeoutError, VoiceApiUnreachableError } from '../../src/client/index.js';
import { ClientFixture, failureOf, tokenFor } from '../support/client-fixture.js';
import { answerIsLost, noAnswer, respondWith } from '../support/faulty-proxy.js';

describe('the client, where a call does not go well,', () => {
  let desk: ClientFixture;
  beforeAll(async () => {
    desk = await ClientFixture.open();
  });
  afterAll(() => desk.close());

  const storedAs = async (purpose: string): Promise<number> =>
    (await desk.app.sessions()).filter((session) => session.purpose === purpose).length;

  it('asks for fresh credentials at each attempt, and says so where there are none', async () => {
    let asked = 0;
    const jwtOnce = (): Promise<string> =>
      asked++ === 0 ? tokenFor('SystemAdministrator') : Promise.reject(new Error('no more'));
    const sessions = await desk.sessionsWith({ credentials: { jwt: jwtOnce } });
    await sessions.list();
    const error = await failureOf(sessions.list());
    expect(error).toMatchObject({ status: 401, cause: new Error('no more') });
    expect(asked).toBe(2);
  });

  it.each([undefined, null, ''])('sends nothing where its credentials are %p', async (nothing) => {
    const before = desk.proxy.asked.length;
    const sessions = await desk.sessionsWith({ credentials: { apiKey: () => nothing as string } });
    expect(await failureOf(sessions.list())).toMatchObject({ status: 401, errorCode: 'Unauthorized' });
    expect(desk.proxy.asked).toHaveLength(before);
  });

  it.each([
    ['lost', answerIsLost],
    ['not given in time', noAnswer],
    ['given by something else that is ill', respondWith(502, {}, '<html>Bad Gateway</html>')],
  ])('creates one session where the first answer is %s', async (name, fate) => {
    desk.proxy.next(fate);
    const sessions = await desk.sessionsWith({ timeout: 300 });
    expect((await sessions.create({ purpose: name })).purpose).toBe(name);
    expect(desk.proxy.asked).toHaveLength(2);
    expect(await storedAs(name)).toBe(1);
  });

  it('changes and deletes once where the first answer is lost', async () => {
    const sessions = await desk.sessionsWith();
    const { id, etag } = await sessions.create({ purpose: 'before' });
    desk.proxy.next(answerIsLost);
    const changed = await sessions.patch(id, { purpose: 'after' }, { ifMatch: etag });
    expect(changed.purpose).toBe('after');
    desk.proxy.next(answerIsLost);
    await sessions.delete(id, { ifMatch: changed.etag });
    expect(desk.proxy.asked).toHaveLength(2);
  });

  it('does not wait for a service that asks for longer than a caller would', async () => {
    desk.proxy.next(respondWith(429, { 'retry-after': '900' }));
    const error = await failureOf((await desk.sessionsWith()).list());
    expect(error).toMatchObject({ status: 429, retryAfter: 900 });
    expect(desk.proxy.asked).toHaveLength(1);
  });

  it('sends nothing again that was refused', async () => {
    desk.proxy.next();
    await failureOf((await desk.sessionsWith()).create({ accountId: 'nobody' }));
    expect(desk.proxy.asked).toHaveLength(1);
  });

  it('gives up after its retries, and tells no answer from no service', async () => {
    const sessions = await desk.sessionsWith({ timeout: 50, retries: 1 });
    desk.proxy.next(noAnswer, noAnswer);
    expect(await failureOf(sessions.list())).toBeInstanceOf(VoiceApiTimeoutError);
    expect(desk.proxy.asked).toHaveLength(2);
    const nowhere = await desk.sessionsWith({ transport: 'http://127.0.0.1:1' });
    const error = await failureOf(nowhere.list());
    expect(error).toBeInstanceOf(VoiceApiUnreachableError);
    expect(error).toMatchObject({ status: 503, errorCode: 'Unreachable' });
  });

  it.each(['tcp', 'nats', 'redis', 'amqp'])('says why nobody is there by %s, and not the password', async (scheme) => {
    const user = scheme === 'tcp' ? '' : 'user:secret@';
    const nowhere = await desk.sessionsWith({ transport: `${scheme}://${user}127.0.0.1:1`, retries: 0 });
    const error = await failureOf(nowhere.list());
    expect(error).toBeInstanceOf(VoiceApiUnreachableError);
    expect(String(error.cause)).toMatch(/refused|closed/i);
    expect(inspect(error, { depth: 10 })).not.toContain('secret');
  });

  it('ends with the signal of its caller, for the reason that has', async () => {
    const sessions = await desk.sessionsWith();
    desk.proxy.next(noAnswer);
    await expect(sessions.list({}, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(desk.proxy.asked).toHaveLength(1);
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(sessions.list({}, { signal: gone })).rejects.toThrow('gone');
    expect(desk.proxy.asked).toHaveLength(1);
  });

  it('says what a header cannot carry, without saying it', async () => {
    const sessions = await desk.sessionsWith({ credentials: { apiKey: () => 'vk_secret\nx' } });
    const error = await failureOf(sessions.list());
    expect(error).toMatchObject({ status: 400 });
    expect(JSON.stringify([error, error.message, String(error.cause)])).not.toContain('secret');
  });
});
