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

/** Which accounts a request lists. */
export const accountFilter = ({ nameFilter, specificIds }: ListAccounts): Filter => ({
  conditions: (statement) => [
    ...(nameFilter ? [statement.contains('a."foldedName"', foldText(nameFilter))] : []),
    ...(specificIds?.length ? [statement.isIn('a.id', specificIds)] : []),
  ],
  comparesEachRow: () => Boolean(nameFilter),
});

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

/** Locks accounts until the transaction ends. All transactions lock in the order of ids, which prevents a deadlock. */
export function lockAccounts(manager: EntityManager, dialect: Dialect, ids: readonly string[]): Promise<Account[]> {
  const select = new Statement(dialect);
  select.text = `SELECT a.* FROM accounts a WHERE ${select.isIn('a.id', ids)} ORDER BY a.id${select.lock('a', 'for update')}`;
  return manager.query<Account[]>(...select.toQuery());
}

/** @returns The ids of the accounts that have one of the folded names, by the name. */
export async function findNameOwners(
  manager: EntityManager,
  dialect: Dialect,
  foldedNames: readonly string[],
): Promise<Map<string, string>> {
  if (foldedNames.length === 0) return new Map();
  const select = new Statement(dialect);
  select.text = `SELECT id, "foldedName" FROM accounts WHERE ${select.isIn('"foldedName"', foldedNames)}`;
  const rows = await manager.query<Pick<Account, 'id' | 'foldedName'>[]>(...select.toQuery());
  return new Map(rows.map(({ id, foldedName }) => [foldedName, id]));
}

/** @returns The parents of the accounts and of all their ancestors, by the ids of those that exist. */
export async function findParents(
  manager: EntityManager,
  dialect: Dialect,
  ids: readonly string[],
): Promise<Map<string, string | null>> {
  if (ids.length === 0) return new Map();
  const select = new Statement(dialect);
  select.text =
    `WITH RECURSIVE ancestors(id, parent) AS (SELECT id, "parentAccountId" FROM accounts WHERE ${select.isIn('id', ids)} ` +
    `UNION SELECT a.id, a."parentAccountId" FROM accounts a JOIN ancestors ON a.id = ancestors.parent) ` +
    `SELECT id, parent FROM ancestors`;
  const rows = await manager.query<{ id: string; parent: string | null }[]>(...select.toQuery());
  return new Map(rows.map(({ id, parent }) => [id, parent]));
}

/**
 * Prevents other transactions from changing parents until this one ends: two changes that are each valid could together
 * create a cycle. Must be called before an account is locked, to prevent deadlocks.
 */
export async function lockHierarchy(manager: EntityManager, dialect: Dialect): Promise<void> {
  if (dialect === 'postgres') await manager.query(`SELECT pg_advisory_xact_lock(hashtext('voice-api accounts'))`);
}
