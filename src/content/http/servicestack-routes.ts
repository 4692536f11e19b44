import { type IncomingMessage, METHODS } from 'node:http';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { codecs } from '../codecs/codecs.js';
import { batchPath } from '../operations/batch.decorator.js';
import { requestStateOf } from '../operations/request-state.js';

/**
 * Fastify's `onRoute` hook: adds to every operation's own route the ones that ServiceStack's generated clients call,
 * `/api/{Operation}`, `/{format}/reply/{Operation}` and `/{format}/oneway/{Operation}`, with the operation's own method and
 * with POST. To the route of an operation's batches it adds the last two.
 *
 * See https://docs.servicestack.net/routing#pre-defined-routes
 */
export function addServiceStackRoutes(this: FastifyInstance, route: RouteOptions): void {
  const { operation, format, isBatch } = route.config ?? {};
  const [ownMethod = 'POST'] = [route.method].flat();
  if (!operation || ownMethod === 'HEAD') return;
  if (isBatch ? route.url !== batchPath(operation.name) : format) return;
  const name = isBatch ? `${operation.name}[]` : operation.name;
  const predefinedRoutes: { url: string; format: string; isOneWay?: true }[] = [
    ...(isBatch ? [] : [{ url: `/api/${name}`, format: 'json' }]),
    ...codecs.map(({ name: format }) => ({ url: `/${format}/reply/${name}`, format })),
    ...codecs.map(({ name: format }) => ({ url: `/${format}/oneway/${name}`, format, isOneWay: true as const })),
  ];
  for (const { url, ...config } of predefinedRoutes) {
    // An operation with several routes of its own has these only once.
    const methods = [...new Set([ownMethod, 'POST'])].filter((method) => !this.hasRoute({ url, method }));
    if (methods.length === 0) continue;
    this.route({ url, method: methods, handler: route.handler, config: { operation, isBatch, ...config } });
  }
}

/**
 * Applies `X-HTTP-Method-Override` to a POST request before routing, for clients that can send no other method. A value
 * that cannot be routed is recorded in the request state, and `rejectInvalidHead` responds to it.
 */
export function overrideMethod(raw: IncomingMessage): void {
  const override = raw.headers['x-http-method-override'];
  if (raw.method !== 'POST' || typeof override !== 'string' || override === '') return;
  const method = override.toUpperCase();
  // Node would send the response to a POST with a body, which a response to HEAD must not have.
  if (METHODS.includes(method) && method !== 'HEAD') raw.method = method;
  else requestStateOf(raw).override = method;
}

/** Whether a text has the syntax of an HTTP method (RFC 9110 section 9.1). */
export const isMethodName = (text: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(text);
