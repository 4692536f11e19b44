import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isLongerThan, isXmlText } from '../../common/contract/member-rules.js';
import { NotFoundError, ValidationError } from '../../common/errors.js';
import { MAX_NAME_LENGTH } from '../../common/limits.js';
import { Database } from '../../database/engine/database.js';
import { ApiKey } from '../entities/api-key.entity.js';
import { AuditService } from '../audit.service.js';
import { KEY_PREFIX, redactKey } from '../credentials/secret-token.js';
import { SignIn } from '../entities/sign-in.entity.js';
import { User } from '../entities/user.entity.js';
import { hashPassword, type UserDetails, UsersService } from './users.service.js';

/** The fewest characters of a password. */
const MIN_PASSWORD_LENGTH = 8;

/** What an operator does to users. Every method names who does it, and what it changes holds on every replica in 5 s. */
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
   * @throws ValidationError where name or password will not do, or the name is taken.
   */
  async add(
    userName: string,
    password: string,
    roles: readonly string[],
    details: UserDetails,
    by: string,
  ): Promise<void> {
    checkName(userName);
    checkPassword(password);
    if (await this.users.find(userName)) {
      throw ValidationError.of('AlreadyExists', 'UserName', `There is a user '${userName}' already.`);
    }
    await this.users.add(userName, password, roles, details, by);
    this.audit.record('user-added', { userName, roles, by });
  }

  /** Gives a new password; whoever is signed in with the old one is signed out. */
  async setPassword(userName: string, password: string, by: string): Promise<void> {
    checkPassword(password);
    const passwordHash = await hashPassword(password);
    await this.change(userName, by, async (user, manager) => {
      await manager.delete(SignIn, { userId: user.id });
      return { passwordHash };
    });
    this.audit.record('password-changed', { userName, by });
  }

  /** Gives roles, and the right to see accounts, besides those the user has. */
  async grant(userName: string, roles: readonly string[], accountIds: readonly string[], by: string): Promise<void> {
    await this.change(userName, by, (user) => ({
      roles: [...new Set([...user.roles, ...roles])],
      accountIds: [...new Set([...(user.accountIds ?? []), ...accountIds])],
    }));
    this.audit.record('role-granted', { userName, roles, accountIds, by });
  }

  /** Takes roles, and the right to see accounts. */
  async revoke(userName: string, roles: readonly string[], accountIds: readonly string[], by: string): Promise<void> {
    await this.change(userName, by, (user) => ({
      roles: user.roles.filter((role) => !roles.includes(role)),
      accountIds: (user.accountIds ?? []).filter((id) => !accountIds.includes(id)),
    }));
    this.audit.record('role-revoked', { userName, roles, accountIds, by });
  }

  /** Keeps a user out, by password, cookie and key; what was signed in is ended, keys wait for `enable`. */
  async disable(userName: string, by: string): Promise<void> {
    await this.change(userName, by, async (user, manager) => {
      await manager.delete(SignIn, { userId: user.id });
      return { dateDisabled: user.dateDisabled ?? new Date().toISOString() };
    });
    this.audit.record('user-disabled', { userName, by });
  }

  /** Lets a user in again, with the password and the keys they had. */
  async enable(userName: string, by: string): Promise<void> {
    await this.change(userName, by, () => ({ dateDisabled: null }));
    this.audit.record('user-enabled', { userName, by });
  }

  /** Removes a user with all keys and sign-ins; what they made stays, under their name. */
  async remove(userName: string, by: string): Promise<void> {
    await this.database.write(async (manager) => {
      const { id } = await existing(manager, userName);
      await manager.delete(ApiKey, { userId: id });
      await manager.delete(SignIn, { userId: id });
      await manager.delete(User, id);
    });
    this.audit.record('user-removed', { userName, by });
  }

  /** All users, by name. */
  list(): Promise<User[]> {
    return this.database.read.find(User, { order: { userName: 'ASC' } });
  }

  /** Reads and writes within one transaction, so that two changes at once both count. */
  private async change(
    userName: string,
    by: string,
    changes: (user: User, manager: EntityManager) => Partial<User> | Promise<Partial<User>>,
  ): Promise<void> {
    await this.database.write(async (manager) => {
      const user = await existing(manager, userName);
      const changed = await changes(user, manager);
      const note = { lastModifiedBy: by, dateLastModified: new Date().toISOString() };
      await manager.update(User, user.id, { ...changed, ...note });
    });
  }
}

/** The user with this name, kept from changing until the transaction ends: by a write, for SQLite knows no other lock. */
async function existing(manager: EntityManager, userName: string): Promise<User> {
  await manager.update(User, { userName }, { userName });
  const user = await manager.findOneBy(User, { userName });
  if (!user) throw new NotFoundError(`There is no user '${redactKey(userName)}'.`);
  return user;
}

/** A colon would end the name in HTTP Basic, and a name like a key's would be taken for one. */
function checkName(name: string): void {
  const isGood = name.trim() === name && name !== '' && isXmlText(name) && !isLongerThan(name, MAX_NAME_LENGTH);
  // eslint-disable-next-line no-control-regex
  if (isGood && !/[:\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name) && !name.startsWith(KEY_PREFIX)) return;
  const rule = `1 to ${MAX_NAME_LENGTH} characters, no colon, no control characters, no space around it`;
  throw ValidationError.of(
    'InvalidCharacters',
    'UserName',
    `A user name has ${rule}, and does not begin with ${KEY_PREFIX}.`,
  );
}

function checkPassword(password: string): void {
  if (password.length >= MIN_PASSWORD_LENGTH) return;
  throw ValidationError.of('MinimumLength', 'Password', `A password has ${MIN_PASSWORD_LENGTH} characters or more.`);
}
