import type { IncomingMessage } from 'node:http';
import type { RouteOptions } from 'fastify';
import { codecs } from '../codecs/codecs.js';
import { requestStateOf } from '../operations/request-state.js';

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
  readonly isOperation: boolean;
}

/** What is routed where: for 405, and for the suffixes that operations' routes alone may have (WIRE.md section 2). */
export class RouteTable {
  private readonly routes: Route[] = [];

  /** Fastify's `onRoute` hook. */
  readonly collect = ({ url, method, config }: RouteOptions): void => {
    const source = url
      .split('/')
      .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : escape(part)))
      .join('/');
    this.routes.push({
      pattern: new RegExp(`^${source}$`),
      methods: [method].flat(),
      isOperation: config?.operation !== undefined,
    });
  };

  /** Fastify's `rewriteUrl`: takes the suffix off an operation's path and notes it. */
  readonly rewriteUrl = (raw: IncomingMessage): string => {
    const url = raw.url ?? '/';
    const end = url.indexOf('?') < 0 ? url.length : url.indexOf('?');
    const dot = url.lastIndexOf('.', end);
    const suffix = dot < 0 ? '' : url.slice(dot + 1, end);
    if (!codecs.some(({ name }) => name === suffix)) return url;
    const path = url.slice(0, dot);
    if (!this.routes.some(({ isOperation, pattern }) => isOperation && pattern.test(path))) return url;
    requestStateOf(raw).suffix = suffix;
    return path + url.slice(end);
  };

  /** The verbs that a path answers; none where there is no such path. */
  methodsAt(url: string): string[] {
    const path = decoded(url.split('?', 1)[0] ?? '');
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].toSorted();
  }
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** As the router sees it; it has refused what cannot be decoded. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
