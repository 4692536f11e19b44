import { contractOf, type ContractClass, type MemberType } from '../common/contract/data-contract.js';

/**
 * A value of a contract made of its members' examples; members without one are left out.
 *
 * @param but Members that are left out too.
 */
export function exampleOf(type: ContractClass, but: ReadonlySet<string> = new Set()): object {
  const examples = contractOf(type)
    .members.filter(({ name }) => !but.has(name))
    .map((member) => [member.name, valueOf(member.type, member.example)] as const);
  return Object.fromEntries(examples.filter(([, value]) => value !== undefined));
}

function valueOf(type: MemberType, example: unknown): unknown {
  if (example !== undefined) return example;
  if (typeof type === 'function') return exampleOf(type);
  if (typeof type !== 'object' || 'dictionaryOf' in type) return undefined;
  const item = valueOf(type.listOf, undefined);
  return item === undefined ? undefined : [item];
}
