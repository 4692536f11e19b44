import { contractOf } from '../common/contract/data-contract.js';
import { EntityInfo } from '../common/entity-info.js';
import { codecs } from '../content/codecs/codecs.js';
import type { OperationContract } from '../content/operations/operation-contract.js';
import { contentOf } from './body-content.js';
import type { OperationFacts, ResponseObject } from './openapi-types.js';
import { exampleOf } from './contract-example.js';
import { headersNamed } from './response-headers.js';
import type { Schemas } from './schemas.js';

/** Whether an operation answers with one object, which has an ETag. */
export const hasETag = ({ response }: OperationContract): boolean => response?.prototype instanceof EntityInfo;

const isList = ({ response }: OperationContract): boolean =>
  response !== undefined && contractOf(response).members.some(({ name }) => name === 'items');

/** What an operation answers when it has done what it was asked for, by status. */
export function successesOf(facts: OperationFacts, schemas: Schemas): Record<string, ResponseObject> {
  const { operation, verb, found } = facts;
  const always = ['X-Request-Id', 'Cache-Control'];
  if (!operation) {
    const [status = '200', response] = Object.entries(found.responses)[0] ?? [];
    const references = JSON.stringify(response).matchAll(/"#\/components\/schemas\/(\w+)"/g);
    for (const [, name = ''] of references) schemas.adopt(name);
    return { [status]: { ...(response as ResponseObject), headers: headersNamed(...always) } };
  }
  always.push('Vary', ...operation.headers);
  const { response } = operation;
  if (!response) return { 204: { description: 'It is done; there is no body', headers: headersNamed(...always) } };
  const own = hasETag(operation) ? ['ETag'] : isList(operation) ? ['Link'] : [];
  return {
    200: {
      description: isList(operation)
        ? 'The page, or every match'
        : hasETag(operation)
          ? 'The object as it is now'
          : 'Done',
      headers: headersNamed(...always, ...own, 'Content-Disposition'),
      content: contentOf(exampleOf(response), response, schemas.reference(response), codecs),
    },
    ...(verb === 'get' &&
      hasETag(operation) && {
        304: { description: 'It still has the `ETag` that was sent', headers: headersNamed(...always, 'ETag') },
      }),
  };
}
