import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Column, DataSource, Entity, Index } from 'typeorm';
import { AIUsageRecord } from '../src/ai/usage/ai-usage-record.entity.js';
import { entities } from '../src/bootstrap/entities.js';
import { readEnv } from '../src/config/env.js';
import { ServiceDataSource } from '../src/database/schema/data-source.js';
import { dataSourceOptions } from '../src/database/schema/data-source-options.js';
import { migrationDataSource } from '../src/database/schema/migration-data-source.js';
import { prepareDatabase } from '../src/database/schema/prepare-database.js';
import { schemaMismatch } from '../src/database/schema/schema-state.js';
import { startApp } from './support/app.js';
import { testDatabase, type TestDatabase } from './support/test-database.js';

const run = promisify(execFile);

describe('the schema', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.drop());

  const prepare = (settings: Record<string, string> = {}): Promise<void> =>
    prepareDatabase(readEnv({ DATABASE_URL: database.url, ...settings }), entities);
  const open = (url = database.url): Promise<ServiceDataSource> =>
    new ServiceDataSource({
      ...dataSourceOptions(readEnv({ DATABASE_URL: url })),
      entities,
    }).initialize();
  const command = (name: string, ...args: string[]) =>
    run(process.execPath, [`dist/src/cli/migration-${name}.js`, ...args], {
      env: { PATH: process.env.PATH, DATABASE_URL: database.url },
    }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      (error: unknown) => error as { code: number; stdout: string; stderr: string },
    );

  it('is created by the migrations as the entities describe it, and removed by reverting them', async () => {
    await prepare();
    const dataSource = await open();
    expect((await dataSource.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
    for (let count = dataSource.migrations.length; count > 0; count--) await dataSource.undoLastMigration();
    const runner = dataSource.createQueryRunner();
    const left = await runner.getTables(dataSource.entityMetadatas.map(({ tableName }) => tableName));
    expect(left.map(({ name }) => name)).toEqual([]);
    await runner.release();
    await dataSource.destroy();
    await prepare();
  });

  it('lists every entity that a module registers', async () => {
    const app = await startApp();
    const stored = app.nest.get(DataSource).entityMetadatas.map(({ target }) => target);
    expect(new Set(stored)).toEqual(new Set(entities));
    await app.stop();
  });

  it('sorts text by code point', async () => {
    await prepare();
    for (const id of ['b', 'a', 'é', 'B', '_', '\u{1F600}', '\uFFFD']) {
      await database.query(`INSERT INTO secrets (name, value) VALUES ('${id}', 'v')`);
    }
    const rows = await database.query<{ id: string }>('SELECT name AS id FROM secrets ORDER BY name');
    expect(rows.map(({ id }) => id)).toEqual(['B', '_', 'a', 'b', 'é', '\uFFFD', '\u{1F600}']);
  });

  it('is rejected when it is newer than the program', async () => {
    await prepare();
    await database.query(
      `INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await expect(prepare()).rejects.toThrow(/^The database is newer than this program.*FromTheFuture/);
  });

  it('is rejected when it is older and DATABASE_MIGRATIONS is check', async () => {
    await expect(prepare({ DATABASE_MIGRATIONS: 'check' })).rejects.toThrow(/^The database is older.*FirstTables/);
    await prepare();
    await prepare({ DATABASE_MIGRATIONS: 'check' });
  });

  it.each([
    ['a column was dropped', 'ALTER TABLE ai_sessions DROP COLUMN purpose'],
    ['a column was added', 'ALTER TABLE accounts ADD COLUMN extra text'],
    ['an index was dropped', 'DROP INDEX ai_sessions_newest'],
  ])('is rejected when %s by hand', async (_, statement) => {
    await prepare();
    await database.query(statement);
    await expect(prepare()).rejects.toThrow(/altered by hand/);
    const dataSource = await migrationDataSource(readEnv({ DATABASE_URL: database.url }), entities).initialize();
    expect(await schemaMismatch(dataSource)).toContain('altered by hand');
    await dataSource.destroy();
  });

  it('is refused where an entity has no migration, with the command that writes it', async () => {
    @Entity('ai_usage_records')
    class Unmigrated extends AIUsageRecord {
      @Index('ai_usage_records_unmigrated')
      @Column('text', { nullable: true })
      unmigrated!: string | null;
    }
    const changed = entities.map((entity) => (entity === AIUsageRecord ? Unmigrated : entity));
    const start = prepareDatabase(readEnv({ DATABASE_URL: database.url }), changed);
    await expect(start).rejects.toThrow(
      /^The entity Unmigrated has a column `unmigrated` that no migration adds. The entity Unmigrated has an index `ai_usage_records_unmigrated` that no migration adds. Run `npm run migration:generate -- Name`.$/,
    );
  });

  it('is checked from the command line', async () => {
    expect(await command('check')).toMatchObject({ code: 1, stdout: expect.stringContaining('older') });
    await prepare();
    expect(await command('check')).toMatchObject({ code: 0, stdout: expect.stringContaining('agree') });
    await database.query('DROP INDEX ai_sessions_newest');
    expect(await command('check')).toMatchObject({ code: 1, stdout: expect.stringContaining('altered by hand') });
  });

  it('is copied from SQLite with all its rows, repeatedly', async () => {
    const embedded = await testDatabase('sqlite');
    await prepare({ DATABASE_URL: embedded.url });
    const source = await open(embedded.url);
    const rows = Array.from({ length: 1201 }, (_, n) => `('s${n}', 'd', 'd', 'u', 'u', 'a', 'it''s ${n} 😀', 3)`);
    const common = `id, "dateCreated", "dateLastModified", "createdBy", "lastModifiedBy"`;
    await source.query(`PRAGMA foreign_keys = OFF`); // the child comes before its parent, by id too
    await source.query(
      `INSERT INTO accounts (${common}, name, "foldedName", "parentAccountId", version) VALUES ` +
        `('a', 'd', 'd', 'u', 'u', 'Acme', 'ACME', 'z', 7), ('z', 'd', 'd', 'u', 'u', 'Zeta', 'ZETA', NULL, 1)`,
    );
    await source.query(`INSERT INTO ai_sessions (${common}, "accountId", purpose, version) VALUES ${rows.join(', ')}`);
    const copied = await command('copy', embedded.url, database.url);
    expect(copied).toMatchObject({ code: 0, stdout: expect.stringContaining('ai_sessions: 1201 of 1201') });
    await source.query(`UPDATE accounts SET name = 'Acme plc' WHERE id = 'a'`);
    expect(await command('copy', embedded.url, database.url)).toMatchObject({ code: 0 });
    const all = 'SELECT s.*, a.name FROM ai_sessions s JOIN accounts a ON a.id = s."accountId" ORDER BY s.id';
    expect(await database.query(all)).toEqual(await source.query(all));
    const accounts = 'SELECT * FROM accounts ORDER BY id';
    expect(await database.query(accounts)).toEqual(await source.query(accounts));
    expect(await database.query(`SELECT name, "parentAccountId" FROM accounts WHERE id = 'a'`)).toEqual([
      { name: 'Acme plc', parentAccountId: 'z' },
    ]);
    await source.destroy();
  });
});
