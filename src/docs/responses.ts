import { contractOf } from '../common/contract/data-contract.js';
import { EntityInfo } from '../common/entity-info.js';
import { codecs } from '../content/codecs/codecs.js';
import type { OperationContract } from '../content/operations/operation-contract.js';
import { contentOf } from './body-content.js';
import type { OperationFacts, ResponseObject } from './openapi-types.js';
import { exampleOf } from './contract-example.js';
import { headerReferences, RATE_LIMIT_HEADERS } from './response-headers.js';
import type { Schemas } from './schemas.js';

/** Whether an operation returns a single object, which has an ETag. */
export const hasETag = ({ response }: OperationContract): boolean => response?.prototype instanceof EntityInfo;

const isList = ({ response }: OperationContract): boolean =>
  response !== undefined && contractOf(response).members.some(({ name }) => name === 'items');

/** The success responses of an operation, by status. */
export function successResponsesOf(facts: OperationFacts, schemas: Schemas): Record<string, ResponseObject> {
  const { contract, method, generated } = facts;
  const commonHeaders = ['X-Request-Id', 'Cache-Control', ...RATE_LIMIT_HEADERS];
  if (!contract) {
    const [status = '200', response] = Object.entries(generated.responses)[0] ?? [];
    const references = JSON.stringify(response).matchAll(/"#\/components\/schemas\/(\w+)"/g);
    for (const [, name = ''] of references) schemas.adopt(name);
    return { [status]: { ...(response as ResponseObject), headers: headerReferences(...commonHeaders) } };
  }
  commonHeaders.push('Vary', ...contract.headers);
  const { response } = contract;
  if (!response) {
    return { 204: { description: 'Success. The response has no body.', headers: headerReferences(...commonHeaders) } };
  }
  const ownHeaders = hasETag(contract) ? ['ETag'] : isList(contract) ? ['Link'] : [];
  return {
    200: {
      description: successDescription(contract),
      headers: headerReferences(...commonHeaders, ...ownHeaders, 'Content-Disposition'),
      content: contentOf(
        exampleOf(response, new Set(contract.absentMembers)),
        response,
        schemas.reference(response),
        codecs,
      ),
    },
    ...(method === 'get' &&
      hasETag(contract) && {
        304: {
          description: 'The object still has the `ETag` in `If-None-Match`',
          headers: headerReferences(...commonHeaders, 'ETag'),
        },
      }),
  };
}

function successDescription(contract: OperationContract): string {
  if (isList(contract)) return 'The requested page, or every matching item with `all=true`';
  return hasETag(contract) ? 'The current state of the object' : 'Success';
}
