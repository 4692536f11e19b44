import { type ContractClass, contractOf } from '../common/contract/data-contract.js';
import { codecs } from '../content/codecs/codecs.js';
import type { OperationFacts, ParameterObject } from './openapi-types.js';
import { hasETag } from './responses.js';
import type { Schemas } from './schemas.js';

/** The names that an operation's path gives to its variable parts. */
export const namesIn = (path: string): Set<string> =>
  new Set([...path.matchAll(/{(\w+)}/g)].map(([, name = '']) => name));

/**
 * What an operation takes besides its body: the members of its request that its path names, where it reads no body all
 * others as the query, and the headers that it reads.
 */
export function parametersOf(facts: OperationFacts, schemas: Schemas): ParameterObject[] {
  const { operation, path, verb, found } = facts;
  const headers = (found.parameters ?? []).filter((parameter) => parameter.in === 'header');
  if (!operation) return headers;
  return [
    ...membersOf(operation.request, facts, schemas),
    ...(operation.isPatch ? [reset(operation.request, path)] : []),
    FORMAT,
    ...headers,
    ...(verb === 'get' && hasETag(operation) ? [IF_NONE_MATCH] : []),
  ];
}

/**
 * Only what must be sent has an `example`, with which the Swagger UI begins; the others have `examples` in their
 * schemas, which it shows and does not send.
 */
function membersOf(
  request: ContractClass,
  { path, hasBody, verb }: OperationFacts,
  schemas: Schemas,
): ParameterObject[] {
  const inPath = namesIn(path);
  const isRead = !hasBody && verb !== 'post';
  return contractOf(request)
    .members.filter(({ name }) => inPath.has(name) || isRead)
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
  description: 'The format of the answer; where it is left out, `Accept` says which',
  schema: { type: 'string', enum: codecs.map(({ name }) => name), examples: [codecs[0]?.name] },
};

const IF_NONE_MATCH: ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'Answer 304 while the object still has this `ETag`',
  schema: { type: 'string', examples: ['"1-1-json"'] },
};

function reset(request: ContractClass, path: string): ParameterObject {
  const inPath = namesIn(path);
  const names = contractOf(request)
    .members.filter(({ name }) => !inPath.has(name))
    .map(({ wireName }) => wireName);
  return {
    name: 'reset',
    in: 'query',
    required: false,
    description: 'Members to clear, whatever the format of the body',
    style: 'form',
    explode: false,
    schema: { type: 'array', items: { type: 'string', enum: names }, examples: [names.slice(-1)] },
  };
}
