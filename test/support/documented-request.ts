import { expect } from '@jest/globals';
import { document, type Documented, mistakeIn, responseOf } from './open-api.js';
import { type RequestSchema, resolve } from './schema-values.js';

/** A request to an operation of the document: the values of its parameters, by name, and its body. */
export interface DocumentedRequest {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The media type in which the body is sent. */
  readonly mediaType?: string;
}

/** A response that the document describes. */
export interface DocumentedResponse {
  readonly status: number;
  /** The value of a body in JSON; the text of another. */
  readonly value: unknown;
}

/**
 * Sends a request and compares the response with the document: its status, required headers, media type and body.
 *
 * @param authorization Not sent if empty.
 */
export async function send(
  url: string,
  { operation, path, method }: Documented,
  request: DocumentedRequest,
  authorization: string,
): Promise<DocumentedResponse> {
  const { body, mediaType = '' } = request;
  const query = new URLSearchParams(
    Object.entries(request.query ?? {}).flatMap(([name, value]) =>
      [value].flat().map((item): [string, string] => [name, String(item)]),
    ),
  );
  const address = path.replace(/{(\w+)}/g, (_, name: string) => encodeURIComponent(request.path?.[name] ?? 'none'));
  const schema = operation.requestBody?.content[mediaType]?.schema ?? {};
  const response = await fetch(`${url}${address}?${String(query)}`, {
    method,
    headers: {
      ...request.headers,
      ...(authorization && { authorization }),
      ...(mediaType !== '' && mediaType !== MULTIPART && { 'content-type': mediaType }),
    },
    body: body === undefined ? undefined : written(body, mediaType, schema),
  });
  const { status } = response;
  const text = await response.text();
  const documented = responseOf(operation, status);
  const what = `${operation.operationId} answered ${status}: ${text.slice(0, 300)}`;
  if (!documented) throw new Error(`${what}. The document does not have this status.`);
  for (const [name, header] of Object.entries(documented.headers ?? {})) {
    const { required } = '$ref' in header ? (document.components.headers[name] ?? {}) : header;
    if (required) expect([name, response.headers.get(name)]).not.toContain(null);
  }
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  const value: unknown = /[/+]json$/.test(type) ? JSON.parse(text) : text;
  if (!documented.content) {
    expect([what, text, type]).toEqual([what, '', '']);
    return { status, value };
  }
  const content = documented.content[type];
  if (!content) throw new Error(`${what}. The document does not have the media type ${type}.`);
  expect([what, mistakeIn(value, content.schema)]).toEqual([what, undefined]);
  return { status, value };
}

const MULTIPART = 'multipart/form-data';

/** Writes a body. Forms and XML cannot have null, so they leave it out. A text stays as it is. */
function written(body: unknown, mediaType: string, schema: RequestSchema): string | FormData | URLSearchParams {
  if (typeof body === 'string' && !mediaType.endsWith('json')) return body;
  if (mediaType.endsWith('json')) return JSON.stringify(body);
  const members = Object.entries(body as object)
    .filter(([, value]) => value !== null)
    .map(([name, value]): [string, string] => [name, String(value)]);
  if (mediaType.endsWith('xml')) return xml(members, resolve(schema));
  if (mediaType !== MULTIPART) return new URLSearchParams(members);
  const form = new FormData();
  for (const [name, value] of members) form.append(name, value);
  return form;
}

/** Writes XML as the `xml` keywords of a schema say. */
function xml(members: readonly [string, string][], { xml: root, properties = {} }: RequestSchema): string {
  const elements = members.map(([name, value]) => {
    const { name: element = name, namespace = '' } = properties[name]?.xml ?? {};
    return `<${element} xmlns="${namespace}">${escaped(value)}</${element}>`;
  });
  return `<${root?.name ?? ''} xmlns="${root?.namespace ?? ''}">${elements.join('')}</${root?.name ?? ''}>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;');
