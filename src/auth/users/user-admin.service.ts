import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { foldName } from '../../common/fold-name.js';
import { isUniqueViolation } from '../../database/engine/database-errors.js';
import { Database } from '../../database/engine/database.js';
import { AuditService } from '../audit.service.js';
import { redactKey } from '../credentials/secret-token.js';
import { SignIn } from '../entities/sign-in.entity.js';
import { User } from '../entities/user.entity.js';
import { deleteUser, lockUser, storeChanges } from './change-user.js';
import { checkPassword, checkTexts, checkUserName, userExists } from './user-rules.js';
import { hashPassword, type UserDetails, UsersService } from './users.service.js';

/**
 * Manages users for an operator, whose name every method receives as `by`. Every replica applies a change within 5 s.
 * Methods that change a user throw NotFoundError if the user does not exist.
 */
@Injectable()
export class UserAdminService {
  constructor(
    private readonly users: UsersService,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /**
   * Adds a user.
   *
   * @param requestId The id of the call; absent for a command.
   * @throws ValidationError if the name or the password is not allowed, or the name is taken.
   */
  async add(
    userName: string,
    password: string,
    roles: readonly string[],
    details: UserDetails,
    by: string,
    requestId?: string,
  ): Promise<User> {
    checkUserName(userName);
    checkTexts('Roles', roles);
    checkTexts('AccountIds', details.accountIds ?? []);
    await checkPassword(password);
    const existing = await this.users.find(userName);
    if (existing) throw userExists(existing.userName);
    const user = await this.users.add(userName, password, roles, details, by).catch((error: unknown) => {
      throw isUniqueViolation(error) ? userExists(userName) : error; // another call may have added it meanwhile
    });
    this.audit.record('user-added', { userName, roles, accountIds: details.accountIds ?? [], by }, requestId);
    return user;
  }

  /**
   * Sets a new password and ends all sign-in sessions of the user.
   *
   * @throws ValidationError if the password is too short or too common.
   */
  async setPassword(userName: string, password: string, by: string): Promise<void> {
    await checkPassword(password);
    const passwordHash = await hashPassword(password);
    await this.change(userName, by, async (user, manager) => {
      await manager.delete(SignIn, { userId: user.id });
      return { passwordHash };
    });
    this.audit.record('password-changed', { userName, by });
  }

  /** Adds roles, and accounts that the user may see. */
  async grant(userName: string, roles: readonly string[], accountIds: readonly string[], by: string): Promise<void> {
    checkTexts('Roles', roles);
    checkTexts('AccountIds', accountIds);
    await this.change(userName, by, (user) => ({
      roles: [...new Set([...user.roles, ...roles])],
      accountIds: [...new Set([...(user.accountIds ?? []), ...accountIds])],
    }));
    this.audit.record('role-granted', { userName, roles, accountIds, by });
  }

  /** Removes roles, and accounts that the user may see. */
  async revoke(userName: string, roles: readonly string[], accountIds: readonly string[], by: string): Promise<void> {
    await this.change(userName, by, (user) => ({
      roles: user.roles.filter((role) => !roles.includes(role)),
      accountIds: (user.accountIds ?? []).filter((id) => !accountIds.includes(id)),
    }));
    this.audit.record('role-revoked', { userName, roles, accountIds, by });
  }

  /** Rejects the user's password, cookies and keys. The sign-in sessions end; the keys work again after `enable`. */
  async disable(userName: string, by: string): Promise<void> {
    await this.change(userName, by, async (user, manager) => {
      await manager.delete(SignIn, { userId: user.id });
      return { dateDisabled: user.dateDisabled ?? new Date().toISOString() };
    });
    this.audit.record('user-disabled', { userName, by });
  }

  /** Accepts a disabled user again, with the same password and keys. */
  async enable(userName: string, by: string): Promise<void> {
    await this.change(userName, by, () => ({ dateDisabled: null }));
    this.audit.record('user-enabled', { userName, by });
  }

  /**
   * Gives a user another name. What the user created keeps the old one in `createdBy`.
   *
   * @param idOrName The user's id or name.
   * @throws ValidationError if the new name is not allowed, or another user has it.
   */
  async rename(idOrName: string, newName: string, by: string): Promise<void> {
    checkUserName(newName);
    const byId = await this.database.read.findOneBy(User, { id: idOrName });
    let previousName = '';
    await this.change(byId?.userName ?? idOrName, by, async ({ id, userName }, manager) => {
      previousName = userName;
      const foldedName = foldName(newName);
      const other = await manager.findOneBy(User, { foldedName });
      if (other && other.id !== id) throw userExists(other.userName);
      return { userName: newName, foldedName };
    });
    this.audit.record('user-renamed', { userName: newName, previousName, by });
  }

  /** Deletes a user with all keys and sign-in sessions. What the user created stays, with `createdBy` unchanged. */
  async remove(userName: string, by: string): Promise<void> {
    await this.database.write(async (manager) => {
      const { id } = await lockNamed(manager, userName);
      await deleteUser(manager, id);
    });
    this.audit.record('user-removed', { userName, by });
  }

  /** @returns All users, sorted by name. */
  list(): Promise<User[]> {
    return this.database.read.find(User, { order: { userName: 'ASC' } });
  }

  /** Reads and writes in one transaction, so that concurrent changes do not overwrite each other. */
  private async change(
    userName: string,
    by: string,
    changesOf: (user: User, manager: EntityManager) => Partial<User> | Promise<Partial<User>>,
  ): Promise<void> {
    await this.database.write(async (manager) => {
      const user = await lockNamed(manager, userName);
      await storeChanges(manager, user, await changesOf(user, manager), by);
    });
  }
}

/** @throws NotFoundError if no user has this name. */
const lockNamed = (manager: EntityManager, userName: string): Promise<User> =>
  lockUser(manager, { foldedName: foldName(userName) }, `User '${redactKey(userName)}' does not exist.`);
