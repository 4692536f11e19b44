import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Role } from '../../src/auth/principal.js';
import { actionsIn, SessionWithActions } from '../support/actions.js';
import { startApp, type TestApp } from '../support/app.js';
import { freePort } from '../support/free-port.js';
import { Log } from '../support/log.js';
import { answer, type Script, ScriptedExecutor, verify } from '../support/scripted-executor.js';

const TIMEOUT_MS = 1_500;

let executor: ScriptedExecutor;
let log: Log;
beforeAll(async () => {
  executor = await ScriptedExecutor.start();
});
afterAll(() => executor.stop());
beforeEach(() => {
  log = new Log();
  executor.next();
});
afterEach(() => log.stop());

const startWith = (settings: Record<string, string>): Promise<TestApp> =>
  Promise.resolve(
    startApp()
      .env({ ...executor.env, ACTIONS_TIMEOUT: String(TIMEOUT_MS), ...settings })
      .as(Role.SystemAdministrator),
  );

/** Stages two actions and applies them: the first must fail, and the second wait. @returns The error of the first. */
async function errorOf(app: TestApp, ...scripts: Script[]): Promise<string> {
  const session = await SessionWithActions.create(app);
  await session.staged('hangUp', { callId: '7' });
  await session.staged('later');
  executor.next(...scripts);
  const applied = await session.apply();
  expect(applied.status).toBe(200);
  expect(actionsIn(applied).map(({ status }) => status)).toEqual(['Failed', 'Waiting']);
  expect(executor.functionNames).not.toContain('later');
  const error = actionsIn(applied)[0]?.error ?? '';
  expect(applied.json.log).toContain(error.replaceAll('\n', ' '));
  return error;
}

const raw =
  (status: number, body: string, headers: Record<string, string> = {}): Script =>
  (response) =>
    response.writeHead(status, headers).end(body);

describe('an executor that fails', () => {
  let app: TestApp;
  let session: SessionWithActions;
  beforeAll(async () => {
    app = await startWith({});
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    session = await SessionWithActions.create(app);
    await session.staged('hangUp');
  });

  it.each([
    ['is not JSON', raw(200, '<html>'), `The executor's answer is not JSON.`],
    ['is empty', raw(204, ''), `The executor's answer is not JSON.`],
    ['has no ok', answer({ done: true }), `The executor's answer has no 'ok' that is true or false.`],
    ['has an ok of another type', answer({ ok: 'yes' }), `The executor's answer has no 'ok' that is true or false.`],
    ['is a list', answer([{ ok: true }]), `The executor's answer has no 'ok' that is true or false.`],
    [
      'has a log of another type',
      answer({ ok: true, log: 1 }),
      `The executor's answer has a 'log' that is not a text.`,
    ],
    ['is huge', answer({ ok: true, log: 'x'.repeat(65_536) }), `The executor's answer is larger than 65536 bytes.`],
    ['gives no reason', answer({ ok: false }), 'The executor gave no reason.'],
    ['is a redirect', raw(307, '', { location: '/elsewhere' }), 'The executor answered with status 307.'],
    ['is 401', answer({ ok: false, error: 'Who?' }, 401), 'The executor answered with status 401: Who?'],
    ['is 404 from a proxy', raw(404, 'not found'), 'The executor answered with status 404.'],
  ])('gives the action a clear error, and is asked once, if its answer %s', async (_, script, error) => {
    expect(await errorOf(app, script)).toBe(error);
    expect(executor.requests).toHaveLength(1);
  });

  it('gets the call again, with the same id and a signature of its own, after 5xx, 408, 425, 429 and a lost connection', async () => {
    const retried = [500, 503, 408, 425, 429].map((status) => raw(status, 'busy'));
    executor.next(...retried.slice(0, 2), (response) => response.destroy());
    expect(actionsIn(await session.apply())).toEqual([]);
    await session.staged('hangUp');
    const first = executor.requests.slice();
    executor.next(...retried.slice(2));
    expect(actionsIn(await session.apply())).toEqual([]);
    for (const requests of [first, executor.requests]) {
      expect(requests).toHaveLength(4);
      expect(new Set(requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
      for (const request of requests) expect(verify(request)).toMatchObject({ functionName: 'hangUp' });
    }
  });

  it('gets the call again after the pause that it asks for', async () => {
    executor.next(answer({ ok: false }, 429, { 'retry-after': '1' }));
    const before = performance.now();
    expect(actionsIn(await session.apply())).toEqual([]);
    expect(executor.requests).toHaveLength(2);
    expect(performance.now() - before).toBeGreaterThan(950);
  });

  it('is not waited for if it asks for a pause beyond the time limit', async () => {
    const script = answer({ ok: false, error: 'Too many calls.' }, 429, { 'retry-after': '60' });
    expect(await errorOf(app, script)).toBe(
      'The executor gave no answer within 1500 ms. The attempt failed: status 429: Too many calls. It asks for a pause of 60 s.',
    );
    expect(executor.requests).toHaveLength(1);
  });

  it('is given up at the time limit if it is slow', async () => {
    expect(await errorOf(app, () => undefined)).toBe('The executor gave no answer within 1500 ms.');
  });

  it('is given up at the time limit if the rest of its answer does not come', async () => {
    const error = await errorOf(app, (response) => response.writeHead(200).write('{"ok":'));
    expect(error).toBe('The executor gave no answer within 1500 ms.');
  });

  it('is given up at the time limit if it stays too busy', async () => {
    const busy = Array.from({ length: 50 }, () => raw(503, ''));
    expect(await errorOf(app, ...busy)).toMatch(
      /^The executor gave no answer within 1500 ms. The last of \d+ attempts failed: status 503.$/,
    );
  });

  it('cannot put lines or characters into the log that XML cannot represent', async () => {
    const error = await errorOf(app, answer({ ok: false, error: `one\n2026 Applied two\u0000${'x'.repeat(2_000)}` }));
    expect(error).toMatch(/^one\n2026 Applied two\uFFFDx+…$/);
    expect(error).toHaveLength(1_000);
  });
});

describe('an executor that succeeds', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startWith({});
  });
  afterAll(() => app.stop());

  const logAfter = async (script: Script): Promise<string[]> => {
    const session = await SessionWithActions.create(app);
    await session.staged('hangUp');
    executor.next(script);
    return String((await session.apply()).json.log).split('\n');
  };

  it('cannot put lines into the log that look like those of the service, whatever ends a line', async () => {
    const ends = ['\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029'];
    const log = `one${ends.map((end) => `${end}2026 Applied`).join('')}`;
    const [, applied, ...lines] = await logAfter(answer({ ok: true, log }));
    expect(applied).toMatch(/ Applied hangUp /);
    expect(lines.slice(0, -1)).toEqual(['  one', ...ends.map(() => '  2026 Applied')]);
  });

  it('may begin its answer with a byte order mark', async () => {
    const log = await logAfter(raw(200, '\uFEFF{"ok":true,"log":"done"}'));
    expect(log).toContain('  done');
  });
});

describe('an executor that is not running', () => {
  it('gives the action a clear error, and succeeds at the next apply once it runs', async () => {
    const port = await freePort();
    const app = await startWith({ ACTIONS_URL: `http://127.0.0.1:${port}/actions` });
    expect(await errorOf(app)).toMatch(
      /^The executor gave no answer within 1500 ms. The last of \d+ attempts failed: connect ECONNREFUSED 127.0.0.1:\d+.$/,
    );
    await app.stop();
  });
});

describe('the secrets of an executor', () => {
  const secrets = /hush|path-token|query-token|d2h5IG5vdA/;
  const env = (port: number | string) => ({
    LOG_LEVEL: 'verbose',
    ACTIONS_URL: `http://me:hush@127.0.0.1:${port}/path-token?key=query-token`,
    ACTIONS_SECRET: 'whsec_d2h5IG5vdCB3aHkgbm90IHdoeSBub3Qgd2h5IG5vdA==',
  });

  it('are in no error and in no log when it fails or is down', async () => {
    for (const port of [new URL(executor.url).port, await freePort()]) {
      const app = await startWith(env(port));
      const script = raw(503, '');
      const errors = [
        await errorOf(app, ...Array.from({ length: 50 }, () => script)),
        await errorOf(app, ...Array.from({ length: 50 }, () => script)),
      ];
      expect(errors.join()).not.toMatch(secrets);
      await app.stop();
    }
    expect(log.all()).toContain('action-failed');
    expect(log.all()).not.toMatch(secrets);
  });

  it('reach it as HTTP Basic, and its path and query unchanged', async () => {
    const app = await startWith(env(new URL(executor.url).port));
    const session = await SessionWithActions.create(app);
    await session.staged('hangUp');
    await session.apply();
    const [request] = executor.requests;
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('me:hush').toString('base64')}`);
    expect(request && verify(request, env(0).ACTIONS_SECRET)).toMatchObject({ functionName: 'hangUp' });
    await app.stop();
  });
});
