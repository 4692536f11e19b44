import { Versioned } from '../common/results.js';
import type { AuditDetails, AuditEvent } from './audit.service.js';

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

/** Whether the audit log has the calls of an operation. */
export const isAudited = (operation: string): boolean => operation in AUDITED;

/**
 * @param result What the operation returned: a response, or a `Versioned` with it.
 * @returns The entry of a successful call; undefined if the audit log does not have the operation.
 */
export function auditEntryOf(
  operation: string,
  request: object,
  result: unknown,
): { readonly event: AuditEvent; readonly details: AuditDetails } | undefined {
  const audited = AUDITED[operation];
  if (!audited) return undefined;
  const { event, id, others = [] } = audited;
  const details = Object.fromEntries(others.map((name) => [name, textIn(request, name)]));
  return { event, details: { [id]: textIn(request, id) ?? textIn(result, 'id'), ...details } };
}

function textIn(source: unknown, member: string): string | undefined {
  const value: unknown = source instanceof Versioned ? (source as Versioned<object>).value : source;
  const text = (value as Readonly<Record<string, unknown>> | null | undefined)?.[member];
  return typeof text === 'string' ? text : undefined;
}
