import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../../src/auth/principal.js';
import { webhookHeaders } from '../../src/ai/actions/executors/webhook-signature.js';
import { webhookKey } from '../../src/config/env.actions.js';
import { actionsIn, SessionWithActions } from '../support/actions.js';
import { startApp, type TestApp } from '../support/app.js';
import { availableBrokers, lockBroker } from '../support/brokers.js';
import { describeIf } from '../support/describe-if.js';
import { startExecutor } from '../support/executor-process.js';
import { ScriptedExecutor } from '../support/scripted-executor.js';
import type { ServiceProcess } from '../support/service-process.js';

const ACTIONS_FUNCTIONS = 'examples/actions-executor/functions.yaml';
const ACTIONS_SECRET = ScriptedExecutor.secret;
const TO = '+4930123456';

/** Other test files may use a broker for minutes. */
const LOCK_TIMEOUT_MS = 300_000;

const [, natsUrl] = (await availableBrokers()).find(([name]) => name === 'NATS') ?? [];

/** The functions that the example says it has run, with the ids of their actions. */
const runsOf = (executor: ServiceProcess): string[] => executor.output().match(/\w+ [-\w]+(?= for admin)/g) ?? [];

describe('the example executor, by HTTP', () => {
  let executor: ServiceProcess;
  let app: TestApp;
  beforeAll(async () => {
    executor = await startExecutor({ ACTIONS_SECRET });
    const ACTIONS_URL = `${executor.url}/actions`;
    app = await startApp().env({ ACTIONS_URL, ACTIONS_SECRET, ACTIONS_FUNCTIONS }).as(Role.SystemAdministrator);
  });
  afterAll(async () => {
    await app.stop();
    await executor.end('SIGTERM');
  });

  const post = async (id: string, secret = ACTIONS_SECRET, now?: Date): Promise<{ status: number; json: unknown }> => {
    const body = JSON.stringify({
      id,
      functionName: 'setForwarding',
      arguments: { extension: '99', to: TO },
      appliedBy: 'admin',
    });
    const headers = { 'content-type': 'application/json', ...webhookHeaders(webhookKey(secret), id, body, now) };
    const response = await fetch(`${executor.url}/actions`, { method: 'POST', headers, body });
    return { status: response.status, json: await response.json() };
  };

  it('runs actions in order, stops at the one that fails, and runs that one once its cause is gone', async () => {
    const session = await SessionWithActions.create(app);
    const set = await session.staged('setForwarding', { extension: '12', to: TO });
    const remove = await session.staged('removeForwarding', { extension: '12' });
    const again = await session.staged('removeForwarding', { extension: '12' });
    const last = await session.staged('setForwarding', { extension: '13', to: TO });
    const stopped = await session.apply();
    expect(stopped.json.log).toContain(`Extension 12 is forwarded to ${TO}.`);
    expect(actionsIn(stopped)).toMatchObject([
      { id: again, status: 'Failed', error: 'Extension 12 is not forwarded.' },
      { id: last, status: 'Waiting' },
    ]);
    const other = await SessionWithActions.create(app);
    const repair = await other.staged('setForwarding', { extension: '12', to: TO });
    await other.apply();
    expect(actionsIn(await session.apply())).toEqual([]);
    const names = ['setForwarding', 'removeForwarding', 'setForwarding', 'removeForwarding', 'setForwarding'];
    await executor.printed(() => runsOf(executor).length === names.length);
    expect(runsOf(executor)).toEqual([set, remove, repair, again, last].map((id, index) => `${names[index]} ${id}`));
  });

  it('runs a repeated call once, and gives the first answer again', async () => {
    const answers = [await post('repeated'), await post('repeated')];
    expect(answers).toEqual(
      Array(2).fill({ status: 200, json: { ok: true, log: `Extension 99 is forwarded to ${TO}.` } }),
    );
    const runs = (): string[] => runsOf(executor).filter((run) => run.endsWith(' repeated'));
    await executor.printed(() => runs().length > 0);
    expect(runs()).toHaveLength(1);
  });

  it('refuses a call with the signature of another secret, or with an old one', async () => {
    const refused = { status: 401, json: { ok: false, error: 'The signature is not valid.' } };
    expect(await post('forged', `whsec_${Buffer.alloc(32).toString('base64')}`)).toEqual(refused);
    expect(await post('forged', ACTIONS_SECRET, new Date(Date.now() - 600_000))).toEqual(refused);
    expect(executor.output()).not.toContain('forged');
  });

  it('fails the action of a service that signs with another secret', async () => {
    const settings = { ACTIONS_URL: `${executor.url}/actions`, ACTIONS_SECRET: 'a plain secret of 24 bytes or more' };
    const stranger = await startApp().env(settings).as(Role.SystemAdministrator);
    const session = await SessionWithActions.create(stranger);
    await session.staged('setForwarding', { extension: '14', to: TO });
    expect(actionsIn(await session.apply())).toMatchObject([
      { status: 'Failed', error: 'The executor answered with status 401: The signature is not valid.' },
    ]);
    await stranger.stop();
  });
});

const describeNats = describeIf(natsUrl !== undefined, 'The example executor by NATS: run a NATS server.');

describeNats('the example executor, by NATS', () => {
  let unlock: () => void;
  let app: TestApp;
  beforeAll(async () => {
    unlock = await lockBroker('NATS');
    const env = { ACTIONS_URL: natsUrl ?? '', ACTIONS_FUNCTIONS, ACTIONS_TIMEOUT: '1500' };
    app = await startApp().env(env).as(Role.SystemAdministrator);
  }, LOCK_TIMEOUT_MS);
  afterAll(async () => {
    await app.stop();
    unlock();
  });

  it('runs actions in order, fails them while it is down, and goes on once it runs again', async () => {
    const session = await SessionWithActions.create(app);
    const ids = [await session.staged('setForwarding', { extension: '12', to: TO })];
    expect(actionsIn(await session.apply())).toMatchObject([
      { status: 'Failed', error: expect.stringMatching(/^The executor gave no answer within 1500 ms\./) },
    ]);
    const executor = await startExecutor({ ACTIONS_SECRET, NATS_URL: natsUrl ?? '' });
    for (const extension of ['12', '13']) ids.push(await session.staged('removeForwarding', { extension }));
    const stopped = await session.apply();
    expect(actionsIn(stopped)).toMatchObject([{ id: ids[2], error: 'Extension 13 is not forwarded.' }]);
    expect(stopped.json.log).toContain(`Extension 12 is forwarded to ${TO}.`);
    await executor.printed(() => runsOf(executor).length > 1);
    expect(runsOf(executor)).toEqual([`setForwarding ${ids[0]}`, `removeForwarding ${ids[1]}`]);
    await executor.end('SIGTERM');
  });
});
