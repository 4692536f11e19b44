import { foldName } from '../common/fold-name.js';
import { ConflictError, NotFoundError, ValidationError } from '../common/errors.js';
import { isForeignKeyViolation, isUniqueViolation } from '../database/engine/database-errors.js';
import type { Account } from './account.entity.js';

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
 * deleted the parent. It is not known which of several accounts that were stored together it concerns.
 */
export const rethrowConflict =
  (...accounts: readonly Account[]) =>
  (error: unknown): never => {
    const [account] = accounts;
    if (!account || !(isUniqueViolation(error) || isForeignKeyViolation(error))) throw error;
    if (accounts.length > 1) throw new ConflictError('Another change has taken one of the names or deleted a parent.');
    throw isUniqueViolation(error) ? nameConflict(account) : parentNotFound(account);
  };

/** Translates a violated constraint: after the check for dependents, another replica may have added one. */
export function rethrowNewDependent(error: unknown): never {
  throw isForeignKeyViolation(error) ? new ConflictError('Another object now belongs to the account.') : error;
}

export const nameConflict = ({ name }: Account): ConflictError =>
  new ConflictError(`There is an account named '${name}' already.`);

export const parentNotFound = ({ parentAccountId }: Account): ValidationError =>
  ValidationError.of('NotFound', 'ParentAccountId', `There is no account '${parentAccountId}'.`);
