import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { callOf } from './call-of.js';

/** Injects the request id of a call, for what its handler logs. */
export const RequestId = createParamDecorator((_: unknown, context: ExecutionContext): string => callOf(context).id);
