import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { callOf } from '../content/operations/call-of.js';
import type { OperationCall } from '../content/operations/operation-call.js';
import { AuditService } from './audit.service.js';
import { auditEntryOf, isAudited } from './audited-operations.js';

/** Writes the successful calls of audited operations to the audit log, over every transport. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly audit: AuditService) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const call = callOf(context);
    if (call.operation && !isAudited(call.operation.name)) return next.handle();
    // A message's operation is known only once its handler has run, and the result is then the reply.
    return next.handle().pipe(tap((result) => this.record(call, result)));
  }

  private record(call: OperationCall, result: unknown): void {
    const { userName: by, via } = call.principal ?? {};
    const results: unknown[] = [result].flat();
    call.requests.forEach((request, index) => {
      const entry = auditEntryOf(call.operation?.name ?? '', request, results[index]);
      if (entry) this.audit.record(entry.event, { ...entry.details, by, via }, call.id);
    });
  }
}
