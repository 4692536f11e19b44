import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { basic, PASSWORD, startedDatabase } from '../support/app.js';
import { type Script, ScriptedExecutor } from '../support/scripted-executor.js';
import { ServiceProcess } from '../support/service-process.js';
import type { TestDatabase } from '../support/test-database.js';

const HEADERS = { authorization: basic('admin', PASSWORD), 'content-type': 'application/json' };

describe('a service that is told to stop while its executor works', () => {
  let executor: ScriptedExecutor;
  let database: TestDatabase;
  let service: ServiceProcess;
  let session: string;

  const start = (): Promise<ServiceProcess> =>
    ServiceProcess.start({ ...executor.env, DATABASE_URL: database.url, ACTIONS_TIMEOUT: '15000' });
  const post = (path: string, body = '{}') => service.call('POST', path, { headers: HEADERS, body });
  const statuses = async (): Promise<unknown> => {
    const { json } = await service.call('GET', `${session}/actions?sortField=date&sortOrder=Ascend`, {
      headers: HEADERS,
    });
    return (json.items as { status: string }[]).map(({ status }) => status);
  };
  /** Applies two actions. @returns The response of the executor to the first, which the test ends, and the caller's. */
  const begin = async () => {
    let script: Script = () => undefined;
    const held = new Promise<ServerResponse>((resolve) => (script = resolve));
    executor.next(script);
    const applied = post(`${session}/apply`);
    return { response: await held, applied };
  };

  beforeAll(async () => {
    executor = await ScriptedExecutor.start();
  });
  afterAll(() => executor.stop());
  beforeEach(async () => {
    database = await startedDatabase();
    service = await start();
    session = `/ai/sessions/${String((await post('/ai/sessions')).json.id)}`;
    for (const name of ['first', 'second']) await post(`${session}/actions`, `{"functionName":"${name}"}`);
  });

  it('waits for the answer, stores it, and leaves the rest waiting', async () => {
    const { response, applied } = await begin();
    const ended = service.end('SIGTERM');
    while (await accepts(service.url)) await sleep(10);
    response.end('{"ok":true}');
    const { status, json } = await applied;
    expect([status, json.actions]).toMatchObject([200, [{ functionName: 'second', status: 'Waiting' }]]);
    expect(await ended).toBe(0);
    expect(executor.functionNames).toEqual(['first']);
    service = await start();
    expect(await statuses()).toEqual(['Applied', 'Waiting']);
    await service.end('SIGTERM');
    await database.drop();
  });

  it('gives up in time if there is no answer, so that the next apply sends the call again at once', async () => {
    const { response, applied } = await begin();
    const closed = once(response, 'close');
    const ended = service.end('SIGTERM');
    expect((await applied).json.responseStatus.message).toBe(
      'The apply was interrupted. Apply the session again to continue.',
    );
    await closed;
    expect(await ended).toBe(0);
    service = await start();
    const [{ call: first } = { call: undefined }] = executor.requests;
    executor.next();
    const { status, json } = await post(`${session}/apply`);
    expect([status, json.actions]).toEqual([200, undefined]);
    expect(executor.functionNames).toEqual(['first', 'second']);
    expect(executor.requests[0]?.call.id).toBe(first?.id);
    await service.end('SIGTERM');
    await database.drop();
  });
});

/** Whether a service still accepts requests. */
const accepts = (url: string): Promise<boolean> =>
  fetch(`${url}/health/live`).then(
    () => true,
    () => false,
  );
