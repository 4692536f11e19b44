import { genericName } from './generic-name.js';

/** A class with `@DataContract()`. */
export type ContractClass<T extends object = object> = abstract new (...args: never[]) => T;

/**
 * The .NET type of a member: a primitive, another contract, or a list or a dictionary with string keys of any member
 * type.
 */
export type MemberType =
  'string' | 'int' | 'bool' | ContractClass | { readonly listOf: MemberType } | { readonly dictionaryOf: MemberType };

/** The type of a list, for `@DataMember()`. */
export const listOf = (item: MemberType): MemberType => ({ listOf: item });

/** The type of a dictionary with string keys, for `@DataMember()`. */
export const dictionaryOf = (value: MemberType): MemberType => ({ dictionaryOf: value });

/** A member of a contract. */
export interface Member {
  /** The name in JSON and in TypeScript: `accountId`. */
  readonly name: string;
  /** The name in .NET, in XML, in CSV and in the field names of errors: `AccountId`. */
  readonly wireName: string;
  readonly type: MemberType;
  /** .NET's `DataMember.Order`. In XML, members without an order come first. */
  readonly order?: number;
  /** .NET's `EmitDefaultValue`. If it is false, XML leaves the member out where it is null. */
  readonly emitDefaultValue: boolean;
  /** Whether .NET's type is `int?` or `bool?` instead of `int` or `bool`. Other types are always nullable in .NET. */
  readonly nullable: boolean;
  /** Whether lists leave the member out. */
  readonly notInLists: boolean;
  /** Whether the member must be in a body, because URLs are logged. */
  readonly isSecret: boolean;
  /** Of a string that is a date. */
  readonly format?: 'date-time';
  /** A value for the documentation. */
  readonly example?: unknown;
  /** The XML namespace of the class that declares the member. */
  readonly namespace: string;
}

/** A generic type of .NET with its arguments: `ListResponse` of `AISessionInfo`. */
export interface GenericContract {
  readonly name: string;
  readonly of: readonly ContractClass[];
}

/** The wire format of a class (WIRE.md section 4). */
export interface Contract {
  readonly name: string;
  readonly namespace: string;
  /** The class. */
  readonly type: ContractClass;
  /** The contract of the base class, if that is a contract. */
  readonly base?: Contract;
  /** The generic type that the class closes, and its arguments. */
  readonly generic?: GenericContract;
  /** The members that the class itself declares, in declared order. */
  readonly ownMembers: readonly Member[];
  /** In the order of JSON and CSV: members of the derived class first, each class's in declared order. */
  readonly members: readonly Member[];
  /** In the order of XML: members of the base class first, each class's sorted as .NET's DataContractSerializer does. */
  readonly xmlMembers: readonly Member[];
}

interface Declaration {
  name?: string;
  namespace?: string;
  generic?: GenericContract;
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

/** The XML namespace that .NET derives from a .NET namespace. A URI is returned as it is. */
const xmlNamespace = (namespace: string): string =>
  /^(urn:|https?:)/.test(namespace) ? namespace : `http://schemas.datacontract.org/2004/07/${namespace}`;

/**
 * Declares that a class is a wire contract.
 *
 * @param namespace The .NET namespace (`Voice.Api.AI`), or an XML namespace if the original API sets one.
 * @param options `name`: the name on the wire; the class's name by default. `generic`: the generic type's name and
 *   arguments, from which the name is derived as in .NET (`ListResponseOfAISessionInfokPYUDTdt`). `examples`: values for
 *   the documentation of inherited members.
 */
export function DataContract(
  namespace: string,
  options: {
    name?: string;
    generic?: GenericContract;
    examples?: Readonly<Record<string, unknown>>;
  } = {},
): ClassDecorator {
  return (type) => {
    const declaration = declarationOf(type);
    declaration.namespace = xmlNamespace(namespace);
    declaration.examples = options.examples;
    declaration.generic = options.generic;
    declaration.name = options.generic
      ? genericName(options.generic.name, options.generic.of.map(contractOf))
      : (options.name ?? type.name);
  };
}

/** The .NET name of a member: `AccountId` for `accountId`. */
export const wireNameOf = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Records a member. Only for `@DataMember()`. */
export function declareMember(
  type: object,
  name: string,
  memberType: MemberType,
  overrides: Partial<
    Pick<
      Member,
      'wireName' | 'order' | 'emitDefaultValue' | 'nullable' | 'notInLists' | 'isSecret' | 'format' | 'example'
    >
  >,
): void {
  declarationOf(type).members.push({
    name,
    wireName: wireNameOf(name),
    type: memberType,
    emitDefaultValue: true,
    nullable: false,
    notInLists: false,
    isSecret: false,
    ...overrides,
    namespace: '', // contractOf sets it: member decorators run before the class decorator
  });
}

/**
 * Returns the contract of a class. Each is computed once.
 *
 * @throws Error if the class has no `@DataContract()`, which is a programming error.
 */
export function contractOf(type: ContractClass): Contract {
  const cached = contracts.get(type);
  if (cached) return cached;
  const declaration = declarations.get(type);
  if (!declaration?.namespace || !declaration.name) throw new Error(`${type.name} has no @DataContract().`);
  const { name, namespace, generic, examples = {} } = declaration;
  const parent = Object.getPrototypeOf(type) as ContractClass;
  const base = declarations.has(parent) ? contractOf(parent) : undefined;
  const inherited = (member: Member): Member => ({ ...member, example: examples[member.name] ?? member.example });
  const own = declaration.members.map((member) => ({ ...member, namespace }));
  const contract: Contract = {
    name,
    namespace,
    type,
    ...(base && { base }),
    ...(generic && { generic }),
    ownMembers: own,
    members: [...own, ...(base?.members ?? []).map(inherited)],
    xmlMembers: [...(base?.xmlMembers ?? []).map(inherited), ...own.toSorted(byOrderThenName)],
  };
  contracts.set(type, contract);
  return contract;
}

function byOrderThenName(a: Member, b: Member): number {
  return (a.order ?? -1) - (b.order ?? -1) || (a.wireName < b.wireName ? -1 : a.wireName > b.wireName ? 1 : 0);
}
