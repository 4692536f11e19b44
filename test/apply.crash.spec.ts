import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ActionClient, sessionOf } from './support/action-client.js';
import { outcomesIn } from './support/action-world.js';
import { basic, PASSWORD, startedDatabase } from './support/app.js';
import type { Answer } from './support/call.js';
import { EXECUTOR_FUNCTION } from './support/recording-executor.js';
import { ScriptedExecutor } from './support/scripted-executor.js';
import { ServiceProcess } from './support/service-process.js';
import type { TestDatabase } from './support/test-database.js';

/** How many times the service is killed: `KILLS=100 npm test -- crash` for a long run. */
const KILLS = Number(process.env.KILLS ?? 2);
/** How many times at most, until one kill has interrupted an apply. */
const MAX_KILLS = KILLS + 8;
/** Sessions that are applied at the same time. */
const SESSIONS = 4;
const ACTIONS = 16;
/** Every so many actions, one is the executor's. */
const EXECUTOR_INTERVAL = 4;
/** Calls of the executor in a session. */
const CALLS = Math.floor(ACTIONS / EXECUTOR_INTERVAL);
/** The longest time from a call of the executor until the service is killed, in ms. */
const MAX_DELAY_MS = 20;
const RETRY_INTERVAL_MS = 50;

/** A session, the ids of its actions in order, and the key of its apply. */
interface Staged {
  readonly id: string;
  readonly actionIds: readonly string[];
  readonly key: string;
}

describe('SIGKILL while actions are applied', () => {
  let executor: ScriptedExecutor;
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await startedDatabase();
    executor = await ScriptedExecutor.start();
    env = { ...executor.env, DATABASE_URL: database.url, ACTIONS_LEASE: '1000', LOG_LEVEL: 'log' };
  });
  afterAll(async () => {
    executor.stop();
    await database.drop();
  });

  it(
    `applies every action once, in order, and records it once, ${KILLS} times in a row`,
    async () => {
      let output = '';
      let interrupted = 0;
      let service = await ServiceProcess.start(env);
      // A kill before the first lease or after the last one interrupts nothing, and two of two can.
      for (let kill = 0; kill < KILLS || (interrupted === 0 && kill < MAX_KILLS); kill++) {
        const sessions = await stageAll(clientOf(service), kill);
        const goal = executor.requests.length + Math.floor(Math.random() * SESSIONS * CALLS);
        const client = clientOf(service);
        const applies = sessions.map(({ id, key }) => client.apply(id, { key }).catch(() => undefined));
        while (executor.requests.length < goal) await sleep(1);
        await sleep(Math.random() * MAX_DELAY_MS);
        await service.end('SIGKILL');
        await Promise.all(applies);
        output += service.output();
        interrupted += (await database.query('SELECT 1 FROM ai_session_changesets WHERE "leaseId" IS NOT NULL')).length;
        service = await ServiceProcess.start(env);
        const restarted = clientOf(service);
        const answers = await Promise.all(sessions.map((session) => applyUntilDone(restarted, session)));
        for (const [index, session] of sessions.entries()) await expectAppliedOnce(restarted, session, answers[index]);
      }
      await service.end('SIGKILL');
      output += service.output();
      expectAuditedOnce(output);
      expect(interrupted).toBeGreaterThan(0);
      if (process.env.KILLS) console.info(`${KILLS} kills interrupted ${interrupted} of ${KILLS * SESSIONS} applies.`);
    },
    MAX_KILLS * 60_000,
  );

  /** Stages sessions to create, which are in the order of their ids, and calls of the executor. */
  async function stageAll(client: ActionClient, kill: number): Promise<Staged[]> {
    return Promise.all(
      Array.from({ length: SESSIONS }, async (_, index) => {
        const id = await client.newSession();
        const actionIds: string[] = [];
        for (let action = 0; action < ACTIONS; action++) {
          const isExecutors = action % EXECUTOR_INTERVAL === EXECUTOR_INTERVAL - 1;
          const call = isExecutors ? EXECUTOR_FUNCTION : 'NewAISession';
          actionIds.push(await client.stageId(id, call, { purpose: `${id} ${action}` }));
        }
        return { id, actionIds, key: `${kill}.${index}` };
      }),
    );
  }

  async function expectAppliedOnce(client: ActionClient, { id, actionIds, key }: Staged, answer: Answer | undefined) {
    const kept = await client.kept(id);
    expect(kept.map((action) => action.id)).toEqual(actionIds);
    expect(kept.every(({ status }) => status === 'Applied')).toBe(true);
    const created = await database.query<{ purpose: string }>(
      `SELECT purpose FROM ai_sessions WHERE purpose LIKE '${id} %' ORDER BY id`,
    );
    const isExecutors = (index: number): boolean => index % EXECUTOR_INTERVAL === EXECUTOR_INTERVAL - 1;
    const own = actionIds.map((_, index) => `${id} ${index}`).filter((_, index) => !isExecutors(index));
    expect(created.map(({ purpose }) => purpose)).toEqual(own);
    // The executor drops repeats by the id.
    const calls = executor.requests.map(({ call }) => call.id).filter((id) => actionIds.includes(id));
    expect([...new Set(calls)]).toEqual(actionIds.filter((_, index) => isExecutors(index)));
    expect(calls).toEqual(calls.toSorted());
    const { session } = await client.get(id);
    expect(outcomesIn(session)).toEqual(actionIds.map((actionId) => `Applied ${actionId}`));
    expect(session.actions).toBeUndefined();
    const again = await client.apply(id, { key });
    expect([again.status, again.text]).toEqual([200, answer?.text]);
    const [row] = await database.query(`SELECT * FROM ai_session_changesets WHERE "sessionId" = '${id}'`);
    expect(row).toMatchObject({ openCount: 0, keptCount: ACTIONS, leaseId: null, applyThrough: null, applyKey: null });
  }
});

const clientOf = (service: ServiceProcess): ActionClient =>
  new ActionClient((method, path, { headers, body } = {}) =>
    service.call(method, path, { headers: { authorization: basic('admin', PASSWORD), ...headers }, body }),
  );

/** Repeats an apply whose response was lost until it has ended. */
async function applyUntilDone(client: ActionClient, { id, key }: Staged): Promise<Answer> {
  for (;;) {
    const answer = await client.apply(id, { key });
    if (answer.status === 200) {
      expect(sessionOf(answer).actions).toBeUndefined();
      return answer;
    }
    // 409 while the lease of the dead process lasts; 503 if this one was too slow for its own.
    expect([answer.status === 409 || answer.status === 503, answer.headers.get('retry-after')]).toEqual([true, '1']);
    await sleep(RETRY_INTERVAL_MS);
  }
}

/** A crash can come between an outcome and its line, but no outcome has two. */
function expectAuditedOnce(output: string): void {
  const ids = Array.from(output.matchAll(/"action-applied".*?"actionId":"([^"]+)"/g), ([, id]) => id);
  expect(ids.length).toBeGreaterThan(0);
  expect(new Set(ids).size).toBe(ids.length);
}
