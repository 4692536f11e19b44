import { expectDocumented } from './expect-documented.js';

export interface CallOptions {
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** A response, read completely. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  readonly json: Record<string, unknown> & { responseStatus: ErrorStatus };
}

export interface ErrorStatus {
  errorCode: string;
  message: string;
  errors: { errorCode: string; fieldName: string; message: string }[];
  meta?: Record<string, string>;
}

/**
 * Calls a service that listens at `url`. Headers without a value are left out.
 *
 * @throws Error if openapi.json does not document the response, so that every test checks the document too.
 */
export async function call(
  url: string,
  method: string,
  path: string,
  { headers = {}, body }: CallOptions = {},
): Promise<Answer> {
  const sent = Object.entries(headers).filter(([, value]) => value !== '');
  // For a Blob without a type, fetch adds no Content-Type.
  const payload = body === undefined ? undefined : new Blob([body]);
  const response = await fetch(url + path, { method, headers: sent, body: payload });
  const text = await response.text();
  const verb = method === 'POST' ? (headers['x-http-method-override'] ?? method).toUpperCase() : method;
  expectDocumented({ method: verb, path, status: response.status, headers: response.headers, text });
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text) as Answer['json'];
    },
  };
}
