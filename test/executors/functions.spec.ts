import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../../src/auth/principal.js';
import { startService } from '../../src/bootstrap/service.js';
import { startFailure } from '../../src/bootstrap/start-failure.js';
import { readEnv } from '../../src/config/env.js';
import { actionsIn, SessionWithActions } from '../support/actions.js';
import { PASSWORD, startApp, type TestApp } from '../support/app.js';
import { stopAtEnd } from '../support/cleanup.js';
import { temporaryFolder } from '../support/run-folder.js';
import { ScriptedExecutor } from '../support/scripted-executor.js';
import { testDatabase } from '../support/test-database.js';

const EXAMPLE = 'examples/actions-executor/functions.yaml';

const fileWith = (content: string): string => {
  const file = join(temporaryFolder(), 'functions');
  writeFileSync(file, content);
  return file;
};

/** A file with one function `hangUp` whose arguments have this schema. */
const schemaFile = (schema: unknown): string =>
  fileWith(JSON.stringify({ functions: { hangUp: { arguments: schema } } }));

/** An HTTP server with one file. */
async function serve(content: string, status = 200): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status, { location: '/other' }).end(content));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stopAtEnd(() => Promise.resolve(server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/functions.json?key=hush`;
}

describe('a service that knows the functions of its executor', () => {
  let executor: ScriptedExecutor;
  let app: TestApp;
  let session: SessionWithActions;
  beforeAll(async () => {
    executor = await ScriptedExecutor.start();
    app = await startApp()
      .env({ ...executor.env, ACTIONS_FUNCTIONS: EXAMPLE })
      .as(Role.SystemAdministrator);
    session = await SessionWithActions.create(app);
  });
  afterAll(async () => {
    await app.stop();
    executor.stop();
  });

  it('stages calls that they take, which can be applied', async () => {
    const { status, json } = await session.stage('setForwarding', { extension: '12', to: '+4930123456' });
    expect([status, json.canBeApplied]).toEqual([200, true]);
    expect((await session.apply()).json.actions).toBeUndefined();
    expect(executor.functionNames).toEqual(['setForwarding']);
  });

  it('refuses a function that its executor does not have', async () => {
    const { status, json } = await session.stage('hangUp');
    expect(status).toBe(400);
    expect(json.responseStatus.errors).toMatchObject([{ errorCode: 'InvalidValue', fieldName: 'FunctionName' }]);
  });

  it.each([
    [{}, `setForwarding does not take these arguments. 'extension' is missing. 'to' is missing.`],
    [
      { extension: 12, to: '+4930123456' },
      `setForwarding does not take these arguments. 'extension' must be of type string.`,
    ],
    [
      { extension: '12', to: '+4930123456', a: 1, b: 2, c: 3, d: 4 },
      `setForwarding does not take these arguments. 'a' is not known. 'b' is not known. 'c' is not known. …`,
    ],
    [
      { extension: '12', to: 'x' },
      String.raw`setForwarding does not take these arguments. 'to' must match pattern "^\+\d{7,15}$".`,
    ],
  ])('refuses arguments that the function does not take: %j', async (args, message) => {
    const { status, json } = await session.stage('setForwarding', args);
    expect(status).toBe(400);
    expect(json.responseStatus.errors).toEqual([{ errorCode: 'InvalidValue', fieldName: 'Arguments', message }]);
  });
});

describe('a file of functions', () => {
  it('can be JSON by HTTP', async () => {
    const file = JSON.stringify({ functions: { hangUp: { arguments: { type: 'object', required: ['callId'] } } } });
    const app = await startApp()
      .env({ ACTIONS_FUNCTIONS: await serve(file) })
      .as(Role.SystemAdministrator);
    const session = await SessionWithActions.create(app);
    expect((await session.stage('hangUp', {})).status).toBe(400);
    // There is no executor.
    expect((await session.stage('hangUp', { callId: '7' })).json.canBeApplied).toBe(false);
    await app.stop();
  });

  it('decides anew, after a change and a restart, what can be applied', async () => {
    const executor = await ScriptedExecutor.start();
    const env = { ...executor.env, DATABASE_URL: (await testDatabase()).url };
    const first = await startApp().env(env).as(Role.SystemAdministrator);
    const before = await SessionWithActions.create(first);
    await before.staged('setForwarding', { extension: '12' });
    await before.staged('hangUp');
    expect((await before.open()).map(({ canBeApplied }) => canBeApplied)).toEqual([true, true]);
    await first.stop();
    const second = await startApp()
      .env({ ...env, ACTIONS_FUNCTIONS: EXAMPLE })
      .as(Role.SystemAdministrator);
    const answer = await second.call('POST', `${before.path}/apply`);
    expect(actionsIn(answer)).toMatchObject([
      { canBeApplied: false, error: `setForwarding does not take these arguments. 'to' is missing.` },
      { canBeApplied: false, status: 'Waiting' },
    ]);
    expect(executor.requests).toEqual([]);
    await second.stop();
  });

  it.each<[string, () => string | Promise<string>, string | RegExp]>([
    ['does not exist', () => '/no/such/file', 'cannot be read: ENOENT: no such file or directory'],
    ['is neither JSON nor YAML', () => fileWith('{"functions": ['), /^is neither JSON nor YAML: .+$/],
    ['has no functions', () => fileWith('{}'), `must be an object with an object 'functions'`],
    ['is larger than 1 MiB', () => fileWith(' '.repeat(1_048_577)), 'is larger than 1,048,576 bytes'],
    ['answers 404', () => serve('', 404), 'cannot be read: the response was 404'],
    ['is a redirect', () => serve('', 302), 'cannot be read: the response was 302'],
    ['is on a host that is down', () => 'http://127.0.0.1:1/key=hush', /^cannot be read: .+$/],
    [
      'has a function with the name of an operation',
      () => fileWith('functions: { newaisession: {} }'),
      `has an invalid function 'newaisession': an operation of this service has this name`,
    ],
    [
      'has an unknown member',
      () => fileWith('functions: { hangUp: { parameters: {} } }'),
      `has an invalid function 'hangUp': it has an unknown member 'parameters'`,
    ],
    [
      'has a schema with an unknown keyword',
      () => schemaFile({ type: 'object', propertys: {} }),
      `has an invalid function 'hangUp': its schema cannot be used: strict mode: unknown keyword: "propertys"`,
    ],
    [
      'has a schema with an unknown format',
      () => schemaFile({ type: 'object', properties: { a: { type: 'string', format: 'telephone' } } }),
      /^has an invalid function 'hangUp': its schema cannot be used: unknown format "telephone" ignored/,
    ],
    [
      'has a schema that is elsewhere',
      () => schemaFile({ $ref: 'https://example.org/schema.json' }),
      /^has an invalid function 'hangUp': its schema cannot be used: can't resolve reference https:\/\/example.org/,
    ],
    [
      'has an asynchronous schema',
      () => schemaFile({ $async: true, type: 'object' }),
      `has an invalid function 'hangUp': its schema cannot be used: it must not be asynchronous`,
    ],
  ])('ends the start with one line if it %s', async (_, file, expected) => {
    const env = readEnv({
      ...{
        PORT: '0',
        DATABASE_URL: `sqlite:${join(temporaryFolder(), 'voice.db')}`,
        LOG_LEVEL: 'fatal',
        ADMIN_PASSWORD: PASSWORD,
      },
      ACTIONS_FUNCTIONS: await file(),
    });
    const text = await startService(env).then(
      async ({ stop }) => {
        await stop();
        throw new Error('The service has started.');
      },
      (error: unknown) => startFailure(error, env),
    );
    expect(text).toMatch(/^The file that ACTIONS_FUNCTIONS names [^\n]+$/);
    const problem = text.replace('The file that ACTIONS_FUNCTIONS names ', '');
    if (typeof expected === 'string') expect(problem.slice(0, expected.length)).toBe(expected);
    else expect(problem).toMatch(expected);
    expect(text).not.toContain('hush');
  });

  it.each([
    ['draft-07', { $schema: 'http://json-schema.org/draft-07/schema#', definitions: { id: { type: 'string' } } }],
    ['draft 2020-12', { $schema: 'https://json-schema.org/draft/2020-12/schema', $defs: { id: { type: 'string' } } }],
  ])('can have schemas of %s', async (_, schema) => {
    const ref = 'definitions' in schema ? '#/definitions/id' : '#/$defs/id';
    const file = schemaFile({ ...schema, type: 'object', properties: { callId: { $ref: ref } } });
    const app = await startApp().env({ ACTIONS_FUNCTIONS: file }).as(Role.SystemAdministrator);
    const session = await SessionWithActions.create(app);
    expect((await session.stage('hangUp', { callId: 7 })).json.responseStatus.message).toBe(
      `hangUp does not take these arguments. 'callId' must be of type string.`,
    );
    await app.stop();
  });
});
