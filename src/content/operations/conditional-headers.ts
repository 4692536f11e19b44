import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { ExpectedVersions, Versioned } from '../../common/results.js';
import { ValidationError } from '../../common/errors.js';
import { callOf, Message } from './message-call.js';

/** An object's strong ETag: its version, what else is shown with it, and the format (RFC 9110 section 8.8.3). */
export const etagOf = ({ version, relatedVersion }: Versioned<object>, format: string): string =>
  `"${[version, ...(relatedVersion ? [relatedVersion] : []), format].join('-')}"`;

/** Whether `If-None-Match` names this ETag, by weak comparison (RFC 9110 section 13.1.2). */
export function matchesIfNoneMatch(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch).some((tag) => tag.replace(/^W\//, '') === etag);
}

/** Says in the OpenAPI document that an operation reads a header: whoever asks for its value by a decorator. */
const documentHeader = (name: string, description: string, example: string): [ParameterDecorator] => [
  (target, key) => {
    const handler = Object.getOwnPropertyDescriptor(target, key as string) as PropertyDescriptor;
    const schema = { type: 'string' as const, examples: [example] };
    ApiHeader({ name, required: false, description, schema })(target, key as string, handler);
  },
];

const ifMatchHeader = documentHeader(
  'If-Match',
  'Return 412 unless the object still has this `ETag`. `*` matches every version.',
  '"1-1-json"',
);

const idempotencyKeyHeader = documentHeader(
  'Idempotency-Key',
  'A unique key that you generate, 1 to 255 characters. Retries of a request with the same key are processed only once.',
  '8e03978e-40d5-43dd-bc93-6894a57f9324',
);

/** The versions that `If-Match` names, of which a change asks the object's own alone; weak tags never match. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): ExpectedVersions | undefined => {
  const call = callOf(context);
  const header = call instanceof Message ? call.header('ifMatch') : call.headers['if-match'];
  if (header === undefined) return undefined;
  if (header.trim() === '*') return 'any';
  return tagsOf(header).map((tag) => Number(/^"(\d+)(?:-|"$)/.exec(tag)?.[1]));
}, ifMatchHeader);

const tagsOf = (header: string): string[] => header.match(/(?:W\/)?"[^"]*"/g) ?? [];

/** By the key alone can replicas that all do the same tell that it is to be done once. */
const keyMissing = (): ValidationError =>
  ValidationError.of(
    'NotEmpty',
    'IdempotencyKey',
    `'IdempotencyKey' must not be empty: every replica gets this message.`,
  );

/**
 * The key by which a request is told from its retries: a quoted string or bare visible ASCII, 1 to 255 characters
 * (draft-ietf-httpapi-idempotency-key-header).
 */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  const call = callOf(context);
  const header = call instanceof Message ? call.header('idempotencyKey') : call.headers['idempotency-key'];
  if (header === undefined) {
    if (call instanceof Message && call.source.isBroadcast) throw keyMissing();
    return undefined;
  }
  const text = String(header);
  const quoted = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1');
  const key = quoted ?? (/^[!#-~][!-~]*$/.test(text) ? text : '');
  if (key.length >= 1 && key.length <= 255) return key;
  const message = `'Idempotency-Key' must be 1 to 255 characters: a quoted string, or visible ASCII without spaces.`;
  throw ValidationError.of('InvalidFormat', 'IdempotencyKey', message);
}, idempotencyKeyHeader);
