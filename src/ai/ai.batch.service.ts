import { Injectable } from '@nestjs/common';
import { callerIdOf, type Principal } from '../auth/principal.js';
import { itemError } from '../common/item-error.js';
import { Database } from '../database/engine/database.js';
import { batchIdempotencyOf, changeEach, mapEach, runBatch } from '../database/idempotency/batch.js';
import { IdempotencyService } from '../database/idempotency/idempotency.service.js';
import { BatchBudget } from './batch-budget.js';
import type { AISessionInfo } from './dto/ai-session-info.dto.js';
import { DeleteAISession, type GetAISession, PatchAISession } from './dto/ai-session-requests.dto.js';
import { NewAISession } from './dto/new-ai-session.dto.js';
import { findAccountsOf, insertStatement } from './insert-queries.js';
import { newSession, SessionChanges } from './session-changes.js';
import { SessionDetailsService } from './session-details.service.js';
import { findSessions } from './session-queries.js';
import { accountNotFound, sessionNotFound, toResult } from './session-result.js';

/**
 * Creates, reads, changes and deletes many AI sessions in one call: all or none. Errors are those of `AIService`, with the
 * index of the first item that fails.
 */
@Injectable()
export class AIBatchService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly changes: SessionChanges,
    private readonly details: SessionDetailsService,
  ) {}

  /** Takes one statement, besides the one that finds the accounts. */
  create(requests: readonly NewAISession[], caller: Principal, key?: string): Promise<readonly AISessionInfo[]> {
    const { dialect } = this.database;
    const idempotency = batchIdempotencyOf(callerIdOf(caller), key, NewAISession, requests);
    return runBatch(this.database, this.idempotency, idempotency, async (manager) => {
      const sessions = requests.map((request) => newSession(request, caller));
      const accounts = await findAccountsOf(manager, dialect, sessions, 'for key share');
      const results = sessions.map((session, index) => {
        const account = accounts.get(session.accountId);
        if (session.accountId !== null && !account) throw itemError(accountNotFound(session), index);
        return toResult(session, account).value;
      });
      if (sessions.length > 0) {
        await manager.query(...insertStatement(dialect, sessions, { skipsLocked: false }).toQuery());
      }
      return results;
    });
  }

  async get(requests: readonly GetAISession[]): Promise<readonly AISessionInfo[]> {
    const rows = await findSessions(this.database, [...new Set(requests.map(({ sessionId }) => sessionId))]);
    const budget = new BatchBudget();
    return mapEach(requests, async ({ sessionId }) => {
      const row = rows.get(sessionId);
      if (!row) throw sessionNotFound();
      return budget.add((await this.details.resultOf(row)).value);
    });
  }

  patch(requests: readonly PatchAISession[], caller: Principal, key?: string): Promise<readonly AISessionInfo[]> {
    const condition = { expected: undefined };
    const idempotency = batchIdempotencyOf(callerIdOf(caller), key, PatchAISession, requests, condition);
    return runBatch(this.database, this.idempotency, idempotency, (manager) => {
      const budget = new BatchBudget();
      return changeEach(requests, async (request) => {
        const change = await this.changes.preparePatch(manager, request, caller);
        budget.add(change.result.value);
        return change;
      });
    });
  }

  delete(requests: readonly DeleteAISession[], caller: Principal, key?: string): Promise<readonly object[]> {
    const condition = { expected: undefined };
    const idempotency = batchIdempotencyOf(callerIdOf(caller), key, DeleteAISession, requests, condition);
    return runBatch(this.database, this.idempotency, idempotency, (manager) =>
      changeEach(requests, (request) => this.changes.prepareDelete(manager, request)),
    );
  }
}
