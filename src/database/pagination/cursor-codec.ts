import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ValidationError } from '../../common/errors.js';
import type { ListRequest } from '../../common/list-request.js';
import type { CursorPosition } from './list-query.js';

const SIGNATURE_BYTES = 16;

/**
 * Encodes a position for the `cursor` of the next request. The signature covers the query, so a cursor is valid only for
 * a request with the same filter and order.
 *
 * @param key The HMAC key.
 */
export function encodeCursor({ value, id }: CursorPosition, request: ListRequest, key: Buffer): string {
  const payload = Buffer.from(JSON.stringify([value, id]));
  return Buffer.concat([sign(payload, request, key), payload]).toString('base64url');
}

/** @throws ValidationError if the cursor was not issued for this query. */
export function decodeCursor(cursor: string, request: ListRequest, key: Buffer): CursorPosition {
  const bytes = Buffer.from(cursor, 'base64url');
  const [signature, payload] = [bytes.subarray(0, SIGNATURE_BYTES), bytes.subarray(SIGNATURE_BYTES)];
  if (signature.length < SIGNATURE_BYTES || !timingSafeEqual(signature, sign(payload, request, key))) {
    throw ValidationError.of('InvalidValue', 'Cursor', `'Cursor' was not issued by this list for this query.`);
  }
  const [value, id] = JSON.parse(payload.toString()) as [string | number | null, string];
  return { value, id };
}

const sign = (payload: Buffer, request: ListRequest, key: Buffer): Buffer =>
  createHmac('sha256', key).update(queryDigest(request)).update(payload).digest().subarray(0, SIGNATURE_BYTES);

/** Equal for requests with the same filter and order, whichever part of the list they request. */
function queryDigest(request: ListRequest): Buffer {
  const { page: _1, cursor: _2, countPerPage: _3, all: _4, simplifiedPaging: _5, ...query } = request;
  const members = Object.entries(query)
    .filter(([, value]) => value != null)
    .map(([name, value]) => [name, name.startsWith('sort') ? String(value).toLowerCase() : value])
    .sort();
  return createHash('sha256')
    .update(JSON.stringify([request.constructor.name, members]))
    .digest();
}
