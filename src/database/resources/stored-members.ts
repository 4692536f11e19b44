import { type ContractClass, contractOf, type Member } from '../../common/contract/data-contract.js';
import { toUtc } from '../../common/utc-date.js';

/** What a column holds of a member: text and numbers as they are, a boolean as 0 or 1, a date in UTC. */
type StoredValue<Value> = Value extends string | number | null
  ? Value
  : Value extends boolean
    ? number
    : Value extends undefined
      ? null
      : never;

/**
 * The columns that an entity must have to store a request. An entity implements it, so that a member without its column
 * does not compile: `class AISession implements Stored<NewAISession>`.
 */
export type Stored<Request extends object> = { -readonly [Name in keyof Request]-?: StoredValue<Request[Name]> };

/** @returns The columns of a new row: a value for each member of the request's contract, null if it was not sent. */
export function storedMembers<Request extends object>(type: ContractClass<Request>, request: Request): Stored<Request> {
  const row: Record<string, unknown> = {};
  for (const member of contractOf(type).members) {
    row[member.name] = storedValue(request[member.name as keyof Request], member) ?? null;
  }
  return row as Stored<Request>;
}

/**
 * @param type The contract of a patch.
 * @param row The stored row. Members of the request that are no columns of it, such as the id in the path, are ignored.
 * @returns The columns whose values the request changes; undefined if it changes nothing.
 */
export function changedMembers<Request extends object, Row extends object>(
  type: ContractClass<Request>,
  request: Request,
  row: Row,
): Partial<Pick<Stored<Request>, keyof Request & keyof Row>> | undefined {
  const changes: Record<string, unknown> = {};
  for (const member of contractOf(type).members) {
    const { name } = member;
    const value = storedValue(request[name as keyof Request], member);
    if (value !== undefined && name in row && value !== row[name as keyof Row]) changes[name] = value;
  }
  return Object.keys(changes).length > 0 ? (changes as never) : undefined;
}

function storedValue(value: unknown, { format }: Member): unknown {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' && format === 'date-time' ? toUtc(value) : value;
}
