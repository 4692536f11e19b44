import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ValidationError } from '../../common/errors.js';
import { callOf } from './call-of.js';
import { documentHeader } from './header-documentation.js';

const MAX_KEY_LENGTH = 255;

const header = documentHeader(
  'Idempotency-Key',
  'A key that the client chooses, 1 to 255 characters: requests with the same key and the same content are executed once, however often they are sent',
  '8e03978e-40d5-43dd-bc93-6894a57f9324',
);

/**
 * Injects the idempotency key of a call (draft-ietf-httpapi-idempotency-key-header); `undefined` if it has none.
 *
 * @throws ValidationError if the key is malformed, or missing from a message that every replica receives.
 */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  const call = callOf(context);
  const value = call.header('idempotency-key');
  if (value !== undefined) return parseKey(value);
  // Without a key each replica would execute the message.
  if (call.isBroadcast) throw keyMissing();
  return undefined;
}, header);

/** Accepts a quoted string (RFC 9651 section 3.3.3), or visible ASCII without quotes. */
function parseKey(value: string): string {
  const quoted = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/.exec(value)?.[1]?.replace(/\\(["\\])/g, '$1');
  const key = quoted ?? (/^[!#-~][!-~]*$/.test(value) ? value : '');
  if (key.length >= 1 && key.length <= MAX_KEY_LENGTH) return key;
  throw ValidationError.of(
    'InvalidFormat',
    'IdempotencyKey',
    `'Idempotency-Key' must be 1 to ${MAX_KEY_LENGTH} characters: a quoted string, or visible ASCII without spaces.`,
  );
}

const keyMissing = (): ValidationError =>
  ValidationError.of(
    'NotEmpty',
    'IdempotencyKey',
    `'IdempotencyKey' must not be empty: every replica receives this message.`,
  );
