import { genericName } from './generic-name.js';

/** A class that carries `@DataContract()`. */
export type ContractClass<T extends object = object> = abstract new (...args: never[]) => T;

/**
 * The type of a member as .NET knows it: a primitive, another contract, or a list or dictionary (keyed by string) of
 * either, to any depth.
 */
export type MemberType =
  'string' | 'int' | 'bool' | ContractClass | { readonly listOf: MemberType } | { readonly dictionaryOf: MemberType };

/** A list of `item`, for `@DataMember()`. */
export const listOf = (item: MemberType): MemberType => ({ listOf: item });

/** A dictionary from strings to `value`, for `@DataMember()`. */
export const dictionaryOf = (value: MemberType): MemberType => ({ dictionaryOf: value });

/** One member of a contract. */
export interface Member {
  /** The name in JSON and in TypeScript: `accountId`. */
  readonly name: string;
  /** The name in .NET, and so in XML, CSV and the field names of errors: `AccountId`. */
  readonly wireName: string;
  readonly type: MemberType;
  /** .NET's `DataMember.Order`; members with one stand after those without. */
  readonly order?: number;
  /** A value to show in the documentation. */
  readonly example?: unknown;
  /** The XML namespace of the class that declares the member. */
  readonly namespace: string;
}

/** What a class says of itself on the wire (WIRE.md section 4). */
export interface Contract {
  readonly name: string;
  readonly namespace: string;
  /** The class itself, to make instances of. */
  readonly type: ContractClass;
  /** Derived members first, each class's in declared order: the order of JSON and CSV. */
  readonly members: readonly Member[];
  /** Base members first, each class's sorted as .NET's DataContractSerializer does: the order of XML. */
  readonly xmlMembers: readonly Member[];
}

interface Declaration {
  name?: string;
  namespace?: string;
  examples?: Readonly<Record<string, unknown>>;
  members: Member[];
}

const declarations = new WeakMap<object, Declaration>();
const contracts = new WeakMap<object, Contract>();

function declarationOf(type: object): Declaration {
  let declaration = declarations.get(type);
  if (!declaration) declarations.set(type, (declaration = { members: [] }));
  return declaration;
}

/** The XML namespace .NET gives to the types of a .NET namespace, unless it is an address already. */
const xmlNamespace = (namespace: string): string =>
  /^(urn:|https?:)/.test(namespace) ? namespace : `http://schemas.datacontract.org/2004/07/${namespace}`;

/**
 * Declares that a class is a contract of the wire.
 *
 * @param namespace The .NET namespace (`Voice.Api.AI`), or a whole XML namespace where the origin set one.
 * @param options `name`: the name on the wire, where it is not the class's own. `generic`: the generic type's name and
 *   its arguments, from which the name follows as .NET makes it (`ListResponseOfAISessionInfokPYUDTdt`).
 *   `examples`: values to show for inherited members, where this class has better ones.
 */
export function DataContract(
  namespace: string,
  options: {
    name?: string;
    generic?: { name: string; of: ContractClass[] };
    examples?: Readonly<Record<string, unknown>>;
  } = {},
): ClassDecorator {
  return (type) => {
    const declaration = declarationOf(type);
    declaration.namespace = xmlNamespace(namespace);
    declaration.examples = options.examples;
    declaration.name = options.generic
      ? genericName(options.generic.name, options.generic.of.map(contractOf))
      : (options.name ?? type.name);
  };
}

/** The .NET name of a member: `accountId` is `AccountId`. */
export const wireNameOf = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Records a member; `@DataMember()` is the decorator to use. */
export function declareMember(
  type: object,
  name: string,
  memberType: MemberType,
  said: Partial<Pick<Member, 'wireName' | 'order' | 'example'>>,
): void {
  declarationOf(type).members.push({
    name,
    wireName: wireNameOf(name),
    type: memberType,
    ...said,
    namespace: '', // known once the class's own decorator has run: see contractOf
  });
}

/**
 * The contract of a class, worked out once.
 *
 * @throws Error where the class has no `@DataContract()`: a mistake in the code, not in a request.
 */
export function contractOf(type: ContractClass): Contract {
  const known = contracts.get(type);
  if (known) return known;
  const declaration = declarations.get(type);
  if (!declaration?.namespace || !declaration.name) throw new Error(`${type.name} has no @DataContract().`);
  const { name, namespace, examples = {} } = declaration;
  const parent = Object.getPrototypeOf(type) as ContractClass;
  const base = declarations.has(parent) ? contractOf(parent) : undefined;
  const inherited = (member: Member): Member => ({ ...member, example: examples[member.name] ?? member.example });
  const own = declaration.members.map((member) => ({ ...member, namespace }));
  const contract: Contract = {
    name,
    namespace,
    type,
    members: [...own, ...(base?.members ?? []).map(inherited)],
    xmlMembers: [...(base?.xmlMembers ?? []).map(inherited), ...own.toSorted(byOrderThenName)],
  };
  contracts.set(type, contract);
  return contract;
}

function byOrderThenName(a: Member, b: Member): number {
  return (a.order ?? -1) - (b.order ?? -1) || (a.wireName < b.wireName ? -1 : a.wireName > b.wireName ? 1 : 0);
}
