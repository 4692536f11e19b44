import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ServiceUnavailableError } from '../../../common/errors.js';
import { Database } from '../../../database/engine/database.js';
import { Statement } from '../../../database/engine/statement.js';
import { IdempotencyService } from '../../../database/idempotency/idempotency.service.js';
import { existing } from '../../session-changes.js';
import { SessionDetailsService } from '../../session-details.service.js';
import { findSession, type FullSessionRow } from '../../session-queries.js';
import type { SessionResult } from '../../session-result.js';
import type { ActionStatus } from '../action-status.js';
import type { AISessionAction } from '../ai-session-action.entity.js';
import { findOpenActions, touchSession } from '../changeset-queries.js';
import { OwnFunctionsService } from '../functions/own-functions.service.js';
import { type ActionOutcome, type Apply, hasFailed } from './apply-state.js';
import { LeaseService } from './lease.service.js';
import { countOf, cutText, logLine, NO_REASON, outcomeLines, withLines } from './log.js';
import { OwnActionsService } from './own-actions.service.js';

/** Own actions that run in one transaction, so that other callers do not wait long for its locks. */
export const MAX_STEP_ACTIONS = 50;

/** The message for the caller of an apply that cannot continue. */
export const INTERRUPTED = 'The apply was interrupted. Apply the session again to continue.';

/** What one transaction of an apply did. */
export interface Step {
  /** How actions ended, in order. */
  readonly outcomes: readonly ActionOutcome[];
  /** The action that the executor must run now. */
  readonly next?: AISessionAction | undefined;
  /** The session, once the apply has ended. */
  readonly result?: SessionResult | undefined;
}

/** Options of a step. */
export interface StepOptions {
  /** How an action ended outside of a transaction. */
  readonly ended?: ActionOutcome | undefined;
  /** The maximum number of own actions to run. */
  readonly limit: number;
  /** The maximum number of own actions whose changes are stored in one statement. */
  readonly maxTogether: number;
  /** Whether no further action must be begun. */
  readonly isStopping: boolean;
}

/** One transaction of an apply: it runs own actions and records how actions ended. */
@Injectable()
export class ApplyStepService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly details: SessionDetailsService,
    private readonly functions: OwnFunctionsService,
    private readonly leases: LeaseService,
    private readonly ownActions: OwnActionsService,
  ) {}

  /** @throws ServiceUnavailableError if the lease has been lost, StoreRefusedError; nothing is stored then. */
  async run(manager: EntityManager, apply: Apply, options: StepOptions): Promise<Step> {
    const { sessionId, through, caller } = apply;
    const { dialect } = this.database;
    const { ended, limit, maxTogether, isStopping } = options;
    const row = await this.lock(manager, apply);
    if (ended) await this.setStatus(manager, [ended]);
    const open = hasFailed(ended)
      ? []
      : await findOpenActions(manager, dialect, sessionId, { through, limit: limit + 1 });
    const mustStop = isStopping || performance.now() > apply.deadline.at;
    const own = await this.ownActions.run(manager, apply, mustStop ? [] : open.slice(0, limit), maxTogether);
    await this.setStatus(manager, own);
    const outcomes = [...(ended ? [ended] : []), ...own];
    const [first] = open.slice(own.length);
    const isEnded = !first || mustStop || hasFailed(own.at(-1));
    const next = isEnded || this.functions.has(first.functionName) ? undefined : first;
    if (next) await this.updateStatus(manager, [next.id], 'Applying');
    const hasStopped = first !== undefined || hasFailed(outcomes.at(-1));
    await this.record(manager, apply, row, outcomes, isEnded && (hasStopped ? 'stopped' : 'completed'));
    await touchSession(manager, dialect, sessionId, caller.userName);
    return { outcomes, next, result: isEnded ? await this.end(manager, apply) : undefined };
  }

  private async lock(manager: EntityManager, { sessionId, leaseId }: Apply): Promise<FullSessionRow> {
    const row = await findSession(manager, this.database.dialect, sessionId, 'for update');
    if (row?.liveLeaseId === leaseId) return row;
    throw new ServiceUnavailableError(INTERRUPTED);
  }

  private async setStatus(manager: EntityManager, outcomes: readonly ActionOutcome[]): Promise<void> {
    const applied = outcomes.filter(({ result }) => result.ok).map(({ action }) => action.id);
    if (applied.length > 0) await this.updateStatus(manager, applied, 'Applied');
    const failed = outcomes.find(({ result }) => !result.ok);
    if (failed) await this.updateStatus(manager, [failed.action.id], 'Failed', failed.result.error ?? NO_REASON);
  }

  private async updateStatus(
    manager: EntityManager,
    ids: readonly string[],
    status: ActionStatus,
    error: string | null = null,
  ): Promise<void> {
    const update = new Statement(this.database.dialect);
    update.text =
      `UPDATE ai_session_actions SET status = ${update.value(status)}, ` +
      `error = ${update.value(error === null ? null : cutText(error))} WHERE id IN ${update.list(ids)}`;
    await manager.query(...update.toQuery());
  }

  /** Updates the changeset: its log, its count of open actions, and the lease, which ends with the apply. */
  private async record(
    manager: EntityManager,
    apply: Apply,
    { log, openCount }: FullSessionRow,
    outcomes: readonly ActionOutcome[],
    end: 'completed' | 'stopped' | false,
  ): Promise<void> {
    const { dialect } = this.database;
    const left = (openCount ?? 0) - outcomes.filter(({ result }) => result.ok).length;
    const lines = outcomes.flatMap(({ action, result }) => outcomeLines(action, result));
    if (end) lines.push(logLine(endOf(end, left)));
    const update = new Statement(dialect);
    update.text =
      `UPDATE ai_session_changesets SET log = ${update.value(withLines(log, lines))}, ` +
      `"openCount" = ${update.value(left)}, ` +
      (end
        ? `"leaseId" = NULL, "leaseUntil" = NULL, "applyThrough" = NULL, "applyKey" = NULL, "applyFingerprint" = NULL `
        : `"leaseUntil" = ${this.leases.until} `) +
      `WHERE "sessionId" = ${update.value(apply.sessionId)}`;
    await manager.query(...update.toQuery());
  }

  private async end(manager: EntityManager, { sessionId, keyId }: Apply): Promise<SessionResult> {
    const row = existing(await findSession(manager, this.database.dialect, sessionId, 'for update'));
    const result = await this.details.resultOf(row, manager);
    if (keyId !== null) await this.idempotency.complete(manager, keyId, result);
    return result;
  }
}

/** @param left How many actions are open. After a completed apply these were staged while it ran. */
function endOf(end: 'completed' | 'stopped', left: number): string {
  if (end === 'stopped') return `Stopped, with ${countOf(left)} left.`;
  return left === 0
    ? 'Every action was applied.'
    : `Every action that waited was applied. Staged since: ${countOf(left)}.`;
}
