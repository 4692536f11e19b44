import { EXAMPLE_SESSION_ID } from '../common/examples.js';
import { MAX_BATCH_ITEMS, MAX_ID_LENGTH, MAX_NAME_LENGTH, MAX_PURPOSE_LENGTH } from '../common/limits.js';
import { DEFAULT_COUNT_PER_PAGE } from '../common/list-request.js';
import { codecs } from '../content/codecs/codecs.js';
import { MEANING_OF, STATUS_OF } from '../content/errors/error-statuses.js';
import { FORM } from '../content/codecs/form.reader.js';
import { MULTIPART } from '../content/codecs/multipart.reader.js';
import type { ErrorCode } from '../common/errors.js';

const code = (text: string): string => `\`${text}\``;

const formatRows = codecs.map(
  ({ name, mediaTypes, read }) =>
    `| ${code(name)} | ${mediaTypes.map(code).join(', ')} | ${read ? 'requests and responses' : 'responses'} |`,
);

const errorRows = (Object.keys(STATUS_OF) as ErrorCode[]).map(
  (errorCode) => `| ${STATUS_OF[errorCode]} | ${code(errorCode)} | ${MEANING_OF[errorCode]} |`,
);

const formatCount = (count: number): string => count.toLocaleString('en');

/** The description of the document, in Markdown. */
export const introduction = `
Manages **AI sessions** for the accounts of a telephony platform. A session has a purpose and can belong to an account.
Responses include the current name of the account, the users who created and last modified the session, and the dates.

## Authentication

Each operation lists the role that it requires. Authenticate every request with one of:

- A user name and password, with HTTP Basic.
- An API key, in \`Authorization: Bearer vk_…\` or \`X-Api-Key: vk_…\`.
- A JSON Web Token (JWT), in \`Authorization: Bearer …\`, if the service is configured to accept tokens.
- The session cookie that \`POST /auth/credentials\` sets.

The service rejects requests from pages of other sites if they can change data.

## Formats

| Name | Media types | Supported in |
|---|---|---|
${formatRows.join('\n')}

The service selects the response format from, in this order: a suffix of the path (\`/ai/sessions.xml\`), the \`format\`
parameter (\`?format=xml\`), and the \`Accept\` header. If the client accepts any format, the response uses the format of
the request body if that is supported in responses, and JSON otherwise. Request bodies must use UTF-8, and can also be sent
as ${code(FORM)}, or as ${code(MULTIPART)} without files.

JSON responses use camelCase names and omit members without a value; names in JSON requests are case-insensitive. XML
responses match the output of .NET's DataContractSerializer byte for byte: each member is in the namespace of its class, and
members without a value have \`i:nil="true"\`. XML requests can contain the members in any order. Dates are in ISO 8601
format, in UTC. IDs are opaque strings.

Request bodies are limited to 64 KiB (4 KiB to sign in or out), and URLs to 8 KiB. A purpose can have up to ${formatCount(MAX_PURPOSE_LENGTH)}
Unicode code points, an ID up to ${formatCount(MAX_ID_LENGTH)}, and a name up to ${formatCount(MAX_NAME_LENGTH)}. In every
format, the service rejects characters that XML cannot represent.

## Errors

All errors have the same structure, in JSON or XML: an error code for programs, a message for people, and one entry for each
invalid member. If the \`Accept\` header includes \`application/problem+json\` or \`application/problem+xml\`, the
response uses the problem details format of RFC 9457. Every response has an \`X-Request-Id\` header, which identifies the
request in the service log. To choose the ID yourself, send the header with the request.

| Status | Code | Meaning |
|---|---|---|
${errorRows.join('\n')}

If members are invalid, the error code is that of the first invalid member, such as \`NotEmpty\`, \`MaximumLength\`,
\`InvalidType\` or \`NotFound\`.

## Lists

By default, a list returns the ${DEFAULT_COUNT_PER_PAGE} newest items. Use \`page\` (starting at 0) and
\`countPerPage\` to select a page, and \`sortField\` and \`sortOrder\` to change the order. The \`Link\` header of each
page contains the URL of the next page, as \`rel="next"\`. The cursor in this URL is as fast on the last page as on the
first, and skips no items if others are created or deleted in the meantime. With \`all=true\`, the response streams every
matching item, in any format. Pass multiple values in a query as a repeated parameter, separated by commas, or as
\`[a,b]\`.

## Retries

To retry \`POST\`, \`PATCH\` and \`DELETE\` requests safely, send an \`Idempotency-Key\` header with a unique key that you
generate. If you receive no response, repeat the request with the same key: the service processes it only once, and returns
the first response again. For 429 and 503 responses, and for 409 if waiting helps, the \`Retry-After\` header tells you
how many seconds to wait.

## Conditional requests

Responses that contain a single object have an \`ETag\` header. Send its value in \`If-None-Match\` with a \`GET\` request
to receive 304 if the object has not changed. Send it in \`If-Match\` with a \`PATCH\` or \`DELETE\` request to receive 412
if someone else has changed the object. A \`PATCH\` request changes only the members that it contains. To clear a member,
send \`null\` in JSON, or name the member in the \`reset\` parameter (\`?reset=Purpose\`) with any format.

## ServiceStack clients

The clients that ServiceStack generates call operations by name: \`/api/GetAISession\`, or
\`/json/reply/GetAISession\` with the name of any format. These URLs accept the HTTP method of the operation, or \`POST\`
with all members in the body: \`{"sessionId":"${EXAMPLE_SESSION_ID}"}\`. A \`POST\` request can set another method in the
\`X-HTTP-Method-Override\` header. Every \`GET\` operation also supports \`HEAD\`.

One-way calls, \`/json/oneway/NewAISession\`, do the same and return 204 without a body. Batches,
\`POST /api/NewAISession[]\`, take a list of up to ${formatCount(MAX_BATCH_ITEMS)} requests and return the list of responses
in the same order: all requests succeed, or none has an effect. Operations that create, get, change or delete one object
support batches.

[/metadata](metadata) has a page for each operation, which needs no JavaScript: its members, data types, samples in each
format, and errors. It also lists the XML schemas of all requests and responses.

## Generated clients

Generators that support only one media type a body should read \`/openapi-json-only.json\` instead: the same operations,
with JSON alone.
`;

/** The groups of operations, in display order. */
export const TAGS: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'AI sessions', description: 'Sessions of an AI, each with a purpose and for an account' },
  { name: 'Actions', description: 'Calls that an agent stages in a session, for a person to review and apply' },
  { name: 'AI usage', description: 'How long accounts and their customers used AI' },
  { name: 'Accounts', description: 'The accounts that sessions belong to. Account names are unique, ignoring case.' },
  { name: 'Authentication', description: 'Sign in and out with cookies, and get the current user' },
  {
    name: 'Users and keys',
    description: 'Users and their API keys. The caller must send a password, or have signed in with one.',
  },
  { name: 'Health', description: 'Liveness and readiness checks, without authentication' },
];
