import type { FastifyRequest } from 'fastify';
import { type Contract, wireNameOf } from '../../common/contract/data-contract.js';
import { DomainError, SerializationError, ValidationError } from '../../common/errors.js';
import { codecs, readTypes } from '../codecs/codecs.js';
import { FORM, parsePairs, readPairs } from '../codecs/form.reader.js';
import { sentContentType } from './request-state.js';
import { mediaTypeOf, parameterOf } from '../negotiation/media-type.js';
import { membersByName } from '../codecs/member-index.js';
import { asRequest } from './validate.js';

/**
 * Reads the request of an operation (WIRE.md section 3).
 *
 * @param isPatch Whether `?reset=` clears members.
 * @returns An instance of the contract's class, validated.
 * @throws DomainError 415 for a body in no format we read, SerializationError for one that cannot be read,
 *   ValidationError naming every wrong member.
 */
export function readRequest(request: FastifyRequest, contract: Contract, isPatch = false): object {
  const query = queryOf(request);
  const members = { ...readQuery(request, query, contract), ...readBody(request, contract) };
  if (isPatch) for (const name of resetIn(query, contract)) members[name] = null;
  putPath(members, request.params as Record<string, string>);
  return asRequest(members, contract);
}

type Pairs = readonly [name: string, value: string][];

function queryOf({ raw: { url = '' } }: FastifyRequest): Pairs {
  const at = url.indexOf('?');
  return at < 0 ? [] : parsePairs(url.slice(at + 1), 'address');
}

/** Members may stand in the query where the verb has no body, and on ServiceStack's own routes; the body wins. */
function readQuery(
  { method, routeOptions }: FastifyRequest,
  query: Pairs,
  contract: Contract,
): Record<string, unknown> {
  const isRead = METHODS_WITHOUT_BODY.has(method) || routeOptions.config.format !== undefined;
  return isRead && query.length > 0 ? readPairs(query, contract) : {};
}

/** ServiceStack's way to clear members in any format: `?reset=Purpose,Name`. */
function resetIn(query: Pairs, contract: Contract): string[] {
  const names = query.filter(([name]) => name.toLowerCase() === 'reset').flatMap(([, value]) => value.split(','));
  return names
    .filter((name) => name !== '')
    .map((name) => {
      const member = membersByName(contract).get(name.toLowerCase());
      if (member) return member.name;
      throw ValidationError.of(
        'InvalidValue',
        'Reset',
        `'Reset' names '${name}', which is no member of ${contract.name}.`,
      );
    });
}

/** The path says which object is meant; a body that means another is a mistake. */
function putPath(members: Record<string, unknown>, params: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(params)) {
    const sent = members[name];
    if (sent !== undefined && sent !== null && sent !== value) {
      const field = wireNameOf(name);
      throw ValidationError.of('Mismatch', field, `'${field}' in the request is not the one in its address.`);
    }
    members[name] = value;
  }
}

const METHODS_WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE']);

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
