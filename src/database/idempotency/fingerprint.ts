import { type ContractClass, contractOf } from '../../common/contract/data-contract.js';
import type { ExpectedVersions } from '../../common/results.js';

/**
 * The members of the first operations, in the order in which they stand in fingerprints. Stored fingerprints contain
 * them so: never change this table. Other members are added by name, and only if they were sent, so that a new optional
 * member does not change the fingerprint of a request without it.
 */
const POSITIONAL_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  NewAISession: ['accountId', 'purpose'],
  DeleteAISession: ['sessionId'],
  NewAccount: ['name', 'parentAccountId'],
  DeleteAccount: ['accountId'],
};

/** As {@link POSITIONAL_MEMBERS}, for operations whose members stand there by name. */
const FIRST_NAMED_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  PatchAISession: ['sessionId', 'purpose'],
  PatchAccount: ['accountId', 'name', 'parentAccountId'],
};

/** What a change adds to the fingerprint of its request. A create has none. */
export interface ChangeCondition {
  /** The versions that the caller accepts (If-Match). */
  readonly expected: ExpectedVersions | undefined;
}

/**
 * Returns a text that is equal for a request and its retries, and differs for another request: the operation, its
 * members and its condition. A member that was not sent differs from one that is null, except in a create.
 *
 * @param type The contract of the request, whose name is the operation's.
 */
export function fingerprintText<Request extends object>(
  type: ContractClass<Request>,
  request: Request,
  condition?: ChangeCondition,
): string {
  const { name: operation, members } = contractOf(type);
  const values = request as Readonly<Record<string, unknown>>;
  const positional = POSITIONAL_MEMBERS[operation] ?? [];
  const firstNamed = FIRST_NAMED_MEMBERS[operation] ?? [];
  const laterNames = members.map(({ name }) => name).filter((name) => ![...positional, ...firstNamed].includes(name));
  const named = [...firstNamed, ...laterNames.sort()]
    .map((name) => [name, values[name]] as const)
    .filter(([, value]) => value !== undefined && (condition || value !== null));
  return JSON.stringify([
    operation,
    ...positional.map((name) => values[name]),
    ...(named.length > 0 ? [Object.fromEntries(named)] : []),
    ...(condition ? [condition.expected] : []),
  ]);
}
