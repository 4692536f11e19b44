import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../../src/auth/principal.js';
import { startService } from '../../src/bootstrap/service.js';
import { readEnv } from '../../src/config/env.js';
import { ActionClient, sessionOf } from '../support/action-client.js';
import { startApp, type TestApp } from '../support/app.js';
import { call } from '../support/call.js';
import { stopAtEnd } from '../support/cleanup.js';
import { EXECUTOR_FUNCTION, withExecutor, RecordingExecutor } from '../support/recording-executor.js';

/** How often a race is repeated: `RACES=100` for a long run. */
const RACES = Number(process.env.RACES ?? 2);
const ACTIONS = 10;

describe('two replicas', () => {
  const executor = new RecordingExecutor();
  let app: TestApp;
  let clients: readonly [ActionClient, ActionClient];
  let stopOther: () => Promise<void>;
  beforeAll(async () => {
    app = await withExecutor(executor, () => startApp().as(Role.SystemAdministrator));
    const env = readEnv({ PORT: '0', DATABASE_URL: app.databaseUrl, LOG_LEVEL: 'fatal' });
    const { url, stop } = await withExecutor(executor, () => startService(env));
    stopOther = stopAtEnd(stop);
    clients = [
      new ActionClient((...args) => app.call(...args)),
      new ActionClient((method, path, { headers, body } = {}) =>
        call(url, method, path, { headers: { authorization: app.authorization, ...headers }, body }),
      ),
    ];
  });
  afterAll(async () => {
    await stopOther();
    await app.stop();
  });

  const sessionsWith = (purpose: string) => app.sessions().then((all) => all.filter((one) => one.purpose === purpose));

  it('that apply one session at once: one applies it, the other gets 409 with Retry-After', async () => {
    const [first, second] = clients;
    let release = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      executor.respond = async () => {
        resolve();
        await new Promise<void>((done) => (release = done));
        return { ok: true };
      };
    });
    const sessionId = await first.newSession();
    await first.stage(sessionId, EXECUTOR_FUNCTION);
    const applying = first.apply(sessionId);
    await begun;
    const refused = await second.apply(sessionId);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([409, '1']);
    release();
    expect([(await applying).status, executor.calls.length]).toEqual([200, 1]);
  });

  it(`that begin to apply one session at the same moment never apply an action twice, ${RACES} times`, async () => {
    for (let race = 0; race < RACES; race++) {
      const sessionId = await clients[0].newSession();
      const purpose = `Race ${race}`;
      for (let count = 0; count < ACTIONS; count++) await clients[0].stage(sessionId, 'NewAISession', { purpose });
      const answers = await Promise.all([...clients, ...clients].map((client) => client.apply(sessionId)));
      const statuses = answers.map(({ status }) => status);
      expect(statuses).toContain(200);
      expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
      expect(await sessionsWith(purpose)).toHaveLength(ACTIONS);
      expect((await clients[1].get(sessionId)).session.actions).toBeUndefined();
    }
  });

  it(`that stage, remove and apply in one session at once lose nothing, ${RACES} times`, async () => {
    for (let race = 0; race < RACES; race++) {
      const sessionId = await clients[0].newSession();
      const purpose = `Load ${race}`;
      let [removed, applied] = [0, 0];
      const work = async (client: ActionClient): Promise<void> => {
        for (let count = 0; count < ACTIONS; count++) {
          const id = await client.stageId(sessionId, 'NewAISession', { purpose });
          if (count % 3 === 0 && (await client.remove(sessionId, id)).status === 200) removed++;
          if (count % 4 === 0) applied += Number((await client.apply(sessionId)).status === 200);
        }
      };
      await Promise.all([...clients, ...clients].map(work));
      const last = await clients[0].apply(sessionId);
      expect([last.status, sessionOf(last).actions]).toEqual([200, undefined]);
      const kept = await clients[1].kept(sessionId);
      expect(kept).toHaveLength(4 * ACTIONS - removed);
      expect(kept.every(({ status }) => status === 'Applied')).toBe(true);
      expect(await sessionsWith(purpose)).toHaveLength(kept.length);
      expect(applied).toBeGreaterThan(0);
    }
  });

  it(`that apply actions which change each other's sessions both succeed, ${RACES} times`, async () => {
    for (let race = 0; race < RACES; race++) {
      const [one, other] = [await clients[0].newSession(), await clients[0].newSession()];
      const stageFor = async (sessionId: string, target: string): Promise<void> => {
        for (let count = 0; count < ACTIONS; count++) {
          const purpose = `${race}.${count} by ${sessionId}`;
          await clients[0].stage(sessionId, 'PatchAISession', { sessionId: target, purpose });
        }
      };
      await Promise.all([stageFor(one, other), stageFor(other, one)]);
      const answers = await Promise.all([clients[0].apply(one), clients[1].apply(other)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(answers.map((answer) => sessionOf(answer).actions)).toEqual([undefined, undefined]);
      const stored = await app.sessions();
      const purposeOf = (id: string) => stored.find((session) => session.id === id)?.purpose;
      const last = `${race}.${ACTIONS - 1} by`;
      expect([purposeOf(one), purposeOf(other)]).toEqual([`${last} ${other}`, `${last} ${one}`]);
    }
  });
});
