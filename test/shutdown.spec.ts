import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { basic, PASSWORD, startedDatabase } from './support/app.js';
import { ServiceProcess } from './support/service-process.js';

const CLIENTS = 32;
const HEADERS = { authorization: basic('admin', PASSWORD), 'content-type': 'application/json' };

describe('a service that is told to stop under load', () => {
  it('confirms every session that it has stored, and has stored every session that it confirmed', async () => {
    const database = await startedDatabase();
    const service = await ServiceProcess.start({ DATABASE_URL: database.url });
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

/** Creates sessions one after the other until the service has ended. */
async function load(url: string, answered: string[]): Promise<void> {
  for (;;) {
    const call = fetch(`${url}/ai/sessions`, { method: 'POST', headers: HEADERS, body: '{"purpose":"x"}' });
    const response = await call.catch(() => undefined);
    if (!response) return;
    expect(response.status).toBe(200);
    answered.push(((await response.json()) as { id: string }).id);
  }
}
