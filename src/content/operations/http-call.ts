import type { FastifyRequest } from 'fastify';
import { contractOf } from '../../common/contract/data-contract.js';
import { type TraceContext, traceContextOf } from '../../common/trace-context.js';
import type { OperationCall, OperationHeader, SentCredentials } from './operation-call.js';
import type { OperationContract } from './operation-contract.js';
import { readRequest } from './request-reader.js';
import { requestStateOf } from './request-state.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Created on first use by `httpCallOf`. */
    operationCall?: HttpCall;
  }
}

/** A call over HTTP. */
export class HttpCall implements OperationCall {
  readonly isBroadcast = false;
  requests: readonly object[] = [];

  constructor(private readonly request: FastifyRequest) {}

  get id(): string {
    return this.request.id;
  }

  get trace(): TraceContext | undefined {
    return (requestStateOf(this.request.raw).trace ??= traceContextOf(this.request.headers));
  }

  get operation(): OperationContract | undefined {
    return this.request.routeOptions.config.operation;
  }

  get clientAddress(): string {
    return this.request.ip;
  }

  get connection(): object {
    return this.request.socket;
  }

  get credentials(): SentCredentials {
    const { authorization, cookie, 'x-api-key': apiKey } = this.request.headers;
    return { authorization, cookie, apiKey: apiKey?.toString() };
  }

  header(name: OperationHeader): string | undefined {
    return this.request.headers[name]?.toString();
  }

  readRequest({ request, isPatch }: OperationContract): object | Promise<object> {
    return readRequest(this.request, contractOf(request), isPatch);
  }
}

/** The call that a request makes; the same object each time. */
export const httpCallOf = (request: FastifyRequest): HttpCall => (request.operationCall ??= new HttpCall(request));
