import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { idempotencyScopeOf, type Principal } from '../auth/principal.js';
import { type ExpectedVersions, type ListExport, type ListPage, Versioned } from '../common/results.js';
import { NotFoundError } from '../common/errors.js';
import { newEntity } from '../common/new-entity.js';
import { expectVersion } from '../common/versions.js';
import { Database } from '../database/engine/database.js';
import { idempotencyRequestOf } from '../database/idempotency/idempotency-request.js';
import { DELETED, IdempotencyService, unchanged } from '../database/idempotency/idempotency.service.js';
import { ListReaderService } from '../database/pagination/list-reader.service.js';
import { BatchQueue } from '../database/batching/batch-queue.js';
import { AISession } from './ai-session.entity.js';
import type { DeleteAISession, GetAISession, ListAISessions, PatchAISession } from './dto/ai-session-requests.dto.js';
import { type AISessionInfo, toAISessionInfo } from './dto/ai-session-info.dto.js';
import type { NewAISession } from './dto/new-ai-session.dto.js';
import { insertSessions, type NewSession } from './insert-sessions.js';
import {
  countSessionsOf,
  findSession,
  findSessions,
  type SessionRow,
  sessionsIn,
  sessionSource,
} from './session-queries.js';

/** The rules of AI sessions. */
@Injectable()
export class AIService implements OnModuleInit {
  private readonly creates: BatchQueue<NewSession, Versioned<AISessionInfo>>;
  private readonly gets: BatchQueue<string, Versioned<AISessionInfo>>;

  constructor(
    private readonly database: Database,
    private readonly lists: ListReaderService,
    private readonly accounts: AccountsService,
    private readonly idempotency: IdempotencyService,
  ) {
    const alone = new BatchQueue<NewSession, Versioned<AISessionInfo>>(
      (wanted) => insertSessions(database, idempotency, wanted),
      { maxBatchSize: 1, maxQueueSize: 1_000 },
    );
    this.creates = new BatchQueue((wanted) =>
      insertSessions(database, idempotency, wanted, (item) => alone.enqueue(item)),
    );
    this.gets = new BatchQueue<string, Versioned<AISessionInfo>>(async (ids) => {
      const rows = await findSessions(database, [...new Set(ids)]);
      return ids.map((id) => {
        const row = rows.get(id);
        return row ? toStored(row) : noSuchSession();
      });
    });
  }

  onModuleInit(): void {
    this.accounts.addUse('AI session', (manager, id) => countSessionsOf(manager, this.database.dialect, id));
  }

  /**
   * Creates a session.
   *
   * @param key Tells the request from its retries; the same key and request gets the first answer again.
   * @returns The session, stored on disk, with its account's present name.
   * @throws ValidationError `NotFound` on `AccountId` where there is no such account; nothing is stored then.
   *   IdempotencyKeyReuseError where the key came with another request before.
   */
  create(request: NewAISession, caller: Principal, key?: string): Promise<Versioned<AISessionInfo>> {
    const { accountId = null, purpose = null } = request;
    const session: AISession = { ...newEntity(caller.userName), accountId, purpose, version: 1 };
    const idempotency = idempotencyRequestOf(idempotencyScopeOf(caller), key, ['NewAISession', accountId, purpose]);
    return this.creates.enqueue({ session, idempotency });
  }

  /** @returns A page, or every match where `all` is asked for; the newest first. */
  list(request: ListAISessions): Promise<ListPage<AISessionInfo> | ListExport<AISessionInfo>> {
    return this.lists.read(sessionSource, sessionsIn(request), request, toInfo);
  }

  /** @throws NotFoundError */
  get({ sessionId }: GetAISession): Promise<Versioned<AISessionInfo>> {
    return this.gets.enqueue(sessionId);
  }

  /**
   * Changes a session's purpose; where that changes nothing, no date and no version change.
   *
   * @param expected The versions that the caller is content to change.
   * @param key As that of `create`.
   * @throws NotFoundError, PreconditionFailedError, IdempotencyKeyReuseError
   */
  patch(
    request: PatchAISession,
    caller: Principal,
    expected?: ExpectedVersions,
    key?: string,
  ): Promise<Versioned<AISessionInfo>> {
    const { sessionId, purpose } = request;
    // As an object, for a member that is left out is not one that is null.
    const idempotency = idempotencyRequestOf(idempotencyScopeOf(caller), key, [
      'PatchAISession',
      { sessionId, purpose },
      expected,
    ]);
    return this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, async () => {
        const row = found(await findSession(manager, this.database.dialect, sessionId, 'to change'));
        expectVersion(row.version, expected);
        if (purpose === undefined || purpose === row.purpose) return unchanged(toStored(row));
        const change = {
          purpose,
          dateLastModified: new Date().toISOString(),
          lastModifiedBy: caller.userName,
          version: row.version + 1,
        };
        return {
          answer: toStored({ ...row, ...change }),
          store: () => manager.update(AISession, sessionId, change),
        };
      }),
    );
  }

  /**
   * Deletes a session.
   *
   * @param key As that of `create`.
   * @throws NotFoundError, PreconditionFailedError, IdempotencyKeyReuseError
   */
  async delete(
    { sessionId }: DeleteAISession,
    caller: Principal,
    expected?: ExpectedVersions,
    key?: string,
  ): Promise<void> {
    const idempotency = idempotencyRequestOf(idempotencyScopeOf(caller), key, ['DeleteAISession', sessionId, expected]);
    await this.database.write((manager) =>
      this.idempotency.runOnce(manager, idempotency, async () => {
        const row = found(await findSession(manager, this.database.dialect, sessionId, 'to delete'));
        expectVersion(row.version, expected);
        return { answer: DELETED, store: () => manager.delete(AISession, sessionId) };
      }),
    );
  }
}

function found(row: SessionRow | undefined): SessionRow {
  if (!row) throw noSuchSession();
  return row;
}

const noSuchSession = (): NotFoundError => new NotFoundError('There is no such AI session.');

const toInfo = (row: SessionRow): AISessionInfo => toAISessionInfo(row, row.accountName);

/** The account's name is shown, so its version counts too. */
const toStored = (row: SessionRow): Versioned<AISessionInfo> =>
  new Versioned(toInfo(row), row.version, row.accountVersion === null ? '' : String(row.accountVersion));
