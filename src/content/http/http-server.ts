import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SerializationError } from '../../common/errors.js';
import { MAX_REQUEST_BYTES, MAX_URL_BYTES } from '../../common/limits.js';
import type { CallTracer } from '../../common/call-span.js';
import type { CallObserver } from '../../common/ended-call.js';
import { requestIdOf } from '../../common/request-id.js';
import { requestStateOf } from '../operations/request-state.js';
import { Cors } from './cors.js';
import { handleClientError, handleConnect } from './client-error.js';
import { ErrorFilter } from './error.filter.js';
import { HttpConnections } from './http-connections.js';
import { observeRequest } from './observe-requests.js';
import { rejectInvalidHead } from './request-head-check.js';
import { RouteTable } from './route-table.js';
import { SecureHeadersAdapter } from './secure-headers.adapter.js';
import { addServiceStackRoutes, overrideMethod } from './servicestack-routes.js';
import { UsualCaseResponse } from './usual-case-response.js';

/** The time within which a request must arrive completely, in ms. */
const REQUEST_TIMEOUT_MS = 30_000;
/** The interval at which Node closes connections whose request timed out, in ms; Node's default is 30 s. */
const CONNECTIONS_CHECK_INTERVAL_MS = 5_000;

/**
 * Configures Fastify for WIRE.md: request bodies stay bytes until their operation reads them, path suffixes are removed
 * before routing, and every error response has our format.
 */
export class HttpServer {
  readonly routes = new RouteTable();
  readonly errorFilter = new ErrorFilter(this.routes);
  readonly adapter: SecureHeadersAdapter;
  /** Absent if only pages of this service may call it. */
  readonly cors: Cors | undefined;
  private readonly connections: HttpConnections;

  /**
   * @param trustProxy The proxies whose `X-Forwarded-*` headers are trusted: their number or their addresses. By default
   *   no proxy is trusted.
   * @param unreadTimeoutMs How long a client may leave an export unread, in ms; 0 for ever.
   * @param corsOrigins The origins whose pages may call the service.
   * @param observer Is told of each request once its response has ended.
   * @param tracer Begins the span of each request.
   */
  constructor(
    trustProxy: number | string[] | false = false,
    unreadTimeoutMs = 0,
    corsOrigins: readonly string[] = [],
    observer?: CallObserver,
    tracer?: CallTracer,
  ) {
    this.cors = corsOrigins.length > 0 ? new Cors(new Set(corsOrigins)) : undefined;
    this.adapter = new SecureHeadersAdapter({
      trustProxy: typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : trustProxy,
      bodyLimit: MAX_REQUEST_BYTES,
      // The URL's length is limited as a whole. An id that is too long is 404.
      routerOptions: { maxParamLength: MAX_URL_BYTES },
      skipMiddie: true,
      // Requests on open connections are served while the service stops.
      return503OnClosing: false,
      requestTimeout: REQUEST_TIMEOUT_MS,
      http: {
        // Node would respond to a missing Host header without a body; the onRequest hook responds with our format.
        requireHostHeader: false,
        // Node applies the longer of both timeouts to a whole request, and the default of this one is 60 s.
        headersTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: CONNECTIONS_CHECK_INTERVAL_MS,
        ServerResponse: UsualCaseResponse,
      },
      forceCloseConnections: 'idle',
      rewriteUrl: (raw: IncomingMessage) => {
        overrideMethod(raw);
        keepContentType(raw);
        return this.routes.rewriteUrl(raw);
      },
      genReqId: (raw: IncomingMessage) => requestIdOf(raw.headers['x-request-id']),
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        if (observer ?? tracer) observeRequest(request, reply, observer, tracer); // no hook runs
        // The returned CSRF error is ignored: the request is rejected anyway.
        this.adapter.secure(request, reply);
        this.errorFilter.respond(isBadUrl(error) ? malformedUrl() : error, request, reply);
      },
      clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => {
        handleClientError(error, socket, this.connections.latestResponse(socket), observer);
      },
    });
    const fastify = this.adapter.getInstance();
    fastify.decorateReply('unreadTimeoutMs', unreadTimeoutMs);
    // A list's filter may come in the body of a GET, or of a POST that is overridden as GET.
    for (const method of ['GET', 'HEAD']) fastify.addHttpMethod(method, { hasBody: true, overrideExisting: true });
    const { server } = fastify;
    this.connections = new HttpConnections(server);
    // Fastify and Nest listen for errors only until the service listens. A later one concerns a single connection.
    server.on('error', (error) => new Logger('HTTP').error(`A connection was not accepted: ${error.message}`));
    server.on('connect', (_request, socket) => {
      handleConnect(socket, this.connections.latestResponse(socket), observer);
    });
    server.on('checkExpectation', (request, response) => {
      requestStateOf(request).hasUnsupportedExpect = true;
      server.emit('request', request, response);
    });
    fastify.addHook('onRoute', (route) => {
      route.bodyLimit ??= route.config?.operation?.maxBodyBytes;
    });
    fastify.addHook('onRoute', this.routes.collect);
    fastify.addHook('onRoute', addServiceStackRoutes);
    if (observer ?? tracer) {
      fastify.addHook('onRequest', (request, reply, done) => {
        observeRequest(request, reply, observer, tracer);
        done();
      });
    }
    // After the body has been read: its events belong to the connection, and not to the request.
    if (tracer) fastify.addHook('preValidation', ({ raw }, _reply, done) => requestStateOf(raw).span?.run(done));
    fastify.addHook('onRequest', (request, reply, done) => {
      void reply.header('x-request-id', request.id);
      if (this.cors?.handle(request, reply)) return;
      const csrfError = this.adapter.secure(request, reply);
      done(rejectInvalidHead(request.raw) ?? csrfError);
    });
    this.cors?.install(fastify);
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }

  /** Closes each connection as soon as no request is in progress on it. For a service that is about to stop. */
  drainConnections(): void {
    this.connections.drain();
  }
}

const hasBody = ({ 'content-length': length, 'transfer-encoding': encoding }: IncomingHttpHeaders): boolean =>
  encoding !== undefined || (length !== undefined && length !== '0');

const isBadUrl = (error: Error): boolean => (error as { code?: unknown }).code === 'FST_ERR_BAD_URL';

const malformedUrl = (): Error => new SerializationError('The URL has a percent-encoding that is not UTF-8.');

/** Runs before all hooks, so that an early error response has the format of the request's body. */
function keepContentType(raw: IncomingMessage): void {
  const { headers } = raw;
  if (headers['content-type'] !== undefined) requestStateOf(raw).contentType = headers['content-type'];
  // Fastify would reject a malformed type before the guard authenticates the caller.
  if (hasBody(headers)) headers['content-type'] = 'application/octet-stream';
  else delete headers['content-type'];
}
