import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basic, PASSWORD } from './support/app.js';
import { type Members, resources } from './support/resources.js';
import { type ReplayedParts, replayedParts } from './support/responses.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { type TestDatabase, testDatabase } from './support/test-database.js';

/** Guards against a process that hangs. */
const TIMEOUT_MS = 240_000;

describe('Idempotency-Keys of two processes with one database', () => {
  let database: TestDatabase;
  let services: [ServiceProcess, ServiceProcess];
  const start = async (): Promise<ServiceProcess> => {
    const env = { DATABASE_URL: database.url, ADMIN_PASSWORD: PASSWORD };
    const service = await ServiceProcess.start(env, temporaryFolder());
    if (service.url === '') throw new Error(service.output());
    return service;
  };
  beforeAll(async () => {
    database = await testDatabase();
    services = await Promise.all([start(), start()]);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await Promise.all(services.map((service) => service.end('SIGKILL')));
    await database.drop();
  }, TIMEOUT_MS);

  const create = async (service: ServiceProcess, key: string, path: string, body: Members): Promise<ReplayedParts> => {
    const headers = {
      ...{ authorization: basic('admin', PASSWORD), 'content-type': 'application/json' },
      'idempotency-key': key,
    };
    return replayedParts(await service.call('POST', path, { headers, body: JSON.stringify(body) }));
  };
  /** Sends one request to each service at the same time, for each of these. */
  const createPairs = (
    texts: readonly string[],
    send: (service: ServiceProcess, text: string, index: number) => Promise<ReplayedParts>,
  ): Promise<ReplayedParts[][]> =>
    Promise.all(texts.map((text) => Promise.all(services.map((service, index) => send(service, text, index)))));
  /** The committed texts of a table that begin with this, sorted. */
  const storedTexts = async (table: string, column: string, start: string): Promise<string[]> => {
    const rows = await database.query<{ text: string }>(
      `SELECT "${column}" AS text FROM ${table} WHERE "${column}" LIKE '${start}%'`,
    );
    return rows.map(({ text }) => text).toSorted();
  };

  it.each(resources)('return one response from both, and $noun is stored once', async ({ path, text, table }) => {
    const texts = Array.from({ length: 30 }, (_, index) => `both ${index}`);
    const pairs = await createPairs(texts, (service, value) =>
      create(service, `"${path} ${value}"`, path, { [text]: value }),
    );
    for (const [one, other] of pairs) expect(one).toEqual(other);
    expect(pairs.map(([one]) => one?.status)).toEqual(Array(30).fill(200));
    expect(await storedTexts(table, text, 'both')).toEqual(texts.toSorted());
  });

  it.each(resources)(
    'return 422 from one if the other has stored another request, of $noun',
    async ({ path, text, table }) => {
      const texts = Array.from({ length: 30 }, (_, index) => `clash ${index}`);
      const pairs = await createPairs(texts, (service, value, index) =>
        create(service, `"${path} ${value}"`, path, { [text]: `${value} ${index}` }),
      );
      for (const pair of pairs) expect(pair.map(({ status }) => status).toSorted()).toEqual([200, 422]);
      expect(await storedTexts(table, text, 'clash')).toHaveLength(30);
    },
  );

  it(
    'let a client retry everything after a process was killed, and nothing is stored twice',
    async () => {
      const [killed] = services;
      const responses = await Promise.all(
        resources.map(({ path, text }) => create(killed, `"kept ${path}"`, path, { [text]: 'kept' })),
      );
      const texts = Array.from({ length: 400 }, (_, index) => `cut off ${index}`);
      const createSession = (service: ServiceProcess, purpose: string) =>
        create(service, `"${purpose}"`, '/ai/sessions', { purpose });
      const calls = texts.map((purpose) => createSession(killed, purpose).catch(() => undefined));
      await Promise.race(calls);
      await killed.end('SIGKILL');
      const first = await Promise.all(calls);

      const restarted = await start();
      services[0] = restarted;
      for (const [index, { path, text }] of resources.entries()) {
        const key = `"kept ${path}"`;
        expect(responses[index]?.status).toBe(200);
        expect(await create(restarted, key, path, { [text]: 'kept' })).toEqual(responses[index]);
        expect(await create(restarted, key, path, { [text]: 'other' })).toMatchObject({ status: 422 });
      }
      const second = await Promise.all(texts.map((purpose) => createSession(restarted, purpose)));
      for (const [index, response] of second.entries()) {
        expect(response.status).toBe(200);
        if (first[index]) expect(response).toEqual(first[index]);
      }
      for (const { table, text } of resources) expect(await storedTexts(table, text, 'kept')).toEqual(['kept']);
      expect(await storedTexts('ai_sessions', 'purpose', 'cut off')).toEqual(texts.toSorted());
    },
    TIMEOUT_MS,
  );
});
