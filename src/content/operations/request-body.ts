import type { FastifyRequest } from 'fastify';
import type { Contract } from '../../common/contract/data-contract.js';
import { DomainError, SerializationError } from '../../common/errors.js';
import { MAX_BATCH_ITEMS } from '../../common/limits.js';
import type { Codec } from '../codecs/codec.js';
import { codecs, readTypes } from '../codecs/codecs.js';
import { FORM, parsePairs, readPairs } from '../codecs/form.reader.js';
import { mediaTypeOf, parameterOf } from '../negotiation/media-type.js';
import { sentContentType } from './request-state.js';

/** @throws As `readRequest`. */
export function readBody(request: FastifyRequest, contract: Contract): Record<string, unknown> {
  const body = bodyOf(request);
  if (!body) return {};
  const { text, codec } = body;
  if (codec?.read) return codec.read(text, contract);
  if (/^\s*[{[<]/.test(text)) {
    throw unsupported(`The Content-Type of the body is that of a form (${FORM}), but it looks like JSON or XML.`);
  }
  return readPairs(parsePairs(text), contract);
}

/**
 * Reads the body of a batch: a list of requests in JSON or XML.
 *
 * @throws As `readRequest`. SerializationError also if there are too many.
 */
export function readBatchBody(request: FastifyRequest, contract: Contract): Record<string, unknown>[] {
  const body = bodyOf(request);
  if (!body?.codec?.readArray) throw unsupported('A batch needs a body in JSON or XML.');
  const items = body.codec.readArray(body.text, contract);
  if (items.length <= MAX_BATCH_ITEMS) return items;
  throw new SerializationError(`A batch has at most ${MAX_BATCH_ITEMS.toLocaleString('en')} requests.`);
}

/** The decoded body, and its codec unless it is a form; `undefined` if it is empty. */
function bodyOf(request: FastifyRequest): { readonly text: string; readonly codec?: Codec } | undefined {
  const body = request.body as Buffer | undefined;
  if (!body || body.length === 0) return undefined;
  const contentType = sentContentType(request) ?? '';
  const mediaType = mediaTypeOf(contentType);
  const codec = codecs.find(({ read, mediaTypes }) => read && mediaTypes.includes(mediaType ?? ''));
  const charset = parameterOf(contentType, 'charset');
  const encoding = request.headers['content-encoding'];
  if (!codec && mediaType !== FORM) {
    throw unsupported(
      contentType
        ? `The Content-Type '${contentType}' is not supported.`
        : 'A body without a Content-Type is not supported.',
    );
  }
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw unsupported('The only supported charset is utf-8.');
  }
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    throw unsupported('A Content-Encoding is not supported.');
  }
  return { text: decodeUtf8(body), codec };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new SerializationError('The body is not valid UTF-8.');
  }
}

const unsupported = (problem: string): DomainError =>
  new DomainError('UnsupportedMediaType', `${problem} Send one of ${[...readTypes, FORM].join(', ')} in UTF-8.`);
