import type { EntityManager } from 'typeorm';
import type { Filter, ListSource } from '../database/pagination/list-query.js';
import { type Dialect, type LockPurpose, Statement } from '../database/engine/statement.js';
import type { Account } from './account.entity.js';
import type { ListAccounts } from './dto/account-requests.dto.js';

/** Lists of accounts. */
export const accountSource: ListSource = {
  select: 'a.*',
  from: 'accounts a',
  fields: {
    name: { sql: 'a.name' },
    parentAccountId: { sql: 'a."parentAccountId"', isNullable: true },
    id: { sql: 'a.id', isIndexed: true },
    dateCreated: { sql: 'a."dateCreated"' },
    dateLastModified: { sql: 'a."dateLastModified"' },
    createdBy: { sql: 'a."createdBy"' },
    lastModifiedBy: { sql: 'a."lastModifiedBy"' },
  },
};

/**
 * A name as it is compared: equal for names that differ in case alone. Lower case first, because ẞ has no other way to
 * SS; upper case last, because a part of a name must fold as it does in the whole, and Σ has two small letters.
 */
export const fold = (name: string): string => name.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC');

/** What a list of accounts is narrowed by. */
export const accountsIn =
  ({ nameFilter, specificIds }: ListAccounts): Filter =>
  (statement) => [
    ...(nameFilter ? [`a."foldedName" LIKE ${statement.value(pattern(nameFilter))} ESCAPE '\\'`] : []),
    ...(specificIds?.length ? [statement.isIn('a.id', specificIds)] : []),
  ];

const pattern = (text: string): string => `%${fold(text).replace(/[\\%_]/g, '\\$&')}%`;

/** @param purpose Keeps the account as it is until the transaction ends. */
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

/** Whether `id` is `ancestorId` or stands somewhere under it. */
export async function isUnder(
  manager: EntityManager,
  dialect: Dialect,
  id: string,
  ancestorId: string,
): Promise<boolean> {
  const select = new Statement(dialect);
  select.text =
    `WITH RECURSIVE line(id, parent) AS (SELECT id, "parentAccountId" FROM accounts WHERE id = ${select.value(id)} ` +
    `UNION SELECT a.id, a."parentAccountId" FROM accounts a JOIN line ON a.id = line.parent) ` +
    `SELECT id FROM line WHERE id = ${select.value(ancestorId)}`;
  return (await manager.query<object[]>(...select.toQuery())).length > 0;
}

/**
 * Lets nobody else move accounts under others until the transaction ends: two moves that are each well by themselves
 * may make a circle together. Taken before any account's own lock.
 */
export async function lockHierarchy(manager: EntityManager, dialect: Dialect): Promise<void> {
  if (dialect === 'postgres') await manager.query(`SELECT pg_advisory_xact_lock(hashtext('voice-api accounts'))`);
}
