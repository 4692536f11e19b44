import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { basic, PASSWORD, startedDatabase } from '../support/app.js';
import { ServiceProcess } from '../support/service-process.js';

/** In a process of its own, which an unhandled rejection would end. */
it('survives an error of one item before the rest of its batch has finished', async () => {
  const database = await startedDatabase();
  const service = await ServiceProcess.start({ DATABASE_URL: database.url });
  const post = async (path: string, body: object, key?: string): Promise<{ status: number; id: string }> => {
    const headers = { authorization: basic('admin', PASSWORD), 'content-type': 'application/json' };
    const { status, json } = await service.call('POST', path, {
      headers: { ...headers, ...(key && { 'idempotency-key': key }) },
      body: JSON.stringify(body),
    });
    return { status, id: String(json.id) };
  };
  const holding = async (statement: string, id: string): Promise<pg.Client> => {
    const client = new pg.Client(database.url);
    await client.connect();
    await client.query('BEGIN');
    await client.query(statement, [id]);
    return client;
  };
  const commit = async (client: pg.Client): Promise<void> => {
    await client.query('COMMIT');
    await client.end();
  };
  const account = async (name: string): Promise<string> => (await post('/accounts', { name })).id;
  const [ahead, doomed, slow] = [await account('Ahead'), await account('Doomed'), await account('Slow')];

  const deleting = await holding('DELETE FROM accounts WHERE id = $1', doomed);
  const first = await holding('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', ahead);
  const second = await holding('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', slow);
  const before = post('/ai/sessions', { accountId: ahead }, 'ahead');
  await sleep(200); // it is being written, and the next two gather behind it
  const together = [post('/ai/sessions', { accountId: doomed }), post('/ai/sessions', { accountId: slow }, 'slow')];
  await sleep(200);
  for (const client of [first, deleting, second]) {
    await commit(client);
    await sleep(200);
  }
  const answers = await Promise.all([before, ...together]);
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 200]);
  await service.end('SIGTERM');
  await database.drop();
});
