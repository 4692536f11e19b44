import type { EntityManager } from 'typeorm';
import { expectVersion } from '../common/expect-version.js';
import { ConflictError } from '../common/errors.js';
import { foldName } from '../common/fold-name.js';
import type { ExpectedVersions } from '../common/results.js';
import type { Dialect } from '../database/engine/statement.js';
import { changedMembers } from '../database/resources/stored-members.js';
import { findNameOwners, findParents, lockAccounts, lockHierarchy } from './account-queries.js';
import { expectFound, expectName, nameConflict, parentNotFound } from './account-rules.js';
import type { Account } from './account.entity.js';
import { PatchAccount } from './dto/account-requests.dto.js';

/** The accounts of some patches, locked, as they are after the patches so far. Nothing is stored. */
export class PatchedAccounts {
  private readonly changedIds = new Set<string>();
  private readonly releasedNames = new Set<string>();

  private constructor(
    private readonly accounts: Map<string, Account>,
    /** The ids of the accounts that have the names of the patches, by the folded name. */
    private readonly nameOwners: Map<string, string>,
    /** The parents of the parents in the patches, and of their ancestors, by id. */
    private readonly parents: Map<string, string | null>,
  ) {}

  /** Locks and reads what the patches depend on, in a number of statements that does not depend on theirs. */
  static async load(
    manager: EntityManager,
    dialect: Dialect,
    requests: readonly PatchAccount[],
  ): Promise<PatchedAccounts> {
    const parentIds = distinct(requests.map(({ parentAccountId }) => parentAccountId));
    if (parentIds.length > 0) await lockHierarchy(manager, dialect);
    const rows = await lockAccounts(manager, dialect, distinct(requests.map(({ accountId }) => accountId)));
    const ownNames = new Map(rows.map(({ id, foldedName }) => [foldedName, id]));
    const names = distinct(requests.map(({ name }) => name && foldName(name))).filter((name) => !ownNames.has(name));
    return new PatchedAccounts(
      new Map(rows.map((row) => [row.id, row])),
      new Map([...ownNames, ...(await findNameOwners(manager, dialect, names))]),
      await findParents(manager, dialect, parentIds),
    );
  }

  /** The accounts that the patches have changed. */
  get changed(): Account[] {
    return [...this.changedIds].flatMap((id) => this.accounts.get(id) ?? []);
  }

  /** Whether a patch takes a name that an earlier one has released: unique only once that one is stored. */
  takesReleasedName({ name }: PatchAccount): boolean {
    return typeof name === 'string' && this.releasedNames.has(foldName(name));
  }

  /**
   * Patches an account. A request that changes nothing leaves the dates and the version as they are.
   *
   * @returns The account after the patch.
   * @throws NotFoundError, PreconditionFailedError, ConflictError if another account has the name or the account would be
   *   below itself, ValidationError if the name is empty or the parent does not exist.
   */
  patch(request: PatchAccount, userName: string, expected?: ExpectedVersions): Account {
    const account = expectFound(this.accounts.get(request.accountId));
    expectVersion(account.version, expected, null);
    const { name = account.name } = request;
    expectName(name);
    const members = changedMembers(PatchAccount, request, account);
    if (!members) return account;
    const changed: Account = {
      ...account,
      ...members,
      name,
      foldedName: foldName(name),
      dateLastModified: new Date().toISOString(),
      lastModifiedBy: userName,
      version: account.version + 1,
    };
    if (changed.foldedName !== account.foldedName && this.nameOwners.has(changed.foldedName))
      throw nameConflict(changed);
    if (changed.parentAccountId !== account.parentAccountId) this.expectValidParent(changed);
    this.replace(account, changed);
    return changed;
  }

  private expectValidParent(changed: Account): void {
    const { id, parentAccountId } = changed;
    if (parentAccountId === null) return;
    if (!this.parents.has(parentAccountId)) throw parentNotFound(changed);
    for (let at: string | null = parentAccountId; at !== null; at = this.parentOf(at)) {
      if (at === id) throw new ConflictError('An account cannot be below itself.');
    }
  }

  private parentOf(id: string): string | null {
    const patched = this.accounts.get(id);
    return (patched ? patched.parentAccountId : this.parents.get(id)) ?? null;
  }

  private replace({ id, foldedName }: Account, changed: Account): void {
    this.accounts.set(id, changed);
    this.changedIds.add(id);
    if (changed.foldedName === foldedName) return;
    this.nameOwners.delete(foldedName);
    this.releasedNames.add(foldedName);
    this.nameOwners.set(changed.foldedName, id);
  }
}

const distinct = (values: readonly (string | null | undefined)[]): string[] =>
  [...new Set(values)].filter((value) => typeof value === 'string');
