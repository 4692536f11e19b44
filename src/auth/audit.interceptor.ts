import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { Versioned } from '../common/results.js';
import { callOf } from '../content/operations/call-of.js';
import type { OperationCall } from '../content/operations/operation-call.js';
import { type AuditEvent, AuditService } from './audit.service.js';

/** What the audit log has of a successful call. */
interface AuditedOperation {
  readonly event: AuditEvent;
  /** The member that identifies the object: of the request, or else the id of the response. */
  readonly id: string;
  /** Other members of the request. */
  readonly others?: readonly string[];
}

const AUDITED: Readonly<Record<string, AuditedOperation>> = {
  NewAccount: { event: 'account-created', id: 'accountId' },
  PatchAccount: { event: 'account-changed', id: 'accountId' },
  DeleteAccount: { event: 'account-deleted', id: 'accountId' },
  DeleteAISession: { event: 'session-deleted', id: 'sessionId' },
  NewAISessionAction: { event: 'action-staged', id: 'actionId', others: ['sessionId', 'functionName'] },
  DeleteAISessionAction: { event: 'action-removed', id: 'actionId', others: ['sessionId'] },
  ClearAISessionActions: { event: 'actions-cleared', id: 'sessionId' },
};

/** Writes changes of accounts, deletes of sessions and staged actions to the audit log, over every transport. */
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
    const { event, id, others = [] } = audited;
    const { userName: by, via } = call.principal ?? {};
    const results: unknown[] = [result].flat();
    call.requests.forEach((request, index) => {
      const details = Object.fromEntries(others.map((name) => [name, textIn(request, name)]));
      const objectId = textIn(request, id) ?? textIn(results[index]);
      this.audit.record(event, { [id]: objectId, ...details, by, via }, call.id);
    });
  }
}

function textIn(source: unknown, member = 'id'): string | undefined {
  const value: unknown = source instanceof Versioned ? (source as Versioned<object>).value : source;
  const id = (value as Readonly<Record<string, unknown>> | null | undefined)?.[member];
  return typeof id === 'string' ? id : undefined;
}
