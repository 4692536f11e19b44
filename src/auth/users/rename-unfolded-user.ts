import type { DataSource } from 'typeorm';
import { NotFoundError } from '../../common/errors.js';
import { foldName } from '../../common/fold-name.js';
import { dialectOf, Statement } from '../../database/engine/statement.js';
import { redactKey } from '../credentials/secret-token.js';
import { checkUserName, userExists } from './user-rules.js';

/**
 * Renames a user in a database whose users have no folded names yet.
 *
 * @param idOrName The user's id, or the exact name.
 * @param by The name of the operator.
 * @returns The user's previous name; `undefined` if the users have folded names, or there is no table of users.
 * @throws ValidationError if the new name is not allowed or another user has it, NotFoundError if there is no such user.
 */
export function renameUnfoldedUser(
  dataSource: DataSource,
  idOrName: string,
  newName: string,
  by: string,
): Promise<string | undefined> {
  const dialect = dialectOf(dataSource.options);
  return dataSource.transaction(async (manager) => {
    const { queryRunner: runner } = manager;
    if (!runner || !(await runner.hasTable('users')) || (await runner.hasColumn('users', 'foldedName'))) {
      return undefined;
    }
    checkUserName(newName);
    const users = await manager.query<{ id: string; userName: string }[]>('SELECT id, "userName" FROM users');
    const user = users.find(({ id }) => id === idOrName) ?? users.find(({ userName }) => userName === idOrName);
    if (!user) throw new NotFoundError(`User '${redactKey(idOrName)}' does not exist.`);
    const other = users.find(({ id, userName }) => id !== user.id && foldName(userName) === foldName(newName));
    if (other) throw userExists(other.userName);
    const update = new Statement(dialect);
    const [name, operator, now, id] = [newName, by, new Date().toISOString(), user.id].map((value) =>
      update.value(value),
    );
    update.text = `UPDATE users SET "userName" = ${name}, "lastModifiedBy" = ${operator}, "dateLastModified" = ${now} WHERE id = ${id}`;
    await manager.query(...update.toQuery());
    return user.userName;
  });
}
