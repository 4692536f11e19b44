import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { basic } from './support/app.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { testDatabase } from './support/test-database.js';

const CLIENTS = 32;
const PASSWORD = 'correct horse battery staple';
const HEADERS = { authorization: basic('admin', PASSWORD), 'content-type': 'application/json' };

describe('a service that is told to stop under load', () => {
  it('answers all that it has stored, and has stored all that it answered', async () => {
    const database = await testDatabase();
    const env = { DATABASE_URL: database.url, ADMIN_PASSWORD: PASSWORD };
    const service = await ServiceProcess.start(env, temporaryFolder());
    const answered: string[] = [];
    const clients = Array.from({ length: CLIENTS }, () => load(service.url, answered));
    while (answered.length < 10 * CLIENTS) await sleep(10);
    expect(await service.end('SIGTERM')).toBe(0);
    await Promise.all(clients);
    const stored = await database.query<{ id: string }>('SELECT id FROM ai_sessions');
    expect(stored.map(({ id }) => id).toSorted()).toEqual(answered.toSorted());
    await database.drop();
  });
});

/** Creates sessions one after the other until nobody answers any more. */
async function load(url: string, answered: string[]): Promise<void> {
  for (;;) {
    const call = fetch(`${url}/ai/sessions`, { method: 'POST', headers: HEADERS, body: '{"purpose":"x"}' });
    const response = await call.catch(() => undefined);
    if (!response) return;
    expect(response.status).toBe(200);
    answered.push(((await response.json()) as { id: string }).id);
  }
}
