import { ListExport, ListPage, Versioned } from '../common/results.js';
import { DomainError, ValidationError } from '../common/errors.js';
import type { ListRequest } from '../common/list-request.js';
import { etagOf } from '../content/operations/conditional-headers.js';
import { toJson } from '../content/codecs/json.codec.js';
import type { MessageCall } from '../content/operations/message-call.js';
import type { OperationContract } from '../content/operations/operation-contract.js';
import { MAX_REPLY_BYTES } from './message-limits.js';

/**
 * Converts an operation's result to the reply to a message: the members of the JSON body that HTTP sends, and `etag` or
 * `next` in place of HTTP's headers.
 *
 * @returns null for an operation without a response.
 * @throws DomainError if the reply is too long for a message.
 */
export async function replyOf(result: unknown, operation: OperationContract, message: MessageCall): Promise<unknown> {
  const { response } = operation;
  if (!response) return null;
  if (result instanceof ListExport) {
    await result.chunks[Symbol.asyncIterator]().return?.();
    throw ValidationError.of(
      'InvalidValue',
      'All',
      `'All' is supported by HTTP only: request page after page by 'next'.`,
    );
  }
  if (result instanceof ListPage)
    return pageReply(result as ListPage<object>, toJson(result.value, response) as object, operation, message);
  if (result instanceof Versioned) {
    const body = toJson(result.value, response) as object;
    expectSendable(body);
    return { ...body, etag: etagOf(result as Versioned<object>, 'json') };
  }
  const reply = toJson(result, response);
  if (isTooLong(reply)) throw new DomainError('ValidationException', `The reply ${BEYOND_LIMIT} Request less of it.`);
  return reply;
}

/** `next` has a page number beside the cursor, because some pages have no cursor: see `ListReaderService`. */
function pageReply(page: ListPage<object>, body: object, operation: OperationContract, message: MessageCall): object {
  const request = message.readRequest(operation) as ListRequest;
  const { cursor: _, ...query } = toJson(request, operation.request) as ListRequest;
  const next = { ...query, page: (request.page ?? 0) + 1, ...(page.next !== undefined && { cursor: page.next }) };
  const reply = page.value.hasMorePages ? { ...body, next } : body;
  if (isTooLong(reply)) throw pageTooLong();
  return reply;
}

/** Only an object with a list, such as a session with its actions, can be too large. */
function expectSendable(body: object): void {
  if (!Object.values(body).some(Array.isArray) || !isTooLong(body)) return;
  const message = `The request was executed, but the object ${BEYOND_LIMIT} Get it by HTTP, or list its actions.`;
  throw new DomainError('PayloadTooLarge', message);
}

const isTooLong = (reply: unknown): boolean => Buffer.byteLength(JSON.stringify(reply)) > MAX_REPLY_BYTES;

const BEYOND_LIMIT = `is larger than ${MAX_REPLY_BYTES.toLocaleString('en')} bytes, the limit of a message.`;

const pageTooLong = (): ValidationError =>
  ValidationError.of('InvalidValue', 'CountPerPage', `The page ${BEYOND_LIMIT} Request fewer items.`);
