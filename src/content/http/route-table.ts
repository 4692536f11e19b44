import type { IncomingMessage } from 'node:http';
import type { RouteOptions } from 'fastify';
import { codecs } from '../codecs/codecs.js';
import { requestStateOf } from '../operations/request-state.js';
import { matchesOf, newRouteNode, nodeFor, type RouteMatch } from './route-tree.js';

/**
 * All routes. Used for 405 responses, for format suffixes, which only operations have (WIRE.md section 2), and to find a
 * route whose path is sent in another spelling: fixed segments in another case, doubled slashes, or a slash at the end.
 */
export class RouteTable {
  private readonly root = newRouteNode();
  /** Paths that are spelled as their routes are. They need no look at their segments. */
  private readonly plainPaths = new Set<string>();

  /** Fastify's `onRoute` hook. */
  readonly collect = ({ url, method, config }: RouteOptions): void => {
    if (!/[:*.]/.test(url)) this.plainPaths.add(url);
    const node = nodeFor(this.root, url);
    for (const name of [method].flat()) node.methods.add(name);
    node.isOperation ||= config?.operation !== undefined;
  };

  /**
   * Fastify's `rewriteUrl` option: moves the suffix of an operation's path to the request state, and writes the path as
   * its route does, so that each route has one path for the router, the guard and everything behind them. Parameters
   * stay as they were sent.
   */
  readonly rewriteUrl = (raw: IncomingMessage): string => {
    const { url = '/', method = 'GET' } = raw;
    if (this.plainPaths.has(url)) return url;
    const { path, rest } = splitUrl(url);
    // An id that is empty by mistake must not delete what the path without it names.
    if (method === 'DELETE' && path.endsWith('/')) return url;
    const { bare, suffix } = splitSuffix(path);
    const operations = suffix === '' ? [] : matchesOf(this.root, bare).filter(({ node }) => node.isOperation);
    if (operations.length > 0) requestStateOf(raw).suffix = suffix;
    const matches = operations.length > 0 ? operations : matchesOf(this.root, path);
    const match = matches.find(({ node }) => node.methods.has(method)) ?? matches[0];
    return match ? match.path + rest : url;
  };

  /** The methods that a path supports, sorted; empty if it has no route. */
  methodsAt(url: string): string[] {
    const { path } = splitUrl(url);
    return [...new Set(this.matchesAt(path).flatMap(({ node }) => [...node.methods]))].toSorted();
  }

  /** A path with a slash at its end has routes only after `rewriteUrl` removed it. */
  private matchesAt(path: string): RouteMatch[] {
    return path.length > 1 && path.endsWith('/') ? [] : matchesOf(this.root, path);
  }
}

/** Splits a URL, which may be in absolute form, before the query. */
function splitUrl(url: string): { path: string; rest: string } {
  const relative = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '');
  const pathEnd = relative.search(/[?#]/);
  return pathEnd < 0
    ? { path: relative, rest: '' }
    : { path: relative.slice(0, pathEnd), rest: relative.slice(pathEnd) };
}

/** Splits the name of a format off a path, slashes at the end not counted. An empty segment has no suffix. */
function splitSuffix(path: string): { bare: string; suffix: string } {
  const dot = path.lastIndexOf('.');
  const suffix = dot < 1 || path[dot - 1] === '/' ? '' : path.slice(dot + 1).replace(/\/+$/, '');
  return codecs.some(({ name }) => name === suffix) ? { bare: path.slice(0, dot), suffix } : { bare: path, suffix: '' };
}
