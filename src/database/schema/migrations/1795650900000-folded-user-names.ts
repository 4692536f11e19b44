import { type MigrationInterface, type QueryRunner, TableColumn, TableIndex } from 'typeorm';
import { StartError } from '../../../common/errors.js';
import { foldName } from '../../../common/fold-name.js';
import { dialectOf } from '../../engine/statement.js';
import { columnsFor } from './columns.js';
import { idsOfSameNames, setFoldedName } from './folded-names.js';

interface UserRow {
  readonly id: string;
  readonly userName: string;
}

/** Users are found, and unique, by a name that ignores case. */
export class FoldedUserNames1795650900000 implements MigrationInterface {
  /** @throws StartError, before it changes anything, if the names of two users differ only in case. */
  async up(runner: QueryRunner): Promise<void> {
    const { text } = columnsFor(runner);
    // No other process may add a user between the check and the unique index.
    if (dialectOf(runner.dataSource.options) === 'postgres')
      await runner.query('LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE');
    const users = (await runner.query('SELECT id, "userName" FROM users ORDER BY id')) as UserRow[];
    expectDifferentNames(users);
    await runner.addColumn('users', new TableColumn(text('foldedName', { isNullable: true })));
    for (const { id, userName } of users) {
      await setFoldedName(runner, 'users', id, foldName(userName));
    }
    await runner.changeColumn('users', 'foldedName', new TableColumn(text('foldedName')));
    await runner.createIndex(
      'users',
      new TableIndex({ name: 'users_folded_name', columnNames: ['foldedName'], isUnique: true }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('users', 'users_folded_name');
    await runner.dropColumn('users', 'foldedName');
  }
}

function expectDifferentNames(users: readonly UserRow[]): void {
  const collisions = idsOfSameNames(users.map(({ id, userName }) => ({ id, foldedName: foldName(userName) })));
  if (collisions.length === 0) return;
  throw new StartError(
    `The user names of ${collisions.map((ids) => ids.join(' and ')).join(', and of ')} differ only in case. ` +
      'Nothing was changed. Rename all but one with `npm run admin -- user rename ID NEW_NAME`, and start again.',
  );
}
