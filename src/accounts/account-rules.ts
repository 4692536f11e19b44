import type { EntityManager } from 'typeorm';
import { foldName } from '../common/fold-name.js';
import { ConflictError, NotFoundError, ValidationError } from '../common/errors.js';
import { isForeignKeyViolation, isUniqueViolation } from '../database/engine/database-errors.js';
import { type Dialect, Statement } from '../database/engine/statement.js';
import type { Account } from './account.entity.js';
import { findAccount, isInSubtree } from './account-queries.js';

/** @throws ConflictError if another account has the same name, however it is written. */
export async function expectNameAvailable(manager: EntityManager, dialect: Dialect, account: Account): Promise<void> {
  const select = new Statement(dialect);
  select.text = `SELECT 1 FROM accounts WHERE "foldedName" = ${select.value(account.foldedName)}`;
  if ((await manager.query<object[]>(...select.toQuery())).length > 0) throw nameConflict(account);
}

/**
 * Checks that an account's parent exists and is neither the account itself nor below it.
 *
 * @throws ValidationError `NotFound` on `ParentAccountId`, ConflictError
 */
export async function expectValidParent(manager: EntityManager, dialect: Dialect, account: Account): Promise<void> {
  const { id, parentAccountId } = account;
  if (parentAccountId === null) return;
  if (!(await findAccount(manager, dialect, parentAccountId))) throw parentNotFound(account);
  if (await isInSubtree(manager, dialect, parentAccountId, id)) {
    throw new ConflictError('An account cannot be below itself.');
  }
}

/** @throws ValidationError if there is no name, or only white space and zero-width characters. */
export function expectName(name: string | null): asserts name is string {
  if (name === null || foldName(name) === '') throw ValidationError.of('NotEmpty', 'Name', `'Name' must not be empty.`);
}

/** @throws NotFoundError */
export function expectFound(account: Account | undefined): Account {
  if (!account) throw new NotFoundError('There is no such account.');
  return account;
}

/**
 * Translates a violated constraint into a domain error: after the checks, another replica may have taken the name or
 * deleted the parent.
 */
export const rethrowConflict =
  (account: Account) =>
  (error: unknown): never => {
    if (isUniqueViolation(error)) throw nameConflict(account);
    throw isForeignKeyViolation(error) ? parentNotFound(account) : error;
  };

/** Translates a violated constraint: after the check for dependents, another replica may have added one. */
export function rethrowNewDependent(error: unknown): never {
  throw isForeignKeyViolation(error) ? new ConflictError('Another object now belongs to the account.') : error;
}

const nameConflict = ({ name }: Account): ConflictError =>
  new ConflictError(`There is an account named '${name}' already.`);

const parentNotFound = ({ parentAccountId }: Account): ValidationError =>
  ValidationError.of('NotFound', 'ParentAccountId', `There is no account '${parentAccountId}'.`);
