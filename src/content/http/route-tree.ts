/** A position in a path. Its branches are the next segments: fixed ones by their name in lower case, or a parameter. */
export interface RouteNode {
  readonly fixed: Map<string, { readonly segment: string; readonly node: RouteNode }>;
  parameter?: RouteNode;
  /** Whether the routes here match every longer path too. */
  isWildcard: boolean;
  /** The methods of the routes that end here. */
  readonly methods: Set<string>;
  /** Whether a route that ends here is that of an operation. */
  isOperation: boolean;
}

/** The end of a route that matches a path, and the path as the route spells it. */
export interface RouteMatch {
  readonly node: RouteNode;
  readonly path: string;
}

export const newRouteNode = (): RouteNode => ({
  fixed: new Map(),
  isWildcard: false,
  methods: new Set(),
  isOperation: false,
});

/** The node at which a route with Fastify's pattern ends; it is created if there is none. */
export function nodeFor(root: RouteNode, pattern: string): RouteNode {
  let node = root;
  for (const segment of segmentsOf(pattern)) {
    if (segment === '*') {
      node.isWildcard = true;
    } else if (segment.startsWith(':')) {
      node = node.parameter ??= newRouteNode();
    } else {
      const key = segment.toLowerCase();
      let branch = node.fixed.get(key);
      if (!branch) node.fixed.set(key, (branch = { segment, node: newRouteNode() }));
      node = branch.node;
    }
  }
  return node;
}

/** The routes that match a path, those with more fixed segments first. */
export const matchesOf = (root: RouteNode, path: string): RouteMatch[] => matchesFrom(root, segmentsOf(path), '');

function matchesFrom(node: RouteNode, [segment, ...others]: readonly string[], path: string): RouteMatch[] {
  if (segment === undefined) return node.methods.size > 0 ? [{ node, path: path || '/' }] : [];
  const branch = node.fixed.get(decoded(segment).toLowerCase());
  return [
    ...(branch ? matchesFrom(branch.node, others, `${path}/${branch.segment}`) : []),
    ...(node.parameter ? matchesFrom(node.parameter, others, `${path}/${segment}`) : []),
    ...(node.isWildcard ? [{ node, path: [path, segment, ...others].join('/') }] : []),
  ];
}

/** Without the empty segments of doubled slashes and of a slash at the end. */
const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

/** Decodes a fixed segment as Fastify's router does. A malformed one has no route, so it stays as it is. */
function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURI(segment);
  } catch {
    return segment;
  }
}
