import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountDependentsService } from '../accounts/account-dependents.service.js';
import { callerIdOf, type Principal } from '../auth/principal.js';
import type { ExpectedVersions, ListExport, ListPage } from '../common/results.js';
import { Database } from '../database/engine/database.js';
import { idempotencyRequestOf } from '../database/idempotency/idempotency-request.js';
import { IdempotencyService } from '../database/idempotency/idempotency.service.js';
import { ListReaderService } from '../database/pagination/list-reader.service.js';
import { BatchQueue } from '../database/batching/batch-queue.js';
import {
  DeleteAISession,
  type GetAISession,
  type ListAISessions,
  PatchAISession,
} from './dto/ai-session-requests.dto.js';
import { type AISessionInfo, toAISessionInfo } from './dto/ai-session-info.dto.js';
import { NewAISession } from './dto/new-ai-session.dto.js';
import { insertSessions, type NewSession } from './insert-sessions.js';
import { newSession, SessionChanges } from './session-changes.js';
import { SessionDetailsService } from './session-details.service.js';
import { countSessionsOf, findSessions, type SessionRow, sessionFilter, sessionSource } from './session-queries.js';
import { sessionNotFound, type SessionResult } from './session-result.js';

/** Sessions whose account is locked are inserted one by one: each may wait for another lock. */
const LOCKED_CREATES = { maxBatchSize: 1, maxQueueSize: 1_000 };

/** Creates, reads, changes and deletes AI sessions. */
@Injectable()
export class AIService implements OnModuleInit {
  private readonly creates: BatchQueue<NewSession, SessionResult>;
  private readonly gets: BatchQueue<string, SessionResult>;

  constructor(
    private readonly database: Database,
    private readonly lists: ListReaderService,
    private readonly accountDependents: AccountDependentsService,
    private readonly idempotency: IdempotencyService,
    private readonly changes: SessionChanges,
    details: SessionDetailsService,
  ) {
    const lockedCreates = new BatchQueue<NewSession, SessionResult>(
      (items) => insertSessions(database, idempotency, items),
      LOCKED_CREATES,
      'session creates, locked',
    );
    this.creates = new BatchQueue(
      (items) => insertSessions(database, idempotency, items, (item) => lockedCreates.enqueue(item)),
      undefined,
      'session creates',
    );
    const getSessions = async (ids: readonly string[]) => {
      const rows = await findSessions(database, [...new Set(ids)]);
      return ids.map((id) => {
        const row = rows.get(id);
        return row ? details.resultOf(row) : sessionNotFound();
      });
    };
    this.gets = new BatchQueue<string, SessionResult>(getSessions, undefined, 'session reads');
  }

  onModuleInit(): void {
    this.accountDependents.register('AI session', (manager, accountId) =>
      countSessionsOf(manager, this.database.dialect, accountId),
    );
  }

  /**
   * Creates a session.
   *
   * @param key The caller's idempotency key. A retry with the same key and request returns the first result.
   * @returns The stored session with its account's current name. It is on disk.
   * @throws ValidationError `NotFound` on `AccountId` if the account does not exist; IdempotencyKeyReuseError if another
   *   request has used the key. Nothing is stored then.
   */
  create(request: NewAISession, caller: Principal, key?: string): Promise<SessionResult> {
    const session = newSession(request, caller);
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, NewAISession, request);
    return this.creates.enqueue({ session, idempotency });
  }

  /** @returns A page, or with `all` every match. Newest first by default. */
  list(request: ListAISessions, caller: Principal): Promise<ListPage<AISessionInfo> | ListExport<AISessionInfo>> {
    return this.lists.read(sessionSource, sessionFilter(request), request, rowToInfo, callerIdOf(caller));
  }

  /** @throws NotFoundError */
  get({ sessionId }: GetAISession): Promise<SessionResult> {
    return this.gets.enqueue(sessionId);
  }

  /**
   * Changes a session. A request that changes nothing leaves the dates and the version as they are.
   *
   * @param expected The versions that the caller has seen. Any version is accepted by default.
   * @param key As in `create`.
   * @throws NotFoundError, PreconditionFailedError, IdempotencyKeyReuseError
   */
  patch(request: PatchAISession, caller: Principal, expected?: ExpectedVersions, key?: string): Promise<SessionResult> {
    const condition = { expected };
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, PatchAISession, request, condition);
    return this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, () =>
        this.changes.preparePatch(manager, request, caller, expected),
      ),
    );
  }

  /**
   * Deletes a session.
   *
   * @param expected As in `patch`.
   * @param key As in `create`.
   * @throws NotFoundError, PreconditionFailedError, IdempotencyKeyReuseError, ConflictError while its actions are being
   *   applied.
   */
  async delete(request: DeleteAISession, caller: Principal, expected?: ExpectedVersions, key?: string): Promise<void> {
    const condition = { expected };
    const idempotency = idempotencyRequestOf(callerIdOf(caller), key, DeleteAISession, request, condition);
    await this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, () => this.changes.prepareDelete(manager, request, expected)),
    );
  }
}

const rowToInfo = (row: SessionRow): AISessionInfo => toAISessionInfo(row, row.accountName);
