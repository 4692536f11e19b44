import type { FastifyRequest } from 'fastify';
import type { Contract } from '../../common/contract/data-contract.js';
import { DomainError, SerializationError } from '../../common/errors.js';
import { MAX_BATCH_ITEMS } from '../../common/limits.js';
import type { Codec } from '../codecs/codec.js';
import { codecs, readTypes } from '../codecs/codecs.js';
import { FORM, parsePairs, readPairs } from '../codecs/form.reader.js';
import { MULTIPART, readMultipart } from '../codecs/multipart.reader.js';
import { mediaTypeOf, parameterOf } from '../negotiation/media-type.js';
import { sentContentType } from './request-state.js';

/**
 * Reads a body in JSON, in XML or as a form.
 *
 * @returns The members; a promise of them if the body is in parts.
 * @throws As `readRequest`.
 */
export function readBody(
  request: FastifyRequest,
  contract: Contract,
): Record<string, unknown> | Promise<Record<string, unknown>> {
  const body = bodyOf(request);
  if (!body) return {};
  const { bytes, mediaType, contentType, codec } = body;
  if (mediaType === MULTIPART) return readParts(bytes, contentType, contract);
  const text = decodeUtf8(bytes);
  if (codec?.read) return codec.read(text, contract);
  if (/^\s*[{[<]/.test(text)) {
    throw unsupported(`The Content-Type of the body is that of a form (${FORM}), but it looks like JSON or XML.`);
  }
  return readPairs(parsePairs(text), contract);
}

async function readParts(bytes: Buffer, contentType: string, contract: Contract): Promise<Record<string, unknown>> {
  const pairs = await readMultipart(bytes, contentType);
  decodeUtf8(bytes); // the parser replaces what is not UTF-8
  return readPairs(pairs, contract);
}

/**
 * Reads the body of a batch: a list of requests in JSON or XML.
 *
 * @throws As `readRequest`. SerializationError also if there are too many.
 */
export function readBatchBody(request: FastifyRequest, contract: Contract): Record<string, unknown>[] {
  const body = bodyOf(request);
  if (!body?.codec?.readArray) throw unsupported('A batch needs a body in JSON or XML.');
  const items = body.codec.readArray(decodeUtf8(body.bytes), contract);
  if (items.length <= MAX_BATCH_ITEMS) return items;
  throw new SerializationError(`A batch has at most ${MAX_BATCH_ITEMS.toLocaleString('en')} requests.`);
}

interface Body {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly mediaType: string;
  /** Absent for a form. */
  readonly codec?: Codec;
}

/** @returns `undefined` if the body is empty. */
function bodyOf(request: FastifyRequest): Body | undefined {
  const bytes = request.body as Buffer | undefined;
  if (!bytes || bytes.length === 0) return undefined;
  const contentType = sentContentType(request) ?? '';
  const mediaType = mediaTypeOf(contentType) ?? '';
  const codec = codecs.find(({ read, mediaTypes }) => read && mediaTypes.includes(mediaType));
  const charset = parameterOf(contentType, 'charset');
  const encoding = request.headers['content-encoding'];
  if (!codec && mediaType !== FORM && mediaType !== MULTIPART) {
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
  return { bytes, contentType, mediaType, codec };
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
  new DomainError(
    'UnsupportedMediaType',
    `${problem} Send one of ${[...readTypes, FORM, MULTIPART].join(', ')} in UTF-8.`,
  );
