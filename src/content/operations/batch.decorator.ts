import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  RequestMapping,
  RequestMethod,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type ContractClass, contractOf } from '../../common/contract/data-contract.js';
import { ValidationError } from '../../common/errors.js';
import { MAX_BATCH_BYTES } from '../../common/limits.js';
import type { OperationCall } from './operation-call.js';
import type { OperationContract } from './operation-contract.js';
import { readRequests } from './request-reader.js';
import { httpCallOf } from './http-call.js';

/** The path of an operation's batches (ServiceStack's auto batched requests). */
export const batchPath = (operation: string): string => `/api/${operation}[]`;

/**
 * Makes a controller's method the handler of an operation's batches: `POST /api/{Operation}[]`. The method gets the requests
 * by `@Batch()` and returns as many responses, in order.
 *
 * @param request The contract of each request.
 * @param response The contract of each response. Without it the response is 204 and has no body.
 * @param options `isPatch` of the `OperationContract`.
 */
export function BatchOperation(
  request: ContractClass,
  response?: ContractClass,
  { isPatch = false }: Partial<Pick<OperationContract, 'isPatch'>> = {},
): MethodDecorator {
  const { name } = contractOf(request);
  const operation: OperationContract = {
    name,
    request,
    response,
    isPatch,
    isUnsafe: false,
    isStageable: false,
    errors: [],
    headers: [],
    absentMembers: [],
    maxBodyBytes: MAX_BATCH_BYTES,
  };
  batchOperations.set(name, operation);
  return applyDecorators(
    RequestMapping({ method: RequestMethod.POST, path: batchPath(name) }),
    RouteConfig({ operation, isBatch: true, format: 'json' }),
    HttpCode(response ? 200 : 204),
    ApiExcludeEndpoint(),
  );
}

const batchOperations = new Map<string, OperationContract>();

/** @returns The operations that take batches. */
export const allBatchOperations = (): readonly OperationContract[] => [...batchOperations.values()];

/**
 * Injects the requests of a batch, read and validated.
 *
 * @throws DomainError if the body cannot be read or a request is not valid; the field names have the request's index.
 */
export const Batch = createParamDecorator((_: unknown, context: ExecutionContext): object[] | Promise<object[]> => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { operation } = request.routeOptions.config;
  if (!operation) throw new Error(`${context.getHandler().name} has a @Batch() but is not a @BatchOperation().`);
  if (request.headers['if-match'] !== undefined) {
    throw ValidationError.of('NotSupported', 'IfMatch', `'If-Match' names one object, so a batch cannot have it.`);
  }
  const requests = readRequests(request, contractOf(operation.request), operation.isPatch);
  const call: OperationCall = httpCallOf(request);
  call.requests = requests;
  return call.admitRequests?.(requests).then(() => requests) ?? requests;
});
