import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type ContractClass, contractOf } from '../common/contract/data-contract.js';
import { ErrorResponse } from './error-response.js';
import { readRequest } from './read-request.js';

/** An operation of the wire contract: it has the name of its request's contract, as in the origin. */
export interface OperationContract {
  /** The origin's name: `NewAISession`. */
  readonly name: string;
  readonly request: ContractClass;
  readonly response: ContractClass;
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
 * @param request The contract of the request.
 * @param response The contract of the answer.
 */
export function Operation(request: ContractClass, response: ContractClass): MethodDecorator {
  const operation: OperationContract = { name: contractOf(request).name, request, response };
  return applyDecorators(
    RouteConfig({ operation }),
    HttpCode(200),
    ApiOperation({ operationId: operation.name }),
    ApiBody({ type: request as never, required: false }),
    ApiResponse({ status: 200, description: 'Done', type: response as never }),
    ApiResponse({ status: '4XX', description: 'The request is at fault', type: ErrorResponse }),
    ApiResponse({ status: '5XX', description: 'The service is at fault', type: ErrorResponse }),
  );
}

/** The request of an operation, read and validated: an instance of its contract. */
export const Dto = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { operation } = request.routeOptions.config;
  if (!operation) throw new Error(`${context.getHandler().name} takes a @Dto() but is no @Operation().`);
  return readRequest(request, contractOf(operation.request));
});
