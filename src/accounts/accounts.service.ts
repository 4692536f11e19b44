import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { idempotencyScopeOf, type Principal } from '../auth/principal.js';
import { type ExpectedVersions, type ListExport, type ListPage, Versioned } from '../common/results.js';
import { ConflictError, NotFoundError, ValidationError } from '../common/errors.js';
import { newEntity } from '../common/new-entity.js';
import { expectVersion } from '../common/versions.js';
import { Database } from '../database/engine/database.js';
import { idempotencyRequestOf } from '../database/idempotency/idempotency-request.js';
import { type Change, DELETED, IdempotencyService, unchanged } from '../database/idempotency/idempotency.service.js';
import { ListReaderService } from '../database/pagination/list-reader.service.js';
import { isForeignKeyViolation, isUniqueViolation } from '../database/engine/database-errors.js';
import { accountsIn, accountSource, findAccount, fold, isUnder, lockHierarchy } from './account-queries.js';
import { Account } from './account.entity.js';
import { type AccountInfo, toAccountInfo } from './dto/account-info.dto.js';
import type { DeleteAccount, GetAccount, ListAccounts, NewAccount, PatchAccount } from './dto/account-requests.dto.js';

/** Counts what belongs to an account, so that it is not deleted. */
type CountUse = (manager: EntityManager, accountId: string) => Promise<number>;

/** The rules of accounts. */
@Injectable()
export class AccountsService {
  private readonly uses = new Map<string, CountUse>([
    ['account', (manager, id) => manager.countBy(Account, { parentAccountId: id })],
  ]);

  constructor(
    private readonly database: Database,
    private readonly lists: ListReaderService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * Tells accounts of something that belongs to them, so that one is not deleted while it has any.
   *
   * @param noun What it is, for people, in the singular.
   */
  addUse(noun: string, count: CountUse): void {
    this.uses.set(noun, count);
  }

  /**
   * Creates an account.
   *
   * @param key Tells the request from its retries; the same key and request gets the first answer again.
   * @throws ConflictError where the name is taken, ValidationError `NotFound` where there is no such parent,
   *   IdempotencyKeyReuseError where the key came with another request before.
   */
  async create(request: NewAccount, caller: Principal, key?: string): Promise<Versioned<AccountInfo>> {
    const { name, parentAccountId = null } = request;
    const account: Account = {
      ...newEntity(caller.userName),
      name,
      foldedName: fold(name),
      parentAccountId,
      version: 1,
    };
    const idempotency = idempotencyRequestOf(idempotencyScopeOf(caller), key, ['NewAccount', name, parentAccountId]);
    return this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, async () => {
        await this.expectFree(manager, account);
        await this.expectParent(manager, account);
        return {
          answer: toStored(account),
          store: () => manager.insert(Account, account).catch(conflictOf(account)),
        };
      }),
    );
  }

  /** @returns A page, or every match where `all` is asked for; the newest first. */
  list(request: ListAccounts): Promise<ListPage<AccountInfo> | ListExport<AccountInfo>> {
    return this.lists.read(accountSource, accountsIn(request), request, toAccountInfo);
  }

  /** @throws NotFoundError */
  async get({ accountId }: GetAccount): Promise<Versioned<AccountInfo>> {
    return toStored(found(await findAccount(this.database.read, this.database.dialect, accountId)));
  }

  /**
   * Changes an account; where that changes nothing, no date and no version change.
   *
   * @param expected The versions that the caller is content to change.
   * @param key As that of `create`.
   * @throws NotFoundError, PreconditionFailedError, ConflictError where the name is taken or the account would stand
   *   under itself, ValidationError for a name that is empty or a parent that there is not,
   *   IdempotencyKeyReuseError
   */
  patch(
    request: PatchAccount,
    caller: Principal,
    expected?: ExpectedVersions,
    key?: string,
  ): Promise<Versioned<AccountInfo>> {
    const { accountId, name, parentAccountId } = request;
    // As an object, for a member that is left out is not one that is null.
    const idempotency = idempotencyRequestOf(idempotencyScopeOf(caller), key, [
      'PatchAccount',
      { accountId, name, parentAccountId },
      expected,
    ]);
    return this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, () =>
        this.preparePatch(manager, request, caller.userName, expected),
      ),
    );
  }

  private async preparePatch(
    manager: EntityManager,
    request: PatchAccount,
    userName: string,
    expected?: ExpectedVersions,
  ): Promise<Change<AccountInfo>> {
    if (request.parentAccountId) await lockHierarchy(manager, this.database.dialect);
    const account = found(await findAccount(manager, this.database.dialect, request.accountId, 'to change'));
    expectVersion(account.version, expected);
    const { name = account.name, parentAccountId = account.parentAccountId } = request;
    if (name === null || name.trim() === '') {
      throw ValidationError.of('NotEmpty', 'Name', `'Name' must not be empty.`);
    }
    if (name === account.name && parentAccountId === account.parentAccountId) return unchanged(toStored(account));
    const changed: Account = {
      ...account,
      name,
      foldedName: fold(name),
      parentAccountId,
      dateLastModified: new Date().toISOString(),
      lastModifiedBy: userName,
      version: account.version + 1,
    };
    if (changed.foldedName !== account.foldedName) await this.expectFree(manager, changed);
    if (parentAccountId !== account.parentAccountId) await this.expectParent(manager, changed);
    return {
      answer: toStored(changed),
      store: () => manager.update(Account, account.id, changed).catch(conflictOf(changed)),
    };
  }

  /**
   * Deletes an account that nothing belongs to.
   *
   * @param key As that of `create`.
   * @throws NotFoundError, PreconditionFailedError, ConflictError saying how much belongs to it, IdempotencyKeyReuseError
   */
  async delete(
    { accountId }: DeleteAccount,
    caller: Principal,
    expected?: ExpectedVersions,
    key?: string,
  ): Promise<void> {
    const idempotency = idempotencyRequestOf(idempotencyScopeOf(caller), key, ['DeleteAccount', accountId, expected]);
    await this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, async () => {
        const account = found(await findAccount(manager, this.database.dialect, accountId, 'to delete'));
        expectVersion(account.version, expected);
        await this.expectUnused(manager, accountId);
        const store = (): Promise<unknown> =>
          manager.delete(Account, accountId).catch((error: unknown) => {
            throw isForeignKeyViolation(error)
              ? new ConflictError('Something has come to belong to the account.')
              : error;
          });
        return { answer: DELETED, store };
      }),
    );
  }

  private async expectUnused(manager: EntityManager, accountId: string): Promise<void> {
    const uses: string[] = [];
    for (const [noun, count] of this.uses) {
      const n = await count(manager, accountId);
      if (n > 0) uses.push(`${n} ${noun}${n === 1 ? '' : 's'}`);
    }
    if (uses.length > 0) throw new ConflictError(`The account has ${uses.join(' and ')}. Delete them first.`);
  }

  /** @returns The account with this name, in any case. */
  findByName(name: string): Promise<Account | null> {
    return this.database.read.findOneBy(Account, { foldedName: fold(name) });
  }

  private async expectFree(manager: EntityManager, account: Account): Promise<void> {
    if (await manager.existsBy(Account, { foldedName: account.foldedName })) {
      throw nameTaken(account);
    }
  }

  private async expectParent(manager: EntityManager, account: Account): Promise<void> {
    const { id, parentAccountId } = account;
    if (parentAccountId === null) return;
    const { dialect } = this.database;
    if (!(await findAccount(manager, dialect, parentAccountId))) throw noParent(account);
    if (await isUnder(manager, dialect, parentAccountId, id)) {
      throw new ConflictError('An account cannot stand under itself.');
    }
  }
}

const nameTaken = ({ name }: Account): ConflictError =>
  new ConflictError(`There is an account named '${name}' already.`);

const noParent = ({ parentAccountId }: Account): ValidationError =>
  ValidationError.of('NotFound', 'ParentAccountId', `There is no account '${parentAccountId}'.`);

/** Another replica may have taken the name, or deleted the parent, since they were looked for. */
const conflictOf =
  (account: Account) =>
  (error: unknown): never => {
    throw isUniqueViolation(error) ? nameTaken(account) : isForeignKeyViolation(error) ? noParent(account) : error;
  };

function found(account: Account | undefined): Account {
  if (!account) throw new NotFoundError('There is no such account.');
  return account;
}

const toStored = (account: Account): Versioned<AccountInfo> => new Versioned(toAccountInfo(account), account.version);
