import { EXAMPLE_CURSOR } from '../common/examples.js';
import type { HeaderObject, ReferenceObject } from './openapi-types.js';

const text = (description: string, example: string, required = false): HeaderObject => ({
  description,
  required,
  schema: { type: 'string' },
  example,
});

/** The headers of answers. */
export const RESPONSE_HEADERS: Readonly<Record<string, HeaderObject>> = {
  'X-Request-Id': text('The id of the call: the one that was sent, or a new one', 'call-17', true),
  Vary: text('What the format of the answer was chosen by', 'Accept', true),
  'Cache-Control': text('Whether the answer may be kept', 'private, no-cache'),
  ETag: text('What the object looks like now, for `If-Match` and `If-None-Match`', '"1-1-json"', true),
  Link: text('Where the next page is, if there is one', `</ai/sessions?cursor=${EXAMPLE_CURSOR}>; rel="next"`),
  'Content-Disposition': text('CSV is a file to download', 'attachment; filename="ListAISessions.csv"'),
  'Set-Cookie': text('The cookies of the sign-in; emptied when it ends', 'ss-id=…; Path=/; Max-Age=43200; HttpOnly'),
  'WWW-Authenticate': text('A challenge for each way to sign in', 'Basic realm="voice-api", charset="UTF-8"', true),
  'Retry-After': text('After how many seconds to try again', '1', true),
};

/** References to some of them, by name in any case. */
export function headersNamed(...names: readonly string[]): Record<string, ReferenceObject> {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const found = Object.keys(RESPONSE_HEADERS).filter((name) => wanted.has(name.toLowerCase()));
  return Object.fromEntries(found.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
