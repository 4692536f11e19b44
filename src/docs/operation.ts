import { contractOf } from '../common/contract/data-contract.js';
import { ROLE_EXTENSION } from '../auth/access.decorator.js';
import { codecs } from '../content/codecs.js';
import { FORM } from '../content/form.reader.js';
import { type OperationContract, operationNamed } from '../content/operation.decorator.js';
import { contentOf } from './content.js';
import type { Facts, Operation } from './described.js';
import { responseReference } from './error-responses.js';
import { exampleOf } from './example.js';
import { statusesOf } from './failures.js';
import { namesIn, parametersOf } from './parameters.js';
import { successesOf } from './responses.js';
import type { Schemas } from './schemas.js';
import { unwrapped } from './unwrapped.js';

/** Completes what Swagger found of an operation by what its contracts and decorators say. */
export function described(path: string, verb: string, found: Operation, schemas: Schemas): Operation {
  const operation = operationNamed(found.operationId ?? '');
  const isSent = verb === 'post' || verb === 'patch';
  const hasBody = isSent && operation !== undefined && contractOf(operation.request).members.length > 0;
  const facts: Facts = { path, verb, found, operation, hasBody };
  const failures = statusesOf(facts).map((status) => [status, responseReference(status)] as const);
  const role = found[ROLE_EXTENSION];
  const { responses: _responses, requestBody: _requestBody, description, security = [], ...rest } = found;
  return {
    ...rest,
    description: [unwrapped(description ?? ''), typeof role === 'string' && `Needs the role \`${role}\`.`]
      .filter(Boolean)
      .join('\n\n'),
    security,
    parameters: parametersOf(facts, schemas),
    ...(hasBody && { requestBody: bodyOf(operation, path, schemas) }),
    responses: { ...successesOf(facts, schemas), ...Object.fromEntries(failures) },
  };
}

function bodyOf({ request }: OperationContract, path: string, schemas: Schemas): Operation['requestBody'] {
  const inPath = namesIn(path);
  const shape = schemas.reference(request, true, inPath);
  const value = exampleOf(request, inPath);
  const formats = codecs.filter(({ read }) => read);
  return {
    required: 'required' in (schemas.made[request.name] ?? {}),
    content: { ...contentOf(value, request, shape, formats), [FORM]: { schema: shape, example: value } },
  };
}
