import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { check, resolveConfig } from 'prettier';
import { entities } from '../src/bootstrap/entities.js';
import { writeMigration } from '../src/cli/write-migration.js';
import { readEnv } from '../src/config/env.js';
import { ServiceDataSource } from '../src/database/schema/data-source.js';
import { dataSourceOptions } from '../src/database/schema/data-source-options.js';
import { generateMigration, type Schema } from '../src/database/schema/generator/generate-migration.js';
import { loadMigration } from '../src/database/schema/generator/try-migration.js';
import { migrations } from '../src/database/schema/migrations/index.js';
import { schemaMismatch } from '../src/database/schema/schema-state.js';
import { firstLibrary, secondLibrary } from './support/library-entities.js';
import { temporaryFolder } from './support/service-process.js';
import { type TestDatabase, testDatabase } from './support/test-database.js';

const FIRST = 'CreateLibrary1700000000000';
const SECOND = 'ExtendLibrary1700000000001';
const MIGRATIONS = 'src/database/schema/migrations';

/** Generates and evaluates a migration. */
async function generated(schema: Schema, className: string) {
  const { source = '', reasons } = await generateMigration(schema, className);
  expect(reasons).toEqual([]);
  return loadMigration(source, className);
}

describe('a generated migration', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.drop());

  /** Runs `work` with a connection for these entities and migrations. */
  async function withSchema(schema: Schema, work: (dataSource: ServiceDataSource) => Promise<unknown>): Promise<void> {
    const dataSource = await new ServiceDataSource({
      ...dataSourceOptions(readEnv({ DATABASE_URL: database.url })),
      entities: [...schema.entities],
      migrations: [...schema.migrations],
    }).initialize();
    try {
      await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  it('creates tables, extends them without losing rows, and reverts both, on either database', async () => {
    const first = {
      entities: firstLibrary(),
      migrations: [await generated({ entities: firstLibrary(), migrations: [] }, FIRST)],
    };
    await withSchema(first, async (dataSource) => {
      await dataSource.runMigrations();
      expect(await schemaMismatch(dataSource)).toBeUndefined();
    });
    await database.query(`INSERT INTO shelves VALUES ('s', 'd', 'd', 'u', 'u', 'Poetry')`);
    await database.query(`INSERT INTO books (id, "shelfId") VALUES ('b', 's')`);

    const entities = secondLibrary();
    const second = { entities, migrations: [...first.migrations, await generated({ ...first, entities }, SECOND)] };
    await withSchema(second, async (dataSource) => {
      await dataSource.runMigrations();
      expect(await schemaMismatch(dataSource)).toBeUndefined();
      expect(await database.query('SELECT name, place, level, note FROM shelves')).toEqual([
        { name: 'Poetry', place: 'cellar', level: 5, note: null },
      ]);
      expect(await database.query('SELECT * FROM books')).toMatchObject([{ id: 'b', shelfId: 's', nextId: null }]);
      await dataSource.undoLastMigration();
    });

    await withSchema(first, async (dataSource) => {
      expect(await schemaMismatch(dataSource)).toBeUndefined();
      expect(await database.query('SELECT * FROM books')).toEqual([{ id: 'b', shelfId: 's' }]);
      await dataSource.undoLastMigration();
      const runner = dataSource.createQueryRunner();
      expect(await runner.getTables(['shelves', 'books'])).toEqual([]);
      await runner.release();
    });
  });

  it('is written in a file of its own, formatted, and added to the index as the last', async () => {
    const folder = temporaryFolder();
    const index = join(folder, 'index.ts');
    await copyFile(`${MIGRATIONS}/index.ts`, index);
    const schema = { entities: [...entities, ...firstLibrary()], migrations };
    const { file = '', reasons } = await writeMigration(schema, 'AddAILibrary', folder);
    expect(reasons).toEqual([]);
    expect(file.slice(folder.length)).toMatch(/^\/\d{13}-add-ai-library\.ts$/);
    const source = await readFile(file, 'utf8');
    expect(source).toContain("columns: [...entityInfo(), text('name')]");
    const className = /export class (AddAILibrary\d{13}) /.exec(source)?.[1] ?? '';
    expect(Number(className.slice(-13))).toBeGreaterThan(Number(migrations.at(-1)?.name.slice(-13)));
    const newIndex = await readFile(index, 'utf8');
    expect(newIndex).toContain(`import { ${className} } from './${file.slice(folder.length + 1, -3)}.js';`);
    expect(newIndex).toMatch(new RegExp(`\\[[^\\]]*\\b${className},?\\s*\\];`));
    const options = { ...(await resolveConfig('package.json')), filepath: index };
    expect([await check(source, options), await check(newIndex, options)]).toEqual([true, true]);
  });

  it('is not needed where entities and migrations agree', async () => {
    expect(await generateMigration({ entities, migrations }, SECOND)).toEqual({ reasons: [] });
  });
});
