import type { EntityManager } from 'typeorm';
import { foldText } from '../common/fold-name.js';
import type { Filter, ListSource } from '../database/pagination/list-query.js';
import { type Dialect, type LockPurpose, Statement } from '../database/engine/statement.js';
import { sortFields } from '../database/resources/sort-fields.js';
import { Account } from './account.entity.js';
import { AccountInfo } from './dto/account-info.dto.js';
import type { ListAccounts } from './dto/account-requests.dto.js';

export const accountSource: ListSource = {
  table: 'accounts',
  select: 'a.*',
  from: 'accounts a',
  fields: sortFields(AccountInfo, Account, 'a', {}),
};

/** The conditions of a list of accounts. */
export const accountFilter =
  ({ nameFilter, specificIds }: ListAccounts): Filter =>
  (statement) => [
    ...(nameFilter ? [`a."foldedName" LIKE ${statement.value(containsPattern(nameFilter))} ESCAPE '\\'`] : []),
    ...(specificIds?.length ? [statement.isIn('a.id', specificIds)] : []),
  ];

/** A LIKE pattern for names that contain a text. */
const containsPattern = (text: string): string => `%${foldText(text).replace(/[\\%_]/g, '\\$&')}%`;

/** @param purpose Locks the account until the transaction ends. No lock by default. */
export async function findAccount(
  manager: EntityManager,
  dialect: Dialect,
  id: string,
  purpose?: LockPurpose,
): Promise<Account | undefined> {
  const select = new Statement(dialect);
  select.text = `SELECT a.* FROM accounts a WHERE a.id = ${select.value(id)}`;
  if (purpose) select.text += select.lock('a', purpose);
  const [row] = await manager.query<Account[]>(...select.toQuery());
  return row;
}

/** Whether `id` is `ancestorId` or one of its descendants. */
export async function isInSubtree(
  manager: EntityManager,
  dialect: Dialect,
  id: string,
  ancestorId: string,
): Promise<boolean> {
  const select = new Statement(dialect);
  select.text =
    `WITH RECURSIVE ancestors(id, parent) AS (SELECT id, "parentAccountId" FROM accounts WHERE id = ${select.value(id)} ` +
    `UNION SELECT a.id, a."parentAccountId" FROM accounts a JOIN ancestors ON a.id = ancestors.parent) ` +
    `SELECT id FROM ancestors WHERE id = ${select.value(ancestorId)}`;
  return (await manager.query<object[]>(...select.toQuery())).length > 0;
}

/**
 * Prevents other transactions from changing parents until this one ends: two changes that are each valid could together
 * create a cycle. Must be called before an account is locked, to prevent deadlocks.
 */
export async function lockHierarchy(manager: EntityManager, dialect: Dialect): Promise<void> {
  if (dialect === 'postgres') await manager.query(`SELECT pg_advisory_xact_lock(hashtext('voice-api accounts'))`);
}
