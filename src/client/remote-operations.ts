/** How an operation is called, by message and by HTTP. */
export interface RemoteOperation {
  /** The message pattern. */
  readonly pattern: string;
  readonly method: 'POST' | 'GET' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** The member of the request that is the last segment of the path. */
  readonly idMember?: string;
}

function operationsOn(pattern: string, path: string, idMember: string) {
  return {
    create: { pattern: `${pattern}.create`, method: 'POST', path },
    list: { pattern: `${pattern}.list`, method: 'GET', path },
    get: { pattern: `${pattern}.get`, method: 'GET', path, idMember },
    patch: { pattern: `${pattern}.patch`, method: 'PATCH', path, idMember },
    delete: { pattern: `${pattern}.delete`, method: 'DELETE', path, idMember },
  } satisfies Record<string, RemoteOperation>;
}

export const sessionOperations = operationsOn('ai.sessions', '/ai/sessions', 'sessionId');
export const accountOperations = operationsOn('accounts', '/accounts', 'accountId');
