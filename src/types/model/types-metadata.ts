import { methodMarker } from '../languages/code.js';
import { type NamedType, SERVICESTACK_NAMESPACE, type TypeDefinition, type TypeReference } from './type-model.js';

/** .NET's names of the types without members. */
const PRIMITIVES = { string: 'String', int: 'Int32', bool: 'Boolean' } as const;

interface DotnetType {
  readonly name: string;
  readonly namespace: string;
  readonly genericArgs?: readonly string[];
}

/**
 * Describes the types as ServiceStack's `MetadataTypes` does.
 *
 * @param baseUrl The address of the service.
 */
export function typesMetadata(types: readonly TypeDefinition[], baseUrl: string): Record<string, unknown> {
  const describe = new TypesDescription(types);
  return {
    config: { baseUrl },
    namespaces: [...new Set(types.map(({ namespace }) => namespace))],
    types: types.filter(({ operation }) => !operation).map((type) => describe.type(type)),
    operations: types.filter(({ operation }) => operation).map((type) => describe.operation(type)),
  };
}

class TypesDescription {
  private readonly namespaces: ReadonlyMap<string, string>;

  constructor(types: readonly TypeDefinition[]) {
    this.namespaces = new Map(types.map(({ name, namespace }) => [name, namespace]));
  }

  type({ name, namespace, parameters, base, members, description, operation }: TypeDefinition): object {
    return {
      name: parameters.length === 0 ? name : `${name}\`${parameters.length}`,
      namespace,
      ...(parameters.length > 0 && { genericArgs: parameters, isGenericTypeDef: true }),
      ...(base && { inherits: this.name(base) }),
      ...(operation && { implements: [{ name: methodMarker(operation), namespace: SERVICESTACK_NAMESPACE }] }),
      ...(description !== undefined && { description }),
      properties: members.map(({ wireName, type, description: text, isRequired }) => {
        const { name: typeName, ...rest } = this.name(type);
        const isValueType = type === 'int' || type === 'bool';
        return {
          name: wireName,
          type: typeName,
          ...rest,
          ...(isValueType && { isValueType }),
          ...(isRequired && { isRequired }),
          ...(text !== undefined && { description: text }),
        };
      }),
    };
  }

  operation(request: TypeDefinition): object {
    const { operation } = request;
    if (!operation) throw new Error(`${request.name} is not a request.`);
    const { method, routes, returns, role, tags } = operation;
    return {
      request: this.type(request),
      ...(returns ? { returnType: this.name(returns), response: this.name(returns) } : { returnsVoid: true }),
      actions: [...new Set(routes.flatMap(({ methods }) => methods))],
      method,
      routes: routes.map(({ path, methods }) => ({ path, verbs: methods.join(',') })),
      ...(role !== undefined && { requiresAuth: true, requiredRoles: [role] }),
      tags,
    };
  }

  private name(type: TypeReference): DotnetType {
    if (typeof type === 'string') return { name: PRIMITIVES[type], namespace: 'System' };
    const collections = 'System.Collections.Generic';
    if ('listOf' in type) return { name: 'List`1', namespace: collections, genericArgs: [this.text(type.listOf)] };
    if ('dictionaryOf' in type) {
      return { name: 'Dictionary`2', namespace: collections, genericArgs: ['String', this.text(type.dictionaryOf)] };
    }
    return this.named(type);
  }

  private named({ name, arguments: args }: NamedType): DotnetType {
    const namespace = this.namespaces.get(name) ?? '';
    if (args.length === 0) return { name, namespace };
    return { name: `${name}\`${args.length}`, namespace, genericArgs: args.map((argument) => this.text(argument)) };
  }

  private text(type: TypeReference): string {
    const { name, genericArgs = [] } = this.name(type);
    return genericArgs.length === 0 ? name : `${name.split('`')[0]}<${genericArgs.join(',')}>`;
  }
}
