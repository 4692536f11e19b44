import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { entities } from '../src/bootstrap/entities.js';
import { Role } from '../src/auth/principal.js';
import { readEnv } from '../src/config/env.js';
import { prepareDatabase } from '../src/database/schema/prepare-database.js';
import { migrationDataSource } from '../src/database/schema/migration-data-source.js';
import { SessionWithActions } from './support/actions.js';
import { basic, PASSWORD, startApp, startedDatabase, type TestApp } from './support/app.js';
import { testDatabase, type TestDatabase, testDialect } from './support/test-database.js';

describe('an upgrade', () => {
  let app: TestApp | undefined;
  let database: TestDatabase;
  beforeEach(() => (app = undefined));
  afterEach(async () => {
    await app?.stop();
    await database.drop();
  });

  const revertLast = async (): Promise<void> => {
    const dataSource = await migrationDataSource(readEnv({ DATABASE_URL: database.url }), entities).initialize();
    await dataSource.undoLastMigration();
    await dataSource.destroy();
  };
  const hasTable = async (name: string): Promise<boolean> => {
    try {
      await database.query(`SELECT 1 FROM ${name}`);
      return true;
    } catch {
      return false;
    }
  };
  /** What a later version's migration does that only adds. */
  const expand = async (): Promise<void> => {
    await database.query('CREATE TABLE notes (id text PRIMARY KEY)');
    await database.query('ALTER TABLE ai_sessions ADD COLUMN language text');
    await database.query('CREATE INDEX ai_sessions_language ON ai_sessions (language)');
    await database.query(`INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Expand9999999999999')`);
  };

  it('opens a database of the first version, with its users, accounts and sessions', async () => {
    database = await testDatabase();
    const dump = readFileSync(`test/first-version/${testDialect}.sql`, 'utf8');
    for (const statement of dump.split(/;\n/).filter((text) => text.trim() !== '')) await database.query(statement);
    app = await startApp().env({ DATABASE_URL: database.url });
    app.authorization = basic('admin', PASSWORD);
    const { json } = await app.call('GET', '/ai/sessions');
    expect(json.items).toEqual([expect.objectContaining({ purpose: 'Stored by the first version' })]);
    const { id } = (json.items as { id: string }[])[0] ?? { id: '' };
    expect((await app.call('PATCH', `/ai/sessions/${id}`, jsonBody({ purpose: 'Changed' }))).status).toBe(200);
    expect((await app.call('GET', '/accounts')).json.items).toEqual([
      expect.objectContaining({ name: 'Demo account' }),
    ]);
    expect((await app.postJson('/accounts', { name: 'demo ACCOUNT' })).status).toBe(409);
  });

  it('leaves a replica running that was started before a later version added tables, columns and indexes', async () => {
    database = await startedDatabase();
    app = await startApp().env({ DATABASE_URL: database.url }).as(Role.SystemAdministrator);
    const session = await SessionWithActions.create(app, { purpose: 'before' });
    await expand();
    expect((await app.call('GET', '/health/ready')).status).toBe(200);
    expect((await app.call('PATCH', session.path, jsonBody({ purpose: 'after' }))).status).toBe(200);
    await session.staged('PatchAISession', { sessionId: session.id, purpose: 'applied' });
    expect((await session.apply()).status).toBe(200);
    await app.postJson('/ai/sessions', { purpose: 'new' });
    const purposes = (await app.call('GET', '/ai/sessions')).json.items as { purpose: string }[];
    expect(purposes.map(({ purpose }) => purpose)).toEqual(['new', 'applied']);
    expect(Object.keys((await session.get()).json)).not.toContain('language');
    expect((await app.call('DELETE', session.path)).status).toBe(204);
  });

  const recordMigration = (name: string): Promise<unknown> =>
    database.query(`INSERT INTO migrations (timestamp, name) VALUES (9999999999999, '${name}')`);
  const prepare = (settings: Record<string, string>): Promise<void> =>
    prepareDatabase(readEnv({ DATABASE_URL: database.url, ...settings }), entities);

  it('lets a replica of the version before start again, if the later one has only added and that is accepted', async () => {
    database = await startedDatabase();
    await expand();
    await database.query(`ALTER TABLE ai_sessions ADD COLUMN priority text NOT NULL DEFAULT 'usual'`);
    await expect(prepare({})).rejects.toThrow(/^The database is newer than this program/);
    const settings = { DATABASE_URL: database.url, DATABASE_NEWER: 'expanded' };
    app = await startApp().env(settings).as(Role.SystemAdministrator);
    const { json } = await app.postJson('/ai/sessions', { purpose: 'new' });
    const { status } = await app.call('PATCH', `/ai/sessions/${String(json.id)}`, jsonBody({ purpose: 'changed' }));
    expect(status).toBe(200);
    expect((await app.sessions()).map(({ purpose }) => purpose)).toEqual(['changed']);
  });

  it.each([
    [
      'a migration that does more than add',
      'Other9999999999999',
      [],
      /the migration Other9999999999999 does more than add/,
    ],
    [
      'a column without which no row can be added',
      'Expand9999999999999',
      [
        'ALTER TABLE secrets RENAME TO others',
        'CREATE TABLE secrets (name text PRIMARY KEY NOT NULL, value text NOT NULL, owner text NOT NULL)',
      ],
      /the column secrets.owner is extra/,
    ],
    [
      'an index that rows may violate',
      'Expand9999999999999',
      ['CREATE UNIQUE INDEX one_purpose ON ai_sessions (purpose)'],
      /the index ai_sessions.one_purpose is extra/,
    ],
    [
      'a column that is gone',
      'Expand9999999999999',
      ['ALTER TABLE ai_sessions DROP COLUMN purpose'],
      /the column ai_sessions.purpose is missing/,
    ],
  ])('does not let it start with %s', async (_, name, statements, reason) => {
    database = await startedDatabase();
    await recordMigration(name);
    for (const statement of statements) await database.query(statement);
    const start = prepare({ DATABASE_NEWER: 'expanded' });
    await expect(start).rejects.toThrow(/^The database is newer than this program, which cannot use it: [^\n]*\.$/);
    await expect(start).rejects.toThrow(reason);
  });

  it('can be reverted with data in place: actions and usage records are lost, sessions stay', async () => {
    database = await startedDatabase();
    app = await startApp().env({ DATABASE_URL: database.url }).as(Role.SystemAdministrator);
    const session = await SessionWithActions.create(app, { purpose: 'kept' });
    await session.staged('PatchAISession', { sessionId: session.id, purpose: 'changed' });
    await app.stop();
    for (const table of ['ai_session_actions', 'ai_usage_records']) {
      expect(await hasTable(table)).toBe(true);
      await revertLast();
      expect(await hasTable(table)).toBe(false);
    }
    app = await startApp().env({ DATABASE_URL: database.url });
    app.authorization = basic('admin', PASSWORD);
    expect((await app.call('GET', session.path)).json).toMatchObject({ purpose: 'kept' });
    expect((await app.call('GET', `${session.path}/actions`)).json.items).toEqual([]);
  });
});

const jsonBody = (body: object) => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});
