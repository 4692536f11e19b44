import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SessionRetentionService } from '../../src/ai/retention/session-retention.service.js';
import { Role } from '../../src/auth/principal.js';
import { Database } from '../../src/database/engine/database.js';
import { runAdmin } from '../support/admin-command.js';
import { startApp, type TestApp } from '../support/app.js';

const LONG_AGO = '2020-01-01T00:00:00.000Z';

describe('old sessions on PostgreSQL', () => {
  let app: TestApp;
  let replica: TestApp;
  beforeAll(async () => {
    app = await startApp().env({ SESSION_RETENTION_DAYS: '30' }).as(Role.SystemAdministrator);
    replica = await startApp().env({ SESSION_RETENTION_DAYS: '30', DATABASE_URL: app.databaseUrl });
  });
  afterAll(async () => {
    await replica.stop();
    await app.stop();
  });
  beforeEach(async () => {
    await app.nest.get(DataSource).query('DELETE FROM ai_sessions');
    for (const purpose of ['first', 'second']) await app.postJson('/ai/sessions', { purpose });
    await app.nest
      .get(DataSource)
      .query(`UPDATE ai_sessions SET "dateCreated" = '${LONG_AGO}', "dateLastModified" = '${LONG_AGO}'`);
  });

  const purposes = async (): Promise<unknown[]> => (await app.sessions()).map(({ purpose }) => purpose);

  it('are deleted by one replica at a time, and a start does not wait for it', async () => {
    await replica.nest.get(Database).purgeAlone(async () => {
      await app.nest.get(SessionRetentionService).purgeOld();
      expect(await purposes()).toEqual(['first', 'second']);
      await (await startApp().env({ DATABASE_URL: app.databaseUrl })).stop();
    });
    await app.nest.get(SessionRetentionService).purgeOld();
    expect(await purposes()).toEqual([]);
  });

  it('stay while another transaction has locked them, without a wait', async () => {
    await app.nest.get(Database).write(async (manager) => {
      await manager.query(`SELECT 1 FROM ai_sessions WHERE purpose = 'first' FOR KEY SHARE`);
      await replica.nest.get(SessionRetentionService).purgeOld();
    });
    expect(await purposes()).toEqual(['first']);
  });

  it('are deleted by a command that says whether to run VACUUM', async () => {
    const { stdout } = await runAdmin(app.databaseUrl, 'sessions purge --older-than 90d');
    expect(stdout).toMatch(/^2 sessions .*\nPostgreSQL keeps .*autovacuum .* run VACUUM \(ANALYZE\) ai_sessions/);
  });
});
