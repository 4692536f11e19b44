import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Role } from '../src/auth/principal.js';
import { deleteSessions } from '../src/ai/retention/purge-queries.js';
import { SessionPurgeService } from '../src/ai/retention/session-purge.service.js';
import { SessionRetentionService } from '../src/ai/retention/session-retention.service.js';
import { Database } from '../src/database/engine/database.js';
import { SessionWithActions } from './support/actions.js';
import { type CommandResult, runAdmin } from './support/admin-command.js';
import { account, startApp, type TestApp } from './support/app.js';
import { Log } from './support/log.js';

const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

describe('old sessions', () => {
  let app: TestApp;
  let log: Log;
  beforeAll(async () => {
    app = await startApp()
      .env({ SESSION_RETENTION_DAYS: '30', LOG_LEVEL: 'log' })
      .with(account('Acme'))
      .as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    log = new Log();
    return query('DELETE FROM ai_sessions');
  });
  afterEach(() => log.stop());

  const query = (text: string): Promise<unknown> => app.nest.get(DataSource).query(text);
  const create = async (createdDaysAgo: number, modifiedDaysAgo = createdDaysAgo, members: object = {}) => {
    const session = await SessionWithActions.create(app, members);
    await age(session.id, createdDaysAgo, modifiedDaysAgo);
    return session;
  };
  const age = (id: string, created: number, modified = created): Promise<unknown> =>
    query(
      `UPDATE ai_sessions SET "dateCreated" = '${daysAgo(created)}', "dateLastModified" = '${daysAgo(modified)}' ` +
        `WHERE id = '${id}'`,
    );
  /** Stores many sessions that were last modified 100 days ago. */
  const createMany = async (count: number): Promise<void> => {
    const { id } = await create(100);
    const copy = (suffix: string): string =>
      `INSERT INTO ai_sessions (id, "dateCreated", "dateLastModified", "createdBy", "lastModifiedBy", version) ` +
      `SELECT id || '${suffix}', "dateCreated", "dateLastModified", 'u', 'u', 1 FROM ai_sessions`;
    for (let doublings = Math.log2(count); doublings > 0; doublings--) await query(copy(String(doublings)));
    await query(`UPDATE ai_sessions SET purpose = 'first' WHERE id = '${id}'`);
  };
  const stored = async (): Promise<string[]> => (await app.sessions()).map(({ id }) => id);
  const purge = (line: string): Promise<CommandResult> => runAdmin(app.databaseUrl, `sessions purge ${line}`);

  it('are deleted by a command, with their actions, if they were last modified before the date', async () => {
    const old = await create(100);
    await old.staged('PatchAISession', { sessionId: old.id, purpose: 'changed' });
    await old.staged('PatchAISession', { sessionId: old.id, purpose: 'changed' });
    await age(old.id, 100);
    const changed = await create(100, 80);
    const { code, stdout, stderr } = await purge('--older-than 90d');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^1 session with 2 actions last modified before 20\S+Z deleted.\n/),
    ]);
    expect(JSON.parse(stderr)).toEqual({
      event: 'sessions-purged',
      ...{ sessions: 1, actions: 2, by: 'admin command' },
      lastModifiedBefore: expect.stringMatching(/^20\S+Z$/),
    });
    expect(await stored()).toEqual([changed.id]);
    expect(await query('SELECT id FROM ai_session_actions')).toEqual([]);
  });

  it('are only counted by a dry run', async () => {
    const { id } = await create(100);
    const { stdout, stderr } = await purge('--older-than 90d --dry-run');
    expect(stdout).toMatch(/^1 session with 0 actions last modified before 20\S+Z would be deleted.\n$/);
    expect([stderr, await stored()]).toEqual(['', [id]]);
  });

  it('are deleted of one account alone if the command names it', async () => {
    const other = await create(100);
    await create(100, 100, { accountId: app.accountId('Acme') });
    const { stdout } = await purge(`--older-than 90d --account ${app.accountId('Acme')}`);
    expect(stdout).toMatch(/^1 session /);
    expect(await stored()).toEqual([other.id]);
  });

  it.each(['', '--older-than 90', '--older-than 0d', '--older-than 36501d', '--older-than 2026-01-01'])(
    'are not deleted by %j',
    async (options) => {
      const { id } = await create(36_400);
      expect(await purge(options)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('older-than'),
      });
      expect(await stored()).toEqual([id]);
    },
  );

  it('stay while their actions are being applied, whatever process does so', async () => {
    const session = await create(100);
    await session.staged('PatchAISession', { sessionId: session.id, purpose: 'changed' });
    await age(session.id, 100);
    await query(`UPDATE ai_session_changesets SET "leaseId" = 'other:1', "leaseUntil" = '${daysAgo(-1)}'`);
    expect((await purge('--older-than 90d')).stdout).toMatch(/^0 sessions with 0 actions /);
    await query(`UPDATE ai_session_changesets SET "leaseUntil" = '${daysAgo(1)}'`);
    expect((await purge('--older-than 90d')).stdout).toMatch(/^1 session with 1 action /);
  });

  it('stay if they are modified after the purge has read them', async () => {
    const { id } = await create(100, 1);
    expect(await deleteSessions(app.nest.get(Database), daysAgo(90), [id])).toEqual([]);
    expect(await stored()).toEqual([id]);
  });

  it('are all deleted, in small steps, however many there are', async () => {
    await createMany(1_024);
    const kept = await create(50);
    const counts: number[] = [];
    const onProgress = ({ sessions }: { sessions: number }): unknown => counts.push(sessions);
    await app.nest.get(SessionPurgeService).purge({ before: daysAgo(90) }, { by: 'test', onProgress });
    expect(counts.at(-1)).toBe(1_024);
    expect(Math.max(...counts.map((count, index) => count - (counts[index - 1] ?? 0)))).toBe(50);
    expect(await stored()).toEqual([kept.id]);
  });

  it('are no longer deleted when the service is told to stop, and the audit log says how many were', async () => {
    await createMany(128);
    const stop = new AbortController();
    const options = { by: 'test', signal: stop.signal, onProgress: () => stop.abort() };
    expect(await app.nest.get(SessionPurgeService).purge({ before: daysAgo(90) }, options)).toMatchObject({
      sessions: 50,
    });
    expect(log.all()).toMatch(/\{"event":"sessions-purged","sessions":50,.*"by":"test"\}/);
    expect(await stored()).toHaveLength(78);
  });

  it('are deleted by the service after SESSION_RETENTION_DAYS', async () => {
    await create(31);
    const kept = await create(31, 29);
    await app.nest.get(SessionRetentionService).purgeOld();
    expect(await stored()).toEqual([kept.id]);
  });

  it('stay without SESSION_RETENTION_DAYS', async () => {
    const { id } = await create(20_000);
    const replica = await startApp().env({ DATABASE_URL: app.databaseUrl });
    await replica.nest.get(SessionRetentionService).purgeOld();
    await replica.stop();
    expect(await stored()).toEqual([id]);
  });
});
