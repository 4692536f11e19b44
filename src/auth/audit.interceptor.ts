import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { Versioned } from '../common/results.js';
import { callOf } from '../content/operations/call-of.js';
import type { OperationCall } from '../content/operations/operation-call.js';
import { type AuditEvent, AuditService } from './audit.service.js';

/** The operations whose successful calls the audit log has, and the member that identifies their object. */
const AUDITED: Readonly<Record<string, { readonly event: AuditEvent; readonly id: string }>> = {
  NewAccount: { event: 'account-created', id: 'accountId' },
  PatchAccount: { event: 'account-changed', id: 'accountId' },
  DeleteAccount: { event: 'account-deleted', id: 'accountId' },
  DeleteAISession: { event: 'session-deleted', id: 'sessionId' },
};

/** Writes changes of accounts and deletes of sessions to the audit log, over every transport. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly audit: AuditService) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const call = callOf(context);
    if (call.operation && !AUDITED[call.operation.name]) return next.handle();
    // A message's operation is known only once its handler has run, and the result is then the reply.
    return next.handle().pipe(tap((result) => this.record(call, result)));
  }

  private record(call: OperationCall, result: unknown): void {
    const audited = AUDITED[call.operation?.name ?? ''];
    if (!audited) return;
    const { event, id } = audited;
    const { userName: by, via } = call.principal ?? {};
    const results: unknown[] = [result].flat();
    call.requests.forEach((request, index) => {
      this.audit.record(event, { [id]: idIn(results[index]) ?? idIn(request, id), by, via }, call.id);
    });
  }
}

function idIn(source: unknown, member = 'id'): string | undefined {
  const value: unknown = source instanceof Versioned ? (source as Versioned<object>).value : source;
  const id = (value as Readonly<Record<string, unknown>> | null | undefined)?.[member];
  return typeof id === 'string' ? id : undefined;
}
