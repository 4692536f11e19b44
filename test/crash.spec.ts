import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { basic, PASSWORD, startedDatabase } from './support/app.js';
import { ServiceProcess } from './support/service-process.js';
import { testDialect } from './support/test-database.js';

/** How many times the service is killed: `KILLS=100 npm test -- crash` for a long run. */
const KILLS = Number(process.env.KILLS ?? 2);
const CLIENTS = 16;

describe('SIGKILL under load', () => {
  it(
    `loses nothing that was confirmed and stores nothing twice, ${KILLS} times in a row`,
    async () => {
      const database = await startedDatabase();
      const answered: { id: string; purpose: string }[] = [];
      for (let kill = 0; kill < KILLS; kill++) {
        const service = await ServiceProcess.start({ DATABASE_URL: database.url });
        const clients = Array.from({ length: CLIENTS }, (_, client) =>
          load(service.url, `${kill}.${client}`, answered),
        );
        // At a different moment each time, once there are responses that a crash could lose.
        const responses = answered.length + CLIENTS + 1 + ((kill * 97) % 400);
        while (answered.length < responses) await sleep(1);
        await service.end('SIGKILL');
        await Promise.all(clients);

        if (testDialect === 'sqlite') {
          expect(await database.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
        }
        const stored = await database.query<(typeof answered)[number]>('SELECT id, purpose FROM ai_sessions');
        const byPurpose = new Map(stored.map(({ id, purpose }) => [purpose, id]));
        expect(byPurpose.size).toBe(stored.length); // none is stored twice
        expect(answered.filter(({ id, purpose }) => byPurpose.get(purpose) !== id)).toEqual([]);
      }
      expect(answered.length).toBeGreaterThan(KILLS * CLIENTS);
      await database.drop();
    },
    KILLS * 150_000,
  );
});

/** Creates sessions one after the other until the service has ended, and adds the confirmed ones to `answered`. */
async function load(url: string, client: string, answered: { id: string; purpose: string }[]): Promise<void> {
  const headers = { authorization: basic('admin', PASSWORD), 'content-type': 'application/json' };
  for (let call = 0; ; call++) {
    const purpose = `${client}.${call}`;
    try {
      const response = await fetch(`${url}/ai/sessions`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ purpose }),
      });
      const { id } = (await response.json()) as { id: string };
      if (response.status === 200) answered.push({ id, purpose });
    } catch {
      return;
    }
  }
}
