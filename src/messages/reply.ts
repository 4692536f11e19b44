import { ListExport, ListPage, Versioned } from '../common/results.js';
import { ValidationError } from '../common/errors.js';
import type { ListRequest } from '../common/list-request.js';
import { etagOf } from '../content/operations/conditional-headers.js';
import { toJson } from '../content/codecs/json.codec.js';
import type { MessageCall } from '../content/operations/message-call.js';
import type { OperationContract } from '../content/operations/operation-contract.js';
import { MAX_REPLY_BYTES } from './message-limits.js';

/**
 * An operation's answer as the reply to a message: what HTTP has in its JSON body, and what it has in headers as members
 * beside that.
 *
 * @throws ValidationError for a list that is longer than a message may be.
 */
export async function replyOf(answer: unknown, operation: OperationContract, message: MessageCall): Promise<unknown> {
  const { response } = operation;
  if (!response) return null;
  if (answer instanceof ListExport) {
    await answer.chunks[Symbol.asyncIterator]().return?.();
    throw ValidationError.of('InvalidValue', 'All', `'All' is for HTTP alone: go on by 'next' from page to page.`);
  }
  if (answer instanceof ListPage)
    return pageReply(answer as ListPage<object>, toJson(answer.value, response) as object, operation, message);
  if (answer instanceof Versioned) {
    return { ...(toJson(answer.value, response) as object), etag: etagOf(answer as Versioned<object>, 'json') };
  }
  return toJson(answer, response);
}

/** The page counts on beside the cursor, for where a page has none: see `Lists`. */
function pageReply(page: ListPage<object>, body: object, operation: OperationContract, message: MessageCall): object {
  const sent = message.readRequest(operation) as ListRequest;
  const { cursor: _, ...query } = toJson(sent, operation.request) as ListRequest;
  const next = { ...query, page: (sent.page ?? 0) + 1, ...(page.next !== undefined && { cursor: page.next }) };
  const reply = page.value.hasMorePages ? { ...body, next } : body;
  if (Buffer.byteLength(JSON.stringify(reply)) > MAX_REPLY_BYTES) throw tooLong();
  return reply;
}

const tooLong = (): ValidationError =>
  ValidationError.of(
    'InvalidValue',
    'CountPerPage',
    `The page has more than ${MAX_REPLY_BYTES.toLocaleString('en')} bytes, which is too long for a message. Ask for fewer items.`,
  );
