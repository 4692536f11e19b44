import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtraModels, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { type ContractClass, contractOf } from '../../common/contract/data-contract.js';
import type { ErrorCode } from '../../common/errors.js';
import { callOf, Message } from './message-call.js';
import { readRequest } from './request-reader.js';

/** An operation of the wire contract: it has the name of its request's contract, as in the origin. */
export interface OperationContract {
  /** The origin's name: `NewAISession`. */
  readonly name: string;
  readonly request: ContractClass;
  /** Absent where the answer has no body. */
  readonly response?: ContractClass;
  /** Whether a member that is left out stays as it is, and `?reset=` clears one. */
  readonly isPatch: boolean;
  /** How its own rules may refuse, besides what follows from its verb, its address and who may call it. */
  readonly errors: readonly ErrorCode[];
  /** Headers of its own that its answer has. */
  readonly headers: readonly string[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set on the routes of operations, which are the ones that negotiate a format. */
    operation?: OperationContract;
    /** Set on ServiceStack's own routes: the format that answers where no suffix says otherwise. */
    format?: string;
  }
}

/**
 * Makes a controller's method an operation: the one place that says what it takes and gives, for the codecs and the
 * OpenAPI document alike.
 *
 * @param request The contract of the request; its members come from the path, the query and the body.
 * @param response The contract of the answer; none where there is no body.
 * @param options `isPatch`, `errors` and `headers` of the `OperationContract`; none by default.
 */
export function Operation(
  request: ContractClass,
  response?: ContractClass,
  {
    isPatch = false,
    errors = [],
    headers = [],
  }: Partial<Pick<OperationContract, 'isPatch' | 'errors' | 'headers'>> = {},
): MethodDecorator {
  const operation: OperationContract = { name: contractOf(request).name, request, response, isPatch, errors, headers };
  operations.set(operation.name, operation);
  const status = response ? 200 : 204;
  return applyDecorators(
    RouteConfig({ operation }),
    HttpCode(status),
    ApiExtraModels(request, ...(response ? [response as never] : [])),
    ApiOperation({ operationId: operation.name }),
    ApiResponse({ status, description: 'Done', ...(response && { type: response as never }) }),
  );
}

const operations = new Map<string, OperationContract>();

/** @returns The operation with this name, if there is one. */
export const operationNamed = (name: string): OperationContract | undefined => operations.get(name);

/** The request of an operation, read and validated: an instance of its contract. */
export const Dto = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const call = callOf(context);
  const { operation } = call instanceof Message ? call : call.routeOptions.config;
  if (!operation) throw new Error(`${context.getHandler().name} takes a @Dto() but is no @Operation().`);
  const contract = contractOf(operation.request);
  return call instanceof Message ? call.request(contract) : readRequest(call, contract, operation.isPatch);
});
