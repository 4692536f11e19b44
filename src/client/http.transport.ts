import type { OperationRoute } from '../common/routes/operation-route.js';
import {
  type AttemptLimits,
  type Envelope,
  ApiErrorResponse,
  type ResponseStatus,
  type ClientTransport,
} from './client-transport.js';
import type { ListRequest, ListResponse } from './wire-types.js';

/** Sends calls by HTTP and JSON, with Node's fetch. */
export class HttpTransport implements ClientTransport {
  /** @param base The URL of the service; it may contain a path. */
  constructor(private readonly base: string) {}

  async send(route: OperationRoute, envelope: Envelope, { signal }: AttemptLimits): Promise<unknown> {
    const { url, members } = this.urlOf(route, envelope.data as Record<string, unknown>);
    const hasBody = route.method === 'POST' || route.method === 'PATCH';
    const response = await fetch(hasBody ? url : withQuery(url, members), {
      method: route.method,
      headers: headersOf(envelope, hasBody),
      ...(hasBody && { body: JSON.stringify(members) }),
      redirect: 'manual', // credentials must not be sent to another address
      signal,
    });
    const body = readJson(await response.text());
    if (!response.ok) throw errorResponseOf(response, body);
    if (response.status === 204) return undefined;
    if (body === undefined) throw new Error(`${this.base} responded ${response.status} without JSON.`);
    const etag = response.headers.get('etag');
    const next = nextOf(members, body, response.headers.get('link'));
    return { ...body, ...(etag !== null && { etag }), ...(next && { next }) };
  }

  close(): void {
    // fetch manages its connections for the whole process.
  }

  /** Moves the members that stand in the path from the data to the URL. */
  private urlOf({ path }: OperationRoute, data: Record<string, unknown>) {
    const inPath = new Set<string>();
    const filledPath = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      inPath.add(name);
      return pathSegmentOf(data[name]);
    });
    const members = Object.fromEntries(Object.entries(data).filter(([name]) => !inPath.has(name)));
    return { url: new URL(this.base.replace(/\/+$/, '') + filledPath), members };
  }
}

function pathSegmentOf(id: unknown): string {
  // A URL cannot contain these ids: they would change the path.
  if (typeof id !== 'string' || ['', '.', '..'].includes(id)) {
    throw new ApiErrorResponse(404, { errorCode: 'NotFound', message: `The object '${String(id)}' does not exist.` });
  }
  // The service would read a dot as the start of a format suffix.
  return encodeURIComponent(id).replaceAll('.', '%2E');
}

function headersOf(envelope: Envelope, hasBody: boolean): Headers {
  const { credentials, requestId, idempotencyKey, ifMatch, traceparent, tracestate } = envelope;
  try {
    return new Headers({
      accept: 'application/json',
      authorization: `Bearer ${'apiKey' in credentials ? credentials.apiKey : credentials.jwt}`,
      'x-request-id': requestId,
      ...(hasBody && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      ...(traceparent !== undefined && { traceparent }),
      ...(tracestate !== undefined && { tracestate }),
    });
  } catch {
    // fetch's message quotes the value, which may be a secret.
    const message =
      'The credentials, request id, idempotency key or ifMatch contain a character that an HTTP header cannot contain.';
    throw new ApiErrorResponse(400, { errorCode: 'InvalidCharacters', message });
  }
}

function withQuery(url: URL, members: Record<string, unknown>): URL {
  for (const [name, value] of Object.entries(members)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) url.searchParams.append(name, String(item));
    }
  }
  return url;
}

function readJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The service's error; HttpError if a proxy responded instead. */
function errorResponseOf({ status, statusText, headers }: Response, body: object | undefined): ApiErrorResponse {
  const responseStatus = (body as { responseStatus?: ResponseStatus } | undefined)?.responseStatus;
  const seconds = Number.parseInt(headers.get('retry-after') ?? '', 10);
  const message = `The response was ${status} ${statusText}, and not from the service itself.`;
  return new ApiErrorResponse(
    status,
    responseStatus ?? { errorCode: 'HttpError', message },
    Number.isNaN(seconds) ? undefined : seconds,
  );
}

/** The request for the next page. It has a page number too, because some pages have no cursor. */
function nextOf(request: ListRequest, body: Partial<ListResponse<object>>, link: string | null) {
  if (!body.hasMorePages) return undefined;
  const { cursor: _, ...query } = request;
  const cursor = nextCursorOf(link);
  return { ...query, page: (request.page ?? 0) + 1, ...(cursor !== undefined && { cursor }) };
}

/** The cursor of the next page in the `Link` header (RFC 8288). */
function nextCursorOf(link: string | null): string | undefined {
  const query = /<[^>?]*\?([^>]*)>;\s*rel="?next"?/.exec(link ?? '')?.[1];
  return new URLSearchParams(query).get('cursor') ?? undefined;
}
