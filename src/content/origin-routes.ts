import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { codecs } from './codecs.js';

/**
 * Fastify's `onRoute` hook: beside every operation's own route stand those that ServiceStack's generated clients call,
 * `/api/{Operation}` and `/{format}/reply/{Operation}`, with the operation's own verb or POST.
 *
 * See https://docs.servicestack.net/routing#pre-defined-routes
 */
export function addOriginRoutes(this: FastifyInstance, route: RouteOptions): void {
  const { operation, format } = route.config ?? {};
  const [own = 'POST'] = [route.method].flat();
  if (!operation || format || own === 'HEAD') return;
  const addresses = [
    { url: `/api/${operation.name}`, format: 'json' },
    ...codecs.map(({ name }) => ({ url: `/${name}/reply/${operation.name}`, format: name })),
  ];
  for (const { url, format } of addresses) {
    // An operation may stand at several routes of its own; these it has once.
    const methods = [...new Set([own, 'POST'])].filter((method) => !this.hasRoute({ url, method }));
    if (methods.length === 0) continue;
    this.route({ url, method: methods, handler: route.handler, config: { operation, format } });
  }
}

/** Takes the verb from `X-HTTP-Method-Override` on POST, for clients that can send no other; before anything is routed. */
export function overrideMethod(raw: IncomingMessage): void {
  const verb = raw.headers['x-http-method-override'];
  if (raw.method === 'POST' && typeof verb === 'string' && /^[a-z]+$/i.test(verb)) raw.method = verb.toUpperCase();
}
