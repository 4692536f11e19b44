import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { AuditService } from '../../../auth/audit.service.js';
import { auditEntryOf } from '../../../auth/audited-operations.js';
import { callerIdOf, type Principal } from '../../../auth/principal.js';
import { ServiceUnavailableError, ValidationError } from '../../../common/errors.js';
import { SHUTDOWN_GRACE_MS } from '../../../common/limits.js';
import type { ExpectedVersions } from '../../../common/results.js';
import { Versioned } from '../../../common/results.js';
import type { TraceContext } from '../../../common/trace-context.js';
import { ENV } from '../../../config/config.module.js';
import type { Env } from '../../../config/env.js';
import { Database } from '../../../database/engine/database.js';
import type { CallIds } from '../../../content/operations/operation-call.js';
import { idempotencyRequestOf } from '../../../database/idempotency/idempotency-request.js';
import type { SessionResult } from '../../session-result.js';
import type { AISessionAction } from '../ai-session-action.entity.js';
import { ApplyAISession } from '../dto/action-requests.dto.js';
import { parseArguments } from '../functions/parse-arguments.js';
import { EXECUTOR, type Executor, type ExecutorResult } from '../functions/executor.js';
import { ApplyStartService } from './apply-start.service.js';
import type { ActionOutcome, Apply } from './apply-state.js';
import { ApplyStepService, INTERRUPTED, MAX_STEP_ACTIONS, type Step } from './apply-step.service.js';
import { LeaseService } from './lease.service.js';
import { StoreRefusedError } from './own-actions.service.js';

/**
 * How long a call of the executor may continue after the service is told to stop, in ms. A longer one is aborted while
 * there is time to end its lease, so that the next apply need not wait for that.
 */
const EXECUTOR_GRACE_MS = SHUTDOWN_GRACE_MS - 1_000;

/** Applies the actions of sessions: in order, each own one exactly once, each of the executor's at least once. */
@Injectable()
export class ApplyService implements BeforeApplicationShutdown {
  private isStopping = false;
  private readonly shutdown = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly starts: ApplyStartService,
    private readonly steps: ApplyStepService,
    private readonly leases: LeaseService,
    private readonly audit: AuditService,
    @Inject(EXECUTOR) private readonly executor: Executor | undefined,
    @Inject(ENV) private readonly env: Env,
  ) {}

  beforeApplicationShutdown(): void {
    this.isStopping = true;
    setTimeout(() => this.shutdown.abort(), EXECUTOR_GRACE_MS).unref();
  }

  /**
   * Applies the actions that wait now, as the caller. Stops at the first that fails.
   *
   * @param expected The versions that the caller has seen. Any version is accepted by default.
   * @param key The caller's idempotency key. A retry gets the first result; after a crash it continues the apply.
   * @param ids Of the call, for the audit log and the executor.
   * @returns The session, whether or not an action failed: its log tells.
   * @throws NotFoundError, PreconditionFailedError, IdempotencyKeyReuseError, ConflictError if an apply is running,
   *   ServiceUnavailableError; a retry continues.
   */
  async apply(
    { sessionId }: ApplyAISession,
    caller: Principal,
    expected?: ExpectedVersions,
    key?: string,
    ids?: CallIds,
  ): Promise<SessionResult> {
    const condition = { expected };
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, ApplyAISession, { sessionId }, condition);
    const call = { sessionId, caller, expected, idempotency };
    const apply = await this.database.write((manager) => this.starts.start(manager, call));
    if (apply instanceof Versioned) return apply;
    try {
      return await this.run(apply, ids);
    } catch (error) {
      await this.leases.release(apply).catch(() => undefined); // the lease ends by itself
      throw error;
    }
  }

  private async run(apply: Apply, ids: CallIds | undefined): Promise<SessionResult> {
    let ended: ActionOutcome | undefined;
    let limit = MAX_STEP_ACTIONS;
    let maxLimit = MAX_STEP_ACTIONS;
    let maxTogether = MAX_STEP_ACTIONS;
    for (;;) {
      let step: Step;
      try {
        step = await this.database.write((manager, attempt) => {
          // After a deadlock. A transaction with one action seldom holds two locks.
          if (attempt > 1) maxLimit = 1;
          const options = { ended, limit: Math.min(limit, maxLimit), maxTogether, isStopping: this.isStopping };
          return this.steps.run(manager, apply, options);
        });
      } catch (error) {
        if (!(error instanceof StoreRefusedError)) throw error;
        const { actions, index, refusal } = error;
        const [action, ...others] = actions;
        // Repeats what was rolled back: one by one to find the refused action, then up to it. Then that one is the first,
        // and nothing is to be repeated.
        if (!action || others.length > 0) maxTogether = 1;
        else if (index > 0 || ended) limit = index;
        else ended = { action, result: { ok: false, error: refusal.message } };
        continue;
      }
      this.recordOutcomes(apply, step.outcomes, ids?.id);
      if (step.result) return step.result;
      limit = MAX_STEP_ACTIONS;
      maxTogether = MAX_STEP_ACTIONS;
      ended = step.next && { action: step.next, result: await this.execute(apply, step.next, ids?.trace) };
    }
  }

  /** Sends an action to the executor, and renews the lease meanwhile. */
  private async execute(apply: Apply, action: AISessionAction, trace?: TraceContext): Promise<ExecutorResult> {
    const { id, sessionId, functionName, description, stagedBy, date: dateStaged } = action;
    if (this.executor?.canExecute(functionName) !== true) {
      return { ok: false, error: `There is no executor for the function '${functionName}'.` };
    }
    const lease = new AbortController();
    const signal = AbortSignal.any([lease.signal, this.shutdown.signal]);
    const renew = (): void =>
      void this.leases.renew(apply).then(
        (hasLease) => hasLease || lease.abort(),
        () => undefined, // the lease may outlast an outage of the database; the next step checks it
      );
    const timer = setInterval(renew, this.env.ACTIONS_LEASE / 3);
    try {
      const call = { id, sessionId, functionName, description, stagedBy, dateStaged };
      const args = parseArguments(action.arguments);
      this.executor.check(functionName, args); // its functions may have changed since the action was staged
      const appliedBy = apply.caller.userName;
      return await this.executor.execute({ ...call, arguments: args, appliedBy }, signal, trace);
    } catch (error) {
      if (signal.aborted) throw new ServiceUnavailableError(INTERRUPTED);
      if (error instanceof ValidationError) return { ok: false, error: error.message };
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  private recordOutcomes({ caller }: Apply, outcomes: readonly ActionOutcome[], requestId: string | undefined): void {
    for (const { action, result, call } of outcomes) {
      const { id: actionId, sessionId, functionName, stagedBy } = action;
      const { userName: by, via } = caller;
      const event = result.ok ? 'action-applied' : 'action-failed';
      this.audit.record(event, { sessionId, actionId, functionName, stagedBy, by, via }, requestId);
      const entry = call && auditEntryOf(functionName, call.request, call.result);
      if (entry) this.audit.record(entry.event, { ...entry.details, by, via }, requestId);
    }
  }
}
