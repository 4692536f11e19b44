import {
  type Contract,
  type ContractClass,
  contractOf,
  type Member,
  type MemberType,
} from '../../common/contract/data-contract.js';
import type { OperationContract } from '../../content/operations/operation-contract.js';
import { allOperations } from '../../content/operations/operation.decorator.js';
import { DocumentFacts, type DocumentParts, type MemberFacts } from './document-facts.js';
import {
  type NamedType,
  SERVICESTACK_NAMESPACE,
  type TypeDefinition,
  type TypeMember,
  type TypeReference,
  type TypeRoute,
} from './type-model.js';

const DOTNET = 'http://schemas.datacontract.org/2004/07/';

/**
 * Builds the types of all operations, in an order in which each follows the types that it needs: first the base classes
 * and responses, then the requests.
 *
 * @param document The OpenAPI document, for texts, routes and required members.
 */
export function buildTypeModel(document: DocumentParts): readonly TypeDefinition[] {
  const facts = new DocumentFacts(document);
  const types = new Map<string, TypeDefinition>();
  const add = (contract: Contract, members: ReadonlyMap<string, MemberFacts> | undefined): void => {
    const { base, generic, ownMembers, type } = contract;
    const texts = facts.schema(type.name) ?? members;
    if (types.has(nameOf(contract))) return;
    if (base) add(base, texts);
    for (const argument of generic?.of ?? []) add(contractOf(argument), undefined);
    for (const member of ownMembers) for (const needed of contractsIn(member.type)) add(contractOf(needed), undefined);
    types.set(nameOf(contract), definitionOf(contract, texts));
  };
  // An operation with a second route is listed twice.
  const operations = [...new Map(allOperations().map((operation) => [operation.name, operation])).values()];
  for (const { request, response } of operations) {
    if (response) add(contractOf(response), undefined);
    const { base, name } = contractOf(request);
    if (base) add(base, facts.operation(name)?.members);
  }
  return [...types.values(), ...operations.map((operation) => requestOf(operation, facts))];
}

function requestOf({ request, response, name }: OperationContract, facts: DocumentFacts): TypeDefinition {
  const contract = contractOf(request);
  const { summary, role, routes = [], tags = [], members } = facts.operation(name) ?? {};
  const texts = new Map([...(facts.schema(request.name) ?? []), ...(members ?? [])]);
  const returns = response && (referenceTo(response) as NamedType);
  return {
    ...definitionOf(contract, texts),
    ...(summary !== undefined && { description: oneLine(summary) }),
    operation: {
      method: routes[0]?.methods[0] ?? 'POST',
      routes: routes.map((route) => withWireNames(route, contract)),
      ...(returns && { returns }),
      ...(role !== undefined && { role }),
      tags,
    },
  };
}

function withWireNames({ path, methods }: TypeRoute, { members }: Contract): TypeRoute {
  const wireName = (name: string): string => members.find((member) => member.name === name)?.wireName ?? name;
  return { path: path.replace(/\{(\w+)\}/g, (_, name: string) => `{${wireName(name)}}`), methods };
}

function definitionOf(contract: Contract, texts: ReadonlyMap<string, MemberFacts> | undefined): TypeDefinition {
  const { namespace: xmlNamespace, base, generic, ownMembers } = contract;
  const parameters = generic?.of.map((_, index) => (index === 0 ? 'T' : `T${index + 1}`)) ?? [];
  const parameterOf = new Map(generic?.of.map((argument, index) => [argument, parameters[index] ?? 'T']));
  return {
    name: nameOf(contract),
    namespace: xmlNamespace.startsWith(DOTNET) ? xmlNamespace.slice(DOTNET.length) : SERVICESTACK_NAMESPACE,
    xmlNamespace,
    parameters,
    ...(base && { base: { name: nameOf(base), arguments: [] } }),
    members: ownMembers.map((member) => memberOf(member, texts?.get(member.name), parameterOf)),
  };
}

function memberOf(
  { name, wireName, type, order, emitDefaultValue }: Member,
  facts: MemberFacts | undefined,
  parameterOf: ReadonlyMap<ContractClass, string>,
): TypeMember {
  const { description, isRequired = false } = facts ?? {};
  return {
    name,
    wireName,
    type: referenceTo(type, parameterOf),
    ...(description !== undefined && { description: oneLine(description) }),
    isRequired,
    ...(order !== undefined && { order }),
    emitDefaultValue,
  };
}

function referenceTo(type: MemberType, parameterOf?: ReadonlyMap<ContractClass, string>): TypeReference {
  if (typeof type === 'string') return type;
  if (typeof type === 'function') {
    const contract = contractOf(type);
    const parameter = parameterOf?.get(type);
    if (parameter !== undefined) return { name: parameter, arguments: [] };
    return { name: nameOf(contract), arguments: (contract.generic?.of ?? []).map((argument) => referenceTo(argument)) };
  }
  if ('listOf' in type) return { listOf: referenceTo(type.listOf, parameterOf) };
  return { dictionaryOf: referenceTo(type.dictionaryOf, parameterOf) };
}

const nameOf = ({ name, generic }: Contract): string => generic?.name ?? name;

function contractsIn(type: MemberType): ContractClass[] {
  if (typeof type === 'string') return [];
  if (typeof type === 'function') return [type];
  return contractsIn('listOf' in type ? type.listOf : type.dictionaryOf);
}

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');
