import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Role } from '../src/auth/principal.js';
import { ActionClient, sessionOf } from './support/action-client.js';
import { basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import type { Answer } from './support/call.js';
import { Log } from './support/log.js';
import { EXECUTOR_FUNCTION, withExecutor, RecordingExecutor } from './support/recording-executor.js';
import { errorOf } from './support/responses.js';

/** How often a test looks whether something has happened. */
const POLL_MS = 20;

const executor = new RecordingExecutor();
let app: TestApp;
let log: Log;
/** Two people: one stages, the other reviews. */
let agent: ActionClient;
let reviewer: ActionClient;
beforeAll(async () => {
  log = new Log();
  const second = user('reviewer', PASSWORD, Role.SystemAdministrator);
  const start = startApp().with(second).env({ LOG_LEVEL: 'log', ACTIONS_LEASE: '1000' });
  app = await withExecutor(executor, () => start.as(Role.SystemAdministrator));
  agent = new ActionClient((...args) => app.call(...args));
  reviewer = new ActionClient((method, path, { headers, body } = {}) =>
    app.call(method, path, { headers: { authorization: basic('reviewer', PASSWORD), ...headers }, body }),
  );
});
afterAll(async () => {
  await app.stop();
  log.stop();
});
beforeEach(() => {
  log.clear();
  executor.respond = () => Promise.resolve({ ok: true });
});

describe('an apply with If-Match', () => {
  it('is 412 if somebody has staged one more since the review, and changes nothing', async () => {
    const sessionId = await agent.newSession();
    await agent.stage(sessionId, 'PatchAISession', { sessionId, purpose: 'reviewed' });
    const { etag: reviewed } = await reviewer.get(sessionId);
    await agent.stage(sessionId, 'PatchAISession', { sessionId, purpose: 'not reviewed' });
    const before = await reviewer.get(sessionId);
    expect((await reviewer.apply(sessionId, { ifMatch: reviewed })).status).toBe(412);
    expect(await reviewer.get(sessionId)).toEqual(before);
    const applied = await reviewer.apply(sessionId, { ifMatch: before.etag });
    expect(applied.json).toMatchObject({ purpose: 'not reviewed', lastModifiedBy: 'reviewer' });
  });

  it('is 412 if an action was removed, or the session was changed', async () => {
    const sessionId = await agent.newSession();
    const first = await agent.stageId(sessionId, 'NewAISession');
    await agent.stage(sessionId, 'NewAISession');
    const { etag } = await reviewer.get(sessionId);
    await agent.remove(sessionId, first);
    expect((await reviewer.apply(sessionId, { ifMatch: etag })).status).toBe(412);
    const { etag: next } = await reviewer.get(sessionId);
    await agent.send('PATCH', `/ai/sessions/${sessionId}`, { purpose: 'changed' });
    expect((await reviewer.apply(sessionId, { ifMatch: next })).status).toBe(412);
  });
});

describe('who staged and who applied, and when,', () => {
  it('stand in the log of the session and in the audit log', async () => {
    const sessionId = await agent.newSession();
    const staged = await agent.stage(sessionId, 'NewAISession', { purpose: 'audited' });
    const failing = await agent.stageId(sessionId, 'DeleteAccount', { accountId: 'gone' });
    const { log: text = '' } = sessionOf(await reviewer.apply(sessionId));
    const [begun, applied, failed, ended] = text.split('\n');
    const time = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
    const [id, date] = [String(staged.json.id), String(staged.json.date)];
    expect(begun).toMatch(new RegExp(`${time} reviewer applies 2 actions\\.$`));
    expect(applied).toMatch(new RegExp(`${time} Applied NewAISession \\(${id}\\), staged by admin at ${date}\\.$`));
    expect(failed).toMatch(
      new RegExp(`${time} Failed: DeleteAccount \\(${failing}\\), staged by admin at .*Z: There is`),
    );
    expect(ended).toMatch(/Stopped, with 1 action left\.$/);

    const events = log.audit().filter(({ sessionId: of }) => of === sessionId);
    const via = 'Basic';
    expect(events).toEqual([
      { event: 'action-staged', actionId: id, sessionId, functionName: 'NewAISession', by: 'admin', via },
      { event: 'action-staged', actionId: failing, sessionId, functionName: 'DeleteAccount', by: 'admin', via },
      ...[
        { event: 'action-applied', sessionId, actionId: id, functionName: 'NewAISession' },
        { event: 'action-failed', sessionId, actionId: failing, functionName: 'DeleteAccount' },
      ].map((entry) => ({ ...entry, stagedBy: 'admin', by: 'reviewer', via })),
    ]);
  });
});

describe('while an apply runs', () => {
  /** Applies a session, and runs something while the executor works. */
  const during = async (sessionId: string, work: () => Promise<void>): Promise<Answer> => {
    let working = Promise.resolve();
    executor.respond = async () => {
      working = work();
      await working.catch(() => undefined);
      return { ok: true };
    };
    const answer = await reviewer.apply(sessionId, { key: `during-${sessionId}` });
    await working; // throws what failed in it
    return answer;
  };

  it('nothing that it applies can be taken away, and another apply is 409 with Retry-After', async () => {
    const sessionId = await agent.newSession();
    const actionId = await agent.stageId(sessionId, EXECUTOR_FUNCTION);
    const answer = await during(sessionId, async () => {
      const refused = [
        await agent.apply(sessionId),
        await reviewer.apply(sessionId, { key: `during-${sessionId}` }),
        await agent.clear(sessionId),
        await agent.remove(sessionId, actionId),
        await app.call('DELETE', `/ai/sessions/${sessionId}`),
      ];
      for (const response of refused) {
        expect([...errorOf(response), response.headers.get('retry-after')]).toEqual([409, 'Conflict', undefined, '1']);
      }
      expect((await agent.get(sessionId)).session.actions).toMatchObject([{ id: actionId, status: 'Applying' }]);
    });
    expect([answer.status, executor.calls.filter(({ id }) => id === actionId)]).toEqual([200, [expect.anything()]]);
  });

  it('more can be staged, which waits for the next apply, and what waits can be removed', async () => {
    const sessionId = await agent.newSession();
    await agent.stage(sessionId, EXECUTOR_FUNCTION);
    const removed = await agent.stageId(sessionId, 'NewAISession');
    let later = '';
    const answer = await during(sessionId, async () => {
      later = await agent.stageId(sessionId, 'NewAISession');
      expect((await agent.remove(sessionId, removed)).status).toBe(200);
    });
    const { actions, log: text } = sessionOf(answer);
    expect(actions).toMatchObject([{ id: later, status: 'Waiting' }]);
    expect(text).toMatch(/Every action that waited was applied\. Staged since: 1 action\.$/);
    expect((await agent.kept(sessionId)).map(({ status }) => status)).toEqual(['Applied', 'Waiting']);
  });

  it('its lease is renewed for as long as the executor works', async () => {
    const sessionId = await agent.newSession();
    await agent.stage(sessionId, EXECUTOR_FUNCTION);
    const leaseEnd = async (): Promise<string> => {
      const text = `SELECT "leaseUntil" FROM ai_session_changesets WHERE "sessionId" = '${sessionId}'`;
      const [row] = await app.nest.get(DataSource).query<{ leaseUntil: string }[]>(text);
      return row?.leaseUntil ?? '';
    };
    const answer = await during(sessionId, async () => {
      for (const _ of ['once', 'twice']) {
        const before = await leaseEnd();
        while ((await leaseEnd()) <= before) await sleep(POLL_MS);
      }
      expect((await agent.apply(sessionId)).status).toBe(409);
    });
    expect(answer.status).toBe(200);
  });
});
