import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { callerIdOf, type Principal } from '../auth/principal.js';
import { foldName } from '../common/fold-name.js';
import { type ExpectedVersions, type ListExport, type ListPage, Versioned } from '../common/results.js';
import { expectVersion } from '../common/expect-version.js';
import { newEntity } from '../common/new-entity.js';
import { Database } from '../database/engine/database.js';
import { idempotencyRequestOf } from '../database/idempotency/idempotency-request.js';
import { type Changes, untilRefused } from '../database/idempotency/changes.js';
import { type Change, DELETED, IdempotencyService } from '../database/idempotency/idempotency.service.js';
import { ListReaderService } from '../database/pagination/list-reader.service.js';
import { insertRow, updateRows } from '../database/resources/row-statements.js';
import { storedMembers } from '../database/resources/stored-members.js';
import { AccountDependentsService } from './account-dependents.service.js';
import { accountFilter, accountSource, findAccount, findNameOwners } from './account-queries.js';
import {
  expectFound,
  expectName,
  nameConflict,
  parentNotFound,
  rethrowConflict,
  rethrowNewDependent,
} from './account-rules.js';
import { Account } from './account.entity.js';
import { type AccountInfo, toAccountInfo } from './dto/account-info.dto.js';
import {
  DeleteAccount,
  type GetAccount,
  type ListAccounts,
  NewAccount,
  PatchAccount,
} from './dto/account-requests.dto.js';
import { PatchedAccounts } from './patched-accounts.js';

/** Creates, reads, changes and deletes accounts. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly database: Database,
    private readonly lists: ListReaderService,
    private readonly idempotency: IdempotencyService,
    private readonly dependents: AccountDependentsService,
  ) {}

  /**
   * Creates an account.
   *
   * @param key The caller's idempotency key. A retry with the same key and request returns the first result.
   * @throws ConflictError if another account has the name, ValidationError `NotFound` if the parent does not exist,
   *   IdempotencyKeyReuseError if another request has used the key.
   */
  async create(request: NewAccount, caller: Principal, key?: string): Promise<Versioned<AccountInfo>> {
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, NewAccount, request);
    return this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, () => this.prepareCreate(manager, request, caller)),
    );
  }

  /** Prepares what `create` does. */
  async prepareCreate(manager: EntityManager, request: NewAccount, caller: Principal): Promise<Change<AccountInfo>> {
    expectName(request.name);
    const account: Account = {
      ...newEntity(caller.userName),
      ...storedMembers(NewAccount, request),
      foldedName: foldName(request.name),
      version: 1,
    };
    const { dialect } = this.database;
    if ((await findNameOwners(manager, dialect, [account.foldedName])).size > 0) throw nameConflict(account);
    const { parentAccountId } = account;
    if (parentAccountId !== null && !(await findAccount(manager, dialect, parentAccountId)))
      throw parentNotFound(account);
    return {
      result: toResult(account),
      store: () => insertRow(manager, dialect, Account, account).catch(rethrowConflict(account)),
    };
  }

  /** @returns A page, or with `all` every match. Newest first by default. */
  list(request: ListAccounts, caller: Principal): Promise<ListPage<AccountInfo> | ListExport<AccountInfo>> {
    return this.lists.read(accountSource, accountFilter(request), request, toAccountInfo, callerIdOf(caller));
  }

  /** @throws NotFoundError */
  async get({ accountId }: GetAccount): Promise<Versioned<AccountInfo>> {
    return toResult(expectFound(await findAccount(this.database.read, this.database.dialect, accountId)));
  }

  /** @returns The account with this name, case-insensitively. */
  findByName(name: string, manager = this.database.read): Promise<Account | null> {
    return manager.findOneBy(Account, { foldedName: foldName(name) });
  }

  /**
   * Changes an account. A request that changes nothing leaves the dates and the version as they are.
   *
   * @param expected The versions that the caller has seen. Any version is accepted by default.
   * @param key As in `create`.
   * @throws NotFoundError, PreconditionFailedError, IdempotencyKeyReuseError, ConflictError if another account has the
   *   name or the account would be below itself, ValidationError if the name is empty or the parent does not exist.
   */
  patch(
    request: PatchAccount,
    caller: Principal,
    expected?: ExpectedVersions,
    key?: string,
  ): Promise<Versioned<AccountInfo>> {
    const condition = { expected };
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, PatchAccount, request, condition);
    return this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, () => this.preparePatch(manager, request, caller, expected)),
    );
  }

  /** Prepares what `patch` does. */
  async preparePatch(
    manager: EntityManager,
    request: PatchAccount,
    caller: Principal,
    expected?: ExpectedVersions,
  ): Promise<Change<AccountInfo>> {
    const { results, refusal, store } = await this.preparePatches(manager, [request], caller, expected);
    const [result] = results;
    if (!result) throw refusal ?? new Error('The patch has no result.');
    return { result, store };
  }

  /** Prepares what `patch` does for each of several requests, which sees those before it. They are stored in one statement. */
  async preparePatches(
    manager: EntityManager,
    requests: readonly PatchAccount[],
    { userName }: Principal,
    expected?: ExpectedVersions,
  ): Promise<Changes<AccountInfo>> {
    const { dialect } = this.database;
    const accounts = await PatchedAccounts.load(manager, dialect, requests);
    const { results, refusal } = untilRefused(requests, (request) =>
      accounts.takesReleasedName(request) ? undefined : toResult(accounts.patch(request, userName, expected)),
    );
    const { changed } = accounts;
    const store = () => updateRows(manager, dialect, Account, changed).catch(rethrowConflict(...changed));
    return { results, refusal, store };
  }

  /**
   * Deletes an account that has no dependents.
   *
   * @param expected As in `patch`.
   * @param key As in `create`.
   * @throws NotFoundError, PreconditionFailedError, IdempotencyKeyReuseError, ConflictError with the number of
   *   dependents.
   */
  async delete(request: DeleteAccount, caller: Principal, expected?: ExpectedVersions, key?: string): Promise<void> {
    const condition = { expected };
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, DeleteAccount, request, condition);
    await this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, () => this.prepareDelete(manager, request, expected)),
    );
  }

  /** Prepares what `delete` does. */
  async prepareDelete(
    manager: EntityManager,
    { accountId }: DeleteAccount,
    expected?: ExpectedVersions,
  ): Promise<Change<object>> {
    const account = expectFound(await findAccount(manager, this.database.dialect, accountId, 'for delete'));
    expectVersion(account.version, expected, null);
    await this.dependents.expectNone(manager, accountId);
    return { result: DELETED, store: () => manager.delete(Account, accountId).catch(rethrowNewDependent) };
  }
}

const toResult = (account: Account): Versioned<AccountInfo> => new Versioned(toAccountInfo(account), account.version);
