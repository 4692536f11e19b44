import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD } from './support/app.js';
import { RequestInProgress } from './support/request-in-progress.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { testDatabase, type TestDatabase } from './support/test-database.js';

/** A module that fails at a signal, where nothing can catch it. */
const failingModule = (failure: string): string =>
  `data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${failure} })`)}`;

describe('an error that nothing caught', () => {
  let database: TestDatabase;
  let service: ServiceProcess;
  const start = async (failure: string): Promise<ServiceProcess> =>
    (service = await ServiceProcess.start(
      { DATABASE_URL: database.url, ADMIN_PASSWORD: PASSWORD, NODE_OPTIONS: `--import=${failingModule(failure)}` },
      temporaryFolder(),
    ));
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterEach(() => service.end('SIGKILL'));
  afterAll(() => database.drop());

  it.each([
    ['an exception in a timer', `setTimeout(() => { throw new Error('unforeseen') }, 1)`],
    ['a rejection', `Promise.reject(new Error('unforeseen'))`],
    ['an event without a listener', `new (require('node:events'))().emit('error', new Error('unforeseen'))`],
  ])('is logged with its stack; calls in progress are finished, and the exit code is 1: %s', async (_, failure) => {
    await start(failure.replace(`require('node:events')`, `process.getBuiltinModule('node:events')`));
    const request = await RequestInProgress.start(service.url);
    const exit = once(service.child, 'close');
    service.child.kill('SIGUSR2');
    await service.printed((output) => /an error that nothing caught: Error: unforeseen\n +at /.test(output));
    while (await accepts(service.url)) await sleep(10);
    request.send(RequestInProgress.body);
    expect(await exit).toEqual([1, null]);
    expect(request.answer).toMatch(/HTTP\/1\.1 200 OK/);
    expect(service.output().match(/nothing caught/g)).toHaveLength(1);
  });

  it('ends a start at once with its stack', async () => {
    await ServiceProcess.tryToStart(
      { DATABASE_URL: database.url, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(STARTING)}` },
      temporaryFolder(),
    ).then((ended) => (service = ended));
    expect(service.url).toBe('');
    expect(service.child.exitCode).toBe(1);
    expect(service.output()).toMatch(/^Error: unforeseen\n +at /);
  });
});

const accepts = (url: string): Promise<boolean> =>
  fetch(`${url}/health/live`).then(
    () => true,
    () => false,
  );

/** Fails as soon as the program listens for errors that nothing caught. */
const STARTING = `process.on('newListener', (event) => {
  if (event === 'uncaughtException') setTimeout(() => { throw new Error('unforeseen') }, 1);
})`;
