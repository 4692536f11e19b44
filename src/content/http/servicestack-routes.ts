import { type IncomingMessage, METHODS } from 'node:http';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { codecs } from '../codecs/codecs.js';
import { requestStateOf } from '../operations/request-state.js';

/**
 * Fastify's `onRoute` hook: beside every operation's own route stand those that ServiceStack's generated clients call,
 * `/api/{Operation}` and `/{format}/reply/{Operation}`, with the operation's own verb or POST.
 *
 * See https://docs.servicestack.net/routing#pre-defined-routes
 */
export function addServiceStackRoutes(this: FastifyInstance, route: RouteOptions): void {
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

/**
 * Takes the verb from `X-HTTP-Method-Override` on POST, for clients that can send no other; before anything is routed.
 * What cannot be routed is noted, to be refused where it refuses: POST is not what was asked for.
 */
export function overrideMethod(raw: IncomingMessage): void {
  const override = raw.headers['x-http-method-override'];
  if (raw.method !== 'POST' || typeof override !== 'string' || override === '') return;
  const verb = override.toUpperCase();
  // Node would send what answers a POST with the length of a body, and HEAD has none.
  if (METHODS.includes(verb) && verb !== 'HEAD') raw.method = verb;
  else requestStateOf(raw).override = verb;
}

/** Whether it may be a verb at all (RFC 9110 section 9.1). */
export const isVerb = (text: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(text);
