import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../../common/errors.js';
import { ApiKey } from '../entities/api-key.entity.js';
import { SignIn } from '../entities/sign-in.entity.js';
import { User } from '../entities/user.entity.js';

/** By what a user is found: either is unique. */
export type UserKey = Pick<User, 'id'> | Pick<User, 'foldedName'>;

/**
 * Reads a user and locks the row until the transaction ends. The lock is an update, since SQLite has no row locks.
 *
 * @param notFound What the error says.
 * @throws NotFoundError if the user does not exist.
 */
export async function lockUser(manager: EntityManager, key: UserKey, notFound = NO_SUCH_USER): Promise<User> {
  await manager.update(User, key, key);
  const user = await manager.findOneBy(User, key);
  if (!user) throw new NotFoundError(notFound);
  return user;
}

/**
 * Stores changes of a user that this transaction has locked.
 *
 * @param by The name of who changes the user.
 * @returns The user after the change. The date of the last change is later than before, also if the clock was set back, so
 *   that it tells the versions of a user apart.
 */
export async function storeChanges(
  manager: EntityManager,
  user: User,
  changes: Partial<User>,
  by: string,
): Promise<User> {
  const dateLastModified = new Date(Math.max(Date.now(), versionOf(user) + 1)).toISOString();
  const changed = { ...changes, lastModifiedBy: by, dateLastModified };
  await manager.update(User, user.id, changed);
  return { ...user, ...changed };
}

/** Deletes a user with all keys and sign-in sessions. */
export async function deleteUser(manager: EntityManager, id: string): Promise<void> {
  await manager.delete(ApiKey, { userId: id });
  await manager.delete(SignIn, { userId: id });
  await manager.delete(User, id);
}

/** The version of a user: a number that rises with every change. */
export const versionOf = ({ dateLastModified }: User): number => Date.parse(dateLastModified);

export const NO_SUCH_USER = 'There is no such user.';
