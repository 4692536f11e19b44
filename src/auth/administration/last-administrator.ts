import { IsNull, Not, type EntityManager } from 'typeorm';
import { ConflictError, ForbiddenError } from '../../common/errors.js';
import { foldName } from '../../common/fold-name.js';
import type { Dialect } from '../../database/engine/statement.js';
import { User } from '../entities/user.entity.js';
import { Role } from '../principal.js';

/**
 * Prevents other transactions from changing users by an operation until this one ends: two changes that each leave an
 * administrator could together leave none. Must be called before a user is locked, to prevent deadlocks.
 */
export async function lockAdministrators(manager: EntityManager, dialect: Dialect): Promise<void> {
  if (dialect === 'postgres') await manager.query(`SELECT pg_advisory_xact_lock(hashtext('voice-api users'))`);
}

/**
 * @param caller The user name of the caller, whose rights another change may have taken since the guard looked.
 * @throws ForbiddenError if the caller is not an administrator any more.
 */
export async function expectCaller(manager: EntityManager, caller: string): Promise<void> {
  const user = await manager.findOneBy(User, { foldedName: foldName(caller) });
  if (!user || !isAdministrator(user)) throw new ForbiddenError();
}

/**
 * @param after The user after the change; undefined if it deletes the user.
 * @throws ConflictError if the change leaves no enabled user with the role of an administrator.
 */
export async function expectAdministrator(manager: EntityManager, user: User, after?: User): Promise<void> {
  if (!isAdministrator(user) || (after && isAdministrator(after))) return;
  const others = await manager.find(User, {
    select: { id: true, roles: true, dateDisabled: true },
    where: { id: Not(user.id), dateDisabled: IsNull() },
  });
  if (others.some(isAdministrator)) return;
  throw new ConflictError(
    `'${user.userName}' is the last enabled user with the role ${Role.SystemAdministrator}. ` +
      'Give the role to another enabled user first.',
  );
}

const isAdministrator = ({ roles, dateDisabled }: Pick<User, 'roles' | 'dateDisabled'>): boolean =>
  dateDisabled === null && roles.includes(Role.SystemAdministrator);
