import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SerializationError } from '../../common/errors.js';
import { MAX_REQUEST_BYTES } from '../../common/limits.js';
import { handleClientError } from './client-error.js';
import { ErrorFilter } from './error.filter.js';
import { HttpConnections } from './http-connections.js';
import { requestStateOf } from '../operations/request-state.js';
import { addServiceStackRoutes, overrideMethod } from './servicestack-routes.js';
import { MAX_URL_BYTES, rejectInvalidHead } from './request-head-check.js';
import { requestIdOf } from '../../common/request-id.js';
import { RouteTable } from './route-table.js';
import { SecureHeadersAdapter } from './secure-headers.adapter.js';

/** How long a request may take to arrive, in ms. */
const REQUEST_TIMEOUT_MS = 30_000;
/** How often Node looks for requests that have taken longer, in ms; by itself it would only each half minute. */
const CONNECTIONS_CHECK_INTERVAL_MS = 5_000;

/**
 * Fastify, set up so that every message is read and answered by WIRE.md: bodies stay bytes until their operation reads
 * them, suffixes are taken off before routing, and no error leaves in a shape that is not ours.
 */
export class HttpServer {
  readonly routes = new RouteTable();
  readonly errors = new ErrorFilter(this.routes);
  readonly adapter: SecureHeadersAdapter;
  private readonly connections: HttpConnections;

  /** @param trustProxy Whose forwarded addresses and protocol are believed: how many proxies, or which; nobody's by default. */
  constructor(trustProxy: number | string[] | false = false) {
    this.adapter = new SecureHeadersAdapter({
      trustProxy: typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : trustProxy,
      bodyLimit: MAX_REQUEST_BYTES,
      // Longer paths are refused by their length, and longer ids are simply not found.
      routerOptions: { maxParamLength: MAX_URL_BYTES },
      skipMiddie: true,
      // A call that arrives on an open connection while the service stops is still served.
      return503OnClosing: false,
      requestTimeout: REQUEST_TIMEOUT_MS,
      http: {
        // Node would refuse a call without Host by an empty answer; onRequest does it by ours.
        requireHostHeader: false,
        // Node lets all of a request take the longer of its two times, and the headers' own is a minute.
        headersTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: CONNECTIONS_CHECK_INTERVAL_MS,
      },
      forceCloseConnections: 'idle',
      rewriteUrl: (raw: IncomingMessage) => {
        overrideMethod(raw);
        keepContentType(raw);
        return this.routes.rewriteUrl(raw);
      },
      genReqId: (raw: IncomingMessage) => requestIdOf(raw.headers['x-request-id']),
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        // What it makes of the request does not matter: it is refused already.
        this.adapter.secure(request, reply);
        this.errors.answer(isBadUrl(error) ? badUrl() : error, request, reply);
      },
      clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => {
        handleClientError(error, socket, this.connections.latestResponse(socket));
      },
    });
    const fastify = this.adapter.getInstance();
    const { server } = fastify;
    this.connections = new HttpConnections(server);
    server.on('checkExpectation', (request, response) => {
      requestStateOf(request).isExpecting = true;
      server.emit('request', request, response);
    });
    fastify.addHook('onRoute', this.routes.collect);
    fastify.addHook('onRoute', addServiceStackRoutes);
    fastify.addHook('onRequest', (request, reply, done) => {
      void reply.header('x-request-id', request.id);
      const crossSite = this.adapter.secure(request, reply);
      done(rejectInvalidHead(request.raw) ?? crossSite);
    });
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }

  /** Closes each connection as soon as no request is in progress on it. For a service that is about to stop. */
  drainConnections(): void {
    this.connections.drain();
  }
}

const isBadUrl = (error: Error): boolean => (error as { code?: unknown }).code === 'FST_ERR_BAD_URL';

const badUrl = (): Error =>
  new SerializationError('The address cannot be read: it has a percent-encoding that is not UTF-8.');

/** Notes it before any hook runs, so that whatever refuses the request answers in its format. */
function keepContentType(raw: IncomingMessage): void {
  const { headers } = raw;
  if (headers['content-type'] !== undefined) requestStateOf(raw).contentType = headers['content-type'];
  // Fastify would refuse a type it does not know before anybody asked who is calling.
  headers['content-type'] = 'application/octet-stream';
}
