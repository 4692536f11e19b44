import { type ContractClass, contractOf } from '../common/contract/data-contract.js';
import { codecs } from '../content/codecs/codecs.js';
import type { OperationFacts, ParameterObject } from './openapi-types.js';
import { hasETag } from './responses.js';
import type { Schemas } from './schemas.js';

/** The names of the parameters in a path template such as `/accounts/{accountId}`. */
export const pathParameterNames = (path: string): Set<string> =>
  new Set([...path.matchAll(/{(\w+)}/g)].map(([, name = '']) => name));

/**
 * The path, query and header parameters of an operation. Members of the request contract that the path names are path
 * parameters; if the operation reads no body, all others are query parameters.
 */
export function parametersOf(facts: OperationFacts, schemas: Schemas): ParameterObject[] {
  const { contract, path, method, generated } = facts;
  const headers = (generated.parameters ?? []).filter((parameter) => parameter.in === 'header');
  if (!contract) return headers;
  return [
    ...memberParameters(contract.request, facts, schemas),
    ...(contract.isPatch ? [resetParameter(contract.request, path)] : []),
    FORMAT,
    ...headers,
    ...(method === 'get' && hasETag(contract) ? [IF_NONE_MATCH] : []),
  ];
}

/**
 * Required parameters have an `example`, which Swagger UI fills in and sends. Optional parameters have `examples` in their
 * schema, which Swagger UI shows but does not send.
 */
function memberParameters(
  request: ContractClass,
  { path, hasBody, method }: OperationFacts,
  schemas: Schemas,
): ParameterObject[] {
  const inPath = pathParameterNames(path);
  const readsQuery = !hasBody && method !== 'post';
  return contractOf(request)
    .members.filter(({ name }) => inPath.has(name) || readsQuery)
    .map((member) => {
      const { description, ...schema } = schemas.member(request, member, false);
      const required = inPath.has(member.name);
      const { name, example } = member;
      return {
        name,
        in: required ? 'path' : 'query',
        required,
        ...(typeof description === 'string' && { description }),
        schema: required || example === undefined ? schema : { ...schema, examples: [example] },
        ...(required && { example }),
      };
    });
}

const FORMAT: ParameterObject = {
  name: 'format',
  in: 'query',
  required: false,
  description: 'The response format. Takes precedence over the `Accept` header.',
  schema: { type: 'string', enum: codecs.map(({ name }) => name), examples: [codecs[0]?.name] },
};

const IF_NONE_MATCH: ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'Return 304 if the object still has this `ETag`',
  schema: { type: 'string', examples: ['"1-1-json"'] },
};

function resetParameter(request: ContractClass, path: string): ParameterObject {
  const inPath = pathParameterNames(path);
  const names = contractOf(request)
    .members.filter(({ name }) => !inPath.has(name))
    .map(({ wireName }) => wireName);
  return {
    name: 'reset',
    in: 'query',
    required: false,
    description: 'The members to clear. Works with every request format.',
    style: 'form',
    explode: false,
    schema: { type: 'array', items: { type: 'string', enum: names }, examples: [names.slice(-1)] },
  };
}
