import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError, ServiceUnavailableError } from '../../../common/errors.js';
import { type Changes, untilRefused } from '../../../database/idempotency/changes.js';
import type { AISessionAction } from '../ai-session-action.entity.js';
import { OwnFunctionsService } from '../functions/own-functions.service.js';
import { parseArguments } from '../functions/parse-arguments.js';
import { type ActionOutcome, type Apply, hasFailed } from './apply-state.js';

/** Changes of own actions were refused when they were stored, so their transaction must be rolled back. */
export class StoreRefusedError extends Error {
  constructor(
    /** The actions that were stored together. If there are several, it is not known which one was refused. */
    readonly actions: readonly AISessionAction[],
    /** How many actions of the transaction ran before them. */
    readonly index: number,
    readonly refusal: DomainError,
  ) {
    super(refusal.message);
  }
}

/** Runs own actions in the transaction of the caller. */
@Injectable()
export class OwnActionsService {
  constructor(private readonly functions: OwnFunctionsService) {}

  /**
   * Runs actions in order, until one fails or is the executor's. Consecutive calls of one function are stored together.
   *
   * @param maxTogether The maximum number of actions that are stored together.
   * @throws StoreRefusedError
   */
  async run(
    manager: EntityManager,
    apply: Apply,
    actions: readonly AISessionAction[],
    maxTogether: number,
  ): Promise<ActionOutcome[]> {
    const outcomes: ActionOutcome[] = [];
    await this.functions.lock(
      manager,
      actions.map(({ functionName }) => functionName),
    );
    while (!hasFailed(outcomes.at(-1))) {
      const rest = actions.slice(outcomes.length, outcomes.length + maxTogether);
      const [next] = rest;
      if (!next || !this.functions.has(next.functionName)) break;
      const end = rest.findIndex(({ functionName }) => functionName !== next.functionName);
      const calls = end === -1 ? rest : rest.slice(0, end);
      outcomes.push(...(await this.runFirst(manager, apply, next.functionName, calls, outcomes.length)));
    }
    return outcomes;
  }

  /** Runs the first of several calls of a function, as many as can be stored together. */
  private async runFirst(
    manager: EntityManager,
    { caller, sessionId }: Apply,
    functionName: string,
    calls: readonly AISessionAction[],
    index: number,
  ): Promise<ActionOutcome[]> {
    const read = untilRefused(calls, (action) => ({
      action,
      request: this.functions.read(functionName, parseArguments(action.arguments), sessionId),
    }));
    const requests = read.results.map(({ request }) => request);
    const { results, refusal, store } =
      requests.length === 0
        ? NO_CHANGES
        : await this.functions.prepare(manager, functionName, requests, caller).catch(refusedChanges);
    const stored = read.results.slice(0, results.length);
    if (stored.length > 0) {
      await store().catch((error: unknown) => {
        // PostgreSQL accepts no further statement in this transaction.
        throw isRefusal(error) ? new StoreRefusedError(calls.slice(0, stored.length), index, error) : error;
      });
    }
    const outcomes = stored.map(({ action, request }, at): ActionOutcome => {
      return { action, result: { ok: true }, call: { request, result: results[at] } };
    });
    const failure = refusal ?? (stored.length === requests.length ? read.refusal : undefined);
    const failed = calls[stored.length];
    if (failure && failed) outcomes.push({ action: failed, result: { ok: false, error: failure.message } });
    return outcomes;
  }
}

const NO_CHANGES: Changes<object> = { results: [], store: () => Promise.resolve() };

/** The changes of calls of which the first is refused. */
function refusedChanges(error: unknown): Changes<object> {
  if (isRefusal(error)) return { ...NO_CHANGES, refusal: error };
  throw error;
}

/** Whether an operation refused a request, so that a retry would be refused too until something else changes. */
const isRefusal = (error: unknown): error is DomainError =>
  error instanceof DomainError && !(error instanceof ServiceUnavailableError);
