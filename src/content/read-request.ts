import type { FastifyRequest } from 'fastify';
import type { Contract } from '../common/contract/data-contract.js';
import { DomainError, SerializationError } from '../common/errors.js';
import { codecs, readTypes } from './codecs.js';
import { FORM, parsePairs, readPairs } from './form.reader.js';
import { sentContentType } from './http-exchange.js';
import { mediaTypeOf, parameterOf } from './media-type.js';
import { validate } from './validate.js';

/**
 * Reads the request of an operation (WIRE.md section 3).
 *
 * @returns An instance of the contract's class, validated.
 * @throws DomainError 415 for a body in no format we read, SerializationError for one that cannot be read,
 *   ValidationError naming every wrong member.
 */
export function readRequest(request: FastifyRequest, contract: Contract): object {
  const members = { ...readQuery(request, contract), ...readBody(request, contract) };
  return validate(Object.assign(Object.create(contract.type.prototype as object) as object, members));
}

/** Members may stand in the query where the verb has no body, and on ServiceStack's own routes; the body wins. */
function readQuery({ raw, method, routeOptions }: FastifyRequest, contract: Contract): Record<string, unknown> {
  const url = raw.url ?? '';
  const at = url.indexOf('?');
  if (at < 0) return {};
  const pairs = parsePairs(url.slice(at + 1), 'address');
  const isRead = BODILESS.has(method) || routeOptions.config.format !== undefined;
  return isRead ? readPairs(pairs, contract) : {};
}

const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE']);

function readBody(request: FastifyRequest, contract: Contract): Record<string, unknown> {
  const body = request.body as Buffer | undefined;
  if (!body || body.length === 0) return {};
  const contentType = sentContentType(request) ?? '';
  const mediaType = mediaTypeOf(contentType);
  const codec = codecs.find(({ read, mediaTypes }) => read && mediaTypes.includes(mediaType ?? ''));
  const charset = parameterOf(contentType, 'charset');
  const encoding = request.headers['content-encoding'];
  if (!codec && mediaType !== FORM) {
    throw unsupported(`${contentType ? `'${contentType}'` : 'A body without a Content-Type'} cannot be read.`);
  }
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw unsupported('Only the charset utf-8 can be read.');
  }
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    throw unsupported('A Content-Encoding cannot be read.');
  }
  const text = decode(body);
  if (codec?.read) return codec.read(text, contract);
  if (/^\s*[{[<]/.test(text)) {
    throw unsupported(
      `The body is labelled as a form (${FORM}) but looks like JSON or XML: was its Content-Type forgotten?`,
    );
  }
  return readPairs(parsePairs(text), contract);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new SerializationError('The body is not valid UTF-8.');
  }
}

const unsupported = (what: string): DomainError =>
  new DomainError('UnsupportedMediaType', `${what} Send one of ${[...readTypes, FORM].join(', ')} in UTF-8.`);
