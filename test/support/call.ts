import { exchange, type Received } from './exchange.js';
import { expectDocumented } from './expect-documented.js';

export interface CallOptions {
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** A response, read completely. */
export interface Answer extends Received {
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
export async function call(url: string, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const answer = await exchange(url + path, { method, ...options });
  const { status, headers, text } = answer;
  const verb = method === 'POST' ? (options.headers?.['x-http-method-override'] ?? method).toUpperCase() : method;
  expectDocumented({ method: verb, path, status, headers, text });
  return {
    ...answer,
    get json() {
      return JSON.parse(text) as Answer['json'];
    },
  };
}
