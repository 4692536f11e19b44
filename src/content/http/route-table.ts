import type { IncomingMessage } from 'node:http';
import type { RouteOptions } from 'fastify';
import { codecs } from '../codecs/codecs.js';
import { requestStateOf } from '../operations/request-state.js';

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
  readonly isOperation: boolean;
}

/** All routes: used for 405 responses, and for format suffixes, which only operations have (WIRE.md section 2). */
export class RouteTable {
  private readonly routes: Route[] = [];

  /** Fastify's `onRoute` hook. */
  readonly collect = ({ url, method, config }: RouteOptions): void => {
    const source = url
      .split('/')
      .map((segment) => (segment === '*' ? '.*' : segment.startsWith(':') ? '[^/]+' : escapeRegExp(segment)))
      .join('/');
    this.routes.push({
      pattern: new RegExp(`^${source}$`),
      methods: [method].flat(),
      isOperation: config?.operation !== undefined,
    });
  };

  /** Fastify's `rewriteUrl` option: moves the suffix of an operation's path to the request state. */
  readonly rewriteUrl = (raw: IncomingMessage): string => {
    const url = originFormOf(raw.url ?? '/');
    const pathEnd = url.indexOf('?') < 0 ? url.length : url.indexOf('?');
    const dot = url.lastIndexOf('.', pathEnd);
    const suffix = dot < 0 ? '' : url.slice(dot + 1, pathEnd);
    if (!codecs.some(({ name }) => name === suffix)) return url;
    const path = url.slice(0, dot);
    if (!this.routes.some(({ isOperation, pattern }) => isOperation && pattern.test(path))) return url;
    requestStateOf(raw).suffix = suffix;
    return path + url.slice(pathEnd);
  };

  /** The methods that a path supports, sorted; empty if it has no route. */
  methodsAt(url: string): string[] {
    const path = decodePath(url.split('?', 1)[0] ?? '');
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].toSorted();
  }
}

/** Removes scheme and host from an absolute request target, which a server must accept (RFC 9112 section 3.2.2). */
const originFormOf = (target: string): string =>
  target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*\/?/i, '/');

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Decodes a path as Fastify's router does. A malformed path has no route, so it stays as it is. */
function decodePath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
