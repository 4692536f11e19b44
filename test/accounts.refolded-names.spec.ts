import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { entities } from '../src/bootstrap/entities.js';
import { readEnv } from '../src/config/env.js';
import { ServiceDataSource } from '../src/database/schema/data-source.js';
import { dataSourceOptions } from '../src/database/schema/data-source-options.js';
import { prepareDatabase } from '../src/database/schema/prepare-database.js';
import { RefoldAccountNames1795636800000 as RefoldAccountNames } from '../src/database/schema/migrations/1795636800000-refold-account-names.js';
import { testDatabase, type TestDatabase } from './support/test-database.js';

describe('the migration that folds account names again', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
    await migrate();
    await revert();
  });
  afterEach(() => database.drop());

  const migrate = (): Promise<void> => prepareDatabase(readEnv({ DATABASE_URL: database.url }), entities);

  /** Takes the database back to before this migration. */
  async function revert(): Promise<void> {
    const options = dataSourceOptions(readEnv({ DATABASE_URL: database.url }));
    const dataSource = await new ServiceDataSource({ ...options, entities }).initialize();
    let applied: { name: string }[];
    do {
      applied = await dataSource.query('SELECT name FROM migrations');
      await dataSource.undoLastMigration();
    } while (applied.at(-1)?.name !== RefoldAccountNames.name);
    await dataSource.destroy();
  }

  /** Stores an account as the version before did. */
  const insert = (id: string, name: string, foldedName: string) =>
    database.query(
      `INSERT INTO accounts (id, "dateCreated", "dateLastModified", "createdBy", "lastModifiedBy", name, "foldedName", version) ` +
        `VALUES ('${id}', 'd', 'd', 'u', 'u', '${name}', '${foldedName}', 1)`,
    );
  const foldedNames = async (): Promise<string[]> =>
    (await database.query<{ foldedName: string }>('SELECT "foldedName" FROM accounts ORDER BY id')).map(
      ({ foldedName }) => foldedName,
    );

  it('folds every name, also where one takes what another had, and back', async () => {
    await insert('1', 'Acme', 'ACME');
    await insert('2', ' Ａ\u200b  b ', ' Ａ\u200b  B ');
    await insert('3', 'a ', 'A ');
    await insert('4', 'Plant ①', 'PLANT ①');
    await migrate();
    expect(await foldedNames()).toEqual(['ACME', 'A B', 'A', 'PLANT 1']);
    await revert();
    expect(await foldedNames()).toEqual(['ACME', ' Ａ\u200b  B ', 'A ', 'PLANT ①']);
  });

  it('changes nothing where accounts would have one name, and says in one line which and what resolves it', async () => {
    await insert('id-1', 'Acme', 'ACME');
    await insert('id-2', 'Acme ', 'ACME ');
    await insert('id-3', 'Other  one', 'OTHER  ONE');
    await insert('id-4', 'ＡＣＭＥ', 'ＡＣＭＥ');
    const before = await foldedNames();
    await expect(migrate()).rejects.toThrow(/^[^\n]*: id-1, id-2, id-4\. Rename or delete[^\n]*$/);
    expect(await foldedNames()).toEqual(before);
    await database.query(`DELETE FROM accounts WHERE id IN ('id-2', 'id-4')`);
    await migrate();
    expect(await foldedNames()).toEqual(['ACME', 'OTHER ONE']);
  });

  it('changes nothing where a name is of invisible characters only', async () => {
    await insert('id-1', '\u200b', '\u200b');
    await expect(migrate()).rejects.toThrow(/^[^\n]*accounts id-1 [^\n]*Rename or delete[^\n]*$/);
  });
});
