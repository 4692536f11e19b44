/** An operation of the service, as each kind of transport calls it. */
export interface RemoteOperation {
  /** What a message is sent to. */
  readonly pattern: string;
  readonly method: 'POST' | 'GET' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** The member of the request that ends the path. */
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
