import { isDeepStrictEqual } from 'node:util';
import type { FastifyRequest } from 'fastify';
import { type Contract, wireNameOf } from '../../common/contract/data-contract.js';
import { ValidationError } from '../../common/errors.js';
import { itemError } from '../../common/item-error.js';
import { splitUrl } from '../../common/split-url.js';
import { parsePairs, readPairs } from '../codecs/form.reader.js';
import { membersByName } from '../codecs/member-index.js';
import { readBatchBody, readBody } from './request-body.js';
import { createValidRequest } from './validate.js';

/**
 * Reads the request of an operation from path, query and body (WIRE.md section 3).
 *
 * @param isPatch Whether `?reset=` clears members.
 * @returns An instance of the contract's class, validated; a promise of it if the body is in parts.
 * @throws DomainError `UnsupportedMediaType` if the format of the body is not supported, SerializationError if body or
 *   query is malformed, ValidationError with one entry for each invalid member.
 */
export function readRequest(request: FastifyRequest, contract: Contract, isPatch = false): object | Promise<object> {
  const create = requestCreator(request, contract, isPatch);
  const body = readBody(request, contract);
  return body instanceof Promise ? body.then(create) : create(body);
}

/**
 * Reads the requests of a batch. What the query says applies to each of them, as if each were sent alone.
 *
 * @throws As `readRequest`; what is wrong with one request has its index.
 */
export function readRequests(request: FastifyRequest, contract: Contract, isPatch: boolean): object[] {
  const create = requestCreator(request, contract, isPatch);
  return readBatchBody(request, contract).map((body, index) => {
    try {
      return create(body);
    } catch (error) {
      throw itemError(error, index);
    }
  });
}

/** @returns A function that creates a valid request of the members of its body, and of path and query. */
function requestCreator(
  request: FastifyRequest,
  contract: Contract,
  isPatch: boolean,
): (body: Record<string, unknown>) => object {
  const query = parseQuery(request);
  expectNoSecret(query, contract);
  const queryMembers = readQuery(request, query, contract);
  const parameters = request.params as Record<string, string>;
  const cleared = isPatch ? resetMembers(query, contract, parameters) : [];
  return (body) => {
    const members = mergeMembers(queryMembers, body);
    for (const name of cleared) members[name] = null;
    addPathParameters(members, parameters);
    return createValidRequest(members, contract);
  };
}

type NameValuePairs = readonly [name: string, value: string][];

function parseQuery({ raw: { url = '' } }: FastifyRequest): NameValuePairs {
  const { query } = splitUrl(url);
  return query === '' ? [] : parsePairs(query, 'URL');
}

/** @throws ValidationError if a secret is in the URL, where it would be logged. */
function expectNoSecret(query: NameValuePairs, contract: Contract): void {
  if (query.length === 0) return;
  const names = new Set(query.map(([name]) => name.replace(/\[.*$/, '').trim().toLowerCase()));
  const secret = contract.members.find((member) => member.isSecret && names.has(member.name.toLowerCase()));
  if (!secret) return;
  const { wireName } = secret;
  throw ValidationError.of('NotAllowed', wireName, `'${wireName}' must be in the body: URLs are logged.`);
}

/** The query has members if the method usually has no body or the operation says so, and on ServiceStack's own routes. */
function readQuery(
  { method, routeOptions }: FastifyRequest,
  query: NameValuePairs,
  contract: Contract,
): Record<string, unknown> {
  const { format, operation } = routeOptions.config;
  const hasMembers = METHODS_WITHOUT_BODY.has(method) || format !== undefined || operation?.readsQuery;
  return hasMembers && query.length > 0 ? readPairs(query, contract) : {};
}

/** A member may be in both with the same value. Another value is an error, so that nothing is dropped in silence. */
function mergeMembers(query: Record<string, unknown>, body: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(query)) {
    if (!isDeepStrictEqual(body[name] ?? value, value)) throw mismatch(name, 'body', 'query');
  }
  return { ...query, ...body };
}

/** ServiceStack's way to clear members in any format: `?reset=Purpose,Name`. */
function resetMembers(query: NameValuePairs, contract: Contract, pathParameters: object): string[] {
  return query
    .filter(([name]) => name.toLowerCase() === 'reset')
    .flatMap(([, value]) => value.split(','))
    .filter((name) => name !== '')
    .map((name) => {
      const member = membersByName(contract).get(name.toLowerCase());
      if (member && !(member.name in pathParameters)) return member.name;
      throw ValidationError.of(
        'InvalidValue',
        'Reset',
        `'Reset' names '${name}', which is not a member of ${contract.name} that can be cleared.`,
      );
    });
}

/** The path identifies the object. A different id in the body or query is an error. */
function addPathParameters(members: Record<string, unknown>, params: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(params)) {
    const sent = members[name];
    if (sent !== undefined && sent !== null && sent !== value) throw mismatch(name, 'request', 'path');
    members[name] = value;
  }
}

function mismatch(name: string, one: string, other: string): ValidationError {
  const field = wireNameOf(name);
  return ValidationError.of('Mismatch', field, `'${field}' in the ${one} differs from the one in the ${other}.`);
}

const METHODS_WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE']);
