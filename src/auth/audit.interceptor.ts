import { type ExecutionContext, Injectable } from '@nestjs/common';
import { callOf } from '../content/operations/call-of.js';
import type { OperationCall } from '../content/operations/operation-call.js';
import { PromiseInterceptor } from '../content/operations/promise-interceptor.js';
import { AuditService } from './audit.service.js';
import { auditEntryOf, isAudited } from './audited-operations.js';

/** Writes the successful calls of audited operations to the audit log, over every transport. */
@Injectable()
export class AuditInterceptor extends PromiseInterceptor {
  constructor(private readonly audit: AuditService) {
    super();
  }

  async around(context: ExecutionContext, run: () => Promise<unknown>): Promise<unknown> {
    const call = callOf(context);
    if (call.operation && !isAudited(call.operation.name)) return run();
    const result = await run();
    // A message's operation is known only now, and the result is its reply.
    this.record(call, result);
    return result;
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
