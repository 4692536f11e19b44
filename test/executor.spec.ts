import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { actionsIn, SessionWithActions } from './support/actions.js';
import { startApp, type TestApp } from './support/app.js';
import { answer, type Script, ScriptedExecutor, verify } from './support/scripted-executor.js';

const LEASE_MS = 1_000;

let executor: ScriptedExecutor;
let app: TestApp;
let session: SessionWithActions;
beforeAll(async () => {
  executor = await ScriptedExecutor.start();
  app = await startApp()
    .env({ ...executor.env, ACTIONS_LEASE: String(LEASE_MS), ACTIONS_TIMEOUT: '15000' })
    .as(Role.SystemAdministrator);
});
afterAll(async () => {
  await app.stop();
  executor.stop();
});
beforeEach(async () => {
  session = await SessionWithActions.create(app);
  executor.next();
});

describe('applying actions whose functions are an executor’s', () => {
  it('sends each of them, signed, with what the executor needs to know', async () => {
    const members = { functionName: 'hangUp', arguments: '{"callId":"7","force":true}', description: 'As asked' };
    const staged = await app.postJson(`${session.path}/actions`, members);
    expect(staged.json).toMatchObject({ canBeApplied: true });
    await session.apply();
    const [request] = executor.requests;
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': staged.json.id,
      'idempotency-key': staged.json.id,
    });
    expect(request && verify(request)).toEqual({
      id: staged.json.id,
      sessionId: session.id,
      functionName: 'hangUp',
      arguments: { callId: '7', force: true },
      description: 'As asked',
      stagedBy: 'admin',
      dateStaged: staged.json.date,
      appliedBy: 'admin',
    });
  });

  it('sends the trace of the apply in headers, beside the call that it signs', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await session.staged('hangUp');
    await session.apply({ traceparent, tracestate: 'vendor=1' });
    await session.staged('hangUp');
    await session.apply({ traceparent: 'not one', tracestate: 'vendor=1' });
    const [traced, other] = executor.requests;
    expect(traced?.headers).toMatchObject({ traceparent, tracestate: 'vendor=1' });
    expect(traced && verify(traced)).not.toHaveProperty('traceparent');
    expect(Object.keys(other?.headers ?? {})).not.toEqual(expect.arrayContaining(['traceparent']));
    expect(Object.keys(other?.headers ?? {})).not.toEqual(expect.arrayContaining(['tracestate']));
  });

  it('sends them in the order in which they were staged, one at a time, between the own ones', async () => {
    const names = ['first', 'second', 'third', 'fourth'];
    for (const name of names) {
      await session.staged(name);
      await session.staged('NewAccount', { name: `After ${name} of ${session.id}` });
    }
    const { json } = await session.apply();
    expect(json.actions).toBeUndefined();
    expect(executor.functionNames).toEqual(names);
    expect(executor.maxConcurrency).toBe(1);
    const lines = String(json.log).match(/(?<=Applied )\w+/g);
    expect(lines).toEqual(names.flatMap((name) => [name, 'NewAccount']));
  });

  it('adds the text of the executor to the log of the session', async () => {
    await session.staged('hangUp');
    executor.next(answer({ ok: true, log: 'Call 7 has ended.\nIt took 12 s.' }));
    expect((await session.apply()).json.log).toMatch(
      /Applied hangUp [^\n]+\n {2}Call 7 has ended.\n {2}It took 12 s.\n/,
    );
  });

  it('stops at the first that fails, and sends that one again, with the same id, before the rest', async () => {
    const [, second] = [await session.staged('first'), await session.staged('second'), await session.staged('third')];
    executor.next(answer({ ok: true }), answer({ ok: false, error: 'The line is busy.' }));
    const stopped = await session.apply();
    expect(actionsIn(stopped)).toMatchObject([
      { functionName: 'second', status: 'Failed', error: 'The line is busy.' },
      { functionName: 'third', status: 'Waiting' },
    ]);
    expect(stopped.json.log).toContain('The line is busy.');
    expect(executor.functionNames).toEqual(['first', 'second']);
    executor.next();
    expect((await session.apply()).json.actions).toBeUndefined();
    expect(executor.functionNames).toEqual(['second', 'third']);
    expect(executor.requests[0]?.call.id).toBe(second);
  });

  it('never sends a function that has the name of an own one', async () => {
    await session.staged('NewAccount', { name: `Own ${session.id}` });
    expect((await session.stage('newaccount', { name: 'other case' })).status).toBe(400);
    await session.apply();
    expect(executor.requests).toEqual([]);
  });

  it('keeps other applies away while the executor works for longer than the lease lasts', async () => {
    await session.staged('slow');
    const held = hold();
    executor.next(held.script);
    const applying = session.apply();
    const response = await held.response;
    await sleep(2 * LEASE_MS);
    const second = await session.apply();
    expect([second.status, second.headers.get('retry-after')]).toEqual([409, '1']);
    response.end('{"ok":true}');
    expect((await applying).json.actions).toBeUndefined();
    expect(executor.requests).toHaveLength(1);
  });
});

/** A script that leaves a request without an answer, and the response that the test ends. */
function hold(): { script: Script; response: Promise<ServerResponse> } {
  let script: Script = () => undefined;
  const response = new Promise<ServerResponse>((resolve) => (script = resolve));
  return { script, response };
}
