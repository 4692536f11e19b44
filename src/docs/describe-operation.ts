import { contractOf } from '../common/contract/data-contract.js';
import { ROLE_EXTENSION } from '../auth/access.decorator.js';
import { codecs } from '../content/codecs/codecs.js';
import { FORM } from '../content/codecs/form.reader.js';
import type { OperationContract } from '../content/operations/operation-contract.js';
import { operationNamed } from '../content/operations/operation.decorator.js';
import { contentOf } from './body-content.js';
import type { OperationFacts, OperationObject } from './openapi-types.js';
import { responseReference } from './error-responses.js';
import { exampleOf } from './contract-example.js';
import { statusesOf } from './documented-errors.js';
import { namesIn, parametersOf } from './parameters.js';
import { successesOf } from './responses.js';
import type { Schemas } from './schemas.js';
import { joinParagraphLines } from './join-paragraph-lines.js';

/** Completes what Swagger found of an operation by what its contracts and decorators say. */
export function describeOperation(
  path: string,
  verb: string,
  found: OperationObject,
  schemas: Schemas,
): OperationObject {
  const operation = operationNamed(found.operationId ?? '');
  const isSent = verb === 'post' || verb === 'patch';
  const hasBody = isSent && operation !== undefined && contractOf(operation.request).members.length > 0;
  const facts: OperationFacts = { path, verb, found, operation, hasBody };
  const failures = statusesOf(facts).map((status) => [status, responseReference(status)] as const);
  const role = found[ROLE_EXTENSION];
  const { responses: _responses, requestBody: _requestBody, description, security = [], ...rest } = found;
  return {
    ...rest,
    description: [joinParagraphLines(description ?? ''), typeof role === 'string' && `Needs the role \`${role}\`.`]
      .filter(Boolean)
      .join('\n\n'),
    security,
    parameters: parametersOf(facts, schemas),
    ...(hasBody && { requestBody: bodyOf(operation, path, schemas) }),
    responses: { ...successesOf(facts, schemas), ...Object.fromEntries(failures) },
  };
}

function bodyOf({ request }: OperationContract, path: string, schemas: Schemas): OperationObject['requestBody'] {
  const inPath = namesIn(path);
  const shape = schemas.reference(request, true, inPath);
  const value = exampleOf(request, inPath);
  const formats = codecs.filter(({ read }) => read);
  return {
    required: 'required' in (schemas.built[request.name] ?? {}),
    content: { ...contentOf(value, request, shape, formats), [FORM]: { schema: shape, example: value } },
  };
}
