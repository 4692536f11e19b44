import { STATUS_CODES } from 'node:http';
import type { Codec } from '../content/codecs/codec.js';
import { jsonCodec } from '../content/codecs/json.codec.js';
import type { ContentObject, ParameterObject } from '../docs/openapi-types.js';
import type { DocumentedRoute } from './documented-operations.js';

/** An HTTP message of which the body can be empty. */
interface Sample {
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** A sample request, with what its curl command needs. */
export interface RequestSample extends Sample {
  readonly method: string;
  readonly url: string;
  readonly needsCredentials: boolean;
}

/** How requests over a plain socket authenticate, where curl asks for the password. */
interface SampleCredentials {
  readonly scheme: string;
  /** What the reader replaces. */
  readonly placeholder: string;
}

/** An API key, unless the operation requires a password. */
export const sampleCredentials = ({ security = [] }: DocumentedRoute['operation']): SampleCredentials =>
  security.some((scheme) => 'bearer' in scheme)
    ? { scheme: 'Bearer', placeholder: 'API_KEY' }
    : { scheme: 'Basic', placeholder: 'USER_NAME_AND_PASSWORD_IN_BASE64' };

/**
 * A request with the examples of the OpenAPI document.
 *
 * @param format The format of the response, and of the request if that can have it; otherwise requests are in JSON.
 * @param origin The scheme and authority of the service, such as `http://127.0.0.1:3000`.
 */
export function requestSample(
  { method, path, operation }: DocumentedRoute,
  format: Codec,
  origin: string,
): RequestSample {
  const { parameters = [], requestBody, security = [] } = operation;
  const { scheme, placeholder } = sampleCredentials(operation);
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(exampleOf(parameters, name)));
  const needsCredentials = security.length > 0 && security.every((scheme) => Object.keys(scheme).length > 0);
  const bodyFormat = format.read ? format : jsonCodec;
  const body = requestBody && bodyOf(requestBody.content, bodyFormat);
  const headers: [string, string][] = [
    ['Host', new URL(origin).host],
    ...(needsCredentials ? [['Authorization', `${scheme} ${placeholder}`] as [string, string]] : []),
    ['Accept', format.mediaTypes[0] ?? ''],
    ...(body === undefined ? [] : bodyHeaders(body, bodyFormat.mediaTypes[0] ?? '')),
  ];
  return { startLine: `${method} ${target} HTTP/1.1`, headers, body, method, url: origin + target, needsCredentials };
}

/** The success response with the example of the OpenAPI document. */
export function responseSample({ operation }: DocumentedRoute, format: Codec): Sample {
  const [status, response] = Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? ['200', {}];
  const body = 'content' in response && response.content ? bodyOf(response.content, format) : undefined;
  return {
    startLine: `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    headers: body === undefined ? [] : bodyHeaders(body, format.contentType(format.mediaTypes[0] ?? '')),
    body,
  };
}

/** The message as it is sent, except for its line ends. */
export const writeHttp = ({ startLine, headers, body = '' }: Sample): string =>
  [startLine, ...headers.map(([name, value]) => `${name}: ${value}`), '', body].join('\n');

/** The request as a curl command for a POSIX shell. */
export function writeCurl({ method, url, headers, body, needsCredentials }: RequestSample): string {
  const sent = headers.filter(([name]) => name === 'Accept' || name === 'Content-Type');
  const defaultMethod = body === undefined ? 'GET' : 'POST';
  return [
    `curl ${needsCredentials ? '-u admin ' : ''}${quoted(url)}`,
    ...(method === defaultMethod ? [] : [`-X ${method}`]),
    ...sent.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`-d ${quoted(body)}`]),
  ].join(' \\\n  ');
}

/** A text in single quotes, in which a POSIX shell changes nothing. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function exampleOf(parameters: readonly ParameterObject[], name: string): string {
  const example = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)?.example;
  return typeof example === 'string' ? example : name.toUpperCase();
}

const bodyHeaders = (body: string, contentType: string): [string, string][] => [
  ['Content-Type', contentType],
  ['Content-Length', String(Buffer.byteLength(body))],
];

/** The example of a format, which the document has indented for reading; `undefined` if there is none. */
export function bodyOf(content: ContentObject, format: Codec): string | undefined {
  const media = content[format.mediaTypes[0] ?? ''];
  if (!media) return undefined;
  return indented(media.example ?? Object.values(media.examples ?? {})[0]?.value);
}

/** A value as the OpenAPI document has it in a format: of JSON the value, of others the text. */
export const indented = (value: unknown): string =>
  typeof value === 'string' ? value.replaceAll('\r\n', '\n') : JSON.stringify(value, undefined, 2);
