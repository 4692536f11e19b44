import { contractOf, type ContractClass } from '../common/contract/data-contract.js';

/** A schema as Swagger makes one of a member. */
export interface Schema {
  description?: string;
  [keyword: string]: unknown;
}

/** A parameter of an operation, in OpenAPI. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: object;
}

/**
 * The members of a request that do not come in its body: those that its path names, and where there is no body all
 * others as the query.
 *
 * @param members The request's members, as the document describes them.
 */
export function parametersOf(
  request: ContractClass,
  path: string,
  hasBody: boolean,
  members: Readonly<Record<string, Schema>>,
): Parameter[] {
  const inPath = new Set([...path.matchAll(/{(\w+)}/g)].map(([, name]) => name));
  return contractOf(request)
    .members.filter(({ name }) => inPath.has(name) || !hasBody)
    .map(({ name }) => {
      const { description, ...schema } = members[name] ?? {};
      return { name, in: inPath.has(name) ? 'path' : 'query', required: inPath.has(name), description, schema };
    });
}
