import { contractOf } from '../common/contract/data-contract.js';
import { PASSWORD_EXTENSION, ROLE_EXTENSION } from '../auth/access.decorator.js';
import { codecs } from '../content/codecs/codecs.js';
import { FORM } from '../content/codecs/form.reader.js';
import { MULTIPART } from '../content/codecs/multipart.reader.js';
import type { OperationContract } from '../content/operations/operation-contract.js';
import { operationNamed } from '../content/operations/operation.decorator.js';
import { contentOf } from './body-content.js';
import type { OperationFacts, OperationObject } from './openapi-types.js';
import { responseReference } from './error-responses.js';
import { exampleOf } from './contract-example.js';
import { errorStatusesOf } from './documented-errors.js';
import { parametersOf, pathParameterNames } from './parameters.js';
import { successResponsesOf } from './responses.js';
import type { Schemas } from './schemas.js';
import { joinParagraphLines } from './join-paragraph-lines.js';

/**
 * Completes an operation that `@nestjs/swagger` generated with what its contracts and decorators declare.
 *
 * @param method The HTTP method in lower case, as OpenAPI spells it.
 */
export function describeOperation(
  path: string,
  method: string,
  generated: OperationObject,
  schemas: Schemas,
): OperationObject {
  const contract = operationNamed(generated.operationId ?? '');
  const methodHasBody = method === 'post' || method === 'patch';
  const hasBody = methodHasBody && contract !== undefined && contractOf(contract.request).members.length > 0;
  const facts: OperationFacts = { path, method, generated, contract, hasBody };
  const errors = errorStatusesOf(facts).map((status) => [status, responseReference(status)] as const);
  const { responses: _responses, requestBody: _requestBody, description, security = [], ...rest } = generated;
  return {
    ...rest,
    description: [joinParagraphLines(description ?? ''), accessText(generated)].filter(Boolean).join('\n\n'),
    security,
    parameters: parametersOf(facts, schemas),
    ...(hasBody && { requestBody: requestBodyOf(contract, path, schemas) }),
    responses: { ...successResponsesOf(facts, schemas), ...Object.fromEntries(errors) },
  };
}

function accessText({ [ROLE_EXTENSION]: role, [PASSWORD_EXTENSION]: password }: OperationObject): string | undefined {
  if (typeof role !== 'string') return undefined;
  return `Requires the role \`${role}\`${password ? ', and the password of the user: API keys and JWTs are refused' : ''}.`;
}

function requestBodyOf({ request }: OperationContract, path: string, schemas: Schemas): OperationObject['requestBody'] {
  const inPath = pathParameterNames(path);
  const schema = schemas.reference(request, true, inPath);
  const example = exampleOf(request, inPath);
  const formats = codecs.filter(({ read }) => read);
  return {
    required: 'required' in (schemas.built[request.name] ?? {}),
    content: {
      ...contentOf(example, request, schema, formats),
      [FORM]: { schema, example },
      [MULTIPART]: { schema, example },
    },
  };
}
