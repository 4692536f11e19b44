import { contractOf, type ContractClass, type MemberType } from '../common/contract/data-contract.js';

/**
 * Builds an example of a contract from the examples of its members. Members without an example are omitted.
 *
 * @param omitted Names of further members to omit.
 * @throws Error if the contract has no such member, a programming error.
 */
export function exampleOf(type: ContractClass, omitted: ReadonlySet<string> = new Set()): object {
  const names = new Set(contractOf(type).members.map(({ name }) => name));
  for (const name of omitted) if (!names.has(name)) throw new Error(`${contractOf(type).name} has no member ${name}.`);
  const examples = contractOf(type)
    .members.filter(({ name }) => !omitted.has(name))
    .map((member) => [member.name, memberExample(member.type, member.example)] as const);
  return Object.fromEntries(examples.filter(([, value]) => value !== undefined));
}

function memberExample(type: MemberType, example: unknown): unknown {
  if (example !== undefined) return example;
  if (typeof type === 'function') return exampleOf(type);
  if (typeof type !== 'object' || 'dictionaryOf' in type) return undefined;
  const { listOf } = type;
  const item = typeof listOf === 'function' ? exampleOf(listOf, notInLists(listOf)) : memberExample(listOf, undefined);
  return item === undefined ? undefined : [item];
}

const notInLists = (type: ContractClass): ReadonlySet<string> =>
  new Set(contractOf(type).members.flatMap((member) => (member.notInLists ? [member.name] : [])));
