import { aiSessionRoutes } from '../../src/common/routes/ai-session.routes.js';
import type { OperationRoute } from '../../src/common/routes/operation-route.js';
import type { Operation, OperationKind } from './history.js';

/** One call of an operation, for any transport. */
export interface CallRequest {
  readonly route: OperationRoute;
  /** The request, including what HTTP has in the path. */
  readonly data: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
}

/** What the calls of each kind of operation send; `id` is the service's id of the object. */
const REQUESTS: Readonly<
  Record<OperationKind, (operation: Operation, id: string) => Pick<CallRequest, 'route' | 'data'>>
> = {
  create: ({ value = '' }) => ({ route: aiSessionRoutes.create, data: { purpose: value } }),
  patch: ({ value = '' }, sessionId) => ({ route: aiSessionRoutes.patch, data: { sessionId, purpose: value } }),
  delete: (_, sessionId) => ({ route: aiSessionRoutes.delete, data: { sessionId } }),
  read: (_, sessionId) => ({ route: aiSessionRoutes.get, data: { sessionId } }),
};

/**
 * @param id The service's id of the object; empty for a create.
 * @param expectedVersion Makes a change conditional.
 */
export function requestOf(operation: Operation, id: string, expectedVersion?: number): CallRequest {
  return {
    ...REQUESTS[operation.kind](operation, id),
    ...(operation.isKeyed && { idempotencyKey: operation.id }),
    ...(expectedVersion !== undefined && { ifMatch: `"${expectedVersion}-json"` }),
  };
}

/** A session as both transports show it. */
export interface SessionBody {
  readonly id?: string;
  readonly purpose?: string;
}

/** The version in an ETag. */
export const versionOf = (etag: unknown): number => Number(/^"(\d+)/.exec(String(etag))?.[1]);
