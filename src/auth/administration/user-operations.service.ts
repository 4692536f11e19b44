import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { wireNameOf } from '../../common/contract/data-contract.js';
import { NotFoundError, ValidationError } from '../../common/errors.js';
import { expectVersion } from '../../common/expect-version.js';
import { type ExpectedVersions, type ListExport, type ListPage, Versioned } from '../../common/results.js';
import { Database } from '../../database/engine/database.js';
import { ListReaderService } from '../../database/pagination/list-reader.service.js';
import { AuditService } from '../audit.service.js';
import { SignIn } from '../entities/sign-in.entity.js';
import { User } from '../entities/user.entity.js';
import { callerIdOf, type Principal } from '../principal.js';
import { ACCOUNT_LISTER, type AccountLister } from '../sign-in/account-lister.js';
import { deleteUser, lockUser, NO_SUCH_USER, storeChanges, versionOf } from '../users/change-user.js';
import { UserAdminService } from '../users/user-admin.service.js';
import { checkPassword, checkTexts } from '../users/user-rules.js';
import { hashPassword } from '../users/users.service.js';
import { toUserInfo, type UserInfo } from './dto/user-info.dto.js';
import type { CreateUser, DeleteUser, GetUser, ListUsers, PatchUser } from './dto/user-requests.dto.js';
import { expectAdministrator, expectCaller, lockAdministrators } from './last-administrator.js';
import { rowToUserInfo, userFilter, userSource } from './list-sources.js';
import { changesOf, eventsOf } from './patched-user.js';

/** Creates, reads, changes and deletes users for administrators. Every change is in the audit log. */
@Injectable()
export class UserOperationsService {
  constructor(
    private readonly database: Database,
    private readonly lists: ListReaderService,
    private readonly admin: UserAdminService,
    private readonly audit: AuditService,
    @Inject(ACCOUNT_LISTER) private readonly accounts: AccountLister,
  ) {}

  /** @throws ValidationError if a member is not allowed, the name is taken or an account does not exist. */
  async create(request: CreateUser, { userName: by }: Principal, requestId: string): Promise<Versioned<UserInfo>> {
    const { userName, password, displayName, emailAddress } = request;
    const roles = textsIn('Roles', request.roles);
    const accountIds = textsIn('AccountIds', request.accountIds);
    await this.expectAccounts(accountIds);
    const details = { accountIds, displayName, emailAddress };
    return toResult(await this.admin.add(userName, password, roles, details, by, requestId));
  }

  /** @returns A page, or with `all` every user. Newest first by default. */
  list(request: ListUsers, caller: Principal): Promise<ListPage<UserInfo> | ListExport<UserInfo>> {
    return this.lists.read(userSource, userFilter(request), request, rowToUserInfo, callerIdOf(caller));
  }

  /** @throws NotFoundError */
  async get({ userId }: GetUser): Promise<Versioned<UserInfo>> {
    return toResult(await this.find(userId));
  }

  /**
   * Changes a user. A request that changes nothing leaves the dates and the version as they are.
   *
   * @param expected The versions that the caller has seen. Any version is accepted by default.
   * @throws NotFoundError, PreconditionFailedError, ValidationError if a member is not allowed or an account does not exist,
   *   ConflictError if no administrator would be left, ForbiddenError if the caller is none any more.
   */
  async patch(
    request: PatchUser,
    { userName: by }: Principal,
    requestId: string,
    expected?: ExpectedVersions,
  ): Promise<Versioned<UserInfo>> {
    const { userId, password } = request;
    for (const member of ['password', 'isDisabled'] as const) expectNotCleared(request, member);
    const roles = request.roles === undefined ? undefined : textsIn('Roles', request.roles);
    const accountIds = request.accountIds === undefined ? undefined : textsIn('AccountIds', request.accountIds);
    const known = (await this.find(userId)).accountIds ?? [];
    await this.expectAccounts((accountIds ?? []).filter((id) => !known.includes(id)));
    if (typeof password === 'string') await checkPassword(password);
    const passwordHash = typeof password === 'string' ? await hashPassword(password) : undefined;
    const { user, changed } = await this.database.write(async (manager) => {
      const user = await this.lockForChange(manager, userId, by, expected);
      const changes = changesOf(user, { ...request, roles, accountIds, passwordHash });
      if (!changes) return { user, changed: user };
      await expectAdministrator(manager, user, { ...user, ...changes });
      if (changes.passwordHash !== undefined || changes.dateDisabled) await manager.delete(SignIn, { userId });
      return { user, changed: await storeChanges(manager, user, changes, by) };
    });
    for (const { event, ...details } of eventsOf(user, changed)) {
      this.audit.record(event, { userName: user.userName, ...details, by }, requestId);
    }
    return toResult(changed);
  }

  /**
   * Deletes a user with all keys and sign-ins.
   *
   * @param expected As in `patch`.
   * @throws NotFoundError, PreconditionFailedError, ConflictError if no administrator would be left.
   */
  async delete(
    { userId }: DeleteUser,
    { userName: by }: Principal,
    requestId: string,
    expected?: ExpectedVersions,
  ): Promise<void> {
    const { userName } = await this.database.write(async (manager) => {
      const user = await this.lockForChange(manager, userId, by, expected);
      await expectAdministrator(manager, user);
      await deleteUser(manager, userId);
      return user;
    });
    this.audit.record('user-removed', { userName, by }, requestId);
  }

  /** Locks a user whom the caller, still an administrator, may change. */
  private async lockForChange(
    manager: EntityManager,
    id: string,
    by: string,
    expected: ExpectedVersions | undefined,
  ): Promise<User> {
    await lockAdministrators(manager, this.database.dialect);
    await expectCaller(manager, by);
    const user = await lockUser(manager, { id });
    expectVersion(versionOf(user), expected, null);
    return user;
  }

  private async find(id: string): Promise<User> {
    const user = await this.database.read.findOneBy(User, { id });
    if (!user) throw new NotFoundError(NO_SUCH_USER);
    return user;
  }

  /** @throws ValidationError if an account does not exist. */
  private async expectAccounts(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const found = new Set((await this.accounts.list(ids, ids.length)).map(({ id }) => id));
    const missing = ids.find((id) => !found.has(id));
    if (missing === undefined) return;
    throw ValidationError.of('NotFound', 'AccountIds', `There is no account '${missing}'.`);
  }
}

const toResult = (user: User): Versioned<UserInfo> => new Versioned(toUserInfo(user), versionOf(user));

/**
 * @param sent Null clears the list.
 * @returns The texts, each once.
 * @throws ValidationError if a text is not allowed.
 */
function textsIn(fieldName: 'Roles' | 'AccountIds', sent: readonly (string | null)[] | null | undefined): string[] {
  const texts = new Set((sent ?? []).map((text) => text ?? ''));
  return checkTexts(fieldName, [...texts]);
}

function expectNotCleared(request: PatchUser, member: 'password' | 'isDisabled'): void {
  if (request[member] !== null) return;
  const fieldName = wireNameOf(member);
  throw ValidationError.of('NotEmpty', fieldName, `'${fieldName}' cannot be cleared.`);
}
