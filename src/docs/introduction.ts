import { EXAMPLE_SESSION_ID } from '../common/examples.js';
import { MAX_ID_LENGTH, MAX_NAME_LENGTH, MAX_PURPOSE_LENGTH } from '../common/limits.js';
import { DEFAULT_COUNT_PER_PAGE } from '../common/list-request.js';
import { codecs } from '../content/codecs/codecs.js';
import { MEANING_OF, STATUS_OF } from '../content/errors/error-statuses.js';
import { FORM } from '../content/codecs/form.reader.js';
import type { ErrorCode } from '../common/errors.js';

const code = (text: string): string => `\`${text}\``;

const formatRows = codecs.map(
  ({ name, mediaTypes, read }) =>
    `| ${code(name)} | ${mediaTypes.map(code).join(', ')} | ${read ? 'bodies and answers' : 'answers'} |`,
);

const errorRows = (Object.keys(STATUS_OF) as ErrorCode[]).map(
  (errorCode) => `| ${STATUS_OF[errorCode]} | ${code(errorCode)} | ${MEANING_OF[errorCode]} |`,
);

const count = (number: number): string => number.toLocaleString('en');

/** What the document says before its operations, in Markdown. */
export const introduction = `
Keeps **AI sessions** for the accounts of a telephony platform. A session has a purpose and belongs to an account, if to
any; every answer has the account's present name, and who made and changed the session when.

## Signing in

An operation names the role that its caller needs. A caller shows, with each call, one of

- user name and password, by HTTP Basic,
- an API key, as \`Authorization: Bearer vk_…\` or \`X-Api-Key: vk_…\`,
- a token (JWT), as \`Authorization: Bearer …\`, where the service is set up to take them,
- the cookie that \`POST /auth/credentials\` gives.

A call that may change something is refused where it comes from a page of another site.

## Formats

| Name | Media types | For |
|---|---|---|
${formatRows.join('\n')}

Which format answers is said by a suffix of the path (\`/ai/sessions.xml\`), else by \`?format=xml\`, else by \`Accept\`;
where anything will do it is the format of the request's body, else JSON. Bodies are read in UTF-8, and as
${code(FORM)} too.

JSON is written in camelCase, without the members that have no value, and its names are read in any case. XML is what
.NET's DataContractSerializer writes, byte for byte: each member in the namespace of its class, \`i:nil="true"\` where there
is no value; it is read with its members in any order. Dates are ISO 8601 in UTC. Ids are text, whatever they look like.

A body has at most 64 KiB and an address 8 KiB; a purpose ${count(MAX_PURPOSE_LENGTH)} Unicode code points, an id
${count(MAX_ID_LENGTH)}, a name ${count(MAX_NAME_LENGTH)}. Characters that XML cannot carry are refused in every format.

## Errors

Every error has the same shape, in JSON or XML: a code for programs, a message for people, and an entry for each wrong
member. Who accepts \`application/problem+json\` or \`application/problem+xml\` gets it by RFC 9457. \`X-Request-Id\` is the
call's name in the log of the service; one that is sent is kept.

| Status | Code | When |
|---|---|---|
${errorRows.join('\n')}

With wrong members the code is the first one's: \`NotEmpty\`, \`MaximumLength\`, \`InvalidType\`, \`NotFound\` and so on.

## Lists

A list gives its newest ${DEFAULT_COUNT_PER_PAGE} items. \`page\` (from 0) and \`countPerPage\` give others, \`sortField\` and
\`sortOrder\` another order. A page's \`Link: <…>; rel="next"\` leads to the next one by a cursor, which costs the same
however deep it is and misses nothing while items come and go. \`all=true\` gives every match as one stream, in any format.
Lists in a query are repeated, joined by commas, or written \`[a,b]\`.

## Retries

Send an \`Idempotency-Key\` of your own making with a \`POST\`, \`PATCH\` or \`DELETE\`. Where no answer comes, send the same again:
what was asked for is done once, and the first answer comes again. 429 and 503 say by \`Retry-After\` when to try again.

## Edits

An answer that is one object has an \`ETag\`. Send it as \`If-None-Match\` with \`GET\` to get 304 while nothing has changed,
and as \`If-Match\` with \`PATCH\` or \`DELETE\` to get 412 where somebody else was faster. A \`PATCH\` leaves alone what it
does not name; \`null\` in JSON clears a member, and so does \`?reset=Purpose\` in any format.

## ServiceStack's clients

Every operation can be called by its name too, as ServiceStack's generated clients do: \`/api/GetAISession\`, or
\`/json/reply/GetAISession\` with any format's name, by the operation's own verb or by \`POST\`, with everything in the body:
\`{"sessionId":"${EXAMPLE_SESSION_ID}"}\`. \`X-HTTP-Method-Override\` on a \`POST\` says which verb is meant. What answers
\`GET\` answers \`HEAD\` too.
`;

/** The groups of operations, in the order in which they are shown. */
export const TAGS: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'AI sessions', description: 'Sessions of an AI, each for a purpose and on behalf of an account' },
  { name: 'Accounts', description: 'Whom sessions belong to. Names are unique without regard to case' },
  { name: 'Signing in', description: 'Cookies in place of credentials with every call, and who is calling' },
  { name: 'Health', description: 'For those who run the service, without credentials' },
];
