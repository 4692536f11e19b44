import { type ContractClass, contractOf } from '../../common/contract/data-contract.js';
import type { SortField, SortFields } from '../pagination/list-query.js';
import { entityColumns } from './entity-columns.js';

/** The sort fields of the members that are no columns. `undefined`: lists cannot be sorted by the member. */
type OtherFields<Info, Entity> = Readonly<Record<Exclude<keyof Info, keyof Entity>, SortField | undefined>>;

/**
 * Derives the sort fields of a list: every member of the items that is a column, and what `others` says of the rest.
 *
 * @param info The contract of the items. Its order is the order of the fields in error messages.
 * @param entity The entity whose columns they are.
 * @param alias The alias of the entity's table in the list's SQL.
 */
export function sortFields<Info extends object, Entity extends object>(
  info: ContractClass<Info>,
  entity: new () => Entity,
  alias: string,
  others: OtherFields<Info, Entity>,
): SortFields {
  const fields = new Map<string, SortField | undefined>(Object.entries(others));
  for (const { name, isNullable, isIndexed } of entityColumns(entity)) {
    fields.set(name, { sql: `${alias}."${name}"`, isNullable, isIndexed });
  }
  const entries = contractOf(info).members.map(({ name }) => [name, fields.get(name)] as const);
  return Object.fromEntries(entries.filter(([, field]) => field !== undefined)) as SortFields;
}
