import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ValidationError } from '../../common/errors.js';
import { callOf } from '../../content/operations/call-of.js';
import { PromiseInterceptor } from '../../content/operations/promise-interceptor.js';

/**
 * Refuses an `Idempotency-Key` where a repeat could not get the first response: it would have to be stored with the secrets
 * in it.
 */
@Injectable()
export class RefuseIdempotencyKeyInterceptor extends PromiseInterceptor {
  around(context: ExecutionContext, run: () => Promise<unknown>): Promise<unknown> {
    if (callOf(context).header('idempotency-key') === undefined) return run();
    throw ValidationError.of(
      'NotSupported',
      'IdempotencyKey',
      `'Idempotency-Key' is not supported by the operations on users and keys. Send the request without it.`,
    );
  }
}
