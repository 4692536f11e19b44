/** How an operation is called, by HTTP and by message: the one declaration for the service and its client. */
export interface OperationRoute {
  readonly method: 'POST' | 'GET' | 'PATCH' | 'DELETE';
  /** The path. Members of the request stand in braces: `/ai/sessions/{sessionId}`. */
  readonly path: string;
  /** The message pattern: `ai.sessions.get`. */
  readonly pattern: string;
}

/** The routes of a resource's five operations. */
export interface ResourceRoutes {
  readonly create: OperationRoute;
  readonly list: OperationRoute;
  readonly get: OperationRoute;
  readonly patch: OperationRoute;
  readonly delete: OperationRoute;
}

/**
 * @param path The path of the list: `/ai/sessions`.
 * @param idMember The member of the requests that has the resource's id: `sessionId`.
 * @param pattern The first part of the message patterns: `ai.sessions`.
 */
export function resourceRoutes(path: string, idMember: string, pattern: string): ResourceRoutes {
  const itemPath = `${path}/{${idMember}}`;
  return {
    create: { method: 'POST', path, pattern: `${pattern}.create` },
    list: { method: 'GET', path, pattern: `${pattern}.list` },
    get: { method: 'GET', path: itemPath, pattern: `${pattern}.get` },
    patch: { method: 'PATCH', path: itemPath, pattern: `${pattern}.patch` },
    delete: { method: 'DELETE', path: itemPath, pattern: `${pattern}.delete` },
  };
}
