import { EXAMPLE_CURSOR } from '../common/examples.js';
import type { HeaderObject, ReferenceObject } from './openapi-types.js';

const header = (description: string, example: string, required = false): HeaderObject => ({
  description,
  required,
  schema: { type: 'string' },
  example,
});

/** The headers of every response to an authenticated call, if calls are limited. */
export const RATE_LIMIT_HEADERS = ['RateLimit', 'RateLimit-Policy'] as const;

/** Every documented response header, by name. */
export const RESPONSE_HEADERS: Readonly<Record<string, HeaderObject>> = {
  'X-Request-Id': header(
    'Identifies the request in the service log. Repeats the `X-Request-Id` of the request, if it has one.',
    'call-17',
    true,
  ),
  Vary: header('The request headers that determine the response format', 'Accept', true),
  'Cache-Control': header('Whether and how the response can be cached', 'private, no-cache'),
  ETag: header('The version of the object, for `If-Match` and `If-None-Match`', '"1-1-json"', true),
  Link: header('The next page. Absent on the last page.', `</ai/sessions?cursor=${EXAMPLE_CURSOR}>; rel="next"`),
  RateLimit: header('The calls that are left, if calls are limited', '"principal";r=99;t=1'),
  'RateLimit-Policy': header('The limits of calls, if there are any', '"principal";q=100;w=60'),
  'Content-Disposition': header('The file name of a CSV response', 'attachment; filename="ListAISessions.csv"'),
  'Set-Cookie': header(
    'Sets the session cookies at sign-in and clears them at sign-out',
    'ss-id=…; Path=/; Max-Age=43200; HttpOnly',
  ),
  'WWW-Authenticate': header(
    'One challenge for each supported authentication scheme',
    'Basic realm="voice-api", charset="UTF-8"',
    true,
  ),
  'Retry-After': header('The number of seconds to wait before the next attempt', '1', true),
};

/** References to the response headers with these names, which are case-insensitive. Undocumented headers are ignored. */
export const headerReferences = (...names: readonly string[]): Record<string, ReferenceObject> =>
  Object.fromEntries(documentedOf(names).map(([name]) => [name, { $ref: `#/components/headers/${name}` }]));

/** As {@link headerReferences}, for headers that only some of the responses have. */
export const optionalHeaders = (...names: readonly string[]): Record<string, HeaderObject> =>
  Object.fromEntries(documentedOf(names).map(([name, documented]) => [name, { ...documented, required: false }]));

function documentedOf(names: readonly string[]): [name: string, header: HeaderObject][] {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return Object.entries(RESPONSE_HEADERS).filter(([name]) => wanted.has(name.toLowerCase()));
}
