import type { ArgumentsHost } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { httpCallOf } from './http-call.js';
import type { MessageCall } from './message-call.js';
import type { OperationCall } from './operation-call.js';

/** The call that a guard, filter, parameter decorator or handler runs for. */
export const callOf = (host: ArgumentsHost): OperationCall =>
  host.getType() === 'http' ? httpCallOf(host.getArgByIndex<FastifyRequest>(0)) : host.getArgByIndex<MessageCall>(0);
