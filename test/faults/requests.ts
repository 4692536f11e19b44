import { accountRoutes } from '../../src/common/routes/account.routes.js';
import { aiSessionActionRoutes } from '../../src/common/routes/ai-session-action.routes.js';
import { aiSessionRoutes } from '../../src/common/routes/ai-session.routes.js';
import type { OperationRoute } from '../../src/common/routes/operation-route.js';
import type { Answer, Operation, OperationKind, StagedCall } from './history.js';

/** One call of an operation, for any transport. */
export interface CallRequest {
  readonly route: OperationRoute;
  /** The request, including what HTTP has in the path. */
  readonly data: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
}

/** The ids by which the service knows what an operation concerns. */
export interface TargetIds {
  /** Of the object; empty for a create. */
  readonly id: string;
  /** Of the action that is removed. */
  readonly actionId?: string;
}

/** The function of the executor, which takes the id of the operation that staged its call. */
export const EXECUTOR_FUNCTION = 'notify';

/** The arguments of each function; `value` is what it stores. */
const ARGUMENTS: Readonly<Record<string, (targetId: string, value: string, operationId: string) => object>> = {
  NewAccount: (_, name) => ({ name }),
  PatchAccount: (accountId, name) => ({ accountId, name }),
  DeleteAccount: (accountId) => ({ accountId }),
  NewAISession: (_, purpose) => ({ purpose }),
  PatchAISession: (sessionId, purpose) => ({ sessionId, purpose }),
  DeleteAISession: (sessionId) => ({ sessionId }),
  NewAIUsageRecord: (accountId, customerId) => ({ accountId, customerId, seconds: 1 }),
  [EXECUTOR_FUNCTION]: (_, __, operationId) => ({ operationId }),
};

/** What a staged call stores when it is applied. */
export const effectValue = (call: StagedCall, operationId: string): string => `${call.object} ${operationId}`;

/** What the calls of each kind of operation send. */
const REQUESTS: Readonly<
  Record<OperationKind, (operation: Operation, ids: TargetIds) => Pick<CallRequest, 'route' | 'data'>>
> = {
  create: ({ value = '' }) => ({ route: aiSessionRoutes.create, data: { purpose: value } }),
  createAccount: ({ value = '' }) => ({ route: accountRoutes.create, data: { name: value } }),
  patch: ({ value = '' }, { id }) => ({ route: aiSessionRoutes.patch, data: { sessionId: id, purpose: value } }),
  delete: (_, { id }) => ({ route: aiSessionRoutes.delete, data: { sessionId: id } }),
  read: (_, { id }) => ({ route: aiSessionRoutes.get, data: { sessionId: id } }),
  stage: ({ id: operationId, value = '', call }, { id }) => {
    if (!call) throw new Error(`${operationId} stages nothing.`);
    const { functionName, targetId = '' } = call;
    const args = ARGUMENTS[functionName]?.(targetId, effectValue(call, operationId), operationId);
    const data = { sessionId: id, functionName, arguments: JSON.stringify(args), description: value };
    return { route: aiSessionActionRoutes.create, data };
  },
  remove: (_, { id, actionId = '' }) => ({ route: aiSessionActionRoutes.delete, data: { sessionId: id, actionId } }),
  clear: (_, { id }) => ({ route: aiSessionActionRoutes.clear, data: { sessionId: id } }),
  apply: (_, { id }) => ({ route: aiSessionActionRoutes.apply, data: { sessionId: id } }),
};

/** @param expectedVersion Makes a change conditional. */
export function requestOf(operation: Operation, ids: TargetIds, expectedVersion?: number): CallRequest {
  return {
    ...REQUESTS[operation.kind](operation, ids),
    ...(operation.isKeyed && { idempotencyKey: operation.id }),
    ...(expectedVersion !== undefined && { ifMatch: `"${expectedVersion}-json"` }),
  };
}

/** A session, an account or an action as both transports show it. */
export interface AnswerBody {
  readonly id?: string;
  readonly purpose?: string;
  readonly name?: string;
  readonly description?: string;
  readonly actions?: readonly { readonly description?: string; readonly status?: string }[];
  readonly log?: string;
}

/** What a response says. */
export function answerOf({ id, purpose, name, description, actions, log }: AnswerBody, etag: unknown): Answer {
  const version = /^"(\d+)/.exec(String(etag))?.[1];
  return {
    id,
    value: purpose ?? name ?? description,
    ...(version !== undefined && { version: Number(version) }),
    ...(actions && {
      actions: actions.map((action) => `${operationIdOf(action.description)} ${action.status ?? ''}`),
    }),
    ...(log !== undefined && { isStopped: /^\S+ Stopped, with/.test(log.split('\n').at(-1) ?? '') }),
  };
}

/** The operation that has stored a value. */
export const operationIdOf = (value: string | null = ''): string => String(value).split(' ')[1] ?? '';
