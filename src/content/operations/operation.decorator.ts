import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtraModels, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { type ContractClass, contractOf } from '../../common/contract/data-contract.js';
import { callOf } from './call-of.js';
import type { OperationCall } from './operation-call.js';
import type { OperationContract } from './operation-contract.js';

type OperationOptions = Partial<Omit<OperationContract, 'name' | 'request' | 'response'>> & { readonly id?: string };

/**
 * Makes a controller's method an operation. This is the one declaration of its request and response, from which the
 * codecs, the message transports and the OpenAPI document follow.
 *
 * @param request The contract of the request; its members come from the path, the query and the body.
 * @param response The contract of the response. Without it the response is 204 and has no body.
 * @param options `isPatch`, `isUnsafe`, `isStageable`, `readsQuery`, `errors`, `headers`, `absentMembers` and `maxBodyBytes` of the
 *   `OperationContract`; `id`: OpenAPI's operation id, which differs from the operation's name on a second route.
 */
export function Operation(
  request: ContractClass,
  response?: ContractClass,
  {
    isPatch = false,
    isUnsafe = false,
    isStageable = false,
    errors = [],
    headers = [],
    absentMembers = [],
    id,
    ...options
  }: OperationOptions = {},
): MethodDecorator {
  const { name } = contractOf(request);
  const flags = { isPatch, isUnsafe, isStageable };
  const operation: OperationContract = {
    name,
    request,
    response,
    ...flags,
    errors,
    headers,
    absentMembers,
    ...options,
  };
  operations.set(id ?? name, operation);
  const status = response ? 200 : 204;
  return applyDecorators(
    RouteConfig({ operation }),
    recordHandler(operation.name),
    HttpCode(status),
    ApiExtraModels(request, ...(response ? [response as never] : [])),
    ApiOperation({ operationId: id ?? name }),
    ApiResponse({ status, description: 'Done', ...(response && { type: response as never }) }),
  );
}

const operations = new Map<string, OperationContract>();

/** A method of a controller. */
export interface Handler {
  readonly controller: object;
  readonly method: object;
}

const handlers = new Map<string, Handler>();

const recordHandler =
  (name: string): MethodDecorator =>
  (prototype, _, { value }) => {
    handlers.set(name, { controller: prototype.constructor, method: value as object });
  };

/** @returns The HTTP handler of an operation, whose metadata say who may call it. */
export const handlerOf = (operation: string): Handler | undefined => handlers.get(operation);

/** @returns Every operation. */
export const allOperations = (): readonly OperationContract[] => [...operations.values()];

/** @returns The operation with this name, or with this id; `undefined` if it does not exist. */
export const operationNamed = (name: string): OperationContract | undefined => operations.get(name);

/**
 * Injects the request of an operation, read and validated: an instance of its contract. It is not a pipe, because a pipe
 * transforms one parameter's value, while a request is read from path, query and body by the rules of its operation.
 *
 * @throws DomainError if the request cannot be read or is not valid.
 */
export const Dto = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const call = callOf(context);
  const { operation } = call;
  if (!operation) throw new Error(`${context.getHandler().name} has a @Dto() but is not an @Operation().`);
  const request = call.readRequest(operation);
  return request instanceof Promise ? request.then((read: object) => keep(read, call)) : keep(request, call);
});

function keep(request: object, call: OperationCall): object | Promise<object> {
  call.requests = [request];
  return call.admitRequests?.(call.requests).then(() => request) ?? request;
}
