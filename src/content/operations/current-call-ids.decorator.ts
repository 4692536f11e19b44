import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { callOf } from './call-of.js';
import type { CallIds } from './operation-call.js';

/** Injects the request id and the trace of a call, for what its handler logs and sends. */
export const CurrentCallIds = createParamDecorator((_: unknown, context: ExecutionContext): CallIds => callOf(context));
