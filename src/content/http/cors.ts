import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** How long a browser remembers the answer to a preflight request, in seconds. */
const PREFLIGHT_MAX_AGE_S = 600;

/** What a page may send. */
const REQUEST_HEADERS =
  'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Api-Key, X-HTTP-Method-Override, X-Request-Id, Traceparent, Tracestate';

/** What a page may read, besides what every page may. */
const RESPONSE_HEADERS =
  'Content-Disposition, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-AutoBatch-Completed, X-Request-Id';

/**
 * Allows the pages of other origins to call the service with a password, a key or a token (Fetch standard, section 3.2).
 * Cookies are never allowed: browsers do not send them.
 */
export class Cors {
  constructor(private readonly origins: ReadonlySet<string>) {}

  /** Adds the hook that completes `Vary`. */
  install(fastify: FastifyInstance): void {
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      const vary = reply.getHeader('vary');
      void reply.header('vary', vary === undefined ? 'Origin' : `${String(vary)}, Origin`);
      done(null, payload);
    });
  }

  /** Whether a request comes from an allowed origin, and has no cookie with which its user could be signed in. */
  isAllowed({ headers }: FastifyRequest): boolean {
    return headers.origin !== undefined && this.origins.has(headers.origin) && headers.cookie === undefined;
  }

  /** @returns Whether the request is a preflight request, which has been answered. */
  handle(request: FastifyRequest, reply: FastifyReply): boolean {
    const { headers, method } = request;
    if (headers.origin === undefined || !this.origins.has(headers.origin)) return false;
    void reply.headers({
      'access-control-allow-origin': headers.origin,
      'access-control-expose-headers': RESPONSE_HEADERS,
    });
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
    void reply
      .code(204)
      .headers({
        'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
        'access-control-allow-headers': REQUEST_HEADERS,
        'access-control-max-age': PREFLIGHT_MAX_AGE_S,
      })
      .send();
    return true;
  }
}
