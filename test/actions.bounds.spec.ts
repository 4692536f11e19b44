import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { MAX_ARGUMENTS_BYTES, MAX_KEPT_ACTIONS, MAX_OPEN_ACTIONS } from '../src/common/limits.js';
import { ActionClient, sessionOf } from './support/action-client.js';
import { startApp, type TestApp } from './support/app.js';
import { errorOf } from './support/responses.js';

let app: TestApp;
let client: ActionClient;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
  client = new ActionClient((...args) => app.call(...args));
});
afterAll(() => app.stop());

/** Stages actions at the same time. */
const stageMany = async (sessionId: string, count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => client.stageId(sessionId, 'PatchAISession', { sessionId })));

describe(`a session with ${MAX_OPEN_ACTIONS} open actions`, () => {
  let sessionId: string;
  beforeAll(async () => {
    sessionId = await client.newSession();
    await stageMany(sessionId, MAX_OPEN_ACTIONS - 1);
    await client.stage(sessionId, 'DeleteAccount', { accountId: 'gone' });
  });

  it('takes no further one until one is removed, whether they wait or have failed', async () => {
    const full = await client.stage(sessionId, 'NewAISession');
    expect(errorOf(full)).toEqual([409, 'Conflict', undefined]);
    expect(full.headers.get('retry-after')).toBeNull();
    const { session } = await client.get(sessionId);
    expect(session.actions).toHaveLength(MAX_OPEN_ACTIONS);
    await client.remove(sessionId, session.actions?.[0]?.id ?? '');
    expect((await client.stage(sessionId, 'NewAISession')).status).toBe(200);

    const [failed, last] = sessionOf(await client.apply(sessionId)).actions ?? [];
    expect([failed?.status, last?.status]).toEqual(['Failed', 'Waiting']);
    await stageMany(sessionId, MAX_OPEN_ACTIONS - 2);
    expect((await client.stage(sessionId, 'NewAISession')).status).toBe(409);
    await client.clear(sessionId);
    expect((await client.stage(sessionId, 'NewAISession')).status).toBe(200);
  });

  it('takes exactly as many as fit of those that are staged at the same time', async () => {
    const id = await client.newSession();
    const answers = await Promise.all(
      Array.from({ length: MAX_OPEN_ACTIONS + 20 }, () => client.stage(id, 'NewAISession')),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(MAX_OPEN_ACTIONS);
    expect(statuses.filter((status) => status === 409)).toHaveLength(20);
    expect((await client.get(id)).session.actions).toHaveLength(MAX_OPEN_ACTIONS);
  });
});

describe(`arguments of at most ${MAX_ARGUMENTS_BYTES} bytes`, () => {
  /** Arguments of NewAISession with this size in UTF-8. White space in them counts. */
  const argumentsOf = (bytes: number): string => {
    const [start, end] = ['{"purpose":"漢字𝔘é', '"}'];
    return start + end + ' '.repeat(bytes - Buffer.byteLength(start + end));
  };

  it.each([
    [MAX_ARGUMENTS_BYTES, 200],
    [MAX_ARGUMENTS_BYTES + 1, 400],
  ])('are counted in bytes of UTF-8: %d bytes are %d', async (bytes, status) => {
    const sessionId = await client.newSession();
    const body = { functionName: 'NewAISession', arguments: argumentsOf(bytes) };
    expect(body.arguments.length).toBeLessThan(MAX_ARGUMENTS_BYTES); // in UTF-16 units it would fit
    const answer = await client.post(`/ai/sessions/${sessionId}/actions`, body);
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.json.arguments).toBe(body.arguments);
    else expect(errorOf(answer)[2]).toBe('Arguments');
  });
});

describe('arguments that could not be sent as they were reviewed', () => {
  const nested = (levels: number): string => '['.repeat(levels - 1) + ']'.repeat(levels - 1);
  const stage = async (text: string) => {
    const sessionId = await client.newSession();
    return client.post(`/ai/sessions/${sessionId}/actions`, { functionName: 'hangUp', arguments: text });
  };

  it.each([
    ['33 levels', `{"a":${nested(33)}}`, `'Arguments' is nested more than 32 levels deep.`],
    ['thousands of levels', `{"a":${nested(8_000)}}`, `'Arguments' is nested more than 32 levels deep.`],
    ['a number that becomes infinite', '{"a":[{"b":1e999}]}', `'Arguments' contains a number that is too large.`],
    ['a negative one', '{"a":-1e999}', `'Arguments' contains a number that is too large.`],
  ])('are refused when they are staged: %s', async (_, text, message) => {
    const answer = await stage(text);
    expect(errorOf(answer)).toEqual([400, 'InvalidFormat', 'Arguments']);
    expect(answer.json.responseStatus.message).toBe(message);
  });

  it('do not include 32 levels and the largest number', async () => {
    expect((await stage(`{"a":${nested(32)}}`)).status).toBe(200);
    expect((await stage('{"a":1.7976931348623157e308}')).status).toBe(200);
  });
});

describe(`a session that keeps ${MAX_KEPT_ACTIONS} actions`, () => {
  it('drops the oldest that was applied when one is staged, and says so in the log', async () => {
    const sessionId = await client.newSession();
    for (let kept = 0; kept < MAX_KEPT_ACTIONS; kept += MAX_OPEN_ACTIONS) {
      await stageMany(sessionId, MAX_OPEN_ACTIONS);
      await client.apply(sessionId);
    }
    const full = await client.kept(sessionId);
    expect(full).toHaveLength(MAX_KEPT_ACTIONS);
    expect((await client.get(sessionId)).session.log).not.toContain('Dropped');

    const newest = await client.stageId(sessionId, 'NewAISession');
    const kept = (await client.kept(sessionId)).map(({ id }) => id);
    expect(kept).toEqual([...full.slice(1).map(({ id }) => id), newest]);
    const { log = '' } = (await client.get(sessionId)).session;
    expect(log.split('\n').at(-1)).toMatch(/Z Dropped the oldest applied action: a session keeps 1000\.$/);
    await Promise.all([client.stageId(sessionId, 'NewAISession'), client.stageId(sessionId, 'NewAISession')]);
    expect((await client.kept(sessionId))[0]?.id).toBe(full[3]?.id);
  });
});

describe('a page of sessions', () => {
  it('has neither actions nor the log, whatever the session has', async () => {
    const sessionId = await client.newSession('listed');
    await client.stage(sessionId, 'NewAISession');
    await client.apply(sessionId);
    await client.stage(sessionId, 'NewAISession');
    const { items } = (await app.call('GET', `/ai/sessions?specificIds=${sessionId}`)).json;
    expect(items).toEqual([expect.not.objectContaining({ actions: expect.anything() as unknown })]);
    expect(items).toEqual([expect.not.objectContaining({ log: expect.anything() as unknown })]);
  });
});
